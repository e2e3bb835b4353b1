/* The order of the rounds: permutations, balance of positions, balance of predecessors, and that the checks
 * below would notice an order without these properties. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bench/stats/latin.h"
#include "bench/stats/random.h"

/* True when every row holds every contestant once. */
static bool rows_are_permutations(const unsigned short *order, size_t n, size_t rounds)
{
    for (size_t r = 0; r < rounds; r++) {
        bool seen[FL_LATIN_CONTESTANTS_MAX] = {false};
        for (size_t p = 0; p < n; p++) {
            if (order[r * n + p] >= n || seen[order[r * n + p]])
                return false;
            seen[order[r * n + p]] = true;
        }
    }
    return true;
}

/* True when each contestant stands at each position equally often. */
static bool positions_are_balanced(const unsigned short *order, size_t n, size_t rounds)
{
    size_t *count = calloc(n * n, sizeof *count);
    assert_non_null(count);
    for (size_t i = 0; i < rounds * n; i++)
        count[order[i] * n + i % n]++;
    bool balanced = true;
    for (size_t i = 0; i < n * n; i++)
        balanced = balanced && count[i] * n == rounds;
    free(count);
    return balanced;
}

/* True when each contestant directly follows each other one equally often inside the rounds. */
static bool predecessors_are_balanced(const unsigned short *order, size_t n, size_t rounds)
{
    size_t *count = calloc(n * n, sizeof *count);
    assert_non_null(count);
    for (size_t r = 0; r < rounds; r++)
        for (size_t p = 1; p < n; p++)
            count[order[r * n + p] * n + order[r * n + p - 1]]++;
    bool balanced = true;
    for (size_t a = 0; a < n; a++)
        for (size_t b = 0; b < n; b++)
            balanced = balanced && count[a * n + b] * n == (a == b ? 0 : rounds);
    free(count);
    return balanced;
}

static unsigned short *rows_of(size_t n, uint64_t seed, size_t rounds)
{
    unsigned short *order = malloc((n * rounds + 1) * sizeof *order);
    assert_non_null(order);
    order[n * rounds] = 0xbeef;
    assert_int_equal(fl_latin_rows(n, seed, rounds, order), FL_OK);
    assert_int_equal(order[n * rounds], 0xbeef);
    return order;
}

static void test_every_size_is_balanced(void **state)
{
    (void)state;
    for (size_t n = 1; n <= 33; n++) {
        for (uint64_t seed = 0; seed < 4; seed++) {
            size_t period = fl_latin_period(n), rounds = 3 * period;
            assert_int_equal(period, n == 1 ? 1 : n % 2 ? 2 * n : n);
            unsigned short *order = rows_of(n, seed * 41, rounds);
            assert_true(rows_are_permutations(order, n, rounds));
            for (size_t r = 0; r < rounds; r += n)
                assert_true(positions_are_balanced(order + r * n, n, n));
            for (size_t r = 0; r < rounds; r += period)
                assert_true(predecessors_are_balanced(order + r * n, n, period));
            free(order);
        }
    }
}

static void test_largest_size(void **state)
{
    (void)state;
    size_t n = FL_LATIN_CONTESTANTS_MAX;
    unsigned short *order = rows_of(n, 42, n);
    assert_true(rows_are_permutations(order, n, n));
    assert_true(positions_are_balanced(order, n, n));
    assert_true(predecessors_are_balanced(order, n, n));
    free(order);
}

