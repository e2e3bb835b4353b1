/* A fleet in words: the answer first. */
#include "bench/report/fleet_report.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "bench/report/fleet_parts.h"
#include "bench/report/picture_fleet.h"
#include "bench/report/picture_ratios.h"
#include "bench/report/point_cell.h"

enum { MOST_LISTED = 40 }; /* of one kind of remark */

/* What files say may hold line feeds, which would end the line. */
enum { LONGEST_LINE = 2048 };

void fl_fleet_line(fl_report *report, const char *format, ...)
{
    char text[LONGEST_LINE];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    fl_report_say(report, "%s", fl_report_plain(report, text));
}

void fl_fleet_cell_add(fl_report *report, const char *format, ...)
{
    char text[LONGEST_LINE];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    fl_report_cell_add(report, "%s", fl_report_plain(report, text));
}

const char *fl_fleet_label(const fl_fleet *fleet, const char *path)
{
    return path + fleet->prefix;
}

static const char *plural(size_t count)
{
    return count == 1 ? "" : "s";
}

static const char *calls_of(const fl_fleet *fleet)
{
    return fleet->options.calls == FL_CALLS_CHAINED ? "chained" : "independent";
}

/* A file that tells neither its CPU nor its boot may be of a machine that another one is of. */
static const char *at_most(const fl_fleet *fleet)
{
    for (size_t i = 0; fleet->machine_count > 1 && i < fleet->machine_count; i++)
        if (!fleet->machines[i].cpu[0] && !fleet->machines[i].boot_id[0])
            return "at most ";
    return "";
}

/* ---- the answer ---- */

static void answer_claim(fl_report *report, const fl_fleet *fleet)
{
    char factor[48] = "", range[96] = "";
    const char *word = fleet->judged == 0              ? "NOT SHOWN"
                       : fleet->holds == fleet->judged ? "HOLDS"
                       : fleet->lost > 0               ? "LOST"
                                                       : "NOT SHOWN";
    if (fleet->options.at_least > 1)
        snprintf(factor, sizeof factor, "at least %.4g times as fast as", fleet->options.at_least);
    if (fleet->least > 0)
        snprintf(range, sizeof range, "; A / B is %.4g to %.4g", fleet->least, fleet->most);
    fl_report_verdict(
        report,
        strcmp(word, "HOLDS") == 0  ? FL_MEANS_PASS
        : strcmp(word, "LOST") == 0 ? FL_MEANS_FAIL
                                    : FL_MEANS_UNCHECKED,
        "%s: that %s (B) is %s %s (A) holds on %zu of %s%zu machine%s, is lost on %zu, not shown on "
        "%zu%s (%s calls).",
        word, fleet->b[0] ? fl_report_plain(report, fleet->b) : "the one", factor[0] ? factor : "faster than",
        fleet->a[0] ? fl_report_plain(report, fleet->a) : "the other", fleet->holds, at_most(fleet),
        fleet->judged, plural(fleet->judged), fleet->lost, fleet->not_shown, range, calls_of(fleet));
}

static size_t count_counting(const fl_fleet *fleet)
{
    size_t count = 0;
    for (size_t i = 0; i < fleet->machine_count; i++)
        count += fl_fleet_counts(&fleet->machines[i]);
    return count;
}

static size_t count_kinds(const fl_fleet *fleet)
{
    size_t count = 0;
    for (size_t i = 0; i < fleet->machine_count; i++)
        count += i == 0 || fleet->machines[i].kind != fleet->machines[i - 1].kind;
    return count;
}

