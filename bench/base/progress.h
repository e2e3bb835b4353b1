/* How far something is that takes its time. */
#ifndef FAIRLANE_BENCH_BASE_PROGRESS_H
#define FAIRLANE_BENCH_BASE_PROGRESS_H

/* Shows the share that is done, 0 to 1, in one line of standard error, and clears it at 1. */
void fl_progress_show(double share, void *context);

#endif
