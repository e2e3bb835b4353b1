/* No multiplication at all: each product is looked up in a table of all that there are, and added. */
#include "tests/evidence/contestants/contestant.h"

enum { WEIGHT_VALUES = 31, INPUT_VALUES = 17, ZERO_WEIGHT = 15 };

static float products[WEIGHT_VALUES][INPUT_VALUES];
static int weight_rows[WEIGHTS], input_columns[INPUTS];

static void inference(void)
{
    for (int k = 0; k < OUTPUTS; k++) {
        float sum = 0;
        for (int i = 0; i < INPUTS; i++)
            sum += products[weight_rows[k * INPUTS + i]][input_columns[i]];
        contestant_logits[k] = sum + contestant_bias[k];
    }
}

int main(void)
{
    contestant_fill();
    for (int w = 0; w < WEIGHT_VALUES; w++)
        for (int x = 0; x < INPUT_VALUES; x++)
            products[w][x] = (float)(w - ZERO_WEIGHT) / 32 * ((float)x / 16);
    for (int i = 0; i < WEIGHTS; i++)
        weight_rows[i] = (int)(contestant_weights[i] * 32) + ZERO_WEIGHT;
    for (int i = 0; i < INPUTS; i++)
        input_columns[i] = (int)(contestant_input[i] * 16);
    return contestant_run(inference);
}
