/* Points 51 and 52 as the sources tell them: is the model that is timed the one that was trained? */
#define _GNU_SOURCE /* strcasestr */
#include <math.h>
#include <string.h>

#include "bench/audit/providers/sources_order.h"
#include "bench/audit/providers/sources_used.h"
#include "bench/audit/reader/known_calls.h"
#include "bench/audit/reader/models.h"

enum { MOST_MENTIONS = 64, MOST_CALLERS = 16 };

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
    const fl_node
        *odd; /* leaves open what training comes to: a part that is frozen, a loss that is maximised */
    bool backward, stepped;  /* gradients were computed; and followed */
    const fl_node *loaded;   /* the last call that brings the weights of the given file */
    bool any_trained;        /* something was, of whatever model */
    const fl_node *saved;    /* where the first model's weights were written behind its training */
    const fl_node *restored; /* the last call that brings these back */
    const fl_node
        *mentions[MOST_MENTIONS]; /* names of it that were passed on the way, wherever it is trained */
    size_t mentioned;
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
            return fabs(fl_evaluate_number(&s->evaluator, n->first, NULL)) < 1e-9;
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

/* A name of the model that is timed, or of what the function that makes it calls it. */
static void note_mention(history *h, fl_node *name)
{
    fl_program *program = &h->source->program;
    const fl_node *made = h->model->last, *m = fl_meaning(program, name);
    const fl_node *maker =
        fl_node_is(made, FL_NODE_CALL, NULL) && made->first ? fl_called_function(program, made->first) : NULL;
    bool within = maker && fl_node_is(m, FL_NODE_ASSIGN, NULL) && fl_function_of(m, false) == maker &&
                  fl_node_is(m->last, FL_NODE_CALL, NULL) && fl_model_of(&h->source->evaluator, m->last);
    if ((m == h->model || within) && h->mentioned < MOST_MENTIONS)
        h->mentions[h->mentioned++] = name;
}

/* NOLINTBEGIN(misc-no-recursion): deep is limited */
static bool is_timed(history *h, fl_node *node, int deep);

/* self.model: what is assigned to a member of that name in its class. */
static bool is_timed_member(history *h, const fl_node *field, int deep)
{
    const fl_node *class_node = field;
    while (class_node && class_node->kind != FL_NODE_CLASS)
        class_node = class_node->parent;
    for (const fl_node *n = class_node; n; n = fl_node_following(n, class_node))
        if (n->kind == FL_NODE_ASSIGN && fl_node_is(n->first, FL_NODE_FIELD, field->text))
            return is_timed(h, n->last, deep + 1);
    return false;
}

/* Whether an expression is the model that is timed, or its parameters: a copy is not. */
static bool is_timed(history *h, fl_node *node, int deep)
{
    static const char *const same[] = {
        "to",   "cpu",    "float", "eval", "train",  "requires_grad_",   "parameters",
        "list", "values", "tuple", "iter", "filter", "named_parameters", "parameters_mut",
        NULL};
    fl_program *program = &h->source->program;
    if (!node || deep > 8)
        return false;
    if (node->kind == FL_NODE_CALL && node->first && fl_is_one_of(node->first->text, same))
        return is_timed(h, node->first->kind == FL_NODE_FIELD ? node->first->first : node->last, deep + 1);
    if (fl_node_is(node, FL_NODE_FIELD, NULL) && fl_node_is(node->first, FL_NODE_NAME, "self"))
        return is_timed_member(h, node, deep + 1);
    if (node->kind == FL_NODE_FIELD || node->kind == FL_NODE_INDEX)
        return is_timed(h, node->first, deep + 1);
    const fl_node *m = node->kind == FL_NODE_NAME ? fl_meaning(program, node) : NULL;
    if (!m)
        return false;
    for (size_t i = 0; i < h->mentioned; i++)
        if (h->mentions[i] == node)
            return true;
    if (m->kind == FL_NODE_FOR || m->kind == FL_NODE_GENERATOR)
        return is_timed(h, fl_node_child(m, 1), deep + 1);
    if (m->kind == FL_NODE_ASSIGN)
        return m != h->model && is_timed(h, fl_assigned_to(m, node->text), deep + 1);
    const fl_node *function = m->kind == FL_NODE_PARAMETER ? fl_function_of(m, true) : NULL;
    if (!fl_node_is(function, FL_NODE_FUNCTION, NULL))
        return false;
    int callers = 0;
    for (fl_node *call = NULL;
         callers < MOST_CALLERS && (call = fl_next_call_of(program, function, call)) != NULL; callers++)
        if (is_timed(h, fl_argument_for(call, m), deep + 1))
            return true;
    return false;
}
/* NOLINTEND(misc-no-recursion) */

