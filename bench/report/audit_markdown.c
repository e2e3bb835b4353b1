/* The audit as a document that people can sign and others repeat. */
#define _GNU_SOURCE /* strcasestr */
#include <ctype.h>
#include <string.h>
#include <time.h>

#include "bench/base/text.h"
#include "bench/report/audit_parts.h"
#include "bench/report/audit_report.h"
#include "bench/report/markdown.h"

enum { MOST_LIMITATIONS = 20, LONGEST_LINE = 240 };

/* ---- the head ---- */

static void head_line(const char *what, const char *text, FILE *out)
{
    fl_print(out, "| %s | ", what);
    fl_markdown_escape(text, out);
    fputs(" |\n", out);
}

static void print_head(const fl_case *given, const char *program, FILE *out)
{
    const fl_case_head *head = &given->head;
    char today[32] = "", what[160];
    time_t now = time(NULL);
    struct tm parts;
    if (!gmtime_r(&now, &parts) || strftime(today, sizeof today, "%Y-%m-%d", &parts) == 0)
        today[0] = '\0';
    snprintf(what, sizeof what, "%s against %s", given->sides[0].name, given->sides[1].name);
    fputs("| | |\n|---|---|\n", out);
    head_line("Document", head->id, out);
    head_line("Version", head->version, out);
    head_line("Date", head->date[0] ? head->date : today, out);
    head_line("Auditor", head->auditor, out);
    head_line("Audited", what, out);
    head_line("At revision", head->revision[0] ? head->revision : "not told by the case", out);
    head_line("Judged by", program, out);
    fputs("\n", out);
}

/* ---- summary and criteria ---- */

static void print_summary(const fl_audit *audit, FILE *out)
{
    fputs("## Summary\n\n| category | points | pass | fail | unchecked | not applicable "
          "|\n|---|--:|--:|--:|--:|--:|\n",
          out);
    for (int i = 0; i < FL_AUDIT_CATEGORIES; i++) {
        int pass = audit->categories[i].pass, fail = audit->categories[i].fail,
            unchecked = audit->categories[i].unchecked, none = audit->categories[i].not_applicable;
        fl_print(out, "| %s | %d | %d | %d | %d | %d |\n", fl_audit_categories[i],
                 pass + fail + unchecked + none, pass, fail, unchecked, none);
    }
    fl_print(out, "| **all** | %d | %d | %d | %d | %d |\n\n", FL_AUDIT_POINTS, audit->total.pass,
             audit->total.fail, audit->total.unchecked, audit->total.not_applicable);
}

/* The conclusion names each criterion with what was found, parted by semicolons. */
static void print_criteria(const fl_audit *audit, FILE *out)
{
    char part[sizeof audit->conclusion];
    fputs("## Acceptance criteria\n\n", out);
    for (const char *at = audit->conclusion; *at; at += strspn(at, "; ")) {
        size_t length = strcspn(at, ";");
        snprintf(part, sizeof part, "%.*s", (int)length, at);
        fputs("- ", out);
        fl_markdown_escape(part, out);
        fputs("\n", out);
        at += length;
    }
    fl_print(out, "\n**%s.** UNCHECKED is not a pass%s.\n", audit->valid ? "Valid" : "Not valid",
             audit->total.not_applicable ? "; NOT APPLICABLE counts neither for nor against" : "");
}

/* ---- the points ---- */

static void print_point(const fl_audit_point *point, FILE *out)
{
    fl_print(out, "| %d | ", point->question->number);
    fl_markdown_escape(point->question->title, out);
    fl_print(out, " | %s | ", fl_point_verdict_name(point->verdict));
    for (size_t i = 0, shown = 0; i < point->evidence_count; i++) {
        const fl_evidence *piece = &point->evidence[i];
        if (!fl_audit_is_shown(point, i))
            continue;
        fputs(shown++ > 0 ? "<br>" : "", out);
        if (piece->concerns != FL_CONCERNS_BOTH)
            fl_print(out, "%s: ", fl_audit_concerned(piece));
        fl_markdown_escape(piece->text, out);
        if (piece->how != FL_BY_NOTHING)
            fl_print(out, " (%s%s", fl_obtained_by_name(piece->how), piece->where[0] ? ", " : "");
        fl_markdown_escape(piece->where, out);
        fputs(piece->how != FL_BY_NOTHING ? ")" : "", out);
    }
    fputs(" |\n", out);
}

