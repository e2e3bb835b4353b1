#include "bench/audit/case/find.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/audit/case/fields.h"
#include "bench/audit/case/find_parts.h"
#include "bench/base/clock_check.h"
#include "bench/record/json.h"

static void add_files(fl_json to, const char *name, const fl_finding *f, fl_role role, int side)
{
    fl_json list = {0};
    for (size_t i = 0; i < f->count; i++) {
        if (f->files[i].role != role || !f->files[i].taken[side])
            continue;
        if (!list.writer)
            list = fl_json_array(to, name);
        fl_json_add_text(list, NULL, f->files[i].path);
    }
}

/* What its side lacks stands in the case, which is judged without the folder's list. */
static void add_left(fl_json to, const char *name, const fl_finding *f, int side, bool many)
{
    fl_json list = {0};
    for (size_t i = 0; i < f->count; i++) {
        if (many ? !f->files[i].many[side] || f->files[i].taken[side] : !f->files[i].lacks[side])
            continue;
        if (!list.writer)
            list = fl_json_array(to, name);
        fl_json_add_text(list, NULL, f->files[i].path);
    }
}

static void add_one(fl_json to, const char *name, const fl_finding *f, fl_role role, int side)
{
    for (size_t i = 0; i < f->count; i++)
        if (f->files[i].role == role && f->files[i].taken[side]) {
            fl_json_add_text(to, name, f->files[i].path);
            return;
        }
}

static void add_side(fl_json root, const fl_finding *f, int side)
{
    fl_json json = fl_json_object(root, side == 0 ? "a" : "b");
    fl_json_add_text(json, "name", f->side_names[side]);
    if (f->languages[side][0])
        fl_json_add_text(json, "language", f->languages[side]);
    if (f->commands[side][0])
        fl_json_add_text(json, "command", f->commands[side]);
    if (f->builds[side][0])
        fl_json_add_text(json, "build", f->builds[side]);
    if (f->documented_as[side][0])
        fl_json_add_text(json, "documented_as", f->documented_as[side]);
    add_files(json, "results", f, FL_ROLE_RESULT, side);
    if (f->result_names[side][0])
        fl_json_add_text(json, "result", f->result_names[side]);
    add_one(json, "trace", f, FL_ROLE_TRACE, side);
    add_one(json, "model", f, FL_ROLE_MODEL, side);
    add_files(json, "sources", f, FL_ROLE_SOURCE, side);
    add_left(json, "unread_sources", f, side, false);
    add_left(json, "untaken_sources", f, side, true);
    add_files(json, "manifests", f, FL_ROLE_MANIFEST, side);
    add_files(json, "locks", f, FL_ROLE_LOCK, side);
}

/* Of several files with the author's own comparison none is taken: which one is published is not told. */
static void take_summary(fl_finding *f)
{
    fl_found_file *only = NULL;
    size_t count = 0;
    for (size_t i = 0; i < f->count; i++)
        if (f->files[i].role == FL_ROLE_SUMMARY) {
            only = &f->files[i];
            count++;
        }
    if (count == 1)
        only->taken[0] = only->taken[1] = true;
    for (size_t i = 0; i < f->count && count > 1; i++)
        if (f->files[i].role == FL_ROLE_SUMMARY)
            snprintf(f->files[i].why, sizeof f->files[i].why, "one of %zu comparisons", count);
}

/* What was asked for; else what a document names, in words alone: it decides nothing until somebody fills it in. */
static void add_published(fl_json root, const fl_search *s)
{
    const fl_finding *f = s->finding;
    char words[400];
    if (!s->wanted->core && !f->cpu_named[0])
        return;
    fl_json published = fl_json_object(root, "published");
    if (s->wanted->core) {
        fl_json_add_text(published, "core", s->wanted->core);
        fl_json_add_number(published, "ghz", s->wanted->ghz);
        return;
    }
    snprintf(words, sizeof words,
             "%s names '%s'; if the figures are of it, give its core and ghz here, as 'fairlane bound --cpu' "
             "takes them",
             f->cpu_place, f->cpu_named);
    fl_json_add_text(published, "comment", words);
}

fl_status fl_find_write(fl_search *s)
{
    fl_finding *f = s->finding;
    fl_json_writer writer = {0};
    take_summary(f);
    fl_json root = fl_json_document(&writer, &fl_case_description);
    if (s->wanted->whole)
        fl_json_add_bool(root, "whole", true);
    add_side(root, f, 0);
    add_side(root, f, 1);
    fl_json comparison = fl_json_object(root, "comparison");
    add_one(comparison, "summary", f, FL_ROLE_SUMMARY, 0);
    add_files(comparison, "sources", f, FL_ROLE_COMPARISON, 0);
    if (f->elsewhere[0]) {
        fl_json elsewhere = fl_json_object(root, "elsewhere");
        add_one(elsewhere, "a", f, FL_ROLE_ELSEWHERE, 0);
        add_one(elsewhere, "b", f, FL_ROLE_ELSEWHERE, 1);
    }
    add_files(root, "documentation", f, FL_ROLE_DOCUMENT, 0);
    add_published(root, s);
    fl_status status = fl_json_print(root, "the case", &f->case_text, s->error);
    f->case_size = status == FL_OK ? strlen(f->case_text) : 0;
    return status;
}

fl_status fl_find_case(int folder, const char *name, const fl_find_request *wanted, fl_finding *finding,
                       fl_error *error)
{
    fl_search s = {folder, name, wanted->globs, wanted, fl_limit_ns(), 0, finding, error};
    *finding = (fl_finding){0};
    fl_status status = fl_find_walk(&s);
    if (status == FL_OK)
        status = fl_find_sides(&s);
    if (status == FL_OK)
        status = fl_find_sources(&s);
    if (status == FL_OK) {
        fl_find_commands(&s);
        fl_find_cpu(&s);
    }
    if (status == FL_OK)
        status = fl_find_write(&s);
    if (status != FL_OK)
        fl_finding_free(finding);
    return status;
}

void fl_finding_free(fl_finding *finding)
{
    free(finding->files);
    free(finding->case_text);
    *finding = (fl_finding){0};
}
