/* By fork and exec: posix_spawn() binds to no CPU, and what it starts does not end with us. */
#include "bench/base/subprocess.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "bench/base/clock_check.h"
#include "bench/base/interrupt.h"
#include "bench/base/memory.h"
#include "bench/base/pin.h"
#include "bench/base/stream.h"
#include "bench/base/system.h"

enum { PIECE = 1 << 16, MOST_COMPLAINTS = 1 << 16, CANNOT_START = 127 };

typedef struct running {
    const fl_subprocess *program;
    FILE *input, *complaints; /* nameless files, so that neither side waits for the other; input: NULL */
    int output;               /* end of a pipe to read; -1 */
    pid_t pid;
    uint64_t begin_ns;
} running;

/* ---- in the forked process ---- */

static bool set_variable(const char *setting)
{
    char name[128];
    const char *equals = strchr(setting, '=');
    if (!equals || (size_t)(equals - setting) >= sizeof name)
        return false;
    snprintf(name, sizeof name, "%.*s", (int)(equals - setting), setting);
    return setenv(name, equals + 1, 1) == 0;
}

/* Tells by failure, which execution closes, why it could not become the program. Should we die, so does it. */
static void become(const running *r, int output, int failure, pid_t parent)
{
    const fl_subprocess *p = r->program;
    fl_system_end_with_parent(p->gently ? SIGTERM : SIGKILL);
    if (getppid() != parent)
        _exit(CANNOT_START);
    int nowhere = open("/dev/null", O_RDWR);
    dup2(r->input ? fileno(r->input) : nowhere, STDIN_FILENO);
    dup2(output >= 0 ? output : nowhere, STDOUT_FILENO);
    dup2(fileno(r->complaints), STDERR_FILENO);
    if (nowhere > STDERR_FILENO)
        close(nowhere);
    fl_pin pin; /* for good: what follows is another program */
    fl_interrupt_unignore();
    errno = EINVAL;
    if ((!p->cpu || fl_pin_to(*p->cpu, &pin, NULL) == FL_OK) && (!p->setting || set_variable(p->setting))) {
        /* exec takes the arguments as char *const [] for historical reasons and changes none */
        char *const *arguments = (char *const *)p->arguments;
        if (p->path)
            execv(p->path, arguments);
        else
            execvp(arguments[0], arguments);
    }
    int why = errno;
    ssize_t told = write(failure, &why, sizeof why);
    _exit(told == sizeof why ? CANNOT_START : CANNOT_START - 1);
}

/* ---- in ours ---- */

static fl_status open_files(running *r, fl_error *error)
{
    const fl_subprocess *p = r->program;
    r->input = p->input ? tmpfile() : NULL;
    r->complaints = tmpfile();
    if (r->complaints &&
        (!p->input || (r->input && fwrite(p->input, 1, p->input_size, r->input) == p->input_size &&
                       fflush(r->input) == 0))) {
        if (r->input)
            rewind(r->input);
        return FL_OK;
    }
    return fl_fail(error, FL_UNABLE, "cannot write the input of %s: %s", p->arguments[0], strerror(errno));
}

/* The error that the child told of; 0: it is the program now. */
static int why_not(int failure)
{
    int why = 0;
    ssize_t got;
    do
        got = read(failure, &why, sizeof why);
    while (got < 0 && errno == EINTR);
    close(failure);
    return got == sizeof why ? why : 0;
}

static fl_status start(running *r, fl_subprocess_end *end, fl_error *error)
{
    const fl_subprocess *p = r->program;
    int output[2] = {-1, -1}, failure[2] = {-1, -1};
    bool made = (p->most_output == 0 || fl_pipe(output)) && fl_pipe(failure);
    fflush(NULL); /* what is buffered must not be printed twice */
    pid_t parent = getpid();
    r->pid = made ? fork() : -1;
    int why = r->pid < 0 ? errno : 0;
    if (r->pid == 0)
        become(r, output[1], failure[1], parent);
    if (output[1] >= 0)
        close(output[1]);
    if (failure[1] >= 0)
        close(failure[1]);
    r->output = output[0];
    r->begin_ns = fl_limit_ns();
    if (r->pid > 0 && (why = why_not(failure[0])) != 0) {
        while (waitpid(r->pid, NULL, 0) < 0 && errno == EINTR)
            ;
    } else if (failure[0] >= 0 && r->pid < 0) {
        close(failure[0]);
    }
    if (why == 0)
        return FL_OK;
    if (why == ENOMEM) /* of fork, or of the child, whose own note nobody sees */
        fl_memory_note_shortage();
    end->absent = why == ENOENT;
    if (end->absent)
        return fl_fail(error, FL_UNABLE, "%s is not installed%s%s", p->arguments[0], p->cure ? "; " : "",
                       p->cure ? p->cure : "");
    return fl_fail(error, FL_UNABLE, "cannot start %s: %s", p->arguments[0], strerror(why));
}

/* -1: there is no limit. */
static int milliseconds_left(const running *r)
{
    if (r->program->seconds == 0)
        return -1;
    long long left = r->program->seconds * 1000LL - (long long)((fl_limit_ns() - r->begin_ns) / 1000000);
    return left < 0 ? 0 : left > INT_MAX ? INT_MAX : (int)left;
}

