#include "bench/audit/reader/measure.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "bench/audit/reader/models.h"

/* A clock reading within a node, or `start.elapsed()`; its clock in text. */
static fl_node *reading_in(fl_evaluator *e, fl_node *root, char text[256])
{
    for (fl_node *n = root; n;
         n = n->kind == FL_NODE_FUNCTION ? fl_node_skipping(n, root) : fl_node_following(n, root)) {
        if (fl_is_clock(e, n, text))
            return n;
        if (n->kind == FL_NODE_CALL && n->first && n->first->kind == FL_NODE_FIELD &&
            strcmp(n->first->text, "elapsed") == 0) {
            snprintf(text, 256, ".elapsed");
            return n;
        }
    }
    text[0] = '\0';
    return NULL;
}

static bool mentions(const fl_node *root, const char *const names[], size_t count)
{
    for (const fl_node *n = root; n; n = fl_node_following(n, root))
        for (size_t i = 0; i < count && n->kind == FL_NODE_NAME; i++)
            if (strcmp(n->text, names[i]) == 0)
                return true;
    return false;
}

static bool is_loop(const fl_node *n)
{
    return n->kind == FL_NODE_FOR || n->kind == FL_NODE_WHILE;
}

static double loops_around(fl_evaluator *e, const fl_node *node, fl_node **innermost)
{
    double times = 1;
    *innermost = NULL;
    for (fl_node *n = node->parent; n && n->kind != FL_NODE_FUNCTION && n->kind != FL_NODE_MODULE;
         n = n->parent) {
        if (!is_loop(n))
            continue;
        if (!*innermost)
            *innermost = n;
        times *= n->kind == FL_NODE_FOR ? fl_iterate(e, fl_node_child(n, 1), NULL).times : NAN;
    }
    return times;
}

/* In how many rounds of the loop a condition comes out so. */
static double rounds_with(fl_evaluator *e, fl_node *loop, fl_node *condition, bool wanted)
{
    fl_iteration it = fl_iterate(e, fl_node_child(loop, 1), NULL);
    size_t count = 0;
    if (!(it.times <= 1e6))
        return NAN;
    for (size_t i = 0; (double)i < it.times; i++) {
        double holds = fl_evaluate_number(e, condition, fl_bind(e, loop->first, fl_yield(&it, i), NULL));
        if (isnan(holds))
            return NAN;
        count += (holds != 0) == wanted;
    }
    return (double)count;
}

/* The first `continue` of a region's loop that stands before its times are stored; NULL. */
static const fl_node *skipped_at(const fl_region *r)
{
    for (const fl_node *n = r->loop; n && n != r->store;) {
        if (n->kind == FL_NODE_CONTINUE && fl_jump_target(n) == r->loop)
            return n;
        bool inner = n->kind == FL_NODE_FUNCTION || n->kind == FL_NODE_LAMBDA;
        n = inner ? fl_node_skipping(n, r->loop) : fl_node_following(n, r->loop);
    }
    return NULL;
}

/* if i < 100: continue, a statement of the loop's own: in how many rounds that does not happen. */
static double rounds_without(fl_evaluator *e, const fl_region *r, const fl_node *skip)
{
    const fl_node *block = skip->parent, *condition = block ? block->parent : NULL;
    if (!block || block->kind != FL_NODE_BLOCK || !condition || condition->kind != FL_NODE_IF ||
        fl_node_child(condition, 1) != block || block->last != skip || condition->parent != r->loop->last ||
        r->loop->kind != FL_NODE_FOR)
        return NAN;
    for (fl_node *n = r->store; n != r->loop; n = n->parent) /* another condition as well */
        if (!n || n->kind == FL_NODE_IF)
            return NAN;
    return rounds_with(e, r->loop, condition->first, false);
}

/* times[i / 2] = …: a place that is written again holds one time alone. */
static bool stores_again(fl_evaluator *e, const fl_region *r)
{
    bool element = fl_node_is(r->store, FL_NODE_ASSIGN, NULL) && r->store->first->kind == FL_NODE_INDEX;
    if (!element || !fl_node_is(r->loop, FL_NODE_FOR, NULL))
        return false;
    fl_iteration it = fl_iterate(e, fl_node_child(r->loop, 1), NULL);
    double last = -1;
    for (size_t i = 0; (double)i < it.times && it.times <= 1e6; i++) {
        double at =
            fl_evaluate_number(e, r->store->first->last, fl_bind(e, r->loop->first, fl_yield(&it, i), NULL));
        if (isnan(at))
            return false;
        if (at <= last)
            return true;
        last = at;
    }
    return false;
}

