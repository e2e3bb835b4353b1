#include "bench/record/json.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/base/memory.h"
#include "bench/record/allowed.h"

/* ---- what the description allows ---- */

static void doubt(fl_json_writer *writer, const char *name, const char *what)
{
    if (!writer->doubt[0])
        snprintf(writer->doubt, sizeof writer->doubt, "\"%.80s\" %.150s", name ? name : "", what);
}

/* NOLINTBEGIN(misc-no-recursion): as deep as the tables */
/* The field called name and its number in the table, included ones counted. */
static const fl_field *find(const fl_field *fields, const char *name, int *number)
{
    for (const fl_field *field = fields; field && field->name; field++) {
        const fl_field *found = field;
        if (field->kind == FL_FIELD_INCLUDE)
            found = find(field->fields, name, number);
        else if (strcmp(field->name, name) != 0)
            found = NULL;
        if (found)
            return found;
        *number += field->kind != FL_FIELD_INCLUDE;
    }
    return NULL;
}

static bool is_needed(const fl_field *field)
{
    return !field->optional || field->demanded;
}

/* Whether each member that a table needs was written; number: of its first field, in the end of its last plus one. */
static bool is_complete(const fl_field *fields, uint64_t written, int *number)
{
    bool complete = true;
    for (const fl_field *field = fields; field && field->name; field++) {
        if (field->kind == FL_FIELD_INCLUDE) {
            complete = is_complete(field->fields, written, number) && complete;
            continue;
        }
        complete = complete && (!is_needed(field) || (written >> *number & 1) != 0);
        ++*number;
    }
    return complete;
}

/* NOLINTEND(misc-no-recursion) */

static size_t bits(uint64_t set)
{
    size_t count = 0;
    for (; set; set &= set - 1)
        count++;
    return count;
}

static bool allows_null(const fl_field *field)
{
    bool is_figure = field->kind == FL_FIELD_FIGURE || field->kind == FL_FIELD_FIGURES;
    return field->null || (is_figure && !field->known);
}

static bool allows_text(const fl_field *field, const char *text)
{
    if (field->kind == FL_FIELD_ANYTHING)
        return true;
    char refusal[FL_REFUSAL];
    if (field->kind != FL_FIELD_TEXT && field->kind != FL_FIELD_TEXTS && field->kind != FL_FIELD_ANY_TEXTS)
        return false;
    return fl_field_allows_text(field, text, refusal);
}

static bool allows_number(const fl_field *field, double value)
{
    char refusal[FL_REFUSAL];
    bool is_figure = field->kind == FL_FIELD_FIGURE || field->kind == FL_FIELD_FIGURES;
    return (is_figure || (fl_field_is_whole(field) && field->kind != FL_FIELD_NUMBERS)) &&
           fl_field_allows_number(field, value, refusal);
}

/* ---- where a value goes ---- */

static void check_object(fl_json_writer *writer, const fl_json_level *level)
{
    int one = 0, other = 0;
    const char *name = level->field ? level->field->name : "the document";
    if (!level->unfit && is_complete(level->fields, level->written, &one) &&
        bits(level->written) == level->count)
        return;
    if (level->otherwise && !level->unfit_otherwise &&
        is_complete(level->otherwise, level->written_otherwise, &other) &&
        bits(level->written_otherwise) == level->count)
        return;
    doubt(writer, name, "lacks a member");
}

/* Whether what stands from begin on is that JSON, blanks aside. */
static bool is_same_json(const fl_json_writer *writer, size_t begin, const char *json)
{
    for (size_t i = begin; i < writer->out.size; i++) {
        json += strspn(json, " ");
        if (strchr(" \t\n", writer->out.bytes[i]))
            continue;
        if (*json++ != writer->out.bytes[i])
            return false;
    }
    return *json == '\0';
}

static void check_array(fl_json_writer *writer, const fl_json_level *level)
{
    const fl_field *field = level->field;
    char refusal[FL_REFUSAL];
    if (!fl_field_allows_count(field, level->count, refusal))
        doubt(writer, field->name, refusal);
    if (field->only && !writer->out.failed && !is_same_json(writer, level->begin, field->only))
        doubt(writer, field->name, "is not the one list that may stand there");
}

