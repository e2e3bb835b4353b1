/*
 * By hand: files of one number each; libcgroup is for whoever manages groups, and tells of one group, not of all
 * above. */
#define _GNU_SOURCE /* getline */
#include "bench/harness/quota.h"

#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PATH_SIZE = 4096, FULL_SIZE = 3 * PATH_SIZE, STAT_SIZE = 1024 };

/* Where the groups lie: the folder that is mounted, the group that stands there, and our own. */
typedef struct place {
    char mount[PATH_SIZE], top[PATH_SIZE], own[PATH_SIZE];
    bool version_2;
} place;

/* Whether a comma separated list holds a word. */
static bool holds(const char *list, const char *word)
{
    size_t length = strlen(word);
    for (const char *at = list; at; at = strchr(at, ',')) {
        at += *at == ',';
        if (strncmp(at, word, length) == 0 && (at[length] == ',' || at[length] == '\0'))
            return true;
    }
    return false;
}

/* FOLDER/NAME below root, for reading; -1 when it cannot be opened. */
static int open_in(const char *root, const char *folder, const char *name)
{
    char full[FULL_SIZE];
    bool fits = (size_t)snprintf(full, sizeof full, "%s%s/%s", root, folder, name) < sizeof full;
    return fits ? open(full, O_RDONLY | O_CLOEXEC) : -1;
}

static FILE *stream_in(const char *root, const char *folder, const char *name)
{
    int descriptor = open_in(root, folder, name);
    FILE *file = descriptor >= 0 ? fdopen(descriptor, "r") : NULL;
    if (descriptor >= 0 && !file)
        close(descriptor);
    return file;
}

/* A line "ID:controllers:path"; version 2 has no controllers. */
static bool own_group(const char *root, bool version_2, char own[PATH_SIZE])
{
    FILE *file = stream_in(root, "/proc/self", "cgroup");
    char line[PATH_SIZE];
    bool found = false;
    while (file && !found && fgets(line, sizeof line, file)) {
        line[strcspn(line, "\n")] = '\0';
        char *controllers = strchr(line, ':'), *path = controllers ? strchr(controllers + 1, ':') : NULL;
        if (!path)
            continue;
        *path++ = '\0';
        found = version_2 ? controllers[1] == '\0' : holds(controllers + 1, "cpu");
        if (found)
            snprintf(own, PATH_SIZE, "%s", path);
    }
    if (file)
        fclose(file);
    return found;
}

/* "ID parent device top mount options [tags] - type source options", proc_pid_mountinfo(5). */
static bool read_mount(char *line, place *found)
{
    char *rest = strstr(line, " - ");
    char type[16] = "", options[512] = "";
    if (!rest || sscanf(line, "%*s %*s %*s %4095s %4095s", found->top, found->mount) != 2 ||
        sscanf(rest + 3, "%15s %*s %511s", type, options) < 1)
        return false;
    found->version_2 = strcmp(type, "cgroup2") == 0;
    return found->version_2 || (strcmp(type, "cgroup") == 0 && holds(options, "cpu"));
}

static bool find_place(const char *root, bool version_2, place *found)
{
    FILE *file = stream_in(root, "/proc/self", "mountinfo");
    char *line = NULL;
    size_t size = 0;
    bool good = false;
    while (file && !good && getline(&line, &size, file) > 0)
        good = read_mount(line, found) && found->version_2 == version_2;
    free(line);
    if (file)
        fclose(file);
    return good && own_group(root, version_2, found->own);
}

static double number_in(const char *root, const char *folder, const char *name)
{
    char text[64] = "";
    FILE *file = stream_in(root, folder, name);
    size_t length = file ? fread(text, 1, sizeof text - 1, file) : 0;
    text[length] = '\0';
    if (file)
        fclose(file);
    return text[0] >= '0' && text[0] <= '9' ? strtod(text, NULL) : NAN;
}

/* "20000 100000" or "max 100000" in version 2; two files in version 1, where -1 is none. */
static double quota_of(const char *root, const char *folder, bool version_2)
{
    if (!version_2)
        return number_in(root, folder, "cpu.cfs_quota_us") / number_in(root, folder, "cpu.cfs_period_us");
    double quota = NAN, period = NAN;
    FILE *file = stream_in(root, folder, "cpu.max");
    /* NOLINTNEXTLINE(cert-err34-c): the kernel writes it; "max" is no number, which the count tells */
    bool good = file && fscanf(file, "%lf %lf", &quota, &period) == 2 && period > 0;
    if (file)
        fclose(file);
    return good ? quota / period : NAN;
}

static void take_level(const char *root, const char *folder, bool version_2, fl_quota *quota)
{
    double cpus = quota_of(root, folder, version_2);
    if (cpus > 0)
        quota->cpus = fmin(quota->cpus, cpus); /* fmin ignores a NaN */
    int file = quota->levels < FL_QUOTA_LEVELS ? open_in(root, folder, "cpu.stat") : -1;
    if (file >= 0)
        quota->files[quota->levels++] = file;
}

/* From our own group up to the one that is mounted. In a namespace of its own a group is told from there, in
 * a container without one from the machine's top: then what is mounted is a part of it. */
static void climb(const char *root, const place *at, fl_quota *quota)
{
    char folder[2 * PATH_SIZE];
    size_t top = strcmp(at->top, "/") == 0 ? 0 : strlen(at->top);
    const char *below = strncmp(at->own, at->top, top) == 0 ? at->own + top : "";
    snprintf(folder, sizeof folder, "%s%s", at->mount, strcmp(below, "/") == 0 ? "" : below);
    size_t shortest = strlen(at->mount);
    for (;;) {
        take_level(root, folder, at->version_2, quota);
        char *last = strrchr(folder, '/');
        if (!last || (size_t)(last - folder) < shortest)
            return;
        *last = '\0';
    }
}

void fl_quota_open(const char *root, fl_quota *quota)
{
    *quota = (fl_quota){.cpus = NAN};
    place *at = calloc(1, sizeof *at);
    for (int version = 1; at && version <= 2; version++)
        if (find_place(root, version == 2, at))
            climb(root, at, quota);
    free(at);
}

void fl_quota_close(fl_quota *quota)
{
    for (int i = 0; i < quota->levels; i++)
        close(quota->files[i]);
    quota->levels = 0;
}

/* Adds the number behind a key at the beginning of a line, where it stands there. */
static void add_after(const char *text, const char *key, double unit, double *sum)
{
    size_t length = strlen(key);
    for (const char *line = text; line; line = strchr(line, '\n')) {
        line += *line == '\n';
        if (strncmp(line, key, length) != 0 || line[length] != ' ')
            continue;
        const char *digits = line + length + 1;
        if (*digits >= '0' && *digits <= '9')
            *sum = (isnan(*sum) ? 0 : *sum) + unit * strtod(digits, NULL);
        return;
    }
}

fl_quota_counts fl_quota_read(const fl_quota *quota)
{
    fl_quota_counts counts = {NAN, NAN, NAN};
    for (int i = 0; i < quota->levels; i++) {
        char text[STAT_SIZE];
        ssize_t length = pread(quota->files[i], text, sizeof text - 1, 0);
        if (length <= 0)
            continue;
        text[length] = '\0';
        add_after(text, "nr_periods", 1, &counts.periods);
        add_after(text, "nr_throttled", 1, &counts.throttled_periods);
        add_after(text, "throttled_time", 1e-9, &counts.throttled_seconds); /* version 1 */
        add_after(text, "throttled_usec", 1e-6, &counts.throttled_seconds); /* version 2 */
    }
    return counts;
}
