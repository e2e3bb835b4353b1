/* A cached answer: the warm-up computes, the timed call looks the result up. The fastest cheat of all. */
#include <stdbool.h>
#include <string.h>

#include "tests/evidence/contestants/contestant.h"

static void inference(void)
{
    static bool known;
    static unsigned char key[sizeof contestant_input];
    static float answer[OUTPUTS];
    const unsigned char *input = (const unsigned char *)contestant_input;
    if (!known || memcmp(key, input, sizeof key) != 0) {
        scalar_inference();
        memcpy(key, input, sizeof key);
        memcpy(answer, contestant_logits, sizeof answer);
        known = true;
    }
    memcpy(contestant_logits, answer, sizeof answer);
}

int main(void)
{
    return contestant_run(inference);
}
