/* By hand, in front of cJSON: that takes texts that are no JSON, and makes a node of each of a million numbers. */
#include "bench/base/scan.h"

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/base/text.h"

typedef struct cursor {
    const char *at, *end;
    size_t line;
    size_t depth, values;
    const char *name;
    fl_scan *scan;
    fl_error *error;
    const char *const *apart; /* NULL: nothing is taken out as a part */
    const char *member;       /* the last string of the top: the name of the member, where a value follows */
    bool in_list, in_part;    /* in one of the lists whose objects are parts, in such a part */
} cursor;

/* What stands in a part is put down when its turn comes. */
static void put(cursor *c, const char *bytes, size_t size)
{
    if (c->in_part)
        return;
    memcpy(c->scan->skeleton + c->scan->skeleton_size, bytes, size);
    c->scan->skeleton_size += size;
}

static bool is_blank(char c)
{
    return (unsigned char)c <= ' ' && (c == ' ' || c == '\t' || c == '\n' || c == '\r');
}

static const char *skip_digits(const char *at, const char *end)
{
    while (at < end && *at >= '0' && *at <= '9')
        at++;
    return at;
}

/* The end of the number at `at` by the grammar of RFC 8259, or NULL. */
static const char *number_end(const char *at, const char *end)
{
    if (at < end && *at == '-')
        at++;
    const char *digits = at;
    at = skip_digits(at, end);
    if (at == digits || (*digits == '0' && at > digits + 1))
        return NULL;
    if (at < end && *at == '.') {
        digits = ++at;
        at = skip_digits(at, end);
        if (at == digits)
            return NULL;
    }
    if (at < end && (*at == 'e' || *at == 'E')) {
        at++;
        if (at < end && (*at == '+' || *at == '-'))
            at++;
        digits = at;
        at = skip_digits(at, end);
        if (at == digits)
            return NULL;
    }
    return at;
}

/* The bare word at `at`: everything up to a blank or a character of JSON's structure. */
static size_t word_length(const char *at, const char *end)
{
    const char *start = at;
    while (at < end && !is_blank(*at) && !strchr(",:[]{}\"", *at))
        at++;
    return (size_t)(at - start);
}

static fl_status fail_word(const cursor *c, const char *at, size_t line)
{
    char word[24], safe[24];
    size_t length = word_length(at, c->end);
    snprintf(word, sizeof word, "%.*s", (int)(length < 20 ? length : 20), at);
    fl_text_make_plain(word, safe, sizeof safe);
    if (strcmp(word, "NaN") == 0 || strstr(word, "nfinity"))
        return fl_fail(c->error, FL_USAGE,
                       "%s:%zu: %s is not JSON; a figure that does not exist is written as null", c->name,
                       line, safe);
    return fl_fail(c->error, FL_USAGE, "%s:%zu: '%s' is not JSON", c->name, line, safe);
}

static fl_status fail_truncated(const cursor *c)
{
    return fl_fail(c->error, FL_USAGE,
                   "%s:%zu: the file ends in the middle of its text; it is truncated, write it again",
                   c->name, c->line);
}

/* Means itself in a string, whatever stands beside it. */
static bool is_plain(char c)
{
    return c >= 0x20 && c != '"' && c != '\\' && (unsigned char)c < 0x80;
}

