#include "tests/record/record_fixture.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/record/pair.h"
#include "bench/record/rounds.h"

enum { PROCESSES = 5, ROUNDS_PER_PROCESS = 8, ROUNDS = PROCESSES * ROUNDS_PER_PROCESS };

/* A small deterministic generator; its only duty is to be the same everywhere. */
static double next_uniform(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (double)(*state >> 11) / 9007199254740992.0;
}

static void *allocate(size_t count, size_t size)
{
    void *memory = calloc(count, size);
    if (!memory)
        abort();
    return memory;
}

static void fill_calls(fl_result *result, size_t calls, double ns, uint64_t *state)
{
    double *us = allocate(calls, sizeof *us);
    result->iterations = calls;
    result->samples_ns = allocate(calls, sizeof(double));
    result->samples_process = allocate(calls, sizeof(int));
    for (size_t i = 0; i < calls; i++) {
        result->samples_ns[i] = floor(ns * (1 + 0.2 * next_uniform(state)));
        result->samples_process[i] = 1 + (int)(i * PROCESSES / calls);
        us[i] = result->samples_ns[i] / 1000;
    }
    fl_summarise(us, calls, &result->per_call_us, NULL);
    free(us);
    result->throughput_per_sec = fl_throughput_per_second(result->per_call_us.mean);
    result->p50_interval_ns = fl_quantile_interval(result->samples_ns, calls, 0.5, 0.95);
    result->p99_interval_ns = fl_quantile_interval(result->samples_ns, calls, 0.99, 0.95);
    result->lag1_autocorrelation = fl_lag1_autocorrelation(result->samples_ns, calls);
    result->quantised = ns < 100;
}

static void fill_series(fl_series *series, double ns, uint64_t *state)
{
    series->rounds = ROUNDS;
    series->ns = allocate(ROUNDS, sizeof(double));
    series->process = allocate(ROUNDS, sizeof(int));
    series->cycles = allocate(ROUNDS, sizeof(double));
    series->state = allocate(ROUNDS, sizeof(int));
    for (int i = 0; i < ROUNDS; i++) {
        series->process[i] = 1 + i / ROUNDS_PER_PROCESS;
        series->ns[i] = ns * (1 + 0.001 * series->process[i] + 0.01 * next_uniform(state));
        series->cycles[i] = 3.5 * series->ns[i];
        series->state[i] = i < ROUNDS - 2    ? FL_ROUND_QUIET
                           : i == ROUNDS - 2 ? FL_ROUND_SHARED
                                             : FL_ROUND_THROTTLED;
    }
    series->calls_per_block = 1000;
    series->repeated = 3;
    if (fl_series_summarise(series, 0.95, NULL) != FL_OK)
        abort();
}

static void fill_kernel(fl_result *result, const char *work, const char *isa, int lanes)
{
    snprintf(result->work, sizeof result->work, "%s", work);
    snprintf(result->isa, sizeof result->isa, "%s", isa);
    strcpy(result->origin, "hand-written");
    strcpy(result->source, "kernels/linear.c");
    strcpy(result->compiler, "GNU 12.2.0");
    strcpy(result->flags, "-O2 -D\"quoted\\\"");
    memset(result->code_sha256, 'a', 64);
    snprintf(result->static_class, sizeof result->static_class, "%s", lanes > 1 ? "SIMD-256+FMA" : "scalar");
    result->executed = (fl_executed){.multiply_adds = 1568, .expected = 1568, .instructions = 856};
    strcpy(result->executed.simd_class, result->static_class);
    result->lanes = lanes;
    result->fma = lanes > 1;
    result->accumulators = lanes > 1 ? 4 : 1;
    result->code_bytes = 512;
    result->max_error_in_bounds = 0.0123;
    result->steady = true;
    strcpy(result->stability, "steady");
}

static void fill_result(fl_result *result, const char *name, size_t calls, double ns, uint64_t *state)
{
    fl_result_init(result);
    snprintf(result->name, sizeof result->name, "%s", name);
    fill_calls(result, calls, ns + 20, state);
    fill_series(&result->independent, ns, state);
    fill_series(&result->chained, 1.5 * ns, state);
}

static void fill_ratios(fl_document *document)
{
    for (size_t i = 1; i < document->result_count; i++) {
        fl_series *series[] = {&document->results[i].independent, &document->results[i].chained};
        const fl_series *base[] = {&document->results[0].independent, &document->results[0].chained};
        for (int mode = 0; mode < 2; mode++)
            fl_document_compare(document, base[mode], series[mode], &series[mode]->versus_baseline, NULL);
    }
}

