/* What the documents say of the comparison, held against its results: points 30, 77 and 100. A document that
 * speaks of another shape, or gives figures that no run among those given has, is of another comparison: then
 * what it says of the limits, and that the run in hand is the one that is published, cannot be believed. Code
 * blocks are not prose. */
#define _GNU_SOURCE /* strcasestr */
#include <ctype.h>
#include <math.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "bench/audit/providers/documents_machine.h"
#include "bench/audit/providers/parts.h"
#include "bench/audit/reader/program.h"
#include "bench/base/pattern.h"

enum { LINE = 1024, CELLS = 24 };

typedef struct document {
    const fl_case *given;
    fl_audit *audit;
    const fl_case_text *file;
    regex_t classes, figure, ratio;
} document;

/* ---- the lines of a document ---- */

typedef struct reading {
    const char *at; /* of the next line */
    int line;       /* of text, from 1 */
    bool fenced;
    bool within;     /* at stands within a line that is too long to be taken at once */
    char text[LINE]; /* one line of prose, or a part of a long one */
} reading;

/* How much of the line is taken at once: all, or as many whole words as there is room for. */
static size_t part_of_line(const char *at)
{
    size_t length = strcspn(at, "\n"), words = LINE - 1;
    if (length < LINE)
        return length;
    while (words > 0 && at[words] != ' ')
        words--;
    return words > 0 ? words : LINE - 1;
}

static bool next_line(reading *r)
{
    while (*r->at) {
        size_t length = part_of_line(r->at);
        bool begins_line = !r->within,
             fence = begins_line && (strncmp(r->at, "```", 3) == 0 || strncmp(r->at, "~~~", 3) == 0);
        snprintf(r->text, sizeof r->text, "%.*s", (int)length, r->at);
        r->at += length;
        r->within = *r->at != '\n';
        r->at += *r->at == '\n';
        r->line += begins_line;
        if (fence)
            r->fenced = !r->fenced;
        else if (!r->fenced)
            return true;
    }
    return false;
}

/* ---- limits: 100 ---- */

/* A word of a row of verdicts, or of a sentence on what
 * documents do: it states nothing of this comparison. */
static bool speaks_of_documents(const char *line)
{
    static const char *const words[] = {"acknowledged", "documentation states", "the readme states",
                                        "checklist",    "documented in",        NULL};
    for (size_t i = 0; words[i]; i++)
        for (const char *at = line; (at = strcasestr(at, words[i])); at++)
            if ((at == line || !isalpha((unsigned char)at[-1])) &&
                !isalpha((unsigned char)at[strlen(words[i])]))
                return true;
    return line[strspn(line, " \t")] == '|' || strchr(line, '?') || strstr(line, "PASS");
}

static bool begins(const char *text, const char *word)
{
    return strncasecmp(text, word, strlen(word)) == 0;
}

/* "no limits", "without any limits" */
static bool is_denied(const char *text, const char *at)
{
    for (const char *from = at - text > 12 ? at - 12 : text; from < at; from++)
        if ((from == text || !isalpha((unsigned char)from[-1])) &&
            (begins(from, "no ") || begins(from, "without ")))
            return true;
    return false;
}

/* A sentence on other comparisons, or on what no longer holds. */
static bool speaks_of_other_limits(const char *line)
{
    static const char *const words[] = {"other benchmark",   "others ",
                                        "unlike ",           "no longer",
                                        "used to ",          "removed",
                                        "previous ver",      "earlier ver",
                                        "was limited",       "were limited",
                                        "not limited",       "not only",
                                        "not just",          "not have such",
                                        "no such",           "does not have",
                                        "do not have",       "not suffer",
                                        "doesn't have",      "don't have",
                                        "not restricted to", NULL};
    for (size_t i = 0; words[i]; i++)
        if (strcasestr(line, words[i]))
            return true;
    return false;
}

static bool announces_limits(const char *line)
{
    static const char *const words[] = {
        "limitation",        "limits",         "limited to",   "caveat",
        "restricted to",     "not full mnist", "not the full", "not on full",
        "disclaimer",        "classes only",   "binary only",  "classification only",
        "only binary",       "only two",       "only 2 ",      "only a binary",
        "only covers",       "covers only",    "only tests",   "says nothing about",
        "say nothing about", "not measured",   "out of scope", NULL};
    for (const char *at = line; *at; at++)
        for (size_t i = 0; (at == line || !isalpha((unsigned char)at[-1])) && words[i]; i++)
            if (begins(at, words[i]) && !is_denied(line, at))
                return true;
    return false;
}

