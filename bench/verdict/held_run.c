/* A run held to an earlier one. */
#include "bench/verdict/held_run.h"

#include <stdio.h>
#include <string.h>

#include "bench/import/import.h"

fl_status fl_held_run_read(fl_held_run *held, const char *reference, fl_error *error)
{
    held->then = (fl_side){.path = reference, .document = &held->document};
    return fl_import_read(reference, &held->document, error);
}

void fl_held_run_free(fl_held_run *held)
{
    fl_held_free(&held->verdict);
    fl_pairs_free(&held->pairs);
    fl_document_free(&held->document);
}

void fl_held_run_judge(fl_held_run *held, const fl_document *document, const char *path, double limit,
                       bool whole)
{
    static const char command[] = "compare: ";
    fl_error error = {""};
    held->now = (fl_side){.path = path, .document = document};
    held->status =
        fl_compare_pairs(&held->then, &held->now, &(fl_comparison_options){0}, &held->pairs, &error);
    if (held->status == FL_OK)
        held->status =
            fl_held_judge(&held->pairs, &held->then, &held->now, limit, whole, &held->verdict, &error);
    held->judged = held->status == FL_OK;
    const char *why = error.text;
    if (strncmp(why, command, sizeof command - 1) == 0)
        why += sizeof command - 1;
    snprintf(held->why_not, sizeof held->why_not, "%s", why);
}

fl_status fl_held_run_status(const fl_held_run *held, fl_error *error)
{
    if (!held->then.path)
        return FL_OK;
    if (!held->judged)
        return fl_fail(error, held->status, "run: not comparable with %.150s: %.300s", held->then.path,
                       held->why_not);
    return fl_held_status("run", held->then.path, &held->verdict, error);
}
