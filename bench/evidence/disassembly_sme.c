/* What one execution of an SME instruction does: DDI 0487, "SME encodings" (bits 31 set, 28-25 = 0000). Its
 * tiles are as many bytes in both directions as a vector of the streaming mode has; an outer product adds to
 * each of a tile's numbers the product of one number of each of two vectors, or of two or four narrower ones.
 * What stands here is of one lane, that is one product. SME2's instructions on several vectors
 * stand in disassembly_sme2.c. By hand, as Capstone 4 decodes no SME. */
#include "bench/evidence/disassembly_aarch64.h"

#include <stdio.h>

typedef struct outer {
    uint32_t mask, value;
    const char *name;
    int sum_bits, source_bits;
    fl_number_type factors;
} outer;

/* Bit 4 subtracts. Sums of 64 bits have eight tiles, those of 32 four: bits 2-0 or 1-0 choose one. */
#define OF_32 0xffe0000cu
#define OF_64 0xffe00008u

static const outer products[] = {
    {OF_32, 0x80800000, "fmopa", 32, 32, FL_NUMBER_FLOAT32},
    {OF_64, 0x80c00000, "fmopa", 64, 64, FL_NUMBER_FLOAT64},
    {OF_32, 0x81800000, "bfmopa", 32, 16, FL_NUMBER_BFLOAT16},
    {OF_32, 0x81a00000, "fmopa", 32, 16, FL_NUMBER_FLOAT16},
    {OF_32, 0xa0800000, "smopa", 32, 8, FL_NUMBER_INTEGER},
    {OF_32, 0xa0a00000, "sumopa", 32, 8, FL_NUMBER_INTEGER},
    {OF_32, 0xa1800000, "usmopa", 32, 8, FL_NUMBER_INTEGER},
    {OF_32, 0xa1a00000, "umopa", 32, 8, FL_NUMBER_INTEGER},
    {OF_64, 0xa0c00000, "smopa", 64, 16, FL_NUMBER_INTEGER},
    {OF_64, 0xa0e00000, "sumopa", 64, 16, FL_NUMBER_INTEGER},
    {OF_64, 0xa1c00000, "usmopa", 64, 16, FL_NUMBER_INTEGER},
    {OF_64, 0xa1e00000, "umopa", 64, 16, FL_NUMBER_INTEGER},
};

static bool outer_product(uint32_t word, fl_instruction *instruction)
{
    for (size_t i = 0; i < sizeof products / sizeof products[0]; i++) {
        const outer *o = &products[i];
        if ((word & o->mask) != o->value)
            continue;
        size_t length = (size_t)snprintf(instruction->mnemonic, sizeof instruction->mnemonic, "%s", o->name);
        if (fl_bits(word, 4, 4)) /* fmops, bfmops … */
            instruction->mnemonic[length - 1] = 's';
        instruction->mask_register = (int)fl_bits(word, 12, 10);
        instruction->column_register = (int)fl_bits(word, 15, 13);
        instruction->mask_lanes = 1;
        instruction->lane_bits = o->sum_bits;
        instruction->source_bits = o->source_bits;
        if (o->factors == FL_NUMBER_INTEGER) {
            instruction->integer_products = 1;
            return true;
        }
        instruction->operation = FL_OPERATION_FUSED;
        instruction->width = FL_WIDTH_TILE;
        instruction->element_bits = o->sum_bits;
        instruction->factors = o->factors;
        instruction->products = 1;
        return true;
    }
    return false;
}

/* One row or column of a tile: "SME memory", bits 31-29 = 111; the size stands in bits 23-22, and in bit 24
 * where it is 128 bits. LDR and STR move a whole row of ZA, whatever its type. */
static bool tile_memory(uint32_t word, fl_instruction *instruction)
{
    enum { BYTE = 8 };
    if (fl_bits(word, 31, 25) != 0x70)
        return false;
    bool whole = fl_bits(word, 24, 24) && fl_bits(word, 23, 22) == 0;
    bool stores = fl_bits(word, 21, 21);
    if (fl_bits(word, 24, 24) && !whole && fl_bits(word, 23, 22) != 3)
        return false;
    int bits = whole ? BYTE : fl_bits(word, 24, 24) ? 16 * BYTE : BYTE << fl_bits(word, 23, 22);
    snprintf(instruction->mnemonic, sizeof instruction->mnemonic, "%s", stores ? "st1" : "ld1");
    instruction->loads = !stores;
    instruction->mask_register = whole ? -1 : (int)fl_bits(word, 12, 10);
    instruction->mask_lanes = 1;
    instruction->lane_bits = bits;
    instruction->masks_memory = true;
    *(stores ? &instruction->bytes_stored : &instruction->bytes_loaded) = (unsigned)bits / BYTE;
    return true;
}

/* "SME move into/from array", "SME zero array", "SME add vector to array": bits 31-24 = 0xc0. */
static bool tile_move(uint32_t word, fl_instruction *instruction)
{
    uint32_t form = fl_bits(word, 21, 17);
    bool zeroes = (word & 0xffffff00) == 0xc0080000, moves = form <= 3; /* 2, 3: several vectors */
    bool adds = fl_bits(word, 23, 23) && fl_bits(word, 21, 17) == 8;
    if (fl_bits(word, 31, 24) != 0xc0 || !(zeroes || moves || adds))
        return false;
    snprintf(instruction->mnemonic, sizeof instruction->mnemonic, "%s",
             zeroes ? "zero"
             : adds ? (fl_bits(word, 16, 16) ? "addva" : "addha")
                    : "mova");
    return true;
}

bool fl_aarch64_is_sme(uint32_t word)
{
    return fl_bits(word, 31, 31) && fl_bits(word, 28, 25) == 0;
}

bool fl_sme_classify(uint32_t word, fl_instruction *instruction)
{
    enum { SMALLEST_VECTOR = 128 };
    instruction->encoding = FL_ENCODING_SVE;
    instruction->register_bits = SMALLEST_VECTOR;
    return fl_sme2_classify(word, instruction) || outer_product(word, instruction) ||
           tile_memory(word, instruction) || tile_move(word, instruction);
}
