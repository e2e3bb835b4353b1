/* Points 6 to 9 as the sources tell them: the shape of what goes in, and the layers that it goes through. */
#include "bench/audit/providers/sources_shape.h"

#include <math.h>
#include <string.h>

#include "bench/audit/providers/sources_model.h"
#include "bench/audit/providers/verdicts.h"
#include "bench/audit/reader/models.h"
#include "bench/audit/reader/products.h"
#include "bench/audit/reader/several.h"

/* ---- the input's shape ---- */

typedef struct shape {
    double size[4];
    int count; /* 0: unknown */
} shape;

static shape shape_of_value(fl_source *s, fl_node *node);

/* NOLINTBEGIN(misc-no-recursion): deep is limited */
static shape shape_of(fl_source *s, fl_node *node, int deep);

/* layer.weight, layer.bias of a linear layer of PyTorch's; self.weight: what the class makes of it. */
static shape shape_of_parameter(fl_source *s, fl_node *field)
{
    const fl_node *made = fl_model_of(&s->evaluator, field->first);
    char name[256];
    if (!fl_node_is(made, FL_NODE_CALL, NULL) ||
        !fl_is_linear_layer(s, fl_dotted(&s->program, made->first, name)))
        return shape_of_value(s, field);
    double in = fl_evaluate_number(&s->evaluator, fl_node_child(made, 1), NULL),
           out = fl_evaluate_number(&s->evaluator, fl_node_child(made, 2), NULL);
    return strcmp(field->text, "bias") == 0 ? (shape){{out}, 1} : (shape){{out, in}, 2};
}

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
    /* one thing of which nothing is known: a number, or a row of them */
    if (v.kind == FL_VALUE_UNKNOWN && dims.count > 0 && dims.size[dims.count - 1] == 1)
        dims.count = 0;
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

/* x.expand(32, -1), x.repeat(32, 1) of a tensor. */
static shape grown(fl_source *s, fl_node *call, int deep)
{
    bool repeats = strcmp(call->first->text, "repeat") == 0;
    shape dims = shape_of_list(s, call->first->next), from = shape_of(s, call->first->first, deep + 1);
    if (dims.count == 0 || dims.count != from.count)
        return (shape){{0}, 0};
    for (int k = 0; k < dims.count; k++)
        if (repeats)
            dims.size[k] *= from.size[k];
        else if (dims.size[k] == -1)
            dims.size[k] = from.size[k];
    return dims;
}

/* The argument of that name among these and those behind them, else the first of these. */
static fl_node *named(fl_node *first, const char *name)
{
    for (fl_node *n = first; n; n = n->next)
        if (fl_node_is(n, FL_NODE_KEYWORD, name))
            return n->first;
    return first;
}

static shape turned_over(shape dims)
{
    if (dims.count == 2)
        return (shape){{dims.size[1], dims.size[0]}, 2};
    return dims.count == 1 ? dims : (shape){{0}, 0};
}

/* x.float() is of x's shape, and so is tensor(x); x.repeat(4, 1) is not. */
static shape shape_passed_on(fl_source *s, fl_node *call, bool method, int deep)
{
    static const char *const keeping[] = {"to",       "float",  "cpu",      "contiguous", "unwrap",
                                          "expect",   "clone",  "copy",     "detach",     "astype",
                                          "numpy",    "as_ref", "as_slice", "to_vec",     "into",
                                          "to_owned", "double", "tolist",   NULL},
                             *const passing[] = {"tensor",  "as_tensor", "from_numpy", "array",
                                                 "asarray", "Tensor",    "from_vec",   "from_slice",
                                                 "new",     "Some",      "Ok",         "ascontiguousarray",
                                                 NULL};
    static const char *const growing[] = {"expand", "repeat", NULL};
    if (method && call->first->next && fl_is_one_of(call->first->text, growing))
        return grown(s, call, deep);
    fl_node *from = method ? call->first->first : call->first->next;
    return shape_of(s, fl_is_one_of(call->first->text, method ? keeping : passing) ? from : NULL, deep + 1);
}

/* Rust: Tensor::zeros((1, 784), …), Tensor::rand(0f32, 1f32, (1, 784), …): the bounds may stand before the sizes. */
static shape shape_of_tuple(fl_source *s, fl_node *arguments)
{
    for (fl_node *n = arguments; n; n = n->next)
        if (n->kind == FL_NODE_LIST)
            return shape_of_list(s, n);
    return (shape){{0}, 0};
}

