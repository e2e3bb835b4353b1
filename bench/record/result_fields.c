/* fairlane.result/1: which member of which struct stands where. Meaning and units are told in
 * fairlane.result.1.schema.json. */
#include "bench/record/result_fields.h"

#include "bench/record/result.h"

static bool has_rounds(const void *series)
{
    return ((const fl_series *)series)->rounds > 0;
}

static bool has_pairs(const void *ratio)
{
    return ((const fl_paired_ratio *)ratio)->rounds > 0;
}

static bool has_floor(const void *floor)
{
    const fl_floor *f = floor;
    return f->ns > 0 || f->set_by[0] || f->explanation[0] || f->judgement[0];
}

static bool was_examined(const void *executed)
{
    const fl_executed *e = executed;
    return e->class[0] || e->reason[0];
}

static bool has_kernel(const void *result)
{
    return ((const fl_result *)result)->work[0] != '\0';
}

static bool has_calls(const void *result)
{
    return ((const fl_result *)result)->iterations > 0;
}

static bool is_contestant(const void *result)
{
    return !((const fl_result *)result)->is_probe;
}

static bool is_probe(const void *result)
{
    return ((const fl_result *)result)->is_probe;
}

const fl_field fl_audited_fields[] = {
    {"name", FL_FIELD_TEXT, FL_MEMBER(fl_result, name)},
    {"iterations", FL_FIELD_SIZE, FL_MEMBER(fl_result, iterations)},
    {"mean_us", FL_FIELD_FIGURE, FL_MEMBER(fl_result, per_call_us.mean), .range = FL_POSITIVE},
    {"std_us", FL_FIELD_FIGURE, FL_MEMBER(fl_result, per_call_us.sd)},
    {"ci_95_lower", FL_FIELD_FIGURE, FL_MEMBER(fl_result, per_call_us.ci_95_lower), .range = FL_ANY},
    {"ci_95_upper", FL_FIELD_FIGURE, FL_MEMBER(fl_result, per_call_us.ci_95_upper), .range = FL_ANY},
    {"p50_us", FL_FIELD_FIGURE, FL_MEMBER(fl_result, per_call_us.p50)},
    {"p95_us", FL_FIELD_FIGURE, FL_MEMBER(fl_result, per_call_us.p95)},
    {"p99_us", FL_FIELD_FIGURE, FL_MEMBER(fl_result, per_call_us.p99)},
    {"min_us", FL_FIELD_FIGURE, FL_MEMBER(fl_result, per_call_us.min)},
    {"max_us", FL_FIELD_FIGURE, FL_MEMBER(fl_result, per_call_us.max)},
    {"throughput_per_sec", FL_FIELD_FIGURE, FL_MEMBER(fl_result, throughput_per_sec), .range = FL_POSITIVE},
    {0},
};

static const fl_field per_call_fields[] = {
    {"", FL_FIELD_INCLUDE, .fields = fl_audited_fields},
    {"p50_interval_ns", FL_FIELD_INTERVAL, FL_MEMBER(fl_result, p50_interval_ns)},
    {"p99_interval_ns", FL_FIELD_INTERVAL, FL_MEMBER(fl_result, p99_interval_ns)},
    {"lag1_autocorrelation", FL_FIELD_FIGURE, FL_MEMBER(fl_result, lag1_autocorrelation), .range = FL_ANY},
    {"quantised", FL_FIELD_BOOL, FL_MEMBER(fl_result, quantised)},
    {0},
};

static const fl_field sample_fields[] = {
    {"samples_ns", FL_FIELD_NUMBERS, FL_MEMBER(fl_result, samples_ns),
     .count = offsetof(fl_result, iterations), .samples = true},
    {"samples_process_runs", FL_FIELD_RUNS, FL_MEMBER(fl_result, samples_process),
     .count = offsetof(fl_result, iterations), .samples = true},
    {0},
};

static const fl_field empty_call_fields[] = {
    {"", FL_FIELD_INCLUDE, .fields = per_call_fields},
    {"", FL_FIELD_INCLUDE, .fields = sample_fields},
    {0},
};

static const fl_field fact_fields[] = {
    {"name", FL_FIELD_TEXT, FL_MEMBER(fl_fact, name)},
    {"value", FL_FIELD_TEXT, FL_MEMBER(fl_fact, value)},
    {0},
};

