/* fairlane.result/1: which member of which struct stands where, what it means and in which unit.
 * fairlane.result.1.schema.json is made from here. */
#include "bench/record/result_fields.h"

#include "bench/record/distribution.h"
#include "bench/record/result.h"

static const char *const returned_values[] = {"logits", "probability", "class", NULL};
static const char *const judgements[] = {"", "disproved", "in doubt", "impossible", NULL};

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
    return e->simd_class[0] || e->reason[0];
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
    {"name", FL_FIELD_TEXT, FL_MEMBER(fl_result, name), .filled = true,
     .meaning = "Name of what was called, unique in the file."},
    {"iterations", FL_FIELD_SIZE, FL_MEMBER(fl_result, iterations),
     .meaning = "Number of timed calls. 0: none was timed by itself, and all figures of calls are null."},
    {"mean_us", FL_FIELD_FIGURE, FL_MEMBER(fl_result, per_call_us.mean), .range = FL_POSITIVE,
     .meaning = "Arithmetic mean of the calls, in microseconds."},
    {"std_us", FL_FIELD_FIGURE, FL_MEMBER(fl_result, per_call_us.sd),
     .meaning =
         "Sample standard deviation of the calls (divisor n - 1), in microseconds; null for one call."},
    {"ci_95_lower", FL_FIELD_FIGURE, FL_MEMBER(fl_result, per_call_us.ci_95_lower), .range = FL_ANY,
     .meaning = "mean_us - 1.96 * std_us / sqrt(iterations), in microseconds, as the audited benchmark "
                "computes it. Successive calls are not independent, so it is narrower than the truth."},
    {"ci_95_upper", FL_FIELD_FIGURE, FL_MEMBER(fl_result, per_call_us.ci_95_upper), .range = FL_ANY,
     .meaning = "mean_us + 1.96 * std_us / sqrt(iterations), in microseconds; see ci_95_lower."},
    {"p50_us", FL_FIELD_FIGURE, FL_MEMBER(fl_result, per_call_us.p50),
     .meaning = "sorted[n/2] of the calls, in microseconds."},
    {"p95_us", FL_FIELD_FIGURE, FL_MEMBER(fl_result, per_call_us.p95),
     .meaning = "sorted[0.95 * n] of the calls, in microseconds."},
    {"p99_us", FL_FIELD_FIGURE, FL_MEMBER(fl_result, per_call_us.p99),
     .meaning = "sorted[0.99 * n] of the calls, in microseconds."},
    {"min_us", FL_FIELD_FIGURE, FL_MEMBER(fl_result, per_call_us.min),
     .meaning = "The fastest call, in microseconds."},
    {"max_us", FL_FIELD_FIGURE, FL_MEMBER(fl_result, per_call_us.max),
     .meaning = "The slowest call, in microseconds."},
    {"throughput_per_sec", FL_FIELD_FIGURE, FL_MEMBER(fl_result, throughput_per_sec), .range = FL_POSITIVE,
     .meaning = "1e6 / mean_us: calls per second if each cost the mean, the clock's share included."},
    {0},
};

static const fl_field per_call_fields[] = {
    {"", FL_FIELD_INCLUDE, .fields = fl_audited_fields},
    {"p50_interval_ns", FL_FIELD_INTERVAL, FL_MEMBER(fl_result, p50_interval_ns),
     .meaning = "Distribution-free interval of the median call, from order statistics, in nanoseconds."},
    {"p99_interval_ns", FL_FIELD_INTERVAL, FL_MEMBER(fl_result, p99_interval_ns),
     .meaning = "The same of the 99th percentile, in nanoseconds."},
    {"lag1_autocorrelation", FL_FIELD_FIGURE, FL_MEMBER(fl_result, lag1_autocorrelation), .range = FL_ANY,
     .meaning = "Correlation of each call with the next; far from 0, the calls are not independent."},
    {"quantised", FL_FIELD_BOOL, FL_MEMBER(fl_result, quantised),
     .meaning = "The median call takes fewer than 10 ticks of the clock, so the percentiles are steps of the "
                "clock."},
    {0},
};

const fl_field fl_sample_fields[] = {
    {"samples_ns", FL_FIELD_NUMBERS, FL_MEMBER(fl_result, samples_ns),
     .count = offsetof(fl_result, iterations), .samples = true, .fields = fl_packed_fields,
     .meaning = "Every timed call in its order, in nanoseconds, the clock's cost included. Left out where "
                "only the summary was asked for."},
    {"samples_process_runs", FL_FIELD_RUNS, FL_MEMBER(fl_result, samples_process),
     .count = offsetof(fl_result, iterations), .samples = true,
     .meaning = "Which process made which of them, in their order: pairs [number of the process from 1, how "
                "many of the following belong to it]. Left out when all come from one process."},
    {0},
};

