/* Point 93 on stored measurements whose figures can be reckoned in the head (tests/bounds/bounds_fixture.h).
 * usage: test_verdict [--write KIND FILE]: writes one of the files that the shell checks use. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/evidence/trace_file.h"
#include "bench/verdict/point_verdict.h"
#include "tests/verdict/verdict_stage.h"

/* ---- the two by two ---- */

static void scalar_against_scalar_passes(void **state)
{
    (void)state;
    enter_kernel(0, "scalar", FL_WIDTH_SCALAR, false);
    enter_kernel(1, "scalar-unrolled", FL_WIDTH_SCALAR, false);
    judge();
    assert_int_equal(point.verdict, FL_POINT_PASS);
    assert_int_equal(point.favoured, -1);
    assert_string_equal(point.reason, "A is scalar, B is scalar");
    assert_false(is_remarked("widths"));
}

static void sums_in_order_fail_against_simd(void **state)
{
    (void)state;
    enter_foreign(0, "library", 0.06, FL_WIDTH_256, true);
    enter_foreign(1, "loop-o3", 0.9, FL_WIDTH_256, false);
    traces[1] = verdict_trace_ordered(FL_WIDTH_256);
    judge();
    assert_int_equal(point.verdict, FL_POINT_FAIL);
    assert_int_equal(point.favoured, 0);
    assert_string_equal(point.reason,
                        "A uses SIMD; B: its products are in SIMD, its sums one after the other");
    assert_string_equal(fl_simd_class_name(point.side[1].attestation.simd_class),
                        "products SIMD-256, sums scalar");
    enter_foreign(0, "loop-o2", 1, FL_WIDTH_128, false);
    traces[0] = verdict_trace_ordered(FL_WIDTH_128);
    strcpy(traces[0].name, "other");
    judge();
    assert_int_equal(point.verdict, FL_POINT_PASS);
    assert_true(is_remarked("the widths differ"));
}

/* Products alone are unlike; what decides the time is not. */
static void sums_in_order_are_no_gain_over_scalar(void **state)
{
    (void)state;
    enter_foreign(0, "loop-o3", 0.9, FL_WIDTH_256, false);
    traces[0] = verdict_trace_ordered(FL_WIDTH_256);
    strcpy(traces[0].name, "loop-o3");
    enter_foreign(1, "loop-o1", 1, FL_WIDTH_SCALAR, false);
    judge();
    assert_int_equal(point.verdict, FL_POINT_FAIL);
    assert_int_equal(point.favoured, -1);
    assert_string_equal(point.reason,
                        "A: its products are in SIMD, its sums one after the other; B is scalar");
}

static void scalar_against_simd_fails(void **state)
{
    (void)state;
    enter_kernel(0, "scalar", FL_WIDTH_SCALAR, false);
    enter_kernel(1, "avx2", FL_WIDTH_256, true);
    judge();
    assert_int_equal(point.verdict, FL_POINT_FAIL);
    assert_int_equal(point.favoured, 1);
    assert_string_equal(point.reason, "A is scalar, B uses SIMD");
    /* 800 - 60 ns of 800 and of 60 */
    assert_string_equal(point.saving.from, "scalar");
    assert_string_equal(point.saving.to, "avx2");
    assert_true(point.saving.ns == 740 && point.saving.interval_ns.low == 740);
    assert_true(fabs(point.side[0].share - 740.0 / 800) < 1e-12);
    assert_true(fabs(point.side[1].share_high - 740.0 / 60) < 1e-12);
    assert_true(is_remarked("several accumulators alone, still scalar, save 370.0"));
    expect_cell(FL_CELL_CLAIMED, FL_MEASURED, 800.0 / 60, 800.0 / 60, 800.0 / 60);
    expect_cell(FL_CELL_BOTH_SCALAR, FL_MEASURED, 800.0 / 430, 800.0 / 430, 800.0 / 430);
    expect_cell(FL_CELL_BOTH_WIDEST, FL_MEASURED, 1, 1, 1);
    expect_cell(FL_CELL_A_MOVED, FL_MEASURED, 1, 1, 1);
    expect_cell(FL_CELL_B_MOVED, FL_MEASURED, 800.0 / 430, 800.0 / 430, 800.0 / 430);
    assert_non_null(strstr(point.cells[FL_CELL_BOTH_SCALAR].side[1].source, "lab.json:scalar-unrolled"));
    /* 13 times is one order of magnitude; it is lost, and so is the winner, where both use the same */
    assert_int_equal(point.claimed_winner, 1);
    assert_int_equal(point.claimed_magnitude, 1);
    assert_int_equal(point.cells[FL_CELL_CLAIMED].magnitude, FL_SURVIVES);
    assert_int_equal(point.cells[FL_CELL_BOTH_SCALAR].winner, FL_SURVIVES);
    assert_int_equal(point.cells[FL_CELL_BOTH_SCALAR].magnitude, FL_LOST);
    assert_int_equal(point.cells[FL_CELL_BOTH_WIDEST].winner, FL_LOST);
    assert_int_equal(point.winner, FL_LOST);
    assert_int_equal(point.magnitude, FL_LOST);
}

