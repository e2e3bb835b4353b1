/* Points 71 and 74. */
#define _GNU_SOURCE /* strcasestr */
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "bench/audit/audit.h"
#include "bench/audit/providers/parts.h"
#include "bench/audit/providers/verdicts.h"

enum { RUNS = 3 };

static fl_concerns concerns(int side)
{
    return side == 0 ? FL_CONCERNS_A : FL_CONCERNS_B;
}

/* All figures agree, and one of them is given so finely that chance does not do that. */
static bool has_same_figures(const fl_result *a, const fl_result *b)
{
    const fl_summary *x = &a->per_call_us, *y = &b->per_call_us;
    const double pairs[][2] = {{x->mean, y->mean}, {x->sd, y->sd},   {x->min, y->min}, {x->max, y->max},
                               {x->p50, y->p50},   {x->p95, y->p95}, {x->p99, y->p99}};
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++)
        if (!(pairs[i][0] == pairs[i][1] || (isnan(pairs[i][0]) && isnan(pairs[i][1]))))
            return false;
    /* 0.52 us is the mean of many runs, 0.519658 us of one; a throughput of 195,551 is finer than 5.11 us. */
    bool coarse = fabs(x->mean * 1000 - round(x->mean * 1000)) <= 1e-6;
    return !coarse || (a->throughput_per_sec == b->throughput_per_sec && a->throughput_per_sec > 1000 &&
                       fabs(a->throughput_per_sec * x->mean / 1e6 - 1) > 1e-5);
}

bool fl_is_same_run(const fl_case_run *a, const fl_case_run *b)
{
    const fl_result *x = a->result, *y = b->result;
    if (a->size > 0 && a->size == b->size && memcmp(a->text, b->text, a->size) == 0 &&
        strcmp(x->name, y->name) == 0)
        return true;
    if (x->samples_ns && y->samples_ns && x->iterations == y->iterations &&
        memcmp(x->samples_ns, y->samples_ns, x->iterations * sizeof *x->samples_ns) == 0)
        return true;
    return has_same_figures(x, y);
}

/* Whether run i is an earlier run of the side once more; then point 71 fails by it. */
static bool is_copy_of_another(const fl_case_side *s, size_t i, fl_concerns who, fl_audit *audit)
{
    const fl_case_run *run = &s->runs[i];
    for (const fl_case_run *other = s->runs; other < run; other++)
        if (fl_is_same_run(other, run)) {
            fl_audit_add(audit, 71, who, FAIL, FL_BY_COMPUTATION, run->path,
                         "every figure of it is that of %.100s, to the last digit: no repetition",
                         other->path);
            return true;
        }
    return false;
}

static void judge_repetitions(const fl_case_side *s, fl_concerns who, fl_audit *audit)
{
    double low = INFINITY, high = -INFINITY;
    size_t known = 0;
    for (size_t i = 0; i < s->run_count; i++) {
        double mean = s->runs[i].result->per_call_us.mean;
        if (!(mean > 0))
            continue;
        if (is_copy_of_another(s, i, who, audit))
            return;
        known++;
        low = fmin(low, mean);
        high = fmax(high, mean);
    }
    static const double limit = 0.1 * (1 + 1e-9); /* ten per cent are within ten per cent, rounded or not */
    double spread = (high - low) / low;
    if (known >= RUNS || (known == 2 && !(spread <= limit)))
        fl_audit_add(audit, 71, who, spread <= limit ? PASS : FAIL, FL_BY_COMPUTATION, s->runs[0].path,
                     "the means of %zu runs, %.4g to %.4g us, differ by %.1f %%", known, low, high,
                     100 * spread);
    else
        fl_audit_add(audit, 71, who, UNCHECKED, FL_BY_NOTHING, s->run_count ? s->runs[0].path : "",
                     "%zu run%s given; three are asked for", known, known == 1 ? " is" : "s are");
}

/* ---- documentation ---- */

static int line_of(const fl_case_text *file, const char *at)
{
    int line = 1;
    for (const char *c = file->bytes; c < at; c++)
        line += *c == '\n';
    return line;
}

/* A command "c" must not be found in "cargo". */
static bool stands_alone(const char *line, size_t at, size_t length)
{
    char before = ' ', last = line[at + length - 1], after = line[at + length];
    if (at)
        before = line[at - 1];
    return !isalnum((unsigned char)before) && before != '_' &&
           (last == ' ' || !after || isspace((unsigned char)after) || strchr(";|&>)'\"", after));
}

