/* A64 outside of SVE and SME that Capstone 4 does not know, by encoding: DDI 0487, "Advanced SIMD
 * three-register extension", "vector x indexed element", "Floating-point data-processing (1 source)".
 *
 * Arithmetic on float16 numbers is not listed: its encodings are those of float32 with a few bits changed,
 * and so it is decoded as float32 (fl_aarch64_as_single). */
#include "bench/evidence/disassembly_aarch64.h"

#include <stdio.h>
#include <string.h>

typedef enum kind {
    DOT,      /* each 32 bits of the result take several products of narrower numbers */
    LONG,     /* each 32 bits take one product of numbers half as wide */
    CONVERTS, /* float32 becomes bfloat16 */
    NO_ARITHMETIC,
} kind;

typedef struct newer {
    uint32_t mask, value;
    const char *name;
    kind kind;
    int products; /* for each 32 bits of the result */
    fl_number_type factors;
    int bits; /* of the result; 0: by bit 30 */
} newer;

#define THREE 0xbfe0fc00u
#define ELEMENT 0xbfc0f400u
#define TWO 0xfffffc00u

static const newer table[] = {
    {THREE, 0x0e809400, "sdot", DOT, 4, FL_NUMBER_INTEGER, 0},
    {THREE, 0x2e809400, "udot", DOT, 4, FL_NUMBER_INTEGER, 0},
    {THREE, 0x0e809c00, "usdot", DOT, 4, FL_NUMBER_INTEGER, 0},
    {ELEMENT, 0x0f80e000, "sdot", DOT, 4, FL_NUMBER_INTEGER, 0},
    {ELEMENT, 0x2f80e000, "udot", DOT, 4, FL_NUMBER_INTEGER, 0},
    {ELEMENT, 0x0f80f000, "usdot", DOT, 4, FL_NUMBER_INTEGER, 0},
    {ELEMENT, 0x0f00f000, "sudot", DOT, 4, FL_NUMBER_INTEGER, 0},
    /* two by two sums, each of eight products, or of four */
    {0xffe0fc00, 0x4e80a400, "smmla", DOT, 8, FL_NUMBER_INTEGER, 128},
    {0xffe0fc00, 0x6e80a400, "ummla", DOT, 8, FL_NUMBER_INTEGER, 128},
    {0xffe0fc00, 0x4e80ac00, "usmmla", DOT, 8, FL_NUMBER_INTEGER, 128},
    {0xffe0fc00, 0x6e40ec00, "bfmmla", DOT, 4, FL_NUMBER_BFLOAT16, 128},
    {THREE, 0x2e40fc00, "bfdot", DOT, 2, FL_NUMBER_BFLOAT16, 0},
    {ELEMENT, 0x0f40f000, "bfdot", DOT, 2, FL_NUMBER_BFLOAT16, 0},
    {0xffe0fc00, 0x2ec0fc00, "bfmlalb", LONG, 1, FL_NUMBER_BFLOAT16, 128},
    {0xffe0fc00, 0x6ec0fc00, "bfmlalt", LONG, 1, FL_NUMBER_BFLOAT16, 128},
    {0xffc0f400, 0x0fc0f000, "bfmlalb", LONG, 1, FL_NUMBER_BFLOAT16, 128},
    {0xffc0f400, 0x4fc0f000, "bfmlalt", LONG, 1, FL_NUMBER_BFLOAT16, 128},
    {THREE, 0x0e20ec00, "fmlal", LONG, 1, FL_NUMBER_FLOAT16, 0},
    {THREE, 0x2e20cc00, "fmlal2", LONG, 1, FL_NUMBER_FLOAT16, 0},
    {THREE, 0x0ea0ec00, "fmlsl", LONG, 1, FL_NUMBER_FLOAT16, 0},
    {THREE, 0x2ea0cc00, "fmlsl2", LONG, 1, FL_NUMBER_FLOAT16, 0},
    {ELEMENT, 0x0f800000, "fmlal", LONG, 1, FL_NUMBER_FLOAT16, 0},
    {ELEMENT, 0x2f808000, "fmlal2", LONG, 1, FL_NUMBER_FLOAT16, 0},
    {ELEMENT, 0x0f804000, "fmlsl", LONG, 1, FL_NUMBER_FLOAT16, 0},
    {ELEMENT, 0x2f80c000, "fmlsl2", LONG, 1, FL_NUMBER_FLOAT16, 0},
    {TWO, 0x0ea16800, "bfcvtn", CONVERTS, 0, FL_NUMBER_BFLOAT16, 128},
    {TWO, 0x4ea16800, "bfcvtn2", CONVERTS, 0, FL_NUMBER_BFLOAT16, 128},
    {TWO, 0x1e634000, "bfcvt", CONVERTS, 0, FL_NUMBER_BFLOAT16, 32},
    {TWO, 0x1e7e0000, "fjcvtzs", NO_ARITHMETIC, 0, FL_NUMBER_FLOAT64, 64},
    {0xfff8f01f, 0xd500401f, "msr", NO_ARITHMETIC, 0, FL_NUMBER_INTEGER, 0}, /* smstart, smstop among them */
};

