#include "bench/base/surroundings.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bench/base/text.h"

void fl_surroundings_fill_standard_descriptors(void)
{
    for (int wanted = STDIN_FILENO; wanted <= STDERR_FILENO; wanted++)
        if (fcntl(wanted, F_GETFD) < 0 &&
            open("/dev/null", wanted == STDERR_FILENO ? O_WRONLY : O_RDONLY) != wanted)
            _exit(FL_UNABLE); /* without /dev/null there is nobody to tell */
}

/* BLIS aborts the process on a core type that it does not know or that this CPU lacks. */
static void drop_core_type_of_blis(void)
{
    static const char name[] = "BLIS_ARCH_TYPE";
    if (!getenv(name))
        return;
    fl_print(stderr, "fairlane: note: %s is ignored; BLIS picks the core type itself here\n", name);
    unsetenv(name);
}

/* hwloc would describe the machine that these name, or wait for a file, instead of looking at this one. */
static void drop_variables_of_hwloc(void)
{
    extern char **environ;
    static const char prefix[] = "HWLOC_", ours[] = "HWLOC_HIDE_ERRORS=";
    char name[64] = "";
    for (char **at = environ; *at;) {
        size_t length = strcspn(*at, "=");
        if (strncmp(*at, prefix, sizeof prefix - 1) != 0 || length >= sizeof name ||
            strncmp(*at, ours, sizeof ours - 1) == 0) {
            at++;
            continue;
        }
        memcpy(name, *at, length);
        name[length] = '\0';
        fl_print(stderr, "fairlane: note: %s is ignored; the machine at hand is looked at\n", name);
        if (unsetenv(name) != 0)
            return;
        at = environ;
    }
}

/* Whether a program found in this folder is what whoever set up the machine put there. */
static bool is_trusted(const char *folder)
{
    struct stat facts;
    return folder[0] == '/' && (stat(folder, &facts) != 0 || (facts.st_mode & S_IWOTH) == 0);
}

/* Helpers (python3, llvm-mca, emulators, what contestants start) are looked for in folders that are named in
 * full and that not everybody may write to: not in whatever folder the user happens to stand in. */
static fl_status clean_path(fl_error *error)
{
    const char *path = getenv("PATH");
    size_t size = path ? strlen(path) + 1 : 0, used = 0;
    if (!path)
        return FL_OK;
    char *folder = malloc(size), *kept = malloc(size);
    bool dropped = false, good = folder && kept;
    for (const char *at = path; good; at += strcspn(at, ":") + 1) {
        snprintf(folder, size, "%.*s", (int)strcspn(at, ":"), at);
        if (is_trusted(folder))
            used += (size_t)snprintf(kept + used, size - used, "%s%s", used ? ":" : "", folder);
        else
            dropped = true;
        if (at[strcspn(at, ":")] == '\0')
            break;
    }
    if (dropped) {
        fl_print(
            stderr,
            "fairlane: note: folders of PATH that depend on the current one, or that everybody may write "
            "to, are ignored\n");
        good = setenv("PATH", used ? kept : "/usr/bin:/bin", 1) == 0;
    }
    free(folder);
    free(kept);
    return good ? FL_OK : fl_fail(error, FL_UNABLE, "no memory to read PATH");
}

fl_status fl_surroundings_clean(fl_error *error)
{
    drop_core_type_of_blis();
    drop_variables_of_hwloc();
    /* Where /sys is missing hwloc complains on stderr, once
     * a call; the lab's own lines say what is unknown. */
    setenv("HWLOC_HIDE_ERRORS", "2", 0);
    return clean_path(error);
}
