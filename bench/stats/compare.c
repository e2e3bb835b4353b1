#include <math.h>

#include "bench/stats/arrays.h"
#include "bench/stats/distributions.h"

typedef struct side {
    double mean, sd; /* sd 0 for one sample: it has none, and weighs nothing in a pooled one */
    size_t n;
} side;

static side side_of(double mean, double sd, size_t n)
{
    return (side){.mean = mean, .sd = n == 1 ? 0 : sd, .n = n};
}

static bool is_valid(side s)
{
    return s.n >= 1 && isfinite(s.mean) && s.sd >= 0 && isfinite(s.sd);
}

static double squared(double x)
{
    return x * x;
}

/* The same two sides with the standard deviations brought near 1 by a power of two, so that their squares
 * exist. False when both are zero or a figure is missing. */
static bool scale(side *a, side *b, int *exponent)
{
    if (!is_valid(*a) || !is_valid(*b))
        return false;
    frexp(fmax(a->sd, b->sd), exponent);
    a->sd = ldexp(a->sd, -*exponent);
    b->sd = ldexp(b->sd, -*exponent);
    return a->sd > 0 || b->sd > 0;
}

static double pooled_sd(side a, side b)
{
    double freedom_a = (double)(a.n - 1), freedom_b = (double)(b.n - 1);
    return sqrt((freedom_a * squared(a.sd) + freedom_b * squared(b.sd)) / (freedom_a + freedom_b));
}

static fl_t_test no_test(side a, side b, double confidence)
{
    return (fl_t_test){.t = NAN,
                       .degrees_of_freedom = NAN,
                       .p_two_sided = NAN,
                       .difference = a.mean - b.mean,
                       .interval = fl_unbounded(confidence)};
}

/* error: the scaled standard error of the difference; the true one is error · 2^exponent. */
static fl_t_test finished(double difference, double error, int exponent, double freedom, double confidence)
{
    fl_t_test test = {.t = ldexp(difference, -exponent) / error,
                      .degrees_of_freedom = freedom,
                      .difference = difference,
                      .interval = fl_unbounded(confidence)};
    test.p_two_sided = fl_student_two_sided(test.t, freedom);
    double margin = ldexp(error * fl_student_critical((1 - confidence) / 2, freedom), exponent);
    if (isfinite(margin)) {
        test.interval.low = difference - margin;
        test.interval.high = difference + margin;
        test.interval.coverage = confidence;
    }
    return test;
}

fl_t_test fl_welch(double mean_a, double sd_a, size_t n_a, double mean_b, double sd_b, size_t n_b,
                   double confidence)
{
    side a = side_of(mean_a, sd_a, n_a), b = side_of(mean_b, sd_b, n_b);
    int exponent = 0;
    if (n_a < 2 || n_b < 2 || !scale(&a, &b, &exponent) || !isfinite(mean_a - mean_b))
        return no_test(a, b, confidence);
    double error_a = a.sd / sqrt((double)n_a), error_b = b.sd / sqrt((double)n_b),
           error = hypot(error_a, error_b);
    double share_a = squared(error_a / error), share_b = squared(error_b / error);
    double freedom = 1 / (squared(share_a) / (double)(n_a - 1) + squared(share_b) / (double)(n_b - 1));
    return finished(mean_a - mean_b, error, exponent, freedom, confidence);
}

fl_t_test fl_student(double mean_a, double sd_a, size_t n_a, double mean_b, double sd_b, size_t n_b,
                     double confidence)
{
    side a = side_of(mean_a, sd_a, n_a), b = side_of(mean_b, sd_b, n_b);
    int exponent = 0;
    if (!scale(&a, &b, &exponent) || !isfinite(mean_a - mean_b))
        return no_test(a, b, confidence);
    double error = pooled_sd(a, b) * sqrt(1 / (double)n_a + 1 / (double)n_b);
    return finished(mean_a - mean_b, error, exponent, (double)(n_a - 1) + (double)(n_b - 1), confidence);
}

double fl_cohens_d(double mean_a, double sd_a, size_t n_a, double mean_b, double sd_b, size_t n_b)
{
    side a = side_of(mean_a, sd_a, n_a), b = side_of(mean_b, sd_b, n_b);
    int exponent = 0;
    if (!scale(&a, &b, &exponent))
        return NAN;
    return ldexp(mean_a - mean_b, -exponent) / pooled_sd(a, b);
}

const char *fl_effect_word(double d)
{
    double size = fabs(d);
    if (isnan(size))
        return "undefined";
    if (size < 0.2)
        return "negligible";
    if (size < 0.5)
        return "small";
    return size < 0.8 ? "medium" : "large";
}

bool fl_intervals_overlap(double low_a, double high_a, double low_b, double high_b)
{
    /* Said this way round a NaN, which bounds nothing, never makes two intervals look apart. */
    return !(high_a < low_b || high_b < low_a);
}
