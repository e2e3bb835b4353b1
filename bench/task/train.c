/* Softmax regression by stochastic gradient descent, the same bits everywhere.
 *
 * Every sum has one accumulator and runs from first to last, every operation is rounded to float32 by itself,
 * and exp and log are SLEEF's `cinz` functions, which give the same bits on every machine (N. Shibata & F.
 * Petrogalli, "SLEEF: a portable vectorized library of C standard mathematical functions", IEEE TPDS 31(6),
 * 2020). What the compiler may still do, vectorising the sums over independent weights, changes no bit.
 *
 * The weights start where torch's nn.Linear starts, uniform in ±1/√784 = ±1/28, and not at zero: from zero
 * the two rows stay each other's negative for ever, and a kernel that computes one row and negates it would
 * pass. */
#include <math.h>
#include <sleef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/base/sha256.h"
#include "bench/stats/random.h"
#include "bench/task/exact.h"
#include "bench/task/task.h"

static const float learning_rate = 0.01F;

/* row · input + bias, row after row. */
static void linear(const fl_model *model, const float *input, float logits[FL_OUTPUTS])
{
    const float *row0 = model->weights, *row1 = model->weights + FL_INPUTS;
    float sum0 = 0, sum1 = 0;
    for (size_t j = 0; j < FL_INPUTS; j++) {
        sum0 += row0[j] * input[j];
        sum1 += row1[j] * input[j];
    }
    logits[0] = sum0 + model->bias[0];
    logits[1] = sum1 + model->bias[1];
}

/* Shifted by the larger logit, so that nothing overflows.
 * Returns the logarithm of the sum of exponentials. */
static float softmax(const float logits[FL_OUTPUTS], float probabilities[FL_OUTPUTS])
{
    float largest = logits[0] > logits[1] ? logits[0] : logits[1];
    float exp0 = Sleef_cinz_expf1_u10purec(logits[0] - largest);
    float exp1 = Sleef_cinz_expf1_u10purec(logits[1] - largest);
    float sum = exp0 + exp1;
    probabilities[0] = exp0 / sum;
    probabilities[1] = exp1 / sum;
    return largest + Sleef_cinz_logf1_u10purec(sum);
}

typedef struct gradient {
    float weights[FL_WEIGHTS], bias[FL_OUTPUTS];
} gradient;

/* Adds the gradient of the cross-entropy of one sample: (probability - [class is the label]) · input. */
static void add_gradient(gradient *sum, const fl_model *model, const float *input, int label)
{
    float logits[FL_OUTPUTS], probabilities[FL_OUTPUTS];
    linear(model, input, logits);
    softmax(logits, probabilities);
    for (int k = 0; k < FL_OUTPUTS; k++) {
        float error = probabilities[k] - (k == label ? 1.0F : 0.0F);
        float *row = sum->weights + k * FL_INPUTS;
        for (size_t j = 0; j < FL_INPUTS; j++)
            row[j] += error * input[j];
        sum->bias[k] += error;
    }
}

/* One step against the gradient, averaged over the batch. */
static void descend(fl_model *model, const gradient *sum, uint32_t batch)
{
    for (size_t n = 0; n < FL_WEIGHTS; n++)
        model->weights[n] -= learning_rate * (sum->weights[n] / (float)batch);
    for (size_t k = 0; k < FL_OUTPUTS; k++)
        model->bias[k] -= learning_rate * (sum->bias[k] / (float)batch);
}

/* A multiple of 2^-24 in [0, 1). */
static float unit(fl_random *random)
{
    return (float)(fl_random_next(random) >> 40) * 0x1p-24F;
}

/* All orders alike: R. Durstenfeld, "Algorithm 235: Random permutation", CACM 7(7), 1964. */
static void shuffle(uint32_t *order, uint32_t count, fl_random *random)
{
    for (uint32_t left = count; left > 1; left--) {
        uint32_t chosen = (uint32_t)fl_random_below(random, left);
        uint32_t kept = order[left - 1];
        order[left - 1] = order[chosen];
        order[chosen] = kept;
    }
}

