/* The work as outer products of SME in float32: each of 784 adds two weights times one input to two numbers
 * of a tile. The instructions are given as numbers, since not every assembler knows them. */
#include <sys/auxv.h>

#include "tests/evidence/contestants/contestant.h"

static float columns[WEIGHTS], sums[OUTPUTS]; /* the two weights of an input beside each other */

static void multiply(void)
{
    const float *weights = columns, *input = contestant_input;
    long count = INPUTS;
    __asm__ volatile(".inst 0xd503477f\n" /* smstart */
                     ".inst 0xc00800ff\n" /* zero {za} */
                     "mov x9, #2\n"
                     "mov x10, #1\n"
                     "mov w12, #0\n"
                     "whilelt p0.s, xzr, x9\n"
                     "whilelt p1.s, xzr, x10\n"
                     "1: ld1w {z0.s}, p0/z, [%0]\n"
                     "ld1w {z1.s}, p1/z, [%1]\n"
                     ".inst 0x80812000\n" /* fmopa za0.s, p0/m, p1/m, z0.s, z1.s */
                     "add %0, %0, #8\n"
                     "add %1, %1, #4\n"
                     "subs %2, %2, #1\n"
                     "b.ne 1b\n"
                     ".inst 0xc0828000\n" /* mov z0.s, p0/m, za0v.s[w12, 0] */
                     "st1w {z0.s}, p0, [%3]\n"
                     ".inst 0xd503467f\n" /* smstop */
                     : "+r"(weights), "+r"(input), "+r"(count)
                     : "r"(sums)
                     : "x9", "x10", "x12", "cc", "memory", "v0", "v1", "v2", "v3", "v4", "v5", "v6", "v7",
                       "v8", "v9", "v10", "v11", "v12", "v13", "v14", "v15", "v16", "v17", "v18", "v19",
                       "v20", "v21", "v22", "v23", "v24", "v25", "v26", "v27", "v28", "v29", "v30", "v31",
                       "p0", "p1");
}

static void inference(void)
{
    multiply();
    for (int k = 0; k < OUTPUTS; k++)
        contestant_logits[k] = sums[k] + contestant_bias[k];
}

int main(void)
{
    enum { SME = 1 << 23 }; /* HWCAP2_SME */
    if (!(getauxval(AT_HWCAP2) & SME))
        return contestant_skip("this CPU has no SME");
    contestant_fill();
    for (int i = 0; i < INPUTS; i++)
        for (int k = 0; k < OUTPUTS; k++)
            columns[i * OUTPUTS + k] = contestant_weights[k * INPUTS + i];
    return contestant_run(inference);
}
