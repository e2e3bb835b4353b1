/* Two threads that hand the work to each other by spinning on a flag, without a system call: a tracer that
 * steps one thread and leaves the other stopped waits for ever. */
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>

#include "tests/evidence/contestants/packed.h"

static atomic_int asked, done;

static void *serve(void *unused)
{
    for (int turn = 1;; turn++) {
        while (atomic_load(&asked) < turn)
            ;
        contestant_logits[1] =
            packed_dot(contestant_weights + INPUTS, contestant_input, INPUTS) + contestant_bias[1];
        atomic_store(&done, turn);
    }
    return unused;
}

static void inference(void)
{
    int turn = atomic_load(&asked) + 1;
    atomic_store(&asked, turn);
    contestant_logits[0] = packed_dot(contestant_weights, contestant_input, INPUTS) + contestant_bias[0];
    while (atomic_load(&done) < turn)
        ;
}

int main(void)
{
    pthread_t thread;
    if (pthread_create(&thread, NULL, serve, NULL) != 0)
        return contestant_skip("no second thread can be had");
    return contestant_run(inference);
}
