/* Points 15, 34 and 73: is the model that is timed set to infer? */
#include <stdio.h>
#include <string.h>

#include "bench/audit/providers/sources_order.h"
#include "bench/audit/providers/verdicts.h"

/* x.eval(), x.train(…) */
static bool is_mode_call(const fl_node *n)
{
    return n && n->kind == FL_NODE_CALL && n->first->kind == FL_NODE_FIELD &&
           (strcmp(n->first->text, "eval") == 0 || strcmp(n->first->text, "train") == 0);
}

static bool sets_to_infer(const fl_node *call)
{
    const fl_node *given = call->last->kind == FL_NODE_KEYWORD ? call->last->first : call->last;
    return strcmp(call->first->text, "eval") == 0 || fl_node_is(given, FL_NODE_TRUTH, "false");
}

/* context: const fl_node *, the last call of eval or train. */
static void note_mode(void *context, fl_node *node)
{
    if (is_mode_call(node))
        *(const fl_node **)context = node;
}

/* ---- what the timed loop may reach ---- */

enum { MOST_REACHED = 256 };

typedef struct reach {
    const fl_node *trees[MOST_REACHED]; /* the loop, then functions, classes and closures */
    size_t count;
    bool all; /* more than fit */
} reach;

/* What a function, a class or a variable that holds a closure is called; NULL: it is none of these. */
static const char *name_of_code(const fl_node *n)
{
    if (n->kind == FL_NODE_FUNCTION || n->kind == FL_NODE_CLASS)
        return n->text;
    if (n->kind != FL_NODE_ASSIGN || n->first->kind != FL_NODE_NAME)
        return NULL;
    for (const fl_node *k = n->last; k; k = fl_node_following(k, n->last))
        if (k->kind == FL_NODE_LAMBDA)
            return n->first->text;
    return NULL;
}

static bool names(const fl_node *tree, const char *word)
{
    static const char *const always[] = {"forward", "__call__", NULL}; /* model(x) names neither */
    for (const fl_node *n = tree; n; n = fl_node_following(n, tree))
        if ((n->kind == FL_NODE_NAME || n->kind == FL_NODE_FIELD) && strcmp(n->text, word) == 0)
            return true;
    return fl_is_one_of(word, always);
}

static void add_reached(reach *r, const fl_node *tree)
{
    for (size_t i = 0; i < r->count; i++)
        if (r->trees[i] == tree)
            return;
    if (r->count == MOST_REACHED)
        r->all = true;
    else
        r->trees[r->count++] = tree;
}

/* By names, whatever they mean there: too much rather than too little. */
static bool may_be_timed(const fl_source *s, const fl_node *node)
{
    const fl_region *main = s->measuring.main;
    reach r = {.count = 0};
    add_reached(&r, main->loop ? main->loop : main->start->parent);
    for (size_t at = 0; at < r.count && !r.all; at++) {
        if (fl_node_is_within(node, r.trees[at]))
            return true;
        for (size_t i = 0; i < s->program.file_count; i++)
            for (const fl_node *n = s->program.files[i].module; n;
                 n = fl_node_following(n, s->program.files[i].module)) {
                const char *name = name_of_code(n);
                if (name && names(r.trees[at], name))
                    add_reached(&r, n);
            }
    }
    return r.all;
}

/* ---- randomness ---- */

/* Nothing random, nothing remembered: a layer that infers, and neither dropout nor random numbers. */
static void judge_determinism(fl_source *s, bool infers)
{
    static const char *const random[] = {"torch.nn.Dropout",
                                         "torch.nn.functional.dropout",
                                         "torch.rand",
                                         "torch.randn",
                                         "torch.randint",
                                         "numpy.random.",
                                         "random.random",
                                         "random.",
                                         "rand.",
                                         "Tensor.randn",
                                         NULL};
    const fl_node *found = fl_source_find(s, random, NULL);
    while (found && !may_be_timed(s, found)) /* drawn once, before: weights, a seed */
        found = fl_source_find(s, random, found);
    const fl_measuring *m = &s->measuring;
    if (infers && s->whole && !found && m->timed.place[FL_DOES_PREDICT] && !m->timed.place[FL_DOES_UNKNOWN])
        fl_source_add(s, 73, PASS, m->timed.place[FL_DOES_PREDICT],
                      "one input, a model that only infers, and nothing random in what is timed");
    else
        fl_source_add(s, 73, UNCHECKED, found, "%.180s",
                      found      ? "what is random here may be timed"
                      : s->whole ? "the model's mode or what is timed is not known"
                                 : s->gap);
}

/* What __init__, which always runs, makes of a member: the value that it assigns, if the class assigns one
 * and only there; a call behind the assignment that says more of the mode. */
static fl_node *value_of_member(const fl_node *member, fl_node **said)
{
    const fl_node *class_node = member, *assign = NULL;
    size_t count = 0;
    while (class_node && class_node->kind != FL_NODE_CLASS)
        class_node = class_node->parent;
    for (const fl_node *n = class_node; n; n = fl_node_following(n, class_node))
        if (n->kind == FL_NODE_ASSIGN && fl_node_is(n->first, FL_NODE_FIELD, member->text)) {
            assign = n;
            count++;
        }
    if (count != 1 || !assign)
        return NULL;
    const fl_node *function = fl_function_of(assign, true);
    if (!fl_node_is(function, FL_NODE_FUNCTION, "__init__"))
        return NULL;
    for (fl_node *n = assign->next; n; n = n->next)
        if (is_mode_call(n) && fl_node_is(n->first->first, FL_NODE_FIELD, member->text))
            *said = n;
    return fl_node_child(assign, 1);
}

