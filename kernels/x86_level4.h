/* The parts of AVX-512 that libraries count to it beside AVX512F and VL: x86-64-v4 without the conflict
 * detection, which nothing here uses. No CPU that an operating system meets has these four apart, an emulator
 * or a mask may. */
#ifndef FAIRLANE_KERNELS_X86_LEVEL4_H
#define FAIRLANE_KERNELS_X86_LEVEL4_H

/* NULL, or what is missing; for prepare(). */
static inline const char *fl_x86_lacks_level4(void)
{
    __builtin_cpu_init();
    if (!__builtin_cpu_supports("avx512bw") || !__builtin_cpu_supports("avx512dq"))
        return "this CPU has no AVX512BW or no AVX512DQ";
    if (!__builtin_cpu_supports("bmi") || !__builtin_cpu_supports("bmi2"))
        return "this CPU has no BMI1 or no BMI2";
    return 0;
}

#endif
