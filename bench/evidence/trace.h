/* Dynamic evidence: what a program really executed between two marks, instruction by instruction.
 *
 * The counts are exact and repeatable. Two backends fill the same structure through the counter of
 * trace_count.h: single-stepping with ptrace on real hardware, and the log of QEMU's user emulation. What
 * could not be seen makes a trace inconclusive or impossible; nothing is guessed. Trace files are read and
 * written by bench/evidence/trace_file.h. */
#ifndef FAIRLANE_BENCH_EVIDENCE_TRACE_H
#define FAIRLANE_BENCH_EVIDENCE_TRACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bench/evidence/disassembly.h"
#include "kernels/error.h"

/* Element types of floating-point arithmetic. */
typedef enum fl_element {
    FL_ELEMENT_FLOAT16,
    FL_ELEMENT_BFLOAT16, /* the factors, as everywhere; sums are of float32 */
    FL_ELEMENT_FLOAT32,
    FL_ELEMENT_FLOAT64,
    FL_ELEMENT_OTHER,
    FL_ELEMENTS
} fl_element;

/* Executed arithmetic of one width and element type. Lanes are counted after masks and predicates. */
typedef struct fl_arithmetic {
    uint64_t instructions;
    uint64_t lanes;          /* lane-operations: a fused multiply-add on 8 lanes counts 8 */
    uint64_t multiply_lanes; /* of these, products rounded by themselves */
    uint64_t fused_lanes;    /* of these, fused multiply-adds */
    uint64_t sum_lanes;     /* additions and subtractions rounded by themselves, those within dpps included */
    uint64_t ordered_lanes; /* of these, of one lane although the vector has more: fadda, a pair's faddp */
    uint64_t chained_lanes; /* of sum_lanes and fused_lanes, those that more than FL_CHAIN_BEYOND additions
                             * stand before in one chain (trace_chain.h); 0 in traces of older versions */
} fl_arithmetic;

enum {
    FL_TRACE_OBJECTS = 64,
    FL_TRACE_CALLS = 64,
    FL_TRACE_FUNCTIONS = 32,
    FL_TRACE_CHOOSERS = 24,
    FL_TRACE_IMITATED = 56
};

typedef struct fl_trace_object { /* one shared object, the program itself, the vDSO, or anonymous memory */
    char name[128];              /* base name; "[vdso]", "[anonymous]" */
    uint64_t instructions;
    uint64_t multiply_add_lanes; /* float32: fused_lanes + multiply_lanes executed there */
    /* Of the instructions, those in an encoding that the architecture's baseline lacks (VEX, EVEX, SVE): code that was
     * compiled for newer CPUs. 0 in traces of older versions. */
    uint64_t newer_instructions;
} fl_trace_object;

/* An object that was mapped and can find out what the CPU offers, so that what is executed can depend on it. */
typedef struct fl_trace_chooser {
    char object[64]; /* base name; "[anonymous]" for code that was made at run time */
    char by[24];     /* a word of fl_trace_chooser_words */
} fl_trace_chooser;

/* From whom FAIRLANE_HIDE hid features. */
typedef enum fl_trace_hiding {
    FL_HIDING_NONE,     /* nothing was hidden */
    FL_HIDING_OWN,      /* the lab's own code and what listens to variables; so in traces of older versions */
    FL_HIDING_CPUID,    /* the program: its cpuid instructions were answered by the tracer */
    FL_HIDING_EMULATOR, /* the program: the emulated CPU lacks them */
    FL_HIDINGS
} fl_trace_hiding;

typedef struct fl_trace_imitated { /* an object that asks for the CPU by cpuid instructions */
    char object[64];               /* base name; "[anonymous]"; "[others]" for what is too many */
    uint64_t places;               /* instructions that the tracer answered for */
    uint64_t answers;              /* that it gave */
    uint64_t left;                 /* that it could not answer for: "" below is 0 of them */
    char why[24];                  /* a word of fl_trace_left_words */
} fl_trace_imitated;

/* "" (nothing is left), "made at run time", "code or data", "not read"; ends with NULL. */
extern const char *const fl_trace_left_words[];

/* "instruction" (cpuid; AArch64's identification registers), "import" of what tells of the CPU, "ifunc", "variant" (of
 * a folder for some CPUs), "made at run time", "not read"; ends with NULL. */
extern const char *const fl_trace_chooser_words[];

typedef struct fl_trace_call { /* a system call made inside the region */
    char name[32];             /* "futex"; "system call 451" when the name is not known */
    uint64_t count;
    uint64_t by_caller; /* of these, by the thread that called the region, outside of signal handlers */
} fl_trace_call;

