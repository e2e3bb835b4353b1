/* The fairness table as moves: how the ratio stands as claimed, and where it goes when both sides use the same. */
#ifndef FAIRLANE_BENCH_REPORT_PICTURE_POINT93_H
#define FAIRLANE_BENCH_REPORT_PICTURE_POINT93_H

#include "bench/report/point93_report.h"

void fl_picture_moves(fl_report *report, const fl_pairing *pairing);

#endif
