/* What one execution of an instruction of SME2 does: DDI 0487, "SME2 multi-vector" encodings. Two or four vectors are
 * multiplied by as many others, by one, or by one number of it, and added to as many vectors of ZA; no predicate
 * governs that. What stands here is of one lane of all these vectors together. Arithmetic in float8, sums of 64 bits
 * of products of bytes (SMLALL and its kin), and what computes from vectors to vectors (FMAX, SEL, ZIP …) are not
 * understood. By hand, as Capstone 4 decodes no SME. */
#include "bench/evidence/disassembly_aarch64.h"

#include <stdio.h>

typedef enum shape {
    ONE,     /* a vector by another */
    SINGLE,  /* several by one; bit 20: four */
    SEVERAL, /* several by as many; bit 16: four */
    TO_ZA,   /* several, added as they are; bit 16: four */
    INDEXED, /* several by one number; bit 15: four */
    INDEXED_ONE,
} shape;

typedef struct multiple {
    shape form;
    uint32_t mask, value;
    const char *name;
    int sum_bits, source_bits; /* several narrow products go into one sum, or into sums side by side */
    fl_number_type factors;
} multiple;

#define BY_VECTOR 0xffe09c18u
#define BY_VECTOR_LONG 0xffe09c1cu /* two sums side by side: bit 2 is not of their place */
#define OF_ONE 0xfff09c18u
#define ADDED 0xfffe9c18u
#define BY_NUMBER 0xfff01038u
#define BY_NUMBER_OF_TWO 0xfff09038u
#define BY_NUMBER_OF_FOUR 0xfff09038u
#define BY_NUMBER_64 0xfff01838u
#define BY_NUMBER_16 0xfff01030u
#define BY_NUMBER_ONE 0xfff01018u

/* The three ways to multiply by, whose places differ in a few bits: single, several, number. */
#define THREE(single, several, number, mask, name, sum, source, type)                                        \
    {SINGLE, BY_VECTOR, single, name, sum, source, type},                                                    \
        {SEVERAL, BY_VECTOR, several, name, sum, source, type},                                              \
    {                                                                                                        \
        INDEXED, mask, number, name, sum, source, type                                                       \
    }
/* Longer sums: those of one vector too. */
#define LONG(offset, name, type)                                                                             \
    {ONE, OF_ONE, 0xc1200c00 | (offset), name, 32, 16, type},                                                \
        {SINGLE, BY_VECTOR_LONG, 0xc1200800 | (offset), name, 32, 16, type},                                 \
        {SEVERAL, BY_VECTOR_LONG, 0xc1a00800 | (offset), name, 32, 16, type},                                \
        {INDEXED_ONE, BY_NUMBER_ONE, 0xc1801000 | (offset), name, 32, 16, type},                             \
    {                                                                                                        \
        INDEXED, BY_NUMBER, 0xc1901000 | (offset), name, 32, 16, type                                        \
    }
#define LONG_INTEGER(offset, name)                                                                           \
    {ONE, OF_ONE, 0xc1600c00 | (offset), name, 32, 16, FL_NUMBER_INTEGER},                                   \
        {SINGLE, BY_VECTOR_LONG, 0xc1600800 | (offset), name, 32, 16, FL_NUMBER_INTEGER},                    \
        {SEVERAL, BY_VECTOR_LONG, 0xc1e00800 | (offset), name, 32, 16, FL_NUMBER_INTEGER},                   \
        {INDEXED_ONE, BY_NUMBER_ONE, 0xc1c01000 | (offset), name, 32, 16, FL_NUMBER_INTEGER},                \
    {                                                                                                        \
        INDEXED, BY_NUMBER, 0xc1d01000 | (offset), name, 32, 16, FL_NUMBER_INTEGER                           \
    }

