/* One A64 instruction. Capstone 4 decodes all but SVE; SVE is recognised by its encoding.
 *
 * Encodings: Arm Architecture Reference Manual for A-profile (DDI 0487), "A64 instruction set encoding": bits
 * 28-25 = 0010 mark SVE; in "SVE encodings" bits 31-29 = 011 are floating-point, 1xx memory; the tables below
 * give the section each pattern stands in. */
#include "bench/evidence/disassembly_aarch64.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include <capstone/capstone.h>

enum { WORD = 4 };

/* ---- SVE ---- */

/* Bits 31-24 = 0x65. */
static bool sve_arithmetic(uint32_t word, fl_operation *operation)
{
    uint32_t form = fl_bits(word, 15, 13), opcode = fl_bits(word, 20, 16);
    *operation = FL_OPERATION_NONE;
    if (fl_bits(word, 21, 21)) { /* "SVE floating-point multiply-accumulate": FMLA … FNMSB */
        *operation = FL_OPERATION_FUSED;
        return true;
    }
    switch (form) {
    case 0: /* "SVE floating-point arithmetic (unpredicated)": FMUL and FTSMUL; FRECPS and FRSQRTS */
        *operation = fl_bits(word, 12, 11) == 1   ? FL_OPERATION_MULTIPLY
                     : fl_bits(word, 12, 11) == 3 ? FL_OPERATION_FUSED
                                                  : FL_OPERATION_OTHER;
        return true;
    case 1: /* reductions, FADDA, FRECPE, FRSQRTE; comparisons with zero do not count */
        if (opcode < 8 || opcode == 0x18) /* FADDV … FMINV; FADDA */
            *operation = FL_OPERATION_OTHER;
        if ((opcode == 0xe || opcode == 0xf) && fl_bits(word, 12, 10) == 4) /* FRECPE, FRSQRTE */
            *operation = FL_OPERATION_OTHER;
        return true;
    /* "SVE floating-point arithmetic (predicated)": vectors, immediates from 0x18 on, FTMAD between. */
    case 4:
        *operation = FL_OPERATION_OTHER;
        if (opcode == 2 || opcode == 0xa || opcode == 0x1a) /* FMUL, FMULX, FMUL by an immediate */
            *operation = FL_OPERATION_MULTIPLY;
        if (opcode >= 0x10 && opcode < 0x18)
            *operation = FL_OPERATION_FUSED;
        return true;
    case 5: /* "SVE floating-point unary operations": rounding and conversions do not count */
        if (opcode == 0xc || opcode == 0xd) /* FRECPX, FSQRT */
            *operation = FL_OPERATION_OTHER;
        return true;
    default: /* "SVE floating-point compare vectors" */
        return true;
    }
}

/* Bits 31-24 = 0x64. */
static bool sve_complex_and_indexed(uint32_t word, fl_operation *operation)
{
    uint32_t form = fl_bits(word, 15, 13);
    *operation = FL_OPERATION_FUSED;
    if (!fl_bits(word, 21, 21)) {
        if (form < 4) /* "SVE floating-point complex multiply-add": FCMLA */
            return true;
        /* "complex addition" FCADD, "SVE2 floating-point pairwise operations"; 5 is conversions */
        *operation = form == 4 ? FL_OPERATION_OTHER : FL_OPERATION_NONE;
        return form <= 5;
    }
    uint32_t fine = fl_bits(word, 15, 10);
    if (fine == 8) /* "SVE floating-point multiply (indexed)" */
        *operation = FL_OPERATION_MULTIPLY;
    if (fine == 9) /* FCLAMP: minimum and maximum */
        *operation = FL_OPERATION_OTHER;
    /* FMLA and FCMLA by element; FMLAL, FDOT and their kin by element and by vector; FMMLA */
    return fine < 10 || form == 2 || form == 3 || form == 4 || form == 5 || fine == 0x39;
}

