/* Points 41 to 50 and 72: the data that the sources generate, computed from their own formula for every pixel
 * and compared, bit by bit, with the task's. However a formula is written, its values decide. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/audit/providers/sources.h"
#include "bench/audit/providers/sources_sites.h"
#include "bench/audit/providers/sources_types.h"
#include "bench/audit/providers/sources_used.h"
#include "bench/audit/providers/verdicts.h"
#include "bench/task/task.h"

enum { MOST_SITES = 200, MOST_CALLS = 16 };

typedef struct findings {
    const fl_node *pixels, *labels, *sample;             /* that agree */
    const fl_node *bad_pixels, *bad_labels, *bad_sample; /* that do not */
    double rows;
    size_t first_bad;
    bool single;
    bool same_bytes; /* of the pixels */
    /* of all data found: not between 0 and 1, not finite, a label that is neither 0 nor 1 */
    size_t outside, infinite, odd_labels;
} findings;

static bool equal(const float *a, const float *b, size_t count, size_t *first)
{
    for (size_t i = 0; i < count; i++)
        if (!(a[i] == b[i])) {
            *first = i;
            return false;
        }
    return true;
}

/* Values like those of labels; of grey levels. */
static bool like_labels(const fl_site *t)
{
    for (size_t i = 0; i < t->count; i++)
        if (t->values[i] != floorf(t->values[i]) || fabsf(t->values[i]) > 9)
            return false;
    return true;
}

static bool like_pixels(const fl_site *t)
{
    size_t fractions = 0;
    bool varies = false;
    for (size_t i = 0; i < t->count; i++) {
        fractions += t->values[i] != floorf(t->values[i]) || !isfinite(t->values[i]);
        varies = varies || t->values[i] != t->values[0];
    }
    return varies && fractions > t->count / 4;
}

static void count_strange(const fl_site *t, findings *f)
{
    for (size_t i = 0; i < t->count; i++) {
        f->infinite += isfinite(t->values[i]) ? 0 : 1;
        f->outside += t->values[i] >= 0 && t->values[i] <= 1 ? 0 : 1;
    }
}

/* As many rows as classes, and not all between 0 and 1: a model's weights, not pixels. */
static bool like_weights(const fl_site *t)
{
    for (size_t i = 0; t->count == (size_t)FL_OUTPUTS * FL_INPUTS && i < t->count; i++)
        if (t->values[i] < 0 || t->values[i] > 1)
            return true;
    return false;
}

static void compare_labels(const fl_site *t, findings *f, const float *labels)
{
    size_t first = 0;
    size_t shared = t->count < FL_TRAINING_SAMPLES ? t->count : FL_TRAINING_SAMPLES;
    if (equal(t->values, labels, shared, &first))
        f->labels = t->place;
    else
        f->bad_labels = t->place;
    for (size_t i = 0; i < t->count; i++)
        f->odd_labels += t->values[i] != 0 && t->values[i] != 1;
}

static void compare(const fl_site *t, findings *f, const float *pixels, const float *labels,
                    const float *sample)
{
    size_t first = 0;
    double last = t->dim_count ? t->dims[t->dim_count - 1] : 0;
    bool many =
        t->count > FL_INPUTS && t->count % FL_INPUTS == 0 && (t->dim_count > 1 ? last == FL_INPUTS : true);
    if (many && like_weights(t))
        return;
    if (many && like_pixels(t)) {
        size_t rows = t->count / FL_INPUTS, shared = rows < FL_TRAINING_SAMPLES ? rows : FL_TRAINING_SAMPLES;
        f->rows = (double)rows;
        count_strange(t, f);
        f->single = f->single && t->single;
        if (equal(t->values, pixels, shared * FL_INPUTS, &first)) {
            f->pixels = t->place;
            f->same_bytes =
                rows == FL_TRAINING_SAMPLES && memcmp(t->values, pixels, t->count * sizeof(float)) == 0;
        } else {
            f->bad_pixels = t->place;
            f->first_bad = first;
        }
    } else if (t->count == FL_INPUTS && like_pixels(t)) {
        if (equal(t->values, sample, FL_INPUTS, &first))
            f->sample = t->place;
        else
            f->bad_sample = t->place;
        f->single = f->single && t->single;
        count_strange(t, f);
    } else if (t->count >= 10 && t->count != FL_INPUTS && like_labels(t) &&
               (t->count == FL_TRAINING_SAMPLES || (double)t->count == f->rows)) {
        compare_labels(t, f, labels);
    }
}