static const fl_field counted_fields[] = {
    {"name", FL_FIELD_TEXT, FL_MEMBER(fl_counted, name)},
    {"before", FL_FIELD_UINT64, FL_MEMBER(fl_counted, before)},
    {"after", FL_FIELD_UINT64, FL_MEMBER(fl_counted, after)},
    {0},
};

static const fl_field peer_fields[] = {
    {"version", FL_FIELD_TEXT, FL_MEMBER(fl_result_peer, version)},
    {"clock", FL_FIELD_TEXT, FL_MEMBER(fl_result_peer, clock)},
    {"predict_returns", FL_FIELD_TEXT, FL_MEMBER(fl_result_peer, predict_returns)},
    {"examine_returns", FL_FIELD_TEXT, FL_MEMBER(fl_result_peer, examine_returns)},
    {"facts", FL_FIELD_LIST, offsetof(fl_result_peer, facts), sizeof(fl_fact),
     .count = offsetof(fl_result_peer, fact_count), .fields = fact_fields, .compact = true},
    {"threads", FL_FIELD_INT64, FL_MEMBER(fl_result_peer, threads), .range = FL_ANY},
    {"context_switches_voluntary", FL_FIELD_INT64, FL_MEMBER(fl_result_peer, switches_voluntary),
     .range = FL_ANY},
    {"context_switches_involuntary", FL_FIELD_INT64, FL_MEMBER(fl_result_peer, switches_involuntary),
     .range = FL_ANY},
    {"counters", FL_FIELD_LIST, offsetof(fl_result_peer, counters), sizeof(fl_counted),
     .count = offsetof(fl_result_peer, counter_count), .fields = counted_fields, .compact = true},
    {"empty_call", FL_FIELD_OWNED, offsetof(fl_result_peer, empty_call), sizeof(fl_result),
     .fields = empty_call_fields},
    {0},
};

static const fl_field kernel_fields[] = {
    {"work", FL_FIELD_TEXT, FL_MEMBER(fl_result, work)},
    {"isa", FL_FIELD_TEXT, FL_MEMBER(fl_result, isa)},
    {"lanes", FL_FIELD_INT, FL_MEMBER(fl_result, lanes)},
    {"fma", FL_FIELD_BOOL, FL_MEMBER(fl_result, fma)},
    {"ordered_sums", FL_FIELD_BOOL, FL_MEMBER(fl_result, ordered_sums), .optional = true},
    {"accumulators", FL_FIELD_INT, FL_MEMBER(fl_result, accumulators)},
    {"origin", FL_FIELD_TEXT, FL_MEMBER(fl_result, origin)},
    {"detail", FL_FIELD_TEXT, FL_MEMBER(fl_result, detail)},
    {"source", FL_FIELD_TEXT, FL_MEMBER(fl_result, source)},
    {"compiler", FL_FIELD_TEXT, FL_MEMBER(fl_result, compiler)},
    {"flags", FL_FIELD_TEXT, FL_MEMBER(fl_result, flags)},
    {0},
};

static const fl_field accuracy_fields[] = {
    {"max_error_in_bounds", FL_FIELD_FIGURE, FL_MEMBER(fl_result, max_error_in_bounds)},
    {0},
};

static const fl_field executed_fields[] = {
    {"class", FL_FIELD_TEXT, FL_MEMBER(fl_executed, class)},
    {"multiply_adds", FL_FIELD_UINT64, FL_MEMBER(fl_executed, multiply_adds)},
    {"expected_multiply_adds", FL_FIELD_UINT64, FL_MEMBER(fl_executed, expected)},
    {"instructions", FL_FIELD_UINT64, FL_MEMBER(fl_executed, instructions)},
    {"reason", FL_FIELD_TEXT, FL_MEMBER(fl_executed, reason)},
    {0},
};

static const fl_field evidence_fields[] = {
    {"code_sha256", FL_FIELD_TEXT, FL_MEMBER(fl_result, code_sha256)},
    {"code_bytes", FL_FIELD_UINT64, FL_MEMBER(fl_result, code_bytes)},
    {"static_class", FL_FIELD_TEXT, FL_MEMBER(fl_result, static_class)},
    {"executed", FL_FIELD_GROUP, FL_MEMBER(fl_result, executed), .fields = executed_fields,
     .present = was_examined, .optional = true},
    {"no_way_around", FL_FIELD_BOOL, FL_MEMBER(fl_result, no_way_around), .optional = true},
    {0},
};

