/* The ptrace backend: runs a program up to its region, steps through that, and lets it run to its end. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench/base/interrupt.h"
#include "bench/evidence/trace_backend.h"
#include "bench/evidence/trace_choosers.h"
#include "bench/evidence/trace_count.h"
#include "bench/evidence/trace_functions.h"
#include "bench/evidence/trace_imitate.h"
#include "bench/evidence/trace_reach.h"
#include "bench/evidence/trace_region.h"
#include "bench/evidence/tracee.h"
#include "bench/task/task.h"

static const double seconds_after = 5; /* for the program to end after its region */
static const double kernel_seconds = 60;
static const uint64_t kernel_instructions = 20 * 1000 * 1000;

typedef struct session {
    fl_tracee tracee;
    fl_wanted wanted;
    fl_region *region;
    fl_trace empty; /* of the last empty region */
    bool has_empty, is_done, is_open, is_kernel, counts_calls;
    char function[128]; /* whose call was the region, as its author wrote it */
    bool forbidden;     /* a program that ran here let nobody look at it */
    uint64_t regions;
    fl_trace choosing; /* of it the choosers alone */
    fl_imitating imitating;
} session;

/* Marks are looked for to the end, to count them; of a function only the first call is of interest. */
static bool is_looking(const session *s)
{
    return !s->is_done || !s->wanted.function;
}

/* A thread stands at a breakpoint: sends it back to its caller, as the function would. */
static bool leave_mark(fl_task *task, fl_registers *registers)
{
    uint64_t pc = 0, sp = 0;
    if (!fl_registers_read(task->tid, registers) || !fl_registers_return(task->tid, registers, &pc, &sp) ||
        !fl_registers_jump(task->tid, pc, sp))
        return false;
    registers->pc = pc;
    registers->sp = sp;
    return true;
}

/* Whether the thread still stands there, so that its memory could be read unless that is forbidden. */
static bool lives(const fl_task *task)
{
    uint64_t pc = 0;
    return fl_registers_pc(task->tid, &pc);
}

/* One stopped task of each space writes its breakpoints. */
static void for_each_space(session *s, void (*act)(fl_space *, pid_t))
{
    for (size_t i = 0; i < s->tracee.count; i++) {
        fl_task *task = s->tracee.tasks[i];
        if (task->space && task->stopped)
            act(task->space, task->tid);
    }
}

static void write_all(fl_space *space, pid_t tid)
{
    fl_marks_insert(space, tid);
    fl_imitate_look(space, tid);
}

static fl_status step_region(session *s, const fl_task *task, const fl_registers *at, fl_mark mark,
                             fl_error *error)
{
    fl_region *region = s->region;
    region->marker = task->tid;
    region->marker_pid = task->pid;
    region->frame = at->sp;
    region->is_call = mark == FL_MARK_FUNCTION;
    fl_tracee_stop_all(&s->tracee);
    for_each_space(s, fl_imitate_look); /* code that was mapped, or made, meanwhile */
    for_each_space(s, fl_marks_remove);
    for (size_t i = 0; i < s->tracee.count; i++)
        if (s->tracee.tasks[i]->stopped)
            fl_imitate_unwatch(s->tracee.tasks[i]);
    if (mark != FL_MARK_BEGIN_EMPTY && !s->is_kernel)
        fl_trace_find_choosers(task->space, &s->choosing);
    fl_status status = fl_region_step(region, error);
    if (status != FL_OK)
        return status;
    if (mark != FL_MARK_BEGIN_EMPTY && !s->is_kernel && s->choosing.chooser_count > 0)
        s->choosing.scalar_alone =
            fl_trace_reaches_scalar_alone(task->space, region->functions, region->tail_return);
    if (mark == FL_MARK_BEGIN_EMPTY) {
        s->empty = region->counts;
        s->has_empty = true;
    } else {
        s->is_done = true;
        s->regions = 1;
        s->tracee.deadline = fl_monotonic_seconds() + (s->counts_calls ? region->seconds : seconds_after);
    }
    if (!region->is_call || s->counts_calls)
        for_each_space(s, write_all);
    return FL_OK;
}

/* One more call: the breakpoint is away for the step that executes what stands there. */
static void count_call(session *s, fl_task *task)
{
    int status = 0;
    s->regions++;
    fl_marks_remove(task->space, task->tid);
    if (ptrace(PTRACE_SINGLESTEP, task->tid, NULL, NULL) != 0)
        return;
    while (waitpid(task->tid, &status, __WALL) < 0 && errno == EINTR)
        ;
    if (WIFSTOPPED(status) && FL_EVENT_OF(status) == 0 && WSTOPSIG(status) != SIGTRAP)
        task->signal = WSTOPSIG(status);
    write_all(task->space, task->tid);
}

