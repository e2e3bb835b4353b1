/* Preloaded: lets the n-th allocation of a program fail, once or from there on, as memory that runs short does.
 *
 * SCARCE_WORD     arms processes whose first argument is this word, the command's name: fairlane's own, not python3
 * SCARCE_AT       number of the first allocation that fails, from 1; none without it
 * SCARCE_FOR_EVER set: all later ones fail as well
 * SCARCE_CHILDREN set: processes that it forks are armed as well, and go on counting where they begin
 * SCARCE_COUNT    file that holds how many allocations there were, of the process that made the most: 8 bytes
 *
 * glibc's allocator is called by the names under which it also offers itself. */
#define _GNU_SOURCE /* RTLD_NEXT */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int hwloc_topology_init(void *topology);
int hwloc_topology_load(void *topology);
int hwloc_get_cpubind(void *topology, const void *set, int flags);
int hwloc_set_cpubind(void *topology, const void *set, int flags);
/* NOLINTBEGIN(bugprone-reserved-identifier): glibc's names */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *block, size_t size);
void *__libc_memalign(size_t alignment, size_t size);
/* NOLINTEND(bugprone-reserved-identifier) */

static unsigned long count, failing;
static unsigned long *most; /* shared with the test and with children */
static bool armed, for_ever;

/* Without allocating: /proc/self/cmdline is the program's name, a zero byte, its first argument. */
static bool is_meant(const char *word)
{
    char line[512] = "";
    int file = open("/proc/self/cmdline", O_RDONLY | O_CLOEXEC);
    ssize_t size = file < 0 ? -1 : read(file, line, sizeof line - 1);
    if (file >= 0)
        close(file);
    size_t name = strlen(line) + 1;
    const char *slash = strrchr(line, '/');
    return size > (ssize_t)name && strcmp(line + name, word) == 0 &&
           strncmp(slash ? slash + 1 : line, "fairlane", 8) == 0;
}

static void disarm(void)
{
    armed = false;
}

/* Children may end without any destructor: the file is written as they go. */
static void open_count(const char *path)
{
    int file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0 || ftruncate(file, sizeof *most) != 0)
        _exit(125);
    most = mmap(NULL, sizeof *most, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (most == MAP_FAILED)
        _exit(125);
    close(file);
}

__attribute__((constructor)) static void arm(void)
{
    const char *word = getenv("SCARCE_WORD"), *at = getenv("SCARCE_AT");
    if (!word || !is_meant(word))
        return;
    failing = at ? strtoul(at, NULL, 10) : 0;
    for_ever = getenv("SCARCE_FOR_EVER") != NULL;
    if (getenv("SCARCE_COUNT"))
        open_count(getenv("SCARCE_COUNT"));
    count = 0;
    armed = true;
    if (!getenv("SCARCE_CHILDREN"))
        pthread_atfork(NULL, NULL, disarm);
}

/* libhwloc 2.9 dies by itself where memory is short: what the lab calls of it is spared. */
static int spared(const char *name, void *topology, const void *set, int flags)
{
    bool before = armed;
    void *function = dlsym(RTLD_NEXT, name);
    int (*call)(void *, const void *, int);
    memcpy(&call, &function, sizeof call);
    armed = false;
    int result = call ? call(topology, set, flags) : -1; /* surplus arguments are not looked at */
    armed = before;
    return result;
}

int hwloc_topology_init(void *topology)
{
    return spared(__func__, topology, NULL, 0);
}

int hwloc_topology_load(void *topology)
{
    return spared(__func__, topology, NULL, 0);
}

int hwloc_get_cpubind(void *topology, const void *set, int flags)
{
    return spared(__func__, topology, set, flags);
}

int hwloc_set_cpubind(void *topology, const void *set, int flags)
{
    return spared(__func__, topology, set, flags);
}

static bool runs_short(void)
{
    if (!armed)
        return false;
    unsigned long now = __atomic_add_fetch(&count, 1, __ATOMIC_RELAXED);
    if (most && now > *most)
        *most = now;
    if (failing == 0 || now < failing || (now > failing && !for_ever))
        return false;
    errno = ENOMEM;
    return true;
}

void *malloc(size_t size)
{
    return runs_short() ? NULL : __libc_malloc(size);
}

/* NOLINTBEGIN(readability-inconsistent-declaration-parameter-name):
 * their parameters have other names there */
void *calloc(size_t number, size_t size)
{
    return runs_short() ? NULL : __libc_calloc(number, size);
}

void *realloc(void *block, size_t size)
{
    return size > 0 && runs_short() ? NULL : __libc_realloc(block, size);
}

void *aligned_alloc(size_t alignment, size_t size)
{
    return runs_short() ? NULL : __libc_memalign(alignment, size);
}

void *memalign(size_t alignment, size_t size)
{
    return runs_short() ? NULL : __libc_memalign(alignment, size);
}

int posix_memalign(void **block, size_t alignment, size_t size)
{
    if (runs_short())
        return ENOMEM;
    *block = __libc_memalign(alignment, size);
    return *block ? 0 : ENOMEM;
}
/* NOLINTEND(readability-inconsistent-declaration-parameter-name) */
