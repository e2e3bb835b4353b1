/* The counter of a trace: fixed instructions with fed masks and repetitions, sums and subtraction. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "bench/evidence/trace_count.h"

/* ---- single instructions ---- */

#if defined(__x86_64__)

typedef struct sample {
    const char *text;
    size_t length;
    unsigned char bytes[15];
    uint64_t mask, repetitions;        /* fed */
    int width, element;                /* fl_width and fl_element */
    uint64_t lanes, multiplied, fused; /* expected; no arithmetic: all 0 */
    uint64_t integers, loaded, stored, wide;
} sample;

enum { SCALAR = FL_WIDTH_SCALAR, W128 = FL_WIDTH_128, W256 = FL_WIDTH_256, W512 = FL_WIDTH_512 };
enum {
    BF16 = FL_ELEMENT_BFLOAT16,
    F16 = FL_ELEMENT_FLOAT16,
    F32 = FL_ELEMENT_FLOAT32,
    F64 = FL_ELEMENT_FLOAT64,
    X87 = FL_ELEMENT_OTHER
};

/* One row a line. The bytes are those of the GNU assembler, the expectations were written by hand. */
/* clang-format off */
static const sample samples[] = {
    {"mulss xmm0, [rdi]", 4, {0xf3, 0x0f, 0x59, 0x07}, 0, 0, SCALAR, F32, 1, 1, 0, 0, 4, 0, 0},
    {"addss xmm0, xmm1", 4, {0xf3, 0x0f, 0x58, 0xc1}, 0, 0, SCALAR, F32, 1, 0, 0, 0, 0, 0, 0},
    {"mulsd xmm0, xmm1", 4, {0xf2, 0x0f, 0x59, 0xc1}, 0, 0, SCALAR, F64, 1, 1, 0, 0, 0, 0, 0},
    {"mulps xmm2, [rdi+rax*4]", 4, {0x0f, 0x59, 0x14, 0x87}, 0, 0, W128, F32, 4, 4, 0, 0, 16, 0, 0},
    {"vfmadd231ps ymm0, ymm1, [rsi]", 5, {0xc4, 0xe2, 0x75, 0xb8, 0x06}, 0, 0, W256, F32, 8, 0, 8, 0, 32, 0, 0},
    {"vfmadd231ps zmm0{k3}, zmm1, [rsi] with all lanes", 6, {0x62, 0xf2, 0x75, 0x4b, 0xb8, 0x06}, 0xffff, 0, W512, F32, 16, 0, 16, 0, 64, 0, 0},
    {"vfmadd231ps zmm0{k3}, zmm1, [rsi] with 3 lanes", 6, {0x62, 0xf2, 0x75, 0x4b, 0xb8, 0x06}, 0x8101, 0, W512, F32, 3, 0, 3, 0, 12, 0, 0},
    {"vfmadd231ps zmm0{k3}, zmm1, [rsi] with none", 6, {0x62, 0xf2, 0x75, 0x4b, 0xb8, 0x06}, 0, 0, W512, F32, 0, 0, 0, 0, 0, 0, 0},
    {"the same: bits above the lanes do not count", 6, {0x62, 0xf2, 0x75, 0x4b, 0xb8, 0x06}, 0xf0000, 0, W512, F32, 0, 0, 0, 0, 0, 0, 0},
    {"vfmadd231ps zmm0{k3}, zmm1, [rsi]{1to16}", 6, {0x62, 0xf2, 0x75, 0x5b, 0xb8, 0x06}, 0x7, 0, W512, F32, 3, 0, 3, 0, 4, 0, 0},
    {"vfmadd231ss xmm0{k1}, xmm1, [rsi], lane 0 off", 6, {0x62, 0xf2, 0x75, 0x09, 0xb9, 0x06}, 0xfe, 0, SCALAR, F32, 0, 0, 0, 0, 0, 0, 0},
    {"vfmadd231ss xmm0{k1}, xmm1, [rsi], lane 0 on", 6, {0x62, 0xf2, 0x75, 0x09, 0xb9, 0x06}, 0x1, 0, SCALAR, F32, 1, 0, 1, 0, 4, 0, 0},
    {"vmulpd ymm0{k2}, ymm1, ymm2", 6, {0x62, 0xf1, 0xf5, 0x2a, 0x59, 0xc2}, 0xb, 0, W256, F64, 3, 3, 0, 0, 0, 0, 0},
    {"vmulph zmm0, zmm1, zmm2", 6, {0x62, 0xf5, 0x74, 0x48, 0x59, 0xc2}, 0, 0, W512, F16, 32, 32, 0, 0, 0, 0, 0},
    {"vdpbf16ps zmm0{k1}, zmm1, zmm2", 6, {0x62, 0xf2, 0x76, 0x49, 0x52, 0xc2}, 0x3, 0, W512, BF16, 2, 0, 4, 0, 0, 0, 0},
    {"vfmaddcph zmm0{k1}, zmm1, zmm2", 6, {0x62, 0xf6, 0x76, 0x49, 0x56, 0xc2}, 0x1, 0, W512, F16, 2, 0, 4, 0, 0, 0, 0},
    {"vfmulcsh xmm0, xmm1, xmm2", 6, {0x62, 0xf6, 0x76, 0x08, 0xd7, 0xc2}, 0, 0, SCALAR, F16, 1, 4, 0, 0, 0, 0, 0},
    {"dpps xmm0, xmm1, 0xf1", 6, {0x66, 0x0f, 0x3a, 0x40, 0xc1, 0xf1}, 0, 0, W128, F32, 4, 4, 0, 0, 0, 0, 0},
    {"dpps xmm0, xmm1, 0x71", 6, {0x66, 0x0f, 0x3a, 0x40, 0xc1, 0x71}, 0, 0, W128, F32, 4, 3, 0, 0, 0, 0, 0},
    {"vdpps ymm0, ymm1, ymm2, 0x31", 6, {0xc4, 0xe3, 0x75, 0x40, 0xc2, 0x31}, 0, 0, W256, F32, 8, 4, 0, 0, 0, 0, 0},
    {"dppd xmm0, xmm1, 0x31", 6, {0x66, 0x0f, 0x3a, 0x41, 0xc1, 0x31}, 0, 0, W128, F64, 2, 2, 0, 0, 0, 0, 0},
    {"fmul st, st(1)", 2, {0xd8, 0xc9}, 0, 0, SCALAR, X87, 1, 1, 0, 0, 0, 0, 0},
    {"vpdpbusd zmm0{k1}, zmm1, [rsi]", 6, {0x62, 0xf2, 0x75, 0x49, 0x50, 0x06}, 0x5, 0, 0, 0, 0, 0, 0, 8, 8, 0, 0},
    {"vpdpwssd ymm0, ymm1, ymm2", 6, {0x62, 0xf2, 0x75, 0x28, 0x52, 0xc2}, 0, 0, 0, 0, 0, 0, 0, 16, 0, 0, 0},
    {"pmaddwd xmm0, xmm1", 4, {0x66, 0x0f, 0xf5, 0xc1}, 0, 0, 0, 0, 0, 0, 0, 8, 0, 0, 0},
    {"pmaddwd mm0, mm1", 3, {0x0f, 0xf5, 0xc1}, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0},
    {"vpmaddubsw ymm0, ymm1, ymm2", 5, {0xc4, 0xe2, 0x75, 0x04, 0xc2}, 0, 0, 0, 0, 0, 0, 0, 32, 0, 0, 0},
    {"vpmulld ymm0, ymm1, ymm2", 5, {0xc4, 0xe2, 0x75, 0x40, 0xc2}, 0, 0, 0, 0, 0, 0, 0, 8, 0, 0, 0},
    {"vpmullq zmm0, zmm1, zmm2", 6, {0x62, 0xf2, 0xf5, 0x48, 0x40, 0xc2}, 0, 0, 0, 0, 0, 0, 0, 8, 0, 0, 0},
    {"imul rax, rbx", 4, {0x48, 0x0f, 0xaf, 0xc3}, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0},
    {"mul rbx", 3, {0x48, 0xf7, 0xe3}, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0},
    {"mulx rax, rbx, rcx", 5, {0xc4, 0xe2, 0xe3, 0xf6, 0xc1}, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0},
    {"vpclmullqlqdq ymm0, ymm1, ymm2: no arithmetic", 6, {0xc4, 0xe3, 0x75, 0x44, 0xc2, 0x00}, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1},
    {"vmovups zmm0{k1}{z}, [rsi]: no arithmetic", 6, {0x62, 0xf1, 0x7c, 0xc9, 0x10, 0x06}, 0x3, 0, 0, 0, 0, 0, 0, 0, 8, 0, 1},
    {"vmovups [rsi]{k1}, zmm0", 6, {0x62, 0xf1, 0x7c, 0x49, 0x11, 0x06}, 0x7, 0, 0, 0, 0, 0, 0, 0, 0, 12, 1},
    {"vmovss xmm0{k1}{z}, [rsi]", 6, {0x62, 0xf1, 0x7e, 0x89, 0x10, 0x06}, 0x1, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0},
    {"vmaskmovps ymm0, ymm1, [rsi]: no arithmetic", 5, {0xc4, 0xe2, 0x75, 0x2c, 0x06}, 0, 0, 0, 0, 0, 0, 0, 0, 32, 0, 1},
    {"vgatherdps ymm0, [rsi+ymm1*4], ymm2", 6, {0xc4, 0xe2, 0x6d, 0x92, 0x04, 0x8e}, 0, 0, 0, 0, 0, 0, 0, 0, 32, 0, 1},
    {"vgatherqps xmm0, [rsi+ymm1*4], xmm2", 6, {0xc4, 0xe2, 0x6d, 0x93, 0x04, 0x8e}, 0, 0, 0, 0, 0, 0, 0, 0, 16, 0, 0},
    {"vgatherqps xmm0, [rsi+xmm1*4], xmm2", 6, {0xc4, 0xe2, 0x69, 0x93, 0x04, 0x8e}, 0, 0, 0, 0, 0, 0, 0, 0, 8, 0, 0},
    {"vgatherdpd ymm0, [rsi+xmm1*4], ymm2", 6, {0xc4, 0xe2, 0xed, 0x92, 0x04, 0x8e}, 0, 0, 0, 0, 0, 0, 0, 0, 32, 0, 1},
    {"vpgatherdd zmm0{k1}, [rsi+zmm1*4]", 7, {0x62, 0xf2, 0x7d, 0x49, 0x90, 0x04, 0x8e}, 0x3, 0, 0, 0, 0, 0, 0, 0, 8, 0, 1},
    {"vcvtps2pd zmm0{k1}, [rsi]", 6, {0x62, 0xf1, 0x7c, 0x49, 0x5a, 0x06}, 0x3, 0, 0, 0, 0, 0, 0, 0, 8, 0, 1},
    {"vbroadcastss zmm0{k1}, [rsi]", 6, {0x62, 0xf2, 0x7d, 0x49, 0x18, 0x06}, 0x3, 0, 0, 0, 0, 0, 0, 0, 4, 0, 1},
    {"vcmpltps k2{k1}, zmm0, [rsi]: no arithmetic", 7, {0x62, 0xf1, 0x7c, 0x49, 0xc2, 0x16, 0x01}, 0x1, 0, 0, 0, 0, 0, 0, 0, 4, 0, 1},
    {"vmovdqu ymm0, [rsi]", 4, {0xc5, 0xfe, 0x6f, 0x06}, 0, 0, 0, 0, 0, 0, 0, 0, 32, 0, 1},
    {"xorps xmm0, xmm0", 3, {0x0f, 0x57, 0xc0}, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0},
    {"rep movsb, 100 times", 2, {0xf3, 0xa4}, 0, 100, 0, 0, 0, 0, 0, 0, 100, 100, 0},
    {"rep stosq, twice", 3, {0xf3, 0x48, 0xab}, 0, 2, 0, 0, 0, 0, 0, 0, 0, 16, 0},
    {"repe cmpsb, three times", 2, {0xf3, 0xa6}, 0, 3, 0, 0, 0, 0, 0, 0, 6, 0, 0},
    {"rep movsb, not at all", 2, {0xf3, 0xa4}, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0},
    {"movsb", 1, {0xa4}, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 0},
    {"push rbx", 1, {0x53}, 0, 0, 0, 0, 0, 0, 0, 0, 0, 8, 0},
    {"call", 5, {0xe8, 0x00, 0x00, 0x00, 0x00}, 0, 0, 0, 0, 0, 0, 0, 0, 0, 8, 0},
    {"ret", 1, {0xc3}, 0, 0, 0, 0, 0, 0, 0, 0, 8, 0, 0},
    {"lea rax, [rdi+8]", 4, {0x48, 0x8d, 0x47, 0x08}, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0},
    {"prefetcht0 [rdi]", 3, {0x0f, 0x18, 0x0f}, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0},
    {"cpuid", 2, {0x0f, 0xa2}, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0},
};
/* clang-format on */
enum { SAMPLES = sizeof samples / sizeof samples[0] };

