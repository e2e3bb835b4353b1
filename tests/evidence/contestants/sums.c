/* The whole work with its products and its sums done in different ways, one for each value of SUMS. The asm
 * statements keep the compiler from undoing it; they produce no instruction. */
#include "tests/evidence/contestants/packed.h"

typedef packed_lanes packed;

enum { LANES = CONTESTANT_LANES };

#define ORDERED 1    /* packed products, added one after the other: what gcc -O3 makes of the plain loop */
#define MIRROR 2     /* products one at a time, packed sums */
#define HALF_FUSED 3 /* every other vector fused, multiplied and added apart between */
#define IN_DOUBLE 4  /* products of float, sums of double */
#define KAHAN 5      /* compensated, scalar */
#define KAHAN_WIDE 6 /* compensated in each lane */
#define PAIRWISE 7   /* all products first, then a tree of packed sums */

#if defined(__x86_64__)
#define KEEP(value) __asm__("" : "+x"(value))
#else
#define KEEP(value) __asm__("" : "+w"(value))
#endif

__attribute__((unused)) static inline packed load(const float *from)
{
    packed value;
    memcpy(&value, from, sizeof value);
    return value;
}

__attribute__((unused)) static inline packed multiply(const float *a, const float *b)
{
    packed product = load(a) * load(b);
    KEEP(product);
    return product;
}

__attribute__((unused)) static inline float fold(packed sum)
{
    float total = 0;
    for (int i = 0; i < LANES; i++)
        total += sum[i];
    return total;
}

/* NOLINTNEXTLINE(readability-function-size): one variant is compiled at a time */
static float dot(const float *row, const float *input)
{
#if SUMS == ORDERED
    float sum = 0;
    for (int i = 0; i < INPUTS; i += LANES) {
        packed product = multiply(row + i, input + i);
        for (int k = 0; k < LANES; k++)
            sum += product[k];
    }
    return sum;
#elif SUMS == MIRROR
    packed sum = {0};
    for (int i = 0; i < INPUTS; i += LANES) {
        packed product = {0};
        for (int k = 0; k < LANES; k++) {
            float one = row[i + k] * input[i + k];
            KEEP(one);
            product[k] = one;
        }
        KEEP(product);
        sum += product;
    }
    return fold(sum);
#elif SUMS == HALF_FUSED
    packed sum = {0};
    for (int i = 0; i < INPUTS; i += 2 * LANES) {
        sum += multiply(row + i, input + i);
        sum += load(row + i + LANES) * load(input + i + LANES);
    }
    return fold(sum);
#elif SUMS == IN_DOUBLE
    double sum = 0;
    for (int i = 0; i < INPUTS; i++) {
        float product = row[i] * input[i];
        KEEP(product);
        sum += (double)product;
    }
    return (float)sum;
#elif SUMS == KAHAN
    float sum = 0, lost = 0;
    for (int i = 0; i < INPUTS; i++) {
        float product = row[i] * input[i];
        KEEP(product);
        float next = product - lost, total = sum + next;
        lost = (total - sum) - next;
        sum = total;
    }
    return sum;
#elif SUMS == KAHAN_WIDE
    packed sum = {0}, lost = {0};
    for (int i = 0; i < INPUTS; i += LANES) {
        packed next = multiply(row + i, input + i) - lost, total = sum + next;
        lost = (total - sum) - next;
        sum = total;
    }
    return fold(sum);
#else
    packed tree[INPUTS / LANES];
    int count = INPUTS / LANES;
    for (int i = 0; i < count; i++)
        tree[i] = multiply(row + i * LANES, input + i * LANES);
    while (count > 1) {
        int half = count / 2;
        for (int i = 0; i < half; i++)
            tree[i] += tree[count - 1 - i];
        count -= half;
    }
    return fold(tree[0]);
#endif
}

static void inference(void)
{
    for (int k = 0; k < OUTPUTS; k++)
        contestant_logits[k] = dot(contestant_weights + k * INPUTS, contestant_input) + contestant_bias[k];
}

int main(void)
{
    return contestant_run(inference);
}
