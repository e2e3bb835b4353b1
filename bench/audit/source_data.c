/* Points 41 to 45 and 72: the data that the sources generate, computed from their own formula for every pixel
 * and compared, bit by bit, with the task's. However a formula is written, its values decide. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/audit/source_judges.h"
#include "bench/task/task.h"

#define PASS FL_POINT_PASS
#define FAIL FL_POINT_FAIL
#define UNCHECKED FL_POINT_UNCHECKED

enum { MOST_LOOPS = 4, MOST_VALUES = 2000000, MOST_SITES = 200 };

/* Where elements are made: one expression under some loops. */
typedef struct site {
    fl_node *element, *place;
    struct {
        fl_node *target, *iterable;
    } loops[MOST_LOOPS];
    int loop_count;
    double dims[MOST_LOOPS + 2]; /* of what it makes */
    int dim_count;
    float *values;
    size_t count;
    bool single; /* every value is float32 by the language's own types */
} site;

/* NOLINTBEGIN(misc-no-recursion): as many levels as loops, and lists in lists */

static bool store(fl_evaluator *e, site *t, fl_value v, int level)
{
    if (v.kind == FL_VALUE_LIST && level < 2) {
        if (v.count == 0)
            return false;
        if (t->dim_count <= t->loop_count + level)
            t->dims[t->dim_count++] = (double)v.count;
        for (size_t i = 0; i < v.count; i++)
            if (!store(e, t, v.items[i], level + 1))
                return false;
        return true;
    }
    if ((v.kind != FL_VALUE_NUMBER && v.kind != FL_VALUE_TRUTH) || t->count == MOST_VALUES)
        return false;
    if (t->count % 4096 == 0) {
        float *grown = realloc(t->values, (t->count + 4096) * sizeof(float));
        if (!grown)
            return false;
        t->values = grown;
    }
    t->single = t->single && v.single;
    t->values[t->count++] = (float)v.number;
    return e->steps > 0;
}

static bool generate(fl_evaluator *e, site *t, int level, const fl_binding *bindings)
{
    if (level == t->loop_count)
        return store(e, t, fl_evaluate(e, t->element, bindings), 0);
    fl_iteration it = fl_iterate(e, t->loops[level].iterable, bindings);
    if (!(it.times >= 1 && it.times <= MOST_VALUES))
        return false;
    if (t->dim_count <= level)
        t->dims[t->dim_count++] = it.times;
    const fl_node *target = t->loops[level].target;
    fl_binding *own = NULL; /* one for all rounds: there are some hundred thousand */
    for (size_t i = 0; (double)i < it.times; i++) {
        fl_value at = fl_yield(&it, i);
        if (own)
            own->value = at;
        const fl_binding *inner = own ? own : fl_bind(e, target, at, bindings);
        if (at.kind != FL_VALUE_NUMBER || !generate(e, t, level + 1, inner))
            return false;
        if (fl_node_is(target, FL_NODE_NAME, NULL) && inner != bindings)
            own = (fl_binding *)inner;
    }
    return true;
}

/* NOLINTEND(misc-no-recursion) */

static bool inside_another(const fl_node *n)
{
    for (n = n->parent; n; n = n->parent)
        if (n->kind == FL_NODE_COMPREHENSION || n->kind == FL_NODE_LAMBDA)
            return true;
    return false;
}

/* The for loops of the function around a statement, outermost first. */
static void loops_around(site *t, fl_node *n)
{
    fl_node *found[MOST_LOOPS];
    int count = 0;
    for (n = n->parent; n && n->kind != FL_NODE_FUNCTION && n->kind != FL_NODE_MODULE; n = n->parent)
        if (n->kind == FL_NODE_FOR && count < MOST_LOOPS)
            found[count++] = n;
    for (int i = 0; i < count; i++) {
        t->loops[i].target = found[count - 1 - i]->first;
        t->loops[i].iterable = fl_node_child(found[count - 1 - i], 1);
    }
    t->loop_count = count;
}

static bool comprehension_site(fl_node *n, site *t)
{
    t->element = n;
    while (t->element->kind == FL_NODE_COMPREHENSION) {
        fl_node *inner = t->element;
        for (fl_node *g = inner->first->next; g; g = g->next) {
            if (t->loop_count == MOST_LOOPS || fl_node_count(g) != 2)
                return false;
            t->loops[t->loop_count].target = g->first;
            t->loops[t->loop_count++].iterable = fl_node_child(g, 1);
        }
        t->element = inner->first;
    }
    return true;
}

