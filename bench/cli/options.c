/* Parsing of options: getopt_long on a table built from the command's own description. */
#include "bench/cli/cli.h"

#include <errno.h>
#include <getopt.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/base/time_text.h"
#include "bench/verdict/equal.h"

/* What getopt_long() returns: a letter, or a place in one of two tables. */
enum { LONG_ONLY = 256, FORM = 1 << 16 };

enum { OPTIONS_END = -1, OPTIONS_ERROR = -2 };

/* A command's options as getopt_long() wants them; both owned. */
typedef struct tables {
    struct option *words;
    char *letters;
} tables;

/* Behind the command's own options: the forms of a report, but for the first, which is the rule. */
static bool make_tables(const fl_command *command, tables *made)
{
    size_t options = 0, forms = 0, used = 0;
    while (command->options && command->options[options].name)
        options++;
    while (fl_printers[forms])
        forms++;
    *made = (tables){calloc(options + forms + 1, sizeof *made->words), calloc(2 * options + 2, 1)};
    if (!made->words || !made->letters)
        return false;
    made->letters[used++] = ':';
    for (size_t i = 0; i < options; i++) {
        const fl_option *o = &command->options[i];
        made->words[i] =
            (struct option){o->name, o->argument ? required_argument : no_argument, NULL, LONG_ONLY + (int)i};
        if (o->letter)
            made->letters[used++] = (char)o->letter;
        if (o->letter && o->argument)
            made->letters[used++] = ':';
    }
    for (size_t i = 1; command->reports && i < forms; i++)
        made->words[options++] = (struct option){fl_printers[i]->name, no_argument, NULL, FORM + (int)i};
    return true;
}

/* Notes what the frame itself wants to know; false when the option is the command's. */
static bool take_form(const fl_command *command, int found, fl_cursor *cursor)
{
    if (command->options && found >= LONG_ONLY && found < FORM)
        cursor->json |= strcmp(command->options[found - LONG_ONLY].name, "json") == 0;
    if (found < FORM)
        return false;
    cursor->form = fl_printers[found - FORM];
    return true;
}

static int end_of_options(const fl_command *command, const fl_cursor *cursor, fl_error *error)
{
    if (cursor->json && (fl_report_drawing.folder || fl_report_drawing.in_text)) {
        fl_fail(error, FL_USAGE, "%s: --json and --%s exclude each other: JSON has no pictures",
                command->name, fl_report_drawing.folder ? "pictures" : "plot");
        return OPTIONS_ERROR;
    }
    if (!cursor->form || !cursor->json)
        return OPTIONS_END;
    fl_fail(error, FL_USAGE, "%s: --json and --%s exclude each other", command->name, cursor->form->name);
    return OPTIONS_ERROR;
}

/* The index of the next option in command->options, OPTIONS_END, or OPTIONS_ERROR with error filled. */
static int next_option(const fl_command *command, const tables *made, int argc, char **argv,
                       fl_cursor *cursor, fl_error *error)
{
    int at, found;
    do {
        at = optind > 0 ? optind : 1;
        found = getopt_long(argc, argv, made->letters, made->words, NULL);
    } while (take_form(command, found, cursor));
    cursor->value = optarg;
    cursor->first_operand = optind;
    if (found == -1)
        return end_of_options(command, cursor, error);
    if (found >= LONG_ONLY)
        return found - LONG_ONLY;
    for (int i = 0; found != '?' && found != ':' && command->options && command->options[i].name; i++)
        if (command->options[i].letter == found)
            return i;
    const char *word = argv[at < argc ? at : argc - 1];
    if (found == ':')
        fl_fail(error, FL_USAGE, "%s: %s needs an argument; see 'fairlane help %s'", command->name, word,
                command->name);
    else
        fl_fail(error, FL_USAGE, "%s: unknown option %s; see 'fairlane help %s'", command->name, word,
                command->name);
    return OPTIONS_ERROR;
}

