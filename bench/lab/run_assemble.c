/* From measured arrays to the document: summaries, intervals, paired ratios, stability. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/base/sha256.h"
#include "bench/bounds/floor.h"
#include "bench/bounds/probe.h"
#include "bench/evidence/disassembly.h"
#include "bench/lab/run.h"
#include "bench/record/pair.h"
#include "bench/record/rounds.h"

/* Above these a figure is marked, not hidden. */
static const double most_unsteady_share = 0.05, most_disturbed_share = 0.05, most_between_spread = 0.02,
                    widest_interval = 0.02;
enum { QUANTISED_TICKS = 10 };

#define NO_INTERVAL ((fl_interval){NAN, NAN, NAN, 0.0})

static void describe_kernel(const fl_job_contestant *contestant, fl_result *result)
{
    const fl_variant *variant = &fl_variants[contestant->index];
    const fl_kernel *kernel = variant->kernel;
    snprintf(result->work, sizeof result->work, "%s", fl_work_shape(kernel->work).name);
    snprintf(result->isa, sizeof result->isa, "%s", fl_isa_name(kernel->isa));
    snprintf(result->origin, sizeof result->origin, "%s", fl_origin_name(kernel->origin));
    snprintf(result->detail, sizeof result->detail, "%s", kernel->detail ? kernel->detail() : "");
    snprintf(result->source, sizeof result->source, "%s", variant->source);
    snprintf(result->compiler, sizeof result->compiler, "%s", variant->compiler);
    snprintf(result->flags, sizeof result->flags, "%s", variant->flags);
    result->lanes = kernel->lanes;
    result->accumulators = kernel->accumulators;
    result->fma = kernel->fma;
    result->ordered_sums = kernel->ordered_sums;
}

static void describe_probe(const fl_job_contestant *contestant, fl_result *result)
{
    const fl_probe *probe = fl_probes[contestant->index];
    result->is_probe = true;
    snprintf(result->isa, sizeof result->isa, "%s", fl_isa_name(probe->isa));
    snprintf(result->work, sizeof result->work, "%s", probe->kind == FL_PROBE_LOADS ? "loads" : "arithmetic");
    result->lanes = probe->lanes;
    result->fma = probe->fma;
}

/* Hash of the machine code that was timed, so that two
 * files can be told to have run the same, and its class. */
static void identify_code(const fl_job_contestant *contestant, fl_result *result)
{
    fl_function function;
    if (fl_function_at((uintptr_t)contestant->run, &function, NULL) != FL_OK)
        return; /* stripped: no hash is better than one of the wrong bytes */
    fl_sha256(function.code, function.size, result->code_sha256);
    result->code_bytes = function.size;
    fl_disassembly stands = fl_disassemble(function.code, function.size, function.address);
    fl_static_class(&stands, result->static_class, sizeof result->static_class);
    if (contestant->kind == FL_CONTESTANT_KERNEL)
        result->no_way_around = fl_floor_attests(function.code, function.size, function.address,
                                                 fl_work_shape(contestant->work).multiply_adds);
}

static fl_status summarise_calls(const double *samples, const int *process, size_t n,
                                 const fl_document *document, fl_result *result, fl_error *error)
{
    double *microseconds = calloc(n + 1, sizeof *microseconds);
    if (!microseconds)
        return fl_fail(error, FL_UNABLE, "no memory for %zu samples", n);
    for (size_t i = 0; i < n; i++)
        microseconds[i] = samples[i] / 1000.0;
    fl_status status = fl_summarise(microseconds, n, &result->per_call_us, error);
    free(microseconds);
    result->iterations = n;
    result->throughput_per_sec = fl_throughput_per_second(result->per_call_us.mean);
    result->p50_interval_ns = fl_quantile_interval(samples, n, 0.50, document->confidence);
    result->p99_interval_ns = fl_quantile_interval(samples, n, 0.99, document->confidence);
    result->lag1_autocorrelation = fl_lag1_autocorrelation(samples, n);
    result->quantised = result->per_call_us.p50 * 1000.0 < QUANTISED_TICKS * document->clock_tick_ns;
    result->samples_process = calloc(n + 1, sizeof *result->samples_process);
    if (!result->samples_process)
        return fl_fail(error, FL_UNABLE, "no memory for %zu samples", n);
    memcpy(result->samples_process, process, n * sizeof *process);
    return status;
}