static const fl_field distribution_fields[] = {
    {"distribution", FL_FIELD_OWNED, offsetof(fl_result, distribution), sizeof(fl_distribution),
     .fields = fl_distribution_fields, .definition = "distribution",
     .meaning = "Instead of the timed calls themselves: how many took how long (run --samples summary)."},
    {0},
};

static const fl_field empty_call_fields[] = {
    {"", FL_FIELD_INCLUDE, .fields = per_call_fields},
    {"", FL_FIELD_INCLUDE, .fields = distribution_fields},
    {"", FL_FIELD_INCLUDE, .fields = fl_sample_fields},
    {0},
};

static const fl_field fact_fields[] = {
    {"name", FL_FIELD_TEXT, FL_MEMBER(fl_fact, name), .filled = true, .meaning = "What."},
    {"value", FL_FIELD_TEXT, FL_MEMBER(fl_fact, value), .meaning = "As it tells."},
    {0},
};

static const fl_field counted_fields[] = {
    {"name", FL_FIELD_TEXT, FL_MEMBER(fl_counted, name), .filled = true, .meaning = "What is counted."},
    {"before", FL_FIELD_UINT64, FL_MEMBER(fl_counted, before), .meaning = "Before its timed single calls."},
    {"after", FL_FIELD_UINT64, FL_MEMBER(fl_counted, after), .meaning = "After them."},
    {0},
};

static const fl_field peer_fields[] = {
    {"version", FL_FIELD_TEXT, FL_MEMBER(fl_result_peer, version), .filled = true, .meaning = "As it tells."},
    {"clock", FL_FIELD_TEXT, FL_MEMBER(fl_result_peer, clock), .meaning = "With which it times itself."},
    {"predict_returns", FL_FIELD_TEXT, FL_MEMBER(fl_result_peer, predict_returns), .words = returned_values,
     .meaning = "What a caller of the library gets back: this is what was timed."},
    {"examine_returns", FL_FIELD_TEXT, FL_MEMBER(fl_result_peer, examine_returns), .words = returned_values,
     .meaning = "The finest values that it shows of the same inference: by these it was verified."},
    {"facts", FL_FIELD_LIST, offsetof(fl_result_peer, facts), sizeof(fl_fact),
     .count = offsetof(fl_result_peer, fact_count), .fields = fact_fields, .compact = true, .most_count = 24,
     .meaning = "What it tells of itself: versions, build profile, BLAS, threads."},
    {"threads", FL_FIELD_INT64, FL_MEMBER(fl_result_peer, threads), .range = FL_ANY, .least = -1,
     .meaning =
         "Threads of its process after the timed single calls, the most of any process; -1: not known."},
    {"context_switches_voluntary", FL_FIELD_INT64, FL_MEMBER(fl_result_peer, switches_voluntary),
     .range = FL_ANY, .least = -1,
     .meaning = "Of all of its threads and processes, while its single calls were timed; each request makes "
                "one or two. -1: not known."},
    {"context_switches_involuntary", FL_FIELD_INT64, FL_MEMBER(fl_result_peer, switches_involuntary),
     .range = FL_ANY, .least = -1, .meaning = "Likewise: it was interrupted in favour of another."},
    {"counters", FL_FIELD_LIST, offsetof(fl_result_peer, counters), sizeof(fl_counted),
     .count = offsetof(fl_result_peer, counter_count), .fields = counted_fields, .compact = true,
     .most_count = 16,
     .meaning = "What it counts itself, before and after its timed single calls, summed over the processes."},
    {"empty_call", FL_FIELD_OWNED, offsetof(fl_result_peer, empty_call), sizeof(fl_result),
     .fields = empty_call_fields, .definition = "empty_call",
     .meaning = "Its own per-call protocol around an empty call."},
    {0},
};

static const fl_field kernel_fields[] = {
    {"work", FL_FIELD_TEXT, FL_MEMBER(fl_result, work), .filled = true,
     .meaning = "linear-784x2, logistic-784x1 or softmax-2, for floor probes loads or arithmetic; only like "
                "work may be compared."},
    {"isa", FL_FIELD_TEXT, FL_MEMBER(fl_result, isa),
     .meaning = "Instruction set: scalar, sse, avx, avx2, avx512, neon, sve or library. Empty for peers: "
                "what they execute only a trace can tell."},
    {"lanes", FL_FIELD_INT, FL_MEMBER(fl_result, lanes),
     .meaning = "Floats worked on by one instruction; 0: not fixed."},
    {"fma", FL_FIELD_BOOL, FL_MEMBER(fl_result, fma), .meaning = "Multiplies and adds in one instruction."},
    {"ordered_sums", FL_FIELD_BOOL, FL_MEMBER(fl_result, ordered_sums), .optional = true,
     .meaning = "Products in vectors, sums one lane after the other: in time it is code of one lane."},
    {"accumulators", FL_FIELD_INT, FL_MEMBER(fl_result, accumulators),
     .meaning = "Independent chains per output, in registers; 0: not known."},
    {"origin", FL_FIELD_TEXT, FL_MEMBER(fl_result, origin),
     .meaning = "plain loop, compiler, hand-written, library or peer."},
    {"detail", FL_FIELD_TEXT, FL_MEMBER(fl_result, detail),
     .meaning = "Library, version and the core type it picked."},
    {"source", FL_FIELD_TEXT, FL_MEMBER(fl_result, source), .meaning = "Source file in the project."},
    {"compiler", FL_FIELD_TEXT, FL_MEMBER(fl_result, compiler), .meaning = "Compiler of this file."},
    {"flags", FL_FIELD_TEXT, FL_MEMBER(fl_result, flags), .meaning = "Flags of this file."},
    {0},
};

