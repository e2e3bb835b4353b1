/* The file of a case, fairlane.case/1. */
#ifndef FAIRLANE_BENCH_AUDIT_CASE_FIELDS_H
#define FAIRLANE_BENCH_AUDIT_CASE_FIELDS_H

#include "bench/record/fields.h"

extern const fl_description fl_case_description;

#endif
