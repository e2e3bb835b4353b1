/* Registers of an AArch64 thread. Compiled by the cross build; not yet run on such a machine. */
#define _GNU_SOURCE
#include "bench/evidence/tracee.h"

#include <elf.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <sys/user.h>

enum { LINK = 30, CALL = 8, RESULT = 0, INSTRUCTION_BYTES = 4 };

const unsigned char fl_breakpoint_code[FL_BREAKPOINT_BYTES] = {0x00, 0x00, 0x20, 0xd4}; /* brk #0 */
const size_t fl_breakpoint_size = INSTRUCTION_BYTES, fl_breakpoint_advance = 0;
const int fl_elf_machine = EM_AARCH64;

static bool get(pid_t tid, struct user_regs_struct *r)
{
    struct iovec part = {r, sizeof *r};
    return ptrace(PTRACE_GETREGSET, tid, fl_as_pointer(NT_PRSTATUS), &part) == 0 && part.iov_len == sizeof *r;
}

bool fl_registers_pc(pid_t tid, uint64_t *pc)
{
    struct user_regs_struct r;
    bool good = get(tid, &r);
    *pc = good ? r.pc : 0;
    return good;
}

bool fl_registers_sp(pid_t tid, uint64_t *sp)
{
    struct user_regs_struct r;
    bool good = get(tid, &r);
    *sp = good ? r.sp : 0;
    return good;
}

bool fl_registers_read(pid_t tid, fl_registers *registers)
{
    struct user_regs_struct r;
    if (!get(tid, &r))
        return false;
    int64_t result = (int64_t)r.regs[RESULT];
    int call = -1; /* −1: not in a system call */
    struct iovec part = {&call, sizeof call};
    bool in_call = ptrace(PTRACE_GETREGSET, tid, fl_as_pointer(NT_ARM_SYSTEM_CALL), &part) == 0 && call >= 0;
    *registers = (fl_registers){.pc = r.pc, .sp = r.sp, .link = r.regs[LINK], .call = r.regs[CALL]};
    registers->result = result;
    registers->interrupted =
        in_call && (result == -512 || result == -513 || result == -514 || result == -516);
    return true;
}

bool fl_registers_jump(pid_t tid, uint64_t pc, uint64_t sp)
{
    struct user_regs_struct r;
    struct iovec part = {&r, sizeof r};
    if (!get(tid, &r))
        return false;
    r.pc = pc;
    r.sp = sp;
    return ptrace(PTRACE_SETREGSET, tid, fl_as_pointer(NT_PRSTATUS), &part) == 0;
}

bool fl_registers_return(pid_t tid, const fl_registers *registers, uint64_t *pc, uint64_t *sp)
{
    (void)tid;
    *pc = registers->link;
    *sp = registers->sp;
    return true;
}

bool fl_registers_tiles(pid_t tid, const fl_instruction *instruction, uint64_t *lanes)
{
    (void)tid;
    (void)instruction;
    *lanes = 0;
    return false; /* tiles of this kind are x86's */
}

/* SVE's predicates are not read: arithmetic under them is reported as not counted. */
bool fl_registers_mask(pid_t tid, int number, uint64_t *mask)
{
    (void)tid;
    (void)number;
    *mask = 0;
    return false;
}

void fl_registers_hide_step(pid_t tid, const fl_instruction *instruction)
{
    (void)tid;
    (void)instruction; /* none saves PSTATE.SS */
}

bool fl_registers_trap(pid_t tid)
{
    (void)tid;
    return false;
}

void fl_registers_clear_trap(pid_t tid)
{
    (void)tid;
}

/* The kernel, not the CPU, tells a program what the CPU offers: nothing is imitated. */
bool fl_registers_mapped_code(pid_t tid, bool *takes_away)
{
    (void)tid;
    *takes_away = false;
    return false;
}

bool fl_registers_answer_cpuid(pid_t tid, uint64_t address, unsigned hidden)
{
    (void)tid;
    (void)address;
    (void)hidden;
    return false;
}

bool fl_registers_watch(pid_t tid, const uint64_t *addresses, size_t count)
{
    (void)tid;
    (void)addresses;
    return count == 0;
}

bool fl_registers_amend_cpuid(pid_t tid, uint32_t leaf, uint32_t subleaf, unsigned hidden)
{
    (void)tid;
    (void)leaf;
    (void)subleaf;
    (void)hidden;
    return false;
}
