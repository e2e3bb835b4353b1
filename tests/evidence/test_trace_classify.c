/* What is made of the counts of a trace in words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "bench/evidence/trace_count.h"

enum { F32 = FL_ELEMENT_FLOAT32 };

static const uint64_t all_bytes = 9408; /* of weights and input, each loaded once */

typedef struct portion {
    int width, element;
    uint64_t multiplied, fused;
} portion;

typedef struct verdict {
    portion portions[3];
    uint64_t integers;
    int simd_class;
    bool fused;
    const char *classification, *reason; /* part of it; "": none at all */
} verdict;

static const verdict verdicts[] = {
    {{{FL_WIDTH_SCALAR, F32, 1568, 0}},
     0,
     FL_CLASS_SCALAR,
     false,
     "scalar, 1,568 of 1,568 multiply-adds",
     ""},
    {{{FL_WIDTH_SCALAR, F32, 0, 1568}},
     0,
     FL_CLASS_SCALAR,
     true,
     "scalar+FMA, 1,568 of 1,568 multiply-adds",
     ""},
    {{{FL_WIDTH_256, F32, 0, 1568}},
     0,
     FL_CLASS_SIMD_256,
     true,
     "SIMD-256+FMA, 1,568 of 1,568 multiply-adds",
     ""},
    {{{FL_WIDTH_64, F32, 0, 784}, {FL_WIDTH_128, F32, 0, 784}},
     0,
     FL_CLASS_SIMD_128,
     true,
     "SIMD-128+FMA, 1,568 of 1,568",
     ""},
    {{{FL_WIDTH_256, F32, 0, 1490}, {FL_WIDTH_SCALAR, F32, 78, 0}}, /* 95.03 % */
     0,
     FL_CLASS_SIMD_256,
     true,
     "SIMD-256+FMA",
     ""},
    {{{FL_WIDTH_256, F32, 0, 1489}, {FL_WIDTH_SCALAR, F32, 79, 0}}, /* 94.96 % */
     0,
     FL_CLASS_MIXED,
     false,
     "mixed, 95 % fused (5 % scalar, 95 % SIMD-256), 1,568 of 1,568 multiply-adds",
     ""},
    {{{FL_WIDTH_512, F32, 0, 1000000}},
     0,
     FL_CLASS_SIMD_512,
     true,
     "SIMD-512+FMA, 1,568 of 1,568 multiply-adds and 998,432 more",
     "other work"},
    /* the whole work at one width, beside forty times as much at another: which one is it? */
    {{{FL_WIDTH_SCALAR, F32, 0, 1568}, {FL_WIDTH_256, F32, 0, 62720}},
     0,
     FL_CLASS_MIXED,
     true,
     "mixed+FMA (2 % scalar, 98 % SIMD-256), 1,568 of 1,568 multiply-adds and 62,720 more",
     "other work"},
    {{{FL_WIDTH_SCALAR, F32, 78, 0}}, 0, FL_CLASS_NONE, false, "no float32 work, 78 of 1,568", "fewer"},
    {{{FL_WIDTH_SCALAR, F32, 79, 0}}, 0, FL_CLASS_SCALAR, false, "scalar, 79 of 1,568", "fewer"},
    {{{FL_WIDTH_SCALAR, F32, 784, 0}},
     0,
     FL_CLASS_SCALAR,
     false,
     "scalar, 784 of 1,568",
     "fewer multiply-adds"},
    {{{0}}, 0, FL_CLASS_NONE, false, "no float32 work, 0 of 1,568", "stored result"},
    {{{FL_WIDTH_SCALAR, FL_ELEMENT_FLOAT64, 1568, 0}},
     0,
     FL_CLASS_NONE,
     false,
     "no float32 work, 0 of 1,568",
     "1,568 multiplications in double"},
    {{{0}}, 1568, FL_CLASS_NONE, false, "no float32 work", "1,568 multiplications of whole numbers"},
    {{{FL_WIDTH_SVE, F32, 0, 1568}}, 0, FL_CLASS_SIMD_SVE, true, "SIMD-SVE+FMA", ""},
};

