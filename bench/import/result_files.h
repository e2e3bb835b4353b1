/* Files of results, as somebody names them: files and folders, any number. */
#ifndef FAIRLANE_BENCH_IMPORT_RESULT_FILES_H
#define FAIRLANE_BENCH_IMPORT_RESULT_FILES_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "kernels/error.h"

typedef struct fl_result_file {
    char *path; /* owned */
    dev_t device;
    ino_t inode;
    size_t order; /* in which it was named */
} fl_result_file;

typedef struct fl_result_files {
    fl_result_file *files; /* owned */
    size_t count, room;
    size_t duplicates;  /* named twice, kept once */
    size_t passed_over; /* in folders: no *.json or *.csv, a folder of Criterion's beside others */
} fl_result_files;

/* Adds the file or, of a folder, every *.json and *.csv below it, in the order of their names; what begins
 * with a dot is left out, symbolic links below it are not followed. A folder that holds nothing but
 * Criterion's is one result. A path that does not exist is added too: reading it will tell. FL_UNABLE without
 * memory. */
fl_status fl_result_files_add(fl_result_files *files, const char *path, fl_error *error);

/* Once, after the last: each file stays once. */
void fl_result_files_settle(fl_result_files *files);

/* Whether the path is a folder of more than one result: one of Criterion's alone is one. */
bool fl_is_folder_of_many(const char *path);

void fl_result_files_free(fl_result_files *files);

#endif
