/* The result file: life of a document, and writing. */
#include "bench/record/result.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/base/file.h"
#include "bench/base/text.h"
#include "bench/record/distribution.h"
#include "bench/record/result_fields.h"

void fl_result_init(fl_result *result)
{
    memset(result, 0, sizeof *result);
    fl_fields_clear(fl_result_fields, result);
}

void fl_document_init(fl_document *document)
{
    memset(document, 0, sizeof *document);
    fl_fields_clear(fl_document_fields, document);
    fl_result_init(&document->empty_call);
}

static void free_series(fl_series *series)
{
    free(series->ns);
    free(series->process);
    free(series->cycles);
    free(series->state);
}

static void free_arrays(fl_result *result)
{
    free(result->samples_ns);
    free(result->samples_process);
    fl_distribution_free(result->distribution);
    free_series(&result->independent);
    free_series(&result->chained);
    free_series(&result->cold);
}

void fl_result_free(fl_result *result)
{
    fl_result_peer *peer = result->peer;
    if (peer && peer->empty_call)
        free_arrays(peer->empty_call);
    if (peer) {
        free(peer->empty_call);
        free(peer->facts);
        free(peer->counters);
    }
    free(peer);
    if (result->imported)
        free(result->imported->facts);
    free(result->imported);
    free_arrays(result);
    memset(result, 0, sizeof *result);
}

fl_status fl_result_make_peer(fl_result *result, fl_error *error)
{
    result->peer = calloc(1, sizeof *result->peer);
    return result->peer ? FL_OK : fl_fail(error, FL_UNABLE, "no memory for what is told of a peer");
}

fl_status fl_result_make_imported(fl_result *result, fl_error *error)
{
    result->imported = calloc(1, sizeof *result->imported);
    if (!result->imported)
        return fl_fail(error, FL_UNABLE, "no memory for what is told of a result");
    result->imported->calls_per_reading = NAN;
    return FL_OK;
}

fl_reading fl_result_reading(const fl_result *result)
{
    return result->imported ? result->imported->reading : FL_READING_CALL;
}

void fl_document_free(fl_document *document)
{
    fl_result_free(&document->empty_call);
    for (size_t i = 0; i < document->result_count; i++)
        fl_result_free(&document->results[i]);
    free(document->results);
    free(document->machine);
    free(document->skips);
    free(document->cross_checks);
    memset(document, 0, sizeof *document);
}

const fl_result *fl_document_find(const fl_document *document, const char *name)
{
    for (size_t i = 0; i < document->result_count; i++)
        if (strcmp(document->results[i].name, name) == 0)
            return &document->results[i];
    return NULL;
}

bool fl_is_emulated(const fl_document *document)
{
    const char *emulator = document->environment.emulator;
    return emulator[0] != '\0' && strcmp(emulator, "none") != 0;
}

static bool all_usable(const double *values, size_t count, bool zero_is_usable)
{
    for (size_t i = 0; values && i < count; i++)
        if (!(isfinite(values[i]) && (values[i] > 0 || (zero_is_usable && values[i] == 0))))
            return false;
    return true;
}

/* What our own reader would refuse must not be written. */
static fl_status check_result(const fl_result *result, fl_error *error)
{
    if (!result->name[0] || !fl_text_is_plain(result->name))
        return fl_fail(error, FL_USAGE, "a result has the name '%s', which cannot be written",
                       fl_text_make_plain(result->name, (char[64]){0}, 64));
    const fl_result *empty = result->peer ? result->peer->empty_call : NULL;
    if (!all_usable(result->samples_ns, result->iterations, true) ||
        (empty && !all_usable(empty->samples_ns, empty->iterations, true)))
        return fl_fail(error, FL_USAGE, "result '%s' has a sample that is negative or not finite",
                       result->name);
    const fl_series *series[] = {&result->independent, &result->chained, &result->cold};
    for (size_t i = 0; i < sizeof series / sizeof series[0]; i++)
        if (series[i]->rounds > 0 && ((!series[i]->ns && series[i] != &result->cold) ||
                                      !all_usable(series[i]->ns, series[i]->rounds, false) ||
                                      !all_usable(series[i]->cycles, series[i]->rounds, false)))
            return fl_fail(error, FL_USAGE,
                           "result '%s' has a round that is missing, not positive or not finite",
                           result->name);
    return FL_OK;
}

static fl_status check_document(const fl_document *document, fl_error *error)
{
    fl_status status = FL_OK;
    if (!all_usable(document->empty_call.samples_ns, document->empty_call.iterations, true))
        return fl_fail(error, FL_USAGE, "the empty call has a sample that is negative or not finite");
    for (size_t i = 0; i < document->result_count && status == FL_OK; i++) {
        status = check_result(&document->results[i], error);
        if (status == FL_OK && fl_document_find(document, document->results[i].name) != &document->results[i])
            status = fl_fail(error, FL_USAGE, "two results have the name '%s'", document->results[i].name);
    }
    return status;
}

static fl_status print_document(const fl_document *document, bool with_samples, char **text, fl_error *error)
{
    fl_builder out = {0};
    fl_encoder encoder = {.out = &out, .with_samples = with_samples};
    fl_encode_document(&encoder, &fl_result_description, document);
    return fl_build_finish(&out, "the result file", text, error);
}

fl_status fl_document_text(const fl_document *document, bool with_samples, char **text, fl_error *error)
{
    *text = NULL;
    fl_status status = check_document(document, error);
    if (status != FL_OK)
        return status;
    fl_document shown = *document; /* shares all arrays but the results, which are corrected below */
    shown.results = malloc((document->result_count + 1) * sizeof *shown.results);
    if (!shown.results)
        return fl_fail(error, FL_UNABLE, "no memory for the result file");
    for (size_t i = 0; i < document->result_count; i++) {
        shown.results[i] = document->results[i];
        if (document->results[i].iterations == 0)
            fl_fields_clear(fl_audited_fields + FL_FIRST_AUDITED_FIGURE, &shown.results[i]);
    }
    if (!shown.platform[0])
        snprintf(shown.platform, sizeof shown.platform, "%s %s", document->environment.kernel_release,
                 document->environment.architecture);
    if (!shown.empty_call.name[0])
        snprintf(shown.empty_call.name, sizeof shown.empty_call.name, "empty call");
    status = print_document(&shown, with_samples, text, error);
    free(shown.results);
    return status;
}

fl_status fl_document_write(const char *path, const fl_document *document, fl_error *error)
{
    char *text = NULL;
    fl_status status = fl_document_text(document, true, &text, error);
    if (text)
        status = fl_file_write(path, text, strlen(text), error);
    free(text);
    return status;
}

double fl_result_latency_ns(const fl_result *result)
{
    const fl_summary *s = &result->per_call_us;
    return s->mean > 0 ? 1000 * s->mean : s->p50 > 0 ? 1000 * s->p50 : result->independent.median_ns;
}

/* The next character that counts: lower case; spaces,
 * hyphens and underscores are left out (x86-64, x86_64). */
static int next_character(const char **text)
{
    while (isspace((unsigned char)**text) || **text == '-' || **text == '_')
        (*text)++;
    return **text ? tolower((unsigned char)*(*text)++) : '\0';
}

bool fl_is_same_cpu(const char *a, const char *b)
{
    int x, y, count = 0;
    do {
        x = next_character(&a);
        y = next_character(&b);
        if (x != y)
            return false;
        count++;
    } while (x != '\0');
    return count > 1;
}
