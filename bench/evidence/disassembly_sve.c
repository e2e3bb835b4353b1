/* What one execution of an SVE instruction does, lane by lane: DDI 0487, "SVE encodings". The counts of a
 * trace multiply it with the lanes that the governing predicate leaves, or with all that the vector has. */
#include "bench/evidence/disassembly_aarch64.h"

enum { QUADWORD_BYTES = 16 };

static void govern(uint32_t word, fl_instruction *instruction)
{
    instruction->mask_register = (int)fl_bits(word, 12, 10);
}

static void set_lane(fl_instruction *instruction, int lane_bits)
{
    instruction->mask_lanes = 1;
    instruction->lane_bits = lane_bits;
}

/* ---- arithmetic ---- */

static bool is_float_predicated(uint32_t word)
{
    uint32_t form = fl_bits(word, 15, 13), opcode = fl_bits(word, 20, 16);
    if (fl_bits(word, 31, 24) == 0x64)
        return !fl_bits(word, 21, 21); /* complex and pairwise; those by element have no predicate */
    if (fl_bits(word, 21, 21))
        return true; /* FMLA … FNMSB */
    if (form == 1)
        return opcode < 8 || opcode == 0x18; /* reductions; FRECPE and FRSQRTE have none */
    return form == 5 || (form == 4 && !(opcode >= 0x10 && opcode < 0x18)); /* FTMAD has none */
}

/* Matrix products, and dot products of bfloat16: more than one product a lane, not all of them of float32. */
static bool is_several_products(uint32_t word)
{
    bool indexed = fl_bits(word, 31, 24) == 0x64 && fl_bits(word, 21, 21);
    return indexed &&
           (fl_bits(word, 15, 10) == 0x39 || (fl_bits(word, 15, 13) >= 2 && fl_bits(word, 23, 22) != 2));
}

/* Bits 31-24 = 0x04: "SVE integer arithmetic"; lanes of one product each. */
static bool is_integer_product(uint32_t word, bool *predicated)
{
    uint32_t form = fl_bits(word, 15, 13);
    *predicated = true;
    if (fl_bits(word, 21, 21)) { /* SVE2: MUL, SMULH, UMULH; 01 is PMUL, carry-less */
        *predicated = false;
        return fl_bits(word, 15, 12) == 6 && fl_bits(word, 11, 10) != 1;
    }
    return (form == 0 && fl_bits(word, 20, 18) == 4) || form == 2 || form == 3 || form >= 6;
}

/* Products of whole numbers per lane of the result; 0: none. */
static int integer_products(uint32_t word, bool *predicated)
{
    uint32_t top = fl_bits(word, 31, 24);
    *predicated = false;
    if (top == 0x04)
        return is_integer_product(word, predicated);
    if (top == 0x25) /* MUL by an immediate */
        return fl_bits(word, 21, 16) == 0x30 && fl_bits(word, 15, 13) == 6;
    if (top == 0x44 && fl_bits(word, 15, 11) == 0 && fl_bits(word, 23, 23)) /* SDOT, UDOT */
        return 4;
    if (top == 0x44 && (fl_bits(word, 21, 21) || fl_bits(word, 15, 15) == 0)) /* SVE2 multiply-add forms */
        return 1;
    if (top == 0x45 && !fl_bits(word, 21, 21) && fl_bits(word, 15, 13) == 3)    /* widening multiplications */
        return fl_bits(word, 12, 11) != 1;                                      /* 01: PMULL, carry-less */
    if (top == 0x45 && !fl_bits(word, 21, 21) && fl_bits(word, 15, 10) == 0x26) /* SMMLA and its kin */
        return 8;
    return 0;
}

/* ---- memory ---- */

/* Bytes in memory and bits in the vector of each of the 16 types that LD1 converts between. */
static const struct {
    unsigned char bytes, lane_bits;
} types[16] = {{1, 8},  {1, 16}, {1, 32}, {1, 64}, {4, 64}, {2, 16}, {2, 32}, {2, 64},
               {2, 64}, {2, 32}, {4, 32}, {4, 64}, {1, 64}, {1, 32}, {1, 16}, {8, 64}};

/* LDR and STR of a whole vector (form 2) or predicate (form 0): all of it, byte by byte, or one in eight. */
static void whole_register(uint32_t word, bool loads, fl_instruction *instruction)
{
    bool vector = fl_bits(word, 15, 13) == 2;
    set_lane(instruction, vector ? 8 : 64);
    instruction->masks_memory = true;
    *(loads ? &instruction->bytes_loaded : &instruction->bytes_stored) = 1;
}

