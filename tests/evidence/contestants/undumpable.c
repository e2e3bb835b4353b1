/* Forbids everybody but an administrator to look at its memory, then does its work. Run by root it is traced
 * all the same; check_unattestable.sh runs it as somebody else. */
#include <sys/prctl.h>

#include "tests/evidence/contestants/contestant.h"

static void inference(void)
{
    scalar_inference();
}

int main(void)
{
    return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0 ? contestant_run(inference) : 1;
}
