/* The data of the contestants, and what they print. */
#include <stdio.h>

#include "tests/evidence/contestants/contestant.h"

float contestant_input[INPUTS], contestant_weights[WEIGHTS], contestant_bias[OUTPUTS];
float contestant_logits[OUTPUTS];

void contestant_fill(void)
{
    for (int i = 0; i < INPUTS; i++)
        contestant_input[i] = (float)(i * 5 % 17) / 16;
    for (int i = 0; i < WEIGHTS; i++)
        contestant_weights[i] = (float)(i * 7 % 31 - 15) / 32;
    contestant_bias[0] = 0.25F;
    contestant_bias[1] = -0.5F;
}

int contestant_print(void)
{
    printf("logits %.9g %.9g\n", (double)contestant_logits[0], (double)contestant_logits[1]);
    return fflush(stdout) == 0 ? 0 : 1;
}

int contestant_skip(const char *reason)
{
    printf("skipped: %s\n", reason);
    return 77;
}
