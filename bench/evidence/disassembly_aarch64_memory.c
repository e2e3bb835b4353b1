/* What A64 loads and stores, by encoding: DDI 0487, "A64 base instruction encodings", "Loads and stores".
 * Both halves of a compare-and-swap count, whether or not the comparison holds. Prefetches, tags and cache
 * maintenance move nothing that counts here. */
#include "bench/evidence/disassembly_aarch64.h"

static void add(fl_instruction *instruction, bool is_load, unsigned bytes)
{
    if (is_load)
        instruction->bytes_loaded += bytes;
    else
        instruction->bytes_stored += bytes;
}

/* "Advanced SIMD load/store multiple structures": LD1 to LD4, ST1 to ST4 */
static void several_structures(uint32_t word, fl_instruction *instruction)
{
    static const unsigned char registers[16] = {
        [0] = 4, [2] = 4, [4] = 3, [6] = 3, [7] = 1, [8] = 2, [10] = 2};
    unsigned each = fl_bits(word, 30, 30) ? 16 : 8;
    add(instruction, fl_bits(word, 22, 22), each * registers[fl_bits(word, 15, 12)]);
}

/* "Advanced SIMD load/store single structure": one lane of one to four registers, or one element repeated */
static void single_structure(uint32_t word, fl_instruction *instruction)
{
    uint32_t opcode = fl_bits(word, 15, 13), size = fl_bits(word, 11, 10);
    unsigned elements = ((opcode & 1) << 1 | fl_bits(word, 21, 21)) + 1, bytes = 1u << (opcode >> 1);
    if (opcode >> 1 == 2)
        bytes = size & 1 ? 8 : 4;
    else if (opcode >> 1 == 3)
        bytes = 1u << size;
    add(instruction, fl_bits(word, 22, 22), elements * bytes);
}

/* "Load/store exclusive", "ordered", "compare and swap" and their pairs */
static void exclusive(uint32_t word, fl_instruction *instruction)
{
    bool ordered = fl_bits(word, 23, 23), pair = fl_bits(word, 21, 21), loads = fl_bits(word, 22, 22);
    unsigned bytes = 1u << fl_bits(word, 31, 30);
    bool swap_pair = !ordered && pair && !fl_bits(word, 31, 31);
    if (swap_pair)
        bytes = fl_bits(word, 30, 30) ? 16 : 8;
    else if (!ordered && pair)
        bytes *= 2;
    if (swap_pair || (ordered && pair)) {
        add(instruction, true, bytes);
        add(instruction, false, bytes);
        return;
    }
    add(instruction, loads, bytes);
    instruction->exclusive = !ordered;
}

/* "Load register (literal)", and the ordered loads and stores with an offset beside it */
static void literal(uint32_t word, fl_instruction *instruction)
{
    uint32_t kind = fl_bits(word, 31, 30);
    bool vector = fl_bits(word, 26, 26);
    if (fl_bits(word, 24, 24)) {
        bool ordered = !vector && !fl_bits(word, 21, 21) && fl_bits(word, 11, 10) == 0;
        if (ordered)
            add(instruction, fl_bits(word, 23, 22) != 0, 1u << kind);
    } else if (vector) {
        add(instruction, true, 4u << kind);
    } else if (kind != 3) { /* 3: a prefetch */
        add(instruction, true, kind == 1 ? 8 : 4);
    }
}

static void pair(uint32_t word, fl_instruction *instruction)
{
    uint32_t kind = fl_bits(word, 31, 30);
    bool vector = fl_bits(word, 26, 26), loads = fl_bits(word, 22, 22);
    unsigned each = vector ? 4u << kind : kind == 2 || (kind == 1 && !loads) ? 8 : 4;
    add(instruction, loads, 2 * each);
}

static void atomic(uint32_t word, fl_instruction *instruction)
{
    unsigned bytes = 1u << fl_bits(word, 31, 30);
    bool plain_load = fl_bits(word, 15, 12) == 0xc; /* LDAPR */
    add(instruction, true, bytes);
    if (!plain_load)
        add(instruction, false, bytes);
}

/* One register, with any kind of address */
static void single(uint32_t word, fl_instruction *instruction)
{
    uint32_t size = fl_bits(word, 31, 30), kind = fl_bits(word, 23, 22);
    bool vector = fl_bits(word, 26, 26), other = !fl_bits(word, 24, 24) && fl_bits(word, 21, 21);
    if (other && fl_bits(word, 11, 10) == 0) {
        if (!vector)
            atomic(word, instruction);
    } else if (other && fl_bits(word, 10, 10)) { /* with pointer authentication */
        add(instruction, true, 8);
    } else if (vector) {
        add(instruction, kind & 1, size == 0 && kind >= 2 ? 16 : 1u << size);
    } else if (size != 3 || kind != 2) { /* a prefetch */
        add(instruction, kind != 0, 1u << size);
    }
}

bool fl_aarch64_is_atomic(uint32_t word)
{
    bool operation = (word & 0x3f200c00) == 0x38200000 &&
                     (fl_bits(word, 15, 15) == 0 || fl_bits(word, 14, 12) == 0 || fl_bits(word, 14, 12) == 4);
    bool swap = (word & 0x3fa07c00) == 0x08a07c00 || (word & 0xbfa07c00) == 0x08207c00;
    return operation || swap;
}

void fl_aarch64_memory(uint32_t word, fl_instruction *instruction)
{
    if (!fl_bits(word, 27, 27) || fl_bits(word, 25, 25))
        return; /* no load, no store */
    switch (fl_bits(word, 29, 28)) {
    case 0:
        if (!fl_bits(word, 26, 26))
            exclusive(word, instruction);
        else if (fl_bits(word, 24, 24))
            single_structure(word, instruction);
        else
            several_structures(word, instruction);
        break;
    case 1:
        literal(word, instruction);
        break;
    case 2:
        pair(word, instruction);
        break;
    default:
        single(word, instruction);
        break;
    }
}
