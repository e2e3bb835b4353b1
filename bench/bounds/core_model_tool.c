/* A program of LLVM as a subprocess: input from a nameless file, so that neither side waits for the other. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "bench/base/clock_check.h"
#include "bench/base/interrupt.h"
#include "bench/bounds/core_model.h"

enum { MOST_OUTPUT = 64 << 20, PIECE = 1 << 16, MOST_SECONDS = 60 };

extern char **environ;

typedef struct tool {
    const char *name;
    FILE *input, *complaints;
    int output; /* end of a pipe to read */
    pid_t pid;
} tool;

static fl_status start(tool *t, const char *const arguments[], fl_error *error)
{
    posix_spawn_file_actions_t actions;
    int pipe_ends[2];
    if (pipe(pipe_ends) != 0)
        return fl_fail(error, FL_UNABLE, "cannot start %s: %s", t->name, strerror(errno));
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, fileno(t->input), STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, pipe_ends[1], STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, fileno(t->complaints), STDERR_FILENO);
    posix_spawn_file_actions_addclose(&actions, pipe_ends[0]);
    posix_spawn_file_actions_addclose(&actions, pipe_ends[1]);
    /* posix_spawn takes the arguments as char *const [] for historical reasons and changes none */
    int failure = posix_spawnp(&t->pid, t->name, &actions, NULL, (char *const *)arguments, environ);
    posix_spawn_file_actions_destroy(&actions);
    close(pipe_ends[1]);
    t->output = pipe_ends[0];
    if (failure == 0)
        return FL_OK;
    close(pipe_ends[0]);
    if (failure == ENOENT)
        return fl_fail(error, FL_UNABLE,
                       "%s is not installed; the package is llvm-19 (apt-get install llvm-19)", t->name);
    return fl_fail(error, FL_UNABLE, "cannot start %s: %s", t->name, strerror(failure));
}

static int milliseconds_left(uint64_t begin_ns)
{
    long long left = MOST_SECONDS * 1000LL - (long long)((fl_limit_ns() - begin_ns) / 1000000);
    return left > 0 ? (int)left : 0;
}

/* Reads to the end; false when time, memory or patience ran out. */
static bool read_output(const tool *t, char **output, size_t *size)
{
    uint64_t begin = fl_limit_ns();
    for (;;) {
        char *grown = *size < MOST_OUTPUT ? realloc(*output, *size + PIECE + 1) : NULL;
        if (!grown)
            return false;
        *output = grown;
        struct pollfd ready = {.fd = t->output, .events = POLLIN};
        int found = poll(&ready, 1, milliseconds_left(begin));
        ssize_t got = found > 0 ? read(t->output, *output + *size, PIECE) : -1;
        if ((found < 0 || (found > 0 && got < 0)) && errno == EINTR && !fl_interrupted())
            continue;
        if (got < 0)
            return false;
        *size += (size_t)got;
        (*output)[*size] = '\0';
        if (got == 0)
            return true;
    }
}

static fl_status finish(const tool *t, bool complete, fl_error *error)
{
    int ended = 0;
    char complaint[160] = "";
    close(t->output);
    if (!complete)
        kill(t->pid, SIGKILL);
    while (waitpid(t->pid, &ended, 0) < 0 && errno == EINTR)
        ;
    if (fl_interrupted())
        return fl_fail(error, FL_INTERRUPTED, "interrupted; nothing was written");
    if (complete && WIFEXITED(ended) && WEXITSTATUS(ended) == 0)
        return FL_OK;
    rewind(t->complaints);
    if (!fgets(complaint, sizeof complaint, t->complaints))
        complaint[0] = '\0';
    complaint[strcspn(complaint, "\n")] = '\0';
    if (complete && WIFEXITED(ended) && WEXITSTATUS(ended) == 127)
        return fl_fail(error, FL_UNABLE, "%s cannot be executed; the package is llvm-19", t->name);
    return fl_fail(error, FL_UNABLE, "%s failed%s%s", t->name, complaint[0] ? ": " : "",
                   complaint[0] ? complaint
                   : complete   ? ""
                                : " or took more than a minute");
}

static fl_status run(tool *t, const char *const arguments[], const char *input, size_t input_size,
                     char **output, size_t *output_size, fl_error *error)
{
    if (!t->input || !t->complaints || fwrite(input, 1, input_size, t->input) != input_size ||
        fflush(t->input) != 0)
        return fl_fail(error, FL_UNABLE, "cannot write the input of %s: %s", t->name, strerror(errno));
    rewind(t->input);
    fl_status status = start(t, arguments, error);
    if (status != FL_OK)
        return status;
    return finish(t, read_output(t, output, output_size), error);
}

fl_status fl_core_tool(const char *const arguments[], const char *input, size_t input_size, char **output,
                       size_t *output_size, fl_error *error)
{
    tool t = {.name = arguments[0], .input = tmpfile(), .complaints = tmpfile(), .output = -1};
    *output = NULL;
    *output_size = 0;
    fl_status status = run(&t, arguments, input, input_size, output, output_size, error);
    if (t.input)
        fclose(t.input);
    if (t.complaints)
        fclose(t.complaints);
    if (status != FL_OK) {
        free(*output);
        *output = NULL;
        *output_size = 0;
    }
    return status;
}
