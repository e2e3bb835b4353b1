/* The verdicts, short: providers name them in most of their lines. */
#ifndef FAIRLANE_BENCH_AUDIT_PROVIDERS_VERDICTS_H
#define FAIRLANE_BENCH_AUDIT_PROVIDERS_VERDICTS_H

#include "bench/verdict/point_verdict.h"

#define PASS FL_POINT_PASS
#define FAIL FL_POINT_FAIL
#define UNCHECKED FL_POINT_UNCHECKED

#endif