static fl_status begin_call(session *s, fl_task *task, const fl_breakpoint *met, fl_error *error)
{
    fl_registers registers;
    if (!fl_registers_read(task->tid, &registers))
        return FL_OK;
    fl_registers_jump(task->tid, met->address, registers.sp);
    if (met->by_end && s->wanted.exact) { /* another function has the very name */
        fl_marks_drop(task->space, task->tid, met->address);
        return FL_OK;
    }
    if (s->is_done) {
        count_call(s, task);
        return FL_OK;
    }
    if (met->by_end && s->wanted.end_count > 1) {
        char names[320];
        return fl_fail(error, FL_USAGE, "trace: --function %.80s is the end of several names; say more: %s",
                       s->wanted.function,
                       fl_wanted_names(s->wanted.ends, s->wanted.end_count, names, sizeof names));
    }
    snprintf(s->function, sizeof s->function, "%s", met->name);
    if (!fl_registers_return(task->tid, &registers, &s->region->return_pc, &s->region->return_sp))
        return fl_tracee_fail_forbidden(s->region->name, error);
    return step_region(s, task, &registers, FL_MARK_FUNCTION, error);
}

/* At fl_region_begin(), for the first time or, afterwards, once more. */
static fl_status begin_region(session *s, fl_task *task, fl_mark mark, fl_error *error)
{
    fl_registers registers;
    if (!leave_mark(task, &registers))
        return lives(task) ? fl_tracee_fail_forbidden(s->region->name, error) : FL_OK;
    if (s->is_done) {
        s->is_open = mark == FL_MARK_BEGIN;
        return FL_OK;
    }
    return step_region(s, task, &registers, mark, error);
}

static fl_status at_breakpoint(session *s, fl_task *task, const fl_breakpoint *met, fl_error *error)
{
    fl_registers registers;
    fl_status status = FL_OK;
    switch (met->mark) {
    case FL_MARK_BEGIN:
    case FL_MARK_BEGIN_EMPTY:
        return begin_region(s, task, met->mark, error);
    case FL_MARK_FUNCTION:
        return begin_call(s, task, met, error);
    case FL_MARK_END:
        s->regions += s->is_done && s->is_open;
        s->is_open = false;
        leave_mark(task, &registers);
        return FL_OK;
    case FL_MARK_CPUID:
        fl_imitate_answer(task->space, task->tid, met->address);
        return FL_OK;
    case FL_MARK_LINKER:
        fl_imitate_look(task->space, task->tid);
        if (!leave_mark(task, &registers) && lives(task))
            return fl_tracee_fail_forbidden(s->region->name, error);
        status = is_looking(s) ? fl_marks_look(task->space, &s->wanted, error) : FL_OK;
        s->forbidden |= task->space->forbidden;
        if (status == FL_OK)
            fl_marks_insert(task->space, task->tid);
        return status;
    }
    return FL_OK;
}

static fl_status after_trap(session *s, fl_task *task, fl_error *error)
{
    uint64_t pc = 0;
    if (!task->space || fl_imitate_watched(task->space, task->tid) || !fl_registers_pc(task->tid, &pc))
        return FL_OK;
    const fl_breakpoint *met = fl_marks_at(task->space, pc - fl_breakpoint_advance);
    if (met && met->inserted) {
        fl_breakpoint copy = *met; /* looking at new objects may move the table */
        return at_breakpoint(s, task, &copy, error);
    }
    /* A thread whose system call was interrupted by us reports the step that led into it only now. */
    siginfo_t information;
    bool late = task->stepped && ptrace(PTRACE_GETSIGINFO, task->tid, NULL, &information) == 0 &&
                (information.si_code == TRAP_BRKPT || information.si_code == TRAP_TRACE);
    task->stepped = false;
    if (!late)
        task->signal = SIGTRAP; /* the program's own */
    return FL_OK;
}

static fl_status after_stop(session *s, fl_task *task, int status, fl_error *error)
{
    int event = FL_EVENT_OF(status), number = WSTOPSIG(status);
    if (event == PTRACE_EVENT_STOP) {
        task->listens = number != SIGTRAP && !task->fresh;
        if (task->listens) {
            ptrace(PTRACE_LISTEN, task->tid, NULL, NULL);
            task->stopped = false;
        }
        task->fresh = false;
        return FL_OK;
    }
    if (event != 0) {
        fl_tracee_event(&s->tracee, task, event);
        if (event == PTRACE_EVENT_EXEC && task->space)
            fl_imitate_look(task->space, task->tid);
        if (event != PTRACE_EVENT_EXEC || !task->space || !is_looking(s))
            return FL_OK;
        fl_status looked = fl_marks_look(task->space, &s->wanted, error);
        s->forbidden |= task->space->forbidden;
        if (looked == FL_OK)
            fl_marks_insert(task->space, task->tid);
        return looked;
    }
    if (number == SIGTRAP)
        return after_trap(s, task, error);
    if (number == FL_STOP_AT_CALL) {
        if (task->space)
            fl_imitate_call(task->space, task->tid);
        return FL_OK;
    }
    task->signal = number;
    return FL_OK;
}

