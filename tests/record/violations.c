#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/record/violations.h"

enum { MOST_FIELDS = 1000, LONGEST = 8192 };

typedef struct planting {
    cJSON *root;
    fl_document_reader reader;
    const fl_field *done[MOST_FIELDS]; /* planted in one object already */
    size_t done_count, planted;
} planting;

static void expect_refusal(planting *p, const char *name, const char *what)
{
    char mark[128], *text = cJSON_Print(p->root);
    fl_error error = {""};
    assert_non_null(text);
    fl_status status = p->reader(text, strlen(text), &error);
    snprintf(mark, sizeof mark, "\"%s\"", name);
    if (status != FL_USAGE || !strstr(error.text, mark) || strchr(error.text, '\n'))
        fail_msg("%s planted at \"%s\": status %d, '%s'", what, name, (int)status, error.text);
    free(text);
    p->planted++;
}

/* Puts a value into the object for as long as it takes; NULL: takes the member out. */
static void plant(planting *p, cJSON *object, const fl_field *field, cJSON *value, const char *what)
{
    cJSON *before = cJSON_DetachItemFromObjectCaseSensitive(object, field->name);
    if (value)
        cJSON_AddItemToObject(object, field->name, value);
    expect_refusal(p, field->name, what);
    cJSON_DeleteItemFromObjectCaseSensitive(object, field->name);
    if (before)
        cJSON_AddItemToObject(object, field->name, before);
}

static void plant_texts(planting *p, cJSON *object, const fl_field *field)
{
    static char text[LONGEST];
    plant(p, object, field, cJSON_CreateNumber(1), "a number");
    plant(p, object, field, cJSON_CreateString("a\033b"), "what a terminal obeys");
    if (field->size > 0 && field->size < sizeof text) {
        memset(text, 'a', field->size);
        text[field->size] = '\0';
        plant(p, object, field, cJSON_CreateString(text), "one byte too many");
    }
    if (fl_field_word(field, 0))
        plant(p, object, field, cJSON_CreateString("no such word"), "another word");
    if (field->pattern)
        plant(p, object, field, cJSON_CreateString("/no ../such\\form/"), "another form");
    if (field->filled)
        plant(p, object, field, cJSON_CreateString(""), "nothing");
}

static void plant_numbers(planting *p, cJSON *object, const fl_field *field, bool whole)
{
    plant(p, object, field, cJSON_CreateString("1"), "a text");
    if (whole)
        plant(p, object, field, cJSON_CreateNumber(1.5), "half a number");
    if (field->least != 0)
        plant(p, object, field, cJSON_CreateNumber(field->least - 1), "less than the least");
    else if (field->range != FL_ANY)
        plant(p, object, field, cJSON_CreateNumber(field->range == FL_POSITIVE ? 0 : -1),
              "less than allowed");
    if (field->most != 0)
        plant(p, object, field, cJSON_CreateNumber(field->most + 1), "more than the most");
    if (field->below != 0)
        plant(p, object, field, cJSON_CreateNumber(field->below), "the end itself");
    if (whole ? !field->null : field->known)
        plant(p, object, field, cJSON_CreateNull(), "null");
}

static cJSON *list_of(const char *text, int times)
{
    cJSON *list = cJSON_CreateArray();
    while (times-- > 0)
        cJSON_AddItemToArray(list, cJSON_CreateString(text));
    return list;
}

static void plant_lists_of_texts(planting *p, cJSON *object, const fl_field *field)
{
    static char text[LONGEST];
    assert_true(field->size < sizeof text);
    memset(text, 'a', field->size);
    text[field->size] = '\0';
    plant(p, object, field, list_of(text, 1), "one byte too many");
    plant(p, object, field, list_of("a\033b", 1), "what a terminal obeys");
    plant(p, object, field, cJSON_Parse("[1]"), "a number");
    if (field->pattern)
        plant(p, object, field, list_of("/no ../such\\form/", 1), "another form");
    if (field->filled)
        plant(p, object, field, list_of("", 1), "nothing");
    if (field->unique)
        plant(p, object, field, list_of("a", 2), "the same twice");
}

static void plant_counts(planting *p, cJSON *object, const fl_field *field, const cJSON *element)
{
    cJSON *list = cJSON_CreateArray();
    for (size_t i = 0; element && field->most_count > 0 && i <= field->most_count; i++)
        cJSON_AddItemToArray(list, cJSON_Duplicate(element, true));
    if (element && field->most_count > 0)
        plant(p, object, field, cJSON_Duplicate(list, true), "an element too many");
    cJSON_Delete(list);
    if (field->least_count > 0)
        plant(p, object, field, cJSON_CreateArray(), "too few elements");
    plant(p, object, field, cJSON_CreateNumber(1), "a number");
}

