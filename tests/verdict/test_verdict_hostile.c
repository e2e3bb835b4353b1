/* Point 93, attacked: operands swapped or the same, one trace for two programs, times that cannot be right,
 * peers that give back something else. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/verdict/point_verdict.h"
#include "tests/verdict/verdict_stage.h"

/* ---- swapped ---- */

/* Single calls as well, so that every kernel can be set against a contestant of which no more is known. */
static void time_single_calls(fl_document *document)
{
    for (size_t i = 0; i < document->result_count; i++) {
        fl_summary *calls = &document->results[i].per_call_us;
        calls->mean = (30 + document->results[i].chained.median_ns) / 1000;
        calls->sd = 0.001;
        calls->n = 1000;
        calls->ci_95_lower = 0.999 * calls->mean;
        calls->ci_95_upper = 1.001 * calls->mean;
    }
}

typedef struct contender {
    const char *name;
    fl_width width;
    bool fused;
    double foreign_us; /* 0: a kernel of the lab */
} contender;

static const contender contenders[] = {
    {"scalar", FL_WIDTH_SCALAR, false, 0}, {"scalar-unrolled", FL_WIDTH_SCALAR, false, 0},
    {"avx", FL_WIDTH_256, false, 0},       {"avx2", FL_WIDTH_256, true, 0},
    {"blas-sdot", FL_WIDTH_256, true, 0},  {"logistic-784x1", FL_WIDTH_SCALAR, false, 0},
    {"slow", FL_WIDTH_256, true, 5},       {"narrow", FL_WIDTH_128, false, 2},
    {"fused", FL_WIDTH_SCALAR, true, 0.9}, {"too fast", FL_WIDTH_SCALAR, false, 0.1},
};

enum { CONTENDERS = sizeof contenders / sizeof contenders[0] };

static void enter(int i, size_t which, bool traced)
{
    const contender *c = &contenders[which];
    if (c->foreign_us > 0)
        enter_foreign(i, c->name, c->foreign_us, c->width, c->fused);
    else
        enter_kernel(i, c->name, c->width, c->fused);
    if (!traced)
        sides[i].trace = NULL;
}

static bool are_inverse(double x, double y)
{
    return (isnan(x) && isnan(y)) || fabs(x * y - 1) < 1e-9;
}

static bool is_same_figure(double x, double y)
{
    return (isnan(x) && isnan(y)) || x == y;
}

static int turned(int side)
{
    return side < 0 ? side : 1 - side;
}

static void expect_mirrored(const fl_cell *cell, const fl_cell *image)
{
    if (cell->how != image->how || !are_inverse(cell->ratio, image->ratio) ||
        !are_inverse(cell->low, image->high) || !are_inverse(cell->high, image->low) ||
        cell->different != image->different || cell->winner != image->winner ||
        cell->magnitude != image->magnitude || !is_same_figure(cell->side[0].ns, image->side[1].ns) ||
        !is_same_figure(cell->side[1].low, image->side[0].low))
        fail_msg("%s: %s %g [%g, %g] against %s %g [%g, %g]", fl_cell_name(cell->kind),
                 fl_obtained_name(cell->how), cell->ratio, cell->low, cell->high,
                 fl_obtained_name(image->how), image->ratio, image->low, image->high);
}

static void expect_mirror_image(const fl_point93 *before, const fl_point93 *after)
{
    static const fl_cell_kind image[FL_CELLS] = {FL_CELL_CLAIMED, FL_CELL_BOTH_SCALAR, FL_CELL_BOTH_WIDEST,
                                                 FL_CELL_B_MOVED, FL_CELL_A_MOVED,     FL_CELL_SAME_WORK};
    assert_int_equal(before->verdict, after->verdict);
    assert_int_equal(before->as_traced, after->as_traced);
    assert_int_equal(before->favoured, turned(after->favoured));
    assert_int_equal(before->claimed_winner, turned(after->claimed_winner));
    assert_int_equal(before->claimed_magnitude, after->claimed_magnitude);
    assert_int_equal(before->winner, after->winner);
    assert_int_equal(before->magnitude, after->magnitude);
    assert_int_equal(before->work_differs, after->work_differs);
    assert_int_equal(before->remark_count, after->remark_count);
    for (int i = 0; i < 2; i++)
        assert_true(is_same_figure(before->side[i].share_low, after->side[1 - i].share_low));
    for (int kind = 0; kind < (before->work_differs ? FL_CELLS : FL_CELL_SAME_WORK); kind++)
        expect_mirrored(&before->cells[kind], &after->cells[image[kind]]);
}

static void swapped_sides_swap_the_verdict(void **state)
{
    (void)state;
    time_single_calls(&lab);
    for (size_t a = 0; a < CONTENDERS; a++)
        for (size_t b = 0; b < CONTENDERS; b++)
            for (int traced = 0; traced < 4; traced++) {
                enter(0, a, traced & 1);
                enter(1, b, traced & 2);
                judge();
                fl_point93 before = point;
                fl_document_free(&of_other_tool[0]);
                fl_document_free(&of_other_tool[1]);
                enter(0, b, traced & 2);
                enter(1, a, traced & 1);
                judge();
                expect_mirror_image(&before, &point);
                if (traced != 3)
                    assert_int_equal(point.verdict, FL_POINT_UNCHECKED);
                fl_document_free(&of_other_tool[0]);
                fl_document_free(&of_other_tool[1]);
            }
}

