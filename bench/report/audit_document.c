/* The audit as a document that people can sign and others repeat. */
#include <stdio.h>
#include <string.h>

#include "bench/base/builder.h"
#include "bench/report/audit_parts.h"
#include "bench/report/audit_report.h"
#include "bench/report/picture_audit.h"
#include "bench/report/point_cell.h"
#include "bench/report/unlike.h"

/* ---- the head ---- */

/* What somebody else wrote, or a blank to fill in. */
static void head_line(fl_report *report, const char *what, const char *text)
{
    fl_report_fact(report, what, "%s", fl_report_plain(report, text));
}

static void add_head(fl_report *report, const fl_case *given, const fl_audit_paper *paper)
{
    const fl_case_head *head = &paper->head;
    char what[160];
    snprintf(what, sizeof what, "%s against %s", given->sides[0].name, given->sides[1].name);
    fl_report_facts(report, (fl_fact_layout){.width = 12});
    head_line(report, "Document", head->id);
    head_line(report, "Version", head->version);
    head_line(report, "Date", head->date);
    head_line(report, "Auditor", head->auditor);
    head_line(report, "Audited", what);
    head_line(report, "At revision", head->revision[0] ? head->revision : "not told by the case");
    head_line(report, "Judged by", paper->program);
}

/* ---- summary and criteria ---- */

static void add_counts(fl_report *report, const char *what, int pass, int fail, int unchecked, int none)
{
    fl_report_row_begin(report);
    fl_report_cell_add(report, "%s", what);
    fl_report_cell_add(report, "%d", pass + fail + unchecked + none);
    fl_report_cell_add(report, "%d", pass);
    fl_report_cell_add(report, "%d", fail);
    fl_report_cell_add(report, "%d", unchecked);
    fl_report_cell_add(report, "%d", none);
}

static void add_summary(fl_report *report, const fl_audit *audit)
{
    static const fl_report_column columns[] = {
        {"category", FL_COLUMN_WORDS}, {"points", FL_COLUMN_FIGURE},    {"pass", FL_COLUMN_FIGURE},
        {"fail", FL_COLUMN_FIGURE},    {"unchecked", FL_COLUMN_FIGURE}, {"not applicable", FL_COLUMN_FIGURE}};
    fl_report_heading(report, 2, "Summary");
    fl_report_table(report, columns, sizeof columns / sizeof columns[0]);
    for (int i = 0; i < FL_AUDIT_CATEGORIES; i++)
        add_counts(report, fl_audit_categories[i], audit->categories[i].pass, audit->categories[i].fail,
                   audit->categories[i].unchecked, audit->categories[i].not_applicable);
    add_counts(report, "all", audit->total.pass, audit->total.fail, audit->total.unchecked,
               audit->total.not_applicable);
    fl_report_emphasise(report);
}

static void add_validity(fl_report *report, const fl_audit *audit)
{
    fl_report_verdict(report, audit->valid ? FL_MEANS_PASS : FL_MEANS_FAIL, "%s.",
                      audit->valid ? "Valid" : "Not valid");
}

/* The conclusion names each criterion with what was found, parted by semicolons. */
static void add_criteria(fl_report *report, const fl_audit *audit)
{
    fl_report_heading(report, 2, "Acceptance criteria");
    for (const char *at = audit->conclusion; *at; at += strspn(at, "; ")) {
        size_t length = strcspn(at, ";");
        fl_report_item(report, "", "%.*s", (int)length, at);
        at += length;
    }
    add_validity(report, audit);
    fl_report_say(report, "UNCHECKED is not a pass%s.",
                  audit->total.not_applicable ? "; NOT APPLICABLE counts neither for nor against" : "");
}

/* ---- the points ---- */

/* One line a piece: whose, what, how it was obtained and where. */
static const char *evidence_of(fl_report *report, const fl_audit_point *point)
{
    fl_builder text = {0};
    for (size_t i = 0, shown = 0; i < point->evidence_count; i++) {
        const fl_evidence *piece = &point->evidence[i];
        if (!fl_audit_is_shown(point, i))
            continue;
        if (shown++ > 0)
            fl_build_char(&text, '\n');
        if (piece->concerns != FL_CONCERNS_BOTH)
            fl_build_format(&text, "%s: ", fl_audit_concerned(piece));
        fl_build_text(&text, fl_report_plain(report, piece->text));
        if (piece->how != FL_BY_NOTHING)
            fl_build_format(&text, " (%s%s%s)", fl_obtained_by_name(piece->how), piece->where[0] ? ", " : "",
                            fl_report_plain(report, piece->where));
    }
    return fl_report_built(report, &text);
}

