/* Products and sums of a trace, judged together: what a compiler, a library or a cheat makes of the work. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "bench/evidence/trace_count.h"

enum { F32 = FL_ELEMENT_FLOAT32, F64 = FL_ELEMENT_FLOAT64, PORTIONS = 4 };

typedef struct portion {
    int width, element;
    uint64_t multiplied, fused, added, ordered, chained;
} portion;

typedef struct verdict {
    const char *what;
    portion portions[PORTIONS];
    const char *simd_class, *reason; /* part of the reason; "": none at all */
    double low, high;                /* share of the sums in SIMD */
} verdict;

#define SCALAR FL_WIDTH_SCALAR
#define W128 FL_WIDTH_128
#define W256 FL_WIDTH_256
#define W512 FL_WIDTH_512

static const verdict verdicts[] = {
    {"a plain loop", {{SCALAR, F32, 1568, 0, 1570, 0, 0}}, "scalar", "", 0, 0},
    {"gcc -O3 -mavx2",
     {{W256, F32, 1568, 0, 0, 0, 0}, {SCALAR, F32, 0, 0, 1570, 0, 0}},
     "products SIMD-256, sums scalar",
     "",
     0,
     0},
    {"gcc -O2",
     {{W128, F32, 1568, 0, 0, 0, 0}, {SCALAR, F32, 0, 0, 1568, 0, 0}},
     "products SIMD-128, sums scalar",
     "",
     0,
     0},
    {"gcc -Ofast -mavx2",
     {{W256, F32, 1568, 0, 1568, 0, 0}, {W128, F32, 0, 0, 16, 0, 0}, {SCALAR, F32, 0, 0, 4, 0, 0}},
     "SIMD-256",
     "",
     1,
     1},
    {"the mirror case",
     {{SCALAR, F32, 1568, 0, 2, 0, 0}, {W256, F32, 0, 0, 1568, 0, 0}},
     "products scalar, sums SIMD-256",
     "",
     1,
     1},
    {"half fused", {{W256, F32, 784, 784, 784, 0, 0}}, "SIMD-256, 50 % fused", "", 1, 1},
    {"half in order",
     {{W256, F32, 1568, 0, 784, 0, 0}, {SCALAR, F32, 0, 0, 784, 0, 0}},
     "products SIMD-256, sums mixed",
     "",
     0.5,
     0.5},
    {"fused and sums that nothing needs",
     {{SCALAR, F32, 0, 1568, 2, 0, 0}, {W256, F32, 0, 0, 1568, 0, 0}},
     "scalar+FMA",
     "",
     0,
     0},
    {"Kahan, scalar", {{SCALAR, F32, 1568, 0, 4 * 1568, 0, 0}}, "scalar", "", 0, 0},
    {"Kahan, in vectors",
     {{W256, F32, 1568, 0, 4 * 1568, 0, 0}, {SCALAR, F32, 0, 0, 64, 0, 0}},
     "SIMD-256",
     "",
     1,
     1},
    {"Kahan in order on packed products",
     {{W256, F32, 1568, 0, 0, 0, 0}, {SCALAR, F32, 0, 0, 4 * 1568, 0, 0}},
     "products SIMD-256, sums scalar",
     "",
     0,
     0},
    {"a pairwise tree of horizontal sums, twice as many lanes as sums",
     {{W256, F32, 1568, 0, 3000, 0, 0}, {SCALAR, F32, 0, 0, 4, 0, 0}},
     "SIMD-256",
     "",
     1,
     1},
    {"sums in double, one by one",
     {{W256, F32, 1568, 0, 0, 0, 0}, {SCALAR, F64, 0, 0, 1570, 0, 0}},
     "products SIMD-256, sums scalar in double",
     "added in double",
     0,
     0},
    {"sums in double, packed",
     {{W256, F32, 1568, 0, 2, 0, 0}, {W256, F64, 0, 0, 1570, 0, 0}},
     "products SIMD-256, sums SIMD-256 in double",
     "added in double",
     1,
     1},
    {"fadda",
     {{FL_WIDTH_SVE, F32, 1568, 0, 1568, 1568, 0}, {SCALAR, F32, 0, 0, 2, 0, 0}},
     "products SIMD-SVE, sums scalar",
     "",
     0,
     0},
    {"both outputs in the lanes of one register, each in order",
     {{W128, F32, 1568, 0, 3140, 0, 1540}},
     "products SIMD-128, sums scalar",
     "",
     0,
     0},
    {"the same, fused",
     {{W128, F32, 0, 3136, 0, 0, 1536}},
     "products SIMD-128+FMA, sums scalar",
     "more multiply-adds",
     0,
     0},
    {"one output in order, in packed additions, the other taken apart",
     {{W256, F32, 1568, 0, 0, 0, 0}, {W128, F32, 0, 0, 1568, 0, 384}},
     "products SIMD-256, sums mixed",
     "",
     784.0 / 1568,
     784.0 / 1568},
    {"many accumulators folded lane by lane",
     {{W512, F32, 1568, 0, 1568, 0, 0}, {SCALAR, F32, 0, 0, 130, 0, 0}},
     "SIMD-512",
     "",
     1,
     1},
    {"more scalar sums than any folding",
     {{W512, F32, 1568, 0, 1568, 0, 0}, {SCALAR, F32, 0, 0, 200, 0, 0}},
     "products SIMD-512, sums mixed",
     "",
     1368.0 / 1568,
     1},
    {"sums in order beside as many packed ones of no product",
     {{W256, F32, 1568, 0, 1568, 0, 0}, {SCALAR, F32, 0, 0, 1568, 0, 0}},
     "products SIMD-256, sums mixed",
     "",
     0,
     1},
    {"dpps added one by one",
     {{W128, F32, 1568, 0, 1176, 0, 0}, {SCALAR, F32, 0, 0, 392, 0, 0}},
     "products SIMD-128, sums mixed",
     "",
     0.75,
     0.75},
    {"products that nothing adds",
     {{W256, F32, 1568, 0, 0, 0, 0}},
     "products SIMD-256, sums not seen",
     "0 additions of float32 were seen where 1,568 products",
     0,
     1},
    {"half of the sums are missing",
     {{W256, F32, 1568, 0, 784, 0, 0}},
     "SIMD-256",
     "784 additions of float32 were seen",
     0.5,
     1},
    {"other widths of SIMD",
     {{W512, F32, 1568, 0, 0, 0, 0}, {W256, F32, 0, 0, 1568, 0, 0}},
     "products SIMD-512, sums SIMD-256",
     "",
     1,
     1},
};

