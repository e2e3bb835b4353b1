/* Saves its flags and takes them back, as emulators, run-time compilers and the JVM do. While it is stepped through
 * the processor's trap flag is among what is saved; taken back it would stay, and trap where no tracer steps. */
#include "tests/evidence/contestants/contestant.h"

static void inference(void)
{
    unsigned long flags;
    __asm__ volatile("pushfq\n\tpopq %0" : "=r"(flags)::"memory", "cc");
    scalar_inference();
    __asm__ volatile("pushq %0\n\tpopfq" ::"r"(flags) : "memory", "cc");
}

int main(void)
{
    return contestant_run(inference);
}
