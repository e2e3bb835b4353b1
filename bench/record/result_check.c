#include "bench/record/result_check.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/record/decode_parts.h"
#include "bench/record/distribution.h"
#include "bench/record/pair.h"
#include "bench/record/result_fields.h"
#include "bench/record/rounds.h"

/* Two ways of rounding the same sum differ by far less; an edited figure by far more. */
static const double tolerance = 1e-9;

/* scale: of the figures that a and b were computed from; the sd of equal samples is rounding alone. */
static bool agree(double a, double b, double scale)
{
    return (isnan(a) && isnan(b)) || fabs(a - b) <= tolerance * fmax(scale, fmax(fabs(a), fabs(b)));
}

static const cJSON *member(const cJSON *node, const char *name)
{
    const cJSON *found = node ? cJSON_GetObjectItemCaseSensitive(node, name) : NULL;
    return found ? found : node;
}

static fl_status fail_figure(const fl_reader *reader, const cJSON *node, const char *name, double stated,
                             double right, const char *from)
{
    return fl_reader_fail(reader, member(node, name),
                          "\"%s\" is %.10g, but %s give %.10g; the file was changed", name, stated, from,
                          right);
}

typedef struct stated {
    const char *name;
    double stated, right;
} stated;

static fl_status check_stated(const fl_reader *reader, const cJSON *node, const stated *figures, size_t count,
                              double scale, const char *from)
{
    for (size_t i = 0; i < count; i++)
        if (!agree(figures[i].stated, figures[i].right, scale))
            return fail_figure(reader, node, figures[i].name, figures[i].stated, figures[i].right, from);
    return FL_OK;
}

/* The figures are those of the calls. node: where these stand. */
static fl_status check_figures(const fl_reader *reader, const cJSON *node, const cJSON *calls,
                               const fl_summary *s, const fl_distribution *distribution)
{
    double *us = malloc((distribution->distinct + 1) * sizeof *us);
    if (!us)
        return fl_fail(reader->error, FL_UNABLE, "%s: no memory to check it", reader->name);
    for (size_t i = 0; i < distribution->distinct; i++)
        us[i] = distribution->ns[i] / 1000;
    fl_summary right = {0};
    fl_error why = {""};
    fl_status status = fl_summarise_counted(us, distribution->calls, distribution->distinct, &right, &why);
    free(us);
    if (status != FL_OK)
        return fl_reader_fail(reader, calls, "%s", why.text);
    const stated figures[] = {
        {"mean_us", s->mean, right.mean},
        {"std_us", s->sd, right.sd},
        {"p50_us", s->p50, right.p50},
        {"p95_us", s->p95, right.p95},
        {"p99_us", s->p99, right.p99},
        {"min_us", s->min, right.min},
        {"max_us", s->max, right.max},
        {"ci_95_lower", s->ci_95_lower, right.ci_95_lower},
        {"ci_95_upper", s->ci_95_upper, right.ci_95_upper},
    };
    return check_stated(reader, node, figures, sizeof figures / sizeof figures[0], right.mean, "the samples");
}

static fl_status check_samples(const fl_reader *reader, const cJSON *node, const fl_result *result)
{
    fl_distribution *counted = fl_distribution_of(result->samples_ns, result->iterations);
    if (!counted)
        return fl_fail(reader->error, FL_UNABLE, "%s: no memory to check it", reader->name);
    fl_status status = check_figures(reader, node, member(node, "samples_ns"), &result->per_call_us, counted);
    fl_distribution_free(counted);
    return status;
}

static fl_status check_distribution(const fl_reader *reader, const cJSON *node, const fl_result *result)
{
    const cJSON *place = member(node, "distribution");
    fl_error why = {""};
    fl_status status = fl_distribution_check(result->distribution, result->iterations, &why);
    return status == FL_OK ? check_figures(reader, place, place, &result->per_call_us, result->distribution)
                           : fl_reader_fail(reader, place, "%s", why.text);
}

