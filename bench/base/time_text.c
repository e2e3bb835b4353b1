/* By hand: four units behind a number, and messages that say what is wrong with them. */
#include "bench/base/time_text.h"

#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const double shortest_ns = 1e-3, longest_ns = 3600e9;

/* ---- times as people write them ---- */

typedef struct unit {
    const char *name;
    double ns;
} unit;

/* Whatever the case of ASCII letters: there is no other time that "US" or "NS" could mean. */
static const unit units[] = {
    {"ps", 1e-3},          {"ns", 1.0},           {"us", 1e3},      {"\xc2\xb5s", 1e3},
    {"\xce\xbcs", 1e3},    {"ms", 1e6},           {"s", 1e9},       {"nsec", 1.0},
    {"usec", 1e3},         {"msec", 1e6},         {"sec", 1e9},     {"nanosecond", 1.0},
    {"microsecond", 1e3},  {"millisecond", 1e6},  {"second", 1e9},  {"nsecs", 1.0},
    {"usecs", 1e3},        {"msecs", 1e6},        {"secs", 1e9},    {"nanoseconds", 1.0},
    {"microseconds", 1e3}, {"milliseconds", 1e6}, {"seconds", 1e9},
};

/* One of them is one inference. */
static const char *const occasions[] = {"", "/op", "/iter", "/iteration", "/call", "/inference"};

static const char *const words = "ns, us, ms, s";

/* A space, also the kinds that keep lines together; its bytes, 0 for anything else. */
static size_t space_length(const char *text)
{
    if (*text == ' ' || *text == '\t')
        return 1;
    if (strncmp(text, "\xc2\xa0", 2) == 0)
        return 2;
    return strncmp(text, "\xe2\x80\xaf", 3) == 0 ? 3 : 0;
}

