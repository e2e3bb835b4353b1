/* A text that grows piece by piece. Memory that runs short is noted and told at the end, so that whoever
 * writes needs no checks on the way. (After writing to memory through stdio glibc's ferror() stays 0 when a
 * piece in the middle is lost.) */
#ifndef FAIRLANE_BENCH_BASE_BUILDER_H
#define FAIRLANE_BENCH_BASE_BUILDER_H

#include <stdbool.h>
#include <stddef.h>

#include "kernels/error.h"

/* Starts as {0}. */
typedef struct fl_builder {
    char *bytes; /* [room], of these size are filled; owned */
    size_t size, room;
    bool failed;
} fl_builder;

void fl_build_char(fl_builder *builder, char character);
void fl_build_text(fl_builder *builder, const char *text);
FL_PRINTF(2, 3)
void fl_build_format(fl_builder *builder, const char *format, ...);

/* Hands the whole text over, zero-terminated, to be freed by the caller; the builder is empty afterwards.
 * FL_UNABLE with *text NULL where memory ran short at any time; what names the text in the error. */
fl_status fl_build_finish(fl_builder *builder, const char *what, char **text, fl_error *error);

#endif
