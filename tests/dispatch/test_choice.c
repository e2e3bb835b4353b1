/* The judgement of the dispatcher on machines that a test makes up: what runs, what is chosen, what is
 * refused and in which words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "dispatch/choice.h"

/* A table with one variant of each kind, whatever this build holds. */
static void nothing(const float *weights, const float *bias, const float *input, float *output)
{
    (void)weights, (void)bias, (void)input;
    output[0] = output[1] = 0.0f;
}

enum {
    X86_AVX2 = FL_NEEDS_AVX2 | FL_NEEDS_FMA,
    X86_LEVEL_2 =
        FL_NEEDS_SSE2 | FL_NEEDS_SSE3 | FL_NEEDS_SSSE3 | FL_NEEDS_SSE41 | FL_NEEDS_SSE42 | FL_NEEDS_POPCNT,
    X86_LEVEL_3 = X86_LEVEL_2 | FL_NEEDS_AVX | FL_NEEDS_F16C | FL_NEEDS_FMA | FL_NEEDS_AVX2 | FL_NEEDS_BMI1 |
                  FL_NEEDS_BMI2 | FL_NEEDS_LZCNT,
    X86_LEVEL_4 = X86_LEVEL_3 | FL_NEEDS_AVX512F | FL_NEEDS_AVX512CD | FL_NEEDS_AVX512DQ | FL_NEEDS_AVX512BW |
                  FL_NEEDS_AVX512VL,
};

/* In an order that gives nothing away: the best stand neither first nor last. */
#define KERNEL(label, set, width, fuses, sums, need, from)                                                   \
    {                                                                                                        \
        .name = (label), .isa = (set), .lanes = (width), .fma = (fuses), .accumulators = (sums),             \
        .needs = (need), .origin = (from), .run = nothing                                                    \
    }

static const fl_kernel kernels[] = {
    {.name = "wrong-work",
     .work = FL_WORK_LOGISTIC_784X1,
     .isa = FL_ISA_AVX512,
     .lanes = 16,
     .fma = true,
     .accumulators = 8,
     .origin = FL_HAND_WRITTEN,
     .run = nothing},
    KERNEL("scalar", FL_ISA_SCALAR, 1, false, 1, 0, FL_PLAIN_LOOP),
    KERNEL("scalar-unrolled", FL_ISA_SCALAR, 1, false, 4, 0, FL_PLAIN_LOOP),
    KERNEL("avx", FL_ISA_AVX, 8, false, 4, FL_NEEDS_AVX, FL_HAND_WRITTEN),
    KERNEL("avx512", FL_ISA_AVX512, 16, true, 4, FL_NEEDS_AVX512F, FL_HAND_WRITTEN),
    KERNEL("avx2", FL_ISA_AVX2, 8, true, 4, X86_AVX2, FL_HAND_WRITTEN),
    KERNEL("autovec", FL_ISA_SCALAR, 4, false, 0, 0, FL_COMPILER),
    KERNEL("autovec-avx512", FL_ISA_AVX512, 16, true, 0, FL_NEEDS_AVX512F, FL_COMPILER),
    KERNEL("sve", FL_ISA_SVE, 0, true, 4, FL_NEEDS_SVE, FL_HAND_WRITTEN),
    KERNEL("neon", FL_ISA_NEON, 4, true, 4, FL_NEEDS_NEON, FL_HAND_WRITTEN),
    KERNEL("sse", FL_ISA_SSE, 4, false, 4, FL_NEEDS_SSE2, FL_HAND_WRITTEN),
    KERNEL("blas", FL_ISA_LIBRARY, 0, false, 0, 0, FL_LIBRARY),
};
enum { KERNELS = sizeof kernels / sizeof kernels[0] };

static fl_variant variants[KERNELS + 1];

