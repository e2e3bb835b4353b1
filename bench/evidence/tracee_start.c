/* Starting and ending a traced program. */
#define _GNU_SOURCE
#include "bench/evidence/tracee.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench/base/illegal.h"
#include "bench/base/interrupt.h"
#include "bench/base/stream.h"

enum { TICK_MICROSECONDS = 50000 };

/* PTRACE_O_EXITKILL: should this process die, everything it traces is killed. */
static const uint64_t follow = PTRACE_O_TRACECLONE | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK |
                               PTRACE_O_TRACEEXEC | PTRACE_O_EXITKILL | PTRACE_O_TRACESYSGOOD;

static fl_status fail_start(const char *what, fl_error *error)
{
    return fl_fail(error, FL_UNABLE, "trace: cannot start a process: %s: %s", what, strerror(errno));
}

static void tick(int number)
{
    (void)number;
}

/* A timer that interrupts waiting. And SIGCHLD, should our parent have told us to ignore it: then no end of a
 * child would be reported. */
static void begin_ticks(fl_tracee *tracee)
{
    const struct itimerval timer = {{0, TICK_MICROSECONDS}, {0, TICK_MICROSECONDS}};
    struct sigaction on_tick = {.sa_handler = tick}, usual = {.sa_handler = SIG_DFL};
    sigaction(SIGALRM, &on_tick, &tracee->alarm_before);
    sigaction(SIGCHLD, &usual, &tracee->child_before);
    setitimer(ITIMER_REAL, &timer, NULL);
    tracee->ticks = true;
}

static void restore_signals(const fl_tracee *tracee)
{
    sigaction(SIGALRM, &tracee->alarm_before, NULL);
    sigaction(SIGCHLD, &tracee->child_before, NULL);
}

static void end_ticks(const fl_tracee *tracee)
{
    const struct itimerval none = {{0, 0}, {0, 0}};
    if (!tracee->ticks)
        return;
    setitimer(ITIMER_REAL, &none, NULL);
    restore_signals(tracee);
}

/* The number behind "NAME:" in /proc/PID/status; -1 where it is not there. */
static long status_number(pid_t pid, const char *name)
{
    char path[64], line[128];
    long number = -1;
    size_t length = strlen(name);
    snprintf(path, sizeof path, "/proc/%d/status", (int)pid);
    FILE *file = fopen(path, "re");
    while (file && number < 0 && fgets(line, sizeof line, file))
        if (strncmp(line, name, length) == 0 && line[length] == ':')
            number = strtol(line + length + 1, NULL, 10);
    if (file)
        fclose(file);
    return number;
}

static long yama_scope(void)
{
    char line[32] = "";
    FILE *file = fopen("/proc/sys/kernel/yama/ptrace_scope", "re");
    long scope = file && fgets(line, sizeof line, file) ? strtol(line, NULL, 10) : 0;
    if (file)
        fclose(file);
    return scope;
}

/* What forbids it, as far as the system tells: several may, and the first that does is named. */
static const char *why_refused(pid_t child, char text[160])
{
    enum { FILTERED = 2, ADMINISTRATORS_ONLY = 2 };
    long tracer = status_number(child, "TracerPid"), scope = yama_scope();
    if (tracer > 0)
        snprintf(text, 160, "another tracer, process %ld (strace, a debugger), holds it already", tracer);
    else if (scope >= ADMINISTRATORS_ONLY)
        snprintf(text, 160, "/proc/sys/kernel/yama/ptrace_scope is %ld, which %s", scope,
                 scope == ADMINISTRATORS_ONLY ? "leaves it to administrators" : "forbids it to everybody");
    else if (status_number(getpid(), "Seccomp") == FILTERED)
        snprintf(text, 160, "a seccomp filter, as containers have one, forbids it");
    else
        snprintf(text, 160, "another tracer, a container or a security module forbids it");
    return text;
}

static fl_status seize(fl_tracee *tracee, fl_error *error)
{
    if (ptrace(PTRACE_SEIZE, tracee->pid, NULL, fl_as_pointer(follow)) != 0) {
        int why = errno;
        char cause[160];
        return fl_fail(error, FL_UNABLE,
                       "trace: unattestable: this system does not let a program be stepped through: ptrace: "
                       "%s; %s",
                       strerror(why), why_refused(tracee->pid, cause));
    }
    fl_task *task = fl_tracee_add(tracee, tracee->pid);
    if (task)
        task->space = fl_space_new(tracee->pid);
    if (!task || !task->space)
        return fl_fail(error, FL_UNABLE, "trace: no memory");
    return task->space->memory < 0
               ? fl_fail(error, FL_UNABLE,
                         "trace: unattestable: /proc/%d/mem cannot be read: is /proc mounted?",
                         (int)tracee->pid)
               : FL_OK;
}

/* What the program writes must not mix with a report on standard output. False with errno when a file cannot
 * be opened. */
static bool redirect(const fl_trace_target *target)
{
    int in = target->input ? open(target->input, O_RDONLY | O_CLOEXEC) : STDIN_FILENO;
    int out =
        target->output ? open(target->output, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600) : STDERR_FILENO;
    int complaints = target->output ? open("/dev/null", O_WRONLY | O_CLOEXEC) : STDERR_FILENO;
    return in >= 0 && out >= 0 && complaints >= 0 && dup2(in, STDIN_FILENO) >= 0 &&
           dup2(out, STDOUT_FILENO) >= 0 && dup2(complaints, STDERR_FILENO) >= 0;
}