static const char *fact_in(const char *line)
{
    static const char *const facts[] = {"binary",        "two classes",    "2 classes",  "synthetic",
                                        "not real",      "single-thread",  "one thread", "not full mnist",
                                        "single sample", "inference only", "cpu only",   NULL};
    for (size_t i = 0; facts[i]; i++)
        if (strcasestr(line, facts[i]))
            return facts[i];
    return NULL;
}

/* ## Scope: what is compared, and what is not. */
static bool names_scope(const char *line)
{
    return strcasestr(line, "# scope") || strcasestr(line, "out of scope") ||
           strcasestr(line, "not measured");
}

static size_t heading_level(const char *line)
{
    size_t level = strspn(line, "#");
    return level > 0 && (line[level] == ' ' || line[level] == '\0') ? level : 0;
}

/* A limit is stated below a heading that announces limits, or in a paragraph that announces them itself. */
static const char *find_limit(const fl_case_text *file, int *line)
{
    reading r = {.at = file->bytes};
    size_t level = 0; /* of the heading that announces; 0: none is in force */
    bool announced = false;
    while (next_line(&r)) {
        size_t heading = heading_level(r.text);
        bool blank = r.text[strspn(r.text, " \t\r")] == '\0';
        if (heading && (level == 0 || heading <= level))
            level = (announces_limits(r.text) || names_scope(r.text)) && !speaks_of_documents(r.text)
                        ? heading
                        : 0;
        if (blank || heading)
            announced = false;
        if (blank || heading || speaks_of_documents(r.text) || speaks_of_other_limits(r.text))
            continue;
        announced = announced || announces_limits(r.text);
        const char *fact = level || announced ? fact_in(r.text) : NULL;
        *line = r.line;
        if (fact)
            return fact;
    }
    return NULL;
}

/* What a document says of the task where it announces no limits: whoever reads it knows them, perhaps. */
static const char *find_mention(const fl_case_text *file, int *line)
{
    static const char *const words[] = {"binary class", "binary prob", "binary lin",
                                        "binary mnist", "(binary)",    "binary task",
                                        "two classes",  "one machine", NULL};
    reading r = {.at = file->bytes};
    while (next_line(&r))
        for (size_t i = 0; words[i] && !heading_level(r.text); i++)
            if (strcasestr(r.text, words[i]) && !speaks_of_documents(r.text) &&
                !speaks_of_other_limits(r.text) && !strcasestr(r.text, "limit")) {
                *line = r.line;
                return words[i];
            }
    return NULL;
}

static void judge_limits(const fl_case *given, fl_audit *audit)
{
    int line = 0;
    for (size_t i = 0; i < given->documentation_count; i++) {
        const char *fact = find_limit(&given->documentation[i], &line);
        if (!fact)
            continue;
        fl_audit_add(audit, 100, FL_CONCERNS_BOTH, FL_POINT_PASS, FL_BY_READING, given->documentation[i].path,
                     "line %d: limits are stated, among them \"%s\"", line, fact);
        return;
    }
    for (size_t i = 0; i < given->documentation_count; i++) {
        const char *word = find_mention(&given->documentation[i], &line);
        if (!word)
            continue;
        fl_audit_add(audit, 100, FL_CONCERNS_BOTH, FL_POINT_UNCHECKED, FL_BY_READING,
                     given->documentation[i].path, "line %d speaks of \"%s\", and calls it no limit", line,
                     word);
        return;
    }
    fl_audit_add(audit, 100, FL_CONCERNS_BOTH, FL_POINT_FAIL, FL_BY_READING, given->documentation[0].path,
                 "none of the documentation given states the limits of the comparison");
}

/* "p50 us" holds no 50 us, nor does "4,250 us" hold 250 us. */
static bool begins_number(const char *text, const char *at)
{
    return at == text || (!isalnum((unsigned char)at[-1]) && at[-1] != '.' && at[-1] != ',' && at[-1] != '_');
}

/* ---- the shape ---- */

/* "of MNIST's 10 classes only two", "not 10 classes": what it is not, or where it comes from. */
static bool speaks_of_another(const char *line)
{
    static const char *const words[] = {"not ",  "n't ",     "instead", "rather", "only ",
                                        "full ", "original", "unlike",  NULL};
    for (size_t i = 0; words[i]; i++)
        if (strcasestr(line, words[i]))
            return true;
    return false;
}