/* clang-format off */
static const multiple table[] = {
    THREE(0xc1201800, 0xc1a01800, 0xc1500000, BY_NUMBER, "fmla", 32, 32, FL_NUMBER_FLOAT32),
    THREE(0xc1201808, 0xc1a01808, 0xc1500010, BY_NUMBER, "fmls", 32, 32, FL_NUMBER_FLOAT32),
    THREE(0xc1601800, 0xc1e01800, 0xc1d00000, BY_NUMBER_64, "fmla", 64, 64, FL_NUMBER_FLOAT64),
    THREE(0xc1601808, 0xc1e01808, 0xc1d00010, BY_NUMBER_64, "fmls", 64, 64, FL_NUMBER_FLOAT64),
    THREE(0xc1201c00, 0xc1a01008, 0xc1101000, BY_NUMBER_16, "fmla", 16, 16, FL_NUMBER_FLOAT16),
    THREE(0xc1201c08, 0xc1a01018, 0xc1101010, BY_NUMBER_16, "fmls", 16, 16, FL_NUMBER_FLOAT16),
    THREE(0xc1601c00, 0xc1e01008, 0xc1101020, BY_NUMBER_16, "bfmla", 16, 16, FL_NUMBER_BFLOAT16),
    THREE(0xc1601c08, 0xc1e01018, 0xc1101030, BY_NUMBER_16, "bfmls", 16, 16, FL_NUMBER_BFLOAT16),
    THREE(0xc1201000, 0xc1a01000, 0xc1501008, BY_NUMBER, "fdot", 32, 16, FL_NUMBER_FLOAT16),
    THREE(0xc1201010, 0xc1a01010, 0xc1501018, BY_NUMBER, "bfdot", 32, 16, FL_NUMBER_BFLOAT16),
    THREE(0xc1201400, 0xc1a01400, 0xc1501020, BY_NUMBER, "sdot", 32, 8, FL_NUMBER_INTEGER),
    THREE(0xc1201410, 0xc1a01410, 0xc1501030, BY_NUMBER, "udot", 32, 8, FL_NUMBER_INTEGER),
    THREE(0xc1201408, 0xc1a01408, 0xc1501028, BY_NUMBER, "usdot", 32, 8, FL_NUMBER_INTEGER),
    THREE(0xc1601408, 0xc1e01408, 0xc1501000, BY_NUMBER, "sdot", 32, 16, FL_NUMBER_INTEGER),
    THREE(0xc1601418, 0xc1e01418, 0xc1501010, BY_NUMBER, "udot", 32, 16, FL_NUMBER_INTEGER),
    THREE(0xc1601400, 0xc1e01400, 0xc1d00008, BY_NUMBER_64, "sdot", 64, 16, FL_NUMBER_INTEGER),
    THREE(0xc1601410, 0xc1e01410, 0xc1d00018, BY_NUMBER_64, "udot", 64, 16, FL_NUMBER_INTEGER),
    {SINGLE, BY_VECTOR, 0xc1201418, "sudot", 32, 8, FL_NUMBER_INTEGER},
    {INDEXED, BY_NUMBER, 0xc1501038, "sudot", 32, 8, FL_NUMBER_INTEGER},
    {INDEXED, BY_NUMBER_OF_TWO, 0xc1500008, "fvdot", 32, 16, FL_NUMBER_FLOAT16},
    {INDEXED, BY_NUMBER_OF_TWO, 0xc1500018, "bfvdot", 32, 16, FL_NUMBER_BFLOAT16},
    {INDEXED, BY_NUMBER_OF_TWO, 0xc1500020, "svdot", 32, 16, FL_NUMBER_INTEGER},
    {INDEXED, BY_NUMBER_OF_TWO, 0xc1500030, "uvdot", 32, 16, FL_NUMBER_INTEGER},
    {INDEXED, BY_NUMBER_OF_FOUR, 0xc1508020, "svdot", 32, 8, FL_NUMBER_INTEGER},
    {INDEXED, BY_NUMBER_OF_FOUR, 0xc1508028, "usvdot", 32, 8, FL_NUMBER_INTEGER},
    {INDEXED, BY_NUMBER_OF_FOUR, 0xc1508030, "uvdot", 32, 8, FL_NUMBER_INTEGER},
    {INDEXED, BY_NUMBER_OF_FOUR, 0xc1508038, "suvdot", 32, 8, FL_NUMBER_INTEGER},
    LONG(0x00, "fmlal", FL_NUMBER_FLOAT16),
    LONG(0x08, "fmlsl", FL_NUMBER_FLOAT16),
    LONG(0x10, "bfmlal", FL_NUMBER_BFLOAT16),
    LONG(0x18, "bfmlsl", FL_NUMBER_BFLOAT16),
    LONG_INTEGER(0x00, "smlal"),
    LONG_INTEGER(0x08, "smlsl"),
    LONG_INTEGER(0x10, "umlal"),
    LONG_INTEGER(0x18, "umlsl"),
    {TO_ZA, ADDED, 0xc1a01c00, "fadd", 32, 0, FL_NUMBER_FLOAT32},
    {TO_ZA, ADDED, 0xc1a01c08, "fsub", 32, 0, FL_NUMBER_FLOAT32},
    {TO_ZA, ADDED, 0xc1e01c00, "fadd", 64, 0, FL_NUMBER_FLOAT64},
    {TO_ZA, ADDED, 0xc1e01c08, "fsub", 64, 0, FL_NUMBER_FLOAT64},
    {TO_ZA, ADDED, 0xc1a41c00, "fadd", 16, 0, FL_NUMBER_FLOAT16},
    {TO_ZA, ADDED, 0xc1a41c08, "fsub", 16, 0, FL_NUMBER_FLOAT16},
    {TO_ZA, ADDED, 0xc1e41c00, "bfadd", 16, 0, FL_NUMBER_BFLOAT16},
    {TO_ZA, ADDED, 0xc1e41c08, "bfsub", 16, 0, FL_NUMBER_BFLOAT16},
    /* sums of whole numbers, which nothing counts */
    {TO_ZA, ADDED, 0xc1a01c10, "add", 0, 0, FL_NUMBER_INTEGER},
    {TO_ZA, ADDED, 0xc1a01c18, "sub", 0, 0, FL_NUMBER_INTEGER},
    {TO_ZA, ADDED, 0xc1e01c10, "add", 0, 0, FL_NUMBER_INTEGER},
    {TO_ZA, ADDED, 0xc1e01c18, "sub", 0, 0, FL_NUMBER_INTEGER},
    {SINGLE, BY_VECTOR, 0xc1201810, "add", 0, 0, FL_NUMBER_INTEGER},
    {SINGLE, BY_VECTOR, 0xc1201818, "sub", 0, 0, FL_NUMBER_INTEGER},
    {SINGLE, BY_VECTOR, 0xc1601810, "add", 0, 0, FL_NUMBER_INTEGER},
    {SINGLE, BY_VECTOR, 0xc1601818, "sub", 0, 0, FL_NUMBER_INTEGER},
    {SEVERAL, BY_VECTOR, 0xc1a01810, "add", 0, 0, FL_NUMBER_INTEGER},
    {SEVERAL, BY_VECTOR, 0xc1a01818, "sub", 0, 0, FL_NUMBER_INTEGER},
    {SEVERAL, BY_VECTOR, 0xc1e01810, "add", 0, 0, FL_NUMBER_INTEGER},
    {SEVERAL, BY_VECTOR, 0xc1e01818, "sub", 0, 0, FL_NUMBER_INTEGER},
};
/* clang-format on */

