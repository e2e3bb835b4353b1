#ifndef LAYER_H
#define LAYER_H

#include <stddef.h>

enum { INPUTS = 784, OUTPUTS = 2, WARMUP = 100, CALLS = 10000, SEED = 42 };

struct model {
    float weight[OUTPUTS][INPUTS], bias[OUTPUTS];
};

struct figures {
    double mean, std, low, high, p50, p95, p99;
};

void predict(const struct model *m, const float *restrict x, float *restrict out);
void summarise(const double *times, size_t n, struct figures *f);

#endif
