/* The program ends inside the region, with success. */
#include <stdlib.h>

#include "tests/evidence/contestants/contestant.h"

int main(void)
{
    contestant_fill();
    fl_region_begin();
    scalar_inference();
    exit(contestant_print());
}
