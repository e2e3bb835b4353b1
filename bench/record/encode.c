/* Writing JSON: its pieces, and whole objects from tables. cJSON's own printer is not used for figures: it
 * takes 15 digits where they agree with the value within one unit in the last place, so its output does not
 * read back as the same number. */
#include "bench/record/fields.h"
#include "bench/record/packed.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/base/text.h"
#include "bench/stats/stats.h"

static const void *at(const void *base, size_t offset)
{
    return (const char *)base + offset;
}

static void new_line(fl_encoder *encoder)
{
    if (encoder->tabs) {
        fl_build_char(encoder->out, '\n');
        for (int i = 0; i < encoder->depth; i++)
            fl_build_char(encoder->out, '\t');
    } else if (!encoder->compact) {
        fl_build_format(encoder->out, "\n%*s", 2 * encoder->depth, "");
    }
}

void fl_encode_open(fl_encoder *encoder, char bracket)
{
    fl_build_char(encoder->out, bracket);
    encoder->depth++;
}

void fl_encode_close(fl_encoder *encoder, char bracket)
{
    encoder->depth--;
    if (!encoder->tabs || bracket == '}')
        new_line(encoder);
    fl_build_char(encoder->out, bracket);
}

void fl_encode_name(fl_encoder *encoder, const char *name, bool first)
{
    bool on_one_line = encoder->compact || (encoder->tabs && !name);
    if (!first)
        fl_build_text(encoder->out, on_one_line ? ", " : ",");
    if (name || !encoder->tabs)
        new_line(encoder);
    if (name) {
        fl_encode_text(encoder, name);
        fl_build_text(encoder->out, encoder->tabs ? ":\t" : ": ");
    }
}

void fl_encode_text(fl_encoder *encoder, const char *text)
{
    size_t size = strlen(text) + 1;
    char *plain = fl_text_is_plain(text) ? NULL : malloc(size);
    if (!plain && !fl_text_is_plain(text))
        encoder->out->failed = true;
    fl_build_char(encoder->out, '"');
    for (const char *c = plain ? fl_text_make_plain(text, plain, size) : text; *c; c++) {
        if (*c == '"' || *c == '\\')
            fl_build_char(encoder->out, '\\');
        fl_build_char(encoder->out, *c);
    }
    fl_build_char(encoder->out, '"');
    free(plain);
}

/* The shortest of up to 17 significant digits that reads back as the same number. */
void fl_encode_number(fl_encoder *encoder, double value)
{
    char text[40];
    if (!isfinite(value)) {
        fl_build_text(encoder->out, "null");
        return;
    }
    if (value == floor(value) && fabs(value) < 1e15) {
        fl_build_format(encoder->out, "%.0f", value == 0 ? 0.0 : value);
        return;
    }
    /* 15 digits without trailing zeros are the shortest wherever they suffice, except for denormals. */
    for (int digits = fabs(value) < 1e-290 ? 1 : 15; digits <= 17; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, value);
        if (strtod(text, NULL) == value)
            break;
    }
    fl_build_text(encoder->out, text);
}

static bool interval_is_there(const fl_interval *interval)
{
    return !(isnan(interval->low) && isnan(interval->high));
}

static void encode_interval(fl_encoder *encoder, const fl_interval *interval)
{
    if (!interval_is_there(interval)) {
        fl_build_text(encoder->out, "null");
        return;
    }
    fl_build_text(encoder->out, "{\"low\": ");
    fl_encode_number(encoder, interval->low);
    fl_build_text(encoder->out, ", \"high\": ");
    fl_encode_number(encoder, interval->high);
    fl_build_text(encoder->out, ", \"confidence\": ");
    fl_encode_number(encoder, interval->confidence);
    fl_build_text(encoder->out, ", \"coverage\": ");
    fl_encode_number(encoder, interval->coverage);
    fl_build_char(encoder->out, '}');
}

/* NOLINTBEGIN(misc-no-recursion): as deep as the tables */
static void encode_nested(fl_encoder *encoder, const fl_field *field, const void *object)
{
    bool before = encoder->compact;
    encoder->compact = before || field->compact;
    fl_encode_object(encoder, field->fields, object);
    encoder->compact = before;
}

static void encode_list(fl_encoder *encoder, const fl_field *field, const void *base)
{
    const char *elements = *(const char *const *)at(base, field->offset);
    size_t count = *(const size_t *)at(base, field->count);
    bool first = true;
    fl_encode_open(encoder, '[');
    for (size_t i = 0; i < count; i++) {
        const void *element = elements + i * field->size;
        if (field->present && !field->present(element))
            continue;
        fl_encode_name(encoder, NULL, first);
        encode_nested(encoder, field, element);
        first = false;
    }
    if (first) { /* an empty list stays on its line */
        encoder->depth--;
        fl_build_char(encoder->out, ']');
    } else {
        fl_encode_close(encoder, ']');
    }
}

/* NOLINTEND(misc-no-recursion) */

static void encode_numbers(fl_encoder *encoder, const double *numbers, size_t count)
{
    fl_build_char(encoder->out, '[');
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            fl_build_char(encoder->out, ',');
        fl_encode_number(encoder, numbers[i]);
    }
    fl_build_char(encoder->out, ']');
}

