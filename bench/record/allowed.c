#include "bench/record/allowed.h"

#include <math.h>
#include <regex.h>
#include <stdio.h>
#include <string.h>

#include "bench/base/pattern.h"
#include "bench/base/text.h"

static bool refuse_word(const fl_field *field, const char *text, char refusal[FL_REFUSAL])
{
    size_t used = (size_t)snprintf(refusal, FL_REFUSAL, "is '%.60s'; it must be one of", text);
    for (size_t i = 0; fl_field_word(field, i) && used < FL_REFUSAL; i++)
        used += (size_t)snprintf(refusal + used, FL_REFUSAL - used, "%s '%s'", i ? "," : "",
                                 fl_field_word(field, i));
    return false;
}

/* Patterns are compiled once: a document has hundreds of texts, and the tables a dozen patterns. */
enum { MOST_PATTERNS = 32 };

static struct {
    const char *pattern;
    regex_t compiled;
} patterns[MOST_PATTERNS];

/* NULL where memory is short. */
static const regex_t *compiled(const char *pattern)
{
    size_t i = 0;
    while (i < MOST_PATTERNS - 1 && patterns[i].pattern && patterns[i].pattern != pattern)
        i++;
    if (patterns[i].pattern == pattern)
        return &patterns[i].compiled;
    if (patterns[i].pattern)
        regfree(&patterns[i].compiled);
    bool good = regcomp(&patterns[i].compiled, pattern, REG_EXTENDED | REG_NOSUB) == 0;
    patterns[i].pattern = good ? pattern : NULL;
    return good ? &patterns[i].compiled : NULL;
}

static bool is_sha256(const char *text)
{
    size_t digits = strspn(text, "0123456789abcdef");
    return digits == 64 && !text[digits];
}

/* The tables' patterns are such as POSIX and JSON Schema read alike. As fl_pattern_match(). Hashes are told by hand: for
 * 64 digits in a row the system's expressions make tables of 128 KiB, a third of a small file. */
static int match(const char *pattern, const char *text)
{
    bool may_be_empty = strcmp(pattern, FL_SHA256_OR_EMPTY) == 0;
    if (may_be_empty || strcmp(pattern, FL_SHA256_PATTERN) == 0)
        return is_sha256(text) || (may_be_empty && !text[0]) ? 0 : REG_NOMATCH;
    const regex_t *expression = compiled(pattern);
    return expression ? fl_pattern_match(expression, text, 0, NULL) : REG_ESPACE;
}

/* Whether a JSON text without escapes is that text. */
static bool is_quoted(const char *json, const char *text)
{
    size_t length = strlen(text);
    return strlen(json) == length + 2 && strncmp(json + 1, text, length) == 0;
}

bool fl_field_allows_text(const fl_field *field, const char *text, char refusal[FL_REFUSAL])
{
    char plain[64];
    int matched = 0;
    bool known = !fl_field_word(field, 0);
    for (size_t i = 0; !known && fl_field_word(field, i); i++)
        known = strcmp(fl_field_word(field, i), text) == 0;
    fl_text_make_plain(text, plain, sizeof plain);
    if (!known)
        return refuse_word(field, plain, refusal);
    if (field->only && !is_quoted(field->only, text))
        snprintf(refusal, FL_REFUSAL, "is '%s'; only %.200s may stand there", plain, field->only);
    else if (field->filled && !text[0])
        snprintf(refusal, FL_REFUSAL, "is empty");
    else if (field->size > 0 && strlen(text) >= field->size)
        snprintf(refusal, FL_REFUSAL, "holds %zu bytes; at most %zu are accepted", strlen(text),
                 field->size - 1);
    else if (field->pattern && (matched = match(field->pattern, text)) == REG_ESPACE)
        refusal[0] = '\0';
    else if (matched != 0)
        snprintf(refusal, FL_REFUSAL, "is '%s'; it must be %s%.250s", plain,
                 field->form ? "" : "of the form ", field->form ? field->form : field->pattern);
    else
        return true;
    return false;
}

bool fl_field_is_whole(const fl_field *field)
{
    switch (field->kind) {
    case FL_FIELD_INT:
    case FL_FIELD_INT64:
    case FL_FIELD_UINT64:
    case FL_FIELD_SIZE:
    case FL_FIELD_EXACT:
        return true;
    default:
        return field->whole;
    }
}

static bool ends_with(const char *text, const char *end)
{
    size_t length = strlen(text), tail = strlen(end);
    return length >= tail && strcmp(text + length - tail, end) == 0;
}

static bool is_in_range(const fl_field *field, double value)
{
    if (!isfinite(value) || (fl_field_is_whole(field) && value != floor(value)))
        return false;
    return field->least != 0 || field->range == FL_ANY ||
           (field->range == FL_POSITIVE ? value > 0 : value >= 0);
}

bool fl_field_allows_number(const fl_field *field, double value, char refusal[FL_REFUSAL])
{
    static const char *const words[] = {"non-negative ", "positive ", ""};
    bool time = ends_with(field->name, "_us") || ends_with(field->name, "_ns");
    if (!is_in_range(field, value))
        snprintf(refusal, FL_REFUSAL, "is %.17g; %s must be a %sfinite %snumber", value,
                 time ? "a latency" : "it", field->least != 0 ? "" : words[field->range],
                 fl_field_is_whole(field) ? "whole " : "");
    else if (field->least != 0 && value < field->least)
        snprintf(refusal, FL_REFUSAL, "is %.17g; it must be at least %.10g", value, field->least);
    else if (field->most != 0 && value > field->most)
        snprintf(refusal, FL_REFUSAL, "is %.17g; it must be at most %.10g", value, field->most);
    else if (field->below != 0 && value >= field->below)
        snprintf(refusal, FL_REFUSAL, "is %.17g; it must be below %.10g", value, field->below);
    else
        return true;
    return false;
}

bool fl_field_allows_count(const fl_field *field, size_t count, char refusal[FL_REFUSAL])
{
    if (count < field->least_count)
        snprintf(refusal, FL_REFUSAL, "holds %zu elements; at least %zu must stand there", count,
                 field->least_count);
    else if (field->most_count > 0 && count > field->most_count)
        snprintf(refusal, FL_REFUSAL, "holds %zu elements; at most %zu are accepted", count,
                 field->most_count);
    else
        return true;
    return false;
}
