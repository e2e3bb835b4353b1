#include "bench/import/import_parts.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/base/text.h"

static const double largest = 1e15; /* microseconds; 30 years */

/* ---- results ---- */

/* Longer names are cut; equal ones get their number. */
static void name_apart(const fl_document *document, const char *wanted, fl_result *result)
{
    enum { TAIL = 8 };
    char plain[sizeof result->name];
    fl_text_make_plain(wanted[0] ? wanted : "unnamed", plain, sizeof plain);
    memcpy(result->name, plain, sizeof plain);
    for (size_t i = 0, copy = 2; i < document->result_count; i++) {
        if (&document->results[i] == result || strcmp(document->results[i].name, result->name) != 0)
            continue;
        /* A cut may have left half a character: make it plain once more. */
        char cut[sizeof plain - TAIL], safe[sizeof plain - TAIL];
        snprintf(cut, sizeof cut, "%.*s", (int)sizeof cut - 1, plain);
        snprintf(result->name, sizeof result->name, "%s #%zu", fl_text_make_plain(cut, safe, sizeof safe),
                 copy++ % 100000);
        i = (size_t)-1; /* the new name may be taken as well */
    }
}

fl_status fl_import_each(fl_import *import, const cJSON *list, fl_import_entry *take)
{
    fl_status status = FL_OK;
    int index = 0;
    for (const cJSON *entry = list->child; entry && status == FL_OK; entry = entry->next)
        status = take(import, entry, index++);
    return status;
}

fl_result *fl_import_add(fl_import *import, const char *tool, const char *wanted, const char *entry, ...)
{
    fl_document *d = import->document;
    if (d->result_count == FL_IMPORT_RESULTS) {
        import->failure =
            fl_fail(import->error, FL_USAGE, "%s: more than %d results", import->name, FL_IMPORT_RESULTS);
        return NULL;
    }
    if (!d->results)
        d->results = calloc(FL_IMPORT_RESULTS, sizeof *d->results);
    if (!d->results) {
        import->failure = fl_fail(import->error, FL_UNABLE, "%s: no memory to read it", import->name);
        return NULL;
    }
    fl_result *result = &d->results[d->result_count++];
    fl_result_init(result);
    name_apart(d, wanted, result);
    import->failure = fl_result_make_imported(result, import->error);
    if (import->failure != FL_OK)
        return NULL;
    va_list arguments;
    va_start(arguments, entry);
    vsnprintf(result->imported->entry, sizeof result->imported->entry, entry, arguments);
    va_end(arguments);
    snprintf(result->imported->tool, sizeof result->imported->tool, "%s", tool);
    result->imported->reading = FL_READING_UNTOLD;
    d->of_other_tool = true;
    return result;
}

/* ---- figures ---- */

static double *figure_of(fl_result *result, fl_import_figure figure)
{
    fl_summary *s = &result->per_call_us;
    double *const of[FL_IMPORT_COUNT] = {
        &s->mean, &s->sd,  &s->ci_95_lower, &s->ci_95_upper, &s->p50,
        &s->p95,  &s->p99, &s->min,         &s->max,         &result->throughput_per_sec};
    return of[figure];
}

/* Places behind the point of the shortest text that reads back as the value: what a writer printed at most
 * had zeros behind that. */
static int decimals_of(double value)
{
    char text[40];
    for (int digits = 1; digits <= 17; digits++) {
        snprintf(text, sizeof text, "%.*e", digits - 1, value);
        if (strtod(text, NULL) == value)
            break;
    }
    const char *power = strchr(text, 'e'), *point = strchr(text, '.');
    int behind = point && power ? (int)(power - point) - 1 : 0;
    return behind - (power ? (int)strtol(power + 1, NULL, 10) : 0);
}

static fl_status fail_figure(const fl_import *import, const cJSON *node, const char *place, double value,
                             const char *why)
{
    char plain[96];
    fl_text_make_plain(place, plain, sizeof plain);
    if (import->reader && node)
        return fl_reader_fail(import->reader, node, "\"%s\" is %.17g; %s", plain, value, why);
    return fl_fail(import->error, FL_USAGE, "%s: %s is %.17g; %s", import->name, plain, value, why);
}

fl_status fl_import_set(fl_import *import, fl_result *result, fl_import_figure figure, double value, int unit,
                        const char *place, const cJSON *node)
{
    bool rate = figure == FL_IMPORT_THROUGHPUT, positive = rate || figure == FL_IMPORT_MEAN;
    int moved = rate ? 0 : unit - FL_MICROSECONDS;
    double scaled = moved < 0 ? value / pow(10, -moved) : value * pow(10, moved);
    if (!isfinite(value) || !(fabs(scaled) <= (rate ? 1e18 : largest)))
        return fail_figure(import, node, place, value, "it must be a finite number that a time can have");
    bool any = figure == FL_IMPORT_LOWER || figure == FL_IMPORT_UPPER;
    if (!any && (positive ? !(scaled > 0) : !(scaled >= 0)))
        return fail_figure(import, node, place, value,
                           positive ? "it must be above 0" : "it must not be negative");
    *figure_of(result, figure) = scaled;
    fl_original *original = &result->imported->figures[figure];
    int decimals = decimals_of(value);
    snprintf(original->place, sizeof original->place, "%s", place);
    original->decimals = decimals - moved;
    original->half = 0.5 * pow(10, -original->decimals);
    return FL_OK;
}