static fl_variant_list made_up(void)
{
    for (size_t i = 0; i < KERNELS; i++)
        variants[i] = (fl_variant){.name = kernels[i].name, .kernel = &kernels[i]};
    variants[KERNELS] = (fl_variant){.name = "absent", .absent = "for Mars only"};
    return (fl_variant_list){variants, KERNELS + 1};
}

static fl_cpu x86(unsigned has, bool ymm, bool zmm)
{
    return (fl_cpu){
        .architecture = FL_ARCHITECTURE_X86_64, .has = has, .os_saves_ymm = ymm, .os_saves_zmm = zmm};
}

static fl_cpu aarch64(unsigned has, int sve_vector_bytes)
{
    return (fl_cpu){
        .architecture = FL_ARCHITECTURE_AARCH64, .has = has, .sve_vector_bytes = sve_vector_bytes};
}

static void assert_chosen(const fl_cpu *cpu, const char *forced, const char *expected)
{
    const fl_kernel *kernel;
    fl_error error = {""};
    fl_status status = fl_choose_from(made_up(), cpu, forced, &kernel, &error);
    assert_string_equal(error.text, "");
    assert_int_equal(status, FL_OK);
    assert_string_equal(kernel->name, expected);
}

static void assert_refused(const fl_cpu *cpu, const char *forced, fl_status expected, const char *text)
{
    const fl_kernel *kernel = &kernels[0];
    fl_error error = {""};
    assert_int_equal(fl_choose_from(made_up(), cpu, forced, &kernel, &error), expected);
    assert_null(kernel);
    assert_string_equal(error.text, text);
}

static void every_x86_level_gets_its_kernel(void **state)
{
    (void)state;
    static const struct {
        unsigned has;
        const char *chosen;
    } levels[] = {
        {0, "autovec"}, /* no such x86-64 exists, but another architecture looks like this */
        {FL_NEEDS_SSE2, "sse"},
        {X86_LEVEL_2, "sse"},
        {X86_LEVEL_2 | FL_NEEDS_AVX, "avx"},
        {X86_LEVEL_2 | FL_NEEDS_AVX | FL_NEEDS_FMA, "avx"},
        {X86_LEVEL_2 | FL_NEEDS_AVX | FL_NEEDS_AVX2, "avx"},
        {X86_LEVEL_3, "avx2"},
        {X86_LEVEL_4, "avx512"},
        {X86_LEVEL_3 | FL_NEEDS_AVX512F, "avx512"}, /* the parts of AVX-512 that no kernel uses may lack */
        {X86_LEVEL_4 & ~FL_NEEDS_AVX, "sse"},       /* a chain with a missing link ends before it */
        {X86_LEVEL_4 & ~FL_NEEDS_AVX2, "avx"},
        {X86_LEVEL_4 & ~FL_NEEDS_FMA, "avx"},
        {X86_LEVEL_4 & ~FL_NEEDS_F16C, "avx2"},
        {X86_LEVEL_4 & ~FL_NEEDS_SSSE3, "sse"},
        {X86_LEVEL_4 & ~FL_NEEDS_POPCNT, "sse"},
        {X86_LEVEL_4 & ~FL_NEEDS_AVX512F, "avx2"},
    };
    for (size_t i = 0; i < sizeof levels / sizeof levels[0]; i++) {
        fl_cpu cpu = x86(levels[i].has, true, true);
        assert_chosen(&cpu, NULL, levels[i].chosen);
    }
}

