/* The JSON Schema of a document (draft 2020-12), from the tables that write it.
 * By hand: the tables are ours, and so is what they become. */
#include <stdio.h>
#include <string.h>

#include "bench/record/fields.h"
#include "bench/record/packed.h"
#include "bench/stats/stats.h"

const fl_field fl_interval_fields[] = {
    {"low", FL_FIELD_FIGURE, FL_MEMBER(fl_interval, low), .range = FL_ANY, .meaning = "Lower end, or null."},
    {"high", FL_FIELD_FIGURE, FL_MEMBER(fl_interval, high), .range = FL_ANY,
     .meaning = "Upper end, or null."},
    {"confidence", FL_FIELD_FIGURE, FL_MEMBER(fl_interval, confidence), .most = 1, .meaning = "Asked for."},
    {"coverage", FL_FIELD_FIGURE, FL_MEMBER(fl_interval, coverage), .most = 1,
     .meaning = "Attained; intervals from order statistics come in steps. 0: nothing is known."},
    {0},
};

const fl_field fl_packed_fields[] = {
    {"values", FL_FIELD_FIGURES, .known = true, .least_count = 1, .unique = true,
     .meaning = "The different numbers, the most frequent first."},
    {"shift", FL_FIELD_INT, .most = FL_MOST_SHIFT, .meaning = "Of the code in order."},
    {"order", FL_FIELD_TEXTS, .filled = true, .least_count = 1, .pattern = "^[A-Za-z0-9+/]+={0,2}$",
     .meaning = "For each number its place r in values, counted from 0, as bits, one after the other: of r + "
                "2^shift in "
                "binary, n digits, first n - 1 - shift zeros, then these digits (Exp-Golomb code of that "
                "order). The "
                "bits fill bytes from the highest on, zeros at the end; the bytes as base64, in pieces of "
                "which only "
                "the last may end with '='."},
    {0},
};

const char *fl_field_word(const fl_field *field, size_t i)
{
    return field->word ? field->word(i) : field->words ? field->words[i] : NULL;
}

static const double exact_limit = 9007199254740992.0; /* 2^53: every JSON reader reads up to here */

enum { MOST_DEFINITIONS = 32 };

typedef struct schema {
    fl_encoder encoder;
    struct {
        const char *name;
        const fl_field *fields;
    } definitions[MOST_DEFINITIONS];
    size_t count;
    bool first; /* nothing stands yet in the innermost object or array */
} schema;

/* ---- one member of the schema's own objects ---- */

static void put_name(schema *s, const char *name)
{
    fl_encode_name(&s->encoder, name, s->first);
    s->first = false;
}

static void begin(schema *s, char bracket)
{
    fl_encode_open(&s->encoder, bracket);
    s->first = true;
}

static void end(schema *s, char bracket)
{
    fl_encode_close(&s->encoder, bracket);
    s->first = false;
}

static void text_member(schema *s, const char *name, const char *text)
{
    put_name(s, name);
    fl_encode_text(&s->encoder, text);
}

/* json: the value, ready to be written. */
static void raw_member(schema *s, const char *name, const char *json)
{
    put_name(s, name);
    fl_build_text(s->encoder.out, json);
}

static void number_member(schema *s, const char *name, double number)
{
    put_name(s, name);
    fl_encode_number(&s->encoder, number);
}

static void type_member(schema *s, const char *type, bool null)
{
    put_name(s, "type");
    fl_build_format(s->encoder.out, null ? "[\"%s\", \"null\"]" : "\"%s\"", type);
}

/* Opens a schema; meaning may be NULL. */
static void begin_described(schema *s, const char *meaning)
{
    begin(s, '{');
    if (meaning)
        text_member(s, "description", meaning);
}

/* ---- values ---- */

static void add_text(schema *s, const fl_field *field)
{
    if (fl_field_word(field, 0)) {
        put_name(s, "enum");
        begin(s, '[');
        for (size_t i = 0; fl_field_word(field, i); i++)
            text_member(s, NULL, fl_field_word(field, i));
        if (field->null)
            raw_member(s, NULL, "null");
        end(s, ']');
        return;
    }
    type_member(s, "string", field->null);
    if (field->filled)
        number_member(s, "minLength", 1);
    if (field->size > 0)
        number_member(s, "maxLength", (double)field->size - 1);
    if (field->pattern)
        text_member(s, "pattern", field->pattern);
}

static void add_range(schema *s, const fl_field *field, bool whole)
{
    if (field->least != 0)
        number_member(s, "minimum", field->least);
    else if (field->range == FL_POSITIVE && !whole)
        number_member(s, "exclusiveMinimum", 0);
    else if (field->range != FL_ANY)
        number_member(s, "minimum", field->range == FL_POSITIVE ? 1 : 0);
    if (field->most != 0)
        number_member(s, "maximum", field->most);
    if (field->below != 0)
        number_member(s, "exclusiveMaximum", field->below);
}

static void add_whole(schema *s, const fl_field *field)
{
    type_member(s, "integer", field->null);
    add_range(s, field, true);
    if (field->most == 0 && field->kind != FL_FIELD_INT && field->kind != FL_FIELD_EXACT)
        number_member(s, "maximum", exact_limit);
}