typedef struct fl_trace_function { /* by the symbol table of its object */
    char name[128];                /* as its author wrote it, without parameters; "[no symbol]" */
    char object[64];
    uint64_t instructions, multiply_add_lanes;
} fl_trace_function;

/* Who executed: what else runs in a program while its call is stepped through is not what the call does. */
typedef enum fl_part_of {
    FL_PART_CALLER,   /* the thread that the region was called in */
    FL_PART_OTHERS,   /* other threads and processes */
    FL_PART_HANDLERS, /* signal handlers, in whichever thread */
    FL_PARTS
} fl_part_of;

typedef struct fl_trace_part {
    uint64_t instructions, multiply_add_lanes;
} fl_trace_part;

typedef enum fl_trace_how { FL_TRACED_BY_PTRACE, FL_TRACED_BY_QEMU } fl_trace_how;

/* Lanes of one kind of arithmetic, by class. */
typedef struct fl_lanes {
    uint64_t of_class[FL_CLASS_INCONCLUSIVE + 1], total, fused;
} fl_lanes;

/* The additions that make sums of the work's products: those of fused multiply-adds, and as many plain ones
 * as are not fused. Plain ones beyond are the folding of accumulators. */
typedef struct fl_trace_sums {
    bool known;                /* counted, or all of them fused: old traces did not count them */
    fl_trace_class simd_class; /* as of the products; FL_CLASS_NONE: fewer than 5 % of them were seen */
    bool in_double;            /* the products are of float32, these are not */
    /* The share of the work that is added in SIMD, 0 to 1: an interval, as plain additions beyond those of
     * the work may be other work, and missing ones may have been done anywhere. */
    double simd_low, simd_high;
    fl_lanes lanes;
} fl_trace_sums;

typedef struct fl_trace {
    char name[128];     /* of the contestant: a kernel's name, or the command's first word */
    char version[64];   /* of a peer, as it tells; "" for everything else */
    char command[512];  /* the command line, arguments joined; "" for kernels */
    char function[128]; /* the symbol whose call was the region; "" where marks made it */
    char cpu[128], architecture[32];
    char hidden_features[160]; /* of the CPU, that FAIRLANE_HIDE hid */
    fl_trace_hiding hiding;    /* from whom */
    fl_trace_how how;
    /* How often the region was entered and left until the program ended or the time was up; the counts are
     * of the first. */
    uint64_t regions;
    /* Exact counts of the region, the empty region subtracted: the call that ends it, and what lies between
     * fl_region_begin_empty() and fl_region_end() where the program offers that. */
    uint64_t instructions, empty_instructions;
    fl_arithmetic arithmetic[FL_WIDTHS][FL_ELEMENTS];
    /* How often the next of such additions lengthened another chain: both outputs are summed in turn. */
    uint64_t chain_switches;
    uint64_t longest_chain; /* of additions, fused ones included; 0: of an older version, or none */
    uint64_t integer_multiply_instructions,
        integer_multiply_lanes;                   /* packed and scalar, dot products included */
    uint64_t conversions[FL_NUMBERS][FL_NUMBERS]; /* numbers converted, from one type to another */
    uint64_t bytes_loaded, bytes_stored;
    uint64_t undecoded; /* executed instructions that the decoder does not know */
    uint64_t uncounted; /* executed arithmetic whose lanes could not be told (tiles, predicates not seen) */
    uint64_t uncounted_products; /* that these can have done at most; 0 in traces of older versions as well */
    uint64_t unseen;      /* what ran without being stepped through: a task that no tracer is told of, an
                           * instruction hidden in the step of another */
    uint64_t wide_moves;  /* instructions on registers of 256 bits or more without arithmetic (memcpy) */
    int sve_bytes;        /* vector length, 0 without SVE */
    uint64_t threads_run; /* threads that executed instructions inside the region, the marking one included */
    uint64_t forks;       /* processes started inside the region; what they executed there is counted */
    uint64_t signals;     /* delivered inside the region */
    bool sums_counted;    /* sum_lanes and ordered_lanes are filled; false in traces of older versions */
    bool parts_known;     /* false in traces of older versions, and in QEMU where more than the caller ran */
    bool choosers_sought; /* of a command, where steps are single; false in traces of older versions */
    /* Whether scalar code alone can be reached from what was executed, whichever way its branches go (trace_reach.h):
     * what chooses by the CPU then chooses nothing in SIMD. False where that is not known. */
    bool scalar_alone;
    fl_trace_object objects[FL_TRACE_OBJECTS]; /* most instructions first */
    size_t object_count;
    fl_trace_call calls[FL_TRACE_CALLS];
    size_t call_count;
    fl_trace_part parts[FL_PARTS]; /* whose sums are those of the whole */
    /* Signals by which the program's own scheduler would have preempted the caller, which only the stepping
     * makes run long: kept back until the end of the region. */
    uint64_t held_signals;
    fl_trace_function functions[FL_TRACE_FUNCTIONS]; /* the empty region included; most instructions first */
    size_t function_count;
    /* What of them is too many is left out. */
    fl_trace_chooser choosers[FL_TRACE_CHOOSERS];
    size_t chooser_count;
    fl_trace_imitated imitated[FL_TRACE_IMITATED]; /* of FL_HIDING_CPUID */
    size_t imitated_count;
    /* what follows from them */
    fl_trace_class simd_class; /* of the products */
    fl_trace_sums sums;        /* and of what adds them */
    /* Of which type the weights are that the work's products were computed on: as many numbers as the work
     * has products were converted to float32 from it. FL_NUMBER_FLOAT32: none was. Anything else is other
     * work. */
    fl_number_type weights;
    bool fused;                      /* multiply-add lanes of less than 5 % of the work are not fused */
    bool fused_in_part;              /* more than 5 % of the work is fused, and not nearly all of it */
    uint64_t multiply_add_lanes;     /* float32, all widths */
    uint64_t expected_multiply_adds; /* of the work that the contestant claims; 1,568 unless said otherwise */
    char class_name[64];             /* "SIMD-256+FMA"; "products SIMD-256, sums scalar" */
    char classification[192];        /* "SIMD-256+FMA, 1,568 of 1,568 multiply-adds" */
    char reason[256];                /* of an inconclusive or doubtful trace; "" otherwise */
} fl_trace;

