/* What runs beside the steps. A task that is cloned with CLONE_UNTRACED is reported to no tracer, and some
 * instructions take the next one along in their step. Neither can be counted, and nothing may be concluded
 * from what is seen without them. */
#define _GNU_SOURCE
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/evidence/trace_region.h"

/* Whether a task of this number executes anything still. A leader that has ended stays as long as its threads
 * live. */
static bool is_alive(long tid)
{
    char path[64], line[128];
    bool ended = true;
    long threads = 0;
    snprintf(path, sizeof path, "/proc/%ld/status", tid);
    FILE *file = fopen(path, "re");
    while (file && fgets(line, sizeof line, file)) {
        if (strncmp(line, "State:", 6) == 0)
            ended = strchr(line, 'Z') || strchr(line, 'X');
        else if (strncmp(line, "Threads:", 8) == 0)
            threads = strtol(line + 8, NULL, 10);
    }
    if (file)
        fclose(file);
    return !ended || threads > 1;
}

static bool is_unseen(const fl_tracee *tracee, long tid)
{
    return tid > 0 && !fl_tracee_find(tracee, (pid_t)tid) && is_alive(tid);
}

/* The processes that a thread has started, as numbers with blanks between. */
static uint64_t unseen_children(const fl_tracee *tracee, pid_t pid, long tid)
{
    char path[96], *line = NULL;
    size_t size = 0;
    uint64_t count = 0;
    snprintf(path, sizeof path, "/proc/%d/task/%ld/children", (int)pid, tid);
    FILE *file = fopen(path, "re");
    if (!file) /* the kernel was built without it */
        return 0;
    if (getline(&line, &size, file) > 0) {
        char *end = NULL;
        for (char *at = line;; at = end) {
            long child = strtol(at, &end, 10);
            if (end == at)
                break;
            count += is_unseen(tracee, child);
        }
    }
    free(line);
    fclose(file);
    return count;
}

static uint64_t unseen_of_process(const fl_tracee *tracee, pid_t pid)
{
    char path[64];
    uint64_t count = 0;
    snprintf(path, sizeof path, "/proc/%d/task", (int)pid);
    DIR *folder = opendir(path);
    for (const struct dirent *entry; folder && (entry = readdir(folder)) != NULL;) {
        long tid = strtol(entry->d_name, NULL, 10);
        if (tid <= 0)
            continue;
        count += is_unseen(tracee, tid) + unseen_children(tracee, pid, tid);
    }
    if (folder)
        closedir(folder);
    return count;
}

uint64_t fl_unseen_tasks(const fl_tracee *tracee)
{
    uint64_t count = 0;
    for (size_t i = 0; i < tracee->count; i++) {
        bool first = true;
        for (size_t k = 0; k < i; k++)
            first &= tracee->tasks[k]->pid != tracee->tasks[i]->pid;
        count += first ? unseen_of_process(tracee, tracee->tasks[i]->pid) : 0;
    }
    return count;
}

bool fl_unseen_start(const char *call, int64_t result, bool told)
{
    bool starts = strcmp(call, "clone") == 0 || strcmp(call, "clone3") == 0 || strcmp(call, "fork") == 0 ||
                  strcmp(call, "vfork") == 0;
    return starts && result > 0 && !told;
}

bool fl_unseen_instruction(const fl_pending *pending, uint64_t pc)
{
    const fl_instruction *instruction = &pending->instruction;
    uint64_t next = pending->address + instruction->length;
    if (!pending->any || !pending->counts || !pending->known)
        return false;
    switch (instruction->flow) {
    case FL_FLOW_NEXT:
        return pc != next;
    case FL_FLOW_JUMP:
        return pc != next && pc != instruction->target;
    case FL_FLOW_CALL:
        return pc != instruction->target;
    default:
        return false;
    }
}