static fl_status check_order(const fl_reader *reader, const cJSON *node, const fl_summary *s)
{
    const stated steps[] = {
        {"p50_us", s->min, s->p50},
        {"p95_us", s->p50, s->p95},
        {"p99_us", s->p95, s->p99},
        {"max_us", s->p99, s->max},
    };
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++)
        if (!(steps[i].stated <= steps[i].right))
            return fl_reader_fail(reader, member(node, steps[i].name),
                                  "\"%s\" is %.10g, below the %.10g of the percentile before it",
                                  steps[i].name, steps[i].right, steps[i].stated);
    double slack = tolerance * s->max;
    if (!(s->mean >= s->min - slack && s->mean <= s->max + slack))
        return fl_reader_fail(reader, member(node, "mean_us"),
                              "\"mean_us\" is %.10g, outside the samples' range from %.10g to %.10g", s->mean,
                              s->min, s->max);
    return FL_OK;
}

static fl_status check_no_calls(const fl_reader *reader, const cJSON *node, const fl_result *result,
                                bool of_other_tool)
{
    if (of_other_tool)
        return fl_reader_fail(reader, member(node, "iterations"),
                              "\"iterations\" is 0; a result needs at least one timed call");
    if (!isnan(result->per_call_us.mean) || result->samples_process)
        return fl_reader_fail(reader, member(node, "iterations"),
                              "\"iterations\" is 0, but the object holds figures of calls");
    return FL_OK;
}

/* counted: its single calls, where they are not kept as samples_ns; NULL: none. */
static fl_status check_calls(const fl_reader *reader, const cJSON *node, const fl_result *result,
                             const fl_distribution *counted, bool of_other_tool)
{
    const fl_summary *s = &result->per_call_us;
    const bool has_calls = result->samples_ns || counted;
    if (result->iterations == 0)
        return check_no_calls(reader, node, result, of_other_tool);
    const stated needed[] = {
        {"mean_us", s->mean, 0}, {"p50_us", s->p50, 0}, {"p95_us", s->p95, 0},
        {"p99_us", s->p99, 0},   {"min_us", s->min, 0}, {"max_us", s->max, 0},
    };
    for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++)
        if (isnan(needed[i].stated))
            return fl_reader_fail(reader, member(node, needed[i].name),
                                  "\"%s\" is null; a latency must be a %s finite number", needed[i].name,
                                  i == 0 ? "positive" : "non-negative");
    if (of_other_tool)
        return FL_OK; /* its rounding and its mistakes are for the audit to judge */
    if (result->samples_process && !has_calls)
        return fl_reader_fail(reader, member(node, "samples_process_runs"),
                              "\"samples_process_runs\" stands without \"samples_ns\"");
    const stated throughput = {"throughput_per_sec", result->throughput_per_sec,
                               fl_throughput_per_second(s->mean)};
    fl_status status = check_order(reader, node, s);
    if (status == FL_OK)
        status = check_stated(reader, node, &throughput, 1, 0, "1e6 / mean_us");
    if (status == FL_OK && result->samples_ns)
        status = check_samples(reader, node, result);
    if (status == FL_OK && counted)
        status = check_figures(reader, node, member(node, "samples_ns"), s, counted);
    if (status == FL_OK && result->distribution && has_calls)
        return fl_reader_fail(reader, member(node, "distribution"),
                              "\"distribution\" stands beside \"samples_ns\"");
    if (status == FL_OK && result->distribution)
        status = check_distribution(reader, node, result);
    return status;
}

/* Of single calls that are not to be stored, how many took how long; takes the lists of counted, if it has any. */
static fl_status keep_counts(const fl_reader *reader, const fl_result *with_calls, fl_distribution *counted,
                             fl_result *result)
{
    if (counted->distinct > 0) {
        result->distribution = malloc(sizeof *counted);
        if (result->distribution) {
            *result->distribution = *counted;
            *counted = (fl_distribution){.distinct = 0};
        }
    } else {
        result->distribution = fl_distribution_of(with_calls->samples_ns, with_calls->iterations);
    }
    return result->distribution ? FL_OK
                                : fl_fail(reader->error, FL_UNABLE, "%s: no memory to read it", reader->name);
}

