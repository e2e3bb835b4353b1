/* The task: deterministic data and a model trained on it, the same bytes on every machine and by every
 * compiler. */
#ifndef FAIRLANE_BENCH_TASK_TASK_H
#define FAIRLANE_BENCH_TASK_TASK_H

#include <stddef.h>
#include <stdint.h>

#include "kernels/error.h"
#include "kernels/kernel.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { FL_TRAINING_SAMPLES = 1000, FL_TRAINING_EPOCHS = 10, FL_TRAINING_BATCH = 32, FL_DEFAULT_SEED = 42 };

/* pixel(i, j) = ((17·i + 31·j) mod 256)/255 and label(i) = 0 where i mod 10 = 0, else 1.
 * pixels: FL_TRAINING_SAMPLES × FL_INPUTS, row-major, caller's; labels: FL_TRAINING_SAMPLES. */
void fl_task_data(float *pixels, int *labels);

/* SHA-256 of these pixels, as float32 in little-endian order. */
extern const char fl_task_pixels_sha256[];

/* The sample that is inferred: pixel j = (j mod 256)/255. sample: FL_INPUTS floats. */
void fl_task_sample(float *sample);

typedef struct fl_model {
    float weights[FL_WEIGHTS]; /* row-major [2][784] */
    float bias[FL_OUTPUTS];
    char origin[256]; /* "trained here with seed 42" or the file's name */
    char sha256[65];  /* of the safetensors bytes, hexadecimal; as written by fl_model_write or as read */
} fl_model;

/* Softmax regression by stochastic gradient descent: batches of 32, 10 epochs, learning rate 0.01, samples
 * shuffled by a generator seeded with seed, start weights from the same generator, SLEEF's bit-identical
 * functions, one fixed order of operations in float32 without contraction. FL_UNABLE when memory is short. */
fl_status fl_model_train(uint64_t seed, fl_model *model, fl_error *error);

/* What a model does with the task, computed as in training: the same figures on every machine. */
typedef struct fl_model_facts {
    int correct;               /* of the FL_TRAINING_SAMPLES */
    int predicted[FL_OUTPUTS]; /* how often each class was predicted; a tie counts as class 0 */
    double loss;               /* mean cross-entropy in nats */
    double weight_sum;         /* of the weights, without the bias */
    float weight_low, weight_high;
    float sample_logits[FL_OUTPUTS], sample_probabilities[FL_OUTPUTS];
} fl_model_facts;

/* FL_UNABLE when memory is short. */
fl_status fl_model_facts_of(const fl_model *model, fl_model_facts *facts, fl_error *error);

/* Reads a safetensors file (or bytes) that holds `weight` [2,784] and `bias` [2], under these names or as the
 * one layer of that shape under any prefix ("fc.weight", "module.…"), or a kernel [784,2], which is
 * transposed (model_layer.h). F32 is taken as it is; F16, BF16 and F64 are converted, which origin then says;
 * the digest of a model that stands under other names or was converted is that of the file fl_model_write()
 * makes of it. Hostile input: sizes, offsets, overlaps, duplicates, dtype, shape, NaN and infinity are
 * checked before anything is used; FL_USAGE with one line otherwise, and the model is then zero. Other
 * tensors may stand beside a plain `weight`, if they are valid, and are ignored. At most FL_MODEL_FILE_LIMIT
 * bytes. name: the file's, for messages and origin. tensor: the layer to take, by its name or its matrix';
 * NULL: there must be one alone. */
fl_status fl_model_read_tensor(const char *path, const char *tensor, fl_model *model, fl_error *error);
fl_status fl_model_parse_tensor(const void *bytes, size_t size, const char *name, const char *tensor,
                                fl_model *model, fl_error *error);
fl_status fl_model_read(const char *path, fl_model *model, fl_error *error);
fl_status fl_model_parse(const void *bytes, size_t size, const char *name, fl_model *model, fl_error *error);

/* The safetensors bytes of a model, the very bytes that Hugging Face's library writes for the same two
 * tensors: always FL_MODEL_FILE_BYTES at most. Returns their number. */
enum { FL_MODEL_FILE_BYTES = 8192, FL_MODEL_FILE_LIMIT = 16 * 1024 * 1024 };
size_t fl_model_bytes(const fl_model *model, unsigned char bytes[FL_MODEL_FILE_BYTES]);

/* Atomic: a temporary name, then renamed. FL_UNABLE when it cannot be written. */
fl_status fl_model_write(const char *path, const fl_model *model, fl_error *error);

/* row1 - row0 and bias1 - bias0: the 784→1 logistic regression with the same predictions, for kernels whose
 * work is FL_WORK_LOGISTIC_784X1. */
void fl_model_difference(const fl_model *model, float *weights784, float *bias1);

#ifdef __cplusplus
}
#endif
#endif
