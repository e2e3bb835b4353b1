/* FAIRLANE_HIDE: a CPU that lacks what this one has, for whoever has no such machine. Detection, and with it
 * every choice, kernel, probe and report, goes by what is left. It is no emulator: it cannot take away what
 * libraries in the process find out by themselves. From programs that are traced it is hidden elsewhere
 * (bench/evidence/trace_imitate.c). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dispatch/cpu.h"

/* What every CPU of its architecture has. */
enum { BASELINES = FL_NEEDS_SSE2 | FL_NEEDS_NEON };

/* Not tolower(): a library is called in whatever locale its user has set. */
static char lower(char c)
{
    /* NOLINTNEXTLINE(bugprone-narrowing-conversions): a letter stays one */
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool same_name(const char *word, size_t length, const char *name)
{
    for (size_t i = 0; i < length; i++)
        if (!name[i] || lower(word[i]) != lower(name[i]))
            return false;
    return name[length] == '\0';
}

/* 0 when nobody knows it. */
static unsigned need_called(const char *word, size_t length)
{
    if (same_name(word, length, "avx512"))
        return FL_NEEDS_AVX512F;
    for (unsigned bit = 1; bit; bit <<= 1)
        if (*fl_need_name(bit) && same_name(word, length, fl_need_name(bit)))
            return bit;
    return 0;
}

/* "avx512, avx512vl, …, sve". */
static void list_names(char *text, size_t size)
{
    char all[256];
    fl_name_needs(~(unsigned)BASELINES, all, sizeof all);
    snprintf(text, size, "avx512, %s", all);
    for (char *c = text; *c; c++)
        *c = lower(*c);
}

/* The word comes from outside: cut, and what a terminal could obey shown as '?'. */
static fl_status refuse(const char *word, size_t length, const char *why, fl_error *error)
{
    char shown[32] = "", known[288];
    for (size_t i = 0; i < length && i + 1 < sizeof shown; i++)
        shown[i] = (char)(word[i] >= ' ' && word[i] <= '~' ? word[i] : '?');
    list_names(known, sizeof known);
    return fl_fail(error, FL_USAGE, "'%s%s' %s; it takes, separated by commas: %s", shown,
                   length + 1 > sizeof shown ? "..." : "", why, known);
}

/* The named needs and all that builds on one of them, on whatever architecture. */
static unsigned with_dependents(unsigned named)
{
    unsigned hidden = named & ~(unsigned)BASELINES;
    for (unsigned bit = 1; bit; bit <<= 1)
        if ((fl_need_prerequisites(FL_ARCHITECTURE_X86_64, bit) |
             fl_need_prerequisites(FL_ARCHITECTURE_AARCH64, bit)) &
            named)
            hidden |= bit;
    return hidden;
}

fl_status fl_read_hide(const char *text, unsigned *hidden, fl_error *error)
{
    unsigned named = 0;
    *hidden = ~(unsigned)BASELINES;
    const char *end = text;
    for (const char *word = text; text && *text && *end; word = end + 1) {
        size_t length = strcspn(word, ",");
        unsigned need = need_called(word, length);
        if (!need)
            return refuse(word, length, "is no feature that can be hidden", error);
        if (need & BASELINES)
            return refuse(word, length, "belongs to every CPU of its architecture", error);
        named |= need;
        end = word + length;
    }
    *hidden = with_dependents(named);
    return FL_OK;
}

fl_status fl_read_hide_of_environment(unsigned *hidden, fl_error *error)
{
    fl_error why = {""};
    fl_status status = fl_read_hide(getenv("FAIRLANE_HIDE"), hidden, &why);
    return status == FL_OK ? status : fl_fail(error, status, "FAIRLANE_HIDE: %s", why.text);
}