/* Pure: fills what follows from the counts. */
void fl_trace_classify(fl_trace *trace);

/* One word for the whole where products and sums are of one class ("scalar", "SIMD-256+FMA", "SIMD-256, 50 %
 * fused"), else both ("products SIMD-256, sums scalar"); class_name of a classified trace. */
const char *fl_trace_class_name(const fl_trace *trace);

/* The words of a trace of an older version, which judged products only. */
void fl_trace_former_words(const fl_trace *trace, char simd_class[64], char classification[192]);

/* Whether FAIRLANE_HIDE hid this feature, as fl_need_name() names it. */
bool fl_trace_hides(const fl_trace *trace, const char *feature);

/* Whether the program was executed as on a CPU without the hidden features: every place where it asks was reached. Else
 * why says what was not; "" where nothing was hidden. */
bool fl_trace_imitates(const fl_trace *trace, char why[160]);

/* Objects of the C library and the compilers' run-time: they choose by the CPU how they move memory and search strings. */
bool fl_trace_is_of_system(const char *object);

/* "float16", "bfloat16", "float32", "float64", "integer" */
const char *fl_number_type_name(fl_number_type number);
extern const char *const fl_number_type_names[FL_NUMBERS + 1]; /* ends with NULL */

/* Whether it is one width, "scalar" to "SIMD-tile". */
bool fl_trace_class_is_one(fl_trace_class simd_class);

/* Traces one call of a kernel (a name of fl_variants) in a process of its own. FL_UNABLE, "unattestable",
 * where single-stepping is forbidden and no emulator's log can be had. */
fl_status fl_trace_kernel(const char *name, fl_trace *trace, fl_error *error);

/* A program in an emulator cannot trace a fork of itself: to trace a kernel there, fl_trace_kernel() starts
 * the program anew with the arguments FL_TRACE_CHILD_COMMAND and the kernel's name, and main then has to
 * return fl_trace_child(name), which calls that kernel. */
#define FL_TRACE_CHILD_COMMAND "trace-child"
int fl_trace_child(const char *name);

/* What makes the region of another program. */
typedef struct fl_trace_target {
    char *const *command; /* ends with NULL */
    const char *function; /* symbol whose first call is the region; NULL: the marks of the region library */
    const char *library;  /* base name of the object that holds it; NULL: any */
    double seconds;       /* most time to wait for the region, then to step through it */
    uint64_t most_instructions;
    /* Of a function: go on to the end of the program and count its calls (regions). Where several threads call it at
     * the same time some are missed. Of QEMU's log nothing is counted. */
    bool count_calls;
    /* Files for its standard input and output; what it writes to standard error goes nowhere then, for nobody
     * knows what that is. NULL: ours, and standard error. */
    const char *input, *output;
} fl_trace_target;

/* Starts the command and traces its region. FL_USAGE when the command does not exist, ends or dies before or
 * inside the region, or never reaches it; FL_UNABLE, "unattestable", where tracing is forbidden. No child is
 * left running. */
fl_status fl_trace_command(const fl_trace_target *target, fl_trace *trace, fl_error *error);

#endif
