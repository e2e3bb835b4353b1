/* Sleeps and never comes to the region; its own alarm ends it after some seconds, should a tracer not. */
#include <unistd.h>

#include "tests/evidence/contestants/contestant.h"

enum { SECONDS = 3 };

int main(void)
{
    contestant_fill();
    alarm(SECONDS);
    while (contestant_logits[0] == 0) /* for ever */
        pause();
    fl_region_begin();
    fl_region_end();
    return contestant_print();
}