static void fill_environment(fl_environment *environment)
{
    strcpy(environment->cpu, "Example CPU \xc3\xa9 3000");
    strcpy(environment->architecture, "x86_64");
    strcpy(environment->os, "Debian GNU/Linux 12 (bookworm)");
    strcpy(environment->kernel_release, "Linux 6.1.0");
    strcpy(environment->governor, "performance");
    strcpy(environment->libraries, "cJSON 1.7.15; hwloc 2.9.0");
    strcpy(environment->steering, "OPENBLAS_CORETYPE=Haswell; MKL_CBWR=AVX2");
    environment->cpus_online = 2;
    environment->pinned_cpu = -1;
    environment->load_1min_before = 0.25;
    environment->peak_resident_bytes = 12345678;
    strcpy(environment->floating_point, "default; MXCSR 0x1f80, x87 0x037f");
    strcpy(environment->boot_id, "0b0a4e5c-7f0e-4a57-9d0c-0123456789ab");
    environment->memory_total_bytes = 25276506112;
    environment->swap_used_bytes_before = environment->swap_used_bytes_after = 0;
    environment->numa_nodes = 2;
    environment->hottest_celsius_after = 61.5;
    environment->other_busy_cpus = 0.125;
}

static void fill_lists(fl_document *document)
{
    document->machine = allocate(2, sizeof *document->machine);
    document->machine_count = 2;
    document->machine[0] = (fl_named_value){"add latency", "cycles", 3.0, 2.99, 3.01};
    document->machine[1] = (fl_named_value){"core frequency", "GHz", 3.7, NAN, NAN};
    document->skips = allocate(1, sizeof *document->skips);
    document->skip_count = 1;
    document->skips[0] = (fl_skip){"neon", "for AArch64 only"};
    document->cross_checks = allocate(1, sizeof *document->cross_checks);
    document->cross_check_count = 1;
    document->cross_checks[0] = (fl_cross_check){"avx2", "chained", 66.25, 66.5, 66.25 / 66.5};
}

void fl_fixture(fl_document *document, size_t calls, double variation)
{
    uint64_t state = 42;
    double ns = 600 * (1 + variation);
    fl_document_init(document);
    document->seed = UINT64_MAX; /* no double holds it */
    document->input_dim = 784;
    document->num_classes = 2;
    document->warmup_iterations = 100;
    document->training_samples = 1000;
    document->benchmark_iterations = (int64_t)calls;
    document->processes = PROCESSES;
    strcpy(document->timestamp, "2025-01-02T03:04:05Z");
    strcpy(document->baseline, "scalar");
    document->confidence = 0.95;
    document->comparisons = 4;
    strcpy(document->clock_name, "CLOCK_MONOTONIC");
    strcpy(document->clock_checked, "CLOCK_MONOTONIC_RAW");
    document->clock_tick_ns = 10;
    document->clock_cost_ns = 21.5;
    strcpy(document->empty_call.name, "empty call");
    fill_calls(&document->empty_call, calls, 20, &state);
    strcpy(document->model_origin, "trained here with seed 42");
    memset(document->model_sha256, 'b', 64);
    memset(document->sample_sha256, 'c', 64);
    document->values.counted = true;
    fill_environment(&document->environment);
    fill_lists(document);
    strcpy(document->chosen, "avx2");
    document->results = allocate(4, sizeof *document->results);
    document->result_count = 4;
    fill_result(&document->results[0], "scalar", calls, ns, &state);
    fill_kernel(&document->results[0], "linear-784x2", "scalar", 1);
    fill_result(&document->results[1], "avx2", calls, ns / 10, &state);
    fill_kernel(&document->results[1], "linear-784x2", "avx2", 8);
    fill_series(&document->results[1].cold, 3 * ns, &state);
    document->results[1].independent_floor =
        (fl_floor){ns / 11, "loads of 32 bytes", 1.1, {1.09, 1.11, 0.95, 0.96}, false, "", ns / 3, ""};
    fill_result(&document->results[2], "logistic-784x1", calls, ns / 2, &state);
    fill_kernel(&document->results[2], "logistic-784x1", "scalar", 1);
    fill_result(&document->results[3], "loads-avx2", calls, ns / 11, &state);
    document->results[3].is_probe = true;
    fill_ratios(document);
}
