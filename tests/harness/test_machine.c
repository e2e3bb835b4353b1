/* Clock, chains, pinning and the figures of the machine: values and rules, never how long anything took. */
#define _GNU_SOURCE
#include <math.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bench/base/clock.h"
#include "bench/base/pin.h"
#include "bench/harness/chains.h"
#include "bench/harness/environment.h"
#include "bench/harness/machine.h"
#include "bench/stats/stats.h"

/* CPU_ISSET, whose macro does not like an int. */
static bool contains(const cpu_set_t *set, int cpu)
{
    return CPU_ISSET((size_t)cpu, set);
}

/* Differences as a counter of that tick shows them, read in whole nanoseconds. */
static double tick_seen(double tick)
{
    enum { COUNT = 1000 };
    double differences[COUNT];
    for (int i = 0; i < COUNT; i++) {
        double start = 1.37 * (i * 7919 % 100003), end = start + 30.0 + i * 104729 % 307;
        differences[i] = floor(floor(end / tick) * tick) - floor(floor(start / tick) * tick);
    }
    return fl_clock_tick(differences, COUNT);
}

static void clock_tick_is_found(void **state)
{
    (void)state;
    static const double ticks[] = {1, 4, 5, 10, 1e3 / 54, 32, 40, 1e3 / 24, 1e3 / 19.2, 100, 1000};
    for (size_t i = 0; i < sizeof ticks / sizeof ticks[0]; i++)
        if (!(fabs(tick_seen(ticks[i]) - ticks[i]) <= 0.005 * ticks[i]))
            fail_msg("a tick of %g ns is taken for %g ns", ticks[i], tick_seen(ticks[i]));
    assert_true(tick_seen(0.4) == 1.0);
    assert_true(tick_seen(2.5) == 1.0); /* cannot be told from rounding */
}

static void clock_tick_of_odd_readings(void **state)
{
    (void)state;
    const double zeros[] = {0, 0, 0}, huge[] = {1.8e19, 0.9e19, 10}, mixed[] = {20, 30, 50, 51};
    assert_true(isnan(fl_clock_tick(zeros, 3)));
    assert_true(isnan(fl_clock_tick(NULL, 0)));
    assert_true(fl_clock_tick(huge, 3) >= 1.0);
    assert_true(fl_clock_tick(mixed, 4) == 10.0);
}

static void clock_never_goes_back(void **state)
{
    (void)state;
    uint64_t last = fl_now_ns();
    for (int i = 0; i < 1000; i++) {
        uint64_t now = fl_now_ns();
        assert_true(now >= last);
        last = now;
    }
    fl_clock clock = fl_clock_examine();
    assert_true(clock.tick_ns >= 1.0 && clock.cost_ns > 0.0);
    assert_string_equal(clock.name, "CLOCK_MONOTONIC");
}

static void chains_calculate(void **state)
{
    (void)state;
    const uint64_t turns = 5, operations = turns * FL_CHAIN_UNROLL;
    assert_int_equal(fl_chain_integer_add(operations, 7, 3), 7 + 3 * operations);
    assert_int_equal(fl_chain_integer_add(operations + FL_CHAIN_UNROLL - 1, 7, 3), 7 + 3 * operations);
    assert_int_equal(fl_chain_integer_add(0, 7, 3), 7);
    assert_int_equal(fl_chain_exclusive_or(operations, 5, 3), 5);
    assert_true(fl_chain_float_add(operations, 0.5f, 1.0f) == 0.5f + (float)operations);
    assert_true(fl_chain_float_multiply(FL_CHAIN_UNROLL, 1.0f, 2.0f) == ldexpf(1.0f, FL_CHAIN_UNROLL));
    assert_true(fl_chain_float_multiply(0, 1.0f, 2.0f) == 1.0f);
}