/* nn.Linear(…).to("cpu").eval(): the call that says in
 * which mode the object is that a name or member holds. */
static fl_node *mode_of_object(fl_source *s, fl_node *node)
{
    static const char *const same[] = {"to", "cpu", "float", "requires_grad_", NULL};
    for (int deep = 0; node && deep < 12; deep++) {
        fl_node *said = NULL, *next = NULL;
        if (is_mode_call(node))
            return node;
        if (node->kind == FL_NODE_NAME) {
            const fl_node *m = fl_meaning(&s->program, node);
            if (fl_node_is(m, FL_NODE_ASSIGN, NULL))
                next = fl_assigned_to(m, node->text);
        } else if (node->kind == FL_NODE_FIELD && fl_node_is(node->first, FL_NODE_NAME, "self")) {
            next = value_of_member(node, &said);
        } else if (node->kind == FL_NODE_CALL && node->first->kind == FL_NODE_FIELD &&
                   fl_is_one_of(node->first->text, same)) {
            next = node->first->first;
        }
        if (said)
            return said;
        node = next;
    }
    return NULL;
}

/* Another statement about some model's mode, of this kind. */
static const fl_node *other_mode(const fl_source *s, const fl_node *but, bool infers)
{
    for (size_t i = 0; i < s->program.file_count; i++)
        for (const fl_node *n = s->program.files[i].module; n;
             n = fl_node_following(n, s->program.files[i].module))
            if (n != but && is_mode_call(n) && sets_to_infer(n) == infers)
                return n;
    return NULL;
}

typedef struct mode {
    fl_point_verdict verdict;
    const fl_node *where;
    const char *text;
} mode;

/* copy.deepcopy(model).eval(), model.training = True: another object, another way. */
static const fl_node *mode_otherwise(const fl_source *s, const fl_node *said)
{
    static const char *const copies[] = {"deepcopy", "copy", "clone", NULL};
    const fl_node *object = said ? said->first->first : NULL;
    if (object && fl_node_is(object, FL_NODE_CALL, NULL) && fl_is_one_of(object->first->text, copies))
        return object;
    for (size_t i = 0; i < s->program.file_count; i++)
        for (const fl_node *n = s->program.files[i].module; n;
             n = fl_node_following(n, s->program.files[i].module))
            if (n->kind == FL_NODE_ASSIGN && fl_node_is(n->first, FL_NODE_FIELD, "training"))
                return n;
    return NULL;
}

static mode mode_by_order(fl_source *s, const fl_node *last)
{
    if (sets_to_infer(last) && !fl_happens_always(s, last))
        return (mode){UNCHECKED, last, "whether this is said of the model depends on a condition"};
    if (sets_to_infer(last))
        return (mode){PASS, last,
                      "the model is put into evaluation mode, and not out of it before the timed loop"};
    return (mode){FAIL, last, "this is the last thing said of the model's mode before the timed loop"};
}

static mode mode_by_object(const fl_source *s, const fl_node *said)
{
    const fl_node *train = other_mode(s, said, false);
    if (!sets_to_infer(said))
        return (mode){FAIL, said, "the model that is timed is left in training mode"};
    if (train)
        return (mode){UNCHECKED, train, "whether this happens to the model that is timed is not followed"};
    return (mode){PASS, said,
                  "the model that is timed is put into evaluation mode, and nothing puts one out of it"};
}

static mode find_mode(fl_source *s)
{
    static const char *const logistic[] = {"aprender.classification.LogisticRegression.",
                                           "aprender.prelude.LogisticRegression.", NULL};
    const fl_node *last = NULL;
    const fl_node *infers = s->measuring.timed.place[FL_DOES_PREDICT];
    const fl_node *said =
        s->python && fl_node_is(infers, FL_NODE_CALL, NULL) ? mode_of_object(s, infers->first) : NULL;
    const fl_side_nature *nature = &s->audit->natures[s->concerns];
    bool reached = fl_source_executed(s, note_mode, &last);
    const fl_node *always = s->rust ? fl_source_find(s, logistic, NULL) : NULL;
    if (s->arrays)
        return (mode){PASS, infers, "what is timed multiplies arrays, which know no training mode"};
    if (last)
        return mode_by_order(s, last);
    if (said)
        return mode_by_object(s, said);
    if (always)
        return (mode){PASS, always, "this model knows no training mode"};
    if ((s->python && !s->torch) || (s->c && s->whole))
        return (mode){PASS, NULL, "nothing that it calls knows a training mode"};
    if (s->rust && nature->known && nature->cpu_only && !nature->torch && !nature->python)
        return (mode){PASS, NULL, "none of the crates that are locked knows a training mode"};
    if (s->python && s->named && reached && !other_mode(s, NULL, true))
        return (mode){FAIL, NULL,
                      "nothing puts the model into evaluation mode; a module begins in training mode"};
    return (mode){UNCHECKED, NULL, "whether the model is set to infer was not found"};
}

void fl_source_mode(fl_source *s)
{
    if (!s->measuring.main)
        return;
    mode found = find_mode(s);
    const fl_node *said =
        fl_node_is(found.where, FL_NODE_CALL, NULL) && is_mode_call(found.where) ? found.where : NULL;
    const fl_node *otherwise = found.verdict == PASS && s->torch ? mode_otherwise(s, said) : NULL;
    if (otherwise)
        found = (mode){UNCHECKED, otherwise,
                       "whether this is the mode of the model that is timed is not followed"};
    fl_source_add(s, 15, found.verdict, found.where, "%s", found.text);
    judge_determinism(s, found.verdict == PASS);
    if (s->torch)
        fl_source_add(s, 34, found.verdict, found.where, "%s", found.text);
}
