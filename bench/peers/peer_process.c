/* Starting, asking and ending a peer. It is another program with faults of its own: every wait has a limit,
 * and nothing of it outlives us. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "bench/base/clock.h"
#include "bench/base/clock_check.h"
#include "bench/base/interrupt.h"
#include "bench/base/stream.h"
#include "bench/base/system.h"
#include "bench/base/text.h"
#include "bench/peers/peer_parts.h"

enum { PIECE = 4096, NAP_MS = 5, GRACE_MS = 5000, LAST_WORDS_MS = 200, NOT_INSTALLED = 3 };

static const double ns_per_ms = 1e6, ms_per_second = 1e3;

/* ---- its standard error ---- */

static void keep_complaint(fl_peer *peer, const char *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        size_t used = strlen(peer->saying);
        if (bytes[i] == '\n' || bytes[i] == '\0') {
            if (used > 0)
                memcpy(peer->said, peer->saying, sizeof peer->said);
            peer->saying[0] = '\0';
        } else if (used + 1 < sizeof peer->saying) {
            peer->saying[used] = bytes[i];
            peer->saying[used + 1] = '\0';
        }
    }
}

void fl_peer_read_complaints(fl_peer *peer)
{
    char piece[PIECE];
    ssize_t got = peer->complaints < 0 ? 0 : read(peer->complaints, piece, sizeof piece);
    if (got > 0)
        keep_complaint(peer, piece, (size_t)got);
    if (got == 0 && peer->complaints >= 0) {
        close(peer->complaints);
        peer->complaints = -1;
    }
}

/* ---- ending ---- */

static void nap(void)
{
    const struct timespec pause = {0, NAP_MS * 1000000L};
    nanosleep(&pause, NULL);
}

/* Waits until it has ended; false when it has not in time, or after SIGINT. */
static bool wait_for_end(fl_peer *peer, double milliseconds, int *ended)
{
    double deadline = (double)fl_limit_ns() + milliseconds * ns_per_ms;
    *ended = 0;
    for (;;) {
        pid_t pid = waitpid(peer->pid, ended, WNOHANG);
        if (pid == peer->pid || (pid < 0 && errno == ECHILD))
            return true;
        if ((double)fl_limit_ns() > deadline || fl_interrupted())
            return false;
        fl_peer_read_complaints(peer); /* a full pipe would keep it from ending */
        nap();
    }
}

static void close_pipes(fl_peer *peer)
{
    const int descriptors[] = {peer->to, peer->from, peer->complaints};
    for (size_t i = 0; i < sizeof descriptors / sizeof descriptors[0]; i++)
        if (descriptors[i] >= 0)
            close(descriptors[i]);
    peer->to = peer->from = peer->complaints = -1;
}

/* Kills what is left of it and of what it has started. by_itself: it has quit; then returns how many
 * processes it left behind. */
static size_t end_all(fl_peer *peer, bool reaped, bool by_itself)
{
    int ended;
    if (!reaped) {
        kill(peer->pid, SIGKILL);
        while (waitpid(peer->pid, &ended, 0) < 0 && errno == EINTR)
            ;
    }
    close_pipes(peer);
    size_t left = fl_peer_kill_family(peer->pid, peer->mark, by_itself);
    peer->pid = 0;
    return left;
}

static fl_status say(fl_peer *peer, fl_status status, fl_error *error, const char *what, const char *cure)
{
    char plain[160], words[400];
    const char *last = peer->saying[0] ? peer->saying : peer->said;
    fl_text_make_plain(last, plain, sizeof plain);
    snprintf(words, sizeof words, "%s", what);
    return fl_fail(error, status, "peer '%.63s' %s%s%s%s%s", peer->start.name, words,
                   plain[0] ? "; the last line of its standard error: '" : "", plain, plain[0] ? "'" : "",
                   cure);
}

fl_status fl_peer_fail(fl_peer *peer, fl_error *error, const char *format, ...)
{
    char what[320];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(what, sizeof what, format, arguments);
    va_end(arguments);
    if (peer->pid > 0) {
        fl_peer_read_complaints(peer);
        end_all(peer, false, false);
    }
    return say(peer, FL_NEGATIVE, error, what, "");
}

fl_status fl_peer_fail_ended(fl_peer *peer, const char *request, fl_error *error)
{
    char what[320], asked[64], cure[700] = "";
    int ended = 0;
    fl_text_make_plain(request, asked, sizeof asked);
    bool has_ended = wait_for_end(peer, GRACE_MS, &ended);
    if (!has_ended && fl_interrupted())
        return fl_fail(error, FL_INTERRUPTED, "interrupted; nothing was written");
    if (!has_ended)
        return fl_peer_fail(peer, error, "closes its standard output before it has answered '%s'", asked);
    double deadline = (double)fl_limit_ns() + LAST_WORDS_MS * ns_per_ms;
    while (peer->complaints >= 0 && (double)fl_limit_ns() < deadline) {
        struct pollfd more = {.fd = peer->complaints, .events = POLLIN};
        if (poll(&more, 1, NAP_MS) > 0)
            fl_peer_read_complaints(peer);
    }
    end_all(peer, true, false);
    bool identifies = strcmp(request, "identify") == 0;
    if (WIFEXITED(ended) && WEXITSTATUS(ended) == NOT_INSTALLED && identifies) {
        if (peer->start.setup[0])
            snprintf(cure, sizeof cure, "; install it with: %s", peer->start.setup);
        return say(peer, FL_UNABLE, error, "is not installed", cure);
    }
    if (WIFSIGNALED(ended))
        snprintf(what, sizeof what, "died of signal %d (%s) before it had answered '%s'", WTERMSIG(ended),
                 strsignal(WTERMSIG(ended)), asked);
    else
        snprintf(what, sizeof what, "ended with exit code %d before it had answered '%s'", WEXITSTATUS(ended),
                 asked);
    return say(peer, FL_NEGATIVE, error, what, "");
}