static void add_answer(fl_report *report, const fl_fleet *fleet)
{
    size_t counting = count_counting(fleet), kinds = count_kinds(fleet);
    fl_report_title(report, "Many machines");
    if (fleet->options.of)
        answer_claim(report, fleet);
    fl_fleet_line(report,
                  "%zu file%s of %s%zu machine%s, %zu kind%s of machine; %zu compared%s%s. Ratios to %s, %s "
                  "calls, above 1: faster.",
                  fleet->machine_count, plural(fleet->machine_count), at_most(fleet), fleet->distinct,
                  plural(fleet->distinct), kinds, plural(kinds), counting,
                  fleet->failure_count ? "; SOME COULD NOT BE READ" : "",
                  counting < fleet->machine_count ? "; others stand apart" : "",
                  fleet->base[0] ? fleet->base : "(no base)", calls_of(fleet));
    for (size_t i = 0; i < fleet->failure_count && i < MOST_LISTED; i++)
        fl_fleet_line(report, "NOT READ: %s", fleet->failures[i].reason);
    if (fleet->failure_count > MOST_LISTED)
        fl_fleet_line(report, "NOT READ: %zu more; --json names them", fleet->failure_count - MOST_LISTED);
}

static void add_point(fl_report *report, const fl_fleet_point *point, int number, const char *title)
{
    static const fl_point_verdict verdicts[] = {[FL_FLEET_NOT_SHOWN] = FL_POINT_UNCHECKED,
                                                [FL_FLEET_HOLDS] = FL_POINT_PASS,
                                                [FL_FLEET_LOST] = FL_POINT_FAIL};
    fl_point_verdict verdict = verdicts[point->verdict];
    fl_report_verdict(report, fl_meaning_of_point(verdict), "Point %d (%s): %s: %s.", number, title,
                      fl_point_verdict_name(verdict), fl_report_plain(report, point->text));
}

/* ---- remarks ---- */

/* One line a file that test() is true of, at most MOST_LISTED of them. */
typedef bool fl_fleet_test(const fl_fleet *fleet, size_t index, char *text, size_t size);

static void remark(fl_report *report, const fl_fleet *fleet, fl_fleet_test *test)
{
    size_t count = 0;
    char text[1536];
    for (size_t i = 0; i < fleet->machine_count; i++) {
        if (!test(fleet, i, text, sizeof text))
            continue;
        if (count++ < MOST_LISTED)
            fl_fleet_line(report, "%s: %s", fl_fleet_label(fleet, fleet->machines[i].path), text);
    }
    if (count > MOST_LISTED)
        fl_fleet_line(report, "… and the same of %zu more files", count - MOST_LISTED);
}

static bool stands_apart(const fl_fleet *fleet, size_t index, char *text, size_t size)
{
    const fl_fleet_machine *m = &fleet->machines[index];
    snprintf(text, size, "SET APART, %s (A: most of the files, B: this one)", m->apart);
    return m->apart[0] != '\0';
}

static bool was_emulated(const fl_fleet *fleet, size_t index, char *text, size_t size)
{
    const fl_fleet_machine *m = &fleet->machines[index];
    snprintf(text, size, "EMULATED by %s: its times compare with nothing", m->emulator);
    return m->emulator[0] != '\0';
}

static bool is_steered(const fl_fleet *fleet, size_t index, char *text, size_t size)
{
    snprintf(text, size, "%s", fleet->machines[index].libraries);
    return text[0] != '\0';
}

static bool has_no_base(const fl_fleet *fleet, size_t index, char *text, size_t size)
{
    const fl_fleet_machine *m = &fleet->machines[index];
    snprintf(text, size, "no ratios: %s", m->no_base);
    return m->no_base[0] != '\0';
}

static bool is_same_machine(const fl_fleet *fleet, size_t index, char *text, size_t size)
{
    const fl_fleet_machine *m = &fleet->machines[index];
    if (m->same_as == index)
        return false;
    const fl_fleet_machine *first = &fleet->machines[m->copy ? m->copy_of : m->same_as];
    snprintf(
        text, size, "%s %s%s%s",
        m->copy ? "every figure is that of another file: a copy, not counted, of" : "the same machine as",
        fl_fleet_label(fleet, first->path), m->hidden == first->hidden ? "" : ", with other features hidden",
        m->boot_id[0] && !m->copy ? " (the same boot)" : "");
    return true;
}

