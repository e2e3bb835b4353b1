/* The audit as a document that people can sign and others repeat. */
#define _GNU_SOURCE /* strcasestr */
#include <string.h>
#include <time.h>

#include "bench/base/builder.h"
#include "bench/base/text.h"
#include "bench/report/audit_parts.h"
#include "bench/report/audit_report.h"
#include "bench/report/picture_audit.h"
#include "bench/report/point_cell.h"
#include "bench/report/unlike.h"

enum { MOST_LIMITATIONS = 20, LONGEST_LINE = 240 };

/* ---- the head ---- */

/* What somebody else wrote, or a blank to fill in. */
static void head_line(fl_report *report, const char *what, const char *text)
{
    fl_report_fact(report, what, "%s", fl_report_plain(report, text));
}

static void add_head(fl_report *report, const fl_case *given, const char *program)
{
    const fl_case_head *head = &given->head;
    char today[32] = "", what[160];
    time_t now = time(NULL);
    struct tm parts;
    if (!gmtime_r(&now, &parts) || strftime(today, sizeof today, "%Y-%m-%d", &parts) == 0)
        today[0] = '\0';
    snprintf(what, sizeof what, "%s against %s", given->sides[0].name, given->sides[1].name);
    fl_report_facts(report, (fl_fact_layout){.width = 12});
    head_line(report, "Document", head->id);
    head_line(report, "Version", head->version);
    head_line(report, "Date", head->date[0] ? head->date : today);
    head_line(report, "Auditor", head->auditor);
    head_line(report, "Audited", what);
    head_line(report, "At revision", head->revision[0] ? head->revision : "not told by the case");
    head_line(report, "Judged by", program);
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

static bool is_heading_of_limits(const char *line)
{
    static const char *const words[] = {"limitation", "caveat", "limits", "not covered", "out of scope"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strcasestr(line, words[i]))
            return true;
    return false;
}

/* One line of a document, cut, made plain; the next one begins where this returns. */
static const char *take_line(const char *at, const char *end, char line[LONGEST_LINE])
{
    const char *stop = memchr(at, '\n', (size_t)(end - at));
    size_t length = (size_t)((stop ? stop : end) - at);
    char raw[LONGEST_LINE];
    snprintf(raw, sizeof raw, "%.*s", (int)(length < sizeof raw ? length : sizeof raw - 1), at);
    fl_text_make_plain(raw, line, LONGEST_LINE);
    return stop ? stop + 1 : end;
}

static size_t limitations_of(fl_report *report, const fl_case_text *document, size_t printed)
{
    char line[LONGEST_LINE];
    size_t number = 0;
    bool within = false, fenced = false;
    for (const char *at = document->bytes, *end = at + document->size; at && at < end;) {
        at = take_line(at, end, line);
        number++;
        size_t blank = strspn(line, " \t");
        fenced ^= strncmp(line + blank, "```", 3) == 0;
        if (line[0] == '#' && !fenced) {
            within = is_heading_of_limits(line);
            continue;
        }
        if (!within || !line[blank] || printed >= MOST_LIMITATIONS)
            continue;
        fl_report_item(report, "", "%s (%s:%zu)", line + blank, fl_report_plain(report, document->path),
                       number);
        printed++;
    }
    return printed;
}

static void add_limitations(fl_report *report, const fl_case *given)
{
    size_t shown = 0;
    fl_report_heading(report, 2, "Known limitations");
    for (size_t i = 0; i < given->documentation_count; i++)
        shown = limitations_of(report, &given->documentation[i], shown);
    if (shown == 0)
        fl_report_say(report, "No section on limitations was found in the documents that are given.");
    if (shown >= MOST_LIMITATIONS)
        fl_report_say(report, "Only the first %d lines are shown.", MOST_LIMITATIONS);
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

static void add_file(void *context, const char *role, const char *path, const char *sha256)
{
    fl_report *report = context;
    fl_report_row_begin(report);
    fl_report_cell_add(report, "%s", role);
    fl_report_cell_add(report, "%s", fl_report_plain(report, path));
    fl_report_cell_add(report, "%s", sha256);
}

static void add_files(fl_report *report, const fl_case *given)
{
    static const fl_report_column columns[] = {
        {"what", FL_COLUMN_WORDS}, {"file", FL_COLUMN_WORDS}, {"SHA-256", FL_COLUMN_CODE}};
    fl_report_heading(report, 2, "Files that were evidence");
    fl_report_say(report,
                  "Whoever has these files, by their SHA-256, can repeat the audit: fairlane audit CASE.");
    fl_report_table(report, columns, sizeof columns / sizeof columns[0]);
    fl_case_each_file(given, add_file, report);
}

void fl_audit_document(fl_report *report, const fl_case *given, const fl_audit *audit, const char *program)
{
    const char *a = fl_report_plain(report, given->sides[0].name);
    const char *b = fl_report_plain(report, given->sides[1].name);
    fl_report_title(report, "Audit: %s against %s", a, b);
    fl_report_unlike(report, &audit->equality);
    add_validity(report, audit);
    fl_report_say(report, "%s.", audit->conclusion);
    fl_audit_add_live_only(report, audit);
    fl_report_say(report, "A is %s, B is %s.", a, b);
    fl_picture_audit(report, audit);
    add_head(report, given, program);
    add_summary(report, audit);
    add_criteria(report, audit);
    fl_reproduction_report(report, given);
    add_points(report, audit);
    add_limitations(report, given);
    add_lines_to_sign(report);
    add_files(report, given);
}
