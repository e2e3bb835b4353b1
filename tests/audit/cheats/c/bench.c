/* Times the layer of layer.c call by call. */
#define _POSIX_C_SOURCE 200809L
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "layer.h"

static uint64_t now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static void measure(const struct model *m, const float *x, double *times, int count)
{
    float out[OUTPUTS];
    for (int i = 0; i < WARMUP; i++)
        predict(m, x, out);
    for (int i = 0; i < count; i++) {
        uint64_t begin = now_ns();
        predict(m, x, out);
        uint64_t end = now_ns();
        times[i] = (double)(end - begin) / 1000.0;
    }
}

int main(void)
{
    static struct model model;
    static double times[CALLS];
    float x[INPUTS];
    struct figures f;
    srand(SEED);
    for (int r = 0; r < OUTPUTS; r++)
        for (int j = 0; j < INPUTS; j++)
            model.weight[r][j] = (float)rand() / (float)RAND_MAX - 0.5f;
    for (int j = 0; j < INPUTS; j++)
        x[j] = (float)(j % 256) / 255.0f;
    measure(&model, x, times, CALLS);
    summarise(times, CALLS, &f);
    printf("{\"config\": {\"seed\": %d}, \"results\": [{\"name\": \"files\", \"iterations\": %d, \"mean_us\": %f, \"std_us\": %f, "
           "\"ci_95_lower\": %f, \"ci_95_upper\": %f, \"p50_us\": %f, \"p95_us\": %f, \"p99_us\": %f, "
           "\"throughput_per_sec\": %f}]}\n",
           SEED, CALLS, f.mean, f.std, f.low, f.high, f.p50, f.p95, f.p99, 1e6 / f.mean);
    return 0;
}
