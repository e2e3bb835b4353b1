#include "bench/audit/reader/products.h"

#include <math.h>
#include <string.h>

enum { MOST_CALLS_DEEP = 6, MOST_TARGETS = 16 };

static const fl_node *without_casts(const fl_node *n)
{
    while (n && n->kind == FL_NODE_CAST)
        n = n->first;
    return n;
}

static bool mentions(const fl_node *root, const char *name)
{
    for (const fl_node *n = root; n && name; n = fl_node_following(n, root))
        if (fl_node_is(n, FL_NODE_NAME, name))
            return true;
    return false;
}

/* row[j], where row was made of what depends on the variable. */
static bool depends_on(const fl_node *loop, const fl_node *factor, const char *variable)
{
    if (mentions(factor, variable))
        return true;
    for (const fl_node *n = loop; n; n = fl_node_following(n, loop))
        if (n->kind == FL_NODE_ASSIGN && n->first->kind == FL_NODE_NAME && mentions(factor, n->first->text) &&
            mentions(n->last, variable))
            return true;
    return false;
}

static bool is_element(const fl_node *n)
{
    n = without_casts(n);
    return fl_node_is(n, FL_NODE_INDEX, NULL) || fl_node_is(n, FL_NODE_UNARY, "*");
}

static bool is_product(const fl_node *n)
{
    n = without_casts(n);
    return fl_node_is(n, FL_NODE_BINARY, "*") && is_element(n->first) && is_element(n->last);
}

/* The two factors that an assignment adds to its target: s += a * b, s = s + a * b, s = fmaf(a, b, s); NULL. */
static const fl_node *factors_of(const fl_node *n)
{
    if (!fl_node_is(n, FL_NODE_ASSIGN, NULL))
        return NULL;
    const fl_node *value = without_casts(n->last);
    if (strcmp(n->text, "+=") == 0)
        return is_product(value) ? value->first : NULL;
    if (fl_node_is(value, FL_NODE_BINARY, "+")) {
        const fl_node *term =
            is_product(value->last) ? without_casts(value->last) : without_casts(value->first);
        return is_product(term) ? term->first : NULL;
    }
    static const char *const fused[] = {"fma", "fmaf", "__builtin_fmaf", NULL};
    if (fl_node_is(value, FL_NODE_CALL, NULL) && fl_is_one_of(value->first->text, fused) &&
        is_element(value->first->next) && is_element(value->first->next->next))
        return value->first->next;
    return NULL;
}

typedef struct sums {
    size_t products, targets;
    const char *target[MOST_TARGETS];
    const fl_node *factors[2]; /* of the first product */
} sums;

static void note_target(sums *s, const fl_node *target)
{
    const char *name = fl_node_is(target, FL_NODE_NAME, NULL) ? target->text : "";
    for (size_t i = 0; i < s->targets; i++)
        if (strcmp(s->target[i], name) == 0)
            return;
    if (s->targets < MOST_TARGETS)
        s->target[s->targets++] = name;
}

/* Whether a loop only adds up products of elements. */
static bool adds_products(const fl_node *loop, sums *s)
{
    *s = (sums){0};
    const fl_node *block = loop->kind == FL_NODE_FOR ? fl_node_child(loop, 2) : NULL;
    for (const fl_node *n = block ? block->first : NULL; n; n = n->next) {
        const fl_node *factor = factors_of(n);
        if (!factor)
            return false;
        if (s->products++ == 0) {
            s->factors[0] = without_casts(factor);
            s->factors[1] = without_casts(factor->next);
        }
        note_target(s, n->first);
    }
    return s->products > 0;
}

/* sums[k] += …, sums[j % 4] += …: elements that the loop itself goes over may be parts of one output, or outputs. */
static bool goes_over_targets(const fl_node *loop)
{
    const fl_node *block = fl_node_child(loop, 2);
    for (const fl_node *n = block ? block->first : NULL; n; n = n->next)
        if (n->first && n->first->kind != FL_NODE_NAME && mentions(n->first, loop->first->text))
            return true;
    return false;
}

/* for (j = 0; j < n; j += 4): several sums of one output; NaN: not told. */
static double step_of(fl_evaluator *e, const fl_node *loop)
{
    const fl_node *over = fl_node_child(loop, 1);
    return fl_node_is(over, FL_NODE_CALL, NULL) ? fl_iterate(e, (fl_node *)over, NULL).step : 1;
}