/* How often conditions between the loop and the storing statement let it through. */
static double kept_of(fl_evaluator *e, const fl_region *r)
{
    const fl_node *skip = skipped_at(r);
    if (stores_again(e, r))
        return NAN;
    if (skip)
        return rounds_without(e, r, skip);
    for (fl_node *n = r->store; n && n != r->loop; n = n->parent) {
        fl_node *condition = n->parent && n->parent->kind == FL_NODE_IF ? n->parent : NULL;
        if (!condition || condition->first == n)
            continue;
        if (!r->loop || r->loop->kind != FL_NODE_FOR)
            return NAN;
        return rounds_with(e, r->loop, condition->first, fl_node_child(condition, 1) == n);
    }
    return r->times;
}

/* x.append(…), x.push(…) or x[i] = … with a name that carries the time. */
static fl_node *storing(fl_node *root, const char *const names[], size_t count, fl_node **list)
{
    for (fl_node *n = root; n; n = fl_node_following(n, root)) {
        fl_node *callee = n->kind == FL_NODE_CALL ? n->first : NULL;
        bool push = callee && callee->kind == FL_NODE_FIELD &&
                    (strcmp(callee->text, "append") == 0 || strcmp(callee->text, "push") == 0);
        bool element = n->kind == FL_NODE_ASSIGN && n->first->kind == FL_NODE_INDEX;
        if (!push && !element)
            continue;
        *list = push ? callee->first : n->first->first;
        for (const fl_node *a = push ? callee->next : n->last; a; a = a->next)
            if (mentions(a, names, count))
                return n;
    }
    return NULL;
}

/* The assignment that made a list, of which elements may change later. */
static const fl_node *maker_of(fl_evaluator *e, fl_node *list)
{
    const fl_node *meaning = fl_meaning(e->program, list);
    for (int deep = 0; deep < 4 && fl_node_is(meaning, FL_NODE_PARAMETER, NULL); deep++) {
        const fl_node *own = fl_function_of(meaning, false);
        fl_node *call =
            own && e->program->files[list->file].c ? fl_next_call_of(e->program, own, NULL) : NULL;
        bool only =
            call && !fl_next_call_of(e->program, own, call); /* of several arrays it is not told which */
        fl_node *given = only ? fl_argument_of(e, meaning) : NULL;
        if (!given || given->kind != FL_NODE_NAME)
            return NULL;
        list = given;
        meaning = fl_meaning(e->program, list);
    }
    if (!meaning || !fl_is_ambiguous(meaning))
        return fl_node_is(meaning, FL_NODE_ASSIGN, NULL) ? meaning : NULL;
    const fl_node *scope = fl_function_of(list, false);
    const fl_node *root = scope ? scope : e->program->files[list->file].module;
    for (const fl_node *n = root; n; n = fl_node_following(n, root))
        if (n->kind == FL_NODE_ASSIGN && fl_node_is(n->first, FL_NODE_NAME, list->text))
            return n;
    return NULL;
}

bool fl_takes_out(const fl_node *n)
{
    static const char *const methods[] = {"retain", "truncate", "drain",       "pop",
                                          "clear",  "remove",   "swap_remove", "split_off",
                                          "dedup",  "resize",   "__delitem__", NULL};
    if (n->kind == FL_NODE_INDEX)
        return n->last->kind == FL_NODE_SLICE && n->first->kind == FL_NODE_NAME;
    return n->kind == FL_NODE_CALL && fl_node_is(n->first, FL_NODE_FIELD, NULL) &&
           fl_is_one_of(n->first->text, methods) && fl_node_is(n->first->first, FL_NODE_NAME, NULL);
}

/* A function that is not given gets the list itself, and is none that only looks at it. */
static bool may_change(const fl_evaluator *e, const fl_node *n, const char *list)
{
    static const char *const looks[] = {
        "sum",      "min",       "max",     "min_element", "max_element", "minmax_element",
        "count_if", "is_sorted", "all_of",  "any_of",      "distance",    "inner_product",
        "fwrite",   "printf",    "fprintf", "free",        "drop",        "DoNotOptimize",
        "{}",       NULL};
    if (n->kind != FL_NODE_CALL || !n->first || fl_called_function(e->program, n->first) ||
        fl_is_one_of(n->first->text, looks) || strcmp(n->text, "{}") == 0)
        return false;
    for (const fl_node *given = n->first->next; given; given = given->next)
        if (fl_node_is(given, FL_NODE_NAME, list))
            return true;
    return false;
}

