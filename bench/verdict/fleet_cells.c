/* One contestant against the base of its file, by the rules of `compare`; and what a file must have in common
 * with the others. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/record/pair.h"
#include "bench/task/values.h"
#include "bench/verdict/comparison.h"
#include "bench/verdict/executed.h"
#include "bench/verdict/fleet_parts.h"
#include "kernels/kernel.h"

/* Two machines, one of them perhaps emulated, are what this is about; which core a library takes is what its
 * machine made it take (its version is looked at cell by cell). */
enum {
    OF_MACHINES = FL_ASPECT_BIT(FL_ASPECT_MACHINE) | FL_ASPECT_BIT(FL_ASPECT_EMULATION) |
                  FL_ASPECT_BIT(FL_ASPECT_LIBRARY)
};

/* ---- cells ---- */

static const fl_series *series_of(const fl_result *result, fl_calls calls)
{
    return calls == FL_CALLS_CHAINED ? &result->chained : &result->independent;
}

static const char *detail_of(const fl_result *result)
{
    return result->peer && !result->detail[0] ? result->peer->version : result->detail;
}

static void take_paired(const fl_paired_ratio *paired, fl_fleet_cell *cell)
{
    cell->known = paired->ratio > 0;
    cell->different = paired->different;
    cell->ratio = paired->ratio;
    cell->low = paired->interval.low;
    cell->high = paired->interval.high;
}

/* Files that hold no rounds of ours: as two of their results are compared with each other. */
static fl_status compare_others(fl_fleet *fleet, const fl_side *base, const fl_side *side,
                                fl_fleet_cell *cell, fl_error *error)
{
    fl_comparison c;
    const fl_comparison_options options = {.allowed = FL_ALL_ASPECTS}; /* judged before */
    fl_status status = fl_compare_results(base, side, &options, &c, error);
    if (status != FL_OK)
        return status;
    const fl_time_ratio *wanted = fleet->options.calls == FL_CALLS_CHAINED ? &c.chained : &c.independent;
    const fl_time_ratio *ratio = wanted->known         ? wanted
                                 : c.independent.known ? &c.independent
                                 : c.chained.known     ? &c.chained
                                                       : &c.call_mean;
    cell->ns = ratio->b_ns > 0 ? ratio->b_ns : cell->ns;
    cell->known = ratio->known;
    if (!ratio->known) {
        cell->why = fl_fleet_word(fleet, "not timed as the base");
        return FL_OK;
    }
    cell->different = ratio->different;
    cell->ratio = ratio->ratio;
    cell->low = ratio->interval.low;
    cell->high = ratio->interval.high;
    cell->why = fl_fleet_word(fleet, ratio->not_shown);
    return FL_OK;
}

/* A ratio to the run's own baseline was settled when the file was read. */
static fl_status compare_rounds(const fl_document *document, const fl_result *base, const fl_result *result,
                                fl_calls calls, fl_fleet_cell *cell, fl_error *error)
{
    const fl_series *x = series_of(base, calls), *y = series_of(result, calls);
    if (y->versus_baseline.rounds > 0 && strcmp(base->name, document->baseline) == 0) {
        take_paired(&y->versus_baseline, cell);
        return FL_OK;
    }
    fl_paired_ratio paired;
    fl_status status = fl_document_compare(document, x, y, &paired, error);
    if (status == FL_OK)
        take_paired(&paired, cell);
    return status;
}

/* "other work" for what no ratio to the base says anything about; "" otherwise. */
static const char *why_unlike(fl_fleet *fleet, const fl_side *base, const fl_side *side)
{
    fl_equality found;
    fl_equality_of(base, side, &found);
    for (size_t i = 0; i < found.unlike_count; i++) {
        char text[64];
        const fl_aspect aspect = found.unlike[i].aspect;
        if ((fleet->options.allowed | OF_MACHINES) & FL_ASPECT_BIT(aspect))
            continue;
        snprintf(text, sizeof text, "unlike in %s", fl_aspect_name(aspect));
        return fl_fleet_word(fleet, text);
    }
    return "";
}

static void describe(fl_fleet *fleet, const fl_document *document, const fl_result *result,
                     fl_fleet_cell *cell)
{
    const fl_calls calls = fleet->options.calls;
    const fl_floor *floor = calls == FL_CALLS_CHAINED ? &result->chained_floor : &result->independent_floor;
    const fl_series *series = series_of(result, calls);
    cell->name = fl_fleet_word(fleet, result->name);
    cell->simd_class = fl_fleet_word(fleet, fl_class_of_result(result));
    cell->of_library = result->peer || strcmp(result->origin, fl_origin_name(FL_LIBRARY)) == 0;
    cell->detail = cell->of_library ? fl_fleet_word(fleet, detail_of(result)) : "";
    cell->steady = document->of_other_tool || result->imported || result->steady;
    cell->impossible = result->independent_floor.impossible || result->chained_floor.impossible;
    const double mean_ns = 1000 * result->per_call_us.mean;
    const bool summaries = document->of_other_tool || result->imported;
    cell->ns = series->rounds > 0 ? series->median_ns : summaries && mean_ns > 0 ? mean_ns : NAN;
    cell->over_floor = floor->ratio > 0 ? floor->ratio : NAN;
    cell->ratio = cell->low = cell->high = NAN;
    cell->why = "";
}

