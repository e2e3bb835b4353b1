/* Figures that are changed in a table of pandas before it is written down: points 19 to 23. */
#include <string.h>

#include "bench/audit/providers/sources_tables.h"
#include "bench/audit/reader/scope.h"

/* df.loc[0, "mean_us"] *= …, df.iloc[0, 1] = … */
static bool changes_cell(const fl_node *n)
{
    static const char *const cells[] = {"loc", "iloc", "at", "iat", NULL};
    const fl_node *target = n->kind == FL_NODE_ASSIGN ? n->first : NULL;
    return target && target->kind == FL_NODE_INDEX && fl_node_is(target->first, FL_NODE_FIELD, NULL) &&
           fl_is_one_of(target->first->text, cells);
}

/* (df * 0.5), df.mul(0.5), df.apply(…): figures of another table than the one that was made. */
static bool computes(const fl_node *table)
{
    static const char *const keeps[] = {"DataFrame",   "round",      "reset_index", "set_index",
                                        "sort_values", "sort_index", "from_dict",   "rename",
                                        "copy",        "transpose",  "reindex",     "from_records",
                                        "Series",      "concat",     NULL};
    while (fl_node_is(table, FL_NODE_CALL, NULL) && fl_node_is(table->first, FL_NODE_FIELD, NULL) &&
           fl_is_one_of(table->first->text, keeps))
        table = table->first->first;
    return fl_node_is(table, FL_NODE_BINARY, NULL) ||
           (fl_node_is(table, FL_NODE_CALL, NULL) && fl_node_is(table->first, FL_NODE_FIELD, NULL));
}

/* df = df * 0.5 */
static bool is_computed_again(const fl_program *program, const fl_node *name)
{
    const fl_node *module = program->files[name->file].module;
    for (const fl_node *n = module; n; n = fl_node_following(n, module)) {
        if (n->kind != FL_NODE_ASSIGN || !fl_node_is(n->first, FL_NODE_NAME, name->text) ||
            n->first == n->last || !computes(n->last))
            continue;
        for (const fl_node *k = n->last; k; k = fl_node_following(k, n->last))
            if (fl_node_is(k, FL_NODE_NAME, name->text))
                return true;
        if (strcmp(n->text, "=") != 0)
            return true;
    }
    return false;
}

bool fl_changes_table(const fl_program *program, const fl_node *n)
{
    static const char *const writes[] = {"to_csv", "to_json", "to_markdown", "to_excel", "to_parquet", NULL};
    if (program->files[n->file].c || program->files[n->file].rust)
        return false;
    if (changes_cell(n))
        return true;
    if (n->kind != FL_NODE_CALL || !fl_node_is(n->first, FL_NODE_FIELD, NULL) ||
        !fl_is_one_of(n->first->text, writes) || !n->first->first)
        return false;
    const fl_node *table = n->first->first;
    return computes(table) || (table->kind == FL_NODE_NAME && is_computed_again(program, table));
}
