/* What a claimed latency means in each class. Comparisons are written so that NaN never counts for a claim.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/bounds/bounds.h"

static const double shortest_ns = 1e-3, longest_ns = 3600e9;

const char *fl_claim_name(fl_claim claim)
{
    static const char *const names[] = {"unknown", "impossible", "possible", "needs overhead to explain",
                                        "above the cold ceiling"};
    return names[claim];
}

/* The chain of the strict class bounds one call after the other; of independent calls the tails of the chains
 * overlap by some per cent, and whoever divides the time of a loop by its calls reports that. */
static double least_ns(const fl_class_bounds *class)
{
    bool overlaps = class->set_by == FL_FLOOR_CHAIN && class->independent.ns < class->floor_ns;
    return overlaps ? class->independent.ns : class->floor_ns;
}

fl_judgement fl_bounds_judge(const fl_class_bounds *class, double claimed_ns)
{
    fl_judgement j = {FL_CLAIM_UNKNOWN, NAN, NAN};
    if (!(claimed_ns > 0.0 && isfinite(claimed_ns) && class->floor_ns > 0.0))
        return j;
    double hot = isfinite(class->chained.ns) ? class->chained.ns : class->independent.ns;
    double ceiling = isfinite(class->cold.interval.high) ? class->cold.interval.high : class->cold.ns;
    j.times_floor = claimed_ns / class->floor_ns;
    j.outside_share = fmax(0.0, 1.0 - class->floor_ns / claimed_ns);
    if (claimed_ns < FL_LEAST_POSSIBLE * least_ns(class))
        j.claim = FL_CLAIM_IMPOSSIBLE;
    else if (claimed_ns > ceiling && claimed_ns > hot / FL_LEAST_POSSIBLE)
        j.claim = FL_CLAIM_ABOVE_CEILING;
    else if (claimed_ns > hot / FL_LEAST_POSSIBLE)
        j.claim = FL_CLAIM_NEEDS_OVERHEAD;
    else
        j.claim = FL_CLAIM_POSSIBLE;
    return j;
}

typedef struct unit {
    const char *name;
    double ns;
} unit;

static const unit units[] = {
    {"ns", 1.0}, {"us", 1e3}, {"\xc2\xb5s", 1e3}, {"\xce\xbcs", 1e3}, {"ms", 1e6}, {"s", 1e9},
};

static double unit_ns(const char *name)
{
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
        if (strcmp(units[i].name, name) == 0)
            return units[i].ns;
    return NAN;
}

fl_status fl_parse_time(const char *option, const char *text, double *ns, fl_error *error)
{
    enum { MOST_DIGITS = 24 };
    static const char digits[] = "0123456789";
    size_t whole = strspn(text, digits);
    size_t point = text[whole] == '.', fraction = point ? strspn(text + whole + 1, digits) : 0;
    size_t length = whole + point + fraction;
    char number[MOST_DIGITS + 2];
    if (whole + fraction == 0 || whole + fraction > MOST_DIGITS)
        return fl_fail(error, FL_USAGE, "--%s: '%.40s' is not a time such as 0.52us (units: ns, us, ms, s)",
                       option, text);
    const char *suffix = text + length + (text[length] == ' ');
    double scale = unit_ns(suffix);
    if (!isfinite(scale))
        return fl_fail(error, FL_USAGE,
                       *suffix ? "--%s: '%.40s' is not a number and a unit (ns, us, ms, s), such as 0.52us"
                               : "--%s: '%.40s' needs a unit: ns, us, ms or s, as in 0.52us",
                       option, text);
    memcpy(number, text, length);
    number[length] = '\0';
    double value = strtod(number, NULL) * scale;
    if (!(value >= shortest_ns && value <= longest_ns))
        return fl_fail(error, FL_USAGE, "--%s: %.40s is not between a picosecond and an hour", option, text);
    *ns = value;
    return FL_OK;
}
