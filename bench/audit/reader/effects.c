#include <math.h>
#include <string.h>

#include "bench/audit/reader/by_hand.h"
#include "bench/audit/reader/early.h"
#include "bench/audit/reader/known_calls.h"
#include "bench/audit/reader/models.h"
#include "bench/audit/reader/products.h"
#include "bench/audit/reader/several.h"

enum { MOST_CALLS_DEEP = 6 };

/* ---- the walk ---- */

typedef struct walk {
    fl_evaluator *e;
    fl_effects *effects;
    double times;  /* how often what is looked at happens */
    bool counting; /* inferences count */
    bool by_hand;  /* within an inference that is written out */
    int deep;
} walk;

static void note(walk *w, fl_effect effect, fl_node *place)
{
    if (!w->effects->place[effect])
        w->effects->place[effect] = place;
}

/* NOLINTBEGIN(misc-no-recursion): calls at most MOST_CALLS_DEEP, aliases limited */

static void look(walk *w, fl_node *node);

static void look_children(walk *w, fl_node *node)
{
    for (fl_node *n = node->first; n; n = n->next)
        look(w, n);
}

static void look_into(walk *w, const fl_node *function, bool counting, bool by_hand)
{
    if (w->deep >= MOST_CALLS_DEEP || !fl_node_child(function, 1))
        return;
    walk inner = *w;
    inner.deep++;
    inner.counting = counting;
    inner.by_hand = by_hand;
    look(&inner, fl_node_child(function, 1));
}

/* An inference that is written out: by the name of its function, or, where no other is timed, by what it adds up. */
static void note_by_hand(walk *w, fl_node *place, bool named)
{
    if (named || !w->effects->place[FL_DOES_PREDICT])
        w->effects->predictions += w->times;
    else
        w->effects->by_hand_again = true;
    note(w, FL_DOES_PREDICT, place);
}

/* What a function's decorators do with its calls: NULL where it is known. */
static fl_node *wrapper_of(walk *w, const fl_node *function)
{
    char name[256];
    for (fl_node *a = function->first; a; a = a->next) {
        const fl_program_file *file = &w->e->program->files[a->file];
        if (a->kind == FL_NODE_ATTRIBUTE && !file->c &&
            !(file->rust ? fl_is_plain_attribute(a) : fl_is_plain_decorator(fl_decorator_of(w->e, a, name))))
            return a;
    }
    return NULL;
}

/* Gradients that are switched off for each call by itself. */
static void look_at_wrappers(walk *w, const fl_node *function)
{
    char name[256];
    fl_node *wrapper = wrapper_of(w, function);
    if (wrapper) {
        w->effects->perhaps = true;
        note(w, FL_DOES_UNKNOWN, wrapper);
    }
    for (fl_node *a = function->first; a; a = a->next)
        if (a->kind == FL_NODE_ATTRIBUTE && fl_is_gradient_switch(fl_decorator_of(w->e, a, name)))
            note(w, FL_DOES_SWITCH, a);
}

static void look_at_own(walk *w, fl_node *call, const fl_node *own)
{
    fl_effects before = *w->effects;
    if (w->counting)
        look_at_wrappers(w, own);
    bool named = fl_is_called_inference(own->text),
         adds = !w->e->program->files[own->file].c && fl_adds_products(w->e, fl_node_child(own, 1));
    look_into(w, own, w->counting, w->by_hand);
    w->effects->perhaps |=
        w->counting && w->effects->predictions != before.predictions && fl_is_put_off(call, own);
    w->effects->perhaps |= w->counting && w->effects->predictions != before.predictions &&
                           (fl_returns_early(w->e, own) || fl_gives_up_unasked(w->e, call, own));
    if (!w->counting || w->by_hand || w->effects->predictions != before.predictions ||
        !(named || (w->e->by_hand && w->deep == 0 && adds)))
        return;
    if (adds) { /* again, knowing that its loops are the inference */
        *w->effects = before;
        look_at_wrappers(w, own);
        look_into(w, own, w->counting, true);
    } else {
        w->effects->place[FL_DOES_BUSY] = before.place[FL_DOES_BUSY];
        w->effects->place[FL_DOES_ALLOCATE] = before.place[FL_DOES_ALLOCATE]; /* and its answer's memory */
    }
    note_by_hand(w, call, named);
    /* called an inference, and nothing in it computes one or may do so */
    const fl_program_file *file = &w->e->program->files[own->file];
    bool unseen = w->deep >= MOST_CALLS_DEEP || w->effects->place[FL_DOES_UNKNOWN];
    w->effects->perhaps |=
        fl_returns_early(w->e, own) ||
        (named && !adds &&
         (file->c ? !fl_adds_products(w->e, fl_node_child(own, 1)) : file->rust || !unseen));
}

