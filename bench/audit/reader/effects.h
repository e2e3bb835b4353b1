/* What a piece of a program does, functions that it calls included as far as their source is given. */
#ifndef FAIRLANE_BENCH_AUDIT_READER_EFFECTS_H
#define FAIRLANE_BENCH_AUDIT_READER_EFFECTS_H

#include "bench/audit/reader/value.h"

typedef enum fl_effect {
    FL_DOES_PREDICT,
    FL_DOES_CLOCK,
    FL_DOES_OUTPUT, /* or input: console, files, network */
    FL_DOES_SLEEP,
    FL_DOES_ALLOCATE,
    FL_DOES_TRACK_MEMORY,
    FL_DOES_TRAIN,
    FL_DOES_CREATE_MODEL,
    FL_DOES_COMPILE,
    FL_DOES_GPU,
    FL_DOES_CONVERT, /* makes another array of one: a softmax, a maximum */
    FL_DOES_SWITCH,  /* switches gradients off or on for this call by itself */
    FL_DOES_BUSY,    /* a loop without an inference in it */
    FL_DOES_UNKNOWN, /* calls what is neither known nor given */
    FL_EFFECTS
} fl_effect;

typedef struct fl_effects {
    fl_node *place[FL_EFFECTS]; /* the first one found, where it stands; NULL: none */
    double predictions;         /* per execution; NaN: in a loop of unknown length */
    bool perhaps;               /* whether one of them happens depends on a condition, or on a wrapper */
    bool unsized_product;       /* of a product it is not told how many samples it multiplies */
    bool by_hand_again;         /* sums of products at several places: parts of one inference, or more? */
} fl_effects;

/* Adds what a statement or expression and everything below it does. */
void fl_effects_of(fl_evaluator *evaluator, fl_node *node, fl_effects *effects);

/* Whether a call, by itself, is one inference; reads a clock (its name in text: "time.perf_counter_ns"). */
bool fl_is_prediction(fl_evaluator *evaluator, fl_node *call);
bool fl_is_clock(fl_evaluator *evaluator, fl_node *call, char text[256]);
/* The reading of a clock itself, within functions of the program that only pass it on; NULL. */
fl_node *fl_clock_within(fl_evaluator *evaluator, fl_node *call);
/* Whether a class names one of torch.nn's among its bases. */
bool fl_extends_torch(fl_program *program, const fl_node *class_node);
/* The class of the program, or the call that made it, of
 * which a variable or expression is an object; NULL. */
const fl_node *fl_model_of(fl_evaluator *evaluator, fl_node *node);

#endif
