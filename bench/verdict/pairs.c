#include "bench/verdict/pairs.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NAMES = 120 }; /* characters of a message */

static size_t find_pairs(const fl_side *a, const fl_side *b, fl_pair *pairs)
{
    size_t count = 0;
    for (size_t i = 0; i < a->document->result_count; i++) {
        const fl_result *of_a = &a->document->results[i];
        const fl_result *of_b = fl_document_find(b->document, of_a->name);
        if (of_a->is_probe || !of_b || of_b->is_probe)
            continue;
        fl_pair *pair = &pairs[count++];
        pair->a = (fl_side){.path = a->path, .document = a->document, .result = of_a};
        pair->b = (fl_side){.path = b->path, .document = b->document, .result = of_b};
    }
    return count;
}

const fl_time_ratio *fl_pair_ratio(const fl_comparison *comparison)
{
    return comparison->independent.known ? &comparison->independent
           : comparison->chained.known   ? &comparison->chained
                                         : &comparison->call_mean;
}

bool fl_pair_shows(const fl_time_ratio *ratio)
{
    const bool bounded = isfinite(ratio->interval.high) || ratio->interval.low > 0;
    return ratio->known && !ratio->not_shown[0] && (ratio->different || bounded);
}

static void count(fl_pairs *pairs, const fl_time_ratio *ratio)
{
    const bool shown = fl_pair_shows(ratio);
    pairs->compared++;
    pairs->a_faster += shown && ratio->different && ratio->ratio < 1;
    pairs->b_faster += shown && ratio->different && ratio->ratio > 1;
    pairs->not_shown += !shown;
    pairs->no_difference += shown && !ratio->different;
}

/* "scalar, avx2, …": what a file holds, for whoever must name one. */
static const char *names_of(const fl_document *document, char *text, size_t size)
{
    size_t used = 0;
    text[0] = '\0';
    for (size_t i = 0; i < document->result_count && used < size; i++) {
        const char *name = document->results[i].name;
        const bool fits = used + strlen(name) + sizeof ", …" < size;
        if (!document->results[i].is_probe)
            used +=
                (size_t)snprintf(text + used, size - used, "%s%s", used > 0 ? ", " : "", fits ? name : "…");
        if (!fits)
            break;
    }
    return text;
}

/* "compare: unlike in model: …; to compare them all the same add --unlike model" without the command. */
static void refuse(fl_pair *pair, const fl_error *why)
{
    static const char command[] = "compare: ";
    const char *text = why->text;
    if (strncmp(text, command, sizeof command - 1) == 0)
        text += sizeof command - 1;
    snprintf(pair->refused, sizeof pair->refused, "%.*s", (int)sizeof pair->refused - 1, text);
}

fl_status fl_compare_pairs(const fl_side *a, const fl_side *b, const fl_comparison_options *options,
                           fl_pairs *pairs, fl_error *error)
{
    fl_error first = {""};
    *pairs = (fl_pairs){.pairs = calloc(a->document->result_count + 1, sizeof *pairs->pairs)};
    if (!pairs->pairs)
        return fl_fail(error, FL_UNABLE, "compare: no memory for the pairs");
    pairs->count = find_pairs(a, b, pairs->pairs);
    if (pairs->count == 0) {
        char of_a[NAMES], of_b[NAMES];
        return fl_fail(
            error, FL_USAGE,
            "compare: no result of %s has the name of one of %s; name two, as in FILE:NAME, of %s and "
            "of %s",
            a->path, b->path, names_of(a->document, of_a, sizeof of_a),
            names_of(b->document, of_b, sizeof of_b));
    }
    fl_comparison_options one = *options;
    one.pairs = pairs->count;
    for (size_t i = 0; i < pairs->count; i++) {
        fl_pair *pair = &pairs->pairs[i];
        fl_error why = {""};
        fl_status status = fl_compare_results(&pair->a, &pair->b, &one, &pair->comparison, &why);
        if (status == FL_USAGE) {
            refuse(pair, &why);
            first = first.text[0] ? first : why;
            continue;
        }
        if (status != FL_OK)
            return fl_fail(error, status, "%s", why.text);
        pair->compared = true;
        count(pairs, fl_pair_ratio(&pair->comparison));
    }
    return pairs->compared > 0 ? FL_OK : fl_fail(error, FL_USAGE, "%s", first.text);
}

fl_status fl_compare_one_pair(const fl_side *a, const fl_side *b, const fl_comparison_options *options,
                              fl_pairs *pairs, fl_error *error)
{
    *pairs = (fl_pairs){.pairs = calloc(1, sizeof *pairs->pairs)};
    if (!pairs->pairs)
        return fl_fail(error, FL_UNABLE, "compare: no memory for a pair");
    fl_pair *pair = &pairs->pairs[pairs->count++];
    *pair = (fl_pair){.a = *a, .b = *b, .compared = true};
    fl_status status = fl_compare_results(a, b, options, &pair->comparison, error);
    if (status == FL_OK)
        count(pairs, fl_pair_ratio(&pair->comparison));
    return status;
}

void fl_pairs_free(fl_pairs *pairs)
{
    free(pairs->pairs);
    memset(pairs, 0, sizeof *pairs);
}
