/* What is told of contestants that are programs of their own, beside their rows among the kernels. */
#ifndef FAIRLANE_BENCH_REPORT_PEER_REPORT_H
#define FAIRLANE_BENCH_REPORT_PEER_REPORT_H

#include "bench/record/result.h"
#include "kernels/error.h"

/* Prints nothing for a document without any. */
fl_status fl_report_peers(const fl_document *document, fl_error *error);

#endif
