/* fairlane: finds the command, runs it, prints its error and returns its status. The only place that exits.
 */
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/cli/cli.h"
#include "bench/cli/version.h"
#include "bench/harness/illegal.h"
#include "bench/harness/imitate.h"
#include "bench/harness/trial.h"
#include "bench/record/text.h"
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
    if (strcmp(argv[1], "--man") == 0) {
        fl_print_manual();
        return FL_OK;
    }
    const fl_command *command = find_command(argv[1]);
    if (!command || command->hidden)
        return fl_fail(error, FL_USAGE, "help: there is no command '%s'; see 'fairlane help'", argv[1]);
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
    fprintf(stderr, "fairlane: note: %s is ignored; BLIS picks the core type itself here\n", name);
    unsetenv(name);
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

int main(int argc, char **argv)
{
    fl_error error = {""};
    char line[sizeof error.text]; /* what a user wrote comes back in it: one line, no terminal commands */
    (void)signal(SIGXFSZ,
                 SIG_IGN); /* a file beyond ulimit -f: write() fails, and its temporary file is removed */
    fl_explain_illegal_instructions("fairlane");
    drop_core_type_of_blis();
    /* Where /sys is missing hwloc complains on stderr, once a call; the lab's own lines say what is unknown.
     */
    setenv("HWLOC_HIDE_ERRORS", "2", 0);
    fl_status status = run(argc, argv, &error);
    /* A full disk or a closed pipe shows only when the buffer is flushed. */
    bool flushed = fflush(stdout) == 0;
    if (!flushed || ferror(stdout)) { /* errno is the flush's own, not that of an earlier write */
        fprintf(stderr, "fairlane: cannot write to standard output: %s\n",
                flushed ? "an earlier write failed" : strerror(errno));
        status = status == FL_OK ? FL_UNABLE : status;
    }
    if (error.text[0])
        fprintf(stderr, "fairlane: %s\n", fl_text_make_plain(error.text, line, sizeof line));
    return (int)status;
}