fl_status fl_import_take(fl_import *import, fl_result *result, fl_import_figure figure, const cJSON *object,
                         const char *member, int unit, const char *entry)
{
    const cJSON *node = cJSON_GetObjectItemCaseSensitive(object, member);
    char place[128];
    if (!node || cJSON_IsNull(node))
        return FL_OK;
    if (!cJSON_IsNumber(node))
        return fl_reader_fail(import->reader, node, "\"%s\" must be a number", member);
    snprintf(place, sizeof place, "%.88s.%.36s", entry, member);
    return fl_import_set(import, result, figure, node->valuedouble, unit, place, node);
}

fl_status fl_import_take_count(fl_import *import, const cJSON *object, const char *member, double *value)
{
    const cJSON *node = cJSON_GetObjectItemCaseSensitive(object, member);
    *value = NAN;
    if (!node || cJSON_IsNull(node))
        return FL_OK;
    if (!cJSON_IsNumber(node) || !(node->valuedouble >= 0 && node->valuedouble <= 1e15) ||
        node->valuedouble != floor(node->valuedouble))
        return fl_reader_fail(import->reader, node, "\"%s\" must be a whole number that is not negative",
                              member);
    *value = node->valuedouble;
    return FL_OK;
}

/* ---- readings ---- */

fl_status fl_import_set_readings(fl_import *import, fl_result *result, double *values, const double *calls,
                                 size_t count, int unit, const char *place)
{
    double to_ns = pow(10, unit - FL_NANOSECONDS);
    for (size_t i = 0; i < count; i++) {
        double number = calls ? calls[i] : 1, ns = values[i] * to_ns / number;
        if (!(number >= 1) || !isfinite(ns) || !(ns >= 0 && ns <= 1000 * largest)) {
            char what[128];
            snprintf(what, sizeof what, "%.90s[%zu]", place, i);
            double wrong = values[i];
            free(values);
            return fail_figure(import, NULL, what, wrong,
                               number >= 1 ? "a time must be finite and not negative"
                                           : "its number of calls is below 1");
        }
        values[i] = ns;
    }
    free(result->samples_ns);
    result->samples_ns = values;
    result->iterations = count;
    return FL_OK;
}

fl_status fl_import_take_readings(fl_import *import, fl_result *result, const cJSON *list, const char *name,
                                  double calls, int unit, const char *place)
{
    double *values = NULL;
    size_t count = 0;
    fl_status status =
        fl_decode_list_of_numbers(import->reader, list, name, FL_NOT_NEGATIVE, &values, &count);
    if (status != FL_OK) {
        free(values);
        return status;
    }
    if (!isnan(calls))
        for (size_t i = 0; i < count; i++)
            values[i] /= calls;
    return fl_import_set_readings(import, result, values, NULL, count, unit, place);
}

/* ---- facts ---- */

const char *fl_import_text(const cJSON *object, const char *member)
{
    const char *text = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, member));
    return text ? text : "";
}

fl_status fl_import_fact(fl_import *import, fl_result *result, const char *name, const char *value,
                         const char *place)
{
    fl_imported *imported = result->imported;
    if (imported->fact_count == FL_IMPORT_FACTS)
        return FL_OK;
    if (!imported->facts)
        imported->facts = calloc(FL_IMPORT_FACTS, sizeof *imported->facts);
    if (!imported->facts)
        return fl_fail(import->error, FL_UNABLE, "%s: no memory to read it", import->name);
    fl_imported_fact *fact = &imported->facts[imported->fact_count++];
    fl_text_make_plain(name, fact->name, sizeof fact->name);
    fl_text_make_plain(value, fact->value, sizeof fact->value);
    fl_text_make_plain(place, fact->place, sizeof fact->place);
    return FL_OK;
}

