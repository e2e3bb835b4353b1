/* Floor probes: functions with the signature of a kernel that do only one part of its work, as fast as the
 * machine can. A kernel cannot be faster than the part that it contains; floor.h says what follows. There are
 * several of each kind and width, since none is the quickest everywhere. They enter the same rounds as the
 * kernels, with aligned data whatever the kernels get.
 *
 * Like the kernels each is one file, with a descriptor beside the code and one line in the table in
 * bench/bounds/CMakeLists.txt. They need kernels/ and nothing else. */
#ifndef FAIRLANE_BENCH_BOUNDS_PROBE_H
#define FAIRLANE_BENCH_BOUNDS_PROBE_H

#include <stddef.h>

#include "kernels/kernel.h"

typedef enum fl_probe_kind {
    FL_PROBE_LOADS,      /* loads each of the 9,408 bytes of weights and input once, into registers */
    FL_PROBE_ARITHMETIC, /* 1,568 multiply-adds on registers, accumulators enough to hide their latency */
} fl_probe_kind;

typedef struct fl_probe {
    const char *name; /* "loads-avx", "arithmetic-avx2", "arithmetic-scalar-fma" … */
    fl_probe_kind kind;
    fl_isa isa;
    int lanes;  /* floats worked on by one instruction; 0: not fixed (SVE) */
    bool fma;   /* arithmetic: fused */
    bool grows; /* arithmetic, apart: terms are multiplied over and over and added to 7 sums; else every sum
                   grows by the same product */
    int sums;   /* arithmetic: accumulators; 0: the usual number */
    unsigned needs;
    const char
        *code; /* what its machine code holds, for tests: "vfmadd231ps:14" is 14 of that instruction and
                  nothing else that calculates; "load" is any load into a vector register on AArch64 */
    fl_kernel_function *run; /* reads bias never, weights and input in full (loads) or never (arithmetic);
                              * writes output[0..1], with what fl_probe_value() says for arithmetic */
} fl_probe;

/* Those compiled here, in the order of the table; ends with NULL. */
extern const fl_probe *const fl_probes[];

/* Bytes that a call loads (9,408, or 0) and multiply-adds that it performs (0, or 1,568). */
size_t fl_probe_bytes(const fl_probe *probe);
size_t fl_probe_multiply_adds(const fl_probe *probe);

/* What an arithmetic probe leaves in output[0], worked out step by step in plain C: it is right only when the
 * probe took every turn of its loop. lanes: of this machine, where the descriptor has 0. */
float fl_probe_value(const fl_probe *probe, int lanes);

#endif