static void registers_that_the_system_does_not_save_are_not_used(void **state)
{
    (void)state;
    fl_cpu no_ymm = x86(X86_LEVEL_4, false, false), no_zmm = x86(X86_LEVEL_4, true, false);
    fl_cpu absurd = x86(X86_LEVEL_4, false, true); /* zmm without ymm: believe the cautious half */
    assert_chosen(&no_ymm, NULL, "sse");
    assert_chosen(&no_zmm, NULL, "avx2");
    assert_chosen(&absurd, NULL, "sse");
    assert_int_equal(fl_cpu_usable(&no_ymm), X86_LEVEL_2 | FL_NEEDS_BMI1 | FL_NEEDS_BMI2 | FL_NEEDS_LZCNT);
    assert_int_equal(fl_cpu_usable(&no_zmm), X86_LEVEL_3);

    fl_availability here;
    fl_judge_variant(&no_ymm, &made_up().variants[3], &here);
    assert_true(here.compiled && here.cpu_allows && !here.os_allows && !here.runs);
    assert_string_equal(here.reason, "the operating system does not save the registers of AVX");
    assert_refused(&no_zmm, "avx512", FL_UNABLE,
                   "cannot run kernel 'avx512': the operating system does not save the registers of AVX512F "
                   "(it offers: scalar, scalar-unrolled, avx, avx2, autovec, sse, blas)");
}

static void what_a_second_source_denies_is_not_used(void **state)
{
    (void)state;
    fl_cpu cpu = x86(X86_LEVEL_3, true, false);
    cpu.doubted = FL_NEEDS_AVX2;
    assert_chosen(&cpu, NULL, "avx");
    assert_int_equal(fl_cpu_usable(&cpu), X86_LEVEL_3 & ~FL_NEEDS_AVX2);
    fl_availability here;
    fl_judge_variant(&cpu, &made_up().variants[5], &here);
    assert_false(here.cpu_allows || here.runs);
    assert_string_equal(here.reason, "CPUID and the run-time libraries disagree on AVX2");
}

static void the_missing_link_is_named(void **state)
{
    (void)state;
    fl_cpu no_avx = x86(X86_LEVEL_4 & ~FL_NEEDS_AVX, true, true), odd = x86(X86_LEVEL_3, true, false);
    fl_availability here;
    fl_judge_variant(&no_avx, &made_up().variants[4], &here);
    assert_false(here.cpu_allows || here.runs);
    assert_string_equal(here.reason, "this CPU has no AVX, without which there is no AVX512F");
    fl_judge_variant(&no_avx, &made_up().variants[5], &here);
    assert_string_equal(here.reason, "this CPU has no AVX, without which there is no AVX2 or FMA");
    odd.has &= ~(unsigned)(FL_NEEDS_SSE3 | FL_NEEDS_POPCNT);
    fl_judge_variant(&odd, &made_up().variants[3], &here);
    assert_string_equal(here.reason, "this CPU has no POPCNT or SSE3, without which there is no AVX");
    odd.has = X86_LEVEL_3;
    odd.doubted = FL_NEEDS_AVX; /* below what the kernel asks for */
    fl_judge_variant(&odd, &made_up().variants[5], &here);
    assert_false(here.cpu_allows || here.runs);
    assert_string_equal(here.reason, "CPUID and the run-time libraries disagree on AVX");
}