static const char *skip_spaces(const char *text)
{
    for (size_t length; (length = space_length(text)) > 0; text += length)
        ;
    return text;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* What was read of a number. */
typedef struct figure {
    char plain[64]; /* as C writes it */
    size_t length;  /* of plain */
    size_t digits;
    size_t groups;  /* behind a comma, of exactly three digits each */
    bool ambiguous; /* "1,234": thousands, or a decimal comma */
} figure;

static void put(figure *f, char c)
{
    if (f->length + 1 < sizeof f->plain)
        f->plain[f->length++] = c;
    f->plain[f->length] = '\0';
}

static const char *take_digits(const char *at, figure *f)
{
    for (; is_digit(*at) || (*at == '_' && f->digits > 0 && is_digit(at[1])); at++)
        if (*at != '_') {
            put(f, *at);
            f->digits++;
        }
    return at;
}

/* "1,234,567": groups of three. One group alone can be meant otherwise, unless the number begins with 0. */
static const char *take_commas(const char *at, figure *f)
{
    size_t before = f->digits;
    const char *first = at;
    while (*at == ',' && before > 0 && before <= 3 && is_digit(at[1]) && is_digit(at[2]) && is_digit(at[3]) &&
           !is_digit(at[4])) {
        f->groups++;
        at += 4;
    }
    bool decimal = f->groups == 0 || (f->groups == 1 && strcmp(f->plain, "0") == 0);
    f->ambiguous = f->groups == 1 && !decimal && *at != '.';
    if (decimal) {
        f->groups = 0;
        return first;
    }
    for (const char *digit = first; digit < at; digit++)
        if (is_digit(*digit)) {
            put(f, *digit);
            f->digits++;
        }
    return at;
}

static const char *take_exponent(const char *at, figure *f)
{
    size_t sign = (at[0] == 'e' || at[0] == 'E') && (at[1] == '+' || at[1] == '-');
    if ((*at != 'e' && *at != 'E') || f->digits == 0 || !is_digit(at[1 + sign]))
        return at;
    put(f, 'e');
    for (size_t i = 1; i <= sign; i++)
        put(f, at[i]);
    for (at += 1 + sign; is_digit(*at); at++)
        put(f, *at);
    return at;
}

static const char *take_number(const char *at, figure *f)
{
    at = take_commas(take_digits(at, f), f);
    if (*at == '.' || (*at == ',' && f->groups == 0)) {
        put(f, '.');
        at = take_digits(at + 1, f);
    }
    return take_exponent(at, f);
}

static bool same_word(const char *text, size_t length, const char *word)
{
    return strlen(word) == length && strncasecmp(text, word, length) == 0;
}

/* ns of a unit, with what it is the time of and spaces behind it; NaN for anything else. */
static double unit_ns(const char *text)
{
    size_t length = strlen(text);
    for (size_t cut = length; cut > 0; cut--)
        if (*skip_spaces(text + cut) == '\0')
            length = cut;
    size_t word = 0;
    while (word < length && text[word] != '/' && !space_length(text + word))
        word++;
    bool known = false;
    for (size_t i = 0; i < sizeof occasions / sizeof occasions[0]; i++)
        known = known || same_word(text + word, length - word, occasions[i]);
    for (size_t i = 0; known && i < sizeof units / sizeof units[0]; i++)
        if (same_word(text, word, units[i].name))
            return units[i].ns;
    return NAN;
}

/* What to write instead. */
static fl_status refuse(const char *option, const char *text, const figure *f, const char *suffix,
                        fl_error *error)
{
    if (strstr(text, "\xc2\xb1") || strstr(text, "+-") || strstr(text, "+/-"))
        return fl_fail(error, FL_USAGE, "--%s: '%.40s': give the figure alone, without its spread", option,
                       text);
    if (*text == '~' || *text == '<' || *text == '>')
        return fl_fail(error, FL_USAGE, "--%s: '%.40s': give the figure alone, without '%c'", option, text,
                       *text);
    if (f->digits == 0)
        return fl_fail(error, FL_USAGE, "--%s: '%.40s' is not a time such as 0.52us (units: %s)", option,
                       text, words);
    if (f->ambiguous)
        return fl_fail(
            error, FL_USAGE,
            "--%s: '%.40s': is the comma one of thousands or a decimal one? write it with a point, "
            "or with neither",
            option, text);
    if (*suffix == '\0')
        return fl_fail(error, FL_USAGE, "--%s: '%.40s' needs a unit: ns, us, ms or s, as in 0.52us", option,
                       text);
    return fl_fail(error, FL_USAGE, "--%s: '%.40s' is not a number and a unit (%s), such as 0.52us", option,
                   text, words);
}

fl_status fl_parse_time(const char *option, const char *text, double *ns, fl_error *error)
{
    enum { MOST_DIGITS = 24, MOST_TEXT = 64 };
    figure f = {.length = 0};
    const char *suffix = text;
    double scale = NAN;
    if (strlen(text) <= MOST_TEXT) {
        suffix = skip_spaces(take_number(skip_spaces(text), &f));
        scale = unit_ns(suffix);
    }
    if (f.digits == 0 || f.digits > MOST_DIGITS || f.ambiguous || !isfinite(scale))
        return refuse(option, text, &f, suffix, error);
    double value = strtod(f.plain, NULL) * scale;
    if (!(value >= shortest_ns && value <= longest_ns))
        return fl_fail(error, FL_USAGE, "--%s: %.40s is not between a picosecond and an hour", option, text);
    *ns = value;
    return FL_OK;
}

fl_status fl_parse_ghz(const char *option, const char *text, double *ghz, fl_error *error)
{
    char *end = NULL;
    size_t plain = strspn(text, "0123456789.");
    errno = 0;
    double value = plain > 0 && text[plain] == '\0' ? strtod(text, &end) : NAN;
    if (!end || *end != '\0' || errno != 0 || !(value >= 0.1 && value <= 10.0))
        return fl_fail(error, FL_USAGE, "--%s: '%.40s' is not a frequency between 0.1 and 10 GHz", option,
                       text);
    *ghz = value;
    return FL_OK;
}