/* Takes ns over. process: of each value, copied. */
static fl_status summarise_series(double *ns, const int *process, size_t n, const fl_document *document,
                                  fl_series *series, fl_error *error)
{
    series->rounds = n;
    series->ns = ns;
    series->process = malloc((n + 1) * sizeof *series->process);
    if (!series->process)
        return fl_fail(error, FL_UNABLE, "no memory for %zu rounds", n);
    memcpy(series->process, process, n * sizeof *series->process);
    return fl_series_summarise(series, document->confidence, error);
}

/* What a reading can show; more digits would only make files larger. Six of cycles: the chain that they come from takes
 * 10 us. Seven of a block's time: it is a whole number of ticks, some 60 us of them, divided by the calls. */
enum { DIGITS_OF_CYCLES = 6, DIGITS_OF_TIME = 7 };

static void round_to_digits(double *values, size_t count, int digits)
{
    char text[32];
    for (size_t i = 0; values && i < count; i++) {
        snprintf(text, sizeof text, "%.*g", digits, values[i]);
        values[i] = strtod(text, NULL);
    }
}

static void take_cycles_and_states(fl_measured *measured, fl_mode mode, size_t rounds, fl_series *series)
{
    series->cycles = measured->round_cycles[mode];
    series->state = measured->round_state[mode];
    measured->round_cycles[mode] = NULL;
    measured->round_state[mode] = NULL;
    round_to_digits(series->cycles, rounds, DIGITS_OF_CYCLES);
}

static fl_status assemble_series(fl_measurement *m, uint32_t contestant, fl_mode mode,
                                 const fl_document *document, fl_series *series, fl_error *error)
{
    fl_measured *measured = &m->contestants[contestant];
    series->calls_per_block = measured->calls_per_block[mode];
    series->repeated = measured->repeated[mode];
    series->unsteady = measured->unsteady[mode];
    take_cycles_and_states(measured, mode, (size_t)m->rounds * m->processes, series);
    round_to_digits(measured->round_ns[mode], (size_t)m->rounds * m->processes, DIGITS_OF_TIME);
    return summarise_series(measured->round_ns[mode], m->round_process, (size_t)m->rounds * m->processes,
                            document, series, error);
}

static fl_status assemble_cold(const fl_measurement *m, uint32_t contestant, const fl_document *document,
                               fl_series *series, fl_error *error)
{
    size_t n = (size_t)m->cold_calls * m->processes;
    int *process = malloc((n + 1) * sizeof *process);
    if (!process)
        return fl_fail(error, FL_UNABLE, "no memory for %zu cold calls", n);
    for (size_t i = 0; i < n; i++)
        process[i] = 1 + (int)(i / m->cold_calls);
    series->calls_per_block = 1;
    fl_status status =
        summarise_series(m->contestants[contestant].cold_ns, process, n, document, series, error);
    free(process);
    return status;
}

/* Why the rounds of one mode should not be relied on, into text; false when they may. Written so that a NaN
 * (no second process, no interval) is a reason too. */
static bool is_shaky(const fl_series *series, size_t processes, char *text, size_t size)
{
    double between = series->spread_ns.between_sd / series->median_ns;
    double width = (series->interval_ns.high - series->interval_ns.low) / series->median_ns;
    if (processes < 2)
        snprintf(text, size, "one process: spread unknown");
    else if (!(between <= most_between_spread))
        snprintf(text, size, "%.1f %% between processes", 100.0 * between);
    else if (!(width <= widest_interval))
        snprintf(text, size, "wide interval");
    else
        return false;
    return true;
}

/* Too few quiet rounds: the figures hold those of a shared or stopped core. */
static bool lacks_quiet(const fl_series *series)
{
    fl_states states = fl_series_states(series);
    return states.known && !states.enough;
}

