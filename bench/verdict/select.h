/* Which kernel of the lab a contestant may fairly be set against: the same class of SIMD, the same use of
 * fused multiply-adds, the same work, and the nearest structure. Pure; nothing is run here. */
#ifndef FAIRLANE_BENCH_VERDICT_SELECT_H
#define FAIRLANE_BENCH_VERDICT_SELECT_H

#include "bench/verdict/attest.h"
#include "dispatch/dispatch.h"

enum { FL_SELECT_LINES = 8 };

/* What is to be matched. */
typedef struct fl_select_request {
    char name[160];   /* "trace t.json", "kernel blas-sdot", "class avx2" */
    char unfair[400]; /* why no kernel at all can be fair; "" when one may be */
    fl_simd_class simd_class;
    fl_work work;
    int passes; /* over the input: 1 for both outputs together, 2 one after the other; 0: not known */
    bool structure_known; /* the two below */
    int accumulators;     /* per output; 0: not known */
    fl_origin origin;
    bool sums_apart;  /* of one lane each, but not one after the other */
    char exclude[64]; /* this kernel is not its own counterpart; "" for none */
    char variant[24]; /* of the table, whose absence is worth a word: "neon" of class neon; "" for none */
    char differs[FL_SELECT_LINES][224]; /* what no kernel of the lab shares with it */
    size_t differ_count;
} fl_select_request;

/* Of a trace; name says what it is of. */
void fl_request_trace(const fl_trace *trace, const char *name, fl_select_request *request);

/* Of a kernel's descriptor. What a library executes stands in no descriptor: trace is looked at instead, NULL
 * when it could not be traced, which makes every choice unfair. */
void fl_request_kernel(const fl_kernel *kernel, const fl_trace *trace, fl_select_request *request);

/* Of a class: the name of an instruction set ("scalar", "sse" … "sve", "strict-scalar"), or a class as traces
 * name it ("SIMD-256+FMA"). FL_USAGE for any other word. */
fl_status fl_request_class(const char *simd_class, fl_select_request *request, fl_error *error);

typedef struct fl_selection {
    const fl_kernel *kernel; /* NULL: none is fair */
    char none[512];          /* then why */
    char reasons[FL_SELECT_LINES][224];
    size_t reason_count;
    char differs[FL_SELECT_LINES][224];
    size_t differ_count;
    char others[256]; /* further fair kernels, "a, b"; "" for none */
} fl_selection;

/* Chooses among these, which are judged for one machine. */
void fl_select(const fl_select_request *request, const fl_availability *candidates, size_t count,
               fl_selection *selection);

/* A kernel of that name, which is traced where it is a library's, else a trace file. FL_USAGE where it is neither,
 * FL_UNABLE for a kernel that this build lacks or that cannot be traced. */
fl_status fl_request_match(const char *what, fl_select_request *target, fl_error *error);

/* Among the kernels of this program, on this CPU. FL_UNABLE without memory. */
fl_status fl_select_here(const fl_select_request *target, fl_selection *selection, fl_error *error);

#endif
