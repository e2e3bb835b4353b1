/* The model as a file: two tensors, `weight` [2,784] F32 and `bias` [2] F32. */
#include <math.h>
#include <sha256.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/record/file.h"
#include "bench/task/exact.h"
#include "bench/task/safetensors.h"
#include "bench/task/task.h"

/* Padded to a multiple of 8 bytes, bias before weight: what safetensors.torch.save_file writes for these two.
 */
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

/* shape: as fl_shape_text() writes it; columns: length of a row, for the place of a bad value. */
static fl_status take_tensor(const fl_safetensors *file, const char *tensor_name, const char *shape,
                             size_t columns, float *values, size_t count, const char *name, fl_error *error)
{
    char text[160];
    const fl_tensor *tensor = fl_safetensors_find(file, tensor_name);
    if (!tensor)
        return fl_fail(error, FL_USAGE,
                       "%s: no tensor \"%s\" (it holds: %s); save the two tensors of one nn.Linear(784, 2)",
                       name, tensor_name, names_of(file, text, sizeof text));
    if (strcmp(tensor->dtype, "F32") != 0)
        return fl_fail(error, FL_USAGE, "%s: tensor \"%s\" is %s; it must be F32", name, tensor_name,
                       tensor->dtype);
    if (strcmp(fl_shape_text(tensor->shape, text, sizeof text), shape) != 0)
        return fl_fail(error, FL_USAGE, "%s: tensor \"%s\" has the shape %s; it must be %s", name,
                       tensor_name, text, shape);
    const unsigned char *next = file->data + tensor->begin;
    for (size_t n = 0; n < count; n++, next += 4) {
        values[n] = get_float(next);
        if (isfinite(values[n]))
            continue;
        char place[48];
        if (columns == count)
            snprintf(place, sizeof place, "%s[%zu]", tensor_name, n);
        else
            snprintf(place, sizeof place, "%s[%zu][%zu]", tensor_name, n / columns, n % columns);
        return fl_fail(error, FL_USAGE, "%s: %s is %s; all values must be finite", name, place,
                       isnan(values[n]) ? "NaN" : "infinite");
    }
    return FL_OK;
}

fl_status fl_model_parse(const void *bytes, size_t size, const char *name, fl_model *model, fl_error *error)
{
    memset(model, 0, sizeof *model);
    if (size > FL_MODEL_FILE_LIMIT)
        return fl_fail(error, FL_USAGE, "%s: %zu bytes; a model file of at most %d is accepted", name, size,
                       FL_MODEL_FILE_LIMIT);
    fl_safetensors file;
    fl_status status = fl_safetensors_open(bytes, size, name, &file, error);
    if (status != FL_OK)
        return status;
    status = take_tensor(&file, "weight", "[2, 784]", FL_INPUTS, model->weights, FL_WEIGHTS, name, error);
    if (status == FL_OK)
        status = take_tensor(&file, "bias", "[2]", FL_OUTPUTS, model->bias, FL_OUTPUTS, name, error);
    fl_safetensors_close(&file);
    if (status != FL_OK) {
        memset(model, 0, sizeof *model);
        return status;
    }
    snprintf(model->origin, sizeof model->origin, "%s", name);
    fl_sha256(bytes, size, model->sha256);
    return FL_OK;
}

fl_status fl_model_read(const char *path, fl_model *model, fl_error *error)
{
    memset(model, 0, sizeof *model);
    char *bytes = NULL;
    size_t size = 0;
    fl_status status = fl_file_read(path, FL_MODEL_FILE_LIMIT, &bytes, &size, error);
    if (status == FL_OK)
        status = fl_model_parse(bytes, size, path, model, error);
    free(bytes);
    return status;
}

void fl_model_difference(const fl_model *model, float *weights784, float *bias1)
{
    for (size_t j = 0; j < FL_INPUTS; j++)
        weights784[j] = model->weights[FL_INPUTS + j] - model->weights[j];
    *bias1 = model->bias[1] - model->bias[0];
}

void fl_sha256(const void *bytes, size_t size, char hexadecimal[65])
{
    SHA256_Data(bytes, size, hexadecimal);
}