/* As one by one, unless that is longer. */
static void encode_packed(fl_encoder *encoder, const double *numbers, size_t count)
{
    fl_packed packed;
    const fl_packing made = fl_pack(numbers, count, &packed);
    encoder->out->failed |= made == FL_NO_MEMORY;
    if (made == FL_PACKED) {
        fl_build_text(encoder->out, "{\"values\": ");
        encode_numbers(encoder, packed.values, packed.distinct);
        fl_build_format(encoder->out, ", \"shift\": %d, \"order\": ", packed.shift);
        fl_packed_write_order(&packed, encoder->out);
        fl_build_char(encoder->out, '}');
    } else {
        encode_numbers(encoder, numbers, count);
    }
    fl_packed_free(&packed);
}

static void encode_runs(fl_encoder *encoder, const int *values, size_t count)
{
    fl_build_char(encoder->out, '[');
    for (size_t i = 0; i < count;) {
        size_t end = i + 1;
        while (end < count && values[end] == values[i])
            end++;
        fl_build_format(encoder->out, "%s[%d,%zu]", i > 0 ? "," : "", values[i], end - i);
        i = end;
    }
    fl_build_char(encoder->out, ']');
}

/* NOLINTBEGIN(misc-no-recursion): as deep as the tables */
void fl_encode_value(fl_encoder *encoder, const fl_field *field, const void *base)
{
    const void *value = at(base, field->offset);
    switch (field->kind) {
    case FL_FIELD_TEXT:
        fl_encode_text(encoder, value);
        break;
    case FL_FIELD_BOOL:
        fl_build_text(encoder->out, *(const bool *)value ? "true" : "false");
        break;
    case FL_FIELD_INT:
        fl_build_format(encoder->out, "%d", *(const int *)value);
        break;
    case FL_FIELD_INT64:
        fl_build_format(encoder->out, "%" PRId64, *(const int64_t *)value);
        break;
    case FL_FIELD_UINT64:
    case FL_FIELD_EXACT:
        fl_build_format(encoder->out, "%" PRIu64, *(const uint64_t *)value);
        break;
    case FL_FIELD_SIZE:
        fl_build_format(encoder->out, "%zu", *(const size_t *)value);
        break;
    case FL_FIELD_FIGURE:
        fl_encode_number(encoder, *(const double *)value);
        break;
    case FL_FIELD_INTERVAL:
        encode_interval(encoder, value);
        break;
    case FL_FIELD_GROUP:
        if (field->present && !field->present(value))
            fl_build_text(encoder->out, "null");
        else
            encode_nested(encoder, field, value);
        break;
    case FL_FIELD_OWNED:
        encode_nested(encoder, field, *(const void *const *)value);
        break;
    case FL_FIELD_INCLUDE: /* fl_encode_fields() never comes here with it */
        break;
    case FL_FIELD_LIST:
        encode_list(encoder, field, base);
        break;
    case FL_FIELD_NUMBERS:
        (field->fields ? encode_packed : encode_numbers)(encoder, *(double *const *)value,
                                                         *(const size_t *)at(base, field->count));
        break;
    case FL_FIELD_RUNS:
        encode_runs(encoder, *(int *const *)value, *(const size_t *)at(base, field->count));
        break;
    case FL_FIELD_TEXTS: /* never in a table with offsets */
    case FL_FIELD_FIGURES:
    case FL_FIELD_ANY_TEXTS:
    case FL_FIELD_ANYTHING:
        break;
    }
}

/* NOLINTEND(misc-no-recursion) */

/* Arrays that the struct does not hold, or that are not wanted. */
static bool is_left_out(const fl_encoder *encoder, const fl_field *field, const void *base)
{
    if (field->samples && !encoder->with_samples)
        return true;
    bool is_pointer =
        field->kind == FL_FIELD_NUMBERS || field->kind == FL_FIELD_RUNS || field->kind == FL_FIELD_OWNED;
    return is_pointer && *(void *const *)at(base, field->offset) == NULL;
}

/* NOLINTBEGIN(misc-no-recursion): as deep as the tables */
void fl_encode_fields(fl_encoder *encoder, const fl_field *fields, const void *base, bool first)
{
    for (const fl_field *field = fields; field->name; field++) {
        if (is_left_out(encoder, field, base))
            continue;
        if (field->kind == FL_FIELD_INCLUDE) {
            fl_encode_fields(encoder, field->fields, base, first);
        } else {
            fl_encode_name(encoder, field->name, first);
            fl_encode_value(encoder, field, base);
        }
        first = false;
    }
}

void fl_encode_object(fl_encoder *encoder, const fl_field *fields, const void *base)
{
    fl_encode_open(encoder, '{');
    fl_encode_fields(encoder, fields, base, true);
    fl_encode_close(encoder, '}');
}
/* NOLINTEND(misc-no-recursion) */

void fl_encode_document(fl_encoder *encoder, const fl_description *description, const void *base)
{
    fl_encode_open(encoder, '{');
    fl_encode_name(encoder, "schema", true);
    fl_encode_text(encoder, description->schema);
    fl_encode_fields(encoder, description->fields, base, false);
    fl_encode_close(encoder, '}');
    fl_build_char(encoder->out, '\n');
}
