/* The work in a thread that existed long before the region and is woken inside it, as a pool of threads does
 * it: a tracer that looks out for new threads only sees no arithmetic. */
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

#include "tests/evidence/contestants/packed.h"

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static enum { IDLE, ASKED, DONE } state = IDLE;

static void work(void)
{
    for (int k = 0; k < OUTPUTS; k++)
        contestant_logits[k] =
            packed_dot(contestant_weights + k * INPUTS, contestant_input, INPUTS) + contestant_bias[k];
}

static void *serve(void *unused)
{
    pthread_mutex_lock(&mutex);
    for (;;) {
        while (state != ASKED)
            pthread_cond_wait(&changed, &mutex);
        work();
        state = DONE;
        pthread_cond_broadcast(&changed);
    }
    return unused;
}

static void inference(void)
{
    pthread_mutex_lock(&mutex);
    state = ASKED;
    pthread_cond_broadcast(&changed);
    while (state != DONE)
        pthread_cond_wait(&changed, &mutex);
    state = IDLE;
    pthread_mutex_unlock(&mutex);
}

int main(void)
{
    pthread_t thread;
    if (pthread_create(&thread, NULL, serve, NULL) != 0)
        return contestant_skip("no second thread can be had");
    return contestant_run(inference);
}
