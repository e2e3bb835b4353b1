/* What the kernels' machine code consists of, held against their descriptors; the decoder itself against
 * known instructions; and functions that are not what they are said to be. Covers kernels that this CPU
 * cannot run, too. The kernels come from the registry: a new one is covered without a change here. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "bench/evidence/disassembly.h"
#include "tests/evidence/disassembly_samples.h"

/* ---- the decoder ---- */

static void known_instructions_are_classified(void **state)
{
    (void)state;
    const uint64_t address = 0x400000;
    for (size_t i = 0; i < instruction_sample_count; i++) {
        const instruction_sample *s = &instruction_samples[i];
        fl_instruction in;
        if (!fl_classify_instruction(s->bytes, s->length, address, &in))
            fail_msg("'%s' was not decoded", s->text);
        bool right = in.length == s->length && (int)in.operation == s->operation &&
                     (int)in.width == s->width && in.element_bits == s->element_bits &&
                     in.lanes == s->lanes && (int)in.encoding == s->encoding && in.loads == (s->loads != 0) &&
                     in.mask_register == s->mask_register && (int)in.flow == s->flow;
        if (!right)
            fail_msg("'%s' was taken for '%s': length %zu, operation %d, width %s, element %d, lanes %d, "
                     "encoding %d, loads %d, mask %d, flow %d",
                     s->text, in.mnemonic, in.length, (int)in.operation, fl_width_name(in.width),
                     in.element_bits, in.lanes, (int)in.encoding, (int)in.loads, in.mask_register,
                     (int)in.flow);
        if (in.flow == FL_FLOW_JUMP || in.flow == FL_FLOW_CALL)
            assert_int_equal(in.target, address + (uint64_t)s->target);
    }
    print_message("%zu instructions\n", instruction_sample_count);
    assert_true(instruction_sample_count > 50);
}

static void cut_instructions_are_not_decoded(void **state)
{
    (void)state;
    for (size_t i = 0; i < instruction_sample_count; i++) {
        const instruction_sample *s = &instruction_samples[i];
        unsigned char *cut =
            malloc(s->length - 1 ? s->length - 1 : 1); /* so that a sanitizer sees overreads */
        assert_non_null(cut);
        memcpy(cut, s->bytes, s->length - 1);
        fl_instruction in;
        if (fl_classify_instruction(cut, s->length - 1, 0, &in))
            fail_msg("'%s' without its last byte was taken for '%s'", s->text, in.mnemonic);
        assert_true(in.length <= s->length - 1);
        free(cut);
    }
}

/* Whatever stands there, the decoder moves on and stays inside. */
static void any_bytes_come_to_an_end(void **state)
{
    (void)state;
    unsigned char bytes[4096];
    uint32_t random = 1;
    for (size_t i = 0; i < sizeof bytes; i++) {
        random = random * 1664525u + 1013904223u;
        bytes[i] = (unsigned char)(random >> 24);
    }
    fl_disassembly d = fl_disassemble(bytes, sizeof bytes, 0x1000);
    assert_int_equal(d.bytes, sizeof bytes);
    assert_true(d.instructions > 0 && d.undecoded_bytes > 0);
    assert_false(fl_is_closed(&d));
}

#if defined(__x86_64__)
/* What stands behind them may be code of 32 bits. */
static void far_transfers_are_not_understood(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        unsigned char bytes[3];
    } transfers[] = {{"lret", {0xcb}},
                     {"lretq", {0x48, 0xcb}},
                     {"lretq 8", {0xca, 8, 0}},
                     {"ljmp [rax]", {0xff, 0x28}},
                     {"lcall [rax]", {0xff, 0x18}},
                     {"iretq", {0x48, 0xcf}},
                     {"iret", {0xcf}}};
    fl_instruction instruction;
    for (size_t i = 0; i < sizeof transfers / sizeof transfers[0]; i++)
        if (fl_classify_instruction(transfers[i].bytes, sizeof transfers[i].bytes, 0x1000, &instruction))
            fail_msg("%s is taken for %s", transfers[i].text, instruction.mnemonic);
    static const unsigned char near_return[] = {0xc3};
    assert_true(fl_classify_instruction(near_return, 1, 0x1000, &instruction));
}
#endif

