/* All commands' statements on the same stored measurement, held against each other: the column and the
 * closing sentences of run, compare, point93, the saving that bounds and audit rest on. Whatever one calls
 * different all must, with the same interval, and no interval may contradict the words beside it. The
 * measurements are made up around the edge of what can be shown, where two rules would part first. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/record/pair.h"
#include "bench/report/printer.h"
#include "bench/verdict/ranking.h"
#include "tests/report/run_text.h"
#include "tests/verdict/verdict_stage.h"

enum { DOCUMENTS = 120, PROCESSES = 5, ROUNDS_PER_PROCESS = 12, ROUNDS = PROCESSES * ROUNDS_PER_PROCESS };

static double uniform(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (double)(*state >> 11) / 9007199254740992.0;
}

static double normal(uint64_t *state)
{
    double u = uniform(state);
    return sqrt(-2 * log(u > 1e-12 ? u : 1e-12)) * cos(6.283185307179586 * uniform(state));
}

static void replace_rounds(fl_series *series, double ns, double noise, double layout, uint64_t *random)
{
    double effect = 1;
    if (series->rounds == 0)
        return;
    free(series->ns);
    free(series->process);
    series->ns = calloc(ROUNDS, sizeof *series->ns);
    series->process = calloc(ROUNDS, sizeof *series->process);
    if (!series->ns || !series->process)
        abort();
    series->rounds = ROUNDS;
    for (int i = 0; i < ROUNDS; i++) {
        if (i % ROUNDS_PER_PROCESS == 0)
            effect = exp(layout * normal(random));
        series->process[i] = 1 + i / ROUNDS_PER_PROCESS;
        series->ns[i] = ns * effect * exp(noise * normal(random));
    }
    series->median_ns = fl_median(series->ns, ROUNDS);
    series->interval_ns = fl_quantile_interval(series->ns, ROUNDS, 0.5, 0.95);
}

/* Contestants of the task's work stand a few per cent apart; the scatter is of that size. */
static void make_up(uint64_t seed)
{
    uint64_t random = seed * 7919 + 1;
    double layout = 0.03 * uniform(&random), noise = 0.001 + 0.01 * uniform(&random);
    for (size_t i = 0; i < lab.result_count; i++) {
        fl_result *r = &lab.results[i];
        double ns = r->is_probe ? r->independent.median_ns : 100 * exp(0.03 * normal(&random));
        replace_rounds(&r->independent, ns, noise, layout, &random);
        replace_rounds(&r->chained, 1.1 * ns, noise, layout, &random);
    }
    const fl_result *base = fl_document_find(&lab, lab.baseline);
    lab.comparisons = 12;
    for (size_t i = 0; i < lab.result_count; i++) {
        fl_result *r = &lab.results[i];
        if (r == base || r->is_probe || strcmp(r->work, base->work) != 0)
            continue;
        fl_series *series[] = {&r->independent, &r->chained};
        const fl_series *against[] = {&base->independent, &base->chained};
        for (int mode = 0; mode < 2; mode++)
            assert_int_equal(
                fl_document_compare(&lab, against[mode], series[mode], &series[mode]->versus_baseline, NULL),
                FL_OK);
    }
}

static fl_comparison compared(const fl_result *a, const fl_result *b)
{
    fl_side x = {.path = "lab.json", .document = &lab, .result = a},
            y = {.path = "lab.json", .document = &lab, .result = b};
    fl_comparison comparison;
    fl_error error = {""};
    if (fl_compare_results(&x, &y, &(fl_comparison_options){0}, &comparison, &error) != FL_OK)
        fail_msg("%s", error.text);
    return comparison;
}

static bool holds_one(fl_interval interval)
{
    return !(interval.low > 1 || interval.high < 1);
}

static void same(const char *what, bool different, fl_interval interval, const fl_time_ratio *compare)
{
    if (different != compare->different || interval.low != compare->interval.low ||
        interval.high != compare->interval.high || different == holds_one(interval))
        fail_msg("%s says %s, [%.17g, %.17g]; compare says %s, [%.17g, %.17g]", what,
                 different ? "different" : "no difference", interval.low, interval.high,
                 compare->different ? "different" : "no difference", compare->interval.low,
                 compare->interval.high);
    assert_int_equal(strstr(compare->words, "no difference") != NULL, !different);
}

static const char *run_says(void)
{
    return run_text(&lab);
}

