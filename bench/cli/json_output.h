/* What every `--json` of a command without a report of its own ends with. */
#ifndef FAIRLANE_BENCH_CLI_JSON_OUTPUT_H
#define FAIRLANE_BENCH_CLI_JSON_OUTPUT_H

#include <cjson/cJSON.h>

#include "kernels/error.h"

/* Prints root to stdout and frees it. FL_UNABLE where memory is short; whether stdout took it all, main
 * checks. */
fl_status fl_print_json(cJSON *root, const char *command, fl_error *error);

#endif
