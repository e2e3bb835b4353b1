/* Point 45 in Rust, where no float becomes another by itself: whether another than f32 is written in what is inferred, or in
 * the types of what it is inferred with. */
#include <string.h>

#include "bench/audit/providers/sources_types.h"

enum { MOST_SEEN = 128, DEEPEST = 12 };

typedef struct walk {
    fl_source *s;
    const fl_node *seen[MOST_SEEN]; /* functions, and what names stand for */
    size_t count;
} walk;

static bool is_new(walk *w, const fl_node *node)
{
    for (size_t i = 0; i < w->count; i++)
        if (w->seen[i] == node)
            return false;
    if (w->count == MOST_SEEN)
        return false;
    w->seen[w->count++] = node;
    return true;
}

static bool is_other_type(const char *name)
{
    static const char *const others[] = {"f64", "f16", "bf16", "f128", NULL};
    return fl_is_one_of(name, others);
}

/* What is written at the node itself. */
static bool says_other(const fl_node *n)
{
    if (n->floats == FL_FLOATS_OTHER && n->kind != FL_NODE_FUNCTION && n->kind != FL_NODE_CLASS)
        return true;
    return (n->kind == FL_NODE_CAST && is_other_type(n->text)) ||
           (n->kind == FL_NODE_NUMBER && (fl_ends_with(n->text, "f64") || fl_ends_with(n->text, "f16")));
}

/* A member of that name in any structure. */
static const fl_node *other_member(walk *w, const char *name)
{
    const fl_program *program = &w->s->program;
    for (size_t i = 0; i < program->file_count; i++)
        for (const fl_node *n = program->files[i].module; n;
             n = fl_node_following(n, program->files[i].module))
            if (fl_node_is(n, FL_NODE_PASS, "other float") && n->first &&
                (strcmp(n->first->text, name) == 0 || is_other_type(n->first->text)))
                return n;
    return NULL;
}

/* NOLINTBEGIN(misc-no-recursion): deep, and each function and name once */

static const fl_node *other_in(walk *w, const fl_node *root, bool computes, int deep);

/* What was made before it is inferred with: a type that is written out ends the search. */
static const fl_node *other_in_meaning(walk *w, fl_node *name, int deep)
{
    const fl_node *m = fl_meaning(&w->s->program, name), *found = NULL;
    if (!m || fl_is_ambiguous(m) || !is_new(w, m))
        return NULL;
    if (m->floats == FL_FLOATS_OTHER && (m->kind == FL_NODE_ASSIGN || m->kind == FL_NODE_PARAMETER))
        return m;
    if (m->floats == FL_FLOATS_SINGLE)
        return NULL;
    if (m->kind == FL_NODE_ASSIGN)
        return other_in(w, m->last, false, deep + 1);
    if (m->kind == FL_NODE_FOR || m->kind == FL_NODE_GENERATOR)
        return other_in(w, m->first->next, false, deep + 1);
    const fl_node *function = m->kind == FL_NODE_PARAMETER ? fl_function_of(m, true) : NULL;
    if (!fl_node_is(function, FL_NODE_FUNCTION, NULL))
        return NULL;
    for (fl_node *call = NULL; !found && (call = fl_next_call_of(&w->s->program, function, call));) {
        const fl_node *given = fl_argument_for(call, m);
        found = given ? other_in(w, given, false, deep + 1) : NULL;
    }
    return found;
}

static const fl_node *other_in_function(walk *w, const fl_node *function, bool computes, int deep)
{
    if (function->floats == FL_FLOATS_OTHER)
        return function;
    return computes && is_new(w, function) ? other_in(w, function, true, deep + 1) : NULL;
}

/* Each method of the name, where several have it. */
static const fl_node *other_in_call(walk *w, const fl_node *call, bool computes, int deep)
{
    const fl_program *program = &w->s->program;
    const fl_node *own = fl_called_function(&w->s->program, call->first), *found = NULL;
    if (own || call->first->kind != FL_NODE_FIELD || !fl_may_be_own(program, call->first))
        return own ? other_in_function(w, own, computes, deep) : NULL;
    for (size_t i = 0; i < program->file_count && !found; i++)
        for (const fl_node *n = program->files[i].module; n && !found;
             n = fl_node_following(n, program->files[i].module))
            if (fl_node_is(n, FL_NODE_FUNCTION, call->first->text))
                found = other_in_function(w, n, computes, deep);
    return found;
}

static const fl_node *other_at(walk *w, const fl_node *n, bool computes, int deep)
{
    const fl_node *found = says_other(n) ? n : NULL;
    if (!found && n->kind == FL_NODE_CALL && n->first)
        found = other_in_call(w, n, computes, deep);
    if (!found && n->kind == FL_NODE_FIELD && n->of_value &&
        !(n->parent->kind == FL_NODE_CALL && n->parent->first == n))
        found = other_member(w, n->text);
    if (!found && n->kind == FL_NODE_NAME)
        found = other_in_meaning(w, (fl_node *)n, deep);
    return found;
}

/* computes: it is executed for each inference. What was made before and ends as f32 was an f32 by then. */
static const fl_node *other_in(walk *w, const fl_node *root, bool computes, int deep)
{
    const fl_node *found = NULL;
    for (const fl_node *n = root; n && !found && deep < DEEPEST;) {
        bool ends_single = !computes && fl_node_is(n, FL_NODE_CAST, "f32");
        found = ends_single ? NULL : other_at(w, n, computes, deep);
        n = ends_single ? fl_node_skipping(n, root) : fl_node_following(n, root);
    }
    return found;
}

/* NOLINTEND(misc-no-recursion) */

/* type Real = f64: what it is used for is not followed. */
static const fl_node *other_alias(fl_source *s)
{
    for (size_t i = 0; i < s->program.file_count; i++)
        for (const fl_node *n = s->program.files[i].module; n;
             n = fl_node_following(n, s->program.files[i].module))
            if (n->kind == FL_NODE_PASS && n->floats == FL_FLOATS_OTHER)
                return n;
    return NULL;
}

const fl_node *fl_other_in_rust(fl_source *s, const fl_node *inference)
{
    walk w = {.s = s};
    const fl_node *alias = other_alias(s);
    return alias ? alias : other_in(&w, inference, true, 0);
}