/* for (auto &t : times) t *= …; */
static bool changes_each(const fl_node *n, const char *list)
{
    if (n->kind != FL_NODE_FOR || !fl_node_is(n->first->next, FL_NODE_NAME, list))
        return false;
    for (const fl_node *k = n->last; k; k = fl_node_following(k, n->last))
        if (k->kind == FL_NODE_ASSIGN && fl_node_is(k->first, FL_NODE_NAME, n->first->text))
            return true;
    return false;
}

/* times[i] = …, *times += …, by another statement than the one that stores. */
static bool changes_element(const fl_node *n, const char *list, const fl_node *store)
{
    if (n->kind != FL_NODE_ASSIGN || n == store)
        return false;
    const fl_node *target = n->first;
    while (target && (target->kind == FL_NODE_INDEX || fl_node_is(target, FL_NODE_UNARY, "*")))
        target = target->first;
    return target != n->first && fl_node_is(target, FL_NODE_NAME, list);
}

/* C: another statement that changes an element of the list, here or in a function that the list is handed to. */
/* NOLINTNEXTLINE(misc-no-recursion): deep is limited */
static const fl_node *change_of(const fl_evaluator *e, const fl_node *root, const char *list,
                                const fl_node *store, int deep)
{
    for (const fl_node *n = root; n; n = fl_node_following(n, root)) {
        if (changes_element(n, list, store) || may_change(e, n, list) || changes_each(n, list))
            return n;
        const fl_node *own =
            n->kind == FL_NODE_CALL && n->first && deep < 4 ? fl_called_function(e->program, n->first) : NULL;
        for (const fl_node *p = own && own != root->parent ? own->first->first : NULL; p; p = p->next) {
            const fl_node *given = fl_argument_for(n, p);
            const fl_node *found = fl_node_is(given, FL_NODE_NAME, list)
                                       ? change_of(e, fl_node_child(own, 1), p->text, store, deep + 1)
                                       : NULL;
            if (found)
                return found;
        }
    }
    return NULL;
}

/* Where times are taken out of the list again, of the warm-up perhaps. */
static const fl_node *removal_from(const fl_evaluator *e, const fl_node *container, const fl_node *store)
{
    const fl_node *function = fl_function_of(container, false);
    const fl_node *root = function ? function : e->program->files[container->file].module;
    if (!fl_node_is(container->first, FL_NODE_NAME, NULL))
        return NULL;
    for (const fl_node *n = root; n; n = fl_node_following(n, root))
        if (fl_takes_out(n) &&
            strcmp((n->kind == FL_NODE_CALL ? n->first->first : n->first)->text, container->first->text) == 0)
            return n;
    return e->program->files[container->file].c ? change_of(e, root, container->first->text, store, 0) : NULL;
}

/* times = [stop - start]: a list of one time. */
static bool lists_time(const fl_node *n, const fl_node *reading, const char *const names[], size_t count)
{
    if (n->kind != FL_NODE_ASSIGN || n->first->kind != FL_NODE_NAME ||
        !fl_node_is(n->last, FL_NODE_LIST, NULL))
        return false;
    for (const fl_node *one = n->last; one; one = fl_node_following(one, n->last))
        if (one == reading)
            return true;
    return mentions(n->last, names, count);
}

static void find_store(fl_evaluator *e, fl_region *r)
{
    const char *names[16] = {r->start->first->text};
    size_t count = 1;
    for (fl_node *n = r->stop; n && !r->store; n = n->next) {
        fl_node *list = NULL;
        if (n->kind == FL_NODE_ASSIGN && n->first->kind == FL_NODE_NAME && count < 16 &&
            (n == r->stop || mentions(n->last, names, count)))
            names[count++] = n->first->text;
        if (lists_time(n, r->reading, names, count)) {
            r->store = n;
            r->container = n;
            continue;
        }
        fl_node *store = storing(n, names, count, &list);
        if (!store || list->kind != FL_NODE_NAME)
            continue;
        r->store = store;
        r->container = maker_of(e, list);
    }
    r->kept = r->store ? kept_of(e, r) : r->times;
    r->removal = r->container ? removal_from(e, r->container, r->store) : NULL;
    if (r->removal)
        r->kept = NAN;
}

