#include "bench/report/run_report.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "bench/base/text.h"
#include "bench/record/pair.h"
#include "bench/record/rounds.h"
#include "bench/report/library_report.h"
#include "bench/report/peer_report.h"
#include "bench/report/table.h"
#include "bench/task/values.h"
#include "bench/verdict/executed.h"
#include "bench/verdict/ranking.h"

static bool emulated(const fl_document *document)
{
    const char *emulator = document->environment.emulator;
    return emulator[0] != '\0' && strcmp(emulator, "none") != 0;
}

static void print_heading(const fl_document *document)
{
    const fl_environment *e = &document->environment;
    fl_print(stdout, "%s; %s; %s\n", e->cpu, e->os, e->topology);
    fl_print(stdout, "hypervisor: %s; governor: %s; turbo: %s; ", e->hypervisor, e->governor, e->turbo);
    if (e->pinned_cpu >= 0)
        fl_print(stdout, "pinned to CPU %d (%s)\n", e->pinned_cpu, e->pin_reason);
    else
        fl_print(stdout, "not pinned (%s)\n", e->pin_reason);
    fl_print(stdout, "clock: %s, tick %.3g ns, one reading %.3g ns; model: %s, SHA-256 %.16s…\n",
             document->clock_name, document->clock_tick_ns, document->clock_cost_ns, document->model_origin,
             document->model_sha256);
    if (strcmp(document->clock_checked, "none") == 0)
        fl_print(stdout,
                 "UNCHECKED CLOCK: the system refuses every second one that it could be held against\n");
    char values[200];
    if (fl_survey_text(&document->values, values, sizeof values)[0])
        fl_print(
            stdout,
            "UNFIT FOR COMPARISON: on this model and input there are %s; arithmetic on these takes a time of "
            "its own\n",
            values);
    if (e->hidden_features[0])
        fl_print(
            stdout,
            "hidden by FAIRLANE_HIDE: %s. Kernels, probes and dispatcher do without; libraries are told so "
            "where they have a\nvariable for it (see README), and may use them where they have none\n",
            e->hidden_features);
    if (emulated(document))
        fl_print(stdout, "EMULATED by %s: all times below are the emulator's, not comparable with anything\n",
                 e->emulator);
}

static const fl_result *probe_of(const fl_document *document, const fl_named_value *value)
{
    const char *name = strstr(value->name, ", ");
    const fl_result *probe = name ? fl_document_find(document, name + 2) : NULL;
    return probe && probe->is_probe ? probe : NULL;
}

/* Of several probes of one kind and width the quickest alone says what the machine can do. */
static bool is_outdone(const fl_document *document, const fl_named_value *value)
{
    const fl_result *probe = probe_of(document, value);
    for (size_t i = 0; probe && i < document->machine_count; i++) {
        const fl_named_value *other = &document->machine[i];
        const fl_result *rival = probe_of(document, other);
        if (rival && rival != probe && strcmp(rival->work, probe->work) == 0 &&
            strcmp(rival->isa, probe->isa) == 0 && rival->lanes == probe->lanes && rival->fma == probe->fma &&
            (other->value > value->value || (other->value == value->value && other < value)))
            return true;
    }
    return false;
}

static fl_status print_machine(const fl_document *document, fl_error *error)
{
    static const fl_column columns[] = {{"machine", false, false},
                                        {"value", true, false},
                                        {"unit", false, false},
                                        {"over processes", true, false}};
    fl_table *table = fl_table_new(columns, sizeof columns / sizeof columns[0]);
    for (size_t i = 0; i < document->machine_count; i++) {
        const fl_named_value *value = &document->machine[i];
        if (!isfinite(value->value) || is_outdone(document, value))
            continue;
        fl_table_row(table);
        fl_table_cell(table, "%s", value->name);
        fl_table_cell(table, "%.4g", value->value);
        fl_table_cell(table, "%s", value->unit);
        fl_table_cell(table, "%.4g to %.4g", value->low, value->high);
    }
    fl_print(stdout, "\n");
    fl_status status = fl_table_print(table, stdout, error);
    fl_table_free(table);
    return status;
}

