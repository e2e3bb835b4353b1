/* Reading what an operand names. */
#include "bench/cli/operand.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "bench/base/text.h"
#include "bench/import/import.h"

/* A folder may be Criterion's. */
static bool is_there(const char *path)
{
    struct stat facts;
    return stat(path, &facts) == 0;
}

/* Both a path and a name may hold a colon: the longest beginning that is there is the path. Where none is,
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
        if (is_there(path))
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
static fl_status pick_result(const char *command, fl_operand *given, const fl_document *document,
                             const char *other_name, fl_error *error)
{
    char names[256], wanted[64];
    fl_side *side = &given->side;
    list_names(document, names, sizeof names);
    *side = (fl_side){.path = given->path, .document = document};
    if (document->result_count == 0)
        return fl_fail(error, FL_USAGE, "%s: %s holds no results", command, given->path);
    if (given->name) {
        side->result = fl_document_find(document, given->name);
        if (!side->result)
            return fl_fail(error, FL_USAGE, "%s: %s has no result '%s'; it holds: %s", command, given->path,
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
        return fl_fail(error, FL_USAGE, "%s: name one result, as in %s:%s; it holds: %s", command,
                       given->path, document->results[0].name, names);
    return FL_OK;
}

static bool is_same_file(const char *a, const char *b)
{
    struct stat x, y;
    return stat(a, &x) == 0 && stat(b, &y) == 0 && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

static fl_status take_path(const char *command, const char *argument, fl_operand *operand, fl_error *error)
{
    operand->path = split_operand(argument, &operand->name);
    if (!operand->path)
        return fl_fail(error, FL_UNABLE, "%s: no memory", command);
    return FL_OK;
}

fl_status fl_operand_read(const char *command, const char *argument, fl_operand *operand, fl_error *error)
{
    memset(operand, 0, sizeof *operand);
    fl_status status = take_path(command, argument, operand, error);
    if (status == FL_OK)
        status = fl_import_read(operand->path, &operand->document, error);
    return status == FL_OK ? pick_result(command, operand, &operand->document, NULL, error) : status;
}

fl_status fl_operands_open(const char *command, const char *const arguments[2], fl_operand operands[2],
                           bool *same, fl_error *error)
{
    memset(operands, 0, 2 * sizeof *operands);
    fl_status status = take_path(command, arguments[0], &operands[0], error);
    if (status == FL_OK)
        status = take_path(command, arguments[1], &operands[1], error);
    if (status != FL_OK)
        return status;
    *same = is_same_file(operands[0].path, operands[1].path);
    status = fl_import_read(operands[0].path, &operands[0].document, error);
    if (status == FL_OK && !*same)
        status = fl_import_read(operands[1].path, &operands[1].document, error);
    return status;
}

fl_status fl_operands_pick(const char *command, fl_operand operands[2], bool same, fl_error *error)
{
    const fl_document *other = same ? &operands[0].document : &operands[1].document;
    /* In one file the other side's name would only compare a result with itself. */
    fl_status status =
        pick_result(command, &operands[0], &operands[0].document, same ? NULL : operands[1].name, error);
    if (status == FL_OK)
        status = pick_result(command, &operands[1], other, same ? NULL : operands[0].name, error);
    return status;
}

fl_status fl_operands_read(const char *command, const char *const arguments[2], fl_operand operands[2],
                           fl_error *error)
{
    bool same = false;
    fl_status status = fl_operands_open(command, arguments, operands, &same, error);
    return status == FL_OK ? fl_operands_pick(command, operands, same, error) : status;
}

bool fl_operand_is_file(const char *argument)
{
    const char *name = NULL;
    char *path = split_operand(argument, &name);
    bool there = path && is_there(path);
    free(path);
    return there;
}

bool fl_operand_names_result(const char *argument)
{
    const char *name = NULL;
    char *path = split_operand(argument, &name);
    bool named = path && name && is_there(path);
    free(path);
    return named;
}

void fl_operand_free(fl_operand *operand)
{
    free(operand->path);
    operand->path = NULL;
    fl_document_free(&operand->document);
}

void fl_operands_free(fl_operand operands[2])
{
    for (int i = 0; i < 2; i++)
        fl_operand_free(&operands[i]);
}
