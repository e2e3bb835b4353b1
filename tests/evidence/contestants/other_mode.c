/* A far jump into the segment that the processor is in already. Into another one, whose code has 32 bits, it
 * would go likewise, and everything behind it would be decoded as what it is not. */
#include "tests/evidence/contestants/contestant.h"

static void inference(void)
{
    scalar_inference();
    __asm__ volatile("lea 1f(%%rip), %%rax\n\t"
                     "sub $128, %%rsp\n\t" /* what a leaf function keeps below the stack pointer */
                     "mov %%cs, %%ecx\n\t"
                     "push %%rcx\n\t"
                     "push %%rax\n\t"
                     "lretq\n"
                     "1:\tadd $128, %%rsp"
                     :
                     :
                     : "rax", "rcx", "cc", "memory");
}

int main(void)
{
    return contestant_run(inference);
}
