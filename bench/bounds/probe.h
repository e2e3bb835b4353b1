/* Floor probes: functions with the signature of a kernel that do only one part of its work, as fast as the
 * machine can. A kernel cannot be faster than the part it contains. They enter the same rounds as the
 * kernels. */
#ifndef FAIRLANE_BENCH_BOUNDS_PROBE_H
#define FAIRLANE_BENCH_BOUNDS_PROBE_H

#include <stddef.h>

#include "kernels/kernel.h"

typedef enum fl_probe_kind {
    FL_PROBE_LOADS, /* loads the 9,408 bytes of weights and input once, with the widest load of its class */
    FL_PROBE_ARITHMETIC, /* 1,568 multiply-adds on registers, with enough accumulators to hide their latency
                          */
} fl_probe_kind;

typedef struct fl_probe {
    const char *name; /* "loads-avx2", "arithmetic-avx2", "arithmetic-scalar-fma" … */
    fl_probe_kind kind;
    fl_isa isa;
    int lanes;
    bool fma; /* arithmetic: fused */
    unsigned needs;
    fl_kernel_function *run; /* output receives something that depends on all of the work */
} fl_probe;

/* Those compiled here; ends with NULL. */
extern const fl_probe *const fl_probes[];

/* The probe of that kind for a kernel of that class, or NULL: loads by lanes; arithmetic by lanes and fma. */
const fl_probe *fl_probe_for(fl_probe_kind kind, const fl_kernel *kernel);

#endif
