/* Points 51 and 52 as the sources tell them: is the model that is timed the one that was trained? */
#define _GNU_SOURCE /* strcasestr */
#include <string.h>

#include "bench/audit/providers/sources_order.h"
#include "bench/audit/reader/known_calls.h"
#include "bench/audit/reader/models.h"

/* What happens to the model that is timed, from where it is made to where it is timed. */
typedef struct history {
    fl_source *source;
    const fl_node *model;   /* the assignment that makes it */
    bool made;              /* passed */
    const fl_node *trained; /* the last call that trains */
    const fl_node *perhaps; /* may train, or bring weights from elsewhere */
    const fl_node *idle;    /* an optimizer whose learning rate is zero */
    const fl_node *changed; /* weights are set by hand behind the training */
    const fl_node *zeroed;  /* so to zero */
    size_t models; /* assigned to names, anywhere on the way: of several it is not told which was trained */
} history;

static bool holds(const char *name, const char *const parts[])
{
    for (size_t i = 0; parts[i]; i++)
        if (strcasestr(name, parts[i]))
            return true;
    return false;
}

/* In a loop of no rounds: EPOCHS = 0. */
static bool is_never_reached(fl_source *s, const fl_node *call)
{
    for (const fl_node *up = call->parent; up && up->kind != FL_NODE_FUNCTION; up = up->parent)
        if (up->kind == FL_NODE_FOR && fl_iterate(&s->evaluator, fl_node_child(up, 1), NULL).times == 0)
            return true;
    return false;
}

/* SGD(…, lr=0) */
static bool learns_nothing(fl_source *s, const fl_node *call)
{
    for (const fl_node *n = call->first->next; n; n = n->next)
        if (n->kind == FL_NODE_KEYWORD &&
            (strcmp(n->text, "lr") == 0 || strcmp(n->text, "learning_rate") == 0))
            return fl_evaluate_number(&s->evaluator, n->first, NULL) == 0;
    return false;
}

static bool names_weights(const fl_node *root)
{
    static const char *const words[] = {
        "weight", "weights", "bias", "parameters", "state_dict", "parameters_mut", "reset_parameters", NULL};
    for (const fl_node *n = root; n; n = fl_node_following(n, root))
        if ((n->kind == FL_NODE_NAME || n->kind == FL_NODE_FIELD) && fl_is_one_of(n->text, words))
            return true;
    return false;
}

/* Whether what stands here are a model's weights, or each of them in turn: for p in model.parameters(). */
static bool concerns_weights(fl_source *s, fl_node *root)
{
    bool weights = names_weights(root);
    for (fl_node *n = root; n; n = fl_node_following(n, root)) {
        if (fl_node_is(n, FL_NODE_FIELD, "grad"))
            return false;
        const fl_node *loop = n->kind == FL_NODE_NAME ? fl_meaning(&s->program, n) : NULL;
        weights = weights || (fl_node_is(loop, FL_NODE_FOR, NULL) && names_weights(fl_node_child(loop, 1)));
    }
    return weights;
}

static void note_call(history *h, fl_node *call)
{
    static const char *const
        may_train[] = {"train", "fit",    "learn",   "optim",  "load", "pretrained",
                       "from_", "import", "weights", "params", NULL},
        *const sets[] = {"fill_", "normal_", "uniform_",        "copy_",    "constant_",        "ones_",
                         "set_",  "fill",    "copy_from_slice", "set_data", "reset_parameters", NULL},
        *const clears[] = {"zero_", "zeros_", NULL};
    char name[256];
    fl_dotted(&h->source->program, call->first, name);
    const char *last = strrchr(name, '.') ? strrchr(name, '.') + 1 : name;
    bool method = call->first->kind == FL_NODE_FIELD;
    if (learns_nothing(h->source, call))
        h->idle = call;
    if (fl_known_effect(name) == FL_DOES_TRAIN) {
        if (is_never_reached(h->source, call))
            return;
        h->trained = call;
        h->changed = h->zeroed = h->perhaps = NULL;
    } else if (method && fl_is_one_of(last, clears) && concerns_weights(h->source, call)) {
        h->zeroed = call;
    } else if (method && fl_is_one_of(last, sets) && concerns_weights(h->source, call)) {
        h->changed = call;
    } else if (holds(last, may_train) && strcmp(name, ".train") != 0) {
        h->perhaps = call;
    }
}

