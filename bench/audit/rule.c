/* Evidence is collected, and one rule turns it into verdicts. */
#include "bench/audit/audit.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/audit/providers/lab.h"
#include "bench/audit/providers/reproduction.h"
#include "bench/audit/reader/tree_answer.h"
#include "bench/base/progress.h"
#include "bench/base/text.h"

enum { PERCENT_NEEDED = 95, LAST_STRICT_CATEGORY = 3, BIAS_CATEGORY = 8 };
/* Both sides of an honest case take some 20 million. A fuzz target has no time for that. */
#ifndef FL_AUDIT_STEPS
#define FL_AUDIT_STEPS 400000000
#endif
enum { MOST_STEPS = FL_AUDIT_STEPS };

const char *fl_obtained_by_name(fl_obtained_by how)
{
    static const char *const names[] = {"measured", "traced",   "computed",     "read",
                                        "modelled", "declared", "nothing found"};
    return names[how];
}

const char *fl_provider_name(fl_provider provider)
{
    static const char *const names[FL_PROVIDERS] = {
        [FL_FROM_RESULTS] = "results",           [FL_FROM_STATISTICS] = "statistics",
        [FL_FROM_MACHINE] = "machine",           [FL_FROM_TRACES] = "traces",
        [FL_FROM_SOURCES] = "sources",           [FL_FROM_BUILD] = "build",
        [FL_FROM_COMMANDS] = "commands",         [FL_FROM_DOCUMENTS] = "documents",
        [FL_FROM_ELSEWHERE] = "elsewhere",       [FL_FROM_LAB] = "lab",
        [FL_FROM_REPRODUCTION] = "reproduction", [FL_FROM_CASE] = "case"};
    return names[provider];
}

bool fl_audit_takes(const fl_audit_question *question, fl_provider provider)
{
    return provider == FL_FROM_CASE || (question->providers & (1u << provider)) != 0;
}

/* ---- collecting ---- */

static bool is_passing(const fl_evidence *piece)
{
    return piece->verdict == FL_POINT_PASS && piece->how != FL_BY_DECLARATION && piece->how != FL_BY_NOTHING;
}

/* What must not be lost ranks highest: a FAIL, then what forbids a PASS, then what speaks for it. */
static int rank(const fl_evidence *piece)
{
    if (piece->verdict == FL_POINT_FAIL)
        return 4;
    if (piece->blocks)
        return 3;
    if (is_passing(piece) || piece->verdict == FL_POINT_NOT_APPLICABLE)
        return 2;
    return piece->how == FL_BY_DECLARATION ? 0 : 1;
}

/* Where the next piece may stand; NULL when all that is there weighs more. */
static fl_evidence *make_room(fl_audit_point *point, const fl_evidence *piece)
{
    if (point->evidence_count < FL_AUDIT_EVIDENCE)
        return &point->evidence[point->evidence_count++];
    fl_evidence *weakest = &point->evidence[0];
    for (size_t i = 1; i < FL_AUDIT_EVIDENCE; i++)
        if (rank(&point->evidence[i]) <= rank(weakest))
            weakest = &point->evidence[i];
    return rank(piece) > rank(weakest) ? weakest : NULL;
}

static bool speaks_of(const fl_evidence *piece, int side)
{
    return piece->concerns == FL_CONCERNS_BOTH ||
           piece->concerns == (side == 0 ? FL_CONCERNS_A : FL_CONCERNS_B);
}

/* Whether the sources of a side are enough where nothing was traced: of another processor, of batches, of training. */
static bool sources_may_tell(const fl_audit *audit, int side, int point)
{
    enum { FIRST_OF_BIAS = 91 };
    return point < FIRST_OF_BIAS || (point >= 96 && point <= 98 && audit->natures[side].known);
}

/* What a trace of another CPU says of one whose code can depend on it. As if there were no trace: but what it saw and
 * may be so there as well forbids a PASS. */
