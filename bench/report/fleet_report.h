/* A fleet on paper. */
#ifndef FAIRLANE_BENCH_REPORT_FLEET_REPORT_H
#define FAIRLANE_BENCH_REPORT_FLEET_REPORT_H

#include <stdbool.h>
#include <stdio.h>

#include "bench/report/report.h"
#include "bench/verdict/fleet.h"
#include "kernels/error.h"

/* The answer, files that could not be read, the claim machine by machine, a table for each kind of machine,
 * remarks. Kinds of many files are summed up; fl_fleet_csv() has every line. */
void fl_fleet_report(fl_report *report, const fl_fleet *fleet);

/* fairlane.fleet/1; the caller frees *text. */
fl_status fl_fleet_json(const fl_fleet *fleet, char **text, fl_error *error);

/* One line a machine and contestant, behind a line of names; RFC 4180, but for line feeds alone. */
void fl_fleet_csv(const fl_fleet *fleet, FILE *out);

#endif