/* Fused: a product that needs more than 24 bits is not rounded before the addition. */
static void fused_chain_rounds_once(void **state)
{
    (void)state;
    fl_cpu cpu = fl_cpu_detect();
    if (cpu.architecture == FL_ARCHITECTURE_X86_64 && !(fl_cpu_usable(&cpu) & FL_NEEDS_FMA)) {
        print_message("skipped: this CPU has no fused multiply-add\n");
        skip();
    }
    float value = 1.0f, factor = 1.0f + ldexpf(1.0f, -12), addend = ldexpf(1.0f, -24);
    for (int i = 0; i < FL_CHAIN_UNROLL; i++)
        value = fmaf(value, factor, addend);
    assert_true(fl_chain_float_fma(FL_CHAIN_UNROLL, 1.0f, factor, addend) == value);
    assert_true(fl_chain_float_accumulate(FL_CHAIN_UNROLL, 1.0f, 2.0f) == 1.0f + 4.0f * FL_CHAIN_UNROLL);
    float apart = 1.0f;
    for (int i = 0; i < FL_CHAIN_UNROLL; i++) {
        volatile float product = apart * factor;
        apart = product + addend;
    }
    assert_true(apart != value);
}

static void chains_have_names(void **state)
{
    (void)state;
    for (fl_chain chain = 0; chain < FL_CHAINS; chain++) {
        assert_true(fl_chain_name(chain)[0]);
        for (fl_chain other = 0; other < chain; other++)
            assert_string_not_equal(fl_chain_name(chain), fl_chain_name(other));
    }
    assert_true(fl_witness_ns() > 0);
}

static bool is_figure_of(const fl_machine *machine, const char *part)
{
    for (size_t i = 0; i < machine->count; i++)
        if (strstr(machine->values[i].name, part))
            return true;
    return false;
}

static void machine_is_characterised(void **state)
{
    (void)state;
    fl_cpu cpu = fl_cpu_detect();
    fl_machine machine;
    fl_characterise(&cpu, &machine);
    assert_true(machine.count > 4 && machine.count < FL_MACHINE_VALUES);
    assert_in_range(machine.attempts, 1, 4);
    for (size_t i = 0; i < machine.count; i++) {
        const fl_named_value *value = &machine.values[i];
        assert_true(isfinite(value->value) && value->value > 0.0);
        assert_true(value->low <= value->value && value->value <= value->high);
        assert_true(strlen(value->name) < sizeof value->name - 1); /* none was cut */
        assert_true(fl_machine_value(&machine, value->name, value->unit) == value->value);
    }
    assert_true(is_figure_of(&machine, "loads-scalar"));
    assert_true(isnan(fl_machine_value(&machine, "core clock", "furlongs")));
}

/* Additions of two cycles of 0.25 ns beside other work, which meets two thirds of the chains, now the shorter and now
 * the longer one: the difference would tell of half the latency. In the second half the clock is slower. */
static void other_work_does_not_change_a_latency(void **state)
{
    (void)state;
    fl_chain_times chain = {.operations = 12000}, unit = {.operations = 40000};
    double differences[FL_CHAIN_ROUNDS];
    for (int i = 0; i < FL_CHAIN_ROUNDS; i++) {
        const double cycle = i < 40 ? 0.25 : 0.27;
        chain.once[i] = 30.0 + 24000.0 * cycle + (i % 3 > 0 ? 3000.0 + 10.0 * i : i % 2);
        chain.twice[i] = 30.0 + 48000.0 * cycle + (i % 5 > 3 ? 9000.0 + 10.0 * i : i % 2);
        unit.once[i] = 30.0 + 40000.0 * cycle;
        unit.twice[i] = 30.0 + 80000.0 * cycle;
        differences[i] = (chain.twice[i] - chain.once[i]) / 12000.0;
    }
    assert_true(fl_median(differences, FL_CHAIN_ROUNDS) < 0.3);
    fl_named_value figure = fl_chain_figure(&chain, NULL);
    assert_true(fabs(figure.value - 0.5) < 0.001);
    assert_true(figure.low <= figure.value && figure.value <= figure.high);
    figure = fl_chain_figure(&chain, &unit);
    assert_true(fabs(figure.low - 2.0) < 0.001 && fabs(figure.high - 2.0) < 0.001);
    for (int i = 0; i < FL_CHAIN_ROUNDS; i++)
        unit.once[i] += i >= 4 ? 5000.0 : 0.0; /* four rounds are too few, and all of them tell */
    assert_true(fl_chain_figure(&unit, NULL).value < 0.2);
}

