/* By hand: the format's own library is one of Rust; what is needed here is its table, checked before it is believed. */
#include "bench/task/safetensors.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LENGTH_BYTES = 8, SHOWN_NAME = 48, SHOWN_SHAPE = 64 };

/* Every dtype of safetensors 0.8.0 and the bits of one element. */
static const struct {
    const char *name;
    unsigned bits;
} dtypes[] = {
    {"BOOL", 8},    {"F4", 4},      {"F6_E2M3", 6}, {"F6_E3M2", 6},     {"U8", 8},          {"I8", 8},
    {"F8_E5M2", 8}, {"F8_E4M3", 8}, {"F8_E8M0", 8}, {"F8_E4M3FNUZ", 8}, {"F8_E5M2FNUZ", 8}, {"I16", 16},
    {"U16", 16},    {"F16", 16},    {"BF16", 16},   {"I32", 32},        {"U32", 32},        {"F32", 32},
    {"C64", 64},    {"F64", 64},    {"I64", 64},    {"U64", 64},
};

const char *fl_safe_text(const char *untrusted, char *text, size_t size)
{
    static const char more[] = "\xE2\x80\xA6";
    size_t used = 0;
    for (; untrusted[used] && used + sizeof more < size; used++)
        text[used] = (char)(untrusted[used] >= ' ' && untrusted[used] <= '~' ? untrusted[used] : '?');
    snprintf(text + used, size - used, "%s", untrusted[used] ? more : "");
    return text;
}

