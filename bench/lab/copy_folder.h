/* A folder copied with all that is in it, so that what runs in the copy cannot touch it. */
#ifndef FAIRLANE_BENCH_LAB_COPY_FOLDER_H
#define FAIRLANE_BENCH_LAB_COPY_FOLDER_H

#include "kernels/error.h"

/* Copies files, folders and links as they are, and leaves pipes, sockets and devices; target must not be there.
 * FL_USAGE when it holds more than 4 GiB, 200,000 entries or 64 folders within each other, or cannot be read;
 * FL_UNABLE when it cannot be written; FL_INTERRUPTED. */
fl_status fl_copy_folder(const char *folder, const char *target, fl_error *error);

#endif
