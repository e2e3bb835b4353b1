/* What the judges of environment, reproducibility and bias share. */
#ifndef FAIRLANE_BENCH_AUDIT_PROVIDERS_PARTS_H
#define FAIRLANE_BENCH_AUDIT_PROVIDERS_PARTS_H

#include "bench/audit/audit.h"
#include "bench/audit/providers/facts.h"
#include "bench/audit/reader/program.h"
#include "bench/verdict/machine.h"

/* Path of the judged result; "" when there is none. */
const char *fl_result_path(const fl_case *given, int side);

/* UNCHECKED: where the point asks about this side, no PASS outweighs it; else it is a remark. */
FL_PRINTF(6, 7)
void fl_audit_doubt(fl_audit *audit, int point, int side, fl_obtained_by how, const char *where,
                    const char *format, ...);

/* A figure of a result file was measured where the lab made that file here and now; else it was read. */
fl_obtained_by fl_how_of(const fl_case *given, fl_obtained_by otherwise);

/* Whether the side is written in that language ("python", "rust"), as far as it is told. */
bool fl_is_language(const fl_case_side *side, const char *language);
bool fl_is_c(const fl_case_side *side); /* or C++ */

/* Whether one of the objects that executed instructions in the trace has this in its name; sums up. */
typedef struct fl_object_share {
    uint64_t instructions, multiply_add_lanes;
    const char *name; /* the one with the most multiply-adds, else instructions; NULL: none */
} fl_object_share;

fl_object_share fl_objects_named(const fl_trace *trace, const char *const *parts);

/* Conclusive, so that counts and objects may be relied on. */
bool fl_trace_counts(const fl_case_side *side);

/* Multiply-adds of one inference that the side claims: of its result's work, else of its trace. */
uint64_t fl_claimed_multiply_adds(const fl_case_side *side);

/* What a trace executed of the work that is claimed. */
typedef struct fl_work_done {
    uint64_t done, claimed; /* float32 multiply-adds */
    double times;           /* done / claimed */
    /* A matrix product of a BLAS computes whole tiles: with one row it may do the work of two or more for
     * nothing. What it does beyond the work then says nothing about batches or other arithmetic. */
    const char *tiled; /* the BLAS that does more than the work; NULL: none */
} fl_work_done;

fl_work_done fl_work_traced(const fl_case_side *side);

/* Parts of the names of objects that are a BLAS; ends with NULL. */
extern const char *const fl_blas_names[];

/* The last part of a path; within it. */
const char *fl_base_name(const char *path);

/* Whether two runs of a side are one and the same, copied. */
bool fl_is_same_run(const fl_case_run *a, const fl_case_run *b);

/* Point 99. */
void fl_judge_tail(const fl_case *given, fl_audit *audit);

/* Points 30, 77 and 100 as far as the documents tell. */
void fl_judge_documents(const fl_case *given, fl_audit *audit);

/* Points 78 and 79. */
void fl_judge_elsewhere(const fl_case *given, fl_audit *audit);

/* Points 75 to 77 of one side. */
void fl_judge_dependencies(const fl_case_side *side, fl_concerns who, fl_audit *audit);

/* Point 75: each library that the sources import is stated with its version. */
void fl_judge_requirements(const fl_case_side *side, fl_concerns who, const fl_program *program,
                           fl_audit *audit);

/* Points 61 to 65 and 67 to 69; facts: of side A and B. */
void fl_judge_software(const fl_case *given, const fl_case_facts facts[2], fl_audit *audit);

#endif
