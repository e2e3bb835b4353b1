/* One x86-64 instruction, decoded by Zydis. What it computes follows from its name, which Intel composes
 * regularly: [v] STEM [order of operands] {s|p}{h|s|d}, e.g. v-fmadd-231-ps, add-sd. */
#include "bench/evidence/disassembly_x86.h"

#include <stdio.h>
#include <string.h>

typedef struct stem {
    const char *text;
    fl_operation operation;
} stem;

static const stem stems[] = {
    {"add", FL_OPERATION_OTHER},       {"sub", FL_OPERATION_OTHER},     {"mul", FL_OPERATION_MULTIPLY},
    {"div", FL_OPERATION_OTHER},       {"sqrt", FL_OPERATION_OTHER},    {"min", FL_OPERATION_OTHER},
    {"max", FL_OPERATION_OTHER},       {"hadd", FL_OPERATION_OTHER},    {"hsub", FL_OPERATION_OTHER},
    {"addsub", FL_OPERATION_OTHER},    {"dp", FL_OPERATION_MULTIPLY},   {"rcp", FL_OPERATION_OTHER},
    {"rsqrt", FL_OPERATION_OTHER},     {"rcp14", FL_OPERATION_OTHER},   {"rsqrt14", FL_OPERATION_OTHER},
    {"rcp28", FL_OPERATION_OTHER},     {"rsqrt28", FL_OPERATION_OTHER}, {"scalef", FL_OPERATION_OTHER},
    {"range", FL_OPERATION_OTHER},     {"fmadd", FL_OPERATION_FUSED},   {"fmsub", FL_OPERATION_FUSED},
    {"fnmadd", FL_OPERATION_FUSED},    {"fnmsub", FL_OPERATION_FUSED},  {"fmaddsub", FL_OPERATION_FUSED},
    {"fmsubadd", FL_OPERATION_FUSED},  {"4fmadd", FL_OPERATION_FUSED},  {"4fnmadd", FL_OPERATION_FUSED},
    {"fmaddc", FL_OPERATION_FUSED},    {"fcmaddc", FL_OPERATION_FUSED}, {"fmulc", FL_OPERATION_MULTIPLY},
    {"fcmulc", FL_OPERATION_MULTIPLY}, {"dpbf16", FL_OPERATION_FUSED},  {"tdpbf16", FL_OPERATION_FUSED},
    {"exp2", FL_OPERATION_OTHER},
};

