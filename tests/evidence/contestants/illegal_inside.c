/* An illegal instruction inside the region, as on a CPU that lacks what the program was built for. */
#include "tests/evidence/contestants/contestant.h"

int main(void)
{
    contestant_fill();
    fl_region_begin();
    scalar_inference();
    __builtin_trap(); /* ud2 on x86 */
    fl_region_end();
    return contestant_print();
}
