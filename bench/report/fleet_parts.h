/* What the files of the fleet's report share. Private to this room. */
#ifndef FAIRLANE_BENCH_REPORT_FLEET_PARTS_H
#define FAIRLANE_BENCH_REPORT_FLEET_PARTS_H

#include "bench/report/report.h"
#include "bench/verdict/fleet.h"

/* A paragraph; the next cell. Either is one line, whatever files say. */
FL_PRINTF(2, 3)
void fl_fleet_line(fl_report *report, const char *format, ...);
FL_PRINTF(2, 3)
void fl_fleet_cell_add(fl_report *report, const char *format, ...);

/* The part of a path that tells files apart: what all of them begin with, up to a slash, is left out. */
const char *fl_fleet_label(const fl_fleet *fleet, const char *path);

/* Machine by machine, or, of many, kind by kind. */
void fl_fleet_claim_table(fl_report *report, const fl_fleet *fleet);

/* Contestants of one kind of machine: the files from first up to end. */
void fl_fleet_kind_table(fl_report *report, const fl_fleet *fleet, size_t first, size_t end);

#endif
