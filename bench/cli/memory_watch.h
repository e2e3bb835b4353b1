/* Notes every failed allocation of the program's own code and of the JSON library (bench/base/memory.h). */
#ifndef FAIRLANE_BENCH_CLI_MEMORY_WATCH_H
#define FAIRLANE_BENCH_CLI_MEMORY_WATCH_H

/* For the beginning of main(). */
void fl_memory_watch(void);

#endif
