/* Every allocation of the program's own code comes through here: it is linked with --wrap (CMakeLists.txt),
 * so that none is forgotten, one that is written tomorrow included. What libraries allocate for themselves
 * they must tell of. */
#include <cjson/cJSON.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

#include "bench/cli/memory_watch.h"
#include "bench/harness/memory.h"

/* NOLINTBEGIN(bugprone-reserved-identifier): the linker's names */
void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *block, size_t size);
char *__real_strdup(const char *text);
ssize_t __real_getline(char **line, size_t *size, FILE *file);
FILE *__real_fopen(const char *path, const char *mode);
FILE *__real_fdopen(int descriptor, const char *mode);
DIR *__real_opendir(const char *path);

void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *block, size_t size);
char *__wrap_strdup(const char *text);
ssize_t __wrap_getline(char **line, size_t *size, FILE *file);
FILE *__wrap_fopen(const char *path, const char *mode);
FILE *__wrap_fdopen(int descriptor, const char *mode);
DIR *__wrap_opendir(const char *path);

void *__wrap_malloc(size_t size)
{
    void *block = __real_malloc(size);
    if (!block && size > 0)
        fl_memory_note_shortage();
    return block;
}

void *__wrap_calloc(size_t count, size_t size)
{
    void *block = __real_calloc(count, size);
    if (!block && count > 0 && size > 0)
        fl_memory_note_shortage();
    return block;
}

void *__wrap_realloc(void *block, size_t size)
{
    void *larger = __real_realloc(block, size);
    if (!larger && size > 0)
        fl_memory_note_shortage();
    return larger;
}

char *__wrap_strdup(const char *text)
{
    char *copy = __real_strdup(text);
    if (!copy)
        fl_memory_note_shortage();
    return copy;
}

ssize_t __wrap_getline(char **line, size_t *size, FILE *file)
{
    ssize_t length = __real_getline(line, size, file);
    if (length < 0 && errno == ENOMEM)
        fl_memory_note_shortage();
    return length;
}

FILE *__wrap_fopen(const char *path, const char *mode)
{
    FILE *file = __real_fopen(path, mode);
    if (!file && errno == ENOMEM)
        fl_memory_note_shortage();
    return file;
}

FILE *__wrap_fdopen(int descriptor, const char *mode)
{
    FILE *file = __real_fdopen(descriptor, mode);
    if (!file && errno == ENOMEM)
        fl_memory_note_shortage();
    return file;
}

DIR *__wrap_opendir(const char *path)
{
    DIR *folder = __real_opendir(path);
    if (!folder && errno == ENOMEM)
        fl_memory_note_shortage();
    return folder;
}
/* NOLINTEND(bugprone-reserved-identifier) */

void fl_memory_watch(void)
{
    cJSON_InitHooks(&(cJSON_Hooks){malloc, free});
}
