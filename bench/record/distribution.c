#include "bench/record/distribution.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/base/sort.h"

const fl_field fl_distribution_fields[] = {
    {"distinct", FL_FIELD_SIZE, FL_MEMBER(fl_distribution, distinct), .range = FL_POSITIVE,
     .meaning = "Different times among them."},
    {"ns", FL_FIELD_NUMBERS, FL_MEMBER(fl_distribution, ns), .count = offsetof(fl_distribution, distinct),
     .demanded = true, .meaning = "These times, ascending, in nanoseconds, the clock's cost included."},
    {"calls", FL_FIELD_NUMBERS, FL_MEMBER(fl_distribution, calls), .range = FL_POSITIVE,
     .count = offsetof(fl_distribution, distinct), .demanded = true,
     .meaning = "How many calls took each of them; together as many as iterations says."},
    {0},
};

void fl_distribution_free(fl_distribution *distribution)
{
    if (!distribution)
        return;
    free(distribution->ns);
    free(distribution->calls);
    free(distribution);
}

fl_distribution *fl_distribution_of(const double *samples, size_t n)
{
    fl_distribution *d = calloc(1, sizeof *d);
    double *sorted = malloc(n * sizeof *sorted);
    size_t distinct = 1;
    if (sorted) {
        memcpy(sorted, samples, n * sizeof *sorted);
        fl_sort(sorted, n);
        for (size_t i = 1; i < n; i++)
            distinct += sorted[i] != sorted[i - 1];
    }
    if (!d || !sorted || !(d->ns = malloc(distinct * sizeof *d->ns)) ||
        !(d->calls = malloc(distinct * sizeof *d->calls))) {
        fl_distribution_free(d);
        free(sorted);
        return NULL;
    }
    for (size_t i = 0; i < n; i++) {
        if (i == 0 || sorted[i] != sorted[i - 1]) {
            d->ns[d->distinct] = sorted[i];
            d->calls[d->distinct++] = 0;
        }
        d->calls[d->distinct - 1]++;
    }
    free(sorted);
    return d;
}

fl_status fl_distribution_check(const fl_distribution *d, size_t iterations, fl_error *error)
{
    size_t done = 0;
    if (!d->ns || !d->calls)
        return fl_fail(error, FL_USAGE, "\"distribution\" needs \"ns\" and \"calls\"");
    for (size_t i = 0; i < d->distinct; i++) {
        const double calls = d->calls[i];
        if ((i > 0 && !(d->ns[i] > d->ns[i - 1])) || calls != floor(calls) ||
            !(calls <= (double)(iterations - done)))
            return fl_fail(
                error, FL_USAGE,
                "\"distribution\": its times must ascend, and its numbers of calls be those of %zu calls",
                iterations);
        done += (size_t)calls;
    }
    return done == iterations
               ? FL_OK
               : fl_fail(error, FL_USAGE, "\"distribution\" holds %zu calls of %zu", done, iterations);
}

void fl_series_drop_rounds(fl_series *series)
{
    free(series->ns);
    free(series->process);
    free(series->cycles);
    free(series->state);
    series->ns = series->cycles = NULL;
    series->process = series->state = NULL;
}

static fl_status reduce(fl_result *result, fl_samples wanted, fl_error *error)
{
    if (!result)
        return FL_OK;
    if (wanted == FL_SAMPLES_SUMMARY && result->samples_ns && result->iterations > 0) {
        result->distribution = fl_distribution_of(result->samples_ns, result->iterations);
        if (!result->distribution)
            return fl_fail(error, FL_UNABLE, "no memory to sum up the single calls of %s", result->name);
    }
    free(result->samples_ns);
    free(result->samples_process);
    result->samples_ns = NULL;
    result->samples_process = NULL;
    fl_series_drop_rounds(&result->cold);
    return FL_OK;
}

fl_status fl_document_reduce(fl_document *document, fl_samples wanted, fl_error *error)
{
    if (wanted == FL_SAMPLES_ALL)
        return FL_OK;
    fl_status status = reduce(&document->empty_call, wanted, error);
    for (size_t i = 0; i < document->result_count && status == FL_OK; i++) {
        fl_result *result = &document->results[i];
        status = reduce(result, wanted, error);
        if (status == FL_OK)
            status = reduce(result->peer ? result->peer->empty_call : NULL, wanted, error);
    }
    return status;
}
