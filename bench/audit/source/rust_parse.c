/* Statements, patterns and parameters of Rust, and a whole file. */
#include "bench/audit/source/rust_parse.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* NOLINTBEGIN(misc-no-recursion): parser->depth limits it */

fl_node *fl_rust_pattern(fl_rust_parser *p, fl_node *parent)
{
    while (fl_rust_take(p, "&") || fl_rust_take(p, "mut") || fl_rust_take(p, "ref"))
        ;
    if (fl_rust_mark(p, "(") && ++p->depth < FL_NODE_DEPTH) {
        fl_node *list = fl_rust_node(p, parent, FL_NODE_LIST, "");
        fl_rust_next(p);
        while (!p->failed && !fl_rust_take(p, ")")) {
            fl_rust_pattern(p, list);
            if (!fl_rust_take(p, ",") && !fl_rust_mark(p, ")"))
                p->failed = true;
        }
        p->depth--;
        return list;
    }
    bool plain =
        p->at->kind == FL_RUST_WORD && (p->at[1].kind != FL_RUST_MARK || strchr(":=,)|;", *p->at[1].text));
    if ((plain && !(p->at[1].joined && fl_rust_mark(&(fl_rust_parser){.at = p->at + 1}, "::")))) {
        fl_node *name = fl_rust_token_node(p, parent, FL_NODE_NAME);
        fl_rust_next(p);
        return name;
    }
    fl_node *node = fl_rust_node(p, parent, FL_NODE_OPAQUE, "pattern");
    while (p->at->kind != FL_RUST_END && !p->failed) {
        if (fl_rust_mark(p, "(") || fl_rust_mark(p, "[") || fl_rust_mark(p, "{"))
            fl_rust_skip_group(p);
        else if (fl_rust_take(p, "::"))
            continue;
        else if ((p->at->kind == FL_RUST_MARK && strchr("=,);:", *p->at->text) && !fl_rust_mark(p, "..=")) ||
                 fl_rust_word(p, "in"))
            break;
        else
            p->at++;
    }
    return node;
}

void fl_rust_parameters(fl_rust_parser *p, fl_node *parent, const char *end)
{
    fl_node *list = fl_rust_node(p, parent, FL_NODE_PARAMETERS, "");
    while (!p->failed && !fl_rust_take(p, end)) {
        while (fl_rust_take(p, "&") || fl_rust_take(p, "mut") || p->at->kind == FL_RUST_LIFETIME)
            if (p->at->kind == FL_RUST_LIFETIME)
                p->at++;
        fl_node *parameter = fl_rust_node(p, list, FL_NODE_PARAMETER, "");
        fl_node *pattern = fl_rust_pattern(p, NULL);
        if (parameter && fl_node_is(pattern, FL_NODE_NAME, NULL))
            parameter->text = pattern->text;
        else if (parameter && fl_node_is(pattern, FL_NODE_LIST, NULL)) /* |(a, b)| */
            fl_rust_adopt(parameter, pattern);
        if (fl_rust_take(p, ":"))
            fl_rust_skip_type(p);
        if (!fl_rust_take(p, ",") && !fl_rust_mark(p, end))
            p->failed = true;
    }
}

fl_node *fl_rust_block(fl_rust_parser *p, fl_node *parent)
{
    if (++p->depth >= FL_NODE_DEPTH)
        p->failed = true;
    fl_node *block = fl_rust_node(p, parent, FL_NODE_BLOCK, "");
    fl_rust_expect(p, "{");
    if (!p->failed)
        fl_rust_statements(p, block, "}");
    p->depth--;
    return block;
}

static void let_statement(fl_rust_parser *p, fl_node *parent)
{
    fl_node *assign = fl_rust_node(p, parent, FL_NODE_ASSIGN, "=");
    fl_rust_pattern(p, assign);
    if (fl_rust_take(p, ":"))
        fl_rust_skip_type(p);
    if (fl_rust_take(p, "="))
        fl_rust_adopt(assign, fl_rust_expression(p));
    else
        fl_rust_node(p, assign, FL_NODE_NONE, "");
    if (fl_rust_take(p, "else"))
        fl_rust_block(p, assign);
    fl_rust_expect(p, ";");
}