/* ---- code put together from known instructions ---- */

typedef struct code {
    unsigned char bytes[256];
    size_t size;
} code;

static void append(code *c, const char *text)
{
    for (size_t i = 0; i < instruction_sample_count; i++)
        if (strcmp(instruction_samples[i].text, text) == 0) {
            memcpy(c->bytes + c->size, instruction_samples[i].bytes, instruction_samples[i].length);
            c->size += instruction_samples[i].length;
            return;
        }
    fail_msg("'%s' is not among the samples", text);
}

#if defined(__x86_64__)
static const char *const jump_ahead = "jmp .+0x12", *const nothing = "endbr64", *const go_back = "ret";
enum { JUMP_DISTANCE = 0x12 };
static const unsigned char undefined[] = {0x06}; /* push es: invalid in 64-bit mode */
#else
static const char *const jump_ahead = "cbnz x0, .+8", *const nothing = "movi v0.4s, #0",
                         *const go_back = "ret";
enum { JUMP_DISTANCE = 8 };
static const unsigned char undefined[] = {0, 0, 0, 0}; /* UDF #0 */
#endif

/* A jump that ends inside is the function's own; one byte less, and it leaves. */
static void jumps_are_told_apart_by_their_target(void **state)
{
    (void)state;
    code c = {.size = 0};
    append(&c, jump_ahead);
    while (c.size <= JUMP_DISTANCE)
        append(&c, nothing);
    fl_disassembly inside = fl_disassemble(c.bytes, c.size, 0x5000);
    assert_int_equal(inside.tail_jumps, 0);
    assert_true(fl_is_closed(&inside));
    append(&c, go_back);
    fl_disassembly outside = fl_disassemble(c.bytes, JUMP_DISTANCE, 0x5000);
    assert_int_equal(outside.tail_jumps, 1);
    assert_false(fl_is_closed(&outside));
}

static void undecoded_bytes_are_counted(void **state)
{
    (void)state;
    code c = {.size = 0};
    append(&c, nothing);
    memcpy(c.bytes + c.size, undefined, sizeof undefined);
    c.size += sizeof undefined;
    append(&c, go_back);
    fl_disassembly d = fl_disassemble(c.bytes, c.size, 0);
    assert_int_equal(d.instructions, 2);
    assert_int_equal(d.undecoded_bytes, sizeof undefined);
    assert_false(fl_is_closed(&d));
}

static void expect_refused(const fl_kernel *kernel, const code *c, const char *failure)
{
    fl_disassembly d = fl_disassemble(c->bytes, c->size, 0);
    fl_error error = {""};
    if (fl_check_claim(kernel, &d, &error) != FL_NEGATIVE)
        fail_msg("the claim of '%s' was believed", kernel->name);
    if (!strstr(error.text, failure))
        fail_msg("'%s' was refused for another reason: %s", kernel->name, error.text);
}

static void what_was_not_understood_proves_nothing(void **state)
{
    (void)state;
    fl_kernel kernel = {.name = "obscure", .isa = FL_ISA_SCALAR, .lanes = 1};
    code c = {.size = 0};
    append(&c, nothing);
    memcpy(c.bytes + c.size, undefined, sizeof undefined);
    c.size += sizeof undefined;
    expect_refused(&kernel, &c, "could not be decoded");
    kernel.work = FL_WORK_LOGISTIC_784X1; /* which may call, but not be obscure */
    expect_refused(&kernel, &c, "could not be decoded");
}

