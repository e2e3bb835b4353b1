#include "bench/base/pattern.h"

#include <stdlib.h>

#include "bench/base/memory.h"

int fl_pattern_match(const regex_t *pattern, const char *text, size_t count, regmatch_t *matches)
{
    enum { PLENTY = 1 << 16 }; /* more than one match takes */
    int found = regexec(pattern, text, count, matches, 0);
    if (found == REG_NOMATCH) {                /* or memory was short, once or for good */
        void *volatile spare = malloc(PLENTY); /* volatile: clang leaves out a pair of malloc and free */
        found = spare ? regexec(pattern, text, count, matches, 0) : REG_ESPACE;
        free(spare);
    }
    if (found == REG_ESPACE)
        fl_memory_note_shortage();
    return found;
}