static bool is_perhaps_same(const fl_fleet *fleet, size_t index, char *text, size_t size)
{
    const fl_fleet_machine *m = &fleet->machines[index];
    if (!m->perhaps[0])
        return false;
    snprintf(text, size, "may be the same machine as %s, started anew: CPU and memory are the same",
             fl_fleet_label(fleet, m->perhaps));
    return true;
}

static bool is_silent(const fl_fleet *fleet, size_t index, char *text, size_t size)
{
    const fl_fleet_machine *m = &fleet->machines[index];
    snprintf(text, size, "does not tell, so that it is not known to be equal: %s", m->untold);
    return m->untold[0] != '\0';
}

static void add_remarks(fl_report *report, const fl_fleet *fleet)
{
    static fl_fleet_test *const tests[] = {stands_apart,    was_emulated,    is_steered, has_no_base,
                                           is_same_machine, is_perhaps_same, is_silent};
    fl_report_gap(report);
    for (size_t i = 0; i < sizeof tests / sizeof *tests; i++)
        remark(report, fleet, tests[i]);
    if (fleet->duplicates > 0)
        fl_fleet_line(report, "%zu file%s named twice and read once.", fleet->duplicates,
                      fleet->duplicates == 1 ? " was" : "s were");
    if (fleet->passed_over > 0)
        fl_fleet_line(
            report,
            "%zu file%s in folders not looked at: neither *.json nor *.csv, or Criterion's, whose folder is "
            "named by itself.",
            fleet->passed_over, fleet->passed_over == 1 ? " was" : "s were");
}

/* ---- all of it ---- */

static size_t end_of_group(const fl_fleet *fleet, size_t first)
{
    const fl_fleet_machine *m = &fleet->machines[first];
    size_t i = first;
    while (i < fleet->machine_count && fleet->machines[i].kind == m->kind &&
           fleet->machines[i].emulator == m->emulator && fleet->machines[i].apart == m->apart)
        i++;
    return i;
}

static bool holds_more_than_copies(const fl_fleet *fleet, size_t first, size_t end)
{
    while (first < end && fleet->machines[first].copy)
        first++;
    return first < end;
}

static void add_group_heading(fl_report *report, const fl_fleet *fleet, size_t first, size_t end)
{
    const fl_fleet_machine *m = &fleet->machines[first];
    fl_report_gap(report);
    fl_report_heading(report, 2, "%s%s%s%s%s%s%s, %zu file%s", m->apart[0] ? "SET APART: " : "",
                      m->emulator[0] ? "EMULATED by " : "", fl_report_plain(report, m->emulator),
                      m->emulator[0] ? ", not comparable: " : "", fl_report_plain(report, m->kind),
                      m->architecture[0] ? ", " : "", fl_report_plain(report, m->architecture), end - first,
                      plural(end - first));
}

static void add_groups(fl_report *report, const fl_fleet *fleet)
{
    for (size_t i = 0; i < fleet->machine_count;) {
        size_t end = end_of_group(fleet, i);
        if (holds_more_than_copies(fleet, i, end)) {
            add_group_heading(report, fleet, i, end);
            fl_fleet_kind_table(report, fleet, i, end);
        }
        i = end;
    }
}

void fl_fleet_report(fl_report *report, const fl_fleet *fleet)
{
    add_answer(report, fleet);
    if (fleet->options.of) {
        fl_picture_fleet_claim(report, fleet);
        fl_report_gap(report);
        fl_fleet_claim_table(report, fleet);
        fl_report_gap(report);
        add_point(report, &fleet->second_machine, 78, "it runs on another machine too");
        add_point(report, &fleet->ratio_kept, 79, "another machine gives a ratio within a factor of two");
    }
    fl_picture_fleet(report, fleet);
    add_groups(report, fleet);
    fl_report_remark(
        report, "",
        "Rank: one more than there are contestants on the same machine whose interval lies wholly above; =: "
        "some other one there is not shown to differ.");
    add_remarks(report, fleet);
}
