/* What hides features from a program: the answers of cpuid, where that stands in a file, the options of QEMU. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "bench/evidence/cpuid_mask.h"
#include "bench/evidence/qemu_run.h"
#include "bench/evidence/trace.h"
#include "dispatch/cpu.h"

static unsigned hide(const char *names)
{
    unsigned hidden = 0;
    assert_int_equal(fl_read_hide(names, &hidden, NULL), FL_OK);
    return hidden;
}

/* All bits set, and what is left of them. */
static void ask(const char *names, uint32_t leaf, uint32_t subleaf, uint32_t answer[FL_ANSWERS])
{
    for (int i = 0; i < FL_ANSWERS; i++)
        answer[i] = UINT32_MAX;
    fl_cpuid_mask(hide(names), leaf, subleaf, answer);
}

static void answers_lack_what_is_hidden(void **state)
{
    (void)state;
    enum {
        AVX = 28,
        FMA = 12,
        SSE42 = 20,
        AVX2 = 5,
        AVX512F = 16,
        AVX512VL = 31,
        VAES = 9,
        AMX_TILE = 24,
        BF16 = 5
    };
    uint32_t answer[FL_ANSWERS];
    ask("avx512", 7, 0, answer);
    assert_int_equal(answer[FL_ANSWER_EBX] >> AVX512F & 1, 0);
    assert_int_equal(answer[FL_ANSWER_EBX] >> AVX512VL & 1, 0);
    assert_int_equal(answer[FL_ANSWER_EBX] >> AVX2 & 1, 1);
    assert_int_equal(answer[FL_ANSWER_EDX] >> AMX_TILE & 1, 0);
    assert_int_equal(answer[FL_ANSWER_ECX] >> VAES & 1, 1);
    assert_int_equal(answer[FL_ANSWER_EAX], UINT32_MAX);
    ask("avx512", 7, 1, answer);
    assert_int_equal(answer[FL_ANSWER_EAX] >> BF16 & 1, 0);
    ask("avx512", 1, 0, answer);
    assert_int_equal(answer[FL_ANSWER_ECX], UINT32_MAX);
    ask("avx512", 0x24, 0, answer);
    assert_int_equal(answer[FL_ANSWER_EBX], 0);
    ask("avx", 1, 0, answer);
    assert_int_equal(answer[FL_ANSWER_ECX] >> AVX & 1, 0);
    assert_int_equal(answer[FL_ANSWER_ECX] >> FMA & 1, 0);
    assert_int_equal(answer[FL_ANSWER_ECX] >> SSE42 & 1, 1);
    ask("avx", 7, 0, answer);
    assert_int_equal(answer[FL_ANSWER_EBX] >> AVX2 & 1, 0);
    assert_int_equal(answer[FL_ANSWER_ECX] >> VAES & 1, 0);
    /* what programs reserve memory by */
    ask("sse3", 0xd, 0, answer);
    for (int i = 0; i < FL_ANSWERS; i++)
        assert_int_equal(answer[i], UINT32_MAX);
}

static void nothing_hidden_changes_nothing(void **state)
{
    (void)state;
    uint32_t answer[FL_ANSWERS];
    for (uint32_t leaf = 0; leaf < 0x30; leaf++) {
        ask("", leaf, 0, answer);
        for (int i = 0; i < FL_ANSWERS; i++)
            assert_int_equal(answer[i], UINT32_MAX);
    }
}

static void emulate(const char *const *words, size_t count, fl_qemu_emulator *emulator)
{
    assert_true(fl_qemu_take_options(words, count, 1, emulator));
}

static void the_emulated_cpu_lacks_what_is_hidden(void **state)
{
    (void)state;
    static const char *const named[] = {"qemu", "-cpu", "Haswell,-sse3", "-L", "/root", "program"},
                             *const unnamed[] = {"qemu", "-L", "/root", "program"};
    fl_qemu_emulator emulator;
    emulate(named, 6, &emulator);
    assert_true(fl_qemu_hide(&emulator, FL_NEEDS_AVX2 | FL_NEEDS_FMA));
    assert_int_equal(emulator.count, 5);
    assert_string_equal(emulator.words[0], "qemu");
    assert_string_equal(emulator.words[1], "-L");
    assert_string_equal(emulator.words[3], "-cpu");
    assert_string_equal(emulator.words[4], "Haswell,-sse3,fma=off,avx2=off");
    emulate(unnamed, 4, &emulator);
    assert_true(fl_qemu_hide(&emulator, FL_NEEDS_SVE));
    assert_string_equal(emulator.words[emulator.count - 1], "max,sve=off");
    emulate(unnamed, 4, &emulator);
    assert_false(fl_qemu_hide(&emulator, FL_NEEDS_NEON));
    assert_int_equal(emulator.count, 3);
}

static void a_trace_says_whether_it_imitates(void **state)
{
    (void)state;
    char why[160];
    fl_trace trace = {.hiding = FL_HIDING_CPUID, .how = FL_TRACED_BY_PTRACE};
    assert_false(fl_trace_imitates(&trace, why));
    assert_string_equal(why, "");
    snprintf(trace.hidden_features, sizeof trace.hidden_features, "AVX512VL, AVX512F, AVX2");
    assert_true(fl_trace_imitates(&trace, why));
    assert_true(fl_trace_hides(&trace, "AVX512F") && fl_trace_hides(&trace, "AVX2"));
    assert_false(fl_trace_hides(&trace, "AVX512") || fl_trace_hides(&trace, "AVX"));
    trace.arithmetic[FL_WIDTH_256][FL_ELEMENT_FLOAT32].instructions = 1; /* AVX has that */
    assert_true(fl_trace_imitates(&trace, why));
    trace.arithmetic[FL_WIDTH_512][FL_ELEMENT_FLOAT32].instructions = 1;
    assert_false(fl_trace_imitates(&trace, why));
    assert_string_equal(why, "it executed 512-bit arithmetic all the same");
    trace.arithmetic[FL_WIDTH_512][FL_ELEMENT_FLOAT32].instructions = 0;
    trace.imitated_count = 1;
    trace.imitated[0] =
        (fl_trace_imitated){.object = "libx.so", .places = 1, .left = 2, .why = "code or data"};
    assert_false(fl_trace_imitates(&trace, why));
    assert_non_null(strstr(why, "libx.so"));
    trace.imitated_count = 0;
    trace.hiding = FL_HIDING_OWN;
    assert_false(fl_trace_imitates(&trace, why));
    assert_string_equal(why, "the program itself could see them");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers_lack_what_is_hidden),
        cmocka_unit_test(nothing_hidden_changes_nothing),
        cmocka_unit_test(the_emulated_cpu_lacks_what_is_hidden),
        cmocka_unit_test(a_trace_says_whether_it_imitates),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
