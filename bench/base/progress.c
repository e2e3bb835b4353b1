#include "bench/base/progress.h"

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

fl_progress_line fl_progress_begin(const char *what)
{
    return (fl_progress_line){.what = what, .told = isatty(STDERR_FILENO), .begun = now_seconds()};
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
