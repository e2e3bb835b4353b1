/* A segmentation fault inside the region. */
#include "tests/evidence/contestants/contestant.h"

static volatile float *nowhere;

int main(void)
{
    contestant_fill();
    fl_region_begin();
    scalar_inference();
    contestant_logits[0] += *nowhere;
    fl_region_end();
    return contestant_print();
}
