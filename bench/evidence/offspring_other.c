/* Where the system gives orphans to nobody but its first process: they cannot be told from others' and stay. */
#include "bench/evidence/offspring.h"

void fl_offspring_begin(fl_offspring *offspring)
{
    offspring->begun = false;
}

void fl_offspring_end(const fl_offspring *offspring)
{
    (void)offspring;
}