/* Which of these are additions, one for each lane; of the reductions FADDV and, in order, FADDA. */
static void sve_sums(uint32_t word, fl_instruction *instruction)
{
    uint32_t form = fl_bits(word, 15, 13), opcode = fl_bits(word, 20, 16);
    if (fl_bits(word, 21, 21))
        return;
    if (fl_bits(word, 31, 24) == 0x64) /* FCADD, FADDP */
        instruction->sums = form == 4 && (opcode <= 1 || opcode == 0x10);
    else if (form == 0) /* FADD, FSUB */
        instruction->sums = fl_bits(word, 12, 10) <= 1;
    else if (form == 1)
        instruction->sums = opcode == 0 || opcode == 0x18;
    else if (form == 4) /* FADD, FSUB, FSUBR, the latter by an immediate as well */
        instruction->sums = opcode <= 1 || opcode == 3 || opcode == 0x18 || opcode == 0x19 || opcode == 0x1b;
    instruction->reduces = form == 1 && opcode == 0 && instruction->sums > 0;
    instruction->sums_in_order = form == 1 && opcode == 0x18 && instruction->sums > 0;
}

/* Of the result. Bits 23-22 tell, with two exceptions among the indexed forms. */
static int sve_element_bits(uint32_t word)
{
    static const int plain[] = {16, 16, 32, 64}, complex_indexed[] = {0, 0, 16, 32};
    uint32_t size = fl_bits(word, 23, 22);
    if (fl_bits(word, 31, 24) == 0x64 && fl_bits(word, 21, 21)) {
        if (fl_bits(word, 15, 12) == 1) /* FCMLA by element */
            return complex_indexed[size];
        if (fl_bits(word, 15, 13) >= 2 &&
            !(fl_bits(word, 15, 10) == 0x39 && size == 3)) /* widening; FMMLA of doubles */
            return 32;
    }
    return plain[size];
}

static bool classify_sve(uint32_t word, fl_instruction *instruction)
{
    uint32_t top = fl_bits(word, 31, 24);
    bool understood = true;
    snprintf(instruction->mnemonic, sizeof instruction->mnemonic, "sve");
    instruction->encoding = FL_ENCODING_SVE;
    instruction->loads = fl_bits(word, 31, 31) && fl_bits(word, 31, 29) != 7; /* 111: stores */
    if (top == 0x65)
        understood = sve_arithmetic(word, &instruction->operation);
    else if (top == 0x64)
        understood = sve_complex_and_indexed(word, &instruction->operation);
    if (instruction->operation != FL_OPERATION_NONE) {
        instruction->width = FL_WIDTH_SVE;
        instruction->element_bits = sve_element_bits(word);
        sve_sums(word, instruction);
    }
    if (understood) {
        fl_sve_effects(word, instruction);
        fl_sve_registers(word, instruction);
    }
    return understood;
}

/* ---- all else ---- */

typedef struct named_operation {
    const char *name;
    fl_operation operation;
} named_operation;

static const named_operation operations[] = {
    {"fadd", FL_OPERATION_OTHER},     {"fsub", FL_OPERATION_OTHER},    {"fdiv", FL_OPERATION_OTHER},
    {"fsqrt", FL_OPERATION_OTHER},    {"fmax", FL_OPERATION_OTHER},    {"fmin", FL_OPERATION_OTHER},
    {"fmaxnm", FL_OPERATION_OTHER},   {"fminnm", FL_OPERATION_OTHER},  {"fabd", FL_OPERATION_OTHER},
    {"faddp", FL_OPERATION_OTHER},    {"fmaxp", FL_OPERATION_OTHER},   {"fminp", FL_OPERATION_OTHER},
    {"fmaxnmp", FL_OPERATION_OTHER},  {"fminnmp", FL_OPERATION_OTHER}, {"fmaxv", FL_OPERATION_OTHER},
    {"fminv", FL_OPERATION_OTHER},    {"fmaxnmv", FL_OPERATION_OTHER}, {"fminnmv", FL_OPERATION_OTHER},
    {"fcadd", FL_OPERATION_OTHER},    {"frecpe", FL_OPERATION_OTHER},  {"frecpx", FL_OPERATION_OTHER},
    {"frsqrte", FL_OPERATION_OTHER},  {"fmul", FL_OPERATION_MULTIPLY}, {"fnmul", FL_OPERATION_MULTIPLY},
    {"fmulx", FL_OPERATION_MULTIPLY}, {"fmadd", FL_OPERATION_FUSED},   {"fmsub", FL_OPERATION_FUSED},
    {"fnmadd", FL_OPERATION_FUSED},   {"fnmsub", FL_OPERATION_FUSED},  {"fmla", FL_OPERATION_FUSED},
    {"fmls", FL_OPERATION_FUSED},     {"fmlal", FL_OPERATION_FUSED},   {"fmlal2", FL_OPERATION_FUSED},
    {"fmlsl", FL_OPERATION_FUSED},    {"fmlsl2", FL_OPERATION_FUSED},  {"fcmla", FL_OPERATION_FUSED},
    {"frecps", FL_OPERATION_FUSED},   {"frsqrts", FL_OPERATION_FUSED},
};

