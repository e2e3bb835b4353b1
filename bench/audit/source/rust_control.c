/* Expressions of Rust that steer: if, match, loops, closures, return, break and continue. */
#include <string.h>

#include "bench/audit/source/rust_parse.h"

/* NOLINTBEGIN(misc-no-recursion): parser->depth limits it */

void fl_rust_body(fl_rust_parser *p, fl_node *parent)
{
    bool before = p->no_structs;
    p->no_structs = false;
    fl_rust_block(p, parent);
    p->no_structs = before;
}

static fl_node *head(fl_rust_parser *p)
{
    bool before = p->no_structs;
    p->no_structs = true;
    fl_node *node = fl_rust_expression(p);
    p->no_structs = before;
    return node;
}

static fl_node *if_expression(fl_rust_parser *p)
{
    fl_node *node = fl_rust_node(p, NULL, FL_NODE_IF, "");
    fl_rust_next(p);
    fl_rust_adopt(node, head(p));
    fl_rust_body(p, node);
    if (!p->failed && fl_rust_take(p, "else")) {
        if (fl_rust_word(p, "if") && ++p->depth < FL_NODE_DEPTH) {
            fl_rust_adopt(node, if_expression(p));
            p->depth--;
        } else {
            fl_rust_body(p, node);
        }
    }
    return node;
}

static fl_node *match_expression(fl_rust_parser *p)
{
    fl_node *node = fl_rust_node(p, NULL, FL_NODE_MATCH, "");
    fl_rust_next(p);
    fl_rust_adopt(node, head(p));
    bool before = p->no_structs;
    p->no_structs = false;
    fl_rust_expect(p, "{");
    while (!p->failed && !fl_rust_take(p, "}")) {
        fl_node *arm = fl_rust_node(p, node, FL_NODE_BLOCK, "");
        while (p->at->kind != FL_RUST_END && !fl_rust_mark(p, "=>")) { /* the pattern and its guard */
            if (fl_rust_mark(p, "(") || fl_rust_mark(p, "[") || fl_rust_mark(p, "{"))
                fl_rust_skip_group(p);
            else
                fl_rust_next(p);
        }
        fl_rust_expect(p, "=>");
        fl_rust_adopt(arm, fl_rust_expression(p));
        fl_rust_take(p, ",");
    }
    p->no_structs = before;
    return node;
}

static fl_node *loop_expression(fl_rust_parser *p)
{
    fl_node *node;
    if (fl_rust_word(p, "for")) {
        node = fl_rust_node(p, NULL, FL_NODE_FOR, "");
        fl_rust_next(p);
        fl_rust_pattern(p, node);
        fl_rust_expect(p, "in");
        fl_rust_adopt(node, head(p));
    } else {
        bool endless = fl_rust_word(p, "loop");
        node = fl_rust_node(p, NULL, FL_NODE_WHILE, "");
        if (endless)
            fl_rust_node(p, node, FL_NODE_TRUTH, "true");
        fl_rust_next(p);
        if (!endless)
            fl_rust_adopt(node, head(p));
    }
    fl_rust_body(p, node);
    return node;
}

fl_node *fl_rust_closure(fl_rust_parser *p)
{
    fl_node *node = fl_rust_node(p, NULL, FL_NODE_LAMBDA, "");
    fl_rust_take(p, "move");
    fl_rust_expect(p, "|");
    fl_rust_parameters(p, node, "|");
    if (fl_rust_take(p, "->")) {
        fl_rust_skip_type(p);
        fl_rust_body(p, node);
    } else {
        fl_rust_adopt(node, fl_rust_expression(p));
    }
    return node;
}

/* `return`, `break`, `continue`, with a label and a value where there are any. */
static fl_node *jump(fl_rust_parser *p)
{
    fl_node_kind kind = fl_rust_word(p, "return")  ? FL_NODE_RETURN
                        : fl_rust_word(p, "break") ? FL_NODE_BREAK
                                                   : FL_NODE_CONTINUE;
    fl_node *node = fl_rust_node(p, NULL, kind, "");
    fl_rust_next(p);
    if (p->at->kind == FL_RUST_LIFETIME)
        fl_rust_next(p);
    if (kind != FL_NODE_CONTINUE && !fl_rust_mark(p, ";") && !fl_rust_mark(p, "}") && !fl_rust_mark(p, ",") &&
        !fl_rust_mark(p, ")"))
        fl_rust_adopt(node, fl_rust_expression(p));
    return node;
}

fl_node *fl_rust_control(fl_rust_parser *p)
{
    if (fl_rust_word(p, "if"))
        return if_expression(p);
    if (fl_rust_word(p, "match"))
        return match_expression(p);
    if (fl_rust_word(p, "loop") || fl_rust_word(p, "while") || fl_rust_word(p, "for"))
        return loop_expression(p);
    if (fl_rust_word(p, "return") || fl_rust_word(p, "break") || fl_rust_word(p, "continue"))
        return jump(p);
    return fl_rust_word(p, "move") ? fl_rust_closure(p) : NULL;
}

/* NOLINTEND(misc-no-recursion) */
