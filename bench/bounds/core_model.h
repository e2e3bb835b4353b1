/* Times on processors that are not at hand, from llvm-mca's models of their pipelines. A model, never a
 * bound: it knows neither caches nor frequency, and is often slower than reality, seldom faster. So a
 * modelled floor is the least of what the model, the core's ports and, where there is one, a measurement made
 * on such a core allow.
 *
 * The model is fed with a kernel's own machine code, unrolled to what one call executes. LLVM answers for
 * many processors with the model of another one and does not say so; here only processors that have a model
 * of their own are accepted, and the names of its resources must prove it. */
#ifndef FAIRLANE_BENCH_BOUNDS_CORE_MODEL_H
#define FAIRLANE_BENCH_BOUNDS_CORE_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bench/bounds/floor.h"
#include "bench/record/result.h"
#include "dispatch/cpu.h"
#include "kernels/error.h"
#include "kernels/kernel.h"

enum { FL_CORE_WIDTHS = 4 }; /* of 1, 4, 8 and 16 lanes */

/* What a core starts in a cycle at most, and its latencies
 * in cycles. 0: not told, or it has no such width. */
typedef struct fl_core_ports {
    double loads[FL_CORE_WIDTHS], pairs[FL_CORE_WIDTHS], fused[FL_CORE_WIDTHS];
    int add_latency, fused_latency;
} fl_core_ports;

/* A processor of which LLVM 19 has a model of its own. */
typedef struct fl_core {
    const char *name;   /* as llvm-mca takes it */
    const char *prefix; /* of its resources' names */
    fl_architecture architecture;
    unsigned features; /* set of fl_needs: llvm-mca itself accepts instructions that the CPU lacks */
    const fl_core_ports *ports;
} fl_core;

extern const fl_core fl_cores[]; /* ends with an entry whose name is NULL */

/* The processor of that name; NULL when it has no model of its own. */
const fl_core *fl_core_find(const char *name);

/* The same as a question: FL_USAGE with the reason where there is no model of that processor. */
fl_status fl_core_check(const char *name, fl_error *error);

/* The processor whose model has such resources: that with the longest prefix of resource; NULL for none. */
const fl_core *fl_core_of_resource(const char *resource);

/* ---- what one call executes ---- */

/* Instructions of a function in the order in which a call executes them, by their number in the code. */
typedef struct fl_core_path {
    size_t *instruction; /* owned */
    size_t count;
    size_t in_code; /* instructions in the code, the return included */
} fl_core_path;

/* Follows the code of a function that performs so many float32 products, from which the turns of its loops
 * follow. FL_UNABLE, with the reason alone (no name), for anything but loops one after the other with the
 * same number of turns. */
fl_status fl_core_path_make(const void *code, size_t size, uint64_t address, size_t products,
                            fl_core_path *path, fl_error *error);
void fl_core_path_free(fl_core_path *path);

/* ---- the answer of llvm-mca ---- */

/* Reads the JSON of one run: total cycles of each region, in their order. name: as asked for. FL_UNABLE when
 * the model is another processor's or of no known one; FL_USAGE when it is not such JSON or has other
 * regions. */
fl_status fl_core_parse(const char *json, size_t size, const char *name, double *cycles, size_t regions,
                        fl_error *error);

/* ---- all of it ---- */

typedef struct fl_core_floor {
    double cycles;      /* infinite: none is known */
    const char *set_by; /* "model", "ports", "measured"; "" for none */
} fl_core_floor;

typedef struct fl_core_time {
    const fl_variant *variant;
    double latency_cycles;                         /* one call, from its first instruction to its last */
    double throughput_cycles;                      /* each of many calls that do not depend on each other */
    char absent[160];                              /* why there are no cycles; "" otherwise */
    fl_core_floor latency_floor, throughput_floor; /* of the same, see fl_core_set_floors() */
} fl_core_time;

enum { FL_MOST_CORE_TIMES = 64 };

typedef struct fl_core_times {
    const fl_core *core;
    fl_core_time
        times[FL_MOST_CORE_TIMES]; /* kernels of the task's own work compiled here, libraries left out */
    size_t count;
} fl_core_times;

/* Runs the model over the kernels compiled here. FL_USAGE for a processor without a model of its own;
 * FL_UNABLE when llvm-mca-19 is not installed or fails, or the kernels are of another architecture. About a
 * second. */
fl_status fl_core_model(const char *name, fl_core_times *times, fl_error *error);

/* Both of these, with the measurement in that file; NULL: none. Watched for interrupts. */
fl_status fl_core_times_of(const char *name, const char *measured, fl_core_times *times, fl_error *error);

/* Sets the floors of all kernels. measured: a measurement made on such a core, or NULL. FL_USAGE when it
 * holds no cycles. Pure. */
fl_status fl_core_set_floors(fl_core_times *times, const fl_document *measured, fl_error *error);

#endif