static fl_operation operation_named(const char *name)
{
    for (size_t i = 0; i < sizeof operations / sizeof operations[0]; i++)
        if (strcmp(operations[i].name, name) == 0)
            return operations[i].operation;
    return FL_OPERATION_NONE;
}

/* The widest arrangement among the operands, since a
 * reduction has its vector on the right (faddp s0, v1.2s). */
static void fill_width(const cs_arm64 *detail, fl_instruction *instruction)
{
    instruction->lanes = 1;
    instruction->element_bits = 32;
    for (int i = 0; i < detail->op_count; i++) {
        int total = 0, element = 0;
        switch (detail->operands[i].vas) {
        case ARM64_VAS_4H:
            total = 64, element = 16;
            break;
        case ARM64_VAS_2S:
            total = 64, element = 32;
            break;
        case ARM64_VAS_8H:
            total = 128, element = 16;
            break;
        case ARM64_VAS_4S:
            total = 128, element = 32;
            break;
        case ARM64_VAS_2D:
            total = 128, element = 64;
            break;
        default:
            continue;
        }
        if (total / element > instruction->lanes) {
            instruction->lanes = total / element;
            instruction->element_bits = element;
            instruction->width = total == 128 ? FL_WIDTH_128 : FL_WIDTH_64;
        }
    }
    if (instruction->width == FL_WIDTH_SCALAR && detail->op_count > 0 &&
        detail->operands[0].type == ARM64_OP_REG) {
        arm64_reg reg = detail->operands[0].reg;
        instruction->element_bits = reg >= ARM64_REG_D0 && reg <= ARM64_REG_D31   ? 64
                                    : reg >= ARM64_REG_H0 && reg <= ARM64_REG_H31 ? 16
                                                                                  : 32;
    }
}

static void fill_flow(const cs_insn *decoded, fl_instruction *instruction)
{
    switch (decoded->id) {
    case ARM64_INS_BL:
        instruction->flow = FL_FLOW_CALL;
        break;
    case ARM64_INS_B:
    case ARM64_INS_CBZ:
    case ARM64_INS_CBNZ:
    case ARM64_INS_TBZ:
    case ARM64_INS_TBNZ:
        instruction->flow = FL_FLOW_JUMP;
        break;
    case ARM64_INS_BLR:
        instruction->flow = FL_FLOW_INDIRECT_CALL;
        return;
    case ARM64_INS_BR:
        instruction->flow = FL_FLOW_INDIRECT_JUMP;
        return;
    case ARM64_INS_RET:
        instruction->flow = FL_FLOW_RETURN;
        return;
    case ARM64_INS_SVC:
    case ARM64_INS_HVC:
    case ARM64_INS_SMC:
    case ARM64_INS_BRK:
    case ARM64_INS_HLT:
        instruction->flow = FL_FLOW_SYSTEM;
        return;
    default:
        return;
    }
    /* the target is the last operand: tbz has two before it */
    const cs_arm64 *detail = &decoded->detail->arm64;
    if (detail->op_count > 0)
        instruction->target = (uint64_t)detail->operands[detail->op_count - 1].imm;
}