/* A cyclic square, which many use, is balanced over positions only; a plain shuffle over nothing. */
static void test_wrong_orders_are_noticed(void **state)
{
    (void)state;
    enum { n = 6 };
    unsigned short cyclic[n * n], shuffled[n * n], doubled[n] = {0, 1, 2, 3, 4, 4},
                                                   outside[n] = {1, 2, 3, 4, 5, 6};
    for (size_t i = 0; i < n * n; i++) {
        cyclic[i] = (unsigned short)((i / n + i % n) % n);
        shuffled[i] = (unsigned short)(i % n * (i / n % 2 ? 5 : 1) % n);
    }
    assert_true(rows_are_permutations(cyclic, n, n));
    assert_true(positions_are_balanced(cyclic, n, n));
    assert_false(predecessors_are_balanced(cyclic, n, n));
    assert_true(rows_are_permutations(shuffled, n, n));
    assert_false(positions_are_balanced(shuffled, n, n));
    assert_false(rows_are_permutations(doubled, n, 1));
    assert_false(rows_are_permutations(outside, n, 1));
    /* One odd square without its mirror image. */
    unsigned short *odd = rows_of(5, 1, 5);
    assert_true(positions_are_balanced(odd, 5, 5));
    assert_false(predecessors_are_balanced(odd, 5, 5));
    free(odd);
}

static void test_seed_decides(void **state)
{
    (void)state;
    enum { n = 7, rounds = 40 };
    unsigned short *order = rows_of(n, 42, rounds), *same = rows_of(n, 42, rounds),
                   *other = rows_of(n, 43, rounds), *shorter = rows_of(n, 42, 9);
    assert_memory_equal(order, same, n * rounds * sizeof *order);
    assert_memory_not_equal(order, other, n * rounds * sizeof *order);
    assert_memory_equal(order, shorter, n * 9 * sizeof *order);
    /* The second period is not the first one again. */
    assert_memory_not_equal(order, order + 14 * n, 14 * n * sizeof *order);
    free(order);
    free(same);
    free(other);
    free(shorter);
}

/* Over many seeds each contestant comes first about equally
 * often: 4,000 draws at 1/8, sd 20.9; 5 sd allowed. */
static void test_seeds_are_fair(void **state)
{
    (void)state;
    enum { n = 8, seeds = 4000 };
    int first[n] = {0};
    for (uint64_t seed = 0; seed < seeds; seed++) {
        unsigned short order[n];
        assert_int_equal(fl_latin_rows(n, seed, 1, order), FL_OK);
        first[order[0]]++;
    }
    for (size_t i = 0; i < n; i++)
        assert_in_range(first[i], seeds / n - 105, seeds / n + 105);
}

static void test_bad_counts_are_refused(void **state)
{
    (void)state;
    unsigned short untouched = 0xbeef;
    assert_int_equal(fl_latin_rows(0, 1, 1, &untouched), FL_USAGE);
    assert_int_equal(fl_latin_rows((size_t)FL_LATIN_CONTESTANTS_MAX + 1, 1, 1, &untouched), FL_USAGE);
    assert_int_equal(fl_latin_rows(3, 1, 0, &untouched), FL_OK);
    assert_int_equal(untouched, 0xbeef);
    assert_int_equal(fl_latin_period(0), 0);
}

/* Values computed with Python's integers from the paper's recurrence. */
static void test_generator(void **state)
{
    (void)state;
    fl_random generator = {1234567};
    assert_true(fl_random_next(&generator) == UINT64_C(6457827717110365317));
    assert_true(fl_random_next(&generator) == UINT64_C(3203168211198807973));
    assert_true(fl_random_next(&generator) == UINT64_C(9817491932198370423));
    assert_true(fl_random_below(&generator, 0) == 0);
    for (uint64_t bound = 1; bound < 50; bound++)
        assert_true(fl_random_below(&generator, bound) < bound);
    /* Three quarters of the range: a bare remainder would fall into the first third in half of the draws. */
    uint64_t bound = UINT64_C(3) << 62;
    int first_third = 0;
    for (int i = 0; i < 3000; i++)
        first_third += fl_random_below(&generator, bound) < bound / 3;
    assert_in_range(first_third, 1000 - 130, 1000 + 130); /* sd 25.8 */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_size_is_balanced),
        cmocka_unit_test(test_largest_size),
        cmocka_unit_test(test_wrong_orders_are_noticed),
        cmocka_unit_test(test_seed_decides),
        cmocka_unit_test(test_seeds_are_fair),
        cmocka_unit_test(test_bad_counts_are_refused),
        cmocka_unit_test(test_generator),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
