/* The pure part of the dispatcher: which of a table's variants run on a CPU, and which one is best. Given the
 * same facts it answers the same; tests bring tables and machines of their own. Not installed. */
#ifndef FAIRLANE_DISPATCH_CHOICE_H
#define FAIRLANE_DISPATCH_CHOICE_H

#include "dispatch/dispatch.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A table of variants, as the registry is one. */
typedef struct fl_variant_list {
    const fl_variant *variants;
    size_t count;
} fl_variant_list;

/* Judges one variant against the given facts. */
void fl_judge_variant(const fl_cpu *cpu, const fl_variant *variant, fl_availability *availability);

/* What judging asks before it prepares a kernel whose library decides by itself what it executes: NULL, or
 * why it cannot be offered, in static storage. */
typedef const char *fl_trial(const fl_kernel *kernel);

/* For programs, before anything is judged. The library itself tries nothing, as that takes a process of its
 * own and a user's process is not to be forked. NULL: no trials. */
void fl_set_trial(fl_trial *wanted);

/* Whether the dispatcher prefers kernel a to kernel b on this CPU, provided that both run; choice.c gives the
 * order and its reasons. */
bool fl_prefers(const fl_cpu *cpu, const fl_kernel *a, const fl_kernel *b);

/* As fl_choose(), from any table. */
fl_status fl_choose_from(fl_variant_list list, const fl_cpu *cpu, const char *forced,
                         const fl_kernel **kernel, fl_error *error);

#ifdef __cplusplus
}
#endif
#endif
