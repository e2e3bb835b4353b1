/* Files below one folder, named by somebody who is not trusted. */
#ifndef FAIRLANE_BENCH_BASE_FOLDER_H
#define FAIRLANE_BENCH_BASE_FOLDER_H

#include <stddef.h>

#include "kernels/error.h"

/* Opens the folder that a file stands in: a descriptor for the caller to close, or -1 with error filled. */
int fl_folder_open_of(const char *path, fl_error *error);

/* Whether a path stays below the folder it is relative to, by its wording: not absolute, no part empty, "."
 * or "..", fit to be shown. FL_USAGE with one line otherwise. */
fl_status fl_folder_check_path(const char *path, fl_error *error);

/* Opens a folder below the folder, or the one that a file below it stands in; no part may be a symbolic link.
 * A descriptor for the caller to close; -1 where there is none. */
int fl_folder_open_below(int folder, const char *path);
int fl_folder_open_beside(int folder, const char *path);

/* Opens a file below the folder, of any kind: a descriptor for the caller to close. No part of the path may be a
 * symbolic link, checked by opening one part after the other, so that nobody can put one there in between. */
fl_status fl_folder_open_file(int folder, const char *path, int *descriptor, fl_error *error);

/* Reads a regular file below the folder, opened in that way. *bytes as with fl_file_read(). */
fl_status fl_folder_read(int folder, const char *path, size_t limit, char **bytes, size_t *size,
                         fl_error *error);

#endif
