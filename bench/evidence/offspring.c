#define _GNU_SOURCE
#include "bench/evidence/offspring.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

/* "PID (NAME) STATE PARENT …"; the name may hold anything. 0: it is gone. */
static pid_t parent_of(const char *number)
{
    char path[64], text[512];
    snprintf(path, sizeof path, "/proc/%.20s/stat", number);
    int file = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t got = file >= 0 ? read(file, text, sizeof text - 1) : -1;
    if (file >= 0)
        close(file);
    if (got <= 0)
        return 0;
    text[got] = '\0';
    const char *behind = strrchr(text, ')');
    return behind && strlen(behind) > 4 ? (pid_t)strtol(behind + 4, NULL, 10) : 0;
}

static bool is_known(const fl_offspring *o, pid_t pid)
{
    for (int i = 0; o && i < o->count; i++)
        if (o->before[i] == pid)
            return true;
    return false;
}

/* Our children that are not among the known; returns how many were found, at most FL_MOST_OFFSPRING. */
static int children(const fl_offspring *known, pid_t found[FL_MOST_OFFSPRING])
{
    int count = 0;
    DIR *all = opendir("/proc");
    for (struct dirent *entry = all ? readdir(all) : NULL; entry && count < FL_MOST_OFFSPRING;
         entry = readdir(all)) {
        pid_t pid = isdigit((unsigned char)entry->d_name[0]) ? (pid_t)strtol(entry->d_name, NULL, 10) : 0;
        if (pid > 0 && parent_of(entry->d_name) == getpid() && !is_known(known, pid))
            found[count++] = pid;
    }
    if (all)
        closedir(all);
    return count;
}

void fl_offspring_begin(fl_offspring *o)
{
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    o->count = children(NULL, o->before);
    o->begun = true;
}

void fl_offspring_end(const fl_offspring *o)
{
    enum { TRIES = 1000 };
    pid_t found[FL_MOST_OFFSPRING];
    int status;
    for (int i = 0, count; o->begun && i < TRIES && (count = children(o, found)) > 0; i++)
        for (int k = 0; k < count; k++) {
            kill(found[k], SIGKILL);
            while (waitpid(found[k], &status, __WALL) < 0 && errno == EINTR)
                ;
        }
}
