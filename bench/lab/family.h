/* The processes that this one started, with all that they started, and what they use together. */
#ifndef FAIRLANE_BENCH_LAB_FAMILY_H
#define FAIRLANE_BENCH_LAB_FAMILY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct fl_family {
    int64_t threads;
    uint64_t memory_bytes; /* resident, what is shared counted once for each */
} fl_family;

/* Reads /proc once. False where it cannot be read, or holds more processes than can be looked at. */
bool fl_family_count(fl_family *found);

/* Bytes that a folder takes on its disk. False when it is deeper or holds more than can be looked at. */
bool fl_folder_usage(const char *path, uint64_t *bytes);

#endif