const char *fl_shape_text(const cJSON *shape, char *text, size_t size)
{
    size_t used = (size_t)snprintf(text, size, "[");
    const char *between = "";
    for (const cJSON *length = shape->child; length; length = length->next) {
        /* Room for one more number, the mark and the bracket. */
        if (used + 24 > size) {
            used += (size_t)snprintf(text + used, size - used, ", \xE2\x80\xA6");
            break;
        }
        used += (size_t)snprintf(text + used, size - used, "%s%.0f", between, length->valuedouble);
        between = ", ";
    }
    snprintf(text + used, size - used, "]");
    return text;
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* cJSON keeps members of the same name side by side; readers that take the first would see another file than
 * readers that take the last. */
static fl_status check_unique(const cJSON *object, const char *name, fl_error *error)
{
    size_t count = (size_t)cJSON_GetArraySize(object);
    const char **names = malloc((count + 1) * sizeof *names);
    if (!names)
        return fl_fail(error, FL_UNABLE, "%s: no memory to read it", name);
    size_t n = 0;
    for (const cJSON *member = object->child; member; member = member->next)
        names[n++] = member->string;
    qsort(names, count, sizeof *names, compare_names);
    fl_status status = FL_OK;
    char shown[SHOWN_NAME];
    for (n = 1; n < count && status == FL_OK; n++)
        if (strcmp(names[n - 1], names[n]) == 0)
            status = fl_fail(error, FL_USAGE, "%s: \"%s\" stands twice in the safetensors header", name,
                             fl_safe_text(names[n], shown, sizeof shown));
    free(names);
    return status;
}

static fl_status check_metadata(const cJSON *metadata, const char *name, fl_error *error)
{
    if (!cJSON_IsObject(metadata))
        return fl_fail(error, FL_USAGE, "%s: \"__metadata__\" is not an object", name);
    for (const cJSON *member = metadata->child; member; member = member->next)
        if (!cJSON_IsString(member))
            return fl_fail(error, FL_USAGE, "%s: \"__metadata__\" holds something other than text", name);
    return check_unique(metadata, name, error);
}

static unsigned bits_of(const char *dtype)
{
    for (size_t n = 0; n < sizeof dtypes / sizeof dtypes[0]; n++)
        if (strcmp(dtypes[n].name, dtype) == 0)
            return dtypes[n].bits;
    return 0;
}

static bool all_numbers(const cJSON *array)
{
    if (!cJSON_IsArray(array))
        return false;
    for (const cJSON *item = array->child; item; item = item->next)
        if (!cJSON_IsNumber(item))
            return false;
    return true;
}

/* Bytes of a tensor of that shape; false when they are more than limit or no whole number. */
static bool bytes_of(const cJSON *shape, unsigned bits, uint64_t limit, uint64_t *bytes)
{
    uint64_t elements = 1, most = limit * 2; /* no element is smaller than half a byte */
    bool empty = false;
    for (const cJSON *length = shape->child; length; length = length->next)
        empty = empty || length->valuedouble == 0;
    /* A zero anywhere empties the tensor, however large its other lengths. */
    for (const cJSON *length = shape->child; length && !empty; length = length->next) {
        uint64_t room = most / elements;
        if (length->valuedouble > (double)room)
            return false;
        elements *= (uint64_t)length->valuedouble;
    }
    *bytes = empty ? 0 : elements * bits / 8;
    return empty || elements * bits % 8 == 0;
}

/* Fills tensor from its member of the header; data_size: bytes there are. */
static fl_status read_tensor(const cJSON *member, uint64_t data_size, const char *name, fl_tensor *tensor,
                             fl_error *error)
{
    char shown[SHOWN_NAME], shape_text[SHOWN_SHAPE], dtype_text[16];
    fl_safe_text(member->string, shown, sizeof shown);
    const cJSON *dtype = cJSON_GetObjectItemCaseSensitive(member, "dtype");
    const cJSON *shape = cJSON_GetObjectItemCaseSensitive(member, "shape");
    const cJSON *offsets = cJSON_GetObjectItemCaseSensitive(member, "data_offsets");
    if (!cJSON_IsObject(member) || !cJSON_IsString(dtype) || !all_numbers(shape) || !all_numbers(offsets) ||
        cJSON_GetArraySize(offsets) != 2 || cJSON_GetArraySize(member) != 3)
        return fl_fail(
            error, FL_USAGE,
            "%s: tensor \"%s\" is not described by \"dtype\", \"shape\" and \"data_offsets\" alone", name,
            shown);
    double begin = cJSON_GetArrayItem(offsets, 0)->valuedouble,
           end = cJSON_GetArrayItem(offsets, 1)->valuedouble;
    if (!(begin <= end && end <= (double)data_size))
        return fl_fail(
            error, FL_USAGE,
            "%s: tensor \"%s\" claims bytes %.0f to %.0f of the data; the file holds %llu (cut short?)", name,
            shown, begin, end, (unsigned long long)data_size);
    unsigned bits = bits_of(dtype->valuestring);
    if (bits == 0)
        return fl_fail(error, FL_USAGE, "%s: tensor \"%s\" is of the unknown dtype \"%s\"", name, shown,
                       fl_safe_text(dtype->valuestring, dtype_text, sizeof dtype_text));
    uint64_t bytes = 0;
    if (!bytes_of(shape, bits, data_size, &bytes) || bytes != (uint64_t)end - (uint64_t)begin)
        return fl_fail(error, FL_USAGE, "%s: tensor \"%s\": shape %s of %s does not fill its %.0f bytes",
                       name, shown, fl_shape_text(shape, shape_text, sizeof shape_text), dtype->valuestring,
                       end - begin);
    *tensor = (fl_tensor){member->string, dtype->valuestring, shape, (uint64_t)begin, (uint64_t)end};
    return FL_OK;
}

static int compare_places(const void *a, const void *b)
{
    const fl_tensor *one = a, *other = b;
    if (one->begin != other->begin)
        return one->begin < other->begin ? -1 : 1;
    return (one->end > other->end) - (one->end < other->end);
}

/* Sorted by place, each tensor must begin where the last one ended, and the last end where the data do. */
static fl_status check_places(const fl_safetensors *file, uint64_t data_size, const char *name,
                              fl_error *error)
{
    uint64_t covered = 0;
    char shown[SHOWN_NAME];
    for (size_t n = 0; n < file->count; n++) {
        const fl_tensor *tensor = &file->tensors[n];
        if (tensor->begin != covered)
            return fl_fail(error, FL_USAGE, "%s: tensor \"%s\" begins at byte %llu of the data, %s byte %llu",
                           name, fl_safe_text(tensor->name, shown, sizeof shown),
                           (unsigned long long)tensor->begin,
                           tensor->begin < covered ? "overlapping what ends at" : "leaving a hole from",
                           (unsigned long long)covered);
        covered = tensor->end;
    }
    if (covered != data_size)
        return fl_fail(error, FL_USAGE, "%s: %llu bytes of data belong to no tensor", name,
                       (unsigned long long)(data_size - covered));
    return FL_OK;
}

static fl_status read_tensors(fl_safetensors *file, uint64_t data_size, const char *name, fl_error *error)
{
    file->tensors = calloc((size_t)cJSON_GetArraySize(file->header) + 1, sizeof *file->tensors);
    if (!file->tensors)
        return fl_fail(error, FL_UNABLE, "%s: no memory to read it", name);
    fl_status status = check_unique(file->header, name, error);
    for (const cJSON *member = file->header->child; member && status == FL_OK; member = member->next) {
        if (strcmp(member->string, "__metadata__") == 0)
            status = check_metadata(member, name, error);
        else
            status = read_tensor(member, data_size, name, &file->tensors[file->count++], error);
    }
    if (status != FL_OK)
        return status;
    qsort(file->tensors, file->count, sizeof *file->tensors, compare_places);
    return check_places(file, data_size, name, error);
}

/* The parser is given a copy with a terminating zero and not the bytes themselves with their length: told a
 * length, cJSON 1.7.15 reads one byte beyond it when the text ends behind a comma (CVE-2023-53154). */
static fl_status parse_header(const unsigned char *text, size_t size, const char *name, cJSON **header,
                              fl_error *error)
{
    char *copy = malloc(size + 1);
    if (!copy)
        return fl_fail(error, FL_UNABLE, "%s: no memory to read it", name);
    memcpy(copy, text, size);
    copy[size] = '\0';
    const char *end = copy;
    errno = 0;
    *header = cJSON_ParseWithOpts(copy, &end, 0);
    size_t stopped = (size_t)(end - copy);
    fl_status status = FL_OK;
    if (!*header && errno == ENOMEM)
        status = fl_fail(error, FL_UNABLE, "%s: no memory to read it", name);
    else if (!*header || strspn(copy + stopped, " ") != size - stopped)
        status = fl_fail(error, FL_USAGE, "%s: not a valid safetensors header: no JSON at byte %zu", name,
                         stopped + LENGTH_BYTES);
    free(copy);
    return status;
}

fl_status fl_safetensors_open(const unsigned char *bytes, size_t size, const char *name, fl_safetensors *file,
                              fl_error *error)
{
    *file = (fl_safetensors){NULL, NULL, 0, NULL};
    if (size < LENGTH_BYTES)
        return fl_fail(error, FL_USAGE, "%s: %zu bytes are too few for a safetensors file", name, size);
    uint64_t length = 0;
    for (int n = LENGTH_BYTES - 1; n >= 0; n--)
        length = length << 8 | bytes[n];
    const unsigned char *text = bytes + LENGTH_BYTES;
    if (size > LENGTH_BYTES && text[0] != '{')
        return fl_fail(error, FL_USAGE, "%s: not a safetensors file: no '{' at byte 8", name);
    if (length > size - LENGTH_BYTES)
        return fl_fail(error, FL_USAGE, "%s: its header claims %llu bytes; %zu follow (cut short?)", name,
                       (unsigned long long)length, size - LENGTH_BYTES);
    if (length > FL_SAFETENSORS_HEADER_LIMIT)
        return fl_fail(error, FL_USAGE, "%s: its header is %llu bytes long; at most %d are accepted", name,
                       (unsigned long long)length, FL_SAFETENSORS_HEADER_LIMIT);
    size_t header_size = (size_t)length;
    fl_status status = fl_header_text_check(text, header_size, name, error);
    if (status == FL_OK)
        status = parse_header(text, header_size, name, &file->header, error);
    if (status == FL_OK)
        status = read_tensors(file, size - LENGTH_BYTES - header_size, name, error);
    file->data = text + header_size;
    if (status != FL_OK)
        fl_safetensors_close(file);
    return status;
}

void fl_safetensors_close(fl_safetensors *file)
{
    cJSON_Delete(file->header);
    free(file->tensors);
    *file = (fl_safetensors){NULL, NULL, 0, NULL};
}

const fl_tensor *fl_safetensors_find(const fl_safetensors *file, const char *tensor)
{
    for (size_t n = 0; n < file->count; n++)
        if (strcmp(file->tensors[n].name, tensor) == 0)
            return &file->tensors[n];
    return NULL;
}