/* The line of the table that begins with that name. */
static void row_of(const char *text, const char *name, char *row, size_t size)
{
    char start[80];
    snprintf(start, sizeof start, "\n%s ", name);
    const char *line = strstr(text, start);
    assert_non_null(line);
    snprintf(row, size, "%.*s", (int)strcspn(line + 1, "\n"), line + 1);
}

static void column_of_run(const fl_result *base, const fl_result *r)
{
    char row[1024];
    fl_comparison c = compared(base, r);
    same("the run's column", r->independent.versus_baseline.different,
         r->independent.versus_baseline.interval, &c.independent);
    same("the run's chained ratio", r->chained.versus_baseline.different, r->chained.versus_baseline.interval,
         &c.chained);
    row_of(run_says(), r->name, row, sizeof row);
    assert_int_equal(strstr(row, "no difference") != NULL, !c.independent.different);
}

static void sentences_of_run(void)
{
    char sentence[1024];
    snprintf(lab.chosen, sizeof lab.chosen, "avx2");
    fl_choice choice = fl_judge_choice(&lab);
    fl_comparison c = compared(choice.chosen, choice.rival);
    same("the dispatcher's choice", choice.verdict != FL_CHOICE_TIE, choice.ratio.interval, &c.independent);
    fl_choice_sentence(&choice, sentence, sizeof sentence);
    assert_int_equal(strstr(sentence, "a tie") != NULL, !c.independent.different);
    fl_library_match match = fl_match_libraries(&lab, "", false);
    c = compared(match.library, match.own);
    same("the fastest library", match.ratio.different, match.ratio.interval, &c.independent);
    fl_library_sentence(&lab, sentence, sizeof sentence);
    char *last = strstr(sentence, "Of the libraries");
    assert_non_null(last);
    assert_int_equal(strstr(last, "a tie") != NULL, !c.independent.different);
}

static bool saving_and_point93(const fl_result *base, const fl_result *r, fl_width width)
{
    fl_saving saving;
    fl_comparison c = compared(base, r);
    assert_int_equal(fl_bounds_saving(&lab, base->name, r->name, true, &saving, NULL), FL_OK);
    same("the saving", saving.ratio.different, saving.ratio.interval, &c.chained);
    enter_kernel(0, base->name, FL_WIDTH_SCALAR, false);
    enter_kernel(1, r->name, width, r->fma);
    judge();
    const fl_cell *claimed = &point.cells[FL_CELL_CLAIMED];
    fl_interval interval = {.low = claimed->low, .high = claimed->high};
    same("point 93", claimed->different, interval, &c.chained);
    assert_int_equal(point.claimed_winner >= 0, c.chained.different);
    return c.chained.different;
}

static void no_two_commands_contradict_each_other(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        fl_width width;
    } others[] = {{"scalar-unrolled", FL_WIDTH_SCALAR}, {"avx", FL_WIDTH_256}, {"avx2", FL_WIDTH_256}};
    size_t different = 0, equal = 0;
    for (uint64_t seed = 1; seed <= DOCUMENTS; seed++) {
        make_up(seed);
        const fl_result *base = fl_document_find(&lab, "scalar");
        for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
            const fl_result *r = fl_document_find(&lab, others[i].name);
            column_of_run(base, r);
            bool found = saving_and_point93(base, r, others[i].width);
            different += found;
            equal += !found;
        }
        sentences_of_run();
    }
    assert_true(different > DOCUMENTS / 4 && equal > DOCUMENTS / 4); /* the edge was met from both sides */
}

/* ---- two files ---- */

static fl_document other;

/* A second run: the same machine code, other noise, and one kernel that is planted slower. */
static void run_again(uint64_t seed, double planted)
{
    fl_error error = {""};
    char *text = NULL;
    for (size_t i = 0; i < lab.result_count; i++)
        memset(lab.results[i].code_sha256, 'c', 64);
    assert_int_equal(fl_document_text(&lab, true, &text, &error), FL_OK);
    if (fl_document_parse(text, strlen(text), "other.json", &other, &error) != FL_OK)
        fail_msg("%s", error.text);
    free(text);
    for (size_t i = 0; i < other.result_count; i++) {
        fl_result *r = &other.results[i];
        double factor = strcmp(r->name, "avx2") == 0 ? planted : 1;
        replace_rounds(&r->independent, factor * r->independent.median_ns, 0.003, 0.002, &seed);
        replace_rounds(&r->chained, factor * r->chained.median_ns, 0.003, 0.002, &seed);
    }
}

