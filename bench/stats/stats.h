/* Statistics: pure functions on arrays of samples. Nothing here prints, keeps state or holds memory beyond
 * the call; to sort, copies are made inside it. Units are the caller's unless said otherwise. Arrays are
 * never reordered, and no result depends on the order of the samples except where it is the question
 * (fl_lag1_autocorrelation, the pairs of fl_compare_paired). Where a figure does not exist (the standard
 * deviation of one sample, say) it is NaN, which the result file writes as null. Samples must be finite. What
 * returns a status refuses others with FL_USAGE and leaves the result untouched (FL_UNABLE: no memory); what
 * returns a number gives NaN for them, what returns an interval an unbounded one with coverage 0. A figure
 * beyond the range of double is infinite, though what leads to it is computed without overflow. */
#ifndef FAIRLANE_BENCH_STATS_STATS_H
#define FAIRLANE_BENCH_STATS_STATS_H

#include <stdbool.h>
#include <stddef.h>

#include "kernels/error.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Closed interval with the confidence it was asked for and the coverage that it really has (order-statistic
 * intervals are discrete). Where too few samples exist for an end it is infinite (0 or +inf for ratios): the
 * interval is then open on that side and the coverage that of the other end alone, or 0 when both are
 * missing. */
typedef struct fl_interval {
    double low, high;
    double confidence; /* asked for, e.g. 0.95 */
    double coverage;   /* attained, >= confidence; 0 when nothing is known */
} fl_interval;

/* A time below this share of the least possible one and that least cannot both be right. */
#define FL_LEAST_POSSIBLE 0.97

/* The formulas of the audited benchmark, to the letter: sd with n-1; CI = mean ± 1.96·sd/√n;
 * p50 = sorted[n/2], p95 = sorted[(size_t)(0.95·n)], p99 = sorted[(size_t)(0.99·n)], clamped to n-1.
 * The mean is a compensated sum (Neumaier) divided by n and the deviations are taken from it in a second
 * pass, so it can differ from a plain loop's in the last digits, where the plain loop is wrong. One sample
 * has no sd and no CI. */
typedef struct fl_summary {
    size_t n;
    double mean, sd, ci_95_lower, ci_95_upper;
    double p50, p95, p99, min, max;
} fl_summary;

/* n >= 1; every sample finite. FL_USAGE otherwise. */
fl_status fl_summarise(const double *samples, size_t n, fl_summary *summary, fl_error *error);

/* The same of samples that come again and again, as readings of a clock do: values [distinct] ascend, and times[i], a
 * whole number of at least 1, tells how many samples are values[i]. The same figures but for the last digit of mean and
 * sd. FL_USAGE where values are not finite, do not ascend or stand for no sample. */
fl_status fl_summarise_counted(const double *values, const double *times, size_t distinct,
                               fl_summary *summary, fl_error *error);

/* 1e6 / mean_us, as the audited benchmark computes it; NaN unless the mean is positive and finite. */
double fl_throughput_per_second(double mean_us);

/* Median in the textbook sense: mean of the middle two for even n. NaN for n = 0. */
double fl_median(const double *samples, size_t n);

/* The median and the interval of it that fl_quantile_interval() gives, from sorting once. */
fl_interval fl_median_interval(const double *samples, size_t n, double confidence, double *median);

/* Distribution-free CI of a quantile (0 < q < 1) from order statistics: the binomial interval of the sign
 * test for q = 0.5 (Conover, Practical Nonparametric Statistics, 3rd ed. 1999, §3.2). Each side misses the
 * quantile with a probability of at most (1 - confidence)/2; ties only raise the coverage. The median needs 6
 * samples at 95 %, the 99th percentile 368 for its upper end. */
fl_interval fl_quantile_interval(const double *samples, size_t n, double q, double confidence);

/* Two samples compared by their summaries alone. Everything but the difference is NaN (the interval
 * unbounded) when no standard error exists: too few samples, or both constant, which tells of a coarse clock
 * and not of certainty. One sample (its sd is ignored) is enough on one side of Student's test, none of
 * Welch's. */
typedef struct fl_t_test {
    double t, degrees_of_freedom, p_two_sided; /* t distribution, never the normal */
    double difference;                         /* mean a - mean b */
    fl_interval interval;                      /* of the difference, at the confidence asked for */
} fl_t_test;

fl_t_test fl_welch(double mean_a, double sd_a, size_t n_a, double mean_b, double sd_b, size_t n_b,
                   double confidence);
fl_t_test fl_student(double mean_a, double sd_a, size_t n_a, double mean_b, double sd_b, size_t n_b,
                     double confidence);

/* Cohen's d with the pooled standard deviation: sqrt(((n_a-1)·sd_a² + (n_b-1)·sd_b²)/(n_a+n_b-2)).
 * NaN when that is zero or does not exist. */
double fl_cohens_d(double mean_a, double sd_a, size_t n_a, double mean_b, double sd_b, size_t n_b);

