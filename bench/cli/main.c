/* fairlane: finds the command, runs it, prints its error
 * and returns its status. The only place that exits. */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bench/base/illegal.h"
#include "bench/base/interrupt.h"
#include "bench/base/memory.h"
#include "bench/base/system.h"
#include "bench/base/text.h"
#include "bench/base/version.h"
#include "bench/cli/cli.h"
#include "bench/cli/memory_watch.h"
#include "bench/harness/imitate.h"
#include "bench/harness/trial.h"
#include "dispatch/choice.h"
#include "dispatch/cpu.h"

static const fl_command *find_command(const char *name)
{
    for (const fl_command *const *c = fl_commands; *c; c++)
        if (strcmp((*c)->name, name) == 0)
            return *c;
    return NULL;
}

static fl_status help(int argc, char **argv, fl_error *error)
{
    if (argc < 2) {
        fl_print_help(NULL);
        return FL_OK;
    }
    if (strcmp(argv[1], "--completion") == 0)
        return fl_print_completion(argc > 2 ? argv[2] : "", error);
    bool manual = strcmp(argv[1], "--man") == 0;
    if (manual && argc == 2) {
        fl_print_manual(NULL);
        return FL_OK;
    }
    if (manual)
        argv++;
    const fl_command *command = find_command(argv[1]);
    if (!command || command->hidden)
        return fl_fail(error, FL_USAGE, "help: there is no command '%s'; see 'fairlane help'", argv[1]);
    if (manual)
        fl_print_manual(command);
    else
        fl_print_help(command);
    return FL_OK;
}

/* Anywhere among the options, but not in the command line of a program to be traced. */
static bool asks_for_help(int argc, char **argv)
{
    for (int i = 2; i < argc && strcmp(argv[i], "--") != 0; i++)
        if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)
            return true;
    return false;
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

/* A file or pipe opened later must not become standard input, output or error: what is closed is filled
 * first, so that writing to it fails and is told. */
static void fill_standard_descriptors(void)
{
    for (int wanted = STDIN_FILENO; wanted <= STDERR_FILENO; wanted++)
        if (fcntl(wanted, F_GETFD) < 0 &&
            open("/dev/null", wanted == STDERR_FILENO ? O_WRONLY : O_RDONLY) != wanted)
            _exit(FL_UNABLE); /* without /dev/null there is nobody to tell */
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

/* Measuring processes keep the usual signals: the lab that started them ends them. */
static bool is_hidden(int argc, char **argv)
{
    const fl_command *command = argc > 1 ? find_command(argv[1]) : NULL;
    return command && command->hidden;
}

static fl_status run(int argc, char **argv, fl_error *error)
{
    if (argc < 2) {
        fl_print_help(NULL);
        return fl_fail(error, FL_USAGE, "a command is missing");
    }
    const char *word = argv[1];
    if (strcmp(word, "help") == 0 || strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0)
        return help(argc - 1, argv + 1, error);
    if (strcmp(word, "--version") == 0 || strcmp(word, "version") == 0) {
        fl_print_version();
        return FL_OK;
    }
    const fl_command *command = find_command(word);
    if (!command)
        return fl_fail(error, FL_USAGE, "there is no command '%s'; see 'fairlane help'", word);
    if (!command->hidden && asks_for_help(argc, argv)) {
        fl_print_help(command);
        return FL_OK;
    }
    unsigned hidden;
    fl_status status = fl_read_hide_of_environment(&hidden, error);
    if (status != FL_OK)
        return status;
    fl_imitate(argv);
    if (!command->hidden) /* what the lab starts of itself runs what has been tried */
        fl_set_trial(fl_try_in_child);
    return command->run(argc - 1, argv + 1, error);
}

/* Before the constructors of the libraries that are linked
 * in: they call the C library, which may err there. */
__attribute__((constructor(101))) static void explain_from_the_first(void)
{
    fl_explain_illegal_instructions("fairlane");
}

int main(int argc, char **argv)
{
    fl_error error = {""};
    char line[sizeof error.text]; /* what a user wrote comes back in it: one line, no terminal commands */
    fill_standard_descriptors();
    fl_system_close_to_others();
    /* A closed pipe ends the text, a file beyond ulimit -f the writing of it; no more. */
    fl_interrupt_ignore();
    fl_memory_watch();
    if (!is_hidden(argc, argv)) {
        fl_interrupt_watch();
        fl_explain_aborts("fairlane");
    }
    drop_core_type_of_blis();
    drop_variables_of_hwloc();
    /* Where /sys is missing hwloc complains on stderr, once
     * a call; the lab's own lines say what is unknown. */
    setenv("HWLOC_HIDE_ERRORS", "2", 0);
    fl_status status = clean_path(&error);
    if (status == FL_OK)
        status = run(argc, argv, &error);
    /* What an interrupt ends, a child for one, is missed elsewhere, and then the interrupt is the reason. */
    if (fl_interrupted() && (status == FL_OK || status == FL_UNABLE)) {
        if (!fl_interrupt_has_written())
            status = fl_fail(&error, FL_INTERRUPTED, "interrupted; nothing was written");
        else if (status == FL_UNABLE) /* who has no words, as a measuring process, gets none here */
            status = error.text[0] ? fl_fail(&error, FL_INTERRUPTED, "interrupted") : FL_INTERRUPTED;
    }
    if (status != FL_UNABLE && status != FL_INTERRUPTED && fl_memory_ran_short())
        status = fl_fail(&error, FL_UNABLE, "memory ran short: nothing of what was printed can be relied on");
    /* A full disk or a closed pipe shows only when the buffer is flushed. */
    bool flushed = fflush(stdout) == 0;
    if (!flushed || ferror(stdout)) { /* errno is the flush's own, not that of an earlier write */
        fl_print(stderr, "fairlane: cannot write to standard output: %s\n",
                 flushed ? "an earlier write failed" : strerror(errno));
        status =
            status == FL_OK || status == FL_NEGATIVE ? FL_UNABLE : status; /* a verdict that nobody read */
    }
    if (error.text[0])
        fl_print(stderr, "fairlane: %s\n", fl_text_make_plain(error.text, line, sizeof line));
    return (int)status;
}