static void simd_against_scalar_is_the_mirror_image(void **state)
{
    (void)state;
    enter_kernel(0, "avx2", FL_WIDTH_256, true);
    enter_kernel(1, "scalar", FL_WIDTH_SCALAR, false);
    judge();
    assert_int_equal(point.verdict, FL_POINT_FAIL);
    assert_int_equal(point.favoured, 0);
    assert_int_equal(point.claimed_winner, 0);
    assert_int_equal(point.claimed_magnitude, 1);
    expect_cell(FL_CELL_BOTH_SCALAR, FL_MEASURED, 430.0 / 800, 430.0 / 800, 430.0 / 800);
    assert_int_equal(point.cells[FL_CELL_CLAIMED].magnitude, FL_SURVIVES);
    assert_int_equal(point.cells[FL_CELL_BOTH_SCALAR].winner, FL_SURVIVES);
    assert_int_equal(point.cells[FL_CELL_BOTH_SCALAR].magnitude, FL_LOST);
    assert_int_equal(point.winner, FL_LOST);
}

static fl_result *of_lab(const char *name)
{
    for (size_t i = 0; i < lab.result_count; i++)
        if (strcmp(lab.results[i].name, name) == 0)
            return &lab.results[i];
    fail_msg("no %s", name);
    return NULL;
}

/* avx2 has the structure of avx and is faster, but no code of that library's. */
static void a_library_moves_within_itself(void **state)
{
    (void)state;
    strcpy(of_lab("autovec-avx2")->origin, "library");
    strcpy(of_lab("autovec-avx2")->name, "eigen-avx2");
    strcpy(of_lab("avx")->origin, "library");
    strcpy(of_lab("avx")->name, "eigen");
    enter_kernel(0, "eigen", FL_WIDTH_256, false);
    enter_kernel(1, "scalar", FL_WIDTH_SCALAR, false);
    judge();
    expect_cell(FL_CELL_BOTH_WIDEST, FL_MEASURED, 90.0 / 60, 90.0 / 60, 90.0 / 60);
    assert_non_null(strstr(point.cells[FL_CELL_BOTH_WIDEST].side[0].source, "lab.json:eigen-avx2"));
    assert_non_null(strstr(point.cells[FL_CELL_BOTH_WIDEST].side[1].source, "lab.json:avx2"));
    /* it has no scalar code, and scalar-unrolled is not its own */
    assert_int_equal(point.cells[FL_CELL_BOTH_SCALAR].side[0].how, FL_BOUNDED);
}