static void a_contestant_does_not_beat_itself(void **state)
{
    (void)state;
    for (size_t i = 0; i < 6; i++) {
        enter(0, i, true);
        enter(1, i, true);
        judge();
        assert_int_equal(point.verdict, FL_POINT_PASS);
        assert_int_equal(point.favoured, -1);
        assert_int_equal(point.claimed_winner, -1);
        assert_true(point.cells[FL_CELL_CLAIMED].ratio == 1 && !point.cells[FL_CELL_CLAIMED].different);
        assert_int_equal(point.winner, FL_NOTHING_CLAIMED);
    }
}

/* ---- traces ---- */

static void one_trace_does_not_attest_two_programs(void **state)
{
    (void)state;
    enter_foreign(0, "a", 5, FL_WIDTH_256, true);
    enter_foreign(1, "b", 4, FL_WIDTH_256, true);
    sides[0].trace_path = "a.json";
    sides[1].trace_path = "b.json"; /* a copy */
    judge();
    assert_int_equal(point.verdict, FL_POINT_UNCHECKED);
    assert_non_null(
        strstr(point.side[1].attestation.evidence, "one trace, of './contestant', was given for two"));
    assert_int_equal(point.cells[FL_CELL_A_MOVED].how, FL_NOT_AVAILABLE); /* nor is a class known */
    traces[1].instructions++;                                             /* another program */
    judge();
    assert_int_equal(point.verdict, FL_POINT_PASS);
    traces[1].instructions--;
    strcpy(of_other_tool[1].results[0].name, "a"); /* the same, measured twice */
    judge();
    assert_int_equal(point.verdict, FL_POINT_PASS);
    sides[0].is_claim = sides[1].is_claim = true; /* figures of which nothing is told */
    judge();
    assert_int_equal(point.verdict, FL_POINT_UNCHECKED);
    assert_int_equal(point.as_traced, FL_POINT_UNCHECKED);
}

static void mixtures_are_told_where_they_pass(void **state)
{
    (void)state;
    enter_foreign(0, "both widths", 5, FL_WIDTH_256, false);
    enter_foreign(1, "simd", 5, FL_WIDTH_256, false);
    traces[0] = verdict_trace(FL_WIDTH_128, false, 784);
    verdict_trace_add(&traces[0], FL_WIDTH_256, false, 784);
    assert_int_equal(traces[0].simd_class, FL_CLASS_MIXED);
    judge();
    assert_int_equal(point.verdict, FL_POINT_PASS);
    assert_true(is_remarked("A mixes more than one class"));
}

/* ---- times ---- */

static void times_of_an_emulator_claim_nothing(void **state)
{
    (void)state;
    enter_foreign(0, "slow", 5, FL_WIDTH_256, true);
    enter_foreign(1, "fast", 0.5, FL_WIDTH_SCALAR, false);
    strcpy(of_other_tool[1].environment.emulator, "qemu-x86_64");
    judge();
    assert_int_equal(point.verdict, FL_POINT_FAIL); /* what was executed hangs on no clock */
    assert_true(is_remarked("EMULATED: B"));
    for (int kind = FL_CELL_CLAIMED; kind <= FL_CELL_B_MOVED; kind++)
        assert_int_equal(point.cells[kind].how, FL_NOT_AVAILABLE);
    assert_int_equal(point.claimed_winner, -1);
}

static void a_time_below_its_floor_claims_nothing(void **state)
{
    (void)state;
    enter_kernel(0, "scalar", FL_WIDTH_SCALAR, false);
    enter_kernel(1, "scalar-unrolled", FL_WIDTH_SCALAR, false);
    judge();
    assert_int_equal(point.claimed_winner, 1);
    lab.results[2].chained_floor.impossible = true; /* scalar-unrolled */
    judge();
    assert_int_equal(point.verdict, FL_POINT_PASS);
    assert_int_equal(point.claimed_winner, -1);
    assert_int_equal(point.cells[FL_CELL_CLAIMED].how, FL_NOT_AVAILABLE);
    assert_non_null(strstr(point.cells[FL_CELL_CLAIMED].method, "B: its time stands below its floor"));
    lab.results[2].chained_floor.impossible = false;
    lab.results[2].independent_floor.impossible = true; /* of other calls than those judged */
    judge();
    assert_int_equal(point.claimed_winner, 1);
}

/* Whatever stands for the interval of a mean, no cell but the claim rests on it, and none becomes a figure
 * that is none. */