static fl_comparison compared_across(void)
{
    fl_comparison comparison;
    fl_error error = {""};
    enter_kernel(0, "avx2", FL_WIDTH_256, true);
    enter_kernel(1, "avx2", FL_WIDTH_256, true);
    sides[1].side =
        (fl_side){.path = "other.json", .document = &other, .result = fl_document_find(&other, "avx2")};
    if (fl_compare_results(&sides[0].side, &sides[1].side, &(fl_comparison_options){0}, &comparison,
                           &error) != FL_OK)
        fail_msg("%s", error.text);
    judge();
    return comparison;
}

static const char *point93_says(void)
{
    static char text[32768];
    fl_error error = {""};
    FILE *file = tmpfile();
    assert_non_null(file);
    fl_report report = {.title = NULL};
    fl_point93_report(&report, &(fl_pairing){sides, &point});
    assert_int_equal(fl_report_print(&report, NULL, file, &error), FL_OK);
    rewind(file);
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    fclose(file);
    return text;
}

static void two_files_are_judged_by_one_rule(void **state)
{
    (void)state;
    size_t different = 0, equal = 0;
    for (uint64_t seed = 1; seed <= DOCUMENTS; seed++) {
        make_up(seed);
        run_again(seed, 1 + 0.1 * (double)seed / DOCUMENTS);
        fl_comparison c = compared_across();
        const fl_cell *claimed = &point.cells[FL_CELL_CLAIMED];
        same("point 93", claimed->different, (fl_interval){.low = claimed->low, .high = claimed->high},
             &c.chained);
        assert_int_equal(strstr(point93_says(), "the two as they stand do not differ") != NULL,
                         !c.chained.different);
        different += c.chained.different;
        equal += !c.chained.different;
        fl_document_free(&other);
    }
    assert_true(different > DOCUMENTS / 5 && equal > DOCUMENTS / 5); /* the edge was met from both sides */
}

static void set_state(fl_document *document, fl_round_state core)
{
    for (size_t i = 0; i < document->result_count; i++) {
        fl_series *series = &document->results[i].chained;
        free(series->state);
        series->state = calloc(series->rounds + 1, sizeof *series->state);
        assert_non_null(series->state);
        for (size_t k = 0; k < series->rounds; k++)
            series->state[k] = (int)core;
    }
}

/* With the state of the core unlike no interval stands beside words that say nothing of it. */
static void what_is_not_shown_is_so_everywhere(void **state)
{
    (void)state;
    make_up(1);
    run_again(1, 1.5);
    set_state(&lab, FL_ROUND_QUIET);
    set_state(&other, FL_ROUND_SHARED);
    fl_comparison c = compared_across();
    assert_non_null(strstr(c.chained.words, "not shown: A was timed on a quiet core"));
    assert_true(!c.chained.different && !point.cells[FL_CELL_CLAIMED].different);
    assert_true(isnan(point.cells[FL_CELL_CLAIMED].low) && point.claimed_winner < 0);
    assert_non_null(strstr(point93_says(), "No winner is claimed: A was timed on a quiet core, B on one that "
                                           "was shared"));
    fl_document_free(&other);
}

/* What an earlier program judged by other rules, or somebody
 * wrote by hand, is judged anew when it is read. */
static void a_stored_verdict_is_judged_anew(void **state)
{
    (void)state;
    size_t size = 0, turned = 0;
    for (uint64_t seed = 1; seed <= 5; seed++) {
        make_up(seed);
        fl_document again;
        char *text = NULL;
        fl_error error = {""};
        for (size_t i = 0; i < lab.result_count; i++) {
            fl_paired_ratio *ratio = &lab.results[i].independent.versus_baseline;
            ratio->different = !ratio->different;
        }
        assert_int_equal(fl_document_text(&lab, true, &text, &error), FL_OK);
        size = strlen(text);
        if (fl_document_parse(text, size, "lab.json", &again, &error) != FL_OK)
            fail_msg("%s", error.text);
        for (size_t i = 0; i < again.result_count; i++) {
            const fl_paired_ratio *ratio = &again.results[i].independent.versus_baseline;
            assert_true(ratio->rounds == 0 || ratio->different != holds_one(ratio->interval));
            turned += ratio->rounds > 0;
        }
        fl_document_free(&again);
        free(text);
    }
    assert_true(turned > 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(no_two_commands_contradict_each_other, set_up, tear_down),
        cmocka_unit_test_setup_teardown(two_files_are_judged_by_one_rule, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_not_shown_is_so_everywhere, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_stored_verdict_is_judged_anew, set_up, tear_down),
    };
    return cmocka_run_group_tests_name("statements", tests, NULL, NULL);
}
