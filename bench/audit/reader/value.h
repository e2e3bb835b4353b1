/* What an expression of a contestant's source comes to, without executing the program: constants across
 * functions and files, formulas of data by their loop variables, statistics by a planted sample. Lazy: a name
 * is worth what its assignment is worth. What cannot be followed is unknown, never guessed. */
#ifndef FAIRLANE_BENCH_AUDIT_READER_VALUE_H
#define FAIRLANE_BENCH_AUDIT_READER_VALUE_H

#include "bench/audit/reader/scope.h"

typedef enum fl_value_kind {
    FL_VALUE_UNKNOWN,
    FL_VALUE_NUMBER,
    FL_VALUE_TRUTH,
    FL_VALUE_STRING,
    FL_VALUE_LIST,
    FL_VALUE_LAMBDA,
    FL_VALUE_SAMPLES, /* the planted sample, sorted or not */
    FL_VALUE_SIDE,    /* one side of a comparison, named in text: its figures are planted */
    FL_VALUE_NONE,
} fl_value_kind;

struct fl_binding;

typedef struct fl_value {
    fl_value_kind kind;
    bool whole;  /* an integer of the language */
    bool single; /* float32 */
    double number;
    union { /* by the kind */
        const char *text;
        struct fl_value *items; /* [count], owned by the evaluator */
        fl_node *lambda;        /* with the bindings where it was made */
    };
    size_t count;
    const struct fl_binding *bindings;
} fl_value;

typedef struct fl_binding {
    const char *name;
    fl_value value;
    const struct fl_binding *next;
    int level; /* how many there are, this one included */
} fl_binding;

enum { FL_MOST_REMEMBERED = 512 };

typedef struct fl_evaluator {
    fl_program *program;
    size_t steps;  /* left; nothing is known once they are used up */
    size_t given;  /* of the program's budget, at the start */
    size_t spared; /* left when it gave up over something too large */
    int depth;
    fl_arena arena;           /* of all values and bindings */
    const fl_node *container; /* assignment of the measured times: worth the samples */
    const double *samples;
    size_t sample_count;
    const fl_node *reading; /* the second reading of the clock: worth reading_value; NULL: none is planted */
    double reading_value;
    /* a comparison's two sides: unknown bases of fields such as "mean_us", in order of appearance */
    bool plant_sides;
    char side_names[2][64];
    /* what names are worth that depend on no binding around them */
    struct {
        const fl_node *name;
        fl_value value;
    } remembered[FL_MOST_REMEMBERED];
    int touched;  /* the lowest level of a binding that was used */
    bool by_hand; /* nothing that is timed calls a known inference: sums of products are taken for one */
    fl_value sample_items;
} fl_evaluator;

void fl_evaluator_start(fl_evaluator *evaluator, fl_program *program);
void fl_evaluator_end(fl_evaluator *evaluator);

fl_value fl_evaluate(fl_evaluator *evaluator, fl_node *node, const fl_binding *bindings);
/* Unknown where it takes more than so many steps: for who asks for a text, and may have met the data, which would be
 * computed in full. */
enum { FL_STEPS_FOR_A_TEXT = 20000 };
fl_value fl_evaluate_briefly(fl_evaluator *evaluator, fl_node *node, size_t most);
/* NaN unless it is a number (or a truth: 0 or 1). */
double fl_evaluate_number(fl_evaluator *evaluator, fl_node *node, const fl_binding *bindings);
/* What a loop's iterable yields: evaluated once, then asked for each round. */
typedef struct fl_iteration {
    double times; /* NaN when unknown */
    double from, step;
    fl_value list; /* of other kind than a list: from, from + step … */
} fl_iteration;

fl_iteration fl_iterate(fl_evaluator *evaluator, fl_node *iterable, const fl_binding *bindings);
fl_value fl_yield(const fl_iteration *iteration, size_t round); /* round < times */

/* The bindings with one more for each name of a target; with what is next when there is none. */
const fl_binding *fl_bind(fl_evaluator *evaluator, const fl_node *target, fl_value value,
                          const fl_binding *next);

#endif
