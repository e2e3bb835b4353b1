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
#include "bench/record/allowed.h"
#include "bench/record/parse.h"
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
        else if (field->stride > 0)
            *(size_t *)at(base, field->count) = 0;
        else if (field->kind != FL_FIELD_ANYTHING)
            memset(at(base, field->offset), 0,
                   field->kind == FL_FIELD_LIST || field->kind == FL_FIELD_OWNED ? sizeof(void *)
                                                                                 : field->size);
        if (field->kind == FL_FIELD_FIGURE)
            *(double *)at(base, field->offset) = NAN;
        if (field->kind == FL_FIELD_INTERVAL)
            *(fl_interval *)at(base, field->offset) = (fl_interval){NAN, NAN, NAN, 0};
    }
}

void fl_fields_free(const fl_field *fields, void *base)
{
    for (const fl_field *field = fields; field->name; field++) {
        bool is_list = field->kind == FL_FIELD_LIST;
        if (field->kind == FL_FIELD_GROUP || field->kind == FL_FIELD_INCLUDE)
            fl_fields_free(field->fields, at(base, field->offset));
        if (!is_list || field->size == 0)
            continue;
        char **list = at(base, field->offset), *elements = field->stride > 0 ? (char *)list : *list;
        size_t *count = at(base, field->count);
        for (size_t i = 0; i < *count; i++)
            fl_fields_free(field->fields, elements + i * field->size);
        if (field->stride == 0) {
            free(*list);
            *list = NULL;
        }
        *count = 0;
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

/* optional: of a file that lacks much, where any figure may be null. */
static fl_status decode_figure(const fl_reader *reader, const cJSON *node, const fl_field *field,
                               bool optional, double *value)
{
    char refusal[FL_REFUSAL];
    if (cJSON_IsNull(node) && (optional || !field->known)) {
        *value = NAN;
        return FL_OK;
    }
    if (!cJSON_IsNumber(node))
        return fl_decode_fail_type(reader, node, field->name, "a number");
    if (!fl_field_allows_number(field, node->valuedouble, refusal))
        return fl_reader_fail(reader, node, "\"%s\" %s", field->name, refusal);
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
    char refusal[FL_REFUSAL];
    if (!fl_field_allows_number(field, number, refusal))
        return fl_reader_fail(reader, node, "\"%s\" %s", field->name, refusal);
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
    if (cJSON_IsNull(node) && field->null) {
        text[0] = '\0';
        return FL_OK;
    }
    if (!cJSON_IsString(node))
        return fl_decode_fail_type(reader, node, field->name, "a text");
    char refusal[FL_REFUSAL];
    if (!fl_field_allows_text(field, node->valuestring, refusal))
        return !refusal[0] ? fl_fail(reader->error, FL_UNABLE, "%s: no memory to read it", reader->name)
                           : fl_reader_fail(reader, node, "\"%s\" %s", field->name, refusal);
    if (!fl_text_is_plain(node->valuestring))
        return fl_reader_fail(
            reader, node,
            "\"%s\" holds control characters or such as reorder text on a terminal; remove them",
            field->name);
    memcpy(text, node->valuestring, strlen(node->valuestring) + 1);
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
    return FL_OK;
}

/* NOLINTEND(misc-no-recursion) */

/* NOLINTBEGIN(misc-no-recursion): as deep as the tables */
static fl_status decode_object(fl_reader *reader, const cJSON *object, const fl_field *fields, void *base,
                               bool optional, bool open);

/* Room for more elements: in the struct itself, or behind a pointer, behind those of a former list of the same
 * elements (the probes, behind the results). NULL when memory ran out. */
static char *make_room(const fl_field *field, void *base, size_t more)
{
    size_t *count = at(base, field->count), known = field->stride > 0 ? 0 : *count;
    char *elements = at(base, field->offset);
    if (field->stride == 0) {
        char **list = at(base, field->offset);
        elements = realloc(*list, (known + more) * field->size);
        if (!elements)
            return NULL;
        *list = elements;
        memset(elements + known * field->size, 0, more * field->size);
    }
    *count = known + more;
    return elements + known * field->size;
}

static fl_status check_count(const fl_reader *reader, const cJSON *node, const fl_field *field)
{
    char refusal[FL_REFUSAL];
    if (!cJSON_IsArray(node))
        return fl_decode_fail_type(reader, node, field->name, "a list");
    size_t count = (size_t)cJSON_GetArraySize(node);
    if (!fl_field_allows_count(field, count, refusal))
        return fl_reader_fail(reader, node, "\"%s\" %s", field->name, refusal);
    if (count > MOST_ELEMENTS)
        return fl_reader_fail(reader, node, "\"%s\" holds %zu elements; at most %d are accepted", field->name,
                              count, MOST_ELEMENTS);
    return FL_OK;
}

static fl_status decode_element(fl_reader *reader, const cJSON *node, const fl_field *field, void *element)
{
    return cJSON_IsObject(node)
               ? fl_decode_object(reader, node, field->fields, element, false)
               : fl_reader_fail(reader, node, "an element of \"%s\" is %s; it must be an object", field->name,
                                type_word(node));
}

static fl_status decode_apart(fl_reader *reader, const cJSON *node, const fl_field *field, void *element)
{
    fl_opened opened;
    fl_status status = fl_part_open(reader, node, &opened);
    if (status != FL_OK)
        return status;
    const char *closed = reader->closed;
    status = decode_element(reader, opened.node, field, element);
    reader->closed = NULL; /* whoever checks looks for some members among all */
    if (status == FL_OK && reader->check)
        status = reader->check(reader, opened.node, element);
    reader->closed = closed;
    fl_part_close(reader, &opened);
    return status;
}

static fl_status decode_list(fl_reader *reader, const cJSON *node, const fl_field *field, void *base)
{
    fl_status status = check_count(reader, node, field);
    size_t more = status == FL_OK ? (size_t)cJSON_GetArraySize(node) : 0;
    if (more == 0)
        return status;
    char *element = make_room(field, base, more);
    if (!element)
        return fl_fail(reader->error, FL_UNABLE, "%s: no memory to read it", reader->name);
    for (const cJSON *child = node->child; child && status == FL_OK; child = child->next) {
        status = field->apart ? decode_apart(reader, child, field, element)
                              : decode_element(reader, child, field, element);
        element += field->size;
    }
    return status;
}

static fl_status decode_texts(const fl_reader *reader, const cJSON *node, const fl_field *field, void *base)
{
    fl_status status = check_count(reader, node, field);
    size_t *count = at(base, field->count);
    char *text = at(base, field->offset);
    if (status == FL_OK && field->behind) {
        text = calloc((size_t)cJSON_GetArraySize(node) + 1, field->stride);
        *(void **)at(base, field->offset) = text;
        if (!text)
            return fl_fail(reader->error, FL_UNABLE, "%s: no memory to read it", reader->name);
    }
    for (const cJSON *child = status == FL_OK ? node->child : NULL; child; child = child->next) {
        status = decode_text(reader, child, field, text);
        if (status != FL_OK)
            return status;
        for (const cJSON *other = node->child; field->unique && other != child; other = other->next)
            if (strcmp(other->valuestring, child->valuestring) == 0)
                return fl_reader_fail(reader, child, "\"%s\" names '%s' twice", field->name, text);
        text += field->stride;
        ++*count;
    }
    return status;
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
    const bool may_be_null = field->present || field->null;
    if (cJSON_IsNull(node) && may_be_null) {
        fl_fields_clear(field->fields, base);
        return FL_OK;
    }
    if (!cJSON_IsObject(node))
        return fl_decode_fail_type(reader, node, field->name,
                                   may_be_null ? "an object or null" : "an object");
    return decode_object(reader, node, field->fields, base, optional, field->open);
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
        return decode_figure(reader, node, field, optional, value);
    case FL_FIELD_INTERVAL:
        return decode_interval(reader, node, field, value);
    case FL_FIELD_GROUP:
        return decode_group(reader, node, field, value, optional);
    case FL_FIELD_OWNED:
        return decode_owned(reader, node, field, base);
    case FL_FIELD_LIST:
        return decode_list(reader, node, field, base);
    case FL_FIELD_TEXTS:
        return decode_texts(reader, node, field, base);
    case FL_FIELD_ANYTHING:
        return FL_OK;
    case FL_FIELD_NUMBERS:
        return fl_decode_numbers(reader, node, field, base);
    case FL_FIELD_RUNS:
        return fl_decode_runs(reader, node, field, base);
    default:
        return decode_whole(reader, node, field, value);
    }
}

static bool is_same_name(const char *a, const char *b)
{
    return a[0] == b[0] && strcmp(a, b) == 0;
}

/* The member of that name, or NULL. *next: where it stands if members are in the order of the tables, as in files of
 * ours; no two have one name. */
static const cJSON *find_member(const cJSON *object, const char *name, const cJSON **next)
{
    const cJSON *end = *next;
    for (const cJSON *node = end; node; node = node->next)
        if (node->string && is_same_name(node->string, name)) {
            *next = node->next;
            return node;
        }
    for (const cJSON *node = object->child; node != end; node = node->next)
        if (node->string && is_same_name(node->string, name)) {
            *next = node->next;
            return node;
        }
    return NULL;
}

static fl_status decode_members(fl_reader *reader, const cJSON *object, const fl_field *fields, void *base,
                                bool optional, const cJSON **next)
{
    for (const fl_field *field = fields; field->name; field++) {
        if (field->apart)
            continue;
        if (field->kind == FL_FIELD_INCLUDE) {
            fl_status included = decode_members(reader, object, field->fields, base, optional, next);
            if (included != FL_OK)
                return included;
            continue;
        }
        if (field->samples && reader->without_samples)
            continue;
        const cJSON *node = find_member(object, field->name, next);
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

static bool is_known(const fl_field *fields, const char *name)
{
    for (const fl_field *field = fields; field->name; field++)
        if (field->kind == FL_FIELD_INCLUDE ? is_known(field->fields, name) : is_same_name(field->name, name))
            return true;
    return false;
}

/* mark: the member that is none of the fields' and may stand there all the same; NULL: none. */
static fl_status refuse_unknown(const fl_reader *reader, const cJSON *object, const fl_field *fields,
                                const char *mark)
{
    char safe[64];
    const char *quote = object->string ? "\"" : "";
    for (const cJSON *node = object->child; node; node = node->next)
        if (!is_known(fields, node->string) && !(mark && strcmp(node->string, mark) == 0))
            return fl_reader_fail(reader, node, "%s%s%s has no member \"%s\"; %s", quote,
                                  object->string ? object->string : "this object", quote,
                                  fl_text_make_plain(node->string, safe, sizeof safe), reader->closed);
    return FL_OK;
}

/* Known members come first: what is wrong with them tells more than what stands beside them. */
static fl_status decode_object(fl_reader *reader, const cJSON *object, const fl_field *fields, void *base,
                               bool optional, bool open)
{
    const cJSON *next = object->child;
    fl_status status = decode_members(reader, object, fields, base, optional, &next);
    return status == FL_OK && reader->closed && !open ? refuse_unknown(reader, object, fields, NULL) : status;
}

fl_status fl_decode_object(fl_reader *reader, const cJSON *object, const fl_field *fields, void *base,
                           bool optional)
{
    return decode_object(reader, object, fields, base, optional, false);
}
/* NOLINTEND(misc-no-recursion) */

static fl_status check_schema(const fl_reader *reader, const char *schema)
{
    const cJSON *node = cJSON_GetObjectItemCaseSensitive(reader->root, "schema");
    if (!node || !cJSON_IsString(node))
        return fl_reader_fail(reader, node ? node : reader->root, "\"schema\" must be \"%s\"", schema);
    if (strcmp(node->valuestring, schema) != 0)
        return fl_reader_fail(reader, node,
                              "\"schema\" is \"%s\"; this fairlane reads %s, another version may read it",
                              fl_text_make_plain(node->valuestring, (char[64]){0}, 64), schema);
    return FL_OK;
}

/* Lists that are read apart: when all else is known. */
static fl_status decode_lists(fl_reader *reader, const fl_field *fields, void *base)
{
    fl_status status = FL_OK;
    for (const fl_field *field = fields; field->name && status == FL_OK; field++) {
        const cJSON *node = field->apart ? cJSON_GetObjectItemCaseSensitive(reader->root, field->name) : NULL;
        if (field->apart && !node)
            return fl_reader_fail(reader, reader->root, "\"%s\" is missing here", field->name);
        if (node)
            status = decode_list(reader, node, field, base);
    }
    return status;
}

fl_status fl_decode_document(fl_reader *reader, const fl_description *description, void *base)
{
    const cJSON *root = reader->root, *next = root->child;
    fl_status status = check_schema(reader, description->schema);
    if (status != FL_OK)
        return status;
    reader->closed =
        description->cure ? description->cure : "remove it, or read this file with the version that wrote it";
    status = decode_members(reader, root, description->fields, base, false, &next);
    if (status == FL_OK && !description->open)
        status = refuse_unknown(reader, root, description->fields, "schema");
    if (status == FL_OK)
        status = decode_lists(reader, description->fields, base);
    reader->closed = NULL;
    return status;
}