static void judge_shape(const document *d, const reading *r)
{
    static const size_t numbers[] = {2, 7, 10}; /* of the three ways to say it */
    regmatch_t m[11];
    for (const char *at = r->text; fl_pattern_match(&d->classes, at, 11, m) == 0; at += m[0].rm_eo) {
        long classes = FL_OUTPUTS;
        for (size_t i = 0; i < 3; i++)
            if (m[numbers[i]].rm_so >= 0)
                classes = strtol(at + m[numbers[i]].rm_so, NULL, 10);
        if (classes != FL_OUTPUTS && classes > 0 && !speaks_of_another(r->text))
            fl_audit_block(d->audit, 100, FL_CONCERNS_BOTH, FL_BY_READING, d->file->path,
                           "line %d says \"%.60s\": the results are of %d classes", r->line,
                           at + (m[2].rm_so >= 0 ? m[2] : m[0]).rm_so, FL_OUTPUTS);
    }
}

/* ---- figures ---- */

static double unit_us(const char *unit)
{
    static const struct {
        const char *name;
        double us;
    } units[] = {{"ns", 1e-3},    {"nanosec", 1e-3}, {"us", 1},   {"\xc2\xb5s", 1}, {"\xce\xbcs", 1},
                 {"microsec", 1}, {"usec", 1},       {"ms", 1e3}, {"millisec", 1e3}};
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
        if (begins(unit, units[i].name))
            return units[i].us;
    return NAN;
}

typedef struct span {
    double low, high; /* in the unit it is printed in */
} span;

/* A number stands for all that is rounded to it; "3-5" for what lies between; "about" for a tenth more or
 * less. */
static span span_of(const char *first, const char *second, bool about)
{
    const char *point = strchr(first, '.');
    size_t digits = point ? strspn(point + 1, "0123456789") : 0;
    double low = strtod(first, NULL), high = second ? strtod(second, NULL) : low;
    double half = 0.5 * pow(10, -(double)digits) * (1 + 1e-9), slack = about ? 0.1 : 0;
    return (span){(low - half) * (1 - slack), (high + half) * (1 + slack)};
}

static bool holds(span s, double value)
{
    return value >= s.low && value <= s.high;
}

static bool is_figure_of(const fl_case_run *run, span us)
{
    const fl_summary *s = run->result ? &run->result->per_call_us : NULL;
    if (!s)
        return false;
    const double figures[] = {s->mean, s->sd,  s->min,         s->max,        s->p50,
                              s->p95,  s->p99, s->ci_95_lower, s->ci_95_upper};
    for (size_t i = 0; i < sizeof figures / sizeof figures[0]; i++)
        if (holds(us, figures[i]))
            return true;
    return false;
}

static bool is_any_runs(const fl_case *given, span us)
{
    for (int side = 0; side < 2; side++) {
        const fl_case_side *s = &given->sides[side];
        for (size_t i = 0; i < s->run_count; i++)
            if (is_figure_of(&s->runs[i], us))
                return true;
        if (given->has_elsewhere && is_figure_of(&given->elsewhere[side], us))
            return true;
    }
    return false;
}

/* Of the same statistic of both sides, in any pair of runs, either way round. */
static bool is_any_ratio(const fl_case *given, span ratio)
{
    const fl_case_side *a = &given->sides[0], *b = &given->sides[1];
    for (size_t i = 0; i < a->run_count; i++)
        for (size_t k = 0; k < b->run_count; k++) {
            if (!a->runs[i].result || !b->runs[k].result)
                continue;
            const fl_summary *x = &a->runs[i].result->per_call_us, *y = &b->runs[k].result->per_call_us;
            const double ratios[] = {x->mean / y->mean, x->p50 / y->p50, x->p95 / y->p95,
                                     x->p99 / y->p99,   x->min / y->min, x->max / y->max};
            for (size_t n = 0; n < sizeof ratios / sizeof ratios[0]; n++)
                if (holds(ratio, ratios[n]) || holds(ratio, 1 / ratios[n]))
                    return true;
        }
    return false;
}

