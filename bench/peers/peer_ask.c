/* One request, one answer: with a time limit, and nothing more than that. */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "bench/base/clock.h"
#include "bench/base/clock_check.h"
#include "bench/base/interrupt.h"
#include "bench/base/text.h"
#include "bench/peers/peer_parts.h"

enum { PIECE = 4096, FIRST_ROOM = 2 * PIECE };

static const double ns_per_second = 1e9, ns_per_ms = 1e6;

/* An answer that is being received. */
typedef struct exchange {
    fl_peer *peer;
    const char *request;
    double deadline; /* ns, by fl_limit_ns() */
    char *line;
    size_t used, room, most;
} exchange;

static void shorten(const char *text, char *shown, size_t size)
{
    char plain[96];
    fl_text_make_plain(text, plain, sizeof plain);
    snprintf(shown, size, "%.60s%s", plain, strlen(plain) > 60 ? "…" : "");
}

/* Waits for input of either kind, or for room in its input. */
static fl_status wait_for(const exchange *x, bool writing, bool *ready, fl_error *error)
{
    fl_peer *peer = x->peer;
    struct pollfd ends[] = {{.fd = writing ? peer->to : peer->from, .events = writing ? POLLOUT : POLLIN},
                            {.fd = peer->complaints, .events = POLLIN}};
    double left = x->deadline - (double)fl_limit_ns();
    *ready = false;
    if (fl_interrupted())
        return fl_fail(error, FL_INTERRUPTED, "interrupted; nothing was written");
    if (left <= 0) {
        char shown[64];
        shorten(x->request, shown, sizeof shown);
        return fl_peer_fail(peer, error, "has not answered '%s' within %.3g s", shown, peer->start.seconds);
    }
    int timeout = left / ns_per_ms > 1000 ? 1000 : (int)(left / ns_per_ms) + 1;
    int count = poll(ends, 2, timeout);
    if (count > 0 && ends[1].revents != 0)
        fl_peer_read_complaints(peer);
    *ready = count > 0 && ends[0].revents != 0;
    return FL_OK;
}

/* A peer that has gone must not end us by SIGPIPE: the signal is held back, and taken out if it came. */
static ssize_t write_quietly(int descriptor, const void *bytes, size_t size)
{
    sigset_t broken, before, pending;
    sigemptyset(&broken);
    sigaddset(&broken, SIGPIPE);
    sigpending(&pending);
    bool already = sigismember(&pending, SIGPIPE) == 1;
    sigprocmask(SIG_BLOCK, &broken, &before);
    ssize_t wrote = write(descriptor, bytes, size);
    int why = errno;
    int came;
    if (wrote < 0 && why == EPIPE && !already && sigpending(&pending) == 0 &&
        sigismember(&pending, SIGPIPE) == 1)
        sigwait(&broken, &came);
    sigprocmask(SIG_SETMASK, &before, NULL);
    errno = why;
    return wrote;
}

static fl_status send_request(const exchange *x, fl_error *error)
{
    size_t size = strlen(x->request) + 1, sent = 0;
    char line[1024];
    if (size >= sizeof line || strchr(x->request, '\n'))
        return fl_fail(error, FL_USAGE,
                       "peer '%s': a request is too long or holds a line feed: the name of the folder for "
                       "temporary files (TMPDIR)",
                       x->peer->start.name);
    snprintf(line, sizeof line, "%s\n", x->request);
    while (sent < size) {
        bool ready = false;
        fl_status status = wait_for(x, true, &ready, error);
        if (status != FL_OK)
            return status;
        ssize_t wrote = ready ? write_quietly(x->peer->to, line + sent, size - sent) : 0;
        if (wrote < 0 && errno == EPIPE)
            return FL_OK; /* how it ended shows when its answer is read */
        if (wrote > 0)
            sent += (size_t)wrote;
    }
    return FL_OK;
}

static fl_status grow(exchange *x, fl_error *error)
{
    if (x->room - x->used > PIECE)
        return FL_OK;
    size_t room = 2 * x->room;
    char *larger = realloc(x->line, room);
    if (!larger)
        return fl_fail(error, FL_UNABLE, "no memory for the answer of peer '%s'", x->peer->start.name);
    x->line = larger;
    x->room = room;
    return FL_OK;
}

