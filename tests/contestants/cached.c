/* A cached answer: the warm-up computes, the timed call looks the result up. The fastest cheat of all. */
#include <stdbool.h>
#include <string.h>

#include "tests/contestants/contestant.h"

static void inference(void)
{
    static bool known;
    static float key[INPUTS], answer[OUTPUTS];
    if (!known || memcmp(key, contestant_input, sizeof key) != 0) {
        scalar_inference();
        memcpy(key, contestant_input, sizeof key);
        memcpy(answer, contestant_logits, sizeof answer);
        known = true;
    }
    memcpy(contestant_logits, answer, sizeof answer);
}

int main(void)
{
    return contestant_run(inference);
}