/* ---- starting ---- */

static void put_in_environment(const char *name, const char *value)
{
    if (value[0])
        setenv(name, value, 1);
}

/* In the forked process. Should the lab die, so does the peer; and whatever signals the lab ignores or
 * blocks, the peer starts with the usual ones. */
static void become_peer(const fl_peer *peer, int in, int out, int complaints, pid_t parent)
{
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    const int usual[] = {SIGPIPE, SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGCHLD, SIGXFSZ};
    for (size_t i = 0; i < sizeof usual / sizeof usual[0]; i++)
        (void)signal(usual[i], SIG_DFL);
    setsid();
    fl_system_end_with_parent(SIGKILL);
    if (getppid() != parent)
        _exit(1);
    dup2(in, STDIN_FILENO);
    dup2(out, STDOUT_FILENO);
    dup2(complaints, STDERR_FILENO);
    put_in_environment("FAIRLANE_PYTHON", peer->start.python);
    put_in_environment("FAIRLANE_REGION", peer->start.region);
    put_in_environment("FAIRLANE_PEER_MARK", peer->mark);
    execl(peer->start.path, peer->start.path, peer->start.argument[0] ? peer->start.argument : (char *)NULL,
          (char *)NULL);
    fprintf(stderr, "cannot execute %s: %s\n", peer->start.path, strerror(errno));
    fflush(stderr);
    _exit(127);
}

fl_status fl_peer_spawn(fl_peer *peer, fl_error *error)
{
    static unsigned count;
    int pipes[3][2] = {{-1, -1}, {-1, -1}, {-1, -1}};
    bool made = fl_pipe(pipes[0]) && fl_pipe(pipes[1]) && fl_pipe(pipes[2]);
    snprintf(peer->mark, sizeof peer->mark, "%ld-%u-%llu", (long)getpid(), count++,
             (unsigned long long)fl_now_ns());
    fflush(NULL); /* what is buffered must not be printed twice */
    pid_t parent = getpid(), pid = made ? fork() : -1;
    int why = errno;
    if (pid == 0)
        become_peer(peer, pipes[0][0], pipes[1][1], pipes[2][1], parent);
    const int theirs[] = {pipes[0][0], pipes[1][1], pipes[2][1]};
    for (size_t i = 0; i < sizeof theirs / sizeof theirs[0]; i++)
        if (theirs[i] >= 0)
            close(theirs[i]);
    peer->to = pipes[0][1];
    peer->from = pipes[1][0];
    peer->complaints = pipes[2][0];
    if (pid < 0) {
        close_pipes(peer);
        return fl_fail(error, FL_UNABLE, "peer '%s' cannot be started: %s", peer->start.name, strerror(why));
    }
    peer->pid = pid;
    const int ours[] = {peer->to, peer->from, peer->complaints};
    for (size_t i = 0; i < sizeof ours / sizeof ours[0]; i++)
        fcntl(ours[i], F_SETFL, fcntl(ours[i], F_GETFL) | O_NONBLOCK);
    return FL_OK;
}

/* ---- quitting ---- */

void fl_peer_kill(fl_peer *peer)
{
    if (peer->pid > 0)
        end_all(peer, false, false);
}

/* Sends quit and lets it end; what it still writes must be the one answer. */
static fl_status quit(fl_peer *peer, int *ended, fl_error *error)
{
    char *answer = NULL;
    fl_status status = fl_peer_ask(peer, "quit", PIECE, &answer, NULL, error);
    bool answered = status == FL_OK && answer && !answer[0];
    free(answer);
    if (status != FL_OK)
        return status;
    if (!answered)
        return fl_peer_fail(peer, error, "answers 'quit' with more than ok");
    close(peer->to);
    peer->to = -1;
    /* As long as for an answer: PyTorch with the libraries of CUDA takes seconds on a busy machine. */
    if (wait_for_end(peer, peer->start.seconds * ms_per_second, ended))
        return FL_OK;
    if (fl_interrupted())
        return fl_fail(error, FL_INTERRUPTED, "interrupted; nothing was written");
    return fl_peer_fail(peer, error, "does not end within %.3g s when asked to quit", peer->start.seconds);
}

fl_status fl_peer_close(fl_peer *peer, fl_error *error)
{
    int ended = 0;
    if (peer->pid <= 0)
        return FL_OK;
    fl_status status = quit(peer, &ended, error);
    if (status != FL_OK) {
        fl_peer_kill(peer); /* interrupted */
        return status;
    }
    size_t left = end_all(peer, true, true);
    if (!WIFEXITED(ended) || WEXITSTATUS(ended) != 0)
        return fl_peer_fail(peer, error, "ends with %s %d when asked to quit",
                            WIFEXITED(ended) ? "exit code" : "signal",
                            WIFEXITED(ended) ? WEXITSTATUS(ended) : WTERMSIG(ended));
    if (left > 0)
        return fl_peer_fail(peer, error, "leaves %zu process%s behind when it quits", left,
                            left == 1 ? "" : "es");
    return FL_OK;
}
