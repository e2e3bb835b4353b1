/* Point 93, continued: unequal work, figures that are none, and what is printed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/report/printer.h"
#include "bench/verdict/point_verdict.h"
#include "tests/verdict/verdict_stage.h"

/* ---- work ---- */

static void unequal_work_has_a_row_of_its_own(void **state)
{
    (void)state;
    enter_kernel(0, "avx2", FL_WIDTH_256, true);
    enter_kernel(1, "logistic-784x1", FL_WIDTH_SCALAR, false);
    judge();
    assert_true(point.work_differs);
    assert_true(is_remarked("UNEQUAL WORK: 1568 multiply-adds against 784"));
    assert_true(is_remarked("B returns a probability"));
    expect_cell(FL_CELL_SAME_WORK, FL_MEASURED, 60.0 / 800, 60.0 / 800, 60.0 / 800);
    assert_int_equal(point.cells[FL_CELL_A_MOVED].how, FL_MEASURED);
    /* Half the work is never replaced by a kernel that does
     * all of it: 390 less 200 to 390, plus 25 to 1300 */
    assert_int_equal(point.cells[FL_CELL_B_MOVED].how, FL_BOUNDED);
    assert_true(point.cells[FL_CELL_B_MOVED].side[1].low == 25);
    assert_true(point.cells[FL_CELL_B_MOVED].side[1].high == 390 - 200 + 1300);
}

static void foreign_half_work_is_bounded(void **state)
{
    (void)state;
    enter_foreign(0, "whole", 5, FL_WIDTH_256, true);
    enter_foreign(1, "half", 0.5, FL_WIDTH_SCALAR, false);
    traces[1] = verdict_trace(FL_WIDTH_SCALAR, false, 784);
    traces[1].expected_multiply_adds = 784;
    fl_trace_classify(&traces[1]);
    judge();
    assert_true(point.work_differs);
    assert_int_equal(point.verdict, FL_POINT_FAIL);
    const fl_cell *cell = &point.cells[FL_CELL_SAME_WORK];
    assert_int_equal(cell->how, FL_BOUNDED);
    assert_true(cell->side[1].low == 500 && cell->side[1].high == 1000 && cell->low == 5 && cell->high == 10);
    assert_true(isnan(cell->ratio));
}

/* A foreign file tells its work by the shape of its layer. */
static void a_shape_declares_its_work(void **state)
{
    (void)state;
    enter_foreign(0, "two", 5, FL_WIDTH_SCALAR, false);
    enter_foreign(1, "one", 0.5, FL_WIDTH_SCALAR, false);
    of_other_tool[0].input_dim = of_other_tool[1].input_dim = 784;
    of_other_tool[0].num_classes = 2;
    of_other_tool[1].num_classes = 1;
    sides[0].trace = sides[1].trace = NULL;
    judge();
    assert_true(point.work_differs);
    assert_true(is_remarked("UNEQUAL WORK: 1568 multiply-adds against 784"));
    of_other_tool[1].num_classes = 2;
    judge();
    assert_false(point.work_differs);
    assert_false(is_remarked("how much work"));
}

static void padding_is_not_other_work(void **state)
{
    (void)state;
    enter_foreign(0, "padded", 5, FL_WIDTH_256, true);
    enter_foreign(1, "exact", 4, FL_WIDTH_256, true);
    traces[0] = verdict_trace(FL_WIDTH_256, true, 1600);
    judge();
    assert_false(point.work_differs);
    assert_true(is_remarked("A executed 32 multiply-adds beyond the 1568 of its work"));
}

/* ---- hostile figures ---- */

static void figures_that_are_none_are_refused(void **state)
{
    (void)state;
    static const double bad[] = {NAN, 0, -1, INFINITY};
    fl_error error;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        enter_foreign(0, "a", bad[i], FL_WIDTH_256, true);
        enter_foreign(1, "b", 1, FL_WIDTH_256, true);
        assert_int_equal(fl_point93_judge(sides, &lab, "lab.json", &point, &error), FL_USAGE);
        fl_document_free(&of_other_tool[0]);
        fl_document_free(&of_other_tool[1]);
    }
    enter_kernel(0, "scalar", FL_WIDTH_SCALAR, false);
    enter_kernel(1, "loads-avx", FL_WIDTH_256, true);
    assert_int_equal(fl_point93_judge(sides, &lab, "lab.json", &point, &error), FL_USAGE);
}