static void feed(fl_trace *trace, const sample *s, uint64_t times)
{
    fl_instruction instruction;
    if (!fl_classify_instruction(s->bytes, s->length, 0x1000, &instruction))
        fail_msg("'%s' was not decoded", s->text);
    fl_execution execution = {
        .instruction = &instruction, .times = times, .object = fl_trace_object_index(trace, "program")};
    execution.repetitions = times * s->repetitions;
    execution.selected_lanes = times * fl_lanes_selected(s->mask, instruction.mask_lanes);
    fl_trace_count(trace, &execution);
}

static uint64_t total_lanes(const fl_trace *trace)
{
    uint64_t sum = 0;
    for (int width = 0; width < FL_WIDTHS; width++)
        for (int element = 0; element < FL_ELEMENTS; element++)
            sum += trace->arithmetic[width][element].lanes;
    return sum;
}

static void expect(const fl_trace *trace, const sample *s, uint64_t times)
{
    const fl_arithmetic *a = &trace->arithmetic[s->width][s->element];
    bool right = trace->instructions == times && a->lanes == times * s->lanes &&
                 total_lanes(trace) == a->lanes && a->multiply_lanes == times * s->multiplied &&
                 a->fused_lanes == times * s->fused && trace->integer_multiply_lanes == times * s->integers &&
                 trace->bytes_loaded == times * s->loaded && trace->bytes_stored == times * s->stored &&
                 trace->wide_moves == times * s->wide && trace->undecoded == 0 && trace->uncounted == 0;
    if (!right)
        fail_msg("'%s' %llu times: lanes %llu (all: %llu), multiplied %llu, fused %llu, integers %llu, "
                 "loaded %llu, stored %llu, wide %llu",
                 s->text, (unsigned long long)times, (unsigned long long)a->lanes,
                 (unsigned long long)total_lanes(trace), (unsigned long long)a->multiply_lanes,
                 (unsigned long long)a->fused_lanes, (unsigned long long)trace->integer_multiply_lanes,
                 (unsigned long long)trace->bytes_loaded, (unsigned long long)trace->bytes_stored,
                 (unsigned long long)trace->wide_moves);
}

