/* The two ways to look at a region; fl_trace_kernel() and fl_trace_command() choose between them: QEMU's log
 * where this program itself runs in QEMU's user emulation or the command is for another CPU, else ptrace.
 * Each fills everything of a trace but the classification, which the caller adds. Both keep the program from seeing what
 * FAIRLANE_HIDE hides, as far as they can, and say in hiding and imitated how far. */
#ifndef FAIRLANE_BENCH_EVIDENCE_TRACE_BACKEND_H
#define FAIRLANE_BENCH_EVIDENCE_TRACE_BACKEND_H

#include "bench/evidence/trace.h"

fl_status fl_ptrace_kernel(const fl_kernel *kernel, fl_trace *trace, fl_error *error);
fl_status fl_ptrace_command(const fl_trace_target *target, fl_trace *trace, fl_error *error);

fl_status fl_qemu_kernel(const fl_kernel *kernel, fl_trace *trace, fl_error *error);
fl_status fl_qemu_command(const fl_trace_target *target, fl_trace *trace, fl_error *error);

#endif
