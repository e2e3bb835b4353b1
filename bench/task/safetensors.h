/* Reader of safetensors files, as strict as the format's description
 * (https://huggingface.co/docs/safetensors, section "Format"), which is stricter than its reference
 * implementation: duplicate names, members that the format does not know and blanks before the header are
 * refused here and let pass there (safetensors 0.8.0).
 *
 * A file is three things, one behind the other:
 *   - 8 bytes: the length of the header, unsigned, little-endian;
 *   - the header: JSON in UTF-8 that begins with '{' and may be followed by spaces. Tensors are
 *     members "NAME": {"dtype": "F32", "shape": [2, 784], "data_offsets": [BEGIN, END]}; a member
 *     "__metadata__" may hold texts by name;
 *   - the data: offsets count from here, cover all of it and leave neither hole nor overlap.
 *
 * cJSON keeps the place of its last error in a global variable: do not read two files at the same time. */
#ifndef FAIRLANE_BENCH_TASK_SAFETENSORS_H
#define FAIRLANE_BENCH_TASK_SAFETENSORS_H

#include <cjson/cJSON.h>
#include <stddef.h>
#include <stdint.h>

#include "kernels/error.h"

/* The format allows a header of 100 MB; half a MiB describes some thousands of tensors. */
enum { FL_SAFETENSORS_HEADER_LIMIT = 512 * 1024 };

typedef struct fl_tensor {
    const char *name, *dtype;
    const cJSON *shape;  /* array of whole numbers */
    uint64_t begin, end; /* in the data */
} fl_tensor;

typedef struct fl_safetensors {
    cJSON *header;      /* owned; holds the texts of the tensors */
    fl_tensor *tensors; /* owned; in the order of their data */
    size_t count;
    const unsigned char *data; /* the caller's bytes */
} fl_safetensors;

/* Validates the whole file except the values of its tensors. FL_USAGE with one line that starts with name.
 * Pass to fl_safetensors_close() after FL_OK; the bytes must live as long. */
fl_status fl_safetensors_open(const unsigned char *bytes, size_t size, const char *name, fl_safetensors *file,
                              fl_error *error);
void fl_safetensors_close(fl_safetensors *file);

/* The tensor of that name, or NULL. */
const fl_tensor *fl_safetensors_find(const fl_safetensors *file, const char *tensor);

/* "[2, 784]" in text, ending in "…" when it does not fit. Returns text. */
const char *fl_shape_text(const cJSON *shape, char *text, size_t size);

/* A copy of untrusted text that is safe to print: unprintable bytes become '?', long text ends in "…".
 * Returns text. */
const char *fl_safe_text(const char *untrusted, char *text, size_t size);

/* What must hold of the header's text before it is given to a JSON parser: UTF-8; no control characters, no
 * zero escaped or not; outside of strings only blanks, brackets, commas, colons and whole numbers of at most
 * 15 digits without leading zeros; at most 3 levels deep. FL_USAGE with the byte's position. */
fl_status fl_header_text_check(const unsigned char *text, size_t size, const char *name, fl_error *error);

#endif
