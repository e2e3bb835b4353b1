/* The rule that turns evidence into verdicts, and what a printed figure can have been. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bench/audit/audit.h"
#include "bench/audit/providers/lab.h"
#include "bench/audit/providers/printed.h"

static fl_audit audit;

static int clear(void **state)
{
    (void)state;
    memset(&audit, 0, sizeof audit);
    return 0;
}

static fl_point_verdict concluded(int point)
{
    fl_audit_conclude(&audit);
    return audit.points[point - 1].verdict;
}

static void add(int point, fl_concerns concerns, fl_point_verdict verdict)
{
    fl_audit_add(&audit, point, concerns, verdict, FL_BY_COMPUTATION, "file", "text");
}

/* Passes every point but the given one. */
static void pass_others(int left_out)
{
    for (int i = 1; i <= FL_AUDIT_POINTS; i++)
        if (i != left_out)
            add(i, FL_CONCERNS_BOTH, FL_POINT_PASS);
}

static void table_is_whole(void **state)
{
    static const int last[FL_AUDIT_CATEGORIES] = {15, 30, 45, 55, 70, 80, 90, FL_AUDIT_POINTS};
    (void)state;
    for (int i = 0; i < FL_AUDIT_POINTS; i++) {
        const fl_audit_question *q = &fl_audit_questions[i];
        assert_int_equal(q->number, i + 1);
        assert_true(q->number <= last[q->category - 1]);
        assert_true(q->category == 1 || q->number > last[q->category - 2]);
        assert_in_range(strlen(q->title), 10, 72);
        for (int k = 0; k < i; k++)
            assert_string_not_equal(q->title, fl_audit_questions[k].title);
    }
}

static void each_point_says_who_judges_it(void **state)
{
    (void)state;
    for (int i = 0; i < FL_AUDIT_POINTS; i++) {
        assert_true(fl_audit_questions[i].providers != 0);
        assert_true(fl_audit_takes(&fl_audit_questions[i], FL_FROM_CASE));
    }
    assert_true(fl_audit_takes(&fl_audit_questions[39 - 1], FL_FROM_SOURCES));
    assert_false(fl_audit_takes(&fl_audit_questions[39 - 1], FL_FROM_ELSEWHERE));
}

static void nothing_is_unchecked(void **state)
{
    (void)state;
    fl_audit_conclude(&audit);
    assert_int_equal(audit.total.unchecked, FL_AUDIT_POINTS);
    assert_false(audit.valid);
    for (int i = 0; i < FL_AUDIT_POINTS; i++)
        assert_true(audit.points[i].evidence_count > 0);
}

static void both_sides_are_needed(void **state)
{
    (void)state;
    add(19, FL_CONCERNS_A, FL_POINT_PASS);
    assert_int_equal(concluded(19), FL_POINT_UNCHECKED);
    assert_int_equal(audit.points[18].evidence[0].verdict, FL_POINT_UNCHECKED);
    assert_int_equal(audit.points[18].evidence[0].concerns, FL_CONCERNS_B);
    clear(NULL);
    add(19, FL_CONCERNS_A, FL_POINT_PASS);
    add(19, FL_CONCERNS_B, FL_POINT_PASS);
    assert_int_equal(concluded(19), FL_POINT_PASS);
    add(31, FL_CONCERNS_B, FL_POINT_PASS); /* a point about A alone */
    assert_int_equal(concluded(31), FL_POINT_UNCHECKED);
    add(31, FL_CONCERNS_A, FL_POINT_PASS);
    assert_int_equal(concluded(31), FL_POINT_PASS);
}

