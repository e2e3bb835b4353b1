/* Whole messages over a descriptor. */
#ifndef FAIRLANE_BENCH_BASE_STREAM_H
#define FAIRLANE_BENCH_BASE_STREAM_H

#include <stdbool.h>
#include <stddef.h>

/* Reads or writes exactly size bytes, going on after signals unless the run was interrupted. */
bool fl_read_exactly(int descriptor, void *bytes, size_t size);
bool fl_write_exactly(int descriptor, const void *bytes, size_t size);

#endif
