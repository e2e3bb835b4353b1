/* What becomes of a value: is it only told, or does something depend on it? */
#ifndef FAIRLANE_BENCH_AUDIT_READER_FLOW_H
#define FAIRLANE_BENCH_AUDIT_READER_FLOW_H

#include "bench/audit/reader/effects.h"

/* In the order of their weight: a value of several ends has the last of them. */
typedef enum fl_end {
    FL_END_TOLD,    /* it is printed, formatted, returned or dropped, and nothing else */
    FL_END_UNKNOWN, /* it reaches what is neither known nor given */
    FL_END_DECIDES, /* it guards statements, picks the code or the device, or reaches a model */
} fl_end;

/* Follows the value of an expression through variables, members, containers and functions, as far as names
 * tell them apart: it finds too many ways rather than too few. place: the node where the end was reached,
 * NULL for FL_END_TOLD. A string that is only compared decides nothing: what it is compared with does. */
fl_end fl_follow(fl_evaluator *evaluator, fl_node *value, fl_node **place);

#endif
