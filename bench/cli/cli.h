/* The frame of the command line. One file per command exports one fl_command; the table in commands.c lists
 * them; parsing, `fairlane help`, and the man page all follow from the same descriptions. */
#ifndef FAIRLANE_BENCH_CLI_CLI_H
#define FAIRLANE_BENCH_CLI_CLI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bench/report/printer.h"
#include "kernels/error.h"

typedef enum fl_option_kind {
    FL_OPTION_FLAG,    /* bool at offset: true */
    FL_OPTION_TEXT,    /* const char * at offset */
    FL_OPTION_INTEGER, /* int64_t at offset, between low and high */
    FL_OPTION_OWN,     /* take() does it */
} fl_option_kind;

/* What an argument may be, for completion. */
typedef enum fl_values {
    FL_VALUES_UNKNOWN,
    FL_VALUES_PATHS,
    FL_VALUES_KERNELS,
    FL_VALUES_PEERS,
    FL_VALUES_CLASSES,
    FL_VALUES_ASPECTS,
    FL_VALUES_FORMATS,
} fl_values;

typedef struct fl_option fl_option;
struct fl_option {
    const char *name;     /* long name without dashes */
    const char *argument; /* name of its argument, e.g. "FILE"; NULL for none */
    const char *help;     /* one sentence */
    int letter;           /* short form, or 0 */
    fl_option_kind kind;
    size_t offset; /* in the command's request */
    int64_t low, high;
    /* value: NULL without an argument. FL_USAGE with one line. */
    fl_status (*take)(const fl_option *option, const char *value, void *request, fl_error *error);
    fl_values values;
};

/* The option --quiet-wait of every command that measures. */
#define FL_QUIET_OPTION(request, field)                                                                      \
    {                                                                                                        \
        .name = "quiet-wait", .argument = "SECONDS",                                                         \
        .help = "Most time to spend on waiting for a core that nobody else works on, and on timing "         \
                "disturbed blocks again; default 6, 2 where there are at most 60 rounds; 0: measure as it "  \
                "comes.",                                                                                    \
        .kind = FL_OPTION_INTEGER, .offset = offsetof(request, field), .high = FL_MOST_QUIET_SECONDS         \
    }

typedef struct fl_command {
    const char *name;
    const char *arguments; /* what follows the options, e.g. "A.json[:NAME] B.json[:NAME]"; "" for nothing */
    const char *summary;   /* one line for the list of commands */
    const char *description;  /* paragraphs for help and man page, separated by "\n\n" */
    const fl_option *options; /* ends with an entry whose name is NULL; NULL for none */
    bool hidden;              /* not listed: used by fairlane itself */
    bool reports; /* prints a report: takes an option for each form that there is beside plain text */
    /* argv[0] is the command's name. Returns the exit code; on FL_USAGE and FL_UNABLE error holds the line
     * that main prints to stderr behind "fairlane: ". */
    fl_status (*run)(int argc, char **argv, fl_error *error);
} fl_command;

extern const fl_command *const fl_commands[]; /* ends with NULL */

/* What was found among the options in argv. Start with a zeroed cursor. */
typedef struct fl_cursor {
    const char *value;      /* of the option just returned; NULL for a flag */
    int first_operand;      /* after the last option: index in argv of the first operand */
    const fl_printer *form; /* of a command that reports: what was asked for; NULL: plain text */
    bool json;
} fl_cursor;

/* Reads all options of the command into its request, as their kinds say, and leaves cursor->first_operand. FL_USAGE
 * with one line; FL_UNABLE when memory ran out. */
fl_status fl_parse_options(const fl_command *command, int argc, char **argv, void *request, fl_cursor *cursor,
                           fl_error *error);

/* A whole decimal number in [low, high]; FL_USAGE with "--name: …" otherwise. */
fl_status fl_parse_integer(const char *name, const char *text, int64_t low, int64_t high, int64_t *value,
                           fl_error *error);

/* A factor of 1 or more, as in 1.5; FL_USAGE with "COMMAND: --NAME: …" otherwise. */
fl_status fl_parse_factor(const char *command, const char *name, const char *text, double *factor,
                          fl_error *error);

/* Prints help for one command, or the overview for NULL. */
void fl_print_help(const fl_command *command);

/* Prints the man page of one command in roff, or that of all for NULL. */
void fl_print_manual(const fl_command *command);

/* Prints what completes command lines in this shell: bash, zsh or fish. FL_USAGE for another. */
fl_status fl_print_completion(const char *shell, fl_error *error);

#endif
