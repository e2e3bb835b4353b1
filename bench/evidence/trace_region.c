/* One region, instruction by instruction, in all threads at once. All stops that are pending are collected
 * before anything goes on: a thread that spins until another moves would otherwise be the only one that ever
 * moves. */
#define _GNU_SOURCE
#include "bench/evidence/trace_region.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>

#include "bench/base/interrupt.h"
#include "bench/base/pin.h"
#include "bench/evidence/trace_count.h"
#include "bench/evidence/trace_functions.h"

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

/* Gets a stopped task ready for its next step, unless the region is at its end. */
static step ready(fl_region *region, fl_task *task)
{
    uint64_t pc = 0;
    if (!task->stopped || !task->space || task->pending.any || !fl_task_pc(task, &pc))
        return STEP_ON;
    step at = where(region, task, pc);
    if (at == STEP_ON)
        fl_step_prepare(region, task, pc);
    return at;
}

/* Lets every stopped task take its next step. */
static step step_all(fl_region *region)
{
    for (size_t i = 0; i < region->tracee->count; i++) {
        fl_task *task = region->tracee->tasks[i];
        size_t before = region->tracee->count;
        step at = ready(region, task);
        while (at == STEP_ON && task->stopped && fl_step_is_exclusive(task) &&
               fl_step_exclusive(region, task) && region->tracee->count == before)
            at = ready(region, task);
        if (at != STEP_ON)
            return at;
        if (region->tracee->count != before)
            i--; /* it is gone, and another one has taken its place */
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
    return fl_fail(error, FL_USAGE,
                   "trace: the region of %s did not end within %.0f s and %llu instructions; was it left "
                   "without fl_region_end()? Otherwise give it more --timeout",
                   region->name, region->seconds, (unsigned long long)region->counts.instructions);
}

/* Waits for one report at least, then takes all that are there. */
static fl_status collect(fl_region *region, fl_error *error)
{
    int status = 0;
    fl_task *task = NULL;
    for (bool block = true; block || !fl_tracee_all_stopped(region->tracee);) {
        fl_report report = fl_tracee_wait(region->tracee, block, &task, &status);
        if (report == FL_REPORT_NOTHING)
            break;
        block = false;
        if (report == FL_REPORT_STOP)
            fl_step_after(region, task, status);
        else if (!marker_lives(region))
            return fail_gone(region, status, error);
        bool replaced = report == FL_REPORT_STOP && FL_EVENT_OF(status) == PTRACE_EVENT_EXEC;
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
            fl_step_complete(region, task);
        task->pending.any = false;
    }
}

static fl_status step_through(fl_region *region, fl_error *error)
{
    fl_status status = FL_OK;
    step at = STEP_ON;
    while (status == FL_OK && (at = step_all(region)) == STEP_ON)
        status = collect(region, error);
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

static void deliver_held(const fl_tracee *tracee)
{
    for (size_t i = 0; i < tracee->count; i++) {
        fl_task *task = tracee->tasks[i];
        if (task->held && !task->signal)
            task->signal = task->held;
        task->held = 0;
    }
}

static void end_steps(const fl_tracee *tracee)
{
    for (size_t i = 0; i < tracee->count; i++) {
        const fl_task *task = tracee->tasks[i];
        if (task->stopped && !task->traps && fl_registers_trap(task->tid))
            fl_registers_clear_trap(task->tid);
    }
}

fl_status fl_region_step(fl_region *region, fl_error *error)
{
    fl_pin pin = {.cpu = -1};
    fl_registers registers;
    fl_tracee *tracee = region->tracee;
    fl_trace_init(&region->counts);
    fl_trace_init(&region->tail);
    fl_functions_clear(region->functions);
    region->tail_return = 0;
    tracee->deadline = fl_monotonic_seconds() + region->seconds;
    fl_pin_to(FL_PIN_ANY, &pin, NULL); /* without it stepping is merely slower */
    bind_all(tracee, pin.cpu);
    for (size_t i = 0; i < tracee->count; i++) {
        fl_task *task = tracee->tasks[i];
        task->ran = task->told = false;
        task->handlers = task->held = 0;
        task->traps = fl_registers_trap(task->tid);
        memset(&task->chains, 0, sizeof task->chains);
        memset(&task->pending, 0, sizeof task->pending);
        if (task->tid != region->marker && fl_registers_read(task->tid, &registers) && registers.interrupted)
            fl_step_resume_call(task, &registers);
        if (task->space)
            fl_space_forget(task->space); /* breakpoints have come and gone */
    }
    region->counts.unseen = fl_unseen_tasks(tracee);
    fl_status status = step_through(region, error);
    if (status == FL_OK) {
        cut_tail(region);
        count_unfinished(region);
        tracee->deadline = fl_monotonic_seconds() + region->seconds;
        fl_tracee_stop_all(tracee);
        end_steps(tracee);
    }
    deliver_held(tracee);
    unbind_all(tracee);
    fl_unpin(&pin);
    return status;
}
