/* What a program inherits and must not rely on: closed descriptors, variables that end or mislead the libraries, and
 * folders in PATH that others can write to. */
#ifndef FAIRLANE_BENCH_BASE_SURROUNDINGS_H
#define FAIRLANE_BENCH_BASE_SURROUNDINGS_H

#include "kernels/error.h"

/* A file or pipe opened later must not become standard input, output or error: what is closed is filled, so that
 * writing to it fails and is told. First of all; ends the process where /dev/null is missing. */
void fl_surroundings_fill_standard_descriptors(void);

/* Drops such variables and folders, with a note on stderr. FL_UNABLE without memory. */
fl_status fl_surroundings_clean(fl_error *error);

#endif
