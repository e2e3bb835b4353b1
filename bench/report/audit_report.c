/* The audit in short: the verdict, what decides each point. */
#include "bench/report/audit_report.h"
#include "bench/report/audit_parts.h"
#include "bench/report/picture_audit.h"
#include "bench/report/point_cell.h"
#include "bench/report/unlike.h"

enum { RUNS_AGREE = 71, SPEED_UP_EXPLAINED = 85 };

const char *fl_audit_concerned(const fl_evidence *piece)
{
    static const char *const letters[] = {"A", "B", ""};
    return letters[piece->concerns];
}

static void add_categories(fl_report *report, const fl_audit *audit)
{
    static const fl_report_column columns[] = {
        {"category", FL_COLUMN_WORDS}, {"points", FL_COLUMN_FIGURE},    {"pass", FL_COLUMN_FIGURE},
        {"fail", FL_COLUMN_FIGURE},    {"unchecked", FL_COLUMN_FIGURE}, {"not applicable", FL_COLUMN_FIGURE},
    };
    fl_report_table(report, columns, sizeof columns / sizeof columns[0]);
    for (int i = 0; i <= FL_AUDIT_CATEGORIES; i++) {
        bool total = i == FL_AUDIT_CATEGORIES;
        int pass = total ? audit->total.pass : audit->categories[i].pass;
        int fail = total ? audit->total.fail : audit->categories[i].fail;
        int unchecked = total ? audit->total.unchecked : audit->categories[i].unchecked;
        int none = total ? audit->total.not_applicable : audit->categories[i].not_applicable;
        fl_report_row_begin(report);
        fl_report_cell_add(report, "%s", total ? "all" : fl_audit_categories[i]);
        fl_report_cell_add(report, "%d", pass + fail + unchecked + none);
        fl_report_cell_add(report, "%d", pass);
        fl_report_cell_add(report, "%d", fail);
        fl_report_cell_add(report, "%d", unchecked);
        fl_report_cell_add(report, "%d", none);
    }
}

/* The pieces that decide: all that fail, or one for each side; the rest is in the JSON. */
bool fl_audit_is_shown(const fl_audit_point *point, size_t index)
{
    const fl_evidence *piece = &point->evidence[index];
    if (index == 0)
        return true;
    if (piece->how == FL_BY_DECLARATION)
        return point->verdict != FL_POINT_PASS;
    if (piece->verdict != point->verdict)
        return false;
    if (piece->verdict == FL_POINT_FAIL)
        return true;
    for (size_t i = 0; i < index; i++)
        if (point->evidence[i].concerns == piece->concerns || point->evidence[i].concerns == FL_CONCERNS_BOTH)
            return false;
    return true;
}

static void add_point(fl_report *report, const fl_audit_point *point)
{
    for (size_t i = 0; i == 0 || i < point->evidence_count; i++) {
        const fl_evidence *piece = &point->evidence[i];
        if (!fl_audit_is_shown(point, i))
            continue;
        fl_report_row_begin(report);
        if (i == 0) {
            fl_report_cell_add(report, "%d", point->question->number);
            fl_report_cell_add(report, "%s", point->question->title);
            fl_report_cell_point(report, point->verdict);
        } else {
            for (int cell = 0; cell < 3; cell++)
                fl_report_cell_add(report, "%s", "");
        }
        fl_report_cell_add(report, "%s", fl_audit_concerned(piece));
        fl_report_cell_add(report, "%s", piece->how == FL_BY_NOTHING ? "" : fl_obtained_by_name(piece->how));
        fl_report_cell_add(report, "%s%s%s", fl_report_plain(report, piece->text),
                           piece->where[0] ? " – " : "", fl_report_plain(report, piece->where));
        if (i == 0 && point->verdict == FL_POINT_FAIL)
            fl_report_emphasise(report);
    }
}

static bool does_not_pass(const fl_audit_point *point)
{
    return point->verdict == FL_POINT_FAIL || point->verdict == FL_POINT_UNCHECKED;
}

static void begin_points(fl_report *report)
{
    static const fl_report_column columns[] = {
        {"", FL_COLUMN_FIGURE},  {"point", FL_COLUMN_PROSE}, {"verdict", FL_COLUMN_WORDS},
        {"of", FL_COLUMN_WORDS}, {"how", FL_COLUMN_WORDS},   {"evidence", FL_COLUMN_PROSE},
    };
    fl_report_table(report, columns, sizeof columns / sizeof columns[0]);
}

