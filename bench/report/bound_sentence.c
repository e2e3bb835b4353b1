#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "bench/base/text.h"
#include "bench/report/bound_report.h"

void fl_bound_judge_points(const fl_bound_facts *facts, fl_point points[FL_LATENCY_POINTS])
{
    if (facts->points)
        memcpy(points, facts->points, FL_LATENCY_POINTS * sizeof *points);
    else
        fl_bounds_points(facts->bounds, facts->claimed_ns, points);
}

typedef struct sentence {
    char *text;
    size_t size, used;
} sentence;

FL_PRINTF(2, 3)
static void say(sentence *s, const char *format, ...)
{
    va_list arguments;
    if (s->used >= s->size)
        return;
    va_start(arguments, format);
    int length = vsnprintf(s->text + s->used, s->size - s->used, format, arguments);
    va_end(arguments);
    s->used += length > 0 ? (size_t)length : 0;
}

/* "lead A, B" for the classes with that claim; returns how many there are. */
static size_t say_classes(sentence *s, const fl_bounds *bounds, const char *isa, double claimed_ns,
                          fl_claim claim, const char *lead)
{
    size_t count = 0;
    for (size_t i = 0; i < bounds->class_count; i++) {
        const fl_class_bounds *simd_class = &bounds->classes[i];
        if (fl_bound_shows(isa, simd_class) && fl_bounds_judge(simd_class, claimed_ns).claim == claim)
            say(s, "%s %s", count++ == 0 ? lead : ",", simd_class->name);
    }
    return count;
}

static bool all_known(const fl_bounds *bounds, const char *isa)
{
    bool known = true;
    for (size_t i = 0; i < bounds->class_count; i++)
        known &= !fl_bound_shows(isa, &bounds->classes[i]) || isfinite(bounds->classes[i].floor_ns);
    return known;
}

static void say_chain(sentence *s, const fl_bounds *bounds, const char *isa, double claimed_ns)
{
    const fl_class_bounds *strict = fl_bounds_find(bounds, "strict-scalar");
    if (!strict || !fl_bound_shows(isa, strict) || !(strict->chain.ns > 0.0))
        return;
    /* A floor takes the least latency of all processes, and whole cycles of that; beside other work that may be half
     * of what an addition takes. */
    static const double whole = 0.75;
    const bool hidden = strict->chain.ns < whole * FL_INPUTS * bounds->add_latency_ns;
    say(s, "; %s%.3g x the strict scalar chain of %d additions", hidden ? "at most " : "",
        claimed_ns / strict->chain.ns, FL_INPUTS);
    if (bounds->core_ghz > 0.0)
        say(s, " at %.2f GHz", bounds->core_ghz);
    if (hidden)
        say(s, ", as other work hid how many cycles one takes");
}

static void say_overhead(sentence *s, const fl_bounds *bounds, const char *isa, double claimed_ns)
{
    const fl_class_bounds *fastest = NULL;
    for (size_t i = 0; i < bounds->class_count; i++) {
        const fl_class_bounds *simd_class = &bounds->classes[i];
        if (fl_bound_shows(isa, simd_class) && simd_class->floor_ns > 0.0 &&
            (!fastest || simd_class->floor_ns <= fastest->floor_ns))
            fastest = simd_class;
    }
    if (!fastest || fastest->strict)
        return;
    fl_judgement j = fl_bounds_judge(fastest, claimed_ns);
    say(s, "; %.3g x the %s floor", j.times_floor, fastest->name);
    if (j.claim == FL_CLAIM_NEEDS_OVERHEAD || j.claim == FL_CLAIM_ABOVE_CEILING)
        say(s, ", so a contestant of that class must spend %.0f %% outside the arithmetic",
            100.0 * j.outside_share);
}

void fl_bound_sentence(const fl_bounds *bounds, const char *isa, double claimed_ns, char *text, size_t size)
{
    sentence s = {text, size, 0};
    if (size > 0)
        text[0] = '\0';
    say(&s, "%s:", fl_time_text(claimed_ns).text);
    if (fl_bound_refutes(bounds, isa, claimed_ns))
        say(&s, " impossible here for every class");
    else if (say_classes(&s, bounds, isa, claimed_ns, FL_CLAIM_IMPOSSIBLE, " impossible here for") == 0)
        say(&s, " possible here in every class%s", all_known(bounds, isa) ? "" : " whose floor is known");
    say_chain(&s, bounds, isa, claimed_ns);
    say_overhead(&s, bounds, isa, claimed_ns);
    say_classes(&s, bounds, isa, claimed_ns, FL_CLAIM_ABOVE_CEILING,
                "; more than a call with everything flushed takes for");
    if (bounds->emulated)
        say(&s, "; the times are an emulator's and comparable with nothing");
    say(&s, ".");
}
