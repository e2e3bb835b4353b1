#include "bench/base/progress.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "bench/base/text.h"

static const double silent_seconds = 1, least_pause = 0.1, least_share = 0.01;

static double now_seconds(void)
{
    struct timespec now = {0, 0};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* A terminal has one line for this: what is begun inside of something else says nothing. */
static bool taken;

fl_progress_line fl_progress_begin(const char *what)
{
    fl_progress_line line = {.what = what, .told = !taken && isatty(STDERR_FILENO), .begun = now_seconds()};
    taken |= line.told;
    return line;
}

char *fl_progress_text(const char *what, double share, double elapsed_seconds, char *text, size_t size)
{
    enum { MINUTE = 60, SHOWN_IN_MINUTES = 100 };
    const double bounded = share < 0 ? 0 : share > 1 ? 1 : share;
    size_t used = (size_t)snprintf(text, size, "%s: %3.0f %%", what, 100 * bounded);
    if (bounded < least_share || used >= size) /* too little to tell by */
        return text;
    const double left = elapsed_seconds * (1 - bounded) / bounded;
    if (left < SHOWN_IN_MINUTES)
        snprintf(text + used, size - used, ", %.0f s left", left);
    else
        snprintf(text + used, size - used, ", %.0f min left", left / MINUTE);
    return text;
}

void fl_progress_say(fl_progress_line *line, const char *text)
{
    char plain[96];
    const double now = now_seconds();
    if (!line->told || now - line->begun < silent_seconds || now - line->shown < least_pause)
        return;
    fl_text_make_plain(text, plain, sizeof plain);
    line->shown = now;
    fprintf(stderr, "\r%-*s", (int)line->width, plain);
    line->width = strlen(plain);
    fflush(stderr);
}

void fl_progress_step(fl_progress_line *line, double share)
{
    char text[96];
    fl_progress_say(line,
                    fl_progress_text(line->what, share, now_seconds() - line->begun, text, sizeof text));
}

void fl_progress_end(fl_progress_line *line)
{
    if (line->width > 0) {
        fprintf(stderr, "\r%*s\r", (int)line->width, "");
        fflush(stderr);
    }
    line->width = 0;
    if (line->told)
        taken = false;
    line->told = false;
}

void fl_progress_show(double share, void *what)
{
    static fl_progress_line line;
    if (!line.what)
        line = fl_progress_begin(what);
    fl_progress_step(&line, share);
    if (share < 1)
        return;
    fl_progress_end(&line);
    line.what = NULL;
}

/* ---- a thread that tells ---- */

static struct {
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t ended;
    fl_progress_line line;
    char what[64];
    double most_seconds;
    bool runs, ends;
} watch = {.lock = PTHREAD_MUTEX_INITIALIZER, .ended = PTHREAD_COND_INITIALIZER};

char *fl_progress_watch_text(const char *what, double elapsed_seconds, double most_seconds, char *text,
                             size_t size)
{
    size_t used = (size_t)snprintf(text, size, "%s: %.0f s", what, elapsed_seconds);
    if (most_seconds > elapsed_seconds && used < size)
        snprintf(text + used, size - used, ", at most %.0f s left", most_seconds - elapsed_seconds);
    return text;
}

static void *tell(void *unused)
{
    char text[96];
    pthread_mutex_lock(&watch.lock);
    while (!watch.ends) {
        struct timespec until;
        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_sec++;
        pthread_cond_timedwait(&watch.ended, &watch.lock, &until);
        const double elapsed = now_seconds() - watch.line.begun;
        if (!watch.ends)
            fl_progress_say(&watch.line, fl_progress_watch_text(watch.what, elapsed, watch.most_seconds, text,
                                                                sizeof text));
    }
    pthread_mutex_unlock(&watch.lock);
    return unused;
}

void fl_progress_watch(const char *what, double most_seconds)
{
    sigset_t all, before;
    if (watch.runs)
        return;
    watch.line = fl_progress_begin("watching");
    if (!watch.line.told)
        return;
    snprintf(watch.what, sizeof watch.what, "%s", what);
    watch.most_seconds = most_seconds;
    watch.ends = false;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before); /* signals are for the thread that works */
    watch.runs = pthread_create(&watch.thread, NULL, tell, NULL) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (!watch.runs)
        fl_progress_end(&watch.line);
}

void fl_progress_unwatch(void)
{
    if (!watch.runs)
        return;
    pthread_mutex_lock(&watch.lock);
    watch.ends = true;
    pthread_cond_signal(&watch.ended);
    pthread_mutex_unlock(&watch.lock);
    (void)pthread_join(watch.thread, NULL);
    watch.runs = false;
    fl_progress_end(&watch.line);
}
