/* How far something is that takes its time, and how long it will still take: one line of standard error where that is a
 * terminal, from the second second on, so that what is done at once says nothing. */
#ifndef FAIRLANE_BENCH_BASE_PROGRESS_H
#define FAIRLANE_BENCH_BASE_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>

typedef struct fl_progress_line {
    const char *what;    /* "measuring"; static */
    bool told;           /* somebody may read it, and no other line is there */
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

/* Of work that tells nothing until it ends, such as a trace: from here on a thread of its own says how long it has taken
 * and, where most_seconds is above 0, how long it can take yet, until fl_progress_unwatch(). One at a time: while another
 * line or watch is there, nothing is said. Starts no thread unless somebody may read it. what: copied. */
void fl_progress_watch(const char *what, double most_seconds);
void fl_progress_unwatch(void);

/* "tracing numpy: 3 s, at most 57 s left": the line of a watch. Returns text. */
char *fl_progress_watch_text(const char *what, double elapsed_seconds, double most_seconds, char *text,
                             size_t size);

/* The same for a callback: one line, begun by the first call and taken away at 1. what: a static text. */
void fl_progress_show(double share, void *what);

#endif
