/* Element types and counts of instructions that a comparison in float32 has to be told of: float16, bfloat16,
 * whole numbers, tiles, and every conversion. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "bench/evidence/trace_count.h"
#include "tests/evidence/counted_samples.h"

enum { TIMES = 3 };

static void feed(fl_trace *trace, const counted_sample *s, uint64_t selected)
{
    fl_instruction instruction;
    if (!fl_classify_instruction(s->bytes, s->length, 0x1000, &instruction))
        fail_msg("'%s' was not decoded", s->text);
    if (instruction.length != s->length)
        fail_msg("'%s' has %zu bytes, not %zu", s->text, s->length, instruction.length);
    fl_execution execution = {.instruction = &instruction,
                              .times = TIMES,
                              .object = fl_trace_object_index(trace, "program"),
                              .selected_lanes = selected};
    fl_trace_init(trace);
    execution.object = fl_trace_object_index(trace, "program");
    fl_trace_count(trace, &execution);
}

static uint64_t all_conversions(const fl_trace *trace)
{
    uint64_t sum = 0;
    for (int from = 0; from < FL_NUMBERS; from++)
        for (int to = 0; to < FL_NUMBERS; to++)
            sum += trace->conversions[from][to];
    return sum;
}

static void types_are_counted(void **state)
{
    (void)state;
    static fl_trace trace;
    static const fl_arithmetic none;
    for (size_t i = 0; i < counted_sample_count; i++) {
        const counted_sample *s = &counted_samples[i];
        feed(&trace, s, TIMES * s->lanes);
        const fl_arithmetic *a = s->element == NO_ELEMENT ? &none : &trace.arithmetic[s->width][s->element];
        uint64_t products = a->multiply_lanes + a->fused_lanes;
        bool right = products == TIMES * s->products && a->sum_lanes == TIMES * s->sums &&
                     trace.integer_multiply_lanes == TIMES * s->integer_products &&
                     all_conversions(&trace) == TIMES * s->converted &&
                     trace.conversions[s->from][s->to] == TIMES * s->converted && trace.uncounted == 0;
        bool computes = s->element == NO_ELEMENT || a->instructions == TIMES;
        if (!right || !computes)
            fail_msg("'%s': %d products, %d sums, %d of whole numbers, %d conversions (%d of its types)",
                     s->text, (int)products, (int)a->sum_lanes, (int)trace.integer_multiply_lanes,
                     (int)all_conversions(&trace), (int)trace.conversions[s->from][s->to]);
    }
    print_message("%zu instructions\n", counted_sample_count);
    assert_true(counted_sample_count > 40);
}

/* Lanes that nobody saw are not counted, and bounded. */
static void unseen_lanes_are_bounded(void **state)
{
    (void)state;
    static fl_trace trace;
    int bounded = 0;
    for (size_t i = 0; i < counted_sample_count; i++) {
        const counted_sample *s = &counted_samples[i];
        if (s->lanes == 0 || (s->products == 0 && s->integer_products == 0))
            continue;
        feed(&trace, s, FL_LANES_UNKNOWN);
        uint64_t most = trace.uncounted_products;
        if (trace.uncounted != TIMES || most < TIMES * s->products || most < TIMES * s->integer_products)
            fail_msg("'%s': %d not counted, at most %d products", s->text, (int)trace.uncounted, (int)most);
        fl_trace_classify(&trace);
        assert_int_equal(trace.simd_class, FL_CLASS_INCONCLUSIVE);
        assert_non_null(strstr(trace.reason, " products at most)"));
        bounded++;
    }
    assert_true(bounded > 5);
}

/* ---- tiles ---- */

static void tiles_are_as_large_as_configured(void **state)
{
    (void)state;
    unsigned char configuration[FL_TILE_CONFIGURATION_BYTES] = {0};
    fl_instruction product = {.tile_count = 3, .tiles = {0, 1, 2}}, load = {.tile_count = 1, .tiles = {1}};
    uint64_t lanes = 0;
    assert_false(fl_tile_lanes(configuration, &product, &lanes)); /* no palette */
    configuration[0] = 1;
    assert_false(fl_tile_lanes(configuration, &product, &lanes)); /* no rows */
    static const unsigned char rows[] = {5, 5, 7}, column_bytes[] = {12, 28, 12};
    for (size_t i = 0; i < 3; i++) {
        configuration[48 + i] = rows[i];
        configuration[16 + 2 * i] = column_bytes[i];
    }
    assert_true(fl_tile_lanes(configuration, &product, &lanes));
    assert_int_equal(lanes, 5 * 3 * 7);
    assert_true(fl_tile_lanes(configuration, &load, &lanes));
    assert_int_equal(lanes, 5 * 28);
    configuration[48] = 17;
    assert_false(fl_tile_lanes(configuration, &product, &lanes));
    configuration[48] = 16;
    configuration[17] = 1; /* 268 bytes a row */
    assert_false(fl_tile_lanes(configuration, &product, &lanes));
    configuration[17] = 0;
    product.tiles[1] = 9;
    assert_false(fl_tile_lanes(configuration, &product, &lanes));
}

