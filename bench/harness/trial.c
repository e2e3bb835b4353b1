#define _DEFAULT_SOURCE /* wait status macros beside fork */
#include "bench/harness/trial.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

/* Processor time, which a child that is stopped or kept waiting does not use up; and by the clock, for one
 * that waits for something that never comes. */
enum { PROCESSOR_SECONDS = 20, CLOCK_SECONDS = 120, CALLS = 3, MOST_KERNELS = 64 };

typedef struct trial {
    const fl_kernel *kernel;
    char verdict[128]; /* "": it came back */
} trial;

static const struct {
    int signal;
    const char *what;
} deaths[] = {
    {SIGILL, "illegal instruction in"},  {SIGSEGV, "memory fault in"},    {SIGBUS, "memory fault in"},
    {SIGFPE, "arithmetic exception in"}, {SIGABRT, "abort in"},           {SIGXCPU, "endless computation in"},
    {SIGKILL, "endless computation in"}, {SIGALRM, "endless waiting in"},
};
enum { DEATHS = sizeof deaths / sizeof deaths[0] };

/* In the child: dies of whatever the kernel does, without a word and without a core file. */
static void call_and_end(const fl_kernel *kernel)
{
    static float weights[FL_WEIGHTS], bias[FL_OUTPUTS], input[FL_INPUTS], output[FL_OUTPUTS];
    const struct rlimit none = {0, 0}, processor = {PROCESSOR_SECONDS, PROCESSOR_SECONDS + 1};
    int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
    for (int i = 0; i < DEATHS; i++)
        (void)signal(deaths[i].signal, SIG_DFL);
    (void)setrlimit(RLIMIT_CORE, &none);
    (void)setrlimit(RLIMIT_CPU, &processor);
    (void)alarm(CLOCK_SECONDS);
    if (nowhere >= 0) {
        (void)dup2(nowhere, STDOUT_FILENO);
        (void)dup2(nowhere, STDERR_FILENO);
    }
    for (int i = 0; i < FL_WEIGHTS; i++)
        weights[i] = (float)(i % 7) - 3.0f;
    for (int i = 0; i < FL_INPUTS; i++)
        input[i] = (float)(i % 5) / 4.0f;
    if (!kernel->prepare || !kernel->prepare()) /* what is missing the caller finds out by itself */
        for (int i = 0; i < CALLS; i++)
            kernel->run(weights, bias, input, output);
    _exit(0);
}

/* Whether the child's end says something about the kernel: a user's Ctrl-C does not. */
static bool describe(const fl_kernel *kernel, int status, char *verdict, size_t size)
{
    verdict[0] = '\0';
    if (!WIFSIGNALED(status)) {
        if (WEXITSTATUS(status) != 0)
            snprintf(verdict, size, "the library of kernel '%s' ends the process", kernel->name);
        return true;
    }
    for (int i = 0; i < DEATHS; i++)
        if (WTERMSIG(status) == deaths[i].signal) {
            snprintf(verdict, size, "%s kernel '%s'", deaths[i].what, kernel->name);
            return true;
        }
    return false;
}

const char *fl_try_in_child(const fl_kernel *kernel)
{
    static trial trials[MOST_KERNELS];
    static size_t count;
    int status = 0;
    for (size_t i = 0; i < count; i++)
        if (trials[i].kernel == kernel)
            return trials[i].verdict[0] ? trials[i].verdict : NULL;
    if (count == MOST_KERNELS)
        return NULL;
    pid_t child = fork();
    if (child == 0)
        call_and_end(kernel);
    if (child < 0)
        return NULL;
    while (waitpid(child, &status, 0) < 0)
        if (errno != EINTR)
            return NULL;
    trial *made = &trials[count];
    if (!describe(kernel, status, made->verdict, sizeof made->verdict))
        return NULL;
    made->kernel = kernel;
    count++;
    return made->verdict[0] ? made->verdict : NULL;
}
