/* Which vector registers an A64 instruction reads and writes. Capstone 4 names the operands, and does not
 * tell of all of them whether they are written: by Arm's rule the first one is, but of stores and
 * comparisons. */
#include <string.h>

#include <capstone/capstone.h>

#include "bench/evidence/disassembly_aarch64.h"

static const struct {
    unsigned first, last;
} banks[] = {{ARM64_REG_B0, ARM64_REG_B31}, {ARM64_REG_H0, ARM64_REG_H31}, {ARM64_REG_S0, ARM64_REG_S31},
             {ARM64_REG_D0, ARM64_REG_D31}, {ARM64_REG_Q0, ARM64_REG_Q31}, {ARM64_REG_V0, ARM64_REG_V31}};

static uint32_t bit_of(const cs_arm64_op *operand)
{
    for (size_t i = 0; operand->type == ARM64_OP_REG && i < sizeof banks / sizeof banks[0]; i++)
        if (operand->reg >= banks[i].first && operand->reg <= banks[i].last)
            return UINT32_C(1) << (operand->reg - banks[i].first);
    return 0;
}

static bool begins(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

/* Whether something of the destination is left, or goes into the result. */
static bool keeps(const cs_insn *decoded)
{
    static const char *const stems[] = {"fmla", "fmls", "mla",   "mls",   "smla", "smls",  "umla", "umls",
                                        "sdot", "udot", "ins",   "bsl",   "bit",  "bif",   "tbx",  "fcmla",
                                        "saba", "uaba", "sadal", "uadal", "sqdm", "sqrdm", "ssra", "usra"};
    const cs_arm64_op *first = &decoded->detail->arm64.operands[0];
    for (size_t i = 0; i < sizeof stems / sizeof stems[0]; i++)
        if (begins(decoded->mnemonic, stems[i]))
            return true;
    return first->vector_index >= 0; /* one lane of it is written */
}

static int destinations(const cs_insn *decoded)
{
    const char *name = decoded->mnemonic;
    const cs_arm64 *detail = &decoded->detail->arm64;
    if (begins(name, "st") || begins(name, "fcmp") || begins(name, "fccmp"))
        return 0;
    int count = 1;
    if (begins(name, "ld")) /* ldp, ld1 to ld4 of several */
        while (count < detail->op_count && bit_of(&detail->operands[count]))
            count++;
    return count;
}

void fl_aarch64_registers(const void *capstone_instruction, fl_instruction *instruction)
{
    const cs_insn *decoded = capstone_instruction;
    const cs_arm64 *detail = &decoded->detail->arm64;
    int written = destinations(decoded);
    for (int i = 0; i < detail->op_count; i++) {
        uint32_t bit = bit_of(&detail->operands[i]);
        instruction->vectors_written |= i < written ? bit : 0;
        instruction->vectors_read |= i >= written || (i == 0 && keeps(decoded)) ? bit : 0;
    }
}

/* DDI 0487, "SVE encodings": Zd or Zdn in bits 4 to 0, Zn, or of destructive forms Zm, in 9 to 5, Zm of
 * others in 20 to 16. Everything but arithmetic begins anew. */
void fl_sve_registers(uint32_t word, fl_instruction *instruction)
{
    if (fl_bits(word, 31, 29) == 7) /* stores */
        return;
    instruction->vectors_written = UINT32_C(1) << fl_bits(word, 4, 0);
    if (instruction->operation == FL_OPERATION_NONE)
        return;
    bool fused = instruction->operation == FL_OPERATION_FUSED, apart = fl_bits(word, 15, 13) == 0;
    instruction->vectors_read = UINT32_C(1) << fl_bits(word, 9, 5);
    if (fused || !apart)
        instruction->vectors_read |= UINT32_C(1) << fl_bits(word, 4, 0);
    if (fused || apart)
        instruction->vectors_read |= UINT32_C(1) << fl_bits(word, 20, 16);
}
