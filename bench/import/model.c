#define _GNU_SOURCE /* memmem */
#include "bench/import/model.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/base/file.h"
#include "bench/base/sha256.h"
#include "bench/base/text.h"
#include "bench/import/archive.h"
#include "bench/import/model_tensors.h"
#include "bench/import/numpy.h"

enum { MOST_FILES = 1024, LOOKED_AT = 1024 };

typedef struct collecting {
    fl_model_tensors *tensors;
    const char *path;
} collecting;

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static bool starts_with(const void *bytes, size_t size, const char *mark, size_t length)
{
    return size >= length && memcmp(bytes, mark, length) == 0;
}

static bool is_zip(const void *bytes, size_t size)
{
    return starts_with(bytes, size, "PK\3\4", 4);
}

/* The pickle of the object is among its first files, in a folder of any name. Old versions wrote one pickle,
 * of their magic number. */
bool fl_import_is_torch_file(const void *bytes, size_t size)
{
    static const char old[] = "\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19";
    return starts_with(bytes, size, old, sizeof old - 1) ||
           (is_zip(bytes, size) && memmem(bytes, size < LOOKED_AT ? size : LOOKED_AT, "/data.pkl", 9));
}

static fl_status add_array(collecting *c, const char *name, const void *bytes, size_t size, fl_error *error)
{
    fl_numpy_array array;
    char label[192], safe[96];
    fl_text_make_plain(name, safe, sizeof safe);
    snprintf(label, sizeof label, "%.80s: %s", c->path, safe);
    fl_status status = fl_numpy_parse(bytes, size, name == c->path ? c->path : label, &array, error);
    return status == FL_OK ? fl_tensors_add(c->tensors, base_name(name), &array, c->path, error) : status;
}

static bool is_array(const char *name)
{
    size_t length = strlen(name);
    return length > 4 && strcmp(name + length - 4, ".npy") == 0;
}

static fl_status want_array(void *context, const char *name, size_t size, bool *wanted, fl_error *error)
{
    (void)context, (void)size, (void)error;
    *wanted = is_array(name);
    return FL_OK;
}

static fl_status take_array(void *context, const char *name, char **bytes, size_t size, fl_error *error)
{
    return add_array(context, name, *bytes, size, error);
}

/* The bias beside a matrix in a file of its own. */
static fl_status add_bias(collecting *c, fl_error *error)
{
    char stem[256], bias[300], *bytes = NULL;
    const char *base = base_name(c->path);
    size_t size = 0;
    int length = (int)strlen(c->path) - (int)sizeof ".npy" + 1, folder = (int)(base - c->path);
    if (c->tensors->of[0].dimensions < 2 || length <= folder || !is_array(c->path))
        return FL_OK; /* refused by its shape */
    snprintf(stem, sizeof stem, "%.*s", length, c->path);
    if (!fl_bias_name(stem, bias, sizeof bias - 4))
        return fl_fail(error, FL_USAGE,
                       "%s: holds one array; the bias is missing: name them weight.npy and bias.npy, or save "
                       "both with numpy.savez",
                       c->path);
    memcpy(bias + strlen(bias), ".npy", sizeof ".npy");
    fl_error why;
    fl_status status = fl_file_read(bias, FL_MODEL_FILE_LIMIT, &bytes, &size, &why);
    if (status != FL_OK)
        return fl_fail(error, status, "%s: holds one array; its bias is looked for beside it: %s", c->path,
                       why.text);
    collecting beside = {c->tensors, bias};
    status = add_array(&beside, bias, bytes, size, error);
    free(bytes);
    return status;
}

static fl_status collect(collecting *c, const void *bytes, size_t size, bool beside, fl_error *error)
{
    static const fl_archive_limits limits = {MOST_FILES, FL_MODEL_FILE_LIMIT, 4 * FL_MODEL_FILE_LIMIT, 0};
    const fl_archive_visitor visitor = {want_array, take_array, c};
    fl_status status;
    if (is_zip(bytes, size)) {
        status = fl_archive_each(bytes, size, c->path, &limits, &visitor, error);
        if (status == FL_OK && c->tensors->count == 0)
            status =
                fl_fail(error, FL_USAGE,
                        "%s: this is a zip archive without a single .npy in it: no .npz, and no model of "
                        "torch.save() either",
                        c->path);
        return status;
    }
    status = add_array(c, c->path, bytes, size, error);
    return status == FL_OK && beside ? add_bias(c, error) : status;
}

/* "m.npz (NumPy)", "m.npz (fc.weight, converted from F64; NumPy)" */
static void tell_numpy(fl_model *model)
{
    size_t length = strlen(model->origin);
    bool open = length > 0 && model->origin[length - 1] == ')';
    if (open)
        model->origin[--length] = '\0';
    snprintf(model->origin + length, sizeof model->origin - length, "%s", open ? "; NumPy)" : " (NumPy)");
}

static fl_status parse_numpy(const void *bytes, size_t size, const char *path, const char *tensor,
                             bool beside, fl_model *model, fl_error *error)
{
    unsigned char plain[FL_MODEL_FILE_BYTES];
    char *converted = NULL;
    size_t converted_size = 0;
    collecting c = {calloc(1, sizeof *c.tensors), path};
    if (!c.tensors)
        return fl_fail(error, FL_UNABLE, "%s: no memory to read it", path);
    fl_status status = collect(&c, bytes, size, beside, error);
    fl_tensors_name_layer(c.tensors);
    if (status == FL_OK)
        status = fl_tensors_write(c.tensors, path, &converted, &converted_size, error);
    if (status == FL_OK)
        status = fl_model_parse_tensor(converted, converted_size, path, tensor, model, error);
    if (status == FL_OK) {
        tell_numpy(model);
        fl_sha256(plain, fl_model_bytes(model, plain), model->sha256);
    }
    free(converted);
    fl_tensors_free(c.tensors);
    free(c.tensors);
    return status;
}

static fl_status parse(const void *bytes, size_t size, const char *path, const char *tensor, bool beside,
                       fl_model *model, fl_error *error)
{
    memset(model, 0, sizeof *model);
    bool numpy = fl_numpy_is(bytes, size) || (is_zip(bytes, size) && !fl_import_is_torch_file(bytes, size));
    return numpy && size <= FL_MODEL_FILE_LIMIT
               ? parse_numpy(bytes, size, path, tensor, beside, model, error)
               : fl_model_parse_tensor(bytes, size, path, tensor, model, error);
}

fl_status fl_import_model_parse(const void *bytes, size_t size, const char *path, const char *tensor,
                                fl_model *model, fl_error *error)
{
    return parse(bytes, size, path, tensor, false, model, error);
}

fl_status fl_import_model(const char *path, const char *tensor, fl_model *model, fl_error *error)
{
    char *bytes = NULL;
    size_t size = 0;
    memset(model, 0, sizeof *model);
    fl_status status = fl_file_read(path, FL_MODEL_FILE_LIMIT, &bytes, &size, error);
    if (status == FL_OK)
        status = parse(bytes, size, path, tensor, true, model, error);
    free(bytes);
    return status;
}
