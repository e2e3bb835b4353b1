/* The tasks of a traced program: which there are, and waiting for them. */
#define _GNU_SOURCE
#include "bench/evidence/tracee.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "bench/base/clock_check.h"
#include "bench/base/interrupt.h"
#include "bench/evidence/trace_imitate.h"

double fl_monotonic_seconds(void)
{
    return (double)fl_limit_ns() * 1e-9;
}

/* ---- the table of tasks ---- */

fl_task *fl_tracee_find(const fl_tracee *tracee, pid_t tid)
{
    for (size_t i = 0; i < tracee->count; i++)
        if (tracee->tasks[i]->tid == tid)
            return tracee->tasks[i];
    return NULL;
}

/* Thread group of a thread; the thread itself where that cannot be read. */
static pid_t process_of(pid_t tid)
{
    char path[64], line[128];
    int pid = (int)tid;
    snprintf(path, sizeof path, "/proc/%d/status", (int)tid);
    FILE *file = fopen(path, "re");
    while (file && fgets(line, sizeof line, file))
        if (strncmp(line, "Tgid:", 5) == 0) {
            pid = (int)strtol(line + 5, NULL, 10);
            break;
        }
    if (file)
        fclose(file);
    return (pid_t)pid;
}

fl_task *fl_tracee_add(fl_tracee *tracee, pid_t tid)
{
    fl_task **larger = realloc(tracee->tasks, (tracee->count + 1) * sizeof(fl_task *));
    fl_task *task = calloc(1, sizeof *task);
    if (larger)
        tracee->tasks = larger;
    if (!larger || !task) {
        free(task);
        return NULL;
    }
    task->tid = tid;
    task->pid = process_of(tid);
    task->fresh = true;
    tracee->tasks[tracee->count++] = task;
    return task;
}

void fl_tracee_drop(fl_tracee *tracee, fl_task *task)
{
    for (size_t i = 0; i < tracee->count; i++)
        if (tracee->tasks[i] == task)
            tracee->tasks[i--] = tracee->tasks[--tracee->count];
    fl_space_release(task->space);
    free(task);
}

static bool same_memory(pid_t a, pid_t b, bool otherwise)
{
    enum { KCMP_MEMORY = 1 };
    long order = syscall(SYS_kcmp, a, b, KCMP_MEMORY, 0, 0);
    return order < 0 ? otherwise : order == 0;
}

/* A fork copies the memory, and with it the breakpoints that are in it. */
static fl_space *copy_space(const fl_space *parent, pid_t pid)
{
    fl_space *space = fl_space_new(pid);
    if (!space)
        return NULL;
    space->imitating = parent->imitating;
    space->makes_code = parent->makes_code;
    memcpy(space->watched, parent->watched, sizeof space->watched);
    memcpy(space->watched_object, parent->watched_object, sizeof space->watched_object);
    space->watched_count = parent->watched_count;
    if (parent->breakpoint_count > 0)
        space->breakpoints = malloc(parent->breakpoint_count * sizeof *space->breakpoints);
    if (space->breakpoints) {
        memcpy(space->breakpoints, parent->breakpoints,
               parent->breakpoint_count * sizeof *space->breakpoints);
        space->breakpoint_count = parent->breakpoint_count;
    }
    return space;
}

static void adopt(fl_tracee *tracee, const fl_task *parent, pid_t tid, int event)
{
    fl_task *child = fl_tracee_find(tracee, tid);
    if (!child)
        child = fl_tracee_add(tracee, tid);
    if (!child || child->space)
        return;
    child->affinity = parent->affinity;
    child->bound = parent->bound;
    if (child->pid == parent->pid || same_memory(parent->tid, tid, event != PTRACE_EVENT_FORK)) {
        child->space = parent->space;
        if (child->space)
            child->space->tasks++;
    } else if (parent->space) {
        child->space = copy_space(parent->space, child->pid);
    }
}

/* Of a process that executes another program only one thread remains, under the process's own number. */
static void renew(fl_tracee *tracee, fl_task *task)
{
    for (size_t i = 0; i < tracee->count;) {
        fl_task *other = tracee->tasks[i];
        if (other != task && other->pid == task->pid)
            fl_tracee_drop(tracee, other);
        else
            i++;
    }
    struct fl_imitating *imitating = task->space ? task->space->imitating : NULL;
    fl_space_release(task->space);
    task->space = fl_space_new(task->pid);
    task->watches = 0;
    if (task->space)
        task->space->imitating = imitating;
}

void fl_tracee_event(fl_tracee *tracee, fl_task *task, int event)
{
    unsigned long message = 0;
    if (event == PTRACE_EVENT_EXEC) {
        renew(tracee, task);
        return;
    }
    if (event != PTRACE_EVENT_CLONE && event != PTRACE_EVENT_FORK && event != PTRACE_EVENT_VFORK)
        return;
    if (ptrace(PTRACE_GETEVENTMSG, task->tid, NULL, &message) == 0)
        adopt(tracee, task, (pid_t)message, event);
}

