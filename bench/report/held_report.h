/* Whether a run is slower than a reference allows, for readers. */
#ifndef FAIRLANE_BENCH_REPORT_HELD_REPORT_H
#define FAIRLANE_BENCH_REPORT_HELD_REPORT_H

#include "bench/report/report.h"
#include "bench/verdict/held.h"

/* path: of the reference. */
void fl_held_report(fl_report *report, const char *path, const fl_held_all *verdict);

#endif