static const fl_field accuracy_fields[] = {
    {"max_error_in_bounds", FL_FIELD_FIGURE, FL_MEMBER(fl_result, max_error_in_bounds),
     .meaning = "Largest |y - reference| in units of the contract's error bound; at most 1."},
    {0},
};

static const fl_field executed_fields[] = {
    {"class", FL_FIELD_TEXT, FL_MEMBER(fl_executed, simd_class),
     .meaning = "\"scalar\", \"SIMD-256+FMA\" …; empty: not known, see reason."},
    {"multiply_adds", FL_FIELD_UINT64, FL_MEMBER(fl_executed, multiply_adds),
     .meaning = "Float32 multiply-adds that were executed."},
    {"expected_multiply_adds", FL_FIELD_UINT64, FL_MEMBER(fl_executed, expected),
     .meaning = "Multiply-adds of its work."},
    {"instructions", FL_FIELD_UINT64, FL_MEMBER(fl_executed, instructions),
     .meaning = "Instructions that were executed."},
    {"reason", FL_FIELD_TEXT, FL_MEMBER(fl_executed, reason),
     .meaning = "Why the class is not known; else empty, or what is remarkable about the trace."},
    {0},
};

static const fl_field evidence_fields[] = {
    {"code_sha256", FL_FIELD_TEXT, FL_MEMBER(fl_result, code_sha256), .pattern = FL_SHA256_OR_EMPTY,
     .meaning = "SHA-256 of the function's machine code, hexadecimal; empty: not known."},
    {"code_bytes", FL_FIELD_UINT64, FL_MEMBER(fl_result, code_bytes), .meaning = "Its length in bytes."},
    {"static_class", FL_FIELD_TEXT, FL_MEMBER(fl_result, static_class),
     .meaning = "What stands in that code, by its multiplications: \"scalar\", \"SIMD-256+FMA\" …, or why "
                "that is not told; empty: not known. What is executed only a trace can tell."},
    {"executed", FL_FIELD_GROUP, FL_MEMBER(fl_result, executed), .fields = executed_fields,
     .present = was_examined, .optional = true,
     .meaning = "What one call of it executed, instruction by instruction, after the measurement; null or "
                "missing: nobody looked."},
    {"no_way_around", FL_FIELD_BOOL, FL_MEMBER(fl_result, no_way_around), .optional = true,
     .meaning = "Each call executes all multiply-adds of that code: nothing leaves it and no jump leads "
                "around any. Absent in files that were written before this was looked at."},
    {0},
};

static const fl_field spread_fields[] = {
    {"processes", FL_FIELD_SIZE, FL_MEMBER(fl_spread, processes), .meaning = "Number of processes."},
    {"between_sd_ns", FL_FIELD_FIGURE, FL_MEMBER(fl_spread, between_sd),
     .meaning = "Standard deviation of the processes' means, in nanoseconds; null for one process."},
    {"within_sd_ns", FL_FIELD_FIGURE, FL_MEMBER(fl_spread, within_sd),
     .meaning = "Pooled standard deviation within the processes, in nanoseconds."},
    {0},
};

