#include "bench/audit/reader/several.h"

#include <string.h>

#include "bench/audit/reader/scope.h"

/* def predict(self, x): raise NotImplementedError, pass, …, or marked as abstract: what is called is another's. */
static bool only_declares(const fl_node *function)
{
    const fl_node *body = fl_node_child(function, 1);
    for (const fl_node *a = function->first; a; a = a->next)
        if (a->kind == FL_NODE_ATTRIBUTE && strstr(a->text, "abstractmethod"))
            return true;
    for (const fl_node *n = fl_node_is(body, FL_NODE_BLOCK, NULL) ? body->first : NULL; n; n = n->next)
        if (n->kind != FL_NODE_RAISE && n->kind != FL_NODE_PASS && n->kind != FL_NODE_STRING)
            return false;
    return true;
}

size_t fl_methods_called(const fl_program *program, const fl_node *callee,
                         const fl_node *methods[FL_MOST_METHODS], bool *all)
{
    const fl_program_file *file = &program->files[callee->file];
    size_t count = 0;
    *all = true;
    if (callee->kind != FL_NODE_FIELD || file->rust || file->c ||
        fl_node_is(callee->first, FL_NODE_NAME, "self"))
        return 0;
    for (size_t i = 0; i < program->file_count; i++)
        for (const fl_node *n = program->files[i].module; n;
             n = fl_node_following(n, program->files[i].module)) {
            if (!fl_node_is(n, FL_NODE_FUNCTION, callee->text) || !fl_is_method(n) ||
                !fl_takes_as_many(program, n, callee) || only_declares(n))
                continue;
            if (count < FL_MOST_METHODS)
                methods[count++] = n;
            else
                *all = false;
        }
    return count;
}

static bool is_same_thing(const fl_node *a, const fl_node *b)
{
    return fl_node_is_alike(a, b) && fl_function_of(a, true) == fl_function_of(b, true);
}

size_t fl_handed_over(fl_program *program, fl_node *callee, fl_node *given[FL_MOST_METHODS], bool *all)
{
    const fl_program_file *file = &program->files[callee->file];
    const fl_node *m = callee->kind == FL_NODE_NAME ? fl_meaning(program, callee) : NULL;
    const fl_node *function = fl_node_is(m, FL_NODE_PARAMETER, NULL) ? fl_function_of(m, true) : NULL;
    size_t count = 0;
    *all = true;
    if (!fl_node_is(function, FL_NODE_FUNCTION, NULL) || file->rust || file->c)
        return 0;
    for (fl_node *call = NULL; (call = fl_next_call_of(program, function, call));) {
        fl_node *argument = fl_argument_for(call, m);
        bool known = !argument;
        for (size_t i = 0; i < count && !known; i++)
            known = is_same_thing(given[i], argument);
        if (known)
            continue;
        if (count < FL_MOST_METHODS)
            given[count++] = argument;
        else
            *all = false;
    }
    return count > 1 ? count : 0;
}

void fl_effects_either(fl_effects *both, const fl_effects *other, const fl_effects *before, fl_node *place)
{
    bool apart = false;
    for (int k = 0; k < FL_EFFECTS; k++) {
        const bool one = both->place[k] != NULL, second = other->place[k] != NULL;
        if (before->place[k] || one == second)
            continue;
        apart = true;
        both->place[k] = NULL;
    }
    if (apart && !both->place[FL_DOES_UNKNOWN])
        both->place[FL_DOES_UNKNOWN] = place;
    const bool as_many = both->predictions == other->predictions;
    both->perhaps |= other->perhaps || !as_many;
    if (!as_many) /* how many, the one that is called would tell */
        both->predictions = before->predictions + 1;
    both->unsized_product |= other->unsized_product;
    both->by_hand_again |= other->by_hand_again;
}
