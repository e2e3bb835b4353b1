#include "bench/audit/providers/sources_order.h"

#include <string.h>

typedef struct walk {
    fl_source *source;
    fl_visit *visit;
    void *context;
    const fl_node *until;
    bool reached;
} walk;

/* What a call executes: a function of the program, or what makes an object of a class of it. */
static const fl_node *executed_by(fl_source *s, const fl_node *call)
{
    const fl_node *own = fl_called_function(&s->program, call->first);
    const fl_node *class_node =
        !own && call->first->kind == FL_NODE_NAME ? fl_meaning(&s->program, call->first) : NULL;
    for (const fl_node *n = fl_node_is(class_node, FL_NODE_CLASS, NULL) ? class_node : NULL; n && !own;
         n = fl_node_following(n, class_node))
        if (fl_node_is(n, FL_NODE_FUNCTION, "__init__"))
            own = n;
    return own != fl_function_of(call, false) ? own : NULL;
}

/* NOLINTNEXTLINE(misc-no-recursion): deep is limited */
static void execute(walk *w, fl_node *root, int deep)
{
    for (fl_node *n = root; n && !w->reached;) {
        w->reached = n == w->until;
        const fl_node *own = n->kind == FL_NODE_CALL && deep < 6 ? executed_by(w->source, n) : NULL;
        if (own) {
            for (fl_node *part = n->first; part; part = part->next)
                execute(w, part, deep + 1);
            execute(w, fl_node_child(own, 1), deep + 1);
        } else if (!w->reached) {
            w->visit(w->context, n);
        }
        bool done = own || (n->kind == FL_NODE_FUNCTION && n != root);
        n = done ? fl_node_skipping(n, root) : fl_node_following(n, root);
    }
}

/* Where the execution that leads to the timed loop begins. */
static fl_node *beginning(fl_source *s)
{
    const fl_node *start = s->measuring.main->start, *function = fl_function_of(start, false);
    for (int deep = 0; deep < 8 && function; deep++) {
        const fl_node *call = fl_next_call_of(&s->program, function, NULL);
        const fl_node *outer = call ? fl_function_of(call, false) : NULL;
        if (!outer)
            break;
        function = outer;
    }
    return function ? fl_node_child(function, 1) : s->program.files[start->file].module;
}

bool fl_source_executed(fl_source *s, fl_visit *visit, void *context)
{
    const fl_node *infers = s->measuring.timed.place[FL_DOES_PREDICT];
    walk w = {.source = s, .visit = visit, .context = context, .until = s->measuring.main->start};
    if (s->program.timed_process && infers) /* all of the program is timed */
        w.until = infers;
    execute(&w, beginning(s), 0);
    return w.reached;
}