/* A median with its interval as "± half width", which is what the eye needs; the file has both ends. */
static void series_cell(fl_table *table, const fl_series *series)
{
    if (series->rounds == 0)
        fl_table_cell(table, "–");
    else
        fl_table_cell(table, "%.1f ±%.1f", series->median_ns,
                      (series->interval_ns.high - series->interval_ns.low) / 2.0);
}

static void ratio_cell(fl_table *table, const fl_document *document, const fl_result *result)
{
    const fl_paired_ratio *ratio = &result->independent.versus_baseline;
    if (strcmp(result->name, document->baseline) == 0)
        fl_table_cell(table, "1");
    else if (ratio->rounds == 0)
        fl_table_cell(table, "other work");
    else if (ratio->processes < 2)
        fl_table_cell(table, "%.2f one process", ratio->ratio);
    else
        fl_table_cell(table, "%.2f [%.2f, %.2f]%s", ratio->ratio, ratio->interval.low, ratio->interval.high,
                      ratio->different ? "" : " no difference");
}

static void lanes_cell(fl_table *table, const fl_result *result)
{
    if (result->lanes > 0)
        fl_table_cell(table, "%d", result->lanes);
    else
        fl_table_cell(table, "%s", result->executed.class[0] ? result->executed.class : "?");
}

static void floor_cells(fl_table *table, const fl_floor *floor)
{
    bool in_doubt = strcmp(floor->judgement, "in doubt") == 0;
    if (isfinite(floor->ns))
        fl_table_cell(table, "%.1f", floor->ns);
    else
        fl_table_cell(table, in_doubt ? "in doubt" : "–");
    if (isfinite(floor->ns))
        fl_table_cell(table, "%.2f%s", floor->ratio,
                      floor->impossible                            ? " IMPOSSIBLE"
                      : in_doubt                                   ? " in doubt"
                      : strcmp(floor->judgement, "disproved") == 0 ? " itself"
                                                                   : "");
    else
        fl_table_cell(table, "–");
}

static void add_row(fl_table *table, const fl_document *document, const fl_result *result)
{
    const fl_floor *floor = &result->independent_floor;
    fl_table_row(table);
    fl_table_cell(table, "%s", result->name);
    lanes_cell(table, result);
    fl_table_cell(table, "%.0f%s", result->per_call_us.p50 * 1000.0, result->quantised ? " q" : "");
    fl_table_cell(table, "%.0f", result->per_call_us.p99 * 1000.0);
    series_cell(table, &result->independent);
    series_cell(table, &result->chained);
    ratio_cell(table, document, result);
    floor_cells(table, floor);
    if (isnan(result->max_error_in_bounds) && result->peer)
        fl_table_cell(table, "by %s alone", result->peer->examine_returns);
    else
        fl_table_cell(table, "%.4f", result->max_error_in_bounds);
    fl_table_cell(table, "%s", result->stability);
    if (strcmp(result->name, document->chosen) == 0)
        fl_table_emphasise(table);
}

static fl_status print_results(const fl_document *document, fl_error *error)
{
    static const fl_column columns[] = {
        {"kernel", false, false},       {"lanes", true, false},          {"per call p50", true, false},
        {"p99 ns", true, false},        {"independent ns", true, false}, {"chained ns", true, false},
        {"x scalar [CI]", true, false}, {"floor ns", true, false},       {"/ floor", true, false},
        {"error / bound", true, false}, {"stability", false, false}};
    fl_table *table = fl_table_new(columns, sizeof columns / sizeof columns[0]);
    fl_table_row(table);
    fl_table_cell(table, "(empty call)");
    fl_table_cell(table, "%s", "");
    fl_table_cell(table, "%.0f%s", document->empty_call.per_call_us.p50 * 1000.0,
                  document->empty_call.quantised ? " q" : "");
    fl_table_cell(table, "%.0f", document->empty_call.per_call_us.p99 * 1000.0);
    for (size_t i = 0; i < document->result_count; i++)
        if (!document->results[i].is_probe)
            add_row(table, document, &document->results[i]);
    fl_print(stdout, "\n");
    fl_status status = fl_table_print(table, stdout, error);
    fl_table_free(table);
    fl_print(
        stdout,
        "q: quantised, below 10 clock ticks. ±: half of the 95 %% interval of the median. Ratios: paired, "
        "independent calls,\nintervals corrected for %zu comparisons. Bound: 784 · 2^-24 · (Σ|w·x| + "
        "|b|). In place of "
        "lanes:\nthe class that one traced call executed.\n",
        document->comparisons);
    return status;
}