/* Reads until the line ends. Behind it nothing may stand: one request, one line. */
static fl_status receive_line(exchange *x, fl_error *error)
{
    char shown[80], asked[64];
    shorten(x->request, asked, sizeof asked);
    for (;;) {
        bool ready = false;
        fl_status status = wait_for(x, false, &ready, error);
        if (status == FL_OK)
            status = grow(x, error);
        if (status != FL_OK)
            return status;
        ssize_t got = ready ? read(x->peer->from, x->line + x->used, PIECE) : -1;
        if (got < 0)
            continue; /* nothing yet */
        if (got == 0)
            return fl_peer_fail_ended(x->peer, x->request, error);
        char *end = memchr(x->line + x->used, '\n', (size_t)got);
        x->used += (size_t)got;
        x->line[x->used] = '\0';
        if (end && end + 1 != x->line + x->used) {
            shorten(end + 1, shown, sizeof shown);
            return fl_peer_fail(x->peer, error, "writes more than one line in answer to '%s': '%s'", asked,
                                shown);
        }
        if ((end ? (size_t)(end - x->line) : x->used) > x->most)
            return fl_peer_fail(x->peer, error, "answers '%s' with a line of more than %zu bytes", asked,
                                x->most);
        if (end) {
            *end = '\0';
            x->used = (size_t)(end - x->line);
            return FL_OK;
        }
    }
}

/* Something came although nothing was asked; and nothing may come before the first request. */
static fl_status check_silence(fl_peer *peer, fl_error *error)
{
    char piece[81], shown[80];
    ssize_t got = read(peer->from, piece, sizeof piece - 1);
    if (got <= 0)
        return FL_OK; /* its end shows when it is asked */
    piece[got] = '\0';
    piece[strcspn(piece, "\n")] = '\0';
    shorten(piece, shown, sizeof shown);
    return fl_peer_fail(peer, error, "writes to standard output unasked: '%s'", shown);
}

/* What follows "ok"; refusals and everything else are failures. */
static fl_status take_answer(exchange *x, fl_error *error)
{
    char shown[200], asked[64];
    shorten(x->request, asked, sizeof asked);
    if (strlen(x->line) != x->used)
        return fl_peer_fail(x->peer, error, "answers '%s' with a line that holds a zero byte", asked);
    if (strcmp(x->line, "ok") == 0 || strncmp(x->line, "ok ", 3) == 0) {
        memmove(x->line, x->line + (x->line[2] ? 3 : 2), x->used + 1 - (x->line[2] ? 3 : 2));
        return FL_OK;
    }
    if (strncmp(x->line, "error ", 6) == 0) {
        fl_text_make_plain(x->line + 6, shown, sizeof shown);
        return fl_peer_fail(x->peer, error, "refuses '%s': %s", asked, shown);
    }
    shorten(x->line, shown, sizeof shown);
    return fl_peer_fail(x->peer, error, "answers '%s' with '%s', which is neither ok nor error", asked,
                        shown);
}

fl_status fl_peer_ask(fl_peer *peer, const char *request, size_t most, char **answer, double *elapsed_ns,
                      fl_error *error)
{
    *answer = NULL;
    if (peer->pid <= 0)
        return fl_fail(error, FL_NEGATIVE, "peer '%s' does not run", peer->start.name);
    double begin = (double)fl_now_ns();
    exchange x = {.peer = peer,
                  .request = request,
                  .deadline = (double)fl_limit_ns() + peer->start.seconds * ns_per_second,
                  .line = malloc(FIRST_ROOM),
                  .room = FIRST_ROOM,
                  .most = most};
    if (!x.line)
        return fl_fail(error, FL_UNABLE, "no memory for the answer of peer '%s'", peer->start.name);
    fl_status status = check_silence(peer, error);
    if (status == FL_OK)
        status = send_request(&x, error);
    if (status == FL_OK)
        status = receive_line(&x, error);
    if (elapsed_ns)
        *elapsed_ns = (double)fl_now_ns() - begin;
    if (status == FL_OK)
        status = take_answer(&x, error);
    if (status == FL_OK)
        *answer = x.line;
    else
        free(x.line);
    return status;
}