static void close_level(fl_json_writer *writer)
{
    const fl_json_level *level = &writer->levels[--writer->depth];
    if (level->is_array && level->count == 0) { /* an empty list stays on its line */
        writer->encoder.depth--;
        fl_build_char(&writer->out, ']');
    } else {
        fl_encode_close(&writer->encoder, level->is_array ? ']' : '}');
    }
    writer->encoder.compact = level->compact;
    if (level->field && level->is_array)
        check_array(writer, level);
    else if (level->fields)
        check_object(writer, level);
}

/* The field of a member that is about to be written to an object, *other that of the table which may hold instead. */
static const fl_field *take_member(fl_json_writer *writer, fl_json_level *level, const char *name,
                                   const fl_field **other)
{
    int number = 0, number_otherwise = 0;
    if (level->field && level->field->kind == FL_FIELD_ANY_TEXTS)
        return level->field;
    const fl_field *field = find(level->fields, name, &number);
    *other = find(level->otherwise, name, &number_otherwise);
    if (!level->fields)
        return NULL;
    if ((!field && !*other) || number >= 64)
        doubt(writer, name, "is not described");
    if (number >= 64)
        return field;
    if (field && (level->written >> number & 1) != 0)
        doubt(writer, name, "stands twice");
    if (field)
        level->written |= UINT64_C(1) << number;
    if (*other)
        level->written_otherwise |= UINT64_C(1) << number_otherwise;
    return field ? field : *other;
}

/* Makes to the innermost level and writes the name; false where that cannot be. */
static bool come_to(fl_json to, const char *name, const fl_field **field, const fl_field **other)
{
    fl_json_writer *writer = to.writer;
    *field = *other = NULL;
    if (to.level >= writer->depth || writer->levels[to.level].serial != to.serial) {
        doubt(writer, name, "comes after what it belongs to was closed");
        return false;
    }
    while (writer->depth > to.level + 1)
        close_level(writer);
    fl_json_level *level = &writer->levels[to.level];
    fl_encode_name(&writer->encoder, level->is_array ? NULL : name, !level->begun);
    level->begun = true;
    *field = level->is_array ? level->field : take_member(writer, level, name, other);
    level->count++;
    return true;
}

/* Notes which of the two tables a value keeps; a value that neither allows is a fault. what: for the message. */
static void judge(fl_json to, const char *name, bool fits, bool fits_otherwise, const char *what)
{
    fl_json_level *level = &to.writer->levels[to.level];
    level->unfit = level->unfit || !fits;
    level->unfit_otherwise = level->unfit_otherwise || !fits_otherwise;
    if (!fits && !fits_otherwise)
        doubt(to.writer, name, what);
}

static fl_json open_level(fl_json to, const char *name, bool is_array)
{
    fl_json_writer *writer = to.writer;
    const fl_field *field = NULL, *other = NULL;
    bool in_list = writer->depth > to.level && writer->levels[to.level].is_array;
    if (!come_to(to, name, &field, &other) || writer->depth == FL_JSON_DEPTH) {
        doubt(writer, name, "is nested too deeply");
        return (fl_json){writer, FL_JSON_DEPTH, 0};
    }
    fl_json_level *level = &writer->levels[writer->depth++];
    *level = (fl_json_level){.serial = ++writer->serial,
                             .is_array = is_array,
                             .begin = writer->out.size,
                             .compact = writer->encoder.compact,
                             .field = field};
    bool fits =
        !field || (is_array ? !in_list && (field->kind == FL_FIELD_LIST || field->kind == FL_FIELD_TEXTS ||
                                           field->kind == FL_FIELD_FIGURES)
                            : field->kind == (in_list ? FL_FIELD_LIST : FL_FIELD_GROUP) ||
                                  field->kind == FL_FIELD_ANY_TEXTS);
    if (!fits)
        doubt(writer, name ? name : field->name, "is another kind of value");
    if (field && !is_array) {
        level->fields = field->fields;
        level->otherwise = field->otherwise;
    }
    bool is_list =
        field && field->kind == FL_FIELD_LIST && is_array; /* its elements are compact then, not itself */
    writer->encoder.compact = level->compact || (field && field->compact && !is_list);
    fl_encode_open(&writer->encoder, is_array ? '[' : '{');
    return (fl_json){writer, writer->depth - 1, level->serial};
}