/* Capstone's handle must not be used by two threads at once, and opening one takes longer than decoding. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static csh handle;
static cs_insn *scratch;

static bool decode(const unsigned char *bytes, uint64_t address)
{
    if (!scratch) {
        if (!handle && (cs_open(CS_ARCH_ARM64, CS_MODE_LITTLE_ENDIAN, &handle) != CS_ERR_OK ||
                        cs_option(handle, CS_OPT_DETAIL, CS_OPT_ON) != CS_ERR_OK))
            return false;
        scratch = cs_malloc(handle);
        if (!scratch)
            return false;
    }
    size_t size = WORD;
    return cs_disasm_iter(handle, &bytes, &size, &address, scratch);
}

static int vector_bits(const cs_arm64_op *operand)
{
    switch (operand->vas) {
    case ARM64_VAS_16B:
    case ARM64_VAS_8H:
    case ARM64_VAS_4S:
    case ARM64_VAS_2D:
    case ARM64_VAS_1Q:
        return 128;
    case ARM64_VAS_8B:
    case ARM64_VAS_4H:
    case ARM64_VAS_2S:
    case ARM64_VAS_1D:
        return 64;
    default:
        break;
    }
    bool whole =
        operand->type == ARM64_OP_REG && operand->reg >= ARM64_REG_Q0 && operand->reg <= ARM64_REG_Q31;
    bool half =
        operand->type == ARM64_OP_REG && operand->reg >= ARM64_REG_D0 && operand->reg <= ARM64_REG_D31;
    return whole ? 128 : half ? 64 : 0;
}

static int lanes_of(arm64_vas arrangement)
{
    switch (arrangement) {
    case ARM64_VAS_16B:
        return 16;
    case ARM64_VAS_8B:
    case ARM64_VAS_8H:
        return 8;
    case ARM64_VAS_4H:
    case ARM64_VAS_4S:
        return 4;
    case ARM64_VAS_2S:
    case ARM64_VAS_2D:
        return 2;
    default:
        return 1;
    }
}

/* Products of whole numbers, by name: each lane of the result has one, of dot products four. Carry-less ones
 * (pmul, pmull) are not the arithmetic meant here. */
static int integer_products(const cs_insn *decoded)
{
    static const char *const stems[] = {"mul",   "mla",    "mls",   "madd",  "msub",  "mneg",
                                        "smul",  "umul",   "smla",  "umla",  "smls",  "umls",
                                        "smadd", "umadd",  "smsub", "umsub", "smneg", "umneg",
                                        "sqdml", "sqdmul", "sqrdm", "sdot",  "udot"};
    const cs_arm64 *detail = &decoded->detail->arm64;
    for (size_t i = 0; i < sizeof stems / sizeof stems[0]; i++)
        if (strncmp(decoded->mnemonic, stems[i], strlen(stems[i])) == 0) {
            int lanes = detail->op_count > 0 ? lanes_of(detail->operands[0].vas) : 1;
            return strstr(decoded->mnemonic, "dot") ? 4 * lanes : lanes;
        }
    return 0;
}

/* Additions of one execution; of a pair that becomes one number (faddp s0, v1.2s) one. */
static int float_sums(const cs_insn *decoded, fl_instruction *instruction)
{
    const cs_arm64 *detail = &decoded->detail->arm64;
    static const char *const names[] = {"fadd", "fsub", "faddp", "fcadd"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(decoded->mnemonic, names[i]) != 0)
            continue;
        bool pair = strcmp(names[i], "faddp") == 0 && detail->op_count == 2;
        instruction->sums_in_order = pair;
        return pair ? 1 : instruction->lanes;
    }
    return 0;
}

static void fill_effects(const cs_insn *decoded, fl_instruction *instruction)
{
    const cs_arm64 *detail = &decoded->detail->arm64;
    for (int i = 0; i < detail->op_count; i++) {
        int bits = vector_bits(&detail->operands[i]);
        instruction->register_bits = bits > instruction->register_bits ? bits : instruction->register_bits;
    }
    static const fl_number_type by_bits[] = {
        [16 / 16] = FL_NUMBER_FLOAT16, [32 / 16] = FL_NUMBER_FLOAT32, [64 / 16] = FL_NUMBER_FLOAT64};
    instruction->products = instruction->operation >= FL_OPERATION_MULTIPLY ? instruction->lanes : 0;
    instruction->factors = by_bits[instruction->element_bits / 16];
    instruction->sums = float_sums(decoded, instruction);
    fl_aarch64_registers(decoded, instruction);
    if (instruction->operation == FL_OPERATION_NONE) {
        instruction->integer_products = integer_products(decoded);
        fl_aarch64_conversion(decoded, instruction);
    }
    instruction->system_call = decoded->id == ARM64_INS_SVC;
}

