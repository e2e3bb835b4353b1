#include "bench/harness/machine.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/base/clock.h"
#include "bench/bounds/probe.h"
#include "bench/harness/chains.h"
#include "bench/stats/stats.h"

enum { ROUNDS = FL_CHAIN_ROUNDS, PROBES = 64, CALLS = 48, ATTEMPTS = 4 };

static const uint64_t attempts_end_ns = 80000000;
static const double agreement = 0.01, confidence = 0.95;

/* Lengths that take 10 to 40 µs: long against tick and cost of the clock, short against the time slice. */
static const uint64_t chain_operations[FL_CHAINS] = {40000, 40000, 12000, 12000, 12000, 12000};

/* The samples of one attempt; of the probes ns per call. */
typedef struct sample_set {
    fl_chain_times chain[FL_CHAINS];
    double probe[PROBES][ROUNDS];
} sample_set;

/* Arrays as a call finds them, aligned for the widest vector. */
typedef struct array_set {
    _Alignas(64) float weights[FL_WEIGHTS];
    _Alignas(64) float input[FL_INPUTS];
    float bias[FL_OUTPUTS], output[FL_OUTPUTS];
} array_set;

static bool chain_runs(fl_chain chain, unsigned usable)
{
    if (!fl_chains_are_timed())
        return false;
#if defined(__x86_64__)
    return (chain != FL_CHAIN_FLOAT_FMA && chain != FL_CHAIN_FLOAT_ACCUMULATE) || (usable & FL_NEEDS_FMA);
#else
    (void)chain, (void)usable;
    return true;
#endif
}

static void time_chain(fl_chain chain, fl_chain_times *times, int round)
{
    const uint64_t operations = times->operations = chain_operations[chain];
    uint64_t start = fl_now_ns();
    fl_chain_run(chain, operations);
    uint64_t middle = fl_now_ns();
    fl_chain_run(chain, 2 * operations);
    times->twice[round] = (double)(fl_now_ns() - middle);
    times->once[round] = (double)(middle - start);
}

/* ns per operation of one round; NaN where other work met the chains. */
static double undisturbed(const fl_chain_times *chain, size_t round)
{
    const double once = chain->once[round], twice = chain->twice[round];
    const bool clean = once > 0.0 && fabs(twice - 2.0 * once) <= agreement * twice;
    return clean ? (twice - once) / (double)chain->operations : NAN;
}

fl_named_value fl_chain_figure(const fl_chain_times *chain, const fl_chain_times *unit)
{
    enum { FEWEST = 5 };
    double clean[ROUNDS], all[ROUNDS];
    size_t count = 0;
    for (size_t i = 0; i < ROUNDS; i++) {
        const double figure = undisturbed(chain, i) / (unit ? undisturbed(unit, i) : 1.0);
        all[i] = (chain->twice[i] - chain->once[i]) / (double)chain->operations;
        if (unit)
            all[i] /= (unit->twice[i] - unit->once[i]) / (double)unit->operations;
        if (isfinite(figure))
            clean[count++] = figure;
    }
    const double *figures = count >= FEWEST ? clean : all;
    count = count >= FEWEST ? count : ROUNDS;
    fl_interval known = fl_quantile_interval(figures, count, 0.5, confidence);
    const double median = fl_median(figures, count);
    return (fl_named_value){.value = median,
                            .low = isfinite(known.low) ? known.low : median,
                            .high = isfinite(known.high) ? known.high : median};
}

/* ns per call, after one call to warm up. */
static double time_probe(const fl_probe *probe, array_set *arrays)
{
    fl_kernel_function *volatile run = probe->run;
    fl_cpu_clear_upper();
    run(arrays->weights, arrays->bias, arrays->input, arrays->output);
    uint64_t start = fl_now_ns();
    for (int call = 0; call < CALLS; call++)
        run(arrays->weights, arrays->bias, arrays->input, arrays->output);
    return (double)(fl_now_ns() - start) / CALLS;
}

/* Interleaved, so that a change of frequency meets all alike. For a microsecond or two after 512-bit arithmetic some
 * cores start little at a time, which would make the first chain longer and the clock that it tells higher (Granite
 * Rapids: 4.6 for 4.09 GHz): one chain is run before that nobody times. */
