/* Conversions between types of numbers, on x86. Their names are composed regularly as well: cvt [t] [ne] FROM
 * 2 TO, where t rounds towards zero and ne to the nearest. bfloat16 is the upper half of a float32 and so
 * needs no conversion: widening it shifts to the left by 16 bits, or puts it above 16 bits of zero. */
#include "bench/evidence/disassembly_x86.h"

#include <string.h>

typedef struct type {
    const char *text;
    fl_number_type number;
    int bits;    /* 0: one number, whatever the register */
    bool scalar; /* of lane 0, or of a general register */
} type;

/* Longest first where one begins another. */
static const type types[] = {
    {"bf16", FL_NUMBER_BFLOAT16, 16, false},
    {"phx", FL_NUMBER_FLOAT16, 16, false},
    {"ph", FL_NUMBER_FLOAT16, 16, false},
    {"sh", FL_NUMBER_FLOAT16, 16, true},
    {"psx", FL_NUMBER_FLOAT32, 32, false},
    {"ps", FL_NUMBER_FLOAT32, 32, false},
    {"ss", FL_NUMBER_FLOAT32, 32, true},
    {"pd", FL_NUMBER_FLOAT64, 64, false},
    {"sd", FL_NUMBER_FLOAT64, 64, true},
    {"usi", FL_NUMBER_INTEGER, 32, true},
    {"si", FL_NUMBER_INTEGER, 32, true},
    {"udq", FL_NUMBER_INTEGER, 32, false},
    {"dq", FL_NUMBER_INTEGER, 32, false},
    {"uqq", FL_NUMBER_INTEGER, 64, false},
    {"qq", FL_NUMBER_INTEGER, 64, false},
    {"uw", FL_NUMBER_INTEGER, 16, false},
    {"w", FL_NUMBER_INTEGER, 16, false},
    {"pi", FL_NUMBER_INTEGER, 64, false}, /* two of an MMX register */
};

static const type *take_type(const char **text)
{
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        size_t length = strlen(types[i].text);
        if (strncmp(*text, types[i].text, length) == 0) {
            *text += length;
            return &types[i];
        }
    }
    return NULL;
}

static void skip(const char **text, const char *word)
{
    if (strncmp(*text, word, strlen(word)) == 0)
        *text += strlen(word);
}

/* "vcvtph2ps", "cvttss2si", "vcvtne2ps2bf16" */
static bool parse_conversion(const char *name, fl_instruction *instruction)
{
    name += name[0] == 'v';
    if (strncmp(name, "cvt", 3) != 0)
        return false;
    name += 3;
    bool two = strncmp(name, "ne2", 3) == 0; /* two registers of float32 become one of bfloat16 */
    skip(&name, two ? "ne2" : "ne");
    const type *from = take_type(&name);
    if (!from && name[0] == 't') {
        name++;
        from = take_type(&name);
    }
    if (!from || *name++ != '2')
        return false;
    const type *to = take_type(&name);
    if (!to || *name)
        return false;
    int bits = from->bits > to->bits ? from->bits : to->bits;
    instruction->from = from->number;
    instruction->to = to->number;
    instruction->converted =
        from->scalar || to->scalar ? 1 : instruction->register_bits / bits * (two ? 2 : 1);
    return true;
}

static bool shifts_by_16(const ZydisDecodedInstruction *decoded, const ZydisDecodedOperand *operands)
{
    int last = decoded->operand_count_visible - 1;
    return last > 0 && operands[last].type == ZYDIS_OPERAND_TYPE_IMMEDIATE &&
           operands[last].imm.value.u == 16;
}

/* The x87 stack holds 80 bits, told here as float64: what is loaded from, or stored as, float32 or an integer
 * is converted, whatever is computed with it. */
static void convert_x87(const ZydisDecodedInstruction *decoded, const ZydisDecodedOperand *operands,
                        fl_instruction *instruction)
{
    enum { SINGLE = 32 };
    const char *name = instruction->mnemonic;
    int size = 0;
    for (int i = 0; i < decoded->operand_count; i++)
        if (operands[i].type == ZYDIS_OPERAND_TYPE_MEMORY)
            size = operands[i].size;
    bool stores = strncmp(name, "fst", 3) == 0 || strncmp(name, "fist", 4) == 0;
    bool integer = name[1] == 'i' && size > 0;
    bool single =
        size == SINGLE && (strcmp(name, "fld") == 0 || strcmp(name, "fst") == 0 || strcmp(name, "fstp") == 0);
    if (!integer && !single)
        return;
    fl_number_type outside = integer ? FL_NUMBER_INTEGER : FL_NUMBER_FLOAT32;
    instruction->from = stores ? FL_NUMBER_FLOAT64 : outside;
    instruction->to = stores ? outside : FL_NUMBER_FLOAT64;
    instruction->converted = 1;
}

void fl_x86_conversion(const ZydisDecodedInstruction *decoded, const ZydisDecodedOperand *operands,
                       fl_instruction *instruction)
{
    enum { DOUBLE_WORD = 32 };
    if (instruction->encoding == FL_ENCODING_X87 ||
        decoded->mnemonic == ZYDIS_MNEMONIC_FISTTP) { /* of SSE3 */
        convert_x87(decoded, operands, instruction);
        return;
    }
    if (parse_conversion(instruction->mnemonic, instruction))
        return;
    switch (decoded->mnemonic) {
    case ZYDIS_MNEMONIC_PSLLD:
    case ZYDIS_MNEMONIC_VPSLLD:
        instruction->converted =
            shifts_by_16(decoded, operands) ? instruction->register_bits / DOUBLE_WORD : 0;
        break;
    case ZYDIS_MNEMONIC_SHL:
        instruction->converted = shifts_by_16(decoded, operands) && operands[0].size == DOUBLE_WORD;
        break;
    case ZYDIS_MNEMONIC_PUNPCKLWD:
    case ZYDIS_MNEMONIC_PUNPCKHWD:
    case ZYDIS_MNEMONIC_VPUNPCKLWD:
    case ZYDIS_MNEMONIC_VPUNPCKHWD:
        instruction->converted = instruction->register_bits / DOUBLE_WORD;
        break;
    default:
        return;
    }
    instruction->from = FL_NUMBER_BFLOAT16;
    instruction->to = FL_NUMBER_FLOAT32;
}
