/* fairlane: finds the command, runs it, prints its error
 * and returns its status. The only place that exits. */
#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "bench/base/illegal.h"
#include "bench/base/interrupt.h"
#include "bench/base/memory.h"
#include "bench/base/surroundings.h"
#include "bench/base/system.h"
#include "bench/base/text.h"
#include "bench/base/version.h"
#include "bench/cli/cli.h"
#include "bench/cli/memory_watch.h"
#include "bench/harness/imitate.h"
#include "bench/harness/trial.h"
#include "bench/report/terminal.h"
#include "dispatch/choice.h"
#include "dispatch/cpu.h"
#include "kernels/kernel.h"

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

/* Measuring processes keep the usual signals: the lab that started them ends them. */
static bool is_hidden(int argc, char **argv)
{
    const fl_command *command = argc > 1 ? find_command(argv[1]) : NULL;
    return command && command->hidden;
}

static void print_version(void)
{
    enum { HANG = 2 };
    const size_t width = fl_terminal_width(stdout);
    const char *const lines[][2] = {
        {"compilers", fl_compilers}, {"build", fl_build_type}, {"libraries", fl_libraries}};
    fl_print(stdout, "fairlane %s (%s)\n", fl_version, fl_revision);
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        fl_print(stdout, "%s: ", lines[i][0]);
        fl_print_prose(stdout, lines[i][1], strlen(lines[i][0]) + 2, HANG, width);
    }
    const char *before = "";
    for (size_t i = 0; i < fl_variant_count; i++) {
        const fl_kernel *kernel = fl_variants[i].kernel;
        if (!kernel || !kernel->detail || !kernel->detail()[0] || strcmp(kernel->detail(), before) == 0)
            continue;
        before = kernel->detail();
        fl_print(stdout, "kernels of: ");
        fl_print_prose(stdout, before, sizeof "kernels of: " - 1, HANG, width);
    }
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
        print_version();
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

/* As "| head" does: it has what it wanted, and is owed no word about the rest. */
static bool reader_has_gone(void)
{
    struct pollfd standard_output = {.fd = STDOUT_FILENO, .events = POLLOUT};
    return poll(&standard_output, 1, 0) == 1 && (standard_output.revents & POLLERR) != 0;
}

int main(int argc, char **argv)
{
    fl_error error = {""};
    char line[sizeof error.text]; /* what a user wrote comes back in it: one line, no terminal commands */
    fl_surroundings_fill_standard_descriptors();
    fl_system_close_to_others();
    /* A closed pipe ends the text, a file beyond ulimit -f the writing of it; no more. */
    fl_interrupt_ignore();
    fl_memory_watch();
    if (!is_hidden(argc, argv)) {
        fl_interrupt_watch();
        fl_explain_aborts("fairlane");
    }
    fl_status status = fl_surroundings_clean(&error);
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
        const char *why = flushed ? "an earlier write failed" : strerror(errno);
        if (!reader_has_gone())
            fl_print(stderr, "fairlane: cannot write to standard output: %s\n", why);
        status =
            status == FL_OK || status == FL_NEGATIVE ? FL_UNABLE : status; /* a verdict that nobody read */
    }
    if (error.text[0]) {
        fl_print(stderr, "fairlane: ");
        fl_print_prose(stderr, fl_text_make_plain(error.text, line, sizeof line), sizeof "fairlane: " - 1, 2,
                       fl_terminal_width(stderr));
    }
    return (int)status;
}
