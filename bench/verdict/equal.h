/* What must be equal on both sides of a comparison of times: the one list. Times of unequal things can be
 * divided by each other, and the quotient tells of the difference in things, not in code. */
#ifndef FAIRLANE_BENCH_VERDICT_EQUAL_H
#define FAIRLANE_BENCH_VERDICT_EQUAL_H

#include <stdbool.h>
#include <stddef.h>

#include "bench/record/result.h"
#include "kernels/error.h"

typedef struct fl_side { /* one operand; borrowed */
    const char *path;
    const fl_document *document;
    const fl_result *result;
    const char *default_reason; /* why this result when none was named, e.g. "the only one"; NULL: named */
} fl_side;

typedef enum fl_aspect {
    FL_ASPECT_WORK,
    FL_ASPECT_MODEL,
    FL_ASPECT_SAMPLE,
    FL_ASPECT_VALUES,       /* neither side may hold values that cost time of their own */
    FL_ASPECT_MACHINE,      /* CPU and boot */
    FL_ASPECT_EMULATION,    /* neither side may be emulated */
    FL_ASPECT_LIBRARY,      /* the core that a library took */
    FL_ASPECT_VARIABLES,    /* by which libraries are steered */
    FL_ASPECT_HIDDEN,       /* what FAIRLANE_HIDE hid */
    FL_ASPECT_MISALIGNMENT, /* of the buffers */
    FL_ASPECT_ARITHMETIC,   /* rounding, flushing of subnormal numbers, precision */
    FL_ASPECT_CLOCK,
    FL_ASPECT_READING, /* single calls, means of many, whole processes */
    FL_ASPECTS
} fl_aspect;

/* The word after --unlike: "work", "model", … */
const char *fl_aspect_name(fl_aspect which);

/* Sets of aspects. */
#define FL_ASPECT_BIT(aspect) (1u << (aspect))
#define FL_ALL_ASPECTS (FL_ASPECT_BIT(FL_ASPECTS) - 1)

/* Adds the aspect that --unlike names. FL_USAGE, with all the names there are, for any other word. */
fl_status fl_aspect_allow(const char *command, const char *word, unsigned *allowed, fl_error *error);

/* For option tables. */
#define FL_UNLIKE_HELP                                                                                       \
    "Compare although the two are unlike in this, which then heads the output: work, model, sample, "        \
    "values, machine, emulation, library, variables, hidden, misalignment, arithmetic, clock or reading; "   \
    "may "                                                                                                   \
    "be given several times. Two machines are compared with --unlike machine."

typedef struct fl_inequality {
    fl_aspect aspect;
    char text[320]; /* what A is, and what B is */
} fl_inequality;

typedef struct fl_equality {
    fl_inequality unlike[FL_ASPECTS];
    size_t unlike_count;
    char untold[160]; /* aspects that a file does not tell: "model, sample"; "" for none */
} fl_equality;

/* Pure: what the two are unlike in. */
void fl_equality_of(const fl_side *a, const fl_side *b, fl_equality *found);

bool fl_is_unlike(const fl_equality *found, fl_aspect aspect);

/* FL_USAGE, naming the first inequality that is not allowed, the others by name, and the cure. */
fl_status fl_equality_demand(const char *command, const fl_equality *found, unsigned allowed,
                             fl_error *error);

#endif
