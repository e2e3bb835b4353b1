/* fairlane compare A.json[:NAME] B.json[:NAME] */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "bench/cli/cli.h"
#include "bench/record/text.h"
#include "bench/report/comparison.h"

extern const fl_command fl_command_compare;

enum { JSON, ALLOW_UNLIKE_WORK, ALLOW_EMULATED };

static const fl_option options[] = {
    [JSON] = {"json", 0, NULL, "print JSON (fairlane.compare/1) instead of text"},
    [ALLOW_UNLIKE_WORK] = {"allow-unlike-work", 0, NULL,
                           "compare results that did different work, with a warning"},
    [ALLOW_EMULATED] = {"allow-emulated", 0, NULL, "compare times taken under an emulator, with a warning"},
    {NULL, 0, NULL, NULL},
};

typedef struct operand {
    char *path;       /* owned */
    const char *name; /* within the argument; NULL: none given */
    fl_document document;
    fl_side side;
} operand;

static bool is_file(const char *path)
{
    struct stat facts;
    return stat(path, &facts) == 0 && !S_ISDIR(facts.st_mode);
}

/* Both a path and a name may hold a colon: the longest beginning that is a file is the path. Where none is,
 * what stands before the last colon, so that the message names the likelier file. Returns the path, the
 * caller's to free, or NULL without memory; *name is NULL when none was given. */
static char *split_operand(const char *argument, const char **name)
{
    size_t length = strlen(argument);
    char *path = strdup(argument);
    for (; path && length > 0; length--) {
        if (argument[length] != '\0' && argument[length] != ':')
            continue;
        path[length] = '\0';
        if (is_file(path))
            break;
    }
    if (path && length == 0) {
        const char *colon = strrchr(argument, ':');
        length = colon && colon > argument ? (size_t)(colon - argument) : strlen(argument);
        memcpy(path, argument, length);
        path[length] = '\0';
    }
    *name = argument[length] == ':' ? argument + length + 1 : NULL;
    return path;
}

/* The contestants, "a, b, c", as far as it fits. Floor probes can be named but are not offered. */
static void list_names(const fl_document *document, char *text, size_t size)
{
    size_t used = 0;
    text[0] = '\0';
    for (size_t i = 0; i < document->result_count && used + 5 < size; i++) {
        if (document->results[i].is_probe)
            continue;
        int length = snprintf(text + used, size - used, "%s%s", used ? ", " : "", document->results[i].name);
        if ((size_t)length >= size - used) {
            snprintf(text + used, size - used, "%s", " …");
            break;
        }
        used += (size_t)length;
    }
}

/* other_name: what the other operand names, NULL for nothing. */
static fl_status pick_result(operand *given, const fl_document *document, const char *other_name,
                             fl_error *error)
{
    char names[256], wanted[64];
    fl_side *side = &given->side;
    list_names(document, names, sizeof names);
    *side = (fl_side){.path = given->path, .document = document};
    if (document->result_count == 0)
        return fl_fail(error, FL_USAGE, "compare: %s holds no results", given->path);
    if (given->name) {
        side->result = fl_document_find(document, given->name);
        if (!side->result)
            return fl_fail(error, FL_USAGE, "compare: %s has no result '%s'; it holds: %s", given->path,
                           fl_text_make_plain(given->name, wanted, sizeof wanted), names);
        return FL_OK;
    }
    if (document->result_count == 1) {
        side->result = &document->results[0];
        side->default_reason = "the only one";
        return FL_OK;
    }
    side->result = other_name ? fl_document_find(document, other_name) : NULL;
    side->default_reason = "named as on the other side";
    if (!side->result)
        return fl_fail(error, FL_USAGE, "compare: name one result, as in %s:%s; it holds: %s", given->path,
                       document->results[0].name, names);
    return FL_OK;
}

static bool is_same_file(const char *a, const char *b)
{
    struct stat x, y;
    return stat(a, &x) == 0 && stat(b, &y) == 0 && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

static fl_status compare(operand operands[2], const fl_comparison_options *wanted, bool json, fl_error *error)
{
    fl_comparison comparison;
    bool same = is_same_file(operands[0].path, operands[1].path);
    fl_status status = fl_document_read(operands[0].path, &operands[0].document, error);
    if (status == FL_OK && !same)
        status = fl_document_read(operands[1].path, &operands[1].document, error);
    const fl_document *other = same ? &operands[0].document : &operands[1].document;
    /* In one file the other side's name would only compare a result with itself. */
    if (status == FL_OK)
        status = pick_result(&operands[0], &operands[0].document, same ? NULL : operands[1].name, error);
    if (status == FL_OK)
        status = pick_result(&operands[1], other, same ? NULL : operands[0].name, error);
    if (status == FL_OK)
        status = fl_compare_results(&operands[0].side, &operands[1].side, wanted, &comparison, error);
    if (status == FL_OK && json)
        fl_comparison_print_json(&operands[0].side, &operands[1].side, &comparison, stdout);
    else if (status == FL_OK)
        status = fl_comparison_print(&operands[0].side, &operands[1].side, &comparison, stdout, error);
    return status;
}

static fl_status run(int argc, char **argv, fl_error *error)
{
    fl_cursor cursor = {0};
    fl_comparison_options wanted = {false, false};
    bool json = false;
    int option;
    while ((option = fl_next_option(&fl_command_compare, argc, argv, &cursor, error)) != FL_OPTIONS_END) {
        if (option == FL_OPTIONS_ERROR)
            return FL_USAGE;
        json |= option == JSON;
        wanted.allow_unlike_work |= option == ALLOW_UNLIKE_WORK;
        wanted.allow_emulated |= option == ALLOW_EMULATED;
    }
    if (argc - cursor.first_operand != 2)
        return fl_fail(error, FL_USAGE, "compare: two results are needed, as in r.json:scalar r.json:avx2");
    operand operands[2] = {{0}, {0}};
    for (int i = 0; i < 2; i++)
        operands[i].path = split_operand(argv[cursor.first_operand + i], &operands[i].name);
    fl_status status = operands[0].path && operands[1].path ? compare(operands, &wanted, json, error)
                                                            : fl_fail(error, FL_UNABLE, "compare: no memory");
    for (int i = 0; i < 2; i++) {
        free(operands[i].path);
        fl_document_free(&operands[i].document);
    }
    return status;
}

const fl_command fl_command_compare = {
    .name = "compare",
    .arguments = "A.json[:NAME] B.json[:NAME]",
    .summary = "compare two results, from one file or from two",
    .description =
        "Compares result A with result B: the ratio of their times with an interval, for independent, "
        "chained and "
        "single calls, Welch's t, Cohen's d, and whether the intervals of the means overlap; each with what "
        "it "
        "rests on. Without a NAME the only result of a file is taken, or the one that is named on the other "
        "side. Files of the audited benchmark are accepted; they hold summaries alone.\n\n"
        "Two results of one file are paired by their interleaved rounds. Results of different files are "
        "compared "
        "by the medians of their processes. A difference is only claimed when the interval excludes 1 and "
        "the "
        "difference exceeds the spread between processes.\n\n"
        "Refused, unless allowed by an option: results that did unlike work, and times taken under an "
        "emulator. "
        "A different CPU is warned of. The exit code is 0 whatever the comparison says, 2 when it was "
        "refused.",
    .options = options,
    .run = run,
};
