/* What one execution of an SVE instruction does, lane by lane: DDI 0487, "SVE encodings". The counts of a
 * trace multiply it with the lanes that the governing predicate leaves, or with all that the vector has.
 * By hand, as Capstone 4 decodes no SVE. */
#include "bench/evidence/disassembly_aarch64.h"

#include <stdio.h>

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

/* Products and their factors of one lane of the result, where that is not one of its own type: matrix
 * products, dot products, products of narrower numbers. False: those of 8 bits, which are not counted. */
static bool fill_products(uint32_t word, fl_instruction *instruction)
{
    static const fl_number_type by_bits[] = {
        [16 / 16] = FL_NUMBER_FLOAT16, [32 / 16] = FL_NUMBER_FLOAT32, [64 / 16] = FL_NUMBER_FLOAT64};
    uint32_t size = fl_bits(word, 23, 22), fine = fl_bits(word, 15, 10), form = fl_bits(word, 15, 13);
    bool indexed = fl_bits(word, 31, 24) == 0x64 && fl_bits(word, 21, 21);
    instruction->products = instruction->operation >= FL_OPERATION_MULTIPLY;
    instruction->factors = by_bits[instruction->element_bits / 16];
    if (!indexed) { /* arithmetic of bfloat16 has the size that others do not use */
        if (fl_bits(word, 31, 24) == 0x65 && size == 0)
            instruction->factors = FL_NUMBER_BFLOAT16;
    } else if (fine == 0x39) { /* BFMMLA: two by two sums of four products, FMMLA: of two */
        instruction->products = size == 1 ? 4 : 2;
        instruction->factors = size == 1 ? FL_NUMBER_BFLOAT16 : instruction->factors;
        return size != 0;
    } else if (form >= 2) {
        instruction->factors = size & 1 ? FL_NUMBER_BFLOAT16 : FL_NUMBER_FLOAT16;
        instruction->products = size < 2 ? 2 : 1; /* FDOT, BFDOT; FMLALB … BFMLSLT */
        return size >= 2 || fine == 0x10 || fine == 0x20;
    } else if (fine == 2 || fine == 3 || fine == 0xa) { /* BFMLA, BFMLS, BFMUL by element */
        instruction->factors = FL_NUMBER_BFLOAT16;
    }
    return true;
}

/* ---- conversions ---- */

static fl_number_type float_of(int bits)
{
    return bits == 16 ? FL_NUMBER_FLOAT16 : bits == 32 ? FL_NUMBER_FLOAT32 : FL_NUMBER_FLOAT64;
}

/* "SVE floating-point convert precision", and its forms for odd and even lanes: bits 23-22 and 17-16 tell
 * both types. */
static bool between_floats(uint32_t word, fl_instruction *instruction)
{
    static const struct {
        unsigned char code;
        fl_number_type from, to;
    } pairs[] = {
        {0x2, FL_NUMBER_FLOAT64, FL_NUMBER_FLOAT32}, /* FCVTX: rounded to odd */
        {0x8, FL_NUMBER_FLOAT32, FL_NUMBER_FLOAT16},  {0x9, FL_NUMBER_FLOAT16, FL_NUMBER_FLOAT32},
        {0xa, FL_NUMBER_FLOAT32, FL_NUMBER_BFLOAT16}, {0xc, FL_NUMBER_FLOAT64, FL_NUMBER_FLOAT16},
        {0xd, FL_NUMBER_FLOAT16, FL_NUMBER_FLOAT64},  {0xe, FL_NUMBER_FLOAT64, FL_NUMBER_FLOAT32},
        {0xf, FL_NUMBER_FLOAT32, FL_NUMBER_FLOAT64},
    };
    uint32_t code = fl_bits(word, 23, 22) << 2 | fl_bits(word, 17, 16);
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++)
        if (pairs[i].code == code) {
            instruction->from = pairs[i].from;
            instruction->to = pairs[i].to;
            bool wide = pairs[i].from == FL_NUMBER_FLOAT64 || pairs[i].to == FL_NUMBER_FLOAT64;
            instruction->lane_bits = wide ? 64 : 32;
            return true;
        }
    return false;
}

/* "SVE integer convert to floating-point" and "SVE
 * floating-point convert to integer": bits 23-22 and 18-17. */
static bool of_integers(uint32_t word, bool to_float, fl_instruction *instruction)
{
    static const struct {
        unsigned char code, float_bits, integer_bits;
    } pairs[] = {{5, 16, 16},  {6, 16, 32},  {7, 16, 64}, {10, 32, 32},
                 {12, 64, 32}, {14, 32, 64}, {15, 64, 64}};
    uint32_t code = fl_bits(word, 23, 22) << 2 | fl_bits(word, 18, 17);
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++)
        if (pairs[i].code == code) {
            int float_bits = pairs[i].float_bits, integer_bits = pairs[i].integer_bits;
            instruction->from = to_float ? FL_NUMBER_INTEGER : float_of(float_bits);
            instruction->to = to_float ? float_of(float_bits) : FL_NUMBER_INTEGER;
            instruction->lane_bits = float_bits > integer_bits ? float_bits : integer_bits;
            return true;
        }
    return false;
}