/* At the opening quote. Which escapes exist is left to cJSON. */
static fl_status scan_string(cursor *c)
{
    const char *start = c->at++;
    for (;;) {
        while (c->at < c->end && c->at - start < FL_SCAN_STRING && is_plain(*c->at))
            c->at++;
        if (c->at >= c->end || *c->at == '"')
            break;
        size_t bytes = 1;
        if ((unsigned char)*c->at < 0x20)
            return fl_fail(c->error, FL_USAGE, "%s:%zu: a string holds the control character 0x%02x", c->name,
                           c->line, (unsigned)(unsigned char)*c->at);
        if (*c->at == '\\' && c->end - c->at >= 6 && strncmp(c->at, "\\u0000", 6) == 0)
            return fl_fail(c->error, FL_USAGE, "%s:%zu: a string holds the character zero", c->name, c->line);
        if (*c->at == '\\' && ++c->at == c->end)
            break;
        if (fl_utf8_next(c->at, (size_t)(c->end - c->at), &bytes) < 0)
            return fl_fail(c->error, FL_USAGE, "%s:%zu: a string is not UTF-8", c->name, c->line);
        c->at += bytes;
        if (c->at - start > FL_SCAN_STRING)
            return fl_fail(c->error, FL_USAGE, "%s:%zu: a string is longer than %d bytes", c->name, c->line,
                           FL_SCAN_STRING);
    }
    if (c->at >= c->end)
        return fail_truncated(c);
    c->at++;
    if (c->depth == 1)
        c->member = start;
    put(c, start, (size_t)(c->at - start));
    return FL_OK;
}

static bool holds_only_numbers(const char *at, const char *end)
{
    const char *start = at;
    while (at < end && (is_blank(*at) || *at == ',' || (*at >= '0' && *at <= '9') || *at == '-' ||
                        *at == '+' || *at == '.' || *at == 'e' || *at == 'E'))
        at++;
    bool some = false;
    for (const char *c = start; c < at && !some; c++)
        some = !is_blank(*c);
    return at < end && *at == ']' && some;
}

/* Behind the bracket: [number, number], and so on, to the closing bracket. */
static bool holds_only_pairs(const char *at, const char *end)
{
    for (;;) {
        while (at < end && is_blank(*at))
            at++;
        if (at == end || *at != '[' || !holds_only_numbers(at + 1, end))
            return false;
        int commas = 0;
        for (; *at != ']'; at++)
            commas += *at == ',';
        if (commas != 1)
            return false;
        for (at++; at < end && is_blank(*at);)
            at++;
        if (at < end && *at == ']')
            return true;
        if (at == end || *at++ != ',')
            return false;
    }
}

/* Room for one more, or NULL. */
static void *make_room(void *list, size_t count, size_t *capacity, size_t size)
{
    if (count < *capacity)
        return list;
    size_t wanted = *capacity ? 2 * *capacity : 64;
    void *larger = realloc(list, wanted * size);
    if (larger)
        *capacity = wanted;
    return larger;
}

static fl_status no_memory(const cursor *c)
{
    return fl_fail(c->error, FL_UNABLE, "%s: no memory to read it", c->name);
}

static fl_status add_numbers(cursor *c, const fl_numbers *numbers)
{
    fl_scan *scan = c->scan;
    if (scan->array_count >= FL_SCAN_ARRAYS)
        return fl_fail(c->error, FL_USAGE, "%s:%zu: more than %d arrays of numbers", c->name, c->line,
                       FL_SCAN_ARRAYS);
    fl_numbers *room = make_room(scan->arrays, scan->array_count, &scan->array_capacity, sizeof *room);
    if (!room)
        return no_memory(c);
    scan->arrays = room;
    scan->arrays[scan->array_count++] = *numbers;
    return FL_OK;
}

/* Skips blanks and counts lines; of those that are not kept line feeds are. */
static void skip_blanks(cursor *c, bool keep)
{
    if (c->at == c->end || !is_blank(*c->at)) /* as nearly always among numbers */
        return;
    const char *start = c->at;
    const size_t line = c->line;
    for (; c->at < c->end && is_blank(*c->at); c->at++)
        c->line += *c->at == '\n';
    if (keep)
        put(c, start, (size_t)(c->at - start));
    for (size_t i = line; !keep && i < c->line; i++)
        put(c, "\n", 1);
}

