/* A call seen from outside: what a function owes its caller by the calling convention, and the state of the
 * floating-point unit, which nobody owns. Written in assembly, because a compiler would not notice: it relies
 * on registers that the function may have lost. On architectures without such code nothing is watched. */
#ifndef FAIRLANE_BENCH_HARNESS_WATCH_H
#define FAIRLANE_BENCH_HARNESS_WATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernels/error.h"
#include "kernels/kernel.h"

enum { FL_WATCHED_REGISTERS = 20, FL_WATCHED_STACK = 34 };

/* The assembly in watch.c knows the offsets. */
typedef struct fl_watch {
    /* given */
    fl_kernel_function *run;
    const float *weights, *bias, *input;
    float *output;
    uint64_t control; /* MXCSR or FPCR during the call */
    /* found */
    uint64_t control_set, control_after; /* as read just before and after the call */
    uint64_t stack_before, stack_after;  /* the stack pointer */
    uint64_t flags;                      /* RFLAGS; 0 elsewhere */
    uint64_t
        registers[FL_WATCHED_REGISTERS]; /* those that belong to the caller; filled with a pattern before */
    uint64_t stack[FL_WATCHED_STACK];    /* the words above the return address; likewise */
    uint64_t x87_control;                /* before the call; 0 elsewhere */
    uint32_t x87[7];                     /* FNSTENV's image after it */
} fl_watch;

/* What a C program starts with. */
uint64_t fl_watch_usual_control(void);

/* Control register values that a caller might have set: rounding, flushing of subnormals, unmasked exceptions
 * other than "inexact". Ends with the usual one. */
extern const uint64_t fl_watch_controls[];

/* Calls run. Whatever it leaves behind is put right again. */
void fl_watch_call(fl_watch *watch);

/* After a call that did not come back: puts the control register right. */
void fl_watch_abandoned(void);

/* FL_NEGATIVE, with what function 'name' did, unless it kept all that it owes. */
fl_status fl_watch_judge(const fl_watch *watch, const char *name, fl_error *error);

#endif