static void add_region(fl_evaluator *e, fl_measuring *m, fl_node *start)
{
    char clock[256];
    if (m->region_count == FL_MOST_REGIONS || start->kind != FL_NODE_ASSIGN ||
        start->first->kind != FL_NODE_NAME || !fl_is_clock(e, start->last, clock))
        return;
    fl_region *r = &m->regions[m->region_count];
    *r = (fl_region){.start = start};
    snprintf(r->start_clock, sizeof r->start_clock, "%s", clock);
    for (fl_node *n = start->next; n && !r->stop; n = n->next)
        if ((r->reading = reading_in(e, n, r->stop_clock)) != NULL)
            r->stop = n;
    if (!r->stop)
        return;
    r->times = loops_around(e, start, &r->loop);
    find_store(e, r);
    fl_effects effects = {0};
    for (fl_node *n = start->next; n && n != r->stop; n = n->next)
        fl_effects_of(e, n, &effects);
    r->infers = effects.place[FL_DOES_PREDICT] != NULL;
    r->trains = effects.place[FL_DOES_TRAIN] != NULL;
    m->region_count++;
}

/* Of two regions the benchmark's: it stores its times, it does not train, it infers, it loops most. */
static bool is_better(const fl_region *one, const fl_region *other)
{
    bool stores[2] = {one->store != NULL, other->store != NULL};
    double times[2] = {isnan(one->times) ? 1e300 : one->times, isnan(other->times) ? 1e300 : other->times};
    if (stores[0] != stores[1])
        return stores[0];
    if (one->infers && other->infers && one->trains != other->trains)
        return other->trains;
    return one->infers != other->infers ? one->infers : times[0] > times[1];
}

/* ---- which times are reported ---- */

/* Whether what stands in an expression comes from a region: its list of times, or the function that holds it. */
/* NOLINTNEXTLINE(misc-no-recursion): deep is limited */
static bool comes_from(fl_evaluator *e, fl_node *root, const fl_region *r, int deep)
{
    for (fl_node *n = root; n; n = fl_node_following(n, root)) {
        if (n->kind != FL_NODE_NAME)
            continue;
        const fl_node *m = fl_meaning(e->program, n);
        if (!m || fl_is_ambiguous(m))
            continue;
        if (m == r->container ||
            ((m->kind == FL_NODE_FUNCTION || m->kind == FL_NODE_CLASS) && fl_node_is_within(r->start, m)))
            return true;
        if (m->kind == FL_NODE_ASSIGN && deep < 4 && !fl_node_is_within(n, m) &&
            comes_from(e, fl_assigned_to(m, n->text), r, deep + 1))
            return true;
    }
    return false;
}

/* The one region whose times stand beside a result's name: summary("numpy", times), {"name": "numpy", …}; NULL. */
static fl_region *beside(fl_evaluator *e, fl_measuring *m, fl_node *name)
{
    static const bool holds[FL_NODE_KINDS] = {
        [FL_NODE_CALL] = true, [FL_NODE_KEYWORD] = true, [FL_NODE_ENTRY] = true, [FL_NODE_DICT] = true,
        [FL_NODE_LIST] = true, [FL_NODE_INDEX] = true,   [FL_NODE_ASSIGN] = true};
    for (fl_node *up = name->parent; up && holds[up->kind]; up = up->parent) {
        fl_region *found = NULL;
        size_t count = 0;
        for (size_t i = 0; i < m->region_count; i++)
            if (comes_from(e, up, &m->regions[i], 0)) {
                found = &m->regions[i];
                count++;
            }
        if (count > 0)
            return count == 1 ? found : NULL;
    }
    return NULL;
}

/* name = "keras" in the body of a class: the one region that its methods hold; NULL. */
static fl_region *of_class(fl_measuring *m, const fl_node *name)
{
    const fl_node *assign = name->parent, *class_node = assign ? fl_scope_of(assign) : NULL;
    fl_region *found = NULL;
    if (!fl_node_is(assign, FL_NODE_ASSIGN, NULL) || !fl_node_is(class_node, FL_NODE_CLASS, NULL))
        return NULL;
    for (size_t i = 0; i < m->region_count; i++) {
        if (!fl_node_is_within(m->regions[i].start, class_node))
            continue;
        if (found)
            return NULL;
        found = &m->regions[i];
    }
    return found;
}

