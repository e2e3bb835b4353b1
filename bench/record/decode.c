/* Reading JSON into structs by tables. */
#include "bench/record/fields.h"

#include <cjson/cJSON.h>
#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "bench/record/text.h"
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

static fl_status fail_type(const fl_reader *reader, const cJSON *node, const char *name, const char *wanted)
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

static bool is_in_range(fl_field_range range, double value)
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
        return fail_type(reader, node, field->name, "a number");
    if (!is_in_range(field->range, node->valuedouble))
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
        return fail_type(reader, node, field->name, "a whole number");
    double number = node->valuedouble;
    if (number != floor(number) || !is_in_range(field->range, number))
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
        return fail_type(reader, node, field->name, "a text");
    size_t length = strlen(node->valuestring);
    if (length >= field->size)
        return fl_reader_fail(reader, node, "\"%s\" holds %zu bytes; at most %zu are accepted", field->name,
                              length, field->size - 1);
    if (!fl_text_is_plain(node->valuestring))
        return fl_reader_fail(reader, node,
                              "\"%s\" holds control characters or such as reorder text on a terminal; "
                              "remove them",
                              field->name);
    memcpy(text, node->valuestring, length + 1);
    return FL_OK;
}

/* NOLINTBEGIN(misc-no-recursion): an interval is a table of four figures */
static fl_status decode_interval(fl_reader *reader, const cJSON *node, const fl_field *field,
                                 fl_interval *interval)
{
    static const fl_field parts[] = {
        {"low", FL_FIELD_FIGURE, FL_MEMBER(fl_interval, low), .range = FL_ANY},
        {"high", FL_FIELD_FIGURE, FL_MEMBER(fl_interval, high), .range = FL_ANY},
        {"confidence", FL_FIELD_FIGURE, FL_MEMBER(fl_interval, confidence)},
        {"coverage", FL_FIELD_FIGURE, FL_MEMBER(fl_interval, coverage)},
        {0},
    };
    fl_fields_clear(parts, interval);
    if (cJSON_IsNull(node))
        return FL_OK;
    if (!cJSON_IsObject(node))
        return fail_type(reader, node, field->name, "an interval {low, high, confidence, coverage} or null");
    fl_status status = fl_decode_object(reader, node, parts, interval, false);
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

/* The array of numbers that a node of the skeleton stands for; NULL when it is none. */
static const fl_numbers *numbers_of(const fl_reader *reader, const cJSON *node)
{
    if (!cJSON_IsArray(node) || !node->child || node->child->next || !cJSON_IsNumber(node->child))
        return NULL;
    return &reader->scan->arrays[(size_t)node->child->valuedouble];
}

/* Reads the next number of an array whose grammar the scan has checked. */
static double next_number(const char **place, size_t *line)
{
    while (strchr(", \t\r\n", **place)) {
        *line += **place == '\n';
        ++*place;
    }
    char *end = NULL;
    double value = strtod(*place, &end);
    *place = end;
    return value;
}

static fl_status take_numbers(fl_reader *reader, const cJSON *node, size_t count)
{
    if (count > reader->numbers_left)
        return fl_reader_fail(reader, node, "more samples than the %d that one file may hold",
                              FL_MOST_NUMBERS);
    reader->numbers_left -= count;
    return FL_OK;
}

static fl_status decode_numbers(fl_reader *reader, const cJSON *node, const fl_field *field, void *base)
{
    const fl_numbers *numbers = numbers_of(reader, node);
    if (!numbers)
        return fail_type(reader, node, field->name, "a list of at least one number and nothing else");
    fl_status status = take_numbers(reader, node, numbers->count);
    if (status != FL_OK)
        return status;
    size_t expected = *(size_t *)at(base, field->count);
    if (numbers->count != expected)
        return fl_reader_fail(reader, node, "\"%s\" holds %zu numbers where %zu are announced", field->name,
                              numbers->count, expected);
    double *values = malloc(numbers->count * sizeof *values);
    *(double **)at(base, field->offset) = values;
    if (!values)
        return fl_fail(reader->error, FL_UNABLE, "%s: no memory to read it", reader->name);
    const char *place = numbers->begin;
    size_t line = numbers->line;
    for (size_t i = 0; i < numbers->count; i++) {
        values[i] = next_number(&place, &line);
        if (!is_in_range(field->range, values[i]))
            return fl_fail(reader->error, FL_USAGE,
                           "%s:%zu: \"%s\"[%zu] is %.17g; a latency must be a %s finite number", reader->name,
                           line, field->name, i, values[i],
                           field->range == FL_POSITIVE ? "positive" : "non-negative");
    }
    return FL_OK;
}

/* One [process, repetitions]. */
static fl_status decode_run(const fl_reader *reader, const cJSON *node, const fl_field *field, int *value,
                            size_t *repetitions)
{
    const fl_numbers *numbers = numbers_of(reader, node);
    if (!numbers || numbers->count != 2)
        return fl_reader_fail(reader, node, "\"%s\" must hold pairs [process, number of samples]",
                              field->name);
    const char *place = numbers->begin;
    size_t line = 0;
    double process = next_number(&place, &line), count = next_number(&place, &line);
    if (!(process >= 1 && process <= INT_MAX && process == floor(process)))
        return fl_reader_fail(reader, node, "\"%s\": %.17g is not the number of a process, from 1",
                              field->name, process);
    if (!(count >= 1 && count <= FL_MOST_NUMBERS && count == floor(count)))
        return fl_reader_fail(reader, node, "\"%s\": %.17g is not a number of samples", field->name, count);
    *value = (int)process;
    *repetitions = (size_t)count;
    return FL_OK;
}

static fl_status decode_runs(fl_reader *reader, const cJSON *node, const fl_field *field, void *base)
{
    size_t expected = *(size_t *)at(base, field->count), done = 0;
    if (!cJSON_IsArray(node) || numbers_of(reader, node))
        return fail_type(reader, node, field->name, "a list of pairs [process, number of samples]");
    fl_status status = take_numbers(reader, node, expected);
    if (status != FL_OK)
        return status;
    int *values = malloc((expected ? expected : 1) * sizeof *values);
    *(int **)at(base, field->offset) = values;
    if (!values)
        return fl_fail(reader->error, FL_UNABLE, "%s: no memory to read it", reader->name);
    for (const cJSON *pair = node->child; pair; pair = pair->next) {
        int value = 0;
        size_t repetitions = 0;
        status = decode_run(reader, pair, field, &value, &repetitions);
        if (status != FL_OK)
            return status;
        if (repetitions > expected - done)
            return fl_reader_fail(reader, pair, "\"%s\" covers more than the %zu samples", field->name,
                                  expected);
        while (repetitions-- > 0)
            values[done++] = value;
    }
    if (done != expected)
        return fl_reader_fail(reader, node, "\"%s\" covers %zu of %zu samples", field->name, done, expected);
    return FL_OK;
}

/* NOLINTBEGIN(misc-no-recursion): as deep as the tables */
static fl_status decode_list(fl_reader *reader, const cJSON *node, const fl_field *field, void *base)
{
    size_t *count = at(base, field->count), known = *count;
    if (!cJSON_IsArray(node))
        return fail_type(reader, node, field->name, "a list");
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
        return fail_type(reader, node, field->name, "an object");
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
        return fail_type(reader, node, field->name, field->present ? "an object or null" : "an object");
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
            return fail_type(reader, node, field->name, "true or false");
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
        return decode_numbers(reader, node, field, base);
    case FL_FIELD_RUNS:
        return decode_runs(reader, node, field, base);
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
