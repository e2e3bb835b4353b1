#include "bench/lab/confined.h"

#include <errno.h>
#include <limits.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "bench/base/clock_check.h"
#include "bench/base/interrupt.h"
#include "bench/base/subprocess.h"
#include "bench/base/system.h"
#include "bench/base/text.h"
#include "bench/evidence/offspring.h"
#include "bench/lab/family.h"

#define UNCONFINED_CURE "--unconfined runs the commands without it, with all of your rights"

enum { MEBIBYTE = 1 << 20 };

/* ---- the words ---- */

typedef struct words {
    char **at; /* [count], then NULL */
    size_t count, room;
} words;

static bool add(words *w, const char *word)
{
    if (w->count + 2 > w->room) {
        size_t room = w->room ? 2 * w->room : 64;
        char **grown = realloc(w->at, room * sizeof *grown);
        if (!grown)
            return false;
        w->at = grown;
        w->room = room;
    }
    w->at[w->count] = strdup(word);
    w->at[w->count + 1] = NULL;
    return w->at[w->count] && ++w->count;
}

static bool add_all(words *w, const char *const *more)
{
    bool all = true;
    for (size_t i = 0; more[i] && all; i++)
        all = add(w, more[i]);
    return all;
}

/* A folder of the system: where it is a link, as /bin to usr/bin, it is one inside as well. */
static bool add_system(words *w, const char *path)
{
    char target[PATH_MAX];
    struct stat facts;
    if (lstat(path, &facts) != 0)
        return true;
    ssize_t length = S_ISLNK(facts.st_mode) ? readlink(path, target, sizeof target - 1) : -1;
    if (length <= 0)
        return add_all(w, (const char *const[]){"--ro-bind", path, path, NULL});
    target[length] = '\0';
    return add_all(w, (const char *const[]){"--symlink", target, path, NULL});
}

static bool is_below(const char *path, const char *folder)
{
    size_t length = strlen(folder);
    return length > 0 && strncmp(path, folder, length) == 0 && (path[length] == '/' || !path[length]);
}

static const char *const system_folders[] = {
    "/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/opt", "/nix/store", "/gnu/store", NULL};

/* Of /etc only what programs need to start: passwords and keys stand there as well. */
static const char *const settings[] = {"/etc/ld.so.cache",  "/etc/ld.so.conf",      "/etc/ld.so.conf.d",
                                       "/etc/alternatives", "/etc/localtime",       "/etc/os-release",
                                       "/etc/passwd",       "/etc/group",           "/etc/nsswitch.conf",
                                       "/etc/python3",      "/etc/java-17-openjdk", NULL};

/* Homes may stand below a folder of the system. */
static bool hide_homes(words *w)
{
    const struct passwd *user = getpwuid(getuid());
    const char *const homes[] = {getenv("HOME"), user ? user->pw_dir : NULL};
    bool all = true;
    for (size_t h = 0; h < 2; h++)
        for (size_t i = 0; homes[h] && homes[h][0] == '/' && system_folders[i] && all; i++)
            if (is_below(homes[h], system_folders[i]) && strcmp(homes[h], system_folders[i]) != 0)
                all = add_all(w, (const char *const[]){"--tmpfs", homes[h], NULL});
    return all;
}

/* Programs of exposed folders are found, and Rust's two folders known by their names. */
static bool add_environment(words *w, const fl_confinement *c)
{
    char path[4096] = "/usr/local/bin:/usr/bin:/bin";
    bool all = true;
    for (size_t i = 0; i < c->exposed_count && all; i++) {
        const char *base = strrchr(c->exposed[i], '/');
        size_t length = strlen(path);
        char moved[sizeof path];
        if (length + strlen(c->exposed[i]) + sizeof "/bin:" < sizeof path) {
            snprintf(moved, sizeof moved, "%s", path);
            snprintf(path, sizeof path, "%.2000s/bin:%.2000s", c->exposed[i], moved);
        }
        if (base && strcmp(base, "/.rustup") == 0)
            all = add_all(w, (const char *const[]){"--setenv", "RUSTUP_HOME", c->exposed[i], NULL});
        else if (base && strcmp(base, "/.cargo") == 0)
            all = add_all(w, (const char *const[]){"--setenv", "CARGO_HOME", c->exposed[i], NULL});
    }
    return all && add_all(w, (const char *const[]){"--setenv", "PATH", path, "--setenv", "HOME", "/tmp",
                                                   "--setenv", "TMPDIR", "/tmp", "--setenv", "LANG",
                                                   "C.UTF-8", "--setenv", "CARGO_NET_OFFLINE", "true", NULL});
}

