/* Points 24 to 28: the comparison of the two, computed again from the printed summaries.
 *
 * Each figure of the author is held against the range that the rounded summaries allow, for the right formula
 * and for the wrong ones that are common, so that a FAIL can say which one it is. */
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "bench/audit/providers/judged_side.h"
#include "bench/stats/distributions.h"
#include "bench/stats/stats.h"

static const double level = 0.05, relative_slack = 1e-6;
enum { STEPS = 64 };

typedef struct author { /* as printed */
    fl_printed t, degrees, p, d, speedup;
} author;

static const char *const groups[] = {"comparison", "statistics", "statistical_analysis", NULL};
static const char *const names[][6] = {
    {"t_statistic", "t", NULL},
    {"degrees_of_freedom", "df", NULL},
    {"p_value", "p", NULL},
    {"cohens_d", "cohen_d", "d", NULL},
    {"speedup", "speedup_mean", "speedup_ratio", NULL},
};
enum { NAMES = sizeof names / sizeof names[0] };

static author read_author(const fl_case *given)
{
    fl_printed of[NAMES];
    for (int i = 0; i < NAMES; i++)
        of[i] = (fl_printed){NAN, {NAN, NAN}, 0};
    if (given->has_summary)
        fl_printed_in(&given->summary.text, groups, names, NAMES, of);
    return (author){of[0], of[1], of[2], of[3], of[4]};
}

static bool sensibly_meet(fl_range printed, fl_range right)
{
    double slack = relative_slack * fmax(fabs(right.low), fabs(right.high));
    return fl_range_meet(printed, (fl_range){right.low - slack, right.high + slack});
}

static fl_range magnitude(fl_range r)
{
    if (r.low >= 0 || !fl_range_known(r))
        return r;
    return r.high <= 0 ? (fl_range){-r.high, -r.low} : (fl_range){0, fmax(-r.low, r.high)};
}

static fl_range square(fl_range r)
{
    return fl_range_multiply(r, r); /* of what is not negative */
}

/* ---- what the summaries allow ---- */

typedef struct allowed {
    fl_range difference; /* of the means, magnitude */
    fl_range welch_t, welch_degrees, welch_p;
    fl_range student_t, student_p, normal_p;
    double student_degrees;
    fl_range pooled_d, sd_a_d, sd_b_d, mean_sd_d, plain_d;
} allowed;

/* The degrees of freedom depend on the ratio of the two squared standard errors alone, and rise and fall
 * once: the ends and a grid between them. */
static fl_range welch_degrees(fl_range error_a, fl_range error_b, double n_a, double n_b)
{
    double low = log(error_a.low / error_b.high), high = log(error_a.high / error_b.low);
    fl_range range = {INFINITY, -INFINITY};
    if (!(isfinite(low) && isfinite(high)))
        return (fl_range){fmin(n_a, n_b) - 1, n_a + n_b - 2};
    for (int i = 0; i <= STEPS; i++) {
        double r = exp(2 * (low + (high - low) * i / STEPS));
        double degrees = (1 + r) * (1 + r) / (r * r / (n_a - 1) + 1 / (n_b - 1));
        range = (fl_range){fmin(range.low, degrees), fmax(range.high, degrees)};
    }
    return range;
}

static fl_range p_of(fl_range t, fl_range degrees)
{
    if (!fl_range_known(t))
        return (fl_range){NAN, NAN};
    return (fl_range){fl_student_two_sided(t.high, degrees.high), fl_student_two_sided(t.low, degrees.low)};
}

