/* Changes JSON so that it mostly stays JSON: values are exchanged, left out, written twice, made odd. Random
 * bytes alone seldom get past the first check of a format with fifty members. */
#include "tests/fuzz/fuzz.h"

enum { MOST_SPANS = 4096, MOST_NESTING = 64 };

size_t LLVMFuzzerCustomMutator(uint8_t *bytes, size_t size, size_t room, unsigned int seed);

/* A value, or the name of a member, in the text. */
typedef struct span {
    size_t begin, end;
    bool name;
} span;

typedef struct text {
    uint8_t *bytes;
    size_t size, room;
    unsigned int seed;
} text;

static const char *const odd[] = {
    "null",
    "true",
    "false",
    "0",
    "-1",
    "1",
    "0.5",
    "1e308",
    "1e999",
    "5e-324",
    "-0",
    "9007199254740993",
    "18446744073709551616",
    "[]",
    "{}",
    "\"\"",
    "\"a\\u001b[2J\"",
    "\"\\u202e\"",
    "\"NaN\"",
    "[[]]",
    "[1,2]",
    "\"../x\"",
    "\"/etc/passwd\"",
    "\"a//b\"",
    "\"./a\"",
    "\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"",
    "\"scalar\"",
    "\"x86_64\"",
    "\"aarch64\"",
    "\"float32\"",
    "\"float64\"",
    "100",
    "101",
    "2048",
    "4294967296",
};

static size_t below(text *t, size_t count)
{
    t->seed = t->seed * 1664525u + 1013904223u;
    return count > 0 ? (t->seed >> 8) % count : 0;
}

static size_t end_of_string(const text *t, size_t at)
{
    for (at++; at < t->size && t->bytes[at] != '"'; at++)
        at += t->bytes[at] == '\\';
    return at < t->size ? at + 1 : t->size;
}

static size_t end_of_word(const text *t, size_t at)
{
    while (at < t->size && !strchr(" \t\r\n,:]}[{\"", t->bytes[at]))
        at++;
    return at;
}

static size_t find_spans(const text *t, span *spans)
{
    size_t open[MOST_NESTING], depth = 0, count = 0;
    for (size_t at = 0; at < t->size && count < MOST_SPANS;) {
        uint8_t c = t->bytes[at];
        if ((c == '{' || c == '[') && depth < MOST_NESTING) {
            open[depth++] = count;
            spans[count++] = (span){at, t->size, false};
            at++;
        } else if ((c == '}' || c == ']') && depth > 0) {
            spans[open[--depth]].end = ++at;
        } else if (c == '"') {
            size_t end = end_of_string(t, at), next = end;
            while (next < t->size && strchr(" \t\r\n", t->bytes[next]) && t->bytes[next])
                next++;
            spans[count++] = (span){at, end, next < t->size && t->bytes[next] == ':'};
            at = end;
        } else if (c && !strchr(" \t\r\n,:{}[]", c)) {
            size_t end = end_of_word(t, at);
            spans[count++] = (span){at, end, false};
            at = end > at ? end : at + 1;
        } else {
            at++;
        }
    }
    return count;
}

/* Puts new bytes, which may lie within the text, in the place of a part of it. */
static bool replace(text *t, size_t begin, size_t end, const void *with, size_t size)
{
    if (t->size - (end - begin) + size > t->room)
        return false;
    char *copy = fuzz_text(with, size);
    memmove(t->bytes + begin + size, t->bytes + end, t->size - end);
    memcpy(t->bytes + begin, copy, size);
    t->size = t->size - (end - begin) + size;
    free(copy);
    return true;
}

/* A value and its comma; with its name where it has one. */
static span with_comma(const text *t, span s)
{
    while (s.end < t->size && strchr(" \t\r\n", t->bytes[s.end]) && t->bytes[s.end])
        s.end++;
    if (s.end < t->size && t->bytes[s.end] == ',')
        s.end++;
    return s;
}

static bool other_number(text *t, span s)
{
    char number[64], changed[64];
    size_t size = s.end - s.begin < sizeof number ? s.end - s.begin : sizeof number - 1;
    memcpy(number, t->bytes + s.begin, size);
    number[size] = '\0';
    static const double factors[] = {1, -1, 10, 0.1, 2, 0.5, 1 + 1e-15};
    double value = strtod(number, NULL) * factors[below(t, 7)] + (double)below(t, 3) - 1;
    int length = snprintf(changed, sizeof changed, "%.17g", value);
    return replace(t, s.begin, s.end, changed, (size_t)length);
}

static bool change(text *t)
{
    static span spans[MOST_SPANS];
    size_t count = find_spans(t, spans);
    if (count == 0)
        return false;
    span s = spans[below(t, count)], other = spans[below(t, count)];
    const char *word = odd[below(t, sizeof odd / sizeof odd[0])];
    for (size_t tries = 0; tries < 8 && other.name != s.name; tries++)
        other = spans[below(t, count)];
    switch (below(t, 6)) {
    case 0:
        return replace(t, s.begin, s.end, word, strlen(word));
    case 1: /* of the other's kind */
        return replace(t, s.begin, s.end, t->bytes + other.begin, other.end - other.begin);
    case 2: {
        span whole = with_comma(t, s);
        return replace(t, whole.begin, whole.end, "", 0);
    }
    case 3: {
        span whole = with_comma(t, s);
        return replace(t, whole.begin, whole.begin, t->bytes + whole.begin, whole.end - whole.begin);
    }
    default: {
        uint8_t first = t->bytes[s.begin];
        if (first == '-' || (first >= '0' && first <= '9'))
            return other_number(t, s);
        return replace(t, s.begin, s.end, word, strlen(word));
    }
    }
}

size_t LLVMFuzzerCustomMutator(uint8_t *bytes, size_t size, size_t room, unsigned int seed)
{
    text t = {bytes, size, room, seed};
    if (below(&t, 4) == 0)
        return LLVMFuzzerMutate(bytes, size, room);
    for (size_t times = 1 + below(&t, 3); times > 0; times--)
        if (!change(&t))
            return LLVMFuzzerMutate(bytes, t.size, room);
    return t.size;
}
