/* A rest of a millisecond inside the region: it executes next to nothing and costs more than the work, so
 * only the list of system calls shows it. */
#include <stddef.h>
#include <time.h>

#include "tests/evidence/contestants/contestant.h"

static void inference(void)
{
    scalar_inference();
    nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
}

int main(void)
{
    return contestant_run(inference);
}