static const fl_field paired_ratio_fields[] = {
    {"rounds", FL_FIELD_SIZE, FL_MEMBER(fl_paired_ratio, rounds), .least = 1, .meaning = "Pairs."},
    {"processes", FL_FIELD_SIZE, FL_MEMBER(fl_paired_ratio, processes), .least = 1,
     .meaning = "Processes they come from."},
    {"ratio", FL_FIELD_FIGURE, FL_MEMBER(fl_paired_ratio, ratio), .range = FL_POSITIVE, .known = true,
     .meaning = "exp of the median log-ratio."},
    {"interval", FL_FIELD_INTERVAL, FL_MEMBER(fl_paired_ratio, interval),
     .meaning =
         "Of the ratio, at a confidence corrected after Bonferroni for the number of comparisons: the least "
         "that holds the sign test's interval and the ratio times and over the spread between processes. It "
         "decides \"different\". null for one process. In files of earlier versions the sign test's alone."},
    {"rounds_interval", FL_FIELD_INTERVAL, FL_MEMBER(fl_paired_ratio, rounds_interval), .optional = true,
     .meaning = "The sign test's interval, which speaks of these very processes. Missing in files of earlier "
                "versions."},
    {"p_two_sided", FL_FIELD_FIGURE, FL_MEMBER(fl_paired_ratio, p_two_sided),
     .meaning = "Sign test, before the correction."},
    {"within_process_sd_log", FL_FIELD_FIGURE, FL_MEMBER(fl_paired_ratio, within_process_sd),
     .meaning = "Standard deviation of the log-ratios around their process's median, pooled."},
    {"between_process_sd_log", FL_FIELD_FIGURE, FL_MEMBER(fl_paired_ratio, between_process_sd),
     .meaning = "Standard deviation of the processes' median log-ratios; null for one process."},
    {"between_process_spread_log", FL_FIELD_FIGURE, FL_MEMBER(fl_paired_ratio, between_process_spread),
     .meaning = "What the log-ratio must exceed to count as a difference, in either direction."},
    {"different", FL_FIELD_BOOL, FL_MEMBER(fl_paired_ratio, different),
     .meaning = "The interval excludes 1."},
    {0},
};

static bool has_states(const void *counts)
{
    const fl_state_counts *c = counts;
    return c->quiet + c->shared + c->throttled > 0;
}

static const fl_field state_fields[] = {
    {"quiet", FL_FIELD_SIZE, FL_MEMBER(fl_state_counts, quiet),
     .meaning = "Rounds on a core that nobody else worked on."},
    {"shared", FL_FIELD_SIZE, FL_MEMBER(fl_state_counts, shared),
     .meaning = "Rounds on a core that was shared."},
    {"throttled", FL_FIELD_SIZE, FL_MEMBER(fl_state_counts, throttled),
     .meaning = "Rounds on a core that was slowed down."},
    {0},
};

static const fl_field series_figures[] = {
    {"rounds", FL_FIELD_SIZE, FL_MEMBER(fl_series, rounds), .range = FL_POSITIVE,
     .meaning = "Number of rounds: every contestant is timed once in each, in changing order."},
    {"calls_per_block", FL_FIELD_UINT64, FL_MEMBER(fl_series, calls_per_block),
     .meaning = "Calls between two readings of the clock."},
    {"repeated_blocks", FL_FIELD_UINT64, FL_MEMBER(fl_series, repeated),
     .meaning = "Blocks timed again because a witness beside them had drifted by more than 2 %, or showed "
                "the core shared or stopped."},
    {"unsteady_blocks", FL_FIELD_UINT64, FL_MEMBER(fl_series, unsteady),
     .meaning = "Blocks kept although it still drifted after the last repetition."},
    {"median_ns", FL_FIELD_FIGURE, FL_MEMBER(fl_series, median_ns), .range = FL_POSITIVE, .known = true,
     .meaning = "Median of the rounds, nanoseconds per call."},
    {"interval_ns", FL_FIELD_INTERVAL, FL_MEMBER(fl_series, interval_ns),
     .meaning = "Distribution-free interval of that median (sign test), in nanoseconds."},
    {"states", FL_FIELD_GROUP, FL_MEMBER(fl_series, states), .fields = state_fields, .compact = true,
     .present = has_states, .optional = true,
     .meaning = "How many of the rounds were in which state (see rounds_state_runs). The figures below come "
                "from the quiet rounds where all are, or where they are at least 20 with at least 5 in each "
                "of three processes (of all processes where there are fewer); else from all. null, or left "
                "out in older files: not known."},
    {"median_cycles", FL_FIELD_FIGURE, FL_MEMBER(fl_series, median_cycles), .range = FL_POSITIVE,
     .optional = true,
     .meaning =
         "Median of the rounds in cycles of the core per call; null: not known. Left out in older files."},
    {"interval_cycles", FL_FIELD_INTERVAL, FL_MEMBER(fl_series, interval_cycles), .optional = true,
     .meaning = "Distribution-free interval of that median (sign test), in cycles."},
    {"spread", FL_FIELD_GROUP, FL_MEMBER(fl_series, spread_ns), .fields = spread_fields, .compact = true,
     .meaning = "How far the rounds scatter."},
    {"versus_baseline", FL_FIELD_GROUP, FL_MEMBER(fl_series, versus_baseline), .fields = paired_ratio_fields,
     .compact = true, .present = has_pairs,
     .meaning = "Time of the baseline (config.baseline) divided by time of this, paired by rounds: above 1 "
                "this is faster. null: this is the baseline, or it was not measured."},
    {0},
};

