/* The report of a run on libraries and peers: each against
 * the fastest own kernel of the class it executed. */
#ifndef FAIRLANE_BENCH_REPORT_LIBRARY_REPORT_H
#define FAIRLANE_BENCH_REPORT_LIBRARY_REPORT_H

#include "bench/record/result.h"

/* Prints to standard output; nothing when no library has its like. */
fl_status fl_report_libraries(const fl_document *document, fl_error *error);

#endif
