/* Reading JSON into structs by tables. */
#include "bench/record/decode_parts.h"

#include <cjson/cJSON.h>
#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/base/text.h"
#include "bench/stats/stats.h"

enum { MOST_ELEMENTS = 10000 };                       /* of a list of objects */
static const double exact_limit = 9007199254740992.0; /* 2^53 */

fl_status fl_reader_fail(const fl_reader *reader, const cJSON *node, const char *format, ...)
{
    fl_error what = {""};
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(what.text, sizeof what.text, format, arguments);
    va_end(arguments);
    if (!node)
        return fl_fail(reader->error, FL_USAGE, "%s: %s", reader->name, what.text);
    return fl_fail(reader->error, FL_USAGE, "%s:%zu: %s", reader->name,
                   fl_scan_line(reader->scan, reader->root, node, NULL), what.text);
}

static void *at(void *base, size_t offset)
{
    return (char *)base + offset;
}

/* NOLINTBEGIN(misc-no-recursion): as deep as the tables */
void fl_fields_clear(const fl_field *fields, void *base)
{
    for (const fl_field *field = fields; field->name; field++) {
        if (field->kind == FL_FIELD_GROUP || field->kind == FL_FIELD_INCLUDE)
            fl_fields_clear(field->fields, at(base, field->offset));
        else
            memset(at(base, field->offset), 0,
                   field->kind == FL_FIELD_LIST || field->kind == FL_FIELD_OWNED ? sizeof(void *)
                                                                                 : field->size);
        if (field->kind == FL_FIELD_FIGURE)
            *(double *)at(base, field->offset) = NAN;
        if (field->kind == FL_FIELD_INTERVAL)
            *(fl_interval *)at(base, field->offset) = (fl_interval){NAN, NAN, NAN, 0};
    }
}

/* NOLINTEND(misc-no-recursion) */

static const char *type_word(const cJSON *node)
{
    if (cJSON_IsNull(node))
        return "null";
    if (cJSON_IsBool(node))
        return "true or false";
    if (cJSON_IsNumber(node))
        return "a number";
    if (cJSON_IsString(node))
        return "a text";
    return cJSON_IsArray(node) ? "a list" : "an object";
}

fl_status fl_decode_fail_type(const fl_reader *reader, const cJSON *node, const char *name,
                              const char *wanted)
{
    return fl_reader_fail(reader, node, "\"%s\" is %s; it must be %s", name, type_word(node), wanted);
}

static bool ends_with(const char *text, const char *end)
{
    size_t length = strlen(text), tail = strlen(end);
    return length >= tail && strcmp(text + length - tail, end) == 0;
}

static fl_status fail_range(const fl_reader *reader, const cJSON *node, const fl_field *field, double value,
                            const char *kind)
{
    static const char *const words[] = {"a non-negative finite", "a positive finite", "a finite"};
    bool time = ends_with(field->name, "_us") || ends_with(field->name, "_ns");
    return fl_reader_fail(reader, node, "\"%s\" is %.17g; %s must be %s %s", field->name, value,
                          time ? "a latency" : "it", words[field->range], kind);
}

bool fl_decode_is_in_range(fl_field_range range, double value)
{
    return isfinite(value) && (range == FL_ANY || (range == FL_POSITIVE ? value > 0 : value >= 0));
}

static fl_status decode_figure(const fl_reader *reader, const cJSON *node, const fl_field *field,
                               double *value)
{
    if (cJSON_IsNull(node)) {
        *value = NAN;
        return FL_OK;
    }
    if (!cJSON_IsNumber(node))
        return fl_decode_fail_type(reader, node, field->name, "a number");
    if (!fl_decode_is_in_range(field->range, node->valuedouble))
        return fail_range(reader, node, field, node->valuedouble, "number");
    *value = node->valuedouble;
    return FL_OK;
}

