/* Another program takes the place of this one inside the region. */
#include <unistd.h>

#include "tests/evidence/contestants/contestant.h"

int main(void)
{
    contestant_fill();
    fl_region_begin();
    scalar_inference();
    execl("/bin/true", "true", (char *)0);
    fl_region_end();
    return contestant_print();
}