static bool mentions_timed(history *h, fl_node *root)
{
    for (fl_node *n = root; n; n = fl_node_following(n, root))
        if (n->kind == FL_NODE_NAME && is_timed(h, n, 0))
            return true;
    return false;
}

/* What a node is seen to train: the parameters of an optimizer, the model of model.fit(…), the weights of w -= … * w.grad */
static fl_node *trained_by(history *h, const fl_node *n)
{
    char name[256];
    if (n->kind == FL_NODE_ASSIGN)
        return n == h->trained ? n->first : NULL;
    if (n->kind != FL_NODE_CALL || !n->first)
        return NULL;
    if (fl_node_is(n->first, FL_NODE_FIELD, "fit"))
        return n->first->first;
    fl_node *given = n->first->next;
    if (given && fl_node_is(n->first, FL_NODE_FIELD, "step_with_params"))
        return given;
    if (!given || !strstr(fl_dotted(&h->source->program, n->first, name), "optim."))
        return NULL;
    return given->kind == FL_NODE_KEYWORD ? given->first : given;
}

/* Whether what trains is seen to train the model that is timed. */
static bool trains_timed(history *h)
{
    fl_program *program = &h->source->program;
    for (size_t i = 0; i < program->file_count; i++)
        for (fl_node *n = program->files[i].module; n; n = fl_node_following(n, program->files[i].module)) {
            fl_node *given = trained_by(h, n);
            bool listed = given && (given->kind == FL_NODE_LIST || given->kind == FL_NODE_COMPREHENSION);
            if (given && is_timed(h, listed ? given->first : given, 0))
                return true;
        }
    return false;
}

/* torch.save(model.state_dict(), path), while there is one model, and behind its training. */
static void note_saving(history *h, const fl_node *call)
{
    char name[256];
    fl_dotted(&h->source->program, call->first, name);
    h->any_trained |= fl_known_effect(name) == FL_DOES_TRAIN;
    const fl_node *given = strcmp(name, "torch.save") == 0 ? call->first->next : NULL;
    bool state = given && given->kind == FL_NODE_CALL && given->next &&
                 fl_node_is(given->first, FL_NODE_FIELD, "state_dict");
    if (given && h->models <= 1 && h->any_trained && state)
        h->saved = call;
}

/* model.load_state_dict(torch.load(path)) of what was saved so. */
static bool is_restored(history *h, const fl_node *call)
{
    fl_node *read = call->first->next,
            *path = fl_node_is(read, FL_NODE_CALL, NULL) ? fl_node_child(read, 1) : NULL;
    fl_node *where = h->saved ? h->saved->first->next->next : NULL;
    if (!path || !where)
        return false;
    fl_value v = fl_evaluate(&h->source->evaluator, path, NULL),
             w = fl_evaluate(&h->source->evaluator, where, NULL);
    return v.kind == FL_VALUE_STRING && w.kind == FL_VALUE_STRING && strcmp(v.text, w.text) == 0;
}

static void note_load(history *h, fl_node *call)
{
    const fl_case_side *side = h->source->side;
    bool state = fl_node_is(call->first, FL_NODE_FIELD, "load_state_dict");
    for (fl_node *n = state ? call->first->first : NULL; n; n = fl_node_following(n, call->first->first))
        if (n->kind == FL_NODE_NAME) /* it is visited behind the call */
            note_mention(h, n);
    if (state && side->has_model && fl_is_given_file(h->source, call->first->next, side->model_path) &&
        mentions_timed(h, call->first->first)) {
        h->loaded = call;
        h->trained = h->changed = h->zeroed = h->perhaps = NULL;
    } else if (state && is_restored(h, call)) {
        h->perhaps = h->restored = call;
    } else if (h->restored && fl_node_is_within(call, h->restored)) {
        return;
    } else if (!(side->has_model && fl_is_given_file(h->source, call, side->model_path))) {
        h->perhaps = call; /* what only reads the given file changes nothing */
    }
}

