/* The JSON documents of commands without a report of their own. */
#ifndef FAIRLANE_BENCH_CLI_DOCUMENTS_H
#define FAIRLANE_BENCH_CLI_DOCUMENTS_H

#include "bench/record/fields.h"

extern const fl_description fl_disassembly_description;
extern const fl_description fl_list_description;
extern const fl_description fl_model_description;
extern const fl_description fl_peers_description;
extern const fl_description fl_select_description;
extern const fl_description fl_selftest_description;

#endif