static void a_fail_outweighs_all(void **state)
{
    (void)state;
    for (int i = 0; i < 20; i++)
        add(20, FL_CONCERNS_BOTH, FL_POINT_PASS);
    fl_audit_block(&audit, 20, FL_CONCERNS_A, FL_BY_TRACE, "", "blocked");
    add(20, FL_CONCERNS_B, FL_POINT_FAIL);
    for (int i = 0; i < 20; i++)
        add(20, FL_CONCERNS_BOTH, FL_POINT_PASS);
    assert_int_equal(concluded(20), FL_POINT_FAIL);
    assert_int_equal(audit.points[19].evidence[0].verdict, FL_POINT_FAIL);
    assert_in_range(audit.points[19].evidence_count, 2, FL_AUDIT_EVIDENCE);
}

static void a_block_outweighs_passes(void **state)
{
    (void)state;
    fl_audit_block(&audit, 93, FL_CONCERNS_A, FL_BY_TRACE, "", "inconclusive");
    for (int i = 0; i < 20; i++)
        add(93, FL_CONCERNS_BOTH, FL_POINT_PASS);
    assert_int_equal(concluded(93), FL_POINT_UNCHECKED);
    assert_true(audit.points[92].evidence[0].blocks);
}

static void a_doubtful_trace_decides_nothing(void **state)
{
    (void)state;
    strcpy(audit.traces[1].doubt, "of another program");
    fl_audit_add(&audit, 93, FL_CONCERNS_A, FL_POINT_PASS, FL_BY_TRACE, "", "seen");
    fl_audit_add(&audit, 93, FL_CONCERNS_B, FL_POINT_FAIL, FL_BY_TRACE, "", "seen");
    fl_audit_add(&audit, 93, FL_CONCERNS_BOTH, FL_POINT_PASS, FL_BY_READING, "", "read");
    assert_int_equal(concluded(93), FL_POINT_UNCHECKED);
    assert_string_equal(audit.points[92].evidence[0].text, "of another program");
    fl_audit_add(&audit, 6, FL_CONCERNS_A, FL_POINT_PASS, FL_BY_TRACE, "", "seen");
    fl_audit_add(&audit, 6, FL_CONCERNS_B, FL_POINT_PASS, FL_BY_READING, "", "read");
    assert_int_equal(concluded(6), FL_POINT_PASS);
}

/* On another CPU what may be otherwise there passes nothing; what would fail forbids a PASS. */
static void a_bound_refutes_and_never_confirms(void **state)
{
    (void)state;
    strcpy(audit.traces[1].bound, "of another CPU");
    fl_audit_add(&audit, 6, FL_CONCERNS_A, FL_POINT_PASS, FL_BY_TRACE, "", "seen");
    fl_audit_add(&audit, 6, FL_CONCERNS_B, FL_POINT_PASS, FL_BY_TRACE, "", "seen");
    assert_int_equal(concluded(6), FL_POINT_UNCHECKED);
    fl_audit_add(&audit, 6, FL_CONCERNS_B, FL_POINT_PASS, FL_BY_READING, "", "read");
    assert_int_equal(concluded(6), FL_POINT_PASS);
    fl_audit_add(&audit, 13, FL_CONCERNS_BOTH, FL_POINT_PASS, FL_BY_READING, "", "read");
    fl_audit_add(&audit, 13, FL_CONCERNS_B, FL_POINT_FAIL, FL_BY_TRACE, "", "a write");
    assert_int_equal(concluded(13), FL_POINT_UNCHECKED);
    assert_string_equal(audit.points[12].evidence[0].text, "of another CPU; there: a write");
    fl_audit_add(&audit, 94, FL_CONCERNS_B, FL_POINT_PASS, FL_BY_READING, "", "read");
    fl_audit_add(&audit, 94, FL_CONCERNS_B, FL_POINT_PASS, FL_BY_TRACE, "", "seen");
    assert_int_equal(concluded(94), FL_POINT_UNCHECKED); /* as without a trace */
    fl_audit_fail_by_bound(&audit, 93, FL_CONCERNS_B, "", "at least");
    assert_int_equal(concluded(93), FL_POINT_FAIL);
}