/* What is not to be stored is read for as long as it is checked, and what is packed not even unpacked. */
fl_status fl_check_per_call(const fl_reader *reader, const cJSON *node, fl_result *result, bool of_other_tool)
{
    if (!reader->without_samples || of_other_tool)
        return check_calls(reader, node, result, NULL, of_other_tool);
    const fl_field *samples = &fl_sample_fields[0], *others = &fl_sample_fields[1];
    const cJSON *calls = cJSON_GetObjectItemCaseSensitive(node, samples->name);
    const bool packed = cJSON_IsObject(calls);
    fl_reader whole = *reader;
    fl_result with_calls = *result;
    fl_distribution counted = {.distinct = 0};
    whole.without_samples = false;
    fl_status status =
        packed ? fl_decode_counts(&whole, calls, samples, result->iterations, &counted) : FL_OK;
    if (status == FL_OK)
        status = fl_decode_object(&whole, node, packed ? others : samples, &with_calls, true);
    if (status == FL_OK)
        status = check_calls(&whole, node, &with_calls, packed ? &counted : NULL, of_other_tool);
    if (status == FL_OK && reader->counts && result->iterations > 0 && (packed || with_calls.samples_ns))
        status = keep_counts(reader, &with_calls, &counted, result);
    free(counted.ns);
    free(counted.calls);
    free(with_calls.samples_ns);
    free(with_calls.samples_process);
    return status;
}

/* The ratio is then judged by the rule of this program: a file may hold that of an earlier one. */
static fl_status check_ratio(const fl_reader *reader, const cJSON *node, fl_series *series,
                             const fl_series *baseline, const fl_document *document)
{
    const cJSON *versus = member(node, "versus_baseline");
    fl_paired_ratio right = {.rounds = 0};
    fl_error why = {""};
    if (baseline->rounds == series->rounds &&
        fl_document_compare(document, baseline, series, &right, &why) != FL_OK)
        return fl_reader_fail(reader, versus, "%s", why.text);
    if (series->versus_baseline.rounds != right.rounds)
        return fl_reader_fail(reader, versus, "\"versus_baseline\" pairs %zu rounds of %zu and %zu",
                              series->versus_baseline.rounds, baseline->rounds, series->rounds);
    if (!agree(right.ratio, series->versus_baseline.ratio, 0))
        return fail_figure(reader, versus, "ratio", series->versus_baseline.ratio, right.ratio, "the rounds");
    series->versus_baseline = right;
    return FL_OK;
}

/* What a file holds of an end that is not known. */
static double finite_or_nan(double end)
{
    return isfinite(end) ? end : NAN;
}

static fl_status check_series(const fl_reader *reader, const cJSON *node, fl_series *series,
                              const fl_series *baseline, const fl_document *document, bool may_lack_rounds)
{
    if (series->rounds == 0)
        return FL_OK;
    if (!series->ns)
        return may_lack_rounds && !series->process && !series->cycles && !series->state
                   ? FL_OK
                   : fl_reader_fail(reader, node, "\"rounds_ns\" is missing here");
    fl_series right = *series;
    fl_status status = fl_series_centre(&right, fl_document_confidence(document), reader->error);
    const stated medians[] = {{"median_ns", series->median_ns, right.median_ns},
                              {"median_cycles", series->median_cycles, right.median_cycles}};
    const stated ends[] = {{"low", series->interval_ns.low, finite_or_nan(right.interval_ns.low)},
                           {"high", series->interval_ns.high, finite_or_nan(right.interval_ns.high)}};
    const fl_state_counts *s = &series->states, *r = &right.states;
    /* Files that were written before cycles were kept tell no median of them. */
    bool tells_cycles = !isnan(series->median_cycles);
    if (status == FL_OK)
        status = check_stated(reader, node, medians, tells_cycles ? 2 : 1, 0, "the rounds");
    if (status == FL_OK)
        status = check_stated(reader, member(node, "interval_ns"), ends, 2, 0, "the rounds");
    if (status == FL_OK && (s->quiet != r->quiet || s->shared != r->shared || s->throttled != r->throttled))
        status =
            fl_reader_fail(reader, member(node, "states"),
                           "\"states\" counts other rounds than \"rounds_state_runs\" does; the file was "
                           "changed");
    if (status == FL_OK && baseline && series->versus_baseline.rounds > 0)
        status = check_ratio(reader, node, series, baseline, document);
    return status;
}