static const fl_field spread_fields[] = {
    {"processes", FL_FIELD_SIZE, FL_MEMBER(fl_spread, processes)},
    {"between_sd_ns", FL_FIELD_FIGURE, FL_MEMBER(fl_spread, between_sd)},
    {"within_sd_ns", FL_FIELD_FIGURE, FL_MEMBER(fl_spread, within_sd)},
    {0},
};

static const fl_field paired_ratio_fields[] = {
    {"rounds", FL_FIELD_SIZE, FL_MEMBER(fl_paired_ratio, rounds)},
    {"processes", FL_FIELD_SIZE, FL_MEMBER(fl_paired_ratio, processes)},
    {"ratio", FL_FIELD_FIGURE, FL_MEMBER(fl_paired_ratio, ratio), .range = FL_POSITIVE},
    {"interval", FL_FIELD_INTERVAL, FL_MEMBER(fl_paired_ratio, interval)},
    {"rounds_interval", FL_FIELD_INTERVAL, FL_MEMBER(fl_paired_ratio, rounds_interval), .optional = true},
    {"p_two_sided", FL_FIELD_FIGURE, FL_MEMBER(fl_paired_ratio, p_two_sided)},
    {"within_process_sd_log", FL_FIELD_FIGURE, FL_MEMBER(fl_paired_ratio, within_process_sd)},
    {"between_process_sd_log", FL_FIELD_FIGURE, FL_MEMBER(fl_paired_ratio, between_process_sd)},
    {"between_process_spread_log", FL_FIELD_FIGURE, FL_MEMBER(fl_paired_ratio, between_process_spread)},
    {"different", FL_FIELD_BOOL, FL_MEMBER(fl_paired_ratio, different)},
    {0},
};

static bool has_states(const void *counts)
{
    const fl_state_counts *c = counts;
    return c->quiet + c->shared + c->throttled > 0;
}

static const fl_field state_fields[] = {
    {"quiet", FL_FIELD_SIZE, FL_MEMBER(fl_state_counts, quiet)},
    {"shared", FL_FIELD_SIZE, FL_MEMBER(fl_state_counts, shared)},
    {"throttled", FL_FIELD_SIZE, FL_MEMBER(fl_state_counts, throttled)},
    {0},
};

static const fl_field series_fields[] = {
    {"rounds", FL_FIELD_SIZE, FL_MEMBER(fl_series, rounds), .range = FL_POSITIVE},
    {"calls_per_block", FL_FIELD_UINT64, FL_MEMBER(fl_series, calls_per_block)},
    {"repeated_blocks", FL_FIELD_UINT64, FL_MEMBER(fl_series, repeated)},
    {"unsteady_blocks", FL_FIELD_UINT64, FL_MEMBER(fl_series, unsteady)},
    {"median_ns", FL_FIELD_FIGURE, FL_MEMBER(fl_series, median_ns), .range = FL_POSITIVE},
    {"interval_ns", FL_FIELD_INTERVAL, FL_MEMBER(fl_series, interval_ns)},
    {"states", FL_FIELD_GROUP, FL_MEMBER(fl_series, states), .fields = state_fields, .compact = true,
     .present = has_states, .optional = true},
    {"median_cycles", FL_FIELD_FIGURE, FL_MEMBER(fl_series, median_cycles), .range = FL_POSITIVE,
     .optional = true},
    {"interval_cycles", FL_FIELD_INTERVAL, FL_MEMBER(fl_series, interval_cycles), .optional = true},
    {"spread", FL_FIELD_GROUP, FL_MEMBER(fl_series, spread_ns), .fields = spread_fields, .compact = true},
    {"versus_baseline", FL_FIELD_GROUP, FL_MEMBER(fl_series, versus_baseline), .fields = paired_ratio_fields,
     .compact = true, .present = has_pairs},
    {"rounds_ns", FL_FIELD_NUMBERS, FL_MEMBER(fl_series, ns), .range = FL_POSITIVE,
     .count = offsetof(fl_series, rounds)},
    {"rounds_process_runs", FL_FIELD_RUNS, FL_MEMBER(fl_series, process),
     .count = offsetof(fl_series, rounds)},
    {"rounds_cycles", FL_FIELD_NUMBERS, FL_MEMBER(fl_series, cycles), .range = FL_POSITIVE,
     .count = offsetof(fl_series, rounds)},
    {"rounds_state_runs", FL_FIELD_RUNS, FL_MEMBER(fl_series, state), .count = offsetof(fl_series, rounds)},
    {0},
};

