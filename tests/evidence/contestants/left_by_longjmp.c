/* The region left by longjmp, past its end: what follows belongs to it no longer, and nothing says so. */
#include <setjmp.h>

#include "tests/evidence/contestants/contestant.h"

static jmp_buf outside;

static void inference(void)
{
    fl_region_begin();
    scalar_inference();
    longjmp(outside, 1);
    fl_region_end();
}

int main(void)
{
    contestant_fill();
    if (setjmp(outside) == 0)
        inference();
    return contestant_print();
}
