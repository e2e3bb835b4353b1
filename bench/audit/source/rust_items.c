/* Items of Rust: functions, types with their methods, modules, constants, imports. */
#include <stdio.h>
#include <string.h>

#include "bench/audit/source/rust_parse.h"

/* NOLINTBEGIN(misc-no-recursion): parser->depth limits it */

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
        if (!group && fl_rust_take(p, "*")) {
            snprintf(name, sizeof name, "*");
            extend_path(path, name);
        } else if (!group) {
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
    fl_rust_statements(p, module, "}");
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
bool fl_rust_item(fl_rust_parser *p, fl_node *parent, fl_node *attributes, bool test)
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
        fl_rust_skip_statement(p, p->at);
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

/* NOLINTEND(misc-no-recursion) */