static const fl_field amortised_fields[] = {
    {"independent", FL_FIELD_GROUP, FL_MEMBER(fl_result, independent), .fields = series_fields,
     .present = has_rounds},
    {"chained", FL_FIELD_GROUP, FL_MEMBER(fl_result, chained), .fields = series_fields,
     .present = has_rounds},
    {0},
};

static const fl_field floor_fields[] = {
    {"floor_ns", FL_FIELD_FIGURE, FL_MEMBER(fl_floor, ns), .range = FL_POSITIVE},
    {"set_by", FL_FIELD_TEXT, FL_MEMBER(fl_floor, set_by)},
    {"ratio", FL_FIELD_FIGURE, FL_MEMBER(fl_floor, ratio), .range = FL_POSITIVE},
    {"interval", FL_FIELD_INTERVAL, FL_MEMBER(fl_floor, interval)},
    {"impossible", FL_FIELD_BOOL, FL_MEMBER(fl_floor, impossible)},
    {"explanation", FL_FIELD_TEXT, FL_MEMBER(fl_floor, explanation)},
    {"floor_cycles", FL_FIELD_FIGURE, FL_MEMBER(fl_floor, cycles), .range = FL_POSITIVE, .optional = true},
    {"judgement", FL_FIELD_TEXT, FL_MEMBER(fl_floor, judgement), .optional = true},
    {0},
};

static const fl_field bounds_fields[] = {
    {"independent", FL_FIELD_GROUP, FL_MEMBER(fl_result, independent_floor), .fields = floor_fields,
     .compact = true, .present = has_floor},
    {"chained", FL_FIELD_GROUP, FL_MEMBER(fl_result, chained_floor), .fields = floor_fields, .compact = true,
     .present = has_floor},
    {0},
};

const fl_field fl_result_fields[] = {
    {"", FL_FIELD_INCLUDE, .fields = per_call_fields},
    {"steady", FL_FIELD_BOOL, FL_MEMBER(fl_result, steady)},
    {"stability", FL_FIELD_TEXT, FL_MEMBER(fl_result, stability)},
    {"kernel", FL_FIELD_GROUP, .fields = kernel_fields, .compact = true, .present = has_kernel},
    {"peer", FL_FIELD_OWNED, offsetof(fl_result, peer), sizeof(fl_result_peer), .fields = peer_fields},
    {"accuracy", FL_FIELD_GROUP, .fields = accuracy_fields, .compact = true},
    {"evidence", FL_FIELD_GROUP, .fields = evidence_fields, .compact = true},
    {"amortised", FL_FIELD_GROUP, .fields = amortised_fields},
    {"cold", FL_FIELD_GROUP, FL_MEMBER(fl_result, cold), .fields = series_fields, .present = has_rounds},
    {"bounds", FL_FIELD_GROUP, .fields = bounds_fields},
    {"", FL_FIELD_INCLUDE, .fields = sample_fields},
    {0},
};

const fl_field fl_config_fields[] = {
    {"seed", FL_FIELD_EXACT, FL_MEMBER(fl_document, seed)},
    {"input_dim", FL_FIELD_INT, FL_MEMBER(fl_document, input_dim), .range = FL_POSITIVE},
    {"num_classes", FL_FIELD_INT, FL_MEMBER(fl_document, num_classes), .range = FL_POSITIVE},
    {"warmup_iterations", FL_FIELD_INT, FL_MEMBER(fl_document, warmup_iterations)},
    {"benchmark_iterations", FL_FIELD_INT64, FL_MEMBER(fl_document, benchmark_iterations)},
    {"training_samples", FL_FIELD_INT, FL_MEMBER(fl_document, training_samples)},
    {"platform", FL_FIELD_TEXT, FL_MEMBER(fl_document, platform)},
    {"cpu", FL_FIELD_TEXT, FL_MEMBER(fl_document, environment.cpu)},
    {"timestamp", FL_FIELD_TEXT, FL_MEMBER(fl_document, timestamp)},
    {"processes", FL_FIELD_INT, FL_MEMBER(fl_document, processes)},
    {"misalign_bytes", FL_FIELD_INT, FL_MEMBER(fl_document, misalign_bytes)},
    {"baseline", FL_FIELD_TEXT, FL_MEMBER(fl_document, baseline)},
    {"confidence", FL_FIELD_FIGURE, FL_MEMBER(fl_document, confidence)},
    {0},
};

