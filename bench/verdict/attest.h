/* What one contestant executed, as far as a trace proves it for the very latency that is judged. */
#ifndef FAIRLANE_BENCH_VERDICT_ATTEST_H
#define FAIRLANE_BENCH_VERDICT_ATTEST_H

#include <stdbool.h>
#include <stdint.h>

#include "bench/evidence/trace.h"
#include "bench/verdict/comparison.h"

/* What a trace that was taken on another CPU than the result tells of the latter. */
typedef enum fl_trace_reach {
    FL_REACHES_ITS_CPU, /* nothing */
    FL_REACHES_ANY_CPU, /* all that it tells: the machine code cannot depend on the CPU */
    FL_REACHES_BOUND, /* that libraries without scalar code use SIMD there as well, and that no SIMD is used where none
                           can be reached */
    FL_REACHES_LIBRARIES, /* the former alone: the program itself may be other machine code */
} fl_trace_reach;

/* One contestant; borrowed. A published figure without a file has a document and a result as well, in which
 * the mean of its calls is all that is known. */
typedef struct fl_contestant {
    fl_side side;
    bool is_claim;          /* a published figure: neither machine nor spread nor work is told */
    const fl_trace *trace;  /* NULL: there is none */
    const char *trace_path; /* the file that it was read from; NULL: traced just now */
    fl_trace_reach reach;
    const char *no_trace; /* why there is none, one line; NULL: none was given */
    /* Of a kernel traced just now, to be held against its result: the hash of its machine code, and what its
     * library says of itself. NULL: not known. */
    const char *traced_sha256, *traced_detail;
    /* The same contestant made to use another class, each with its own measurement and trace. One that could
     * not be made has no result, and no_trace says why. */
    const struct fl_contestant *forced;
    size_t forced_count;
    const char *forced_by; /* of such a one: what made it, "OPENBLAS_CORETYPE=Prescott"; else NULL */
} fl_contestant;

/* How wide the multiply-adds are, and whether they are fused. */
typedef struct fl_simd_class {
    fl_trace_class
        width; /* of the products: FL_CLASS_SCALAR … FL_CLASS_SIMD_TILE; anything else: not known */
    bool fused;
    fl_trace_class sums; /* FL_CLASS_NONE: as wide as the products; else another of these widths */
} fl_simd_class;

bool fl_simd_class_is_known(fl_simd_class simd_class);

/* "scalar", "SIMD-256+FMA", "products SIMD-256, sums scalar" … "not known" */
const char *fl_simd_class_name(fl_simd_class simd_class);

/* Of a result of a kernel of the lab, by its descriptor; not known for libraries and results of other tools. */
fl_simd_class fl_simd_class_of_result(const fl_result *result);

/* Products in SIMD that are added one after the other, as compilers make of a plain loop. */
bool fl_simd_class_is_ordered(fl_simd_class simd_class);

/* Of a trace; not known unless products and sums have one
 * width each and nearly all or hardly any are fused. */
fl_simd_class fl_simd_class_of_trace(const fl_trace *trace);

bool fl_simd_class_equals(fl_simd_class a, fl_simd_class b);

/* Of a kernel's descriptor; not known for libraries. */
fl_simd_class fl_simd_class_of_kernel(const fl_kernel *kernel);

/* Of an instruction set whose sums are as wide as its products; not known for libraries. */
fl_simd_class fl_simd_class_of_isa(fl_isa isa, bool fused);

typedef enum fl_attested {
    FL_NOT_ATTESTED,    /* no trace, an inconclusive one, or one of something else */
    FL_MACHINE_UNKNOWN, /* conclusive, but the result does not tell on which CPU it was taken */
    FL_ATTESTED,
} fl_attested;

/* Parts of the names of objects whose multiply-adds are in SIMD on every CPU of x86-64 or AArch64: their least code is
 * written for SSE or NEON, which the architecture has. Ends with NULL. */
extern const char *const fl_always_in_simd[];

typedef struct fl_attestation {
    fl_attested attested;
    fl_simd_class simd_class; /* not known unless one width holds nearly all multiply-adds */
    bool mixed;
    /* The share of the work's products that was made in SIMD, 0 to 1. More multiply-adds than the work
     * has may be other work, and missing ones may have been done anywhere: the share then is an interval. */
    double simd_low, simd_high;
    double sums_low, sums_high;  /* likewise, of the work's additions */
    uint64_t executed, expected; /* float32 multiply-adds; 0 without a trace */
    char evidence[1024];         /* one line */
} fl_attestation;

/* Multiply-adds of the work that a result says it does: of a kernel by name, else inputs times classes of its
 * file. 0: not told. */
uint64_t fl_declared_work(const fl_side *side);

/* Pure. Attested only when the trace is conclusive, shows the work's
 * multiply-adds, and belongs to the result: the same CPU and architecture (another CPU as far as the trace reaches: a
 * bound leaves simd_high and all of its sums open, so that it can only make a FAIL),
 * and for a kernel of the lab the same name, machine code and library. */
void fl_attest(const fl_contestant *contestant, fl_attestation *attestation);

/* Both of a comparison. Neither is attested by traces that are sound by themselves but cannot both be true:
 * of two architectures for one CPU, or one trace given for two contestants. */
void fl_attest_both(const fl_contestant contestants[2], fl_attestation attested[2]);

#endif