static void known_instructions_are_counted(void **state)
{
    (void)state;
    for (size_t i = 0; i < SAMPLES; i++)
        for (uint64_t times = 1; times <= 1001; times += 1000) {
            fl_trace trace;
            fl_trace_init(&trace);
            feed(&trace, &samples[i], times);
            expect(&trace, &samples[i], times);
        }
    print_message("%d instructions\n", (int)SAMPLES);
}

typedef struct addition {
    const char *text;
    size_t length;
    unsigned char bytes[8];
    uint64_t mask, sums;
} addition;

/* clang-format off */
static const addition additions[] = {
    {"addss xmm0, xmm1", 4, {0xf3, 0x0f, 0x58, 0xc1}, 0, 1},
    {"subps xmm0, xmm1", 3, {0x0f, 0x5c, 0xc1}, 0, 4},
    {"mulps xmm0, xmm1: none", 3, {0x0f, 0x59, 0xc1}, 0, 0},
    {"maxps xmm0, xmm1: none", 3, {0x0f, 0x5f, 0xc1}, 0, 0},
    {"haddps xmm0, xmm1: a sum in each lane", 4, {0xf2, 0x0f, 0x7c, 0xc1}, 0, 4},
    {"addsubps xmm0, xmm1", 4, {0xf2, 0x0f, 0xd0, 0xc1}, 0, 4},
    {"vaddps zmm0{k3}, zmm1, zmm2 with 3 lanes", 6, {0x62, 0xf1, 0x74, 0x4b, 0x58, 0xc2}, 0x8101, 3},
    {"vfmadd231ps ymm0, ymm1, [rsi]: within", 5, {0xc4, 0xe2, 0x75, 0xb8, 0x06}, 0, 0},
    {"dpps xmm0, xmm1, 0xf1: four products", 6, {0x66, 0x0f, 0x3a, 0x40, 0xc1, 0xf1}, 0, 3},
    {"dpps xmm0, xmm1, 0x71: three", 6, {0x66, 0x0f, 0x3a, 0x40, 0xc1, 0x71}, 0, 2},
    {"dpps xmm0, xmm1, 0x11: one", 6, {0x66, 0x0f, 0x3a, 0x40, 0xc1, 0x11}, 0, 0},
    {"vdpps ymm0, ymm1, ymm2, 0x31: twice two", 6, {0xc4, 0xe3, 0x75, 0x40, 0xc2, 0x31}, 0, 2},
    {"fadd st, st(1)", 2, {0xd8, 0xc1}, 0, 1},
    {"add eax, ebx: of whole numbers", 2, {0x01, 0xd8}, 0, 0},
};
/* clang-format on */

