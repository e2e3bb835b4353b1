/* What `fairlane compare A.json B.json` says of all results that both files hold. */
#ifndef FAIRLANE_BENCH_REPORT_PAIRS_PRINT_H
#define FAIRLANE_BENCH_REPORT_PAIRS_PRINT_H

#include "bench/report/report.h"
#include "bench/verdict/held.h"
#include "bench/verdict/pairs.h"

void fl_pairs_report(fl_report *report, const fl_side *a, const fl_side *b, const fl_pairs *pairs);

/* "fairlane.pairs/1"; held: what was judged of them against A as a reference, NULL: nothing. *text is to be
 * freed by the caller. */
fl_status fl_pairs_json(const fl_side *a, const fl_side *b, const fl_pairs *pairs, const fl_held_all *held,
                        char **text, fl_error *error);

#endif
