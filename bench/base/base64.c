#include "bench/base/base64.h"

#include <stdint.h>

const char fl_base64_alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void fl_base64_group(const unsigned char *bytes, size_t left, char letters[FL_BASE64_LETTERS])
{
    enum { BITS_OF_A_BYTE = 8, MASK = (1 << FL_BASE64_BITS) - 1 };
    uint32_t group = 0;
    for (size_t i = 0; i < FL_BASE64_BYTES; i++)
        group = group << BITS_OF_A_BYTE | (i < left ? bytes[i] : 0U);
    for (size_t i = 0; i < FL_BASE64_LETTERS; i++)
        if (i <= left)
            letters[i] = fl_base64_alphabet[group >> FL_BASE64_BITS * (FL_BASE64_LETTERS - 1 - i) & MASK];
        else
            letters[i] = '=';
}