static void additions_are_counted(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof additions / sizeof additions[0]; i++) {
        const addition *a = &additions[i];
        sample s = {.text = a->text, .length = a->length, .mask = a->mask};
        memcpy(s.bytes, a->bytes, sizeof a->bytes);
        fl_trace trace;
        fl_trace_init(&trace);
        feed(&trace, &s, 3);
        uint64_t sums = 0, ordered = 0;
        for (int width = 0; width < FL_WIDTHS; width++)
            for (int element = 0; element < FL_ELEMENTS; element++) {
                sums += trace.arithmetic[width][element].sum_lanes;
                ordered += trace.arithmetic[width][element].ordered_lanes;
            }
        if (sums != 3 * a->sums || ordered != 0)
            fail_msg("'%s': %llu sums, %llu in order", a->text, (unsigned long long)sums,
                     (unsigned long long)ordered);
    }
}

typedef struct conversion {
    const char *text;
    size_t length;
    unsigned char bytes[8];
    uint64_t mask;
    int from, to;
    uint64_t numbers;
} conversion;

enum {
    HALF = FL_NUMBER_FLOAT16,
    BRAIN = FL_NUMBER_BFLOAT16,
    SINGLE = FL_NUMBER_FLOAT32,
    DOUBLE = FL_NUMBER_FLOAT64,
    WHOLE = FL_NUMBER_INTEGER
};

