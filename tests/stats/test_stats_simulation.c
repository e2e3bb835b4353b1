/* How often the paired comparison is wrong, and how often it finds what was planted: whole runs made up from
 * a fixed seed, a common drift of the machine in both contestants, log-normal noise in each round, and a
 * layout effect on their ratio in each process. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "bench/stats/stats.h"
#include "tests/stats/stats_expected.h"

enum { runs = 200, most_rounds = 3000 };

typedef struct machine {
    size_t processes, rounds;    /* rounds in each process */
    double ratio, noise, layout; /* sds of the log-ratio: of a round, of a process */
    double spikes;               /* share of the times that an interrupt makes 1.5 times as long */
    size_t comparisons;
} machine;

typedef struct tally {
    size_t different; /* runs that called a difference */
    size_t backwards; /* those of them on the wrong side of 1, or on either side of it when nothing was
                         planted */
    size_t excluded;  /* runs whose interval alone excluded 1 */
    size_t
        above_sd; /* runs whose interval excluded 1 and whose ratio exceeded the bare sd between processes */
} tally;

static double noisy(uint64_t *random, const machine *m)
{
    double spike = random_uniform(random) < m->spikes ? 1.5 : 1;
    return spike * exp(m->noise * sqrt(0.5) * random_normal(random)); /* two such times make one ratio */
}

static tally simulate(const machine *m, uint64_t seed)
{
    static double a[most_rounds], b[most_rounds];
    static int process[most_rounds];
    tally found = {0, 0, 0, 0};
    double effect = 1;
    size_t n = m->processes * m->rounds;
    assert_in_range(n, 1, most_rounds);
    for (size_t run = 0; run < runs; run++) {
        for (size_t i = 0; i < n; i++) {
            if (i % m->rounds == 0)
                effect = exp(m->layout * random_normal(&seed));
            double drift = 630 * exp(0.05 * sin((double)i / 7) + 0.02 * random_normal(&seed));
            a[i] = drift * effect * m->ratio * noisy(&seed, m);
            b[i] = drift * noisy(&seed, m);
            process[i] = (int)(i / m->rounds);
        }
        fl_paired_ratio r;
        assert_int_equal(fl_compare_paired(a, b, process, n, 0.95, m->comparisons, &r, NULL), FL_OK);
        bool excluded = r.rounds_interval.low > 1 || r.rounds_interval.high < 1;
        found.different += r.different;
        found.backwards += r.different && !((r.ratio - 1) * (m->ratio - 1) > 0);
        found.excluded += excluded;
        found.above_sd += excluded && fabs(log(r.ratio)) > r.between_process_sd;
    }
    printf("%zu x %zu rounds, ratio %.3f, noise %.3f, layout %.3f, spikes %.2f, %zu comparisons: different "
           "%zu, interval alone %zu, above the sd %zu of %d\n",
           m->processes, m->rounds, m->ratio, m->noise, m->layout, m->spikes, m->comparisons, found.different,
           found.excluded, found.above_sd, runs);
    return found;
}

/* Equal contestants, no layout effect: at most 16 of 200 at 5 % (a true 5 % gives more in one case of 42). */
static void test_equal_contestants(void **state)
{
    (void)state;
    const machine machines[] = {
        {5, 20, 1, 0.003, 0, 0, 1},   {5, 100, 1, 0.005, 0, 0, 1}, {5, 20, 1, 0.05, 0, 0.05, 1},
        {2, 50, 1, 0.005, 0, 0, 1},   {30, 20, 1, 0.004, 0, 0, 1}, {7, 31, 1, 0.004, 0, 0, 1},
        {3, 40, 1, 0.004, 0, 0.1, 1}, {5, 20, 1, 0.004, 0, 0, 13},
    };
    for (size_t i = 0; i < sizeof machines / sizeof *machines; i++)
        assert_in_range(simulate(&machines[i], 1000 + i).different, 0, 16);
}

/* Equal contestants whose layouts differ between processes, little or much: the interval alone would call
 * most of them different, the bare sd too many when there are few processes. */
static void test_layout_is_not_called_a_difference(void **state)
{
    (void)state;
    const machine machines[] = {
        {2, 50, 1, 0.004, 0.02, 0, 1},   {3, 40, 1, 0.004, 0.02, 0, 1}, {5, 20, 1, 0.004, 0.02, 0, 1},
        {5, 100, 1, 0.004, 0.001, 0, 1}, {7, 20, 1, 0.004, 0.02, 0, 1}, {30, 20, 1, 0.004, 0.02, 0, 1},
    };
    size_t alone = 0, bare = 0;
    for (size_t i = 0; i < sizeof machines / sizeof *machines; i++) {
        tally found = simulate(&machines[i], 2000 + i);
        assert_in_range(found.different, 0, 16);
        alone += found.excluded > 100;
        bare += found.above_sd > 30;
    }
    assert_true(alone >= 4 && bare >= 2);
}

/* A planted difference of 1 % is found in at least 80 % of the runs, and never the wrong way round. */
static void test_planted_differences_are_found(void **state)
{
    (void)state;
    const machine machines[] = {
        {5, 20, 1.01, 0.003, 0, 0, 1},      {5, 20, 1.01, 0.005, 0, 0, 1},
        {5, 100, 1.01, 0.005, 0, 0, 1},     {5, 20, 1 / 1.01, 0.005, 0, 0, 1},
        {5, 20, 1.01, 0.005, 0, 0.05, 1},   {5, 20, 1.01, 0.005, 0.002, 0, 1},
        {5, 20, 1.01, 0.005, 0, 0, 13},     {5, 100, 1.01, 0.003, 0.002, 0, 13},
        {30, 20, 1.01, 0.005, 0.004, 0, 1}, {5, 20, 2, 0.05, 0.02, 0.05, 13},
    };
    for (size_t i = 0; i < sizeof machines / sizeof *machines; i++) {
        tally found = simulate(&machines[i], 3000 + i);
        assert_in_range(found.different, runs * 8 / 10, runs);
        assert_int_equal(found.backwards, 0);
    }
}

/* The simulation is no rubber stamp: it sees that a resolution is out of reach, and that one process is too
 * few. */
static void test_what_cannot_be_found(void **state)
{
    (void)state;
    const machine below_noise = {5, 20, 1.0005, 0.01, 0, 0, 1}, one_process = {1, 100, 1.05, 0.003, 0, 0, 1};
    assert_in_range(simulate(&below_noise, 4000).different, 0, runs / 5);
    tally one = simulate(&one_process, 4001);
    assert_int_equal(one.different, 0);
    assert_int_equal(one.excluded, runs);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_equal_contestants),
        cmocka_unit_test(test_layout_is_not_called_a_difference),
        cmocka_unit_test(test_planted_differences_are_found),
        cmocka_unit_test(test_what_cannot_be_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
