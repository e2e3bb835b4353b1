/* Point 93: contestants that were made to use another class, and what such a measurement must be to count. */
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

enum { BLAS = 6 };

static fl_document other;
static fl_trace trace;
static fl_contestant forced;

/* A is scalar, B a library with SIMD of 256 bits; forced, B is scalar and takes 700 ns. */
static void enter_forced(void)
{
    fl_document_free(&other);
    bounds_fixture(&other);
    fl_result *result = &other.results[BLAS];
    enter_kernel(0, "scalar", FL_WIDTH_SCALAR, false);
    enter_kernel(1, "blas-sdot", FL_WIDTH_256, true);
    memset(result->code_sha256, 'c', 64);
    for (size_t i = 0; i < result->chained.rounds; i++)
        result->chained.ns[i] = 700;
    result->chained.median_ns = 700;
    trace = verdict_trace(FL_WIDTH_SCALAR, false, 1568);
    strcpy(trace.name, "blas-sdot");
    trace.command[0] = '\0';
    forced = (fl_contestant){.side = {.path = "forced.json", .document = &other, .result = result},
                             .trace = &trace,
                             .traced_sha256 = result->code_sha256,
                             .traced_detail = "",
                             .forced_by = "CORE=old",
                             .no_trace = "it broke"};
    sides[1].forced = &forced;
    sides[1].forced_count = 1;
}

static int tear_down_both(void **state)
{
    fl_document_free(&other);
    return tear_down(state);
}

static void a_forced_contestant_fills_the_cells_of_its_class(void **state)
{
    (void)state;
    enter_forced();
    judge();
    assert_int_equal(point.verdict, FL_POINT_FAIL); /* as it stands: forcing changes no verdict */
    for (int kind = FL_CELL_BOTH_SCALAR; kind <= FL_CELL_B_MOVED; kind++) {
        bool scalar = kind == FL_CELL_BOTH_SCALAR || kind == FL_CELL_B_MOVED;
        if (!scalar)
            continue;
        const fl_cell *cell = &point.cells[kind];
        assert_int_equal(cell->how, FL_MEASURED);
        assert_true(cell->side[1].ns == 700 && fabs(cell->ratio - 800.0 / 700) < 1e-9);
        assert_string_equal(cell->side[1].source, "forced.json:blas-sdot with CORE=old, chained calls");
        assert_non_null(strstr(cell->method, "unpaired")); /* of another run */
    }
    assert_true(point.cells[FL_CELL_BOTH_WIDEST].side[1].ns == 75); /* as it stands */
    assert_true(is_remarked("B with CORE=old executes scalar and takes 700.0 ns (forced.json)"));
    sides[1].forced_count = 0;
    judge();
    assert_int_equal(point.cells[FL_CELL_BOTH_SCALAR].how, FL_BOUNDED);
    assert_false(is_remarked("CORE=old"));
}

static void forced_into_another_class_it_fills_none(void **state)
{
    (void)state;
    enter_forced();
    trace = verdict_trace(FL_WIDTH_128, false, 1568);
    strcpy(trace.name, "blas-sdot");
    trace.command[0] = '\0';
    judge();
    assert_int_equal(point.cells[FL_CELL_BOTH_SCALAR].how, FL_BOUNDED);
    assert_true(is_remarked("B with CORE=old executes SIMD-128"));
}

typedef void spoil(void);

static void no_result(void)
{
    forced.side.result = NULL;
}
static void undecoded(void)
{
    trace.undecoded = 1;
}
static void less_work(void)
{
    trace = verdict_trace(FL_WIDTH_SCALAR, false, 784);
    strcpy(trace.name, "blas-sdot");
    trace.command[0] = '\0';
}
static void another_kernel(void)
{
    strcpy(trace.name, "blas-sgemv");
}
static void mixed(void)
{
    trace = verdict_trace_of_class(FL_CLASS_MIXED);
    strcpy(trace.name, "blas-sdot");
    trace.command[0] = '\0';
}
static void another_cpu(void)
{
    strcpy(other.environment.cpu, "Other CPU");
    strcpy(trace.cpu, "Other CPU");
}
static void another_build(void)
{
    memset(other.results[BLAS].code_sha256, 'd', 64);
}
static void impossible(void)
{
    other.results[BLAS].chained_floor.impossible = true;
}
static void emulated(void)
{
    strcpy(other.environment.emulator, "qemu-x86_64");
}

static void what_is_not_proved_of_it_fills_none(void **state)
{
    (void)state;
    static const struct {
        spoil *spoil;
        const char *told;
    } cases[] = {
        {no_result, "it broke"},
        {undecoded, "not attested"},
        {less_work, "work"},
        {another_kernel, "not one of this kernel"},
        {mixed, "mixes classes"},
        {another_cpu, "another CPU"},
        {another_build, "another build"},
        {impossible, "cannot be relied on"},
        {emulated, "cannot be relied on"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        enter_forced();
        cases[i].spoil();
        judge();
        assert_int_equal(point.verdict, FL_POINT_FAIL);
        if (point.cells[FL_CELL_BOTH_SCALAR].how != FL_BOUNDED ||
            !is_remarked("B with CORE=old stands for no cell") || !is_remarked(cases[i].told))
            fail_msg("case %zu: %s, %s", i, fl_obtained_name(point.cells[FL_CELL_BOTH_SCALAR].how),
                     cases[i].told);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_forced_contestant_fills_the_cells_of_its_class, set_up,
                                        tear_down_both),
        cmocka_unit_test_setup_teardown(forced_into_another_class_it_fills_none, set_up, tear_down_both),
        cmocka_unit_test_setup_teardown(what_is_not_proved_of_it_fills_none, set_up, tear_down_both),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
