/* What a kernel must return, computed in double, and how far it may be off. The one reference of the lab: the
 * gate in front of every timing and the tests use it alike.
 *
 * With u = 2^-24, the rounding error of float32, ulp = 2u, and S = Σ|w·x| + |b|:
 *
 *   linear-784x2   |y − y_ref| <= 784·u·S + 784·2^-150.
 *     The first term is the contract's (N. J. Higham, Accuracy and Stability of Numerical Algorithms, 2nd ed.
 *     2002, §3.1; it holds for any order of summation). The second is for products that underflow: each is
 *     rounded to a multiple of 2^-149, sums of such multiples are exact (Higham, §2.1). It matters only for
 *     denormal products and lies far below what flushing them to zero would cost.
 *
 *   logistic-784x1   z = w·x + b within D, D the bound above; y = 1/(1 + e^-z).
 *     By the mean value theorem |y(z') − y(z)| <= D · max y'(t) over |t − z| <= D, and y' = y(1 − y) is
 *     largest at the t nearest to zero. The evaluation adds at most 4 ulp relative to y: the exponential 2
 *     (libm and SLEEF promise 1), weighted with e/(1 + e) < 1; one for the addition and the division; one for
 *     room. Below the smallest normal number 2^-126 the exponential may overflow or flush, hence + 2^-126.
 *
 *   softmax-2   p_i = e^(x_i − m) / Σ e^(x_k − m), m the maximum, d = |x_0 − x_1|.
 *     The exponent −d carries the rounding error of one subtraction, d·u, the exponential adds up to 4 ulp;
 *     through e/(1 + e) both weigh (1 − p_i) relative to p_i. Addition and division add u each, a reciprocal
 *     and room make it 2 ulp: p_i·((1 − p_i)·(d·u + 4 ulp) + 2 ulp) + 2^-126.
 *
 * The error of the reference itself (double, 785 terms) is below 2^-29 of these bounds. */
#ifndef FAIRLANE_BENCH_TASK_REFERENCE_H
#define FAIRLANE_BENCH_TASK_REFERENCE_H

#include <stdbool.h>
#include <stddef.h>

#include "kernels/kernel.h"

typedef struct fl_reference {
    size_t outputs;
    double value[FL_OUTPUTS]; /* NaN and infinity where arithmetic gives them */
    double bound[FL_OUTPUTS]; /* largest allowed distance from value; NaN where value is not finite */
    /* Σ|w·x| + |b| exceeds the largest float: some order of summation overflows although the sum is finite.
     * Then infinity and NaN are right answers too. */
    bool may_overflow[FL_OUTPUTS];
} fl_reference;

/* Arrays as fl_work_shape(work) tells; those of length 0 may be NULL. No alignment needed beyond float's. */
fl_reference fl_reference_of(fl_work work, const float *weights, const float *bias, const float *input);

/* Largest error of output in units of the bound: 0 is exact, 1 just allowed. Infinity when an output is NaN
 * where the reference is not, is not NaN where the reference is, or is another infinity. Never NaN. */
double fl_error_in_bounds(const fl_reference *reference, const float *output);

#endif
