/* Tail probabilities and quantiles, from Boost.Math. Invalid arguments (NaN, a probability outside (0, 1), no
 * degrees of freedom) give NaN; nothing is thrown. Tails are computed as such, never as 1 - something, so
 * that a probability of 1e-200 keeps its digits. */
#ifndef FAIRLANE_BENCH_STATS_DISTRIBUTIONS_H
#define FAIRLANE_BENCH_STATS_DISTRIBUTIONS_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* P(|T| >= |t|) for Student's t. An infinite t has 0. */
double fl_student_two_sided(double t, double degrees_of_freedom);

/* The t with P(T > t) = tail. */
double fl_student_critical(double tail, double degrees_of_freedom);

/* P(Y <= k) and P(Y > k) for Y successes of trials at the rate p. */
double fl_binomial_at_most(size_t k, size_t trials, double p);
double fl_binomial_more_than(size_t k, size_t trials, double p);

/* The x with P(X <= x) = tail, and with P(X > x) = tail, for the beta distribution with shapes a and b. */
double fl_beta_lower(double tail, double a, double b);
double fl_beta_upper(double tail, double a, double b);

#ifdef __cplusplus
}
#endif
#endif
