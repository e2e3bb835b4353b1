/* The least possible time of the task: one rule, for every command and report. floor.c says why it bounds.
 *
 * Pure functions of a stored measurement; nothing is measured here. */
#ifndef FAIRLANE_BENCH_BOUNDS_FLOOR_H
#define FAIRLANE_BENCH_BOUNDS_FLOOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bench/record/result.h"
#include "kernels/kernel.h"

/* ---- from rounds to a figure ---- */

/* What rounds showed, in one unit. */
typedef struct fl_floor_figure {
    double least;          /* the quickest tenth; NaN: no rounds */
    double median;         /* NaN: no rounds */
    fl_interval of_median; /* sign test */
    bool quiet;            /* from rounds in which the core was known to be unshared */
    bool shared;           /* from rounds none of which was such, although that was looked for */
} fl_floor_figure;

/* values [rounds]: ns or cycles a call. state [rounds]: fl_round_state, NULL when not known. Where a tenth of
 * the rounds and at least five were quiet, of those alone; else of all. */
fl_floor_figure fl_floor_of_rounds(const double *values, const int *state, size_t rounds, double confidence);

/* The latency of an operation in whole cycles, from the least that processes measured: rounded down, where
 * what is missing to the next whole number is more than 2 % of the figure. NaN for what is not positive. */
double fl_floor_whole_cycles(double measured);

/* ---- the parts of a measurement ---- */

typedef enum fl_floor_kind {
    FL_FLOOR_OF_LOADS,
    FL_FLOOR_OF_PAIRS,
    FL_FLOOR_OF_FUSED,
    FL_FLOOR_KINDS
} fl_floor_kind;

/* The least time of one part of the work, all loads or all multiply-adds, at one width. */
typedef struct fl_floor_part_of {
    double least;             /* in the floors' unit; NaN: nothing measured */
    const fl_result *from;    /* the quickest probe, or the kernel that disproved it; NULL: none */
    const fl_result *was;     /* the quickest probe, where a kernel disproved it; NULL otherwise */
    const fl_result *doubted; /* a result that stands below without being attested: relied on no more */
} fl_floor_part_of;

typedef struct fl_floors {
    bool in_cycles; /* the unit: cycles of the core by the witness of the same block; else ns */
    bool shared;    /* every round of every probe found the core shared: floors only guess */
    double ghz;     /* cycles a ns, where the rounds saw the highest clock; NaN when not known */
    fl_floor_part_of part[FL_WIDTHS][FL_FLOOR_KINDS];
    double best_bytes;                /* bytes a unit that the quickest load probe of any width loads */
    double best_rate[FL_FLOOR_KINDS]; /* loads, pairs or fused instructions a unit, likewise */
} fl_floors;

/* What the file does not tell of a result: the longest chain of its operations. Both 0: not known. */
typedef struct fl_floor_chain {
    int additions, fused;
} fl_floor_chain;

/* The parts of the measurement; kernels that disprove a probe have lowered it. */
void fl_floors_of(const fl_document *document, fl_floors *floors);

/* Sets the floors of all results, independent and chained, what they mean, and document->impossible. chains
 * [document->result_count], or NULL: none is known. */
void fl_floors_judge(fl_document *document, const fl_floor_chain *chains);

/* The floor of one width (fl_floor_width): the slower of its loads and of multiply-adds that are fused or
 * apart. NaN, and which NULL, when nothing is known or it is in doubt. In the floors' unit. */
double fl_floors_least(const fl_floors *floors, int width, fl_floor_kind arithmetic,
                       const fl_floor_part_of **which);

/* The width (fl_width) of the class whose registers hold so many floats; 0: of a length known at run time.
 * -1: none. */
int fl_floor_width(int lanes);

/* The widest measured: what it holds for is any code. -1: none. */
int fl_floors_widest(const fl_floors *floors);

/* ns of an amount in the floors' unit, at the highest clock that was seen. */
double fl_floors_ns(const fl_floors *floors, double amount);

/* Cycles of a chain of dependent operations, from the document's latencies in whole cycles; NaN when they are
 * not there or both counts are 0. */
double fl_floor_chain_cycles(const fl_document *document, fl_floor_chain chain);

/* The same in ns, at the highest clock that was seen; from latencies in ns where cycles are not known. */
double fl_floor_chain_ns(const fl_document *document, fl_floor_chain chain);

/* ---- judging ---- */

/* Below this share of its floor an unattested kernel has not done its work in each call; below this share of
 * what no code can, an attested one cannot have. */
#define FL_SURELY_LESS 0.75
/* Below this share of its longest chain even an attested kernel cannot be: latencies are known to a cycle. */
#define FL_CHAIN_STOP 0.65

typedef enum fl_floor_judgement {
    FL_FLOOR_HOLDS,      /* at or above 0.97 x the floor, or nothing is known */
    FL_FLOOR_DISPROVED,  /* the contestant has shown that the floor is none */
    FL_FLOOR_IN_DOUBT,   /* one of the two is wrong, and nobody knows which */
    FL_FLOOR_IMPOSSIBLE, /* no such time */
} fl_floor_judgement;

typedef struct fl_floor_case {
    double time;   /* the upper end of what was measured */
    double floor;  /* NaN: not known */
    double stop;   /* no attested code is below 0.75 of it; NaN: not known */
    bool attested; /* verified, and seen to execute all of its multiply-adds in each call */
    bool peer;     /* times itself with its own clock */
    bool shared;   /* the floor was measured on a shared core alone */
} fl_floor_case;

fl_floor_judgement fl_floor_judge(const fl_floor_case *of);

/* "", "disproved", "in doubt", "impossible" */
const char *fl_floor_judgement_name(fl_floor_judgement judgement);

/* ---- attestation by code ---- */

/* Whether each call of a function executes all of its multiply-adds: nothing leaves it, no jump leads around
 * anything, and its loops, taken together, perform just so many products (of vectors whose length is known at
 * run time: loops alone). With the right result on one input that holds for every call, as there is no other
 * way through the code. */
bool fl_floor_attests(const void *code, size_t size, uint64_t address, size_t products);

#endif