static const fl_field series_more[] = {
    {"rounds_process_runs", FL_FIELD_RUNS, FL_MEMBER(fl_series, process),
     .count = offsetof(fl_series, rounds),
     .meaning = "Which process made which of them, in their order: pairs [number of the process from 1, how "
                "many of the following belong to it]. Left out when all come from one process."},
    {"rounds_cycles", FL_FIELD_NUMBERS, FL_MEMBER(fl_series, cycles), .range = FL_POSITIVE,
     .count = offsetof(fl_series, rounds),
     .meaning = "Each round in cycles of the core per call: its time by the frequency witness (a chain of "
                "dependent additions, a cycle each) before and after its block. Left out where chains are "
                "not timed and in older files."},
    {"rounds_state_runs", FL_FIELD_RUNS, FL_MEMBER(fl_series, state), .count = offsetof(fl_series, rounds),
     .most = 3,
     .meaning = "In which state the core was during each of them, in their order: pairs [state, how many of "
                "the following were in it]. 1: quiet; 2: shared, since independent additions took over 1.1 "
                "times the fewest cycles ever seen in the run; 3: throttled, since the system stopped the "
                "process, its quota of time being used up. Left out likewise."},
    {0},
};

static const fl_field series_fields[] = {
    {"", FL_FIELD_INCLUDE, .fields = series_figures},
    {"rounds_ns", FL_FIELD_NUMBERS, FL_MEMBER(fl_series, ns), .range = FL_POSITIVE, .demanded = true,
     .count = offsetof(fl_series, rounds), .meaning = "Each round, nanoseconds per call."},
    {"", FL_FIELD_INCLUDE, .fields = series_more},
    {0},
};

/* Single calls: left out with the others (run --samples). */
const fl_field fl_cold_call_fields[] = {
    {"rounds_ns", FL_FIELD_NUMBERS, FL_MEMBER(fl_series, ns), .range = FL_POSITIVE,
     .count = offsetof(fl_series, rounds), .samples = true, .fields = fl_packed_fields,
     .meaning = "Each call, nanoseconds. Left out where single calls were not asked for."},
    {"rounds_process_runs", FL_FIELD_RUNS, FL_MEMBER(fl_series, process),
     .count = offsetof(fl_series, rounds), .samples = true,
     .meaning = "Which process made which of them, in their order: pairs [number of the process from 1, how "
                "many of the following belong to it]. Left out when all come from one process."},
    {"rounds_cycles", FL_FIELD_NUMBERS, FL_MEMBER(fl_series, cycles), .range = FL_POSITIVE,
     .count = offsetof(fl_series, rounds), .samples = true,
     .meaning = "Each round in cycles of the core per call: its time by the frequency witness (a chain of "
                "dependent additions, a cycle each) before and after its block. Left out where chains are "
                "not timed and in older files."},
    {"rounds_state_runs", FL_FIELD_RUNS, FL_MEMBER(fl_series, state), .count = offsetof(fl_series, rounds),
     .samples = true, .most = 3,
     .meaning = "In which state the core was during each of them, in their order: pairs [state, how many of "
                "the following were in it]. 1: quiet; 2: shared, since independent additions took over 1.1 "
                "times the fewest cycles ever seen in the run; 3: throttled, since the system stopped the "
                "process, its quota of time being used up. Left out likewise."},
    {0},
};

static const fl_field cold_fields[] = {
    {"", FL_FIELD_INCLUDE, .fields = series_figures},
    {"", FL_FIELD_INCLUDE, .fields = fl_cold_call_fields},
    {0},
};

static const fl_field amortised_fields[] = {
    {"independent", FL_FIELD_GROUP, FL_MEMBER(fl_result, independent), .fields = series_fields,
     .present = has_rounds, .definition = "series",
     .meaning = "Calls that do not depend on each other: reciprocal throughput."},
    {"chained", FL_FIELD_GROUP, FL_MEMBER(fl_result, chained), .fields = series_fields, .present = has_rounds,
     .definition = "series", .meaning = "Each call's input depends on the output of the last: latency."},
    {0},
};

