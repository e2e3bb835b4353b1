/* Counts what `fairlane compare` says of each contestant of two runs and itself. No hope for a good figure
 * may enter here: what is compared, and by which rule, is what users get. Pairs that are not shown are
 * neither different nor equal, so the share is one of the others, and too few others are no verdict. */
#include "bench/verdict/agreement.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

const double fl_agreement_limit = 0.05;

static const fl_series *series_of(const fl_result *result, fl_calls calls)
{
    return calls == FL_CALLS_CHAINED ? &result->chained : &result->independent;
}

static bool is_one_series(const fl_series *a, const fl_series *b)
{
    return a->ns && b->ns && a->rounds == b->rounds && memcmp(a->ns, b->ns, a->rounds * sizeof *a->ns) == 0;
}

static void count_pair(const char *name, fl_calls calls, const fl_time_ratio *ratio, fl_agreement *found)
{
    if (!ratio->known)
        return;
    found->pairs++;
    if (ratio->not_shown[0]) {
        if (found->not_shown++ == 0)
            snprintf(found->why_not_shown, sizeof found->why_not_shown, "%s", ratio->not_shown);
    } else if (ratio->different) {
        if (found->different < FL_MOST_DISAGREEMENTS)
            found->disagreements[found->different] = (fl_disagreement){name, calls, *ratio};
        found->different++;
    }
}

/* Of two values: sd / mean. ratio_cv holds the sum of squares until all are counted. */
static void count_ratio(const fl_result *a, const fl_result *b, fl_calls calls, fl_agreement *found)
{
    const fl_paired_ratio *x = &series_of(a, calls)->versus_baseline,
                          *y = &series_of(b, calls)->versus_baseline;
    if (x->rounds == 0 || y->rounds == 0)
        return;
    double cv = fabs(x->ratio - y->ratio) * sqrt(2) / (x->ratio + y->ratio);
    found->ratios++;
    found->ratio_cv += cv * cv;
    if (found->worst_name && !(cv > found->worst_cv))
        return;
    found->worst_cv = cv;
    found->worst_name = a->name;
    found->worst_calls = calls;
}

static fl_status demand_equality(const fl_side *a, const fl_side *b, fl_error *error)
{
    fl_equality equality;
    fl_equality_of(a, b, &equality);
    if (equality.unlike_count == 0)
        return FL_OK;
    return fl_fail(error, FL_USAGE, "selftest: '%s' was not measured twice in the same way: unlike in %s: %s",
                   a->result->name, fl_aspect_name(equality.unlike[0].aspect), equality.unlike[0].text);
}

static fl_status compare_pair(const fl_side *a, const fl_side *b, fl_agreement *found, fl_error *error)
{
    static const fl_comparison_options nothing_unlike = {0};
    fl_comparison comparison;
    fl_status status = demand_equality(a, b, error);
    if (status == FL_OK)
        status = fl_compare_results(a, b, &nothing_unlike, &comparison, error);
    if (status != FL_OK)
        return status;
    found->contestants++;
    count_pair(a->result->name, FL_CALLS_INDEPENDENT, &comparison.independent, found);
    count_pair(a->result->name, FL_CALLS_CHAINED, &comparison.chained, found);
    count_ratio(a->result, b->result, FL_CALLS_INDEPENDENT, found);
    count_ratio(a->result, b->result, FL_CALLS_CHAINED, found);
    return FL_OK;
}

static void conclude(fl_agreement *found)
{
    found->ratio_cv = found->ratios > 0 ? sqrt(found->ratio_cv / (double)found->ratios) : NAN;
    if (fl_agreement_share(found) > fl_agreement_limit)
        found->verdict = FL_DISAGREE;
    else if (2 * found->not_shown > found->pairs)
        found->verdict = FL_AGREEMENT_UNCHECKED;
    else
        found->verdict = FL_AGREE;
}

double fl_agreement_share(const fl_agreement *agreement)
{
    size_t shown = agreement->pairs - agreement->not_shown;
    return shown > 0 ? (double)agreement->different / (double)shown : 0;
}

fl_status fl_agreement_of(const fl_side *first, const fl_side *second, fl_agreement *agreement,
                          fl_error *error)
{
    bool is_one_run = true;
    memset(agreement, 0, sizeof *agreement);
    for (size_t i = 0; i < first->document->result_count; i++) {
        fl_side a = *first, b = *second;
        a.result = &first->document->results[i];
        b.result = fl_document_find(second->document, a.result->name);
        if (a.result->is_probe || !b.result)
            continue;
        if (strcmp(a.result->code_sha256, b.result->code_sha256) != 0) {
            agreement->other_code++;
            continue;
        }
        fl_status status = compare_pair(&a, &b, agreement, error);
        if (status != FL_OK)
            return status;
        is_one_run &= is_one_series(&a.result->independent, &b.result->independent);
    }
    if (agreement->pairs == 0)
        return fl_fail(
            error, FL_USAGE,
            "selftest: the two hold no rounds of the same machine code; measure both with the same "
            "program");
    if (is_one_run)
        return fl_fail(error, FL_USAGE, "selftest: both are one and the same run; two runs are needed");
    conclude(agreement);
    return FL_OK;
}

fl_status fl_agreement_judge(const fl_agreement *agreement, fl_error *error)
{
    size_t shown = agreement->pairs - agreement->not_shown;
    switch (agreement->verdict) {
    case FL_AGREE:
        return FL_OK;
    case FL_DISAGREE:
        return fl_fail(error, FL_NEGATIVE,
                       "selftest: of %zu pairs of equal code %zu were called different across two runs, more "
                       "than %.0f %%: trust no difference between runs of this machine now",
                       shown, agreement->different, 100 * fl_agreement_limit);
    case FL_AGREEMENT_UNCHECKED:
        break;
    }
    return fl_fail(error, FL_UNABLE,
                   "selftest: only %zu of %zu pairs can be compared across the two runs (%s); try again when "
                   "the machine is quieter",
                   shown, agreement->pairs, agreement->why_not_shown);
}
