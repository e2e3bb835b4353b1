/* macOS: where a function of the running program begins and ends, as the loader tells. It was never run. */
#include "bench/evidence/disassembly.h"

#include <dlfcn.h>
#include <stdio.h>

/* A name belongs to all that comes before the next one, what fills the gap to it included. */
fl_status fl_function_at(uintptr_t address, fl_function *function, fl_error *error)
{
    enum { STEP = 4, LONGEST = 1 << 20 };
    Dl_info first, next;
    *function = (fl_function){.size = 0};
    /* NOLINTBEGIN(performance-no-int-to-ptr): an address is given */
    if (!dladdr((const void *)address, &first) || !first.dli_sname)
        return fl_fail(error, FL_UNABLE, "no symbol covers address 0x%llx; use a build that was not stripped",
                       (unsigned long long)address);
    uintptr_t begin = (uintptr_t)first.dli_saddr, end = address + STEP;
    while (end - begin < LONGEST && dladdr((const void *)end, &next) && next.dli_saddr == first.dli_saddr)
        end += STEP;
    /* NOLINTEND(performance-no-int-to-ptr) */
    snprintf(function->name, sizeof function->name, "%s", first.dli_sname);
    function->address = begin;
    function->size = end - begin;
    function->code = first.dli_saddr;
    return FL_OK;
}