static void print_points(const fl_audit *audit, FILE *out)
{
    for (int category = 1; category <= FL_AUDIT_CATEGORIES; category++) {
        fl_print(out, "\n## %d. %s\n\n| | point | verdict | evidence |\n|--:|---|---|---|\n", category,
                 fl_audit_categories[category - 1]);
        for (int i = 0; i < FL_AUDIT_POINTS; i++)
            if (audit->points[i].question->category == category)
                print_point(&audit->points[i], out);
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

static size_t limitations_of(const fl_case_text *document, size_t printed, FILE *out)
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
        fputs("- ", out);
        fl_markdown_escape(line + blank, out);
        fputs(" (", out);
        fl_markdown_escape(document->path, out);
        fl_print(out, ":%zu)\n", number);
        printed++;
    }
    return printed;
}

static void print_limitations(const fl_case *given, FILE *out)
{
    size_t printed = 0;
    fputs("\n## Known limitations\n\n", out);
    for (size_t i = 0; i < given->documentation_count; i++)
        printed = limitations_of(&given->documentation[i], printed, out);
    if (printed == 0)
        fputs("No section on limitations was found in the documents that are given.\n", out);
    if (printed >= MOST_LIMITATIONS)
        fl_print(out, "\nOnly the first %d lines are shown.\n", MOST_LIMITATIONS);
}

/* ---- the end ---- */

static void print_lines_to_sign(FILE *out)
{
    static const char *const roles[] = {"Benchmark author", "Red team lead", "Independent reviewer"};
    fputs("\n## Sign-off\n\n| role | name | date | signature |\n|---|---|---|---|\n", out);
    for (size_t i = 0; i < sizeof roles / sizeof roles[0]; i++)
        fl_print(out, "| %s | | | |\n", roles[i]);
}

static void print_file(void *context, const char *role, const char *path, const char *sha256)
{
    FILE *out = context;
    fl_print(out, "| %s | ", role);
    fl_markdown_escape(path, out);
    fl_print(out, " | `%s` |\n", sha256);
}

static void print_files(const fl_case *given, FILE *out)
{
    fputs("\n## Files that were evidence\n\nWhoever has these files, by their SHA-256, can repeat the audit: "
          "`fairlane audit CASE`.\n\n| what | file | SHA-256 |\n|---|---|---|\n",
          out);
    fl_case_each_file(given, print_file, out);
}

void fl_audit_print_markdown(const fl_case *given, const fl_audit *audit, const char *program, FILE *out)
{
    for (size_t i = 0; i < audit->equality.unlike_count; i++) {
        fl_print(out, "**UNLIKE %s:** ", fl_aspect_name(audit->equality.unlike[i].aspect));
        fl_markdown_escape(audit->equality.unlike[i].text, out);
        fputs("\n\n", out);
    }
    fputs("# Audit: ", out);
    fl_markdown_escape(given->sides[0].name, out);
    fputs(" against ", out);
    fl_markdown_escape(given->sides[1].name, out);
    fputs("\n\n", out);
    print_head(given, program, out);
    fl_print(out, "**%s.** ", audit->valid ? "Valid" : "Not valid");
    fl_markdown_escape(audit->conclusion, out);
    fputs(".\n\n", out);
    fl_audit_print_live_only(audit, out);
    fputs(audit->live_only_count ? "\nA is " : "A is ", out);
    fl_markdown_escape(given->sides[0].name, out);
    fputs(", B is ", out);
    fl_markdown_escape(given->sides[1].name, out);
    fputs(".\n\n", out);
    print_summary(audit, out);
    print_criteria(audit, out);
    print_points(audit, out);
    print_limitations(given, out);
    print_lines_to_sign(out);
    print_files(given, out);
}
