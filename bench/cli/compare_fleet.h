/* `fairlane compare` of many files. */
#ifndef FAIRLANE_BENCH_CLI_COMPARE_FLEET_H
#define FAIRLANE_BENCH_CLI_COMPARE_FLEET_H

#include "bench/verdict/fleet.h"

typedef enum fl_fleet_form { FL_FLEET_TEXT, FL_FLEET_JSON, FL_FLEET_CSV, FL_FLEET_MARKDOWN } fl_fleet_form;

/* Reads what the operands name, one file after the other, and prints the comparison. FL_NEGATIVE where a file
 * could not be read: it is named, the rest is reported; FL_USAGE where none could. */
fl_status fl_compare_fleet(char *const *operands, int count, const fl_fleet_options *options,
                           fl_fleet_form form, fl_error *error);

#endif
