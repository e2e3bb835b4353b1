/* Selection, on a table and a machine of the test's own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "bench/evidence/trace_chain.h"
#include "bench/verdict/select.h"
#include "tests/verdict/verdict_fixture.h"

#define KERNEL(label, what, set, width, fuses, sums, from)                                                   \
    {                                                                                                        \
        .name = (label), .work = (what), .isa = (set), .lanes = (width), .fma = (fuses),                     \
        .accumulators = (sums), .origin = (from)                                                             \
    }

static const fl_kernel kernels[] = {
    KERNEL("scalar", FL_WORK_LINEAR_784X2, FL_ISA_SCALAR, 1, false, 1, FL_PLAIN_LOOP),
    KERNEL("scalar-two-pass", FL_WORK_LINEAR_784X2, FL_ISA_SCALAR, 1, false, 1, FL_PLAIN_LOOP),
    KERNEL("scalar-unrolled", FL_WORK_LINEAR_784X2, FL_ISA_SCALAR, 1, false, 4, FL_PLAIN_LOOP),
    KERNEL("scalar-fma", FL_WORK_LINEAR_784X2, FL_ISA_SCALAR, 1, true, 1, FL_PLAIN_LOOP),
    KERNEL("autovec", FL_WORK_LINEAR_784X2, FL_ISA_SSE, 4, false, 0, FL_COMPILER),
    {.name = "ordered-sse",
     .isa = FL_ISA_SSE,
     .lanes = 4,
     .ordered_sums = true,
     .accumulators = 1,
     .origin = FL_HAND_WRITTEN},
    {.name = "ordered-avx2-two-pass",
     .isa = FL_ISA_AVX2,
     .lanes = 8,
     .ordered_sums = true,
     .passes = 2,
     .accumulators = 1,
     .origin = FL_HAND_WRITTEN},
    KERNEL("sse", FL_WORK_LINEAR_784X2, FL_ISA_SSE, 4, false, 4, FL_HAND_WRITTEN),
    KERNEL("avx", FL_WORK_LINEAR_784X2, FL_ISA_AVX, 8, false, 4, FL_HAND_WRITTEN),
    KERNEL("avx2", FL_WORK_LINEAR_784X2, FL_ISA_AVX2, 8, true, 4, FL_HAND_WRITTEN),
    KERNEL("avx512", FL_WORK_LINEAR_784X2, FL_ISA_AVX512, 16, true, 4, FL_HAND_WRITTEN),
    KERNEL("neon", FL_WORK_LINEAR_784X2, FL_ISA_NEON, 4, true, 4, FL_HAND_WRITTEN),
    KERNEL("sve", FL_WORK_LINEAR_784X2, FL_ISA_SVE, 0, true, 4, FL_HAND_WRITTEN),
    KERNEL("blas", FL_WORK_LINEAR_784X2, FL_ISA_LIBRARY, 0, false, 0, FL_LIBRARY),
    KERNEL("logistic", FL_WORK_LOGISTIC_784X1, FL_ISA_SCALAR, 1, false, 1, FL_PLAIN_LOOP),
    KERNEL("softmax", FL_WORK_SOFTMAX_2, FL_ISA_SCALAR, 1, false, 0, FL_PLAIN_LOOP),
};

enum { COUNT = sizeof kernels / sizeof kernels[0] };

static const fl_kernel two_pass = {.name = "scalar-two-pass", .lanes = 1, .passes = 2, .accumulators = 1};

static fl_variant variants[COUNT];
static fl_availability candidates[COUNT];
static fl_select_request request;
static fl_selection selection;

static int set_up(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT; i++) {
        variants[i] = (fl_variant){.name = kernels[i].name, .kernel = &kernels[i]};
        candidates[i] = (fl_availability){.variant = &variants[i], .runs = true};
    }
    return 0;
}

static const fl_kernel *named(const char *name)
{
    for (size_t i = 0; i < COUNT; i++)
        if (strcmp(kernels[i].name, name) == 0)
            return &kernels[i];
    fail_msg("no kernel %s", name);
    return NULL;
}

static void cannot_run(const char *name, bool compiled)
{
    size_t i = (size_t)(named(name) - kernels);
    candidates[i].runs = false;
    snprintf(candidates[i].reason, sizeof candidates[i].reason, "for another CPU");
    if (!compiled)
        variants[i].kernel = NULL;
}

static void expect(const char *kernel)
{
    fl_select(&request, candidates, COUNT, &selection);
    if (!kernel) {
        assert_null(selection.kernel);
        assert_true(selection.none[0] != '\0');
        return;
    }
    if (!selection.kernel || strcmp(selection.kernel->name, kernel) != 0)
        fail_msg("%s instead of %s; %s", selection.kernel ? selection.kernel->name : "none", kernel,
                 selection.none);
    assert_true(selection.reason_count >= 3 && selection.none[0] == '\0');
}

static void expect_none(const char *part)
{
    expect(NULL);
    if (!strstr(selection.none, part))
        fail_msg("'%s' is missing in: %s", part, selection.none);
}

static bool differs(const char *part)
{
    for (size_t i = 0; i < selection.differ_count; i++)
        if (strstr(selection.differs[i], part))
            return true;
    return false;
}

static void wish_class(const char *simd_class)
{
    fl_error error = {""};
    if (fl_request_class(simd_class, &request, &error) != FL_OK)
        fail_msg("%s", error.text);
}

static void each_class_finds_its_kernel(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {
        {"strict-scalar", "scalar"}, {"scalar", "scalar"}, {"scalar+FMA", "scalar-fma"}, {"sse", "sse"},
        {"SIMD-128", "sse"},         {"avx", "avx"},       {"SIMD-256", "avx"},          {"avx2", "avx2"},
        {"SIMD-256+FMA", "avx2"},    {"avx512", "avx512"}, {"SIMD-512+FMA", "avx512"},   {"neon", "neon"},
        {"SIMD-128+FMA", "neon"},    {"sve", "sve"},       {"SIMD-SVE+FMA", "sve"},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        wish_class(pairs[i][0]);
        expect(pairs[i][1]);
    }
}

static void each_trace_finds_its_kernel(void **state)
{
    (void)state;
    static const struct {
        fl_width width;
        bool fused;
        const char *kernel;
    } cases[] = {
        {FL_WIDTH_SCALAR, false, "scalar"}, {FL_WIDTH_SCALAR, true, "scalar-fma"},
        {FL_WIDTH_128, false, "sse"},       {FL_WIDTH_128, true, "neon"},
        {FL_WIDTH_256, false, "avx"},       {FL_WIDTH_256, true, "avx2"},
        {FL_WIDTH_512, true, "avx512"},     {FL_WIDTH_512, false, NULL},
        {FL_WIDTH_SVE, true, "sve"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        fl_trace trace = verdict_trace(cases[i].width, cases[i].fused, 1568);
        fl_request_trace(&trace, "trace", &request);
        expect(cases[i].kernel);
    }
}

/* What compilers make of the plain loop, whose time is that of its sums. */
static void sums_in_order_find_kernels_of_their_kind(void **state)
{
    (void)state;
    enum { ONE_PASS = 9408, TWO_PASSES = 12544 };
    static const struct {
        fl_width width;
        uint64_t bytes;
        const char *kernel;
        bool differs;
    } cases[] = {
        {FL_WIDTH_128, ONE_PASS, "ordered-sse", false},
        {FL_WIDTH_256, TWO_PASSES, "ordered-avx2-two-pass", false},
        {FL_WIDTH_512, TWO_PASSES, "ordered-avx2-two-pass", true},
        {FL_WIDTH_128, TWO_PASSES, "ordered-avx2-two-pass", true}, /* the passes weigh more than the width */
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        fl_trace trace = verdict_trace_ordered(cases[i].width);
        trace.bytes_loaded = cases[i].bytes;
        fl_request_trace(&trace, "trace", &request);
        expect(cases[i].kernel);
        assert_true(differs("the sums, one after the other in both, take the time") == cases[i].differs);
    }
    fl_trace trace = verdict_trace(FL_WIDTH_SCALAR, false, 1568);
    trace.bytes_loaded = TWO_PASSES + 16;
    variants[1].kernel = &two_pass;
    fl_request_trace(&trace, "trace", &request);
    expect("scalar-two-pass");
    trace.bytes_loaded = 10 * ONE_PASS; /* nobody knows why */
    fl_request_trace(&trace, "trace", &request);
    expect("scalar");
}