static fl_region *reported(fl_evaluator *e, fl_measuring *m, const char *result)
{
    fl_region *found = NULL;
    for (size_t i = 0; result && result[0] && i < e->program->file_count; i++) {
        fl_node *module = e->program->files[i].module;
        for (fl_node *n = module; n; n = fl_node_following(n, module)) {
            const bool names = fl_node_is(n, FL_NODE_STRING, result);
            fl_region *near = names ? beside(e, m, n) : NULL, *r = near || !names ? near : of_class(m, n);
            if (r && found && r != found)
                return NULL;
            found = r ? r : found;
        }
    }
    return found;
}

/* Of several timers the one whose times are reported as the result, else the likeliest. */
static fl_region *choose(fl_evaluator *e, fl_measuring *m, const char *result)
{
    const fl_program *program = e->program;
    if (program->times_elsewhere)
        return NULL;
    fl_region *best = m->region_count > 1 && !program->timed ? reported(e, m, result) : NULL;
    m->named = best || program->timed;
    if (best)
        return best;
    for (size_t i = 0; i < m->region_count; i++)
        if (program->timed && !fl_node_is_within(m->regions[i].start, program->timed))
            continue;
        else if (!best || is_better(&m->regions[i], best))
            best = &m->regions[i];
    return best;
}

/* A statement that infers without training is a warm-up; one inference alone is a check, unless nothing else
 * is found. */
static void consider_warm_up(fl_evaluator *e, fl_measuring *m, fl_node *n)
{
    fl_effects effects = {0};
    if (n->kind == FL_NODE_FUNCTION || n->kind == FL_NODE_CLASS || n->kind == FL_NODE_IMPORT)
        return;
    fl_effects_of(e, n, &effects);
    bool more = !m->warm_up || effects.predictions > 1 || isnan(effects.predictions);
    if (effects.place[FL_DOES_PREDICT] && !effects.place[FL_DOES_TRAIN] && more) {
        m->warm_up = n;
        m->warm_ups = effects.perhaps ? NAN : effects.predictions;
    }
}

/* The latest earlier statement of the blocks around the main region, then of those around the call that leads
 * there. */
static void find_warm_up(fl_evaluator *e, fl_measuring *m)
{
    fl_node *at = m->main->loop ? m->main->loop : m->main->start;
    for (; at && at->parent; at = at->parent) {
        fl_node *block = at->parent;
        if (block->kind != FL_NODE_BLOCK && block->kind != FL_NODE_MODULE)
            continue;
        for (fl_node *n = block->first; n && n != at; n = n->next)
            consider_warm_up(e, m, n);
        if (m->warm_up)
            return;
        if (!block->parent || block->parent->kind != FL_NODE_FUNCTION)
            continue;
        fl_node *call = fl_next_call_of(e->program, block->parent, NULL);
        if (!call || fl_node_is_within(call, block->parent))
            return;
        at = call;
    }
}

/* The first call of the program's own in a statement: it leads to the inference that stands elsewhere. */
static const fl_node *leading_call(const fl_evaluator *e, const fl_node *statement)
{
    for (fl_node *n = (fl_node *)statement; n; n = fl_node_following(n, statement))
        if (n->kind == FL_NODE_CALL && n->first && fl_called_function(e->program, n->first))
            return n;
    return NULL;
}

/* Whether something that a statement does comes before its inference: arguments do, and what stands above it. */
static bool comes_first(const fl_evaluator *e, const fl_node *place, const fl_node *infers,
                        const fl_node *statement)
{
    const fl_program_file *file = &e->program->files[place->file];
    if (fl_node_is_within(place, infers))
        return true;
    if (file->rust || file->c)
        return false;
    if (fl_node_is_within(place, statement) && !fl_node_is_within(infers, statement)) {
        const fl_node *lead = leading_call(e, statement);
        return lead && place != lead && fl_node_is_within(place, lead);
    }
    return !fl_node_is_within(infers, place) && fl_function_of(place, true) == fl_function_of(infers, true) &&
           place->file == infers->file && place->serial < infers->serial;
}

/* Of each effect a statement tells the first place alone, and what wraps an inference is met before its arguments are. */
static void look_at_arguments(fl_evaluator *e, fl_node *infers, const fl_node *statement, fl_effects *before)
{
    const fl_program_file *file = &e->program->files[statement->file];
    const fl_node *lead = fl_node_is_within(infers, statement) ? infers
                          : file->rust || file->c              ? NULL
                                                               : leading_call(e, statement);
    for (fl_node *n = lead && lead->kind == FL_NODE_CALL && lead->first ? lead->first->next : NULL; n;
         n = n->next) {
        fl_effects effects = {0};
        fl_effects_of(e, n, &effects);
        for (int k = 0; k < FL_EFFECTS && !effects.place[FL_DOES_PREDICT]; k++)
            if (effects.place[k] && !before->place[k])
                before->place[k] = effects.place[k];
    }
}

