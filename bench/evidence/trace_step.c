/* One step of one thread: what it is about to execute, and what it has executed.
 *
 * Before a step the instruction at the thread's address is decoded and what it depends on is read (masks, the
 * count of a rep prefix); after the step it is counted. Stops that are not the end of a step (signals, new
 * threads) count nothing. */
#define _GNU_SOURCE
#include <stdio.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>

#include "bench/evidence/trace_count.h"
#include "bench/evidence/trace_functions.h"
#include "bench/evidence/trace_imitate.h"
#include "bench/evidence/trace_region.h"

/* ---- before a step ---- */

/* The kernel will make the interrupted system call again: that one instruction began before. */
void fl_step_resume_call(fl_task *task, const fl_registers *registers)
{
    task->pending.any = true;
    task->pending.counts = false;
    task->pending.known = true;
    task->pending.address = 0; /* nowhere that a thread can stand */
    task->pending.call = registers->call;
    task->pending.instruction.system_call = true;
}

static void prepare_call(fl_region *region, const fl_task *task, const fl_instruction *instruction)
{
    uint64_t sp = 0;
    bool is_call = instruction->flow == FL_FLOW_CALL || instruction->flow == FL_FLOW_INDIRECT_CALL;
    if (region->is_call || task->tid != region->marker || !is_call || !fl_registers_sp(task->tid, &sp) ||
        sp != region->frame)
        return;
    fl_trace_init(&region->tail);
    region->tail_return = task->pending.address + instruction->length;
}

static size_t function_of(const fl_region *region, const fl_space *space, fl_code *code)
{
    if (!code || !region->functions)
        return SIZE_MAX;
    if (code->function == 0)
        code->function = fl_functions_find(region->functions, space, code) + 1;
    return code->function - 1;
}

static bool is_cpuid(const fl_instruction *instruction)
{
    return strcmp(instruction->mnemonic, "cpuid") == 0;
}

void fl_step_prepare(fl_region *region, fl_task *task, uint64_t pc)
{
    fl_registers registers = {.pc = pc};
    fl_pending *pending = &task->pending;
    fl_code *code = fl_space_code(task->space, pc);
    memset(pending, 0, sizeof *pending);
    pending->any = pending->counts = true;
    pending->address = pc;
    pending->function = function_of(region, task->space, code);
    snprintf(pending->object, sizeof pending->object, "%s",
             code ? fl_space_object(task->space, code) : "[anonymous]");
    if (!code || !code->known)
        return;
    pending->known = true;
    pending->instruction = code->instruction;
    const fl_instruction *instruction = &pending->instruction;
    if (instruction->tile_count > 0) {
        if (!fl_registers_tiles(task->tid, instruction, &pending->selected_lanes))
            pending->selected_lanes = FL_LANES_UNKNOWN;
    } else if (instruction->mask_register >= 0) {
        uint64_t mask = 0;
        pending->selected_lanes = fl_registers_mask(task->tid, instruction->mask_register, &mask)
                                      ? fl_lanes_selected(mask, instruction->mask_lanes)
                                      : FL_LANES_UNKNOWN;
    } else if (instruction->lanes == 0) {
        pending->selected_lanes = FL_LANES_UNKNOWN;
    }
    if ((instruction->repeats || instruction->system_call || is_cpuid(instruction)) &&
        fl_registers_read(task->tid, &registers)) {
        pending->count_before = registers.count;
        pending->call = registers.call;
    }
    prepare_call(region, task, instruction);
}

/* ---- after a step ---- */

static bool is_marker(const fl_region *region, const fl_task *task)
{
    return task->tid == region->marker;
}

static fl_part_of part_of(const fl_region *region, const fl_task *task)
{
    return task->handlers > 0 ? FL_PART_HANDLERS : is_marker(region, task) ? FL_PART_CALLER : FL_PART_OTHERS;
}