/* Compilers load the input twice in one pass, or both rows' products from one register: the chains tell. */
static void chains_tell_the_passes(void **state)
{
    (void)state;
    enum { ONE_PASS = 9408, TWO_PASSES = 12544, LATE = 2 * (FL_INPUTS - FL_CHAIN_BEYOND) };
    fl_trace trace = verdict_trace_ordered(FL_WIDTH_256);
    trace.bytes_loaded = TWO_PASSES;
    trace.arithmetic[FL_WIDTH_SCALAR][FL_ELEMENT_FLOAT32].chained_lanes = LATE;
    trace.chain_switches = 12;
    fl_request_trace(&trace, "trace", &request);
    assert_int_equal(request.passes, 1);
    trace.bytes_loaded = ONE_PASS;
    trace.chain_switches = 1;
    fl_request_trace(&trace, "trace", &request);
    assert_int_equal(request.passes, 2);

    /* both outputs in one register; fused, the chain is that of fused multiply-adds */
    trace = verdict_trace(FL_WIDTH_128, true, 1568);
    trace.bytes_loaded = TWO_PASSES;
    trace.arithmetic[FL_WIDTH_128][FL_ELEMENT_FLOAT32].chained_lanes = LATE;
    fl_trace_classify(&trace);
    fl_request_trace(&trace, "trace", &request);
    assert_int_equal(request.passes, 1);
    expect("scalar-fma");
    assert_true(differs("products SIMD-128+FMA, sums scalar there, scalar+FMA here"));
}