/* A thing that one of several calls hands over, called here. */
static void look_at_given(walk *w, fl_node *call, fl_node *given)
{
    char name[64] = ".";
    const fl_node *model = fl_model_of(w->e, given), *forward = fl_forward_of(model);
    const fl_node *own = given->kind == FL_NODE_LAMBDA ? given
                         : given->kind == FL_NODE_NAME || given->kind == FL_NODE_FIELD
                             ? fl_called_function(w->e->program, given)
                             : NULL;
    bool method = given->kind == FL_NODE_FIELD;
    strncat(name, method ? given->text : "", sizeof name - 2);
    if (own && !model) {
        look_at_own(w, call, own);
        return;
    }
    if (!model && !(method && fl_is_known_prediction(name))) {
        note(w, FL_DOES_UNKNOWN, call);
        return;
    }
    note(w, FL_DOES_PREDICT, call);
    w->effects->predictions += w->counting ? w->times : 0;
    if (forward) {
        look_at_wrappers(w, forward);
        w->effects->perhaps |= fl_returns_early(w->e, forward);
        look_into(w, forward, false, w->by_hand);
    }
}

/* The method of one of several classes, or what one of several calls hands over: what all of them do. */
static bool look_at_several(walk *w, fl_node *call)
{
    const fl_node *methods[FL_MOST_METHODS];
    fl_node *given[FL_MOST_METHODS];
    bool all = true;
    const size_t things = fl_handed_over(w->e->program, call->first, given, &all);
    const size_t count = things ? things : fl_methods_called(w->e->program, call->first, methods, &all);
    fl_effects before = *w->effects, both = before;
    if (count == 0 || (count == 1 && fl_called_function(w->e->program, call->first)))
        return false;
    for (size_t i = 0; i < count; i++) {
        *w->effects = before;
        if (things)
            look_at_given(w, call, given[i]);
        else
            look_at_own(w, call, methods[i]);
        if (i == 0)
            both = *w->effects;
        else
            fl_effects_either(&both, w->effects, &before, call);
    }
    if (!before.place[FL_DOES_PREDICT] && both.place[FL_DOES_PREDICT])
        both.place[FL_DOES_PREDICT] = call;
    *w->effects = both;
    w->effects->perhaps |= !all;
    return true;
}

/* Within an inference that is written out: what its sums of products are made of. */
static bool is_part_of_sum(walk *w, fl_node *call)
{
    static const char *const parts[] = {"zip",  "enumerate", "sum",    "fsum",   "sumprod", "fold", "map",
                                        "iter", "range",     "copied", "chunks", "mul",     NULL};
    const fl_node *statement = call;
    if (!w->by_hand || !fl_is_one_of(call->first->text, parts))
        return false;
    if (strcmp(call->first->text, "map") == 0 && fl_node_is(call->first, FL_NODE_NAME, NULL) &&
        !(call->first->next && strcmp(call->first->next->text, "mul") == 0))
        return false; /* what map(f, …) does is what f does */
    while (statement->parent && statement->parent->kind != FL_NODE_BLOCK)
        statement = statement->parent;
    return fl_adds_products(w->e, statement);
}

static bool is_called_again(fl_evaluator *e, const fl_node *function)
{
    const fl_node *call = function ? fl_next_call_of(e->program, function, NULL) : NULL;
    return call && fl_next_call_of(e->program, function, call);
}

