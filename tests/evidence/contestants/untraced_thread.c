/* Half of the work in a thread that was cloned with CLONE_UNTRACED: no tracer is told of it. It was there
 * before the region, and is waited for without a system call. */
#define _GNU_SOURCE /* clone */
#include <sched.h>
#include <stdatomic.h>
#include <stddef.h>

#include "tests/evidence/contestants/packed.h"

static atomic_int asked, done;
static _Alignas(64) char stack[1 << 16];

static int serve(void *unused)
{
    (void)unused;
    for (int turn = 1;; turn++) {
        while (atomic_load(&asked) < turn)
            ;
        contestant_logits[1] =
            packed_dot(contestant_weights + INPUTS, contestant_input, INPUTS) + contestant_bias[1];
        atomic_store(&done, turn);
    }
    return 0;
}

static void inference(void)
{
    int turn = atomic_load(&asked) + 1;
    atomic_store(&asked, turn);
    contestant_logits[0] = scalar_dot(contestant_weights, contestant_input, INPUTS) + contestant_bias[0];
    while (atomic_load(&done) < turn)
        ;
}

int main(void)
{
    const int thread = CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM;
    if (clone(serve, stack + sizeof stack, thread | CLONE_UNTRACED, NULL) < 0)
        return contestant_skip("no thread that is not traced can be had");
    return contestant_run(inference);
}