/* What the CPU may not use is not executed: with every feature denied, only the baseline is left. */
static void machine_without_extensions(void **state)
{
    (void)state;
    fl_cpu cpu = fl_cpu_detect();
    cpu.has &= (unsigned)(FL_NEEDS_SSE2 | FL_NEEDS_NEON);
    fl_machine machine;
    fl_characterise(&cpu, &machine);
    assert_false(is_figure_of(&machine, "avx"));
    assert_false(is_figure_of(&machine, "sve"));
    if (cpu.architecture == FL_ARCHITECTURE_X86_64)
        assert_false(is_figure_of(&machine, "float multiply-add"));
    assert_true(is_figure_of(&machine, "loads-scalar"));
}

/* 40,000 additions of a cycle each: 10 us is 4 GHz. One reading of the clock lies within each. */
static void rounds_have_a_clock_of_their_own(void **state)
{
    (void)state;
    double witness_ns[101];
    for (int i = 0; i < 101; i++)
        witness_ns[i] = 10030 + i % 3 - 1;
    fl_machine machine = {.values = {{"clock cost", "ns", 30, 30, 30}}, .count = 1};
    fl_machine_add_witness(&machine, witness_ns, 101, 0.2);
    double value = fl_machine_value(&machine, "core clock during the rounds", "GHz");
    if (!fl_chains_are_timed()) {
        assert_int_equal(machine.count, 1);
        return;
    }
    assert_int_equal(machine.count, 3);
    assert_true(fabs(value - 4.0) < 1e-9);
    assert_true(fl_machine_value(&machine, FL_MOST_ADDS, "a cycle") == 5.0);
    assert_true(machine.values[1].low <= value && value <= machine.values[1].high);
    assert_true(machine.values[1].high < 4.001 && machine.values[1].low > 3.999);
    machine.count = 1;
    for (int i = 0; i < 101; i++)
        witness_ns[i] = 20;
    fl_machine_add_witness(&machine, witness_ns, 101, 0.2); /* shorter than its own reading */
    assert_int_equal(machine.count, 1);
}

static void processes_are_combined(void **state)
{
    (void)state;
    fl_error error;
    fl_machine machines[3] = {
        {.values = {{"core clock", "GHz", 3.0, 3.0, 3.0}, {"b", "ns", 1, 1, 1}},
         .count = 2,
         .clocks_agree = true},
        {.values = {{"core clock", "GHz", 2.0, 2.0, 2.0}, {"b", "ns", 5, 1, 9}},
         .count = 2,
         .clocks_agree = true},
        {.values = {{"core clock", "GHz", 7.0, 7.0, 7.0}}, .count = 1, .clocks_agree = true, .attempts = 4}};
    fl_machine combined;
    assert_int_equal(fl_machine_combine(machines, 3, &combined, &error), FL_OK);
    assert_int_equal(combined.count, 1); /* b is not known everywhere */
    assert_true(combined.values[0].value == 3.0);
    assert_true(combined.values[0].low == 2.0 && combined.values[0].high == 7.0);
    assert_true(combined.clocks_agree);
    assert_int_equal(combined.attempts, 4);
    machines[1].clocks_agree = false;
    assert_int_equal(fl_machine_combine(machines, 3, &combined, &error), FL_OK);
    assert_false(combined.clocks_agree);
    assert_int_equal(fl_machine_combine(machines, 0, &combined, &error), FL_UNABLE);
}

