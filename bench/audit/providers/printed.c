#include "bench/audit/providers/printed.h"

#include <cjson/cJSON.h>
#include <ctype.h>
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/record/parse.h"

/* Sums of 10,000 figures in double, added up in another order, differ by less. */
static const double arithmetic_slack = 1e-11;

/* ---- a number as text ---- */

fl_printed fl_printed_number(const char *text)
{
    char *end = NULL;
    fl_printed p = {.value = strtod(text, &end)};
    int decimals = 0, exponent = 0;
    const char *point = strpbrk(text, ".eE,]} \t\r\n");
    if (point && *point == '.' && point < end)
        decimals = (int)strspn(point + 1, "0123456789");
    const char *power = strpbrk(text, "eE,]} \t\r\n");
    if (power && power < end && (*power == 'e' || *power == 'E'))
        exponent = (int)strtol(power + 1, NULL, 10);
    p.decimals = decimals - exponent;
    double half = 0.5 * pow(10, -p.decimals);
    if (end == text || !isfinite(p.value) || !isfinite(half))
        return (fl_printed){NAN, {NAN, NAN}, 0};
    double slack = half + 4 * DBL_EPSILON * fabs(p.value);
    p.range = (fl_range){p.value - slack, p.value + slack};
    return p;
}

/* ---- finding it ---- */

static const char *const names[FL_FIGURES] = {
    "mean_us", "std_us", "ci_95_lower", "ci_95_upper", "p50_us",
    "p95_us",  "p99_us", "min_us",      "max_us",      "throughput_per_sec"};

const char *fl_figure_name(fl_figure figure)
{
    return names[figure];
}

static fl_printed printed_node(const fl_reader *reader, const cJSON *node)
{
    const char *at = NULL;
    if (!node || !cJSON_IsNumber(node))
        return (fl_printed){NAN, {NAN, NAN}, 0};
    fl_scan_line(reader->scan, reader->root, node, &at);
    return at ? fl_printed_number(at) : (fl_printed){NAN, {NAN, NAN}, 0};
}

typedef struct wanted_result {
    const char *name;
    fl_figures *figures;
} wanted_result;

static fl_status find_result(fl_reader *reader, void *into)
{
    const wanted_result *wanted = into;
    const cJSON *results = cJSON_GetObjectItemCaseSensitive(reader->root, "results");
    for (const cJSON *node = results ? results->child : NULL; node; node = node->next) {
        const cJSON *name = cJSON_GetObjectItemCaseSensitive(node, "name");
        if (!name || !cJSON_IsString(name) || strcmp(name->valuestring, wanted->name) != 0)
            continue;
        for (int i = 0; i < FL_FIGURES; i++)
            wanted->figures->of[i] = printed_node(reader, cJSON_GetObjectItemCaseSensitive(node, names[i]));
    }
    return FL_OK;
}

/* Of an imported result: the digits of the original, converted. What was computed from its readings is not
 * printed. */
static void take_imported(const fl_result *result, fl_figures *figures)
{
    const fl_summary *s = &result->per_call_us;
    const double values[FL_FIGURES] = {
        s->mean, s->sd,  s->ci_95_lower, s->ci_95_upper, s->p50,
        s->p95,  s->p99, s->min,         s->max,         result->throughput_per_sec};
    for (int i = 0; i < FL_FIGURES; i++) {
        const fl_original *original = &result->imported->figures[i];
        double half = original->half + 4 * DBL_EPSILON * fabs(values[i]);
        if (original->place[0])
            figures->of[i] =
                (fl_printed){values[i], {values[i] - half, values[i] + half}, original->decimals};
        else if (i == FL_FIGURE_MEAN && values[i] > 0)
            figures->of[i] = (fl_printed){values[i], {values[i] - half, values[i] + half}, FL_NOT_PRINTED};
    }
}

