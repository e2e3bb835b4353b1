/* Intel 64 and IA-32 Architectures Software Developer's Manual, volume 2A, CPUID; Intel Architecture Instruction Set
 * Extensions Programming Reference, chapter 1; AMD64 Architecture Programmer's Manual, volume 3, appendix E. */
#include "bench/evidence/cpuid_mask.h"

#include <stdbool.h>
#include <stddef.h>

#include "kernels/kernel.h"

enum { ANY = -1 };

static const struct {
    uint32_t leaf;
    int subleaf, word;
    unsigned needs; /* hidden where one of them is */
    uint32_t bits;
} rows[] = {
    {1, ANY, FL_ANSWER_ECX, FL_NEEDS_SSE3, 1u << 0},
    {1, ANY, FL_ANSWER_ECX, FL_NEEDS_SSSE3, 1u << 9},
    {1, ANY, FL_ANSWER_ECX, FL_NEEDS_FMA, 1u << 12},
    {1, ANY, FL_ANSWER_ECX, FL_NEEDS_SSE41, 1u << 19},
    {1, ANY, FL_ANSWER_ECX, FL_NEEDS_SSE42, 1u << 20},
    {1, ANY, FL_ANSWER_ECX, FL_NEEDS_POPCNT, 1u << 23},
    {1, ANY, FL_ANSWER_ECX, FL_NEEDS_AVX, 1u << 28},
    {1, ANY, FL_ANSWER_ECX, FL_NEEDS_F16C, 1u << 29},
    {7, 0, FL_ANSWER_EBX, FL_NEEDS_BMI1, 1u << 3},
    {7, 0, FL_ANSWER_EBX, FL_NEEDS_AVX2, 1u << 5},
    {7, 0, FL_ANSWER_EBX, FL_NEEDS_BMI2, 1u << 8},
    {7, 0, FL_ANSWER_EBX, FL_NEEDS_AVX512F, 1u << 16 | 1u << 21 | 1u << 26 | 1u << 27}, /* IFMA, PF, ER */
    {7, 0, FL_ANSWER_EBX, FL_NEEDS_AVX512DQ, 1u << 17},
    {7, 0, FL_ANSWER_EBX, FL_NEEDS_AVX512CD, 1u << 28},
    {7, 0, FL_ANSWER_EBX, FL_NEEDS_AVX512BW, 1u << 30},
    {7, 0, FL_ANSWER_EBX, FL_NEEDS_AVX512VL, 1u << 31},
    {7, 0, FL_ANSWER_ECX, FL_NEEDS_AVX512F, 1u << 11 | 1u << 14},            /* VNNI, VPOPCNTDQ */
    {7, 0, FL_ANSWER_ECX, FL_NEEDS_AVX512BW, 1u << 1 | 1u << 6 | 1u << 12},  /* VBMI, VBMI2, BITALG */
    {7, 0, FL_ANSWER_ECX, FL_NEEDS_AVX, 1u << 9 | 1u << 10},                 /* VAES, VPCLMULQDQ */
    {7, 0, FL_ANSWER_EDX, FL_NEEDS_AVX512F, 1u << 2 | 1u << 3 | 1u << 8},    /* 4VNNIW … VP2INTERSECT */
    {7, 0, FL_ANSWER_EDX, FL_NEEDS_AVX512F, 1u << 22 | 1u << 24 | 1u << 25}, /* AMX */
    {7, 0, FL_ANSWER_EDX, FL_NEEDS_AVX512BW, 1u << 23},                      /* FP16 */
    {7, 1, FL_ANSWER_EAX, FL_NEEDS_AVX2,
     1u << 0 | 1u << 1 | 1u << 2 | 1u << 4 | 1u << 23},                 /* SHA512 … IFMA */
    {7, 1, FL_ANSWER_EAX, FL_NEEDS_AVX512F, 1u << 5 | 1u << 21},        /* BF16, AMX-FP16 */
    {7, 1, FL_ANSWER_EDX, FL_NEEDS_AVX2, 1u << 4 | 1u << 5 | 1u << 10}, /* VNNI-INT8 … */
    {7, 1, FL_ANSWER_EDX, FL_NEEDS_AVX512F, 1u << 8 | 1u << 19},        /* AMX-COMPLEX, AVX10 */
    {0x1d, ANY, FL_ANSWER_EAX, FL_NEEDS_AVX512F, ~0u},                  /* AMX: its tiles */
    {0x1d, ANY, FL_ANSWER_EBX, FL_NEEDS_AVX512F, ~0u},
    {0x1d, ANY, FL_ANSWER_ECX, FL_NEEDS_AVX512F, ~0u},
    {0x1e, ANY, FL_ANSWER_EAX, FL_NEEDS_AVX512F, ~0u},
    {0x1e, ANY, FL_ANSWER_EBX, FL_NEEDS_AVX512F, ~0u},
    {0x24, ANY, FL_ANSWER_EAX, FL_NEEDS_AVX512F, ~0u}, /* AVX10: its version and widths */
    {0x24, ANY, FL_ANSWER_EBX, FL_NEEDS_AVX512F, ~0u},
    {0x80000001, ANY, FL_ANSWER_ECX, FL_NEEDS_LZCNT, 1u << 5},
    {0x80000001, ANY, FL_ANSWER_ECX, FL_NEEDS_SSE3, 1u << 6},            /* SSE4A */
    {0x80000001, ANY, FL_ANSWER_ECX, FL_NEEDS_AVX, 1u << 11 | 1u << 16}, /* XOP, FMA4 */
    {0x8000001a, ANY, FL_ANSWER_EAX, FL_NEEDS_AVX, 1u << 2},             /* 256 bits in one piece */
    {0x8000001a, ANY, FL_ANSWER_EAX, FL_NEEDS_AVX512F, 1u << 3},         /* 512 bits likewise */
};

void fl_cpuid_mask(unsigned hidden, uint32_t leaf, uint32_t subleaf, uint32_t answer[FL_ANSWERS])
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        bool asked = rows[i].leaf == leaf && (rows[i].subleaf == ANY || (uint32_t)rows[i].subleaf == subleaf);
        if (asked && (rows[i].needs & hidden))
            answer[rows[i].word] &= ~rows[i].bits;
    }
}