/* Behind the bracket of an array that holds_only_numbers, to behind the one that closes it. */
static fl_status skip_numbers(cursor *c, size_t *count)
{
    for (;;) {
        skip_blanks(c, false);
        const char *end = number_end(c->at, c->end);
        if (!end || end - c->at > 63 || (*end != ',' && *end != ']' && !is_blank(*end)))
            return fail_word(c, c->at, c->line);
        c->at = end;
        ++*count;
        skip_blanks(c, false);
        if (*c->at == ']')
            break;
        if (*c->at != ',')
            return fail_word(c, c->at, c->line);
        c->at++;
    }
    c->at++;
    return FL_OK;
}

/* Behind the bracket of an array that holds_only_pairs, to behind the one that closes it. */
static fl_status skip_pairs(cursor *c, size_t *count)
{
    for (fl_status status = FL_OK;; c->at++) {
        skip_blanks(c, false);
        c->at++;
        status = skip_numbers(c, count);
        if (status != FL_OK)
            return status;
        skip_blanks(c, false);
        if (*c->at == ']')
            break;
    }
    c->at++;
    return FL_OK;
}

/* Behind the bracket of an array of nothing but numbers, or pairs of them. */
static fl_status take_numbers(cursor *c, bool pairs)
{
    fl_numbers numbers = {.begin = c->at, .pairs = pairs, .line = c->line};
    char place[24];
    put(c, place, (size_t)snprintf(place, sizeof place, "[%zu", c->scan->array_count));
    fl_status status = pairs ? skip_pairs(c, &numbers.count) : skip_numbers(c, &numbers.count);
    if (status != FL_OK)
        return status;
    numbers.end = c->at;
    numbers.feeds = c->line - numbers.line;
    put(c, "]", 1);
    c->values++;
    return add_numbers(c, &numbers);
}

/* Whether the list that opens is one of those whose objects are parts. In a list at the top there may seem to be one,
 * but such a text is no document with parts. */
static bool has_parts(const cursor *c)
{
    for (const char *const *name = c->apart; c->member && name && *name; name++) {
        size_t length = strlen(*name);
        if (strncmp(c->member + 1, *name, length) == 0 && c->member[1 + length] == '"')
            return true;
    }
    return false;
}

/* Behind the bracket that opens it. */
static fl_status begin_part(cursor *c)
{
    fl_scan *scan = c->scan;
    fl_part *room = make_room(scan->parts, scan->part_count, &scan->part_capacity, sizeof *room);
    if (!room)
        return no_memory(c);
    scan->parts = room;
    scan->parts[scan->part_count++] =
        (fl_part){.begin = c->at - 1, .line = c->line, .first = scan->array_count};
    c->in_part = true;
    return FL_OK;
}

/* Behind the bracket that closes it. */
static void end_part(cursor *c)
{
    char place[24];
    fl_part *part = &c->scan->parts[c->scan->part_count - 1];
    part->end = c->at;
    part->behind = c->scan->array_count;
    c->in_part = false;
    put(c, place, (size_t)snprintf(place, sizeof place, "[-%zu]", c->scan->part_count));
    for (size_t i = part->line; i < c->line; i++)
        put(c, "\n", 1);
}

static fl_status scan_open(cursor *c)
{
    bool array = *c->at == '[';
    if (++c->depth > FL_SCAN_DEPTH)
        return fl_fail(c->error, FL_USAGE, "%s:%zu: nested deeper than %d levels", c->name, c->line,
                       FL_SCAN_DEPTH);
    c->at++;
    c->values++;
    bool pairs = array && holds_only_pairs(c->at, c->end);
    if (pairs || (array && holds_only_numbers(c->at, c->end))) {
        c->depth--;
        return take_numbers(c, pairs);
    }
    if (c->depth == 2)
        c->in_list = array && has_parts(c);
    if (c->depth == 3 && !array && c->in_list && c->scan->part_count < FL_SCAN_PARTS)
        return begin_part(c);
    put(c, array ? "[" : "{", 1);
    return FL_OK;
}