static void judge_pair(fl_source *s, int point, const fl_node *good, const fl_node *bad, const char *what)
{
    if (bad && !good)
        fl_source_add(s, point, FAIL, bad, "computed from its own formula, %s differ from the agreed ones",
                      what);
    else if (good && !bad)
        fl_source_add(s, point, PASS, good, "computed from its own formula, %s agree bit by bit", what);
    else if (good)
        fl_source_add(s, point, UNCHECKED, bad, "%s are made in two places, and they differ", what);
    else
        fl_source_add(s, point, UNCHECKED, NULL, "no formula for %s was found that can be computed", what);
}

static void judge_types(fl_source *s, const findings *f)
{
    const fl_node *found = s->python ? fl_other_float(s) : NULL, *data = f->sample ? f->sample : f->pixels;
    const fl_node *perhaps = s->python ? fl_perhaps_double(s) : NULL,
                  *wide = s->c || s->rust ? fl_wide_product(s) : NULL;
    if (found)
        fl_source_add(s, 45, FAIL, found, "not 32-bit floats");
    else if (perhaps)
        fl_source_add(
            s, 45, UNCHECKED, perhaps,
            "an array of another type than 32-bit floats; whether it is inferred with is not followed");
    else if (s->python && s->whole && f->sample)
        fl_source_add(s, 45, PASS, data,
                      "tensors of torch's 32-bit floats; no other type of float is named anywhere");
    else if ((s->rust || s->c) && data)
        fl_source_add(s, 45, f->single ? PASS : FAIL, data, "the data is %scomputed as f32",
                      f->single ? "" : "not ");
    else
        fl_source_add(s, 45, UNCHECKED, NULL, "%.180s", s->whole ? "the data's type was not found" : s->gap);
    if (wide)
        fl_source_block(s, 45, wide,
                        "what is inferred computes with other floats than those of 32 bits here, or may");
    else if ((s->c || s->rust) && !fl_sees_products(s))
        fl_source_block(s, 45, NULL, "which floats the timed inference multiplies is not seen");
}

/* The task's own data. */
typedef struct expected {
    float pixels[FL_TRAINING_SAMPLES * FL_INPUTS], labels[FL_TRAINING_SAMPLES], sample[FL_INPUTS];
} expected;

/* Whether anything calls the function in which it is made, from the top of the program on: data that nobody
 * asks for is not the data. */
static bool is_asked_for(fl_source *s, const fl_node *place)
{
    for (int calls = 0; calls < MOST_CALLS; calls++) {
        const fl_node *function = fl_function_of(place, false);
        if (!function || strcmp(function->text, "main") == 0)
            return true;
        place = fl_next_call_of(&s->program, function, NULL);
        if (!place)
            return false;
    }
    return true;
}

/* Where it takes arrays from elsewhere: a formula that stands beside that may be for show. The weights of a
 * model are no data. */
static const fl_node *array_from_elsewhere(fl_source *s)
{
    static const char *const loaders[] = {
        "torch.load",       "torch.from_file",  "numpy.load",     "numpy.loadtxt",
        "numpy.fromfile",   "numpy.genfromtxt", "numpy.memmap",   "pandas.",
        "safetensors.",     "pickle.load",      "pickle.loads",   "std.fs.read",
        "std.fs.File.open", "File.open",        "include_bytes!", NULL};
    for (const fl_node *n = NULL; (n = fl_source_find(s, loaders, n));) {
        const fl_node *up = n->parent;
        while (up && !(up->kind == FL_NODE_CALL && strcmp(up->first->text, "load_state_dict") == 0))
            up = up->parent;
        if (!up)
            return n;
    }
    return NULL;
}

static void find_data(fl_source *s, const expected *x, findings *f)
{
    int sites = 0;
    for (int pass = 0; pass < 2; pass++) /* pixels first: their rows tell the number of labels */
        for (size_t i = 0; i < s->program.file_count; i++)
            for (fl_node *n = s->program.files[i].module; n;
                 n = fl_node_following(n, s->program.files[i].module)) {
                fl_site t;
                if (!fl_site_at(n, &t) || ++sites > MOST_SITES)
                    continue;
                bool nested = t.loop_count > 1 || t.element->kind == FL_NODE_CALL;
                if (nested == (pass == 0) && is_asked_for(s, n) && fl_site_generate(&s->program, &t))
                    compare(&t, f, x->pixels, x->labels, x->sample);
                free(t.values);
            }
}

static void judge_bytes(fl_source *s, const findings *f)
{
    const fl_node *rows = f->pixels ? f->pixels : f->bad_pixels;
    if (rows)
        fl_source_add(s, 43, f->rows == FL_TRAINING_SAMPLES ? PASS : FAIL, rows,
                      "%.0f training samples are generated", f->rows);
    else
        fl_source_add(s, 43, UNCHECKED, NULL, "how many training samples there are was not found");
    if (f->pixels && !f->bad_pixels && f->same_bytes) {
        fl_source_add(s, 72, PASS, f->pixels,
                      "the formula gives the bytes with SHA-256 %.16s…, as the task's own",
                      fl_task_pixels_sha256);
    } else if (f->bad_pixels && !f->pixels) {
        fl_source_add(s, 72, FAIL, f->bad_pixels, "row %zu, pixel %zu is another", f->first_bad / FL_INPUTS,
                      f->first_bad % FL_INPUTS);
    }
}

