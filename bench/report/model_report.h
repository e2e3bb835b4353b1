/* What `fairlane model` says. */
#ifndef FAIRLANE_BENCH_REPORT_MODEL_REPORT_H
#define FAIRLANE_BENCH_REPORT_MODEL_REPORT_H

#include "bench/report/report.h"
#include "bench/task/task.h"
#include "bench/task/values.h"

void fl_model_report(fl_report *report, const fl_model *model, const fl_model_facts *facts,
                     const fl_value_survey *values);

/* The same as JSON (fairlane.model/1) on stdout. FL_UNABLE without memory. */
fl_status fl_model_print_json(const fl_model *model, const fl_model_facts *facts,
                              const fl_value_survey *values, fl_error *error);

#endif