static bool add_bubblewrap(words *w, const fl_confinement *c)
{
    char temporary[PATH_MAX], shared[PATH_MAX];
    snprintf(temporary, sizeof temporary, "%.4000s/tmp", c->scratch);
    snprintf(shared, sizeof shared, "%.4000s/shm", c->scratch);
    bool all = add_all(w, (const char *const[]){"bwrap", "--unshare-all", "--die-with-parent",
                                                "--new-session", "--cap-drop", "ALL", "--clearenv", NULL});
    for (size_t i = 0; system_folders[i] && all; i++)
        all = add_system(w, system_folders[i]);
    for (size_t i = 0; settings[i] && all; i++)
        all = add_all(w, (const char *const[]){"--ro-bind-try", settings[i], settings[i], NULL});
    /* how many CPUs there are, and what caches they have */
    all = all && hide_homes(w) &&
          add_all(w, (const char *const[]){"--proc", "/proc", "--dev", "/dev", "--bind", shared, "/dev/shm",
                                           "--ro-bind-try", "/sys/devices/system", "/sys/devices/system",
                                           "--bind", temporary, "/tmp", NULL});
    for (size_t i = 0; i < c->exposed_count && all; i++)
        all = add_all(w, (const char *const[]){"--ro-bind", c->exposed[i], c->exposed[i], NULL});
    /* /proc as well: root's own settings of the kernel stand there, and what is writable to root stays so without any
     * capability */
    return all && add_environment(w, c) &&
           add_all(w,
                   (const char *const[]){"--bind", c->folder, c->folder, "--chdir", c->folder, "--remount-ro",
                                         "/", "--remount-ro", "/dev", "--remount-ro", "/proc", "--", NULL});
}

/* Bounds of one process by the shell, which all have; those of all together are watched. */
static bool add_shell(words *w, const fl_confinement *c, const char *command)
{
    static const char script[] =
        "ulimit -c 0; ulimit -f \"$1\"; ulimit -d \"$2\"; cd \"$3\" || exit 126; exec >&2; "
        "shell=/bin/sh; [ ! -x /bin/bash ] || shell=/bin/bash; exec \"$shell\" -c \"$4\"";
    enum { BLOCK = 512, KIBIBYTE = 1024 };
    char blocks[32], kibibytes[32];
    snprintf(blocks, sizeof blocks, "%llu", (unsigned long long)(c->most.disk_bytes / BLOCK));
    snprintf(kibibytes, sizeof kibibytes, "%llu", (unsigned long long)(c->most.memory_bytes / KIBIBYTE));
    return add_all(
        w, (const char *const[]){"/bin/sh", "-c", script, "sh", blocks, kibibytes, c->folder, command, NULL});
}

static void free_words(words *w)
{
    for (size_t i = 0; i < w->count; i++)
        free(w->at[i]);
    free(w->at);
    *w = (words){0};
}

/* starter: NULL for none. */
static fl_status make_words(const fl_confinement *wanted, const char *const *starter, const char *command,
                            words *w, fl_error *error)
{
    *w = (words){0};
    if ((!starter || add_all(w, starter)) && (wanted->unconfined || add_bubblewrap(w, wanted)) &&
        add_shell(w, wanted, command))
        return FL_OK;
    free_words(w);
    return fl_fail(error, FL_UNABLE, "no memory for a command");
}

/* ---- the bounds ---- */

typedef struct watched { /* with what the machine had before */
    const fl_confinement *c;
    uint64_t begin_ns, looked_ns, available, free_bytes, free_files;
    int64_t threads; /* of the whole machine */
    char why[160];
} watched;