static void best_core_is_chosen(void **state)
{
    (void)state;
    const fl_pin_candidate plain[] = {{0, 1, -1, true}, {1, 1, -1, false}, {2, 1, -1, false}};
    assert_int_equal(fl_pin_best(plain, 3), 2);
    assert_int_equal(fl_pin_best(plain, 1), 0);
    const fl_pin_candidate threads[] = {
        {0, 2, -1, true}, {1, 2, -1, false}, {2, 2, -1, true}, {3, 2, -1, false}};
    assert_int_equal(fl_pin_best(threads, 4), 3);
    /* a whole core counts more than a high number, away from CPU 0 more than that, and a fast core most */
    const fl_pin_candidate mixed[] = {{0, 1, 0, true}, {1, 1, 0, false}, {2, 2, 0, false}};
    assert_int_equal(fl_pin_best(mixed, 3), 1);
    const fl_pin_candidate hybrid[] = {{0, 2, 1, true}, {1, 2, 1, false}, {2, 1, 0, false}};
    assert_int_equal(fl_pin_best(hybrid, 3), 1);
}

static cpu_set_t allowed_now(void)
{
    cpu_set_t set;
    CPU_ZERO(&set);
    assert_int_equal(sched_getaffinity(0, sizeof set, &set), 0);
    return set;
}

static void pinned_and_back(void **state)
{
    (void)state;
    cpu_set_t before = allowed_now();
    fl_pin pin;
    fl_error error = {""};
    assert_int_equal(fl_pin_to(FL_PIN_ANY, &pin, &error), FL_OK);
    if (pin.cpu < 0) {
        print_message("skipped: not pinned: %s\n", pin.reason);
        skip();
    }
    cpu_set_t now = allowed_now();
    assert_int_equal(CPU_COUNT(&now), 1);
    assert_true(contains(&now, pin.cpu) && contains(&before, pin.cpu));
    assert_true(pin.reason[0]);

    /* From here every other CPU is out of bounds, and the one that is left can be asked for. */
    fl_pin second;
    assert_int_equal(fl_pin_to(pin.cpu, &second, &error), FL_OK);
    fl_unpin(&second);
    for (int cpu = 0; cpu < CPU_SETSIZE; cpu++) {
        if (!contains(&before, cpu) || cpu == pin.cpu)
            continue;
        assert_int_equal(fl_pin_to(cpu, &second, &error), FL_UNABLE);
        assert_non_null(strstr(error.text, "may not run there"));
        break;
    }
    fl_unpin(&pin);
    now = allowed_now();
    assert_true(CPU_EQUAL(&now, &before));
    fl_unpin(&pin); /* a second time does no harm */
}

static void cpu_that_does_not_exist(void **state)
{
    (void)state;
    cpu_set_t before = allowed_now();
    const int odd[] = {1000000, 99999, -2};
    for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++) {
        fl_pin pin;
        fl_error error = {""};
        assert_int_equal(fl_pin_to(odd[i], &pin, &error), FL_UNABLE);
        assert_int_equal(pin.cpu, -1);
        assert_non_null(strstr(error.text, "there is no such CPU (allowed here: "));
        fl_unpin(&pin);
    }
    cpu_set_t after = allowed_now();
    assert_true(CPU_EQUAL(&after, &before));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(clock_tick_is_found),
        cmocka_unit_test(clock_tick_of_odd_readings),
        cmocka_unit_test(clock_never_goes_back),
        cmocka_unit_test(chains_calculate),
        cmocka_unit_test(fused_chain_rounds_once),
        cmocka_unit_test(chains_have_names),
        cmocka_unit_test(machine_is_characterised),
        cmocka_unit_test(other_work_does_not_change_a_latency),
        cmocka_unit_test(machine_without_extensions),
        cmocka_unit_test(rounds_have_a_clock_of_their_own),
        cmocka_unit_test(processes_are_combined),
        cmocka_unit_test(best_core_is_chosen),
        cmocka_unit_test(pinned_and_back),
        cmocka_unit_test(cpu_that_does_not_exist),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
