#include "bench/harness/cases.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* SplitMix64 (Steele, Lea, Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014): every seed
 * is good, no state beyond one number. */
static uint64_t next(uint64_t *state)
{
    uint64_t z = *state += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

/* [-1, 1), 24 random bits: every value is a float. */
static float uniform(uint64_t *state)
{
    return (float)((double)(next(state) >> 40) * 0x1p-23 - 1.0);
}

/* ±[0.5, 1): never near zero, so that leaving one out is always seen */
static float substantial(uint64_t *state)
{
    float value = uniform(state);
    return value < 0 ? value * 0.5f - 0.5f : value * 0.5f + 0.5f;
}

/* 2^exponent, -149 … 127 */
static float power(int exponent)
{
    return ldexpf(1.0f, exponent);
}

/* How the weights, the input and the bias of one recipe come about. Exponents of two scale each array. */
typedef struct recipe {
    const char *name;
    enum { PLAIN, PIXELS, POSITIVE, MIXED, CANCELLING, ZERO } kind;
    int weights, input, bias;
} recipe;

static const recipe recipes[] = {
    {"uniform", PLAIN, 0, 0, 0},
    {"pixels", PIXELS, -4, 0, 0},
    {"positive", POSITIVE, 0, 0, 0},
    {"large values", PLAIN, 50, 50, 100},
    {"large weights, small input", PLAIN, 60, -60, 0},
    {"small weights, large input", PLAIN, -40, 50, 10},
    {"small values", PLAIN, -50, -50, -100},
    {"magnitudes from 2^-20 to 2^20", MIXED, 0, 0, 4},
    {"bias outweighs", PLAIN, -12, -12, 3},
    {"bias alone", ZERO, 0, 0, 0},
    {"cancellation", CANCELLING, 0, 0, -20},
    {"cancellation of large values", CANCELLING, 40, 40, 60},
    {"denormal input", PLAIN, 0, -128, -130},
    {"denormal weights", PLAIN, -128, 0, -130},
    {"denormal products", PLAIN, -66, -66, -132},
    {"denormal products, cancelling", CANCELLING, -66, -66, -140},
    {"denormal bias", ZERO, 0, 0, -130},
};

static void fill_dot(fl_case *data, const recipe *r, uint64_t *state)
{
    const float input_scale = power(r->input), weight_scale = power(r->weights), bias_scale = power(r->bias);
    for (size_t k = 0; k < FL_INPUTS; k++) {
        float x = r->kind == PIXELS ? (float)(k % 256) / 255.0f : substantial(state);
        data->input[k] = (r->kind == POSITIVE ? fabsf(x) : x) * input_scale;
    }
    for (size_t k = 0; k < FL_WEIGHTS; k++) {
        float w = r->kind == PIXELS ? uniform(state) : substantial(state);
        if (r->kind == ZERO)
            w = 0;
        data->weights[k] = (r->kind == POSITIVE ? fabsf(w) : w) * weight_scale;
    }
    for (size_t k = 0; k < FL_OUTPUTS; k++)
        data->bias[k] = substantial(state) * bias_scale;
    if (r->kind == MIXED) {
        for (size_t k = 0; k < FL_INPUTS; k++)
            data->input[k] *= power((int)(next(state) % 41) - 20);
        for (size_t k = 0; k < FL_WEIGHTS; k++)
            data->weights[k] *= power((int)(next(state) % 41) - 20);
    }
    if (r->kind == CANCELLING) {
        /* the second half of each row takes back what the first half gave, product by product */
        const size_t half = FL_INPUTS / 2;
        for (size_t k = 0; k < half; k++) {
            data->input[half + k] = data->input[k];
            for (size_t row = 0; row < FL_OUTPUTS; row++)
                data->weights[row * FL_INPUTS + half + k] = -data->weights[row * FL_INPUTS + k];
        }
    }
}

/* Pairs of logits; the recipes behind them are random at growing scales. */
static const float logits[][FL_OUTPUTS] = {
    {0, 0},
    {-0.0f, 0},
    {1, 1},
    {0, 1},
    {1, 0},
    {-3.5f, 2.25f},
    {1000, 1001},
    {-1000, -1001},
    {88.5f, -0.5f},
    {-104, 0},
    {0, 200},
    {1e30f, -1e30f},
    {FLT_MAX, FLT_MAX},
    {FLT_MAX, -FLT_MAX},
    {-FLT_MAX, 0},
    {1e-40f, -1e-40f},
    {NAN, 0},
    {0, NAN},
    {NAN, NAN},
    {-INFINITY, 0},
    {0, -INFINITY},
    {INFINITY, 0},
    {0, INFINITY},
    {INFINITY, -INFINITY},
    {INFINITY, INFINITY},
    {-INFINITY, -INFINITY},
    {NAN, INFINITY},
};
static const int logit_exponents[] = {-10, 0, 2, 4, 6, 8};
enum {
    RECIPES = sizeof recipes / sizeof recipes[0],
    LOGITS = sizeof logits / sizeof logits[0],
    LOGIT_EXPONENTS = sizeof logit_exponents / sizeof logit_exponents[0]
};

static void fill_logits(fl_case *data, size_t index, uint64_t *state)
{
    if (index < LOGITS) {
        memcpy(data->input, logits[index], sizeof logits[index]);
        snprintf(data->name, sizeof data->name, "logits %g and %g", (double)logits[index][0],
                 (double)logits[index][1]);
        return;
    }
    int exponent = logit_exponents[index - LOGITS];
    for (size_t k = 0; k < FL_OUTPUTS; k++)
        data->input[k] = uniform(state) * power(exponent);
    snprintf(data->name, sizeof data->name, "logits %.9g and %.9g", (double)data->input[0],
             (double)data->input[1]);
}

size_t fl_recipe_count(fl_work work)
{
    return work == FL_WORK_SOFTMAX_2 ? LOGITS + LOGIT_EXPONENTS : RECIPES;
}

void fl_case_fill(fl_case *data, fl_work work, size_t index, uint64_t seed)
{
    uint64_t state = seed * 1000 + index;
    memset(data, 0, sizeof *data);
    if (work == FL_WORK_SOFTMAX_2) {
        fill_logits(data, index, &state);
        return;
    }
    fill_dot(data, &recipes[index], &state);
    snprintf(data->name, sizeof data->name, "%s, seed %llu", recipes[index].name, (unsigned long long)seed);
}

void fl_case_make_odd(fl_case *data, fl_work work, int kind, size_t position)
{
    size_t in_last_row = (fl_work_shape(work).outputs - 1) * FL_INPUTS + position;
    switch (kind) {
    case 0:
        data->input[position] = NAN;
        snprintf(data->name, sizeof data->name, "NaN in input[%zu]", position);
        break;
    case 1:
        data->input[position] = -INFINITY;
        snprintf(data->name, sizeof data->name, "-infinity in input[%zu]", position);
        break;
    case 2: /* in one row only: the other output stays a number */
        data->weights[position] = NAN;
        snprintf(data->name, sizeof data->name, "NaN in weights[%zu]", position);
        break;
    case 3: /* infinity times zero */
        data->weights[in_last_row] = INFINITY;
        data->input[position] = 0;
        snprintf(data->name, sizeof data->name, "infinity in weights[%zu] times zero", in_last_row);
        break;
    default: /* one product alone */
        for (size_t k = 0; k < FL_WEIGHTS; k++)
            if (k % FL_INPUTS != position)
                data->weights[k] = 0;
        data->bias[0] = data->bias[1] = 0;
        snprintf(data->name, sizeof data->name, "weights 0 but in column %zu", position);
        break;
    }
}

void fl_case_given(fl_case *data, fl_work work, const float *weights, const float *bias, const float *input)
{
    fl_shape shape = fl_work_shape(work);
    memset(data, 0, sizeof *data);
    snprintf(data->name, sizeof data->name, "the given data");
    if (shape.weights)
        memcpy(data->weights, weights, shape.weights * sizeof *weights);
    if (shape.bias)
        memcpy(data->bias, bias, shape.bias * sizeof *bias);
    memcpy(data->input, input, shape.inputs * sizeof *input);
}
