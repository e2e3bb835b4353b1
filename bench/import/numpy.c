/* By hand: a header of three keys; no reader of it in C or C++ (cnpy) is in the distributions. */
#include "bench/import/numpy.h"

#include <ctype.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "bench/base/text.h"

enum { MAGIC = 6, LONGEST_HEADER = 4096, FIRST_VERSION_HEAD = 10, LATER_HEAD = 12 };

/* The header is a Python dictionary of three members, read by hand: nothing of it is evaluated. */
typedef struct header {
    const char *at, *end;
    const char *name; /* of the file */
    char descr[16];
    bool has_descr, has_order, has_shape;
} header;

bool fl_numpy_is(const void *bytes, size_t size)
{
    return size >= MAGIC && memcmp(bytes, "\x93NUMPY", MAGIC) == 0;
}

static fl_status fail(const header *h, const char *why, fl_error *error)
{
    return fl_fail(error, FL_USAGE, "%s: not a valid NumPy array: %s", h->name, why);
}

static void skip_blanks(header *h)
{
    while (h->at < h->end && (*h->at == ' ' || *h->at == '\n'))
        h->at++;
}

static bool take(header *h, char mark)
{
    skip_blanks(h);
    if (h->at >= h->end || *h->at != mark)
        return false;
    h->at++;
    return true;
}

/* 'text', at most size - 1 bytes of it. */
static bool take_text(header *h, char *text, size_t size)
{
    size_t used = 0;
    if (!take(h, '\''))
        return false;
    while (h->at < h->end && *h->at != '\'' && used + 1 < size)
        text[used++] = *h->at++;
    text[used] = '\0';
    return take(h, '\'');
}

static bool take_word(header *h, const char *word)
{
    size_t length = strlen(word);
    skip_blanks(h);
    if ((size_t)(h->end - h->at) < length || memcmp(h->at, word, length) != 0)
        return false;
    h->at += length;
    return true;
}

static bool take_size(header *h, size_t *value)
{
    skip_blanks(h);
    const char *begin = h->at;
    *value = 0;
    while (h->at < h->end && isdigit((unsigned char)*h->at)) {
        if (*value > (SIZE_MAX - 9) / 10)
            return false;
        *value = *value * 10 + (size_t)(*h->at++ - '0');
    }
    return h->at > begin;
}

/* (), (2,) or (2, 784) */
static bool take_shape(header *h, fl_numpy_array *array)
{
    if (!take(h, '('))
        return false;
    while (!take(h, ')')) {
        if (array->dimensions == FL_NUMPY_DIMENSIONS || !take_size(h, &array->shape[array->dimensions++]))
            return false;
        if (!take(h, ','))
            return take(h, ')') && array->dimensions > 1;
    }
    return true;
}

static fl_status take_member(header *h, fl_numpy_array *array, fl_error *error)
{
    char member[24];
    bool *seen = NULL, taken = false;
    if (!take_text(h, member, sizeof member) || !take(h, ':'))
        return fail(h, "its header is no dictionary", error);
    if (strcmp(member, "descr") == 0) {
        seen = &h->has_descr;
        skip_blanks(h);
        if (h->at < h->end && *h->at == '[')
            return fl_fail(error, FL_USAGE, "%s: an array of records; one of numbers is needed", h->name);
        taken = take_text(h, h->descr, sizeof h->descr);
    } else if (strcmp(member, "fortran_order") == 0) {
        seen = &h->has_order;
        array->by_columns = take_word(h, "True");
        taken = array->by_columns || take_word(h, "False");
    } else if (strcmp(member, "shape") == 0) {
        seen = &h->has_shape;
        taken = !h->has_shape && take_shape(h, array);
    }
    if (!seen || !taken || *seen)
        return fail(h, "its header has another member than descr, fortran_order and shape, or one twice",
                    error);
    *seen = true;
    return FL_OK;
}

static fl_status take_members(header *h, fl_numpy_array *array, fl_error *error)
{
    if (!take(h, '{'))
        return fail(h, "its header is no dictionary", error);
    while (!take(h, '}')) {
        fl_status status = take_member(h, array, error);
        if (status != FL_OK)
            return status;
        if (!take(h, ',') && !(h->at < h->end && *h->at == '}'))
            return fail(h, "its header is no dictionary", error);
    }
    skip_blanks(h);
    if (h->at != h->end || !h->has_descr || !h->has_order || !h->has_shape)
        return fail(h, "its header lacks descr, fortran_order or shape, or goes on behind them", error);
    return FL_OK;
}

/* "<f4": order, kind, bytes. */
static fl_status take_type(const header *h, fl_numpy_array *array, fl_error *error)
{
    const char *d = h->descr;
    char safe[24];
    if (strchr(d, 'O'))
        return fl_fail(error, FL_USAGE,
                       "%s: an array of Python objects: reading it would execute what a pickle says; save "
                       "plain numbers (allow_pickle=False)",
                       h->name);
    bool known = strchr("<>|=", d[0]) && d[0] && strchr("fiub", d[1]) && d[1] && strchr("1248", d[2]) &&
                 d[2] && !d[3] && !(d[1] == 'f' && d[2] == '1');
    if (!known)
        return fl_fail(error, FL_USAGE,
                       "%s: an array of the type '%s'; float32, float16 and float64 are read", h->name,
                       fl_text_make_plain(d, safe, sizeof safe));
    array->big_endian = d[0] == '>';
    array->width = (size_t)(d[2] - '0');
    snprintf(array->type, sizeof array->type, "%c%zu",
             d[1] == 'f'   ? 'F'
             : d[1] == 'i' ? 'I'
                           : 'U',
             8 * array->width);
    return FL_OK;
}

static fl_status find_header(const unsigned char *bytes, size_t size, header *h, fl_error *error)
{
    size_t head = size > MAGIC && bytes[MAGIC] == 1 ? FIRST_VERSION_HEAD : LATER_HEAD, length = 0;
    if (size < head || bytes[MAGIC] < 1 || bytes[MAGIC] > 3)
        return fail(h, "it is cut short or of an unknown version", error);
    for (size_t i = head; i > MAGIC + 2; i--)
        length = length << 8 | bytes[i - 1];
    if (length > size - head || length > LONGEST_HEADER)
        return fail(h, "its header is longer than the file or than 4,096 bytes", error);
    h->at = (const char *)bytes + head;
    h->end = h->at + length;
    return FL_OK;
}

fl_status fl_numpy_parse(const void *bytes, size_t size, const char *name, fl_numpy_array *array,
                         fl_error *error)
{
    header h = {.name = name};
    *array = (fl_numpy_array){.count = 1};
    if (!fl_numpy_is(bytes, size))
        return fail(&h, "it does not begin as one", error);
    fl_status status = find_header(bytes, size, &h, error);
    if (status == FL_OK)
        status = take_members(&h, array, error);
    if (status == FL_OK)
        status = take_type(&h, array, error);
    if (status != FL_OK)
        return status;
    size_t left = size - (size_t)(h.end - (const char *)bytes), most = left / array->width;
    for (size_t i = 0; i < array->dimensions; i++) {
        if (array->shape[i] > 0 && array->count > most / array->shape[i])
            return fail(&h, "it is cut short", error);
        array->count *= array->shape[i];
    }
    if (array->count * array->width != left)
        return fail(&h, left > array->count * array->width ? "bytes follow its data" : "it is cut short",
                    error);
    array->data = (const unsigned char *)h.end;
    return FL_OK;
}