static void contiguous_load(uint32_t word, fl_instruction *instruction)
{
    uint32_t form = fl_bits(word, 15, 13), type = fl_bits(word, 24, 21), more = fl_bits(word, 22, 21);
    govern(word, instruction);
    instruction->masks_memory = true;
    if (form <= 1) { /* LD1RQ: 128 bits, repeated */
        instruction->mask_register = -1;
        instruction->masks_memory = false;
        instruction->bytes_loaded = QUADWORD_BYTES << more;
    } else if (form >= 6) { /* LDNT1, LD2, LD3, LD4 */
        unsigned bytes = 1u << fl_bits(word, 24, 23);
        set_lane(instruction, (int)bytes * 8);
        instruction->bytes_loaded = bytes * (more + 1);
    } else {
        set_lane(instruction, types[type].lane_bits);
        instruction->bytes_loaded = types[type].bytes;
    }
}

/* Bits 31-25 = 1000010: gathers of 32 bits, one element repeated, whole registers, prefetches */
static void other_load(uint32_t word, fl_instruction *instruction)
{
    uint32_t form = fl_bits(word, 15, 13);
    if (fl_bits(word, 24, 22) == 6 && (form == 0 || form == 2)) {
        whole_register(word, true, instruction);
        return;
    }
    if (fl_bits(word, 22, 22) && form >= 4) { /* LD1R: one element, unless all lanes are off */
        instruction->bytes_loaded = types[fl_bits(word, 24, 23) << 2 | fl_bits(word, 14, 13)].bytes;
        return;
    }
    bool is_prefetch = form == 7 || (fl_bits(word, 22, 22) == 0 && form == 6) ||
                       (fl_bits(word, 24, 23) == 0 && fl_bits(word, 21, 21) && form < 4) ||
                       (fl_bits(word, 24, 22) == 7);
    if (is_prefetch)
        return;
    govern(word, instruction);
    set_lane(instruction, 32);
    instruction->masks_memory = true;
    instruction->bytes_loaded = 1u << fl_bits(word, 24, 23);
}

/* Bits 31-25 = 1100010: gathers of 64 bits and their prefetches */
static void wide_gather(uint32_t word, fl_instruction *instruction)
{
    uint32_t form = fl_bits(word, 15, 13);
    if (fl_bits(word, 24, 22) == 1 && (form < 4 || form == 7)) /* prefetch of scaled offsets or by a vector */
        if (form == 7 || fl_bits(word, 21, 21))
            return;
    govern(word, instruction);
    set_lane(instruction, 64);
    instruction->masks_memory = true;
    instruction->bytes_loaded = 1u << fl_bits(word, 24, 23);
}

static void store(uint32_t word, fl_instruction *instruction)
{
    uint32_t form = fl_bits(word, 15, 13), size = fl_bits(word, 22, 21);
    unsigned bytes = 1u << fl_bits(word, 24, 23);
    if (fl_bits(word, 24, 22) == 6 && (form == 0 || form == 2)) {
        whole_register(word, false, instruction);
        return;
    }
    govern(word, instruction);
    instruction->masks_memory = true;
    instruction->bytes_stored = bytes;
    bool several = form == 3 || (form == 7 && fl_bits(word, 20, 20)); /* STNT1, ST2, ST3, ST4 */
    if (form == 2 || (form == 7 && !fl_bits(word, 20, 20))) {         /* ST1 */
        set_lane(instruction, 8 << size);
    } else if (several) {
        set_lane(instruction, (int)bytes * 8);
        instruction->bytes_stored = bytes * (size + 1);
    } else { /* scatters: of 64 bits, or of 32 where bit 22 says so */
        set_lane(instruction, fl_bits(word, 22, 22) ? 32 : 64);
    }
}

static void memory(uint32_t word, fl_instruction *instruction)
{
    switch (fl_bits(word, 31, 25)) {
    case 0x42:
        other_load(word, instruction);
        break;
    case 0x52:
        contiguous_load(word, instruction);
        break;
    case 0x62:
        wide_gather(word, instruction);
        break;
    case 0x72:
        store(word, instruction);
        break;
    default:
        break;
    }
}

void fl_sve_effects(uint32_t word, fl_instruction *instruction)
{
    enum { SMALLEST_VECTOR = 128 };
    bool predicated = false;
    instruction->register_bits = SMALLEST_VECTOR;
    if (fl_bits(word, 31, 31)) {
        memory(word, instruction);
        return;
    }
    if (is_several_products(word))
        return; /* how many lanes is left open: such arithmetic is reported as not counted */
    if (instruction->operation != FL_OPERATION_NONE) {
        set_lane(instruction, instruction->element_bits);
        if (is_float_predicated(word))
            govern(word, instruction);
        return;
    }
    instruction->integer_products = integer_products(word, &predicated);
    if (instruction->integer_products == 0)
        return;
    set_lane(instruction, 8 << fl_bits(word, 23, 22));
    if (predicated)
        govern(word, instruction);
}
