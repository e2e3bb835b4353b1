/* An honest scalar contestant; with FMA allowed it is `scalar_fma`. */
#include "tests/contestants/contestant.h"

static void inference(void)
{
    scalar_inference();
}

int main(void)
{
    return contestant_run(inference);
}