/* A number behind a word in a file of /proc; 0 where there is none. */
static uint64_t number_behind(const char *path, const char *word)
{
    char line[256];
    uint64_t number = 0;
    FILE *file = fopen(path, "re");
    while (file && fgets(line, sizeof line, file)) {
        const char *at = strstr(line, word);
        if (at) {
            number = strtoull(at + strlen(word), NULL, 10);
            break;
        }
    }
    if (file)
        fclose(file);
    return number;
}

static uint64_t memory_available(void)
{
    enum { KIBIBYTE = 1024 };
    return number_behind("/proc/meminfo", "MemAvailable:") * KIBIBYTE;
}

/* "0.10 0.20 0.30 2/345 678": 345 threads in all. */
static int64_t all_threads(void)
{
    return (int64_t)number_behind("/proc/loadavg", "/");
}

static void read_disk(const char *path, uint64_t *bytes, uint64_t *contestants)
{
    struct statvfs facts;
    *bytes = *contestants = 0;
    if (statvfs(path, &facts) == 0) {
        *bytes = (uint64_t)facts.f_bfree * facts.f_frsize;
        *contestants = facts.f_ffree;
    }
}

/* What the whole machine tells costs a reading of two small files; only where that is suspicious is it found out who
 * it is. */
static const char *look(void *context)
{
    enum { MOST_ENTRIES = 500000 };
    static const uint64_t second_ns = 1000000000, pause_ns = 40000000;
    watched *w = context;
    const fl_allowance *most = &w->c->most;
    uint64_t now = fl_limit_ns(), free_bytes, free_files, used;
    fl_family family = {0, 0};
    if (now - w->begin_ns > (uint64_t)most->seconds * second_ns) {
        snprintf(w->why, sizeof w->why, "it took more than %lld s and was stopped; --timeout allows more",
                 (long long)most->seconds);
        return w->why;
    }
    if (now - w->looked_ns < pause_ns)
        return NULL;
    w->looked_ns = now;
    read_disk(w->c->scratch, &free_bytes, &free_files);
    bool many = all_threads() - w->threads > most->processes / 2;
    bool large = memory_available() + most->memory_bytes / 2 < w->available;
    if (!many && !large && free_bytes + most->disk_bytes / 2 > w->free_bytes &&
        free_files + MOST_ENTRIES > w->free_files)
        return NULL;
    bool counted = !(many || large) || fl_family_count(&family);
    if (!counted || family.threads > most->processes)
        snprintf(w->why, sizeof w->why, "it had more than %lld processes and threads and was stopped",
                 (long long)most->processes);
    else if (family.memory_bytes > most->memory_bytes)
        snprintf(w->why, sizeof w->why,
                 "it took more than %llu MiB of memory and was stopped; --memory allows more",
                 (unsigned long long)(most->memory_bytes / MEBIBYTE));
    else if (!fl_folder_usage(w->c->scratch, &used) || used > most->disk_bytes)
        snprintf(w->why, sizeof w->why,
                 "it wrote more than %llu MiB, or too many files, and was stopped; --space allows more",
                 (unsigned long long)(most->disk_bytes / MEBIBYTE));
    return w->why[0] ? w->why : NULL;
}

static void watch_begin(watched *w, const fl_confinement *c)
{
    *w = (watched){
        .c = c, .begin_ns = fl_limit_ns(), .available = memory_available(), .threads = all_threads()};
    read_disk(c->scratch, &w->free_bytes, &w->free_files);
}

/* ---- running ---- */

static bool make_folders(const fl_confinement *c)
{
    static const char *const names[] = {"tmp", "shm"};
    char path[PATH_MAX];
    for (size_t i = 0; i < 2; i++) {
        snprintf(path, sizeof path, "%.4000s/%s", c->scratch, names[i]);
        if (mkdir(path, 0700) != 0 && errno != EEXIST)
            return false;
    }
    return true;
}

/* The last line that says something. */
static void last_words(const char *said, char line[160])
{
    const char *end = said + strlen(said), *begin;
    line[0] = '\0';
    while (end > said && !line[0]) {
        begin = end;
        while (begin > said && begin[-1] != '\n')
            begin--;
        char raw[160];
        snprintf(raw, sizeof raw, "%.*s", (int)(end - begin < 150 ? end - begin : 150), begin);
        if (raw[strspn(raw, " \t\r")])
            fl_text_make_plain(raw, line, 160);
        end = begin > said ? begin - 1 : said;
    }
}

