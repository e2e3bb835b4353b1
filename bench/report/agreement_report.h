/* What `fairlane selftest --across` says. */
#ifndef FAIRLANE_BENCH_REPORT_AGREEMENT_REPORT_H
#define FAIRLANE_BENCH_REPORT_AGREEMENT_REPORT_H

#include <stdio.h>

#include "bench/report/report.h"
#include "bench/verdict/agreement.h"

/* first, second: as they were compared; their paths are what they are called. */
void fl_agreement_report(fl_report *report, const fl_side *first, const fl_side *second,
                         const fl_agreement *agreement);

/* "fairlane.selftest-across/1" */
fl_status fl_agreement_print_json(const fl_side *first, const fl_side *second, const fl_agreement *agreement,
                                  FILE *out, fl_error *error);

#endif
