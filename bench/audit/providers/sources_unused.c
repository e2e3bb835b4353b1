/* Point 10: whether anybody uses what a timed inference answers. An optimiser may leave out what nobody reads. C and C++
 * stand in sources_unused_c.c. */
#include <string.h>

#include "bench/audit/providers/sources_shape.h"

static bool is_dropping(const fl_node *call)
{
    static const char *const drops[] = {"drop", "forget", NULL};
    return call && call->kind == FL_NODE_CALL && call->first && fl_is_one_of(call->first->text, drops);
}

/* Whether a variable is read behind a statement of its function, by more than what throws it away. */
static bool is_read_behind(const fl_node *statement, const char *name)
{
    const fl_node *function = fl_function_of(statement, false);
    for (const fl_node *n = function; n; n = fl_node_following(n, function)) {
        bool target = n->parent && n->parent->kind == FL_NODE_ASSIGN && n->parent->first == n;
        if (fl_node_is(n, FL_NODE_NAME, name) && n->serial > statement->serial && !target &&
            !fl_node_is_within(n, statement) && !is_dropping(n->parent))
            return true;
    }
    return false;
}

const fl_node *fl_timed_statement(const fl_source *s, const fl_node *node)
{
    const fl_region *r = s->measuring.main;
    for (const fl_node *n = r->start; n; n = n == r->stop ? NULL : n->next)
        if (fl_node_is_within(node, n))
            return n;
    return NULL;
}

static bool is_kept_by_barrier(const fl_node *node, const fl_node *statement)
{
    for (const fl_node *n = node; n != statement && n->parent; n = n->parent)
        if (n->parent->kind == FL_NODE_CALL && n->parent->first != n &&
            fl_node_is(n->parent->first, n->parent->first->kind, "black_box"))
            return true;
    return false;
}

const fl_node *fl_source_unused(fl_source *s, const char **why)
{
    const fl_node *infers = s->measuring.timed.place[FL_DOES_PREDICT];
    if (s->c && infers && !s->program.timed)
        return (*why = fl_source_why_unread(s)) ? infers : NULL;
    *why = "nobody uses the answer of the inference: an optimiser may leave it out";
    const fl_node *statement = s->rust && infers && !s->program.timed ? fl_timed_statement(s, infers) : NULL;
    if (!statement || is_kept_by_barrier(infers, statement))
        return NULL;
    if (statement->kind == FL_NODE_ASSIGN) {
        const fl_node *target = statement->first;
        bool named = fl_node_is(target, FL_NODE_NAME, NULL);
        return named && (strcmp(target->text, "_") == 0 || !is_read_behind(statement, target->text))
                   ? statement
                   : NULL;
    }
    bool call = statement == infers || (statement->kind == FL_NODE_CALL && is_dropping(statement));
    return call ? statement : NULL;
}