static void intervals_that_are_none_prove_nothing(void **state)
{
    (void)state;
    static const double bad[] = {NAN, 0, -1, INFINITY, -INFINITY, 1e300};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        for (int end = 0; end < 3; end++) {
            enter_foreign(0, "a", 5, FL_WIDTH_256, true);
            enter_foreign(1, "b", 0.5, FL_WIDTH_SCALAR, false);
            fl_summary *summary = &of_other_tool[1].results[0].per_call_us;
            *(end == 0 ? &summary->ci_95_lower : end == 1 ? &summary->ci_95_upper : &summary->sd) = bad[i];
            judge();
            assert_int_equal(point.verdict, FL_POINT_FAIL);
            for (int kind = 0; kind <= FL_CELL_B_MOVED; kind++) {
                const fl_cell *cell = &point.cells[kind];
                if (cell->low <= 0 || cell->low > cell->high ||
                    (isfinite(cell->low) && !isfinite(cell->high)))
                    fail_msg("%g: %s is [%g, %g]", bad[i], fl_cell_name(cell->kind), cell->low, cell->high);
            }
            bool sound = end < 2 || (bad[i] >= 0 && isfinite(bad[i]) && bad[i] < 1);
            assert_int_equal(point.claimed_winner, sound ? 1 : -1);
            fl_document_free(&of_other_tool[0]);
            fl_document_free(&of_other_tool[1]);
        }
}

/* Rounds that cannot be paired are compared by their processes, whichever has more of them. */
static void rounds_need_not_be_as_many(void **state)
{
    (void)state;
    enter_kernel(0, "scalar", FL_WIDTH_SCALAR, false);
    enter_kernel(1, "avx2", FL_WIDTH_256, true);
    lab.results[4].chained.rounds = 6; /* avx2, of 10 */
    judge();
    assert_int_equal(point.verdict, FL_POINT_FAIL);
    assert_non_null(strstr(point.cells[FL_CELL_CLAIMED].method, "unpaired"));
    assert_true(point.saving.from[0] == '\0'); /* that one is only known round by round */
    lab.results[4].chained.rounds = 10;
}

/* ---- what is given back ---- */

static void enter_peer(int i, const char *name, const char *work, const char *returns)
{
    fl_error error = {""};
    enter_foreign(i, name, 5 - i, FL_WIDTH_SCALAR, false);
    fl_result *result = &of_other_tool[i].results[0];
    assert_int_equal(fl_result_make_peer(result, &error), FL_OK);
    strcpy(result->origin, "peer");
    strcpy(result->work, work);
    strcpy(result->peer->version, "1");
    strcpy(result->peer->predict_returns, returns);
    strcpy(result->peer->examine_returns, "probability");
    strcpy(traces[i].name, name);
    strcpy(traces[i].version, "1");
    of_other_tool[i].of_other_tool = false;
}

static void what_is_given_back_is_told(void **state)
{
    (void)state;
    static const struct {
        const char *a, *b, *remark; /* NULL: none */
    } cases[] = {
        {"logits", "class", "A returns logits, B returns a class: a class needs a comparison"},
        {"logits", "probability",
         "A returns logits, B returns a probability: a probability needs an activation"},
        {"class", "probability", "A returns a class, B returns a probability: a probability needs"},
        {"class", "class", NULL},
        {"probability", "probability", NULL},
        {"logits", "logits", NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        enter_peer(0, "one", "linear-784x2", cases[i].a);
        enter_peer(1, "other", "logistic-784x1", cases[i].b); /* whatever its work suggests */
        judge();
        assert_int_equal(is_remarked("returns"), cases[i].remark != NULL);
        if (cases[i].remark)
            assert_true(is_remarked(cases[i].remark));
        fl_document_free(&of_other_tool[0]);
        fl_document_free(&of_other_tool[1]);
    }
    enter_peer(0, "one", "logistic-784x1", "class");
    enter_foreign(1, "b", 5, FL_WIDTH_SCALAR, false);
    judge();
    assert_true(is_remarked("A returns a class, B returns what is not told"));
}

static void an_activation_is_priced_where_it_was_measured(void **state)
{
    (void)state;
    enter_peer(0, "one", "linear-784x2", "logits");
    enter_peer(1, "other", "logistic-784x1", "class");
    strcpy(lab.results[6].work, "softmax-2"); /* blas-sdot, 75 ns chained */
    judge();
    assert_true(
        is_remarked("taken from a probability an activation, which takes from 75.0 ns (blas-sdot, chained)"));
    strcpy(lab.environment.emulator, "qemu-x86_64");
    judge();
    assert_false(is_remarked("75.0 ns"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(swapped_sides_swap_the_verdict, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_contestant_does_not_beat_itself, set_up, tear_down),
        cmocka_unit_test_setup_teardown(one_trace_does_not_attest_two_programs, set_up, tear_down),
        cmocka_unit_test_setup_teardown(mixtures_are_told_where_they_pass, set_up, tear_down),
        cmocka_unit_test_setup_teardown(times_of_an_emulator_claim_nothing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_time_below_its_floor_claims_nothing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(intervals_that_are_none_prove_nothing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(rounds_need_not_be_as_many, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_given_back_is_told, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_activation_is_priced_where_it_was_measured, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