/* How many vectors; 0: a multiple of that many begins at another register, so it is another instruction. */
static int vectors_of(shape form, uint32_t word)
{
    enum { TWO = 2, FOUR = 4 };
    bool four = false, aligned = true;
    switch (form) {
    case ONE:
    case INDEXED_ONE:
        return 1;
    case SINGLE:
        return fl_bits(word, 20, 20) ? FOUR : TWO;
    case SEVERAL:
        four = fl_bits(word, 16, 16);
        aligned = four ? !fl_bits(word, 17, 17) && !fl_bits(word, 6, 5) : !fl_bits(word, 5, 5);
        break;
    case TO_ZA:
        four = fl_bits(word, 16, 16);
        aligned = four ? !fl_bits(word, 6, 5) : !fl_bits(word, 5, 5);
        break;
    case INDEXED:
        four = fl_bits(word, 15, 15);
        aligned = !four || !fl_bits(word, 6, 6);
        break;
    }
    return !aligned ? 0 : four ? FOUR : TWO;
}

static bool arithmetic(uint32_t word, fl_instruction *instruction)
{
    const multiple *m = NULL;
    for (size_t i = 0; i < sizeof table / sizeof table[0] && !m; i++)
        m = (word & table[i].mask) == table[i].value ? &table[i] : NULL;
    int vectors = m ? vectors_of(m->form, word) : 0;
    if (vectors == 0)
        return false;
    snprintf(instruction->mnemonic, sizeof instruction->mnemonic, "%s", m->name);
    if (m->sum_bits == 0)
        return true;
    int products = m->source_bits > 0 ? vectors * (m->sum_bits / m->source_bits) : 0;
    instruction->mask_lanes = 1;
    instruction->lane_bits = m->sum_bits;
    if (m->factors == FL_NUMBER_INTEGER) {
        instruction->integer_products = products;
        return true;
    }
    instruction->operation = products > 0 ? FL_OPERATION_FUSED : FL_OPERATION_OTHER;
    instruction->width = FL_WIDTH_SVE;
    instruction->element_bits = m->sum_bits;
    instruction->factors = m->factors;
    instruction->products = products;
    instruction->sums = products > 0 ? 0 : vectors;
    return true;
}