static void add_points(fl_report *report, const fl_audit *audit)
{
    static const fl_report_column columns[] = {{"", FL_COLUMN_FIGURE},
                                               {"point", FL_COLUMN_PROSE},
                                               {"verdict", FL_COLUMN_WORDS},
                                               {"evidence", FL_COLUMN_PROSE}};
    for (int category = 1; category <= FL_AUDIT_CATEGORIES; category++) {
        fl_report_heading(report, 2, "%d. %s", category, fl_audit_categories[category - 1]);
        fl_report_table(report, columns, sizeof columns / sizeof columns[0]);
        for (int i = 0; i < FL_AUDIT_POINTS; i++) {
            const fl_audit_point *point = &audit->points[i];
            if (point->question->category != category)
                continue;
            fl_report_row_begin(report);
            fl_report_cell_add(report, "%d", point->question->number);
            fl_report_cell_add(report, "%s", point->question->title);
            fl_report_cell_point(report, point->verdict);
            fl_report_cell_add(report, "%s", evidence_of(report, point));
        }
    }
}

/* ---- limitations ---- */

static void add_limitations(fl_report *report, const fl_audit_paper *paper)
{
    fl_report_heading(report, 2, "Known limitations");
    for (size_t i = 0; i < paper->limitation_count; i++)
        fl_report_item(report, "", "%s (%s:%zu)", paper->limitations[i].text,
                       fl_report_plain(report, paper->limitations[i].path), paper->limitations[i].line);
    if (paper->limitation_count == 0)
        fl_report_say(report, "No section on limitations was found in the documents that are given.");
    if (paper->limitation_count >= FL_AUDIT_LIMITATIONS)
        fl_report_say(report, "Only the first %d lines are shown.", FL_AUDIT_LIMITATIONS);
}

/* ---- the end ---- */

static void add_lines_to_sign(fl_report *report)
{
    static const char *const roles[] = {"Benchmark author", "Red team lead", "Independent reviewer"};
    static const fl_report_column columns[] = {{"role", FL_COLUMN_WORDS},
                                               {"name", FL_COLUMN_WORDS},
                                               {"date", FL_COLUMN_WORDS},
                                               {"signature", FL_COLUMN_WORDS}};
    fl_report_heading(report, 2, "Sign-off");
    fl_report_table(report, columns, sizeof columns / sizeof columns[0]);
    for (size_t i = 0; i < sizeof roles / sizeof roles[0]; i++) {
        fl_report_row_begin(report);
        fl_report_cell_add(report, "%s", roles[i]);
    }
}

static void add_files(fl_report *report, const fl_audit_paper *paper)
{
    static const fl_report_column columns[] = {
        {"what", FL_COLUMN_WORDS}, {"file", FL_COLUMN_WORDS}, {"SHA-256", FL_COLUMN_CODE}};
    fl_report_heading(report, 2, "Files that were evidence");
    fl_report_say(report,
                  "Whoever has these files, by their SHA-256, can repeat the audit: fairlane audit CASE.");
    fl_report_table(report, columns, sizeof columns / sizeof columns[0]);
    for (size_t i = 0; i < paper->file_count; i++) {
        fl_report_row_begin(report);
        fl_report_cell_add(report, "%s", paper->files[i].role);
        fl_report_cell_add(report, "%s", fl_report_plain(report, paper->files[i].path));
        fl_report_cell_add(report, "%s", paper->files[i].sha256);
    }
}

/* What a document of before says nothing of is not told to be absent. */
static void add_paper(fl_report *report, const fl_audit_paper *paper)
{
    if (paper->program[0]) {
        add_limitations(report, paper);
        add_lines_to_sign(report);
        add_files(report, paper);
        return;
    }
    add_lines_to_sign(report);
    fl_report_remark(
        report, "",
        "The head of this audit, the limitations that its documents tell of and the digests of its files "
        "were not kept with it.");
}

void fl_audit_document(fl_report *report, const fl_case *given, const fl_audit *audit,
                       const fl_audit_paper *paper)
{
    const char *a = fl_report_plain(report, given->sides[0].name);
    const char *b = fl_report_plain(report, given->sides[1].name);
    fl_report_title(report, "Audit: %s against %s", a, b);
    fl_report_unlike(report, &audit->equality);
    add_validity(report, audit);
    fl_audit_add_answer(report, audit);
    fl_report_say(report, "%s.", audit->conclusion);
    if (audit->not_read[0])
        fl_report_say(report, "%s.", fl_report_plain(report, audit->not_read));
    fl_audit_add_live_only(report, audit);
    fl_report_say(report, "A is %s, B is %s.", a, b);
    fl_picture_audit(report, audit);
    add_head(report, given, paper);
    add_summary(report, audit);
    add_criteria(report, audit);
    fl_reproduction_report(report, given);
    add_points(report, audit);
    add_paper(report, paper);
}
