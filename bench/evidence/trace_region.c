/* One region, instruction by instruction, in all threads at once.
 *
 * Before a step the instruction at the thread's address is decoded and what it depends on is read (masks, the
 * count of a rep prefix); after the step it is counted. Stops that are not the end of a step (signals, new
 * threads) count nothing. All stops that are pending are collected before anything goes on: a thread that
 * spins until another moves would otherwise be the only one that ever moves. */
#define _GNU_SOURCE
#include "bench/evidence/trace_region.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>

#include "bench/evidence/trace_count.h"
#include "bench/harness/interrupt.h"
#include "bench/harness/pin.h"

enum { EVENT_SHIFT = 16 };

/* ---- before a step ---- */

/* The kernel will make the interrupted system call again: that one instruction began before. */
static void prepare_restart(fl_task *task, const fl_registers *registers, bool began_before)
{
    task->pending.any = true;
    task->pending.counts = !began_before;
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

static void prepare(fl_region *region, fl_task *task, uint64_t pc)
{
    fl_registers registers = {.pc = pc};
    fl_pending *pending = &task->pending;
    const fl_code *code = fl_space_code(task->space, pc);
    memset(pending, 0, sizeof *pending);
    pending->any = pending->counts = true;
    pending->address = pc;
    snprintf(pending->object, sizeof pending->object, "%s",
             code ? fl_space_object(task->space, code) : "[anonymous]");
    if (!code || !code->known)
        return;
    pending->known = true;
    pending->instruction = code->instruction;
    const fl_instruction *instruction = &pending->instruction;
    if (instruction->mask_register >= 0) {
        uint64_t mask = 0;
        pending->selected_lanes = fl_registers_mask(task->tid, instruction->mask_register, &mask)
                                      ? fl_lanes_selected(mask, instruction->mask_lanes)
                                      : FL_LANES_UNKNOWN;
    } else if (instruction->lanes == 0) {
        pending->selected_lanes = FL_LANES_UNKNOWN;
    }
    if ((instruction->repeats || instruction->system_call) && fl_registers_read(task->tid, &registers)) {
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

/* A system call may have changed what lies where. */
static void note_call(fl_region *region, const fl_task *task)
{
    static const char *const mapping_calls[] = {"mmap",   "munmap",   "mprotect",     "mremap",
                                                "brk",    "shmat",    "shmdt",        "remap_file_pages",
                                                "execve", "execveat", "pkey_mprotect"};
    char name[32];
    fl_system_call_name(task->pending.call, name);
    fl_trace_count_call(&region->counts, name);
    if (is_marker(region, task))
        fl_trace_count_call(&region->tail, name);
    for (size_t i = 0; i < sizeof mapping_calls / sizeof mapping_calls[0]; i++)
        if (strcmp(name, mapping_calls[i]) == 0)
            fl_space_forget(task->space);
}

static void count_into(fl_trace *trace, const fl_task *task, uint64_t repetitions)
{
    const fl_pending *pending = &task->pending;
    fl_execution execution = {.instruction = pending->known ? &pending->instruction : NULL,
                              .object = fl_trace_object_index(trace, pending->object),
                              .times = 1,
                              .repetitions = repetitions,
                              .selected_lanes = pending->selected_lanes};
    fl_trace_count(trace, &execution);
}

static void complete(fl_region *region, fl_task *task)
{
    fl_pending *pending = &task->pending;
    fl_registers registers = {.pc = 0};
    if (!pending->any)
        return;
    if (pending->counts) {
        uint64_t repetitions = 0;
        if (pending->instruction.repeats && fl_registers_read(task->tid, &registers))
            repetitions = pending->count_before - registers.count;
        task->ran = true;
        count_into(&region->counts, task, repetitions);
        if (is_marker(region, task))
            count_into(&region->tail, task, repetitions);
        if (pending->instruction.system_call)
            note_call(region, task);
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
    if (!fl_registers_pc(task->tid, &pc))
        return;
    bool own = pending->known && strncmp(pending->instruction.mnemonic, "int", 3) == 0;
    if (task->injected || pc == pending->address || own) {
        int code = signal_code(task);
        if (code == SIGTRAP) {
            pending->any = false;
            return;
        }
        if (code == SI_USER || code == SI_TKILL || code == SI_QUEUE || (own && code == SI_KERNEL)) {
            task->signal = SIGTRAP;
            region->counts.signals++;
            if (pc == pending->address)
                pending->any = false;
        }
    }
    if (pending->any && pending->instruction.repeats && pc == pending->address)
        return; /* one more repetition of the same instruction */
    complete(region, task);
}

/* A stop that interrupts: the instruction was executed if the thread has moved on. */
static void after_interruption(fl_region *region, fl_task *task)
{
    uint64_t pc = 0;
    if (task->pending.any && fl_registers_pc(task->tid, &pc) && pc != task->pending.address)
        complete(region, task);
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
        prepare_restart(task, &registers, true);
    }
    task->fresh = false;
}

static void bind_task(fl_task *task, int cpu);

static void after_stop(fl_region *region, fl_task *task, int status, int cpu)
{
    int event = status >> EVENT_SHIFT, number = WSTOPSIG(status);
    if (event == PTRACE_EVENT_STOP) {
        if (task->fresh && !task->bound)
            bind_task(task, cpu);
        after_stop_event(region, task, number);
    } else if (event != 0) {
        region->counts.forks += event == PTRACE_EVENT_FORK || event == PTRACE_EVENT_VFORK;
        if (event == PTRACE_EVENT_EXEC) { /* the number of the call, for the counts, is not lost */
            complete(region, task);
            task->pending.any = true;
            task->pending.counts = false;
        }
        fl_tracee_event(region->tracee, task, event);
    } else if (number == SIGTRAP) {
        after_trap(region, task);
    } else {
        after_interruption(region, task);
        task->signal = number;
        region->counts.signals++;
    }
}

/* ---- one core for all, while stepping ---- */

static void bind_task(fl_task *task, int cpu)
{
    cpu_set_t one;
    CPU_ZERO(&one);
    if (cpu < 0 || sched_getaffinity(task->tid, sizeof task->affinity, &task->affinity) != 0)
        return;
    CPU_SET((size_t)cpu, &one);
    task->bound = sched_setaffinity(task->tid, sizeof one, &one) == 0;
}

static void bind_all(const fl_tracee *tracee, int cpu)
{
    for (size_t i = 0; i < tracee->count; i++)
        bind_task(tracee->tasks[i], cpu);
}

static void unbind_all(const fl_tracee *tracee)
{
    for (size_t i = 0; i < tracee->count; i++) {
        fl_task *task = tracee->tasks[i];
        if (task->bound)
            sched_setaffinity(task->tid, sizeof task->affinity, &task->affinity);
        task->bound = false;
    }
}

/* ---- the loop ---- */

typedef enum step { STEP_ON, STEP_END, STEP_AGAIN } step;

static step where(const fl_region *region, const fl_task *task, uint64_t pc)
{
    uint64_t sp = 0;
    if (task->pid != region->marker_pid)
        return STEP_ON;
    if (region->is_call)
        return task->tid == region->marker && pc == region->return_pc && fl_registers_sp(task->tid, &sp) &&
                       sp == region->return_sp
                   ? STEP_END
                   : STEP_ON;
    const fl_breakpoint *mark = fl_marks_at(task->space, pc);
    if (!mark)
        return STEP_ON;
    return mark->mark == FL_MARK_END                                          ? STEP_END
           : mark->mark == FL_MARK_BEGIN || mark->mark == FL_MARK_BEGIN_EMPTY ? STEP_AGAIN
                                                                              : STEP_ON;
}

/* Lets every stopped task take its next step, unless the region is at its end. */
static step step_all(fl_region *region)
{
    for (size_t i = 0; i < region->tracee->count; i++) {
        fl_task *task = region->tracee->tasks[i];
        uint64_t pc = 0;
        if (!task->stopped || !task->space || task->pending.any || !fl_registers_pc(task->tid, &pc))
            continue;
        step at = where(region, task, pc);
        if (at != STEP_ON)
            return at;
        prepare(region, task, pc);
    }
    for (size_t i = 0; i < region->tracee->count; i++)
        if (region->tracee->tasks[i]->stopped && region->tracee->tasks[i]->space)
            fl_task_step(region->tracee->tasks[i]);
    return STEP_ON;
}

static bool marker_lives(const fl_region *region)
{
    for (size_t i = 0; i < region->tracee->count; i++)
        if (region->tracee->tasks[i]->pid == region->marker_pid)
            return true;
    return false;
}

static fl_status fail_gone(const fl_region *region, int status, fl_error *error)
{
    if (WIFSIGNALED(status))
        return fl_fail(error, FL_USAGE, "trace: %s died inside the region of signal %d (%s)", region->name,
                       WTERMSIG(status), strsignal(WTERMSIG(status)));
    return fl_fail(error, FL_USAGE,
                   "trace: %s ended inside the region with exit status %d; it must reach fl_region_end()",
                   region->name, WEXITSTATUS(status));
}

static fl_status fail_endless(const fl_region *region, fl_error *error)
{
    return fl_fail(
        error, FL_USAGE,
        "trace: the region of %s did not end within %.0f s and %llu instructions; was it left without "
        "fl_region_end()? Otherwise give it more --timeout",
        region->name, region->seconds, (unsigned long long)region->counts.instructions);
}

/* Waits for one report at least, then takes all that are there. */
static fl_status collect(fl_region *region, int cpu, fl_error *error)
{
    int status = 0;
    fl_task *task = NULL;
    bool block = true;
    for (;;) {
        fl_report report = fl_tracee_wait(region->tracee, block, &task, &status);
        if (report == FL_REPORT_NOTHING)
            break;
        block = false;
        if (report == FL_REPORT_STOP)
            after_stop(region, task, status, cpu);
        else if (!marker_lives(region))
            return fail_gone(region, status, error);
        bool replaced = report == FL_REPORT_STOP && status >> EVENT_SHIFT == PTRACE_EVENT_EXEC;
        if (replaced && task->pid == region->marker_pid)
            return fl_fail(error, FL_USAGE, "trace: %s executed another program inside the region",
                           region->name);
    }
    if (fl_interrupted())
        return fl_fail(error, FL_INTERRUPTED, "interrupted; nothing was written");
    if (fl_monotonic_seconds() > region->tracee->deadline ||
        region->counts.instructions > region->most_instructions)
        return fail_endless(region, error);
    return FL_OK;
}

/* Calls that threads were still in when the region ended. */
static void count_unfinished(fl_region *region)
{
    for (size_t i = 0; i < region->tracee->count; i++) {
        fl_task *task = region->tracee->tasks[i];
        if (!task->stopped && task->pending.any && task->pending.counts &&
            task->pending.instruction.system_call)
            complete(region, task);
        region->counts.threads_run += task->ran;
        task->pending.any = false;
    }
}

static fl_status step_through(fl_region *region, int cpu, fl_error *error)
{
    fl_status status = FL_OK;
    step at = STEP_ON;
    while (status == FL_OK && (at = step_all(region)) == STEP_ON)
        status = collect(region, cpu, error);
    if (at == STEP_AGAIN)
        return fl_fail(
            error, FL_USAGE,
            "trace: %s began a region inside the region; was the first one left without fl_region_end()?",
            region->name);
    return status;
}

/* The call that led to the mark: from the frame that the region began in, and returning there. */
static void cut_tail(fl_region *region)
{
    fl_registers registers;
    uint64_t pc = 0, sp = 0;
    if (!region->is_call && region->tail_return != 0 && fl_registers_read(region->marker, &registers) &&
        fl_registers_return(region->marker, &registers, &pc, &sp) && pc == region->tail_return &&
        sp == region->frame)
        fl_trace_subtract(&region->counts, &region->tail);
}

fl_status fl_region_step(fl_region *region, fl_error *error)
{
    fl_pin pin = {.cpu = -1};
    fl_registers registers;
    fl_tracee *tracee = region->tracee;
    fl_trace_init(&region->counts);
    fl_trace_init(&region->tail);
    region->tail_return = 0;
    tracee->deadline = fl_monotonic_seconds() + region->seconds;
    fl_pin_to(FL_PIN_ANY, &pin, NULL); /* without it stepping is merely slower */
    bind_all(tracee, pin.cpu);
    for (size_t i = 0; i < tracee->count; i++) {
        fl_task *task = tracee->tasks[i];
        task->ran = false;
        memset(&task->pending, 0, sizeof task->pending);
        if (task->tid != region->marker && fl_registers_read(task->tid, &registers) && registers.interrupted)
            prepare_restart(task, &registers, true);
        if (task->space)
            fl_space_forget(task->space); /* breakpoints have come and gone */
    }
    fl_status status = step_through(region, pin.cpu, error);
    if (status == FL_OK) {
        cut_tail(region);
        count_unfinished(region);
        tracee->deadline = fl_monotonic_seconds() + region->seconds;
        fl_tracee_stop_all(tracee);
    }
    unbind_all(tracee);
    fl_unpin(&pin);
    return status;
}
