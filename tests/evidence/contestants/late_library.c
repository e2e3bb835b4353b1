/* Not linked with the region library: loads it when the inference is near, as ctypes or a plug-in does. */
#include <dlfcn.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "tests/evidence/contestants/contestant.h"

typedef void mark_function(void);

static mark_function *find_mark(void *library, const char *name)
{
    mark_function *function = NULL;
    void *symbol = dlsym(library, name);
    memcpy(&function, &symbol, sizeof function); /* ISO C has no cast from data to function */
    return function;
}

int main(void)
{
    contestant_fill();
    const char *path = getenv("FAIRLANE_REGION_LIBRARY");
    void *library = dlopen(path == NULL ? "libfairlane_region.so" : path, RTLD_LAZY | RTLD_LOCAL);
    if (library == NULL)
        return contestant_skip(dlerror());
    mark_function *begin = find_mark(library, "fl_region_begin");
    mark_function *end = find_mark(library, "fl_region_end");
    if (begin == NULL || end == NULL)
        return contestant_skip("the region library lacks a mark");
    begin();
    scalar_inference();
    end();
    return contestant_print();
}