/* Of a library that chooses at run time the structure is not known, which must not make it the nearest. */
static void a_loop_of_the_lab_is_not_moved_to_a_library(void **state)
{
    (void)state;
    strcpy(of_lab("blas-sdot")->executed.simd_class, "SIMD-256+FMA");
    enter_kernel(0, "scalar", FL_WIDTH_SCALAR, false);
    enter_kernel(1, "blas-sdot", FL_WIDTH_256, true);
    of_lab("avx2")->accumulators = 1 << 10; /* as unlike as it gets */
    of_lab("autovec-avx2")->accumulators = 1 << 10;
    judge();
    assert_int_equal(point.cells[FL_CELL_A_MOVED].side[0].how, FL_MEASURED);
    assert_non_null(strstr(point.cells[FL_CELL_A_MOVED].side[0].source, "avx2"));
    strcpy(of_lab("avx2")->work, "softmax-2");
    strcpy(of_lab("autovec-avx2")->work, "softmax-2");
    judge();
    assert_int_equal(point.cells[FL_CELL_A_MOVED].side[0].how, FL_BOUNDED);
}

/* What it can execute besides is known by a trace alone. */
static void a_library_that_chooses_moves_to_what_it_was_seen_to_execute(void **state)
{
    (void)state;
    fl_result *other = of_lab("scalar-two-pass");
    strcpy(other->origin, "library");
    strcpy(other->isa, "library");
    strcpy(other->name, "blas-sgemv");
    enter_kernel(0, "blas-sgemv", FL_WIDTH_SCALAR, false);
    enter_kernel(1, "avx2", FL_WIDTH_256, true);
    strcpy(other->executed.simd_class, "scalar");
    judge();
    assert_int_equal(point.cells[FL_CELL_BOTH_WIDEST].side[0].how, FL_BOUNDED);
    strcpy(of_lab("blas-sdot")->executed.simd_class, "SIMD-256+FMA");
    judge();
    assert_int_equal(point.cells[FL_CELL_BOTH_WIDEST].side[0].how, FL_MEASURED);
    assert_non_null(strstr(point.cells[FL_CELL_BOTH_WIDEST].side[0].source, "lab.json:blas-sdot"));
    strcpy(of_lab("blas-sdot")->name, "blis-sdot");
    judge();
    assert_int_equal(point.cells[FL_CELL_BOTH_WIDEST].side[0].how, FL_BOUNDED);
}

static void widths_that_differ_pass_with_a_remark(void **state)
{
    (void)state;
    enter_kernel(0, "avx", FL_WIDTH_256, false);
    enter_kernel(1, "avx2", FL_WIDTH_256, true);
    judge();
    assert_int_equal(point.verdict, FL_POINT_PASS);
    assert_true(is_remarked("only B fuses its multiply-adds"));
    enter_foreign(0, "narrow", 5, FL_WIDTH_128, false);
    enter_foreign(1, "wide", 5, FL_WIDTH_256, true);
    judge();
    assert_int_equal(point.verdict, FL_POINT_PASS);
    assert_true(is_remarked("the widths differ: SIMD-128 against SIMD-256+FMA"));
}

static void mixtures_count_by_their_share(void **state)
{
    (void)state;
    enter_foreign(0, "mixed", 5, FL_WIDTH_SCALAR, false);
    enter_foreign(1, "simd", 5, FL_WIDTH_256, true);
    traces[0] = verdict_trace_of_class(FL_CLASS_MIXED);
    judge();
    assert_int_equal(point.verdict, FL_POINT_FAIL);
    assert_int_equal(point.favoured, 1);
    assert_string_equal(point.reason, "A does 50 % of its multiply-adds in SIMD, B uses SIMD");
    assert_int_equal(point.cells[FL_CELL_BOTH_SCALAR].how, FL_NOT_AVAILABLE); /* of no one class */
    assert_int_equal(point.cells[FL_CELL_B_MOVED].how, FL_NOT_AVAILABLE);
    assert_int_equal(point.winner, FL_NOTHING_CLAIMED);
    traces[1] = traces[0];
    fl_document_free(&of_other_tool[1]);
    verdict_foreign(&of_other_tool[1], "mixed too", 6, 0);
    sides[1].side.result = &of_other_tool[1].results[0];
    judge();
    assert_int_equal(point.verdict, FL_POINT_PASS);
}

/* ---- bounds ---- */

