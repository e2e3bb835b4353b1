/* Two runs of one machine, made up: a shift of each run and of each kernel in a run, layouts of processes,
 * noise of rounds. What is equal must seldom be called different, what is planted must be found, and what the
 * state of the core or the clock makes must not pass for a difference of code. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/verdict/agreement.h"
#include "bench/verdict/comparison.h"
#include "tests/stats/stats_expected.h"

enum {
    RESULTS = 20,
    PROCESSES = 5,
    ROUNDS_PER_PROCESS = 20,
    ROUNDS = PROCESSES * ROUNDS_PER_PROCESS,
    TRIALS = 100
};

static fl_document runs[2];

typedef struct machine {
    double shift, kernel, layout,
        noise; /* sds of log-times: of a run, of a kernel in it, of a process, a round */
    double ghz[2];
    double planted; /* the time of the last result in the second run, over that of the first */
} machine;

static void *allocate(size_t count, size_t size)
{
    void *memory = calloc(count, size);
    if (!memory)
        abort();
    return memory;
}

static void fill(fl_series *series, double cycles, double ghz, const machine *m, uint64_t *random)
{
    double effect = 1;
    series->rounds = ROUNDS;
    series->ns = allocate(ROUNDS, sizeof(double));
    series->cycles = allocate(ROUNDS, sizeof(double));
    series->process = allocate(ROUNDS, sizeof(int));
    series->state = allocate(ROUNDS, sizeof(int));
    for (int i = 0; i < ROUNDS; i++) {
        if (i % ROUNDS_PER_PROCESS == 0)
            effect = exp(m->layout * random_normal(random));
        series->cycles[i] = cycles * effect * exp(m->noise * random_normal(random));
        series->ns[i] = series->cycles[i] / ghz;
        series->process[i] = 1 + i / ROUNDS_PER_PROCESS;
        series->state[i] = FL_ROUND_QUIET;
    }
    series->median_ns = fl_median(series->ns, ROUNDS);
}

static void make_up(const machine *m, uint64_t seed)
{
    uint64_t random = seed;
    for (int d = 0; d < 2; d++) {
        fl_document *document = &runs[d];
        double shift = exp(m->shift * random_normal(&random));
        fl_document_init(document);
        document->results = allocate(RESULTS, sizeof *document->results);
        document->result_count = RESULTS;
        document->confidence = 0.95;
        for (int i = 0; i < RESULTS; i++) {
            fl_result *r = &document->results[i];
            fl_result_init(r);
            snprintf(r->name, sizeof r->name, "kernel%d", i);
            snprintf(r->work, sizeof r->work, "linear-784x2");
            memset(r->code_sha256, 'a' + i, 64);
            double cycles = (100 + 20 * i) * shift * exp(m->kernel * random_normal(&random));
            if (d == 1 && i == RESULTS - 1)
                cycles *= m->planted;
            fill(&r->independent, cycles, m->ghz[d], m, &random);
        }
    }
}

static void clear(void)
{
    fl_document_free(&runs[0]);
    fl_document_free(&runs[1]);
}

static fl_comparison compare(int a, int b, unsigned allowed)
{
    fl_side x = {.path = "a.json", .document = &runs[0], .result = &runs[0].results[a]},
            y = {.path = "b.json", .document = &runs[1], .result = &runs[1].results[b]};
    fl_comparison comparison;
    fl_error error = {""};
    fl_comparison_options options = {.allowed = allowed};
    if (fl_compare_results(&x, &y, &options, &comparison, &error) != FL_OK)
        fail_msg("%s", error.text);
    const fl_time_ratio *r = &comparison.independent;
    assert_true(!r->different || r->interval.low > 1 || r->interval.high < 1);
    return comparison;
}

static int called_different(const machine *m, uint64_t seed)
{
    int different = 0;
    for (uint64_t trial = 0; trial < TRIALS; trial++) {
        make_up(m, seed + trial);
        different += compare(RESULTS - 1, RESULTS - 1, 0).independent.different;
        clear();
    }
    printf("runs %.4f, kernels %.4f, layouts %.4f, planted %.3f: different %d of %d\n", m->shift, m->kernel,
           m->layout, m->planted, different, TRIALS);
    return different;
}

static void equal_code_is_seldom_different(void **state)
{
    (void)state;
    const machine machines[] = {
        {0, 0, 0.002, 0.003, {3, 3}, 1},     {0.05, 0, 0.002, 0.003, {3, 3}, 1},
        {0, 0.02, 0.002, 0.003, {3, 3}, 1},  {0.02, 0.05, 0.01, 0.003, {3, 3}, 1},
        {0.2, 0.05, 0.002, 0.01, {3, 3}, 1}, {0, 0, 0.02, 0.003, {3, 2}, 1},
    };
    for (size_t i = 0; i < sizeof machines / sizeof machines[0]; i++)
        assert_in_range(called_different(&machines[i], 100 * i + 1), 0, 9); /* 5 of 100, and chance */
}

