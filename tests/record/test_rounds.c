/* Which rounds figures come from: quiet ones, where they are enough to stand for the run. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bench/record/pair.h"
#include "bench/record/rounds.h"

enum { PROCESSES = 5, OF_A_PROCESS = 20, ROUNDS = PROCESSES * OF_A_PROCESS };

typedef struct room {
    double ns[ROUNDS], cycles[ROUNDS];
    int process[ROUNDS], state[ROUNDS];
    fl_series series;
} room;

/* 100 ns and 300 cycles where it is quiet; a neighbour doubles both. */
static fl_series *arrange(room *r, int (*state_of)(int process, int round))
{
    for (int i = 0; i < ROUNDS; i++) {
        r->process[i] = 1 + i / OF_A_PROCESS;
        r->state[i] = state_of(r->process[i], i % OF_A_PROCESS);
        double factor = (r->state[i] == FL_ROUND_QUIET ? 1.0 : 2.0) * (1.0 + 0.0001 * (i % 7));
        r->ns[i] = 100.0 * factor;
        r->cycles[i] = 300.0 * factor;
    }
    r->series = (fl_series){
        .rounds = ROUNDS, .ns = r->ns, .cycles = r->cycles, .process = r->process, .state = r->state};
    return &r->series;
}

static int all_quiet(int process, int round)
{
    return process && round >= 0 ? FL_ROUND_QUIET : 0;
}

static int all_shared(int process, int round)
{
    return process && round >= 0 ? FL_ROUND_SHARED : 0;
}

static int a_third_quiet(int process, int round)
{
    return (process + round) % 3 == 0 ? FL_ROUND_QUIET : FL_ROUND_SHARED;
}

static int two_processes_quiet(int process, int round)
{
    return round >= 0 && process <= 2 ? FL_ROUND_QUIET : FL_ROUND_SHARED;
}

static int four_in_each_quiet(int process, int round)
{
    return process && round < 4 ? FL_ROUND_QUIET : FL_ROUND_THROTTLED;
}

static int odd_quiet(int process, int round)
{
    return process && round % 2 ? FL_ROUND_QUIET : FL_ROUND_SHARED;
}

static int even_quiet(int process, int round)
{
    return process && round % 2 ? FL_ROUND_SHARED : FL_ROUND_QUIET;
}

static void figures_come_from_quiet_rounds(void **state)
{
    (void)state;
    room r;
    fl_series *series = arrange(&r, a_third_quiet);
    assert_int_equal(fl_series_summarise(series, 0.95, NULL), FL_OK);
    assert_true(fabs(series->median_ns / 100.0 - 1.0) < 0.001);
    assert_true(fabs(series->median_cycles / 300.0 - 1.0) < 0.001);
    assert_true(series->interval_ns.high < 101.0 && series->interval_cycles.high < 303.0);
    assert_int_equal(series->spread_ns.processes, PROCESSES);
    assert_true(series->spread_ns.between_sd < 0.1);
    assert_int_equal(series->states.quiet + series->states.shared, ROUNDS);
    assert_in_range(series->states.quiet, ROUNDS / 3 - 2, ROUNDS / 3 + 2);
    assert_true(fl_series_states(series).enough);
}

/* Two processes are no replicates of five, and four rounds no median of one. */
static void too_few_quiet_rounds_stand_for_nothing(void **state)
{
    (void)state;
    room r;
    int (*const few[])(int, int) = {two_processes_quiet, four_in_each_quiet, all_shared};
    for (size_t i = 0; i < sizeof few / sizeof few[0]; i++) {
        fl_series *series = arrange(&r, few[i]);
        fl_states states = fl_series_states(series);
        assert_true(states.known);
        assert_false(states.enough);
        assert_int_equal(fl_series_summarise(series, 0.95, NULL), FL_OK);
        assert_true(fabs(series->median_ns / 200.0 - 1.0) < 0.01); /* of all rounds */
    }
    assert_true(fl_series_states(arrange(&r, all_quiet)).enough);
}

/* Old files tell no states: all rounds count, and nothing is said of them. */
static void without_states_all_rounds_count(void **state)
{
    (void)state;
    room r;
    fl_series *series = arrange(&r, a_third_quiet);
    series->state = NULL;
    series->cycles = NULL;
    assert_false(fl_series_states(series).known);
    assert_int_equal(fl_series_summarise(series, 0.95, NULL), FL_OK);
    assert_true(fabs(series->median_ns / 200.0 - 1.0) < 0.01);
    assert_true(isnan(series->median_cycles));
    assert_int_equal(series->states.quiet, 0);
    fl_picked picked;
    fl_error error = {""};
    assert_int_equal(fl_pick_rounds(series, NULL, FL_CYCLES, &picked, &error), FL_USAGE);
}

/* A pair is quiet where both are; where they never are at once, all pairs count. */
static void pairs_are_quiet_where_both_are(void **state)
{
    (void)state;
    room first, second;
    fl_picked picked;
    fl_series *a = arrange(&first, odd_quiet), *b = arrange(&second, odd_quiet);
    assert_int_equal(fl_pick_rounds(a, b, FL_CYCLES, &picked, NULL), FL_OK);
    assert_true(picked.quiet);
    assert_int_equal(picked.rounds, ROUNDS / 2);
    for (size_t i = 0; i < picked.rounds; i++)
        assert_true(picked.a[i] < 310.0 && picked.b[i] < 310.0);
    assert_int_equal(picked.process[0], 1);
    assert_int_equal(picked.process[picked.rounds - 1], PROCESSES);
    fl_picked_free(&picked);
    b = arrange(&second, even_quiet);
    assert_int_equal(fl_pick_rounds(a, b, FL_NS, &picked, NULL), FL_OK);
    assert_false(picked.quiet);
    assert_int_equal(picked.rounds, ROUNDS);
    fl_picked_free(&picked);
}

/* A neighbour beside one contestant alone must not make a difference. */
static void a_neighbour_makes_no_difference(void **state)
{
    (void)state;
    room first, second;
    fl_document document;
    fl_paired_ratio ratio;
    memset(&document, 0, sizeof document);
    fl_series *a = arrange(&first, a_third_quiet), *b = arrange(&second, all_quiet);
    assert_int_equal(fl_document_compare(&document, a, b, &ratio, NULL), FL_OK);
    assert_true(fabs(ratio.ratio - 1.0) < 1e-9);
    assert_false(ratio.different);
    a->state = NULL; /* the same rounds, were the neighbour not seen */
    assert_int_equal(fl_document_compare(&document, a, b, &ratio, NULL), FL_OK);
    assert_true(ratio.different);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(figures_come_from_quiet_rounds),
        cmocka_unit_test(too_few_quiet_rounds_stand_for_nothing),
        cmocka_unit_test(without_states_all_rounds_count),
        cmocka_unit_test(pairs_are_quiet_where_both_are),
        cmocka_unit_test(a_neighbour_makes_no_difference),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
