/* The audit as text. */
#include <string.h>

#include "bench/base/text.h"
#include "bench/report/audit_parts.h"
#include "bench/report/audit_report.h"
#include "bench/report/table.h"

const char *fl_audit_concerned(const fl_evidence *piece)
{
    static const char *const letters[] = {"A", "B", ""};
    return letters[piece->concerns];
}

static fl_status print_categories(const fl_audit *audit, FILE *out, fl_error *error)
{
    static const fl_column columns[] = {
        {"category", false, false}, {"points", true, false},    {"pass", true, false},
        {"fail", true, false},      {"unchecked", true, false}, {"not applicable", true, false},
    };
    fl_table *table = fl_table_new(columns, sizeof columns / sizeof columns[0]);
    for (int i = 0; i <= FL_AUDIT_CATEGORIES; i++) {
        bool total = i == FL_AUDIT_CATEGORIES;
        int pass = total ? audit->total.pass : audit->categories[i].pass;
        int fail = total ? audit->total.fail : audit->categories[i].fail;
        int unchecked = total ? audit->total.unchecked : audit->categories[i].unchecked;
        int none = total ? audit->total.not_applicable : audit->categories[i].not_applicable;
        fl_table_row(table);
        fl_table_cell(table, "%s", total ? "all" : fl_audit_categories[i]);
        fl_table_cell(table, "%d", pass + fail + unchecked + none);
        fl_table_cell(table, "%d", pass);
        fl_table_cell(table, "%d", fail);
        fl_table_cell(table, "%d", unchecked);
        fl_table_cell(table, "%d", none);
    }
    fl_status status = fl_table_print(table, out, error);
    fl_table_free(table);
    return status;
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

static void add_point(fl_table *table, const fl_audit_point *point)
{
    for (size_t i = 0; i == 0 || i < point->evidence_count; i++) {
        const fl_evidence *piece = &point->evidence[i];
        if (!fl_audit_is_shown(point, i))
            continue;
        fl_table_row(table);
        if (i == 0) {
            fl_table_cell(table, "%d", point->question->number);
            fl_table_cell(table, "%s", point->question->title);
            fl_table_cell(table, "%s", fl_point_verdict_name(point->verdict));
        } else {
            for (int cell = 0; cell < 3; cell++)
                fl_table_cell(table, "%s", "");
        }
        fl_table_cell(table, "%s", fl_audit_concerned(piece));
        fl_table_cell(table, "%s", piece->how == FL_BY_NOTHING ? "" : fl_obtained_by_name(piece->how));
        fl_table_cell(table, "%s%s%s", piece->text, piece->where[0] ? " – " : "", piece->where);
        if (i == 0 && point->verdict == FL_POINT_FAIL)
            fl_table_emphasise(table);
    }
}

static fl_status print_points(const fl_audit *audit, FILE *out, fl_error *error)
{
    static const fl_column columns[] = {
        {"", true, false},    {"point", false, true}, {"verdict", false, false},
        {"of", false, false}, {"how", false, false},  {"evidence", false, true},
    };
    fl_status status = FL_OK;
    for (int category = 1; category <= FL_AUDIT_CATEGORIES && status == FL_OK; category++) {
        fl_table *table = fl_table_new(columns, sizeof columns / sizeof columns[0]);
        for (int i = 0; i < FL_AUDIT_POINTS; i++)
            if (audit->points[i].question->category == category)
                add_point(table, &audit->points[i]);
        fl_print(out, "\n%d. %s\n", category, fl_audit_categories[category - 1]);
        status = fl_table_print(table, out, error);
        fl_table_free(table);
    }
    return status;
}

/* Why a kept case is judged otherwise than when it was made: the one reason there is. */
void fl_audit_print_live_only(const fl_audit *audit, FILE *out)
{
    if (audit->live_only_count == 0)
        return;
    fl_print(out,
             "%zu points are measured only live: 'audit --run' decides them by what it sees happen, which "
             "files that "
             "were kept cannot prove. Live (and from the files):",
             audit->live_only_count);
    for (size_t i = 0; i < audit->live_only_count; i++)
        fl_print(out, "%s %d %s (%s)", i ? "," : "", audit->live_only[i].point,
                 fl_point_verdict_name(audit->live_only[i].live),
                 fl_point_verdict_name(audit->live_only[i].kept));
    fl_print(out, ".\n");
}

static void print_unlike(const fl_audit *audit, FILE *out)
{
    char safe[sizeof audit->equality.unlike[0].text];
    for (size_t i = 0; i < audit->equality.unlike_count; i++) {
        const fl_inequality *one = &audit->equality.unlike[i];
        fl_print(out, "UNLIKE %s: %s\n", fl_aspect_name(one->aspect),
                 fl_text_make_plain(one->text, safe, sizeof safe));
    }
}

fl_status fl_audit_print(const fl_case *given, const fl_audit *audit, FILE *out, fl_error *error)
{
    char safe[sizeof given->path];
    print_unlike(audit, out);
    fl_print(out, "%s: A %s against B %s: %s\n", fl_text_make_plain(given->path, safe, sizeof safe),
             given->sides[0].name, given->sides[1].name, audit->valid ? "valid" : "not valid");
    fl_print(out, "%s.\n", audit->conclusion);
    fl_audit_print_live_only(audit, out);
    fl_print(out, "\n");
    fl_status status = print_categories(audit, out, error);
    return status == FL_OK ? print_points(audit, out, error) : status;
}
