/* fairlane.audit/1, read again. */
#include <cjson/cJSON.h>
#include <stdlib.h>
#include <string.h>

#include "bench/report/audit_stored.h"
#include "bench/report/documents.h"
#include "bench/report/stored.h"

/* ---- from words to values ---- */

static const char *verdict(int value)
{
    return fl_point_verdict_name((fl_point_verdict)value);
}

static const char *obtained(int value)
{
    return fl_obtained_by_name((fl_obtained_by)value);
}

static const char *provider(int value)
{
    return fl_provider_name((fl_provider)value);
}

static const char *aspect(int value)
{
    return fl_aspect_name((fl_aspect)value);
}

static const char *role(int value)
{
    return fl_role_name((fl_role)value);
}

static fl_point_verdict verdict_of(const char *word)
{
    return (fl_point_verdict)fl_stored_word(word, verdict, FL_POINT_NOT_APPLICABLE + 1);
}

static fl_concerns concerns_of(const char *word)
{
    return strcmp(word, "a") == 0 ? FL_CONCERNS_A : strcmp(word, "b") == 0 ? FL_CONCERNS_B : FL_CONCERNS_BOTH;
}

/* ---- what no table can check ---- */

static fl_status settle_point(fl_reader *reader, const fl_stored_audit_point *stored, size_t i,
                              fl_audit_point *point)
{
    const fl_audit_question *question = &fl_audit_questions[i];
    if (stored->number != question->number || stored->category != question->category)
        return fl_reader_fail(reader, reader->root,
                              "\"points\"[%zu] is point %d of category %d; it must be %d of %d", i,
                              stored->number, stored->category, question->number, question->category);
    for (size_t k = 0; k < stored->evidence_count; k++) {
        const fl_stored_evidence *piece = &stored->evidence[k];
        fl_evidence *to = &point->evidence[k];
        *to = piece->is;
        to->concerns = concerns_of(piece->concerns);
        to->verdict = verdict_of(piece->verdict);
        to->how = (fl_obtained_by)fl_stored_word(piece->how, obtained, FL_BY_NOTHING + 1);
        to->provider = (fl_provider)fl_stored_word(piece->provider, provider, FL_PROVIDERS);
    }
    point->evidence_count = stored->evidence_count;
    return FL_OK;
}

static bool counts_are(const fl_stored_counts *stored, int pass, int fail, int unchecked, int not_applicable)
{
    return stored->pass == pass && stored->fail == fail && stored->unchecked == unchecked &&
           stored->not_applicable == not_applicable;
}

/* Verdicts follow from the evidence, counts and validity from the verdicts: by the rule that made them. */
static fl_status check_verdicts(fl_reader *reader, const fl_stored_audit *stored)
{
    const fl_audit *judged = &stored->judged;
    for (size_t i = 0; i < FL_AUDIT_POINTS; i++)
        if (judged->points[i].verdict != verdict_of(stored->points[i].verdict))
            return fl_reader_fail(reader, reader->root, "point %zu is %s, but its evidence makes it %s",
                                  i + 1, stored->points[i].verdict,
                                  fl_point_verdict_name(judged->points[i].verdict));
    bool good = counts_are(&stored->total, judged->total.pass, judged->total.fail, judged->total.unchecked,
                           judged->total.not_applicable);
    for (size_t i = 0; i < FL_AUDIT_CATEGORIES; i++)
        good = good && stored->categories[i].number == (int)i + 1 &&
               counts_are(&stored->categories[i], judged->categories[i].pass, judged->categories[i].fail,
                          judged->categories[i].unchecked, judged->categories[i].not_applicable);
    if (!good)
        return fl_reader_fail(reader, reader->root,
                              "\"total\" and \"categories\" do not count the verdicts of \"points\"");
    if (stored->valid != judged->valid)
        return fl_reader_fail(reader, reader->root, "\"valid\" is not what the counts make it");
    return FL_OK;
}