/* (0..784).map(|j| …) */
static bool map_site(fl_node *callee, site *t)
{
    if (!fl_node_is(callee->first, FL_NODE_RANGE, NULL) || !fl_node_is(callee->next, FL_NODE_LAMBDA, NULL))
        return false;
    t->loops[0].target = fl_node_child(fl_node_child(callee->next, 0), 0);
    t->loops[0].iterable = callee->first;
    t->loop_count = 1;
    t->element = fl_node_child(callee->next, 1);
    return t->loops[0].target != NULL;
}

/* x.append(…), x.push(…) in a loop */
static bool call_site(fl_node *n, site *t)
{
    fl_node *callee = n->first;
    if (callee->kind != FL_NODE_FIELD)
        return false;
    if ((strcmp(callee->text, "map") == 0 || strcmp(callee->text, "flat_map") == 0) && !inside_another(n))
        return map_site(callee, t);
    if ((strcmp(callee->text, "append") != 0 && strcmp(callee->text, "push") != 0) || !callee->next)
        return false;
    loops_around(t, n);
    t->element = callee->next;
    return t->loop_count > 0 && t->element->kind != FL_NODE_COMPREHENSION;
}

/* x[i] = … in a loop; x = arange(784) % 256 / 255, an array made at once */
static bool assignment_site(fl_node *n, site *t)
{
    t->element = n->last;
    if (n->first->kind == FL_NODE_INDEX && strcmp(n->text, "=") == 0) {
        loops_around(t, n);
        return t->loop_count > 0;
    }
    if (n->last->kind == FL_NODE_COMPREHENSION || n->last->kind == FL_NODE_NAME ||
        n->last->kind == FL_NODE_LIST)
        return false;
    for (const fl_node *k = n->last; k; k = fl_node_following(k, n->last))
        if (k->kind == FL_NODE_CALL && strcmp(k->first->text, "arange") == 0)
            return true;
    return false;
}

static bool site_at(fl_node *n, site *t)
{
    *t = (site){.place = n, .single = true};
    switch (n->kind) {
    case FL_NODE_COMPREHENSION:
        return !inside_another(n) && comprehension_site(n, t);
    case FL_NODE_CALL:
        return call_site(n, t);
    case FL_NODE_ASSIGN:
        return assignment_site(n, t);
    default:
        return false;
    }
}