/* What training comes to where this is executed is not told. */
static bool is_odd(fl_source *s, const fl_node *call)
{
    const char *word = call->first->text;
    if (strcmp(word, "requires_grad_") == 0)
        return call->last != call->first && !fl_node_is(call->last, FL_NODE_TRUTH, "true") &&
               !(call->last->kind == FL_NODE_KEYWORD && fl_node_is(call->last->first, FL_NODE_TRUTH, "true"));
    if (strcmp(word, "backward") == 0) /* (0 * loss).backward() */
        return call->first->first && call->first->first->kind != FL_NODE_NAME &&
               call->first->first->kind != FL_NODE_CALL;
    for (const fl_node *n = call->first->next; n; n = n->next)
        if (fl_node_is(n, FL_NODE_KEYWORD, "maximize") ||
            ((fl_node_is(n, FL_NODE_KEYWORD, "lr") || fl_node_is(n, FL_NODE_KEYWORD, "learning_rate")) &&
             fl_evaluate_number(&s->evaluator, n->first, NULL) < 0))
            return true;
    return false;
}

static void note_training(history *h, const fl_node *call, const char *last)
{
    static const char *const whole[] = {"fit", "partial_fit", "step_with_params", NULL};
    h->backward |= strcmp(last, "backward") == 0 || fl_is_one_of(last, whole);
    h->stepped |= strcmp(last, "step") == 0 || fl_is_one_of(last, whole);
    h->trained = call;
    h->changed = h->zeroed = h->perhaps = NULL;
}

/* Rust: std::mem::swap(&mut model, &mut other) */
static bool is_exchange(history *h, const fl_node *call, const char *last)
{
    static const char *const exchanges[] = {"swap", "replace", "take", NULL};
    for (fl_node *n = h->source->rust && fl_is_one_of(last, exchanges) ? call->first->next : NULL; n;
         n = n->next)
        if (n->kind == FL_NODE_NAME && (fl_meaning(&h->source->program, n) == h->model || is_timed(h, n, 0)))
            return true;
    return false;
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
    if (is_odd(h->source, call))
        h->odd = call;
    if (fl_known_effect(name) == FL_DOES_TRAIN) {
        if (is_never_reached(h->source, call))
            return;
        note_training(h, call, last);
    } else if (method && fl_is_one_of(last, clears) && concerns_weights(h->source, call)) {
        h->zeroed = call;
    } else if ((method && fl_is_one_of(last, sets) && concerns_weights(h->source, call)) ||
               strcmp(last, "vector_to_parameters") == 0 || is_exchange(h, call, last)) {
        h->changed = call;
    } else if (holds(last, may_train) && strcmp(name, ".train") != 0) {
        note_load(h, call);
    }
}

/* Rust: *slot = Linear::new(…), where let slot = &mut model stands before. */
static bool fills_slot(const history *h, const fl_node *assign)
{
    const fl_node *slot = assign->first, *function = h->source->rust ? fl_function_of(assign, false) : NULL;
    for (const fl_node *n = slot->kind == FL_NODE_NAME ? function : NULL; n;
         n = fl_node_following(n, function))
        if (n != assign && n->kind == FL_NODE_ASSIGN && fl_node_is(n->first, FL_NODE_NAME, slot->text) &&
            fl_node_is(n->last, FL_NODE_NAME, NULL) && fl_meaning(&h->source->program, n->last) == h->model)
            return true;
    return false;
}

/* w -= rate * w.grad */
static bool follows_gradient(const fl_node *assign)
{
    for (const fl_node *n = assign->last; n; n = fl_node_following(n, assign->last))
        if (fl_node_is(n, FL_NODE_FIELD, "grad"))
            return true;
    return false;
}