/* NOLINTBEGIN(misc-no-recursion): as many levels as are asked for */
fl_status fl_import_facts(fl_import *import, fl_result *result, const char *place, const cJSON *object,
                          int levels)
{
    fl_status status = FL_OK;
    const cJSON *node = NULL;
    if (!cJSON_IsObject(object))
        return FL_OK;
    cJSON_ArrayForEach(node, object)
    {
        char at[96], number[32];
        snprintf(at, sizeof at, "%.48s.%.44s", place, node->string);
        if (cJSON_IsString(node)) {
            status = fl_import_fact(import, result, node->string, node->valuestring, at);
        } else if (cJSON_IsNumber(node)) {
            snprintf(number, sizeof number, "%.15g", node->valuedouble);
            status = fl_import_fact(import, result, node->string, number, at);
        } else if (cJSON_IsBool(node)) {
            status = fl_import_fact(import, result, node->string, cJSON_IsTrue(node) ? "true" : "false", at);
        } else if (levels > 0) {
            status = fl_import_facts(import, result, at, node, levels - 1);
        }
        if (status != FL_OK)
            return status;
    }
    return FL_OK;
}
/* NOLINTEND(misc-no-recursion) */

/* ---- at the end ---- */

/* Many calls per reading: what the lab calls a round. */
static fl_status make_rounds(fl_import *import, fl_result *result)
{
    size_t length = strlen(result->name), tail = strlen("/chained");
    bool chained = strcmp(result->imported->tool, "fairlane-gbench") == 0 && length > tail &&
                   strcmp(result->name + length - tail, "/chained") == 0;
    fl_series *s = chained ? &result->chained : &result->independent;
    s->ns = malloc(result->iterations * sizeof *s->ns);
    if (!s->ns)
        return fl_fail(import->error, FL_UNABLE, "%s: no memory to read it", import->name);
    memcpy(s->ns, result->samples_ns, result->iterations * sizeof *s->ns);
    for (size_t i = 0; i < result->iterations; i++)
        if (!(s->ns[i] > 0))
            return fail_figure(import, NULL, result->imported->entry, s->ns[i],
                               "the mean of many calls must be above 0");
    s->rounds = result->iterations;
    s->apart = true;
    s->calls_per_block =
        isnan(result->imported->calls_per_reading) ? 0 : (uint64_t)result->imported->calls_per_reading;
    s->median_ns = fl_median(s->ns, s->rounds);
    if (isnan(s->median_ns))
        return fl_fail(import->error, FL_UNABLE, "%s: no memory to read it", import->name);
    s->interval_ns = fl_quantile_interval(s->ns, s->rounds, 0.5, 0.95);
    return FL_OK;
}

/* The figures that the file does not give, for those who compare and do not judge. */
static void fill(fl_summary *given, const fl_summary *computed)
{
    double *const figures[] = {&given->mean,        &given->sd,  &given->ci_95_lower,
                               &given->ci_95_upper, &given->p50, &given->p95,
                               &given->p99,         &given->min, &given->max};
    const double from[] = {computed->mean,        computed->sd,  computed->ci_95_lower,
                           computed->ci_95_upper, computed->p50, computed->p95,
                           computed->p99,         computed->min, computed->max};
    for (size_t i = 0; i < sizeof from / sizeof from[0]; i++)
        if (isnan(*figures[i]))
            *figures[i] = from[i];
}

static fl_status follow_from_readings(fl_import *import, fl_result *result)
{
    double *us = malloc(result->iterations * sizeof *us);
    if (!us)
        return fl_fail(import->error, FL_UNABLE, "%s: no memory to read it", import->name);
    for (size_t i = 0; i < result->iterations; i++)
        us[i] = result->samples_ns[i] / 1000;
    fl_summary computed;
    fl_status status = fl_summarise(us, result->iterations, &computed, import->error);
    free(us);
    if (status != FL_OK)
        return status;
    if (!import->options->incomplete)
        fill(&result->per_call_us, &computed);
    else if (isnan(result->per_call_us.mean))
        result->per_call_us.mean = computed.mean;
    if (isnan(result->throughput_per_sec) && !import->options->incomplete)
        result->throughput_per_sec = fl_throughput_per_second(result->per_call_us.mean);
    return result->imported->reading == FL_READING_MEAN ? make_rounds(import, result) : FL_OK;
}

fl_status fl_import_finish(fl_import *import, fl_result *result)
{
    fl_status status = result->samples_ns ? follow_from_readings(import, result) : FL_OK;
    if (status != FL_OK)
        return status;
    fl_summary *s = &result->per_call_us;
    if (!import->options->incomplete && isnan(s->ci_95_lower) && isnan(s->ci_95_upper) &&
        result->iterations > 1) {
        double half = 1.96 * s->sd / sqrt((double)result->iterations);
        s->ci_95_lower = s->mean - half;
        s->ci_95_upper = s->mean + half;
    }
    if (!(s->mean > 0) && !(s->p50 > 0))
        return fl_fail(import->error, FL_USAGE, "%s: %s of %s gives no latency, neither a mean nor a median",
                       import->name, result->imported->entry[0] ? result->imported->entry : "the file",
                       result->imported->tool);
    result->per_call_us.n = result->iterations;
    return FL_OK;
}
