/* Points 6 to 9 as the sources tell them: the shape of what goes in, and the layers that it goes through. */
#include "bench/audit/providers/sources_shape.h"

#include <math.h>
#include <string.h>

#include "bench/audit/reader/models.h"
#include "bench/audit/reader/products.h"

#define PASS FL_POINT_PASS
#define FAIL FL_POINT_FAIL
#define UNCHECKED FL_POINT_UNCHECKED

/* ---- the input's shape ---- */

typedef struct shape {
    double size[4];
    int count; /* 0: unknown */
} shape;

/* NOLINTBEGIN(misc-no-recursion): deep is limited */
static shape shape_of(fl_source *s, fl_node *node, int deep);

static shape shape_of_list(fl_source *s, fl_node *list)
{
    shape dims = {{0}, 0};
    for (fl_node *n = list->kind == FL_NODE_LIST ? list->first : list; n && dims.count < 4; n = n->next) {
        if (n->kind == FL_NODE_KEYWORD)
            continue;
        dims.size[dims.count++] = fl_evaluate_number(&s->evaluator, n, NULL);
    }
    return dims;
}

static shape shape_of_value(fl_source *s, fl_node *node)
{
    shape dims = {{0}, 0};
    fl_value v = fl_evaluate(&s->evaluator, node, NULL);
    for (; v.kind == FL_VALUE_LIST && v.count > 0 && dims.count < 4; v = v.items[0])
        dims.size[dims.count++] = (double)v.count;
    return dims;
}

/* What remains takes the place of -1. */
static shape reshaped(fl_source *s, fl_node *call, int deep)
{
    shape dims = shape_of_list(s, call->first->next), from = shape_of(s, call->first->first, deep + 1);
    double all = from.count ? 1 : NAN;
    for (int k = 0; k < from.count; k++)
        all *= from.size[k];
    for (int k = 0; k < dims.count; k++)
        all /= dims.size[k] == -1 ? 1 : dims.size[k];
    for (int k = 0; k < dims.count; k++)
        if (dims.size[k] == -1)
            dims.size[k] = all;
    return dims;
}

static shape shape_of_call(fl_source *s, fl_node *call, int deep)
{
    static const char *const made[] = {"zeros", "ones", "randn", "rand", "empty", "full", NULL},
                             *const turned[] = {"reshape", "view", NULL},
                             *const filled[] = {"from_vec", "from_slice", NULL};
    fl_node *first = call->first->next, *second = first ? first->next : NULL;
    const char *word = call->first->text;
    char name[256];
    fl_dotted(&s->program, call->first, name);
    if (first &&
        strcmp(word, "black_box") == 0) /* it only passes on; what it computes with does not know shapes */
        return shape_of(s, first, deep + 1);
    if (first && fl_is_one_of(word, made))
        return shape_of_list(s, first);
    if (first && fl_is_one_of(word, turned))
        return reshaped(s, call, deep);
    if (first && strcmp(word, "unsqueeze") == 0 && fl_evaluate_number(&s->evaluator, first, NULL) == 0) {
        shape inner = shape_of(s, call->first->first, deep + 1);
        return (shape){{1, inner.size[0], inner.size[1], inner.size[2]}, inner.count ? inner.count + 1 : 0};
    }
    if (second && second->next && fl_is_one_of(word, filled)) /* rows, columns, values */
        return (shape){
            {fl_evaluate_number(&s->evaluator, first, NULL), fl_evaluate_number(&s->evaluator, second, NULL)},
            2};
    if (second && strcmp(word, "new") == 0 && second->kind == FL_NODE_LIST)
        return shape_of_list(s, second);
    shape dims = shape_of_value(s, call);
    if (dims.count)
        return dims;
    if (name[0] == '.') /* .to(), .float(), .unwrap() */
        return shape_of(s, call->first->first, deep + 1);
    return shape_of(s, first, deep + 1); /* black_box(x), tensor(x) */
}

static fl_node *given_for(fl_source *s, const fl_node *parameter)
{
    const fl_node *function = fl_function_of(parameter, false);
    bool own = function && parameter->parent->parent == function;
    fl_node *call = own ? fl_next_call_of(&s->program, function, NULL) : NULL;
    return call ? fl_argument_for(call, parameter) : NULL;
}

