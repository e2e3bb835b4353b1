/* What `fairlane selftest --across` says. */
#ifndef FAIRLANE_BENCH_REPORT_AGREEMENT_PRINT_H
#define FAIRLANE_BENCH_REPORT_AGREEMENT_PRINT_H

#include <stdio.h>

#include "bench/verdict/agreement.h"

/* first, second: as they were compared; their paths are what they are called. */
fl_status fl_agreement_print(const fl_side *first, const fl_side *second, const fl_agreement *agreement,
                             FILE *out, fl_error *error);

/* "fairlane.selftest-across/1" */
fl_status fl_agreement_print_json(const fl_side *first, const fl_side *second, const fl_agreement *agreement,
                                  FILE *out, fl_error *error);

#endif