/* clang-format off */
static const conversion conversions[] = {
    {"vcvtph2ps ymm0, xmm1", 5, {0xc4, 0xe2, 0x7d, 0x13, 0xc1}, 0, HALF, SINGLE, 8},
    {"vcvtph2ps zmm0{k1}, ymm1", 6, {0x62, 0xf2, 0x7d, 0x49, 0x13, 0xc1}, 0x5, HALF, SINGLE, 2},
    {"vcvtps2ph xmm0, ymm1, 0", 6, {0xc4, 0xe3, 0x7d, 0x1d, 0xc8, 0x00}, 0, SINGLE, HALF, 8},
    {"cvtss2sd xmm0, xmm1", 4, {0xf3, 0x0f, 0x5a, 0xc1}, 0, SINGLE, DOUBLE, 1},
    {"cvtps2pd xmm0, xmm1", 3, {0x0f, 0x5a, 0xc1}, 0, SINGLE, DOUBLE, 2},
    {"vcvtpd2ps xmm0, ymm1", 4, {0xc5, 0xfd, 0x5a, 0xc1}, 0, DOUBLE, SINGLE, 4},
    {"cvtsi2ss xmm0, eax", 4, {0xf3, 0x0f, 0x2a, 0xc0}, 0, WHOLE, SINGLE, 1},
    {"cvttss2si eax, xmm0", 4, {0xf3, 0x0f, 0x2c, 0xc0}, 0, SINGLE, WHOLE, 1},
    {"cvtdq2ps xmm0, xmm1", 3, {0x0f, 0x5b, 0xc1}, 0, WHOLE, SINGLE, 4},
    {"vcvtneps2bf16 ymm0, zmm1", 6, {0x62, 0xf2, 0x7e, 0x48, 0x72, 0xc1}, 0, SINGLE, BRAIN, 16},
    {"vcvtne2ps2bf16 zmm0, zmm1, zmm2", 6, {0x62, 0xf2, 0x77, 0x48, 0x72, 0xc2}, 0, SINGLE, BRAIN, 32},
    {"vpslld ymm0, ymm1, 16", 5, {0xc5, 0xfd, 0x72, 0xf1, 0x10}, 0, BRAIN, SINGLE, 8},
    {"vpslld ymm0, ymm1, 15: a shift", 5, {0xc5, 0xfd, 0x72, 0xf1, 0x0f}, 0, 0, 0, 0},
    {"shl eax, 16", 3, {0xc1, 0xe0, 0x10}, 0, BRAIN, SINGLE, 1},
    {"shl rax, 16: of 64 bits", 4, {0x48, 0xc1, 0xe0, 0x10}, 0, 0, 0, 0},
    {"movaps xmm0, xmm1", 3, {0x0f, 0x28, 0xc1}, 0, 0, 0, 0},
};
/* clang-format on */

