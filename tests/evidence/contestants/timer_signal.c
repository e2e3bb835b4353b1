/* A timer that fires every 20 ms of real time, as a profiler sets it: never in the region by itself, several
 * times once it is stepped through. Its handler computes nothing and the work stays what it was. */
#define _DEFAULT_SOURCE /* setitimer */
#include <signal.h>
#include <stddef.h>
#include <sys/time.h>

#include "tests/evidence/contestants/contestant.h"

static volatile sig_atomic_t fired;

static void handle(int number)
{
    (void)number;
    fired++;
}

static void inference(void)
{
    scalar_inference();
}

int main(void)
{
    struct sigaction action = {.sa_handler = handle, .sa_flags = SA_RESTART};
    struct itimerval every = {.it_interval.tv_usec = 20000, .it_value.tv_usec = 20000};
    if (sigaction(SIGALRM, &action, NULL) != 0 || setitimer(ITIMER_REAL, &every, NULL) != 0)
        return contestant_skip("no timer can be set");
    return contestant_run(inference);
}