/* What is hidden is as good as absent, and the reason says who took it away. */
static void what_is_hidden_is_not_used(void **state)
{
    (void)state;
    static const struct {
        const char *hide, *chosen;
    } cases[] = {{"", "avx512"},         {"avx512", "avx2"},       {"AVX512F", "avx2"},
                 {"avx512vl", "avx512"}, {"avx2", "avx"},          {"fma", "avx"},
                 {"avx512,fma", "avx"},  {"avx", "sse"},           {"f16c", "avx2"},
                 {"sse4.2", "sse"},      {"sse3", "sse"},          {"sve", "avx512"},
                 {"popcnt", "sse"},      {"avx512vl,avx2", "avx"}, {"bmi1,bmi2,lzcnt", "avx512"}};
    fl_availability here;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        fl_cpu cpu = x86(X86_LEVEL_4, true, true);
        assert_int_equal(fl_read_hide(cases[i].hide, &cpu.hidden, NULL), FL_OK);
        assert_chosen(&cpu, NULL, cases[i].chosen);
    }
    fl_cpu cpu = x86(X86_LEVEL_4, true, true);
    assert_int_equal(fl_read_hide("avx2", &cpu.hidden, NULL), FL_OK);
    fl_judge_variant(&cpu, &made_up().variants[5], &here);
    assert_string_equal(here.reason, "FAIRLANE_HIDE hides AVX2");
    assert_false(here.cpu_allows || here.runs);
    assert_true(here.os_allows);
    fl_judge_variant(&cpu, &made_up().variants[4], &here);
    assert_string_equal(here.reason, "FAIRLANE_HIDE hides AVX512F");
    assert_refused(&cpu, "avx512", FL_UNABLE,
                   "cannot run kernel 'avx512': FAIRLANE_HIDE hides AVX512F "
                   "(it offers: scalar, scalar-unrolled, avx, autovec, sse, blas)");
    assert_int_equal(fl_cpu_hidden(&cpu), (X86_LEVEL_4 & ~X86_LEVEL_3) | FL_NEEDS_AVX2);
    cpu.has = X86_LEVEL_2; /* hidden or not, it is not there, and that is the truth to tell */
    fl_judge_variant(&cpu, &made_up().variants[5], &here);
    assert_string_equal(here.reason, "this CPU has no AVX2 or FMA");
    assert_int_equal(fl_cpu_hidden(&cpu), 0);

    fl_cpu arm = aarch64(FL_NEEDS_NEON | FL_NEEDS_SVE | FL_NEEDS_FMA, 32);
    assert_int_equal(fl_read_hide("sve,avx512", &arm.hidden, NULL), FL_OK);
    assert_chosen(&arm, NULL, "neon");
}

static void aarch64_takes_sve_only_when_it_is_wider(void **state)
{
    (void)state;
    fl_cpu neon = aarch64(FL_NEEDS_NEON, 0), both = aarch64(FL_NEEDS_NEON | FL_NEEDS_SVE, 32);
    assert_chosen(&neon, NULL, "neon");
    assert_chosen(&both, NULL, "sve");
    both.sve_vector_bytes = 16;
    assert_chosen(&both, NULL, "neon");
    both.sve_vector_bytes = 256;
    assert_chosen(&both, NULL, "sve");
    assert_refused(&neon, "sve", FL_UNABLE,
                   "cannot run kernel 'sve': this CPU has no SVE (it offers: scalar, scalar-unrolled, "
                   "autovec, neon, blas)");
}

/* It runs everywhere and is wider than anything, in its products; beside it stands a plain loop alone. */
static void ordered_sums_are_taken_only_when_asked_for(void **state)
{
    (void)state;
    static const fl_kernel ordered = {.name = "ordered",
                                      .isa = FL_ISA_AVX512,
                                      .lanes = 16,
                                      .ordered_sums = true,
                                      .accumulators = 1,
                                      .origin = FL_HAND_WRITTEN,
                                      .run = nothing};
    const fl_variant table[] = {{.name = "ordered", .kernel = &ordered},
                                {.name = "scalar", .kernel = &kernels[1]}};
    const fl_variant_list list = {table, 2}, alone = {table, 1};
    const fl_kernel *kernel;
    fl_cpu cpu = x86(X86_LEVEL_4, true, true);
    assert_int_equal(fl_choose_from(list, &cpu, NULL, &kernel, NULL), FL_OK);
    assert_string_equal(kernel->name, "scalar");
    assert_int_equal(fl_choose_from(list, &cpu, "ordered", &kernel, NULL), FL_OK);
    assert_string_equal(kernel->name, "ordered");
    assert_int_equal(fl_choose_from(alone, &cpu, NULL, &kernel, NULL), FL_UNABLE);
}

