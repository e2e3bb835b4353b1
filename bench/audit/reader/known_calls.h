/* What calls of the languages' and libraries' own functions do, by their names as fl_dotted() gives them. */
#ifndef FAIRLANE_BENCH_AUDIT_READER_KNOWN_CALLS_H
#define FAIRLANE_BENCH_AUDIT_READER_KNOWN_CALLS_H

#include "bench/audit/reader/effects.h"

fl_effect fl_known_effect(const char *name); /* FL_EFFECTS when unknown */
bool fl_is_harmless(const char *name);       /* allowed where only the inference should stand */
bool fl_is_harmless_in_rust(const char *name);
bool fl_is_known_prediction(const char *name);
/* A function that is called an inference, predict_plain() too; not one that is called one of many. */
bool fl_is_called_inference(const char *name);
bool fl_is_known_clock(const char *name);
/* .to("cuda"), device="mps": what is computed for an argument of the call counts as well. */
bool fl_names_gpu(fl_evaluator *evaluator, const fl_node *call);

/* The dotted name of a decorator, without what it is given. Returns text. */
const char *fl_decorator_of(fl_evaluator *evaluator, const fl_node *attribute, char text[256]);
/* One that leaves what a function does as it stands; that switches gradients off for each of its calls. */
/* Rust: an attribute that leaves what a function does as it is written; another may be a macro that caches its answers. */
bool fl_is_plain_attribute(const fl_node *attribute);
bool fl_is_plain_decorator(const char *name);
bool fl_is_gradient_switch(const char *name);

#endif