/* What a hostile file may hold in the lab's place must not become a figure. */
static void hostile_bounds_give_no_figures(void **state)
{
    (void)state;
    static const double bad[] = {NAN, 0, -5, INFINITY, 1e300};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        for (size_t k = 0; k < lab.result_count; k++) {
            fl_document_free(&lab);
            bounds_fixture(&lab);
            enter_foreign(0, "a", 5, FL_WIDTH_256, true);
            enter_foreign(1, "b", 0.5, FL_WIDTH_SCALAR, false);
            lab.results[k].independent.median_ns = lab.results[k].chained.median_ns = bad[i];
            lab.results[k].cold.median_ns = lab.results[k].cold.interval_ns.high = bad[i];
            judge();
            for (int kind = 0; kind <= FL_CELL_B_MOVED; kind++) {
                const fl_cell *cell = &point.cells[kind];
                bool sound = cell->how == FL_NOT_AVAILABLE ||
                             (cell->low > 0 && cell->low <= cell->high && cell->ratio > 0);
                if (!sound)
                    fail_msg("%g in %s: %s is %g [%g, %g]", bad[i], lab.results[k].name,
                             fl_cell_name(cell->kind), cell->ratio, cell->low, cell->high);
            }
            fl_document_free(&of_other_tool[0]);
            fl_document_free(&of_other_tool[1]);
        }
}

/* ---- words ---- */

static void text_and_json_are_written(void **state)
{
    (void)state;
    char *text = NULL, *json = NULL;
    size_t size = 0;
    fl_error error;
    enter_kernel(0, "scalar", FL_WIDTH_SCALAR, false);
    enter_kernel(1, "avx2", FL_WIDTH_256, true);
    sides[0].side.path = "a\033[2J.json";
    judge();
    fl_pairing pairing = {sides, &point};
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    fl_report report = {.title = NULL};
    fl_point93_report(&report, &pairing);
    assert_int_equal(fl_report_print(&report, NULL, out, &error), FL_OK);
    fclose(out);
    assert_int_equal(fl_point93_json(&pairing, 1, &json, &error), FL_OK);
    assert_null(strchr(text, '\033'));
    assert_null(strchr(json, '\033'));
    assert_non_null(strstr(text, "): FAIL\nA is scalar, B uses SIMD.\n"));
    assert_non_null(
        strstr(text, "SIMD saves 740.0 ns [740.0, 740.0] in this task, from scalar to avx2 (lab.json, "));
    assert_non_null(strstr(text, "The bias is in favour of B."));
    assert_null(strstr(text, "products and sums together"));
    assert_non_null(strstr(text, "That B (avx2) is the faster one does not survive."));
    assert_null(strstr(text, "nan"));
    assert_null(strstr(json, "nan"));
    free(text);
    free(json);
}

/* The saving is of products and sums; a side that has its products alone in SIMD does not have it. */
static void what_products_alone_save_is_not_overstated(void **state)
{
    (void)state;
    char *text = NULL;
    size_t size = 0;
    fl_error error;
    enter_foreign(0, "loop-o3", 0.9, FL_WIDTH_256, false);
    traces[0] = verdict_trace_ordered(FL_WIDTH_256);
    strcpy(traces[0].name, "loop-o3");
    enter_foreign(1, "loop-o1", 1, FL_WIDTH_SCALAR, false);
    judge();
    fl_pairing pairing = {sides, &point};
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    fl_report report = {.title = NULL};
    fl_point93_report(&report, &pairing);
    assert_int_equal(fl_report_print(&report, NULL, out, &error), FL_OK);
    fclose(out);
    assert_non_null(strstr(text, "A has its products in SIMD alone"));
    assert_non_null(strstr(text, "SIMD favours neither side."));
    assert_null(strstr(text, "The bias is in favour"));
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(unequal_work_has_a_row_of_its_own, set_up, tear_down),
        cmocka_unit_test_setup_teardown(foreign_half_work_is_bounded, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_shape_declares_its_work, set_up, tear_down),
        cmocka_unit_test_setup_teardown(padding_is_not_other_work, set_up, tear_down),
        cmocka_unit_test_setup_teardown(figures_that_are_none_are_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(hostile_bounds_give_no_figures, set_up, tear_down),
        cmocka_unit_test_setup_teardown(text_and_json_are_written, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_products_alone_save_is_not_overstated, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