static void sample(unsigned usable, const fl_probe *const *probes, size_t probe_count, sample_set *samples)
{
    array_set arrays;
    memset(&arrays, 0, sizeof arrays);
    for (int round = 0; round < ROUNDS; round++) {
        fl_cpu_clear_upper();
        fl_chain_run(FL_CHAIN_INTEGER_ADD, chain_operations[FL_CHAIN_INTEGER_ADD]);
        for (fl_chain chain = 0; chain < FL_CHAINS; chain++)
            if (chain_runs(chain, usable))
                time_chain(chain, &samples->chain[chain], round);
        for (size_t i = 0; i < probe_count; i++)
            samples->probe[i][round] = time_probe(probes[i], &arrays);
    }
}

/* Both clocks within 1 %, and each known to 1 %. */
static bool clocks_agree(const sample_set *samples)
{
    const fl_named_value first = fl_chain_figure(&samples->chain[FL_CHAIN_INTEGER_ADD], NULL);
    const double second = fl_chain_figure(&samples->chain[FL_CHAIN_EXCLUSIVE_OR], NULL).value;
    return first.value > 0.0 && first.high - first.low <= 2.0 * agreement * first.value &&
           fabs(first.value - second) <= agreement * fmin(first.value, second);
}

static size_t list_probes(unsigned usable, const fl_probe **list)
{
    size_t count = 0;
    for (const fl_probe *const *probe = fl_probes; *probe && count < PROBES; probe++)
        if (!((*probe)->needs & ~usable))
            list[count++] = *probe;
    return count;
}

static void add_value(fl_machine *machine, const char *name, const char *detail, const char *unit,
                      double value, double low, double high)
{
    if (machine->count == FL_MACHINE_VALUES)
        return;
    fl_named_value *added = &machine->values[machine->count++];
    *added = (fl_named_value){.value = value, .low = low, .high = high};
    snprintf(added->name, sizeof added->name, "%s%s", name, detail);
    snprintf(added->unit, sizeof added->unit, "%s", unit);
}

/* amount per time; the longer time is the lower rate */
static void add_rate(fl_machine *machine, const char *name, const char *detail, const char *unit,
                     double amount, const double *times)
{
    fl_interval interval = fl_quantile_interval(times, ROUNDS, 0.5, confidence);
    add_value(machine, name, detail, unit, amount / fl_median(times, ROUNDS), amount / interval.high,
              amount / interval.low);
}

static void add_chains(fl_machine *machine, unsigned usable, const sample_set *samples)
{
    if (!fl_chains_are_timed())
        return;
    const fl_named_value cycle = fl_chain_figure(&samples->chain[FL_CHAIN_INTEGER_ADD], NULL),
                         second = fl_chain_figure(&samples->chain[FL_CHAIN_EXCLUSIVE_OR], NULL);
    add_value(machine, "core clock", "", "GHz", 1.0 / cycle.value, 1.0 / cycle.high, 1.0 / cycle.low);
    add_value(machine, "core clock, second chain", "", "GHz", 1.0 / second.value, 1.0 / second.high,
              1.0 / second.low);
    for (fl_chain chain = FL_CHAIN_FLOAT_ADD; chain < FL_CHAINS; chain++) {
        if (!chain_runs(chain, usable))
            continue;
        const fl_named_value ns = fl_chain_figure(&samples->chain[chain], NULL),
                             cycles = fl_chain_figure(&samples->chain[chain],
                                                      &samples->chain[FL_CHAIN_INTEGER_ADD]);
        add_value(machine, fl_chain_name(chain), " latency", "ns", ns.value, ns.low, ns.high);
        add_value(machine, fl_chain_name(chain), " latency", "cycles", cycles.value, cycles.low, cycles.high);
    }
}

