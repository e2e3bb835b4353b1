/* Ctrl-C and its kin as a flag, so that a run can stop between two steps and leave nothing half done. */
#ifndef FAIRLANE_BENCH_HARNESS_INTERRUPT_H
#define FAIRLANE_BENCH_HARNESS_INTERRUPT_H

#include <stdbool.h>

/* From now on SIGINT, SIGTERM and SIGHUP set the flag and make blocking calls return with EINTR. A SIGHUP
 * that is ignored, as nohup starts programs, stays ignored; an ignored SIGINT, as shells start jobs in the
 * background, does not. */
void fl_interrupt_watch(void);

/* Puts the former handlers back. */
void fl_interrupt_restore(void);

bool fl_interrupted(void);

#endif
