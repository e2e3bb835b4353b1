/* The model as a file: two tensors, `weight` [2,784] F32 and `bias` [2] F32. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/base/file.h"
#include "bench/base/known_format.h"
#include "bench/base/sha256.h"
#include "bench/task/exact.h"
#include "bench/task/model_layer.h"
#include "bench/task/safetensors.h"
#include "bench/task/task.h"

/* Padded to a multiple of 8 bytes, bias before weight: what
 * safetensors.torch.save_file writes for these two. */
static const char model_header[] =
    "{\"bias\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},\"weight\":{\"dtype\":\"F32\","
    "\"shape\":[2,784],\"data_offsets\":[8,6280]}}      ";

enum { HEADER_BYTES = sizeof model_header - 1 };

_Static_assert(HEADER_BYTES % 8 == 0, "the data must begin at a multiple of 8 bytes");
_Static_assert(8 + HEADER_BYTES + 4 * (FL_OUTPUTS + FL_WEIGHTS) <= FL_MODEL_FILE_BYTES,
               "the buffer must hold it");

/* Little-endian whatever the machine. */
static unsigned char *put_floats(unsigned char *bytes, const float *values, size_t count)
{
    for (size_t n = 0; n < count; n++) {
        uint32_t bits;
        memcpy(&bits, &values[n], sizeof bits);
        for (int shift = 0; shift < 32; shift += 8)
            *bytes++ = (unsigned char)(bits >> shift);
    }
    return bytes;
}

