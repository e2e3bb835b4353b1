/* An honest scalar contestant; with FMA allowed it is `scalar_fma`. */
#include "tests/evidence/contestants/contestant.h"

__attribute__((noinline)) static void inference(void) /* a trace asks for it by name */
{
    scalar_inference();
}

int main(void)
{
    return contestant_run(inference);
}