static void weaken(const fl_audit *audit, int number, int side, fl_evidence *piece, char *text, size_t size)
{
    const bool *asked = fl_audit_questions[number - 1].side;
    bool matters = asked[side] || !asked[1 - side];
    char said[160];
    if (piece->may_bound || piece->verdict == FL_POINT_UNCHECKED)
        return;
    snprintf(said, sizeof said, "%.150s", text);
    piece->blocks |= matters && (piece->verdict == FL_POINT_FAIL || !sources_may_tell(audit, side, number));
    if (piece->verdict == FL_POINT_FAIL)
        snprintf(text, size, "%.200s; there: %.100s", audit->traces[side].bound, said);
    else
        snprintf(text, size, "%s", audit->traces[side].bound);
    piece->verdict = FL_POINT_UNCHECKED;
}

/* A trace decides as far as it is evidence of what was timed. */
static void weigh_trace(const fl_audit *audit, int number, fl_evidence *piece, char *text, size_t size)
{
    for (int side = 0; side < 2 && piece->how == FL_BY_TRACE; side++) {
        const fl_trace_evidence *e = &audit->traces[side];
        if (!speaks_of(piece, side))
            continue;
        if (e->doubt[0]) {
            piece->verdict = FL_POINT_UNCHECKED;
            piece->blocks = true;
            snprintf(text, size, "%s", e->doubt);
            return;
        }
        if (e->bound[0])
            weaken(audit, number, side, piece, text, size);
        size_t used = strlen(text);
        if (e->remark[0] && piece->verdict != FL_POINT_UNCHECKED)
            snprintf(text + used, size - used, "; %s",
                     used + strlen(e->remark) + 3 < size ? e->remark
                     : e->of_class                       ? "of another CPU, which imitated one of that class"
                                                         : "of another CPU, on which it cannot depend");
    }
}

static void add(fl_audit *audit, int number, fl_evidence *piece, const char *where, const char *format,
                va_list arguments)
{
    char text[sizeof piece->text];
    if (number < 1 || number > FL_AUDIT_POINTS)
        return;
    fl_audit_point *point = &audit->points[number - 1];
    point->question = &fl_audit_questions[number - 1];
    piece->provider = piece->how == FL_BY_TRACE ? FL_FROM_TRACES : audit->provider;
    vsnprintf(text, sizeof text, format, arguments);
    weigh_trace(audit, number, piece, text, sizeof text);
    fl_text_make_plain(text, piece->text, sizeof piece->text);
    fl_text_make_plain(where ? where : "", piece->where, sizeof piece->where);
    fl_evidence *place = make_room(point, piece);
    if (place)
        *place = *piece;
}

void fl_audit_add(fl_audit *audit, int point, fl_concerns concerns, fl_point_verdict verdict,
                  fl_obtained_by how, const char *where, const char *format, ...)
{
    fl_evidence piece = {.concerns = concerns, .verdict = verdict, .how = how};
    va_list arguments;
    va_start(arguments, format);
    add(audit, point, &piece, where, format, arguments);
    va_end(arguments);
}

void fl_audit_fail_by_bound(fl_audit *audit, int point, fl_concerns concerns, const char *where,
                            const char *format, ...)
{
    fl_evidence piece = {
        .concerns = concerns, .verdict = FL_POINT_FAIL, .how = FL_BY_TRACE, .may_bound = true};
    va_list arguments;
    va_start(arguments, format);
    add(audit, point, &piece, where, format, arguments);
    va_end(arguments);
}

void fl_audit_block(fl_audit *audit, int point, fl_concerns concerns, fl_obtained_by how, const char *where,
                    const char *format, ...)
{
    fl_evidence piece = {.concerns = concerns, .verdict = FL_POINT_UNCHECKED, .blocks = true, .how = how};
    va_list arguments;
    va_start(arguments, format);
    add(audit, point, &piece, where, format, arguments);
    va_end(arguments);
}

