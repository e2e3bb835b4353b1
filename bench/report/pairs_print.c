#include "bench/report/pairs_print.h"

#include <math.h>
#include <string.h>

#include "bench/base/text.h"
#include "bench/report/comparison_parts.h"
#include "bench/report/table.h"

/* ---- text ---- */

static void print_file(const fl_side *side, char label, FILE *out)
{
    const fl_document *d = side->document;
    fl_print(out, "%c  %s\n   %s%s%s\n", label, side->path,
             d->environment.cpu[0] ? d->environment.cpu : "CPU not told", d->timestamp[0] ? "; " : "",
             d->timestamp);
}

/* The first pair that was compared stands for what all are unlike in. */
static const fl_comparison *first_compared(const fl_pairs *pairs)
{
    size_t i = 0;
    while (!pairs->pairs[i].compared)
        i++;
    return &pairs->pairs[i].comparison;
}

static void add_ratio(fl_table *table, const fl_time_ratio *r)
{
    if (!r->known) {
        fl_table_cell(table, "–");
        fl_table_cell(table, "–");
        return;
    }
    fl_table_cell(table, "%.4f", r->ratio);
    if (r->interval.low > 0 && isfinite(r->interval.high))
        fl_table_cell(table, "%.4f to %.4f", r->interval.low, r->interval.high);
    else
        fl_table_cell(table, "none");
}

static void add_pair(fl_table *table, const fl_pair *pair)
{
    const fl_comparison *c = &pair->comparison;
    const fl_time_ratio *r = fl_pair_ratio(c);
    const bool rounds = r != &c->call_mean;
    fl_table_row(table);
    fl_table_cell(table, "%s", pair->a.result->name);
    if (!pair->compared) {
        for (int i = 0; i < 6; i++)
            fl_table_cell(table, "–");
        fl_table_cell(table, "%s", pair->refused);
        return;
    }
    fl_table_cell(table, "%.2f", r->a_ns);
    fl_table_cell(table, "%.2f", r->b_ns);
    add_ratio(table, r);
    add_ratio(table, rounds ? &c->chained : &(fl_time_ratio){.known = false});
    fl_table_cell(table, "%s",
                  !r->known         ? "not measured on both sides"
                  : r->not_shown[0] ? r->words
                  : !r->different   ? "no difference"
                  : r->ratio > 1    ? "B is faster"
                                    : "A is faster");
}

static fl_status print_table(const fl_pairs *pairs, FILE *out, fl_error *error)
{
    static const fl_column columns[] = {
        {"result", false, false},  {"A ns", true, false},     {"B ns", true, false},
        {"A / B", true, false},    {"interval", true, false}, {"chained A / B", true, false},
        {"interval", true, false}, {"", false, true},
    };
    fl_table *table = fl_table_new(columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < pairs->count; i++)
        add_pair(table, &pairs->pairs[i]);
    fl_status status = fl_table_print(table, out, error);
    fl_table_free(table);
    return status;
}

/* Whether a result of one file has no partner in the other. */
static bool is_alone(const fl_result *result, const fl_document *other)
{
    return !result->is_probe && !fl_document_find(other, result->name);
}

static void print_alone(const fl_side *side, const fl_side *other, char label, FILE *out)
{
    size_t count = 0;
    for (size_t i = 0; i < side->document->result_count; i++)
        if (is_alone(&side->document->results[i], other->document))
            fl_print(out, "%s%s",
                     count++        ? ", "
                     : label == 'A' ? "Only in A: "
                                    : "Only in B: ",
                     side->document->results[i].name);
    if (count > 0)
        fl_print(out, ".\n");
}

fl_status fl_pairs_print(const fl_side *a, const fl_side *b, const fl_pairs *pairs, FILE *out,
                         fl_error *error)
{
    const fl_comparison *first = first_compared(pairs);
    fl_comparison_print_unlike(first, out);
    fl_print(out,
             "Of %zu results of both files B is faster in %zu, A in %zu; no difference in %zu, not shown in "
             "%zu; not compared: %zu.\n",
             pairs->count, pairs->b_faster, pairs->a_faster, pairs->no_difference, pairs->not_shown,
             pairs->count - pairs->compared);
    print_file(a, 'A', out);
    print_file(b, 'B', out);
    fl_print(out, "\n");
    fl_status status = print_table(pairs, out, error);
    if (status != FL_OK)
        return status;
    fl_print(
        out,
        "Intervals at %.4g %%, corrected for being %zu. The first three figures are of independent calls, "
        "where a\nfile has none of chained ones, else means of single calls. FILE:NAME tells one pair "
        "in full.\n",
        100 * first->confidence, first->comparisons);
    print_alone(a, b, 'A', out);
    print_alone(b, a, 'B', out);
    return FL_OK;
}

/* ---- JSON ---- */

static void encode_file(fl_encoder *e, const char *label, const fl_side *side)
{
    fl_encode_name(e, label, false);
    fl_encode_open(e, '{');
    fl_encode_name(e, "path", true);
    fl_encode_text(e, side->path);
    fl_encode_name(e, "cpu", false);
    fl_encode_text(e, side->document->environment.cpu);
    fl_encode_name(e, "timestamp", false);
    fl_encode_text(e, side->document->timestamp);
    fl_encode_close(e, '}');
}

static void encode_alone(fl_encoder *e, const char *label, const fl_side *side, const fl_side *other)
{
    bool first = true;
    fl_encode_name(e, label, false);
    fl_encode_open(e, '[');
    for (size_t i = 0; i < side->document->result_count; i++) {
        if (!is_alone(&side->document->results[i], other->document))
            continue;
        fl_encode_name(e, NULL, first);
        fl_encode_text(e, side->document->results[i].name);
        first = false;
    }
    fl_encode_close(e, ']');
}

static void encode_pairs(fl_encoder *e, const fl_pairs *pairs)
{
    fl_encode_name(e, "pairs", false);
    fl_encode_open(e, '[');
    for (size_t i = 0; i < pairs->count; i++) {
        const fl_pair *pair = &pairs->pairs[i];
        fl_encode_name(e, NULL, i == 0);
        fl_encode_open(e, '{');
        fl_encode_name(e, "name", true);
        fl_encode_text(e, pair->a.result->name);
        fl_encode_name(e, "refused", false);
        fl_encode_text(e, pair->refused);
        fl_comparison_encode_ratios(e, &pair->comparison);
        fl_encode_close(e, '}');
    }
    fl_encode_close(e, ']');
}

fl_status fl_pairs_json(const fl_side *a, const fl_side *b, const fl_pairs *pairs, char **text,
                        fl_error *error)
{
    const fl_comparison *first = first_compared(pairs);
    fl_builder out = {0};
    fl_encoder encoder = {.out = &out};
    fl_encode_open(&encoder, '{');
    fl_encode_name(&encoder, "schema", true);
    fl_encode_text(&encoder, "fairlane.pairs/1");
    encode_file(&encoder, "a", a);
    encode_file(&encoder, "b", b);
    fl_encode_name(&encoder, "confidence", false);
    fl_encode_number(&encoder, first->confidence);
    fl_encode_name(&encoder, "comparisons", false);
    fl_encode_number(&encoder, (double)first->comparisons);
    fl_comparison_encode_unlike(&encoder, &first->equality);
    encode_pairs(&encoder, pairs);
    encode_alone(&encoder, "only_in_a", a, b);
    encode_alone(&encoder, "only_in_b", b, a);
    fl_encode_close(&encoder, '}');
    fl_build_char(&out, '\n');
    return fl_build_finish(&out, "compare", text, error);
}