/* SIMD-256+FMA: floor 50, slowest 1300 cold. Scalar: floor 400, slowest 5000 cold; best hot 60 and 430. */
static void foreign_contestants_are_bounded(void **state)
{
    (void)state;
    enter_foreign(0, "slow", 5, FL_WIDTH_256, true);
    enter_foreign(1, "fast", 0.5, FL_WIDTH_SCALAR, false);
    judge();
    assert_int_equal(point.verdict, FL_POINT_FAIL);
    assert_int_equal(point.basis, FL_BASIS_CALL_MEAN);
    assert_int_equal(point.favoured, 0);
    const fl_cell *scalar = &point.cells[FL_CELL_BOTH_SCALAR];
    assert_int_equal(scalar->how, FL_BOUNDED);
    assert_true(scalar->side[0].low == 5000 - 1300 + 400);
    assert_true(scalar->side[0].high == 5000 - 50 + 5000);
    assert_true(scalar->side[0].ns == 5000 - 60 + 430);
    assert_int_equal(scalar->side[1].how, FL_MEASURED); /* it stays as it is */
    expect_cell(FL_CELL_BOTH_SCALAR, FL_BOUNDED, 4100.0 / 500, 5370.0 / 500, 9950.0 / 500);
    /* B moved: 500 less 400 to 500, plus 50 to 1300 */
    const fl_cell *moved = &point.cells[FL_CELL_B_MOVED];
    assert_true(moved->side[1].low == 50 && moved->side[1].high == 500 - 400 + 1300);
    expect_cell(FL_CELL_B_MOVED, FL_BOUNDED, 5000.0 / 1400, 5000.0 / 130, 5000.0 / 50);
    assert_int_equal(moved->winner, FL_SURVIVES);
    assert_int_equal(moved->magnitude, FL_SURVIVES);
    assert_int_equal(point.winner, FL_SURVIVES);
    assert_int_equal(point.magnitude, FL_SURVIVES);
}

static void a_latency_below_the_floor_is_not_moved(void **state)
{
    (void)state;
    enter_foreign(0, "slow", 5, FL_WIDTH_256, true);
    enter_foreign(1, "too fast", 0.1, FL_WIDTH_SCALAR, false);
    judge();
    assert_int_equal(point.cells[FL_CELL_B_MOVED].how, FL_NOT_AVAILABLE);
    assert_non_null(strstr(point.cells[FL_CELL_B_MOVED].method, "below the floor of scalar, 400.0 ns"));
}

/* What was executed does not hang on a clock; everything else does. */
static void nothing_rests_on_a_measurement_in_error(void **state)
{
    (void)state;
    enter_foreign(0, "slow", 5.0, FL_WIDTH_SCALAR, false);
    enter_foreign(1, "fast", 0.5, FL_WIDTH_256, true);
    judge();
    assert_int_equal(point.cells[FL_CELL_A_MOVED].how, FL_BOUNDED);
    lab.impossible = true;
    judge();
    assert_int_equal(point.verdict, FL_POINT_FAIL);
    assert_int_equal(point.cells[FL_CELL_A_MOVED].how, FL_NOT_AVAILABLE);
    assert_true(is_remarked("measurement (lab.json) is in error"));
    enter_kernel(0, "scalar", FL_WIDTH_SCALAR, false);
    enter_kernel(1, "avx2", FL_WIDTH_256, true);
    judge(); /* nor does a move within the file itself */
    assert_int_equal(point.verdict, FL_POINT_FAIL);
    assert_int_equal(point.cells[FL_CELL_A_MOVED].how, FL_NOT_AVAILABLE);
    assert_int_equal(point.winner, FL_NOT_SHOWN);
}

/* Scalar on both sides, and yet one trace is of another machine. */
static void one_cpu_has_one_architecture(void **state)
{
    (void)state;
    enter_foreign(0, "slow", 5.0, FL_WIDTH_SCALAR, false);
    enter_foreign(1, "fast", 0.5, FL_WIDTH_SCALAR, false);
    judge();
    assert_int_equal(point.verdict, FL_POINT_PASS);
    snprintf(traces[1].architecture, sizeof traces[1].architecture, "aarch64");
    judge();
    assert_int_equal(point.verdict, FL_POINT_UNCHECKED);
    assert_non_null(strstr(point.side[0].attestation.evidence, "of two architectures, x86_64 and aarch64"));
}