/* ---- waiting ---- */

static fl_report take_report(fl_tracee *tracee, pid_t tid, int status, fl_task **task)
{
    fl_task *known = fl_tracee_find(tracee, tid);
    *task = NULL;
    if (WIFEXITED(status) || WIFSIGNALED(status)) {
        if (tid == tracee->pid) {
            tracee->ended = true;
            tracee->last_status = status;
        }
        if (known)
            fl_tracee_drop(tracee, known);
        return FL_REPORT_GONE;
    }
    if (!known) /* a child may stop before its parent has told of it */
        known = fl_tracee_add(tracee, tid);
    if (!known)
        return FL_REPORT_NOTHING;
    known->stopped = true;
    known->pc_known = false;
    known->listens = false;
    *task = known;
    return FL_REPORT_STOP;
}

/* A timer ticks as long as the program is traced, so that
 * waiting returns now and then to look at the clock. */
fl_report fl_tracee_wait(fl_tracee *tracee, bool block, fl_task **task, int *status)
{
    *task = NULL;
    for (;;) {
        pid_t tid = waitpid(-1, status, __WALL | (block ? 0 : WNOHANG));
        if (tid > 0)
            return take_report(tracee, tid, *status, task);
        if (!block || errno != EINTR || fl_interrupted() || fl_monotonic_seconds() > tracee->deadline)
            return FL_REPORT_NOTHING;
    }
}

fl_report fl_tracee_wait_for(fl_tracee *tracee, fl_task **task, int *status)
{
    pid_t tid = (*task)->tid, got = 0;
    do
        got = waitpid(tid, status, __WALL);
    while (got < 0 && errno == EINTR);
    return got > 0 ? take_report(tracee, tid, *status, task) : FL_REPORT_NOTHING;
}

bool fl_task_pc(fl_task *task, uint64_t *pc)
{
    if (!task->pc_known)
        task->pc_known = fl_registers_pc(task->tid, &task->pc);
    *pc = task->pc;
    return task->pc_known;
}

static void resume(fl_task *task, long how)
{
    task->stopped = false;
    task->injected = task->signal != 0;
    if (ptrace((enum __ptrace_request)how, task->tid, NULL, fl_as_pointer((uint64_t)task->signal)) != 0)
        task->injected = false; /* killed meanwhile: its end will be reported */
    task->signal = 0;
}

void fl_task_step(fl_task *task)
{
    task->stepped = true;
    resume(task, PTRACE_SINGLESTEP);
}

/* An imitated program stops at its system calls: some of them map code. */
void fl_task_continue(fl_task *task)
{
    if (task->space && task->watches != task->space->watched_count)
        fl_imitate_watch(task);
    resume(task, task->space && task->space->imitating ? PTRACE_SYSCALL : PTRACE_CONT);
}

bool fl_tracee_all_stopped(const fl_tracee *tracee)
{
    for (size_t i = 0; i < tracee->count; i++)
        if (!tracee->tasks[i]->stopped)
            return false;
    return true;
}

/* A stop that nobody has asked about: keeps what must not be lost. */
static void keep_stop(fl_tracee *tracee, fl_task *task, int status)
{
    int event = FL_EVENT_OF(status), number = WSTOPSIG(status);
    uint64_t pc = 0;
    if (event != 0) {
        fl_tracee_event(tracee, task, event);
        return;
    }
    if (number == FL_STOP_AT_CALL) { /* it is stopped inside the call instead, or behind it */
        resume(task, PTRACE_CONT);
        ptrace(PTRACE_INTERRUPT, task->tid, NULL, NULL);
        return;
    }
    if (number != SIGTRAP) {
        task->signal = number;
        return;
    }
    fl_breakpoint *met = NULL;
    fl_registers registers;
    if (task->space && fl_imitate_watched(task->space, task->tid))
        return;
    if (task->space && fl_registers_pc(task->tid, &pc))
        met = fl_marks_at(task->space, pc - fl_breakpoint_advance);
    if (met && met->inserted && fl_registers_read(task->tid, &registers))
        fl_registers_jump(task->tid, met->address, registers.sp); /* to be met again */
}

void fl_tracee_stop_all(fl_tracee *tracee)
{
    for (size_t i = 0; i < tracee->count; i++)
        if (!tracee->tasks[i]->stopped)
            ptrace(PTRACE_INTERRUPT, tracee->tasks[i]->tid, NULL, NULL);
    while (!fl_tracee_all_stopped(tracee)) {
        fl_task *task = NULL;
        int status = 0;
        fl_report report = fl_tracee_wait(tracee, true, &task, &status);
        if (report == FL_REPORT_NOTHING)
            return;
        if (report == FL_REPORT_STOP)
            keep_stop(tracee, task, status);
    }
}
