/* The JSON documents of reports. */
#ifndef FAIRLANE_BENCH_REPORT_DOCUMENTS_H
#define FAIRLANE_BENCH_REPORT_DOCUMENTS_H

#include "bench/record/fields.h"

extern const fl_description fl_audit_description;
extern const fl_description fl_bound_description;
extern const fl_description fl_compare_description;
extern const fl_description fl_disassembly_description;
extern const fl_description fl_fleet_description;
extern const fl_description fl_list_description;
extern const fl_description fl_model_description;
extern const fl_description fl_pairs_description;
extern const fl_description fl_peers_description;
extern const fl_description fl_point93_description;
extern const fl_description fl_select_description;
extern const fl_description fl_selftest_across_description;
extern const fl_description fl_selftest_description;

#endif