/* It is the widest and runs here, but not from several threads. */
static void what_is_for_one_thread_is_refused(void **state)
{
    (void)state;
    static const fl_kernel alone = {.name = "alone",
                                    .isa = FL_ISA_AVX512,
                                    .lanes = 16,
                                    .fma = true,
                                    .accumulators = 8,
                                    .origin = FL_HAND_WRITTEN,
                                    .run = nothing,
                                    .one_thread = "it keeps a buffer"};
    const fl_variant table[] = {{.name = "alone", .kernel = &alone},
                                {.name = "scalar", .kernel = &kernels[1]}};
    const fl_variant_list list = {table, 2};
    const fl_kernel *kernel;
    fl_cpu cpu = x86(X86_LEVEL_4, true, true);
    fl_error error = {""};
    assert_int_equal(fl_choose_from(list, &cpu, NULL, &kernel, &error), FL_OK);
    assert_string_equal(kernel->name, "scalar");
    assert_int_equal(fl_choose_from(list, &cpu, "alone", &kernel, &error), FL_UNABLE);
    assert_null(kernel);
    assert_string_equal(error.text,
                        "kernel 'alone' cannot be chosen, as any thread may call what is: it keeps a "
                        "buffer (others: scalar)");
}

static void forced_names_are_followed_or_refused(void **state)
{
    (void)state;
    fl_cpu cpu = x86(FL_NEEDS_SSE2, false, false);
    assert_chosen(&cpu, "scalar", "scalar");
    assert_chosen(&cpu, "blas", "blas");
    assert_refused(&cpu, "avx512", FL_UNABLE,
                   "cannot run kernel 'avx512': this CPU has no AVX512F (it offers: scalar, scalar-unrolled, "
                   "autovec, sse, blas)");
    assert_refused(&cpu, "avx2", FL_UNABLE,
                   "cannot run kernel 'avx2': this CPU has no AVX2 or FMA (it offers: scalar, "
                   "scalar-unrolled, autovec, sse, blas)");
    assert_refused(&cpu, "absent", FL_UNABLE,
                   "cannot run kernel 'absent': it is not compiled in: for Mars only (this build offers: "
                   "scalar, scalar-unrolled, autovec, sse, blas)");
    assert_refused(&cpu, "wrong-work", FL_USAGE,
                   "kernel 'wrong-work' does other work (logistic-784x1); choose one of: scalar, "
                   "scalar-unrolled, autovec, sse, blas");
    assert_refused(&cpu, "AVX", FL_USAGE,
                   "there is no kernel 'AVX'; choose one of: scalar, scalar-unrolled, autovec, sse, blas");
    assert_refused(&cpu, "", FL_USAGE,
                   "there is no kernel ''; choose one of: scalar, scalar-unrolled, autovec, sse, blas");
}

static void hostile_names_are_shown_harmless_and_short(void **state)
{
    (void)state;
    fl_cpu cpu = x86(0, false, false);
    assert_refused(&cpu, "a\033[31m\n'\\\xc3", FL_USAGE,
                   "there is no kernel 'a\\x1b[31m\\x0a\\x27\\x5c\\xc3'; choose one of: scalar, "
                   "scalar-unrolled, autovec, blas");
    size_t length = 1u << 20;
    char *longest = malloc(length + 1);
    assert_non_null(longest);
    memset(longest, '\033', length);
    longest[length] = '\0';
    const fl_kernel *kernel;
    fl_error error = {""};
    assert_int_equal(fl_choose_from(made_up(), &cpu, longest, &kernel, &error), FL_USAGE);
    free(longest);
    assert_non_null(strstr(error.text, "\\x1b..."));
    assert_non_null(strstr(error.text, "'; choose one of: scalar, scalar-unrolled, autovec, blas"));
    assert_true(strlen(error.text) < 140);
}

static int prepared;

static const char *count_preparing(void)
{
    prepared++;
    return NULL;
}