static bool names_statistic(const char *text)
{
    static const char *const words[] = {"p50", "p95", "p99", "median", "mean", "average", "percentile", NULL};
    for (size_t i = 0; words[i]; i++)
        for (const char *at = text; (at = strcasestr(at, words[i])); at++)
            if ((at == text || !isalpha((unsigned char)at[-1])) &&
                !isalpha((unsigned char)at[strlen(words[i])]))
                return true;
    return false;
}

static void say_of_other_run(const document *d, int line, const char *figure, const char *what)
{
    static const int points[] = {30, 77};
    for (size_t i = 0; i < 2; i++)
        fl_audit_block(d->audit, points[i], FL_CONCERNS_BOTH, FL_BY_READING, d->file->path,
                       "line %d gives \"%.60s\": no %s of the runs that are given; which run is it of?", line,
                       figure, what);
}

static void copy_match(char text[32], const char *at, const regmatch_t *m)
{
    text[0] = '\0';
    if (m->rm_so >= 0)
        snprintf(text, 32, "%.*s", (int)(m->rm_eo - m->rm_so < 31 ? m->rm_eo - m->rm_so : 31), at + m->rm_so);
}

/* head: of the table that the line stands in; "". */
static void judge_figures(const document *d, const reading *r, const char *head)
{
    regmatch_t m[6];
    bool about = strcasestr(r->text, "about") || strchr(r->text, '~') || strcasestr(r->text, "roughly") ||
                 strcasestr(r->text, "approx");
    char first[32], second[32], unit[32], whole[64];
    bool statistic = names_statistic(r->text) || names_statistic(head);
    for (const char *at = r->text; statistic && fl_pattern_match(&d->figure, at, 6, m) == 0;
         at += m[0].rm_eo) {
        copy_match(first, at, &m[1]);
        copy_match(second, at, &m[4]);
        copy_match(unit, at, &m[5]);
        double us = unit_us(unit);
        span s = span_of(first, second[0] ? second : NULL, about);
        snprintf(whole, sizeof whole, "%.*s", (int)(m[0].rm_eo - m[0].rm_so), at + m[0].rm_so);
        if (!isnan(us) && begins_number(r->text, at + m[0].rm_so) &&
            !is_any_runs(d->given, (span){s.low * us, s.high * us}))
            say_of_other_run(d, r->line, whole, "figure");
    }
    for (const char *at = r->text; fl_pattern_match(&d->ratio, at, 6, m) == 0; at += m[0].rm_eo) {
        copy_match(first, at, &m[1]);
        copy_match(second, at, &m[4]);
        snprintf(whole, sizeof whole, "%.*s", (int)(m[0].rm_eo - m[0].rm_so), at + m[0].rm_so);
        if (begins_number(r->text, at + m[0].rm_so) &&
            !is_any_ratio(d->given, span_of(first, second[0] ? second : NULL, about)))
            say_of_other_run(d, r->line, whole, "ratio");
    }
}

/* ---- tables whose heads hold the unit: "| | mean (us) | p50 us |" ---- */

/* With or without a bar at its ends: "name | mean | p99". */
static bool is_row(const char *line)
{
    return line[strspn(line, " \t")] == '|' || strstr(line, " | ");
}

/* The unit that a title names as a word: "mean (us)", "p99_us", "mean, us"; NaN: none. */
static double unit_of_title(const char *title)
{
    static const char *const long_ones[] = {"usec", "nanosec", "microsec", "millisec", NULL};
    for (const char *at = title; *at;) {
        const size_t length = strcspn(at, " ()[]_,./*:`\t");
        bool whole = length == ((unsigned char)*at >= 0x80 ? 3 : 2); /* the sign has two bytes */
        for (size_t i = 0; long_ones[i]; i++)
            whole = whole || begins(at, long_ones[i]);
        if (whole && !isnan(unit_us(at)))
            return unit_us(at);
        at += length + (at[length] != '\0');
    }
    return NAN;
}

/* "p99", "mean latency": a time, in a unit that stands elsewhere. */
static bool is_bare_time(const char *title)
{
    static const char *const words[] = {"p50", "p95",     "p99",  "median", "mean", "average",
                                        "avg", "latency", "time", "per",    "call", NULL};
    for (const char *at = title; *at;) {
        const size_t length = strcspn(at, " *`_\t");
        bool known = length == 0;
        for (size_t i = 0; words[i] && !known; i++)
            known = strlen(words[i]) == length && begins(at, words[i]);
        if (!known)
            return false;
        at += length + (at[length] != '\0');
    }
    return true;
}

