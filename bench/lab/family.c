#define _GNU_SOURCE /* nftw */
#include "bench/lab/family.h"

#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MOST_PROCESSES = 65536, MOST_FILES = 1000000, MOST_DEPTH = 100, MOST_OPEN = 16 };

typedef struct process {
    pid_t pid, parent;
    int64_t threads;
    uint64_t pages;
    bool ours;
} process;

/* "PID (NAME) STATE PARENT …"; the name may hold anything. Threads are the 20th, resident pages the 24th. */
static bool read_process(const char *number, process *found)
{
    enum { STATE = 3, PARENT = 4, THREADS = 20, PAGES = 24 };
    char path[64], text[1024];
    snprintf(path, sizeof path, "/proc/%.20s/stat", number);
    int file = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t got = file >= 0 ? read(file, text, sizeof text - 1) : -1;
    if (file >= 0)
        close(file);
    text[got > 0 ? got : 0] = '\0';
    char *at = got > 0 ? strrchr(text, ')') : NULL;
    *found = (process){.pid = (pid_t)strtol(number, NULL, 10)};
    for (int field = STATE; at && (at = strchr(at, ' ')) != NULL && field <= PAGES; field++) {
        at++;
        if (field == PARENT)
            found->parent = (pid_t)strtol(at, NULL, 10);
        else if (field == THREADS)
            found->threads = strtoll(at, NULL, 10);
        else if (field == PAGES)
            found->pages = strtoull(at, NULL, 10);
    }
    return got > 0;
}

/* All processes; count MOST_PROCESSES: there may be more. NULL without memory. */
static process *read_all(size_t *count)
{
    process *all = malloc(MOST_PROCESSES * sizeof *all);
    DIR *folder = all ? opendir("/proc") : NULL;
    *count = 0;
    for (struct dirent *entry = folder ? readdir(folder) : NULL; entry && *count < MOST_PROCESSES;
         entry = readdir(folder))
        if (isdigit((unsigned char)entry->d_name[0]) && read_process(entry->d_name, &all[*count]))
            ++*count;
    if (folder)
        closedir(folder);
    return all;
}

/* A process is listed behind its parent but where numbers have begun anew: hence until nothing changes. */
static void mark_ours(process *all, size_t count)
{
    const pid_t self = getpid();
    for (bool again = true; again;) {
        again = false;
        for (size_t i = 0; i < count; i++) {
            bool ours = all[i].parent == self;
            for (size_t k = i; k > 0 && !all[i].ours && !ours; k--)
                ours = all[k - 1].ours && all[k - 1].pid == all[i].parent;
            for (size_t k = i + 1; k < count && !all[i].ours && !ours; k++)
                ours = all[k].ours && all[k].pid == all[i].parent;
            if (ours && !all[i].ours)
                again = all[i].ours = true;
        }
    }
}

bool fl_family_count(fl_family *found)
{
    size_t count;
    const uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE);
    process *all = read_all(&count);
    *found = (fl_family){0, 0};
    if (!all || count == 0 || count == MOST_PROCESSES) {
        free(all);
        return false;
    }
    mark_ours(all, count);
    for (size_t i = 0; i < count; i++)
        if (all[i].ours) {
            found->threads += all[i].threads;
            found->memory_bytes += all[i].pages * page;
        }
    free(all);
    return true;
}

/* nftw() hands nothing over to its visitor. */
static uint64_t used;
static size_t files;

static int add_file(const char *path, const struct stat *facts, int kind, struct FTW *place)
{
    enum { BLOCK = 512 };
    (void)path;
    if (kind != FTW_NS)
        used += (uint64_t)facts->st_blocks * BLOCK;
    return ++files > MOST_FILES || place->level > MOST_DEPTH || kind == FTW_DNR;
}

bool fl_folder_usage(const char *path, uint64_t *bytes)
{
    used = 0;
    files = 0;
    bool whole = nftw(path, add_file, MOST_OPEN, FTW_PHYS) == 0;
    *bytes = used;
    return whole;
}
