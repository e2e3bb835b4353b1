/* The work in a signal handler. */
#include <signal.h>
#include <stddef.h>

#include "tests/evidence/contestants/contestant.h"

static void handle(int number)
{
    (void)number;
    scalar_inference();
}

static void inference(void)
{
    raise(SIGUSR1);
}

int main(void)
{
    struct sigaction action = {.sa_handler = handle};
    if (sigaction(SIGUSR1, &action, NULL) != 0)
        return contestant_skip("no handler can be set");
    return contestant_run(inference);
}
