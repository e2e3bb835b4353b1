#include "bench/base/memory.h"

#include <stdatomic.h>

static atomic_bool short_of_memory;

void fl_memory_note_shortage(void)
{
    atomic_store(&short_of_memory, true);
}

bool fl_memory_ran_short(void)
{
    return atomic_load(&short_of_memory);
}