static void mark_stability(fl_result *result, size_t processes)
{
    const fl_series *independent = &result->independent, *chained = &result->chained;
    double blocks = (double)(independent->rounds + chained->rounds);
    double unsteady = (double)(independent->unsteady + chained->unsteady);
    double shared = (double)(independent->states.shared + chained->states.shared);
    double throttled = (double)(independent->states.throttled + chained->states.throttled);
    char *text = result->stability;
    size_t size = sizeof result->stability;
    result->steady = false;
    if (independent->rounds == 0)
        snprintf(text, size, "no rounds");
    else if (lacks_quiet(independent) || lacks_quiet(chained))
        snprintf(text, size, "%s in %s%.0f %% of blocks", throttled > shared ? "throttled" : "shared",
                 shared + throttled == blocks ? "all, " : "", 100.0 * fmax(shared, throttled) / blocks);
    else if (unsteady > most_unsteady_share * blocks)
        snprintf(text, size, "a witness drifts in %.0f %% of blocks", 100.0 * unsteady / blocks);
    else if (is_shaky(independent, processes, text, size))
        return;
    else if (chained->rounds > 0 && is_shaky(chained, processes, text, size))
        snprintf(text + strlen(text), size - strlen(text), ", chained");
    else if (shared + throttled > most_disturbed_share * blocks)
        result->steady = snprintf(text, size, "steady in the %.0f %% of blocks that were quiet",
                                  100.0 * (blocks - shared - throttled) / blocks) > 0;
    else
        result->steady = snprintf(text, size, "steady") > 0;
}

static fl_status describe(const fl_job_contestant *contestant, const fl_admissions *admissions,
                          const fl_measured *measured, fl_result *result, fl_error *error)
{
    if (contestant->kind == FL_CONTESTANT_PEER)
        return fl_run_describe_peer(&admissions->identities[contestant->index], measured, result, error);
    if (contestant->kind == FL_CONTESTANT_PROBE)
        describe_probe(contestant, result);
    else
        describe_kernel(contestant, result);
    identify_code(contestant, result);
    return FL_OK;
}

/* A peer's own loop around nothing. */
static fl_status assemble_empty(fl_measurement *m, uint32_t e, const fl_document *document, fl_result *result,
                                fl_error *error)
{
    fl_measured *measured = &m->contestants[e];
    if (!measured->peer_empty_ns || !result->peer || m->calls == 0)
        return FL_OK;
    fl_result *empty = calloc(1, sizeof *empty);
    result->peer->empty_call = empty;
    if (!empty)
        return fl_fail(error, FL_UNABLE, "no memory for the samples");
    fl_result_init(empty);
    snprintf(empty->name, sizeof empty->name, "empty call");
    fl_status status =
        summarise_calls(measured->peer_empty_ns, m->call_process, m->calls, document, empty, error);
    empty->samples_ns = measured->peer_empty_ns;
    measured->peer_empty_ns = NULL;
    return status;
}

static fl_status assemble_entry(const fl_plan *plan, const fl_admissions *admissions, fl_measurement *m,
                                uint32_t e, fl_document *document, fl_error *error)
{
    const fl_job_contestant *contestant = &plan->job.contestants[e];
    fl_result *result = &document->results[e];
    fl_measured *measured = &m->contestants[e];
    fl_result_init(result);
    snprintf(result->name, sizeof result->name, "%s", contestant->name);
    result->max_error_in_bounds = admissions->max_error_in_bounds[e];
    result->p50_interval_ns = result->p99_interval_ns = NO_INTERVAL;
    result->lag1_autocorrelation = NAN;
    if (measured->failure[0])
        return FL_OK; /* nothing of it counts; it is dropped below */
    fl_status status = describe(contestant, admissions, measured, result, error);
    if (status == FL_OK)
        status = assemble_empty(m, e, document, result, error);
    if (status == FL_OK && measured->samples_ns) {
        status = summarise_calls(measured->samples_ns, m->call_process, m->calls, document, result, error);
        result->samples_ns = measured->samples_ns;
        measured->samples_ns = NULL;
    }
    for (int mode = 0; mode < FL_MODES && status == FL_OK; mode++) {
        fl_series *series = mode == FL_CHAINED ? &result->chained : &result->independent;
        if (!measured->round_ns[mode])
            continue;
        status = assemble_series(m, e, (fl_mode)mode, document, series, error);
        measured->round_ns[mode] = NULL;
    }
    if (status == FL_OK && measured->cold_ns) {
        status = assemble_cold(m, e, document, &result->cold, error);
        measured->cold_ns = NULL;
    }
    if (status == FL_OK)
        mark_stability(result, m->processes);
    return status;
}