fl_status fl_fleet_fill_cell(fl_fleet *fleet, const fl_document *document, const fl_result *base,
                             const fl_result *result, fl_fleet_cell *cell, fl_error *error)
{
    const fl_side of_base = {.document = document, .result = base},
                  side = {.document = document, .result = result};
    describe(fleet, document, result, cell);
    if (!base)
        return FL_OK;
    if (base != result)
        cell->why = why_unlike(fleet, &of_base, &side);
    if (cell->why[0])
        return FL_OK;
    const fl_series *x = series_of(base, fleet->options.calls), *y = series_of(result, fleet->options.calls);
    fl_status status = FL_OK;
    if (document->of_other_tool || result->imported || base->imported)
        status = compare_others(fleet, &of_base, &side, cell, error);
    else if (base != result && fl_share_rounds(x, y))
        status = compare_rounds(document, base, result, fleet->options.calls, cell, error);
    else if (base != result)
        cell->why =
            fl_fleet_word(fleet, y->rounds > 0 ? "not timed in the rounds of the base" : "not timed so");
    if (base == result && cell->ns > 0) {
        cell->known = true;
        cell->different = false;
        cell->ratio = 1;
        cell->low = cell->high = NAN;
    }
    return status;
}

/* ---- conditions ---- */

/* Two documents with the same key are alike in all of it; what other keys mean fl_equality_of() tells. */
static const char *key_of(fl_fleet *fleet, const fl_document *d, const fl_result *base)
{
    char survey[160], key[2048];
    const char *arithmetic = d->environment.floating_point;
    fl_survey_text(&d->values, survey, sizeof survey);
    snprintf(key, sizeof key, "%s|%s|%d %s|%s|%s|%d|%.*s|%s|%d|%s %dx%d|%d", d->model_sha256,
             d->sample_sha256, d->values.counted, survey, d->environment.hidden_features,
             d->environment.steering, d->misalign_bytes, (int)strcspn(arithmetic, ";"), arithmetic,
             d->clock_name, d->of_other_tool, base ? base->work : "", d->input_dim, d->num_classes,
             base ? (int)fl_result_reading(base) : -1);
    return fl_fleet_word(fleet, key);
}

/* Owns nothing but itself: a document of which only texts and numbers are asked. */
static fl_document *without_arrays(const fl_document *document, const fl_result *base)
{
    fl_document *copy = malloc(sizeof *copy);
    fl_result *result = calloc(1, sizeof *result);
    if (!copy || !result) {
        free(copy);
        free(result);
        return NULL;
    }
    *copy = *document;
    fl_result_init(result);
    if (base)
        *result = *base;
    result->peer = NULL;
    result->imported = NULL;
    result->samples_ns = NULL;
    result->distribution = NULL;
    result->samples_process = NULL;
    result->independent = result->chained = result->cold = (fl_series){0};
    copy->machine = NULL;
    copy->skips = NULL;
    copy->cross_checks = NULL;
    copy->empty_call = (fl_result){0};
    copy->results = result;
    copy->result_count = 1;
    copy->machine_count = copy->skip_count = copy->cross_check_count = 0;
    return copy;
}

fl_status fl_fleet_note_condition(fl_fleet *fleet, const fl_document *document, const fl_result *base,
                                  fl_fleet_machine *machine, fl_error *error)
{
    const char *key = key_of(fleet, document, base);
    size_t i = 0;
    while (i < fleet->condition_count && fleet->conditions[i].key != key)
        i++;
    if (i == fleet->condition_count) {
        fl_fleet_condition *larger = realloc(fleet->conditions, (i + 1) * sizeof *larger);
        if (larger)
            fleet->conditions = larger;
        fl_document *copy = larger ? without_arrays(document, base) : NULL;
        if (!copy)
            return fl_fail(error, FL_UNABLE, "compare: no memory for %s", machine->path);
        larger[i] = (fl_fleet_condition){key, copy, 0};
        fleet->condition_count++;
    }
    machine->condition = i;
    fleet->conditions[i].files += !machine->emulator[0] && base != NULL;
    return FL_OK;
}

/* ---- unlike files ---- */

/* Files of other tools do not tell of their model: nothing is known to be unlike them, so that all others would pass
 * for equal if these were the measure. Of as many, those that hide nothing. */