static void add_counts(schema *s, const fl_field *field, size_t least)
{
    if (field->least_count > least)
        least = field->least_count;
    if (least > 0)
        number_member(s, "minItems", (double)least);
    if (field->most_count > 0)
        number_member(s, "maxItems", (double)field->most_count);
    if (field->unique)
        raw_member(s, "uniqueItems", "true");
}

/* An array whose elements are values, as item says. */
static void add_array(schema *s, const fl_field *field, void (*item)(schema *s, const fl_field *field))
{
    bool is_pointer = field->kind == FL_FIELD_NUMBERS || field->kind == FL_FIELD_RUNS;
    type_member(s, "array", field->null);
    add_counts(s, field, is_pointer ? 1 : 0);
    put_name(s, "items");
    begin_described(s, field->each);
    item(s, field);
    end(s, '}');
}

static void add_number(schema *s, const fl_field *field)
{
    type_member(s, field->whole ? "integer" : "number", field->kind == FL_FIELD_FIGURES && !field->known);
    add_range(s, field, field->whole);
}

/* [value, repetitions] */
static void add_run(schema *s, const fl_field *field)
{
    type_member(s, "array", false);
    put_name(s, "prefixItems");
    begin(s, '[');
    for (int i = 0; i < 2; i++) {
        put_name(s, NULL);
        begin(s, '{');
        type_member(s, "integer", false);
        number_member(s, "minimum", 1);
        if (i == 0 && field->most > 0)
            number_member(s, "maximum", field->most);
        end(s, '}');
    }
    end(s, ']');
    number_member(s, "minItems", 2);
    number_member(s, "maxItems", 2);
}

static void add_figure(schema *s, const fl_field *field)
{
    type_member(s, "number", !field->known);
    add_range(s, field, false);
}

/* What stands on one line; false where the field is an object or holds some. */
static bool add_value(schema *s, const fl_field *field)
{
    switch (field->kind) {
    case FL_FIELD_TEXT:
        add_text(s, field);
        return true;
    case FL_FIELD_BOOL:
        type_member(s, "boolean", false);
        return true;
    case FL_FIELD_FIGURE:
        add_figure(s, field);
        return true;
    case FL_FIELD_TEXTS:
        add_array(s, field, add_text);
        return true;
    case FL_FIELD_NUMBERS:
        if (field->fields)
            return false;
        add_array(s, field, add_number);
        return true;
    case FL_FIELD_FIGURES:
        add_array(s, field, add_number);
        return true;
    case FL_FIELD_RUNS:
        add_array(s, field, add_run);
        return true;
    case FL_FIELD_ANY_TEXTS:
        type_member(s, "object", false);
        raw_member(s, "additionalProperties", "{\"type\": \"string\"}");
        return true;
    case FL_FIELD_ANYTHING:
        return true;
    case FL_FIELD_INT:
    case FL_FIELD_INT64:
    case FL_FIELD_UINT64:
    case FL_FIELD_SIZE:
    case FL_FIELD_EXACT:
        add_whole(s, field);
        return true;
    default:
        return false;
    }
}

/* ---- objects ---- */

static const char *definition_of(const fl_field *field)
{
    return field->definition ? field->definition : field->kind == FL_FIELD_INTERVAL ? "interval" : NULL;
}

static const fl_field *members_of(const fl_field *field)
{
    return field->kind == FL_FIELD_INTERVAL && !field->fields ? fl_interval_fields : field->fields;
}

static bool may_be_null(const fl_field *field)
{
    bool is_group = field->kind == FL_FIELD_GROUP;
    return field->kind == FL_FIELD_INTERVAL || (is_group && (field->null || field->present));
}

static bool is_required(const fl_field *field)
{
    bool is_pointer =
        field->kind == FL_FIELD_NUMBERS || field->kind == FL_FIELD_RUNS || field->kind == FL_FIELD_OWNED;
    return field->demanded || (!is_pointer && !field->samples && !field->optional);
}

/* NOLINTBEGIN(misc-no-recursion): as deep as the tables */
static void add_names(schema *s, const fl_field *fields)
{
    for (const fl_field *field = fields; field->name; field++)
        if (field->kind == FL_FIELD_INCLUDE)
            add_names(s, field->fields);
        else if (is_required(field))
            text_member(s, NULL, field->name);
}

static void add_members(schema *s, const fl_field *fields, bool is_open);

/* An object of its own: its members stand here. */
static void add_object(schema *s, const fl_field *fields, bool null, bool is_open)
{
    type_member(s, "object", null);
    add_members(s, fields, is_open);
}

/* Numbers one by one, or packed. */
static void add_numbers(schema *s, const fl_field *field)
{
    put_name(s, "oneOf");
    begin(s, '[');
    put_name(s, NULL);
    begin(s, '{');
    add_array(s, field, add_number);
    end(s, '}');
    put_name(s, NULL);
    begin_described(s, "The same in short, see values, shift and order.");
    add_object(s, field->fields, false, false);
    end(s, '}');
    end(s, ']');
}

