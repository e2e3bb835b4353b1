/* Registers of an x86-64 thread. */
#define _GNU_SOURCE
#include "bench/evidence/cpuid_mask.h"
#include "bench/evidence/trace_count.h"
#include "bench/evidence/tracee.h"

#include <cpuid.h>
#include <elf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/user.h>

enum { TRAP_FLAG = 1 << 8 };

const unsigned char fl_breakpoint_code[FL_BREAKPOINT_BYTES] = {0xcc};
const size_t fl_breakpoint_size = 1, fl_breakpoint_advance = 1;
const int fl_elf_machine = EM_X86_64;

static bool peek(pid_t tid, size_t offset, uint64_t *value)
{
    errno = 0;
    *value = (uint64_t)ptrace(PTRACE_PEEKUSER, tid, fl_as_pointer(offset), NULL);
    return errno == 0;
}

bool fl_registers_pc(pid_t tid, uint64_t *pc)
{
    return peek(tid, offsetof(struct user_regs_struct, rip), pc);
}

bool fl_registers_sp(pid_t tid, uint64_t *sp)
{
    return peek(tid, offsetof(struct user_regs_struct, rsp), sp);
}

/* The kernel's own codes for a system call that a stop has interrupted (include/linux/errno.h): the call is
 * made again when the thread goes on, from an address two bytes back. */
static bool is_restart_code(uint64_t result)
{
    int64_t code = (int64_t)result;
    return code == -512 || code == -513 || code == -514 || code == -516;
}

bool fl_registers_read(pid_t tid, fl_registers *registers)
{
    struct user_regs_struct r;
    if (ptrace(PTRACE_GETREGS, tid, NULL, &r) != 0)
        return false;
    bool interrupted = (int64_t)r.orig_rax >= 0 && is_restart_code(r.rax);
    *registers = (fl_registers){.pc = r.rip, .sp = r.rsp, .count = r.rcx, .interrupted = interrupted};
    registers->call = interrupted ? r.orig_rax : r.rax;
    registers->result = (int64_t)r.rax;
    return true;
}

bool fl_registers_jump(pid_t tid, uint64_t pc, uint64_t sp)
{
    struct user_regs_struct r;
    if (ptrace(PTRACE_GETREGS, tid, NULL, &r) != 0)
        return false;
    r.rip = pc;
    r.rsp = sp;
    return ptrace(PTRACE_SETREGS, tid, NULL, &r) == 0;
}

bool fl_registers_return(pid_t tid, const fl_registers *registers, uint64_t *pc, uint64_t *sp)
{
    errno = 0;
    *pc = (uint64_t)ptrace(PTRACE_PEEKDATA, tid, fl_as_pointer(registers->sp), NULL);
    *sp = registers->sp + sizeof *pc;
    return errno == 0;
}

/* A component of the XSAVE area; CPUID leaf 0xd tells where it lies in the layout that ptrace shows (Intel
 * SDM, volume 1, section 13.4.2). One still in its initial state, all zero, need not be written. */
static bool read_component(pid_t tid, unsigned number, void *bytes, size_t count)
{
    enum { FEATURES_PRESENT = 512, LARGEST_AREA = 16384 };
    static uint64_t area[LARGEST_AREA / sizeof(uint64_t)];
    unsigned size = 0, offset = 0, ecx = 0, edx = 0;
    struct iovec part = {area, sizeof area};
    if (!__get_cpuid_count(0xd, number, &size, &offset, &ecx, &edx) || size < count ||
        offset + size > LARGEST_AREA ||
        ptrace(PTRACE_GETREGSET, tid, fl_as_pointer(NT_X86_XSTATE), &part) != 0 ||
        part.iov_len < offset + size)
        return false;
    memset(bytes, 0, count);
    if (area[FEATURES_PRESENT / sizeof area[0]] >> number & 1)
        memcpy(bytes, (const unsigned char *)area + offset, count);
    return true;
}

bool fl_registers_mask(pid_t tid, int number, uint64_t *mask)
{
    enum { OPMASK = 5, OPMASKS = 8 };
    uint64_t masks[OPMASKS];
    if (number < 0 || number >= OPMASKS || !read_component(tid, OPMASK, masks, sizeof masks))
        return false;
    *mask = masks[number];
    return true;
}

bool fl_registers_tiles(pid_t tid, const fl_instruction *instruction, uint64_t *lanes)
{
    enum { TILE_CONFIGURATION = 17 };
    unsigned char configuration[FL_TILE_CONFIGURATION_BYTES];
    return read_component(tid, TILE_CONFIGURATION, configuration, sizeof configuration) &&
           fl_tile_lanes(configuration, instruction, lanes);
}

