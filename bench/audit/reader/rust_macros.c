/* Lists of arguments in Rust, and what macros are given. */
#include <stdio.h>
#include <string.h>

#include "bench/audit/reader/rust_parse.h"

/* NOLINTBEGIN(misc-no-recursion): parser->depth limits it */

void fl_rust_arguments(fl_rust_parser *p, fl_node *call, const char *end)
{
    while (!p->failed && !fl_rust_take(p, end)) {
        fl_node *argument = fl_rust_expression(p);
        fl_rust_adopt(call, argument);
        if (call && fl_rust_take(p, ";")) { /* [value; count] */
            call->kind = FL_NODE_REPEAT;
            fl_rust_adopt(call, fl_rust_expression(p));
            fl_rust_expect(p, end);
            return;
        }
        if (!fl_rust_take(p, ",") && !fl_rust_mark(p, end))
            p->failed = true;
    }
}

static bool is_dict(const fl_rust_parser *p)
{
    return fl_rust_mark(p, "{") && p->at[1].kind == FL_RUST_STRING && p->at[2].kind == FL_RUST_MARK &&
           *p->at[2].text == ':';
}

/* { "key": value, … } as json! has it. */
static fl_node *dict(fl_rust_parser *p)
{
    fl_node *node = fl_rust_node(p, NULL, FL_NODE_DICT, "");
    fl_rust_next(p);
    if (++p->depth >= FL_NODE_DEPTH)
        p->failed = true;
    while (!p->failed && !fl_rust_take(p, "}")) {
        fl_node *entry = fl_rust_node(p, node, FL_NODE_ENTRY, "");
        fl_rust_token_node(p, entry, FL_NODE_STRING);
        if (p->at->kind != FL_RUST_STRING)
            p->failed = true;
        fl_rust_next(p);
        fl_rust_expect(p, ":");
        if (is_dict(p))
            fl_rust_adopt(entry, dict(p));
        else
            fl_rust_adopt(entry, fl_rust_expression(p));
        if (!fl_rust_take(p, ",") && !fl_rust_mark(p, "}"))
            p->failed = true;
    }
    p->depth--;
    return node;
}

/* What a macro is given, as expressions; formatting arguments may have names. */
static void macro_arguments(fl_rust_parser *p, fl_node *call, const char *end)
{
    while (!p->failed && !fl_rust_take(p, end)) {
        bool named = p->at->kind == FL_RUST_WORD && p->at[1].kind == FL_RUST_MARK && *p->at[1].text == '=' &&
                     !(p->at[1].joined && *p->at[2].text == '=');
        if (named) {
            fl_node *keyword = fl_rust_token_node(p, call, FL_NODE_KEYWORD);
            fl_rust_next(p);
            fl_rust_next(p);
            fl_rust_adopt(keyword, fl_rust_expression(p));
        } else {
            fl_rust_adopt(call, is_dict(p) ? dict(p) : fl_rust_expression(p));
        }
        if (fl_rust_take(p, ";") && call) { /* vec![value; count] */
            fl_rust_adopt(call, fl_rust_expression(p));
            fl_rust_expect(p, end);
            fl_rust_node(p, call, FL_NODE_NONE, "repeated");
            return;
        }
        if (!fl_rust_take(p, ",") && !fl_rust_mark(p, end))
            p->failed = true;
    }
}

/* vec! is a list or a repetition: the callee goes. */
static fl_node *vector(fl_rust_parser *p, fl_node *call)
{
    fl_node *list = fl_rust_node(p, NULL, FL_NODE_LIST, "vec!");
    if (!list)
        return call;
    list->line = call->line;
    bool repeated = fl_node_is(call->last, FL_NODE_NONE, "repeated");
    for (fl_node *n = call->first->next, *next; n; n = next) {
        next = n->next;
        if (!fl_node_is(n, FL_NODE_NONE, "repeated"))
            fl_node_move(n, list);
    }
    if (repeated)
        list->kind = FL_NODE_REPEAT;
    return list;
}

fl_node *fl_rust_macro(fl_rust_parser *p, fl_node *name)
{
    char marked[128];
    const fl_rust_token *group = p->at + 1;
    if (fl_node_is(name, FL_NODE_NAME, "cfg") && group->kind != FL_RUST_END) {
        fl_rust_truth truth = fl_rust_condition_at(p, group);
        if (truth != FL_RUST_PERHAPS) {
            fl_rust_next(p);
            fl_rust_skip_group(p);
            return fl_rust_node(p, NULL, FL_NODE_TRUTH, truth == FL_RUST_HOLDS ? "true" : "false");
        }
    }
    snprintf(marked, sizeof marked, "%.120s!", name ? name->text : "");
    fl_node *call = fl_rust_node(p, NULL, FL_NODE_CALL, "!");
    fl_rust_node(p, call, FL_NODE_NAME, marked);
    fl_rust_next(p);
    const char *end = fl_rust_mark(p, "(") ? ")" : fl_rust_mark(p, "[") ? "]" : "}";
    const fl_rust_token *begin = p->at;
    bool before = p->no_structs, dictionary = end[0] == '}' && is_dict(p);
    p->no_structs = false;
    if (p->failed || !call)
        return call;
    if (dictionary) {
        fl_rust_adopt(call, dict(p));
    } else {
        fl_rust_next(p);
        macro_arguments(p, call, end);
    }
    p->no_structs = before;
    if (p->failed && !p->exhausted) { /* its own grammar */
        p->failed = false;
        p->at = begin;
        fl_rust_node(p, call, FL_NODE_OPAQUE, "arguments");
        fl_rust_skip_group(p);
    }
    return strcmp(marked, "vec!") == 0 && !fl_node_is(call->last, FL_NODE_OPAQUE, NULL) ? vector(p, call)
                                                                                        : call;
}

/* NOLINTEND(misc-no-recursion) */
