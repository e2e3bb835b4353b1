/* Registers of an x86-64 thread. */
#define _GNU_SOURCE
#include "bench/evidence/trace_count.h"
#include "bench/evidence/tracee.h"

#include <cpuid.h>
#include <elf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
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
