/* An input that is several files, each behind a line "=== NAME", in a folder. */
#ifndef FAIRLANE_TESTS_FUZZ_FILES_H
#define FAIRLANE_TESTS_FUZZ_FILES_H

#include "tests/fuzz/fuzz.h"

#include <fcntl.h>
#include <sys/stat.h>

enum { FUZZ_LONGEST_NAME = 128 };

/* Makes the folder "…XXXXXX", which last removes when the program ends; its descriptor. */
static inline int fuzz_make_folder(char *folder, void (*last)(void))
{
    fuzz_must(mkdtemp(folder) != NULL && atexit(last) == 0);
    int descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    fuzz_must(descriptor >= 0);
    return descriptor;
}

/* Names that stay within the folder. */
static inline bool fuzz_is_within(const char *name)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./-";
    return name[0] && name[0] != '/' && strspn(name, allowed) == strlen(name) && !strstr(name, "..") &&
           !strstr(name, "//") && name[strlen(name) - 1] != '/';
}

/* What cannot be written, as a file in the place of a folder, is left out. */
static inline void fuzz_write_file(int folder, const char *name, const char *bytes, size_t size)
{
    char path[FUZZ_LONGEST_NAME];
    snprintf(path, sizeof path, "%s", name);
    for (char *c = path; (c = strchr(c, '/')) != NULL; *c++ = '/') {
        *c = '\0';
        mkdirat(folder, path, 0700);
    }
    int file = openat(folder, path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file < 0)
        return;
    fuzz_must(write(file, bytes, size) == (ssize_t)size);
    close(file);
}

/* The next "=== NAME" at or behind a place; NULL: there is none. name: "" where it leads out of the folder. */
static inline const char *fuzz_next_file(const char *at, char name[FUZZ_LONGEST_NAME], const char **content,
                                         size_t *size)
{
    while (at && (strncmp(at, "=== ", 4) != 0 || !strchr(at, '\n'))) {
        at = strstr(at, "\n=== ");
        at = at ? at + 1 : NULL;
    }
    if (!at)
        return NULL;
    const char *end = strchr(at, '\n'), *next = strstr(end, "\n=== ");
    snprintf(name, FUZZ_LONGEST_NAME, "%.*s", (int)(end - at - 4), at + 4);
    if (!fuzz_is_within(name))
        name[0] = '\0';
    *content = end + 1;
    *size = next == end ? 0 : next ? (size_t)(next - end) : strlen(end + 1);
    return next ? next + 1 : end + 1 + *size;
}

#endif
