/* Which tensors of a safetensors file are the one layer, under whatever names. Private to this room. */
#ifndef FAIRLANE_BENCH_TASK_MODEL_LAYER_H
#define FAIRLANE_BENCH_TASK_MODEL_LAYER_H

#include <stdbool.h>

#include "bench/task/safetensors.h"

typedef struct fl_layer {
    const fl_tensor *weight, *bias; /* NULL: the file holds no matrix at all */
    bool transposed;                /* a kernel [784, 2] of Keras or Flax */
} fl_layer;

/* The only layer 784 to 2 of a file: "weight" [2, 784] or "kernel" [784, 2] behind any prefix, with the bias
 * [2] beside it, of F32, F16, BF16 or F64. wanted: the matrix' or the layer's name, for files that hold
 * several; NULL: there must be one alone. FL_USAGE with one line, which names shapes, otherwise. */
fl_status fl_layer_find(const fl_safetensors *file, const char *wanted, const char *name, fl_layer *layer,
                        fl_error *error);

#endif