/* A whole number that a double may not hold exactly, from its digits. */
static fl_status decode_exact(const fl_reader *reader, const cJSON *node, const fl_field *field,
                              uint64_t *value)
{
    const char *digits = NULL;
    char *end = NULL;
    fl_scan_line(reader->scan, reader->root, node, &digits);
    errno = 0;
    *value = strtoull(digits, &end, 10);
    if (errno != 0 || *digits == '-' || *end == '.' || *end == 'e' || *end == 'E')
        return fl_reader_fail(reader, node, "\"%s\" is %.17g; it must be a whole number below 2^64",
                              field->name, node->valuedouble);
    return FL_OK;
}

static fl_status decode_whole(const fl_reader *reader, const cJSON *node, const fl_field *field, void *value)
{
    if (!cJSON_IsNumber(node))
        return fl_decode_fail_type(reader, node, field->name, "a whole number");
    double number = node->valuedouble;
    if (number != floor(number) || !fl_decode_is_in_range(field->range, number))
        return fail_range(reader, node, field, number, "whole number");
    if (field->kind == FL_FIELD_EXACT && fabs(number) >= exact_limit)
        return decode_exact(reader, node, field, value);
    if (fabs(number) > (field->kind == FL_FIELD_INT ? INT_MAX : exact_limit))
        return fl_reader_fail(reader, node, "\"%s\" is %.17g; that is too large", field->name, number);
    if (field->kind == FL_FIELD_INT)
        *(int *)value = (int)number;
    else if (field->kind == FL_FIELD_SIZE)
        *(size_t *)value = (size_t)number;
    else if (field->kind == FL_FIELD_INT64)
        *(int64_t *)value = (int64_t)number;
    else
        *(uint64_t *)value = (uint64_t)number;
    return FL_OK;
}

static fl_status decode_text(const fl_reader *reader, const cJSON *node, const fl_field *field, char *text)
{
    if (!cJSON_IsString(node))
        return fl_decode_fail_type(reader, node, field->name, "a text");
    size_t length = strlen(node->valuestring);
    if (length >= field->size)
        return fl_reader_fail(reader, node, "\"%s\" holds %zu bytes; at most %zu are accepted", field->name,
                              length, field->size - 1);
    if (!fl_text_is_plain(node->valuestring))
        return fl_reader_fail(
            reader, node,
            "\"%s\" holds control characters or such as reorder text on a terminal; remove them",
            field->name);
    memcpy(text, node->valuestring, length + 1);
    return FL_OK;
}

/* NOLINTBEGIN(misc-no-recursion): an interval is a table of four figures */
static fl_status decode_interval(fl_reader *reader, const cJSON *node, const fl_field *field,
                                 fl_interval *interval)
{
    fl_fields_clear(fl_interval_fields, interval);
    if (cJSON_IsNull(node))
        return FL_OK;
    if (!cJSON_IsObject(node))
        return fl_decode_fail_type(reader, node, field->name,
                                   "an interval {low, high, confidence, coverage} or null");
    fl_status status = fl_decode_object(reader, node, fl_interval_fields, interval, false);
    if (status != FL_OK)
        return status;
    if (isnan(interval->low))
        interval->low = -INFINITY;
    if (isnan(interval->high))
        interval->high = INFINITY;
    if (!(interval->low <= interval->high))
        return fl_reader_fail(reader, node, "\"%s\" ends at %.17g before it begins at %.17g", field->name,
                              interval->high, interval->low);
    if (interval->confidence > 1 || interval->coverage > 1)
        return fl_reader_fail(reader, node, "\"%s\" states a confidence above 1", field->name);
    return FL_OK;
}

/* NOLINTEND(misc-no-recursion) */

/* NOLINTBEGIN(misc-no-recursion): as deep as the tables */
static fl_status decode_list(fl_reader *reader, const cJSON *node, const fl_field *field, void *base)
{
    size_t *count = at(base, field->count), known = *count;
    if (!cJSON_IsArray(node))
        return fl_decode_fail_type(reader, node, field->name, "a list");
    size_t more = (size_t)cJSON_GetArraySize(node);
    if (more > MOST_ELEMENTS)
        return fl_reader_fail(reader, node, "\"%s\" holds %zu elements; at most %d are accepted", field->name,
                              more, MOST_ELEMENTS);
    if (more == 0)
        return FL_OK;
    /* A second list of the same elements (the probes, behind the results) is added to the first. */
    char **elements = at(base, field->offset);
    char *larger = realloc(*elements, (known + more) * field->size);
    if (!larger)
        return fl_fail(reader->error, FL_UNABLE, "%s: no memory to read it", reader->name);
    *elements = larger;
    memset(larger + known * field->size, 0, more * field->size);
    *count = known + more;
    char *element = larger + known * field->size;
    for (const cJSON *child = node->child; child; child = child->next, element += field->size) {
        if (!cJSON_IsObject(child))
            return fl_reader_fail(reader, child, "an element of \"%s\" is %s; it must be an object",
                                  field->name, type_word(child));
        fl_status status = fl_decode_object(reader, child, field->fields, element, false);
        if (status != FL_OK)
            return status;
    }
    return FL_OK;
}

