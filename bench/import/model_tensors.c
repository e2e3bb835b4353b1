#include "bench/import/model_tensors.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/base/builder.h"
#include "kernels/kernel.h"

/* What the matrix of a layer and its bias are called. */
static const struct {
    const char *matrix, *bias;
} words[] = {
    {"weight", "bias"},
    {"weights", "bias"},
    {"weights", "biases"},
    {"kernel", "bias"},
    {"coef_", "intercept_"},
    {"coef", "intercept"},
    {"W", "b"},
    {"w", "b"},
};

enum { WORDS = sizeof words / sizeof words[0] };

/* Where word begins that a name ends with: at its begin or behind '.', '/', '_' or '-'; −1: it does not. */
static int ends_with_word(const char *name, const char *word)
{
    size_t length = strlen(name), tail = strlen(word);
    if (length < tail || strcmp(name + length - tail, word) != 0)
        return -1;
    return length == tail || strchr("./_-", name[length - tail - 1]) ? (int)(length - tail) : -1;
}

bool fl_bias_name(const char *matrix, char *bias, size_t size)
{
    for (size_t i = 0; i < WORDS; i++) {
        int at = ends_with_word(matrix, words[i].matrix);
        if (at >= 0)
            return (size_t)snprintf(bias, size, "%.*s%s", at, matrix, words[i].bias) < size;
    }
    return false;
}

/* ---- collecting ---- */

/* Its place among the values in the order in which the last index runs fastest. */
static size_t place_of(const fl_numpy_array *array, size_t n)
{
    size_t place = 0, stride = array->count;
    if (!array->by_columns)
        return n;
    for (size_t i = 0; i < array->dimensions; i++) {
        stride /= array->shape[i];
        place += n % array->shape[i] * stride;
        n /= array->shape[i];
    }
    return place;
}

static unsigned char *copy_values(const fl_numpy_array *array)
{
    unsigned char *bytes = malloc(array->count * array->width + 1);
    for (size_t n = 0; bytes && n < array->count; n++) {
        const unsigned char *from = array->data + n * array->width;
        unsigned char *to = bytes + place_of(array, n) * array->width;
        for (size_t b = 0; b < array->width; b++)
            to[b] = from[array->big_endian ? array->width - 1 - b : b];
    }
    return bytes;
}

fl_status fl_tensors_add(fl_model_tensors *tensors, const char *name, const fl_numpy_array *array,
                         const char *path, fl_error *error)
{
    if (tensors->count == FL_MODEL_TENSORS)
        return fl_fail(error, FL_USAGE, "%s: more than %d arrays", path, FL_MODEL_TENSORS);
    fl_model_tensor *tensor = &tensors->of[tensors->count];
    int dot = ends_with_word(name, "npy"), length = (int)strlen(name);
    snprintf(tensor->name, sizeof tensor->name, "%.*s", dot > 1 ? dot - 1 : length, name);
    for (char *c = tensor->name; *c; c++)
        if (*c < ' ' || *c > '~' || *c == '"' || *c == '\\')
            *c = '?';
    memcpy(tensor->type, array->type, sizeof tensor->type);
    tensor->dimensions = array->dimensions;
    memcpy(tensor->shape, array->shape, sizeof tensor->shape);
    tensor->size = array->count * array->width;
    tensor->bytes = copy_values(array);
    if (!tensor->bytes)
        return fl_fail(error, FL_UNABLE, "%s: no memory to read it", path);
    tensors->count++;
    return FL_OK;
}

void fl_tensors_free(fl_model_tensors *tensors)
{
    for (size_t i = 0; i < tensors->count; i++)
        free(tensors->of[i].bytes);
    tensors->count = 0;
}

/* ---- naming ---- */

static void rename_to(fl_model_tensor *tensor, int prefix, const char *word)
{
    char name[FL_TENSOR_NAME];
    if (prefix > 0)
        snprintf(name, sizeof name, "%.*s.%s", prefix - 1, tensor->name, word);
    else
        snprintf(name, sizeof name, "%s", word);
    memcpy(tensor->name, name, sizeof name);
}

