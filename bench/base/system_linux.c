/* Linux: small text files in /proc and /sys. They are trusted with nothing: any may be missing (containers,
 * virtual machines), cut short or hold anything. */
#define _GNU_SOURCE /* syscall, getauxval */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "bench/base/system.h"

/* The beginning of a file, at most size - 1 bytes, as a text: it ends at the first zero byte. False when it
 * cannot be read. */
bool fl_system_read_text(const char *root, const char *path, char *text, size_t size)
{
    char full[512];
    text[0] = '\0';
    if ((size_t)snprintf(full, sizeof full, "%s%s", root, path) >= sizeof full)
        return false;
    FILE *file = fopen(full, "r");
    if (!file)
        return false;
    size_t length = fread(text, 1, size - 1, file);
    text[length] = '\0';
    fclose(file);
    return length > 0;
}

/* The first line of a small file. */
bool fl_system_read_line(const char *root, const char *path, char *line, size_t size)
{
    char text[256];
    if (!fl_system_read_text(root, path, text, sizeof text))
        return false;
    fl_system_clean(text, line, size);
    return true;
}

void fl_system_process_name(const char *root, char *name, size_t size)
{
    if (!fl_system_read_line(root, "/proc/self/comm", name, size))
        name[0] = '\0';
}

const char *fl_system_translator(const char *root)
{
    static const char *const objects[][2] = {{"/pinbin\n", "Pin"}, /* Intel SDE is a tool of it */
                                             {"/libdynamorio.so", "DynamoRIO"},
                                             {"/FEXInterpreter\n", "FEX"},
                                             {"/box64\n", "box64"}};
    char path[512], line[512];
    const char *found = "";
    if ((size_t)snprintf(path, sizeof path, "%s/proc/self/maps", root) >= sizeof path)
        return found;
    FILE *maps = fopen(path, "r");
    while (maps && !found[0] && fgets(line, sizeof line, maps))
        for (size_t i = 0; i < sizeof objects / sizeof objects[0]; i++)
            if (strstr(line, objects[i][0]))
                found = objects[i][1];
    if (maps)
        fclose(maps);
    return found;
}

bool fl_system_looks_emulated(void)
{
    /* An emulator that was started by the kernel for a foreign binary hides behind that binary's name. */
    if (getauxval(AT_SYSINFO_EHDR))
        return false;
    errno = 0;
    return syscall(SYS_perf_event_open, NULL, 0, 0, -1, 0UL) == -1 && errno == ENOSYS;
}
