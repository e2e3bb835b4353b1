#include "layer.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void predict(const struct model *m, const float *restrict x, float *restrict out)
{
    for (size_t r = 0; r < OUTPUTS; ++r) {
        const float *row = m->weight[r];
        float sum = m->bias[r];
        for (size_t j = 0; j < INPUTS; ++j)
            sum += row[j] * x[j];
        out[r] = sum;
    }
}

static int by_value(const void *a, const void *b)
{
    const double *x = a, *y = b;
    if (*x < *y)
        return -1;
    return *x > *y;
}

static double mean_of(const double *times, size_t n)
{
    double total = 0.0;
    for (size_t i = 0; i < n; i++)
        total += times[i];
    return total / (double)n;
}

void summarise(const double *times, size_t n, struct figures *f)
{
    double *sorted = malloc(n * sizeof *sorted);
    memcpy(sorted, times, n * sizeof *sorted);
    qsort(sorted, n, sizeof *sorted, by_value);
    double mean = mean_of(times, n), squares = 0.0;
    for (size_t i = 0; i < n; i++) {
        double difference = times[i] - mean;
        squares += difference * difference;
    }
    f->mean = mean;
    f->std = sqrt(squares / (double)(n - 1));
    f->low = mean - 1.96 * f->std / sqrt((double)n);
    f->high = mean + 1.96 * f->std / sqrt((double)n);
    f->p50 = sorted[n / 2];
    f->p95 = sorted[n * 95 / 100];
    f->p99 = sorted[n * 99 / 100];
    free(sorted);
}
