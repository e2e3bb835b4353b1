/* A second begin before the first end, as a marked function that calls itself produces it. */
#include "tests/evidence/contestants/contestant.h"

int main(void)
{
    contestant_fill();
    fl_region_begin();
    fl_region_begin();
    scalar_inference();
    fl_region_end();
    fl_region_end();
    return contestant_print();
}
