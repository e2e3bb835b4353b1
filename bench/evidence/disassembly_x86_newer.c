/* Instructions newer than Zydis 4: AMX-FP16 and AMX-COMPLEX, AVX-VNNI-INT8 and -INT16, AVX-NE-CONVERT. All of
 * them are in the VEX encoding, map 0F38, without an immediate. Each is decoded as an older one whose
 * operands are of the same form, so that Zydis tells its length, registers and memory (Intel SDM, volume 2,
 * and the Instruction Set Extensions Programming Reference). */
#include "bench/evidence/disassembly_x86.h"

#include <stdio.h>
#include <string.h>

/* Byte 1 of the three-byte VEX prefix holds the map, byte 2 the bit W, the length and the prefix "pp". */
enum { VEX3 = 0xc4, MAP_0F = 1, MAP_0F38 = 2, MAP_BITS = 0x1f, W_BIT = 0x80, PREFIX_BITS = 3 };
enum { NP = 0, P66 = 1, PF3 = 2, PF2 = 3 };

typedef enum effect {
    TILE_PAIRS,  /* products of pairs of float16 numbers in tiles */
    BYTES,       /* products of whole numbers of 8 bits */
    WORDS,       /* of 16 bits */
    HALF_WIDENS, /* every other number of a vector in memory, or one that is repeated, becomes float32 */
    ONE_WIDENS,
    NARROWS, /* float32 becomes bfloat16 */
} effect;

struct fl_x86_newer {
    const char *name;
    unsigned char prefix, opcode;
    unsigned char alike_map, alike_prefix, alike_opcode;
    effect effect;
    fl_number_type type; /* of the narrow numbers */
};

static const fl_x86_newer newer[] = {
    {"tdpfp16ps", PF2, 0x5c, MAP_0F38, PF3, 0x5c, TILE_PAIRS, FL_NUMBER_FLOAT16}, /* as tdpbf16ps */
    {"tcmmimfp16ps", P66, 0x6c, MAP_0F38, PF3, 0x5c, TILE_PAIRS, FL_NUMBER_FLOAT16},
    {"tcmmrlfp16ps", NP, 0x6c, MAP_0F38, PF3, 0x5c, TILE_PAIRS, FL_NUMBER_FLOAT16},
    {"vpdpbssd", PF2, 0x50, MAP_0F38, P66, 0x50, BYTES, FL_NUMBER_INTEGER}, /* as vpdpbusd … */
    {"vpdpbssds", PF2, 0x51, MAP_0F38, P66, 0x50, BYTES, FL_NUMBER_INTEGER},
    {"vpdpbsud", PF3, 0x50, MAP_0F38, P66, 0x50, BYTES, FL_NUMBER_INTEGER},
    {"vpdpbsuds", PF3, 0x51, MAP_0F38, P66, 0x50, BYTES, FL_NUMBER_INTEGER},
    {"vpdpbuud", NP, 0x50, MAP_0F38, P66, 0x50, BYTES, FL_NUMBER_INTEGER},
    {"vpdpbuuds", NP, 0x51, MAP_0F38, P66, 0x50, BYTES, FL_NUMBER_INTEGER},
    {"vpdpwsud", PF3, 0xd2, MAP_0F38, P66, 0x52, WORDS, FL_NUMBER_INTEGER}, /* … and vpdpwssd */
    {"vpdpwsuds", PF3, 0xd3, MAP_0F38, P66, 0x52, WORDS, FL_NUMBER_INTEGER},
    {"vpdpwusd", P66, 0xd2, MAP_0F38, P66, 0x52, WORDS, FL_NUMBER_INTEGER},
    {"vpdpwusds", P66, 0xd3, MAP_0F38, P66, 0x52, WORDS, FL_NUMBER_INTEGER},
    {"vpdpwuud", NP, 0xd2, MAP_0F38, P66, 0x52, WORDS, FL_NUMBER_INTEGER},
    {"vpdpwuuds", NP, 0xd3, MAP_0F38, P66, 0x52, WORDS, FL_NUMBER_INTEGER},
    {"vcvtneebf162ps", PF3, 0xb0, MAP_0F, PF2, 0xf0, HALF_WIDENS, FL_NUMBER_BFLOAT16}, /* as vlddqu */
    {"vcvtneobf162ps", PF2, 0xb0, MAP_0F, PF2, 0xf0, HALF_WIDENS, FL_NUMBER_BFLOAT16},
    {"vcvtneeph2ps", P66, 0xb0, MAP_0F, PF2, 0xf0, HALF_WIDENS, FL_NUMBER_FLOAT16},
    {"vcvtneoph2ps", NP, 0xb0, MAP_0F, PF2, 0xf0, HALF_WIDENS, FL_NUMBER_FLOAT16},
    {"vbcstnebf162ps", PF3, 0xb1, MAP_0F38, P66, 0x18, ONE_WIDENS, FL_NUMBER_BFLOAT16}, /* as vbroadcastss */
    {"vbcstnesh2ps", P66, 0xb1, MAP_0F38, P66, 0x18, ONE_WIDENS, FL_NUMBER_FLOAT16},
    {"vcvtneps2bf16", PF3, 0x72, MAP_0F, PF2, 0xe6, NARROWS, FL_NUMBER_BFLOAT16}, /* as vcvtpd2dq */
};

