/* Statements and items of Rust. */
#include "bench/audit/source/rust_parse.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* NOLINTBEGIN(misc-no-recursion): parser->depth limits it */

bool fl_rust_word(const fl_rust_parser *p, const char *word)
{
    return p->at->kind == FL_RUST_WORD && p->at->size == strlen(word) &&
           memcmp(p->at->text, word, p->at->size) == 0;
}

bool fl_rust_mark(const fl_rust_parser *p, const char *mark)
{
    for (size_t i = 0; mark[i]; i++)
        if (p->at[i].kind != FL_RUST_MARK || *p->at[i].text != mark[i] || (mark[i + 1] && !p->at[i].joined))
            return false;
    return true;
}

void fl_rust_next(fl_rust_parser *p)
{
    if (p->at->kind == FL_RUST_END)
        p->failed = true;
    else
        p->at++;
}

bool fl_rust_take(fl_rust_parser *p, const char *what)
{
    if (fl_rust_word(p, what)) {
        p->at++;
        return true;
    }
    if (!fl_rust_mark(p, what))
        return false;
    p->at += strlen(what);
    return true;
}

void fl_rust_expect(fl_rust_parser *p, const char *what)
{
    if (!p->failed && !fl_rust_take(p, what))
        p->failed = true;
}

static fl_node *add(fl_rust_parser *p, fl_node *parent, fl_node_kind kind, const char *text, size_t size)
{
    fl_node *node = fl_node_add(p->program, parent, kind, p->file, p->at->line, text, size);
    if (!node)
        p->exhausted = p->failed = true;
    return node;
}

fl_node *fl_rust_node(fl_rust_parser *p, fl_node *parent, fl_node_kind kind, const char *text)
{
    return add(p, parent, kind, text, strlen(text));
}

fl_node *fl_rust_token_node(fl_rust_parser *p, fl_node *parent, fl_node_kind kind)
{
    return add(p, parent, kind, p->at->text, p->at->size);
}

void fl_rust_adopt(fl_node *parent, fl_node *child)
{
    if (parent && child)
        fl_node_move(child, parent);
}

/* To the bracket that closes the one at hand, brackets of other kinds counted too. */
void fl_rust_skip_group(fl_rust_parser *p)
{
    int depth = 0;
    do {
        if (p->at->kind == FL_RUST_END) {
            p->failed = true;
            return;
        }
        if (p->at->kind == FL_RUST_MARK && strchr("([{", *p->at->text))
            depth++;
        if (p->at->kind == FL_RUST_MARK && strchr(")]}", *p->at->text))
            depth--;
        p->at++;
    } while (depth > 0);
}

void fl_rust_skip_generics(fl_rust_parser *p)
{
    int depth = 0;
    do {
        if (p->at->kind == FL_RUST_END || fl_rust_mark(p, ";")) {
            p->failed = true;
            return;
        }
        if (fl_rust_take(p, "->"))
            continue;
        if (fl_rust_mark(p, "(") || fl_rust_mark(p, "[") || fl_rust_mark(p, "{")) {
            fl_rust_skip_group(p);
            continue;
        }
        if (fl_rust_mark(p, "<"))
            depth++;
        if (fl_rust_mark(p, ">"))
            depth--;
        p->at++;
    } while (depth > 0);
}

/* What a type goes on with, marks of more than one character apart. */
static bool goes_on_with_type(const fl_rust_parser *p)
{
    if (p->at->kind == FL_RUST_MARK)
        return strchr("&*!+?", *p->at->text) != NULL;
    return p->at->kind != FL_RUST_END && !fl_rust_word(p, "where");
}

void fl_rust_skip_type(fl_rust_parser *p)
{
    while (!p->failed) {
        if (fl_rust_take(p, "->") || fl_rust_take(p, "::"))
            continue;
        if (fl_rust_mark(p, "<"))
            fl_rust_skip_generics(p);
        else if (fl_rust_mark(p, "(") || fl_rust_mark(p, "["))
            fl_rust_skip_group(p);
        else if (goes_on_with_type(p))
            p->at++;
        else
            return;
    }
}

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

static void statements(fl_rust_parser *p, fl_node *parent, const char *end);