static const fl_node *either(const fl_node *good, const fl_node *bad)
{
    return good ? good : bad;
}

/* 48 and 50: strange values of training and sample together; unknown: why they are not all known. */
static void judge_range(fl_source *s, int point, size_t strange, const char *unknown, const fl_node *where)
{
    const bool finite = point == 50;
    if (unknown && !(strange && where))
        fl_source_add(s, point, UNCHECKED, NULL, "%s", unknown);
    else if (strange)
        fl_source_add(s, point, FAIL, where, "computed from their own formulas, %zu values are %s", strange,
                      finite ? "no finite numbers" : "not between 0 and 1");
    else
        fl_source_add(s, point, PASS, where,
                      "computed from their own formulas, all values of the data are %s",
                      finite ? "finite" : "between 0 and 1");
}

/* [[…]] * 8 */
static bool is_repeated(const fl_node *place)
{
    const fl_node *n = place;
    while (n->parent && (n->parent->kind == FL_NODE_LIST || n->parent->kind == FL_NODE_COMPREHENSION))
        n = n->parent;
    return n->kind == FL_NODE_LIST && fl_node_is(n->parent, FL_NODE_BINARY, "*");
}

/* 46 to 50: what the computed values are like, whether or not they are the agreed ones. */
static void judge_values(fl_source *s, const findings *f)
{
    const fl_node *pixels = either(f->pixels, f->bad_pixels), *sample = either(f->sample, f->bad_sample);
    const bool two_pixels = f->pixels && f->bad_pixels, two_samples = f->sample && f->bad_sample;
    const bool twice = two_pixels || two_samples;
    const fl_side_nature *nature = &s->audit->natures[s->concerns];
    const bool sample_alone = nature->known && !nature->trains; /* then there are no training pixels */
    const char *unknown = twice ? "data is made in two places, and they differ"
                          : !pixels && !sample_alone
                              ? "no formula for the training pixels was found that can be computed"
                          : !sample ? "no formula for the inferred sample was found that can be computed"
                                    : NULL;
    const fl_node *where = twice ? NULL : either(pixels, sample);
    if (pixels && !two_pixels)
        fl_source_add(s, 46, f->rows == FL_TRAINING_SAMPLES ? PASS : FAIL, pixels,
                      "computed from its own formula, there are %.0f rows of %d", f->rows, FL_INPUTS);
    if (sample && is_repeated(sample))
        fl_source_add(s, 47, UNCHECKED, sample, "its row is repeated; how often is not followed");
    else if (sample)
        fl_source_add(s, 47, PASS, sample, "computed from its own formula, it is one row of %d", FL_INPUTS);
    judge_range(s, 48, f->outside, unknown, where);
    judge_range(s, 50, f->infinite, unknown, where);
    if (!f->labels != !f->bad_labels)
        fl_source_add(s, 49, f->odd_labels ? FAIL : PASS, either(f->labels, f->bad_labels),
                      "computed from their own rule, %zu labels are neither 0 nor 1", f->odd_labels);
}

void fl_source_data(fl_source *s)
{
    static const int generated[] = {41, 42, 43, 44, 46, 47, 48, 49, 50, 72};
    int classes[FL_TRAINING_SAMPLES];
    findings f = {.single = true};
    expected *x = s->program.file_count > 0 ? malloc(sizeof *x) : NULL;
    if (!x)
        return;
    fl_task_data(x->pixels, classes);
    fl_task_sample(x->sample);
    for (size_t i = 0; i < FL_TRAINING_SAMPLES; i++)
        x->labels[i] = (float)classes[i];
    const fl_node *elsewhere = array_from_elsewhere(s);
    if (elsewhere) {
        for (size_t i = 0; i < sizeof generated / sizeof *generated; i++)
            fl_source_add(s, generated[i], UNCHECKED, elsewhere,
                          "it takes arrays from elsewhere: which data it uses is not followed");
    } else {
        find_data(s, x, &f);
        judge_pair(s, 41, f.pixels, f.bad_pixels, "the training pixels");
        judge_pair(s, 42, f.labels, f.bad_labels, "the labels");
        judge_pair(s, 44, f.sample, f.bad_sample, "the pixels of the inferred sample");
        judge_bytes(s, &f);
        judge_values(s, &f);
    }
    fl_judge_used_data(s, &(fl_made_data){f.pixels, f.labels, f.sample});
    judge_types(s, &f);
    free(x);
}