static const fl_field floor_fields[] = {
    {"floor_ns", FL_FIELD_FIGURE, FL_MEMBER(fl_floor, ns), .range = FL_POSITIVE,
     .meaning = "The least possible time of one call, in nanoseconds."},
    {"set_by", FL_FIELD_TEXT, FL_MEMBER(fl_floor, set_by),
     .meaning = "What sets it, e.g. \"loads of 32 bytes\"."},
    {"ratio", FL_FIELD_FIGURE, FL_MEMBER(fl_floor, ratio), .range = FL_POSITIVE,
     .meaning = "Measured time divided by the floor, in cycles where they are known, of quiet rounds where "
                "there are enough."},
    {"interval", FL_FIELD_INTERVAL, FL_MEMBER(fl_floor, interval), .meaning = "Of the ratio."},
    {"impossible", FL_FIELD_BOOL, FL_MEMBER(fl_floor, impossible),
     .meaning = "Below 0.97 times the floor, and the floor is not to blame: the clock is wrong, or not all "
                "of the work is done in each call."},
    {"explanation", FL_FIELD_TEXT, FL_MEMBER(fl_floor, explanation),
     .meaning = "Why it stands far above the floor, or below it, where that is known."},
    {"floor_cycles", FL_FIELD_FIGURE, FL_MEMBER(fl_floor, cycles), .range = FL_POSITIVE, .optional = true,
     .meaning = "The floor in cycles of the core."},
    {"judgement", FL_FIELD_TEXT, FL_MEMBER(fl_floor, judgement), .optional = true, .words = judgements,
     .meaning = "Empty: the floor holds. disproved: this contestant, attested to do all of its work in each "
                "call, is quicker than every probe, and its own figure is the floor. in doubt: some "
                "contestant that is not attested stands below, or the core was shared throughout, and the "
                "floor is not relied on. impossible: see there."},
    {0},
};

static const fl_field bounds_fields[] = {
    {"independent", FL_FIELD_GROUP, FL_MEMBER(fl_result, independent_floor), .fields = floor_fields,
     .compact = true, .present = has_floor, .definition = "floor",
     .meaning = "How the measured time stands to the least possible one. null: no floor is known."},
    {"chained", FL_FIELD_GROUP, FL_MEMBER(fl_result, chained_floor), .fields = floor_fields, .compact = true,
     .present = has_floor, .definition = "floor",
     .meaning = "How the measured time stands to the least possible one. null: no floor is known."},
    {0},
};

const fl_field fl_result_fields[] = {
    {"", FL_FIELD_INCLUDE, .fields = per_call_fields},
    {"steady", FL_FIELD_BOOL, FL_MEMBER(fl_result, steady),
     .meaning = "false: do not rely on these figures."},
    {"stability", FL_FIELD_TEXT, FL_MEMBER(fl_result, stability),
     .meaning = "Why not, in a few words; \"steady\" otherwise."},
    {"kernel", FL_FIELD_GROUP, .fields = kernel_fields, .compact = true, .present = has_kernel,
     .meaning = "What was run. null for contestants that are not kernels of fairlane."},
    {"peer", FL_FIELD_OWNED, offsetof(fl_result, peer), sizeof(fl_result_peer), .fields = peer_fields,
     .meaning = "Of a contestant that is a program of its own; only there, and only where the kernel's "
                "origin is peer. It times itself."},
    {"accuracy", FL_FIELD_GROUP, .fields = accuracy_fields, .compact = true,
     .meaning = "Checked before anything was timed."},
    {"evidence", FL_FIELD_GROUP, .fields = evidence_fields, .compact = true,
     .meaning = "Which machine code was timed."},
    {"amortised", FL_FIELD_GROUP, .fields = amortised_fields,
     .meaning = "Times of many calls in a row. Ratios come from here, never from single calls."},
    {"cold", FL_FIELD_GROUP, FL_MEMBER(fl_result, cold), .fields = cold_fields, .present = has_rounds,
     .definition = "cold",
     .meaning = "Single calls between two readings of the clock, each after the lines of weights, input, "
                "bias, output and the function's own code were flushed from all caches; one value per call. "
                "null: not measured."},
    {"bounds", FL_FIELD_GROUP, .fields = bounds_fields, .meaning = "Floors of the two modes."},
    {"", FL_FIELD_INCLUDE, .fields = distribution_fields},
    {"", FL_FIELD_INCLUDE, .fields = fl_sample_fields},
    {0},
};

const fl_field fl_config_fields[] = {
    {"seed", FL_FIELD_EXACT, FL_MEMBER(fl_document, seed),
     .meaning = "Of the training's order and of the order of the rounds."},
    {"input_dim", FL_FIELD_INT, FL_MEMBER(fl_document, input_dim), .range = FL_POSITIVE,
     .meaning = "Inputs of the layer."},
    {"num_classes", FL_FIELD_INT, FL_MEMBER(fl_document, num_classes), .range = FL_POSITIVE,
     .meaning = "Outputs of the layer."},
    {"warmup_iterations", FL_FIELD_INT, FL_MEMBER(fl_document, warmup_iterations),
     .meaning = "Calls before the timed ones, not counted."},
    {"benchmark_iterations", FL_FIELD_INT64, FL_MEMBER(fl_document, benchmark_iterations),
     .meaning = "Timed calls asked for."},
    {"training_samples", FL_FIELD_INT, FL_MEMBER(fl_document, training_samples),
     .meaning = "Samples the model was trained on."},
    {"platform", FL_FIELD_TEXT, FL_MEMBER(fl_document, platform),
     .meaning = "Operating system's kernel and architecture."},
    {"cpu", FL_FIELD_TEXT, FL_MEMBER(fl_document, environment.cpu), .meaning = "Brand of the CPU."},
    {"timestamp", FL_FIELD_TEXT, FL_MEMBER(fl_document, timestamp),
     .meaning = "When the run began, UTC, ISO 8601."},
    {"processes", FL_FIELD_INT, FL_MEMBER(fl_document, processes),
     .meaning = "Processes the measurements were spread over: the replicates."},
    {"misalign_bytes", FL_FIELD_INT, FL_MEMBER(fl_document, misalign_bytes),
     .meaning = "Bytes the buffers stand behind a 64-byte boundary."},
    {"baseline", FL_FIELD_TEXT, FL_MEMBER(fl_document, baseline),
     .meaning = "The result that versus_baseline refers to."},
    {"confidence", FL_FIELD_FIGURE, FL_MEMBER(fl_document, confidence),
     .meaning = "Of all intervals, before correction."},
    {0},
};