/* Reads to the end; false when time, memory or patience ran out. */
static bool read_output(const running *r, fl_subprocess_end *end)
{
    for (;;) {
        char *grown =
            end->size < r->program->most_output ? realloc(end->output, end->size + PIECE + 1) : NULL;
        if (!grown)
            return false;
        end->output = grown;
        struct pollfd ready = {.fd = r->output, .events = POLLIN};
        int found = poll(&ready, 1, milliseconds_left(r));
        ssize_t got = found > 0 ? read(r->output, end->output + end->size, PIECE) : -1;
        if ((found < 0 || (found > 0 && got < 0)) && errno == EINTR && !fl_interrupted())
            continue;
        if (got < 0)
            return false;
        end->size += (size_t)got;
        end->output[end->size] = '\0';
        if (got == 0)
            return true;
    }
}

/* Waits for its end; false when that did not come in time, after which it is killed. An interrupt ends it.
 * In naps, an eighth of what it has taken: a signal before a wait that has no limit would be slept through. */
static bool await_end(const running *r, int *ended, const char **stopped_by)
{
    const int64_t longest = 50000000, shortest = 200000;
    bool told = false;
    for (;;) {
        pid_t pid = waitpid(r->pid, ended, WNOHANG);
        if (pid == r->pid || (pid < 0 && errno != EINTR))
            return true;
        if (fl_interrupted() && !told)
            kill(r->pid, r->program->gently ? SIGTERM : SIGKILL);
        told = fl_interrupted();
        if (r->program->watch && !*stopped_by &&
            (*stopped_by = r->program->watch(r->program->watched)) != NULL)
            kill(r->pid, SIGKILL);
        if (milliseconds_left(r) == 0)
            return false;
        int64_t nap = (int64_t)(fl_limit_ns() - r->begin_ns) / 8;
        nap = nap < shortest ? shortest : nap > longest ? longest : nap;
        nanosleep(&(struct timespec){.tv_nsec = nap}, NULL);
    }
}

static bool read_complaints(FILE *file, fl_subprocess_end *end)
{
    end->complaints = calloc(MOST_COMPLAINTS + 1, 1);
    if (!end->complaints)
        return false;
    rewind(file);
    size_t got = fread(end->complaints, 1, MOST_COMPLAINTS, file);
    end->complaints[got] = '\0';
    return true;
}

static fl_status finish(const running *r, fl_subprocess_end *end, fl_error *error)
{
    int ended = 0;
    bool complete = r->output < 0 || read_output(r, end);
    if (r->output >= 0)
        close(r->output);
    if (!complete && !(fl_interrupted() && r->program->gently))
        kill(r->pid, SIGKILL);
    if (!await_end(r, &ended, &end->stopped_by)) {
        complete = false;
        kill(r->pid, SIGKILL);
        while (waitpid(r->pid, &ended, 0) < 0 && errno == EINTR)
            ;
    }
    end->exit_code = WIFEXITED(ended) ? WEXITSTATUS(ended) : -1;
    if (fl_interrupted())
        return fl_fail(error, FL_INTERRUPTED, "interrupted; nothing was written");
    if (!read_complaints(r->complaints, end))
        return fl_fail(error, FL_UNABLE, "no memory for what %s says", r->program->arguments[0]);
    if (complete)
        return FL_OK;
    return fl_fail(error, FL_UNABLE, "%s failed%s%.*s", r->program->arguments[0],
                   end->complaints[0]                         ? ": "
                   : r->program->seconds == FL_FILTER_SECONDS ? " or took more than a minute"
                                                              : ", took too long or wrote too much",
                   end->complaints[0] ? (int)strcspn(end->complaints, "\n") : 0, end->complaints);
}

fl_status fl_subprocess_run(const fl_subprocess *program, fl_subprocess_end *end, fl_error *error)
{
    running r = {.program = program, .output = -1};
    *end = (fl_subprocess_end){.exit_code = -1};
    fl_status status = open_files(&r, error);
    if (status == FL_OK)
        status = start(&r, end, error);
    if (status == FL_OK)
        status = finish(&r, end, error);
    else if (r.output >= 0)
        close(r.output);
    if (r.input)
        fclose(r.input);
    if (r.complaints)
        fclose(r.complaints);
    return status;
}

void fl_subprocess_free(fl_subprocess_end *end)
{
    free(end->output);
    free(end->complaints);
    end->output = end->complaints = NULL;
}

fl_status fl_subprocess_filter(const fl_subprocess *program, char **output, size_t *size, bool *absent,
                               fl_error *error)
{
    fl_subprocess_end end;
    fl_subprocess limited = *program;
    limited.most_output = program->most_output > 0 ? program->most_output : FL_FILTER_BYTES;
    limited.seconds = program->seconds > 0 ? program->seconds : FL_FILTER_SECONDS;
    *output = NULL;
    *size = 0;
    fl_status status = fl_subprocess_run(&limited, &end, error);
    if (absent)
        *absent = end.absent;
    if (status == FL_OK && end.exit_code != 0) {
        const char *said = end.complaints ? end.complaints : "";
        int length = (int)strcspn(said, "\n");
        status = fl_fail(error, FL_UNABLE, "%s failed%s%.*s", program->arguments[0], length ? ": " : "",
                         length < 159 ? length : 159, said);
    }
    if (status == FL_OK) {
        *output = end.output;
        *size = end.size;
        end.output = NULL;
    }
    fl_subprocess_free(&end);
    return status;
}
