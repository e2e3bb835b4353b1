/* Statistics: pure functions on arrays of samples. Nothing here allocates beyond the call, prints or keeps
 * state. Units are the caller's unless said otherwise. Arrays are never reordered. Where a figure does not
 * exist (the standard deviation of one sample, say) it is NaN, which the result file writes as null. */
#ifndef FAIRLANE_BENCH_STATS_STATS_H
#define FAIRLANE_BENCH_STATS_STATS_H

#include <stdbool.h>
#include <stddef.h>

#include "kernels/error.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Closed interval with the confidence it was asked for and the coverage that it really has (order-statistic
 * intervals are discrete). low = -inf / high = +inf when too few samples exist for the confidence. */
typedef struct fl_interval {
    double low, high;
    double confidence; /* asked for, e.g. 0.95 */
    double coverage;   /* attained, >= confidence; 0 when unattainable */
} fl_interval;

/* The formulas of the audited benchmark, to the letter: sd with n-1; CI = mean ± 1.96·sd/√n;
 * p50 = sorted[n/2], p95 = sorted[(size_t)(0.95·n)], p99 = sorted[(size_t)(0.99·n)], clamped to n-1. */
typedef struct fl_summary {
    size_t n;
    double mean, sd, ci_95_lower, ci_95_upper;
    double p50, p95, p99, min, max;
} fl_summary;

/* n >= 1; every sample finite. FL_USAGE otherwise. */
fl_status fl_summarise(const double *samples, size_t n, fl_summary *summary, fl_error *error);

/* 1e6 / mean_us, as the audited benchmark computes it. */
double fl_throughput_per_second(double mean_us);

/* Median in the textbook sense: mean of the middle two for even n. NaN for n = 0. */
double fl_median(const double *samples, size_t n);

/* Distribution-free CI of a quantile (0 < q < 1) from order statistics: the binomial interval of the sign
 * test for q = 0.5 (Conover, Practical Nonparametric Statistics, 3rd ed. 1999, §3.2). */
fl_interval fl_quantile_interval(const double *samples, size_t n, double q, double confidence);

/* Two samples compared by their summaries alone. */
typedef struct fl_t_test {
    double t, degrees_of_freedom, p_two_sided; /* t distribution, never the normal */
    double difference;                         /* mean a - mean b */
    fl_interval interval;                      /* of the difference, at the confidence asked for */
} fl_t_test;

fl_t_test fl_welch(double mean_a, double sd_a, size_t n_a, double mean_b, double sd_b, size_t n_b,
                   double confidence);
fl_t_test fl_student(double mean_a, double sd_a, size_t n_a, double mean_b, double sd_b, size_t n_b,
                     double confidence);

/* Cohen's d with the pooled standard deviation: sqrt(((n_a-1)·sd_a² + (n_b-1)·sd_b²)/(n_a+n_b-2)). */
double fl_cohens_d(double mean_a, double sd_a, size_t n_a, double mean_b, double sd_b, size_t n_b);

/* |d| < 0.2 "negligible", < 0.5 "small", < 0.8 "medium", else "large"; "undefined" for NaN. */
const char *fl_effect_word(double d);

/* Both intervals share a point. */
bool fl_intervals_overlap(double low_a, double high_a, double low_b, double high_b);

/* Paired comparison: log(a[i]/b[i]) per round, its median and sign-test CI, given as ratios a/b
 * (exponentiated). comparisons >= 1: the number of such statements made at once; the confidence of each is
 * raised after Bonferroni to 1 - (1 - confidence)/comparisons. process[i] names the process of round i (NULL:
 * all one). "different" demands both: the interval excludes 1, and |log median| exceeds the between-process
 * spread. */
typedef struct fl_paired_ratio {
    size_t rounds, processes;
    double ratio;              /* exp(median of log-ratios) */
    fl_interval interval;      /* as ratios; confidence after correction */
    double p_two_sided;        /* sign test, ties with 1 left out, before correction */
    double within_process_sd;  /* of the log-ratios around their process's median, pooled */
    double between_process_sd; /* of the processes' median log-ratios; NaN for one process */
    bool different;
} fl_paired_ratio;

/* a, b: n positive finite values. FL_USAGE otherwise. */
fl_status fl_compare_paired(const double *a, const double *b, const int *process, size_t n, double confidence,
                            size_t comparisons, fl_paired_ratio *result, fl_error *error);

/* Unpaired ratio of medians between two sets of processes (different runs): Welch's interval on the
 * logarithms of the processes' medians. Needs two processes a side for an interval; low = 0 / high = +inf
 * below that. */
typedef struct fl_unpaired_ratio {
    double ratio;
    fl_interval interval;
    bool different; /* the interval excludes 1 */
} fl_unpaired_ratio;

fl_status fl_compare_unpaired(const double *a, const int *process_a, size_t n_a, const double *b,
                              const int *process_b, size_t n_b, double confidence, fl_unpaired_ratio *result,
                              fl_error *error);

/* Median of each process's samples. medians: caller's array of at least max_processes values, in the order of
 * first appearance. Returns the number of processes, or 0 when there are more than max_processes. */
size_t fl_process_medians(const double *samples, const int *process, size_t n, double *medians,
                          size_t max_processes);

/* Correlation of each sample with its successor; NaN for n < 3 or constant samples. */
double fl_lag1_autocorrelation(const double *samples, size_t n);

/* Spread of grouped samples: sd of group means, and pooled sd within groups. NaN where it does not exist. */
typedef struct fl_spread {
    size_t processes;
    double between_sd, within_sd;
} fl_spread;

fl_spread fl_process_spread(const double *samples, const int *process, size_t n);

/* Clopper-Pearson interval of a rate: successes of trials. */
fl_interval fl_binomial_interval(size_t successes, size_t trials, double confidence);

#ifdef __cplusplus
}
#endif
#endif