#if defined(__x86_64__)
static void mixed_encodings_are_seen(void **state)
{
    (void)state;
    fl_kernel avx = {.name = "mixed", .isa = FL_ISA_AVX, .lanes = 8, .origin = FL_COMPILER};
    avx.needs = FL_NEEDS_AVX;
    code c = {.size = 0};
    append(&c, "vmulps ymm0, ymm1, ymm2");
    append(&c, "vzeroupper");
    append(&c, "ret");
    fl_disassembly d = fl_disassemble(c.bytes, c.size, 0);
    fl_error error = {""};
    assert_int_equal(fl_check_claim(&avx, &d, &error), FL_OK);
    append(&c, "addps xmm0, xmm1");
    d = fl_disassemble(c.bytes, c.size, 0);
    assert_int_equal(fl_check_claim(&avx, &d, &error), FL_NEGATIVE);
    assert_non_null(strstr(error.text, "legacy SSE"));
}

/* Wide additions at the end of a loop that multiplies in another width do not make a kernel wide. */
static void width_is_that_of_the_multiplications(void **state)
{
    (void)state;
    fl_kernel kernel = {.name = "half-hearted", .isa = FL_ISA_AVX, .lanes = 8, .origin = FL_HAND_WRITTEN};
    kernel.needs = FL_NEEDS_AVX;
    code c = {.size = 0};
    append(&c, "vhaddps ymm0, ymm1, ymm2");
    append(&c, "vmulps xmm0, xmm1, xmmword ptr [rsi]");
    fl_disassembly d = fl_disassemble(c.bytes, c.size, 0);
    fl_error error = {""};
    assert_int_equal(fl_check_claim(&kernel, &d, &error), FL_NEGATIVE);
    append(&c, "vmulps ymm0, ymm1, ymm2");
    d = fl_disassemble(c.bytes, c.size, 0);
    assert_int_equal(fl_check_claim(&kernel, &d, &error), FL_NEGATIVE); /* 128-bit products remain */
    kernel.origin = FL_COMPILER; /* which a compiler's remainder may have */
    assert_int_equal(fl_check_claim(&kernel, &d, &error), FL_OK);
    append(&c, "vaddps ymm16, ymm1, ymm2");
    expect_refused(&kernel, &c, "EVEX");
}