/* The machine code cannot depend on the CPU: evidence, which names both. */
static void a_trace_of_any_cpu_is_evidence(void **state)
{
    (void)state;
    strcpy(audit.traces[1].remark, "of another CPU");
    fl_audit_add(&audit, 94, FL_CONCERNS_B, FL_POINT_PASS, FL_BY_TRACE, "", "seen");
    assert_int_equal(concluded(94), FL_POINT_PASS);
    assert_string_equal(audit.points[93].evidence[0].text, "seen; of another CPU");
}

static void a_declaration_never_helps(void **state)
{
    (void)state;
    fl_audit_add(&audit, 57, FL_CONCERNS_BOTH, FL_POINT_PASS, FL_BY_DECLARATION, "", "it does");
    assert_int_equal(concluded(57), FL_POINT_UNCHECKED);
    fl_audit_add(&audit, 57, FL_CONCERNS_BOTH, FL_POINT_PASS, FL_BY_NOTHING, "", "nothing");
    assert_int_equal(concluded(57), FL_POINT_UNCHECKED);
    fl_audit_add(&audit, 57, FL_CONCERNS_BOTH, FL_POINT_FAIL, FL_BY_DECLARATION, "", "it does not");
    assert_int_equal(concluded(57), FL_POINT_FAIL);
}

static void expect_valid(int left_out, fl_point_verdict instead, bool valid)
{
    clear(NULL);
    pass_others(left_out);
    if (instead != FL_POINT_UNCHECKED)
        add(left_out, FL_CONCERNS_BOTH, instead);
    fl_audit_conclude(&audit);
    assert_int_equal(audit.valid, valid);
}

static void acceptance(void **state)
{
    (void)state;
    expect_valid(50, FL_POINT_PASS, true);
    expect_valid(50, FL_POINT_FAIL, true);
    expect_valid(50, FL_POINT_UNCHECKED, true);
    expect_valid(45, FL_POINT_UNCHECKED, false);
    expect_valid(1, FL_POINT_FAIL, false);
    expect_valid(91, FL_POINT_UNCHECKED, false); /* what was not decided may have failed */
    expect_valid(91, FL_POINT_FAIL, false);
    expect_valid(100, FL_POINT_FAIL, false);
    for (int missing = 5; missing <= 6; missing++) {
        clear(NULL);
        for (int i = 1; i <= FL_AUDIT_POINTS; i++)
            if (i < 46 || i >= 46 + missing)
                add(i, FL_CONCERNS_BOTH, FL_POINT_PASS);
        fl_audit_conclude(&audit);
        assert_int_equal(audit.total.pass, FL_AUDIT_POINTS - missing);
        assert_int_equal(audit.valid, missing == 5);
    }
}

static void what_is_not_there_is_not_applicable(void **state)
{
    (void)state;
    add(61, FL_CONCERNS_BOTH, FL_POINT_NOT_APPLICABLE); /* about A alone */
    assert_int_equal(concluded(61), FL_POINT_NOT_APPLICABLE);
    assert_int_equal(audit.total.not_applicable, 1);
    assert_int_equal(audit.total.unchecked, FL_AUDIT_POINTS - 1);
    assert_int_equal(audit.points[60].evidence[0].verdict, FL_POINT_NOT_APPLICABLE);
    add(61, FL_CONCERNS_A, FL_POINT_PASS); /* somebody found what it asks about */
    assert_int_equal(concluded(61), FL_POINT_PASS);
    add(41, FL_CONCERNS_A, FL_POINT_NOT_APPLICABLE); /* about both: the other side is not excused */
    assert_int_equal(concluded(41), FL_POINT_UNCHECKED);
    add(41, FL_CONCERNS_B, FL_POINT_PASS);
    assert_int_equal(concluded(41), FL_POINT_UNCHECKED);
    add(42, FL_CONCERNS_A, FL_POINT_NOT_APPLICABLE);
    add(42, FL_CONCERNS_B, FL_POINT_NOT_APPLICABLE);
    assert_int_equal(concluded(42), FL_POINT_NOT_APPLICABLE);
    fl_audit_block(&audit, 42, FL_CONCERNS_B, FL_BY_READING, "", "doubt");
    assert_int_equal(concluded(42), FL_POINT_UNCHECKED);
    add(42, FL_CONCERNS_B, FL_POINT_FAIL);
    assert_int_equal(concluded(42), FL_POINT_FAIL);
    add(24, FL_CONCERNS_BOTH, FL_POINT_NOT_APPLICABLE); /* about the whole */
    assert_int_equal(concluded(24), FL_POINT_NOT_APPLICABLE);
}

