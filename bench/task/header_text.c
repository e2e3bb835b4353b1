/* What is checked of a safetensors header before a JSON parser sees it. cJSON takes numbers as doubles, cuts
 * strings at an escaped zero, lets control characters and any bytes pass as text, and 1.7.15 breaks up
 * numbers of more than 63 characters (CVE-2023-26819). A header needs none of that: outside of its strings
 * stand only punctuation and whole numbers, so that one pass over the bytes settles it. */
#include <stdbool.h>
#include <string.h>

#include "bench/task/safetensors.h"

/* 15 digits stay below 2^53, so that a double holds them exactly. */
enum { MOST_LEVELS = 3, MOST_DIGITS = 15 };

/* Length of the UTF-8 sequence at text (RFC 3629: shortest form, no surrogates, up to U+10FFFF), or 0. */
static size_t utf8_length(const unsigned char *text, size_t size)
{
    unsigned char first = text[0];
    if (first < 0x80)
        return 1;
    size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    if (first < 0xC2 || first > 0xF4 || length > size)
        return 0;
    unsigned char low = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
    unsigned char high = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
    if (text[1] < low || text[1] > high)
        return 0;
    for (size_t n = 2; n < length; n++)
        if ((text[n] & 0xC0) != 0x80)
            return 0;
    return length;
}

/* Moves *at from a string's opening quote behind its closing one. Returns what is wrong, or NULL. */
static const char *skip_string(const unsigned char *text, size_t size, size_t *at)
{
    for (++*at; *at < size && text[*at] != '"';) {
        if (text[*at] < 0x20)
            return "a control character in a string";
        size_t length = utf8_length(text + *at, size - *at);
        if (length == 0)
            return "not UTF-8";
        if (text[*at] == '\\') {
            if (size - *at >= 6 && memcmp(text + *at, "\\u0000", 6) == 0)
                return "a zero in a string";
            length = 2;
        }
        *at += length;
    }
    if (*at >= size)
        return "a string without an end";
    ++*at;
    return NULL;
}

/* Moves *at behind a whole number. */
static const char *skip_number(const unsigned char *text, size_t size, size_t *at)
{
    size_t first = *at;
    while (*at < size && text[*at] >= '0' && text[*at] <= '9')
        ++*at;
    if (*at - first > MOST_DIGITS)
        return "a number of more than 15 digits";
    if (*at - first > 1 && text[first] == '0')
        return "a number with a leading zero";
    return NULL;
}

static bool is_one_of(unsigned char byte, const char *set)
{
    return byte != 0 && strchr(set, byte) != NULL;
}

fl_status fl_header_text_check(const unsigned char *text, size_t size, const char *name, fl_error *error)
{
    int level = 0;
    for (size_t at = 0; at < size;) {
        size_t place = at;
        const char *wrong = NULL;
        if (text[at] == '"') {
            wrong = skip_string(text, size, &at);
        } else if (text[at] >= '0' && text[at] <= '9') {
            wrong = skip_number(text, size, &at);
        } else {
            level += is_one_of(text[at], "{[") - is_one_of(text[at], "}]");
            if (level > MOST_LEVELS)
                wrong = "nested too deeply";
            else if (!is_one_of(text[at], "{}[],: \t\n\r"))
                wrong = "neither punctuation, a string nor a whole number";
            at++;
        }
        if (wrong)
            return fl_fail(error, FL_USAGE, "%s: not a valid safetensors header: %s at byte %zu", name, wrong,
                           place + 8);
    }
    return FL_OK;
}