static void another_cpu_bounds_nothing(void **state)
{
    (void)state;
    enter_foreign(0, "slow", 5, FL_WIDTH_256, true);
    enter_foreign(1, "fast", 0.5, FL_WIDTH_SCALAR, false);
    strcpy(lab.environment.cpu, "Other CPU");
    judge();
    assert_int_equal(point.verdict, FL_POINT_FAIL); /* for that no measurement is needed */
    for (int kind = FL_CELL_BOTH_SCALAR; kind <= FL_CELL_B_MOVED; kind++)
        assert_int_equal(point.cells[kind].how, FL_NOT_AVAILABLE);
    assert_true(is_remarked("A was measured on Example CPU, the lab's kernels on Other CPU"));
    assert_int_equal(point.winner, FL_NOT_SHOWN);
}

static void without_a_measurement_little_is_known(void **state)
{
    (void)state;
    fl_error error = {""};
    enter_foreign(0, "slow", 5, FL_WIDTH_256, true);
    enter_foreign(1, "fast", 0.5, FL_WIDTH_SCALAR, false);
    assert_int_equal(fl_point93_judge(sides, NULL, NULL, &point, &error), FL_OK);
    assert_int_equal(point.verdict, FL_POINT_FAIL);
    assert_true(point.saving.from[0] == '\0' && isnan(point.side[0].share));
    assert_int_equal(point.cells[FL_CELL_CLAIMED].how, FL_MEASURED);
    assert_int_equal(point.cells[FL_CELL_BOTH_SCALAR].how, FL_NOT_AVAILABLE);
}

static void times_of_an_emulator_bound_nothing(void **state)
{
    (void)state;
    enter_foreign(0, "slow", 5, FL_WIDTH_256, true);
    enter_foreign(1, "fast", 0.5, FL_WIDTH_SCALAR, false);
    strcpy(lab.environment.emulator, "qemu-x86_64");
    judge();
    assert_true(point.saving.from[0] == '\0');
    assert_int_equal(point.cells[FL_CELL_BOTH_SCALAR].how, FL_NOT_AVAILABLE);
}

/* ---- claims ---- */

static void overlapping_intervals_claim_no_winner(void **state)
{
    (void)state;
    enter_foreign(0, "a", 5, FL_WIDTH_256, true);
    enter_foreign(1, "b", 5.001, FL_WIDTH_SCALAR, false);
    of_other_tool[0].results[0].per_call_us.sd = of_other_tool[1].results[0].per_call_us.sd = 1;
    judge();
    assert_int_equal(point.claimed_winner, -1);
    assert_int_equal(point.winner, FL_NOTHING_CLAIMED);
    assert_int_equal(point.cells[FL_CELL_BOTH_SCALAR].winner, FL_NOTHING_CLAIMED);
    assert_int_equal(point.magnitude, FL_NOTHING_CLAIMED);
}

static void published_figures_are_never_attested(void **state)
{
    (void)state;
    for (int i = 0; i < 2; i++) {
        enter_foreign(i, "published", i == 0 ? 5.03 : 0.52, i == 0 ? FL_WIDTH_256 : FL_WIDTH_SCALAR, i == 0);
        of_other_tool[i].environment.cpu[0] = '\0';
        fl_result_init(&of_other_tool[i].results[0]);
        strcpy(of_other_tool[i].results[0].name, "published");
        of_other_tool[i].results[0].per_call_us.mean = i == 0 ? 5.03 : 0.52;
        sides[i].is_claim = true;
    }
    judge();
    assert_int_equal(point.verdict, FL_POINT_UNCHECKED);
    assert_int_equal(point.as_traced, FL_POINT_FAIL);
    assert_true(is_remarked("taken by themselves, the traces say FAIL: A uses SIMD, B is scalar"));
    assert_int_equal(point.cells[FL_CELL_CLAIMED].how, FL_PUBLISHED);
    assert_true(isnan(point.cells[FL_CELL_CLAIMED].low));
    assert_int_equal(point.claimed_winner, 1);
    assert_int_equal(point.claimed_magnitude, 1);
    assert_int_equal(point.cells[FL_CELL_CLAIMED].winner, FL_SURVIVES);
    assert_int_equal(point.cells[FL_CELL_BOTH_SCALAR].how, FL_BOUNDED);
    assert_true(is_remarked("as if it was Example CPU"));
}