static allowed allow(const fl_figures *a, const fl_figures *b)
{
    allowed w;
    fl_range sd_a = a->of[FL_FIGURE_SD].range, sd_b = b->of[FL_FIGURE_SD].range;
    sd_a.low = fmax(sd_a.low, 0);
    sd_b.low = fmax(sd_b.low, 0);
    fl_range error_a = fl_range_divide(sd_a, fl_range_of(sqrt(a->n)));
    fl_range error_b = fl_range_divide(sd_b, fl_range_of(sqrt(b->n)));
    error_a.low = fmax(error_a.low, 0);
    error_b.low = fmax(error_b.low, 0);
    w.difference = magnitude(fl_range_subtract(a->of[FL_FIGURE_MEAN].range, b->of[FL_FIGURE_MEAN].range));
    w.welch_t = fl_range_divide(w.difference, fl_range_root(fl_range_add(square(error_a), square(error_b))));
    w.welch_degrees = welch_degrees(error_a, error_b, a->n, b->n);
    w.student_degrees = a->n + b->n - 2;
    fl_range weighted = fl_range_add(fl_range_multiply(square(sd_a), fl_range_of(a->n - 1)),
                                     fl_range_multiply(square(sd_b), fl_range_of(b->n - 1)));
    fl_range pooled = fl_range_root(fl_range_divide(weighted, fl_range_of(w.student_degrees)));
    w.student_t =
        fl_range_divide(w.difference, fl_range_multiply(pooled, fl_range_of(sqrt(1 / a->n + 1 / b->n))));
    w.welch_p = p_of(w.welch_t, w.welch_degrees);
    w.student_p = p_of(w.student_t, fl_range_of(w.student_degrees));
    w.normal_p = (fl_range){erfc(w.welch_t.high / sqrt(2)), erfc(w.welch_t.low / sqrt(2))};
    w.pooled_d = fl_range_divide(w.difference, pooled);
    w.sd_a_d = fl_range_divide(w.difference, sd_a);
    w.sd_b_d = fl_range_divide(w.difference, sd_b);
    w.mean_sd_d = fl_range_divide(w.difference, fl_range_divide(fl_range_add(sd_a, sd_b), fl_range_of(2)));
    w.plain_d = fl_range_divide(w.difference, fl_range_root(fl_range_add(square(sd_a), square(sd_b))));
    return w;
}

/* ---- 24, 25 ---- */

static void judge_test(const fl_case *given, const author *said, const allowed *w, fl_audit *audit)
{
    const char *where = given->summary.path;
    char told[80] = "";
    fl_range t = magnitude(said->t.range), degrees = said->degrees.range;
    bool has_t = fl_range_known(t), has_degrees = fl_range_known(degrees);
    bool welch = (!has_t || sensibly_meet(t, w->welch_t)) &&
                 (!has_degrees || sensibly_meet(degrees, w->welch_degrees));
    bool student = (!has_t || sensibly_meet(t, w->student_t)) &&
                   (!has_degrees || sensibly_meet(degrees, fl_range_of(w->student_degrees)));
    if (has_t)
        snprintf(told, sizeof told, "t %.6g", said->t.value);
    if (has_degrees)
        snprintf(told + strlen(told), sizeof told - strlen(told), "%s%.6g degrees of freedom",
                 has_t ? " and " : "", said->degrees.value);
    if (!has_t && !has_degrees)
        fl_audit_add(audit, 24, FL_CONCERNS_BOTH, FL_POINT_UNCHECKED, FL_BY_NOTHING, where,
                     "neither t nor its degrees of freedom are given");
    else if (welch && !student)
        fl_audit_add(audit, 24, FL_CONCERNS_BOTH, FL_POINT_PASS, FL_BY_COMPUTATION, where,
                     "%s: those of Welch's test (%.6g to %.6g degrees); Student's has %.6g", told,
                     w->welch_degrees.low, w->welch_degrees.high, w->student_degrees);
    else if (welch)
        fl_audit_add(audit, 24, FL_CONCERNS_BOTH, FL_POINT_UNCHECKED, FL_BY_COMPUTATION, where,
                     "what is given fits Welch's test and Student's alike; %s",
                     has_degrees ? "it is rounded too far" : "the degrees of freedom would tell");
    else if (student)
        fl_audit_add(audit, 24, FL_CONCERNS_BOTH, FL_POINT_FAIL, FL_BY_COMPUTATION, where,
                     "%s: Student's test; Welch's are t %.6g to %.6g and %.6g to %.6g", told, w->welch_t.low,
                     w->welch_t.high, w->welch_degrees.low, w->welch_degrees.high);
    else
        fl_audit_add(audit, 24, FL_CONCERNS_BOTH, FL_POINT_FAIL, FL_BY_COMPUTATION, where,
                     "%s: fits neither test; Welch's are t %.6g to %.6g and %.6g to %.6g", told,
                     w->welch_t.low, w->welch_t.high, w->welch_degrees.low, w->welch_degrees.high);
}