/* In float throughout: 2u - 1 is exact, the division by 28 is rounded once. Weights first, then the bias. */
static void start_weights(fl_model *model, fl_random *random)
{
    for (size_t n = 0; n < FL_WEIGHTS; n++)
        model->weights[n] = (2.0F * unit(random) - 1.0F) / 28.0F;
    for (size_t k = 0; k < FL_OUTPUTS; k++)
        model->bias[k] = (2.0F * unit(random) - 1.0F) / 28.0F;
}

typedef struct data_set {
    float pixels[FL_TRAINING_SAMPLES * FL_INPUTS];
    int labels[FL_TRAINING_SAMPLES];
    uint32_t order[FL_TRAINING_SAMPLES];
} data_set;

static void train(data_set *data, fl_random *random, fl_model *model)
{
    uint32_t *order = data->order;
    for (int epoch = 0; epoch < FL_TRAINING_EPOCHS; epoch++) {
        shuffle(order, FL_TRAINING_SAMPLES, random);
        for (uint32_t first = 0; first < FL_TRAINING_SAMPLES; first += FL_TRAINING_BATCH) {
            uint32_t left = FL_TRAINING_SAMPLES - first;
            uint32_t batch = left < FL_TRAINING_BATCH ? left : FL_TRAINING_BATCH;
            gradient sum = {{0}, {0}};
            for (uint32_t n = first; n < first + batch; n++)
                add_gradient(&sum, model, data->pixels + (size_t)order[n] * FL_INPUTS,
                             data->labels[order[n]]);
            descend(model, &sum, batch);
        }
    }
}

static data_set *new_data_set(fl_error *error)
{
    data_set *data = malloc(sizeof *data);
    if (!data) {
        fl_fail(error, FL_UNABLE, "no memory for the training data: %zu bytes", sizeof *data);
        return NULL;
    }
    fl_task_data(data->pixels, data->labels);
    for (uint32_t n = 0; n < FL_TRAINING_SAMPLES; n++)
        data->order[n] = n;
    return data;
}

fl_status fl_model_train(uint64_t seed, fl_model *model, fl_error *error)
{
    memset(model, 0, sizeof *model);
    data_set *data = new_data_set(error);
    if (!data)
        return FL_UNABLE;
    fl_random random = {seed};
    start_weights(model, &random);
    train(data, &random, model);
    free(data);
    unsigned char bytes[FL_MODEL_FILE_BYTES];
    fl_sha256(bytes, fl_model_bytes(model, bytes), model->sha256);
    snprintf(model->origin, sizeof model->origin, "trained here with seed %llu", (unsigned long long)seed);
    return FL_OK;
}

fl_status fl_model_facts_of(const fl_model *model, fl_model_facts *facts, fl_error *error)
{
    memset(facts, 0, sizeof *facts);
    data_set *data = new_data_set(error);
    if (!data)
        return FL_UNABLE;
    for (size_t i = 0; i < FL_TRAINING_SAMPLES; i++) {
        float logits[FL_OUTPUTS], probabilities[FL_OUTPUTS];
        linear(model, data->pixels + i * FL_INPUTS, logits);
        facts->loss +=
            (double)(softmax(logits, probabilities) - logits[data->labels[i]]) / FL_TRAINING_SAMPLES;
        int predicted = logits[1] > logits[0] ? 1 : 0;
        facts->predicted[predicted]++;
        facts->correct += predicted == data->labels[i];
    }
    free(data);
    float sample[FL_INPUTS];
    fl_task_sample(sample);
    linear(model, sample, facts->sample_logits);
    softmax(facts->sample_logits, facts->sample_probabilities);
    for (size_t n = 0; n < FL_WEIGHTS; n++) {
        facts->weight_sum += (double)model->weights[n];
        facts->weight_low = n == 0 ? model->weights[n] : fminf(facts->weight_low, model->weights[n]);
        facts->weight_high = n == 0 ? model->weights[n] : fmaxf(facts->weight_high, model->weights[n]);
    }
    return FL_OK;
}