static void add_probes(fl_machine *machine, const fl_probe *const *probes, size_t count,
                       const sample_set *samples)
{
    for (size_t i = 0; i < count; i++) {
        if (probes[i]->kind == FL_PROBE_LOADS)
            add_rate(machine, "load bandwidth, ", probes[i]->name, "bytes/ns",
                     (double)fl_probe_bytes(probes[i]), samples->probe[i]);
        else
            add_rate(machine, "multiply-add throughput, ", probes[i]->name, "lanes/ns",
                     (double)fl_probe_multiply_adds(probes[i]), samples->probe[i]);
    }
}

void fl_characterise(const fl_cpu *cpu, fl_machine *machine)
{
    unsigned usable = fl_cpu_usable(cpu);
    const fl_probe *probes[PROBES];
    size_t probe_count = list_probes(usable, probes);
    sample_set samples;
    *machine = (fl_machine){.clocks_agree = false};
    uint64_t start = fl_now_ns();
    do {
        sample(usable, probes, probe_count, &samples);
        machine->attempts++;
        machine->clocks_agree = fl_chains_are_timed() && clocks_agree(&samples);
    } while (fl_chains_are_timed() && !machine->clocks_agree && machine->attempts < ATTEMPTS &&
             fl_now_ns() - start < attempts_end_ns);
    add_chains(machine, usable, &samples);
    add_probes(machine, probes, probe_count, &samples);
    fl_clock clock = fl_clock_examine();
    add_value(machine, "clock tick", "", "ns", clock.tick_ns, clock.tick_ns, clock.tick_ns);
    add_value(machine, "clock cost", "", "ns", clock.cost_ns, clock.cost_ns, clock.cost_ns);
}

void fl_machine_add_witness(fl_machine *machine, const double *witness_ns, size_t count, double add_cycles)
{
    fl_interval known = fl_quantile_interval(witness_ns, count, 0.5, confidence);
    double cost = fl_machine_value(machine, "clock cost", "ns"); /* one reading lies within each */
    double ns = fl_median(witness_ns, count) - cost;
    if (!fl_chains_are_timed() || !(ns > 0.0))
        return;
    double low = isfinite(known.low) ? known.low - cost : ns,
           high = isfinite(known.high) ? known.high - cost : ns;
    add_value(machine, "core clock during the rounds", "", "GHz", FL_WITNESS_OPERATIONS / ns,
              FL_WITNESS_OPERATIONS / high, FL_WITNESS_OPERATIONS / low);
    if (isfinite(add_cycles) && add_cycles > 0.0)
        add_value(machine, FL_MOST_ADDS, "", "a cycle", 1.0 / add_cycles, 1.0 / add_cycles, 1.0 / add_cycles);
}

static const fl_named_value *find(const fl_machine *machine, const char *name, const char *unit)
{
    for (size_t i = 0; i < machine->count; i++)
        if (!strcmp(machine->values[i].name, name) && !strcmp(machine->values[i].unit, unit))
            return &machine->values[i];
    return NULL;
}

double fl_machine_value(const fl_machine *machine, const char *name, const char *unit)
{
    const fl_named_value *value = find(machine, name, unit);
    return value ? value->value : NAN;
}

fl_status fl_machine_combine(const fl_machine *machines, size_t count, fl_machine *combined, fl_error *error)
{
    double *values = calloc(count ? count : 1, sizeof *values);
    if (!values || !count) {
        free(values);
        return fl_fail(error, FL_UNABLE, "no memory to combine the figures of %zu processes", count);
    }
    *combined = (fl_machine){.clocks_agree = true};
    for (size_t i = 0; i < count; i++) {
        combined->clocks_agree = combined->clocks_agree && machines[i].clocks_agree;
        combined->attempts =
            machines[i].attempts > combined->attempts ? machines[i].attempts : combined->attempts;
    }
    for (size_t k = 0; k < machines[0].count; k++) {
        const fl_named_value *first = &machines[0].values[k];
        double low = INFINITY, high = -INFINITY;
        size_t found = 0;
        for (size_t i = 0; i < count; i++) {
            const fl_named_value *value = find(&machines[i], first->name, first->unit);
            if (!value)
                break;
            values[found++] = value->value;
            low = fmin(low, value->value);
            high = fmax(high, value->value);
        }
        if (found == count)
            add_value(combined, first->name, "", first->unit, fl_median(values, count), low, high);
    }
    free(values);
    return FL_OK;
}