static void count_sums(fl_evaluator *e, fl_node *loop, const sums *s, fl_product *p)
{
    double rounds = fl_iterate(e, fl_node_child(loop, 1), NULL).times, products = (double)s->products;
    p->sums = loop;
    if (goes_over_targets(loop)) {
        p->inputs = p->outputs = p->inferences = NAN;
        return;
    }
    bool unrolled = !(step_of(e, loop) <= 1);
    p->outputs = unrolled ? 1 : (double)s->targets;
    p->inputs = rounds * products / p->outputs;
}

/* What a library or a name calls weights. */
static bool is_called_weights(const fl_node *element)
{
    static const char *const words[] = {"w", "W", "weight", "weights", "theta", "coef", "coefficients", NULL};
    for (const fl_node *n = element; n; n = fl_node_following(n, element))
        if ((n->kind == FL_NODE_NAME || n->kind == FL_NODE_FIELD) && fl_is_one_of(n->text, words))
            return true;
    return false;
}

/* A loop around the sums goes over the outputs where only the weights depend on its variable; else over samples. */
static bool goes_over_outputs(const fl_node *loop, const sums *s)
{
    const char *variable = loop->first->text;
    bool depends[2] = {depends_on(loop, s->factors[0], variable), depends_on(loop, s->factors[1], variable)};
    if (depends[0] == depends[1])
        return false;
    return !is_called_weights(s->factors[depends[0] ? 1 : 0]);
}

/* std::inner_product(x.begin(), x.end(), w.begin(), b): the list that it goes over stands first. */
static bool of_lists(fl_evaluator *e, const fl_node *call, fl_product *p)
{
    static const char *const names[] = {"inner_product", "transform_reduce", NULL};
    if (!fl_is_one_of(call->first->text, names) || !call->first->next)
        return false;
    fl_value list = fl_evaluate(e, call->first->next, NULL);
    *p = (fl_product){.place = call, .outputs = 1, .inferences = 1};
    p->inputs = list.kind == FL_VALUE_LIST ? (double)list.count : NAN;
    return true;
}

static bool of_blas(fl_evaluator *e, fl_node *call, fl_product *p);

/* out[r] = std::inner_product(…), b + cblas_sdot(n, w, 1, x, 1): the call that adds up one output; NULL. */
static fl_node *dot_in(fl_evaluator *e, fl_node *statement, fl_product *p)
{
    for (fl_node *n = statement->kind == FL_NODE_ASSIGN ? statement->last : NULL; n;
         n = fl_node_following(n, statement->last)) {
        if (n->kind == FL_NODE_CALL && n->first &&
            (of_lists(e, n, p) || (strcmp(n->first->text, "cblas_sdot") == 0 && of_blas(e, n, p))))
            return n;
        if (n->kind != FL_NODE_BINARY && n->kind != FL_NODE_CAST && n->kind != FL_NODE_INDEX &&
            n->kind != FL_NODE_NAME && n->kind != FL_NODE_FIELD && n->kind != FL_NODE_NUMBER)
            return NULL;
    }
    return NULL;
}

/* A loop around one such call. */
static bool repeats_dot(fl_evaluator *e, fl_node *loop, fl_node *statement, fl_product *p)
{
    fl_node *call = dot_in(e, statement, p);
    if (!call)
        return false;
    bool blas = strcmp(call->first->text, "cblas_sdot") == 0;
    const fl_node *one = fl_node_child(call, blas ? 2 : 1), *other = fl_node_child(call, blas ? 4 : 2);
    double rounds = fl_iterate(e, fl_node_child(loop, 1), NULL).times;
    const sums s = {.factors = {one, other}};
    bool outputs = one && other && goes_over_outputs(loop, &s);
    p->place = loop;
    p->sums = statement;
    p->outputs = outputs ? rounds : 1;
    p->inferences = outputs ? 1 : rounds;
    return true;
}

static bool nested(fl_evaluator *e, fl_node *loop, fl_product *p)
{
    fl_node *block = fl_node_child(loop, 2);
    sums s;
    if (adds_products(loop, &s)) {
        *p = (fl_product){.place = loop, .inferences = 1};
        count_sums(e, loop, &s, p);
        return true;
    }
    for (fl_node *n = block ? block->first : NULL; n; n = n->next) {
        if (repeats_dot(e, loop, n, p))
            return true;
        if (n->kind != FL_NODE_FOR || !adds_products(n, &s))
            continue;
        double rounds = fl_iterate(e, fl_node_child(loop, 1), NULL).times;
        bool outputs = goes_over_outputs(loop, &s);
        *p = (fl_product){.place = loop, .inferences = outputs ? 1 : rounds};
        count_sums(e, n, &s, p);
        /* for (j = k; j < n; j += 4): a part of the inputs */
        if (mentions(fl_node_child(n, 1), loop->first->text))
            p->inputs = p->outputs = p->inferences = NAN;
        p->outputs *= outputs ? rounds : 1;
        return true;
    }
    return false;
}