static void counts_become_words(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof verdicts / sizeof verdicts[0]; i++) {
        const verdict *v = &verdicts[i];
        fl_trace trace;
        fl_trace_init(&trace);
        for (size_t p = 0; p < 3; p++) {
            fl_arithmetic *a = &trace.arithmetic[v->portions[p].width][v->portions[p].element];
            a->multiply_lanes += v->portions[p].multiplied;
            a->sum_lanes += v->portions[p].multiplied;
            a->fused_lanes += v->portions[p].fused;
        }
        trace.integer_multiply_lanes = v->integers;
        trace.bytes_loaded = all_bytes;
        fl_trace_classify(&trace);
        bool reason = v->reason[0] ? strstr(trace.reason, v->reason) != NULL : trace.reason[0] == '\0';
        bool first = trace.reason[0] != ';' && trace.reason[0] != ' ';
        if ((int)trace.simd_class != v->simd_class || trace.fused != v->fused || !reason || !first ||
            strncmp(trace.classification, v->classification, strlen(v->classification)) != 0)
            fail_msg("verdict %zu: class %d, fused %d, '%s', '%s'", i, (int)trace.simd_class,
                     (int)trace.fused, trace.classification, trace.reason);
    }
}

static void doubt_outweighs_the_counts(void **state)
{
    (void)state;
    fl_trace trace;
    fl_trace_init(&trace);
    trace.arithmetic[FL_WIDTH_SCALAR][F32].multiply_lanes = 1568;
    trace.arithmetic[FL_WIDTH_SCALAR][F32].sum_lanes = 1570;
    trace.bytes_loaded = all_bytes;
    trace.undecoded = 1;
    fl_trace_classify(&trace);
    assert_int_equal(trace.simd_class, FL_CLASS_INCONCLUSIVE);
    assert_string_equal(fl_trace_class_name(&trace), "inconclusive");
    assert_int_equal(strncmp(trace.classification, "inconclusive", 12), 0);
    trace.undecoded = 0;
    trace.unseen = 1;
    fl_trace_classify(&trace);
    assert_int_equal(trace.simd_class, FL_CLASS_INCONCLUSIVE);
    assert_int_equal(strncmp(trace.reason, "not stepped through: 1 ", 23), 0);
    trace.unseen = 0;
    trace.forks = 2;
    fl_trace_classify(&trace);
    assert_int_equal(trace.simd_class, FL_CLASS_SCALAR);
    assert_string_equal(trace.reason, "2 processes were started inside the region");
    trace.expected_multiply_adds = 0;
    trace.forks = 0;
    fl_trace_classify(&trace);
    assert_string_equal(trace.classification, "scalar, 1,568 multiply-adds");
    assert_string_equal(trace.reason, "");
}

/* Multiply-adds on one register are not those of the layer, however many there are. */
static void multiply_adds_without_their_data_prove_nothing(void **state)
{
    (void)state;
    static const struct {
        uint64_t work, done, bytes;
        fl_trace_class simd_class;
    } cases[] = {
        {1568, 1568, 9408, FL_CLASS_SCALAR},
        {1568, 1568, 9407, FL_CLASS_INCONCLUSIVE},
        {1568, 3136, 0, FL_CLASS_INCONCLUSIVE},
        {784, 784, 6272, FL_CLASS_SCALAR},
        {784, 784, 6271, FL_CLASS_INCONCLUSIVE},
        {100, 100, 400, FL_CLASS_SCALAR}, /* no row of this layer */
        {100, 100, 399, FL_CLASS_INCONCLUSIVE},
        {0, 1568, 0, FL_CLASS_SCALAR},   /* what the work is, is not told */
        {1568, 784, 0, FL_CLASS_SCALAR}, /* the missing half is reason enough */
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        fl_trace trace;
        fl_trace_init(&trace);
        trace.expected_multiply_adds = cases[i].work;
        trace.arithmetic[FL_WIDTH_SCALAR][F32].multiply_lanes = cases[i].done;
        trace.bytes_loaded = cases[i].bytes;
        fl_trace_classify(&trace);
        bool told = strstr(trace.reason, "bytes were loaded") != NULL;
        if (trace.simd_class != cases[i].simd_class || told != (cases[i].simd_class == FL_CLASS_INCONCLUSIVE))
            fail_msg("case %zu: class %d, '%s'", i, (int)trace.simd_class, trace.reason);
    }
}

/* The longest texts fit or are cut, never overrun. */
static void long_texts_are_cut(void **state)
{
    (void)state;
    fl_trace trace;
    memset(&trace, 0xff, sizeof trace);
    trace.sums_counted = true;
    trace.object_count = trace.call_count = 0;
    fl_trace_classify(&trace);
    assert_true(strlen(trace.classification) < sizeof trace.classification);
    assert_true(strlen(trace.reason) < sizeof trace.reason);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_become_words),
        cmocka_unit_test(doubt_outweighs_the_counts),
        cmocka_unit_test(multiply_adds_without_their_data_prove_nothing),
        cmocka_unit_test(long_texts_are_cut),
    };
    return cmocka_run_group_tests_name("trace_classify", tests, NULL, NULL);
}