static void acceptance_counts_what_applies(void **state)
{
    (void)state;
    for (int missing = 4; missing <= 5; missing++) { /* of 90 points 86 are needed */
        clear(NULL);
        for (int i = 1; i <= FL_AUDIT_POINTS; i++)
            if (i >= 31 && i < 41)
                add(i, FL_CONCERNS_BOTH, FL_POINT_NOT_APPLICABLE);
            else if (i < 46 || i >= 46 + missing)
                add(i, FL_CONCERNS_BOTH, FL_POINT_PASS);
        fl_audit_conclude(&audit);
        assert_int_equal(audit.total.not_applicable, 10);
        assert_int_equal(audit.valid, missing == 4);
        char words[64];
        snprintf(words, sizeof words, "of %d points that apply pass, %d are needed", FL_AUDIT_POINTS - 10,
                 ((FL_AUDIT_POINTS - 10) * 95 + 99) / 100);
        assert_non_null(strstr(audit.conclusion, words));
    }
    clear(NULL); /* nothing that applies is nothing that passes on bias */
    for (int i = 1; i <= FL_AUDIT_POINTS; i++)
        if (i != 91)
            add(i, FL_CONCERNS_BOTH, FL_POINT_NOT_APPLICABLE);
    fl_audit_conclude(&audit);
    assert_false(audit.valid);
}

static void text_is_safe(void **state)
{
    (void)state;
    fl_audit_add(&audit, 5, FL_CONCERNS_A, FL_POINT_FAIL, FL_BY_READING, "a\033[2J", "%s", "b\033[2J\nc");
    fl_audit_add(&audit, 0, FL_CONCERNS_A, FL_POINT_FAIL, FL_BY_READING, "", "no such point");
    fl_audit_add(&audit, FL_AUDIT_POINTS + 1, FL_CONCERNS_A, FL_POINT_FAIL, FL_BY_READING, "",
                 "no such point");
    assert_null(strpbrk(audit.points[4].evidence[0].where, "\033\n"));
    assert_null(strpbrk(audit.points[4].evidence[0].text, "\033\n"));
    fl_audit_conclude(&audit);
    assert_int_equal(audit.total.fail, 1);
}

static void expect_printed(const char *text, double low, double high, int decimals)
{
    fl_printed p = fl_printed_number(text);
    if (!(fabs(p.range.low - low) < 1e-9 * fmax(1, fabs(low)) &&
          fabs(p.range.high - high) < 1e-9 * fmax(1, fabs(high))) ||
        p.decimals != decimals)
        fail_msg("'%s': %.12g to %.12g, %d decimals", text, p.range.low, p.range.high, p.decimals);
}

static void printed_numbers(void **state)
{
    (void)state;
    expect_printed("4.97,", 4.965, 4.975, 2);
    expect_printed("4.97}", 4.965, 4.975, 2);
    expect_printed("5", 4.5, 5.5, 0);
    expect_printed("5, 3.25", 4.5, 5.5, 0);
    expect_printed("-0.5 ]", -0.55, -0.45, 1);
    expect_printed("1.25e3\n", 1245, 1255, -1);
    expect_printed("1.25E-3", 0.001245, 0.001255, 5);
    assert_false(fl_range_known(fl_printed_number("null").range));
    assert_false(fl_range_known(fl_printed_number("").range));
    assert_false(fl_range_known(fl_printed_number("1e999").range));
}

