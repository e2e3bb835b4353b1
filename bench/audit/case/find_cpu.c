/* The processor that a document names. By hand: a dozen words in front of a model's number, which no library knows. */
#define _GNU_SOURCE /* strcasestr */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/audit/case/find_parts.h"
#include "bench/base/text.h"

enum { MOST_BYTES = 1 << 20, LONGEST_LINE = 400, LONGEST_NAME = 100 };

static const char *const families[] = {"EPYC",     "Xeon",         "Ryzen",    "Threadripper",
                                       "Core(TM)", "Core i",       "Apple M",  "Graviton",
                                       "Neoverse", "Ampere Altra", "Cortex-A", NULL};
static const char *const makers[] = {"AMD", "Intel(R)", "Intel", "ARM", "Arm", "AWS", NULL};

/* Where the maker's name in front of the family begins. */
static const char *with_maker(const char *line, const char *family)
{
    for (size_t i = 0; makers[i]; i++) {
        size_t length = strlen(makers[i]);
        const char *end = family;
        while (end > line && end[-1] == ' ')
            end--;
        if (end > line && (size_t)(end - line) >= length && strncmp(end - length, makers[i], length) == 0)
            return end - length;
    }
    return family;
}

/* A name goes on until something that no name holds; it must hold a number: "AMD EPYC" alone may be any of them. */
static size_t length_of_name(const char *name)
{
    size_t length = 0, last = 0;
    while (name[length] && length < LONGEST_NAME &&
           (isalnum((unsigned char)name[length]) || strchr(" ()-@.+", name[length])))
        if (name[length++] != ' ')
            last = length;
    /* the end of a sentence, or of what stands in brackets */
    while (last > 0 && (name[last - 1] == '.' || name[last - 1] == '-' || name[last - 1] == '@'))
        last--;
    if (last > 0 && name[last - 1] == ')' && !memchr(name, '(', last))
        last--;
    return last;
}

static bool has_number(const char *name, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (isdigit((unsigned char)name[i]))
            return true;
    return false;
}

static bool take_name(fl_finding *f, const char *line, const fl_found_file *file, size_t number)
{
    for (size_t i = 0; families[i]; i++) {
        const char *family = strcasestr(line, families[i]);
        if (!family || (family > line && isalnum((unsigned char)family[-1])))
            continue;
        const char *name = with_maker(line, family);
        size_t length = length_of_name(name);
        if (!has_number(name, length))
            continue;
        char text[LONGEST_NAME + 1];
        snprintf(text, sizeof text, "%.*s", (int)length, name);
        fl_text_make_plain(text, f->cpu_named, sizeof f->cpu_named);
        snprintf(f->cpu_place, sizeof f->cpu_place, "%.140s:%zu", file->path, number);
        return true;
    }
    return false;
}

static bool read_document(fl_finding *f, const fl_found_file *file, const char *text)
{
    size_t number = 1;
    for (const char *at = text; *at; number++) {
        char line[LONGEST_LINE + 1];
        size_t length = strcspn(at, "\n");
        snprintf(line, sizeof line, "%.*s", (int)(length < LONGEST_LINE ? length : LONGEST_LINE), at);
        if (take_name(f, line, file, number))
            return true;
        at += length + (at[length] == '\n');
    }
    return false;
}

void fl_find_cpu(fl_search *s)
{
    fl_finding *f = s->finding;
    bool found = false;
    for (size_t i = 0; i < f->count && !found; i++) {
        fl_found_file *file = &f->files[i];
        char *bytes = NULL;
        size_t size = 0;
        if (file->role != FL_ROLE_DOCUMENT || !fl_find_read(s, file, MOST_BYTES, &bytes, &size))
            continue;
        found = strlen(bytes) == size && read_document(f, file, bytes);
        free(bytes);
    }
}