static fl_status decode_owned(fl_reader *reader, const cJSON *node, const fl_field *field, void *base)
{
    if (!cJSON_IsObject(node))
        return fl_decode_fail_type(reader, node, field->name, "an object");
    void *part = calloc(1, field->size);
    *(void **)at(base, field->offset) = part;
    if (!part)
        return fl_fail(reader->error, FL_UNABLE, "%s: no memory to read it", reader->name);
    fl_fields_clear(field->fields, part);
    return fl_decode_object(reader, node, field->fields, part, false);
}

static fl_status decode_group(fl_reader *reader, const cJSON *node, const fl_field *field, void *base,
                              bool optional)
{
    if (cJSON_IsNull(node) && field->present) {
        fl_fields_clear(field->fields, base);
        return FL_OK;
    }
    if (!cJSON_IsObject(node))
        return fl_decode_fail_type(reader, node, field->name,
                                   field->present ? "an object or null" : "an object");
    return fl_decode_object(reader, node, field->fields, base, optional);
}

static fl_status decode_value(fl_reader *reader, const cJSON *node, const fl_field *field, void *base,
                              bool optional)
{
    void *value = at(base, field->offset);
    switch (field->kind) {
    case FL_FIELD_TEXT:
        return decode_text(reader, node, field, value);
    case FL_FIELD_BOOL:
        if (!cJSON_IsBool(node))
            return fl_decode_fail_type(reader, node, field->name, "true or false");
        *(bool *)value = cJSON_IsTrue(node);
        return FL_OK;
    case FL_FIELD_FIGURE:
        return decode_figure(reader, node, field, value);
    case FL_FIELD_INTERVAL:
        return decode_interval(reader, node, field, value);
    case FL_FIELD_GROUP:
        return decode_group(reader, node, field, value, optional);
    case FL_FIELD_OWNED:
        return decode_owned(reader, node, field, base);
    case FL_FIELD_LIST:
        return decode_list(reader, node, field, base);
    case FL_FIELD_NUMBERS:
        return fl_decode_numbers(reader, node, field, base);
    case FL_FIELD_RUNS:
        return fl_decode_runs(reader, node, field, base);
    default:
        return decode_whole(reader, node, field, value);
    }
}

fl_status fl_decode_object(fl_reader *reader, const cJSON *object, const fl_field *fields, void *base,
                           bool optional)
{
    for (const fl_field *field = fields; field->name; field++) {
        if (field->kind == FL_FIELD_INCLUDE) {
            fl_status included = fl_decode_object(reader, object, field->fields, base, optional);
            if (included != FL_OK)
                return included;
            continue;
        }
        if (field->samples && reader->without_samples)
            continue;
        const cJSON *node = cJSON_GetObjectItemCaseSensitive(object, field->name);
        if (!node && (field->kind == FL_FIELD_NUMBERS || field->kind == FL_FIELD_RUNS))
            continue;
        if (!node && !optional && !field->optional && field->kind != FL_FIELD_OWNED)
            return fl_reader_fail(reader, object, "\"%s\" is missing here", field->name);
        fl_status status = node ? decode_value(reader, node, field, base, optional) : FL_OK;
        if (status != FL_OK)
            return status;
        if (!node) /* figures become NaN */
            fl_fields_clear((const fl_field[]){*field, {0}}, base);
    }
    return FL_OK;
}
/* NOLINTEND(misc-no-recursion) */
