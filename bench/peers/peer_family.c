/* All processes that a peer has started, however they detached themselves: a child of its session or process
 * group, and one with a session of its own still has the mark in its environment. */
#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "bench/peers/peer_parts.h"

enum { LARGEST_ENVIRONMENT = 1 << 20, TRIES = 20, NAP_MS = 10 };

/* Reads a file of /proc, which has no size of its own; returns the bytes read. */
static size_t read_file(const char *path, char *text, size_t size)
{
    int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    size_t used = 0;
    ssize_t got = 1;
    while (descriptor >= 0 && got > 0 && used + 1 < size) {
        got = read(descriptor, text + used, size - 1 - used);
        used += got > 0 ? (size_t)got : 0;
    }
    if (descriptor >= 0)
        close(descriptor);
    text[used] = '\0';
    return used;
}

/* "PID (NAME) STATE PARENT GROUP SESSION …"; the name may hold anything. */
static bool is_alive_in(long pid, pid_t session, bool *alive)
{
    char path[64], text[1024];
    long numbers[3] = {0}; /* parent, group, session */
    snprintf(path, sizeof path, "/proc/%ld/stat", pid);
    read_file(path, text, sizeof text);
    char *behind = strrchr(text, ')');
    char state = 'X';
    if (behind && strlen(behind) > 3)
        state = behind[2];
    char *at = state == 'X' ? text : behind + 3;
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0] && state != 'X'; i++)
        numbers[i] = strtol(at, &at, 10);
    *alive = state != 'Z' && state != 'X';
    return *alive && (numbers[1] == (long)session || numbers[2] == (long)session);
}

static bool has_mark(long pid, const char *mark, char *environment)
{
    char path[64], wanted[96];
    int length = snprintf(wanted, sizeof wanted, "FAIRLANE_PEER_MARK=%s", mark);
    snprintf(path, sizeof path, "/proc/%ld/environ", pid);
    size_t size = read_file(path, environment, LARGEST_ENVIRONMENT);
    for (size_t at = 0; at < size; at += strlen(environment + at) + 1)
        if (strncmp(environment + at, wanted, (size_t)length + 1) == 0)
            return true;
    return false;
}

/* signal_number: 0 only looks. */
static size_t signal_all(pid_t session, const char *mark, char *environment, int signal_number)
{
    DIR *all = opendir("/proc");
    size_t found = 0;
    for (struct dirent *entry = all ? readdir(all) : NULL; entry; entry = readdir(all)) {
        char *end = NULL;
        long pid = strtol(entry->d_name, &end, 10);
        bool alive = false;
        if (!isdigit((unsigned char)entry->d_name[0]) || *end || pid <= 1 || pid == (long)getpid())
            continue;
        if (!is_alive_in(pid, session, &alive) && !(alive && has_mark(pid, mark, environment)))
            continue;
        kill((pid_t)pid, signal_number);
        found++;
    }
    if (all)
        closedir(all);
    return found;
}

size_t fl_peer_kill_family(pid_t session, const char *mark, bool patient)
{
    const struct timespec pause = {0, NAP_MS * 1000000L};
    char *environment = malloc(LARGEST_ENVIRONMENT);
    size_t left = 0;
    /* a helper that ends with its parent needs a moment */
    for (int i = 0; environment && patient && i < TRIES; i++) {
        left = signal_all(session, mark, environment, 0);
        if (left == 0)
            break;
        nanosleep(&pause, NULL);
    }
    /* again until none is left: between looking and killing one may have forked */
    for (int i = 0; environment && i < TRIES; i++) {
        if (signal_all(session, mark, environment, SIGKILL) == 0)
            break;
        nanosleep(&pause, NULL);
    }
    free(environment);
    kill(-session, SIGKILL); /* where there is no /proc */
    return left;
}
