/* NumPy's arrays (.npy; https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html). Private to
 * this room. */
#ifndef FAIRLANE_BENCH_IMPORT_NUMPY_H
#define FAIRLANE_BENCH_IMPORT_NUMPY_H

#include <stdbool.h>
#include <stddef.h>

#include "kernels/error.h"

enum { FL_NUMPY_DIMENSIONS = 8 };

typedef struct fl_numpy_array {
    char type[24];   /* as safetensors names it, "F32"; integers too */
    size_t width;    /* bytes of a value */
    bool big_endian; /* each value's bytes stand the other way round */
    bool by_columns; /* Fortran's order: the first index runs fastest */
    size_t dimensions, shape[FL_NUMPY_DIMENSIONS], count;
    const unsigned char *data; /* [count × width], within the bytes that were given */
} fl_numpy_array;

bool fl_numpy_is(const void *bytes, size_t size);

/* FL_USAGE with one line for anything but a whole array of numbers; an array of Python objects, which could
 * only be unpickled, is refused. name: for messages. */
fl_status fl_numpy_parse(const void *bytes, size_t size, const char *name, fl_numpy_array *array,
                         fl_error *error);

#endif
