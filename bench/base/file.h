/* Whole files, read with a limit and written atomically. */
#ifndef FAIRLANE_BENCH_BASE_FILE_H
#define FAIRLANE_BENCH_BASE_FILE_H

#include <stddef.h>

#include "kernels/error.h"

/* Reads a whole regular file. *bytes is allocated, has a terminating zero after *size bytes, and is the
 * caller's to free. FL_USAGE with one line when it cannot be opened, is not a regular file or exceeds limit
 * bytes; *bytes is then NULL and *size 0. */
fl_status fl_file_read(const char *path, size_t limit, char **bytes, size_t *size, fl_error *error);

/* As above from a descriptor that was opened with O_NONBLOCK;
 * it is closed in any case. path: for messages. */
fl_status fl_file_read_descriptor(int descriptor, const char *path, size_t limit, char **bytes, size_t *size,
                                  fl_error *error);

/* Writes to a temporary name in the same folder, syncs and renames: the old file stays whole until the new
 * one is. The temporary file is removed on failure. FL_UNABLE when the disk is full or the folder is not
 * writable. */
fl_status fl_file_write(const char *path, const void *bytes, size_t size, fl_error *error);

/* Whether fl_file_write() could write there now, found out by a temporary
 * file that is removed again: asked before a long measurement, not after it.
 * FL_UNABLE as of fl_file_write(). */
fl_status fl_file_check_writable(const char *path, fl_error *error);

/* Removes a folder and what is in it, as far as that can
 * be done. Symbolic links are removed, not followed. */
void fl_folder_remove(const char *path);

#endif