const fl_x86_newer *fl_x86_newer_at(const void *bytes, size_t size, unsigned char alike[FL_X86_LONGEST])
{
    const unsigned char *code = bytes;
    if (size < 5 || code[0] != VEX3 || (code[1] & MAP_BITS) != MAP_0F38 || code[2] & W_BIT)
        return NULL;
    for (size_t i = 0; i < sizeof newer / sizeof newer[0]; i++) {
        const fl_x86_newer *n = &newer[i];
        if (n->opcode != code[3] || n->prefix != (code[2] & PREFIX_BITS))
            continue;
        memset(alike, 0, FL_X86_LONGEST);
        memcpy(alike, code, size < FL_X86_LONGEST ? size : FL_X86_LONGEST);
        alike[1] = (unsigned char)((code[1] & ~MAP_BITS) | n->alike_map);
        alike[2] = (unsigned char)((code[2] & ~PREFIX_BITS) | n->alike_prefix);
        alike[3] = n->alike_opcode;
        return n;
    }
    return NULL;
}

void fl_x86_become_newer(const fl_x86_newer *n, fl_instruction *instruction)
{
    enum { FLOAT_BITS = 32, NARROW_BYTES = 2 };
    snprintf(instruction->mnemonic, sizeof instruction->mnemonic, "%s", n->name);
    instruction->converted = 0;
    switch (n->effect) {
    case TILE_PAIRS:
        instruction->factors = n->type;
        break;
    case BYTES:
    case WORDS:
        break; /* as those do that it was decoded as */
    case HALF_WIDENS:
        instruction->converted = instruction->register_bits / FLOAT_BITS;
        break;
    case ONE_WIDENS:
        instruction->converted = 1;
        instruction->bytes_loaded = NARROW_BYTES;
        break;
    case NARROWS:
        instruction->from = FL_NUMBER_FLOAT32;
        instruction->to = n->type;
        instruction->converted = instruction->bytes_loaded > 0
                                     ? (int)(instruction->bytes_loaded * 8 / FLOAT_BITS)
                                     : instruction->register_bits / FLOAT_BITS;
        return;
    }
    if (instruction->converted > 0) {
        instruction->from = n->type;
        instruction->to = FL_NUMBER_FLOAT32;
    }
}

const char *fl_x86_newer_name(const fl_x86_newer *n)
{
    return n->name;
}

void fl_x86_rename(const fl_x86_newer *n, char *text, size_t size)
{
    char operands[128] = "";
    const char *space = strchr(text, ' ');
    snprintf(operands, sizeof operands, "%s", space ? space : "");
    snprintf(text, size, "%s%s", n->name, operands);
}