static void conversions_are_counted(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof conversions / sizeof conversions[0]; i++) {
        const conversion *c = &conversions[i];
        sample s = {.text = c->text, .length = c->length, .mask = c->mask};
        memcpy(s.bytes, c->bytes, sizeof c->bytes);
        fl_trace trace;
        fl_trace_init(&trace);
        feed(&trace, &s, 3);
        uint64_t all = 0;
        for (int from = 0; from < FL_NUMBERS; from++)
            for (int to = 0; to < FL_NUMBERS; to++)
                all += trace.conversions[from][to];
        if (all != 3 * c->numbers || trace.conversions[c->from][c->to] != all)
            fail_msg("'%s': %llu of %llu numbers", c->text,
                     (unsigned long long)trace.conversions[c->from][c->to], (unsigned long long)all);
    }
}

static void unseen_masks_are_not_guessed(void **state)
{
    (void)state;
    const unsigned char masked[] = {0x62, 0xf2, 0x75, 0x4b, 0xb8, 0x06};
    fl_instruction instruction;
    fl_trace trace;
    fl_trace_init(&trace);
    assert_true(fl_classify_instruction(masked, sizeof masked, 0, &instruction));
    fl_execution execution = {
        .instruction = &instruction, .times = 2, .object = fl_trace_object_index(&trace, "program")};
    execution.selected_lanes = FL_LANES_UNKNOWN;
    fl_trace_count(&trace, &execution);
    fl_trace_finish(&trace);
    assert_int_equal(trace.uncounted, 2);
    assert_int_equal(trace.multiply_add_lanes, 0);
    assert_int_equal(trace.simd_class, FL_CLASS_INCONCLUSIVE);
    assert_non_null(strstr(trace.reason, "lanes"));
}

