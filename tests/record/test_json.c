/* Documents that are computed while they are written: what is not as its tables say is never printed. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/record/json.h"

static const char *const colours[] = {"red", "green", NULL};

static const fl_field whole_fields[] = {
    {"kind", FL_FIELD_TEXT, .only = "\"whole\""},
    {"size", FL_FIELD_INT, .meaning = "How large."},
    {0},
};

static const fl_field broken_fields[] = {
    {"kind", FL_FIELD_TEXT, .only = "\"broken\""},
    {0},
};

static const fl_field included_fields[] = {
    {"included", FL_FIELD_TEXT, .filled = true, .size = 5},
    {0},
};

static const fl_field group_fields[] = {
    {"share", FL_FIELD_FIGURE, .most = 1, .known = true},
    {"below", FL_FIELD_FIGURE, .range = FL_POSITIVE, .below = 3},
    {0},
};

static const fl_field fields[] = {
    {"spare", FL_FIELD_TEXT, .optional = true},
    {"", FL_FIELD_INCLUDE, .fields = included_fields},
    {"colour", FL_FIELD_TEXT, .words = colours, .null = true},
    {"count", FL_FIELD_INT, .least = -1},
    {"sure", FL_FIELD_BOOL, .meaning = "Whether."},
    {"group", FL_FIELD_GROUP, .fields = group_fields},
    {"parts", FL_FIELD_LIST, .fields = whole_fields, .otherwise = broken_fields, .most_count = 2},
    {"lines", FL_FIELD_TEXTS, .filled = true},
    {"shape", FL_FIELD_FIGURES, .only = "[2, 3]"},
    {"facts", FL_FIELD_ANY_TEXTS, .meaning = "Any."},
    {0},
};

static const fl_description description = {.schema = "planted/1", .meaning = "A test.", .fields = fields};

/* Each case is one departure from what is right. */
enum planted {
    NOTHING,
    SPARE,
    NULL_COLOUR,
    LONG_TEXT,
    EMPTY_TEXT,
    OTHER_WORD,
    TEXT_FOR_NUMBER,
    NUMBER_FOR_TEXT,
    FRACTION,
    TOO_SMALL,
    NULL_NUMBER,
    WORD_FOR_BOOL,
    LARGE_SHARE,
    NULL_SHARE,
    ZERO_BELOW,
    AT_BELOW,
    NO_BELOW,
    UNKNOWN,
    TWICE,
    MISSING,
    LATE,
    THREE_PARTS,
    BROKEN_SIZE,
    NO_SIZE,
    EMPTY_LINE,
    OTHER_SHAPE,
    NUMBER_AS_FACT,
    LIST_FOR_GROUP,
    CASES
};

static const char *const expected[CASES] = {
    [NOTHING] = "",
    [SPARE] = "",
    [NULL_COLOUR] = "",
    [LONG_TEXT] = "\"included\" fiver",
    [EMPTY_TEXT] = "\"included\" ",
    [OTHER_WORD] = "\"colour\" blue",
    [TEXT_FOR_NUMBER] = "\"count\" 1",
    [NUMBER_FOR_TEXT] = "\"colour\" is 1",
    [FRACTION] = "\"count\" is 0.5",
    [TOO_SMALL] = "\"count\" is -2",
    [NULL_NUMBER] = "\"count\" is null",
    [WORD_FOR_BOOL] = "\"sure\" true",
    [LARGE_SHARE] = "\"share\" is 1.5",
    [NULL_SHARE] = "\"share\" is null",
    [ZERO_BELOW] = "\"below\" is 0",
    [AT_BELOW] = "\"below\" is 3",
    [NO_BELOW] = "\"group\" lacks a member",
    [UNKNOWN] = "\"nosuch\" is not described",
    [TWICE] = "\"count\" stands twice",
    [MISSING] = "\"the document\" lacks a member",
    [LATE] = "\"share\" comes after",
    [THREE_PARTS] = "\"parts\" holds 3 elements; at most 2 are accepted",
    [BROKEN_SIZE] = "\"parts\" lacks a member",
    [NO_SIZE] = "\"parts\" lacks a member",
    [EMPTY_LINE] = "\"lines\" ",
    [OTHER_SHAPE] = "\"shape\" is not the one list",
    [NUMBER_AS_FACT] = "\"facts\" is 1",
    [LIST_FOR_GROUP] = "\"group\" is another kind of value",
};

