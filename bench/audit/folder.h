/* Files below one folder, named by somebody who is not trusted. */
#ifndef FAIRLANE_BENCH_AUDIT_FOLDER_H
#define FAIRLANE_BENCH_AUDIT_FOLDER_H

#include <stddef.h>

#include "kernels/error.h"

/* Opens the folder that a file stands in: a descriptor for the caller to close, or -1 with error filled. */
int fl_folder_open_of(const char *path, fl_error *error);

/* Whether a path stays below the folder it is relative to, by its wording: not absolute, no part empty, "."
 * or "..", fit to be shown. FL_USAGE with one line otherwise. */
fl_status fl_folder_check_path(const char *path, fl_error *error);

/* Reads a regular file below the folder. No part of the path may be a symbolic link, checked by opening one
 * part after the other, so that nobody can put one there in between. *bytes as with fl_file_read(). */
fl_status fl_folder_read(int folder, const char *path, size_t limit, char **bytes, size_t *size,
                         fl_error *error);

#endif
