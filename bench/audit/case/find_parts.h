/* What the steps of finding share. Private to this part of the room. */
#ifndef FAIRLANE_BENCH_AUDIT_CASE_FIND_PARTS_H
#define FAIRLANE_BENCH_AUDIT_CASE_FIND_PARTS_H

#include <stdint.h>

#include "bench/audit/case/find.h"

typedef struct fl_search {
    int folder;
    const char *name; /* of the folder */
    const char *const *globs;
    const fl_find_request *wanted;
    uint64_t begin_ns; /* by fl_limit_ns() */
    size_t read;       /* bytes, of all files so far */
    fl_finding *finding;
    fl_error *error;
} fl_search;

/* Fills the list of files with their roles by name. */
fl_status fl_find_walk(fl_search *search);

/* FL_USAGE once finding takes too long. */
fl_status fl_find_in_time(const fl_search *search);

/* Reads a file of the folder; false, with the reason in the file, when it cannot be or is too large. *bytes
 * is the caller's to free. */
bool fl_find_read(fl_search *search, fl_found_file *file, size_t limit, char **bytes, size_t *size);

/* What a file is by its path alone. */
fl_role fl_role_of_path(const char *path);

/* Whether a folder holds what is installed or built, or somebody else's history. */
bool fl_is_folder_to_leave(const char *name);

/* Chooses the results of the two sides, marks their files and tells names and languages. */
fl_status fl_find_sides(fl_search *search);

/* Sources, manifests, lock files and documents of each side. */
fl_status fl_find_sources(fl_search *search);

/* The commands that run each side, from documents, CI and build files. */
void fl_find_commands(fl_search *search);

/* Processors that documents name, in the finding. */
void fl_find_cpu(fl_search *search);

/* The case as text. */
fl_status fl_find_write(fl_search *search);

/* Whether a word stands in a text, regardless of letter case, with no letter right before or behind it. */
bool fl_has_word(const char *text, const char *word);

/* Whether text names a library by which a side can be told from another; its place in the list, −1: none.
 * Lists of such words: torch first, then Python's, then C and C++, then Rust's. */
int fl_known_side_word(const char *text);
const char *fl_side_word(int index);
const char *fl_side_language(int index);

const char *fl_path_base(const char *path);

/* Whether a file's name is that of CMake's or make's, which say how C and C++ are compiled. */
bool fl_is_c_build(const char *base);

#endif