static const fl_field clock_fields[] = {
    {"name", FL_FIELD_TEXT, FL_MEMBER(fl_document, clock_name)},
    {"tick_ns", FL_FIELD_FIGURE, FL_MEMBER(fl_document, clock_tick_ns)},
    {"cost_ns", FL_FIELD_FIGURE, FL_MEMBER(fl_document, clock_cost_ns)},
    {"checked_against", FL_FIELD_TEXT, FL_MEMBER(fl_document, clock_checked), .optional = true},
    {"empty_call", FL_FIELD_GROUP, FL_MEMBER(fl_document, empty_call), .fields = empty_call_fields,
     .present = has_calls},
    {0},
};

static const fl_field machine_fields[] = {
    {"name", FL_FIELD_TEXT, FL_MEMBER(fl_named_value, name)},
    {"unit", FL_FIELD_TEXT, FL_MEMBER(fl_named_value, unit)},
    {"value", FL_FIELD_FIGURE, FL_MEMBER(fl_named_value, value), .range = FL_ANY},
    {"low", FL_FIELD_FIGURE, FL_MEMBER(fl_named_value, low), .range = FL_ANY},
    {"high", FL_FIELD_FIGURE, FL_MEMBER(fl_named_value, high), .range = FL_ANY},
    {0},
};

static bool was_counted(const void *survey)
{
    return ((const fl_value_survey *)survey)->counted;
}

static const fl_field value_count_fields[] = {
    {"subnormal", FL_FIELD_INT, FL_MEMBER(fl_value_counts, subnormal)},
    {"infinite", FL_FIELD_INT, FL_MEMBER(fl_value_counts, infinite)},
    {"nan", FL_FIELD_INT, FL_MEMBER(fl_value_counts, nan)},
    {0},
};

static const fl_field survey_fields[] = {
    {"counted", FL_FIELD_BOOL, FL_MEMBER(fl_value_survey, counted)},
    {"weights", FL_FIELD_GROUP, FL_MEMBER(fl_value_survey, model), .fields = value_count_fields},
    {"sample", FL_FIELD_GROUP, FL_MEMBER(fl_value_survey, sample), .fields = value_count_fields},
    {"products", FL_FIELD_GROUP, FL_MEMBER(fl_value_survey, products), .fields = value_count_fields},
    {"logits", FL_FIELD_GROUP, FL_MEMBER(fl_value_survey, logits), .fields = value_count_fields},
    {0},
};

static const fl_field model_fields[] = {
    {"origin", FL_FIELD_TEXT, FL_MEMBER(fl_document, model_origin)},
    {"sha256", FL_FIELD_TEXT, FL_MEMBER(fl_document, model_sha256)},
    {"sample_sha256", FL_FIELD_TEXT, FL_MEMBER(fl_document, sample_sha256), .optional = true},
    {"values", FL_FIELD_GROUP, FL_MEMBER(fl_document, values), .fields = survey_fields,
     .present = was_counted, .optional = true},
    {0},
};