static void missing_evidence_is_unchecked(void **state)
{
    (void)state;
    enter_kernel(0, "scalar", FL_WIDTH_SCALAR, false);
    enter_kernel(1, "scalar-unrolled", FL_WIDTH_SCALAR, false);
    sides[1].trace = NULL;
    judge();
    assert_int_equal(point.verdict, FL_POINT_UNCHECKED);
    assert_string_equal(point.reason, "what B executed is not attested");
    sides[1].trace = &traces[1];
    traces[1].undecoded = 3;
    judge();
    assert_int_equal(point.verdict, FL_POINT_UNCHECKED);
    traces[1].undecoded = 0;
    strcpy(traces[1].cpu, "Example CPU 2");
    judge();
    assert_int_equal(point.verdict, FL_POINT_UNCHECKED);
    sides[0].traced_sha256 = "d";
    judge();
    assert_string_equal(point.reason, "what the two executed is attested for neither");
}

/* ---- files for the shell checks ---- */

static int write_file(const char *kind, const char *path)
{
    fl_error error = {""};
    fl_status status = FL_USAGE;
    fl_document document;
    fl_trace trace;
    if (strcmp(kind, "lab") == 0) {
        bounds_fixture(&document);
        memset(document.results[0].code_sha256, 'c', 64);
        status = fl_document_write(path, &document, &error);
        fl_document_free(&document);
    }
    for (int simd_class = FL_CLASS_NONE; simd_class <= FL_CLASS_INCONCLUSIVE; simd_class++) {
        char name[24];
        snprintf(name, sizeof name, "trace-%d", simd_class);
        trace = verdict_trace_of_class((fl_trace_class)simd_class);
        if (strcmp(kind, name) == 0)
            status = fl_trace_write(path, &trace, &error);
    }
    if (status != FL_OK)
        fprintf(stderr, "%s: %s\n", kind, error.text);
    return (int)status;
}

int main(int argc, char **argv)
{
    if (argc == 4 && strcmp(argv[1], "--write") == 0)
        return write_file(argv[2], argv[3]);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(scalar_against_scalar_passes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(sums_in_order_fail_against_simd, set_up, tear_down),
        cmocka_unit_test_setup_teardown(sums_in_order_are_no_gain_over_scalar, set_up, tear_down),
        cmocka_unit_test_setup_teardown(scalar_against_simd_fails, set_up, tear_down),
        cmocka_unit_test_setup_teardown(simd_against_scalar_is_the_mirror_image, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_loop_of_the_lab_is_not_moved_to_a_library, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_library_moves_within_itself, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_library_that_chooses_moves_to_what_it_was_seen_to_execute, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(widths_that_differ_pass_with_a_remark, set_up, tear_down),
        cmocka_unit_test_setup_teardown(mixtures_count_by_their_share, set_up, tear_down),
        cmocka_unit_test_setup_teardown(foreign_contestants_are_bounded, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_latency_below_the_floor_is_not_moved, set_up, tear_down),
        cmocka_unit_test_setup_teardown(one_cpu_has_one_architecture, set_up, tear_down),
        cmocka_unit_test_setup_teardown(nothing_rests_on_a_measurement_in_error, set_up, tear_down),
        cmocka_unit_test_setup_teardown(another_cpu_bounds_nothing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(without_a_measurement_little_is_known, set_up, tear_down),
        cmocka_unit_test_setup_teardown(times_of_an_emulator_bound_nothing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(overlapping_intervals_claim_no_winner, set_up, tear_down),
        cmocka_unit_test_setup_teardown(published_figures_are_never_attested, set_up, tear_down),
        cmocka_unit_test_setup_teardown(missing_evidence_is_unchecked, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