/* w -= rate * w.grad */
static bool follows_gradient(const fl_node *assign)
{
    for (const fl_node *n = assign->last; n; n = fl_node_following(n, assign->last))
        if (fl_node_is(n, FL_NODE_FIELD, "grad"))
            return true;
    return false;
}

/* model = Layer(): a loss is a module too, and has no weights. */
static bool makes_model(fl_source *s, fl_node *node)
{
    char name[256];
    if (node->kind != FL_NODE_ASSIGN || node->first->kind != FL_NODE_NAME ||
        !fl_node_is(node->last, FL_NODE_CALL, NULL))
        return false;
    return fl_model_of(&s->evaluator, node->last) &&
           !fl_ends_with(fl_dotted(&s->program, node->last->first, name), "Loss");
}

static void note(void *context, fl_node *node)
{
    history *h = context;
    if (makes_model(h->source, node))
        h->models++;
    if (node == h->model)
        *h = (history){.source = h->source, .model = h->model, .made = true, .models = h->models};
    else if (h->made && node->kind == FL_NODE_CALL && node->first)
        note_call(h, node);
    else if (h->made && node->kind == FL_NODE_ASSIGN && concerns_weights(h->source, node->first))
        *(follows_gradient(node) ? &h->trained : &h->changed) = node;
}

/* The assignment behind the model of the timed inference, if it makes a new one there; NULL. */
static const fl_node *timed_model(fl_source *s)
{
    fl_node *infers = s->measuring.timed.place[FL_DOES_PREDICT];
    fl_node *node = fl_node_is(infers, FL_NODE_CALL, NULL) ? infers->first : NULL;
    if (node && node->kind == FL_NODE_FIELD)
        node = node->first;
    for (int deep = 0; node && node->kind == FL_NODE_NAME && deep < 8; deep++) {
        const fl_node *meaning = fl_meaning(&s->program, node);
        if (fl_node_is(meaning, FL_NODE_PARAMETER, NULL)) {
            node = fl_argument_of(&s->evaluator, meaning);
            continue;
        }
        if (!fl_node_is(meaning, FL_NODE_ASSIGN, NULL))
            return NULL;
        node = fl_assigned_to(meaning, node->text);
        fl_effects made = {0};
        if (fl_node_is(node, FL_NODE_CALL, NULL))
            fl_effects_of(&s->evaluator, node, &made);
        if (made.place[FL_DOES_CREATE_MODEL])
            return meaning;
    }
    return NULL;
}

void fl_source_trained(fl_source *s)
{
    if (!s->measuring.main || !s->named || s->given->by_lab) /* the lab hands over a model of its own */
        return;
    history h = {.source = s, .model = timed_model(s)};
    if (!h.model || !fl_source_executed(s, note, &h) || !h.made)
        return;
    const fl_node *last = h.zeroed ? h.zeroed : h.changed;
    const fl_side_nature *nature = &s->audit->natures[s->concerns];
    if (nature->known && !nature->trains) /* whether the other side does decides: fl_judge_applicability() */
        return;
    if (!h.trained && !h.perhaps && !h.changed)
        fl_source_add(s, 51, FL_POINT_FAIL, h.model,
                      "nothing trains the model that is made here before it is timed");
    if (h.idle)
        fl_source_add(s, 51, FL_POINT_FAIL, h.idle, "a learning rate of zero trains nothing");
    if (h.trained && !h.perhaps && !h.idle && !last && h.models <= 1 && s->whole)
        fl_source_add(s, 51, FL_POINT_PASS, h.trained,
                      "the only model that is made is trained here, before it is timed");
    if (h.zeroed && !h.perhaps)
        fl_source_add(s, 52, FL_POINT_FAIL, h.zeroed, "weights are set to zero before the model is timed");
    for (int point = 51; last && point <= 52; point++)
        fl_source_block(s, point, last, "weights are set by hand before the model is timed");
}