const fl_field fl_environment_fields[] = {
    {"cpu", FL_FIELD_TEXT, FL_MEMBER(fl_environment, cpu)},
    {"architecture", FL_FIELD_TEXT, FL_MEMBER(fl_environment, architecture)},
    {"os", FL_FIELD_TEXT, FL_MEMBER(fl_environment, os)},
    {"kernel_release", FL_FIELD_TEXT, FL_MEMBER(fl_environment, kernel_release)},
    {"hypervisor", FL_FIELD_TEXT, FL_MEMBER(fl_environment, hypervisor)},
    {"emulator", FL_FIELD_TEXT, FL_MEMBER(fl_environment, emulator)},
    {"microarchitecture", FL_FIELD_TEXT, FL_MEMBER(fl_environment, microarchitecture), .optional = true},
    {"hidden_features", FL_FIELD_TEXT, FL_MEMBER(fl_environment, hidden_features), .optional = true},
    {"caches", FL_FIELD_TEXT, FL_MEMBER(fl_environment, caches)},
    {"topology", FL_FIELD_TEXT, FL_MEMBER(fl_environment, topology)},
    {"governor", FL_FIELD_TEXT, FL_MEMBER(fl_environment, governor)},
    {"turbo", FL_FIELD_TEXT, FL_MEMBER(fl_environment, turbo)},
    {"smt", FL_FIELD_TEXT, FL_MEMBER(fl_environment, smt)},
    {"cpus_online", FL_FIELD_INT, FL_MEMBER(fl_environment, cpus_online), .range = FL_ANY},
    {"pinned_cpu", FL_FIELD_INT, FL_MEMBER(fl_environment, pinned_cpu), .range = FL_ANY},
    {"pin_reason", FL_FIELD_TEXT, FL_MEMBER(fl_environment, pin_reason)},
    {"load_1min_before", FL_FIELD_FIGURE, FL_MEMBER(fl_environment, load_1min_before), .range = FL_ANY},
    {"load_1min_after", FL_FIELD_FIGURE, FL_MEMBER(fl_environment, load_1min_after), .range = FL_ANY},
    {"steal_percent", FL_FIELD_FIGURE, FL_MEMBER(fl_environment, steal_percent), .range = FL_ANY},
    {"context_switches_voluntary", FL_FIELD_INT64, FL_MEMBER(fl_environment, context_switches_voluntary),
     .range = FL_ANY},
    {"context_switches_involuntary", FL_FIELD_INT64, FL_MEMBER(fl_environment, context_switches_involuntary),
     .range = FL_ANY},
    {"page_faults_minor", FL_FIELD_INT64, FL_MEMBER(fl_environment, page_faults_minor), .range = FL_ANY},
    {"page_faults_major", FL_FIELD_INT64, FL_MEMBER(fl_environment, page_faults_major), .range = FL_ANY},
    {"peak_resident_bytes", FL_FIELD_INT64, FL_MEMBER(fl_environment, peak_resident_bytes), .range = FL_ANY},
    {"compiler", FL_FIELD_TEXT, FL_MEMBER(fl_environment, compiler)},
    {"build_type", FL_FIELD_TEXT, FL_MEMBER(fl_environment, build_type)},
    {"revision", FL_FIELD_TEXT, FL_MEMBER(fl_environment, revision)},
    {"libraries", FL_FIELD_TEXT, FL_MEMBER(fl_environment, libraries)},
    {"steering", FL_FIELD_TEXT, FL_MEMBER(fl_environment, steering), .optional = true},
    {"boot_id", FL_FIELD_TEXT, FL_MEMBER(fl_environment, boot_id), .optional = true},
    {"floating_point", FL_FIELD_TEXT, FL_MEMBER(fl_environment, floating_point), .optional = true},
    {"memory_total_bytes", FL_FIELD_FIGURE, FL_MEMBER(fl_environment, memory_total_bytes), .optional = true},
    {"memory_available_bytes_before", FL_FIELD_FIGURE,
     FL_MEMBER(fl_environment, memory_available_bytes_before), .optional = true},
    {"memory_available_bytes_after", FL_FIELD_FIGURE, FL_MEMBER(fl_environment, memory_available_bytes_after),
     .optional = true},
    {"swap_used_bytes_before", FL_FIELD_FIGURE, FL_MEMBER(fl_environment, swap_used_bytes_before),
     .optional = true},
    {"swap_used_bytes_after", FL_FIELD_FIGURE, FL_MEMBER(fl_environment, swap_used_bytes_after),
     .optional = true},
    {"pages_swapped", FL_FIELD_FIGURE, FL_MEMBER(fl_environment, pages_swapped), .optional = true},
    {"numa_nodes", FL_FIELD_FIGURE, FL_MEMBER(fl_environment, numa_nodes), .range = FL_POSITIVE,
     .optional = true},
    {"thermal_throttle_events", FL_FIELD_FIGURE, FL_MEMBER(fl_environment, thermal_throttle_events),
     .optional = true},
    {"hottest_celsius_before", FL_FIELD_FIGURE, FL_MEMBER(fl_environment, hottest_celsius_before),
     .range = FL_ANY, .optional = true},
    {"hottest_celsius_after", FL_FIELD_FIGURE, FL_MEMBER(fl_environment, hottest_celsius_after),
     .range = FL_ANY, .optional = true},
    {"other_busy_cpus", FL_FIELD_FIGURE, FL_MEMBER(fl_environment, other_busy_cpus), .optional = true},
    {"waiting_percent", FL_FIELD_FIGURE, FL_MEMBER(fl_environment, waiting_percent), .optional = true},
    {"cpu_quota", FL_FIELD_FIGURE, FL_MEMBER(fl_environment, cpu_quota), .range = FL_POSITIVE,
     .optional = true},
    {"quota_periods", FL_FIELD_FIGURE, FL_MEMBER(fl_environment, quota_periods), .optional = true},
    {"throttled_periods", FL_FIELD_FIGURE, FL_MEMBER(fl_environment, throttled_periods), .optional = true},
    {"throttled_seconds", FL_FIELD_FIGURE, FL_MEMBER(fl_environment, throttled_seconds), .optional = true},
    {"quiet_wait_seconds", FL_FIELD_FIGURE, FL_MEMBER(fl_environment, quiet_wait_seconds), .optional = true},
    {0},
};

