/* `rep movsb` over 16 KiB: one instruction, which a single-stepper stops in 16,384 times. */
#include "tests/evidence/contestants/contestant.h"

enum { COPIED = 16384 };

static unsigned char from[COPIED], to[COPIED];

static void inference(void)
{
    scalar_inference();
    const unsigned char *source = from;
    unsigned char *target = to;
    unsigned long count = COPIED;
    __asm__ volatile("rep movsb" : "+S"(source), "+D"(target), "+c"(count) : : "memory");
}

int main(void)
{
    return contestant_run(inference);
}
