/* Code that is written at run time: what stands in a section of the program is copied to fresh memory and
 * executed there. The sections hold leaf functions without constants, so that they run at any address. */
#ifndef FAIRLANE_TESTS_CONTESTANTS_GENERATED_H
#define FAIRLANE_TESTS_CONTESTANTS_GENERATED_H

#include <string.h>
#include <sys/mman.h>

#include "tests/evidence/contestants/contestant.h"

typedef float row_function(const float *row, const float *input);

/* Copies the code between start and stop to where and returns it as a function. where must be writable. */
static inline row_function *generate(void *where, const char *start, const char *stop)
{
    row_function *function;
    memcpy(where, start, (size_t)(stop - start));
    __builtin___clear_cache((char *)where, (char *)where + (stop - start));
    memcpy(&function, &where, sizeof function); /* ISO C has no cast from data to function */
    return function;
}

/* A page with this protection, or NULL. */
static inline void *fresh_page(int protection)
{
    void *page = mmap(NULL, 4096, protection, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return page == MAP_FAILED ? NULL : page;
}

#endif