/* Tiles hold as many numbers as the program has configured. */
static void tiles_are_not_guessed(void **state)
{
    (void)state;
    static const unsigned char tiles[][5] = {{0xc4, 0xe2, 0x6b, 0x5e, 0xc1}, {0xc4, 0xe2, 0x6a, 0x5c, 0xc1}};
    for (size_t i = 0; i < 2; i++) {
        fl_instruction instruction;
        fl_trace trace;
        fl_trace_init(&trace);
        assert_true(fl_classify_instruction(tiles[i], sizeof tiles[i], 0, &instruction));
        fl_execution execution = {
            .instruction = &instruction, .times = 1, .object = fl_trace_object_index(&trace, "program")};
        execution.selected_lanes = FL_LANES_UNKNOWN;
        fl_trace_count(&trace, &execution);
        fl_trace_finish(&trace);
        assert_int_equal(trace.uncounted, 1);
        assert_int_equal(trace.simd_class, FL_CLASS_INCONCLUSIVE);
    }
}
#endif

static void undecoded_instructions_are_counted(void **state)
{
    (void)state;
    fl_trace trace;
    fl_trace_init(&trace);
    fl_execution execution = {.times = 3, .object = fl_trace_object_index(&trace, "program")};
    fl_trace_count(&trace, &execution);
    fl_trace_finish(&trace);
    assert_int_equal(trace.undecoded, 3);
    assert_int_equal(trace.instructions, 3);
    assert_int_equal(trace.simd_class, FL_CLASS_INCONCLUSIVE);
}

/* ---- tables ---- */

static void count_nothing_special(fl_trace *trace, const char *object, uint64_t times)
{
    fl_instruction nothing = {.length = 1, .mask_register = -1};
    fl_execution execution = {
        .instruction = &nothing, .times = times, .object = fl_trace_object_index(trace, object)};
    fl_trace_count(trace, &execution);
}

static void objects_and_calls_beyond_the_table_share_a_place(void **state)
{
    (void)state;
    fl_trace trace;
    fl_trace_init(&trace);
    for (int i = 0; i < 2 * FL_TRACE_OBJECTS; i++) {
        char name[32];
        snprintf(name, sizeof name, "object %d", i);
        count_nothing_special(&trace, name, 1);
        snprintf(name, sizeof name, "call %d", i);
        fl_trace_count_call(&trace, name);
    }
    fl_trace_finish(&trace);
    assert_int_equal(trace.object_count, FL_TRACE_OBJECTS);
    assert_int_equal(trace.call_count, FL_TRACE_CALLS);
    assert_string_equal(trace.objects[0].name, "[others]");
    assert_int_equal(trace.objects[0].instructions, FL_TRACE_OBJECTS + 1);
    assert_string_equal(trace.calls[0].name, "[others]");
    assert_int_equal(trace.calls[0].count, FL_TRACE_CALLS + 1);
}

