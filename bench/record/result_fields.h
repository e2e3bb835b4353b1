/* The tables of fairlane.result/1. */
#ifndef FAIRLANE_BENCH_RECORD_RESULT_FIELDS_H
#define FAIRLANE_BENCH_RECORD_RESULT_FIELDS_H

#include "bench/record/fields.h"

/* The twelve of the audited benchmark, of an fl_result: name, iterations, then the figures. */
enum { FL_FIRST_AUDITED_FIGURE = 2 };
extern const fl_field fl_audited_fields[];
extern const fl_field fl_sample_fields[];      /* of an fl_result: its single calls */
extern const fl_field fl_cold_call_fields[];   /* of an fl_series: the same of calls with flushed caches */
extern const fl_field fl_config_fields[];      /* of an fl_document */
extern const fl_field fl_result_fields[];      /* of an fl_result */
extern const fl_field fl_environment_fields[]; /* of an fl_environment */
extern const fl_field fl_document_fields[];    /* everything behind the schema mark */
extern const fl_description fl_result_description;

#endif