/* cblas_sgemv(order, trans, rows, columns, …), cblas_sdot(n, …), cblas_sgemm(order, trans, trans, m, n, k, …) */
static bool of_blas(fl_evaluator *e, fl_node *call, fl_product *p)
{
    const char *name = call->first->text;
    double given[7];
    fl_node *n = call->first->next;
    for (size_t i = 0; i < 7; i++, n = n ? n->next : NULL)
        given[i] = n ? fl_evaluate_number(e, n, NULL) : NAN;
    bool turned = given[1] == 112;
    if (strcmp(name, "cblas_sgemv") == 0)
        *p = (fl_product){.inputs = given[turned ? 2 : 3], .outputs = given[turned ? 3 : 2], .inferences = 1};
    else if (strcmp(name, "cblas_sdot") == 0)
        *p = (fl_product){.inputs = given[0], .outputs = 1, .inferences = 1};
    else if (strcmp(name, "cblas_sgemm") == 0)
        *p = (fl_product){.inputs = given[5], .outputs = NAN, .inferences = NAN};
    else
        return false;
    if (strcmp(name, "cblas_sgemm") == 0 && (given[3] == 1 || given[4] == 1)) {
        p->inferences = 1;
        p->outputs = given[given[3] == 1 ? 4 : 3];
    }
    p->place = call;
    return true;
}

/* weight * x of Eigen: rows and columns stand where the matrix was made. */
static void sizes_of(fl_evaluator *e, fl_node *node, double size[2])
{
    static const char *const filled[] = {"Random", "Zero", "Ones", "Constant", NULL};
    size[0] = size[1] = NAN;
    const fl_node *m = fl_node_is(node, FL_NODE_NAME, NULL) ? fl_meaning(e->program, node) : NULL;
    fl_node *made = m && m->kind == FL_NODE_ASSIGN ? m->last : NULL;
    if (!made || made->kind != FL_NODE_CALL || !fl_node_is(made->first, FL_NODE_FIELD, "Matrix"))
        return;
    fl_node *rows = made->first->next;
    if (rows && rows->kind == FL_NODE_CALL && rows->first && fl_is_one_of(rows->first->text, filled))
        rows = rows->first->next; /* MatrixXf::Random(rows, columns) */
    if (!rows)
        return;
    size[0] = fl_evaluate_number(e, rows, NULL);
    size[1] = isnan(size[0]) ? NAN : rows->next ? fl_evaluate_number(e, rows->next, NULL) : 1;
}

static void of_eigen(fl_evaluator *e, fl_node *node, fl_product *p)
{
    double left[2], right[2];
    sizes_of(e, (fl_node *)without_casts(node->first), left);
    sizes_of(e, (fl_node *)without_casts(node->last), right);
    *p = (fl_product){.place = node, .inputs = left[1], .outputs = left[0], .inferences = right[1]};
}

bool fl_product_at(fl_evaluator *e, fl_node *node, fl_product *p)
{
    if (!e->program->files[node->file].c)
        return false;
    if (node->kind == FL_NODE_FOR)
        return nested(e, node, p);
    if (node->kind == FL_NODE_CALL && node->first)
        return of_blas(e, node, p) || of_lists(e, node, p);
    if (!fl_node_is(node, FL_NODE_BINARY, "@"))
        return false;
    of_eigen(e, node, p);
    return true;
}

/* NOLINTNEXTLINE(misc-no-recursion): deep is limited */
static bool within(fl_evaluator *e, fl_node *root, fl_product *p, int deep)
{
    for (fl_node *n = root; n; n = fl_node_following(n, root)) {
        if (fl_product_at(e, n, p))
            return true;
        const fl_node *own = n->kind == FL_NODE_CALL && deep < MOST_CALLS_DEEP
                                 ? fl_called_function(e->program, n->first)
                                 : NULL;
        if (own && within(e, fl_node_child(own, 1), p, deep + 1))
            return true;
    }
    return false;
}

bool fl_product_within(fl_evaluator *e, fl_node *root, fl_product *p)
{
    return within(e, root, p, 0);
}