static void write_group(fl_json root, enum planted planted)
{
    fl_json group = planted == LIST_FOR_GROUP ? fl_json_array(root, "group") : fl_json_object(root, "group");
    if (planted == LIST_FOR_GROUP)
        return;
    fl_json_add_number(group, "share",
                       planted == LARGE_SHARE  ? 1.5
                       : planted == NULL_SHARE ? (double)NAN
                                               : 0.1);
    if (planted != NO_BELOW)
        fl_json_add_number(group, "below",
                           planted == ZERO_BELOW ? 0
                           : planted == AT_BELOW ? 3
                                                 : (double)INFINITY);
    if (planted == LATE) {
        fl_json_array(root, "lines");
        fl_json_add_number(group, "share", 0);
    }
}

static void write_parts(fl_json root, enum planted planted)
{
    fl_json parts = fl_json_array(root, "parts");
    for (int i = 0; i < (planted == THREE_PARTS ? 3 : 2); i++) {
        fl_json part = fl_json_object(parts, NULL);
        fl_json_add_text(part, "kind", i == 0 ? "whole" : "broken");
        if (i == 0 ? planted != NO_SIZE : planted == BROKEN_SIZE)
            fl_json_add_number(part, "size", i);
    }
}

static void write_texts(fl_json root, enum planted planted)
{
    fl_json_add_text(root, "included", planted == LONG_TEXT ? "fiver" : planted == EMPTY_TEXT ? "" : "four");
    if (planted == NUMBER_FOR_TEXT)
        fl_json_add_number(root, "colour", 1);
    else
        fl_json_add_text(root, "colour",
                         planted == NULL_COLOUR  ? NULL
                         : planted == OTHER_WORD ? "blue"
                                                 : "red");
}

static void write_values(fl_json root, enum planted planted)
{
    if (planted == TEXT_FOR_NUMBER)
        fl_json_add_text(root, "count", "1");
    else if (planted != MISSING)
        fl_json_add_number(root, "count",
                           planted == FRACTION      ? 0.5
                           : planted == TOO_SMALL   ? -2
                           : planted == NULL_NUMBER ? (double)NAN
                                                    : -1);
    if (planted == WORD_FOR_BOOL)
        fl_json_add_text(root, "sure", "true");
    else
        fl_json_add_bool(root, "sure", true);
    if (planted == UNKNOWN)
        fl_json_add_null(root, "nosuch");
    if (planted == TWICE)
        fl_json_add_number(root, "count", 1);
}

static void write_lists(fl_json root, enum planted planted)
{
    fl_json lines = planted == LATE ? root : fl_json_array(root, "lines");
    if (planted != LATE)
        fl_json_add_text(lines, NULL, planted == EMPTY_LINE ? "" : "a line");
    fl_json shape = fl_json_array(root, "shape");
    fl_json_add_number(shape, NULL, 2);
    fl_json_add_number(shape, NULL, planted == OTHER_SHAPE ? 4 : 3);
    fl_json facts = fl_json_object(root, "facts");
    if (planted == NUMBER_AS_FACT)
        fl_json_add_number(facts, "any name", 1);
    else
        fl_json_add_text(facts, "any name", "any text");
}

static fl_status write_document(fl_json_writer *writer, enum planted planted, char **text, fl_error *error)
{
    fl_json root = fl_json_document(writer, &description);
    if (planted == SPARE)
        fl_json_add_text(root, "spare", "\x1b\"\\");
    write_texts(root, planted);
    write_values(root, planted);
    write_group(root, planted);
    write_parts(root, planted);
    write_lists(root, planted);
    return fl_json_print(root, "test", text, error);
}

static int check(enum planted planted)
{
    fl_json_writer writer = {.spaced = planted % 2 != 0};
    fl_error error = {""};
    char *text = NULL;
    fl_status status = write_document(&writer, planted, &text, &error);
    bool good = expected[planted][0] == '\0';
    bool right = good ? status == FL_OK && text
                      : status == FL_UNABLE && !text && strstr(error.text, expected[planted]);
    if (!right)
        fprintf(stderr, "test_json: case %d: status %d, '%s' where '%s' is expected\n", (int)planted,
                (int)status, error.text, expected[planted]);
    if (planted == SPARE && text && !strstr(text, "\"?\\\"\\\\\"")) {
        fprintf(stderr, "test_json: a text is not made plain and quoted: %s\n", text);
        right = false;
    }
    free(text);
    return right ? 0 : 1;
}

int main(void)
{
    int failures = 0;
    for (int planted = 0; planted < CASES; planted++)
        failures += check((enum planted)planted);
    return failures ? 1 : 0;
}