typedef struct findings {
    const fl_node *pixels, *labels, *sample;             /* that agree */
    const fl_node *bad_pixels, *bad_labels, *bad_sample; /* that do not */
    double rows;
    size_t first_bad;
    bool single;
    bool same_bytes; /* of the pixels */
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
static bool like_labels(const site *t)
{
    for (size_t i = 0; i < t->count; i++)
        if (t->values[i] != floorf(t->values[i]) || fabsf(t->values[i]) > 9)
            return false;
    return true;
}

static bool like_pixels(const site *t)
{
    size_t fractions = 0;
    bool varies = false;
    for (size_t i = 0; i < t->count; i++) {
        fractions += t->values[i] != floorf(t->values[i]);
        varies = varies || t->values[i] != t->values[0];
    }
    return varies && fractions > t->count / 4;
}

static void compare(const site *t, findings *f, const float *pixels, const float *labels, const float *sample)
{
    size_t first = 0;
    double last = t->dim_count ? t->dims[t->dim_count - 1] : 0;
    bool many =
        t->count > FL_INPUTS && t->count % FL_INPUTS == 0 && (t->dim_count > 1 ? last == FL_INPUTS : true);
    if (many && like_pixels(t)) {
        size_t rows = t->count / FL_INPUTS, shared = rows < FL_TRAINING_SAMPLES ? rows : FL_TRAINING_SAMPLES;
        f->rows = (double)rows;
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
    } else if (t->count >= 10 && t->count != FL_INPUTS && like_labels(t) &&
               (t->count == FL_TRAINING_SAMPLES || (double)t->count == f->rows)) {
        size_t shared = t->count < FL_TRAINING_SAMPLES ? t->count : FL_TRAINING_SAMPLES;
        if (equal(t->values, labels, shared, &first))
            f->labels = t->place;
        else
            f->bad_labels = t->place;
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

/* A call or a name of another type of float than 32 bits. */
static const fl_node *other_float(fl_source *s)
{
    static const char *const calls[] = {
        ".double", ".half", ".bfloat16", "torch.set_default_dtype", "torch.set_default_tensor_type", NULL};
    static const char *const types[] = {"torch.float64", "torch.float16", "torch.bfloat16", "torch.double",
                                        "torch.half"};
    const fl_node *found = fl_source_find(s, calls, NULL);
    for (size_t i = 0; !found && i < s->program.file_count; i++)
        for (fl_node *n = s->program.files[i].module; n && !found;
             n = fl_node_following(n, s->program.files[i].module)) {
            char name[256] = "";
            if (n->kind == FL_NODE_FIELD)
                fl_dotted(&s->program, n, name);
            for (size_t k = 0; k < sizeof types / sizeof *types; k++)
                found = strcmp(name, types[k]) == 0 ? n : found;
        }
    return found;
}

static void judge_types(fl_source *s, const findings *f)
{
    const fl_node *found = s->python ? other_float(s) : NULL, *data = f->sample ? f->sample : f->pixels;
    if (found)
        fl_source_add(s, 45, FAIL, found, "not 32-bit floats");
    else if (s->python && s->whole && f->sample)
        fl_source_add(s, 45, PASS, data,
                      "tensors of torch's 32-bit floats; no other type of float is named anywhere");
    else if (s->rust && data)
        fl_source_add(s, 45, f->single ? PASS : FAIL, data, "the data is %scomputed as f32",
                      f->single ? "" : "not ");
    else
        fl_source_add(s, 45, UNCHECKED, NULL, "%.180s", s->whole ? "the data's type was not found" : s->gap);
}

/* The task's own data. */
typedef struct expected {
    float pixels[FL_TRAINING_SAMPLES * FL_INPUTS], labels[FL_TRAINING_SAMPLES], sample[FL_INPUTS];
} expected;

static void find_data(fl_source *s, const expected *x, findings *f)
{
    int sites = 0;
    for (int pass = 0; pass < 2; pass++) /* pixels first: their rows tell the number of labels */
        for (size_t i = 0; i < s->program.file_count; i++)
            for (fl_node *n = s->program.files[i].module; n;
                 n = fl_node_following(n, s->program.files[i].module)) {
                site t;
                fl_evaluator *e = site_at(n, &t) && ++sites <= MOST_SITES ? malloc(sizeof *e) : NULL;
                if (!e)
                    continue;
                fl_evaluator_start(e, &s->program);
                bool nested = t.loop_count > 1 || t.element->kind == FL_NODE_CALL;
                if (nested == (pass == 0) && generate(e, &t, 0, NULL))
                    compare(&t, f, x->pixels, x->labels, x->sample);
                fl_evaluator_end(e);
                free(e);
                free(t.values);
            }
}

static void judge_bytes(fl_source *s, const expected *x, const findings *f)
{
    char digest[65];
    const fl_node *rows = f->pixels ? f->pixels : f->bad_pixels;
    if (rows)
        fl_source_add(s, 43, f->rows == FL_TRAINING_SAMPLES ? PASS : FAIL, rows,
                      "%.0f training samples are generated", f->rows);
    else
        fl_source_add(s, 43, UNCHECKED, NULL, "how many training samples there are was not found");
    if (f->pixels && !f->bad_pixels && f->same_bytes) {
        fl_sha256(x->pixels, sizeof x->pixels, digest);
        fl_source_add(s, 72, PASS, f->pixels,
                      "the formula gives the bytes with SHA-256 %.16s…, as the task's own", digest);
    } else if (f->bad_pixels && !f->pixels) {
        fl_source_add(s, 72, FAIL, f->bad_pixels, "row %zu, pixel %zu is another", f->first_bad / FL_INPUTS,
                      f->first_bad % FL_INPUTS);
    }
}

void fl_source_data(fl_source *s)
{
    int classes[FL_TRAINING_SAMPLES];
    findings f = {.single = true};
    expected *x = s->program.file_count > 0 ? malloc(sizeof *x) : NULL;
    if (!x)
        return;
    fl_task_data(x->pixels, classes);
    fl_task_sample(x->sample);
    for (size_t i = 0; i < FL_TRAINING_SAMPLES; i++)
        x->labels[i] = (float)classes[i];
    find_data(s, x, &f);
    judge_pair(s, 41, f.pixels, f.bad_pixels, "the training pixels");
    judge_pair(s, 42, f.labels, f.bad_labels, "the labels");
    judge_pair(s, 44, f.sample, f.bad_sample, "the pixels of the inferred sample");
    judge_bytes(s, x, &f);
    judge_types(s, &f);
    free(x);
}