/* zeros((1, 784)), full(784, 0.5) */
static shape shape_of_made(fl_source *s, fl_node *first, bool full)
{
    if (s->rust && first->next)
        return shape_of_tuple(s, first);
    if (full && first->kind != FL_NODE_LIST)
        return (shape){{fl_evaluate_number(&s->evaluator, first, NULL)}, 1};
    return shape_of_list(s, named(first, "size"));
}

static shape with_one_row(shape inner)
{
    return (shape){{1, inner.size[0], inner.size[1], inner.size[2]},
                   inner.count > 0 && inner.count < 4 ? inner.count + 1 : 0};
}

static shape shape_of_call(fl_source *s, fl_node *call, int deep)
{
    static const char *const made[] = {"zeros", "ones", "randn", "rand", "empty", "full", NULL},
                             *const turned[] = {"reshape", "view", NULL},
                             *const drawn[] = {"standard_normal", "random", "random_sample", NULL},
                             *const spread[] = {"normal", "uniform", "integers", NULL},
                             *const filled[] = {"from_vec", "from_slice", NULL};
    fl_node *first = call->first->next, *second = first ? first->next : NULL;
    const char *word = call->first->text;
    char name[256];
    fl_dotted(&s->program, call->first, name);
    if (first &&
        strcmp(word, "black_box") == 0) /* it only passes on; what it computes with does not know shapes */
        return shape_of(s, first, deep + 1);
    if (first && (fl_is_one_of(word, made) || fl_is_one_of(word, drawn)))
        return shape_of_made(s, first, strcmp(word, "full") == 0);
    if (first && fl_is_one_of(word, spread))
        return shape_of_list(s, named(fl_node_child(call, 3), "size"));
    if (strcmp(word, "transpose") == 0)
        return turned_over(shape_of(s, first ? first : call->first->first, deep + 1));
    if (first && fl_is_one_of(word, turned))
        return reshaped(s, call, deep);
    if (first && strcmp(word, "unsqueeze") == 0 && fl_evaluate_number(&s->evaluator, first, NULL) == 0)
        return with_one_row(shape_of(s, call->first->first, deep + 1));
    if (second && second->next && fl_is_one_of(word, filled)) /* rows, columns, values */
        return (shape){
            {fl_evaluate_number(&s->evaluator, first, NULL), fl_evaluate_number(&s->evaluator, second, NULL)},
            2};
    if (second && strcmp(word, "new") == 0 && second->kind == FL_NODE_LIST)
        return shape_of_list(s, second);
    shape dims = shape_of_value(s, call);
    if (dims.count)
        return dims;
    return shape_passed_on(s, call, name[0] == '.', deep);
}

static const fl_node *class_of(const fl_node *node)
{
    while (node && node->kind != FL_NODE_CLASS)
        node = node->parent;
    return node;
}

static fl_node *given_for(fl_source *s, const fl_node *parameter)
{
    const fl_node *function = fl_function_of(parameter, false);
    bool own = function && parameter->parent->parent == function;
    fl_node *call = own ? fl_next_call_of(&s->program, function, NULL) : NULL;
    return call ? fl_argument_for(call, parameter) : NULL;
}

/* Sizes that are not known are the same. */
static bool is_same_shape(const shape *one, const shape *other)
{
    for (size_t i = 0; i < sizeof one->size / sizeof *one->size; i++)
        if (one->size[i] != other->size[i] && !(isnan(one->size[i]) && isnan(other->size[i])))
            return false;
    return one->count == other->count;
}

/* What calls give for a parameter, where all that are known give the same. */
static shape shape_of_parameter_of(fl_source *s, const fl_node *parameter, int deep)
{
    const fl_node *function = fl_function_of(parameter, false);
    shape dims = shape_of(s, given_for(s, parameter), deep + 1);
    bool own = s->python && function && parameter->parent->parent == function && deep < 4;
    for (fl_node *call = NULL; own && (call = fl_next_call_of(&s->program, function, call));) {
        fl_node *given = fl_argument_for(call, parameter);
        shape other = given ? shape_of(s, given, deep + 1) : dims;
        if (other.count && !is_same_shape(&dims, &other))
            return (shape){{0}, 0};
    }
    return dims;
}