bool fl_aarch64_newer(uint32_t word, fl_instruction *instruction)
{
    enum { SUM_BITS = 32, WHOLE = 128, HALF = 64 };
    size_t count = sizeof table / sizeof table[0], i = 0;
    while (i < count && (word & table[i].mask) != table[i].value)
        i++;
    if (i == count)
        return false;
    const newer *n = &table[i];
    int bits = n->bits > 0 ? n->bits : fl_bits(word, 30, 30) ? WHOLE : HALF;
    snprintf(instruction->mnemonic, sizeof instruction->mnemonic, "%s", n->name);
    instruction->register_bits = n->kind == NO_ARITHMETIC || bits < HALF ? 0 : bits;
    if (n->kind == CONVERTS) {
        instruction->from = FL_NUMBER_FLOAT32;
        instruction->to = n->factors;
        instruction->converted = bits / SUM_BITS;
    } else if (n->kind == NO_ARITHMETIC) {
        instruction->converted = n->factors == FL_NUMBER_FLOAT64;
        instruction->from = n->factors;
        instruction->to = FL_NUMBER_INTEGER;
    } else if (n->factors == FL_NUMBER_INTEGER) {
        instruction->integer_products = n->products * bits / SUM_BITS;
    } else {
        instruction->operation = FL_OPERATION_FUSED;
        instruction->width = bits == WHOLE ? FL_WIDTH_128 : FL_WIDTH_64;
        instruction->element_bits = SUM_BITS;
        instruction->lanes = bits / SUM_BITS;
        instruction->products = n->products * instruction->lanes;
        instruction->factors = n->factors;
    }
    return true;
}

/* Each group of float16 instructions, and what to change of it: "Advanced SIMD three same (FP16)",
 * "two-register miscellaneous (FP16)", "across lanes" (with "scalar pairwise"), "by element", "modified
 * immediate"; and the scalar ones, whose type stands in bits 23-22. */
uint32_t fl_aarch64_as_single(uint32_t word)
{
    static const struct {
        uint32_t mask, value, clear, set;
    } groups[] = {
        {0x9f60c400, 0x0e400400, 0x00400000, 0x0020c000}, {0x9f7e0c00, 0x0e780800, 0x007e0000, 0x00200000},
        {0xbf3e0c00, 0x0e300800, 0, 0x20000000},          {0x9fc00400, 0x0f000000, 0x00c00000, 0x00800000},
        {0x9ff80c00, 0x0f000c00, 0x00000800, 0},
    };
    enum { SCALAR_MASK = 0x5ec00000, SCALAR = 0x1ec00000, TYPE = 0x00c00000, DOUBLE = 0x00400000 };
    for (size_t i = 0; i < sizeof groups / sizeof groups[0]; i++) {
        /* bit 28 makes a scalar of a vector instruction, with bit 30 set */
        uint32_t vector = fl_bits(word, 28, 28) && fl_bits(word, 30, 30) ? word & ~(1u << 28) : word;
        if ((vector & groups[i].mask) == groups[i].value || (word & groups[i].mask) == groups[i].value)
            return (word & ~groups[i].clear) | groups[i].set;
    }
    if ((word & SCALAR_MASK) == SCALAR) /* fmov between a register of 64 bits and float16 is one of double */
        return (word & ~(uint32_t)TYPE) | (fl_bits(word, 31, 31) ? DOUBLE : 0);
    return 0;
}
