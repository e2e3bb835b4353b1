/* How this thread computes: rounding, subnormal numbers, traps, precision. A shared library that was built
 * with -ffast-math sets flush-to-zero for whoever loads it, and all that follows is other arithmetic: other
 * bits, other times, and kernels that seem to break their error bound. */
#ifndef FAIRLANE_BENCH_HARNESS_FLOAT_CONTROL_H
#define FAIRLANE_BENCH_HARNESS_FLOAT_CONTROL_H

#include <stddef.h>
#include <stdint.h>

#include "kernels/error.h"

typedef struct fl_float_control {
    uint64_t vector; /* MXCSR or FPCR, without the flags of what has happened; 0 elsewhere */
    uint32_t x87;    /* control word; 0 where there is none */
} fl_float_control;

fl_float_control fl_float_control_read(void);

/* What differs from how the system starts a program, "flush-to-zero, denormals-are-zero"; "" for nothing.
 * Pure. Returns text. */
char *fl_float_control_strange(fl_float_control control, char *text, size_t size);

/* "default; MXCSR 0x1f80, x87 0x037f". Pure. Returns text. */
char *fl_float_control_text(fl_float_control control, char *text, size_t size);

/* FL_UNABLE, with the register, what is set there and the cure, unless this thread computes as the system
 * started it. */
fl_status fl_float_control_check(fl_error *error);

#endif
