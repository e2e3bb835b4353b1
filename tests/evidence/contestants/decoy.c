/* Scalar work and packed multiplications on data that no logit depends on: as `decoy` once over as many
 * elements as the work has, as `decoy_flood` forty times, so that 97.6 % of all lanes are packed. Both must
 * be reported as lanes too many; a share by itself would call the second one SIMD. */
#include "tests/evidence/contestants/packed.h"

float unrelated[WEIGHTS]; /* of external linkage: zeros that the compiler cannot count on */
static volatile float sink;

static void inference(void)
{
    scalar_inference();
    for (int turn = 0; turn < CONTESTANT_TURNS; turn++)
        sink = packed_dot(unrelated, contestant_weights, WEIGHTS);
}

int main(void)
{
    return contestant_run(inference);
}