/* What 1 - (a distribution function) gives is rounding alone below this. */
static bool same_p(fl_range printed, fl_range right)
{
    static const double rounding = 1e-15;
    return sensibly_meet(printed, right) || (printed.low <= rounding && right.low <= rounding);
}

static void judge_significance(const fl_case *given, const author *said, const allowed *w, fl_audit *audit)
{
    const char *where = given->has_summary ? given->summary.path : "";
    bool stated = fl_range_known(said->p.range);
    if (!fl_range_known(w->welch_p))
        fl_audit_add(audit, 25, FL_CONCERNS_BOTH, FL_POINT_UNCHECKED, FL_BY_NOTHING, where,
                     "without both standard deviations no p follows from the summaries");
    else if (!(w->welch_p.low < level))
        fl_audit_add(audit, 25, FL_CONCERNS_BOTH, FL_POINT_FAIL, FL_BY_COMPUTATION, where,
                     "Welch's test on the summaries gives p = %.4g, not below 0.05%s", w->welch_p.low,
                     said->p.value < level ? ", though the author states a p that is" : "");
    else if (stated && !same_p(said->p.range, w->welch_p) && same_p(said->p.range, w->normal_p))
        fl_audit_add(audit, 25, FL_CONCERNS_BOTH, FL_POINT_FAIL, FL_BY_COMPUTATION, where,
                     "p %.6g is the normal distribution's; Student's t with %.6g degrees of freedom gives "
                     "%.6g to %.6g",
                     said->p.value, w->welch_degrees.low, w->welch_p.low, w->welch_p.high);
    else if (stated && !same_p(said->p.range, w->welch_p) && !same_p(said->p.range, w->student_p))
        fl_audit_add(audit, 25, FL_CONCERNS_BOTH, FL_POINT_FAIL, FL_BY_COMPUTATION, where,
                     "p %.6g is not that of these summaries; Welch's test gives %.4g to %.4g", said->p.value,
                     w->welch_p.low, w->welch_p.high);
    else if (!(w->welch_p.high < level))
        fl_audit_add(audit, 25, FL_CONCERNS_BOTH, FL_POINT_UNCHECKED, FL_BY_COMPUTATION, where,
                     "rounding leaves p anywhere from %.4g to %.4g", w->welch_p.low, w->welch_p.high);
    else
        fl_audit_add(
            audit, 25, FL_CONCERNS_BOTH, FL_POINT_PASS, FL_BY_COMPUTATION, where,
            "Welch's test on the summaries gives p = %.4g%s; it takes successive calls for independent",
            w->welch_p.high, stated ? ", as stated" : "");
}

/* ---- 26, 27 ---- */

