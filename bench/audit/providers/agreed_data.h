/* What a side says it computed with: a safetensors file with `pixels` [1000, 784] F32, `labels` [1000] (I64,
 * I32, U8 or F32) and `sample` [1, 784] or [784] F32, each as its program made them. */
#ifndef FAIRLANE_BENCH_AUDIT_PROVIDERS_AGREED_DATA_H
#define FAIRLANE_BENCH_AUDIT_PROVIDERS_AGREED_DATA_H

#include "bench/audit/audit.h"

/* Points 46 to 50 from the file, and what it tells of 41, 42, 44, 45 and, of both sides, 72. */
void fl_judge_data_files(const fl_case *given, fl_audit *audit);

#endif