static fl_status settle_equality(fl_reader *reader, fl_stored_audit *stored)
{
    fl_equality *equality = &stored->judged.equality;
    for (size_t i = 0; i < stored->unlike_count; i++) {
        fl_inequality *unlike = &equality->unlike[i];
        unlike->aspect = (fl_aspect)fl_stored_word(stored->unlike[i].what, aspect, FL_ASPECTS);
        memcpy(unlike->text, stored->unlike[i].difference, sizeof unlike->text);
        if (strcmp(aspect((int)unlike->aspect), stored->unlike[i].what) != 0)
            return fl_reader_fail(reader, reader->root, "\"what\" is '%s'; --unlike knows no such word",
                                  stored->unlike[i].what);
    }
    equality->unlike_count = stored->unlike_count;
    return FL_OK;
}

static fl_status check_roles(fl_reader *reader, const fl_stored_found_file *files, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(role(fl_stored_word(files[i].role, role, FL_ROLE_COMMANDS + 1)), files[i].role) != 0)
            return fl_reader_fail(reader, reader->root, "\"role\" is '%s', which no file of a case has",
                                  files[i].role);
    return FL_OK;
}

static fl_status settle(fl_reader *reader, void *into)
{
    fl_stored_audit *stored = into;
    fl_status status = settle_equality(reader, stored);
    for (size_t i = 0; i < stored->point_count && status == FL_OK; i++)
        status = settle_point(reader, &stored->points[i], i, &stored->judged.points[i]);
    if (status != FL_OK)
        return status;
    fl_audit_conclude(&stored->judged);
    memcpy(stored->judged.conclusion, stored->conclusion, sizeof stored->conclusion);
    memcpy(stored->judged.not_read, stored->not_read, sizeof stored->not_read);
    for (size_t i = 0; i < stored->live_only_count; i++)
        stored->judged.live_only[i] =
            (fl_live_verdict){stored->live_only[i].number, verdict_of(stored->live_only[i].live),
                              verdict_of(stored->live_only[i].kept)};
    stored->judged.live_only_count = stored->live_only_count;
    stored->has_found = cJSON_IsObject(cJSON_GetObjectItemCaseSensitive(reader->root, "found"));
    stored->has_reproduction = cJSON_IsObject(cJSON_GetObjectItemCaseSensitive(reader->root, "reproduction"));
    status = check_roles(reader, stored->found.taken, stored->found.taken_count);
    if (status == FL_OK)
        status = check_roles(reader, stored->found.left, stored->found.left_count);
    return status == FL_OK ? check_verdicts(reader, stored) : status;
}

/* ---- the report ---- */

/* What a report asks of a case and of what was run again. */
typedef struct told {
    fl_case given;
    fl_reproduction again;
    fl_case_run published[2];
    fl_result results[2][FL_REPRODUCED_RUNS + 1]; /* the last: as published */
    fl_finding finding;
} told;

static void tell_side(const fl_stored_reproduced *stored, int side, told *t)
{
    fl_case_side *s = &t->given.sides[side];
    fl_reproduced_side *r = &t->again.sides[side];
    memcpy(s->build, stored->build, sizeof s->build);
    memcpy(s->command, stored->command, sizeof s->command);
    memcpy(r->why, stored->why_not, sizeof r->why);
    memcpy(r->why_trace, stored->why_no_trace, sizeof r->why_trace);
    s->has_trace = stored->trace[0] != '\0';
    memcpy(s->trace_path, stored->trace_path, sizeof s->trace_path);
    memcpy(s->trace.classification, stored->trace, sizeof s->trace.classification);
    t->results[side][FL_REPRODUCED_RUNS].per_call_us.mean = stored->published_mean_us;
    t->published[side].result = &t->results[side][FL_REPRODUCED_RUNS];
    s->runs = &t->published[side];
    for (r->count = 0; r->count < stored->run_count; r->count++) {
        t->results[side][r->count].per_call_us.mean = stored->runs[r->count].mean_us;
        r->runs[r->count].written.result = &t->results[side][r->count];
        r->runs[r->count].seconds = stored->runs[r->count].seconds;
        r->runs[r->count].seen.other_busy_cpus = stored->runs[r->count].other_busy_cpus;
    }
}