static void empty_region_is_taken_off(void **state)
{
    (void)state;
    fl_trace whole, empty;
    fl_trace_init(&whole);
    fl_trace_init(&empty);
    count_nothing_special(&whole, "program", 100);
    count_nothing_special(&whole, "python", 40);
    count_nothing_special(&empty, "python", 30);
    count_nothing_special(&empty, "other", 5);
    fl_trace_count_call(&whole, "futex");
    fl_trace_count_call(&empty, "futex");
    whole.arithmetic[FL_WIDTH_SCALAR][FL_ELEMENT_FLOAT32].multiply_lanes = 10;
    empty.arithmetic[FL_WIDTH_SCALAR][FL_ELEMENT_FLOAT32].multiply_lanes = 10;
    fl_trace_subtract(&whole, &empty);
    fl_trace_finish(&whole);
    assert_int_equal(whole.instructions, 110);
    assert_int_equal(whole.empty_instructions, 30);
    assert_int_equal(whole.object_count, 2);
    assert_int_equal(whole.objects[1].instructions, 10);
    assert_int_equal(whole.call_count, 0);
    assert_int_equal(whole.multiply_add_lanes, 10); /* arithmetic is never taken off */
}

/* A first empty region that links what the calls of the marks need is no part of the region. */
static void an_empty_region_that_did_more_is_not_taken_off(void **state)
{
    (void)state;
    fl_trace whole, empty;
    fl_trace_init(&whole);
    fl_trace_init(&empty);
    fl_instruction load = {.length = 4, .mask_register = -1, .bytes_loaded = 4};
    fl_trace_count(&whole, &(fl_execution){.instruction = &load,
                                           .object = fl_trace_object_index(&whole, "program"),
                                           .times = 100});
    fl_trace_count(&empty, &(fl_execution){.instruction = &load,
                                           .object = fl_trace_object_index(&empty, "program"),
                                           .times = 101});
    fl_trace_subtract(&whole, &empty);
    fl_trace_finish(&whole);
    assert_int_equal(whole.instructions, 100);
    assert_int_equal(whole.empty_instructions, 0);
    assert_int_equal(whole.bytes_loaded, 400);
}

static void system_calls_have_names(void **state)
{
    (void)state;
    char name[32];
    assert_string_equal(fl_system_call_name(999999, name), "system call 999999");
#if defined(__x86_64__) && defined(__linux__)
    assert_string_equal(fl_system_call_name(0, name), "read");
    assert_string_equal(fl_system_call_name(202, name), "futex");
#elif defined(__aarch64__)
    assert_string_equal(fl_system_call_name(63, name), "read");
    assert_string_equal(fl_system_call_name(25, name), "fcntl");
#endif
}

static void libraries_are_known_by_their_names(void **state)
{
    (void)state;
    static const char *const meant[] = {"libfoo", "libfoo.so", "libfoo.so.3", "libfoo-2.4.so",
                                        "libfoo-r0.3.21.so"};
    static const char *const others[] = {"libfoo_bar.so", "libfoobar.so", "libfoo-bar.so",
                                         "libfo.so",      "libfoo-",      "bar"};
    char path[64];
    for (size_t i = 0; i < sizeof meant / sizeof meant[0]; i++) {
        snprintf(path, sizeof path, "/usr/lib/%s", meant[i]);
        assert_true(fl_trace_is_library(path, "libfoo") && fl_trace_is_library(meant[i], "libfoo"));
    }
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        snprintf(path, sizeof path, "/usr/libfoo/%s", others[i]);
        assert_false(fl_trace_is_library(path, "libfoo"));
    }
    assert_false(fl_trace_is_library("libfoo.so", ""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#if defined(__x86_64__)
        cmocka_unit_test(known_instructions_are_counted),
        cmocka_unit_test(additions_are_counted),
        cmocka_unit_test(conversions_are_counted),
        cmocka_unit_test(unseen_masks_are_not_guessed),
        cmocka_unit_test(tiles_are_not_guessed),
#endif
        cmocka_unit_test(undecoded_instructions_are_counted),
        cmocka_unit_test(objects_and_calls_beyond_the_table_share_a_place),
        cmocka_unit_test(empty_region_is_taken_off),
        cmocka_unit_test(an_empty_region_that_did_more_is_not_taken_off),
        cmocka_unit_test(system_calls_have_names),
        cmocka_unit_test(libraries_are_known_by_their_names),
    };
    return cmocka_run_group_tests_name("trace_count", tests, NULL, NULL);
}
