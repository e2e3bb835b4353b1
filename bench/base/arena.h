/* Memory of many small pieces that live and end together. */
#ifndef FAIRLANE_BENCH_BASE_ARENA_H
#define FAIRLANE_BENCH_BASE_ARENA_H

#include <stdbool.h>
#include <stddef.h>

/* Starts as {0}. */
typedef struct fl_arena {
    struct fl_arena_block *blocks;
    bool failed; /* memory ran short at some time: what was built in it has a hole */
} fl_arena;

/* Memory for anything, its bytes undefined; NULL where there is none. */
void *fl_arena_take(fl_arena *arena, size_t size);

/* A copy of size bytes and a zero behind them; NULL without memory. */
char *fl_arena_copy(fl_arena *arena, const char *text, size_t size);

/* Frees all that was taken; the arena is as new. */
void fl_arena_free(fl_arena *arena);

#endif
