#include "bench/audit/providers/sources_sides.h"

#include <string.h>

/* a of a["mean_us"] and a.mean; "": it is no figure of something. */
static const char *owner_of(const fl_node *figure)
{
    const fl_node *root = figure;
    while (root && (root->kind == FL_NODE_INDEX || root->kind == FL_NODE_FIELD))
        root = root->first;
    return root && root != figure && root->kind == FL_NODE_NAME ? root->text : "";
}

static bool is_another_test(const fl_node *call)
{
    static const char *const words[] = {"trim", "permutations", "method", NULL};
    for (const fl_node *n = call->first->next; n; n = n->next)
        if (n->kind == FL_NODE_KEYWORD && fl_is_one_of(n->text, words))
            return true;
    return false;
}

/* ttest_ind(a, a), ttest_ind_from_stats(mean_a, std_a, n, mean_b, std_a, n): figures of one side stand for the other's. */
bool fl_mixes_sides(const fl_node *call)
{
    const fl_node *given[6] = {NULL};
    size_t count = 0;
    if (is_another_test(call))
        return true;
    for (const fl_node *n = call->first->next; n && count < 6; n = n->next)
        given[count++] = n->kind == FL_NODE_KEYWORD ? n->first : n;
    if (strcmp(call->first->text, "ttest_ind") == 0)
        return fl_node_is_alike(given[0], given[1]);
    if (count < 6 || fl_node_is_alike(given[0], given[3]) || fl_node_is_alike(given[1], given[4]))
        return true;
    const char *one = owner_of(given[0]), *other = owner_of(given[3]);
    return strcmp(one, other) != 0 && ((strcmp(owner_of(given[1]), other) == 0 && *other) ||
                                       (strcmp(owner_of(given[4]), one) == 0 && *one));
}