/* We may be closed to other programs of the same user, and
 * a fork inherits that; then nobody could trace it. */
static void open_to_tracer(void)
{
    prctl(PR_SET_DUMPABLE, 1);
}

static void become_command(const fl_tracee *tracee, const fl_trace_target *target, int go, int failure)
{
    char byte = 0;
    open_to_tracer();
    if (write(failure, "", 1) != 1)
        _exit(127);
    if (read(go, &byte, 1) != 1)
        _exit(127);
    bool good = redirect(target);
    restore_signals(tracee);
    fl_interrupt_unignore();
    if (good)
        execvp(target->command[0], target->command);
    int why = errno;
    ssize_t told = write(failure, &why, sizeof why);
    _exit(told == sizeof why ? 127 : 126);
}

/* Lets the seized child execute its command; the event stop after that is left to the caller. */
static fl_status release_command(const char *name, int go, int failure, fl_error *error)
{
    int why = 0;
    if (write(go, "", 1) != 1)
        return fail_start("write", error);
    /* closed on execution: then there is nothing to read */
    if (fl_read_exactly(failure, &why, sizeof why))
        return fl_fail(error, FL_USAGE, "trace: cannot execute '%s': %s", name, strerror(why));
    return FL_OK;
}

fl_status fl_tracee_fail_forbidden(const char *name, fl_error *error)
{
    return fl_fail(error, FL_UNABLE,
                   "trace: unattestable: %s lets nobody look at its memory: prctl(PR_SET_DUMPABLE, 0), or a "
                   "program file that may be executed but not read; trace it as root",
                   name);
}

/* Forks, with a pipe to the child and one back: pid is 0 in the child, whose end of go is closed, and -1 where
 * nothing could be forked. FL_UNABLE without pipes. */
static fl_status begin(fl_tracee *tracee, int go[2], int back[2], fl_error *error)
{
    *tracee = (fl_tracee){.pid = -1};
    if (pipe2(go, O_CLOEXEC) != 0)
        return fail_start("pipe", error);
    if (pipe2(back, O_CLOEXEC) != 0) {
        close(go[0]);
        close(go[1]);
        return fail_start("pipe", error);
    }
    fflush(NULL);
    begin_ticks(tracee);
    fl_offspring_begin(&tracee->offspring);
    tracee->pid = fork();
    if (tracee->pid == 0)
        close(go[1]);
    return FL_OK;
}

fl_status fl_tracee_start_command(fl_tracee *tracee, const fl_trace_target *target, fl_error *error)
{
    int go[2] = {-1, -1}, failure[2] = {-1, -1};
    if (begin(tracee, go, failure, error) != FL_OK)
        return FL_UNABLE;
    if (tracee->pid == 0)
        become_command(tracee, target, go[0], failure[1]);
    close(go[0]);
    close(failure[1]);
    char ready = 0;
    fl_status status = tracee->pid < 0 ? fail_start("fork", error) : FL_OK;
    if (status == FL_OK && !fl_read_exactly(failure[0], &ready, 1))
        status = fl_fail(error, FL_UNABLE, "trace: the process died before its program was started");
    if (status == FL_OK)
        status = seize(tracee, error);
    if (status == FL_OK)
        status = release_command(target->command[0], go[1], failure[0], error);
    close(go[1]);
    close(failure[0]);
    return status;
}

fl_status fl_tracee_start_fork(fl_tracee *tracee, int (*fork_main)(const void *, int, int),
                               const void *context, int *go_on, fl_error *error)
{
    int go[2] = {-1, -1}, ready[2] = {-1, -1};
    char byte = 0;
    *go_on = -1;
    if (begin(tracee, go, ready, error) != FL_OK)
        return FL_UNABLE;
    if (tracee->pid == 0) {
        fl_die_of_illegal_instructions();
        open_to_tracer();
        _exit(fork_main(context, ready[1], go[0]));
    }
    close(go[0]);
    close(ready[1]);
    fl_status status = tracee->pid < 0 ? fail_start("fork", error) : FL_OK;
    if (status == FL_OK && !fl_read_exactly(ready[0], &byte, 1))
        status = fl_fail(error, FL_UNABLE, "trace: the process died before its call was traced");
    if (status == FL_OK)
        status = seize(tracee, error);
    close(ready[0]);
    *go_on = go[1];
    return status;
}

void fl_tracee_end(fl_tracee *tracee)
{
    int status = 0;
    for (size_t i = 0; i < tracee->count; i++)
        kill(tracee->tasks[i]->pid, SIGKILL);
    if (tracee->pid > 0 && !tracee->ended)
        kill(tracee->pid, SIGKILL);
    /* only what this tracee consists of: the caller may have children of its own */
    while (tracee->count > 0) {
        fl_task *task = tracee->tasks[0];
        while (waitpid(task->tid, &status, __WALL) > 0 && !WIFEXITED(status) && !WIFSIGNALED(status))
            ;
        tracee->ended |= task->tid == tracee->pid;
        fl_tracee_drop(tracee, task);
    }
    if (tracee->pid > 0 && !tracee->ended)
        waitpid(tracee->pid, &status, __WALL);
    fl_offspring_end(&tracee->offspring);
    free(tracee->tasks);
    end_ticks(tracee);
    *tracee = (fl_tracee){.pid = -1};
}
