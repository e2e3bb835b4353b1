/* How far something is that takes its time, and how long it will still take: one line of standard error where that is a
 * terminal, from the second second on, so that what is done at once says nothing. */
#ifndef FAIRLANE_BENCH_BASE_PROGRESS_H
#define FAIRLANE_BENCH_BASE_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>

typedef struct fl_progress_line {
    const char *what;    /* "measuring"; static */
    bool told;           /* somebody may read it */
    double begun, shown; /* seconds of the monotonic clock */
    size_t width;        /* of what stands on the line */
} fl_progress_line;

fl_progress_line fl_progress_begin(const char *what);

/* share: that is done, 0 to 1. Writes at most ten times a second. */
void fl_progress_step(fl_progress_line *line, double share);

/* Likewise, in words of its own, where no share is known. */
void fl_progress_say(fl_progress_line *line, const char *text);

/* Takes the line away. */
void fl_progress_end(fl_progress_line *line);

/* "measuring: 34 %, 12 s left": the line without its end, as fl_progress_step() writes it. Returns text. */
char *fl_progress_text(const char *what, double share, double elapsed_seconds, char *text, size_t size);

/* The same for a callback: one line, begun by the first call and taken away at 1. what: a static text. */
void fl_progress_show(double share, void *what);

#endif