/* Whether a figure is one of a run that is given, in this unit, or in any where none is told. */
static bool is_any_in(const fl_case *given, span s, double us)
{
    if (!isnan(us))
        return is_any_runs(given, (span){s.low * us, s.high * us});
    return is_any_runs(given, (span){s.low * 1e-3, s.high * 1e-3}) || is_any_runs(given, s) ||
           is_any_runs(given, (span){s.low * 1e3, s.high * 1e3});
}

static size_t cells_of(char *row, char *cells[CELLS])
{
    size_t count = 0;
    char *at = row + strspn(row, " \t");
    for (at += *at == '|'; *at && count < CELLS; count++) {
        cells[count] = at;
        at += strcspn(at, "|");
        if (*at)
            *at++ = '\0';
    }
    return count;
}

static void judge_row(const document *d, const reading *r, const char head[LINE])
{
    char heads[LINE], row[LINE], *titles[CELLS], *cells[CELLS];
    snprintf(heads, sizeof heads, "%s", head);
    snprintf(row, sizeof row, "%s", r->text);
    size_t titled = cells_of(heads, titles), count = cells_of(row, cells);
    for (size_t i = 0; i < count && i < titled; i++) {
        double us = unit_of_title(titles[i]);
        const char *number = cells[i] + strspn(cells[i], " *`~");
        char *end;
        double value = strtod(number, &end);
        if ((isnan(us) && !is_bare_time(titles[i])) || !names_statistic(titles[i]) || end == number ||
            !isfinite(value) || end[strspn(end, " *`")] != '\0')
            continue;
        span s = span_of(number, NULL, cells[i][strcspn(cells[i], "~")] == '~');
        if (!is_any_in(d->given, s, us))
            say_of_other_run(d, r->line, number, "figure");
    }
}

static void judge_document(document *d)
{
    reading r = {.at = d->file->bytes};
    char head[LINE] = "";
    while (next_line(&r)) {
        bool row = is_row(r.text);
        judge_shape(d, &r);
        fl_judge_documented_machine(d->given, d->audit, d->file->path, r.line, r.text);
        if (!row)
            head[0] = '\0';
        judge_figures(d, &r, head);
        if (!row)
            continue;
        if (!head[0])
            snprintf(head, sizeof head, "%s", r.text);
        else
            judge_row(d, &r, head);
    }
}

/* Whether every expression could be compiled; all are freed by the caller. */
static bool compile(document *d)
{
    static const char number[] = "([0-9]+[.]?[0-9]*)(( ?- ?| to |\xe2\x80\x93)([0-9]+[.]?[0-9]*))? ?";
    char figure[256], ratio[256];
    snprintf(figure, sizeof figure, "%s(ns|us|ms|\xc2\xb5s|\xce\xbcs|usec|microsec|nanosec|millisec)",
             number);
    snprintf(ratio, sizeof ratio, "%s(x|\xc3\x97| times)( as)? (fast|slow)", number);
    int flags = REG_EXTENDED | REG_ICASE;
    bool good = regcomp(&d->figure, figure, flags) == 0;
    good = regcomp(&d->ratio, ratio, flags) == 0 && good;
    return regcomp(
               &d->classes,
               "(^|[^[:alnum:]])([0-9]+)[ -](output )?class(es)?([^[:alnum:]]|$)|class(es)?[:=] *([0-9]+)|"
               "784 (inputs? )?(to|->|\xe2\x86\x92) ([0-9]+)",
               flags) == 0 &&
           good;
}

void fl_judge_documents(const fl_case *given, fl_audit *audit)
{
    document d = {.given = given, .audit = audit};
    if (given->documentation_count == 0)
        return;
    judge_limits(given, audit);
    bool whole = given->sides[0].run_count > 0 && given->sides[1].run_count > 0;
    bool good = compile(&d);
    for (size_t i = 0; i < 2 && !good; i++)
        fl_audit_block(audit, (int[]){30, 100}[i], FL_CONCERNS_BOTH, FL_BY_NOTHING,
                       given->documentation[0].path, "no memory to read the documents with");
    for (size_t i = 0; i < given->documentation_count && whole && good; i++) {
        d.file = &given->documentation[i];
        judge_document(&d);
    }
    regfree(&d.classes);
    regfree(&d.figure);
    regfree(&d.ratio);
}