/* The shape of the matrix that is multiplied from the right, "x @ W": there is no other layer it could be. */
static bool is_transposed(const fl_model_tensor *tensor)
{
    return tensor->dimensions == 2 && tensor->shape[0] == FL_INPUTS && tensor->shape[1] == FL_OUTPUTS;
}

static void name_matrix(fl_model_tensor *tensor, int prefix)
{
    rename_to(tensor, prefix, is_transposed(tensor) ? "kernel" : "weight");
}

/* A matrix and a vector alone need no names. */
static bool name_by_shape(fl_model_tensors *tensors)
{
    fl_model_tensor *t = tensors->of;
    if (tensors->count != 2 || t[0].dimensions + t[1].dimensions != 3 || t[0].dimensions == 0 ||
        t[1].dimensions == 0)
        return false;
    fl_model_tensor *matrix = t[0].dimensions == 2 ? &t[0] : &t[1];
    name_matrix(matrix, 0);
    rename_to(matrix == t ? t + 1 : t, 0, "bias");
    return true;
}

/* numpy.load's own names, "arr_0": no words of a layer. */
static bool is_named(const fl_model_tensors *tensors)
{
    char bias[FL_TENSOR_NAME];
    for (size_t i = 0; i < tensors->count; i++)
        if (fl_bias_name(tensors->of[i].name, bias, sizeof bias))
            return true;
    return false;
}

void fl_tensors_name_layer(fl_model_tensors *tensors)
{
    if (!is_named(tensors) && name_by_shape(tensors))
        return;
    for (size_t i = 0; i < tensors->count; i++) {
        fl_model_tensor *tensor = &tensors->of[i];
        for (size_t n = 0; n < WORDS; n++) {
            int matrix = ends_with_word(tensor->name, words[n].matrix),
                bias = ends_with_word(tensor->name, words[n].bias);
            if (matrix >= 0 && tensor->dimensions > 1)
                name_matrix(tensor, matrix);
            else if (bias >= 0)
                rename_to(tensor, bias, "bias");
            if (matrix >= 0 || bias >= 0)
                break;
        }
    }
}

/* ---- writing ---- */

static fl_status write_header(const fl_model_tensors *tensors, const char *path, char **text, fl_error *error)
{
    fl_builder out = {0};
    size_t begin = 0;
    fl_build_char(&out, '{');
    for (size_t i = 0; i < tensors->count; i++) {
        const fl_model_tensor *t = &tensors->of[i];
        fl_build_format(&out, "%s\"%s\":{\"dtype\":\"%s\",\"shape\":[", i ? "," : "", t->name, t->type);
        for (size_t d = 0; d < t->dimensions; d++)
            fl_build_format(&out, "%s%zu", d ? "," : "", t->shape[d]);
        fl_build_format(&out, "],\"data_offsets\":[%zu,%zu]}", begin, begin + t->size);
        begin += t->size;
    }
    fl_build_char(&out, '}');
    return fl_build_finish(&out, path, text, error);
}

fl_status fl_tensors_write(const fl_model_tensors *tensors, const char *path, char **bytes, size_t *size,
                           fl_error *error)
{
    char *header = NULL;
    *bytes = NULL;
    fl_status status = write_header(tensors, path, &header, error);
    if (status != FL_OK)
        return status;
    size_t length = strlen(header), all = 8 + length;
    for (size_t i = 0; i < tensors->count; i++)
        all += tensors->of[i].size;
    char *next = *bytes = malloc(all);
    if (!next) {
        free(header);
        return fl_fail(error, FL_UNABLE, "%s: no memory to read it", path);
    }
    for (int i = 0; i < 8; i++)
        *next++ = (char)(unsigned char)((uint64_t)length >> (8 * i));
    memcpy(next, header, length); /* NOLINT(bugprone-not-null-terminated-result): bytes, no text */
    next += length;
    for (size_t i = 0; i < tensors->count; i++) {
        memcpy(next, tensors->of[i].bytes, tensors->of[i].size);
        next += tensors->of[i].size;
    }
    *size = all;
    free(header);
    return FL_OK;
}
