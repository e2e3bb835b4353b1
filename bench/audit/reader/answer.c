/* What becomes of an argument and an answer between the two readings: an operator on a tensor costs as much as a small
 * layer. */
#include "bench/audit/reader/answer.h"

#include <string.h>

#include "bench/audit/reader/scope.h"

enum { DEEPEST = 6, MOST_NODES = 200000 };

typedef struct answer {
    const fl_evaluator *e;
    const fl_measuring *m;
    size_t *left; /* nodes that may be looked at: names of names of hostile sources are endless */
    bool rust;    /* an index, a condition, a member cost next to nothing; calls are told by their effects */
} answer;

/* Calls that keep an answer, or look at it, and compute nothing of it. */
static bool only_keeps(const answer *a, const fl_node *call)
{
    static const char *const keepers[] = {".append", "len", "isinstance", "assert", "id", "type", NULL};
    char name[256];
    return call->first && fl_is_one_of(fl_dotted(a->e->program, call->first, name), keepers);
}

/* A product's bias: weight @ sample + bias. A layer that is called adds its own. */
static bool adds_bias(const fl_node *sum, const fl_node *product)
{
    const fl_node *other = sum->first == product ? sum->last : sum->first;
    bool named = other->kind == FL_NODE_NAME || other->kind == FL_NODE_FIELD || other->kind == FL_NODE_INDEX;
    bool layer = product->kind == FL_NODE_CALL && product->first && product->first->kind == FL_NODE_NAME;
    return strcmp(sum->text, "+") == 0 && named && !layer && product->kind != FL_NODE_NAME;
}

/* The list of outputs that ONNX Runtime's session hands back is no tensor. */
static bool is_list_of_outputs(const fl_node *node)
{
    return node->kind == FL_NODE_CALL && fl_node_is(node->first, FL_NODE_FIELD, "run");
}

static bool is_view(const fl_node *field)
{
    static const char *const views[] = {"T", "mT", "H", "mH", "data", "real", "imag", "flat", NULL};
    return fl_is_one_of(field->text, views);
}

static bool is_work_in_python(const answer *a, const fl_node *value, const fl_node *around)
{
    switch (around->kind) {
    case FL_NODE_INDEX:
        return around->first != value || !is_list_of_outputs(value);
    case FL_NODE_FIELD:
        return is_view(around) || fl_node_is(around->parent, FL_NODE_CALL, NULL);
    case FL_NODE_CALL:
        return around->first != value && !only_keeps(a, around);
    case FL_NODE_IF:
        return around->first == value;
    case FL_NODE_JOINED:
    case FL_NODE_COMPREHENSION:
    case FL_NODE_GENERATOR:
    case FL_NODE_WHILE:
    case FL_NODE_FOR:
    case FL_NODE_OPAQUE:
        return true;
    default:
        return false;
    }
}

/* Rust's * and & only say what is meant. */
static bool computes(const fl_node *unary)
{
    return unary->text[0] == '-' || unary->text[0] == 'n';
}

/* Whether what is around a value that holds the answer does something with it. */
static bool is_work(const answer *a, const fl_node *value, const fl_node *around)
{
    switch (around->kind) {
    case FL_NODE_BINARY:
        return !adds_bias(around, value);
    case FL_NODE_ASSIGN:
        return strcmp(around->text, "=") != 0;
    case FL_NODE_UNARY:
        return !a->rust || computes(around);
    default:
        return !a->rust && is_work_in_python(a, value, around);
    }
}

/* NOLINTBEGIN(misc-no-recursion): DEEPEST */

static const fl_node *work_on(const answer *a, const fl_node *value, int deep);

/* What is done with the name that an answer got, as far as the second reading or the end of the block. */
static const fl_node *work_on_name(const answer *a, const fl_node *assign, int deep)
{
    const fl_node *found = NULL;
    if (!fl_node_is(assign->first, FL_NODE_NAME, NULL))
        return NULL;
    for (const fl_node *n = assign->next; n && n != a->m->main->stop && !found; n = n->next)
        for (const fl_node *k = n; k && !found; k = fl_node_following(k, n)) {
            if (*a->left == 0)
                return assign;
            --*a->left;
            if (fl_node_is(k, FL_NODE_NAME, assign->first->text) &&
                !(k->parent->kind == FL_NODE_ASSIGN && k->parent->first == k))
                found = work_on(a, k, deep + 1);
        }
    return found;
}

static const fl_node *work_on(const answer *a, const fl_node *value, int deep)
{
    const fl_node *n = value;
    for (; deep < DEEPEST && n->parent; n = n->parent) {
        const fl_node *around = n->parent;
        if (around->kind == FL_NODE_BLOCK || around->kind == FL_NODE_MODULE)
            return n->kind == FL_NODE_ASSIGN ? work_on_name(a, n, deep) : NULL;
        if (around->kind == FL_NODE_LAMBDA || around->kind == FL_NODE_RETURN ||
            (around->kind == FL_NODE_CALL && only_keeps(a, around)))
            return NULL;
        if (is_work(a, n, around))
            return around;
    }
    return NULL;
}

/* The statement between the readings that holds a node; NULL: none. */
static fl_node *timed_part(const fl_measuring *m, const fl_node *node)
{
    while (node && node->parent != m->main->start->parent)
        node = node->parent;
    for (fl_node *n = node ? m->main->start->next : NULL; n && n != m->main->stop; n = n->next)
        if (n == node)
            return n;
    return NULL;
}

/* The same for what the function around hands back, where the timed part calls it. */
static const fl_node *work_on_call(const answer *a, const fl_node *inference)
{
    const fl_node *function = fl_function_of(inference, false), *found = work_on(a, inference, 0);
    if (found || !function || timed_part(a->m, inference))
        return found;
    for (fl_node *call = NULL; !found && (call = fl_next_call_of(a->e->program, function, call));)
        if (timed_part(a->m, call))
            found = work_on(a, call, 0);
    return found;
}