/* A function that is handed over as an argument and called: measure(lambda: model(x)). */
static const fl_node *handed_over(fl_evaluator *e, fl_node *callee)
{
    const fl_node *m = callee->kind == FL_NODE_NAME ? fl_meaning(e->program, callee) : NULL;
    fl_node *argument = fl_node_is(m, FL_NODE_PARAMETER, NULL) ? fl_argument_of(e, m) : NULL;
    if (argument && e->program->files[callee->file].c && is_called_again(e, fl_function_of(m, false)))
        return NULL; /* which of them is timed is not told */
    if (fl_node_is(argument, FL_NODE_LAMBDA, NULL))
        return argument;
    return fl_node_is(argument, FL_NODE_NAME, NULL) ? fl_called_function(e->program, argument) : NULL;
}

/* lib.predict(x) of a library that ctypes loaded: its name alone says that it infers. */
static bool is_of_loaded_library(walk *w, const fl_node *call)
{
    fl_node *object = fl_node_is(call->first, FL_NODE_FIELD, NULL) ? call->first->first : NULL;
    char name[256];
    for (int deep = 0; deep < 4 && object && object->kind == FL_NODE_NAME; deep++) {
        const fl_node *m = fl_meaning(w->e->program, object);
        if (fl_node_is(m, FL_NODE_PARAMETER, NULL))
            object = fl_argument_of(w->e, m);
        else
            object = fl_node_is(m, FL_NODE_ASSIGN, NULL) ? fl_assigned_to(m, object->text) : NULL;
    }
    return object && object->kind == FL_NODE_CALL && object->first &&
           strncmp(fl_dotted(w->e->program, object->first, name), "ctypes.", 7) == 0;
}

/* Rust: self.linear.forward(x) within a forward of the program is that of what it wraps. */
static bool is_of_what_it_wraps(const walk *w, const fl_node *call, const fl_node *own)
{
    const fl_node *callee = call->first;
    return w->e->program->files[call->file].rust && callee->kind == FL_NODE_FIELD && callee->of_value &&
           !fl_node_is(callee->first, FL_NODE_NAME, "self") && fl_function_of(call, false) == own;
}

static void look_at_call(walk *w, fl_node *call)
{
    char name[256];
    if (!call->first)
        return;
    if (fl_is_clock(w->e, call, name)) {
        note(w, FL_DOES_CLOCK, call);
        return;
    }
    if (look_at_several(w, call))
        return;
    const fl_node *model = call->first->kind == FL_NODE_NAME ? fl_model_of(w->e, call->first) : NULL;
    const fl_node *forward = fl_forward_of(model);
    const fl_node *own = fl_called_function(w->e->program, call->first);
    const fl_program_file *file = &w->e->program->files[call->file];
    bool unresolved = !own && (file->rust || file->c);
    if (!own)
        own = handed_over(w->e, call->first);
    else if (is_of_what_it_wraps(w, call, own))
        own = NULL;
    fl_dotted(w->e->program, call->first, name);
    fl_effect effect = fl_known_effect(name);
    if (fl_names_gpu(w->e, call))
        note(w, FL_DOES_GPU, call);
    if (is_part_of_sum(w, call))
        return;
    if (own && !model) {
        look_at_own(w, call, own);
    } else if (fl_is_prediction(w->e, call)) {
        note(w, FL_DOES_PREDICT, call);
        w->effects->predictions += w->counting ? w->times : 0;
        w->effects->perhaps |= is_of_loaded_library(w, call);
        /* of several functions of that name it is not told which */
        w->effects->perhaps |= w->counting && unresolved && fl_may_be_own(w->e->program, call->first);
        if (forward) {
            look_at_wrappers(w, forward);
            w->effects->perhaps |= fl_returns_early(w->e, forward);
            look_into(w, forward, false, w->by_hand);
        }
    } else if (effect != FL_EFFECTS) {
        note(w, effect, call);
    } else if (call->first->kind == FL_NODE_NAME &&
               fl_node_is(fl_meaning(w->e->program, call->first), FL_NODE_CLASS, NULL)) {
        const fl_node *class_node = fl_meaning(w->e->program, call->first);
        note(w, fl_is_module_class(w->e, class_node) ? FL_DOES_CREATE_MODEL : FL_DOES_ALLOCATE, call);
    } else if (!fl_is_harmless(name) && strcmp(call->text, "{}") != 0 &&
               !(w->e->program->files[call->file].rust && fl_is_harmless_in_rust(name))) {
        note(w, FL_DOES_UNKNOWN, call);
    }
}

