/* A cached answer behind as many multiply-adds as the work has, all of them on one register: the count is
 * right, and hardly any weight is loaded. */
#include <stdbool.h>
#include <string.h>

#include "tests/evidence/contestants/contestant.h"

static float factor = 0.5F;

static void inference(void)
{
    static bool known;
    static float answer[OUTPUTS];
    if (!known) {
        scalar_inference();
        memcpy(answer, contestant_logits, sizeof answer);
        known = true;
    }
    float sum = 0, a = factor;
    for (int i = 0; i < WEIGHTS; i++)
        sum = sum * a + a;
    factor = sum / 1024 + 0.5F; /* the compiler must keep the sum */
    memcpy(contestant_logits, answer, sizeof answer);
}

int main(void)
{
    return contestant_run(inference);
}