static void outer_products_go_by_both_predicates(void **state)
{
    (void)state;
    const uint64_t all[4] = {~0ULL, ~0ULL, ~0ULL, ~0ULL}, three[4] = {0x111}, first[4] = {0x1};
    const uint64_t halves[4] = {0x5}; /* both float16 numbers of the first 32 bits */
    const fl_instruction single = {.lane_bits = 32, .source_bits = 32};
    const fl_instruction half = {.lane_bits = 32, .source_bits = 16};
    const fl_instruction bytes = {.lane_bits = 32, .source_bits = 8};
    assert_int_equal(fl_outer_lanes(all, all, 16, &single), 4 * 4);
    assert_int_equal(fl_outer_lanes(all, all, 256, &single), 64 * 64);
    assert_int_equal(fl_outer_lanes(all, all, 16, &half), 4 * 4 * 2);
    assert_int_equal(fl_outer_lanes(all, all, 16, &bytes), 4 * 4 * 4);
    assert_int_equal(fl_outer_lanes(three, all, 16, &single), 3 * 4);
    assert_int_equal(fl_outer_lanes(three, three, 16, &single), 3 * 3);
    assert_int_equal(fl_outer_lanes(halves, halves, 16, &half), 2);
    assert_int_equal(fl_outer_lanes(halves, first, 16, &half), 1); /* a number without its partner */
    assert_int_equal(fl_outer_lanes(first, all, 8, &bytes), 2);
}

/* ---- what such work is called ---- */

static void expect_words(const fl_trace *given, const char *classification, const char *reason)
{
    fl_trace trace = *given;
    fl_trace_classify(&trace);
    if (strcmp(trace.classification, classification) != 0 || !strstr(trace.reason, reason))
        fail_msg("'%s' because '%s'", trace.classification, trace.reason);
}

static void other_types_are_named(void **state)
{
    (void)state;
    fl_trace trace;
    fl_trace_init(&trace);
    trace.bytes_loaded = 9408;
    trace.arithmetic[FL_WIDTH_512][FL_ELEMENT_BFLOAT16] =
        (fl_arithmetic){.instructions = 49, .lanes = 784, .fused_lanes = 1568};
    expect_words(&trace, "no float32 work, 0 of 1,568 multiply-adds; 1,568 in bfloat16, SIMD-512+FMA",
                 "nothing was multiplied in float32, and what was is other work; 1,568 multiplications in "
                 "bfloat16");
    fl_trace_init(&trace);
    trace.arithmetic[FL_WIDTH_TILE][FL_ELEMENT_FLOAT16] =
        (fl_arithmetic){.instructions = 4, .lanes = 1568, .fused_lanes = 3136};
    expect_words(&trace, "no float32 work, 0 of 1,568 multiply-adds; 3,136 in float16, SIMD-tile+FMA",
                 "3,136 multiplications in float16");
    fl_trace_init(&trace);
    trace.integer_multiply_lanes = 1568;
    expect_words(&trace, "no float32 work, 0 of 1,568 multiply-adds; 1,568 of whole numbers",
                 "1,568 multiplications of whole numbers");
    fl_trace_init(&trace);
    trace.bytes_loaded = 9408;
    trace.arithmetic[FL_WIDTH_TILE][FL_ELEMENT_FLOAT32] =
        (fl_arithmetic){.instructions = 98, .lanes = 1568, .fused_lanes = 1568};
    expect_words(&trace, "SIMD-tile+FMA, 1,568 of 1,568 multiply-adds", "");
}

/* By DDI 0487, CounterToPredicate: of words the counter 0b0..n100 selects n, its bit 15 those behind them. */
static void counters_select_lanes(void **state)
{
    (void)state;
    enum { VECTOR = 64 }; /* bytes */
    static const struct {
        uint64_t counter;
        int lane_bits, vectors;
        uint64_t lanes;
    } cases[] = {
        {0, 32, 2, 0},                     /* none */
        {0x8004, 32, 2, 32},               /* all but the first 0 */
        {5 << 3 | 4, 32, 2, 5},            /* five words */
        {20 << 3 | 4, 32, 2, 20},          /* into the second vector */
        {0x8000 | 20 << 3 | 4, 32, 4, 44}, /* those behind twenty */
        {1000 << 3 | 4, 32, 4, 64},        /* more than there are */
        {5 << 1 | 1, 8, 2, 5},             /* bytes */
        {5 << 1 | 1, 32, 2, 2},            /* words by bytes: those that begin before the fifth */
        {5 << 4 | 8, 32, 2, 5},            /* words by doublewords: the first of each pair */
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        fl_instruction load = {.lane_bits = cases[i].lane_bits, .counted_vectors = cases[i].vectors};
        assert_int_equal(fl_counted_lanes(cases[i].counter, VECTOR, &load), cases[i].lanes);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(types_are_counted),
        cmocka_unit_test(counters_select_lanes),
        cmocka_unit_test(unseen_lanes_are_bounded),
        cmocka_unit_test(tiles_are_as_large_as_configured),
        cmocka_unit_test(outer_products_go_by_both_predicates),
        cmocka_unit_test(other_types_are_named),
    };
    return cmocka_run_group_tests_name("counted_types", tests, NULL, NULL);
}
