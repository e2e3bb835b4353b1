#include "tests/stats/stats_expected.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char path[] = "tests/data/stats_expected.json";

static cJSON *load(void)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        fail_msg("%s: cannot be opened; run the test from the root of the source", path);
    enum { limit = 1 << 22 };
    char *text = malloc(limit);
    assert_non_null(text);
    size_t size = fread(text, 1, limit, file);
    fclose(file);
    assert_in_range(size, 1, limit - 1);
    cJSON *root = cJSON_ParseWithLength(text, size);
    free(text);
    if (root == NULL)
        fail_msg("%s: is not JSON", path);
    return root;
}

static cJSON *root;

static void unload(void)
{
    cJSON_Delete(root);
}

const cJSON *expected_section(const char *name)
{
    if (root == NULL) {
        root = load();
        atexit(unload);
    }
    const cJSON *section = cJSON_GetObjectItemCaseSensitive(root, name);
    if (!cJSON_IsArray(section) || cJSON_GetArraySize(section) == 0)
        fail_msg("%s: has no section \"%s\"", path, name);
    return section;
}

static const cJSON *member(const cJSON *test_case, const char *key)
{
    const cJSON *found = cJSON_GetObjectItemCaseSensitive(test_case, key);
    if (found == NULL)
        fail_msg("%s: the case '%s' has no \"%s\"", path, expected_name(test_case), key);
    return found;
}

static double number_of(const cJSON *value)
{
    if (cJSON_IsNull(value))
        return NAN;
    if (cJSON_IsBool(value))
        return cJSON_IsTrue(value);
    if (cJSON_IsString(value) && strcmp(value->valuestring, "inf") == 0)
        return INFINITY;
    if (cJSON_IsString(value) && strcmp(value->valuestring, "-inf") == 0)
        return -INFINITY;
    assert_true(cJSON_IsNumber(value));
    return value->valuedouble;
}

double expected_number(const cJSON *test_case, const char *key)
{
    return number_of(member(test_case, key));
}

size_t expected_count(const cJSON *test_case, const char *key)
{
    return (size_t)expected_number(test_case, key);
}

const char *expected_name(const cJSON *test_case)
{
    const cJSON *name = cJSON_GetObjectItemCaseSensitive(test_case, "name");
    return cJSON_IsString(name) ? name->valuestring : "without a name";
}

/* As skewed() in the generator. */
static void make_skewed(double *samples, size_t n, uint64_t state)
{
    for (size_t i = 0; i < n; i++) {
        state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        uint64_t r = state >> 44;
        samples[i] = 600.0 + (double)((((r * r) >> 20) * r) >> 20) / 64.0;
    }
}

double *expected_samples(const cJSON *test_case, const char *key, size_t *n)
{
    const cJSON *spec = member(test_case, key);
    const cJSON *skewed = cJSON_GetObjectItemCaseSensitive(spec, "skewed");
    if (cJSON_IsArray(spec))
        *n = (size_t)cJSON_GetArraySize(spec);
    else
        *n = expected_count(spec, skewed ? "skewed" : "permuted");
    double *samples = malloc(*n * sizeof *samples);
    assert_non_null(samples);
    if (cJSON_IsArray(spec)) {
        size_t i = 0;
        for (const cJSON *item = spec->child; item; item = item->next)
            samples[i++] = number_of(item);
    } else if (skewed) {
        make_skewed(samples, *n, (uint64_t)expected_number(spec, "seed"));
    } else {
        size_t step = expected_count(spec, "step");
        for (size_t i = 0; i < *n; i++)
            samples[i] = 1.0 + (double)(i * step % *n);
    }
    return samples;
}

int *expected_processes(const cJSON *test_case, const char *key, size_t n)
{
    const cJSON *labels = member(test_case, key);
    if (cJSON_IsNull(labels))
        return NULL;
    assert_int_equal(cJSON_GetArraySize(labels), n);
    int *process = malloc(n * sizeof *process);
    assert_non_null(process);
    size_t i = 0;
    for (const cJSON *item = labels->child; item; item = item->next)
        process[i++] = item->valueint;
    return process;
}

static bool is_near(double actual, double expected, double absolute)
{
    if (isnan(expected) || isnan(actual))
        return isnan(expected) && isnan(actual);
    return actual == expected || fabs(actual - expected) <= absolute;
}

bool is_close(double actual, double expected, double tolerance)
{
    /* Infinity must not make the tolerance infinite, and equal means equal, also among denormals. */
    double slack = tolerance > 0 ? tolerance * fabs(expected) + DBL_TRUE_MIN : 0;
    return is_near(actual, expected, isfinite(expected) ? slack : 0);
}

void check_close(const cJSON *test_case, const char *figure, double actual, double expected, double tolerance)
{
    if (!is_close(actual, expected, tolerance))
        fail_msg("case '%s': %s is %.17g, expected %.17g within %g of it", expected_name(test_case), figure,
                 actual, expected, tolerance);
}

void check_near(const cJSON *test_case, const char *figure, double actual, double expected, double absolute)
{
    if (!is_near(actual, expected, absolute))
        fail_msg("case '%s': %s is %.17g, expected %.17g within %g", expected_name(test_case), figure, actual,
                 expected, absolute);
}

double random_uniform(uint64_t *state)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return ((double)(*state >> 12) + 0.5) / 4503599627370496.0;
}

double random_normal(uint64_t *state)
{
    double radius = sqrt(-2 * log(random_uniform(state)));
    return radius * cos(6.283185307179586 * random_uniform(state));
}
