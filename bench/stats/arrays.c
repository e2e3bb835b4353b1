#include "bench/stats/arrays.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "bench/base/sort.h"

bool fl_all_finite(const double *samples, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!isfinite(samples[i]))
            return false;
    return true;
}

double *fl_sorted_copy(const double *samples, size_t n)
{
    if (n == 0 || n > SIZE_MAX / sizeof *samples)
        return NULL;
    double *sorted = malloc(n * sizeof *sorted);
    if (sorted == NULL)
        return NULL;
    memcpy(sorted, samples, n * sizeof *sorted);
    fl_sort(sorted, n);
    return sorted;
}

double fl_sorted_median(const double *sorted, size_t n)
{
    double upper = sorted[n / 2];
    if (n % 2 == 1)
        return upper;
    double lower = sorted[n / 2 - 1], sum = lower + upper;
    /* Halving first would lose the last bit of denormals, so it is kept for sums that overflow. */
    return isfinite(sum) ? sum / 2 : lower / 2 + upper / 2;
}

fl_interval fl_unbounded(double confidence)
{
    return (fl_interval){.low = -INFINITY, .high = INFINITY, .confidence = confidence, .coverage = 0};
}

bool fl_is_confidence(double confidence)
{
    return confidence > 0 && confidence < 1;
}

typedef struct compensated_sum {
    double sum, lost;
} compensated_sum;

static void add(compensated_sum *total, double x)
{
    double sum = total->sum + x;
    if (fabs(total->sum) >= fabs(x))
        total->lost += (total->sum - sum) + x;
    else
        total->lost += (x - sum) + total->sum;
    total->sum = sum;
}

int fl_largest_exponent(const double *samples, size_t n)
{
    double largest = 0;
    for (size_t i = 0; i < n; i++)
        largest = fmax(largest, fabs(samples[i]));
    int exponent = 0;
    frexp(largest, &exponent);
    return exponent;
}

double fl_deviation(double sample, int exponent, const fl_moments *moments)
{
    return (ldexp(sample, -exponent) - moments->mean) - moments->mean_rest;
}

/* x so many times; what the product rounds away is added as well. */
static void add_repeated(compensated_sum *total, double x, double times)
{
    double product = x * times;
    add(total, product);
    add(total, fma(x, times, -product));
}

static fl_moments moments_from(const double *samples, const double *times, size_t n, int exponent)
{
    compensated_sum values = {0, 0}, squares = {0, 0};
    double count = times ? 0 : (double)n;
    for (size_t i = 0; times && i < n; i++) {
        add_repeated(&values, ldexp(samples[i], -exponent), times[i]);
        count += times[i];
    }
    for (size_t i = 0; !times && i < n; i++)
        add(&values, ldexp(samples[i], -exponent));
    double quotient = values.sum / count;
    double remainder = (fma(-quotient, count, values.sum) + values.lost) / count;
    fl_moments moments = {.mean = quotient + remainder};
    moments.mean_rest = (quotient - moments.mean) + remainder;
    for (size_t i = 0; i < n; i++) {
        double deviation = fl_deviation(samples[i], exponent, &moments);
        add(&squares, deviation * deviation * (times ? times[i] : 1));
    }
    moments.squares = squares.sum + squares.lost;
    return moments;
}

fl_moments fl_scaled_moments(const double *samples, size_t n, int exponent)
{
    return moments_from(samples, NULL, n, exponent);
}

fl_moments fl_scaled_counted_moments(const double *samples, const double *times, size_t n, int exponent)
{
    return moments_from(samples, times, n, exponent);
}

double fl_standard_deviation(const double *samples, size_t n)
{
    if (n < 2)
        return NAN;
    int exponent = fl_largest_exponent(samples, n);
    return ldexp(sqrt(fl_scaled_moments(samples, n, exponent).squares / (double)(n - 1)), exponent);
}