void fl_audit_note_not_read(fl_audit *audit, const char *path, const char *reason)
{
    char others[32];
    size_t used = strlen(audit->not_read);
    if (audit->not_read_count++ == 0) {
        snprintf(audit->not_read, sizeof audit->not_read, "%.120s was not read: %.130s", path, reason);
        return;
    }
    char *tail = audit->not_read_count > 2 ? strrchr(audit->not_read, ';') : audit->not_read + used;
    snprintf(others, sizeof others, "; nor %zu more", audit->not_read_count - 1);
    if (tail)
        snprintf(tail, sizeof audit->not_read - (size_t)(tail - audit->not_read), "%s", others);
}

/* ---- the rule ---- */

static bool has_pass(const fl_audit_point *point, int side) /* -1: about anything */
{
    for (size_t i = 0; i < point->evidence_count; i++)
        if (is_passing(&point->evidence[i]) && (side < 0 || speaks_of(&point->evidence[i], side)))
            return true;
    return false;
}

static bool lacks_its_subject(const fl_audit_point *point, int side) /* -1: about anything */
{
    for (size_t i = 0; i < point->evidence_count; i++)
        if (point->evidence[i].verdict == FL_POINT_NOT_APPLICABLE &&
            (side < 0 || speaks_of(&point->evidence[i], side)))
            return !has_pass(point, side);
    return false;
}

/* What one side lacks does not excuse the other: where a point asks about two, neither has it. */
static bool is_not_applicable(const fl_audit_point *point)
{
    const bool *sides = point->question->side;
    if (!sides[0] && !sides[1])
        return lacks_its_subject(point, -1);
    return (!sides[0] || lacks_its_subject(point, 0)) && (!sides[1] || lacks_its_subject(point, 1));
}

static fl_point_verdict conclude_point(const fl_audit_point *point)
{
    const bool *sides = point->question->side;
    bool blocked = false;
    for (size_t i = 0; i < point->evidence_count; i++) {
        if (point->evidence[i].verdict == FL_POINT_FAIL)
            return FL_POINT_FAIL;
        blocked |= point->evidence[i].blocks;
    }
    if (!blocked && is_not_applicable(point))
        return FL_POINT_NOT_APPLICABLE;
    if (blocked || !has_pass(point, -1))
        return FL_POINT_UNCHECKED;
    for (int side = 0; side < 2; side++)
        if (sides[side] && !has_pass(point, side))
            return FL_POINT_UNCHECKED;
    return FL_POINT_PASS;
}

/* How much a piece explains the verdict; among equals the better way of obtaining it comes first. */
static int explains(const fl_audit_point *point, const fl_evidence *piece)
{
    int weight = 2 * rank(piece);
    if (point->verdict == FL_POINT_UNCHECKED && !piece->blocks && piece->verdict == FL_POINT_UNCHECKED &&
        piece->how != FL_BY_DECLARATION)
        weight = 5; /* what is missing, before what was found */
    return weight * 8 - (int)piece->how;
}

static void sort_evidence(fl_audit_point *point)
{
    for (size_t i = 1; i < point->evidence_count; i++) {
        fl_evidence piece = point->evidence[i];
        size_t k = i;
        for (; k > 0 && explains(point, &point->evidence[k - 1]) < explains(point, &piece); k--)
            point->evidence[k] = point->evidence[k - 1];
        point->evidence[k] = piece;
    }
}

/* Whether some piece already says why a point, or this side of it, is not decided. */
static bool is_explained(const fl_audit_point *point, int side)
{
    for (size_t i = 0; i < point->evidence_count; i++) {
        const fl_evidence *piece = &point->evidence[i];
        if (piece->verdict == FL_POINT_UNCHECKED && piece->how != FL_BY_DECLARATION &&
            (side < 0 || speaks_of(piece, side)))
            return true;
    }
    return false;
}

