#include "bench/base/memory_budget.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

enum { PATH_SIZE = 1024, KIBIBYTE = 1024 };

static FILE *open_below(const char *root, const char *folder, const char *name)
{
    char path[2 * PATH_SIZE];
    bool fits = (size_t)snprintf(path, sizeof path, "%s%s/%s", root, folder, name) < sizeof path;
    return fits ? fopen(path, "re") : NULL;
}

/* The number behind a word, "" for the beginning; UINT64_MAX where there is none ("max"). */
static uint64_t number_in(const char *root, const char *folder, const char *name, const char *word)
{
    char line[256];
    uint64_t number = UINT64_MAX;
    FILE *file = open_below(root, folder, name);
    while (file && fgets(line, sizeof line, file)) {
        if (strncmp(line, word, strlen(word)) != 0)
            continue;
        const char *at = line + strlen(word);
        at += strspn(at, " \t");
        if (*at >= '0' && *at <= '9')
            number = strtoull(at, NULL, 10);
        break;
    }
    if (file)
        fclose(file);
    return number;
}

static uint64_t left_of(uint64_t most, uint64_t used)
{
    return most == UINT64_MAX ? UINT64_MAX : used == UINT64_MAX ? most : used < most ? most - used : 0;
}

static void lower(fl_memory_budget *budget, uint64_t left, const char *which)
{
    if (left == UINT64_MAX || left / 2 >= budget->bytes)
        return;
    budget->bytes = (size_t)(left / 2);
    budget->which = which;
}

/* A group and all above it, of version 2 and of version 1. Where a container shows another path than it mounts, the
 * mounted top is its own group. */
static void ask_groups(const char *root, char *own, bool version_2, fl_memory_budget *budget)
{
    static const char which[] = "a half of what its control group leaves";
    char folder[PATH_SIZE + 32];
    for (;;) {
        snprintf(folder, sizeof folder, "/sys/fs/cgroup%s%s", version_2 ? "" : "/memory", own);
        uint64_t most = number_in(root, folder, version_2 ? "memory.max" : "memory.limit_in_bytes", ""),
                 used = number_in(root, folder, version_2 ? "memory.current" : "memory.usage_in_bytes", "");
        lower(budget, left_of(most, used), which);
        char *last = strrchr(own, '/');
        if (!last)
            return;
        *last = '\0';
    }
}

/* Lines "ID:controllers:path"; version 2 has no controllers. */
static void ask_own_groups(const char *root, fl_memory_budget *budget)
{
    char line[PATH_SIZE];
    FILE *file = open_below(root, "/proc/self", "cgroup");
    while (file && fgets(line, sizeof line, file)) {
        line[strcspn(line, "\n")] = '\0';
        char *controllers = strchr(line, ':'), *path = controllers ? strchr(controllers + 1, ':') : NULL;
        if (!path)
            continue;
        *path++ = '\0';
        bool version_2 = controllers[1] == '\0';
        if (version_2 || strcmp(controllers + 1, "memory") == 0)
            ask_groups(root, path, version_2, budget);
    }
    if (file)
        fclose(file);
}

fl_memory_budget fl_memory_budget_of(const char *root, size_t most)
{
    fl_memory_budget budget = {most, "the most that is taken on any machine"};
    uint64_t available = number_in(root, "/proc", "meminfo", "MemAvailable:");
    if (available < UINT64_MAX / KIBIBYTE)
        lower(&budget, available * KIBIBYTE, "a half of the memory that is available here");
    ask_own_groups(root, &budget);
    struct rlimit space;
    if (getrlimit(RLIMIT_AS, &space) == 0 && space.rlim_cur != RLIM_INFINITY) {
        uint64_t pages = number_in(root, "/proc/self", "statm", "");
        uint64_t used =
            pages < UINT64_MAX / KIBIBYTE / KIBIBYTE ? pages * (uint64_t)sysconf(_SC_PAGESIZE) : 0;
        lower(&budget, left_of((uint64_t)space.rlim_cur, used),
              "a half of the address space that is left to it");
    }
    return budget;
}