fl_node *fl_rust_block(fl_rust_parser *p, fl_node *parent)
{
    if (++p->depth >= FL_NODE_DEPTH)
        p->failed = true;
    fl_node *block = fl_rust_node(p, parent, FL_NODE_BLOCK, "");
    fl_rust_expect(p, "{");
    if (!p->failed)
        statements(p, block, "}");
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

static void constant(fl_rust_parser *p, fl_node *parent)
{
    fl_rust_take(p, "mut");
    fl_node *assign = fl_rust_node(p, parent, FL_NODE_ASSIGN, "=");
    fl_rust_token_node(p, assign, FL_NODE_NAME);
    fl_rust_next(p);
    fl_rust_expect(p, ":");
    fl_rust_skip_type(p);
    if (fl_rust_take(p, "="))
        fl_rust_adopt(assign, fl_rust_expression(p));
    fl_rust_expect(p, ";");
}

static void function(fl_rust_parser *p, fl_node *parent, fl_node *attributes)
{
    fl_node *node = fl_rust_token_node(p, parent, FL_NODE_FUNCTION);
    fl_rust_next(p);
    if (fl_rust_mark(p, "<"))
        fl_rust_skip_generics(p);
    fl_rust_expect(p, "(");
    fl_rust_parameters(p, node, ")");
    while (!p->failed && !fl_rust_mark(p, "{") && !fl_rust_mark(p, ";")) /* result type, where */
        if (fl_rust_mark(p, "(") || fl_rust_mark(p, "["))
            fl_rust_skip_group(p);
        else
            fl_rust_next(p);
    if (!fl_rust_take(p, ";"))
        fl_rust_block(p, node);
    else
        fl_rust_node(p, node, FL_NODE_BLOCK, "");
    for (fl_node *n = attributes ? attributes->first : NULL, *next; n && node; n = next) {
        next = n->next;
        fl_node_move(n, node);
    }
}

/* impl, trait, struct, enum: the last word before the body or "for" target counts as the name. */
static void class_item(fl_rust_parser *p, fl_node *parent, bool with_functions)
{
    fl_node *node = fl_rust_token_node(p, parent, FL_NODE_CLASS);
    if (fl_rust_mark(p, "<"))
        fl_rust_skip_generics(p);
    while (!p->failed && !fl_rust_mark(p, "{") && !fl_rust_mark(p, ";") && !fl_rust_mark(p, "(")) {
        if (fl_rust_mark(p, "<")) {
            fl_rust_skip_generics(p);
            continue;
        }
        if (p->at->kind == FL_RUST_WORD && !fl_rust_word(p, "for") && !fl_rust_word(p, "where") && node) {
            fl_node *name = fl_rust_token_node(p, NULL, FL_NODE_NAME);
            node->text = name ? name->text : node->text;
        }
        if (fl_rust_word(p, "where"))
            while (p->at->kind != FL_RUST_END && !fl_rust_mark(p, "{") && !fl_rust_mark(p, ";"))
                p->at++;
        else
            fl_rust_next(p);
    }
    fl_rust_node(p, node, FL_NODE_BASES, "");
    if (with_functions && fl_rust_mark(p, "{")) {
        fl_rust_block(p, node);
        return;
    }
    fl_rust_node(p, node, FL_NODE_BLOCK, "");
    if (!fl_rust_mark(p, ";"))
        fl_rust_skip_group(p);
    fl_rust_take(p, ";");
}

static void take_word(fl_rust_parser *p, char name[128])
{
    snprintf(name, 128, "%.*s", (int)(p->at->size < 100 ? p->at->size : 100), p->at->text);
    if (p->at->kind != FL_RUST_WORD && *p->at->text != '*')
        p->failed = true;
    fl_rust_next(p);
}

/* One word of a path; `self` in braces names the path itself. */
static void extend_path(char path[256], char name[128])
{
    size_t length = strlen(path);
    if (strcmp(name, "self") == 0 && length > 0) {
        const char *last = strrchr(path, '.');
        snprintf(name, 128, "%.100s", last ? last + 1 : path);
    } else {
        snprintf(path + length, 256 - length, "%s%s", length ? "." : "", name);
    }
}

/* use a::{b, c as d}; prefix: what stands before. */
static void use_tree(fl_rust_parser *p, fl_node *parent, const char *prefix)
{
    char path[256], name[128] = "";
    snprintf(path, sizeof path, "%s", prefix);
    if (++p->depth >= FL_NODE_DEPTH)
        p->failed = true;
    bool group = false;
    do {
        group = fl_rust_take(p, "{");
        while (group && !p->failed && !fl_rust_take(p, "}")) {
            use_tree(p, parent, path);
            if (!fl_rust_take(p, ",") && !fl_rust_mark(p, "}"))
                p->failed = true;
        }
        if (!group) {
            take_word(p, name);
            extend_path(path, name);
        }
    } while (!group && !p->failed && fl_rust_take(p, "::"));
    if (!group && fl_rust_take(p, "as"))
        take_word(p, name);
    if (!group)
        fl_rust_node(p, fl_rust_node(p, parent, FL_NODE_IMPORT, path), FL_NODE_NAME, name);
    p->depth--;
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

static void skip_statement(fl_rust_parser *p, const fl_rust_token *begin)
{
    p->at = begin;
    while (p->at->kind != FL_RUST_END && !fl_rust_mark(p, "}")) {
        if (fl_rust_take(p, ";"))
            return;
        bool block = fl_rust_mark(p, "{");
        if (block || fl_rust_mark(p, "(") || fl_rust_mark(p, "["))
            fl_rust_skip_group(p);
        else
            p->at++;
        if (block && !fl_rust_word(p, "else"))
            return;
    }
}

static bool is_word_at(const fl_rust_token *token, const char *word)
{
    return token->kind == FL_RUST_WORD && token->size == strlen(word) &&
           memcmp(token->text, word, token->size) == 0;
}

/* pub(crate) const unsafe fn: to the word that tells what it is. */
static void skip_qualifiers(fl_rust_parser *p)
{
    if (fl_rust_take(p, "pub") && fl_rust_mark(p, "("))
        fl_rust_skip_group(p);
    while (p->at[0].kind == FL_RUST_WORD && p->at[1].kind == FL_RUST_WORD &&
           (fl_rust_word(p, "async") || fl_rust_word(p, "unsafe") || fl_rust_word(p, "default") ||
            (fl_rust_word(p, "const") && (is_word_at(p->at + 1, "fn") || is_word_at(p->at + 1, "unsafe")))))
        p->at++;
}

static void module_item(fl_rust_parser *p, fl_node *parent)
{
    fl_node *module = fl_rust_token_node(p, parent, FL_NODE_MODULE);
    fl_rust_next(p);
    if (fl_rust_take(p, ";") || p->failed)
        return;
    fl_rust_expect(p, "{");
    statements(p, module, "}");
}

static void use_item(fl_rust_parser *p, fl_node *parent)
{
    fl_rust_take(p, "::");
    use_tree(p, parent, "");
    fl_rust_expect(p, ";");
}

static bool is_definition(const fl_rust_parser *p)
{
    static const char *const words[] = {"mod", "fn", "use", "impl", "type", "extern", "macro_rules"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (fl_rust_word(p, words[i]))
            return true;
    return false;
}

/* true when an item was there; what is only for tests is not part of the benchmark. */
static bool item(fl_rust_parser *p, fl_node *parent, fl_node *attributes, bool test)
{
    const fl_rust_token *begin = p->at;
    skip_qualifiers(p);
    bool constant_item =
        (fl_rust_word(p, "const") || fl_rust_word(p, "static")) && p->at[1].kind == FL_RUST_WORD;
    bool skipped = is_definition(p) && (test || fl_rust_word(p, "type") || fl_rust_word(p, "extern") ||
                                        fl_rust_word(p, "macro_rules"));
    if (skipped) {
        if (fl_rust_word(p, "macro_rules"))
            fl_rust_node(p, parent, FL_NODE_OPAQUE, "macro_rules!");
        skip_statement(p, p->at);
    } else if (fl_rust_take(p, "fn")) {
        function(p, parent, attributes);
    } else if (fl_rust_take(p, "use")) {
        use_item(p, parent);
    } else if (constant_item) {
        p->at++;
        constant(p, parent);
    } else if (fl_rust_take(p, "struct") || fl_rust_take(p, "enum") || fl_rust_take(p, "union")) {
        class_item(p, parent, false);
    } else if (fl_rust_take(p, "impl") || fl_rust_take(p, "trait")) {
        class_item(p, parent, true);
    } else if (fl_rust_take(p, "mod")) {
        module_item(p, parent);
    } else {
        p->at = begin;
        return false;
    }
    return true;
}

static void statement(fl_rust_parser *p, fl_node *parent)
{
    const fl_rust_token *begin = p->at;
    fl_node *attributes = fl_rust_node(p, NULL, FL_NODE_BASES, "");
    bool test = false;
    while (!p->failed && fl_rust_mark(p, "#"))
        test = attribute(p, attributes) || test;
    if (!p->failed && !item(p, parent, attributes, test)) {
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
        skip_statement(p, begin);
        if (p->at == begin)
            p->at++;
        p->failed = p->exhausted;
    }
}

static void statements(fl_rust_parser *p, fl_node *parent, const char *end)
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

bool fl_rust_parse(fl_program *program, int file, const char *source, size_t size, char reason[160])
{
    fl_rust_token *tokens = fl_rust_tokens(source, size, reason);
    if (!tokens)
        return false;
    fl_rust_parser p = {.program = program, .file = file, .at = tokens};
    fl_node *module = fl_rust_node(&p, NULL, FL_NODE_MODULE, "");
    statements(&p, module, NULL);
    bool good = module && !p.exhausted && p.at->kind == FL_RUST_END;
    if (good)
        program->files[file].module = module;
    else
        snprintf(reason, 160, "line %d: too long or nested too deeply", p.at->line);
    free(tokens);
    return good;
}