/* #[inline(always)] becomes the attribute "inline" with the call as its expression. true: only for tests. */
static bool attribute(fl_rust_parser *p, fl_node *parent)
{
    const fl_rust_token *begin = p->at;
    fl_rust_take(p, "#");
    bool inner = fl_rust_take(p, "!");
    const fl_rust_token *group = p->at;
    if (!fl_rust_mark(p, "["))
        p->failed = true;
    fl_rust_next(p);
    bool test = (fl_rust_word(p, "cfg") && begin[4].size == 4 && memcmp(begin[4].text, "test", 4) == 0) ||
                (fl_rust_word(p, "test") && *p->at[1].text == ']');
    fl_node *node = inner ? NULL : fl_rust_token_node(p, parent, FL_NODE_ATTRIBUTE);
    if (!inner && !p->failed) {
        fl_rust_adopt(node, fl_rust_expression(p));
        p->failed = p->exhausted;
    }
    p->at = group;
    fl_rust_skip_group(p);
    return test;
}

static void statement(fl_rust_parser *p, fl_node *parent)
{
    const fl_rust_token *begin = p->at;
    fl_node *attributes = fl_rust_node(p, NULL, FL_NODE_BASES, "");
    bool test = false;
    while (!p->failed && fl_rust_mark(p, "#"))
        test = attribute(p, attributes) || test;
    if (!p->failed && !fl_rust_item(p, parent, attributes, test)) {
        if (fl_rust_take(p, "let"))
            let_statement(p, parent);
        else
            fl_rust_adopt(parent, fl_rust_statement_expression(p));
    }
    for (fl_node *n = attributes ? attributes->first : NULL, *next; n; n = next) { /* not of a function */
        next = n->next;
        fl_node_move(n, parent);
    }
    fl_rust_take(p, ";");
    if (p->failed && !p->exhausted) {
        p->failed = false;
        p->at = begin;
        fl_rust_node(p, parent, FL_NODE_OPAQUE, "statement");
        fl_rust_skip_statement(p, begin);
        if (p->at == begin)
            p->at++;
        p->failed = p->exhausted;
    }
}

void fl_rust_statements(fl_rust_parser *p, fl_node *parent, const char *end)
{
    while (!p->failed && !(end && fl_rust_take(p, end))) {
        if (p->at->kind == FL_RUST_END) {
            p->failed = end != NULL;
            return;
        }
        if (!fl_rust_take(p, ";"))
            statement(p, parent);
    }
}

/* NOLINTEND(misc-no-recursion) */

/* The line of the first inline(always): in attributes, macros, and what is not understood. */
static int forced_inline(fl_rust_parser p)
{
    for (; p.at->kind != FL_RUST_END; p.at++)
        if (fl_rust_word(&p, "inline") && p.at[1].kind == FL_RUST_MARK && *p.at[1].text == '(' &&
            fl_rust_word(&(fl_rust_parser){.at = p.at + 2}, "always"))
            return p.at->line;
    return 0;
}

/* What is moved below another node, a long chain of calls for one, is not counted while it is read. */
static bool is_too_deep(const fl_node *root)
{
    int depth = 0;
    for (const fl_node *n = root; n;) {
        if (n->first) {
            n = n->first;
            if (++depth >= FL_TREE_DEPTH)
                return true;
            continue;
        }
        for (; n != root && !n->next; depth--)
            n = n->parent;
        n = n == root ? NULL : n->next;
    }
    return false;
}

bool fl_rust_parse(fl_program *program, int file, const char *source, size_t size, char reason[160])
{
    fl_rust_token *tokens = fl_rust_tokens(source, size, reason);
    if (!tokens)
        return false;
    fl_rust_parser p = {.program = program, .file = file, .at = tokens};
    program->files[file].forced_inline = forced_inline(p);
    fl_node *module = fl_rust_node(&p, NULL, FL_NODE_MODULE, "");
    fl_rust_statements(&p, module, NULL);
    bool good = module && !p.exhausted && p.at->kind == FL_RUST_END && !is_too_deep(module);
    if (good)
        program->files[file].module = module;
    else
        snprintf(reason, 160, "line %d: too long or nested too deeply", p.at->line);
    free(tokens);
    return good;
}
