/* Single calls and rounds, as they were taken. */
#ifndef FAIRLANE_BENCH_REPORT_PICTURE_CALLS_H
#define FAIRLANE_BENCH_REPORT_PICTURE_CALLS_H

#include "bench/record/result.h"
#include "bench/report/report.h"

/* Which share of single calls took at most how long, of some results beside the empty call, with the ticks of the
 * clock. Results without single calls are left out; results: [count], NULL among them: none. */
void fl_picture_calls(fl_report *report, const fl_document *document, const fl_result *const *results,
                      size_t count);

/* Round after round, how slow it was against the whole run, and in which state the core was meanwhile. */
void fl_picture_rounds(fl_report *report, const fl_document *document);

#endif
