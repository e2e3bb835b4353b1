/* Scalar work and packed additions on data that no logit depends on: 1,568 lanes of arithmetic that are not
 * multiply-adds and must not count as work. */
#include "tests/evidence/contestants/packed.h"

float unrelated[WEIGHTS]; /* of external linkage: zeros that the compiler cannot count on */
static volatile float sink;

static void inference(void)
{
    scalar_inference();
    packed_lanes sum = {0};
    for (int i = 0; i < WEIGHTS; i += CONTESTANT_LANES) {
        packed_lanes block;
        memcpy(&block, unrelated + i, sizeof block);
        sum += block;
    }
    float total = 0; /* of all lanes: a compiler may leave out what nobody looks at */
    for (int lane = 0; lane < CONTESTANT_LANES; lane++)
        total += sum[lane];
    sink = total;
}

int main(void)
{
    return contestant_run(inference);
}
