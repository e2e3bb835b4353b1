/* One inference of a linear layer, 784 to 2, marked for `fairlane trace`:
 *
 *     cc -O2 infer.c -o infer $(pkg-config --cflags --libs fairlane-region)
 *     fairlane trace -- ./infer
 */
#include <fairlane_region.h>
#include <stdio.h>

enum { INPUTS = 784, OUTPUTS = 2 };

static float weights[OUTPUTS][INPUTS], bias[OUTPUTS], input[INPUTS];

static void infer(float logits[OUTPUTS])
{
    for (int row = 0; row < OUTPUTS; row++) {
        float sum = bias[row];
        for (int i = 0; i < INPUTS; i++)
            sum += weights[row][i] * input[i];
        logits[row] = sum;
    }
}

int main(void)
{
    float logits[OUTPUTS];
    for (int i = 0; i < INPUTS; i++) {
        input[i] = (float)(i % 256) / 255;
        weights[1][i] = 0.01f;
    }
    infer(logits); /* once outside, so that nothing is done for the first time inside */
    fl_region_begin();
    infer(logits);
    fl_region_end();
    printf("%g %g\n", (double)logits[0], (double)logits[1]);
    return 0;
}
