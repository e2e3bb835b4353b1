/* An honest SVE contestant. Its last turn is predicated whenever the vector length does not divide 784: the
 * lanes that are switched off must not be counted. */
#include <arm_sve.h>

#include "tests/evidence/contestants/contestant.h"

static void inference(void)
{
    for (int k = 0; k < OUTPUTS; k++) {
        const float *row = contestant_weights + k * INPUTS;
        svfloat32_t sum = svdup_f32(0);
        for (uint64_t i = 0; i < INPUTS; i += svcntw()) {
            svbool_t on = svwhilelt_b32(i, (uint64_t)INPUTS);
            sum = svmla_m(on, sum, svld1(on, row + i), svld1(on, contestant_input + i));
        }
        contestant_logits[k] = svaddv(svptrue_b32(), sum) + contestant_bias[k];
    }
}

int main(void)
{
    return contestant_run(inference);
}