static bool is_better_measure(const fl_fleet_condition *one, const fl_fleet_condition *best)
{
    const bool tells = one->files > 0 && one->document->model_sha256[0],
               best_tells = best->files > 0 && best->document->model_sha256[0];
    if (tells != best_tells)
        return tells;
    if (one->files != best->files)
        return one->files > best->files;
    return best->document->environment.hidden_features[0] && !one->document->environment.hidden_features[0];
}

static size_t most_common(const fl_fleet *fleet)
{
    size_t best = 0;
    for (size_t i = 1; i < fleet->condition_count; i++)
        if (is_better_measure(&fleet->conditions[i], &fleet->conditions[best]))
            best = i;
    return best;
}

/* "unlike in model: A was timed on …"; A: what most files have. "" where it is like them. */
static void judge(const fl_fleet *fleet, const fl_equality *found, char *text, size_t size)
{
    text[0] = '\0';
    for (size_t i = 0; i < found->unlike_count; i++) {
        const fl_inequality *one = &found->unlike[i];
        if ((fleet->options.allowed | OF_MACHINES) & FL_ASPECT_BIT(one->aspect))
            continue;
        size_t used = strlen(text);
        snprintf(text + used, size - used, "%sunlike in %s: %s", used ? "; " : "",
                 fl_aspect_name(one->aspect), one->text);
    }
}

/* The aspects of untold that the fleet is about are left out. */
static void drop_of_machines(const char *untold, char *text, size_t size)
{
    text[0] = '\0';
    while (*untold) {
        size_t length = strcspn(untold, ",");
        bool left_out =
            (length == 7 && (strncmp(untold, "machine", 7) == 0 || strncmp(untold, "library", 7) == 0));
        size_t used = strlen(text);
        if (!left_out)
            snprintf(text + used, size - used, "%s%.*s", used ? ", " : "", (int)length, untold);
        untold += length;
        untold += strspn(untold, ", ");
    }
}

/* The name and version of a library, without the core that it took. */
static int version_length(const char *detail)
{
    return (int)strcspn(detail, ",");
}

/* What libraries choose by must be the same, and so must they; the core that they take need not. */
static void set_cell_apart(fl_fleet *fleet, const fl_fleet_machine *usual, fl_fleet_machine *m,
                           fl_fleet_cell *cell)
{
    const fl_fleet_cell *other = fl_fleet_find(usual, cell->name);
    char text[320] = "";
    if (!cell->of_library || !cell->known || m == usual)
        return;
    const bool variables = fleet->options.allowed & FL_ASPECT_BIT(FL_ASPECT_VARIABLES),
               library = fleet->options.allowed & FL_ASPECT_BIT(FL_ASPECT_LIBRARY);
    if (!variables && usual->steering[0] && m->steering[0] && usual->steering != m->steering) {
        snprintf(text, sizeof text, "its libraries ran with '%.120s', those of others with '%.120s'",
                 m->steering, usual->steering);
        m->libraries = fl_fleet_word(fleet, text);
        snprintf(text, sizeof text, "unlike in variables");
    } else if (!library && other && other->detail[0] && cell->detail[0] &&
               (version_length(other->detail) != version_length(cell->detail) ||
                strncmp(other->detail, cell->detail, (size_t)version_length(cell->detail)) != 0)) {
        snprintf(text, sizeof text, "unlike in library: '%.120s', others '%.120s'", cell->detail,
                 other->detail);
    }
    if (!text[0])
        return;
    cell->known = cell->different = false;
    cell->low = cell->high = NAN;
    cell->why = fl_fleet_word(fleet, text);
}

void fl_fleet_set_apart(fl_fleet *fleet)
{
    if (fleet->condition_count == 0)
        return;
    const fl_fleet_condition *usual = &fleet->conditions[most_common(fleet)];
    const fl_side a = {.document = usual->document, .result = usual->document->results};
    const fl_fleet_machine *first = NULL;
    for (size_t i = 0; i < fleet->machine_count && !first; i++)
        if (&fleet->conditions[fleet->machines[i].condition] == usual && !fleet->machines[i].no_base[0])
            first = &fleet->machines[i];
    for (size_t i = 0; i < fleet->machine_count; i++) {
        fl_fleet_machine *m = &fleet->machines[i];
        const fl_document *document = fleet->conditions[m->condition].document;
        const fl_side b = {.document = document, .result = document->results};
        fl_equality found;
        char text[1024];
        fl_equality_of(&a, &b, &found);
        if (document != usual->document && !m->no_base[0]) {
            judge(fleet, &found, text, sizeof text);
            m->apart = fl_fleet_word(fleet, text);
            drop_of_machines(found.untold, text, sizeof text);
            m->untold = fl_fleet_word(fleet, text);
        }
        for (size_t c = 0; first && c < m->cell_count; c++)
            set_cell_apart(fleet, first, m, &m->cells[c]);
    }
}
