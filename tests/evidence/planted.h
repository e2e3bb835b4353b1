/* Functions that are not what they are said to be, for the disassembly to find out. */
#ifndef FAIRLANE_TESTS_PLANTED_H
#define FAIRLANE_TESTS_PLANTED_H

#include "kernels/kernel.h"

/* planted_loop.c; which of them exist depends on the architecture */
extern fl_kernel_function planted_scalar, planted_vectorised, planted_fused, planted_vex, planted_avx;
extern fl_kernel_function planted_avx2, planted_avx512, planted_sve;

/* planted_calls.c */
extern fl_kernel_function planted_calling, planted_tail_jumping, planted_indirect;

/* test_disassembly.c */
extern fl_kernel_function planted_elsewhere;
extern fl_kernel_function *planted_pointer;

#endif
