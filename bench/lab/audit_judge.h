/* A comparison that was made elsewhere, or here before, judged by the 100 points. */
#ifndef FAIRLANE_BENCH_LAB_AUDIT_JUDGE_H
#define FAIRLANE_BENCH_LAB_AUDIT_JUDGE_H

#include "bench/audit/audit.h"
#include "bench/audit/case/find.h"
#include "bench/lab/reproduce.h"

/* All borrowed. */
typedef struct fl_judge_request {
    const char *path; /* a case file, or a folder in which one is found */
    /* How a folder's case is found. Its core and clock are taken of a case as well, in place of what that says. */
    fl_find_request find;
    bool by_lab;             /* the lab made it here and now */
    int64_t reading_seconds; /* see fl_case */
    unsigned unlike;         /* FL_ASPECT_BIT() of what the sides may be unlike in */
    const fl_reproduce_request
        *reproduce; /* both sides are run again, without its folder; NULL: they are not */
} fl_judge_request;

/* Starts as zeros; large: allocate it. To be freed on failure too. */
typedef struct fl_judged_case {
    fl_case given;
    fl_audit audit;
    fl_finding finding; /* of a folder */
    bool of_folder;
    fl_reproduction again; /* referred to by the case */
} fl_judged_case;

/* FL_USAGE for what cannot be read, or sides that are unlike; else as fl_reproduce(). */
fl_status fl_audit_of(const fl_judge_request *wanted, fl_judged_case *made, fl_error *error);
void fl_judged_case_free(fl_judged_case *made);

/* The case that is found in a folder, in finding->case_text; freed with fl_finding_free(), on failure too. */
fl_status fl_audit_propose(const fl_judge_request *wanted, fl_finding *finding, fl_error *error);

#endif
