/* Folders and files that are there for a while: with names of their own that nobody can foresee, removed when
 * they have served, when the program is interrupted, and, should it have been killed, by the next one (a
 * sweep). */
#ifndef FAIRLANE_BENCH_BASE_SCRATCH_H
#define FAIRLANE_BENCH_BASE_SCRATCH_H

#include <stddef.h>

#include "kernels/error.h"

/* Makes a folder in TMPDIR (an absolute path; else /tmp), "fairlane-WHAT-XXXXXX", and removes those of
 * programs that were killed. path: [size]. FL_UNABLE, with path "", when that cannot be done. A locked file
 * .fairlane-scratch in it tells a sweep that it is such a folder and that somebody still uses it. */
fl_status fl_scratch_make(const char *what, char *path, size_t size, fl_error *error);

/* The same beside the folder that it is going to become: "TARGET.fairlane-XXXXXX". */
fl_status fl_scratch_beside(const char *target, char *path, size_t size, fl_error *error);

/* Removes the folder with all that is in it. "" is none. */
void fl_scratch_remove(const char *path);

/* Gives it its lasting name. FL_UNABLE with errno's words, FL_INTERRUPTED after a signal; the folder then
 * stands. */
fl_status fl_scratch_publish(const char *path, const char *target, fl_error *error);

/* Removes what killed programs left beside a target. */
void fl_scratch_sweep(const char *target);

/* How such a file beside a target is called: for mkstemp and mkdtemp. */
#define FL_SCRATCH_SUFFIX ".fairlane-XXXXXX"

#endif
