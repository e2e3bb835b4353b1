/* The trace file, fairlane.trace/1, as fl_trace_description says. */
#ifndef FAIRLANE_BENCH_EVIDENCE_TRACE_FILE_H
#define FAIRLANE_BENCH_EVIDENCE_TRACE_FILE_H

#include "bench/evidence/trace.h"
#include "bench/record/fields.h"

extern const fl_description fl_trace_description;

/* Writes atomically; or returns the text, which the caller frees. */
fl_status fl_trace_write(const char *path, const fl_trace *trace, fl_error *error);
fl_status fl_trace_text(const fl_trace *trace, char **text, fl_error *error);

/* Hostile input, validated completely: sizes, ranges, duplicates, and that the stated classification is the
 * one that follows from the counts. FL_USAGE with "PATH:LINE: …" otherwise, and the trace is then zero. */
fl_status fl_trace_read(const char *path, fl_trace *trace, fl_error *error);
fl_status fl_trace_parse(const char *bytes, size_t size, const char *name, fl_trace *trace, fl_error *error);

#endif
