#include "bench/report/run_report.h"

#include <math.h>
#include <string.h>

#include "bench/base/builder.h"
#include "bench/record/pair.h"
#include "bench/record/rounds.h"
#include "bench/report/library_report.h"
#include "bench/report/peer_report.h"
#include "bench/report/picture.h"
#include "bench/report/picture_calls.h"
#include "bench/report/picture_latencies.h"
#include "bench/report/picture_ratios.h"
#include "bench/report/run_answer.h"
#include "bench/task/values.h"
#include "bench/verdict/executed.h"
#include "bench/verdict/ranking.h"

static bool emulated(const fl_document *document)
{
    const char *emulator = document->environment.emulator;
    return emulator[0] != '\0' && strcmp(emulator, "none") != 0;
}

static void add_heading(fl_report *report, const fl_document *document)
{
    const fl_environment *e = &document->environment;
    fl_report_say(report, "%s; %s; %s", e->cpu, e->os, e->topology);
    fl_report_say(report, "hypervisor: %s; governor: %s; turbo: %s; ", e->hypervisor, e->governor,
                  e->turbo[0] ? e->turbo : "unknown");
    if (e->pinned_cpu >= 0)
        fl_report_go_on(report, "pinned to CPU %d (%s)", e->pinned_cpu, e->pin_reason);
    else
        fl_report_go_on(report, "not pinned (%s)", e->pin_reason);
    fl_report_say(report, "clock: %s, tick %.3g ns, one reading %.3g ns; model: %s, SHA-256 %.16s…",
                  document->clock_name, document->clock_tick_ns, document->clock_cost_ns,
                  document->model_origin, document->model_sha256);
    if (strcmp(document->clock_checked, "none") == 0)
        fl_report_verdict(
            report, FL_MEANS_UNCHECKED,
            "UNCHECKED CLOCK: the system refuses every second one that it could be held against");
    char values[200];
    if (fl_survey_text(&document->values, values, sizeof values)[0])
        fl_report_verdict(
            report, FL_MEANS_FAIL,
            "UNFIT FOR COMPARISON: on this model and input there are %s; arithmetic on these takes a time of "
            "its own",
            values);
    if (e->hidden_features[0])
        fl_report_say(
            report,
            "hidden by FAIRLANE_HIDE: %s. Kernels, probes and dispatcher do without; libraries are told so "
            "where they have a\nvariable for it (bench/cli/README.md), and may use them where they have none",
            e->hidden_features);
    if (emulated(document))
        fl_report_verdict(report, FL_MEANS_FAIL,
                          "EMULATED by %s: all times below are the emulator's, not comparable with anything",
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

static void add_machine(fl_report *report, const fl_document *document)
{
    static const fl_report_column columns[] = {{"machine", FL_COLUMN_WORDS},
                                               {"value", FL_COLUMN_FIGURE},
                                               {"unit", FL_COLUMN_WORDS},
                                               {"over processes", FL_COLUMN_FIGURE}};
    static const int ranks[] = {0, 0, 0, 1};
    fl_report_gap(report);
    fl_report_table(report, columns, sizeof columns / sizeof columns[0]);
    fl_report_ranks(report, ranks);
    for (size_t i = 0; i < document->machine_count; i++) {
        const fl_named_value *value = &document->machine[i];
        if (!isfinite(value->value) || is_outdone(document, value))
            continue;
        fl_report_row_begin(report);
        fl_report_cell_add(report, "%s", value->name);
        fl_report_cell_add(report, "%.4g", value->value);
        fl_report_cell_add(report, "%s", value->unit);
        fl_report_cell_add(report, "%.4g to %.4g", value->low, value->high);
    }
}

/* A median with its interval as "± half width", which is what the eye needs; the file has both ends. */
static void series_cell(fl_report *report, const fl_series *series)
{
    if (series->rounds == 0)
        fl_report_cell_add(report, "–");
    else
        fl_report_cell_add(report, "%.1f ±%.1f", series->median_ns,
                           (series->interval_ns.high - series->interval_ns.low) / 2.0);
}

static void ratio_cell(fl_report *report, const fl_document *document, const fl_result *result)
{
    const fl_paired_ratio *ratio = &result->independent.versus_baseline;
    if (strcmp(result->name, document->baseline) == 0)
        fl_report_cell_add(report, "1");
    else if (ratio->rounds == 0)
        fl_report_cell_add(report, "other work");
    else if (ratio->processes < 2)
        fl_report_cell_add(report, "%.2f one process", ratio->ratio);
    else
        fl_report_cell_add(report, "%.2f [%.2f, %.2f]%s", ratio->ratio, ratio->interval.low,
                           ratio->interval.high, ratio->different ? "" : " no difference");
}

static void lanes_cell(fl_report *report, const fl_result *result)
{
    if (result->lanes > 0)
        fl_report_cell_add(report, "%d", result->lanes);
    else
        fl_report_cell_add(report, "%s", result->executed.simd_class[0] ? result->executed.simd_class : "?");
}

static void floor_cells(fl_report *report, const fl_floor *floor)
{
    bool in_doubt = strcmp(floor->judgement, "in doubt") == 0;
    if (isfinite(floor->ns))
        fl_report_cell_add(report, "%.1f", floor->ns);
    else
        fl_report_cell_add(report, in_doubt ? "in doubt" : "–");
    if (isfinite(floor->ns))
        fl_report_cell_mean(report, floor->impossible ? FL_MEANS_FAIL : FL_MEANS_NOTHING, "%.2f%s",
                            floor->ratio,
                            floor->impossible                            ? " IMPOSSIBLE"
                            : in_doubt                                   ? " in doubt"
                            : strcmp(floor->judgement, "disproved") == 0 ? " itself"
                                                                         : "");
    else
        fl_report_cell_add(report, "–");
}

static void add_row(fl_report *report, const fl_document *document, const fl_result *result)
{
    const fl_floor *floor = &result->independent_floor;
    fl_report_row_begin(report);
    fl_report_cell_add(report, "%s", result->name);
    lanes_cell(report, result);
    fl_report_cell_add(report, "%.0f%s", result->per_call_us.p50 * 1000.0, result->quantised ? " q" : "");
    fl_report_cell_add(report, "%.0f", result->per_call_us.p99 * 1000.0);
    series_cell(report, &result->independent);
    series_cell(report, &result->chained);
    ratio_cell(report, document, result);
    floor_cells(report, floor);
    if (isnan(result->max_error_in_bounds) && result->peer)
        fl_report_cell_add(report, "by %s alone", result->peer->examine_returns);
    else
        fl_report_cell_add(report, "%.4f", result->max_error_in_bounds);
    fl_report_cell_mean(report,
                        strcmp(result->stability, "steady") == 0 ? FL_MEANS_NOTHING : FL_MEANS_UNCHECKED,
                        "%s", result->stability);
    if (strcmp(result->name, document->chosen) == 0)
        fl_report_emphasise(report);
}

static void add_results(fl_report *report, const fl_document *document)
{
    static const fl_report_column columns[] = {
        {"kernel", FL_COLUMN_WORDS},          {"lanes", FL_COLUMN_FIGURE},
        {"per call p50", FL_COLUMN_FIGURE},   {"p99 ns", FL_COLUMN_FIGURE},
        {"independent ns", FL_COLUMN_FIGURE}, {"chained ns", FL_COLUMN_FIGURE},
        {"x scalar [CI]", FL_COLUMN_FIGURE},  {"floor ns", FL_COLUMN_FIGURE},
        {"/ floor", FL_COLUMN_FIGURE},        {"error / bound", FL_COLUMN_FIGURE},
        {"stability", FL_COLUMN_PROSE}};
    /* What the eye looks for: how long, how many times as fast, and whether that can be relied on. */
    static const int ranks[] = {0, 1, 4, 4, 0, 2, 0, 4, 3, 5, 0};
    fl_report_gap(report);
    fl_report_table(report, columns, sizeof columns / sizeof columns[0]);
    fl_report_ranks(report, ranks);
    fl_report_row_begin(report);
    fl_report_cell_add(report, "(empty call)");
    fl_report_cell_add(report, "%s", "");
    fl_report_cell_add(report, "%.0f%s", document->empty_call.per_call_us.p50 * 1000.0,
                       document->empty_call.quantised ? " q" : "");
    fl_report_cell_add(report, "%.0f", document->empty_call.per_call_us.p99 * 1000.0);
    for (size_t i = 0; i < document->result_count; i++)
        if (!document->results[i].is_probe)
            add_row(report, document, &document->results[i]);
    fl_report_remark(
        report, "",
        "q: quantised, below 10 clock ticks. ±: half of the 95 %% interval of the median. Ratios: paired, "
        "independent calls,\nintervals corrected for %zu comparisons. Bound: 784 · 2^-24 · (Σ|w·x| + "
        "|b|). In place of "
        "lanes:\nthe class that one traced call executed.",
        document->comparisons);
}

static void add_cross_checks(fl_report *report, const fl_document *document)
{
    static const fl_report_column columns[] = {{"cross-check", FL_COLUMN_WORDS},
                                               {"mode", FL_COLUMN_WORDS},
                                               {"lab ns", FL_COLUMN_FIGURE},
                                               {"Google Benchmark ns", FL_COLUMN_FIGURE},
                                               {"lab / Google Benchmark", FL_COLUMN_FIGURE}};
    if (document->cross_check_count == 0)
        return;
    fl_report_gap(report);
    fl_report_table(report, columns, sizeof columns / sizeof columns[0]);
    double ratios[256];
    size_t count = 0;
    for (size_t i = 0; i < document->cross_check_count; i++) {
        const fl_cross_check *check = &document->cross_checks[i];
        fl_report_row_begin(report);
        fl_report_cell_add(report, "%s", check->name);
        fl_report_cell_add(report, "%s", check->mode);
        fl_report_cell_add(report, "%.1f", check->lab_ns);
        fl_report_cell_add(report, "%.1f", check->google_benchmark_ns);
        fl_report_cell_add(report, "%.3f", check->ratio);
        if (count < sizeof ratios / sizeof ratios[0])
            ratios[count++] = fabs(check->ratio - 1.0);
    }
    fl_report_say(report, "Median disagreement: %.1f %%.", 100.0 * fl_median(ratios, count));
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
static void say_share_of_vectors(fl_report *report, const fl_document *document, const fl_result *best,
                                 const fl_result *baseline)
{
    const fl_result *scalar = fastest_without_vectors(document, baseline);
    fl_paired_ratio vectors;
    if (best->lanes == 1) {
        fl_report_say(report, "No vectors are in this: %s works on one lane.", best->name);
    } else if (scalar != baseline && scalar->independent.versus_baseline.different &&
               fl_document_compare(document, &scalar->independent, &best->independent, &vectors, NULL) ==
                   FL_OK &&
               vectors.different) {
        fl_report_say(
            report,
            "Not all of that is SIMD: %s, on one lane, is already %.1f times as fast as %s; against it %s "
            "gains %.1f.",
            scalar->name, scalar->independent.versus_baseline.ratio, baseline->name, best->name,
            vectors.ratio);
    }
}

/* Why no gain can be told of; false when one can. */
static bool say_no_speedup(fl_report *report, const fl_result *best, const fl_result *baseline)
{
    const fl_paired_ratio *ratio = &best->independent.versus_baseline;
    if (ratio->processes < 2)
        fl_report_say(report,
                      "Only one process measured: how far processes differ is not known, so no difference is "
                      "claimed.");
    else if (!ratio->different)
        fl_report_say(
            report,
            "The fastest kernel beside %s, %s, does not differ from it by more than the spread of this "
            "run.",
            baseline->name, best->name);
    else if (ratio->ratio < 1.0)
        fl_report_say(report, "No kernel here is faster than %s; the next, %s, takes %.1f times as long.",
                      baseline->name, best->name, 1.0 / ratio->ratio);
    else
        return false;
    return true;
}

static void say_speedup(fl_report *report, const fl_document *document)
{
    const fl_result *baseline = fl_document_find(document, document->baseline);
    const fl_result *best = fl_fastest(document, baseline);
    if (!best || !baseline || best->independent.versus_baseline.rounds == 0 ||
        say_no_speedup(report, best, baseline))
        return;
    const fl_paired_ratio *ratio = &best->independent.versus_baseline;
    fl_report_say(
        report,
        "The fastest kernel here, %s, does the work of %s %.1f times as fast in independent calls (95 %% "
        "CI %.1f to %.1f)",
        best->name, baseline->name, ratio->ratio, ratio->interval.low, ratio->interval.high);
    if (best->chained.versus_baseline.different)
        fl_report_go_on(report, " and %.1f times in chained ones", best->chained.versus_baseline.ratio);
    fl_report_go_on(report, ": that much a comparison can gain whose other side is a plain loop.");
    say_share_of_vectors(report, document, best, baseline);
    double empty = document->empty_call.per_call_us.p50, slow = baseline->per_call_us.p50,
           fast = best->per_call_us.p50;
    if (empty > 0.0 && fast > 0.0)
        fl_report_say(
            report,
            "Timed call by call the same two stand at %.0f and %.0f ns, a ratio of %.1f, because two "
            "clock readings around nothing already take %.0f ns.",
            slow * 1000.0, fast * 1000.0, slow / fast, empty * 1000.0);
}

static void say_choice(fl_report *report, const fl_document *document)
{
    fl_choice choice = fl_judge_choice(document);
    char sentence[4096];
    if (fl_choice_sentence(&choice, sentence, sizeof sentence)[0])
        fl_report_say(report, "%s", sentence);
    if (fl_library_sentence(document, sentence, sizeof sentence)[0])
        fl_report_say(report, "%s", sentence);
    if (fl_narrower_sentence(document, sentence, sizeof sentence)[0])
        fl_report_say(report, "%s", sentence);
    if (fl_unattested_sentence(document, sentence, sizeof sentence)[0])
        fl_report_say(report, "%s", sentence);
}

/* Of a time far above its floor; what stands below has a line of its own. */
static const char *explanation(const fl_document *document, size_t index)
{
    const fl_floor *floor = &document->results[index].independent_floor;
    return floor->ratio > 1.0 ? floor->explanation : "";
}

/* Kernels with the same explanation share a clause. */
static void say_explanations(fl_report *report, const fl_document *document)
{
    fl_builder text = {0};
    for (size_t i = 0; i < document->result_count; i++) {
        bool told = explanation(document, i)[0] == '\0';
        for (size_t before = 0; before < i; before++)
            told |= strcmp(explanation(document, before), explanation(document, i)) == 0;
        if (told)
            continue;
        const char *start = text.size > 0 ? "; " : "";
        for (size_t same = i; same < document->result_count; same++)
            if (strcmp(explanation(document, same), explanation(document, i)) == 0) {
                fl_build_format(&text, "%s%s", start, document->results[same].name);
                start = ", ";
            }
        fl_build_format(&text, " (%s)", explanation(document, i));
    }
    if (text.size > 0)
        fl_report_say(report, "Above 1.5 x the floor: %s.", fl_report_built(report, &text));
}

static void say_floor(fl_report *report, const fl_result *result, const char *calls, const fl_floor *floor)
{
    if (floor->impossible)
        fl_report_say(report, "%s stands below its floor (%s) in %s calls, at %.3g of it: %s.", result->name,
                      floor->set_by, calls, floor->ratio, floor->explanation);
    else if (strcmp(floor->judgement, "disproved") == 0)
        fl_report_say(
            report,
            "%s, %s calls: quicker than what was taken for the floor, though its code does all of the work "
            "in each call; its own figure is the floor now (%s).",
            result->name, calls, floor->set_by);
    else if (strcmp(floor->judgement, "in doubt") == 0 && isfinite(floor->ns))
        fl_report_say(report, "%s, %s calls: %s.", result->name, calls, floor->explanation);
}

/* Times below what was taken for their floors. */
static void say_floors(fl_report *report, const fl_document *document)
{
    for (size_t i = 0; i < document->result_count; i++) {
        const fl_result *result = &document->results[i];
        say_floor(report, result, "independent", &result->independent_floor);
        if (result->chained.rounds > 0)
            say_floor(report, result, "chained", &result->chained_floor);
    }
}

/* Variants of other architectures are counted, not listed; the file names them all. */
static void say_skips(fl_report *report, const fl_document *document)
{
    size_t elsewhere = 0;
    fl_builder text = {0};
    for (size_t i = 0; i < document->skip_count; i++) {
        const fl_skip *skip = &document->skips[i];
        if (strncmp(skip->reason, "for ", 4) == 0 && strstr(skip->reason, " only"))
            elsewhere++;
        else
            fl_build_format(&text, "%s%s (%s)", text.size > 0 ? ", " : "", skip->name, skip->reason);
    }
    if (elsewhere > 0)
        fl_build_format(&text, "%s%zu variants for other architectures", text.size > 0 ? ", " : "",
                        elsewhere);
    if (document->skip_count > 0)
        fl_report_say(report, "Not measured: %s.", fl_report_built(report, &text));
}

static void say_repeats(fl_report *report, const fl_document *document)
{
    uint64_t repeated = 0, unsteady = 0, blocks = 0;
    for (size_t i = 0; i < document->result_count; i++) {
        const fl_result *result = &document->results[i];
        repeated += result->independent.repeated + result->chained.repeated;
        unsteady += result->independent.unsteady + result->chained.unsteady;
        blocks += result->independent.rounds + result->chained.rounds;
    }
    fl_report_say(
        report,
        "%llu blocks were measured; %llu times one was timed again because a witness of frequency or "
        "throughput drifted by more than 2 %% or showed the core shared or stopped, and %llu were kept "
        "although one still drifted.",
        (unsigned long long)blocks, (unsigned long long)repeated, (unsigned long long)unsteady);
}

/* In which state the core was, and what that means for the figures above. */
static void say_states(fl_report *report, const fl_document *document)
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
    fl_report_say(
        report,
        "The core was quiet in %.1f %% of blocks, shared with another thread in %.1f %%, stopped by a quota "
        "in %.1f %%",
        100.0 * (double)sum.quiet / all, 100.0 * (double)sum.shared / all,
        100.0 * (double)sum.throttled / all);
    if (document->environment.quiet_wait_seconds > 0)
        fl_report_go_on(report, "; %.1f s went into waiting for quiet and timing again",
                        document->environment.quiet_wait_seconds);
    if (sum.quiet == 0)
        fl_report_go_on(report, ": no figure here is one of a quiet core.");
    else if (lacking > 0)
        fl_report_go_on(report,
                        ": in %zu of %zu series too few were quiet, and their figures are of all blocks.",
                        lacking, known);
    else
        fl_report_go_on(report, ": figures come from quiet blocks alone.");
}

static void say_quota(fl_report *report, const fl_document *document)
{
    const fl_environment *e = &document->environment;
    if (e->cpu_quota > 0)
        fl_report_say(report, "A quota of %.3g CPUs stands over this process", e->cpu_quota);
    else if (e->throttled_periods > 0)
        fl_report_say(report, "A quota stands over this process");
    else
        return;
    if (e->throttled_periods > 0)
        fl_report_go_on(report,
                        ": it was used up in %.0f of %.0f periods, and everything stopped for %.2f s.",
                        e->throttled_periods, e->quota_periods, e->throttled_seconds);
    else
        fl_report_go_on(report, "; it was never used up during the run.");
}

/* Single calls of the baseline, the fastest and the chosen one. */
static void add_calls(fl_report *report, const fl_document *document)
{
    enum { SHOWN = 3 };
    const fl_result *const results[SHOWN] = {fl_document_find(document, document->baseline),
                                             fl_fastest(document, NULL),
                                             fl_document_find(document, document->chosen)};
    fl_picture_calls(report, document, results, SHOWN);
}

void fl_run_report(fl_report *report, const fl_document *document)
{
    fl_report_title(report, "A run on %s", fl_report_plain(report, document->environment.cpu));
    fl_run_report_answer(report, document);
    add_heading(report, document);
    fl_picture_run_ratios(report, document);
    add_machine(report, document);
    fl_picture_run_latencies(report, document);
    add_results(report, document);
    fl_run_report_libraries(report, document);
    fl_run_report_peers(report, document);
    add_cross_checks(report, document);
    fl_report_gap(report);
    say_speedup(report, document);
    say_choice(report, document);
    say_explanations(report, document);
    say_floors(report, document);
    add_calls(report, document);
    say_repeats(report, document);
    fl_picture_rounds(report, document);
    say_states(report, document);
    say_quota(report, document);
    say_skips(report, document);
    if (emulated(document))
        fl_pictures_caution(report, "EMULATED, not comparable: ");
}
