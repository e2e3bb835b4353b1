/* Archives, of somebody who is not trusted: zip (.npz, wheels) and tar, compressed by gzip or not
 * (crates). Read by libarchive with these formats alone; nothing is ever unpacked onto the disk. */
#ifndef FAIRLANE_BENCH_IMPORT_ARCHIVE_H
#define FAIRLANE_BENCH_IMPORT_ARCHIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernels/error.h"

/* What an archive may be at most; beyond that it is refused whole, for half of one is no evidence. SIZE_MAX: any. */
typedef struct fl_archive_limits {
    size_t files;      /* and folders */
    size_t file_bytes; /* of one file that is read, unpacked */
    size_t all_bytes;  /* of all files, read or not, unpacked */
    uint64_t until_ns; /* the moment of fl_limit_ns() by which it must have been read; 0: any */
} fl_archive_limits;

/* Of each regular file in it: want says whether it is read, take is given its content, with a zero byte
 * behind it. What either answers otherwise than with FL_OK ends the visit. name: as the archive has it, of any
 * wording ("../x"): a label, never a path to open. take may keep *bytes, to be freed by free(): it leaves NULL. */
typedef struct fl_archive_visitor {
    fl_status (*want)(void *context, const char *name, size_t size, bool *wanted, fl_error *error);
    fl_status (*take)(void *context, const char *name, char **bytes, size_t size, fl_error *error);
    void *context;
} fl_archive_visitor;

/* Visits the files of an archive in their order. path: for messages. FL_USAGE with one line when it is none,
 * is damaged, encrypted or exceeds a limit. */
fl_status fl_archive_each(const void *bytes, size_t size, const char *path, const fl_archive_limits *limits,
                          const fl_archive_visitor *visitor, fl_error *error);

/* The same of an open file of any size, from its beginning, of which 64 KiB at a time are in memory. One of which
 * 256 MiB and more were unpacked from less than a 200th, as of no honest one, is refused. */
fl_status fl_archive_each_of_file(int descriptor, const char *path, const fl_archive_limits *limits,
                                  const fl_archive_visitor *visitor, fl_error *error);

#endif