static void tell_end(const fl_subprocess_end *ended, fl_confined_end *end)
{
    char line[160];
    last_words(ended->complaints ? ended->complaints : "", line);
    end->exit_code = ended->exit_code;
    if (ended->stopped_by)
        snprintf(end->why, sizeof end->why, "%.300s", ended->stopped_by);
    else if (ended->exit_code != 0)
        snprintf(end->why, sizeof end->why,
                 ended->exit_code < 0 ? "it died of a signal%s%s" : "it failed%s%s", line[0] ? ": " : "",
                 line);
    if (!ended->stopped_by && ended->exit_code > 0)
        snprintf(end->why, sizeof end->why, "exit code %d%s%s", ended->exit_code, line[0] ? ": " : "", line);
}

static fl_status run(const fl_confinement *wanted, const char *const *starter, const char *command,
                     const int *cpu, fl_confined_end *end, fl_subprocess_end *ended, fl_error *error)
{
    words all;
    fl_offspring offspring = {.begun = false};
    watched w;
    *ended = (fl_subprocess_end){.exit_code = -1};
    *end = (fl_confined_end){.exit_code = -1};
    if (!make_folders(wanted))
        return fl_fail(error, FL_UNABLE, "%.300s: cannot make a folder: %s", wanted->scratch,
                       strerror(errno));
    fl_status status = make_words(wanted, starter, command, &all, error);
    if (status != FL_OK)
        return status;
    watch_begin(&w, wanted);
    const fl_subprocess program = {.arguments = (const char *const *)all.at,
                                   .path = starter ? fl_system_own_program() : NULL,
                                   .cure = "the package is bubblewrap; " UNCONFINED_CURE,
                                   .cpu = cpu,
                                   .watch = look,
                                   .watched = &w};
    fl_offspring_begin(&offspring);
    status = fl_subprocess_run(&program, ended, error);
    fl_offspring_end(&offspring);
    end->seconds = (double)(fl_limit_ns() - w.begin_ns) / 1e9;
    if (status == FL_OK)
        tell_end(ended, end);
    free_words(&all);
    return status;
}

fl_status fl_confined_run(const fl_confinement *wanted, const char *command, const int *cpu,
                          fl_confined_end *end, fl_error *error)
{
    fl_subprocess_end ended;
    fl_status status = run(wanted, NULL, command, cpu, end, &ended, error);
    fl_subprocess_free(&ended);
    return status;
}

fl_status fl_confined_run_by(const fl_confinement *wanted, const char *const *starter, const char *command,
                             fl_confined_end *end, fl_error *error)
{
    fl_subprocess_end ended;
    fl_status status = run(wanted, starter, command, NULL, end, &ended, error);
    fl_subprocess_free(&ended);
    return status;
}

fl_status fl_confined_check(const fl_confinement *wanted, fl_error *error)
{
    fl_subprocess_end ended;
    fl_confined_end end;
    char line[160];
    if (wanted->unconfined)
        return FL_OK;
    fl_status status = run(wanted, NULL, "true", NULL, &end, &ended, error);
    if (status == FL_OK && end.exit_code != 0) {
        last_words(ended.complaints ? ended.complaints : "", line);
        status = fl_fail(error, FL_UNABLE,
                         "audit: bubblewrap cannot confine anything here (%s): the system must allow user "
                         "namespaces; " UNCONFINED_CURE,
                         line[0] ? line : "it tells no reason");
    }
    fl_subprocess_free(&ended);
    return status;
}

void fl_confined_remove(const char *folder)
{
    static const char script[] = "chmod -R u+rwX -- \"$1\" 2>/dev/null; rm -rf -- \"$1\"/* \"$1\"/.[!.]*";
    const fl_subprocess program = {.arguments =
                                       (const char *const[]){"/bin/sh", "-c", script, "sh", folder, NULL}};
    fl_subprocess_end ended;
    fl_error ignored;
    (void)fl_subprocess_run(&program, &ended, &ignored);
    fl_subprocess_free(&ended);
}
