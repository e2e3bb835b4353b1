/* What every `--json` of a command without a report of its own ends with. */
#ifndef FAIRLANE_BENCH_REPORT_JSON_OUTPUT_H
#define FAIRLANE_BENCH_REPORT_JSON_OUTPUT_H

#include "bench/record/json.h"

/* Prints the document to stdout and frees it. FL_UNABLE, with nothing printed, where memory is or was short;
 * whether stdout took it all, main checks. */
fl_status fl_print_json(fl_json document, const char *command, fl_error *error);

#endif