/* What is not chosen is not prepared: not for a name that is right, nor for the list in a message. */
static void a_forced_name_prepares_that_kernel_alone(void **state)
{
    (void)state;
    fl_kernel ready[KERNELS];
    fl_variant table[KERNELS];
    fl_cpu cpu = x86(X86_LEVEL_4, true, true);
    for (size_t i = 0; i < KERNELS; i++) {
        ready[i] = kernels[i];
        ready[i].prepare = count_preparing;
        table[i] = (fl_variant){.name = kernels[i].name, .kernel = &ready[i]};
    }
    const fl_variant_list list = {table, KERNELS};
    static const struct {
        const char *name;
        fl_status status;
        int prepared;
    } cases[] = {{"avx2", FL_OK, 1},
                 {"blas", FL_OK, 1},
                 {"sve", FL_UNABLE, 0},
                 {"none", FL_USAGE, 0},
                 {"wrong-work", FL_USAGE, 0}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const fl_kernel *kernel;
        fl_error error = {""};
        prepared = 0;
        assert_int_equal(fl_choose_from(list, &cpu, cases[i].name, &kernel, &error), cases[i].status);
        assert_int_equal(prepared, cases[i].prepared);
        if (cases[i].status != FL_OK)
            assert_non_null(strstr(error.text, "avx2, "));
    }
}

static void an_empty_table_is_an_error(void **state)
{
    (void)state;
    fl_cpu cpu = x86(X86_LEVEL_4, true, true);
    const fl_kernel *kernel = &kernels[0];
    assert_int_equal(fl_choose_from((fl_variant_list){variants, 0}, &cpu, NULL, &kernel, NULL), FL_UNABLE);
    assert_null(kernel);
}

/* The descriptors of the real kernels lead to the same choices, so far as they are compiled in. */
static void the_registry_follows_the_same_order(void **state)
{
    (void)state;
    static const struct {
        unsigned has;
        bool ymm, zmm;
        const char *chosen;
    } levels[] = {
        {FL_NEEDS_SSE2, false, false, "sse"},
        {X86_LEVEL_2 | FL_NEEDS_AVX, true, false, "avx"},
        {X86_LEVEL_3 & ~FL_NEEDS_FMA, true, false, "avx"},
        {X86_LEVEL_3, true, false, "avx2"},
        {X86_LEVEL_3, false, false, "sse"},
        {X86_LEVEL_4, true, false, "avx2"},
        {X86_LEVEL_4, true, true, "avx512"},
        {X86_LEVEL_4 & ~FL_NEEDS_AVX, true, true, "sse"},
        {X86_LEVEL_4 & ~FL_NEEDS_FMA, true, true, "avx"},
    };
    if (fl_cpu_detect().architecture != FL_ARCHITECTURE_X86_64) {
        print_message("skipped: the kernels of x86-64 are not compiled in\n");
        skip();
    }
    for (size_t i = 0; i < sizeof levels / sizeof levels[0]; i++) {
        fl_cpu cpu = x86(levels[i].has, levels[i].ymm, levels[i].zmm);
        const fl_kernel *kernel;
        assert_int_equal(fl_choose(&cpu, NULL, &kernel, NULL), FL_OK);
        assert_string_equal(kernel->name, levels[i].chosen);
        fl_availability here;
        for (size_t v = 0; v < fl_variant_count; v++) {
            fl_judge(&cpu, v, &here);
            assert_ptr_equal(here.variant, &fl_variants[v]);
            assert_int_equal(here.runs, here.reason[0] == '\0');
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_x86_level_gets_its_kernel),
        cmocka_unit_test(registers_that_the_system_does_not_save_are_not_used),
        cmocka_unit_test(what_a_second_source_denies_is_not_used),
        cmocka_unit_test(the_missing_link_is_named),
        cmocka_unit_test(what_is_hidden_is_not_used),
        cmocka_unit_test(aarch64_takes_sve_only_when_it_is_wider),
        cmocka_unit_test(ordered_sums_are_taken_only_when_asked_for),
        cmocka_unit_test(what_is_for_one_thread_is_refused),
        cmocka_unit_test(forced_names_are_followed_or_refused),
        cmocka_unit_test(hostile_names_are_shown_harmless_and_short),
        cmocka_unit_test(a_forced_name_prepares_that_kernel_alone),
        cmocka_unit_test(an_empty_table_is_an_error),
        cmocka_unit_test(the_registry_follows_the_same_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
