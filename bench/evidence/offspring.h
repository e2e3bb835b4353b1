/* What a traced program leaves running although it was killed: processes that refuse to be traced
 * (CLONE_UNTRACED), or that made a session of their own. */
#ifndef FAIRLANE_BENCH_EVIDENCE_OFFSPRING_H
#define FAIRLANE_BENCH_EVIDENCE_OFFSPRING_H

#include <stdbool.h>
#include <sys/types.h>

enum { FL_MOST_OFFSPRING = 64 };

/* The children that this process had before. */
typedef struct fl_offspring {
    pid_t before[FL_MOST_OFFSPRING];
    int count;
    bool begun;
} fl_offspring;

/* Before the program is started: from now on those whose parents die become our own children. */
void fl_offspring_begin(fl_offspring *offspring);

/* After it has ended, if fl_offspring_begin was called: kills and awaits every child that was not there
 * before, and what those had started. */
void fl_offspring_end(const fl_offspring *offspring);

#endif
