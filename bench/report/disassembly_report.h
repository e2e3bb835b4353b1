/* What `fairlane disassemble` says. */
#ifndef FAIRLANE_BENCH_REPORT_DISASSEMBLY_REPORT_H
#define FAIRLANE_BENCH_REPORT_DISASSEMBLY_REPORT_H

#include "bench/evidence/disassembly.h"
#include "bench/report/report.h"
#include "dispatch/dispatch.h"

extern const char *const fl_encoding_names[FL_ENCODINGS];
extern const char *const fl_operation_names[]; /* of fl_operation; "" for none */

/* The instruction at that byte as people read it: jumps within the function by the place they go to, calls by
 * name. */
void fl_describe_instruction(const fl_disassembled *subject, size_t at, const fl_instruction *instruction,
                             char *text, size_t size);

/* cpu: whether the kernel runs here is told as well. */
void fl_disassembly_report(fl_report *report, const fl_disassembled *subject, const fl_cpu *cpu);

/* The same as JSON (fairlane.disassembly/1) on stdout. FL_UNABLE without memory. */
fl_status fl_disassembly_print_json(const fl_disassembled *subject, fl_error *error);

#endif
