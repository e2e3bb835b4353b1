/* `fairlane compare` of many files. */
#ifndef FAIRLANE_BENCH_CLI_COMPARE_FLEET_H
#define FAIRLANE_BENCH_CLI_COMPARE_FLEET_H

#include "bench/report/printer.h"
#include "bench/verdict/fleet.h"

typedef enum fl_fleet_form { FL_FLEET_REPORT, FL_FLEET_JSON, FL_FLEET_CSV } fl_fleet_form;

/* Reads what the operands name, one file after the other, and prints the comparison. FL_NEGATIVE where a file
 * could not be read: it is named, the rest is reported; FL_USAGE where none could. printer: of a
 * report; output: a file for it, NULL: standard output. */
fl_status fl_compare_fleet(char *const *operands, int count, const fl_fleet_options *options,
                           fl_fleet_form form, const fl_printer *printer, const char *output,
                           fl_error *error);

#endif
