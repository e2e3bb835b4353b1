/* Instruction sets: the one table of their classes, and the words for what their code is made of.
 *
 * A class is a row of FL_ISA_CLASSES; the enum, the table, the lists of names and every decision elsewhere
 * that goes by a class follow from it. What a row says of registers and of the class of a trace stands in the
 * table of widths, since code of several classes works in registers of one width. .github/CONTRIBUTING.md
 * tells what else a new class needs. */
#ifndef FAIRLANE_KERNELS_ISA_H
#define FAIRLANE_KERNELS_ISA_H

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- registers ---- */

/* How much one arithmetic instruction works on, narrow to wide. */
typedef enum fl_width {
    FL_WIDTH_SCALAR, /* one number (lane 0 of a vector register, or the x87 stack) */
    FL_WIDTH_64,     /* AArch64: half a register */
    FL_WIDTH_128,
    FL_WIDTH_256,
    FL_WIDTH_512,
    FL_WIDTH_SVE,  /* the vector length of the machine */
    FL_WIDTH_TILE, /* x86 AMX, AArch64 SME */
    FL_WIDTHS
} fl_width;

/* What a trace says of the multiply-adds that were executed. Between FL_CLASS_NONE and FL_CLASS_MIXED stands
 * one for each kind of register, narrow to wide. */
typedef enum fl_trace_class {
    /* Under 5 % of the work multiplied in float32: a stored result, other arithmetic, no work. */
    FL_CLASS_NONE,
    FL_CLASS_SCALAR,
    FL_CLASS_SIMD_128, /* NEON included */
    FL_CLASS_SIMD_256,
    FL_CLASS_SIMD_512,
    FL_CLASS_SIMD_SVE,
    FL_CLASS_SIMD_TILE,    /* outer products of SME */
    FL_CLASS_MIXED,        /* multiply-add lanes of 5 % of the work or more stand outside any single width */
    FL_CLASS_INCONCLUSIVE, /* see the trace's reason */
} fl_trace_class;

/* "no float32 work", "scalar", "SIMD-128" … "inconclusive" */
const char *fl_trace_class_word(fl_trace_class kind);

typedef struct fl_width_row {
    const char *name; /* of arithmetic in a disassembly: "scalar", "64-bit" … "SVE", "tile" */
    fl_trace_class traced_as;
    int bytes; /* of the registers; of one number for FL_WIDTH_SCALAR; 0: not fixed */
    int lanes; /* floats in these; 0: not fixed */
} fl_width_row;

extern const fl_width_row fl_widths[FL_WIDTHS];

/* "scalar", "64-bit" … "SVE", "tile" */
const char *fl_width_name(fl_width width);

/* Of the registers of which a trace of that class tells; FL_WIDTHS where it tells of no single kind. */
fl_width fl_width_of_class(fl_trace_class kind);

/* ---- instructions ---- */

typedef enum fl_encoding {
    FL_ENCODING_GENERAL, /* x86: no vector register; AArch64: everything but SVE */
    FL_ENCODING_X87,
    FL_ENCODING_SSE, /* x86: vector registers in the legacy encoding, upper halves untouched */
    FL_ENCODING_VEX,
    FL_ENCODING_EVEX,
    FL_ENCODING_SVE,
    FL_ENCODINGS
} fl_encoding;

/* What the CPU must have and, for registers beyond the baseline, the OS must save. A set of bits. A kernel
 * names what it uses itself; what that builds on (AVX2 on AVX, AVX on SSE4.2 …) dispatch/cpu.c knows. */
typedef enum fl_needs {
    FL_NEEDS_NOTHING = 0,
    FL_NEEDS_SSE2 = 1 << 0,
    FL_NEEDS_AVX = 1 << 1,
    FL_NEEDS_FMA = 1 << 2,
    FL_NEEDS_AVX2 = 1 << 3,
    FL_NEEDS_AVX512F = 1 << 4,
    FL_NEEDS_AVX512VL = 1 << 5,
    FL_NEEDS_NEON = 1 << 6,
    FL_NEEDS_SVE = 1 << 7,
    FL_NEEDS_SSE3 = 1 << 8,
    FL_NEEDS_SSSE3 = 1 << 9,
    FL_NEEDS_SSE41 = 1 << 10,
    FL_NEEDS_SSE42 = 1 << 11,
    FL_NEEDS_POPCNT = 1 << 12,
    FL_NEEDS_F16C = 1 << 13,
    FL_NEEDS_LZCNT = 1 << 14,
    FL_NEEDS_BMI1 = 1 << 15,
    FL_NEEDS_BMI2 = 1 << 16,
    FL_NEEDS_AVX512CD = 1 << 17,
    FL_NEEDS_AVX512DQ = 1 << 18,
    FL_NEEDS_AVX512BW = 1 << 19,
} fl_needs;