static fl_status print_cross_checks(const fl_document *document, fl_error *error)
{
    static const fl_column columns[] = {{"cross-check", false, false},
                                        {"mode", false, false},
                                        {"lab ns", true, false},
                                        {"Google Benchmark ns", true, false},
                                        {"lab / Google Benchmark", true, false}};
    if (document->cross_check_count == 0)
        return FL_OK;
    fl_table *table = fl_table_new(columns, sizeof columns / sizeof columns[0]);
    double ratios[256];
    size_t count = 0;
    for (size_t i = 0; i < document->cross_check_count; i++) {
        const fl_cross_check *check = &document->cross_checks[i];
        fl_table_row(table);
        fl_table_cell(table, "%s", check->name);
        fl_table_cell(table, "%s", check->mode);
        fl_table_cell(table, "%.1f", check->lab_ns);
        fl_table_cell(table, "%.1f", check->google_benchmark_ns);
        fl_table_cell(table, "%.3f", check->ratio);
        if (count < sizeof ratios / sizeof ratios[0])
            ratios[count++] = fabs(check->ratio - 1.0);
    }
    fl_print(stdout, "\n");
    fl_status status = fl_table_print(table, stdout, error);
    fl_table_free(table);
    fl_print(stdout, "Median disagreement: %.1f %%.\n", 100.0 * fl_median(ratios, count));
    return status;
}

/* The fastest kernel of the task's work that is known to work on one lane; the baseline is one. */
static const fl_result *fastest_without_vectors(const fl_document *document, const fl_result *baseline)
{
    const fl_result *best = baseline;
    for (size_t i = 0; i < document->result_count; i++) {
        const fl_result *result = &document->results[i];
        if (result->lanes == 1 && result->independent.versus_baseline.rounds > 0 &&
            result->independent.median_ns < best->independent.median_ns)
            best = result;
    }
    return best;
}

/* What stands between the plain loop and the fastest kernel is not SIMD alone: one lane with more
 * accumulators takes part of it. */
static void say_share_of_vectors(const fl_document *document, const fl_result *best,
                                 const fl_result *baseline)
{
    const fl_result *scalar = fastest_without_vectors(document, baseline);
    fl_paired_ratio vectors;
    if (best->lanes == 1) {
        fl_print(stdout, "No vectors are in this: %s works on one lane.\n", best->name);
    } else if (scalar != baseline && scalar->independent.versus_baseline.different &&
               fl_document_compare(document, &scalar->independent, &best->independent, &vectors, NULL) ==
                   FL_OK &&
               vectors.different) {
        fl_print(
            stdout,
            "Not all of that is SIMD: %s, on one lane, is already %.1f times as fast as %s; against it %s "
            "gains %.1f.\n",
            scalar->name, scalar->independent.versus_baseline.ratio, baseline->name, best->name,
            vectors.ratio);
    }
}

/* Why no gain can be told of; false when one can. */
static bool say_no_speedup(const fl_result *best, const fl_result *baseline)
{
    const fl_paired_ratio *ratio = &best->independent.versus_baseline;
    if (ratio->processes < 2)
        fl_print(stdout,
                 "Only one process measured: how far processes differ is not known, so no difference is "
                 "claimed.\n");
    else if (!ratio->different)
        fl_print(stdout,
                 "The fastest kernel beside %s, %s, does not differ from it by more than the spread of this "
                 "run.\n",
                 baseline->name, best->name);
    else if (ratio->ratio < 1.0)
        fl_print(stdout, "No kernel here is faster than %s; the next, %s, takes %.1f times as long.\n",
                 baseline->name, best->name, 1.0 / ratio->ratio);
    else
        return false;
    return true;
}

