/* Models of other formats than safetensors: NumPy's .npy and .npz. Each is turned into safetensors in memory
 * and then read as such, so that one reader decides what is the layer and what is refused. */
#ifndef FAIRLANE_BENCH_IMPORT_MODEL_H
#define FAIRLANE_BENCH_IMPORT_MODEL_H

#include <stdbool.h>
#include <stddef.h>

#include "bench/task/task.h"

/* A model in any format that is read here: as fl_model_read_tensor(), and .npz with the arrays of one layer
 * under common names ("weight" and "bias", "W" and "b", "coef_" and "intercept_", or one matrix and one
 * vector alone; a matrix [784, 2] is transposed), and .npy, which holds the matrix alone: the bias is then
 * read beside it, weight.npy with bias.npy. The SHA-256 is that of the file fl_model_write() makes of it. */
fl_status fl_import_model(const char *path, const char *tensor, fl_model *model, fl_error *error);

/* The same from bytes; of .npy nothing can stand beside it. */
fl_status fl_import_model_parse(const void *bytes, size_t size, const char *path, const char *tensor,
                                fl_model *model, fl_error *error);

/* Whether these are the bytes of torch.save(), an archive or the pickle of old versions. It is never
 * unpickled here: PyTorch's own reader is asked with weights_only. */
bool fl_import_is_torch_file(const void *bytes, size_t size);

#endif