static fl_trace trace_of(const verdict *v)
{
    fl_trace trace;
    fl_trace_init(&trace);
    trace.bytes_loaded = 9408;
    for (size_t i = 0; i < PORTIONS; i++) {
        const portion *p = &v->portions[i];
        fl_arithmetic *a = &trace.arithmetic[p->width][p->element];
        a->multiply_lanes += p->multiplied;
        a->fused_lanes += p->fused;
        a->sum_lanes += p->added;
        a->ordered_lanes += p->ordered;
        a->chained_lanes += p->chained;
    }
    fl_trace_classify(&trace);
    return trace;
}

static void products_and_sums_are_judged_together(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof verdicts / sizeof verdicts[0]; i++) {
        const verdict *v = &verdicts[i];
        fl_trace trace = trace_of(v);
        bool reason = v->reason[0] ? strstr(trace.reason, v->reason) != NULL : trace.reason[0] == '\0';
        bool share = fabs(trace.sums.simd_low - v->low) < 1e-9 && fabs(trace.sums.simd_high - v->high) < 1e-9;
        if (strcmp(fl_trace_class_name(&trace), v->simd_class) != 0 || !reason || !share)
            fail_msg("%s: '%s', '%s', %g to %g", v->what, fl_trace_class_name(&trace), trace.reason,
                     trace.sums.simd_low, trace.sums.simd_high);
    }
}

