/* Contestants with known answers, for the tests of the verdicts. */
#ifndef FAIRLANE_TESTS_VERDICT_FIXTURE_H
#define FAIRLANE_TESTS_VERDICT_FIXTURE_H

#include "bench/evidence/trace.h"
#include "bench/record/result.h"

/* A trace on "Example CPU" of a region with so many float32 multiply-adds of one width, of 1,568. */
fl_trace verdict_trace(fl_width width, bool fused, uint64_t multiply_adds);

/* Adds multiply-adds of another width, and classifies again. */
void verdict_trace_add(fl_trace *trace, fl_width width, bool fused, uint64_t multiply_adds);

/* The same, 1,568 products that are added one after the other. */
fl_trace verdict_trace_ordered(fl_width width);

/* One of each class that a trace can have, FL_CLASS_NONE and FL_CLASS_INCONCLUSIVE included. */
fl_trace verdict_trace_of_class(fl_trace_class simd_class);

/* A document as the audited benchmark's tools leave it: one result with this mean, nothing but summaries. */
void verdict_foreign(fl_document *document, const char *name, double mean_us, double sd_us);

#endif