static void judge_d(const fl_case *given, const author *said, const allowed *w, fl_audit *audit)
{
    const struct {
        fl_range d;
        const char *what;
    } wrong[] = {
        {w->sd_a_d, "A's standard deviation alone"},
        {w->sd_b_d, "B's standard deviation alone"},
        {w->mean_sd_d, "the mean of the two standard deviations"},
        {w->plain_d, "the root of the sum of the variances"},
        {w->welch_t, "the standard error"},
    };
    fl_range d = magnitude(said->d.range);
    const char *formula = "none of the usual formulas";
    if (!fl_range_known(d) || !fl_range_known(w->pooled_d)) {
        fl_audit_add(audit, 26, FL_CONCERNS_BOTH, FL_POINT_UNCHECKED, FL_BY_NOTHING, given->summary.path,
                     "%s",
                     fl_range_known(d) ? "the standard deviations are missing" : "no Cohen's d is given");
        return;
    }
    bool fits = sensibly_meet(d, w->pooled_d);
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        if (sensibly_meet(d, wrong[i].d)) {
            formula = wrong[i].what;
            break;
        }
    if (fits)
        fl_audit_add(audit, 26, FL_CONCERNS_BOTH, FL_POINT_PASS, FL_BY_COMPUTATION, given->summary.path,
                     "d %.6g is the difference over the pooled standard deviation (%.6g to %.6g)",
                     said->d.value, w->pooled_d.low, w->pooled_d.high);
    else
        fl_audit_add(audit, 26, FL_CONCERNS_BOTH, FL_POINT_FAIL, FL_BY_COMPUTATION, given->summary.path,
                     "d %.6g comes from %s; the pooled standard deviation gives %.6g to %.6g", said->d.value,
                     formula, w->pooled_d.low, w->pooled_d.high);
}

/* The one word of the scale that a text holds, in any case; NULL when it is none or several. */
static const char *word_in(const char *text)
{
    static const char *const words[] = {"negligible", "small", "medium", "large"};
    char lower[32] = "";
    const char *found = NULL;
    for (size_t i = 0; text[i] && i + 1 < sizeof lower; i++)
        lower[i] = (char)tolower((unsigned char)text[i]);
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strstr(lower, words[i])) {
            if (found)
                return NULL;
            found = words[i];
        }
    return found;
}

static void judge_word(const fl_case *given, const allowed *w, fl_audit *audit)
{
    const char *said = word_in(given->summary.effect), *where = given->summary.path;
    const char *low = fl_effect_word(w->pooled_d.low), *high = fl_effect_word(w->pooled_d.high);
    if (!given->summary.effect[0])
        fl_audit_add(audit, 27, FL_CONCERNS_BOTH, FL_POINT_UNCHECKED, FL_BY_NOTHING, where,
                     "the size of the effect is not put into a word");
    else if (!fl_range_known(w->pooled_d))
        fl_audit_add(audit, 27, FL_CONCERNS_BOTH, FL_POINT_UNCHECKED, FL_BY_NOTHING, where,
                     "without both standard deviations there is no d to hold '%s' against",
                     given->summary.effect);
    else if (said && (strcmp(said, low) == 0 || strcmp(said, high) == 0))
        fl_audit_add(audit, 27, FL_CONCERNS_BOTH, FL_POINT_PASS, FL_BY_COMPUTATION, where,
                     "'%s' is the word for d %.4g", given->summary.effect, w->pooled_d.low);
    else
        fl_audit_add(audit, 27, FL_CONCERNS_BOTH, FL_POINT_FAIL, FL_BY_COMPUTATION, where,
                     "the effect is called '%s', but d %.4g is %s", given->summary.effect, w->pooled_d.low,
                     low);
}

/* ---- 28 ---- */

/* The interval that follows from the summaries, drawn as wide as rounding allows. */
static fl_range widest(const fl_figures *f)
{
    fl_range mean = f->of[FL_FIGURE_MEAN].range, error = fl_standard_error(f);
    return (fl_range){mean.low - 1.96 * error.high, mean.high + 1.96 * error.high};
}

static fl_range narrowest(const fl_figures *f)
{
    fl_range mean = f->of[FL_FIGURE_MEAN].range, error = fl_standard_error(f);
    return (fl_range){mean.high - 1.96 * error.low, mean.low + 1.96 * error.low};
}