/* A trace of an older version did not count them: of what it does not fuse nothing is concluded. */
static void uncounted_sums_are_not_known(void **state)
{
    (void)state;
    fl_trace trace = trace_of(&verdicts[0]);
    memset(trace.arithmetic, 0, sizeof trace.arithmetic);
    trace.sums_counted = false;
    trace.arithmetic[W256][F32].multiply_lanes = 1568;
    fl_trace_classify(&trace);
    assert_string_equal(fl_trace_class_name(&trace), "products SIMD-256, sums not known");
    assert_true(!trace.sums.known && trace.sums.simd_low == 0 && trace.sums.simd_high == 1);
    trace.arithmetic[W256][F32] = (fl_arithmetic){.fused_lanes = 1568};
    fl_trace_classify(&trace);
    assert_string_equal(fl_trace_class_name(&trace), "SIMD-256+FMA");
    assert_true(trace.sums.known && trace.sums.simd_low == 1);
}

/* How long a row is of other work is not known: its sums may well be chains of that length in every lane. */
static void chains_are_those_of_rows_of_the_layer(void **state)
{
    (void)state;
    verdict v = {"", {{W128, F32, 16000, 0, 16000, 0, 14000}}, "", "", 0, 0};
    fl_trace trace = trace_of(&v);
    trace.expected_multiply_adds = 16000;
    trace.bytes_loaded = 1000000;
    fl_trace_classify(&trace);
    assert_string_equal(fl_trace_class_name(&trace), "SIMD-128");
    trace.expected_multiply_adds = 1568;
    fl_trace_classify(&trace);
    assert_string_equal(fl_trace_class_name(&trace), "products SIMD-128, sums scalar");
}

/* As many numbers widened as the work has products: whatever multiplies then, the weights are others. */
static void weights_of_another_type_are_other_work(void **state)
{
    (void)state;
    static const struct {
        fl_number_type from, to;
        uint64_t numbers;
        const char *simd_class;
    } cases[] = {
        {FL_NUMBER_FLOAT16, FL_NUMBER_FLOAT32, 1568, "scalar on float16 weights"},
        {FL_NUMBER_BFLOAT16, FL_NUMBER_FLOAT32, 1568, "scalar on bfloat16 weights"},
        {FL_NUMBER_INTEGER, FL_NUMBER_FLOAT32, 1500, "scalar on integer weights"},
        {FL_NUMBER_FLOAT64, FL_NUMBER_FLOAT32, 1568, "scalar on float64 weights"},
        {FL_NUMBER_INTEGER, FL_NUMBER_FLOAT32, 784, "scalar"}, /* an image of bytes, perhaps */
        {FL_NUMBER_FLOAT32, FL_NUMBER_FLOAT16, 1568, "scalar"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        fl_trace trace = trace_of(&verdicts[0]);
        trace.conversions[cases[i].from][cases[i].to] = cases[i].numbers;
        fl_trace_classify(&trace);
        bool other = trace.weights != FL_NUMBER_FLOAT32;
        if (strcmp(fl_trace_class_name(&trace), cases[i].simd_class) != 0 ||
            (strstr(trace.reason, "other work") != NULL) != other)
            fail_msg("case %zu: '%s', '%s'", i, fl_trace_class_name(&trace), trace.reason);
    }
}

/* As they were written before sums were judged. */
static void words_of_older_traces_are_known(void **state)
{
    (void)state;
    char simd_class[64], classification[192];
    fl_trace trace = trace_of(&verdicts[1]);
    fl_trace_former_words(&trace, simd_class, classification);
    assert_string_equal(simd_class, "SIMD-256");
    assert_string_equal(classification, "SIMD-256, 1,568 of 1,568 multiply-adds");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(products_and_sums_are_judged_together),
        cmocka_unit_test(uncounted_sums_are_not_known),
        cmocka_unit_test(chains_are_those_of_rows_of_the_layer),
        cmocka_unit_test(weights_of_another_type_are_other_work),
        cmocka_unit_test(words_of_older_traces_are_known),
    };
    return cmocka_run_group_tests_name("trace_sums", tests, NULL, NULL);
}
