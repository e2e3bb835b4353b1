/* Archives in memory, of somebody who is not trusted: zip (.npz, wheels) and tar, compressed by gzip or not
 * (crates). Read by libarchive with these formats alone; nothing is ever unpacked onto the disk. */
#ifndef FAIRLANE_BENCH_IMPORT_ARCHIVE_H
#define FAIRLANE_BENCH_IMPORT_ARCHIVE_H

#include <stdbool.h>
#include <stddef.h>

#include "kernels/error.h"

/* What an archive may be at most; beyond that it is refused whole, for half of one is no evidence. */
typedef struct fl_archive_limits {
    size_t files;      /* and folders */
    size_t file_bytes; /* of one file that is read, unpacked */
    size_t all_bytes;  /* of all files, read or not, unpacked */
} fl_archive_limits;

/* Of each regular file in it: want says whether it is read, take is given its content, with a zero byte
 * behind it, and says whether to go on. name: as the archive has it, of any wording ("../x"): a label, never
 * a path to open. */
typedef struct fl_archive_visitor {
    bool (*want)(void *context, const char *name, size_t size);
    fl_status (*take)(void *context, const char *name, const char *bytes, size_t size, fl_error *error);
    void *context;
} fl_archive_visitor;

/* Visits the files of an archive in their order. path: for messages. FL_USAGE with one line when it is none,
 * is damaged, encrypted or exceeds a limit; what take answers otherwise than with FL_OK ends the visit. */
fl_status fl_archive_each(const void *bytes, size_t size, const char *path, const fl_archive_limits *limits,
                          const fl_archive_visitor *visitor, fl_error *error);

#endif