/* Calls with flushed caches, which are not to be stored, for as long as they are checked. */
static fl_status check_cold(const fl_reader *reader, const cJSON *node, fl_series *cold,
                            const fl_document *document)
{
    if (!reader->without_samples || cold->rounds == 0)
        return check_series(reader, node, cold, NULL, document, true);
    fl_reader whole = *reader;
    fl_series with_calls = *cold;
    whole.without_samples = false;
    fl_status status = fl_decode_object(&whole, node, fl_cold_call_fields, &with_calls, true);
    if (status == FL_OK)
        status = check_series(&whole, node, &with_calls, NULL, document, true);
    fl_series_drop_rounds(&with_calls);
    return status;
}

fl_status fl_check_amortised(const fl_reader *reader, const cJSON *node, fl_result *result,
                             const fl_document *document)
{
    /* The others may not have been read yet, and have no name then. */
    const fl_result *baseline = document->baseline[0] ? fl_document_find(document, document->baseline) : NULL;
    const cJSON *amortised = member(node, "amortised");
    fl_status status = check_series(reader, member(amortised, "independent"), &result->independent,
                                    baseline ? &baseline->independent : NULL, document, false);
    if (status == FL_OK)
        status = check_series(reader, member(amortised, "chained"), &result->chained,
                              baseline ? &baseline->chained : NULL, document, false);
    if (status == FL_OK)
        status = check_cold(reader, member(node, "cold"), &result->cold, document);
    return status;
}

static fl_status check_floor(const fl_reader *reader, const cJSON *node, const fl_floor *floor, bool emulated)
{
    double ratio = isfinite(floor->interval.high) ? floor->interval.high : floor->ratio;
    bool below = ratio < FL_LEAST_POSSIBLE && !emulated, in_doubt = strcmp(floor->judgement, "in doubt") == 0;
    if (floor->judgement[0] && floor->impossible != (strcmp(floor->judgement, "impossible") == 0))
        return fl_reader_fail(reader, member(node, "judgement"),
                              "\"judgement\" and \"impossible\" contradict each other; the file was changed");
    if (floor->impossible == below || (below && in_doubt))
        return FL_OK;
    return fl_reader_fail(reader, member(node, "impossible"),
                          "\"impossible\" is %s at %.4g times the floor; the file was changed",
                          floor->impossible ? "true" : "false", ratio);
}

fl_status fl_check_judgements(const fl_reader *reader, const cJSON *node, const fl_result *result,
                              const fl_document *document)
{
    const cJSON *bounds = member(node, "bounds");
    bool emulated = fl_is_emulated(document);
    if (!isnan(result->max_error_in_bounds) && !(result->max_error_in_bounds <= 1))
        return fl_reader_fail(reader, member(member(node, "accuracy"), "max_error_in_bounds"),
                              "\"max_error_in_bounds\" is %.10g; what breaks the bound is not timed",
                              result->max_error_in_bounds);
    fl_status status =
        check_floor(reader, member(bounds, "independent"), &result->independent_floor, emulated);
    return status == FL_OK ? check_floor(reader, member(bounds, "chained"), &result->chained_floor, emulated)
                           : status;
}
