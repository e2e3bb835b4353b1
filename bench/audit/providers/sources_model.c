/* Points 6 to 8: which model the timed inference asks, what of the sources belongs to it, and its layers. */
#include "bench/audit/providers/sources_model.h"

#include <math.h>
#include <string.h>

#include "bench/audit/providers/verdicts.h"
#include "bench/audit/reader/models.h"

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

/* A class of PyTorch's modules that no other one consists of. */
static bool is_whole_model(fl_source *s, const fl_node *class_node)
{
    for (size_t i = 0; i < s->program.file_count; i++)
        for (fl_node *n = s->program.files[i].module; n; n = fl_node_following(n, s->program.files[i].module))
            if (n->kind == FL_NODE_CLASS && n != class_node && fl_extends_torch(&s->program, n) &&
                names_class(s, n, class_node))
                return false;
    return true;
}

const fl_node *fl_another_model(fl_source *s, const fl_node *model)
{
    const fl_node *first = NULL;
    for (size_t i = 0; i < s->program.file_count && !model; i++)
        for (fl_node *n = s->program.files[i].module; n;
             n = fl_node_following(n, s->program.files[i].module)) {
            if (n->kind != FL_NODE_CLASS || !fl_extends_torch(&s->program, n) || !is_whole_model(s, n))
                continue;
            if (first)
                return n;
            first = n;
        }
    return NULL;
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
    if (fl_source_is_of_another(s, node))
        return false;
    while (class_node && class_node->kind != FL_NODE_CLASS)
        class_node = class_node->parent;
    if (!model || !class_node || fl_node_is_within(node, model))
        return true;
    /* NOLINTNEXTLINE(readability-suspicious-call-argument): both ways round are asked */
    return names_class(s, model, class_node) || names_class(s, class_node, model) ||
           !only_fills_variables(s, class_node);
}

/* ---- its layers ---- */

bool fl_is_linear_layer(const fl_source *s, const char *name)
{
    if (!s->rust)
        return strcmp(name, "torch.nn.Linear") == 0;
    return strstr(name, "nn.Linear.new") || strstr(name, "nn.Linear.with_seed") ||
           strstr(name, "nn.linear.Linear.");
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

/* Whether two layers stand in different branches of one condition: one of them is made. */
static bool is_alternative(const fl_node *one, const fl_node *other)
{
    for (const fl_node *branch = one; other && branch->parent; branch = branch->parent) {
        const fl_node *up = branch->parent;
        if (fl_node_is_within(other, up))
            return (up->kind == FL_NODE_IF || up->kind == FL_NODE_MATCH) && !fl_node_is_within(other, branch);
    }
    return false;
}

bool fl_is_another_timed(fl_source *s, const fl_node *model, const int points[])
{
    const fl_node *another = fl_another_model(s, model);
    for (size_t i = 0; another && points[i]; i++)
        fl_source_block(s, points[i], another,
                        "there are several models; which of them is timed is not known");
    return another != NULL;
}

void fl_judge_layers(fl_source *s, const fl_node *model)
{
    const fl_node *last = NULL;
    size_t layers = 0;
    static const int points[] = {6, 7, 8, 0};
    if (fl_is_another_timed(s, model, points))
        return;
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
            } else if (fl_is_linear_layer(s, name)) {
                judge_layer(s, n);
                layers += !is_alternative(n, last);
                last = n;
            }
        }
    if (layers > 1)
        fl_source_add(s, 6, FAIL, NULL, "%zu linear layers", layers);
}