static shape shape_of(fl_source *s, fl_node *node, int deep)
{
    shape none = {{0}, 0};
    if (!node || deep > 12)
        return none;
    if (node->kind == FL_NODE_NAME) {
        const fl_node *m = fl_meaning(&s->program, node);
        if (fl_node_is(m, FL_NODE_PARAMETER, NULL))
            return shape_of(s, given_for(s, m), deep + 1);
        if (fl_node_is(m, FL_NODE_ASSIGN, NULL) && !fl_is_ambiguous(m) && m->first->kind == FL_NODE_NAME)
            return shape_of(s, fl_node_child(m, 1), deep + 1);
        return shape_of_value(s, node);
    }
    if (node->kind == FL_NODE_CALL && node->first) {
        const fl_node *own = fl_called_function(&s->program, node->first);
        for (fl_node *n = (fl_node *)own; n; n = fl_node_following(n, own))
            if (n->kind == FL_NODE_RETURN && n->first)
                return shape_of(s, n->first, deep + 1);
        return shape_of_call(s, node, deep);
    }
    if (node->kind == FL_NODE_INDEX && node->last->kind == FL_NODE_SLICE) {
        fl_node *from = node->last->first, *to = node->last->last;
        double begin = from->kind == FL_NODE_NONE ? 0 : fl_evaluate_number(&s->evaluator, from, NULL);
        shape inner = shape_of(s, node->first, deep + 1);
        inner.size[0] = fl_evaluate_number(&s->evaluator, to, NULL) - begin;
        inner.count = inner.count ? inner.count : 1;
        return inner;
    }
    return shape_of_value(s, node);
}
/* NOLINTEND(misc-no-recursion) */

/* The product that C or C++ times: its loops, or a library's sizes. */
static bool find_product(fl_source *s, fl_product *p)
{
    fl_node *place = s->c ? s->measuring.timed.place[FL_DOES_PREDICT] : NULL;
    return place && fl_product_within(&s->evaluator, place, p);
}

static void judge_product_input(fl_source *s, const fl_product *p)
{
    if (isnan(p->inputs) || isnan(p->inferences)) {
        fl_source_add(s, 9, UNCHECKED, p->place, "the size of the product cannot be told");
        return;
    }
    fl_source_add(s, 9, p->inferences == 1 ? PASS : FAIL, p->place,
                  "the product that is timed is of %.0f sample%s", p->inferences,
                  p->inferences == 1 ? "" : "s");
    if (p->inferences != 1)
        fl_source_add(s, 97, FAIL, p->place, "the timed call infers %.0f samples at once", p->inferences);
    fl_source_add(s, 8, p->inputs == FL_INPUTS ? PASS : FAIL, p->place, "each sum goes over %.0f products",
                  p->inputs);
}

static void judge_product(fl_source *s, const fl_product *p)
{
    if (isnan(p->inputs) || isnan(p->outputs)) {
        fl_source_add(s, 6, UNCHECKED, p->place, "the size of the product cannot be told");
        return;
    }
    fl_source_add(s, 6, p->inputs == FL_INPUTS && p->outputs == FL_OUTPUTS ? PASS : FAIL, p->place,
                  "a linear layer, %.0f inputs to %.0f output%s", p->inputs, p->outputs,
                  p->outputs == 1 ? "" : "s");
    if (p->outputs != 1) /* one output tells two classes apart as well */
        fl_source_add(s, 7, p->outputs == FL_OUTPUTS ? PASS : FAIL, p->place, "%.0f classes", p->outputs);
}

void fl_judge_input(fl_source *s)
{
    fl_product product;
    if (find_product(s, &product)) {
        judge_product_input(s, &product);
        return;
    }
    fl_node *call = s->measuring.timed.place[FL_DOES_PREDICT];
    fl_node *argument = call && call->kind == FL_NODE_CALL ? call->first->next : call ? call->last : NULL;
    shape dims = argument ? shape_of(s, argument, 0) : (shape){{0}, 0};
    double rows = dims.count > 1 ? dims.size[0] : 1, columns = dims.count ? dims.size[dims.count - 1] : NAN;
    if (dims.count == 1 && argument->kind == FL_NODE_INDEX) { /* only the rows are known */
        rows = dims.size[0];
        columns = NAN;
    }
    if (dims.count == 0 || isnan(rows)) {
        fl_source_add(s, 9, UNCHECKED, call, "the shape of the input cannot be told");
        return;
    }
    fl_source_add(s, 9, rows == 1 ? PASS : FAIL, call, "the input of the timed call has %.0f row%s", rows,
                  rows == 1 ? "" : "s");
    if (rows != 1)
        fl_source_add(s, 97, FAIL, call, "the timed call infers %.0f samples at once", rows);
    if (isfinite(columns))
        fl_source_add(s, 8, columns == FL_INPUTS ? PASS : FAIL, call,
                      "each row of the input holds %.0f numbers", columns);
}

/* ---- the model ---- */

static bool is_linear_layer(const fl_source *s, const char *name)
{
    if (!s->rust)
        return strcmp(name, "torch.nn.Linear") == 0;
    return strstr(name, "nn.Linear.new") || strstr(name, "nn.Linear.with_seed") ||
           strstr(name, "nn.linear.Linear.");
}

/* Whether a class is made, or derived from, somewhere below a node: in what a model consists of. */
static bool names_class(fl_source *s, const fl_node *root, const fl_node *class_node)
{
    for (fl_node *n = (fl_node *)root; n; n = fl_node_following(n, root))
        if (n->kind == FL_NODE_NAME && fl_meaning(&s->program, n) == class_node)
            return true;
    return false;
}

