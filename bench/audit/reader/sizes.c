/* How many elements a list of C++ has where it is used: what was made of a size may get another. */
#include <math.h>
#include <string.h>

#include "bench/audit/reader/evaluate.h"

enum { DEEPEST = 4, MOST_ELEMENTS = 1000000 };

typedef struct changes {
    const fl_node *use;  /* of the list */
    const fl_node *only; /* of those that are counted the last */
    size_t count;
} changes;

static bool is_called(const fl_node *n, const char *name)
{
    return n && (n->kind == FL_NODE_NAME || n->kind == FL_NODE_FIELD) && strcmp(n->text, name) == 0;
}

static void note(changes *c, const fl_node *where)
{
    c->only = where;
    c->count++;
}

/* auto y = std::move(x): what x holds from then on is not told. */
static bool is_moved_before(const fl_node *n, const char *name, const fl_node *use)
{
    if (!n->moved || n == use || !is_called(n, name))
        return false;
    if (use->serial > n->serial || fl_function_of(n, false) != fl_function_of(use, false))
        return true;
    for (const fl_node *up = n->parent; up && up->kind != FL_NODE_FUNCTION; up = up->parent)
        if ((up->kind == FL_NODE_FOR || up->kind == FL_NODE_WHILE) && fl_node_is_within(use, up))
            return true;
    return false;
}

/* NOLINTBEGIN(misc-no-recursion): DEEPEST */
static void find_changes(fl_evaluator *e, const fl_node *root, const char *name, int deep, changes *c);

/* A function of the program that is handed the list itself. */
static void find_within(fl_evaluator *e, const fl_node *call, const char *name, int deep, changes *c)
{
    const fl_node *own = deep < DEEPEST ? fl_called_function(e->program, call->first) : NULL;
    for (const fl_node *p = own && own->first ? own->first->first : NULL; p; p = p->next)
        if (!p->copied && is_called(fl_argument_for(call, p), name)) {
            changes inner = {.use = c->use};
            find_changes(e, own, p->text, deep + 1, &inner);
            if (inner.count)
                note(c, call);
        }
}

static void find_in_call(fl_evaluator *e, const fl_node *call, const char *name, int deep, changes *c)
{
    static const char *const methods[] = {"resize",       "pop",           "push",      "remove",
                                          "assign",       "clear",         "insert",    "emplace",
                                          "push_front",   "emplace_front", "pop_front", "swap",
                                          "append_range", "assign_range",  NULL},
                             *const functions[] = {"erase", "erase_if", "swap", "exchange", NULL};
    if (call->first->kind == FL_NODE_FIELD && fl_is_one_of(call->first->text, methods) &&
        is_called(call->first->first, name)) {
        note(c, call);
        return;
    }
    for (const fl_node *n = call->first->next; n; n = n->next)
        if (is_called(n, name) &&
            (fl_is_one_of(call->first->text, functions) || strcmp(call->first->text, "swap") == 0)) {
            note(c, call);
            return;
        }
    find_within(e, call, name, deep, c);
}

static void find_changes(fl_evaluator *e, const fl_node *root, const char *name, int deep, changes *c)
{
    for (const fl_node *n = root; n; n = fl_node_following(n, root)) {
        if (is_moved_before(n, name, c->use))
            note(c, n);
        if (n->kind == FL_NODE_CALL && n->first)
            find_in_call(e, n, name, deep, c);
        bool alias = n->kind == FL_NODE_ASSIGN && n->first->kind == FL_NODE_NAME &&
                     is_called(n->last, name) && strcmp(n->first->text, name) != 0; /* auto &y = x */
        changes inner = {.use = c->use};
        if (alias && deep < DEEPEST)
            find_changes(e, root, n->first->text, deep + 1, &inner);
        if (inner.count)
            note(c, n);
    }
}
/* NOLINTEND(misc-no-recursion) */

/* The size that one change gives it: x.resize(n), x.assign(n, v), x.push_back(v) in a loop, in the block where it was made. */
static double size_after(fl_evaluator *e, const fl_node *made, const fl_node *use, const fl_node *change,
                         double before)
{
    fl_node *given = change->first->next;
    const fl_node *loop = change->parent ? change->parent->parent : NULL;
    bool later = fl_function_of(use, false) != fl_function_of(made, false) || use->serial > change->serial;
    if (!later || change->first->kind != FL_NODE_FIELD || !is_called(change->first->first, made->first->text))
        return NAN;
    if ((strcmp(change->first->text, "resize") == 0 || strcmp(change->first->text, "assign") == 0) && given &&
        change->parent == made->parent)
        return fl_evaluate_number(e, given, NULL);
    if (strcmp(change->first->text, "push") == 0 && loop && loop->kind == FL_NODE_FOR &&
        loop->parent == made->parent)
        return before + fl_iterate(e, fl_node_child(loop, 1), NULL).times;
    return NAN;
}

fl_value fl_list_as_used(fl_evaluator *e, const fl_node *meaning, const fl_node *use, fl_value list)
{
    const fl_node *scope = fl_scope_of(meaning);
    changes c = {.use = use};
    const char *name = meaning->kind == FL_NODE_ASSIGN ? meaning->first->text : meaning->text;
    if (list.kind != FL_VALUE_LIST || !e->program->files[use->file].c || !scope)
        return list;
    if (scope->kind == FL_NODE_FUNCTION)
        find_changes(e, scope, name, 0, &c);
    for (size_t i = 0; scope->kind != FL_NODE_FUNCTION && i < e->program->file_count; i++)
        find_changes(e, e->program->files[i].module, name, 0, &c);
    if (c.count == 0)
        return list;
    bool followed = c.count == 1 && meaning->kind == FL_NODE_ASSIGN && c.only->kind == FL_NODE_CALL;
    double size = followed ? size_after(e, meaning, use, c.only, (double)list.count) : NAN;
    fl_value *items = size >= 0 && size <= MOST_ELEMENTS ? fl_value_array(e, (size_t)size) : NULL;
    for (size_t i = 0; items && i < (size_t)size; i++)
        items[i] = (fl_value){.kind = FL_VALUE_UNKNOWN};
    return items ? (fl_value){.kind = FL_VALUE_LIST, .items = items, .count = (size_t)size}
                 : (fl_value){.kind = FL_VALUE_UNKNOWN};
}