void fl_figures_of(const fl_case_run *run, fl_figures *figures)
{
    wanted_result wanted = {run->result->name, figures};
    figures->n = run->result->iterations > 0 ? (double)run->result->iterations : NAN;
    for (int i = 0; i < FL_FIGURES; i++)
        figures->of[i] = (fl_printed){NAN, {NAN, NAN}, 0};
    if (run->result->imported)
        take_imported(run->result, figures);
    else
        fl_parse_tree(run->text, run->size, run->path, find_result, &wanted, NULL);
}

typedef struct wanted_figures {
    const char *const *groups;
    const char *const (*names)[6];
    size_t count;
    fl_printed *figures;
} wanted_figures;

static fl_status find_figures(fl_reader *reader, void *into)
{
    const wanted_figures *wanted = into;
    const cJSON *object = reader->root;
    for (size_t i = 0; wanted->groups[i] && object == reader->root; i++) {
        const cJSON *group = cJSON_GetObjectItemCaseSensitive(reader->root, wanted->groups[i]);
        object = cJSON_IsObject(group) ? group : object;
    }
    for (size_t i = 0; i < wanted->count; i++) {
        const cJSON *node = NULL;
        for (size_t k = 0; wanted->names[i][k] && !node; k++)
            node = cJSON_GetObjectItemCaseSensitive(object, wanted->names[i][k]);
        wanted->figures[i] = printed_node(reader, node);
    }
    return FL_OK;
}

void fl_printed_in(const fl_case_text *text, const char *const *groups, const char *const (*wanted_names)[6],
                   size_t count, fl_printed *figures)
{
    wanted_figures wanted = {groups, wanted_names, count, figures};
    for (size_t i = 0; i < count; i++)
        figures[i] = (fl_printed){NAN, {NAN, NAN}, 0};
    fl_parse_tree(text->bytes, text->size, text->path, find_figures, &wanted, NULL);
}

/* ---- ranges ---- */

bool fl_range_known(fl_range range)
{
    return range.low <= range.high;
}

bool fl_range_meet(fl_range a, fl_range b)
{
    return fl_range_known(a) && fl_range_known(b) && a.low <= b.high && b.low <= a.high;
}

static fl_range widen(double low, double high)
{
    double slack = arithmetic_slack * fmax(fabs(low), fabs(high));
    return (fl_range){low - slack, high + slack};
}

fl_range fl_range_of(double value)
{
    return (fl_range){value, value};
}

/* What cancels keeps the rounding of what it was computed from. */
static fl_range widen_sum(double low, double high, fl_range a, fl_range b)
{
    double slack = arithmetic_slack * fmax(fmax(fabs(a.low), fabs(a.high)), fmax(fabs(b.low), fabs(b.high)));
    return (fl_range){low - slack, high + slack};
}

fl_range fl_range_add(fl_range a, fl_range b)
{
    return widen_sum(a.low + b.low, a.high + b.high, a, b);
}

fl_range fl_range_subtract(fl_range a, fl_range b)
{
    return widen_sum(a.low - b.high, a.high - b.low, a, b);
}

static fl_range of_corners(const double corners[4])
{
    double low = corners[0], high = corners[0];
    for (int i = 0; i < 4; i++) {
        if (isnan(corners[i]))
            return (fl_range){NAN, NAN};
        low = fmin(low, corners[i]);
        high = fmax(high, corners[i]);
    }
    return widen(low, high);
}

fl_range fl_range_multiply(fl_range a, fl_range b)
{
    return of_corners((const double[4]){a.low * b.low, a.low * b.high, a.high * b.low, a.high * b.high});
}

fl_range fl_range_divide(fl_range a, fl_range b)
{
    if (fl_range_known(a) && b.low <= 0 && b.high >= 0)
        return (fl_range){-INFINITY, INFINITY};
    return of_corners((const double[4]){a.low / b.low, a.low / b.high, a.high / b.low, a.high / b.high});
}

fl_range fl_range_root(fl_range a)
{
    if (!(a.high >= 0))
        return (fl_range){NAN, NAN};
    return widen(sqrt(fmax(a.low, 0)), sqrt(a.high));
}