static void planted_differences_are_found(void **state)
{
    (void)state;
    const machine machines[] = {
        {0, 0, 0.001, 0.003, {3, 3}, 1.01},
        {0.002, 0.002, 0.001, 0.003, {3, 3}, 1 / 1.03},
        {0.02, 0.02, 0.01, 0.003, {3, 3}, 1.3},
        {0.002, 0.002, 0.001, 0.003, {3.5, 2.5}, 1.03},
    };
    for (size_t i = 0; i < sizeof machines / sizeof machines[0]; i++)
        assert_in_range(called_different(&machines[i], 1000 * i + 7), TRIALS * 9 / 10, TRIALS);
}

static const machine calm = {0.001, 0.001, 0.001, 0.003, {3, 3}, 1};

/* Times that differ by the clock alone do not differ; the clocks are told. */
static void another_clock_is_no_difference(void **state)
{
    (void)state;
    machine slow = calm;
    slow.ghz[1] = 2;
    make_up(&slow, 5);
    fl_comparison c = compare(0, 0, 0);
    assert_true(c.independent.in_cycles && !c.independent.different);
    assert_true(c.independent.b_ns > 1.4 * c.independent.a_ns && c.independent.ratio < 1.05);
    assert_non_null(strstr(c.warnings[c.warning_count - 1], "at 3.000 GHz for A and at 2.000 GHz for B"));
    clear();
}

static void disturb(fl_series *series, int rounds, double factor)
{
    for (int i = 0; i < rounds; i++) {
        series->state[i] = FL_ROUND_SHARED;
        series->cycles[i] *= factor;
        series->ns[i] *= factor;
    }
}

/* A shared core makes times of its own: nothing is shown where one side had no quiet rounds to speak of;
 * quiet ones are taken where there are enough. */
static void another_state_is_not_shown(void **state)
{
    (void)state;
    make_up(&calm, 6);
    disturb(&runs[1].results[0].independent, ROUNDS, 1.8);
    fl_comparison c = compare(0, 0, 0);
    assert_true(!c.independent.different && c.independent.interval.high < 1);
    assert_string_equal(
        c.independent.words,
        "not shown: A was timed on a quiet core, B on one that was shared or stopped in 100 % of "
        "blocks");
    clear();
    make_up(&calm, 6);
    disturb(&runs[1].results[0].independent, ROUNDS * 3 / 10, 1.8);
    c = compare(0, 0, 0);
    assert_true(!c.independent.not_shown[0] && c.independent.ratio > 0.95 && c.independent.ratio < 1.05);
    clear();
}

/* Nothing else in both: how far two runs differ is not known. */
static void without_controls_nothing_is_shown(void **state)
{
    (void)state;
    make_up(&calm, 7);
    for (int i = 0; i < RESULTS; i++)
        runs[1].results[i].code_sha256[0] = '0';
    fl_comparison c = compare(0, 5, 0);
    assert_false(c.independent.different);
    assert_non_null(strstr(c.independent.words, "not shown: nothing else was timed in both runs"));
    clear();
}

/* Two machines are compared on purpose: the other kernels tell of machines then, and not of runs. */
static void two_machines_are_compared_by_themselves(void **state)
{
    (void)state;
    machine two = calm;
    two.shift = 0.3;
    make_up(&two, 8);
    strcpy(runs[0].environment.cpu, "Example CPU 1");
    strcpy(runs[1].environment.cpu, "Example CPU 2");
    fl_comparison c = compare(0, 0, FL_ASPECT_BIT(FL_ASPECT_MACHINE));
    assert_true(c.independent.different && !c.independent.in_cycles);
    assert_non_null(strstr(c.independent.method, "of these two runs alone"));
    clear();
}

/* ---- the same measurement twice ---- */

static const machine same = {0, 0, 0.001, 0.003, {3, 3}, 1}; /* nothing but layouts and noise */
static fl_agreement agreement;

static fl_status agree(int a, int b)
{
    fl_side first = {.path = "a.json", .document = &runs[a]},
            second = {.path = "b.json", .document = &runs[b]};
    fl_error error = {""};
    return fl_agreement_of(&first, &second, &agreement, &error);
}

static fl_status judged(int a, int b)
{
    fl_error error = {""};
    assert_int_equal(agree(a, b), FL_OK);
    return fl_agreement_judge(&agreement, &error);
}

static void slow_down(fl_result *result, double factor)
{
    for (int i = 0; i < ROUNDS; i++) {
        result->independent.cycles[i] *= factor;
        result->independent.ns[i] *= factor;
    }
}