static void tell_reproduction(const fl_stored_reproduction *stored, told *t)
{
    memcpy(t->again.cpu, stored->cpu, sizeof t->again.cpu);
    t->again.confined = stored->confined;
    tell_side(&stored->sides[0], 0, t);
    tell_side(&stored->sides[1], 1, t);
    t->given.reproduction = &t->again;
}

static void tell_file(const fl_stored_found_file *stored, bool taken, fl_found_file *file)
{
    const fl_concerns whose = concerns_of(stored->side);
    memcpy(file->path, stored->path, sizeof file->path);
    memcpy(file->why, stored->why, sizeof file->why);
    file->role = (fl_role)fl_stored_word(stored->role, role, FL_ROLE_COMMANDS + 1);
    file->taken[0] = taken && whose != FL_CONCERNS_B;
    file->taken[1] = taken && whose != FL_CONCERNS_A;
}

static fl_status tell_finding(const fl_stored_found *stored, fl_finding *f, fl_error *error)
{
    f->files = calloc(stored->taken_count + stored->left_count + 1, sizeof *f->files);
    if (!f->files)
        return fl_fail(error, FL_UNABLE, "report: no memory");
    for (int side = 0; side < 2; side++) {
        memcpy(f->builds[side], stored->sides[side].build, sizeof f->builds[side]);
        memcpy(f->commands[side], stored->sides[side].command, sizeof f->commands[side]);
        memcpy(f->command_places[side], stored->sides[side].place, sizeof f->command_places[side]);
    }
    for (size_t i = 0; i < stored->taken_count; i++)
        tell_file(&stored->taken[i], true, &f->files[f->count++]);
    for (size_t i = 0; i < stored->left_count; i++)
        tell_file(&stored->left[i], false, &f->files[f->count++]);
    f->others = stored->other_files;
    f->folders_left = stored->folders_left;
    memcpy(f->cpu_named, stored->cpu_named, sizeof f->cpu_named);
    memcpy(f->cpu_place, stored->cpu_place, sizeof f->cpu_place);
    return FL_OK;
}

static fl_status tell(const fl_stored_audit *stored, bool on_paper, fl_report *report, fl_error *error)
{
    told *t = calloc(1, sizeof *t);
    if (!t)
        return fl_fail(error, FL_UNABLE, "report: no memory");
    memcpy(t->given.path, stored->path, sizeof t->given.path);
    for (int side = 0; side < 2; side++)
        memcpy(t->given.sides[side].name, stored->names[side], sizeof stored->names[side]);
    t->given.by_lab = stored->by_lab;
    if (stored->has_reproduction)
        tell_reproduction(&stored->reproduction, t);
    if (on_paper)
        fl_audit_document(report, &t->given, &stored->judged, &stored->paper);
    else
        fl_audit_report(report, &t->given, &stored->judged, false);
    fl_status status = stored->has_found ? tell_finding(&stored->found, &t->finding, error) : FL_OK;
    if (status == FL_OK && stored->has_found)
        fl_finding_report(report, &t->finding);
    free(t->finding.files);
    free(t);
    return status;
}

fl_status fl_audit_tell(const char *bytes, size_t size, const char *name, bool on_paper, fl_report *report,
                        fl_error *error)
{
    fl_stored_audit *stored = calloc(1, sizeof *stored);
    if (!stored)
        return fl_fail(error, FL_UNABLE, "report: no memory");
    fl_status status = fl_stored_parse(bytes, size, name, &fl_audit_description, settle, stored, error);
    if (status == FL_OK)
        status = tell(stored, on_paper, report, error);
    fl_fields_free(fl_audit_description.fields, stored);
    free(stored);
    return status;
}