static void explain_unchecked(fl_audit *audit, fl_audit_point *point)
{
    audit->provider = FL_FROM_CASE; /* of nobody: that nothing was found */
    static const fl_concerns concerns[] = {FL_CONCERNS_A, FL_CONCERNS_B};
    const bool *sides = point->question->side;
    int number = point->question->number;
    if (!sides[0] && !sides[1] && !is_explained(point, -1))
        fl_audit_add(audit, number, FL_CONCERNS_BOTH, FL_POINT_UNCHECKED, FL_BY_NOTHING, "",
                     "nothing in the case tells");
    for (int side = 0; side < 2; side++)
        if (sides[side] && !has_pass(point, side) && !is_explained(point, side))
            fl_audit_add(audit, number, concerns[side], FL_POINT_UNCHECKED, FL_BY_NOTHING, "",
                         "nothing in the case tells");
}

static void count(fl_audit *audit, const fl_audit_point *point)
{
    int category = point->question->category - 1;
    int *const counters[][2] = {
        [FL_POINT_PASS] = {&audit->total.pass, &audit->categories[category].pass},
        [FL_POINT_FAIL] = {&audit->total.fail, &audit->categories[category].fail},
        [FL_POINT_UNCHECKED] = {&audit->total.unchecked, &audit->categories[category].unchecked},
        [FL_POINT_NOT_APPLICABLE] = {&audit->total.not_applicable,
                                     &audit->categories[category].not_applicable},
    };
    ++*counters[point->verdict][0];
    ++*counters[point->verdict][1];
}

static void apply_acceptance_rule(fl_audit *audit)
{
    int strict_pass = 0, strict = 0, bias_failed = audit->categories[BIAS_CATEGORY - 1].fail,
        bias_open = audit->categories[BIAS_CATEGORY - 1].unchecked;
    for (int i = 0; i < LAST_STRICT_CATEGORY; i++) {
        strict_pass += audit->categories[i].pass;
        strict += audit->categories[i].pass + audit->categories[i].fail + audit->categories[i].unchecked;
    }
    /* Of 100 points 95; of more or fewer the same part, rounded up. */
    int applicable = FL_AUDIT_POINTS - audit->total.not_applicable;
    int needed = (applicable * PERCENT_NEEDED + 99) / 100;
    bool enough = audit->total.pass >= needed, all_strict = strict_pass == strict;
    bool unbiased = bias_failed == 0 && bias_open == 0; /* what was not decided may have failed */
    audit->valid = enough && all_strict && unbiased;
    snprintf(audit->conclusion, sizeof audit->conclusion,
             "%d of %d points%s pass, %d are needed: %s; %d of the %d points on methodology, statistics and "
             "code pass, all are needed: %s; %d of the points on bias failed and %d are not "
             "decided, none may: %s",
             audit->total.pass, applicable, audit->total.not_applicable ? " that apply" : "", needed,
             enough ? "holds" : "does not hold", strict_pass, strict, all_strict ? "holds" : "does not hold",
             bias_failed, bias_open, unbiased ? "holds" : "does not hold");
}

void fl_audit_conclude(fl_audit *audit)
{
    memset(audit->categories, 0, sizeof audit->categories);
    memset(&audit->total, 0, sizeof audit->total);
    for (int i = 0; i < FL_AUDIT_POINTS; i++) {
        fl_audit_point *point = &audit->points[i];
        point->question = &fl_audit_questions[i];
        point->verdict = conclude_point(point);
        if (point->verdict == FL_POINT_UNCHECKED)
            explain_unchecked(audit, point);
        sort_evidence(point);
        count(audit, point);
    }
    apply_acceptance_rule(audit);
}

/* ---- all of it ---- */

static void add_declarations(const fl_case *given, fl_audit *audit)
{
    for (size_t i = 0; i < given->declaration_count; i++) {
        const fl_case_declaration *said = &given->declarations[i];
        fl_audit_add(audit, said->point, FL_CONCERNS_BOTH, said->holds ? FL_POINT_UNCHECKED : FL_POINT_FAIL,
                     FL_BY_DECLARATION, given->path, "the author says that it %s: %s",
                     said->holds ? "holds" : "does not hold",
                     said->statement[0] ? said->statement : "no reason given");
    }
}