static void judge_disjoint(const fl_case *given, const fl_judged_side judged_sides[2], fl_audit *audit)
{
    const fl_figures *a = &judged_sides[0].figures, *b = &judged_sides[1].figures;
    fl_range wide_a = widest(a), wide_b = widest(b), narrow_a = narrowest(a), narrow_b = narrowest(b);
    fl_range printed_a = {a->of[FL_FIGURE_LOWER].value, a->of[FL_FIGURE_UPPER].value};
    fl_range printed_b = {b->of[FL_FIGURE_LOWER].value, b->of[FL_FIGURE_UPPER].value};
    bool claimed = given->summary.intervals_overlap_given && !given->summary.intervals_overlap;
    const char *denial = claimed ? ", though the author says that they do not" : "";
    fl_place place = fl_judged_side_place(&judged_sides[0], "ci_95_lower");
    if (!fl_range_known(wide_a) || !fl_range_known(wide_b))
        fl_audit_add(audit, 28, FL_CONCERNS_BOTH, FL_POINT_UNCHECKED, FL_BY_NOTHING, place.text,
                     "without both standard deviations the intervals cannot be computed again");
    else if (fl_range_meet(narrow_a, narrow_b))
        fl_audit_add(audit, 28, FL_CONCERNS_BOTH, FL_POINT_FAIL, FL_BY_COMPUTATION, place.text,
                     "computed again, the intervals [%.6g, %.6g] and [%.6g, %.6g] us overlap%s", narrow_a.low,
                     narrow_a.high, narrow_b.low, narrow_b.high, denial);
    else if (fl_range_meet(printed_a, printed_b))
        fl_audit_add(audit, 28, FL_CONCERNS_BOTH, FL_POINT_FAIL, FL_BY_READING, place.text,
                     "the printed intervals [%.6g, %.6g] and [%.6g, %.6g] us overlap%s", printed_a.low,
                     printed_a.high, printed_b.low, printed_b.high, denial);
    else if (given->summary.intervals_overlap)
        fl_audit_add(audit, 28, FL_CONCERNS_BOTH, FL_POINT_FAIL, FL_BY_READING, given->summary.path,
                     "the author's own comparison says that the intervals overlap");
    else if (fl_range_meet(wide_a, wide_b))
        fl_audit_add(audit, 28, FL_CONCERNS_BOTH, FL_POINT_UNCHECKED, FL_BY_COMPUTATION, place.text,
                     "rounding leaves open whether [%.6g, %.6g] and [%.6g, %.6g] us overlap", wide_a.low,
                     wide_a.high, wide_b.low, wide_b.high);
    else
        fl_audit_add(audit, 28, FL_CONCERNS_BOTH, FL_POINT_PASS, FL_BY_COMPUTATION, place.text,
                     "computed again, [%.6g, %.6g] and [%.6g, %.6g] us are disjoint", wide_a.low, wide_a.high,
                     wide_b.low, wide_b.high);
}

void fl_judge_comparison(const fl_case *given, const fl_judged_side judged_sides[2], fl_audit *audit)
{
    author said = read_author(given);
    allowed w = allow(&judged_sides[0].figures, &judged_sides[1].figures);
    if (fl_range_known(w.welch_t) ||
        !(judged_sides[0].run->result->imported || judged_sides[1].run->result->imported)) {
        judge_test(given, &said, &w, audit);
        judge_significance(given, &said, &w, audit);
        judge_d(given, &said, &w, audit);
        judge_word(given, &w, audit);
    } else {
        for (int point = 24; point <= 27; point++)
            fl_audit_add(
                audit, point, FL_CONCERNS_BOTH, FL_POINT_UNCHECKED, FL_BY_NOTHING, given->summary.path,
                "a file lacks the mean, the standard deviation or the number of readings, from which "
                "it would be computed again");
    }
    judge_disjoint(given, judged_sides, audit);
}