static void note_assignment(history *h, const fl_node *node)
{
    bool follows = follows_gradient(node);
    *(follows ? &h->trained : &h->changed) = node;
    h->stepped |= follows;
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
    if (node->kind == FL_NODE_NAME)
        note_mention(h, node);
    if (node->kind == FL_NODE_CALL && node->first)
        note_saving(h, node);
    if (node == h->model)
        *h = (history){.source = h->source,
                       .model = h->model,
                       .made = true,
                       .models = h->models,
                       .any_trained = h->any_trained,
                       .saved = h->saved};
    else if (h->made && node->kind == FL_NODE_CALL && node->first)
        note_call(h, node);
    else if (h->made && node->kind == FL_NODE_ASSIGN && concerns_weights(h->source, node->first))
        note_assignment(h, node);
    else if (h->made && node->kind == FL_NODE_ASSIGN && fills_slot(h, node))
        h->changed = node;
}

/* Infers(model), of a class of the program that is no module: the model that it asks; NULL. */
static fl_node *wrapped_model(fl_source *s, const fl_node *made)
{
    fl_node *callee = fl_node_is(made, FL_NODE_CALL, NULL) ? made->first : NULL;
    const fl_node *class_node =
        fl_node_is(callee, FL_NODE_NAME, NULL) ? fl_meaning(&s->program, callee) : NULL;
    if (!callee || !fl_node_is(class_node, FL_NODE_CLASS, NULL) || fl_extends_torch(&s->program, class_node))
        return NULL;
    for (fl_node *n = callee->next; n; n = n->next)
        if (n->kind == FL_NODE_NAME && fl_model_of(&s->evaluator, n))
            return n;
    return NULL;
}

/* train(model, …) that returns what it was given: that; NULL. */
static fl_node *returned_argument(fl_source *s, const fl_node *call)
{
    const fl_node *own = fl_node_is(call, FL_NODE_CALL, NULL) && call->first
                             ? fl_called_function(&s->program, call->first)
                             : NULL;
    const fl_node *body = own ? fl_node_child(own, 1) : NULL;
    for (const fl_node *n = body; n; n = fl_node_following(n, body)) {
        if (n->kind != FL_NODE_RETURN || !fl_node_is(n->first, FL_NODE_NAME, NULL))
            continue;
        const fl_node *m = fl_meaning(&s->program, n->first);
        fl_node *given = fl_node_is(m, FL_NODE_PARAMETER, NULL) ? fl_argument_for(call, m) : NULL;
        if (fl_node_is(given, FL_NODE_NAME, NULL) && fl_function_of(m, false) == own)
            return given;
    }
    return NULL;
}

/* model.eval(), self.model: the name that is meant. */
static fl_node *peeled(fl_node *node)
{
    static const char *const same[] = {"eval", "to", "cpu", "float", "train", "requires_grad_", NULL};
    for (int deep = 0; node && deep < 8; deep++) {
        bool member = node->kind == FL_NODE_FIELD && fl_node_is(node->first, FL_NODE_NAME, "self");
        const fl_node *class_node = member ? node : NULL;
        fl_node *next = NULL;
        if (node->kind == FL_NODE_CALL && fl_node_is(node->first, FL_NODE_FIELD, NULL) &&
            fl_is_one_of(node->first->text, same))
            next = node->first->first;
        while (class_node && class_node->kind != FL_NODE_CLASS)
            class_node = class_node->parent;
        for (const fl_node *n = class_node; n && !next; n = fl_node_following(n, class_node))
            if (n->kind == FL_NODE_ASSIGN && fl_node_is(n->first, FL_NODE_FIELD, node->text))
                next = n->last;
        if (!next || next == node)
            break;
        node = next;
    }
    return node;
}