/* A product that is written out: its sums are the inference; what else stands in its loops is looked at. */
static bool look_at_product(walk *w, fl_node *node)
{
    fl_product p;
    if (!fl_product_at(w->e, node, &p))
        return false;
    note(w, FL_DOES_PREDICT, node);
    w->effects->predictions += w->counting ? w->times * p.inferences : 0;
    w->effects->unsized_product |= !p.sums && isnan(p.inferences);
    w->effects->by_hand_again |= p.sums && isnan(p.inferences); /* parts of one, or several */
    for (fl_node *n = p.sums && p.sums != node ? fl_node_child(node, 2)->first : NULL; n; n = n->next)
        if (n != p.sums)
            look(w, n);
    return true;
}

/* The few outputs of an inference are gone through for an answer: a maximum, a softmax. */
static bool goes_over_few(const walk *w, const fl_node *loop, double times)
{
    enum { FEW = 16 };
    return w->e->program->files[loop->file].c && times <= FEW;
}

/* A sum of products that stands between the readings itself. */
static bool is_inference_here(const walk *w, const fl_node *node)
{
    return w->e->by_hand && w->counting && !w->by_hand && w->deep == 0 && !fl_repeats_itself(node) &&
           fl_adds_products(w->e, node);
}

/* await infer(x) of a coroutine of the program: it is executed here. */
static bool awaits_own(walk *w, const fl_node *node)
{
    return strcmp(node->text, "await") == 0 && fl_node_is(node->first, FL_NODE_CALL, NULL) &&
           fl_called_function(w->e->program, node->first->first);
}

/* C: what is inferred within a statement that is not understood, or where one jumps over it, is inferred perhaps. */
static void look_at_opaque(walk *w, fl_node *node)
{
    double before = w->effects->predictions;
    if (!awaits_own(w, node))
        note(w, FL_DOES_UNKNOWN, node);
    look_children(w, node);
    w->effects->perhaps |= w->e->program->files[node->file].c &&
                           (w->effects->predictions != before || strstr(node->text, "Goto"));
}

/* Rust: 'done: { … break 'done x; … }: what stands behind the break is reached perhaps. */
static void look_at_block(walk *w, fl_node *block)
{
    double before = w->effects->predictions;
    look_children(w, block);
    for (const fl_node *n = block; block->text[0] == '\'' && n && w->effects->predictions != before;
         n = fl_node_following(n, block))
        w->effects->perhaps |= n->kind == FL_NODE_BREAK && fl_jump_target(n) == block;
}

static void look_at_hand_written(walk *w, fl_node *node)
{
    walk inner = *w;
    note_by_hand(w, node, false);
    inner.by_hand = true;
    look_children(&inner, node);
}

static void look_at_loop(walk *w, fl_node *node)
{
    if (is_inference_here(w, node)) {
        look_at_hand_written(w, node);
        return;
    }
    if (w->by_hand && !fl_repeats_itself(node)) {
        look_children(w, node);
        return;
    }
    bool counted = node->kind == FL_NODE_FOR;
    double times = counted ? fl_iterate(w->e, fl_node_child(node, 1), NULL).times : NAN;
    double before = w->effects->predictions;
    walk inner = *w;
    inner.times *= times;
    fl_node *place = w->effects->place[FL_DOES_PREDICT];
    w->effects->place[FL_DOES_PREDICT] = NULL;
    look_children(&inner, node);
    w->effects->perhaps |= w->effects->predictions != before && fl_skips_rounds(node);
    if (!w->effects->place[FL_DOES_PREDICT]) {
        w->effects->place[FL_DOES_PREDICT] = place;
        w->effects->predictions = before;
        note(w, goes_over_few(w, node, times) ? FL_DOES_CONVERT : FL_DOES_BUSY, node);
    }
}