/* "SVE2 multiple vectors": two or four vectors, side by side or a stride apart, by a predicate that counts lanes. */
static bool memory(uint32_t word, fl_instruction *instruction)
{
    enum { BYTE = 8, COUNTERS = 8, TWO = 2, FOUR = 4 };
    bool by_number = fl_bits(word, 22, 22);
    if ((word & 0xfe800000) != 0xa0000000 || (by_number && fl_bits(word, 20, 20)))
        return false;
    bool stores = fl_bits(word, 21, 21), strided = fl_bits(word, 24, 24);
    bool passing = strided ? fl_bits(word, 3, 3) : fl_bits(word, 0, 0);
    snprintf(instruction->mnemonic, sizeof instruction->mnemonic, "%s%s%c", stores ? "st" : "ld",
             passing ? "nt1" : "1", "bhwd"[fl_bits(word, 14, 13)]);
    instruction->loads = !stores;
    instruction->mask_register = COUNTERS + (int)fl_bits(word, 12, 10);
    instruction->counted_vectors = fl_bits(word, 15, 15) ? FOUR : TWO;
    instruction->mask_lanes = 1;
    instruction->lane_bits = BYTE << fl_bits(word, 14, 13);
    instruction->masks_memory = true;
    *(stores ? &instruction->bytes_stored : &instruction->bytes_loaded) =
        (unsigned)instruction->lane_bits / BYTE;
    return true;
}

/* The table of LUTI, a register of 512 bits: LDR, STR, ZERO, and the look-ups, which move numbers. */
static bool look_up(uint32_t word, fl_instruction *instruction)
{
    enum { BYTES = 64 };
    static const struct {
        uint32_t mask, value;
        const char *name;
    } names[] = {{0xfffffc1f, 0xe11f8000, "ldr"},   {0xfffffc1f, 0xe13f8000, "str"},
                 {0xffffffff, 0xc0480001, "zero"},  {0xfffc0c00, 0xc0cc0000, "luti2"},
                 {0xfffe0c00, 0xc0ca0000, "luti4"}, {0xfffc0c00, 0xc08c0000, "luti2"},
                 {0xfffe0c00, 0xc08a0000, "luti4"}};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if ((word & names[i].mask) != names[i].value)
            continue;
        snprintf(instruction->mnemonic, sizeof instruction->mnemonic, "%s", names[i].name);
        instruction->loads = i == 0;
        instruction->bytes_loaded = i == 0 ? BYTES : 0;
        instruction->bytes_stored = i == 1 ? BYTES : 0;
        return true;
    }
    return false;
}

bool fl_sme2_classify(uint32_t word, fl_instruction *instruction)
{
    return arithmetic(word, instruction) || memory(word, instruction) || look_up(word, instruction);
}
