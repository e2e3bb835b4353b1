/* How much memory may be taken for what somebody else's files hold. */
#ifndef FAIRLANE_BENCH_BASE_MEMORY_BUDGET_H
#define FAIRLANE_BENCH_BASE_MEMORY_BUDGET_H

#include <stddef.h>
#include <stdint.h>

typedef struct fl_memory_budget {
    size_t bytes;
    const char *which; /* where the bound comes from, to stand behind "1 MiB, "; static */
} fl_memory_budget;

/* The least of: most; a half of the memory that is available on this machine, of what the control groups of this
 * process leave, of the address space that RLIMIT_AS leaves. What the system does not tell does not count. root: ""
 * for the real system, as in bench/base/system.h. */
fl_memory_budget fl_memory_budget_of(const char *root, size_t most);

#endif