/* |d| < 0.2 "negligible", < 0.5 "small", < 0.8 "medium", else "large"; "undefined" for NaN. */
const char *fl_effect_word(double d);

/* Both intervals share a point. An end that is NaN does not set them apart. */
bool fl_intervals_overlap(double low_a, double high_a, double low_b, double high_b);

/* The median of samples that several processes took, and the interval that decides what may be said of it
 * (bench/stats/clustered.c: the one rule for "different"). within_interval speaks of these very processes
 * (sign test), interval of other ones as well: it also holds median ± spread, where spread is between_sd ·
 * max(1, t/√processes), t Student's critical value at the same confidence. One process cannot show its
 * spread: the interval is then unbounded. */
typedef struct fl_clustered {
    size_t processes;
    double median;
    double within_sd;  /* of the samples around their process's median, pooled, n - processes */
    double between_sd; /* of the processes' medians; NaN for one process */
    double spread;     /* NaN for one process */
    fl_interval within_interval, interval;
} fl_clustered;

/* process[i] names the process of sample i (NULL: all one). FL_USAGE for no samples or ones that are not
 * finite. */
fl_status fl_median_of_processes(const double *samples, const int *process, size_t n, double confidence,
                                 fl_clustered *clustered, fl_error *error);

/* Paired comparison: log(a[i]/b[i]) per round, its median over the processes and its intervals, given as
 * ratios a/b (exponentiated). comparisons >= 1: the number of such statements made at once; the confidence of
 * each is raised after Bonferroni to 1 - (1 - confidence)/comparisons. process[i] names the process of round
 * i (NULL: all one). "different" is said exactly where interval excludes 1. */
typedef struct fl_paired_ratio {
    size_t rounds, processes;
    double ratio;                /* exp(median of log-ratios) */
    fl_interval interval;        /* as ratios; confidence after correction; it decides */
    fl_interval rounds_interval; /* of these very processes alone: what was seen, not what may be claimed */
    double p_two_sided;        /* sign test, rounds with ratio 1 left out, before correction; 1 if all are */
    double within_process_sd;  /* of the log-ratios around their process's median, pooled, n - processes */
    double between_process_sd; /* of the processes' median log-ratios; NaN for one process */
    double between_process_spread; /* what |log ratio| must exceed; NaN for one process */
    bool different;
} fl_paired_ratio;

/* a, b: n positive finite values. FL_USAGE otherwise. */
fl_status fl_compare_paired(const double *a, const double *b, const int *process, size_t n, double confidence,
                            size_t comparisons, fl_paired_ratio *result, fl_error *error);

/* Unpaired ratio between two sets of processes (different runs): the geometric mean of a's process medians
 * over that of b's, with Welch's interval on their logarithms, which is widened to hold the ratio times and
 * over exp(between_process_sd): no difference smaller than that is one. Needs two processes a side for an
 * interval; low = 0 / high = +inf below that, and when all medians of each side are equal (see fl_t_test).
 * "different" is said exactly where the interval excludes 1. It speaks of these two runs: how far two runs
 * differ no single pair of them tells. */
typedef struct fl_unpaired_ratio {
    size_t processes_a, processes_b;
    double ratio;
    fl_interval interval;
    double between_process_sd; /* of the log-medians, both sides pooled; NaN when a side has one process */
    bool different;
} fl_unpaired_ratio;

/* The one rule for "different", of any ratio, paired or not: its interval excludes 1. false when an end is
 * NaN. */
bool fl_excludes_one(fl_interval interval);

/* a, b: positive finite values. FL_USAGE otherwise. */
fl_status fl_compare_unpaired(const double *a, const int *process_a, size_t n_a, const double *b,
                              const int *process_b, size_t n_b, double confidence, fl_unpaired_ratio *result,
                              fl_error *error);

/* Median of each process's samples. medians: caller's array of at least max_processes values, in the order of
 * first appearance. Returns the number of processes, or 0, and writes nothing, when there are more than
 * max_processes. process NULL: all one. */
size_t fl_process_medians(const double *samples, const int *process, size_t n, double *medians,
                          size_t max_processes);

/* Correlation of each sample with its successor, Σ(x[i]-mean)(x[i+1]-mean) / Σ(x[i]-mean)² (Box & Jenkins,
 * Time Series Analysis, 1970, ch. 2); NaN for n < 3 or constant samples. */
double fl_lag1_autocorrelation(const double *samples, size_t n);

/* Spread of grouped samples: sd of group means, and pooled sd within groups. NaN where it does not exist. */
typedef struct fl_spread {
    size_t processes;
    double between_sd, within_sd;
} fl_spread;

fl_spread fl_process_spread(const double *samples, const int *process, size_t n);

/* Clopper-Pearson interval of a rate: successes of trials. The coverage is at least the confidence whatever
 * the rate; no trial gives [0, 1]. NaN ends when successes > trials or the confidence is not in (0, 1). */
fl_interval fl_binomial_interval(size_t successes, size_t trials, double confidence);

#ifdef __cplusplus
}
#endif
#endif