/* Inferences of a branch count where the condition can be computed; else both branches must hold as many. */
static void look_at_choice(walk *w, fl_node *node)
{
    fl_value holds = fl_evaluate(w->e, node->first, NULL);
    bool known = holds.kind == FL_VALUE_NUMBER || holds.kind == FL_VALUE_TRUTH;
    double counts[2] = {0, 0};
    look(w, node->first);
    double before = w->effects->predictions;
    for (int i = 0; i < 2; i++) {
        walk inner = *w;
        inner.counting = w->counting && !(known && (holds.number != 0) != (i == 0));
        w->effects->predictions = before;
        look(&inner, fl_node_child(node, (size_t)i + 1));
        counts[i] = w->effects->predictions - before;
    }
    w->effects->perhaps |= !known && !(counts[0] == counts[1]);
    w->effects->predictions = before + (counts[0] >= counts[1] ? counts[0] : counts[1]);
    if (isnan(counts[0]) || isnan(counts[1]))
        w->effects->predictions = NAN;
}

/* One of the arms of Rust's match is executed: all must hold as many inferences. */
static void look_at_match(walk *w, fl_node *node)
{
    const fl_program_file *file = &w->e->program->files[node->file];
    if (!file->rust) {
        double counted = w->effects->predictions;
        look_children(w, node);
        w->effects->perhaps |=
            file->c && w->effects->predictions != counted; /* of switch: in which of its cases? */
        return;
    }
    look(w, node->first);
    double before = w->effects->predictions, most = before;
    for (fl_node *arm = node->first ? node->first->next : NULL; arm; arm = arm->next) {
        w->effects->predictions = before;
        look(w, arm);
        double after = w->effects->predictions;
        w->effects->perhaps |= arm != node->first->next && !(after == most);
        most = isnan(after) || after > most ? after : most;
    }
    w->effects->predictions = most;
}

/* Rust: map() alone asks for nothing; what stands behind it does. */
static bool is_asked_for(const fl_node *call)
{
    static const char *const asks[] = {"collect", "sum", "for_each", "count",  "fold",   "last",   "next",
                                       "max",     "min", "product",  "max_by", "min_by", "reduce", NULL};
    return strcmp(call->first->text, "map") != 0 ||
           (fl_node_is(call->parent, FL_NODE_FIELD, NULL) && fl_is_one_of(call->parent->text, asks));
}

/* no_grad(|| …) calls it. What get_or_init, unwrap_or_else and others do with theirs depends. */
static void look_at_closure(walk *w, const fl_node *call, const fl_node *closure)
{
    static const char *const always[] = {"no_grad", "inference_mode", "with",           "install",
                                         "scope",   "block_on",       "for_each",       "iter",
                                         "map",     "fold",           "bench_function", NULL};
    double before = w->effects->predictions;
    look(w, fl_node_child(closure, 1));
    w->effects->perhaps |= w->effects->predictions != before && w->e->program->files[call->file].rust &&
                           (!fl_is_one_of(call->first->text, always) || !is_asked_for(call));
}

/* Of `a and b` the second part is not always reached. */
static bool look_at_shortcut(walk *w, fl_node *node)
{
    static const char *const words[] = {"and", "or", "&&", "||", NULL};
    if (!fl_is_one_of(node->text, words))
        return false;
    look(w, node->first);
    double before = w->effects->predictions;
    look(w, node->last);
    w->effects->perhaps |= w->effects->predictions != before;
    return true;
}

/* sum(w * x for …): its terms. */
static bool is_summed(const fl_node *comprehension)
{
    static const char *const sums[] = {"sum", "fsum", NULL};
    const fl_node *call = comprehension->parent;
    return fl_node_is(call, FL_NODE_CALL, NULL) && call->first != comprehension &&
           fl_is_one_of(call->first->text, sums);
}

/* no_grad(|| …) calls it; of what Python's functions do with one, nothing is known. */
static void look_at_closures(walk *w, fl_node *call)
{
    const fl_program_file *file = &w->e->program->files[call->file];
    for (fl_node *n = call->first ? call->first->next : NULL; n; n = n->next) {
        double before = w->effects->predictions;
        if (n->kind != FL_NODE_LAMBDA || fl_called_function(w->e->program, call->first))
            continue;
        look_at_closure(w, call, n);
        w->effects->perhaps |= !file->rust && !file->c && w->effects->predictions != before;
    }
}

