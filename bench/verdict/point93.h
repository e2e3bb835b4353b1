/* Point 93: neither side uses SIMD when the other does not. The verdict by evidence, and what the comparison
 * would say had both used the same.
 *
 * Everything follows from files: results, traces, and one measurement of the lab's own kernels. Nothing is
 * measured here, and what cannot be told is said to be unknown. Times are ns per call; NaN: not known.
 *
 * The rule. Each side has a share of its work's multiply-adds that it does in SIMD, proved by a trace
 * (attest.h); 0 for scalar code, 1 for any width of SIMD, between for code that mixes both. Its sums have
 * such a share as well: a compiler may add products that are in SIMD one after the other.
 * - PASS: both are attested, and each share differs by at most 5 percentage points, whatever the parts of the
 *   traces that can be read in two ways mean;
 * - FAIL: both are attested, and one of the shares differs by more, whatever they mean;
 * - UNCHECKED: all else. It is not a pass.
 *
 * That one side's SIMD is wider than the other's, or fused where the other's is not, is a PASS as the point
 * is worded, with a remark: it is a bias as well, and the fairness table shows its size. */
#ifndef FAIRLANE_BENCH_VERDICT_POINT93_H
#define FAIRLANE_BENCH_VERDICT_POINT93_H

#include "bench/bounds/bounds.h"
#include "bench/verdict/attest.h"
#include "bench/verdict/comparison.h"
#include "bench/verdict/equal.h"
#include "bench/verdict/point_verdict.h"

#define FL_SHARES_DIFFER_ABOVE 0.05

/* Pure rule on two attestations. as_if_attested: a machine that is not told counts as the right one, which
 * tells what the traces say by themselves. */
fl_point_verdict fl_point93_decide(const fl_attestation *a, const fl_attestation *b, bool as_if_attested);

/* Whether all but a few of its sums are made one after the
 * other, by scalar code or behind products in SIMD. */
bool fl_point93_adds_in_order(const fl_attestation *a);

/* ---- the fairness table ---- */

typedef enum fl_obtained {
    FL_NOT_AVAILABLE,
    FL_PUBLISHED, /* a figure without a file: nothing but itself is known */
    FL_MEASURED,
    FL_BOUNDED, /* lies between low and high; ns is what the lab's best kernels would make of it */
} fl_obtained;

/* "not available", "published", "measured", "bounded" */
const char *fl_obtained_name(fl_obtained obtained);

/* Which times are set against each other: the best kind that both sides have. */
typedef enum fl_basis { FL_BASIS_CHAINED, FL_BASIS_INDEPENDENT, FL_BASIS_CALL_MEAN } fl_basis;

/* "chained calls", "independent calls", "mean of single calls" */
const char *fl_basis_name(fl_basis basis);

typedef struct fl_cell_latency {
    fl_obtained how;
    double ns, low, high; /* low and high: the interval of the median or mean, or the bounds */
    char source[224];     /* the file and result it comes from, or what it was computed of; or why it is not
                             available */
} fl_cell_latency;

typedef enum fl_survival {
    FL_SURVIVES,
    FL_NOT_SHOWN, /* the interval leaves it open, or there is none */
    FL_LOST,
    FL_NOTHING_CLAIMED,
} fl_survival;

/* "survives", "not shown", "lost", "nothing claimed" */
const char *fl_survival_name(fl_survival survival);

typedef enum fl_cell_kind {
    FL_CELL_CLAIMED,     /* as the files say */
    FL_CELL_BOTH_SCALAR, /* both without SIMD */
    FL_CELL_BOTH_WIDEST, /* both with the widest SIMD that the machine has */
    FL_CELL_A_MOVED,     /* A with what B uses */
    FL_CELL_B_MOVED,     /* B with what A uses */
    FL_CELL_SAME_WORK,   /* as the files say, the side with less work brought to the other's */
    FL_CELLS
} fl_cell_kind;

/* "as claimed", "both scalar" … */
const char *fl_cell_name(fl_cell_kind kind);

typedef struct fl_cell {
    fl_cell_kind kind;
    fl_obtained how; /* the weaker of both sides */
    fl_cell_latency side[2];
    double ratio, low, high; /* A / B, above 1: B is faster; low and high NaN: no interval */
    bool different;          /* the two may be called different */
    char not_shown[160];     /* why neither a difference nor its absence is shown; "" otherwise */
    char method[448];        /* how ratio and interval came about, or why there are none */
    fl_survival winner, magnitude;
} fl_cell;

/* ---- all of it ---- */

typedef struct fl_point93_side {
    fl_attestation attestation;
    uint64_t declared; /* multiply-adds of the work that the result names; 0: not told */
    uint64_t work;     /* the ones that count: declared, or executed where a trace shows fewer; 0: unknown */
    fl_cell_latency latency;
    fl_steadiness steady;                /* was it measured steadily? */
    double share, share_low, share_high; /* what SIMD can save of it, as a share; may exceed 1 */
} fl_point93_side;

enum { FL_POINT93_REMARKS = 16 };

typedef struct fl_point93 {
    fl_point_verdict verdict, as_traced; /* as_traced: see fl_point93_decide() */
    char reason[320];
    fl_point93_side side[2];
    fl_basis basis;
    /* What SIMD can save in this task, of the lab's own measurement; saving.from "" when not known. */
    fl_saving saving;
    char saving_source[160]; /* or why it is not known */
    int favoured;      /* 0: A, 1: B, by having SIMD where the other has less; −1: none, or not known; sums
                        * decide, and where both make them one after the other, none is */
    bool work_differs; /* then the last cell is there */
    fl_cell cells[FL_CELLS];
    int claimed_winner;            /* 0: A, 1: B, −1: none */
    int claimed_magnitude;         /* log10 of the speed-up, rounded: 1 for 3.2 to 32 times; 0: none */
    fl_survival winner, magnitude; /* in every cell */
    char remarks[FL_POINT93_REMARKS][256];
    size_t remark_count;
    fl_equality equality; /* of the two sides, but for what point 93 judges itself; nothing for a claim */
} fl_point93;

/* What a comparison under point 93 must be equal in and is not: all but the work and emulation, which the
 * verdict itself deals with. Pure; nothing where a side is a published figure. */
void fl_point93_equality(const fl_contestant contestants[2], fl_equality *found);

/* lab: the kernels of the lab, measured on one machine, and where that stands; NULL: no measurement, which
 * leaves what rests on it unavailable. FL_USAGE or FL_UNABLE when the two latencies cannot be set against
 * each other at all. */
fl_status fl_point93_judge(const fl_contestant contestants[2], const fl_document *lab, const char *lab_path,
                           fl_point93 *point, fl_error *error);

/* The kernel of the task's whole work, of the lab's own and with SIMD, that takes the least time in chained
 * or independent calls; NULL: none was measured. */
const fl_result *fl_best_simd(const fl_document *lab, bool chained);

#endif
