/* Machines by contestants: how many times as fast as the base, emulated and otherwise set apart ones behind a gap, without
 * colour. */
#ifndef FAIRLANE_BENCH_REPORT_PICTURE_FLEET_H
#define FAIRLANE_BENCH_REPORT_PICTURE_FLEET_H

#include "bench/report/report.h"
#include "bench/verdict/fleet.h"

void fl_picture_fleet(fl_report *report, const fl_fleet *fleet);

#endif
