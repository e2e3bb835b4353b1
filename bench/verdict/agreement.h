/* The same measurement made twice: does the lab call equal code different from one run to the next? */
#ifndef FAIRLANE_BENCH_VERDICT_AGREEMENT_H
#define FAIRLANE_BENCH_VERDICT_AGREEMENT_H

#include "bench/verdict/across.h"
#include "bench/verdict/comparison.h"

enum { FL_MOST_DISAGREEMENTS = 128 };

/* A contestant that was called different from itself. */
typedef struct fl_disagreement {
    const char *name; /* borrowed from the first document */
    fl_calls calls;
    fl_time_ratio ratio; /* the first run over the second */
} fl_disagreement;

typedef enum fl_agreement_verdict {
    FL_AGREE,
    FL_DISAGREE,
    FL_AGREEMENT_UNCHECKED, /* fewer than half of the pairs could be shown to differ or not to */
} fl_agreement_verdict;

typedef struct fl_agreement {
    size_t contestants; /* in both runs, of the same machine code; floor probes are none */
    size_t pairs;       /* of their times: independent and chained calls */
    size_t different, not_shown;
    size_t other_code;       /* contestants of one name whose machine code is not the same: left out */
    char why_not_shown[160]; /* of the first of these pairs; "" for none */
    size_t ratios;           /* to the baseline, told by both runs */
    double ratio_cv;         /* root mean square of their coefficients of variation; NaN for none */
    double worst_cv;
    const char *worst_name; /* borrowed; NULL for none */
    fl_calls worst_calls;
    fl_agreement_verdict verdict;
    fl_disagreement disagreements[FL_MOST_DISAGREEMENTS]; /* the first of them */
} fl_agreement;

/* The share of pairs that may be called different. */
extern const double fl_agreement_limit;

/* Of those pairs that could be shown, the share that was called different; 0 without any. */
double fl_agreement_share(const fl_agreement *agreement);

/* By the rule of `fairlane compare` (fl_compare_results()). FL_USAGE when the two are unlike in what must be
 * equal, hold no contestant in common, or are one run given twice. */
fl_status fl_agreement_of(const fl_side *first, const fl_side *second, fl_agreement *agreement,
                          fl_error *error);

/* FL_OK, FL_NEGATIVE or FL_UNABLE with the verdict in one line. */
fl_status fl_agreement_judge(const fl_agreement *agreement, fl_error *error);

#endif