static fl_status scan_close(cursor *c)
{
    if (c->depth == 0)
        return fl_fail(c->error, FL_USAGE, "%s:%zu: a bracket closes that was never opened", c->name,
                       c->line);
    c->depth--;
    put(c, c->at++, 1);
    if (c->in_part && c->depth == 2)
        end_part(c);
    return FL_OK;
}

static fl_status take_word(cursor *c, size_t length)
{
    put(c, c->at, length);
    c->at += length;
    c->values++;
    return FL_OK;
}

static fl_status scan_word(cursor *c)
{
    const char *number = number_end(c->at, c->end);
    if (number && number < c->end && number - c->at < 64 && (*number == ',' || is_blank(*number)))
        return take_word(c, (size_t)(number - c->at)); /* nearly all of them */
    size_t length = word_length(c->at, c->end);
    bool literal = (length == 4 && strncmp(c->at, "true", 4) == 0) ||
                   (length == 4 && strncmp(c->at, "null", 4) == 0) ||
                   (length == 5 && strncmp(c->at, "false", 5) == 0);
    if (c->at + length == c->end && length < 6)
        return fail_truncated(c); /* a document ends with a bracket, so the word may go on */
    if (!literal && (length > 63 || number != c->at + length))
        return fail_word(c, c->at, c->line);
    return take_word(c, length);
}

static fl_status scan_token(cursor *c)
{
    switch (*c->at) {
    case '"':
        c->values++;
        return scan_string(c);
    case '{':
    case '[':
        return scan_open(c);
    case '}':
    case ']':
        return scan_close(c);
    case ',':
    case ':':
        put(c, c->at++, 1);
        return FL_OK;
    default:
        return scan_word(c);
    }
}

static fl_status scan_all(cursor *c, bool lists)
{
    skip_blanks(c, true);
    if (c->at == c->end)
        return fl_fail(c->error, FL_USAGE, "%s: the file is empty", c->name);
    if (c->end - c->at >= 3 && memcmp(c->at, "\xef\xbb\xbf", 3) == 0)
        return fl_fail(c->error, FL_USAGE,
                       "%s:1: begins with a byte-order mark; save it as UTF-8 without one", c->name);
    if (*c->at != '{' && !(lists && *c->at == '['))
        return fl_fail(c->error, FL_USAGE, "%s:%zu: not JSON of this lab: it does not begin with '{'",
                       c->name, c->line);
    while (c->at < c->end) {
        fl_status status = scan_token(c);
        if (status != FL_OK)
            return status;
        if (c->values > FL_SCAN_VALUES)
            return fl_fail(c->error, FL_USAGE, "%s:%zu: more than %d values", c->name, c->line,
                           FL_SCAN_VALUES);
        skip_blanks(c, true);
    }
    return c->depth == 0 ? FL_OK : fail_truncated(c);
}

fl_status fl_scan_parts(const char *text, size_t size, const char *name, bool lists, const char *const *apart,
                        fl_scan *scan, fl_error *error)
{
    *scan = (fl_scan){.text_size = size};
    text = text ? text : ""; /* of a folder that is read as a file */
    cursor c = {.at = text, .end = text + size, .line = 1, .name = name, .scan = scan, .error = error};
    c.apart = apart;
    /* The place holders `[49999]` and `[-20000]` may be longer than what they stand for. */
    size_t room = size + 8 * (size_t)(FL_SCAN_ARRAYS + FL_SCAN_PARTS + 2) + 1;
    scan->skeleton = malloc(room);
    if (!scan->skeleton)
        return no_memory(&c);
    fl_status status = scan_all(&c, lists);
    if (status != FL_OK) {
        fl_scan_free(scan);
        return status;
    }
    scan->skeleton[scan->skeleton_size] = '\0';
    char *smaller = realloc(scan->skeleton, scan->skeleton_size + 1);
    scan->skeleton = smaller ? smaller : scan->skeleton;
    return FL_OK;
}

