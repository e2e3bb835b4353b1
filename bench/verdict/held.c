#include "bench/verdict/held.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *fl_held_name(fl_held held)
{
    static const char *const names[] = {[FL_HELD] = "held", [FL_UNCLEAR] = "unclear", [FL_SLOWER] = "slower"};
    return names[held];
}

/* Why an interval decides nothing, whatever it is; "" where it does. */
static const char *why_undecided(const fl_time_ratio *ratio)
{
    if (ratio->not_shown[0])
        return ratio->not_shown;
    if (!(ratio->interval.low > 0 && isfinite(ratio->interval.high)))
        return "there is no interval";
    return ratio->holds_runs ? "" : "nothing tells how far two such runs differ";
}

static fl_slowdown slowdown_of(const char *calls, const fl_time_ratio *ratio, double limit)
{
    fl_slowdown s = {.calls = calls,
                     .from = ratio,
                     .factor = 1 / ratio->ratio,
                     .low = 1 / ratio->interval.high,
                     .high = 1 / ratio->interval.low,
                     .held = FL_UNCLEAR,
                     .why = why_undecided(ratio)};
    if (s.why[0])
        return s;
    if (s.low > limit)
        s.held = FL_SLOWER;
    else if (s.high <= limit)
        s.held = FL_HELD;
    else
        s.why = "the interval holds the limit";
    return s;
}

static void add(fl_held_pair *judged, const char *calls, const fl_time_ratio *ratio, double limit)
{
    if (ratio->known)
        judged->slowdowns[judged->count++] = slowdown_of(calls, ratio, limit);
}

static void judge(const fl_pair *pair, double limit, fl_held_pair *judged)
{
    const fl_comparison *c = &pair->comparison;
    *judged = (fl_held_pair){.name = pair->b.result->name, .why = pair->refused, .held = FL_UNCLEAR};
    if (!pair->compared)
        return;
    add(judged, "independent", &c->independent, limit);
    add(judged, "chained", &c->chained, limit);
    if (judged->count == 0)
        add(judged, "single", &c->call_median, limit);
    if (judged->count == 0)
        judged->why = "not measured on both sides";
    else
        judged->held = FL_HELD;
    for (size_t i = 0; i < judged->count; i++)
        if (judged->slowdowns[i].held > judged->held)
            judged->held = judged->slowdowns[i].held;
}

static void find_missing(const fl_side *a, const fl_side *b, fl_held_all *verdict)
{
    for (size_t i = 0; i < a->document->result_count; i++) {
        const fl_result *result = &a->document->results[i];
        if (result->is_probe || fl_document_find(b->document, result->name))
            continue;
        if (verdict->missing_count++ == 0)
            verdict->missing = result->name;
    }
}

fl_status fl_held_judge(const fl_pairs *pairs, const fl_side *a, const fl_side *b, double limit, bool whole,
                        fl_held_all *verdict, fl_error *error)
{
    *verdict = (fl_held_all){.limit = limit, .missing = ""};
    verdict->pairs = calloc(pairs->count + 1, sizeof *verdict->pairs);
    if (!verdict->pairs)
        return fl_fail(error, FL_UNABLE, "no memory to judge by a reference");
    verdict->count = pairs->count;
    for (size_t i = 0; i < pairs->count; i++) {
        fl_held_pair *judged = &verdict->pairs[i];
        judge(&pairs->pairs[i], limit, judged);
        verdict->held += judged->held == FL_HELD;
        verdict->unclear += judged->held == FL_UNCLEAR;
        verdict->slower += judged->held == FL_SLOWER;
    }
    if (whole)
        find_missing(a, b, verdict);
    return FL_OK;
}

void fl_held_free(fl_held_all *verdict)
{
    free(verdict->pairs);
    memset(verdict, 0, sizeof *verdict);
}

/* The first that is judged so. */
static const fl_held_pair *first_of(const fl_held_all *verdict, fl_held held)
{
    size_t i = 0;
    while (verdict->pairs[i].held != held)
        i++;
    return &verdict->pairs[i];
}

static const fl_slowdown *first_slowdown(const fl_held_pair *pair)
{
    size_t i = 0;
    while (pair->slowdowns[i].held != pair->held)
        i++;
    return &pair->slowdowns[i];
}

static const char *more(size_t count, char *text, size_t size)
{
    text[0] = '\0';
    if (count > 1)
        snprintf(text, size, " (and %zu more)", count - 1);
    return text;
}

fl_status fl_held_status(const char *command, const char *path, const fl_held_all *verdict, fl_error *error)
{
    char others[48];
    if (verdict->slower > 0) {
        const fl_held_pair *pair = first_of(verdict, FL_SLOWER);
        const fl_slowdown *s = first_slowdown(pair);
        return fl_fail(
            error, FL_NEGATIVE,
            "%s: slower than %.200s allows: %s takes %.4g times as long in %s calls [%.4g, %.4g], limit "
            "%.4g%s",
            command, path, pair->name, s->factor, s->calls, s->low, s->high, verdict->limit,
            more(verdict->slower, others, sizeof others));
    }
    if (verdict->unclear > 0) {
        const fl_held_pair *pair = first_of(verdict, FL_UNCLEAR);
        const fl_slowdown *s = pair->count > 0 ? first_slowdown(pair) : NULL;
        return fl_fail(error, FL_UNABLE,
                       "%s: whether %s is as fast as %.200s wants is unclear: %.200s%s; measure both longer "
                       "(--thorough), on a quiet machine and in one boot",
                       command, pair->name, path, s ? s->why : pair->why,
                       more(verdict->unclear, others, sizeof others));
    }
    if (verdict->missing_count > 0)
        return fl_fail(
            error, FL_UNABLE,
            "%s: %s is in %.200s and was not measured now%s; measure the same, or name what to judge",
            command, verdict->missing, path, more(verdict->missing_count, others, sizeof others));
    return FL_OK;
}
