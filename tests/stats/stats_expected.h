/* Reads tests/data/stats_expected.json, which tests/data/stats_expected.py made with other tools, and
 * compares. */
#ifndef FAIRLANE_TESTS_STATS_EXPECTED_H
#define FAIRLANE_TESTS_STATS_EXPECTED_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cjson/cJSON.h>
#include <cmocka.h>

/* The cases of one section, never empty; owned by the reader. */
const cJSON *expected_section(const char *name);

/* A member: null is NaN, "inf" and "-inf" are infinite, true and false 1 and 0. */
double expected_number(const cJSON *test_case, const char *key);
size_t expected_count(const cJSON *test_case, const char *key);
const char *expected_name(const cJSON *test_case);

/* Arrays on the heap, for the caller to free. Processes that are null give NULL. */
double *expected_samples(const cJSON *test_case, const char *key, size_t *n);
int *expected_processes(const cJSON *test_case, const char *key, size_t n);

/* Same NaN, same infinity, or |actual - expected| <= tolerance · |expected|; denormals may differ by the
 * smallest. */
bool is_close(double actual, double expected, double tolerance);

/* Fails the test, naming the case and the figure, unless they are close. */
void check_close(const cJSON *test_case, const char *figure, double actual, double expected,
                 double tolerance);

/* The same with a tolerance that is absolute, for results in which larger terms cancel. */
void check_near(const cJSON *test_case, const char *figure, double actual, double expected, double absolute);

/* The random numbers of the tests' own simulations: uniform in (0, 1), and standard normal (Box-Muller). */
double random_uniform(uint64_t *state);
double random_normal(uint64_t *state);

#endif