/* The command as a line of a code block (fenced or indented), its file name at least. */
static const char *documented(const fl_case_text *file, const char *word)
{
    bool fenced = false;
    for (const char *line = file->bytes; *line;) {
        size_t length = strcspn(line, "\n");
        bool fence = strncmp(line, "```", 3) == 0 || strncmp(line, "~~~", 3) == 0;
        if (fence)
            fenced = !fenced;
        bool code = (fenced && !fence) || strncmp(line, "    ", 4) == 0 || line[0] == '\t';
        const char *comment = memchr(line, '#', length);
        size_t until = comment ? (size_t)(comment - line) : length;
        for (size_t i = 0; code && i + strlen(word) <= until; i++)
            if (strncmp(line + i, word, strlen(word)) == 0 && stands_alone(line, i, strlen(word)))
                return line;
        line += length + (line[length] == '\n');
    }
    return NULL;
}

static bool documents_hold(const fl_case *given, const char *word)
{
    for (size_t i = 0; i < given->documentation_count; i++)
        if (documented(&given->documentation[i], word))
            return true;
    return false;
}

/* What the documentation must hold of a side: its command, or by what one would be known; "" when nothing tells. */
static void wanted_of(const fl_case *given, const fl_case_side *s, char what[sizeof s->command])
{
    snprintf(what, sizeof s->command, "%s", s->command);
    char *comment = strchr(s->words, '#') ? NULL : strstr(what, " #"); /* no part of it */
    if (comment)
        *comment = '\0';
    if (what[0])
        return;
    if (strcmp(s->language, "rust") == 0)
        snprintf(what, sizeof s->command, "%s",
                 documents_hold(given, "cargo bench") ? "cargo bench" : "cargo run");
    else if (s->source_count > 0)
        snprintf(what, sizeof s->command, "%.120s", fl_base_name(s->sources[0].path));
}

/* Whether the documentation holds the command of a side. */
static bool judge_command(const fl_case *given, int side, fl_audit *audit)
{
    const fl_case_side *s = &given->sides[side];
    char what[sizeof s->command];
    wanted_of(given, s, what);
    for (size_t i = 0; i < given->documentation_count && what[0]; i++) {
        const fl_case_text *file = &given->documentation[i];
        const char *at = documented(file, what);
        if (!at && s->documented_as[0])
            at = documented(file, s->documented_as);
        if (!at)
            continue;
        fl_audit_add(audit, 74, concerns(side), UNCHECKED, FL_BY_READING, file->path,
                     "line %d: the command %.150s", line_of(file, at), what);
        return true;
    }
    if (!s->command[0] && what[0] && given->documentation_count > 0)
        fl_audit_add(audit, 74, concerns(side), UNCHECKED, FL_BY_READING, given->documentation[0].path,
                     "its command is not told, and no code block holds what one would know it by: %.100s",
                     what);
    else if (what[0] && given->documentation_count > 0)
        fl_audit_add(audit, 74, concerns(side), FAIL, FL_BY_READING, given->documentation[0].path,
                     "its code blocks do not hold the command: %.150s", what);
    return false;
}

static void judge_commands(const fl_case *given, fl_audit *audit)
{
    bool a = judge_command(given, 0, audit), b = judge_command(given, 1, audit);
    if (a && b)
        fl_audit_add(audit, 74, FL_CONCERNS_BOTH, PASS, FL_BY_READING, given->documentation[0].path,
                     "the commands of both sides stand in its code blocks");
    else if (given->documentation_count == 0)
        fl_audit_add(audit, 74, FL_CONCERNS_BOTH, UNCHECKED, FL_BY_NOTHING, "", "no documentation is given");
}

/* The same input gives the same answer: nothing random, by the trace and the sources, is judged elsewhere;
 * two results that hold logits or an accuracy of the same model would tell. */
void fl_judge_reproducibility(const fl_case *given, fl_audit *audit)
{
    for (int side = 0; side < 2; side++) {
        const fl_case_side *s = &given->sides[side];
        audit->provider = FL_FROM_RESULTS;
        judge_repetitions(s, concerns(side), audit);
        audit->provider = FL_FROM_BUILD;
        fl_judge_dependencies(s, concerns(side), audit);
    }
    audit->provider = FL_FROM_COMMANDS;
    judge_commands(given, audit);
    audit->provider = FL_FROM_DOCUMENTS;
    fl_judge_documents(given, audit);
    audit->provider = FL_FROM_ELSEWHERE;
    fl_judge_elsewhere(given, audit);
}