/* NOLINTEND(misc-no-recursion) */

/* In C and C++ operators of their own are looked for elsewhere. */
static const fl_node *timed_inference(const fl_evaluator *e, const fl_measuring *m)
{
    const fl_node *inference = m->main ? m->timed.place[FL_DOES_PREDICT] : NULL;
    const fl_program_file *file = inference ? &e->program->files[inference->file] : NULL;
    return file && !file->c && inference->kind != FL_NODE_FOR ? inference : NULL;
}

/* NOLINTNEXTLINE(misc-no-recursion): as deep as the tree, which its reader limits */
static bool is_plain(fl_evaluator *e, fl_node *n)
{
    enum { MOST_STEPS = 1000 };
    if (n->kind == FL_NODE_BINARY)
        return is_plain(e, n->first) && is_plain(e, n->last);
    if (n->kind == FL_NODE_UNARY)
        return is_plain(e, n->first);
    char name[256];
    const fl_node *loop = n->kind == FL_NODE_NAME ? fl_meaning(e->program, n) : NULL;
    const fl_node *over = loop && loop->kind == FL_NODE_FOR ? loop->first->next : NULL;
    if (over && over->kind == FL_NODE_CALL && over->first &&
        strcmp(fl_dotted(e->program, over->first, name), "range") == 0)
        return true;
    fl_value value = fl_evaluate_briefly(e, n, MOST_STEPS);
    return value.kind == FL_VALUE_NUMBER || value.kind == FL_VALUE_TRUTH || value.kind == FL_VALUE_STRING ||
           value.kind == FL_VALUE_NONE;
}

static bool is_operator(fl_evaluator *e, fl_node *n, bool of_product)
{
    const bool rust = e->program->files[n->file].rust;
    switch (n->kind) {
    case FL_NODE_BINARY:
        return !is_plain(e, n);
    case FL_NODE_UNARY:
        return (!rust || computes(n)) && !is_plain(e, n);
    case FL_NODE_ASSIGN:
        return strcmp(n->text, "=") != 0 && !is_plain(e, n->last);
    case FL_NODE_INDEX:
    case FL_NODE_COMPREHENSION:
        return !rust;
    case FL_NODE_FIELD: /* a product's own weights may be turned: that is a part of the layer */
        return !rust && !of_product && is_view(n);
    default:
        return false;
    }
}

/* The first operator in a value or a statement that works on more than plain numbers; what is asserted, and conditions of
 * statements, are left to their own. */
static const fl_node *operator_in(fl_evaluator *e, fl_node *root, bool of_product)
{
    for (fl_node *n = root; n;) {
        bool asked = n->parent && n->parent->kind == FL_NODE_IF && n->parent->first == n &&
                     fl_node_is(n->next, FL_NODE_BLOCK, NULL);
        bool apart = asked || n->kind == FL_NODE_LAMBDA || n->kind == FL_NODE_FUNCTION ||
                     n->kind == FL_NODE_CLASS ||
                     (n->kind == FL_NODE_CALL && fl_node_is(n->first, FL_NODE_NAME, "assert"));
        if (!apart && is_operator(e, n, of_product))
            return n;
        n = apart ? fl_node_skipping(n, root) : fl_node_following(n, root);
    }
    return NULL;
}

/* The statement of the block around that holds a node. */
static fl_node *statement_of(const fl_node *node)
{
    while (node->parent && node->parent->kind != FL_NODE_BLOCK && node->parent->kind != FL_NODE_MODULE)
        node = node->parent;
    return node->parent ? (fl_node *)node : NULL;
}

/* In the statements of a block from one on, as far as another (excluded). */
static const fl_node *operator_between(fl_evaluator *e, fl_node *from, const fl_node *end, bool of_product)
{
    const fl_node *found = NULL;
    for (fl_node *n = from; n && n != end && !found; n = n->next)
        found = operator_in(e, n, of_product);
    return found;
}

/* The statement between the readings that leads to a node. */
static fl_node *timed_statement(const fl_measuring *m, const fl_node *inference, fl_evaluator *e)
{
    const fl_node *function = fl_function_of(inference, false);
    fl_node *found = timed_part(m, inference);
    for (fl_node *call = NULL; !found && function && (call = fl_next_call_of(e->program, function, call));)
        found = timed_part(m, call);
    return found;
}

const fl_node *fl_argument_worked_on(fl_evaluator *e, const fl_measuring *m)
{
    fl_node *inference = (fl_node *)timed_inference(e, m);
    if (!inference || !inference->first)
        return NULL;
    const bool product = inference->kind == FL_NODE_BINARY;
    const fl_node *found = NULL, *statement = statement_of(inference),
                  *leads = timed_statement(m, inference, e);
    for (fl_node *n = product ? inference->first : inference->first->next; n && !found; n = n->next)
        found = operator_in(e, n, product);
    if (!found && statement && statement != leads) /* a function's body */
        found = operator_between(e, statement->parent->first, statement, product);
    return found || !leads ? found : operator_between(e, m->main->start->next, leads, product);
}

const fl_node *fl_answer_worked_on(fl_evaluator *e, const fl_measuring *m)
{
    const fl_node *inference = timed_inference(e, m);
    size_t left = MOST_NODES;
    const answer a = {e, m, &left, inference && e->program->files[inference->file].rust};
    const fl_node *found = inference ? work_on_call(&a, inference) : NULL,
                  *leads = inference ? timed_statement(m, inference, e) : NULL;
    return found || !leads ? found : operator_between(e, leads->next, m->main->stop, false);
}