static const fl_field skip_fields[] = {
    {"name", FL_FIELD_TEXT, FL_MEMBER(fl_skip, name)},
    {"reason", FL_FIELD_TEXT, FL_MEMBER(fl_skip, reason)},
    {0},
};

static const fl_field cross_check_fields[] = {
    {"name", FL_FIELD_TEXT, FL_MEMBER(fl_cross_check, name)},
    {"mode", FL_FIELD_TEXT, FL_MEMBER(fl_cross_check, mode)},
    {"lab_ns", FL_FIELD_FIGURE, FL_MEMBER(fl_cross_check, lab_ns)},
    {"google_benchmark_ns", FL_FIELD_FIGURE, FL_MEMBER(fl_cross_check, google_benchmark_ns)},
    {"ratio", FL_FIELD_FIGURE, FL_MEMBER(fl_cross_check, ratio)},
    {0},
};

const fl_field fl_document_fields[] = {
    {"config", FL_FIELD_GROUP, .fields = fl_config_fields},
    {"results", FL_FIELD_LIST, offsetof(fl_document, results), sizeof(fl_result),
     .count = offsetof(fl_document, result_count), .fields = fl_result_fields, .present = is_contestant},
    /* Apart, so that a reader that knows only results[] never takes a floor probe for a contestant. */
    {"probes", FL_FIELD_LIST, offsetof(fl_document, results), sizeof(fl_result),
     .count = offsetof(fl_document, result_count), .fields = fl_result_fields, .present = is_probe},
    {"clock", FL_FIELD_GROUP, .fields = clock_fields},
    {"machine", FL_FIELD_LIST, offsetof(fl_document, machine), sizeof(fl_named_value),
     .count = offsetof(fl_document, machine_count), .fields = machine_fields, .compact = true},
    {"model", FL_FIELD_GROUP, .fields = model_fields, .compact = true},
    {"environment", FL_FIELD_GROUP, FL_MEMBER(fl_document, environment), .fields = fl_environment_fields},
    {"skips", FL_FIELD_LIST, offsetof(fl_document, skips), sizeof(fl_skip),
     .count = offsetof(fl_document, skip_count), .fields = skip_fields, .compact = true},
    {"cross_check", FL_FIELD_LIST, offsetof(fl_document, cross_checks), sizeof(fl_cross_check),
     .count = offsetof(fl_document, cross_check_count), .fields = cross_check_fields, .compact = true},
    {"chosen", FL_FIELD_TEXT, FL_MEMBER(fl_document, chosen)},
    {"comparisons", FL_FIELD_SIZE, FL_MEMBER(fl_document, comparisons)},
    {"impossible", FL_FIELD_BOOL, FL_MEMBER(fl_document, impossible)},
    {0},
};
