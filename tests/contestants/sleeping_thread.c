/* A thread that sleeps beside the inference, as every process with a pool or a timer has one: stopping and
 * stepping it must neither hang the trace nor count as a thread that ran. */
#include <pthread.h>
#include <stddef.h>
#include <unistd.h>

#include "tests/contestants/contestant.h"

static void *sleep_on(void *unused)
{
    for (;;)
        pause();
    return unused;
}

static void inference(void)
{
    scalar_inference();
}

int main(void)
{
    pthread_t thread;
    if (pthread_create(&thread, NULL, sleep_on, NULL) != 0)
        return contestant_skip("no second thread can be had");
    return contestant_run(inference);
}