static const fl_field clock_fields[] = {
    {"name", FL_FIELD_TEXT, FL_MEMBER(fl_document, clock_name), .meaning = "Of the clock."},
    {"tick_ns", FL_FIELD_FIGURE, FL_MEMBER(fl_document, clock_tick_ns),
     .meaning = "Smallest step seen, in nanoseconds."},
    {"cost_ns", FL_FIELD_FIGURE, FL_MEMBER(fl_document, clock_cost_ns),
     .meaning = "Time of one reading, in nanoseconds."},
    {"checked_against", FL_FIELD_TEXT, FL_MEMBER(fl_document, clock_checked), .optional = true,
     .meaning = "The second clock, read by a system call of the lab's own, that it was held against at the "
                "start, during each round and at the end; within 1 %. none: the system refuses every second "
                "clock. Empty: not told."},
    {"empty_call", FL_FIELD_GROUP, FL_MEMBER(fl_document, empty_call), .fields = empty_call_fields,
     .present = has_calls, .definition = "empty_call",
     .meaning =
         "The same protocol around a call that does nothing: what timing itself costs. null: not measured."},
    {0},
};

static const fl_field machine_fields[] = {
    {"name", FL_FIELD_TEXT, FL_MEMBER(fl_named_value, name), .filled = true, .meaning = "What."},
    {"unit", FL_FIELD_TEXT, FL_MEMBER(fl_named_value, unit), .meaning = "In which unit."},
    {"value", FL_FIELD_FIGURE, FL_MEMBER(fl_named_value, value), .range = FL_ANY,
     .meaning = "Median over the processes."},
    {"low", FL_FIELD_FIGURE, FL_MEMBER(fl_named_value, low), .range = FL_ANY, .meaning = "Least."},
    {"high", FL_FIELD_FIGURE, FL_MEMBER(fl_named_value, high), .range = FL_ANY, .meaning = "Largest."},
    {0},
};

static bool was_counted(const void *survey)
{
    return ((const fl_value_survey *)survey)->counted;
}

static const fl_field value_count_fields[] = {
    {"subnormal", FL_FIELD_INT, FL_MEMBER(fl_value_counts, subnormal), .meaning = "Subnormal ones."},
    {"infinite", FL_FIELD_INT, FL_MEMBER(fl_value_counts, infinite), .meaning = "Infinite ones."},
    {"nan", FL_FIELD_INT, FL_MEMBER(fl_value_counts, nan), .meaning = "Those that are not a number."},
    {0},
};

static const fl_field survey_fields[] = {
    {"counted", FL_FIELD_BOOL, FL_MEMBER(fl_value_survey, counted), .only = "true",
     .meaning = "They were counted."},
    {"weights", FL_FIELD_GROUP, FL_MEMBER(fl_value_survey, model), .fields = value_count_fields,
     .definition = "value_counts", .meaning = "Of the weights and the bias."},
    {"sample", FL_FIELD_GROUP, FL_MEMBER(fl_value_survey, sample), .fields = value_count_fields,
     .definition = "value_counts", .meaning = "Of the input that was timed."},
    {"products", FL_FIELD_GROUP, FL_MEMBER(fl_value_survey, products), .fields = value_count_fields,
     .definition = "value_counts", .meaning = "Of the products of weights and input."},
    {"logits", FL_FIELD_GROUP, FL_MEMBER(fl_value_survey, logits), .fields = value_count_fields,
     .definition = "value_counts", .meaning = "Of the outputs."},
    {0},
};