static void add_elements(schema *s, const fl_field *field)
{
    type_member(s, "array", field->null);
    add_counts(s, field, 0);
    put_name(s, "items");
    begin_described(s, field->each);
    if (field->definition) {
        put_name(s, "$ref");
        fl_build_format(s->encoder.out, "\"#/$defs/%s\"", field->definition);
    } else if (field->otherwise) {
        put_name(s, "oneOf");
        begin(s, '[');
        for (int i = 0; i < 2; i++) {
            put_name(s, NULL);
            begin_described(s, NULL);
            add_object(s, i == 0 ? field->fields : field->otherwise, false, false);
            end(s, '}');
        }
        end(s, ']');
    } else {
        add_object(s, field->fields, false, false);
    }
    end(s, '}');
}

/* A reference to a definition, which says nothing of null. */
static void add_reference(schema *s, const fl_field *field)
{
    const char *name = definition_of(field);
    if (may_be_null(field)) {
        put_name(s, "anyOf");
        fl_build_format(s->encoder.out, "[{\"$ref\": \"#/$defs/%s\"}, {\"type\": \"null\"}]", name);
    } else {
        put_name(s, "$ref");
        fl_build_format(s->encoder.out, "\"#/$defs/%s\"", name);
    }
}

static void add_member(schema *s, const fl_field *field)
{
    bool is_list = field->kind == FL_FIELD_LIST;
    bool is_line = (definition_of(field) || !field->fields) && !(is_list && !field->definition);
    put_name(s, field->name);
    s->encoder.compact = is_line || field->only;
    begin_described(s, field->meaning);
    if (field->only)
        raw_member(s, "const", field->only);
    else if (is_list)
        add_elements(s, field);
    else if (definition_of(field))
        add_reference(s, field);
    else if (field->kind == FL_FIELD_NUMBERS && field->fields)
        add_numbers(s, field);
    else if (!add_value(s, field))
        add_object(s, field->fields, may_be_null(field), field->open);
    end(s, '}');
    s->encoder.compact = false;
}

static void add_properties(schema *s, const fl_field *fields)
{
    for (const fl_field *field = fields; field->name; field++)
        if (field->kind == FL_FIELD_INCLUDE)
            add_properties(s, field->fields);
        else
            add_member(s, field);
}

static void add_members(schema *s, const fl_field *fields, bool is_open)
{
    put_name(s, "properties");
    begin(s, '{');
    add_properties(s, fields);
    end(s, '}');
    put_name(s, "required");
    s->encoder.compact = true;
    begin(s, '[');
    add_names(s, fields);
    end(s, ']');
    s->encoder.compact = false;
    if (!is_open)
        raw_member(s, "additionalProperties", "false");
}

static void collect(schema *s, const fl_field *fields)
{
    for (const fl_field *field = fields; fields && field->name; field++) {
        const char *name = definition_of(field);
        bool known = false;
        for (size_t i = 0; name && i < s->count; i++)
            known = known || strcmp(s->definitions[i].name, name) == 0;
        if (name && !known && s->count == MOST_DEFINITIONS)
            s->encoder.out->failed = true;
        else if (name && !known) {
            s->definitions[s->count].name = name;
            s->definitions[s->count++].fields = members_of(field);
        }
        if (!known) {
            collect(s, members_of(field));
            collect(s, field->otherwise);
        }
    }
}
/* NOLINTEND(misc-no-recursion) */

static void add_definitions(schema *s)
{
    if (s->count == 0)
        return;
    put_name(s, "$defs");
    begin(s, '{');
    for (size_t i = 0; i < s->count; i++) {
        put_name(s, s->definitions[i].name);
        begin_described(s, NULL);
        add_object(s, s->definitions[i].fields, false, false);
        end(s, '}');
    }
    end(s, '}');
}

/* "fairlane.trace/1" is the schema fairlane.trace.1.schema.json */
static void add_identifier(schema *s, const char *name)
{
    const char *slash = strchr(name, '/');
    put_name(s, "$id");
    fl_build_format(s->encoder.out, "\"%.*s.%s.schema.json\"", (int)(slash - name), name, slash + 1);
}

fl_status fl_schema_text(const fl_description *description, char **text, fl_error *error)
{
    fl_builder out = {0};
    schema s = {.encoder = {.out = &out}};
    char mark[64];
    snprintf(mark, sizeof mark, "\"%s\"", description->schema);
    const fl_field fields[] = {
        {"schema", FL_FIELD_TEXT, .only = mark, .meaning = "Marks the format and its version."},
        {"", FL_FIELD_INCLUDE, .fields = description->fields},
        {0},
    };
    collect(&s, fields);
    begin(&s, '{');
    text_member(&s, "$schema", "https://json-schema.org/draft/2020-12/schema");
    add_identifier(&s, description->schema);
    text_member(&s, "title", description->schema);
    text_member(&s, "description", description->meaning);
    add_object(&s, fields, false, description->open);
    add_definitions(&s);
    end(&s, '}');
    fl_build_char(&out, '\n');
    return fl_build_finish(&out, "the schema", text, error);
}