/* In the words of a trace. */
static void classes_speak_of_products_and_sums(void **state)
{
    (void)state;
    static const struct {
        const char *lines[4], *simd_class;
    } cases[] = {
        {{"mulss xmm0, dword ptr [rdi]", "addss xmm0, xmm1", "ret"}, "scalar"},
        {{"vfmadd213ss xmm0, xmm1, xmm2", "ret"}, "scalar+FMA"},
        {{"vmulps ymm0, ymm1, ymm2", "vaddss xmm0, xmm1, xmm2", "ret"}, "products SIMD-256, sums scalar"},
        {{"vmulps ymm0, ymm1, ymm2", "vaddps ymm16, ymm1, ymm2", "vaddss xmm0, xmm1, xmm2", "ret"},
         "SIMD-256"},
        {{"mulss xmm0, dword ptr [rdi]", "addps xmm0, xmm1", "ret"}, "products scalar, sums SIMD-128"},
        {{"vfmadd231ps ymm0, ymm1, ymmword ptr [rsi]", "vaddss xmm0, xmm1, xmm2", "ret"}, "SIMD-256+FMA"},
        {{"vmulps ymm0, ymm1, ymm2", "ret"}, "SIMD-256"}, /* what adds them does not stand here */
        {{"xorps xmm0, xmm0", "ret"}, "no floating-point arithmetic"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        code c = {.size = 0};
        char simd_class[64];
        for (size_t k = 0; k < 4 && cases[i].lines[k]; k++)
            append(&c, cases[i].lines[k]);
        fl_disassembly d = fl_disassemble(c.bytes, c.size, 0);
        fl_static_class(&d, simd_class, sizeof simd_class);
        if (strcmp(simd_class, cases[i].simd_class) != 0)
            fail_msg("case %zu is '%s'", i, simd_class);
    }
}

static void hand_written_code_fuses_everywhere_or_nowhere(void **state)
{
    (void)state;
    fl_kernel kernel = {.name = "half-fused", .isa = FL_ISA_AVX2, .lanes = 8, .fma = true};
    kernel.needs = FL_NEEDS_AVX2 | FL_NEEDS_FMA;
    kernel.origin = FL_HAND_WRITTEN;
    code c = {.size = 0};
    append(&c, "vfmadd231ps ymm0, ymm1, ymmword ptr [rsi]");
    append(&c, "vmulps ymm0, ymm1, ymm2");
    expect_refused(&kernel, &c, "without fusing in places");
}

static void wrappers_of_libraries_are_held_to_their_width(void **state)
{
    (void)state;
    fl_kernel kernel = {.name = "wrapper", .isa = FL_ISA_SSE, .lanes = 4, .origin = FL_LIBRARY};
    kernel.work = FL_WORK_SOFTMAX_2;
    code c = {.size = 0};
    append(&c, "subpd xmm0, xmm1");
    append(&c, "call .+0x1000");
    fl_disassembly d = fl_disassemble(c.bytes, c.size, 0);
    fl_error error = {""};
    assert_int_equal(fl_check_claim(&kernel, &d, &error), FL_OK);
    append(&c, "vhaddps ymm0, ymm1, ymm2");
    expect_refused(&kernel, &c, "256-bit arithmetic");
    kernel.isa = FL_ISA_LIBRARY; /* claims nothing */
    d = fl_disassemble(c.bytes, c.size, 0);
    assert_int_equal(fl_check_claim(&kernel, &d, &error), FL_OK);
}
#endif

/* ---- functions of the running program ---- */

/* Not static, so that it is there under its own name. */
extern int counted_function(int value);
int counted_function(int value)
{
    return value * 7 + 1;
}

static fl_disassembly disassembly_of(uintptr_t address, fl_function *function)
{
    fl_error error = {""};
    if (fl_function_at(address, function, &error) != FL_OK)
        fail_msg("%s", error.text);
    return fl_disassemble(function->code, function->size, function->address);
}

static void addresses_lead_to_functions(void **state)
{
    (void)state;
    uintptr_t begin = (uintptr_t)counted_function;
    fl_function function, again;
    disassembly_of(begin, &function);
    assert_string_equal(function.name, "counted_function");
    assert_int_equal(function.address, begin);
    assert_true(function.size >= 4);
    assert_int_equal((uintptr_t)function.code, begin);
    disassembly_of(begin + function.size - 1, &again);
    assert_string_equal(again.name, "counted_function");

    uintptr_t in_a_library = (uintptr_t)strtoull; /* of a stripped file: its dynamic symbols do */
    disassembly_of(in_a_library, &function);
    assert_non_null(strstr(function.name, "strto"));

    fl_error error = {""};
    int local = 0;
    assert_int_equal(fl_function_at((uintptr_t)&local, &function, &error), FL_UNABLE);
    assert_non_null(strstr(error.text, "no loaded file"));
    assert_int_equal(fl_function_at((uintptr_t)&instruction_sample_count, &function, &error), FL_UNABLE);
    assert_non_null(strstr(error.text, "no symbol"));
    assert_int_equal(fl_function_at(0, &function, &error), FL_UNABLE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_instructions_are_classified),
        cmocka_unit_test(cut_instructions_are_not_decoded),
        cmocka_unit_test(any_bytes_come_to_an_end),
        cmocka_unit_test(jumps_are_told_apart_by_their_target),
        cmocka_unit_test(undecoded_bytes_are_counted),
        cmocka_unit_test(addresses_lead_to_functions),
        cmocka_unit_test(what_was_not_understood_proves_nothing),
#if defined(__x86_64__)
        cmocka_unit_test(far_transfers_are_not_understood),
#endif
#if defined(__x86_64__)
        cmocka_unit_test(mixed_encodings_are_seen),
        cmocka_unit_test(width_is_that_of_the_multiplications),
        cmocka_unit_test(classes_speak_of_products_and_sums),
        cmocka_unit_test(hand_written_code_fuses_everywhere_or_nowhere),
        cmocka_unit_test(wrappers_of_libraries_are_held_to_their_width),
#endif
    };
    return cmocka_run_group_tests_name("disassembly", tests, NULL, NULL);
}