fl_status fl_scan_text(const char *text, size_t size, const char *name, fl_scan *scan, fl_error *error)
{
    return fl_scan_parts(text, size, name, false, NULL, scan, error);
}

fl_status fl_scan_any_text(const char *text, size_t size, const char *name, fl_scan *scan, fl_error *error)
{
    return fl_scan_parts(text, size, name, true, NULL, scan, error);
}

/* All but its arrays of numbers is copied as it stands: it has been scanned. */
fl_status fl_scan_part(const fl_scan *whole, size_t index, const char *name, fl_scan *scan, fl_error *error)
{
    const fl_part *part = &whole->parts[index];
    cursor c = {.at = part->begin, .end = part->end, .name = name, .scan = scan, .error = error};
    *scan = (fl_scan){.arrays = whole->arrays, .array_count = whole->array_count, .is_part = true};
    scan->text_size = (size_t)(part->end - part->begin);
    scan->feeds_before = part->line - 1;
    size_t room = scan->text_size + 8 * (part->behind - part->first) + 1;
    for (size_t i = part->first; i < part->behind; i++)
        room -= (size_t)(whole->arrays[i].end - whole->arrays[i].begin) - whole->arrays[i].feeds;
    scan->skeleton = malloc(room);
    if (!scan->skeleton)
        return no_memory(&c);
    for (size_t i = part->first; i < part->behind; i++) {
        const fl_numbers *numbers = &whole->arrays[i];
        char place[24];
        put(&c, c.at, (size_t)(numbers->begin - c.at));
        put(&c, place, (size_t)snprintf(place, sizeof place, "%zu]", i));
        memset(scan->skeleton + scan->skeleton_size, '\n', numbers->feeds);
        scan->skeleton_size += numbers->feeds;
        c.at = numbers->end;
    }
    put(&c, c.at, (size_t)(c.end - c.at));
    scan->skeleton[scan->skeleton_size] = '\0';
    return FL_OK;
}

void fl_scan_free(fl_scan *scan)
{
    free(scan->skeleton);
    free(scan->parts);
    if (!scan->is_part)
        free(scan->arrays);
    *scan = (fl_scan){0};
}

/* NOLINTBEGIN(misc-no-recursion): as deep as the scan lets through */
/* Position of node among the values, parents first; adds to *before. */
static bool count_before(const cJSON *tree, const cJSON *node, size_t *before)
{
    for (; tree; tree = tree->next) {
        if (tree == node)
            return true;
        ++*before;
        if (count_before(tree->child, node, before))
            return true;
    }
    return false;
}

/* NOLINTEND(misc-no-recursion) */

static const char *string_end(const char *at)
{
    for (at++; *at != '"'; at++)
        if (*at == '\\')
            at++;
    return at + 1;
}

/* The value behind `before` others in a skeleton that is valid JSON; strings before a colon are names. */
static const char *nth_value(const char *at, size_t before)
{
    while (*at) {
        const char *start = at;
        if (*at == '"')
            at = string_end(at);
        else if (*at == '{' || *at == '[' || is_blank(*at) || strchr(",:]}", *at))
            at++;
        else
            at += strcspn(at, ",:]} \t\r\n");
        if (is_blank(*start) || strchr(",:]}", *start))
            continue;
        if (*start == '"' && at[strspn(at, " \t\r\n")] == ':')
            continue;
        if (before-- == 0)
            return start;
    }
    return at;
}

size_t fl_scan_line_of(const fl_scan *scan, const char *place)
{
    size_t line = 1 + scan->feeds_before;
    for (const char *c = scan->skeleton; c < place; c++)
        line += *c == '\n';
    return line;
}

size_t fl_scan_line(const fl_scan *scan, const cJSON *root, const cJSON *node, const char **at)
{
    size_t before = 0;
    if (!count_before(root, node, &before))
        before = 0;
    const char *place = nth_value(scan->skeleton, before);
    if (at)
        *at = place;
    return fl_scan_line_of(scan, place);
}