static const fl_field model_fields[] = {
    {"origin", FL_FIELD_TEXT, FL_MEMBER(fl_document, model_origin), .meaning = "Where they come from."},
    {"sha256", FL_FIELD_TEXT, FL_MEMBER(fl_document, model_sha256), .pattern = FL_SHA256_OR_EMPTY,
     .meaning = "Of the safetensors file's bytes."},
    {"sample_sha256", FL_FIELD_TEXT, FL_MEMBER(fl_document, sample_sha256), .optional = true,
     .pattern = FL_SHA256_OR_EMPTY,
     .meaning = "Of the bytes of the input that was timed. Missing in files of earlier versions."},
    {"values", FL_FIELD_GROUP, FL_MEMBER(fl_document, values), .fields = survey_fields,
     .present = was_counted, .optional = true,
     .meaning = "Values on which arithmetic takes a time of its own, counted in float32; any makes the run "
                "unfit for comparison. null or missing: not counted."},
    {0},
};

static const fl_field skip_fields[] = {
    {"name", FL_FIELD_TEXT, FL_MEMBER(fl_skip, name), .meaning = "What."},
    {"reason", FL_FIELD_TEXT, FL_MEMBER(fl_skip, reason), .meaning = "Why not."},
    {0},
};

static const fl_field cross_check_fields[] = {
    {"name", FL_FIELD_TEXT, FL_MEMBER(fl_cross_check, name), .meaning = "The kernel."},
    {"mode", FL_FIELD_TEXT, FL_MEMBER(fl_cross_check, mode), .meaning = "independent or chained."},
    {"lab_ns", FL_FIELD_FIGURE, FL_MEMBER(fl_cross_check, lab_ns),
     .meaning = "By this lab, nanoseconds per call."},
    {"google_benchmark_ns", FL_FIELD_FIGURE, FL_MEMBER(fl_cross_check, google_benchmark_ns),
     .meaning = "By Google Benchmark, nanoseconds per call."},
    {"ratio", FL_FIELD_FIGURE, FL_MEMBER(fl_cross_check, ratio),
     .meaning = "The first divided by the second."},
    {0},
};

const fl_field fl_document_fields[] = {
    {"config", FL_FIELD_GROUP, .fields = fl_config_fields, .open = true,
     .meaning = "How the run was set up. Further members are allowed."},
    {"results", FL_FIELD_LIST, offsetof(fl_document, results), sizeof(fl_result),
     .count = offsetof(fl_document, result_count), .fields = fl_result_fields, .present = is_contestant,
     .apart = true, .definition = "result", .meaning = "The contestants."},
    /* Apart, so that a reader that knows only results[] never takes a floor probe for a contestant. */
    {"probes", FL_FIELD_LIST, offsetof(fl_document, results), sizeof(fl_result),
     .count = offsetof(fl_document, result_count), .fields = fl_result_fields, .present = is_probe,
     .apart = true, .definition = "result",
     .meaning = "Floor probes: they do only one part of the work (only the loads, only the arithmetic) and "
                "are no contestants."},
    {"clock", FL_FIELD_GROUP, .fields = clock_fields, .meaning = "The clock that timed the calls."},
    {"machine", FL_FIELD_LIST, offsetof(fl_document, machine), sizeof(fl_named_value),
     .count = offsetof(fl_document, machine_count), .fields = machine_fields, .compact = true,
     .each = "A figure.", .meaning = "The core as characterised by this run."},
    {"model", FL_FIELD_GROUP, .fields = model_fields, .compact = true, .meaning = "The weights."},
    {"environment", FL_FIELD_GROUP, FL_MEMBER(fl_document, environment), .fields = fl_environment_fields,
     .meaning = "What the run stood on."},
    {"skips", FL_FIELD_LIST, offsetof(fl_document, skips), sizeof(fl_skip),
     .count = offsetof(fl_document, skip_count), .fields = skip_fields, .compact = true, .each = "One of it.",
     .meaning = "What could not be measured."},
    {"cross_check", FL_FIELD_LIST, offsetof(fl_document, cross_checks), sizeof(fl_cross_check),
     .count = offsetof(fl_document, cross_check_count), .fields = cross_check_fields, .compact = true,
     .each = "One kernel in one mode.", .meaning = "This lab against Google Benchmark."},
    {"chosen", FL_FIELD_TEXT, FL_MEMBER(fl_document, chosen),
     .meaning = "The kernel that the dispatcher picks here."},
    {"comparisons", FL_FIELD_SIZE, FL_MEMBER(fl_document, comparisons),
     .meaning = "Number of ratios that the intervals are corrected for."},
    {"impossible", FL_FIELD_BOOL, FL_MEMBER(fl_document, impossible),
     .meaning = "The time of some kernel cannot be: the run is in error."},
    {0},
};

const fl_description fl_result_description = {
    .schema = "fairlane.result/1",
    .meaning = "One run of the lab. config and results[] stand where the audited benchmark's own tools look "
               "for them, under the same names; everything else is an addition. Units are in the names: _us "
               "microseconds, _ns nanoseconds, _bytes bytes, _log natural logarithms of ratios. A figure "
               "that does not exist is null, a text that is not known is empty. Lengths of texts are limits "
               "of fairlane's reader in bytes.",
    .fields = fl_document_fields,
    .open = true,
};
