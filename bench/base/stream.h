/* Whole messages over a descriptor, and pipes for them. */
#ifndef FAIRLANE_BENCH_BASE_STREAM_H
#define FAIRLANE_BENCH_BASE_STREAM_H

#include <stdbool.h>
#include <stddef.h>

/* Reads or writes exactly size bytes, going on after signals unless the run was interrupted. */
bool fl_read_exactly(int descriptor, void *bytes, size_t size);
bool fl_write_exactly(int descriptor, const void *bytes, size_t size);

/* A pipe whose ends are closed on execution and are none of descriptors 0 to 2, which may be free in us: one
 * there would be lost when a child gets its own. False: errno says why, and neither end is open. */
bool fl_pipe(int ends[2]);

#endif
