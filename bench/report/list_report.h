/* What `fairlane list` says. */
#ifndef FAIRLANE_BENCH_REPORT_LIST_REPORT_H
#define FAIRLANE_BENCH_REPORT_LIST_REPORT_H

#include "bench/report/report.h"
#include "dispatch/dispatch.h"

/* Every variant, and whether it runs on that CPU. chosen: the dispatcher's choice, NULL for none. */
void fl_list_report(fl_report *report, const fl_cpu *cpu, const fl_kernel *chosen);

/* The same as JSON (fairlane.list/1) on stdout. why_none: why nothing is chosen, else "". FL_UNABLE without memory. */
fl_status fl_list_print_json(const fl_cpu *cpu, const fl_kernel *chosen, const char *why_none,
                             fl_error *error);

#endif