/* What a reader looks for first. */
static void add_failed(fl_report *report, const fl_audit *audit)
{
    size_t count = 0;
    for (int i = 0; i < FL_AUDIT_POINTS; i++) {
        if (!does_not_pass(&audit->points[i]))
            continue;
        if (count++ == 0) {
            fl_report_heading(report, 2, "What does not pass");
            begin_points(report);
        }
        add_point(report, &audit->points[i]);
    }
    if (count == 0)
        fl_report_say(report, "Every point that applies passes.");
}

static bool has_more(const fl_audit *audit, int category)
{
    for (int i = 0; i < FL_AUDIT_POINTS; i++)
        if (audit->points[i].question->category == category && !does_not_pass(&audit->points[i]))
            return true;
    return false;
}

static void add_rest(fl_report *report, const fl_audit *audit)
{
    for (int category = 1; category <= FL_AUDIT_CATEGORIES; category++) {
        if (!has_more(audit, category))
            continue;
        fl_report_gap(report);
        fl_report_heading(report, 2, "%d. %s", category, fl_audit_categories[category - 1]);
        begin_points(report);
        for (int i = 0; i < FL_AUDIT_POINTS; i++)
            if (audit->points[i].question->category == category && !does_not_pass(&audit->points[i]))
                add_point(report, &audit->points[i]);
    }
}

/* Why a kept case is judged otherwise than when it was made: the one reason there is. */
void fl_audit_add_live_only(fl_report *report, const fl_audit *audit)
{
    if (audit->live_only_count == 0)
        return;
    fl_report_say(
        report,
        "%zu points are measured only live: 'audit --run' decides them by what it sees happen, which "
        "files that were kept cannot prove. Live (and from the files):",
        audit->live_only_count);
    for (size_t i = 0; i < audit->live_only_count; i++)
        fl_report_go_on(report, "%s %d %s (%s)", i ? "," : "", audit->live_only[i].point,
                        fl_point_verdict_name(audit->live_only[i].live),
                        fl_point_verdict_name(audit->live_only[i].kept));
    fl_report_go_on(report, ".");
}

/* What the audit knows of the factor and of how steady it is: the evidence that decides the point on it. */
static void add_line_of(fl_report *report, const char *what, const fl_audit *audit, int number)
{
    const fl_audit_point *point = &audit->points[number - 1];
    if (point->evidence_count == 0)
        return;
    fl_report_verdict(report, fl_meaning_of_point(point->verdict), "%s: %s (point %d: %s).", what,
                      fl_report_plain(report, point->evidence[0].text), number,
                      fl_point_verdict_name(point->verdict));
}

void fl_audit_add_answer(fl_report *report, const fl_audit *audit)
{
    add_line_of(report, "Factor", audit, SPEED_UP_EXPLAINED);
    bool told = audit->points[RUNS_AGREE - 1].verdict != FL_POINT_UNCHECKED;
    add_line_of(report, told ? "Steady" : "Steady or not", audit, RUNS_AGREE);
}

void fl_audit_report(fl_report *report, const fl_case *given, const fl_audit *audit, bool failed_alone)
{
    fl_report_title(report, "Audit: %s against %s", fl_report_plain(report, given->sides[0].name),
                    fl_report_plain(report, given->sides[1].name));
    fl_report_unlike(report, &audit->equality);
    fl_report_verdict(report, audit->valid ? FL_MEANS_PASS : FL_MEANS_FAIL, "%s: A %s against B %s: %s",
                      fl_report_plain(report, given->path), given->sides[0].name, given->sides[1].name,
                      audit->valid ? "valid" : "not valid");
    fl_audit_add_answer(report, audit);
    fl_report_say(report, "%s.", audit->conclusion);
    if (audit->not_read[0])
        fl_report_say(report, "%s.", fl_report_plain(report, audit->not_read));
    fl_audit_add_live_only(report, audit);
    fl_picture_audit(report, audit);
    fl_reproduction_report(report, given);
    fl_report_gap(report);
    add_failed(report, audit);
    if (failed_alone)
        return;
    fl_report_gap(report);
    add_categories(report, audit);
    add_rest(report, audit);
}