static void continue_all(session *s)
{
    for (size_t i = 0; i < s->tracee.count; i++) {
        fl_task *task = s->tracee.tasks[i];
        if (task->stopped && task->space)
            fl_task_continue(task);
    }
}

static fl_status fail_unreached(session *s, const char *how, fl_error *error)
{
    const char *name = s->region->name, *function = s->wanted.function;
    if (s->forbidden)
        return fl_tracee_fail_forbidden(name, error);
    if (!function && !s->wanted.found)
        return fl_fail(error, FL_USAGE,
                       "trace: %s %s without having loaded fl_region_begin(); mark the region with "
                       "libfairlane_region or name a --function",
                       name, how);
    if (!function)
        return fl_fail(error, FL_USAGE, "trace: %s %s without having called fl_region_begin()", name, how);
    if (!s->wanted.found && s->wanted.indirect)
        return fl_fail(
            error, FL_USAGE,
            "trace: '%s' is chosen when the program is loaded (ifunc); name the function that is chosen",
            function);
    if (!s->wanted.found && s->wanted.near_count > 0) {
        char names[320];
        return fl_fail(error, FL_USAGE, "trace: %.80s %s; nothing is called '%.80s'; near: %s", name, how,
                       function, fl_wanted_names(s->wanted.near, s->wanted.near_count, names, sizeof names));
    }
    if (!s->wanted.found)
        return fl_fail(error, FL_USAGE,
                       "trace: %s %s; no object that it loaded has a symbol '%s'%s%s; has it been stripped?",
                       name, how, function, s->wanted.library ? " in " : "",
                       s->wanted.library ? s->wanted.library : "");
    return fl_fail(error, FL_USAGE, "trace: %s %s without having called %s()", name, how, function);
}

static fl_status fail_ended(session *s, fl_error *error)
{
    char how[96];
    int status = s->tracee.last_status;
    if (WIFSIGNALED(status))
        snprintf(how, sizeof how, "died of signal %d (%s)", WTERMSIG(status), strsignal(WTERMSIG(status)));
    else
        snprintf(how, sizeof how, "ended with exit status %d", WEXITSTATUS(status));
    return fail_unreached(s, how, error);
}

static fl_status run_to_end(session *s, fl_error *error)
{
    fl_status status = FL_OK;
    while (status == FL_OK) {
        fl_task *task = NULL;
        int wait_status = 0;
        fl_report report = fl_tracee_wait(&s->tracee, true, &task, &wait_status);
        if (fl_interrupted())
            return fl_fail(error, FL_INTERRUPTED, "interrupted; nothing was written");
        if (report == FL_REPORT_STOP)
            status = after_stop(s, task, wait_status, error);
        if (s->is_done &&
            (s->tracee.count == 0 || s->is_kernel || fl_monotonic_seconds() > s->tracee.deadline))
            return status;
        if (status == FL_OK && s->tracee.count == 0)
            return fail_ended(s, error);
        if (status == FL_OK && fl_monotonic_seconds() > s->tracee.deadline) {
            char how[64];
            snprintf(how, sizeof how, "was stopped after %.0f s", s->region->seconds);
            return fail_unreached(s, how, error);
        }
        if (status == FL_OK)
            continue_all(s);
    }
    return status;
}

/* From the counts of the region to those of the trace. */
static void hand_over(session *s, fl_trace *trace)
{
    *trace = s->region->counts;
    trace->how = FL_TRACED_BY_PTRACE;
    trace->regions = s->regions;
    trace->choosers_sought = s->choosing.choosers_sought;
    trace->scalar_alone = s->choosing.scalar_alone;
    trace->chooser_count = s->choosing.chooser_count;
    memcpy(trace->choosers, s->choosing.choosers, sizeof trace->choosers);
    fl_imitate_hand_over(&s->imitating, trace);
    fl_functions_hand_over(s->region->functions, trace);
    snprintf(trace->function, sizeof trace->function, "%s", s->is_kernel ? "" : s->function);
    if (s->has_empty)
        fl_trace_subtract(trace, &s->empty);
}