static void classify_decoded(const cs_insn *decoded, fl_instruction *instruction)
{
    snprintf(instruction->mnemonic, sizeof instruction->mnemonic, "%.23s", decoded->mnemonic);
    instruction->operation = operation_named(decoded->mnemonic);
    if (instruction->operation != FL_OPERATION_NONE)
        fill_width(&decoded->detail->arm64, instruction);
    instruction->loads = strncmp(decoded->mnemonic, "ld", 2) == 0;
    fill_flow(decoded, instruction);
    fill_effects(decoded, instruction);
}

static fl_number_type as_float16(fl_number_type type)
{
    return type == FL_NUMBER_FLOAT32 || type == FL_NUMBER_FLOAT64 ? FL_NUMBER_FLOAT16 : type;
}

/* What was classified works on float32, or double beside a general register of 64 bits; what stands there
 * works on float16, of which a vector holds twice as many. */
static void become_float16(fl_instruction *instruction)
{
    enum { HALF_BITS = 16 };
    bool pair = instruction->sums_in_order;
    int more = instruction->width == FL_WIDTH_SCALAR || pair ? 1 : 2;
    if (instruction->operation != FL_OPERATION_NONE) {
        instruction->element_bits = HALF_BITS;
        instruction->factors = FL_NUMBER_FLOAT16;
        instruction->lanes *= more;
        instruction->products *= more;
        instruction->sums *= more;
    }
    if (instruction->converted > 0) {
        instruction->from = as_float16(instruction->from);
        instruction->to = as_float16(instruction->to);
        instruction->converted *= instruction->converted > 1 ? 2 : 1;
    }
}

static bool decode_and_classify(const void *bytes, uint64_t address, fl_instruction *instruction)
{
    pthread_mutex_lock(&lock);
    bool decoded = decode(bytes, address);
    if (decoded)
        classify_decoded(scratch, instruction);
    pthread_mutex_unlock(&lock);
    return decoded;
}

/* What Capstone 4 does not know. */
static bool classify_newer(uint32_t word, uint64_t address, fl_instruction *instruction)
{
    uint32_t single = fl_aarch64_as_single(word);
    if (fl_aarch64_newer(word, instruction))
        return true;
    if (single == 0 || !decode_and_classify(&single, address, instruction))
        return false;
    become_float16(instruction);
    return true;
}

bool fl_classify_instruction(const void *bytes, size_t size, uint64_t address, fl_instruction *instruction)
{
    *instruction =
        (fl_instruction){.length = size < WORD ? size : WORD, .mask_register = -1, .column_register = -1};
    if (size < WORD)
        return false;
    uint32_t word;
    memcpy(&word, bytes, sizeof word);
    if (fl_bits(word, 28, 25) == 2)
        return classify_sve(word, instruction);
    if (fl_aarch64_is_sme(word))
        return fl_sme_classify(word, instruction);
    if (fl_aarch64_is_atomic(word)) {
        snprintf(instruction->mnemonic, sizeof instruction->mnemonic, "atomic");
        instruction->loads = true;
        fl_aarch64_memory(word, instruction);
        return true;
    }
    if (decode_and_classify(bytes, address, instruction)) {
        fl_aarch64_memory(word, instruction);
        return true;
    }
    return classify_newer(word, address, instruction);
}

bool fl_format_instruction(const void *bytes, size_t size, uint64_t address, char *text, size_t text_size)
{
    fl_instruction understood;
    uint32_t word = 0;
    bool good = fl_classify_instruction(bytes, size, address, &understood);
    if (size >= WORD)
        memcpy(&word, bytes, sizeof word);
    pthread_mutex_lock(&lock);
    bool decoded = good && understood.encoding != FL_ENCODING_SVE && decode(bytes, address);
    if (good && !decoded)
        snprintf(text, text_size, "%s 0x%08x", understood.mnemonic, (unsigned)word);
    else if (good)
        snprintf(text, text_size, "%s%s%s", scratch->mnemonic, scratch->op_str[0] ? " " : "",
                 scratch->op_str);
    pthread_mutex_unlock(&lock);
    if (!good)
        snprintf(text, text_size, "(not understood)");
    return good;
}