/* A system call may have changed what lies where. */
static void note_call(fl_region *region, fl_task *task)
{
    static const char *const mapping_calls[] = {"mmap",   "munmap",   "mprotect",     "mremap",
                                                "brk",    "shmat",    "shmdt",        "remap_file_pages",
                                                "execve", "execveat", "pkey_mprotect"};
    char name[32];
    fl_registers registers;
    fl_system_call_name(task->pending.call, name);
    fl_trace_count_call_by(&region->counts, name, part_of(region, task));
    task->handlers -= task->handlers > 0 && strcmp(name, "rt_sigreturn") == 0;
    if (fl_registers_read(task->tid, &registers))
        region->counts.unseen += fl_unseen_start(name, registers.result, task->told);
    task->told = false;
    if (is_marker(region, task))
        fl_trace_count_call(&region->tail, name);
    for (size_t i = 0; i < sizeof mapping_calls / sizeof mapping_calls[0]; i++)
        if (strcmp(name, mapping_calls[i]) == 0)
            fl_space_forget(task->space);
}

/* Other ways into the kernel, by the name of the instruction. What is asked for through int 0x80 has numbers
 * of its own and may be anything. */
static void note_other_call(fl_region *region, const fl_task *task)
{
    region->counts.unseen += strcmp(task->pending.instruction.mnemonic, "int") == 0;
    fl_trace_count_call_by(&region->counts, task->pending.instruction.mnemonic, part_of(region, task));
    fl_space_forget(task->space);
}

/* A handler's registers are its own: those of what it interrupts come back when it ends. */
static fl_chain_step follow_chain(fl_task *task, fl_part_of part)
{
    return part == FL_PART_HANDLERS ? (fl_chain_step){0}
                                    : fl_chain_follow(&task->chains, &task->pending.instruction);
}

static void count_into(fl_trace *trace, const fl_task *task, fl_part_of part, uint64_t repetitions,
                       fl_chain_step chain)
{
    const fl_pending *pending = &task->pending;
    fl_execution execution = {.instruction = pending->known ? &pending->instruction : NULL,
                              .object = fl_trace_object_index(trace, pending->object),
                              .part = part,
                              .times = 1,
                              .repetitions = repetitions,
                              .chained = chain.chained,
                              .switched = chain.switched,
                              .longest = chain.length,
                              .selected_lanes = pending->selected_lanes};
    fl_trace_count(trace, &execution);
}

void fl_step_complete(fl_region *region, fl_task *task)
{
    fl_pending *pending = &task->pending;
    fl_registers registers = {.pc = 0};
    if (!pending->any)
        return;
    if (pending->known)
        fl_registers_hide_step(task->tid, &pending->instruction);
    if (pending->known && is_cpuid(&pending->instruction))
        fl_imitate_amend(task->space, task->tid, pending);
    if (pending->counts) {
        uint64_t repetitions = 0;
        if (pending->instruction.repeats && fl_registers_read(task->tid, &registers))
            repetitions = pending->count_before - registers.count;
        region->counts.threads_run += !task->ran;
        task->ran = true;
        fl_part_of part = part_of(region, task);
        fl_chain_step chain = follow_chain(task, part);
        uint64_t before = region->counts.parts[part].multiply_add_lanes;
        count_into(&region->counts, task, part, repetitions, chain);
        fl_functions_count(region->functions, pending->function, 1,
                           region->counts.parts[part].multiply_add_lanes - before);
        if (is_marker(region, task))
            count_into(&region->tail, task, part, repetitions, chain);
        if (pending->instruction.system_call)
            note_call(region, task);
        else if (pending->instruction.flow == FL_FLOW_SYSTEM)
            note_other_call(region, task);
    } else if (task->space) {
        fl_space_forget(task->space); /* whatever the call was */
    }
    pending->any = false;
}

