/* Whether a program can make what it executes depend on the CPU: which of the objects that it has mapped can find out
 * what the CPU offers. Read in the objects' files: machine code, imports, relocations. */
#ifndef FAIRLANE_BENCH_EVIDENCE_TRACE_CHOOSERS_H
#define FAIRLANE_BENCH_EVIDENCE_TRACE_CHOOSERS_H

#include <stddef.h>

#include "bench/evidence/trace.h"
#include "bench/evidence/tracee.h"

/* Pure: how an ELF file of this architecture can choose; "" when nothing in it can: a word of
 * fl_trace_chooser_words. */
const char *fl_trace_chooser_of(const void *bytes, size_t size);

/* Of all objects that a stopped program has mapped for execution. What cannot be read counts as one that can. */
void fl_trace_find_choosers(fl_space *space, fl_trace *trace);

#endif