const fl_node *fl_timed_model(fl_source *s)
{
    fl_node *infers = s->measuring.timed.place[FL_DOES_PREDICT];
    fl_node *callee = fl_node_is(infers, FL_NODE_CALL, NULL) ? infers->first : NULL;
    if (callee && callee->kind == FL_NODE_FIELD) /* model.forward(x) */
        callee = callee->first;
    if (!callee || callee->kind != FL_NODE_NAME)
        return NULL;
    const fl_node *meaning = fl_meaning(&s->program, callee);
    const fl_node *function =
        fl_node_is(meaning, FL_NODE_PARAMETER, NULL) ? fl_function_of(meaning, false) : NULL;
    const fl_node *call = function ? fl_next_call_of(&s->program, function, NULL) : NULL;
    if (call && fl_next_call_of(&s->program, function, call)) /* several are timed by the same lines */
        return NULL;
    return fl_model_of(&s->evaluator, callee);
}

/* Whether a class is only ever mentioned where a variable is given an object of it: then nothing else holds
 * one. */
static bool only_fills_variables(fl_source *s, const fl_node *class_node)
{
    for (size_t i = 0; i < s->program.file_count; i++)
        for (fl_node *n = s->program.files[i].module; n;
             n = fl_node_following(n, s->program.files[i].module)) {
            if (n->kind != FL_NODE_NAME || fl_node_is_within(n, class_node) ||
                fl_meaning(&s->program, n) != class_node)
                continue;
            const fl_node *call = n->parent, *assign = call ? call->parent : NULL;
            if (!call || !assign || !fl_node_is(call, FL_NODE_CALL, NULL) || call->first != n ||
                !fl_node_is(assign, FL_NODE_ASSIGN, NULL) || assign->last != call ||
                assign->first->kind != FL_NODE_NAME)
                return false;
        }
    return true;
}

bool fl_is_of_model(fl_source *s, const fl_node *model, const fl_node *node)
{
    const fl_node *class_node = node;
    while (class_node && class_node->kind != FL_NODE_CLASS)
        class_node = class_node->parent;
    if (!model || !class_node || fl_node_is_within(node, model))
        return true;
    /* NOLINTNEXTLINE(readability-suspicious-call-argument): both ways round are asked */
    return names_class(s, model, class_node) || names_class(s, class_node, model) ||
           !only_fills_variables(s, class_node);
}

static void judge_layer(fl_source *s, fl_node *call)
{
    double in = fl_evaluate_number(&s->evaluator, fl_node_child(call, 1), NULL),
           out = fl_evaluate_number(&s->evaluator, fl_node_child(call, 2), NULL);
    if (isnan(in) || isnan(out)) {
        fl_source_add(s, 6, UNCHECKED, call, "the layer's sizes cannot be told");
        return;
    }
    fl_source_add(s, 6, in == FL_INPUTS && out == FL_OUTPUTS ? PASS : FAIL, call,
                  "a linear layer, %.0f inputs to %.0f output%s", in, out, out == 1 ? "" : "s");
    fl_source_add(s, 7, out == FL_OUTPUTS ? PASS : FAIL, call, "%.0f class%s", out, out == 1 ? "" : "es");
    for (const fl_node *n = call->first->next; n; n = n->next)
        if (fl_node_is(n, FL_NODE_KEYWORD, "bias") && fl_node_is(n->first, FL_NODE_TRUTH, "false"))
            fl_source_add(s, 6, FAIL, n, "a layer without bias");
    if (in != FL_INPUTS)
        fl_source_add(s, 8, FAIL, call, "the model takes %.0f inputs", in);
}

void fl_judge_model(fl_source *s)
{
    fl_product product;
    if (find_product(s, &product)) {
        judge_product(s, &product);
        return;
    }
    const fl_node *model = fl_timed_model(s);
    size_t layers = 0;
    for (size_t i = 0; i < s->program.file_count; i++)
        for (fl_node *n = s->program.files[i].module; n;
             n = fl_node_following(n, s->program.files[i].module)) {
            char name[256];
            if (n->kind != FL_NODE_CALL || fl_called_function(&s->program, n->first) ||
                !fl_is_of_model(s, model, n))
                continue;
            fl_dotted(&s->program, n->first, name);
            if (s->rust && strncmp(name, "aprender", 8) == 0 && strstr(name, "LogisticRegression.new")) {
                fl_source_add(
                    s, 6, FAIL, n,
                    "aprender's LogisticRegression maps 784 inputs to 1 output: half of the multiply-adds");
                fl_source_add(s, 7, PASS, n, "a binary classifier");
            } else if (is_linear_layer(s, name)) {
                judge_layer(s, n);
                layers++;
            }
        }
    if (layers > 1)
        fl_source_add(s, 6, FAIL, NULL, "%zu linear layers", layers);
}
