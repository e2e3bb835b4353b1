/* Dropping lines from every cache, so that a call finds nothing there.
 *
 * x86-64: CLFLUSH, part of the baseline. AArch64: DC CIVAC, which Linux allows programs to execute. Elsewhere
 * the lines are pushed out by reading a buffer larger than the caches. */
#ifndef FAIRLANE_BENCH_HARNESS_FLUSH_H
#define FAIRLANE_BENCH_HARNESS_FLUSH_H

#include <stddef.h>

/* Drops the lines of size bytes at address; their content is written back first. Nothing is certain until
 * fl_flush_finish(). */
void fl_flush(const void *address, size_t size);

/* Waits until what was asked for is done. */
void fl_flush_finish(void);

/* "CLFLUSH", "DC CIVAC", "reading 64 MiB" */
const char *fl_flush_method(void);

#endif
