#include "bench/task/model_layer.h"

#include <stdio.h>
#include <string.h>

enum { LONGEST_NAME = 200 };

static bool has_shape(const fl_tensor *tensor, const char *shape)
{
    char text[160];
    return strcmp(fl_shape_text(tensor->shape, text, sizeof text), shape) == 0;
}

static bool is_float(const fl_tensor *tensor)
{
    static const char *const types[] = {"F32", "F16", "BF16", "F64"};
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
        if (strcmp(tensor->dtype, types[i]) == 0)
            return true;
    return false;
}

/* Where the last word of a name begins: "fc.weight", "dense/kernel". */
static const char *last_word(const char *name)
{
    const char *word = name;
    for (const char *c = name; *c; c++)
        if (*c == '.' || *c == '/')
            word = c + 1;
    return word;
}

/* PyTorch's word is "weight", Keras' and Flax' "kernel"; the latter is transposed. */
static bool is_matrix(const fl_tensor *tensor, bool *transposed)
{
    const char *word = last_word(tensor->name);
    *transposed = strncmp(word, "kernel", 6) == 0;
    return *transposed || strcmp(word, "weight") == 0;
}

static size_t dimensions(const fl_tensor *tensor)
{
    return (size_t)cJSON_GetArraySize(tensor->shape);
}

static const fl_tensor *bias_of(const fl_safetensors *file, const fl_tensor *weight)
{
    char name[LONGEST_NAME];
    const char *word = last_word(weight->name), *kind = strncmp(word, "kernel", 6) == 0 ? word + 6 : "";
    int prefix = (int)(word - weight->name);
    /* Keras writes "kernel:0" beside "bias:0". */
    if ((size_t)snprintf(name, sizeof name, "%.*sbias%s", prefix, weight->name, kind) >= sizeof name)
        return NULL;
    return fl_safetensors_find(file, name);
}

/* Whether a name is the one asked for: of the matrix, or of the layer. */
static bool is_wanted(const fl_tensor *tensor, const char *wanted)
{
    const char *word = last_word(tensor->name);
    size_t prefix = (size_t)(word - tensor->name);
    return strcmp(tensor->name, wanted) == 0 ||
           (prefix > 1 && strlen(wanted) == prefix - 1 && strncmp(tensor->name, wanted, prefix - 1) == 0);
}

/* The matrices of the file with their shapes, as many as fit. */
static void list_matrices(const fl_safetensors *file, char *text, size_t size)
{
    size_t used = 0;
    text[0] = '\0';
    for (size_t i = 0; i < file->count; i++) {
        char name[40], shape[48];
        bool transposed;
        if (!is_matrix(&file->tensors[i], &transposed))
            continue;
        if (used + sizeof name + sizeof shape > size) {
            snprintf(text + used, size - used, ", …");
            return;
        }
        used += (size_t)snprintf(text + used, size - used, "%s%s %s", used ? ", " : "",
                                 fl_safe_text(file->tensors[i].name, name, sizeof name),
                                 fl_shape_text(file->tensors[i].shape, shape, sizeof shape));
    }
}

/* Why no matrix of it is the layer, by the shape of the one that is nearest. */
static fl_status refuse_shapes(const fl_safetensors *file, const char *name, fl_error *error)
{
    char all[256];
    const fl_tensor *hidden = NULL, *last = NULL;
    size_t matrices = 0;
    for (size_t i = 0; i < file->count; i++) {
        bool transposed;
        if (!is_matrix(&file->tensors[i], &transposed) || dimensions(&file->tensors[i]) != 2)
            continue;
        matrices++;
        hidden = hidden ? hidden : &file->tensors[i];
        last = &file->tensors[i];
    }
    list_matrices(file, all, sizeof all);
    if (matrices > 1)
        return fl_fail(error, FL_USAGE,
                       "%s: a network of %zu layers (%s); one layer, nn.Linear(784, 2), is measured here",
                       name, matrices, all);
    int outputs = 0, inputs = 0;
    if (last) {
        bool transposed;
        is_matrix(last, &transposed);
        int first = cJSON_GetArrayItem(last->shape, 0)->valueint,
            second = cJSON_GetArrayItem(last->shape, 1)->valueint;
        outputs = transposed ? second : first;
        inputs = transposed ? first : second;
    }
    if (last && inputs == 784)
        return fl_fail(error, FL_USAGE, "%s: %s: a layer of 784 inputs and %d output%s; 2 are measured here",
                       name, all, outputs, outputs == 1 ? "" : "s");
    return fl_fail(error, FL_USAGE,
                   "%s: %s: a layer of %d inputs and %d outputs; 784 and 2 are measured here", name, all,
                   inputs, outputs);
}

fl_status fl_layer_find(const fl_safetensors *file, const char *wanted, const char *name, fl_layer *layer,
                        fl_error *error)
{
    char all[256];
    size_t fitting = 0, matrices = 0;
    *layer = (fl_layer){0};
    for (size_t i = 0; i < file->count; i++) {
        const fl_tensor *tensor = &file->tensors[i];
        bool transposed;
        if (!is_matrix(tensor, &transposed) || dimensions(tensor) != 2)
            continue;
        matrices++;
        if (!has_shape(tensor, transposed ? "[784, 2]" : "[2, 784]") ||
            (wanted && !is_wanted(tensor, wanted)))
            continue;
        fitting++;
        *layer = (fl_layer){tensor, bias_of(file, tensor), transposed};
    }
    list_matrices(file, all, sizeof all);
    if (wanted && fitting != 1)
        return fl_fail(error, FL_USAGE, "%s: --tensor: %s layer 784 to 2 is called '%.60s'; it holds: %s",
                       name, fitting ? "more than one" : "no", wanted, all[0] ? all : "no matrix");
    if (matrices == 0)
        return FL_OK; /* the caller says what is missing */
    if (fitting == 0)
        return refuse_shapes(file, name, error);
    if (fitting > 1)
        return fl_fail(error, FL_USAGE, "%s: %zu layers 784 to 2 (%s); choose one with --tensor NAME", name,
                       fitting, all);
    if (matrices > 1 && !wanted)
        return fl_fail(error, FL_USAGE,
                       "%s: a network of %zu layers (%s); to measure one of them by itself say --tensor NAME",
                       name, matrices, all);
    if (!layer->bias)
        return fl_fail(error, FL_USAGE, "%s: %s without a bias; nn.Linear(784, 2) has one, zeros will do",
                       name, all);
    if (!has_shape(layer->bias, "[2]"))
        return fl_fail(error, FL_USAGE, "%s: the bias beside %s has the shape %s; it must be [2]", name, all,
                       fl_shape_text(layer->bias->shape, (char[64]){0}, 64));
    if (!is_float(layer->weight) || !is_float(layer->bias))
        return fl_fail(error, FL_USAGE, "%s: %s is %s, its bias %s; F32, F16, BF16 and F64 are read", name,
                       all, layer->weight->dtype, layer->bias->dtype);
    return FL_OK;
}
