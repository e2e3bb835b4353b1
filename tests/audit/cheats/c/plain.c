/* One linear layer, 784 inputs to 2 outputs, one sample per call: a plain loop in C. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define INPUTS 784
#define OUTPUTS 2
#define WARMUP 100
#define CALLS 10000

static float weight[OUTPUTS * INPUTS], bias[OUTPUTS];

static void linear(const float *w, const float *b, const float *x, float *out)
{
    for (int r = 0; r < OUTPUTS; r++) {
        float sum = b[r];
        for (int j = 0; j < INPUTS; j++)
            sum += w[r * INPUTS + j] * x[j];
        out[r] = sum;
    }
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

int main(void)
{
    static double samples[CALLS];
    float x[INPUTS], out[OUTPUTS];
    srand(42);
    for (int i = 0; i < OUTPUTS * INPUTS; i++)
        weight[i] = (float)rand() / (float)RAND_MAX - 0.5f;
    for (int j = 0; j < INPUTS; j++)
        x[j] = (float)(j % 256) / 255.0f;

    for (int i = 0; i < WARMUP; i++)
        linear(weight, bias, x, out);
    for (int i = 0; i < CALLS; i++) {
        struct timespec start, stop;
        clock_gettime(CLOCK_MONOTONIC, &start);
        linear(weight, bias, x, out);
        clock_gettime(CLOCK_MONOTONIC, &stop);
        samples[i] = (stop.tv_sec - start.tv_sec) * 1e6 + (stop.tv_nsec - start.tv_nsec) / 1e3;
    }

    double sum = 0, squares = 0;
    for (int i = 0; i < CALLS; i++)
        sum += samples[i];
    double mean = sum / CALLS;
    for (int i = 0; i < CALLS; i++)
        squares += (samples[i] - mean) * (samples[i] - mean);
    double deviation = sqrt(squares / (CALLS - 1));
    double half = 1.96 * deviation / sqrt(CALLS);
    qsort(samples, CALLS, sizeof samples[0], compare);

    printf("logits %f %f\n", out[0], out[1]);
    FILE *file = fopen("torch_results.json", "w");
    if (!file)
        return 1;
    fprintf(file, "{\"config\": {\"seed\": 42, \"warmup_iterations\": %d, \"benchmark_iterations\": %d},\n", WARMUP, CALLS);
    fprintf(file, " \"results\": [{\"name\": \"plain\", \"iterations\": %d, \"mean_us\": %.6f, \"std_us\": %.6f,\n", CALLS, mean, deviation);
    fprintf(file, "  \"ci_95_lower\": %.6f, \"ci_95_upper\": %.6f,\n", mean - half, mean + half);
    fprintf(file, "  \"p50_us\": %.6f, \"p95_us\": %.6f, \"p99_us\": %.6f,\n", samples[CALLS / 2],
            samples[(int)(CALLS * 0.95)], samples[(int)(CALLS * 0.99)]);
    fprintf(file, "  \"min_us\": %.6f, \"max_us\": %.6f, \"throughput_per_sec\": %.3f}]}\n", samples[0],
            samples[CALLS - 1], 1e6 / mean);
    return fclose(file) != 0;
}
