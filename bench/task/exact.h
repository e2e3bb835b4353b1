/* Included by every file whose floating-point results are promised to the bit: refuses to compile where float
 * arithmetic is not IEEE binary32, operation by operation. Contraction to fused multiply-add cannot be seen
 * from here; the build turns it off for these files, and the digest of the model shows it. */
#ifndef FAIRLANE_BENCH_TASK_EXACT_H
#define FAIRLANE_BENCH_TASK_EXACT_H

#include <float.h>

#ifdef __FAST_MATH__
#error "the model's bytes are promised: compile this file without -ffast-math"
#endif

_Static_assert(FLT_EVAL_METHOD == 0,
               "float expressions must be evaluated in float; on 32-bit x86 use -mfpmath=sse");
_Static_assert(FLT_RADIX == 2 && FLT_MANT_DIG == 24 && FLT_MAX_EXP == 128, "float must be IEEE binary32");

#endif
