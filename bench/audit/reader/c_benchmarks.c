#include "bench/audit/reader/c_benchmarks.h"

#include <string.h>
#include <strings.h>

static void take_out(fl_node *node)
{
    node->kind = FL_NODE_PASS;
    node->text = "";
    node->first = node->last = NULL;
}

/* "BM_linear<float>/784/real_time" of "BM_linear" */
static bool is_called(const char *result, const char *function)
{
    size_t length = strlen(function);
    return strncmp(result, function, length) == 0 &&
           (result[length] == '\0' || strchr("/<:", result[length]));
}

static bool has_state_loop(const fl_node *function)
{
    for (const fl_node *n = function; n; n = fl_node_following(n, function))
        if (fl_node_is(n, FL_NODE_FIELD, "State"))
            return true;
    return false;
}

static void keep_function(fl_program *program, const char *result)
{
    for (size_t i = 0; i < program->file_count; i++) {
        fl_node *module = program->files[i].c ? program->files[i].module : NULL;
        for (fl_node *n = module; n; n = fl_node_following(n, module))
            if (n->kind == FL_NODE_FUNCTION && has_state_loop(n) && !is_called(result, n->text))
                take_out(n);
    }
}

static const fl_node *string_of(const fl_node *call)
{
    for (const fl_node *n = call->first ? call->first->next : NULL; n; n = n->next) {
        const fl_node *inner = n;
        while (inner &&
               (inner->kind == FL_NODE_CAST || (inner->kind == FL_NODE_CALL && inner->last != inner->first)))
            inner = inner->last; /* std::string("plain") */
        if (fl_node_is(inner, FL_NODE_STRING, NULL))
            return inner;
    }
    return NULL;
}

/* Calls of one function, of which this one hands over the result's name. */
static void keep_call(fl_program *program, const fl_node *kept)
{
    for (size_t i = 0; i < program->file_count; i++) {
        fl_node *module = program->files[i].c ? program->files[i].module : NULL;
        for (fl_node *n = module; n; n = fl_node_following(n, module))
            if (n != kept && n->kind == FL_NODE_CALL && n->first &&
                fl_node_is(n->first, kept->first->kind, kept->first->text) && string_of(n) &&
                !fl_node_is_within(kept, n))
                take_out(n);
    }
}

static bool is_own(const fl_program *program, const char *name)
{
    for (size_t i = 0; i < program->file_count; i++)
        for (const fl_node *n = program->files[i].module; n;
             n = fl_node_following(n, program->files[i].module))
            if (fl_node_is(n, FL_NODE_FUNCTION, name))
                return true;
    return false;
}

void fl_keep_benchmark(fl_program *program, const char *result)
{
    keep_function(program, result);
    for (size_t i = 0; i < program->file_count; i++) {
        fl_node *module = program->files[i].c ? program->files[i].module : NULL;
        for (fl_node *n = module; n; n = fl_node_following(n, module)) {
            const fl_node *name = n->kind == FL_NODE_CALL ? string_of(n) : NULL;
            if (name && strcasecmp(name->text, result) == 0 && is_own(program, n->first->text))
                keep_call(program, n);
        }
    }
}
