/* Values that cost time of their own: on most CPUs arithmetic with subnormal numbers takes ten to a hundred
 * times as long, with infinities and NaN on some. A time measured on them is one of these values, not of the
 * code. */
#ifndef FAIRLANE_BENCH_TASK_VALUES_H
#define FAIRLANE_BENCH_TASK_VALUES_H

#include <stddef.h>

#include "bench/record/result.h"
#include "bench/task/task.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Counted in float32, in source order. sample: FL_INPUTS floats. */
fl_value_survey fl_survey_values(const fl_model *model, const float *sample);

/* "1400 subnormal weights, 1200 subnormal products, 2 infinite logits"; "" when there is nothing
 * to tell, or nothing was counted. Returns text. */
char *fl_survey_text(const fl_value_survey *survey, char *text, size_t size);

#ifdef __cplusplus
}
#endif
#endif