static bool has_ratio(const fl_result *result, const fl_result *baseline)
{
    return !result->is_probe && result != baseline && strcmp(result->work, baseline->work) == 0;
}

/* Every kernel of the same work against the baseline, round by round. */
static fl_status compare_with_baseline(fl_document *document, fl_error *error)
{
    const fl_result *baseline = fl_document_find(document, document->baseline);
    fl_status status = FL_OK;
    document->comparisons = 0;
    for (size_t i = 0; baseline && i < document->result_count; i++)
        if (has_ratio(&document->results[i], baseline))
            document->comparisons += document->results[i].chained.rounds > 0 ? FL_MODES : 1;
    for (size_t i = 0; baseline && i < document->result_count && status == FL_OK; i++) {
        fl_result *result = &document->results[i];
        if (!has_ratio(result, baseline))
            continue;
        status = fl_document_compare(document, &baseline->independent, &result->independent,
                                     &result->independent.versus_baseline, error);
        if (status == FL_OK && result->chained.rounds > 0) /* peers have none */
            status = fl_document_compare(document, &baseline->chained, &result->chained,
                                         &result->chained.versus_baseline, error);
    }
    return status;
}

/* Median and range over the processes of each characterised figure. */
static fl_status assemble_machine(const fl_measurement *m, fl_document *document, fl_error *error)
{
    if (m->machine_count == 0)
        return FL_OK;
    fl_machine combined;
    fl_status status = fl_machine_combine(m->machines, m->machine_count, &combined, error);
    if (status != FL_OK)
        return status;
    document->machine = calloc(combined.count + 1, sizeof *document->machine);
    if (!document->machine)
        return fl_fail(error, FL_UNABLE, "no memory for the machine's figures");
    memcpy(document->machine, combined.values, combined.count * sizeof *document->machine);
    document->machine_count = combined.count;
    return FL_OK;
}

fl_status fl_run_assemble(const fl_run_options *options, const fl_plan *plan, fl_admissions *admissions,
                          fl_measurement *m, fl_document *document, fl_error *error)
{
    document->results = calloc(plan->job.contestant_count + 1, sizeof *document->results);
    if (!document->results)
        return fl_fail(error, FL_UNABLE, "no memory for the results");
    document->result_count = plan->job.contestant_count;
    fl_result *empty = &document->empty_call;
    snprintf(empty->name, sizeof empty->name, "empty call");
    empty->max_error_in_bounds = NAN;
    fl_status status = assemble_machine(m, document, error);
    if (status == FL_OK && m->calls > 0) {
        status = summarise_calls(m->empty_ns, m->call_process, m->calls, document, empty, error);
        empty->samples_ns = m->empty_ns;
        m->empty_ns = NULL;
    }
    for (uint32_t e = 0; e < plan->job.contestant_count && status == FL_OK; e++)
        status = assemble_entry(plan, admissions, m, e, document, error);
    if (status == FL_OK && m->rounds > 0)
        status = compare_with_baseline(document, error);
    if (status == FL_OK)
        status = fl_run_attest(options, plan, admissions, m, document, error);
    if (status == FL_OK && m->rounds > 0)
        fl_run_judge_floors(plan, document);
    return status == FL_OK ? fl_run_drop_failed(plan, m, admissions, document, error) : status;
}