/* One statement's effects: those of the statement that infers are parted, arguments come first. */
static void take_effects(fl_evaluator *e, fl_measuring *m, const fl_effects *effects,
                         const fl_node *statement, bool after)
{
    const fl_node *infers = effects->place[FL_DOES_PREDICT];
    for (int k = 0; k < FL_EFFECTS; k++) {
        fl_node *place = effects->place[k];
        bool behind = after;
        if (infers && place && k != FL_DOES_PREDICT)
            behind = !comes_first(e, place, infers, statement);
        fl_effects *part = behind ? &m->after_prediction : &m->before_prediction;
        if (place && !part->place[k])
            part->place[k] = place;
    }
    /* what is not known of the inference's own call may come before the answer or behind it */
    fl_node *odd = effects->place[FL_DOES_UNKNOWN];
    if (odd && odd == infers)
        m->before_prediction.place[FL_DOES_UNKNOWN] = m->after_prediction.place[FL_DOES_UNKNOWN] = odd;
}

/* What stands between the readings, before and after the inference; the stop's own statement counts as far as
 * it is evaluated before the reading: the arguments around it. */
static void look_between(fl_evaluator *e, fl_measuring *m)
{
    bool after = false;
    for (fl_node *n = m->main->start->next; n && n != m->main->stop; n = n->next) {
        fl_effects effects = {0};
        fl_effects_of(e, n, &effects);
        fl_effects_of(e, n, &m->timed);
        if (effects.place[FL_DOES_PREDICT] && !after)
            look_at_arguments(e, effects.place[FL_DOES_PREDICT], n, &m->before_prediction);
        after = after || effects.place[FL_DOES_PREDICT];
        take_effects(e, m, &effects, n, after);
    }
}

/* An exception leaves the loop and not the program only where something catches it. */
static fl_node *early_exit(fl_node *loop)
{
    bool caught = false;
    for (const fl_node *up = loop; up; up = up->parent)
        caught = caught || up->kind == FL_NODE_TRY;
    for (fl_node *n = loop ? loop->first : NULL; n;) {
        bool jump = n->kind == FL_NODE_BREAK || n->kind == FL_NODE_CONTINUE;
        const fl_node *target = jump ? fl_jump_target(n) : NULL;
        bool out = jump && (!target || !fl_node_is_within(target, loop) ||
                            (target == loop && n->kind == FL_NODE_BREAK));
        if (out || n->kind == FL_NODE_RETURN || (caught && n->kind == FL_NODE_RAISE))
            return n;
        bool inner = n->kind == FL_NODE_FUNCTION || n->kind == FL_NODE_LAMBDA;
        n = inner ? fl_node_skipping(n, loop) : fl_node_following(n, loop);
    }
    return NULL;
}

static void find(fl_evaluator *e, fl_measuring *m, const char *result)
{
    *m = (fl_measuring){.warm_ups = NAN};
    for (size_t i = 0; i < e->program->file_count; i++) {
        fl_node *module = e->program->files[i].module;
        for (fl_node *n = module; n; n = fl_node_following(n, module))
            if (n->parent && (n->parent->kind == FL_NODE_BLOCK || n->parent->kind == FL_NODE_MODULE))
                add_region(e, m, n);
    }
    m->main = choose(e, m, result);
    if (!m->main)
        return;
    for (size_t i = 0; i < m->region_count; i++)
        if (&m->regions[i] != m->main && m->main->container && m->regions[i].container == m->main->container)
            m->counted_warm_up = &m->regions[i];
    find_warm_up(e, m);
    look_between(e, m);
    m->leaves_early = early_exit(m->main->loop);
    e->container = m->main->container;
}

void fl_find_measuring(fl_evaluator *e, fl_measuring *m, const char *result)
{
    bool infers = false;
    find(e, m, result);
    for (size_t i = 0; i < m->region_count; i++)
        infers = infers || m->regions[i].infers;
    /* Perhaps it is written out; for C and C++ products.c has looked. */
    if (m->main && !infers && !e->program->files[m->main->start->file].c) {
        e->by_hand = true;
        find(e, m, result);
    }
}
