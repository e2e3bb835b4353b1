/* What `fairlane select` says. */
#ifndef FAIRLANE_BENCH_REPORT_SELECT_REPORT_H
#define FAIRLANE_BENCH_REPORT_SELECT_REPORT_H

#include "bench/report/report.h"
#include "bench/verdict/select.h"

void fl_select_report(fl_report *report, const fl_select_request *request, const fl_selection *selection);

/* The same as JSON (fairlane.select/1) on stdout. FL_UNABLE without memory. */
fl_status fl_select_print_json(const fl_select_request *request, const fl_selection *selection,
                               fl_error *error);

#endif
