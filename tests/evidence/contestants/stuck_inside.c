/* Never comes out of the region; its own alarm ends it after some seconds, should a tracer not. */
#include <unistd.h>

#include "tests/evidence/contestants/contestant.h"

enum { SECONDS = 3 };

int main(void)
{
    volatile int turns = 0;
    contestant_fill();
    alarm(SECONDS);
    fl_region_begin();
    for (;;)
        turns = turns + 1;
}
