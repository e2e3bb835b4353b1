#include "tests/bounds/bounds_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { ROUNDS = 10, CALLS = 20, PROCESSES = 2, MOST_RESULTS = 16 };

static void *allocate(size_t count, size_t size)
{
    void *memory = calloc(count, size);
    if (!memory)
        abort();
    return memory;
}

/* Every round shows the same, so that median and interval are that very figure. */
static void fill_series(fl_series *series, double ns)
{
    if (!(ns > 0))
        return;
    series->rounds = ROUNDS;
    series->ns = allocate(ROUNDS, sizeof(double));
    series->process = allocate(ROUNDS, sizeof(int));
    for (int i = 0; i < ROUNDS; i++) {
        series->ns[i] = ns;
        series->process[i] = 1 + i * PROCESSES / ROUNDS;
    }
    series->calls_per_block = 1;
    series->median_ns = ns;
    series->interval_ns = fl_quantile_interval(series->ns, ROUNDS, 0.5, 0.95);
    series->spread_ns = fl_process_spread(series->ns, series->process, ROUNDS);
}

typedef struct row {
    const char *name, *work, *isa, *origin;
    int lanes, accumulators;
    bool fma;
    double independent, chained, cold; /* 0: none */
} row;

static const row rows[] = {
    {"scalar", "linear-784x2", "scalar", "plain loop", 1, 1, false, 770, 800, 3000},
    {"scalar-two-pass", "linear-784x2", "scalar", "plain loop", 1, 1, false, 1590, 1600, 5000},
    {"scalar-unrolled", "linear-784x2", "scalar", "plain loop", 1, 4, false, 420, 430, 4000},
    {"avx", "linear-784x2", "avx", "hand-written", 8, 4, false, 61, 66, 1250},
    {"avx2", "linear-784x2", "avx2", "hand-written", 8, 4, true, 55, 60, 1200},
    {"autovec-avx2", "linear-784x2", "avx2", "compiler", 8, 0, true, 80, 90, 1300},
    {"blas-sdot", "linear-784x2", "library", "library", 0, 0, false, 70, 75, 1500},
    {"logistic-784x1", "logistic-784x1", "scalar", "plain loop", 1, 1, false, 380, 390, 2000},
    {"loads-scalar", "loads", "scalar", "", 1, 0, false, 400, 0, 0},
    {"loads-avx", "loads", "avx", "", 8, 0, false, 50, 0, 0},
    {"arithmetic-scalar", "arithmetic", "scalar", "", 1, 0, false, 200, 0, 0},
    {"arithmetic-scalar-fma", "arithmetic", "scalar", "", 1, 0, true, 150, 0, 0},
    {"arithmetic-avx", "arithmetic", "avx", "", 8, 0, false, 60, 0, 0},
    {"arithmetic-avx2", "arithmetic", "avx2", "", 8, 0, true, 40, 0, 0},
};

static void fill_result(fl_result *result, const row *from)
{
    fl_result_init(result);
    snprintf(result->name, sizeof result->name, "%s", from->name);
    snprintf(result->work, sizeof result->work, "%s", from->work);
    snprintf(result->isa, sizeof result->isa, "%s", from->isa);
    snprintf(result->origin, sizeof result->origin, "%s", from->origin);
    snprintf(result->stability, sizeof result->stability, "steady");
    result->steady = true;
    result->lanes = from->lanes;
    result->accumulators = from->accumulators;
    result->fma = from->fma;
    result->is_probe = strcmp(from->work, "loads") == 0 || strcmp(from->work, "arithmetic") == 0;
    fill_series(&result->independent, from->independent);
    fill_series(&result->chained, from->chained);
    fill_series(&result->cold, from->cold);
}

static void fill_empty_call(fl_result *empty)
{
    double us[CALLS];
    snprintf(empty->name, sizeof empty->name, "empty call");
    empty->iterations = CALLS;
    empty->samples_ns = allocate(CALLS, sizeof(double));
    for (int i = 0; i < CALLS; i++) {
        empty->samples_ns[i] = 30;
        us[i] = 0.03;
    }
    fl_summarise(us, CALLS, &empty->per_call_us, NULL);
    empty->throughput_per_sec = fl_throughput_per_second(empty->per_call_us.mean);
    empty->p50_interval_ns = fl_quantile_interval(empty->samples_ns, CALLS, 0.5, 0.95);
}

void bounds_fixture(fl_document *document)
{
    fl_document_init(document);
    document->seed = 42;
    document->input_dim = 784;
    document->num_classes = 2;
    document->training_samples = 1000;
    document->processes = PROCESSES;
    document->confidence = 0.95;
    document->clock_tick_ns = 10;
    document->clock_cost_ns = 25;
    snprintf(document->clock_name, sizeof document->clock_name, "CLOCK_MONOTONIC");
    snprintf(document->timestamp, sizeof document->timestamp, "2025-01-02T03:04:05Z");
    snprintf(document->baseline, sizeof document->baseline, "scalar");
    snprintf(document->environment.cpu, sizeof document->environment.cpu, "Example CPU");
    memset(document->model_sha256, 'b', 64);
    fill_empty_call(&document->empty_call);
    document->machine_count = 2;
    document->machine = allocate(2, sizeof *document->machine);
    document->machine[0] = (fl_named_value){"core clock", "GHz", 3.0, 3.0, 3.0};
    document->machine[1] = (fl_named_value){"float add latency", "ns", 1.0, 1.0, 1.0};
    document->result_count = sizeof rows / sizeof rows[0];
    document->results = allocate(document->result_count, sizeof *document->results);
    for (size_t i = 0; i < document->result_count; i++)
        fill_result(&document->results[i], &rows[i]);
}

fl_result *bounds_result(fl_document *document, const char *name)
{
    for (size_t i = 0; i < document->result_count; i++)
        if (strcmp(document->results[i].name, name) == 0)
            return &document->results[i];
    fail_msg("no %s", name);
    return NULL;
}
