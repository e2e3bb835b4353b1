/* A library's arithmetic in the floating-point environment that it was written for, whatever its
 * caller has set: some compute on what happens to lie in registers and never look at the result, which traps
 * where a caller has unmasked an exception. Two instructions where nothing is set. */
#ifndef FAIRLANE_KERNELS_FLOAT_ENVIRONMENT_H
#define FAIRLANE_KERNELS_FLOAT_ENVIRONMENT_H

#include <stdint.h>

#if defined(__x86_64__)
#include <xmmintrin.h>
enum { FL_FLOAT_USUAL = 0x1f80, FL_FLOAT_FLAGS = 0x3f }; /* MXCSR: what has happened is no setting */
#endif

/* Sets the environment of a C program's start and returns the caller's. */
static inline uint64_t fl_float_enter(void)
{
#if defined(__x86_64__)
    uint32_t callers = _mm_getcsr();
    if ((callers & ~(uint32_t)FL_FLOAT_FLAGS) != FL_FLOAT_USUAL)
        _mm_setcsr(FL_FLOAT_USUAL);
    return callers;
#elif defined(__aarch64__)
    uint64_t callers;
    __asm__ volatile("mrs %0, fpcr" : "=r"(callers));
    if (callers != 0)
        __asm__ volatile("msr fpcr, xzr" : : : "memory");
    return callers;
#else
    return 0;
#endif
}

static inline void fl_float_leave(uint64_t callers)
{
#if defined(__x86_64__)
    if ((callers & ~(uint64_t)FL_FLOAT_FLAGS) != FL_FLOAT_USUAL)
        _mm_setcsr((uint32_t)callers);
#elif defined(__aarch64__)
    if (callers != 0)
        __asm__ volatile("msr fpcr, %0" : : "r"(callers) : "memory");
#else
    (void)callers;
#endif
}

#endif