static void plant_here(planting *p, cJSON *object, const fl_field *field)
{
    const cJSON *node = cJSON_GetObjectItemCaseSensitive(object, field->name);
    bool is_pointer =
        field->kind == FL_FIELD_NUMBERS || field->kind == FL_FIELD_RUNS || field->kind == FL_FIELD_OWNED;
    if (node && !is_pointer && !field->optional)
        plant(p, object, field, NULL, "its absence");
    switch (field->kind) {
    case FL_FIELD_TEXT:
        plant_texts(p, object, field);
        break;
    case FL_FIELD_BOOL:
        plant(p, object, field, cJSON_CreateNumber(1), "a number");
        break;
    case FL_FIELD_FIGURE:
        plant_numbers(p, object, field, false);
        break;
    case FL_FIELD_TEXTS:
        plant_lists_of_texts(p, object, field);
        plant_counts(p, object, field, node ? node->child : NULL);
        break;
    case FL_FIELD_LIST:
        plant_counts(p, object, field, node ? node->child : NULL);
        break;
    case FL_FIELD_RUNS:
        if (field->most > 0 && node)
            plant(p, object, field, cJSON_Parse("[[99, 1]]"), "more than the most");
        plant(p, object, field, cJSON_CreateNumber(1), "a number");
        break;
    case FL_FIELD_GROUP:
        if (!field->null && !field->present)
            plant(p, object, field, cJSON_CreateNull(), "null");
        plant(p, object, field, cJSON_CreateNumber(1), "a number");
        break;
    case FL_FIELD_OWNED:
    case FL_FIELD_INTERVAL:
    case FL_FIELD_NUMBERS:
        plant(p, object, field, cJSON_CreateNumber(1), "a number");
        break;
    case FL_FIELD_ANYTHING:
        break;
    default:
        plant_numbers(p, object, field, true);
    }
}

/* A member that no table knows: refused, or let pass where the schema does. */
static void plant_unknown(planting *p, cJSON *object, bool open)
{
    static const char name[] = "no_such_member";
    cJSON_AddNumberToObject(object, name, 1);
    if (open) {
        char *text = cJSON_Print(p->root);
        fl_error error = {""};
        if (p->reader(text, strlen(text), &error) != FL_OK)
            fail_msg("an open object takes no further member: '%s'", error.text);
        free(text);
    } else {
        expect_refusal(p, name, "a member that is not known");
    }
    cJSON_DeleteItemFromObjectCaseSensitive(object, name);
}

static bool is_done(planting *p, const fl_field *field)
{
    for (size_t i = 0; i < p->done_count; i++)
        if (p->done[i] == field)
            return true;
    assert_true(p->done_count < MOST_FIELDS);
    p->done[p->done_count++] = field;
    return false;
}

/* NOLINTNEXTLINE(misc-no-recursion): as deep as the tables, which are constant */
static void walk(planting *p, cJSON *object, const fl_field *fields)
{
    for (const fl_field *field = fields; field->name; field++) {
        if (field->kind == FL_FIELD_INCLUDE) {
            walk(p, object, field->fields);
            continue;
        }
        if (!is_done(p, field))
            plant_here(p, object, field);
        cJSON *node = cJSON_GetObjectItemCaseSensitive(object, field->name);
        const fl_field *members = field->kind == FL_FIELD_INTERVAL ? fl_interval_fields
                                  : field->kind == FL_FIELD_NUMBERS
                                      ? NULL /* of the packed form: check_samples.sh */
                                      : field->fields;
        if (members && cJSON_IsObject(node)) {
            plant_unknown(p, node, field->open);
            walk(p, node, members);
        }
        for (cJSON *element = cJSON_IsArray(node) && members ? node->child : NULL; element;
             element = element->next) {
            plant_unknown(p, element, false);
            walk(p, element, members);
        }
    }
}

size_t fl_plant_violations(const char *text, const fl_description *description, fl_document_reader reader)
{
    planting p = {.root = cJSON_Parse(text), .reader = reader};
    fl_error error = {""};
    assert_non_null(p.root);
    char *again = cJSON_Print(p.root);
    if (reader(again, strlen(again), &error) != FL_OK)
        fail_msg("before anything is planted: %s", error.text);
    free(again);
    plant_unknown(&p, p.root, description->open);
    walk(&p, p.root, description->fields);
    cJSON_Delete(p.root);
    return p.planted;
}