/* In the order in which evidence is collected. A judge that has several providers changes the provider as it
 * goes. */
static const struct {
    fl_provider provider;
    void (*judge)(const fl_case *given, fl_audit *audit);
} judges[] = {
    {FL_FROM_TRACES, fl_judge_traces},
    {FL_FROM_RESULTS, fl_judge_methodology},
    {FL_FROM_STATISTICS, fl_judge_statistics},
    {FL_FROM_BUILD, fl_judge_code},
    {FL_FROM_RESULTS, fl_judge_data},
    {FL_FROM_MACHINE, fl_judge_environment},
    {FL_FROM_RESULTS, fl_judge_reproducibility},
    {FL_FROM_RESULTS, fl_judge_plausibility},
    {FL_FROM_RESULTS, fl_judge_bias},
    {FL_FROM_RESULTS, fl_judge_readings},
    {FL_FROM_COMMANDS, fl_judge_commands},
    {FL_FROM_LAB, fl_judge_lab},
    {FL_FROM_REPRODUCTION, fl_judge_reproduction},
    {FL_FROM_SOURCES, fl_judge_applicability},
    {FL_FROM_CASE, fl_judge_absence},
    {FL_FROM_CASE, add_declarations},
};

static bool is_judged_again(const fl_case *given)
{
    return given->made_by[0] != '\0';
}

/* A kept case is judged twice, each time in half of the time that reading sources may take. */
static uint64_t reading_ns(const fl_case *given)
{
    int64_t seconds = given->reading_seconds > 0 ? given->reading_seconds : FL_READING_SECONDS;
    return (uint64_t)seconds * (is_judged_again(given) ? 500000000U : 1000000000U);
}

static void judge(const fl_case *given, fl_audit *audit)
{
    memset(audit, 0, sizeof *audit);
    audit->steps = MOST_STEPS;
    fl_tree_begin(reading_ns(given));
    for (int i = 0; i < FL_AUDIT_POINTS; i++)
        audit->points[i].question = &fl_audit_questions[i];
    const size_t count = sizeof judges / sizeof judges[0];
    fl_progress_line line = fl_progress_begin("judging");
    for (size_t i = 0; i < count; i++) {
        audit->provider = judges[i].provider;
        judges[i].judge(given, audit);
        fl_progress_step(&line, (double)(i + 1) / (double)count);
    }
    fl_progress_end(&line);
    fl_audit_conclude(audit);
}

/* All that a kept case lacks is that the lab sees it happen: judged once more as if it did, it tells which
 * points rest on that. */
static void tell_live_only(const fl_case *given, fl_audit *audit)
{
    fl_case *live = malloc(sizeof *live);
    fl_audit *seen = calloc(1, sizeof *seen);
    if (live && seen) {
        *live = *given; /* borrows all that given owns */
        live->by_lab = true;
        judge(live, seen);
    }
    for (int i = 0; live && seen && i < FL_AUDIT_POINTS; i++) {
        fl_point_verdict was = seen->points[i].verdict, is = audit->points[i].verdict;
        if (was == is)
            continue;
        audit->provider = FL_FROM_CASE;
        audit->live_only[audit->live_only_count++] = (fl_live_verdict){i + 1, was, is};
        fl_audit_add(
            audit, i + 1, FL_CONCERNS_BOTH, FL_POINT_UNCHECKED, FL_BY_DECLARATION, given->path,
            "measured only live: while 'audit --run' measures it comes out as %s; files that were kept "
            "can be changed and prove less",
            fl_point_verdict_name(was));
    }
    free(live);
    free(seen);
}

void fl_audit_judge(const fl_case *given, fl_audit *audit)
{
    judge(given, audit);
    if (is_judged_again(given) && !given->by_lab)
        tell_live_only(given, audit);
}