static void ranges(void **state)
{
    (void)state;
    fl_range a = {1, 2}, b = {-1, 3}, none = {NAN, NAN};
    fl_range product = fl_range_multiply(a, b), quotient = fl_range_divide(b, a),
             difference = fl_range_subtract(a, b);
    assert_float_equal(product.low, -2, 1e-9);
    assert_float_equal(product.high, 6, 1e-9);
    assert_float_equal(quotient.low, -1, 1e-9);
    assert_float_equal(quotient.high, 3, 1e-9);
    assert_float_equal(difference.low, -2, 1e-9);
    assert_float_equal(difference.high, 3, 1e-9);
    assert_true(isinf(fl_range_divide(a, b).high) && isinf(fl_range_divide(a, b).low));
    assert_false(fl_range_known(fl_range_multiply(a, none)));
    assert_false(fl_range_known(fl_range_divide(none, a)));
    assert_false(fl_range_known(fl_range_root((fl_range){-2, -1})));
    assert_false(fl_range_meet(a, none));
    assert_true(fl_range_meet(a, b));
    assert_false(fl_range_meet(a, (fl_range){2.5, 3}));
}

/* Two processes, one twice as slow: all samples together would tell of 10 - 1 against 20. */
static void calls_are_held_against_blocks_of_their_process(void **state)
{
    (void)state;
    double single[] = {11, 11, 11, 21, 21}, block[] = {10, 10, 20, 20, 20};
    int single_of[] = {1, 1, 1, 2, 2}, block_of[] = {1, 1, 2, 2, 2};
    fl_result empty = {.per_call_us = {.p50 = 0.001}};
    fl_result_peer peer = {.empty_call = &empty};
    fl_result result = {.peer = &peer, .iterations = 5, .samples_ns = single, .samples_process = single_of};
    result.independent = (fl_series){.rounds = 5, .ns = block, .process = block_of};
    static fl_case_run run;
    static fl_case_side side = {.runs = &run, .run_count = 1};
    run.result = &result;
    assert_true(fabs(fl_single_over_block(&side) - 1) < 1e-12);
    for (int i = 0; i < 5; i++) /* half as much again beside the inference */
        single[i] = single[i] * 1.5 - 0.5;
    assert_true(fabs(fl_single_over_block(&side) - 1.5) < 1e-12);
    block_of[2] = 3; /* a process more in one of the two */
    assert_true(isnan(fl_single_over_block(&side)));
    result.samples_ns = NULL;
    assert_true(isnan(fl_single_over_block(&side)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(table_is_whole),
        cmocka_unit_test(each_point_says_who_judges_it),
        cmocka_unit_test_setup(nothing_is_unchecked, clear),
        cmocka_unit_test_setup(both_sides_are_needed, clear),
        cmocka_unit_test_setup(a_fail_outweighs_all, clear),
        cmocka_unit_test_setup(a_block_outweighs_passes, clear),
        cmocka_unit_test_setup(a_doubtful_trace_decides_nothing, clear),
        cmocka_unit_test_setup(a_bound_refutes_and_never_confirms, clear),
        cmocka_unit_test_setup(a_trace_of_any_cpu_is_evidence, clear),
        cmocka_unit_test_setup(a_declaration_never_helps, clear),
        cmocka_unit_test(acceptance),
        cmocka_unit_test_setup(what_is_not_there_is_not_applicable, clear),
        cmocka_unit_test_setup(acceptance_counts_what_applies, clear),
        cmocka_unit_test_setup(text_is_safe, clear),
        cmocka_unit_test(printed_numbers),
        cmocka_unit_test(ranges),
        cmocka_unit_test(calls_are_held_against_blocks_of_their_process),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
