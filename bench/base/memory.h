/* Whether memory ever ran short in this process. Code that only computes says "unknown" where it has no
 * memory, and a library may leave something out: what is printed or written asks here first, so that no
 * document, table or file has a hole that nobody tells of. */
#ifndef FAIRLANE_BENCH_BASE_MEMORY_H
#define FAIRLANE_BENCH_BASE_MEMORY_H

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

/* In the program every allocation of its own code is watched (bench/cli/memory_watch.c) and ends here when it
 * fails. */
void fl_memory_note_shortage(void);
bool fl_memory_ran_short(void);

#ifdef __cplusplus
}
#endif

#endif
