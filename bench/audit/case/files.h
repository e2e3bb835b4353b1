/* The files that a case names, each read whole and validated. Private to the reading of a case. What is
 * loaded belongs to the case; FL_USAGE with a line that begins with the file's path otherwise. */
#ifndef FAIRLANE_BENCH_AUDIT_CASE_FILES_H
#define FAIRLANE_BENCH_AUDIT_CASE_FILES_H

#include "bench/audit/case/case.h"
#include "bench/base/memory_budget.h"

fl_status fl_case_load_text(int folder, fl_case_text *text, fl_error *error);

/* Fills beside from the folders of a side's manifests. */
void fl_case_find_beside(int folder, fl_case_side *side);

/* wanted: the result's name; "": the only one of the file. */
fl_status fl_case_load_run(int folder, const char *wanted, fl_case_run *run, fl_error *error);

fl_status fl_case_load_trace(int folder, fl_case_side *side, fl_error *error);
fl_status fl_case_load_model(int folder, fl_case_side *side, fl_error *error);
fl_status fl_case_load_data(int folder, fl_case_side *side, fl_error *error);
fl_status fl_case_load_summary(int folder, fl_case *given, fl_error *error);
fl_status fl_case_load_lab(int folder, fl_case *given, fl_error *error);

/* Whether a text is UTF-8 without a zero byte; FL_USAGE with one line otherwise. */
fl_status fl_case_check_text(const fl_case_text *text, fl_error *error);

/* What the library sources of both sides may take together. */
typedef struct fl_library_budget {
    fl_memory_budget memory;
    size_t left;       /* bytes of it */
    uint64_t until_ns; /* of fl_limit_ns() */
} fl_library_budget;

void fl_library_budget_begin(fl_library_budget *budget);

/* Fills library_files from library_sources: files, folders, and archives (crates, wheels, zip, tar). FL_USAGE with one
 * line where one is damaged, or what is in them exceeds the budget. */
fl_status fl_case_load_library(int folder, fl_case_side *side, fl_library_budget *budget, fl_error *error);
void fl_case_free_library(fl_case_side *side);

#endif