static void say_speedup(const fl_document *document)
{
    const fl_result *baseline = fl_document_find(document, document->baseline);
    const fl_result *best = fl_fastest(document, baseline);
    if (!best || !baseline || best->independent.versus_baseline.rounds == 0 || say_no_speedup(best, baseline))
        return;
    const fl_paired_ratio *ratio = &best->independent.versus_baseline;
    fl_print(
        stdout,
        "The fastest kernel here, %s, does the work of %s %.1f times as fast in independent calls (95 %% "
        "CI %.1f to %.1f)",
        best->name, baseline->name, ratio->ratio, ratio->interval.low, ratio->interval.high);
    if (best->chained.versus_baseline.different)
        fl_print(stdout, " and %.1f times in chained ones", best->chained.versus_baseline.ratio);
    fl_print(stdout, ": that much a comparison can gain whose other side is a plain loop.\n");
    say_share_of_vectors(document, best, baseline);
    double empty = document->empty_call.per_call_us.p50, slow = baseline->per_call_us.p50,
           fast = best->per_call_us.p50;
    if (empty > 0.0 && fast > 0.0)
        fl_print(stdout,
                 "Timed call by call the same two stand at %.0f and %.0f ns, a ratio of %.1f, because two "
                 "clock readings around nothing already take %.0f ns.\n",
                 slow * 1000.0, fast * 1000.0, slow / fast, empty * 1000.0);
}

static void say_choice(const fl_document *document)
{
    fl_choice choice = fl_judge_choice(document);
    char sentence[4096];
    if (fl_choice_sentence(&choice, sentence, sizeof sentence)[0])
        fl_print(stdout, "%s\n", sentence);
    if (fl_library_sentence(document, sentence, sizeof sentence)[0])
        fl_print(stdout, "%s\n", sentence);
    if (fl_narrower_sentence(document, sentence, sizeof sentence)[0])
        fl_print(stdout, "%s\n", sentence);
    if (fl_unattested_sentence(document, sentence, sizeof sentence)[0])
        fl_print(stdout, "%s\n", sentence);
}

/* Of a time far above its floor; what stands below has a line of its own. */
static const char *explanation(const fl_document *document, size_t index)
{
    const fl_floor *floor = &document->results[index].independent_floor;
    return floor->ratio > 1.0 ? floor->explanation : "";
}

/* Kernels with the same explanation share a clause. */
static void say_explanations(const fl_document *document)
{
    const char *start = "Above 1.5 x the floor:";
    for (size_t i = 0; i < document->result_count; i++) {
        bool told = explanation(document, i)[0] == '\0';
        for (size_t before = 0; before < i; before++)
            told |= strcmp(explanation(document, before), explanation(document, i)) == 0;
        if (told)
            continue;
        for (size_t same = i; same < document->result_count; same++)
            if (strcmp(explanation(document, same), explanation(document, i)) == 0) {
                fl_print(stdout, "%s %s", start, document->results[same].name);
                start = ",";
            }
        fl_print(stdout, " (%s)", explanation(document, i));
        start = ";";
    }
    if (start[0] == ';')
        fl_print(stdout, ".\n");
}

static void say_floor(const fl_result *result, const char *calls, const fl_floor *floor)
{
    if (floor->impossible)
        fl_print(stdout, "%s stands below its floor (%s) in %s calls, at %.3g of it: %s.\n", result->name,
                 floor->set_by, calls, floor->ratio, floor->explanation);
    else if (strcmp(floor->judgement, "disproved") == 0)
        fl_print(
            stdout,
            "%s, %s calls: quicker than what was taken for the floor, though its code does all of the work "
            "in each call; its own figure is the floor now (%s).\n",
            result->name, calls, floor->set_by);
    else if (strcmp(floor->judgement, "in doubt") == 0 && isfinite(floor->ns))
        fl_print(stdout, "%s, %s calls: %s.\n", result->name, calls, floor->explanation);
}

/* Times below what was taken for their floors. */
static void say_floors(const fl_document *document)
{
    for (size_t i = 0; i < document->result_count; i++) {
        const fl_result *result = &document->results[i];
        say_floor(result, "independent", &result->independent_floor);
        if (result->chained.rounds > 0)
            say_floor(result, "chained", &result->chained_floor);
    }
}