/* The assignment behind the model of the timed inference, if it makes a new one there; NULL. */
static const fl_node *timed_model(fl_source *s)
{
    fl_node *infers = s->measuring.timed.place[FL_DOES_PREDICT];
    fl_node *node = fl_node_is(infers, FL_NODE_CALL, NULL) ? peeled(infers->first) : NULL;
    if (node && node->kind == FL_NODE_FIELD)
        node = node->first;
    for (int deep = 0; node && node->kind == FL_NODE_NAME && deep < 8; deep++) {
        const fl_node *meaning = fl_meaning(&s->program, node);
        if (fl_node_is(meaning, FL_NODE_PARAMETER, NULL)) {
            node = peeled(fl_argument_of(&s->evaluator, meaning));
            continue;
        }
        if (!fl_node_is(meaning, FL_NODE_ASSIGN, NULL))
            return NULL;
        node = fl_assigned_to(meaning, node->text);
        fl_node *inner = wrapped_model(s, node);
        inner = inner ? inner : returned_argument(s, node);
        if (inner) {
            node = inner;
            continue;
        }
        fl_effects made = {0};
        if (fl_node_is(node, FL_NODE_CALL, NULL))
            fl_effects_of(&s->evaluator, node, &made);
        if (made.place[FL_DOES_CREATE_MODEL])
            return meaning;
    }
    return NULL;
}

/* What a given file says is evidence of the file. It is of the model that is timed only where the sources load exactly that,
 * and train or change nothing behind it, or where they themselves are seen to train that model. */
static void judge_given(fl_source *s, const history *h, bool seen)
{
    const bool loaded = h && h->loaded && !h->trained && !h->perhaps && !h->changed && !h->zeroed;
    const bool restored =
        h && h->restored && h->perhaps == h->restored && !h->trained && !h->changed && !h->zeroed;
    const bool trained = h && seen && !h->loaded && !h->perhaps && !h->idle && !h->changed && !h->zeroed;
    const fl_node *infers = s->measuring.timed.place[FL_DOES_PREDICT];
    if (!(s->python || s->rust) || !s->side->has_model || s->given->by_lab || s->program.file_count == 0)
        return;
    bool multiplied = !h && fl_node_is(infers, FL_NODE_BINARY, NULL); /* x @ w, of what was loaded */
    for (fl_node *n = !h && infers ? infers->first : NULL;
         n && !(loaded || trained || restored || s->altered); n = n->next) {
        bool given = (multiplied || n != infers->first) && fl_is_given_file(s, n, s->side->model_path);
        if (given)
            return;
    }
    for (int point = 51; point <= 52 && (s->altered || !(loaded || trained || restored)); point++)
        fl_source_block(s, point,
                        s->altered ? s->altered
                        : h        ? h->model
                                   : infers,
                        "the sources are not seen to time the model of the given file: %.60s",
                        s->side->model_path);
}

static void judge_history(fl_source *s, const history *h, bool seen)
{
    const fl_node *last = h->zeroed ? h->zeroed : h->changed;
    const fl_side_nature *nature = &s->audit->natures[s->concerns];
    if (nature->known && !nature->trains) /* whether the other side does decides: fl_judge_applicability() */
        return;
    if (!h->trained && !h->perhaps && !h->changed && !h->loaded)
        fl_source_add(s, 51, FL_POINT_FAIL, h->model,
                      "nothing trains the model that is made here before it is timed");
    if (h->idle)
        fl_source_add(s, 51, FL_POINT_FAIL, h->idle, "a learning rate of zero trains nothing");
    if (h->trained && !h->perhaps && !h->idle && !last && h->models <= 1 && s->whole && (seen || !s->python))
        fl_source_add(s, 51, FL_POINT_PASS, h->trained,
                      "the only model that is made is trained here, before it is timed");
    if (h->zeroed && !h->perhaps)
        fl_source_add(s, 52, FL_POINT_FAIL, h->zeroed, "weights are set to zero before the model is timed");
    for (int point = 51; last && point <= 52; point++)
        fl_source_block(s, point, last, "weights are set by hand before the model is timed");
}

void fl_source_trained(fl_source *s)
{
    if (s->given->by_lab) /* the lab hands over a model of its own */
        return;
    history h = {.source = s, .model = s->measuring.main ? timed_model(s) : NULL};
    bool followed = h.model && fl_source_executed(s, note, &h) && h.made;
    bool seen = followed && h.trained && h.backward && h.stepped && !h.odd && trains_timed(&h);
    if (followed && s->named)
        judge_history(s, &h, seen);
    judge_given(s, followed && s->named ? &h : NULL, seen);
}
