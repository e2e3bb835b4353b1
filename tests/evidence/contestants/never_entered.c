/* Linked with the region library, and never calls it: nothing may be reported. */
#include "tests/evidence/contestants/contestant.h"

int main(int argc, char **argv)
{
    (void)argv;
    contestant_fill();
    scalar_inference();
    if (argc == 0) { /* never, and the linker keeps the library */
        fl_region_begin();
        fl_region_end();
    }
    return contestant_print();
}