static const stem x87_stems[] = {
    {"fadd", FL_OPERATION_OTHER},  {"fiadd", FL_OPERATION_OTHER},   {"fsub", FL_OPERATION_OTHER},
    {"fisub", FL_OPERATION_OTHER}, {"fmul", FL_OPERATION_MULTIPLY}, {"fimul", FL_OPERATION_MULTIPLY},
    {"fdiv", FL_OPERATION_OTHER},  {"fidiv", FL_OPERATION_OTHER},   {"fsqrt", FL_OPERATION_OTHER},
    {"fprem", FL_OPERATION_OTHER}, {"fscale", FL_OPERATION_OTHER},  {"f2xm1", FL_OPERATION_OTHER},
    {"fyl2x", FL_OPERATION_OTHER}, {"fsin", FL_OPERATION_OTHER},    {"fcos", FL_OPERATION_OTHER},
    {"fptan", FL_OPERATION_OTHER}, {"fpatan", FL_OPERATION_OTHER},
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static fl_operation operation_of_stem(const char *text, size_t length)
{
    for (size_t i = 0; i < sizeof stems / sizeof stems[0]; i++)
        if (strlen(stems[i].text) == length && strncmp(stems[i].text, text, length) == 0)
            return stems[i].operation;
    return FL_OPERATION_NONE;
}

/* Splits name into stem and suffix; fills operation, element_bits and whether it is packed. */
static void parse_name(const char *name, fl_instruction *instruction, bool *packed)
{
    size_t length = strlen(name);
    if (length < 4)
        return;
    char kind = name[length - 2], element = name[length - 1];
    if ((kind != 's' && kind != 'p') || (element != 's' && element != 'd' && element != 'h'))
        return;
    length -= 2;
    if (name[0] == 'v') {
        name++;
        length--;
    }
    fl_operation operation = operation_of_stem(name, length);
    /* the three digits are the order of operands of the fused forms */
    if (operation == FL_OPERATION_NONE && length > 3 && is_digit(name[length - 1]) &&
        is_digit(name[length - 2]))
        operation = operation_of_stem(name, length - 3);
    if (operation == FL_OPERATION_NONE)
        return;
    instruction->operation = operation;
    instruction->element_bits = element == 's' ? 32 : element == 'd' ? 64 : 16;
    instruction->factors = strstr(name, "bf16") ? FL_NUMBER_BFLOAT16 /* their sums are float32 */
                           : element == 's'     ? FL_NUMBER_FLOAT32
                           : element == 'd'     ? FL_NUMBER_FLOAT64
                                                : FL_NUMBER_FLOAT16;
    *packed = kind == 'p';
}

static void parse_x87_name(const char *name, fl_instruction *instruction)
{
    for (size_t i = 0; i < sizeof x87_stems / sizeof x87_stems[0]; i++)
        if (strncmp(x87_stems[i].text, name, strlen(x87_stems[i].text)) == 0) {
            instruction->operation = x87_stems[i].operation;
            instruction->element_bits = 80;
            instruction->lanes = 1;
        }
}

static bool is_vector_register(ZydisRegister reg)
{
    ZydisRegisterClass simd_class = ZydisRegisterGetClass(reg);
    return simd_class == ZYDIS_REGCLASS_XMM || simd_class == ZYDIS_REGCLASS_YMM ||
           simd_class == ZYDIS_REGCLASS_ZMM || simd_class == ZYDIS_REGCLASS_MMX;
}

static fl_encoding encoding_of(const ZydisDecodedInstruction *decoded, const ZydisDecodedOperand *operands)
{
    if (decoded->encoding == ZYDIS_INSTRUCTION_ENCODING_VEX)
        return FL_ENCODING_VEX;
    if (decoded->encoding == ZYDIS_INSTRUCTION_ENCODING_EVEX)
        return FL_ENCODING_EVEX;
    if (decoded->meta.isa_ext == ZYDIS_ISA_EXT_X87)
        return FL_ENCODING_X87;
    for (int i = 0; i < decoded->operand_count; i++)
        if (operands[i].type == ZYDIS_OPERAND_TYPE_REGISTER && is_vector_register(operands[i].reg.value))
            return FL_ENCODING_SSE;
    return FL_ENCODING_GENERAL;
}

static void fill_width(const ZydisDecodedInstruction *decoded, bool packed, fl_instruction *instruction)
{
    instruction->lanes = 1;
    if (!packed)
        return;
    if (strncmp(instruction->mnemonic, "tdp", 3) == 0) {
        instruction->width = FL_WIDTH_TILE;
        instruction->lanes = 0;
        return;
    }
    /* the legacy encoding has no vector length; its registers hold 128 bits */
    int bits = decoded->avx.vector_length ? decoded->avx.vector_length : 128;
    instruction->width = bits == 512 ? FL_WIDTH_512 : bits == 256 ? FL_WIDTH_256 : FL_WIDTH_128;
    instruction->lanes = bits / instruction->element_bits;
}

static void fill_flow(const ZydisDecodedInstruction *decoded, const ZydisDecodedOperand *operands,
                      uint64_t address, fl_instruction *instruction)
{
    bool direct = decoded->operand_count > 0 && operands[0].type == ZYDIS_OPERAND_TYPE_IMMEDIATE &&
                  operands[0].imm.is_relative;
    switch (decoded->meta.category) {
    case ZYDIS_CATEGORY_CALL:
        instruction->flow = direct ? FL_FLOW_CALL : FL_FLOW_INDIRECT_CALL;
        break;
    case ZYDIS_CATEGORY_COND_BR:
    case ZYDIS_CATEGORY_UNCOND_BR:
        instruction->flow = direct ? FL_FLOW_JUMP : FL_FLOW_INDIRECT_JUMP;
        break;
    case ZYDIS_CATEGORY_RET:
        instruction->flow = FL_FLOW_RETURN;
        break;
    case ZYDIS_CATEGORY_SYSCALL:
    case ZYDIS_CATEGORY_SYSRET:
    case ZYDIS_CATEGORY_INTERRUPT:
        instruction->flow = FL_FLOW_SYSTEM;
        break;
    default:
        return;
    }
    ZyanU64 target = 0;
    if (direct && ZYAN_SUCCESS(ZydisCalcAbsoluteAddress(decoded, &operands[0], address, &target)))
        instruction->target = target;
}

/* lea computes with an address but reads nothing there;
 * nop and prefetch name memory that they do not read. */
static bool reads_memory(const ZydisDecodedInstruction *decoded, const ZydisDecodedOperand *operands)
{
    if (decoded->meta.category == ZYDIS_CATEGORY_PREFETCH || decoded->meta.category == ZYDIS_CATEGORY_WIDENOP)
        return false;
    for (int i = 0; i < decoded->operand_count_visible; i++)
        if (operands[i].type == ZYDIS_OPERAND_TYPE_MEMORY && operands[i].mem.type != ZYDIS_MEMOP_TYPE_AGEN &&
            (operands[i].actions & ZYDIS_OPERAND_ACTION_MASK_READ))
            return true;
    return false;
}

/* ---- what one execution does ---- */

/* Products of one execution: of the names that parse_name() understood. */
static int float_products(const ZydisDecodedInstruction *decoded, const ZydisDecodedOperand *operands,
                          const fl_instruction *instruction)
{
    const char *name = instruction->mnemonic;
    if (instruction->operation < FL_OPERATION_MULTIPLY)
        return 0;
    if (instruction->width == FL_WIDTH_TILE) /* pairs of numbers */
        return 2;
    if (strstr(name, "dpps") || strstr(name, "dppd")) {
        /* bits 4 to 7 of the immediate choose the products, the same ones in each 128 bits */
        int per_part = 128 / instruction->element_bits, chosen = 0;
        ZyanU64 immediate = operands[decoded->operand_count_visible - 1].imm.value.u;
        for (int i = 0; i < per_part; i++)
            chosen += (int)(immediate >> (4 + i) & 1);
        return chosen * instruction->lanes / per_part;
    }
    if (strstr(name, "dpbf16"))
        return 2 * instruction->lanes;
    if (strncmp(name, "v4f", 3) == 0)
        return 4 * instruction->lanes;
    if (strstr(name, "ddc") || strstr(name, "mulc")) /* a complex product takes four, of a pair of lanes */
        return instruction->width == FL_WIDTH_SCALAR ? 4 : 2 * instruction->lanes;
    return instruction->lanes;
}

/* Additions of one execution. The horizontal ones give as many sums as they have lanes. */
static int float_sums(const fl_instruction *instruction)
{
    static const char *const begins[] = {"add", "sub", "hadd", "hsub", "fadd", "fiadd", "fsub", "fisub"};
    const char *name = instruction->mnemonic;
    if (strstr(name, "dpps") || strstr(name, "dppd")) {
        int parts = instruction->lanes * instruction->element_bits / 128;
        return instruction->products > parts ? instruction->products - parts : 0;
    }
    if (instruction->operation != FL_OPERATION_OTHER)
        return 0;
    name += name[0] == 'v';
    for (size_t i = 0; i < sizeof begins / sizeof begins[0]; i++)
        if (strncmp(name, begins[i], strlen(begins[i])) == 0)
            return instruction->lanes;
    return 0;
}

typedef struct integer_stem {
    const char *text;
    int bits; /* of the factors; 0: one product, whatever the width; −1: four a lane of a tile */
} integer_stem;

/* Longest first where one begins another. Carry-less and
 * Galois products are not the arithmetic meant here. */
static const integer_stem integer_stems[] = {
    {"imul", 0},     {"mulx", 0},     {"mul", 0},      {"pmaddubs", 8}, {"pmaddw", 16}, {"pmuldq", 64},
    {"pmuludq", 64}, {"pmulhrs", 16}, {"pmulhrw", 16}, {"pmulhu", 16},  {"pmulhw", 16}, {"pmulld", 32},
    {"pmullq", 64},  {"pmullw", 16},  {"pdpb", 8},     {"pdpw", 16},    {"p4dpw", 4},   {"pmadd52", 64},
    {"tdpbss", -1},  {"tdpbsu", -1},  {"tdpbus", -1},  {"tdpbuu", -1},
};

static int integer_products(const ZydisDecodedInstruction *decoded, const fl_instruction *instruction)
{
    const char *name = instruction->mnemonic;
    if (instruction->operation != FL_OPERATION_NONE)
        return 0;
    if (name[0] == 'v')
        name++;
    for (size_t i = 0; i < sizeof integer_stems / sizeof integer_stems[0]; i++) {
        const integer_stem *known = &integer_stems[i];
        if (strncmp(name, known->text, strlen(known->text)) != 0)
            continue;
        int width = decoded->avx.vector_length ? decoded->avx.vector_length : instruction->register_bits;
        return known->bits > 0 ? width / known->bits : known->bits == 0 ? 1 : 4;
    }
    return 0;
}

static int vector_register_bits(ZydisRegister reg)
{
    switch (ZydisRegisterGetClass(reg)) {
    case ZYDIS_REGCLASS_MMX:
        return 64;
    case ZYDIS_REGCLASS_XMM:
        return 128;
    case ZYDIS_REGCLASS_YMM:
        return 256;
    case ZYDIS_REGCLASS_ZMM:
        return 512;
    default:
        return 0;
    }
}

/* How many elements the mask governs: those of the destination, or, where that is itself a mask or memory
 * named by a vector of addresses, of the vector that is looked at. */
static int governed_lanes(const ZydisDecodedInstruction *decoded, const ZydisDecodedOperand *operands,
                          const fl_instruction *instruction)
{
    if (instruction->operation != FL_OPERATION_NONE && instruction->width == FL_WIDTH_SCALAR)
        return 1;
    if (strstr(instruction->mnemonic, "ddcph") || strstr(instruction->mnemonic, "mulcph"))
        return instruction->lanes / 2;
    for (int i = 0; i < decoded->operand_count_visible; i++) {
        const ZydisDecodedOperand *operand = &operands[i];
        bool memory = operand->type == ZYDIS_OPERAND_TYPE_MEMORY;
        if (memory && operand->element_count == 1 && !decoded->avx.broadcast.mode &&
            operand->mem.type == ZYDIS_MEMOP_TYPE_MEM)
            return 1; /* vmovss and other scalar forms */
    }
    for (int i = 0; i < decoded->operand_count_visible; i++) {
        const ZydisDecodedOperand *operand = &operands[i];
        bool vector = operand->type == ZYDIS_OPERAND_TYPE_REGISTER && is_vector_register(operand->reg.value);
        bool memory = operand->type == ZYDIS_OPERAND_TYPE_MEMORY && operand->element_count > 1;
        if (vector || memory)
            return operand->element_count;
    }
    return 1;
}

/* How many elements a gather under a vector mask has: as many as addresses stand in the index, which go by
 * four or eight bytes (the letter behind its name), and as fit into the destination. */
static unsigned gathered(const ZydisDecodedOperand *memory, const fl_instruction *instruction)
{
    const char *at = strstr(instruction->mnemonic, "gather");
    unsigned index_bits = at && at[strlen("gather")] == 'q' ? 64 : 32;
    unsigned addresses = (unsigned)vector_register_bits(memory->mem.index) / index_bits;
    unsigned elements = (unsigned)instruction->register_bits / memory->size;
    return addresses < elements ? addresses : elements;
}

static void add_memory(const ZydisDecodedOperand *operand, fl_instruction *instruction)
{
    unsigned bytes = operand->size / 8u;
    if (operand->mem.type == ZYDIS_MEMOP_TYPE_VSIB) /* the size is that of one element */
        bytes *= instruction->mask_lanes ? (unsigned)instruction->mask_lanes : gathered(operand, instruction);
    if (operand->actions & ZYDIS_OPERAND_ACTION_MASK_READ)
        instruction->bytes_loaded += bytes;
    if (operand->actions & ZYDIS_OPERAND_ACTION_MASK_WRITE)
        instruction->bytes_stored += bytes;
}

/* Whether it clears a register: x ^ x. */
static bool clears(const ZydisDecodedInstruction *decoded, const ZydisDecodedOperand *operands,
                   const fl_instruction *instruction)
{
    const char *name = instruction->mnemonic + (instruction->mnemonic[0] == 'v');
    int last = decoded->operand_count_visible - 1;
    bool registers = last >= 1 && operands[last].type == ZYDIS_OPERAND_TYPE_REGISTER &&
                     operands[last - 1].type == ZYDIS_OPERAND_TYPE_REGISTER;
    return (strncmp(name, "xorp", 4) == 0 || strncmp(name, "pxor", 4) == 0) && registers &&
           instruction->mask_register < 0 && operands[last].reg.value == operands[last - 1].reg.value;
}

static void fill_registers(const ZydisDecodedInstruction *decoded, const ZydisDecodedOperand *operands,
                           fl_instruction *instruction)
{
    for (int i = 0; i < decoded->operand_count; i++) {
        const ZydisDecodedOperand *operand = &operands[i];
        if (operand->type != ZYDIS_OPERAND_TYPE_REGISTER ||
            vector_register_bits(operand->reg.value) < 128) /* not MMX's */
            continue;
        uint32_t bit = UINT32_C(1) << (ZydisRegisterGetId(operand->reg.value) & (FL_VECTOR_REGISTERS - 1));
        /* what is written on a condition keeps some of what it was */
        bool reads = operand->actions & (ZYDIS_OPERAND_ACTION_MASK_READ | ZYDIS_OPERAND_ACTION_CONDWRITE);
        instruction->vectors_read |= reads ? bit : 0;
        instruction->vectors_written |= operand->actions & ZYDIS_OPERAND_ACTION_MASK_WRITE ? bit : 0;
    }
    if (clears(decoded, operands, instruction))
        instruction->vectors_read = 0;
}

/* Tiles are as large as their configuration says, which a trace reads: what stands here is of one lane. */
static void find_tiles(const ZydisDecodedInstruction *decoded, const ZydisDecodedOperand *operands,
                       fl_instruction *instruction)
{
    bool moves = strncmp(instruction->mnemonic, "tileload", 8) == 0 ||
                 strncmp(instruction->mnemonic, "tilestore", 9) == 0;
    if (!moves && strncmp(instruction->mnemonic, "tdp", 3) != 0)
        return;
    for (int i = 0; i < decoded->operand_count_visible && instruction->tile_count < 3; i++)
        if (operands[i].type == ZYDIS_OPERAND_TYPE_REGISTER &&
            ZydisRegisterGetClass(operands[i].reg.value) == ZYDIS_REGCLASS_TMM)
            instruction->tiles[instruction->tile_count++] =
                (unsigned char)ZydisRegisterGetId(operands[i].reg.value);
    instruction->mask_lanes = 1;
    instruction->masks_memory = moves;
    instruction->bytes_loaded += moves && instruction->mnemonic[4] == 'l';
    instruction->bytes_stored += moves && instruction->mnemonic[4] == 's';
}

static void fill_effects(const ZydisDecodedInstruction *decoded, const ZydisDecodedOperand *operands,
                         fl_instruction *instruction)
{
    bool hint =
        decoded->meta.category == ZYDIS_CATEGORY_PREFETCH || decoded->meta.category == ZYDIS_CATEGORY_WIDENOP;
    for (int i = 0; i < decoded->operand_count; i++)
        if (operands[i].type == ZYDIS_OPERAND_TYPE_REGISTER) {
            int bits = vector_register_bits(operands[i].reg.value);
            instruction->register_bits =
                bits > instruction->register_bits ? bits : instruction->register_bits;
        }
    fill_registers(decoded, operands, instruction);
    find_tiles(decoded, operands, instruction);
    instruction->products = float_products(decoded, operands, instruction);
    instruction->sums = float_sums(instruction);
    fl_x86_conversion(decoded, operands, instruction);
    instruction->integer_products = integer_products(decoded, instruction);
    if (instruction->mask_register >= 0)
        instruction->mask_lanes = governed_lanes(decoded, operands, instruction);
    for (int i = 0; i < decoded->operand_count; i++)
        if (operands[i].type == ZYDIS_OPERAND_TYPE_MEMORY && operands[i].mem.type != ZYDIS_MEMOP_TYPE_AGEN &&
            !hint)
            add_memory(&operands[i], instruction);
    if (instruction->tile_count == 0)
        instruction->masks_memory = instruction->mask_register >= 0 && !decoded->avx.broadcast.mode;
    instruction->repeats =
        decoded->attributes & (ZYDIS_ATTRIB_HAS_REP | ZYDIS_ATTRIB_HAS_REPE | ZYDIS_ATTRIB_HAS_REPNE);
    instruction->system_call = decoded->mnemonic == ZYDIS_MNEMONIC_SYSCALL;
}

/* What Zydis knows. */
static bool classify(const void *bytes, size_t size, uint64_t address, fl_instruction *instruction)
{
    *instruction = (fl_instruction){.length = size > 0 ? 1 : 0, .mask_register = -1, .column_register = -1};
    ZydisDecoder decoder;
    ZydisDecodedInstruction decoded;
    ZydisDecodedOperand operands[ZYDIS_MAX_OPERAND_COUNT];
    if (!ZYAN_SUCCESS(ZydisDecoderInit(&decoder, ZYDIS_MACHINE_MODE_LONG_64, ZYDIS_STACK_WIDTH_64)) ||
        !ZYAN_SUCCESS(ZydisDecoderDecodeFull(&decoder, bytes, size, &decoded, operands)))
        return false;
    /* Encodings of processors long gone (3DNow!, XOP, Knights Corner): their arithmetic is not classified
     * below, so it must not pass for none. */
    if (decoded.encoding == ZYDIS_INSTRUCTION_ENCODING_3DNOW ||
        decoded.encoding == ZYDIS_INSTRUCTION_ENCODING_XOP ||
        decoded.encoding == ZYDIS_INSTRUCTION_ENCODING_MVEX)
        return false;
    /* Behind a far transfer the processor may be in another
     * mode, in which the same bytes mean other things. */
    if (decoded.meta.branch_type == ZYDIS_BRANCH_TYPE_FAR || decoded.mnemonic == ZYDIS_MNEMONIC_IRETQ ||
        decoded.mnemonic == ZYDIS_MNEMONIC_IRETD || decoded.mnemonic == ZYDIS_MNEMONIC_IRET)
        return false;

    instruction->length = decoded.length;
    snprintf(instruction->mnemonic, sizeof instruction->mnemonic, "%s",
             ZydisMnemonicGetString(decoded.mnemonic));
    instruction->encoding = encoding_of(&decoded, operands);
    instruction->loads = reads_memory(&decoded, operands);
    if (instruction->encoding == FL_ENCODING_X87) {
        parse_x87_name(instruction->mnemonic, instruction);
    } else {
        bool packed = false;
        parse_name(instruction->mnemonic, instruction, &packed);
        if (instruction->operation != FL_OPERATION_NONE)
            fill_width(&decoded, packed, instruction);
    }
    if (decoded.avx.mask.reg > ZYDIS_REGISTER_K0 && decoded.avx.mask.reg <= ZYDIS_REGISTER_K7)
        instruction->mask_register = (int)decoded.avx.mask.reg - ZYDIS_REGISTER_K0;
    fill_flow(&decoded, operands, address, instruction);
    fill_effects(&decoded, operands, instruction);
    return true;
}

bool fl_classify_instruction(const void *bytes, size_t size, uint64_t address, fl_instruction *instruction)
{
    unsigned char alike[FL_X86_LONGEST];
    /* The table first: a Zydis that knows some of these calls them by the same names and tells no more. */
    const fl_x86_newer *newer = fl_x86_newer_at(bytes, size, alike);
    if (newer && classify(alike, size < sizeof alike ? size : sizeof alike, address, instruction)) {
        fl_x86_become_newer(newer, instruction);
        return true;
    }
    if (classify(bytes, size, address, instruction))
        return true;
    *instruction = (fl_instruction){.length = size > 0 ? 1 : 0, .mask_register = -1, .column_register = -1};
    return false;
}

bool fl_format_instruction(const void *bytes, size_t size, uint64_t address, char *text, size_t text_size)
{
    unsigned char alike[FL_X86_LONGEST];
    const fl_x86_newer *newer = fl_x86_newer_at(bytes, size, alike);
    ZydisDecoder decoder;
    ZydisFormatter formatter;
    ZydisDecodedInstruction decoded;
    ZydisDecodedOperand operands[ZYDIS_MAX_OPERAND_COUNT];
    fl_instruction understood;
    bool good = fl_classify_instruction(bytes, size, address, &understood);
    newer = good && strcmp(newer ? fl_x86_newer_name(newer) : "", understood.mnemonic) == 0 ? newer : NULL;
    good =
        good && ZYAN_SUCCESS(ZydisDecoderInit(&decoder, ZYDIS_MACHINE_MODE_LONG_64, ZYDIS_STACK_WIDTH_64)) &&
        ZYAN_SUCCESS(ZydisFormatterInit(&formatter, ZYDIS_FORMATTER_STYLE_INTEL)) &&
        ZYAN_SUCCESS(ZydisFormatterSetProperty(&formatter, ZYDIS_FORMATTER_PROP_IMM_SIGNEDNESS,
                                               ZYDIS_SIGNEDNESS_SIGNED)) &&
        ZYAN_SUCCESS(
            ZydisDecoderDecodeFull(&decoder, newer ? alike : bytes, understood.length, &decoded, operands)) &&
        ZYAN_SUCCESS(ZydisFormatterFormatInstruction(
            &formatter, &decoded, operands, decoded.operand_count_visible, text, text_size, address, NULL));
    if (!good)
        snprintf(text, text_size, "(not understood)");
    if (good && newer)
        fl_x86_rename(newer, text, text_size);
    return good;
}