static fl_status finish(session *s, fl_status status, fl_trace *trace)
{
    if (status == FL_OK)
        hand_over(s, trace);
    fl_tracee_end(&s->tracee);
    fl_functions_free(s->region->functions);
    free(s->region);
    free(s);
    return status;
}

static session *new_session(const char *name, double seconds, uint64_t most_instructions)
{
    session *s = calloc(1, sizeof *s);
    fl_region *region = calloc(1, sizeof *region);
    if (!s || !region) {
        free(s);
        free(region);
        return NULL;
    }
    s->region = region;
    region->tracee = &s->tracee;
    region->functions = fl_functions_new();
    region->name = name;
    region->seconds = seconds;
    region->most_instructions = most_instructions;
    return s;
}

fl_status fl_ptrace_command(const fl_trace_target *target, fl_trace *trace, fl_error *error)
{
    session *s = new_session(target->command[0], target->seconds, target->most_instructions);
    if (!s)
        return fl_fail(error, FL_UNABLE, "trace: no memory");
    s->wanted = (fl_wanted){.function = target->function, .library = target->library};
    s->counts_calls = target->count_calls && target->function;
    fl_status status = fl_tracee_start_command(&s->tracee, target, error);
    s->imitating.hidden = fl_imitable();
    if (status == FL_OK && s->imitating.hidden)
        fl_imitate_begin(s->tracee.tasks[0]->space, &s->imitating);
    s->tracee.deadline = fl_monotonic_seconds() + target->seconds;
    if (status == FL_OK)
        status = run_to_end(s, error);
    return finish(s, status, trace);
}

/* ---- a kernel of the lab ---- */

typedef struct kernel_call {
    const fl_kernel *kernel;
    float weights[FL_WEIGHTS], bias[FL_OUTPUTS], input[FL_INPUTS];
} kernel_call;

/* In the forked process: one call to bind symbols and let a library choose its code, then the one traced. */
static int call_twice(const void *context, int ready, int go)
{
    const kernel_call *call = context;
    float output[FL_OUTPUTS] = {0};
    char byte = 0;
    call->kernel->run(call->weights, call->bias, call->input, output);
    if (write(ready, "", 1) != 1 || read(go, &byte, 1) != 1)
        return 1;
    call->kernel->run(call->weights, call->bias, call->input, output);
    return 0;
}

static fl_status prepare_call(const fl_kernel *kernel, kernel_call *call, fl_error *error)
{
    fl_model model;
    fl_status status = fl_model_train(FL_DEFAULT_SEED, &model, error);
    if (status != FL_OK)
        return status;
    call->kernel = kernel;
    fl_task_sample(call->input);
    memcpy(call->weights, model.weights, sizeof call->weights);
    memcpy(call->bias, model.bias, sizeof call->bias);
    if (kernel->work == FL_WORK_LOGISTIC_784X1)
        fl_model_difference(&model, call->weights, call->bias);
    return FL_OK;
}

/* The process waits in read(): stopped there, it gets a breakpoint at the kernel's first instruction. */
static fl_status plant(session *s, const fl_kernel *kernel, int go, fl_error *error)
{
    fl_task *task = s->tracee.tasks[0];
    fl_tracee_stop_all(&s->tracee);
    if (!task->stopped)
        return fl_fail(error, FL_UNABLE, "trace: the process of kernel '%s' cannot be stopped", kernel->name);
    fl_marks_add(task->space, (uintptr_t)kernel->run, FL_MARK_FUNCTION);
    fl_marks_insert(task->space, task->tid);
    if (write(go, "", 1) != 1)
        return fl_fail(error, FL_UNABLE, "trace: the process of kernel '%s' is gone", kernel->name);
    fl_task_continue(task);
    return FL_OK;
}

fl_status fl_ptrace_kernel(const fl_kernel *kernel, fl_trace *trace, fl_error *error)
{
    kernel_call *call = calloc(1, sizeof *call);
    session *s = new_session(kernel->name, kernel_seconds, kernel_instructions);
    if (!call || !s) {
        free(call);
        return fl_fail(error, FL_UNABLE, "trace: no memory");
    }
    s->wanted = (fl_wanted){.function = kernel->name, .found = true};
    s->is_kernel = true;
    int go = -1;
    fl_status status = prepare_call(kernel, call, error);
    if (status == FL_OK)
        status = fl_tracee_start_fork(&s->tracee, call_twice, call, &go, error);
    s->tracee.deadline = fl_monotonic_seconds() + kernel_seconds;
    if (status == FL_OK)
        status = plant(s, kernel, go, error);
    if (status == FL_OK)
        status = run_to_end(s, error);
    if (go >= 0)
        close(go);
    free(call);
    return finish(s, status, trace);
}
