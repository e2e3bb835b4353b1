/* The contract of a kernel, in one place.
 *
 * The work:  output[2] = weights[2][784] · input[784] + bias[2],  float32, batch 1.
 * weights are row-major as in torch's nn.Linear.weight. Pointers may have any alignment of at least 4 bytes.
 *
 * Every kernel
 *   - accumulates in float32 and uses nothing computed before the call from weights, bias or input;
 *   - may be called from any number of threads at once, unless its descriptor tells why not (one_thread);
 *   - neither allocates, locks nor keeps state (a library kernel does what its library does, and makes its
 *     objects in prepare() or in a thread's first call, never from weights or input);
 *   - reads not one byte outside the arrays and writes only output;
 *   - leaves the upper halves of the vector registers clean, and whatever else the calling convention gives
 * to its caller as it was: registers, stack, x87 registers, direction flag;
 *   - is called in the floating-point environment that a C program starts with: rounding to nearest,
 * subnormal numbers kept (no FTZ, no DAZ), exceptions masked. In another it leaves that environment as it was
 * and traps on nothing that its own products and sums do not raise, but its results are those of the other
 *     arithmetic (a library may set the usual one for its call), and neither the bound below nor equality of
 *     bits is promised;
 *   - passes NaN and infinity on as the reference does;
 *   - meets |y − y_ref| <= 784 · 2^-24 · (Σ|w·x| + |b|) against a reference computed in double
 *     (N. J. Higham, Accuracy and Stability of Numerical Algorithms, 2nd ed. 2002, §3.1, with room for any
 *     order of summation); where products underflow, 784 · 2^-150 is added, and where Σ|w·x| + |b| exceeds
 * the largest float, infinity and NaN are right as well.
 *
 * Two kinds of work stand beside it, never chosen by the dispatcher and never compared without a warning:
 *   logistic-784x1  output[1] = sigmoid(weights[784] · input[784] + bias[1]): half the multiply-adds;
 *   softmax-2       output[2] = softmax(input[2]): the activation stage, without weights and bias (NULL). The
 *                   maximum is subtracted first; NaN, or infinity as the maximum, gives NaN twice, as in
 * torch. */
#ifndef FAIRLANE_KERNELS_KERNEL_H
#define FAIRLANE_KERNELS_KERNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernels/isa.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { FL_INPUTS = 784, FL_OUTPUTS = 2, FL_WEIGHTS = FL_INPUTS * FL_OUTPUTS };

/* Arguments do not overlap. The shapes follow from the kernel's work, see fl_work_shape(). */
typedef void fl_kernel_function(const float *weights, const float *bias, const float *input, float *output);

typedef enum fl_work {
    FL_WORK_LINEAR_784X2,   /* the task itself */
    FL_WORK_LOGISTIC_784X1, /* half of it */
    FL_WORK_SOFTMAX_2,      /* the activation alone */
} fl_work;

typedef struct fl_shape {
    const char *name;                      /* "linear-784x2", "logistic-784x1", "softmax-2" */
    size_t weights, bias, inputs, outputs; /* array lengths in floats */
    size_t multiply_adds;                  /* of one call */
} fl_shape;

fl_shape fl_work_shape(fl_work work);

typedef enum fl_origin {
    FL_PLAIN_LOOP,   /* plain C, vectorisation off */
    FL_COMPILER,     /* plain C, vectorised by the compiler */
    FL_HAND_WRITTEN, /* intrinsics */
    FL_LIBRARY,      /* a library */
} fl_origin;

/* "plain loop", "compiler", "hand-written", "library" */
const char *fl_origin_name(fl_origin origin);

/* A variant describes itself; the facts stand in the file that makes them true. */
typedef struct fl_kernel {
    const char *name; /* as in the table, e.g. "scalar-two-pass" */
    fl_work work;
    fl_isa isa;
    int lanes; /* floats worked on by one instruction; 0: not fixed (SVE, libraries) */
    bool fma;  /* multiply and add are one instruction; false for libraries, which decide at run time */
    /* Products in vectors, sums one lane after the other in source order, as compilers
     * make of the plain loop when they may not reorder additions: isa and lanes speak
     * of the products alone, in time it is code of one lane, and it gives the bits of
     * `scalar`. There to be compared with; never the dispatcher's choice. */
    bool ordered_sums;
    int passes; /* over the input: 2 where one output is computed after the other; 0 or 1: both together */
    /* Independent chains per output, in units of one register; 0: not known (libraries, a compiler's choice)
     * or none (softmax) */
    int accumulators;
    unsigned needs; /* set of fl_needs; nothing for libraries, which look at the CPU themselves */
    fl_origin origin;
    fl_kernel_function *run;
    const char *(*detail)(void); /* library, version and core type, static storage; NULL without a library */
    /* Longest chain of dependent floating-point operations of one call, for the
     * latency floor. Accumulators begin at zero, so that the first addition counts;
     * folding the accumulators, the lanes and the bias are additions too. Both 0: not
     * known (libraries, a compiler's choice, a vector length known at run time). */
    int chain_adds; /* plain additions */
    int chain_fmas; /* fused multiply-adds */
    /* NULL: may be called from any number of threads at once, as the contract has it. Else the reason why
     * not, in static storage: its library shares what one call writes. Such a kernel is measured and compared
     * by one thread; the dispatcher refuses it even when it is forced, since fl_linear_784x2() may be called
     * from any thread. Whoever calls run() of it, must see to it that no other thread is in that library. */
    const char *one_thread;
    /* Makes what has to be made once (loads a shared library, generates code; never from weights or input)
     * and returns NULL, or one line that says what is missing on this machine, static storage. May be called
     * again and from any thread. NULL without such needs. */
    const char *(*prepare)(void);
} fl_kernel;

/* One line of the table in kernels/CMakeLists.txt, whether it could be compiled here or not. */
typedef struct fl_variant {
    const char *name;
    const fl_kernel *kernel; /* NULL when not compiled into this library */
    const char *absent;      /* why not, e.g. "for AArch64 only", "BLIS was not found"; NULL when compiled */
    const char *source;      /* file, relative to the project */
    const char *compiler;    /* e.g. "GNU 12.2.0" */
    const char *flags;       /* of this file alone */
} fl_variant;

/* Generated from the table, in the order of the table. */
extern const fl_variant fl_variants[];
extern const size_t fl_variant_count;

#ifdef __cplusplus
}
#endif
#endif
