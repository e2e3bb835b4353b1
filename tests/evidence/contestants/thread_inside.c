/* The work in a thread that is created inside the region: a tracer that follows the marking thread alone sees
 * no arithmetic. */
#include <pthread.h>
#include <stddef.h>
#include <stdlib.h>

#include "tests/evidence/contestants/packed.h"

static void *second_row(void *unused)
{
    contestant_logits[1] =
        packed_dot(contestant_weights + INPUTS, contestant_input, INPUTS) + contestant_bias[1];
    return unused;
}

static void inference(void)
{
    pthread_t thread;
    if (pthread_create(&thread, NULL, second_row, NULL) != 0)
        return;
    contestant_logits[0] = packed_dot(contestant_weights, contestant_input, INPUTS) + contestant_bias[0];
    if (pthread_join(thread, NULL) != 0)
        abort();
}

int main(void)
{
    return contestant_run(inference);
}
