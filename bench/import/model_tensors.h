/* Arrays on their way into safetensors. Private to this room. */
#ifndef FAIRLANE_BENCH_IMPORT_MODEL_TENSORS_H
#define FAIRLANE_BENCH_IMPORT_MODEL_TENSORS_H

#include "bench/import/numpy.h"

enum { FL_MODEL_TENSORS = 64, FL_TENSOR_NAME = 128 };

typedef struct fl_model_tensor {
    char name[FL_TENSOR_NAME]; /* printable ASCII without '"' and '\\' */
    char type[24];
    size_t dimensions, shape[FL_NUMPY_DIMENSIONS], size;
    unsigned char *bytes; /* [size], little-endian, the last index fastest; owned */
} fl_model_tensor;

typedef struct fl_model_tensors {
    fl_model_tensor of[FL_MODEL_TENSORS];
    size_t count;
} fl_model_tensors;

/* Takes an array under a name; a last ".npy" is left out. FL_USAGE where there are too many. path: for
 * messages. */
fl_status fl_tensors_add(fl_model_tensors *tensors, const char *name, const fl_numpy_array *array,
                         const char *path, fl_error *error);
void fl_tensors_free(fl_model_tensors *tensors);

/* Gives matrix and bias of a layer the names that safetensors has for them, where NumPy's users say "W" and
 * "b", "coef_" and "intercept_", or nothing. */
void fl_tensors_name_layer(fl_model_tensors *tensors);

/* The name of the bias that belongs to the matrix of that name; false: it is not a matrix' name. */
bool fl_bias_name(const char *matrix, char *bias, size_t size);

/* All of it as safetensors; *bytes is the caller's to free. */
fl_status fl_tensors_write(const fl_model_tensors *tensors, const char *path, char **bytes, size_t *size,
                           fl_error *error);

#endif