fl_status fl_check_model(const char *command, const char *cpu, double ghz, const char *alone, fl_error *error)
{
    if (cpu && isnan(ghz))
        return fl_fail(error, FL_USAGE,
                       "%s: --cpu counts cycles, so it needs --ghz: the frequency at which that processor "
                       "ran, as 'lscpu' or /proc/cpuinfo there shows it under load",
                       command);
    if (!cpu && !isnan(ghz))
        return fl_fail(error, FL_USAGE, "%s: --ghz goes with --cpu; %s", command, alone);
    return FL_OK;
}

fl_status fl_parse_integer(const char *name, const char *text, int64_t low, int64_t high, int64_t *value,
                           fl_error *error)
{
    char *end = NULL;
    errno = 0;
    long long parsed = strtoll(text, &end, 10);
    /* strtoll skips blanks and accepts a plus sign; a person who writes those made a mistake. */
    if (end == text || *end != '\0' || strchr("+ \t\n", text[0]))
        return fl_fail(error, FL_USAGE, "--%s: '%s' is not a whole number", name, text);
    if (errno == ERANGE || parsed < low || parsed > high)
        return fl_fail(error, FL_USAGE, "--%s: %s is not between %lld and %lld", name, text, (long long)low,
                       (long long)high);
    *value = parsed;
    return FL_OK;
}

static fl_status parse_factor(const char *command, const char *name, const char *text, double *factor,
                              fl_error *error)
{
    char *end = NULL;
    *factor = strtod(text, &end);
    if (end == text || *end || !(*factor >= 1) || !isfinite(*factor))
        return fl_fail(error, FL_USAGE, "%s: --%s: a factor of 1 or more is needed, as in 1.5", command,
                       name);
    return FL_OK;
}

static fl_status take_one_more(const fl_command *command, const fl_option *option, const char *value,
                               char *request, fl_error *error)
{
    size_t *count = (size_t *)(void *)(request + option->count);
    if (*count >= (size_t)option->high && option->excess)
        return fl_fail(error, FL_USAGE, "%s: %s", command->name, option->excess);
    if (*count >= (size_t)option->high)
        return fl_fail(error, FL_USAGE, "%s: more than %lld %ss named", command->name,
                       (long long)option->high, option->name);
    ((const char **)(void *)(request + option->offset))[(*count)++] = value;
    return FL_OK;
}

static fl_status take(const fl_command *command, const fl_option *option, const char *value, char *request,
                      fl_error *error)
{
    void *place = request + option->offset;
    switch (option->kind) {
    case FL_OPTION_FLAG:
        *(bool *)place = true;
        return FL_OK;
    case FL_OPTION_CONSTANT:
        *(int64_t *)place = option->low;
        return FL_OK;
    case FL_OPTION_TEXT:
        *(const char **)place = value;
        return FL_OK;
    case FL_OPTION_TEXTS:
        return take_one_more(command, option, value, request, error);
    case FL_OPTION_INTEGER:
        return fl_parse_integer(option->name, value, option->low, option->high, place, error);
    case FL_OPTION_FACTOR:
        return parse_factor(command->name, option->name, value, place, error);
    case FL_OPTION_TIME:
        return fl_parse_time(option->name, value, place, error);
    case FL_OPTION_ASPECT:
        return fl_aspect_allow(command->name, value, place, error);
    case FL_OPTION_OWN:
        return option->take(option, value, request, error);
    }
    return FL_USAGE;
}

fl_status fl_parse_options(const fl_command *command, int argc, char **argv, void *request, fl_cursor *cursor,
                           fl_error *error)
{
    tables made;
    int index = OPTIONS_END;
    fl_status status = make_tables(command, &made) ? FL_OK : fl_fail(error, FL_UNABLE, "not enough memory");
    optind = 0; /* makes glibc start afresh; 1 would keep its state */
    opterr = 0;
    while (status == FL_OK && (index = next_option(command, &made, argc, argv, cursor, error)) >= 0)
        status = take(command, &command->options[index], cursor->value, request, error);
    free(made.words);
    free(made.letters);
    return status == FL_OK && index != OPTIONS_END ? FL_USAGE : status;
}