static int signal_code(const fl_task *task)
{
    siginfo_t information;
    return ptrace(PTRACE_GETSIGINFO, task->tid, NULL, &information) == 0 ? information.si_code : 0;
}

/* A stop by SIGTRAP. Not every one is the end of a step: the kernel also stops at the first instruction of a
 * signal handler (code SIGTRAP), and a program may send itself the signal or execute int3. */
static void after_trap(fl_region *region, fl_task *task)
{
    uint64_t pc = 0;
    fl_pending *pending = &task->pending;
    if (!fl_task_pc(task, &pc))
        return;
    bool own = pending->known && pending->instruction.flow == FL_FLOW_SYSTEM;
    if (task->injected || pc == pending->address || own) {
        int code = signal_code(task);
        if (code == SIGTRAP) { /* at the first instruction of a handler */
            task->handlers += task->injected;
            pending->any = false;
            return;
        }
        bool sent = code == SI_USER || code == SI_TKILL || code == SI_QUEUE;
        bool breakpoint = own && (code == SI_KERNEL || (code == TRAP_BRKPT && pc == pending->address));
        if (sent || breakpoint) {
            task->signal = SIGTRAP;
            region->counts.signals++;
            if (pc == pending->address)
                pending->any = false;
        }
    }
    if (pending->any && pending->instruction.repeats && pc == pending->address)
        return; /* one more repetition of the same instruction */
    region->counts.unseen += fl_unseen_instruction(pending, pc);
    fl_step_complete(region, task);
}

/* A stop that interrupts: the instruction was executed if the thread has moved on. */
static void after_interruption(fl_region *region, fl_task *task)
{
    uint64_t pc = 0;
    if (task->pending.any && fl_task_pc(task, &pc) && pc != task->pending.address) {
        region->counts.unseen += fl_unseen_instruction(&task->pending, pc);
        fl_step_complete(region, task);
    }
    task->pending.any = false;
}

static void after_stop_event(fl_region *region, fl_task *task, int number)
{
    fl_registers registers;
    after_interruption(region, task);
    task->listens = number != SIGTRAP && !task->fresh;
    if (task->listens) {
        ptrace(PTRACE_LISTEN, task->tid, NULL, NULL);
        task->stopped = false;
    } else if (!task->fresh && fl_registers_read(task->tid, &registers) && registers.interrupted) {
        fl_step_resume_call(task, &registers);
    }
    task->fresh = false;
}

/* Go's scheduler sends a thread SIGURG, which nothing else uses, when it has run for 10 ms: to itself, for
 * its process. Such a signal may come at any time or never, so keeping it back changes nothing but when. */
static bool is_preemption(const fl_region *region, const fl_task *task, int number)
{
    siginfo_t information;
    return number == SIGURG && is_marker(region, task) &&
           ptrace(PTRACE_GETSIGINFO, task->tid, NULL, &information) == 0 && information.si_code == SI_TKILL &&
           information.si_pid == task->pid;
}

void fl_step_after(fl_region *region, fl_task *task, int status)
{
    int event = FL_EVENT_OF(status), number = WSTOPSIG(status);
    if (event == PTRACE_EVENT_STOP) {
        after_stop_event(region, task, number);
    } else if (event != 0) {
        region->counts.forks += event == PTRACE_EVENT_FORK || event == PTRACE_EVENT_VFORK;
        task->told |= event != PTRACE_EVENT_EXEC;
        if (event == PTRACE_EVENT_EXEC) { /* the number of the call, for the counts, is not lost */
            fl_step_complete(region, task);
            task->pending.any = true;
            task->pending.counts = false;
        }
        fl_tracee_event(region->tracee, task, event);
    } else if (number == SIGTRAP) {
        after_trap(region, task);
    } else {
        after_interruption(region, task);
        if (is_preemption(region, task, number)) {
            task->held = number;
            region->counts.held_signals++;
        } else {
            task->signal = number;
            region->counts.signals++;
        }
    }
}