/* Elements that are computed only if there are any, and only if somebody asks for them. */
static void look_at_elements(walk *w, fl_node *comprehension)
{
    double before = w->effects->predictions;
    const fl_program_file *file = &w->e->program->files[comprehension->file];
    const bool python = !file->rust && !file->c && !w->by_hand;
    bool parts = false;
    walk inner = *w;
    if (python)
        inner.times *= fl_rounds_of(w->e, comprehension, &parts);
    look(&inner, comprehension->first);
    w->effects->perhaps |= parts && w->effects->predictions != before;
    for (fl_node *g = comprehension->first ? comprehension->first->next : NULL; g; g = g->next)
        look(w, g);
    if (w->effects->predictions != before && python)
        w->effects->perhaps |= fl_is_perhaps_empty(w->e, comprehension);
}

/* Rust: debug_assert!(…) is not compiled in a release. */
static void look_at_arguments(walk *w, fl_node *call)
{
    double before = w->effects->predictions;
    look_children(w, call);
    w->effects->perhaps |= w->effects->predictions != before && call->first &&
                           strncmp(call->first->text, "debug_assert", 12) == 0;
}

/* with quiet: …, where quiet = torch.no_grad() stands before. */
static void look_at_guards(walk *w, fl_node *with)
{
    char name[256];
    for (fl_node *n = with->first; n; n = n->next) {
        const fl_node *m = n->kind == FL_NODE_NAME ? fl_meaning(w->e->program, n) : NULL;
        const fl_node *made = m && m->kind == FL_NODE_ASSIGN ? m->last : NULL;
        if (made && made->kind == FL_NODE_CALL &&
            fl_is_gradient_switch(fl_dotted(w->e->program, made->first, name)))
            note(w, FL_DOES_SWITCH, n);
    }
}

static void look_at_comprehension(walk *w, fl_node *node)
{
    if (is_inference_here(w, node)) {
        look_at_hand_written(w, node);
        return;
    }
    if (!w->by_hand || fl_repeats_itself(node) || !(fl_adds_products(w->e, node) || is_summed(node)))
        note(w, FL_DOES_ALLOCATE, node);
    look_at_elements(w, node);
}

static void look(walk *w, fl_node *node)
{
    if (!node || w->e->steps == 0 || look_at_product(w, node))
        return;
    switch (node->kind) {
    case FL_NODE_FUNCTION:
    case FL_NODE_CLASS:
    case FL_NODE_LAMBDA:
        return; /* where it is called */
    case FL_NODE_FOR:
    case FL_NODE_WHILE:
        look_at_loop(w, node);
        return;
    case FL_NODE_COMPREHENSION:
        look_at_comprehension(w, node);
        return;
    case FL_NODE_LIST:
    case FL_NODE_REPEAT:
        if (strcmp(node->text, "vec!") == 0)
            note(w, FL_DOES_ALLOCATE, node);
        break;
    case FL_NODE_WITH:
        look_at_guards(w, node);
        break;
    case FL_NODE_OPAQUE:
        look_at_opaque(w, node);
        return;
    case FL_NODE_IF:
        look_at_choice(w, node);
        return;
    case FL_NODE_BINARY:
        if (look_at_shortcut(w, node))
            return;
        if (fl_is_prediction(w->e, node)) {
            note(w, FL_DOES_PREDICT, node);
            w->effects->predictions += w->counting ? w->times : 0;
        }
        break;
    case FL_NODE_MATCH:
        look_at_match(w, node);
        return;
    case FL_NODE_BLOCK:
        look_at_block(w, node);
        return;
    case FL_NODE_CALL:
        look_at_call(w, node);
        look_at_closures(w, node);
        look_at_arguments(w, node);
        return;
    default:
        break;
    }
    look_children(w, node);
}

/* NOLINTEND(misc-no-recursion) */

void fl_effects_of(fl_evaluator *e, fl_node *node, fl_effects *effects)
{
    walk w = {.e = e, .effects = effects, .times = 1, .counting = true};
    look(&w, node);
}
