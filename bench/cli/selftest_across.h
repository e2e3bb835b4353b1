/* fairlane selftest --across: the same measurement twice, minutes apart, or two result files. */
#ifndef FAIRLANE_BENCH_CLI_SELFTEST_ACROSS_H
#define FAIRLANE_BENCH_CLI_SELFTEST_ACROSS_H

#include <stdbool.h>
#include <stdint.h>

#include "bench/report/printer.h"
#include "kernels/error.h"

enum { FL_ACROSS_SECONDS = 300, FL_MOST_ACROSS_SECONDS = 86400 };

typedef struct fl_across_options {
    const char *files[2];  /* result files to count in; NULL: measure */
    int64_t seconds;       /* from the end of the first run to the start of the second */
    int64_t quiet_seconds; /* FL_QUIET_DEFAULT or as asked for; of each run */
    bool quick, json;
    const fl_printer *form; /* of the report */
} fl_across_options;

/* Prints, and judges: FL_NEGATIVE, FL_UNABLE as fl_agreement_judge(); FL_INTERRUPTED. */
fl_status fl_selftest_across(const fl_across_options *wanted, fl_error *error);

#endif