/* LSL of lanes of 32 bits by 16, which makes float32 of bfloat16: "SVE bitwise shift by immediate". */
static bool shifts_up(uint32_t word, bool *predicated)
{
    uint32_t amount = fl_bits(word, 23, 22) << 5;
    *predicated = (word & 0xff3fe000) == 0x04038000;
    if (*predicated)
        return (amount | fl_bits(word, 9, 5)) == 32 + 16;
    return (word & 0xff20fc00) == 0x04209c00 && (amount | fl_bits(word, 20, 16)) == 32 + 16;
}

static void convert(uint32_t word, fl_instruction *instruction)
{
    uint32_t top = fl_bits(word, 31, 24);
    bool predicated = true, found = false;
    if ((top == 0x64 || top == 0x65) && !fl_bits(word, 21, 21) && fl_bits(word, 15, 13) == 5) {
        if (fl_bits(word, 20, 18) == 2)
            found = between_floats(word, instruction);
        else if (top == 0x65 && fl_bits(word, 20, 19) == 2)
            found = of_integers(word, true, instruction);
        else if (top == 0x65 && fl_bits(word, 20, 19) == 3)
            found = of_integers(word, false, instruction);
    } else if (shifts_up(word, &predicated)) {
        found = true;
        instruction->from = FL_NUMBER_BFLOAT16;
        instruction->to = FL_NUMBER_FLOAT32;
        instruction->lane_bits = 32;
    }
    if (!found)
        return;
    instruction->converted = instruction->mask_lanes = 1;
    if (predicated)
        govern(word, instruction);
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
    uint32_t top = fl_bits(word, 31, 24), fine = fl_bits(word, 15, 10);
    *predicated = false;
    if (top == 0x04)
        return is_integer_product(word, predicated);
    if (top == 0x25) /* MUL by an immediate */
        return fl_bits(word, 21, 16) == 0x30 && fl_bits(word, 15, 13) == 6;
    if (top == 0x44 && fl_bits(word, 15, 11) == 0 && fl_bits(word, 23, 23)) /* SDOT, UDOT */
        return 4;
    if (top == 0x44 && fl_bits(word, 23, 22) == 2 &&
        (fine == 0x1e || (fl_bits(word, 21, 21) && (fine == 6 || fine == 7)))) /* USDOT, SUDOT */
        return 4;
    if (top == 0x44 && !fl_bits(word, 21, 21) && fl_bits(word, 15, 11) == 0x19) /* SDOT, UDOT of pairs */
        return 2;
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
        instruction->bytes_loaded = (unsigned)QUADWORD_BYTES << more;
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

/* What computes on other types than its result's, or in order, by its name, so that people see it. */
static void name_it(uint32_t word, fl_instruction *instruction)
{
    bool narrow = instruction->products > 0 && instruction->factors != FL_NUMBER_FLOAT64 &&
                  instruction->factors != FL_NUMBER_FLOAT32;
    const char *name = NULL;
    if (instruction->converted > 0)
        name = instruction->from == FL_NUMBER_INTEGER    ? "cvtf"
               : instruction->to == FL_NUMBER_INTEGER    ? "fcvtz"
               : instruction->from == FL_NUMBER_BFLOAT16 ? "lsl"
                                                         : "fcvt";
    else if (instruction->sums_in_order)
        name = "fadda";
    else if (fl_bits(word, 31, 24) == 0x64 && fl_bits(word, 21, 21) && fl_bits(word, 15, 10) == 0x39)
        name = narrow ? "bfmmla" : "fmmla";
    else if (narrow && instruction->element_bits == 32)
        name = instruction->products == 2                   ? "fdot"
               : instruction->factors == FL_NUMBER_BFLOAT16 ? "bfmlal"
                                                            : "fmlal";
    else if (instruction->integer_products > 1)
        name = instruction->integer_products == 8 ? "mmla" : "dot";
    if (name && instruction->products == 2 && narrow && instruction->factors == FL_NUMBER_BFLOAT16)
        name = "bfdot";
    if (name)
        snprintf(instruction->mnemonic, sizeof instruction->mnemonic, "%s", name);
}

static void fill_effects(uint32_t word, fl_instruction *instruction)
{
    enum { SMALLEST_VECTOR = 128 };
    bool predicated = false;
    instruction->register_bits = SMALLEST_VECTOR;
    if (fl_bits(word, 31, 31)) {
        memory(word, instruction);
        return;
    }
    if (instruction->operation != FL_OPERATION_NONE) {
        if (!fill_products(word, instruction))
            return; /* how many lanes is left open: such arithmetic is reported as not counted */
        set_lane(instruction, instruction->element_bits);
        if (is_float_predicated(word))
            govern(word, instruction);
        return;
    }
    instruction->integer_products = integer_products(word, &predicated);
    if (instruction->integer_products == 0) {
        convert(word, instruction);
        return;
    }
    bool matrix = fl_bits(word, 31, 24) == 0x45 && fl_bits(word, 15, 10) == 0x26;
    bool pairs = fl_bits(word, 31, 24) == 0x44 && fl_bits(word, 15, 11) == 0x19;
    set_lane(instruction, matrix || pairs ? 32 : 8 << fl_bits(word, 23, 22));
    if (predicated)
        govern(word, instruction);
}

void fl_sve_effects(uint32_t word, fl_instruction *instruction)
{
    fill_effects(word, instruction);
    name_it(word, instruction);
}