/* How many sums of one lane stand side by side follows from the longest chain. */
static void the_longest_chain_tells_the_structure(void **state)
{
    (void)state;
    enum { ONE_PASS = 9408 };
    static const struct {
        uint64_t longest;
        const char *kernel;
        int accumulators; /* 0: not known */
    } cases[] = {
        {785, "scalar", 1}, {197, "scalar-unrolled", 4}, {98, "scalar-unrolled", 8}, {1, "scalar", 0},
        {0, "scalar", 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        fl_trace trace = verdict_trace(FL_WIDTH_SCALAR, false, 1568);
        trace.bytes_loaded = ONE_PASS;
        trace.longest_chain = cases[i].longest;
        fl_request_trace(&trace, "trace", &request);
        assert_int_equal(request.accumulators, cases[i].accumulators);
        assert_int_equal(request.structure_known, cases[i].accumulators > 0);
        expect(cases[i].kernel);
    }
    fl_trace trace = verdict_trace_ordered(FL_WIDTH_256); /* NumPy's sum: a tree of short chains */
    trace.longest_chain = 15;
    fl_request_trace(&trace, "trace", &request);
    assert_non_null(strstr(request.differs[0], "chains of at most 15 additions"));
}

/* Of these no kernel of the lab is fair. */
static void sums_of_another_kind_have_no_counterpart(void **state)
{
    (void)state;
    fl_trace trace = verdict_trace_ordered(FL_WIDTH_256);
    trace.arithmetic[FL_WIDTH_SCALAR][FL_ELEMENT_FLOAT64] =
        trace.arithmetic[FL_WIDTH_SCALAR][FL_ELEMENT_FLOAT32];
    memset(&trace.arithmetic[FL_WIDTH_SCALAR][FL_ELEMENT_FLOAT32], 0, sizeof(fl_arithmetic));
    fl_trace_classify(&trace);
    fl_request_trace(&trace, "trace", &request);
    expect_none("added in double");
    memset(&trace.arithmetic[FL_WIDTH_SCALAR], 0, sizeof trace.arithmetic[FL_WIDTH_SCALAR]);
    fl_trace_classify(&trace);
    fl_request_trace(&trace, "trace", &request);
    expect_none("was not seen");
    trace = verdict_trace(FL_WIDTH_256, false, 784);
    verdict_trace_add(&trace, FL_WIDTH_256, true, 784);
    fl_request_trace(&trace, "trace", &request);
    expect_none("fuses a part");
    trace = verdict_trace(FL_WIDTH_256, false, 1568);
    trace.sums_counted = false;
    verdict_trace_add(&trace, FL_WIDTH_256, false, 0);
    fl_request_trace(&trace, "trace", &request);
    expect_none("older version");
}

static void the_structure_decides_among_equals(void **state)
{
    (void)state;
    fl_request_kernel(named("scalar-unrolled"), NULL, &request);
    expect("scalar"); /* itself apart; of two alike the first */
    assert_true(differs("4 accumulators per output there, 1 here"));
    fl_request_kernel(named("scalar"), NULL, &request);
    expect("scalar-two-pass");
    assert_string_equal(selection.others, "scalar-unrolled");
    fl_request_kernel(named("autovec"), NULL, &request);
    expect("sse");
    assert_true(differs("compiler there, hand-written here"));
    fl_request_kernel(named("ordered-sse"), NULL,
                      &request); /* of another width, which is not what takes time */
    expect("ordered-avx2-two-pass");
    assert_true(differs("products SIMD-128, sums scalar there, products SIMD-256, sums scalar here"));
    assert_true(differs("one pass over the input there, one output after the other here"));
    request.exclude[0] = '\0';
    expect("ordered-sse");
    fl_request_kernel(named("autovec"), NULL, &request);
    request.exclude[0] = '\0'; /* one that is known as little */
    expect("autovec");
    assert_true(differs("how many sums either keeps side by side is not known"));
    fl_request_kernel(named("avx2"), NULL, &request);
    expect_none("no other kernel of class SIMD-256+FMA");
    assert_non_null(strstr(selection.none, "avx (SIMD-256)"));
}

static void what_does_not_run_here_is_not_chosen(void **state)
{
    (void)state;
    cannot_run("avx512", true);
    wish_class("avx512");
    expect_none("of class SIMD-512+FMA nothing runs here: avx512 (for another CPU)");
    cannot_run("neon", false);
    wish_class("neon");
    expect_none("neon (for another CPU)");
    cannot_run("sse", true);
    wish_class("sse");
    expect("autovec"); /* the second best */
}

static void libraries_are_judged_by_their_trace(void **state)
{
    (void)state;
    fl_request_kernel(named("blas"), NULL, &request);
    expect_none("could not be traced");
    wish_class("library");
    expect_none("decided at run time");
    fl_trace trace = verdict_trace(FL_WIDTH_256, true, 1568);
    fl_request_kernel(named("blas"), &trace, &request);
    expect("avx2");
    assert_true(differs("a library's code behind a call"));
}

static void other_work_has_its_own_kernel_or_none(void **state)
{
    (void)state;
    fl_trace trace = verdict_trace(FL_WIDTH_SCALAR, false, 784);
    fl_request_trace(&trace, "half", &request);
    expect("logistic");
    trace.expected_multiply_adds = 784;
    fl_request_trace(&trace, "half", &request);
    expect("logistic");
    trace = verdict_trace(FL_WIDTH_256, true, 784);
    fl_request_trace(&trace, "half", &request);
    expect_none("does logistic-784x1");
    trace = verdict_trace(FL_WIDTH_256, true, 1558);
    fl_request_trace(&trace, "779 inputs", &request);
    expect_none("1558 of 1568 multiply-adds");
    trace = verdict_trace(FL_WIDTH_256, true, 100);
    trace.expected_multiply_adds = 100;
    fl_request_trace(&trace, "small", &request);
    expect_none("100 multiply-adds");
    trace = verdict_trace(FL_WIDTH_256, true, 1600);
    fl_request_trace(&trace, "padded", &request);
    expect("avx2");
    assert_true(differs("32 multiply-adds beyond"));
    fl_request_kernel(named("softmax"), NULL, &request);
    expect_none("an activation");
}

static void other_arithmetic_has_no_counterpart(void **state)
{
    (void)state;
    fl_trace trace = verdict_trace_of_class(FL_CLASS_NONE);
    fl_request_trace(&trace, "cached", &request);
    expect_none("multiplied nothing");
    trace.integer_multiply_lanes = 1568;
    fl_request_trace(&trace, "quantised", &request);
    expect_none("whole numbers (1568 multiplications)");
    trace.arithmetic[FL_WIDTH_256][FL_ELEMENT_FLOAT64].fused_lanes = 1600;
    fl_request_trace(&trace, "double", &request);
    expect_none("in double (1600 multiplications)");
    trace.arithmetic[FL_WIDTH_256][FL_ELEMENT_FLOAT16].fused_lanes = 9999;
    fl_request_trace(&trace, "half", &request);
    expect_none("16-bit floats");
}

static void doubtful_traces_have_no_counterpart(void **state)
{
    (void)state;
    fl_trace trace = verdict_trace_of_class(FL_CLASS_INCONCLUSIVE);
    fl_request_trace(&trace, "unknown", &request);
    expect_none("inconclusive: 1 executed instructions");
    trace = verdict_trace(FL_WIDTH_256, true, 1568);
    trace.uncounted = 1; /* whatever its class says */
    fl_request_trace(&trace, "unknown", &request);
    expect_none("inconclusive");
    trace = verdict_trace(FL_WIDTH_256, true, 1568);
    trace.unseen = 1;
    fl_request_trace(&trace, "hidden", &request);
    expect_none("inconclusive");
    trace = verdict_trace(FL_WIDTH_256, true, 1568);
    trace.regions = 0;
    fl_request_trace(&trace, "never entered", &request);
    expect_none("never entered");
    trace = verdict_trace_of_class(FL_CLASS_MIXED);
    fl_request_trace(&trace, "mixed", &request);
    expect_none("mixes classes");
}

static void what_else_was_timed_is_told(void **state)
{
    (void)state;
    fl_trace trace = verdict_trace(FL_WIDTH_256, true, 1568);
    trace.calls[0] = (fl_trace_call){.name = "futex", .count = 2};
    trace.calls[1] = (fl_trace_call){.name = "nanosleep", .count = 1};
    trace.call_count = 2;
    trace.threads_run = 3;
    fl_request_trace(&trace, "busy", &request);
    expect("avx2");
    assert_true(differs("5000 instructions"));
    assert_true(differs("3 system calls"));
    assert_true(differs("3 threads"));
}

static void unknown_classes_are_refused(void **state)
{
    (void)state;
    fl_error error = {""};
    static const char *const words[] = {"", "SIMD", "mixed", "inconclusive", "not known", "AVX2", "avx2 "};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        assert_int_equal(fl_request_class(words[i], &request, &error), FL_USAGE);
    expect(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(each_class_finds_its_kernel, set_up),
        cmocka_unit_test_setup(each_trace_finds_its_kernel, set_up),
        cmocka_unit_test_setup(sums_in_order_find_kernels_of_their_kind, set_up),
        cmocka_unit_test_setup(chains_tell_the_passes, set_up),
        cmocka_unit_test_setup(the_longest_chain_tells_the_structure, set_up),
        cmocka_unit_test_setup(sums_of_another_kind_have_no_counterpart, set_up),
        cmocka_unit_test_setup(the_structure_decides_among_equals, set_up),
        cmocka_unit_test_setup(what_does_not_run_here_is_not_chosen, set_up),
        cmocka_unit_test_setup(libraries_are_judged_by_their_trace, set_up),
        cmocka_unit_test_setup(other_work_has_its_own_kernel_or_none, set_up),
        cmocka_unit_test_setup(other_arithmetic_has_no_counterpart, set_up),
        cmocka_unit_test_setup(doubtful_traces_have_no_counterpart, set_up),
        cmocka_unit_test_setup(what_else_was_timed_is_told, set_up),
        cmocka_unit_test_setup(unknown_classes_are_refused, set_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