/* Variants of other architectures are counted, not listed; the file names them all. */
static void say_skips(const fl_document *document)
{
    size_t elsewhere = 0;
    const char *start = "Not measured:";
    for (size_t i = 0; i < document->skip_count; i++) {
        const fl_skip *skip = &document->skips[i];
        if (strncmp(skip->reason, "for ", 4) == 0 && strstr(skip->reason, " only")) {
            elsewhere++;
            continue;
        }
        fl_print(stdout, "%s %s (%s)", start, skip->name, skip->reason);
        start = ",";
    }
    if (elsewhere > 0)
        fl_print(stdout, "%s %zu variants for other architectures", start, elsewhere);
    if (document->skip_count > 0)
        fl_print(stdout, ".\n");
}

static void say_repeats(const fl_document *document)
{
    uint64_t repeated = 0, unsteady = 0, blocks = 0;
    for (size_t i = 0; i < document->result_count; i++) {
        const fl_result *result = &document->results[i];
        repeated += result->independent.repeated + result->chained.repeated;
        unsteady += result->independent.unsteady + result->chained.unsteady;
        blocks += result->independent.rounds + result->chained.rounds;
    }
    fl_print(stdout,
             "%llu blocks were measured; %llu times one was timed again because a witness of frequency or "
             "throughput drifted by more than 2 %% or showed the core shared or stopped, and %llu were kept "
             "although one still drifted.\n",
             (unsigned long long)blocks, (unsigned long long)repeated, (unsigned long long)unsteady);
}

/* In which state the core was, and what that means for the figures above. */
static void say_states(const fl_document *document)
{
    fl_state_counts sum = {0, 0, 0};
    size_t lacking = 0, known = 0;
    for (size_t i = 0; i < document->result_count; i++) {
        const fl_series *series[] = {&document->results[i].independent, &document->results[i].chained};
        for (int mode = 0; mode < 2; mode++) {
            fl_states states = fl_series_states(series[mode]);
            sum.quiet += states.quiet;
            sum.shared += states.shared;
            sum.throttled += states.throttled;
            known += states.known;
            lacking += states.known && !states.enough;
        }
    }
    double all = (double)(sum.quiet + sum.shared + sum.throttled);
    if (!(all > 0))
        return;
    fl_print(
        stdout,
        "The core was quiet in %.1f %% of blocks, shared with another thread in %.1f %%, stopped by a quota "
        "in %.1f %%",
        100.0 * (double)sum.quiet / all, 100.0 * (double)sum.shared / all,
        100.0 * (double)sum.throttled / all);
    if (document->environment.quiet_wait_seconds > 0)
        fl_print(stdout, "; %.1f s went into waiting for quiet and timing again",
                 document->environment.quiet_wait_seconds);
    if (sum.quiet == 0)
        fl_print(stdout, ": no figure here is one of a quiet core.\n");
    else if (lacking > 0)
        fl_print(stdout, ": in %zu of %zu series too few were quiet, and their figures are of all blocks.\n",
                 lacking, known);
    else
        fl_print(stdout, ": figures come from quiet blocks alone.\n");
}

static void say_quota(const fl_document *document)
{
    const fl_environment *e = &document->environment;
    if (e->cpu_quota > 0)
        fl_print(stdout, "A quota of %.3g CPUs stands over this process", e->cpu_quota);
    else if (e->throttled_periods > 0)
        fl_print(stdout, "A quota stands over this process");
    else
        return;
    if (e->throttled_periods > 0)
        fl_print(stdout, ": it was used up in %.0f of %.0f periods, and everything stopped for %.2f s.\n",
                 e->throttled_periods, e->quota_periods, e->throttled_seconds);
    else
        fl_print(stdout, "; it was never used up during the run.\n");
}

fl_status fl_report_run(const fl_document *document, fl_error *error)
{
    print_heading(document);
    fl_status status = print_machine(document, error);
    if (status == FL_OK)
        status = print_results(document, error);
    if (status == FL_OK)
        status = fl_report_libraries(document, error);
    if (status == FL_OK)
        status = fl_report_peers(document, error);
    if (status == FL_OK)
        status = print_cross_checks(document, error);
    fl_print(stdout, "\n");
    say_speedup(document);
    say_choice(document);
    say_explanations(document);
    say_floors(document);
    say_repeats(document);
    say_states(document);
    say_quota(document);
    say_skips(document);
    return status;
}
