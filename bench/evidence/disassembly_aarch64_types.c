/* Conversions between types of numbers, on AArch64 outside of SVE. bfloat16 is the upper half of a float32
 * and so needs no conversion: widening it shifts to the left by 16 bits, or puts it above 16 bits of zero. */
#include "bench/evidence/disassembly_aarch64.h"

#include <string.h>

typedef struct operand {
    int bits, lanes; /* of one number; how many there are */
    bool general;    /* a general register */
} operand;

static operand describe(const cs_arm64_op *from)
{
    static const struct {
        arm64_vas arrangement;
        operand is;
    } arrangements[] = {
        {ARM64_VAS_4H, {16, 4, false}}, {ARM64_VAS_8H, {16, 8, false}}, {ARM64_VAS_2S, {32, 2, false}},
        {ARM64_VAS_4S, {32, 4, false}}, {ARM64_VAS_1D, {64, 1, false}}, {ARM64_VAS_2D, {64, 2, false}},
    };
    for (size_t i = 0; i < sizeof arrangements / sizeof arrangements[0]; i++)
        if (from->vas == arrangements[i].arrangement)
            return arrangements[i].is;
    if (from->type != ARM64_OP_REG)
        return (operand){0, 0, false};
    arm64_reg reg = from->reg;
    if (reg >= ARM64_REG_H0 && reg <= ARM64_REG_H31)
        return (operand){16, 1, false};
    if (reg >= ARM64_REG_S0 && reg <= ARM64_REG_S31)
        return (operand){32, 1, false};
    if (reg >= ARM64_REG_D0 && reg <= ARM64_REG_D31)
        return (operand){64, 1, false};
    return (operand){64, 1, true};
}

static fl_number_type float_of(int bits)
{
    return bits == 16 ? FL_NUMBER_FLOAT16 : bits == 32 ? FL_NUMBER_FLOAT32 : FL_NUMBER_FLOAT64;
}

static bool begins(const char *name, const char *const *beginnings)
{
    for (; *beginnings; beginnings++)
        if (strncmp(name, *beginnings, strlen(*beginnings)) == 0)
            return true;
    return false;
}

/* Of a whole number to float, of float to a whole number, of one float to another. */
static void named_conversion(const cs_insn *decoded, fl_instruction *instruction)
{
    static const char *const from_integer[] = {"scvtf", "ucvtf", NULL};
    static const char *const to_integer[] = {"fcvta", "fcvtm", "fcvtns", "fcvtnu", "fcvtp", "fcvtz", NULL};
    static const char *const between[] = {"fcvt", NULL};
    const cs_arm64 *detail = &decoded->detail->arm64;
    if (detail->op_count < 2)
        return;
    operand to = describe(&detail->operands[0]), from = describe(&detail->operands[1]);
    instruction->from = float_of(from.bits);
    instruction->to = float_of(to.bits);
    if (begins(decoded->mnemonic, from_integer))
        instruction->from = FL_NUMBER_INTEGER;
    else if (begins(decoded->mnemonic, to_integer))
        instruction->to = FL_NUMBER_INTEGER;
    else if (!begins(decoded->mnemonic, between))
        return;
    instruction->converted =
        to.lanes < from.lanes ? to.lanes : from.lanes; /* fcvtl2 reads half of its operand */
}

/* What makes float32 of bfloat16 by moving it up. */
static int widened(const cs_insn *decoded)
{
    enum { SHIFT = 16 };
    const cs_arm64 *detail = &decoded->detail->arm64;
    if (detail->op_count < 2)
        return 0;
    const char *name = decoded->mnemonic;
    const cs_arm64_op *last = &detail->operands[detail->op_count - 1];
    operand to = describe(&detail->operands[0]);
    bool by_16 = last->type == ARM64_OP_IMM && last->imm == SHIFT;
    bool word =
        to.general && detail->operands[0].reg >= ARM64_REG_W0 && detail->operands[0].reg <= ARM64_REG_W30;
    if ((strcmp(name, "shll") == 0 || strcmp(name, "shll2") == 0 || strcmp(name, "shl") == 0) && by_16)
        return to.bits == 32 ? to.lanes : 0;
    if (strcmp(name, "lsl") == 0 && by_16)
        return word;
    if ((strcmp(name, "zip1") == 0 || strcmp(name, "zip2") == 0) && to.bits == 16)
        return to.lanes / 2;
    return 0;
}

void fl_aarch64_conversion(const cs_insn *decoded, fl_instruction *instruction)
{
    named_conversion(decoded, instruction);
    if (instruction->converted > 0)
        return;
    instruction->converted = widened(decoded);
    instruction->from = instruction->converted > 0 ? FL_NUMBER_BFLOAT16 : 0;
    instruction->to = instruction->converted > 0 ? FL_NUMBER_FLOAT32 : 0;
}