static float get_float(const unsigned char *bytes)
{
    uint32_t bits =
        (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

size_t fl_model_bytes(const fl_model *model, unsigned char bytes[FL_MODEL_FILE_BYTES])
{
    unsigned char *next = bytes;
    for (int n = 0; n < 8; n++)
        *next++ = (unsigned char)((uint64_t)HEADER_BYTES >> (8 * n));
    memcpy(next, model_header, HEADER_BYTES);
    next = put_floats(next + HEADER_BYTES, model->bias, FL_OUTPUTS);
    next = put_floats(next, model->weights, FL_WEIGHTS);
    return (size_t)(next - bytes);
}

fl_status fl_model_write(const char *path, const fl_model *model, fl_error *error)
{
    unsigned char bytes[FL_MODEL_FILE_BYTES];
    return fl_file_write(path, bytes, fl_model_bytes(model, bytes), error);
}

/* The names a file holds instead of those looked for, as many as fit. */
static const char *names_of(const fl_safetensors *file, char *text, size_t size)
{
    char shown[40];
    size_t used = (size_t)snprintf(text, size, "%s", file->count ? "" : "nothing");
    for (size_t n = 0; n < file->count; n++) {
        if (used + sizeof shown + 8 > size) {
            snprintf(text + used, size - used, ", \xE2\x80\xA6");
            break;
        }
        fl_safe_text(file->tensors[n].name, shown, sizeof shown);
        used += (size_t)snprintf(text + used, size - used, "%s%s", n ? ", " : "", shown);
    }
    return text;
}

/* IEEE 754 binary16: every value is one of float32. */
static float from_half(uint32_t bits)
{
    uint32_t exponent = bits >> 10 & 31, fraction = bits & 1023;
    float magnitude = exponent == 31  ? (fraction ? NAN : INFINITY)
                      : exponent == 0 ? ldexpf((float)fraction, -24)
                                      : ldexpf((float)(1024 + fraction), (int)exponent - 25);
    return bits >> 15 ? -magnitude : magnitude;
}

static float from_upper_half(uint32_t bits) /* bfloat16 */
{
    const uint32_t whole = bits << 16;
    float value;
    memcpy(&value, &whole, sizeof value);
    return value;
}

static float from_double(const unsigned char *bytes)
{
    uint64_t bits = 0;
    double value;
    for (int i = 7; i >= 0; i--)
        bits = bits << 8 | bytes[i];
    memcpy(&value, &bits, sizeof value);
    return (float)value; /* nearest; beyond float32 infinite, which is refused */
}

/* Bytes of one value; 0: a type that is not read. */
static size_t size_of_type(const char *dtype)
{
    return strcmp(dtype, "F32") == 0                                 ? 4
           : strcmp(dtype, "F64") == 0                               ? 8
           : strcmp(dtype, "F16") == 0 || strcmp(dtype, "BF16") == 0 ? 2
                                                                     : 0;
}

static float value_at(const unsigned char *bytes, const char *dtype)
{
    if (strcmp(dtype, "F32") == 0)
        return get_float(bytes);
    if (strcmp(dtype, "F64") == 0)
        return from_double(bytes);
    uint32_t bits = (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8;
    return dtype[0] == 'B' ? from_upper_half(bits) : from_half(bits);
}

static fl_status fail_value(const char *tensor, const char *place, float value, const char *name,
                            fl_error *error)
{
    char safe[64];
    return fl_fail(error, FL_USAGE, "%s: %s%s is %s; all values must be finite", name,
                   fl_safe_text(tensor, safe, sizeof safe), place, isnan(value) ? "NaN" : "infinite");
}

/* rows × columns as the file has them; transposed: stored the other way round. */
static fl_status take_values(const fl_safetensors *file, const fl_tensor *tensor, size_t rows, size_t columns,
                             bool transposed, float *values, const char *name, fl_error *error)
{
    size_t size = size_of_type(tensor->dtype);
    const unsigned char *next = file->data + tensor->begin;
    for (size_t n = 0; n < rows * columns; n++, next += size) {
        size_t row = n / columns, column = n % columns;
        float value = value_at(next, tensor->dtype);
        values[transposed ? column * rows + row : n] = value;
        char place[48];
        if (isfinite(value))
            continue;
        if (rows == 1)
            snprintf(place, sizeof place, "[%zu]", column);
        else
            snprintf(place, sizeof place, "[%zu][%zu]", row, column);
        return fail_value(tensor->name, place, value, name, error);
    }
    return FL_OK;
}

/* One of the two tensors under its plain name. shape: as fl_shape_text() writes it. */
static fl_status find_plain(const fl_safetensors *file, const char *tensor_name, const char *shape,
                            const fl_tensor **found, const char *name, fl_error *error)
{
    char text[160];
    const fl_tensor *tensor = *found = fl_safetensors_find(file, tensor_name);
    if (!tensor)
        return fl_fail(error, FL_USAGE,
                       "%s: no tensor \"%s\" (it holds: %s); save the two tensors of one nn.Linear(784, 2)",
                       name, tensor_name, names_of(file, text, sizeof text));
    if (size_of_type(tensor->dtype) == 0)
        return fl_fail(error, FL_USAGE, "%s: tensor \"%s\" is %s; F32, F16, BF16 and F64 are read", name,
                       tensor_name, tensor->dtype);
    if (strcmp(fl_shape_text(tensor->shape, text, sizeof text), shape) != 0)
        return fl_fail(error, FL_USAGE, "%s: tensor \"%s\" has the shape %s; it must be %s", name,
                       tensor_name, text, shape);
    return FL_OK;
}

/* "weight" and "bias" alone, as this program writes them; else any one layer. */
static fl_status find_layer(const fl_safetensors *file, const char *wanted, const char *name, fl_layer *layer,
                            fl_error *error)
{
    *layer = (fl_layer){0};
    if (wanted || !fl_safetensors_find(file, "weight")) {
        fl_status status = fl_layer_find(file, wanted, name, layer, error);
        if (status != FL_OK || layer->weight)
            return status;
    }
    fl_status status = find_plain(file, "weight", "[2, 784]", &layer->weight, name, error);
    return status == FL_OK ? find_plain(file, "bias", "[2]", &layer->bias, name, error) : status;
}

static bool is_plain(const fl_layer *layer)
{
    return strcmp(layer->weight->name, "weight") == 0 && strcmp(layer->weight->dtype, "F32") == 0 &&
           strcmp(layer->bias->dtype, "F32") == 0;
}

/* What a model was made of, where that is not the two plain tensors in float32. */
static void tell_origin(const fl_layer *layer, const char *name, fl_model *model)
{
    char safe[80];
    const char *type = layer->weight->dtype, *other = layer->bias->dtype;
    bool exact = strcmp(type, "F32") == 0 && strcmp(other, "F32") == 0;
    if (is_plain(layer)) {
        snprintf(model->origin, sizeof model->origin, "%s", name);
        return;
    }
    const char *first = strcmp(type, "F32") == 0 ? other : type;
    bool both = strcmp(other, "F32") != 0 && strcmp(other, first) != 0;
    snprintf(model->origin, sizeof model->origin, "%.120s (%s%s%s%s%s%s)", name,
             fl_safe_text(layer->weight->name, safe, sizeof safe), layer->transposed ? ", transposed" : "",
             exact ? "" : ", converted from ", exact ? "" : first, both ? " and " : "", both ? other : "");
}

static fl_status take_layer(const fl_safetensors *file, const fl_layer *layer, const char *name,
                            fl_model *model, fl_error *error)
{
    size_t rows = layer->transposed ? FL_INPUTS : FL_OUTPUTS;
    fl_status status = take_values(file, layer->weight, rows, FL_WEIGHTS / rows, layer->transposed,
                                   model->weights, name, error);
    return status == FL_OK ? take_values(file, layer->bias, 1, FL_OUTPUTS, false, model->bias, name, error)
                           : status;
}

/* What people have beside safetensors, by its first bytes. */
static fl_status refuse_other_formats(const void *bytes, size_t size, const char *name, fl_error *error)
{
    static const char pointer[] = "version https://git-lfs";
    const char *what = fl_known_format(bytes, size);
    if (size >= sizeof pointer - 1 && memcmp(bytes, pointer, sizeof pointer - 1) == 0)
        return fl_fail(error, FL_USAGE,
                       "%s: this is a pointer of Git LFS, not the model; fetch it with 'git lfs pull'", name);
    if (!what || strstr(what, "safetensors"))
        return FL_OK;
    return fl_fail(
        error, FL_USAGE,
        "%s: this is %s, not a safetensors file; in Python: safetensors.torch.save_file(layer.state_dict(), "
        "\"model.safetensors\"), or safetensors.numpy.save_file",
        name, what);
}

fl_status fl_model_parse_tensor(const void *bytes, size_t size, const char *name, const char *tensor,
                                fl_model *model, fl_error *error)
{
    memset(model, 0, sizeof *model);
    if (size > FL_MODEL_FILE_LIMIT)
        return fl_fail(error, FL_USAGE, "%s: %zu bytes; a model file of at most %d is accepted", name, size,
                       FL_MODEL_FILE_LIMIT);
    fl_safetensors file;
    fl_layer layer;
    fl_status status = refuse_other_formats(bytes, size, name, error);
    if (status == FL_OK)
        status = fl_safetensors_open(bytes, size, name, &file, error);
    if (status != FL_OK)
        return status;
    status = find_layer(&file, tensor, name, &layer, error);
    if (status == FL_OK)
        status = take_layer(&file, &layer, name, model, error);
    if (status == FL_OK)
        tell_origin(&layer, name, model);
    bool as_read = status == FL_OK && is_plain(&layer);
    fl_safetensors_close(&file);
    if (status != FL_OK) {
        memset(model, 0, sizeof *model);
        return status;
    }
    unsigned char plain[FL_MODEL_FILE_BYTES];
    if (as_read)
        fl_sha256(bytes, size, model->sha256);
    else
        fl_sha256(plain, fl_model_bytes(model, plain), model->sha256);
    return FL_OK;
}

fl_status fl_model_parse(const void *bytes, size_t size, const char *name, fl_model *model, fl_error *error)
{
    return fl_model_parse_tensor(bytes, size, name, NULL, model, error);
}

fl_status fl_model_read_tensor(const char *path, const char *tensor, fl_model *model, fl_error *error)
{
    memset(model, 0, sizeof *model);
    char *bytes = NULL;
    size_t size = 0;
    fl_status status = fl_file_read(path, FL_MODEL_FILE_LIMIT, &bytes, &size, error);
    if (status == FL_OK)
        status = fl_model_parse_tensor(bytes, size, path, tensor, model, error);
    free(bytes);
    return status;
}

fl_status fl_model_read(const char *path, fl_model *model, fl_error *error)
{
    return fl_model_read_tensor(path, NULL, model, error);
}

void fl_model_difference(const fl_model *model, float *weights784, float *bias1)
{
    for (size_t j = 0; j < FL_INPUTS; j++)
        weights784[j] = model->weights[FL_INPUTS + j] - model->weights[j];
    *bias1 = model->bias[1] - model->bias[0];
}