/* ---- classes ---- */

/* How code of a class does its multiply-adds. A set: it tells which arithmetic probes its floor is made of. */
typedef enum fl_multiply_adds {
    FL_APART = 1, /* a multiplication, rounded, and an addition */
    FL_FUSED = 2, /* both in one instruction */
} fl_multiply_adds;

/* The table, narrow to wide within an architecture. Columns:
 *   FL_ISA_…    the constant;
 *   name        in descriptors, result files, options and reports, and of its class of bounds;
 *   width       of its registers, from which lanes, bytes and the class of a trace follow (fl_widths);
 *   probes      the multiply-adds of the arithmetic probes whose quickest is its floor: where it can fuse and
 *               not, both, unless fusing is never slower. Its load probes are those of its width;
 *   means       of these, what the bare name of the class stands for;
 *   encodings   of vector instructions that its code may hold, beside FL_ENCODING_GENERAL and _X87;
 *   needs       what every kernel of it needs at least. */
/* clang-format off */
#define FL_ISA_CLASSES(X)                                                                                      \
    /* one lane, whatever registers hold it */                                                                 \
    X(SCALAR, "scalar", SCALAR, FL_APART | FL_FUSED, FL_APART, FL_ENCODES(SSE) | FL_ENCODES(VEX), NOTHING)     \
    /* x86, legacy encoding */                                                                                 \
    X(SSE,    "sse",    128,    FL_APART,            FL_APART, FL_ENCODES(SSE),                   SSE2)        \
    /* x86, multiply and add apart */                                                                          \
    X(AVX,    "avx",    256,    FL_APART,            FL_APART, FL_ENCODES(VEX),                   AVX)         \
    /* x86, fused multiply-add (FMA is a feature of its own, which those that fuse name) */                    \
    X(AVX2,   "avx2",   256,    FL_FUSED,            FL_FUSED, FL_ENCODES(VEX),                   AVX2)        \
    X(AVX512, "avx512", 512,    FL_FUSED,            FL_FUSED, FL_ENCODES(VEX) | FL_ENCODES(EVEX), AVX512F)    \
    /* AArch64 */                                                                                              \
    X(NEON,   "neon",   128,    FL_APART | FL_FUSED, FL_FUSED, 0,                                 NEON)        \
    /* AArch64, vector length known at run time */                                                             \
    X(SVE,    "sve",    SVE,    FL_FUSED,            FL_FUSED, FL_ENCODES(SVE),                   SVE)
/* clang-format on */

#define FL_ENCODES(encoding) (1u << FL_ENCODING_##encoding)

#define FL_ISA_CONSTANT(constant, name, width, probes, means, encodings, needs) FL_ISA_##constant,
typedef enum fl_isa {
    FL_ISA_CLASSES(FL_ISA_CONSTANT) FL_ISA_LIBRARY, /* no class: whatever a library picks at run time */
    FL_ISAS
} fl_isa;
#undef FL_ISA_CONSTANT

typedef struct fl_isa_row {
    const char *name;
    fl_width width;     /* FL_WIDTHS for FL_ISA_LIBRARY */
    unsigned probes;    /* set of fl_multiply_adds */
    bool fuses;         /* what its bare name stands for */
    unsigned encodings; /* set of FL_ENCODES(…) */
    unsigned needs;     /* set of fl_needs */
} fl_isa_row;

/* In the order of the table; FL_ISA_LIBRARY comes last. */
extern const fl_isa_row fl_isas[FL_ISAS];

/* "scalar", "sse", … "library" */
const char *fl_isa_name(fl_isa isa);

/* Floats in one register; 0: not fixed, or FL_ISA_LIBRARY. */
int fl_isa_lanes(fl_isa isa);

/* What a trace of its multiply-adds says; FL_CLASS_INCONCLUSIVE for FL_ISA_LIBRARY. */
fl_trace_class fl_isa_traced_as(fl_isa isa);

/* The class of that name, or FL_ISA_LIBRARY for "library"; FL_ISAS when there is none. */
fl_isa fl_isa_called(const char *name);

/* The names of all classes, for messages and help: ", scalar, sse, avx …", each behind its comma. */
#define FL_ISA_COMMA_NAME(constant, name, width, probes, means, encodings, needs) ", " name
#define FL_ISA_NAMES FL_ISA_CLASSES(FL_ISA_COMMA_NAME)

#ifdef __cplusplus
}
#endif
#endif