void fl_registers_hide_step(pid_t tid, const fl_instruction *instruction)
{
    uint64_t sp = 0;
    if (strncmp(instruction->mnemonic, "pushf", strlen("pushf")) != 0 || !fl_registers_sp(tid, &sp))
        return;
    errno = 0;
    uint64_t saved = (uint64_t)ptrace(PTRACE_PEEKDATA, tid, fl_as_pointer(sp), NULL);
    if (errno == 0)
        ptrace(PTRACE_POKEDATA, tid, fl_as_pointer(sp), fl_as_pointer(saved & ~(uint64_t)TRAP_FLAG));
}

bool fl_registers_trap(pid_t tid)
{
    uint64_t flags = 0;
    return peek(tid, offsetof(struct user_regs_struct, eflags), &flags) && (flags & TRAP_FLAG) != 0;
}

void fl_registers_clear_trap(pid_t tid)
{
    const size_t place = offsetof(struct user_regs_struct, eflags);
    uint64_t flags = 0;
    if (peek(tid, place, &flags))
        ptrace(PTRACE_POKEUSER, tid, fl_as_pointer(place), fl_as_pointer(flags & ~(uint64_t)TRAP_FLAG));
}

/* ---- what the program maps, and asks ---- */

static bool failed(uint64_t result)
{
    enum { MOST_ERRORS = 4095 };
    return result > UINT64_MAX - MOST_ERRORS;
}

/* At the entry of a call the kernel has its result say that there is no such call (ptrace(2) has another way to tell entry
 * from end, which needs Linux 5.3). */
bool fl_registers_mapped_code(pid_t tid, bool *takes_away)
{
    struct user_regs_struct r;
    *takes_away = false;
    if (ptrace(PTRACE_GETREGS, tid, NULL, &r) != 0)
        return false;
    bool enters = (int64_t)r.rax == -ENOSYS, maps = r.orig_rax == SYS_mmap,
         changes = r.orig_rax == SYS_mprotect || r.orig_rax == SYS_pkey_mprotect;
    *takes_away = enters && (changes || r.orig_rax == SYS_munmap || r.orig_rax == SYS_mremap ||
                             (maps && (r.r10 & MAP_FIXED)));
    return !failed(r.rax) && (((maps || changes) && (r.rdx & PROT_EXEC)) || r.orig_rax == SYS_mremap);
}

static bool put_answer(pid_t tid, struct user_regs_struct *r, const uint32_t answer[FL_ANSWERS])
{
    r->rax = answer[FL_ANSWER_EAX];
    r->rbx = answer[FL_ANSWER_EBX];
    r->rcx = answer[FL_ANSWER_ECX];
    r->rdx = answer[FL_ANSWER_EDX];
    return ptrace(PTRACE_SETREGS, tid, NULL, r) == 0;
}

bool fl_registers_answer_cpuid(pid_t tid, uint64_t address, unsigned hidden)
{
    enum { LENGTH = 2 };
    struct user_regs_struct r;
    uint32_t answer[FL_ANSWERS];
    if (ptrace(PTRACE_GETREGS, tid, NULL, &r) != 0)
        return false;
    uint32_t leaf = (uint32_t)r.rax, subleaf = (uint32_t)r.rcx;
    __cpuid_count(leaf, subleaf, answer[FL_ANSWER_EAX], answer[FL_ANSWER_EBX], answer[FL_ANSWER_ECX],
                  answer[FL_ANSWER_EDX]);
    fl_cpuid_mask(hidden, leaf, subleaf, answer);
    r.rip = address + LENGTH;
    return put_answer(tid, &r, answer);
}

bool fl_registers_amend_cpuid(pid_t tid, uint32_t leaf, uint32_t subleaf, unsigned hidden)
{
    struct user_regs_struct r;
    if (ptrace(PTRACE_GETREGS, tid, NULL, &r) != 0)
        return false;
    uint32_t answer[FL_ANSWERS] = {(uint32_t)r.rax, (uint32_t)r.rbx, (uint32_t)r.rcx, (uint32_t)r.rdx};
    fl_cpuid_mask(hidden, leaf, subleaf, answer);
    return put_answer(tid, &r, answer);
}

/* Intel SDM, volume 3B, 17.2.4: DR7 has two bits for each address that switch it on, and for what it does four more, of
 * which none set means that it is executed. */
bool fl_registers_watch(pid_t tid, const uint64_t *addresses, size_t count)
{
    enum { CONTROL = 7 };
    const size_t place = offsetof(struct user, u_debugreg),
                 size = sizeof(((struct user *)NULL)->u_debugreg[0]);
    uint64_t control = 0;
    if (ptrace(PTRACE_POKEUSER, tid, fl_as_pointer(place + CONTROL * size), NULL) != 0)
        return count == 0;
    for (size_t i = 0; i < count; i++) {
        if (ptrace(PTRACE_POKEUSER, tid, fl_as_pointer(place + i * size), fl_as_pointer(addresses[i])) != 0)
            return false;
        control |= UINT64_C(1) << 2 * i;
    }
    return count == 0 ||
           ptrace(PTRACE_POKEUSER, tid, fl_as_pointer(place + CONTROL * size), fl_as_pointer(control)) == 0;
}