/* One of 20 is 5 %, which may be; two are too many. Probes are no contestants. */
static void what_differs_is_counted(void **state)
{
    (void)state;
    make_up(&same, 11);
    assert_int_equal(judged(0, 1), FL_OK);
    assert_int_equal(agreement.pairs, RESULTS);
    assert_int_equal(agreement.different, 0);
    slow_down(&runs[1].results[3], 1.3);
    assert_int_equal(judged(0, 1), FL_OK);
    assert_int_equal(agreement.different, 1);
    assert_string_equal(agreement.disagreements[0].name, "kernel3");
    assert_true(agreement.disagreements[0].ratio.ratio < 0.8);
    slow_down(&runs[1].results[RESULTS - 1], 0.7);
    assert_int_equal(judged(0, 1), FL_NEGATIVE);
    assert_int_equal(agreement.different, 2);
    assert_int_equal(agreement.verdict, FL_DISAGREE);
    runs[0].results[0].is_probe = runs[1].results[0].is_probe = true;
    assert_int_equal(judged(0, 1), FL_NEGATIVE);
    assert_int_equal(agreement.contestants, RESULTS - 1);
    clear();
}

/* Pairs that are not shown are no equal ones: the share is that of the others, and half of all is needed. */
static void what_is_not_shown_passes_nothing(void **state)
{
    (void)state;
    make_up(&same, 12);
    disturb(&runs[1].results[0].independent, ROUNDS, 1.8);
    assert_int_equal(judged(0, 1), FL_OK);
    assert_int_equal(agreement.not_shown, 1);
    assert_int_equal(agreement.different, 0);
    assert_non_null(strstr(agreement.why_not_shown, "A was timed on a quiet core"));
    slow_down(&runs[1].results[RESULTS - 1], 1.3);
    assert_int_equal(judged(0, 1), FL_NEGATIVE); /* 1 of 19 */
    slow_down(&runs[1].results[RESULTS - 1], 1 / 1.3);
    for (int i = 1; i <= RESULTS / 2; i++)
        disturb(&runs[1].results[i].independent, ROUNDS, 1.8);
    assert_int_equal(judged(0, 1), FL_UNABLE);
    assert_int_equal(agreement.verdict, FL_AGREEMENT_UNCHECKED);
    clear();
}

static void set_ratio(int run, int result, double ratio)
{
    runs[run].results[result].independent.versus_baseline = (fl_paired_ratio){.rounds = 1, .ratio = ratio};
}

static void variation_of_ratios_is_that_of_two_runs(void **state)
{
    (void)state;
    make_up(&same, 13);
    assert_int_equal(judged(0, 1), FL_OK);
    assert_true(agreement.ratios == 0 && isnan(agreement.ratio_cv) && !agreement.worst_name);
    set_ratio(0, 1, 3);
    set_ratio(1, 1, 3);
    set_ratio(0, 2, 1.98);
    set_ratio(1, 2, 2.02);
    set_ratio(0, 4, 5); /* told by one run alone */
    assert_int_equal(judged(0, 1), FL_OK);
    assert_int_equal(agreement.ratios, 2);
    assert_string_equal(agreement.worst_name, "kernel2");
    assert_true(fabs(agreement.worst_cv - 0.0141421356) < 1e-9); /* sd 0.0282843, mean 2 */
    assert_true(fabs(agreement.ratio_cv - 0.01) < 1e-9);
    clear();
}

static void other_code_and_other_measurements_are_no_second_run(void **state)
{
    (void)state;
    make_up(&same, 14);
    runs[1].results[5].code_sha256[0] = '0';
    assert_int_equal(judged(0, 1), FL_OK);
    assert_int_equal(agreement.other_code, 1);
    assert_int_equal(agreement.pairs, RESULTS - 1);
    assert_int_equal(agree(0, 0), FL_USAGE); /* one run */
    strcpy(runs[0].model_sha256, "1");
    strcpy(runs[1].model_sha256, "2");
    assert_int_equal(agree(0, 1), FL_USAGE);
    runs[1].model_sha256[0] = '1';
    for (int i = 0; i < RESULTS; i++)
        runs[1].results[i].code_sha256[0] = '0';
    assert_int_equal(agree(0, 1), FL_USAGE); /* nothing in common */
    clear();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equal_code_is_seldom_different),
        cmocka_unit_test(planted_differences_are_found),
        cmocka_unit_test(another_clock_is_no_difference),
        cmocka_unit_test(another_state_is_not_shown),
        cmocka_unit_test(without_controls_nothing_is_shown),
        cmocka_unit_test(two_machines_are_compared_by_themselves),
        cmocka_unit_test(what_differs_is_counted),
        cmocka_unit_test(what_is_not_shown_passes_nothing),
        cmocka_unit_test(variation_of_ratios_is_that_of_two_runs),
        cmocka_unit_test(other_code_and_other_measurements_are_no_second_run),
    };
    return cmocka_run_group_tests_name("across", tests, NULL, NULL);
}