/* ---- for the callers ---- */

fl_json fl_json_document(fl_json_writer *writer, const fl_description *description)
{
    *writer = (fl_json_writer){.spaced = writer->spaced, .description = description, .serial = 1, .depth = 1};
    writer->encoder = (fl_encoder){.out = &writer->out, .tabs = !writer->spaced};
    writer->levels[0] = (fl_json_level){
        .serial = 1, .begun = description, .fields = description ? description->fields : NULL};
    fl_encode_open(&writer->encoder, '{');
    fl_json document = {writer, 0, 1};
    if (description) {
        fl_encode_name(&writer->encoder, "schema", true);
        fl_encode_text(&writer->encoder, description->schema);
    }
    return document;
}

fl_json fl_json_object(fl_json to, const char *name)
{
    return open_level(to, name, false);
}

fl_json fl_json_array(fl_json to, const char *name)
{
    return open_level(to, name, true);
}

void fl_json_add_null(fl_json to, const char *name)
{
    const fl_field *field = NULL, *other = NULL;
    if (!come_to(to, name, &field, &other))
        return;
    if (field)
        judge(to, field->name, allows_null(field), other && allows_null(other), "is null");
    fl_build_text(&to.writer->out, "null");
}

void fl_json_add_text(fl_json to, const char *name, const char *text)
{
    const fl_field *field = NULL, *other = NULL;
    if (!text) {
        fl_json_add_null(to, name);
        return;
    }
    if (!come_to(to, name, &field, &other))
        return;
    if (field)
        judge(to, field->name, allows_text(field, text), other && allows_text(other, text), text);
    fl_encode_text(&to.writer->encoder, text);
}

void fl_json_add_number(fl_json to, const char *name, double value)
{
    const fl_field *field = NULL, *other = NULL;
    char text[40];
    if (!isfinite(value)) {
        fl_json_add_null(to, name);
        return;
    }
    if (!come_to(to, name, &field, &other))
        return;
    snprintf(text, sizeof text, "is %.17g", value);
    if (field)
        judge(to, field->name, allows_number(field, value), other && allows_number(other, value), text);
    fl_encode_number(&to.writer->encoder, value);
}

static bool allows_bool(const fl_field *field, const char *word)
{
    return field->kind == FL_FIELD_BOOL && (!field->only || strcmp(field->only, word) == 0);
}

void fl_json_add_bool(fl_json to, const char *name, bool value)
{
    const fl_field *field = NULL, *other = NULL;
    const char *word = value ? "true" : "false";
    if (!come_to(to, name, &field, &other))
        return;
    if (field)
        judge(to, field->name, allows_bool(field, word), other && allows_bool(other, word), word);
    fl_build_text(&to.writer->out, word);
}

/* NOLINTBEGIN(misc-no-recursion): as deep as the tables */
void fl_json_add_members(fl_json to, const fl_field *fields, const void *base)
{
    for (const fl_field *field = fields; field->name; field++) {
        const fl_field *described = NULL, *other = NULL;
        if (field->kind == FL_FIELD_INCLUDE) {
            fl_json_add_members(to, field->fields, base);
            continue;
        }
        if (!come_to(to, field->name, &described, &other))
            return;
        if (described && described != field)
            doubt(to.writer, field->name, "is described by another table");
        fl_encode_value(&to.writer->encoder, field, base);
    }
}

/* NOLINTEND(misc-no-recursion) */

fl_status fl_json_print(fl_json document, const char *what, char **text, fl_error *error)
{
    fl_json_writer *writer = document.writer;
    while (writer->depth > 0)
        close_level(writer);
    if (writer->spaced)
        fl_build_char(&writer->out, '\n');
    fl_status status = fl_build_finish(&writer->out, what, text, error);
    if (status == FL_OK && writer->doubt[0]) {
        free(*text);
        *text = NULL;
        return fl_fail(error, FL_UNABLE,
                       "%s: its JSON is not what its schema says: %s; this is a fault of fairlane", what,
                       writer->doubt);
    }
    return status;
}
