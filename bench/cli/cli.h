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
    FL_OPTION_FLAG,     /* bool at offset: true */
    FL_OPTION_CONSTANT, /* int64_t at offset: low */
    FL_OPTION_TEXT,     /* const char * at offset */
    FL_OPTION_TEXTS, /* const char *[high] at offset, and at count, a size_t, how many; may be given so often */
    FL_OPTION_INTEGER, /* int64_t at offset, between low and high */
    FL_OPTION_FACTOR,  /* double at offset, 1 or more */
    FL_OPTION_TIME,    /* double at offset, of nanoseconds: "5.03us" */
    FL_OPTION_ASPECT, /* unsigned at offset: in what two sides may be unlike (verdict/equal.h), one bit each */
    FL_OPTION_OWN,    /* take() does it */
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
    size_t offset, count; /* in the command's request */
    int64_t low, high;
    const char *excess; /* what is wrong where it is given more than high times; NULL: said by its name */
    /* value: NULL without an argument. FL_USAGE with one line. */
    fl_status (*take)(const fl_option *option, const char *value, void *request, fl_error *error);
    fl_values values;
};

/* NOLINTBEGIN(bugprone-macro-parentheses): types, members and initialisers take none */
/* Where a member of the request stands; no other type than the option's compiles. */
#define FL_TAKE_PLACE(request, member, type)                                                                 \
    .offset = _Generic(((request *)NULL)->member, type : offsetof(request, member))

/* Entries of a table of options. */
#define FL_TAKE_FLAG(request, member, word, text)                                                            \
    {                                                                                                        \
        .name = word, .help = text, .kind = FL_OPTION_FLAG, FL_TAKE_PLACE(request, member, bool)             \
    }
#define FL_TAKE_CONSTANT(request, member, word, value, text)                                                 \
    {                                                                                                        \
        .name = word, .help = text, .kind = FL_OPTION_CONSTANT, .low = value,                                \
        FL_TAKE_PLACE(request, member, int64_t)                                                              \
    }
#define FL_TAKE_TEXT(request, member, short_form, word, what, of, text)                                      \
    {                                                                                                        \
        .name = word, .letter = short_form, .argument = what, .values = of, .help = text,                    \
        .kind = FL_OPTION_TEXT, FL_TAKE_PLACE(request, member, const char *)                                 \
    }
#define FL_TAKE_TEXTS(request, member, counter, most, beyond, short_form, word, what, of, text)              \
    {                                                                                                        \
        .name = word, .letter = short_form, .argument = what, .values = of, .help = text,                    \
        .kind = FL_OPTION_TEXTS, FL_TAKE_PLACE(request, member[0], const char *),                            \
        .count = offsetof(request, counter), .high = most, .excess = beyond                                  \
    }
#define FL_TAKE_INTEGER(request, member, word, what, least, most, text)                                      \
    {                                                                                                        \
        .name = word, .argument = what, .help = text, .kind = FL_OPTION_INTEGER, .low = least, .high = most, \
        FL_TAKE_PLACE(request, member, int64_t)                                                              \
    }
#define FL_TAKE_FACTOR(request, member, word, text)                                                          \
    {                                                                                                        \
        .name = word, .argument = "FACTOR", .help = text, .kind = FL_OPTION_FACTOR,                          \
        FL_TAKE_PLACE(request, member, double)                                                               \
    }
#define FL_TAKE_TIME(request, member, word, text)                                                            \
    {                                                                                                        \
        .name = word, .argument = "TIME", .help = text, .kind = FL_OPTION_TIME,                              \
        FL_TAKE_PLACE(request, member, double)                                                               \
    }
#define FL_TAKE_ASPECT(request, member, text)                                                                \
    {                                                                                                        \
        .name = "unlike", .argument = "WHAT", .values = FL_VALUES_ASPECTS, .help = text,                     \
        .kind = FL_OPTION_ASPECT, FL_TAKE_PLACE(request, member, unsigned)                                   \
    }
#define FL_TAKE_OWN(function, short_form, word, what, of, text)                                              \
    {                                                                                                        \
        .name = word, .letter = short_form, .argument = what, .values = of, .help = text,                    \
        .kind = FL_OPTION_OWN, .take = function                                                              \
    }

/* NOLINTEND(bugprone-macro-parentheses) */

/* --quiet-wait, of every command that measures. */
#define FL_QUIET_OPTION(request, member)                                                                     \
    FL_TAKE_INTEGER(                                                                                         \
        request, member, "quiet-wait", "SECONDS", 0, FL_MOST_QUIET_SECONDS,                                  \
        "Most time to spend on waiting for a core that nobody else works on, and on timing "                 \
        "disturbed blocks again; default 6, 2 where there are at most 60 rounds; 0: measure as it "          \
        "comes.")

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

/* --cpu and --ghz of a command go together. alone: why a frequency by itself is nothing. */
fl_status fl_check_model(const char *command, const char *cpu, double ghz, const char *alone,
                         fl_error *error);

/* A whole decimal number in [low, high]; FL_USAGE with "--name: …" otherwise. */
fl_status fl_parse_integer(const char *name, const char *text, int64_t low, int64_t high, int64_t *value,
                           fl_error *error);

/* Prints help for one command, or the overview for NULL. */
void fl_print_help(const fl_command *command);

/* Prints the man page of one command in roff, or that of all for NULL. */
void fl_print_manual(const fl_command *command);

/* Prints what completes command lines in this shell: bash, zsh or fish. FL_USAGE for another. */
fl_status fl_print_completion(const char *shell, fl_error *error);

#endif