static shape shape_of(fl_source *s, fl_node *node, int deep)
{
    shape none = {{0}, 0};
    if (!node || deep > 12)
        return none;
    if (node->kind == FL_NODE_NAME) {
        const fl_node *m = fl_meaning(&s->program, node);
        if (fl_node_is(m, FL_NODE_PARAMETER, NULL))
            return shape_of_parameter_of(s, m, deep);
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
    if (fl_node_is(node, FL_NODE_FIELD, "weight") || fl_node_is(node, FL_NODE_FIELD, "bias"))
        return shape_of_parameter(s, node);
    if (fl_node_is(node, FL_NODE_FIELD, "T"))
        return turned_over(shape_of(s, node->first, deep + 1));
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
/* ---- what is multiplied ---- */

enum { MOST_OPERANDS = 8 };

typedef struct operand {
    fl_node *node;
    shape dims;
    bool scalar; /* a number, a word, a truth */
} operand;

typedef struct operands {
    operand list[MOST_OPERANDS];
    size_t count;
    bool product; /* of a library or an operator: all that is multiplied stands here */
} operands;

static void add_operand(fl_source *s, operands *o, fl_node *node)
{
    node = fl_node_is(node, FL_NODE_KEYWORD, NULL) ? node->first : node;
    if (!node || o->count == MOST_OPERANDS)
        return;
    fl_value v = fl_evaluate(&s->evaluator, node, NULL);
    o->list[o->count++] = (operand){node, shape_of(s, node, 0),
                                    v.kind == FL_VALUE_NUMBER || v.kind == FL_VALUE_STRING ||
                                        v.kind == FL_VALUE_TRUTH || v.kind == FL_VALUE_NONE};
}

/* What the timed inference is given: of a method of a model its argument, of everything else all of it. */
static operands operands_of(fl_source *s, fl_node *infers)
{
    static const char *const multiplies[] = {"dot",   "matmul", "mm",     "mv",     "addmm",
                                             "inner", "vdot",   "linear", "einsum", NULL};
    operands o = {.count = 0};
    fl_node *callee = fl_node_is(infers, FL_NODE_CALL, NULL) ? infers->first : NULL;
    char name[256] = "";
    if (fl_node_is(infers, FL_NODE_BINARY, NULL)) {
        o.product = true;
        add_operand(s, &o, infers->first);
        add_operand(s, &o, infers->last);
    }
    if (!callee)
        return o;
    fl_dotted(&s->program, callee, name);
    const char *word = callee->text;
    bool own = callee->kind == FL_NODE_NAME && fl_called_function(&s->program, callee);
    o.product = !own && fl_is_one_of(word, multiplies);
    if (o.product && name[0] == '.') /* weight.dot(x) */
        add_operand(s, &o, callee->first);
    for (fl_node *n = callee->next; n; n = n->next)
        if (o.product || own || n == callee->next)
            add_operand(s, &o, n);
    return o;
}

/* Whether a shape is that of a layer's weights for inputs of so many numbers; of what is added to its outputs. */
static bool is_weight(const shape *dims, double columns)
{
    return dims->count == 2 && ((dims->size[0] == FL_OUTPUTS && dims->size[1] == columns) ||
                                (dims->size[1] == FL_OUTPUTS && dims->size[0] == columns));
}

static bool is_bias(const shape *dims)
{
    return dims->count > 0 && dims->size[dims->count - 1] == FL_OUTPUTS &&
           (dims->count == 1 || (dims->count == 2 && dims->size[0] == 1));
}

/* Whether an operand can be the input, all others being a layer's weights, what is added, or mere numbers. Where one is
 * of unknown shape it may be the input itself: then only what stands first, or in a product, is taken for it. */
static bool can_be_input(const operands *o, size_t which)
{
    const shape *dims = &o->list[which].dims;
    double columns = dims->count ? dims->size[dims->count - 1] : NAN;
    bool unknown = false, weight = false;
    if (dims->count == 0 || o->list[which].scalar || (o->count > 1 && is_bias(dims)))
        return false;
    for (size_t i = 0; i < o->count; i++) {
        const operand *other = &o->list[i];
        if (i == which || other->scalar)
            continue;
        bool flat = other->dims.count == 1 && other->dims.size[0] == FL_OUTPUTS * columns;
        if (other->dims.count == 0)
            unknown = true;
        else if (is_weight(&other->dims, columns) || flat)
            weight = true;
        else if (!is_bias(&other->dims))
            return false;
    }
    if (is_weight(dims, columns) && o->count > 1 && !weight) /* it may be the weights: where is the input? */
        return false;
    return !unknown || o->product || which == 0;
}

/* The operand that is the input; NULL when that cannot be told. */
static const operand *input_among(const operands *o)
{
    const operand *found = NULL;
    for (size_t i = 0; i < o->count; i++) {
        if (!can_be_input(o, i))
            continue;
        if (found && !is_same_shape(&found->dims, &o->list[i].dims))
            return NULL;
        found = found ? found : &o->list[i];
    }
    return found;
}

/* ---- arrays, and what is none ---- */

static bool is_array(fl_source *s, fl_node *node, int deep);

static bool is_array_by_name(fl_source *s, fl_node *name, int deep)
{
    const fl_node *m = fl_meaning(&s->program, name);
    if (fl_node_is(m, FL_NODE_PARAMETER, NULL))
        return is_array(s, given_for(s, m), deep + 1);
    return fl_node_is(m, FL_NODE_ASSIGN, NULL) && !fl_is_ambiguous(m) &&
           is_array(s, fl_assigned_to(m, name->text), deep + 1);
}

/* self.weight: each assignment to it in its class. */
static bool is_array_by_member(fl_source *s, const fl_node *field, int deep)
{
    const fl_node *class_node = class_of(field);
    bool any = false;
    for (const fl_node *n = class_node; n; n = fl_node_following(n, class_node)) {
        if (n->kind != FL_NODE_ASSIGN || !fl_node_is(n->first, FL_NODE_FIELD, field->text))
            continue;
        if (!is_array(s, n->last, deep + 1))
            return false;
        any = true;
    }
    return any;
}

static bool is_array_by_call(fl_source *s, fl_node *call, int deep)
{
    static const char *const makes[] = {"numpy", "astype", "tolist", NULL};
    char name[256];
    const fl_node *own = fl_called_function(&s->program, call->first);
    if (strncmp(fl_dotted(&s->program, call->first, name), "numpy.", 6) == 0)
        return true;
    for (fl_node *n = (fl_node *)own; n; n = fl_node_following(n, own))
        if (n->kind == FL_NODE_RETURN && n->first)
            return is_array(s, n->first, deep + 1);
    if (call->first->kind != FL_NODE_FIELD || own)
        return false;
    return fl_is_one_of(call->first->text, makes) || is_array(s, call->first->first, deep + 1);
}

/* Whether an expression is an array of NumPy's, or numbers in lists: a tensor of PyTorch's never is. */
static bool is_array(fl_source *s, fl_node *node, int deep)
{
    if (!node || deep > 12)
        return false;
    switch (node->kind) {
    case FL_NODE_NAME:
        return is_array_by_name(s, node, deep);
    case FL_NODE_CALL:
        return is_array_by_call(s, node, deep);
    case FL_NODE_FIELD:
        return fl_node_is(node->first, FL_NODE_NAME, "self")
                   ? is_array_by_member(s, node, deep)
                   : strcmp(node->text, "T") == 0 && is_array(s, node->first, deep + 1);
    case FL_NODE_INDEX:
        return is_array(s, node->first, deep + 1);
    case FL_NODE_BINARY:
        return is_array(s, node->first, deep + 1) && is_array(s, node->last, deep + 1);
    default:
        return fl_evaluate(&s->evaluator, node, NULL).kind == FL_VALUE_LIST;
    }
}

/* NOLINTEND(misc-no-recursion) */

bool fl_multiplies_arrays(fl_source *s)
{
    fl_node *infers = s->measuring.main ? s->measuring.timed.place[FL_DOES_PREDICT] : NULL;
    operands o = {.count = 0};
    size_t arrays = 0;
    if (infers)
        o = operands_of(s, infers);
    for (size_t i = 0; i < o.count; i++) {
        if (!o.list[i].scalar && !is_array(s, o.list[i].node, 0))
            return false;
        arrays += !o.list[i].scalar;
    }
    return arrays >= 2;
}

/* The weights among what is multiplied: what is neither the one input nor added. */
static void judge_weights(fl_source *s)
{
    fl_node *infers = s->measuring.timed.place[FL_DOES_PREDICT];
    operands o = operands_of(s, infers);
    const shape *input = NULL, *weights = NULL;
    for (size_t i = 0; i < o.count; i++) {
        const shape *dims = &o.list[i].dims;
        if (o.list[i].scalar || is_bias(dims))
            continue;
        if (dims->count == 1 || (dims->count == 2 && dims->size[0] == 1))
            input = dims;
        else if (dims->count == 2)
            weights = weights ? NULL : dims;
    }
    if (!input || !weights)
        return;
    double columns = input->size[input->count - 1];
    double in = weights->size[1] == columns ? weights->size[1] : weights->size[0],
           out = weights->size[1] == columns ? weights->size[0] : weights->size[1];
    bool alone = s->measuring.timed.predictions == 1 && !s->measuring.timed.by_hand_again;
    if (alone && in == FL_INPUTS)
        fl_source_add(s, 7, out == FL_OUTPUTS ? PASS : FAIL, infers,
                      "the weights that are multiplied have %.0f rows", out);
    if (in != FL_INPUTS || out != FL_OUTPUTS)
        fl_source_add(s, 6, FAIL, infers, "the weights that are multiplied map %.0f inputs to %.0f outputs",
                      in, out);
}

/* Python: x.resize_(…), x.data = …: another shape under the same name. */
static const fl_node *reshaped_in_place(const fl_source *s, const fl_node *argument)
{
    static const char *const methods[] = {"resize_", "resize_as_", "resize", "set_", "unsqueeze_", NULL},
                             *const fields[] = {"data", "shape", NULL};
    for (size_t i = 0; s->python && argument && argument->kind == FL_NODE_NAME && i < s->program.file_count;
         i++)
        for (const fl_node *n = s->program.files[i].module; n;
             n = fl_node_following(n, s->program.files[i].module)) {
            bool call = n->kind == FL_NODE_CALL, assign = n->kind == FL_NODE_ASSIGN;
            if ((call || assign) && fl_node_is(n->first, FL_NODE_FIELD, NULL) &&
                fl_is_one_of(n->first->text, call ? methods : fields) &&
                fl_node_is(n->first->first, FL_NODE_NAME, argument->text))
                return n;
        }
    return NULL;
}

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
    operands given = operands_of(s, call);
    const operand *input = input_among(&given);
    const fl_node *argument = input ? input->node : NULL;
    shape dims = input ? input->dims : (shape){{0}, 0};
    double rows = dims.count > 1 ? dims.size[0] : 1, columns = dims.count ? dims.size[dims.count - 1] : NAN;
    const fl_node *otherwise = reshaped_in_place(s, argument);
    if (otherwise) {
        fl_source_block(s, 9, otherwise, "the input's shape is changed here; to what is not followed");
        fl_source_block(s, 97, otherwise, "the input's shape is changed here; to what is not followed");
        fl_source_block(s, 47, otherwise, "the input's shape is changed here; to what is not followed");
        return;
    }
    if (dims.count == 1 && argument->kind == FL_NODE_INDEX) { /* only the rows are known */
        rows = dims.size[0];
        columns = NAN;
    }
    if (dims.count == 0 || isnan(rows)) {
        fl_source_add(s, 9, UNCHECKED, call, "the shape of the input cannot be told");
        if (s->python && call && !s->given->by_lab) /* the lab hands over its own sample */
            fl_source_block(s, 47, call, "the shape of what the timed call is given cannot be told");
        return;
    }
    fl_source_add(s, 9, rows == 1 ? PASS : FAIL, call, "the input of the timed call has %.0f row%s", rows,
                  rows == 1 ? "" : "s");
    if (rows == 1 && s->whole && s->measuring.timed.predictions == 1 &&
        !s->measuring.timed.place[FL_DOES_UNKNOWN])
        fl_source_add(s, 97, PASS, call, "one inference of one row is timed");
    if (rows != 1)
        fl_source_add(s, 97, FAIL, call, "the timed call infers %.0f samples at once", rows);
    if (rows != 1 && s->python)
        fl_source_block(s, 47, call, "the timed call is given %.0f rows", rows);
    if (isfinite(columns))
        fl_source_add(s, 8, columns == FL_INPUTS ? PASS : FAIL, call,
                      "each row of the input holds %.0f numbers", columns);
}

/* ---- the model ---- */

void fl_judge_model(fl_source *s)
{
    fl_product product;
    if (find_product(s, &product)) {
        judge_product(s, &product);
        return;
    }
    const fl_node *model = fl_timed_model(s), *infers = s->measuring.timed.place[FL_DOES_PREDICT];
    const fl_node *methods[FL_MOST_METHODS];
    bool all;
    fl_node *given[FL_MOST_METHODS];
    if (fl_node_is(infers, FL_NODE_CALL, NULL) &&
        (fl_methods_called(&s->program, infers->first, methods, &all) > 1 ||
         fl_handed_over(&s->program, infers->first, given, &all))) {
        for (int point = 6; point <= 7; point++) /* the layer that stands in one is not that of another */
            fl_source_add(s, point, UNCHECKED, infers, "of several classes it is not told which is timed");
        return;
    }
    if (s->arrays) { /* layers of PyTorch's in the same files are not what is timed */
        judge_weights(s);
        return;
    }
    fl_judge_layers(s, model);
}
