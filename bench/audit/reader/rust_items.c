/* Items, statements and patterns of Rust, and a whole file. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/audit/reader/rust_parse.h"

/* NOLINTBEGIN(misc-no-recursion): parser->depth limits it */

static void rust_statements(fl_rust_parser *p, fl_node *parent, const char *end);

/* ---- functions, types with their methods, modules, constants, imports ---- */

static void skip_type_of(fl_rust_parser *p, fl_node *node)
{
    const fl_rust_token *type = p->at;
    fl_rust_skip_type(p);
    if (node)
        node->floats = fl_rust_floats(type, p->at);
}

static void constant(fl_rust_parser *p, fl_node *parent)
{
    fl_rust_take(p, "mut");
    fl_node *assign = fl_rust_node(p, parent, FL_NODE_ASSIGN, "=");
    fl_rust_token_node(p, assign, FL_NODE_NAME);
    fl_rust_next(p);
    fl_rust_expect(p, ":");
    skip_type_of(p, assign);
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
    const fl_rust_token *answer = p->at;
    while (!p->failed && !fl_rust_mark(p, "{") && !fl_rust_mark(p, ";")) /* result type, where */
        if (fl_rust_mark(p, "(") || fl_rust_mark(p, "["))
            fl_rust_skip_group(p);
        else
            fl_rust_next(p);
    if (node)
        node->floats = fl_rust_floats(answer, p->at);
    if (!fl_rust_take(p, ";"))
        fl_rust_block(p, node);
    else
        fl_rust_node(p, node, FL_NODE_BLOCK, ";"); /* of a trait: declared, and defined elsewhere */
    for (fl_node *n = attributes ? attributes->first : NULL, *next; n && node; n = next) {
        next = n->next;
        fl_node_move(n, node);
    }
}

/* #[serde(serialize_with = …)] and others, by which a member is written as something else; a name that is one of a figure's. */
static bool rewrites_members(const fl_rust_parser *p)
{
    int depth = 0;
    for (const fl_rust_token *at = p->at; at && at->kind != FL_RUST_END; at++) {
        const fl_rust_parser q = {.at = at};
        if (fl_rust_mark(&q, "{") || fl_rust_mark(&q, "("))
            depth++;
        if ((fl_rust_mark(&q, "}") || fl_rust_mark(&q, ")")) && --depth == 0)
            return false;
        const fl_rust_token *value = at[1].kind == FL_RUST_MARK && *at[1].text == '=' ? at + 2 : NULL;
        bool named = value && fl_rust_word(&q, "rename") && value->kind == FL_RUST_STRING;
        for (size_t i = 0; named && i + 3 <= value->size; i++)
            if (memcmp(value->text + i, "_us", 3) == 0)
                return true;
        if (value && (fl_rust_word(&q, "serialize_with") || fl_rust_word(&q, "with")))
            return true;
    }
    return false;
}

/* Members of a structure in whose types other floats than f32 stand; where they have no names the type stands for one. */
static void other_floats(fl_rust_parser *p, fl_node *members)
{
    const fl_rust_token *begin = p->at, *end = p->at + p->at->group;
    bool named = fl_rust_mark(p, "{");
    for (const fl_rust_token *name = NULL; p->at < end && p->at->kind != FL_RUST_END; p->at++) {
        if (named && p->at->kind == FL_RUST_WORD && fl_rust_mark(&(fl_rust_parser){.at = p->at + 1}, ":") &&
            !fl_rust_mark(&(fl_rust_parser){.at = p->at + 1}, "::"))
            name = p->at;
        if (fl_rust_floats(p->at, p->at + 1) != FL_FLOATS_OTHER)
            continue;
        const fl_rust_token *here = p->at;
        p->at = name ? name : here;
        fl_rust_token_node(p, fl_rust_node(p, members, FL_NODE_PASS, "other float"), FL_NODE_STRING);
        p->at = here;
    }
    p->at = begin;
}

/* impl, trait, struct, enum: the last word before the body or "for" target counts as the name. An impl defines none. */
static void class_item(fl_rust_parser *p, fl_node *parent, bool with_functions, bool defines)
{
    fl_node *node = fl_rust_token_node(p, parent, FL_NODE_CLASS);
    const fl_rust_token *head = p->at;
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
    if (node)
        node->floats = fl_rust_floats(head, p->at);
    fl_rust_node(p, node, FL_NODE_BASES, defines ? "defines" : "");
    if (with_functions && fl_rust_mark(p, "{")) {
        fl_rust_block(p, node);
        return;
    }
    fl_node *members = fl_rust_node(p, node, FL_NODE_BLOCK, "");
    if (!fl_rust_mark(p, ";") && rewrites_members(p))
        fl_rust_node(p, members, FL_NODE_PASS, "rewrites");
    if (!fl_rust_mark(p, ";"))
        other_floats(p, members);
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
    const fl_rust_token *behind = p->at + (p->at->kind != FL_RUST_END); /* extern "C" fn */
    behind += behind->kind == FL_RUST_STRING;
    if (fl_rust_word(p, "extern") && is_word_at(behind, "fn"))
        p->at = behind;
}

static void module_item(fl_rust_parser *p, fl_node *parent)
{
    fl_node *module = fl_rust_token_node(p, parent, FL_NODE_MODULE);
    fl_rust_next(p);
    if (fl_rust_take(p, ";") || p->failed)
        return;
    fl_rust_expect(p, "{");
    rust_statements(p, module, "}");
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

/* type X = …, extern crate y as X, macro_rules! X: that it defines the name is all that is told of it. */
static void skipped_name(fl_rust_parser *p, fl_node *parent)
{
    const fl_rust_token *name = p->at + 1;
    if (fl_rust_word(p, "macro_rules")) {
        name++;
    } else if (fl_rust_word(p, "extern")) {
        if (!is_word_at(name, "crate"))
            return;
        name++;
        if (name->kind == FL_RUST_WORD && is_word_at(name + 1, "as"))
            name += 2;
    }
    const fl_rust_token *begin = p->at;
    p->at = name;
    if (name->kind == FL_RUST_WORD)
        fl_rust_token_node(p, fl_rust_node(p, parent, FL_NODE_PASS, "defines"), FL_NODE_NAME);
    p->at = begin;
}

/* Among the words before fn. */
static bool is_async(const fl_rust_token *at, const fl_rust_token *end)
{
    for (; at != end && !is_word_at(at, "fn"); at++)
        if (is_word_at(at, "async"))
            return true;
    return false;
}

/* A type, what is external, macros: of an alias it is noted which floats stand in it. */
static void skip_item(fl_rust_parser *p, fl_node *parent, bool test)
{
    if (fl_rust_word(p, "macro_rules"))
        fl_rust_node(p, parent, FL_NODE_OPAQUE, "macro_rules!");
    if (!test)
        skipped_name(p, parent);
    const fl_rust_token *first = p->at;
    fl_node *alias = !test && parent && fl_rust_word(p, "type") ? parent->last : NULL;
    fl_rust_skip_statement(p, first);
    if (alias)
        alias->floats = fl_rust_floats(first, p->at);
}

/* true when an item was there; what is only for tests is not part of the benchmark. A function takes over the
 * attributes. */
static bool item_of(fl_rust_parser *p, fl_node *parent, fl_node *attributes, bool test)
{
    const fl_rust_token *begin = p->at;
    skip_qualifiers(p);
    bool constant_item =
        (fl_rust_word(p, "const") || fl_rust_word(p, "static")) && p->at[1].kind == FL_RUST_WORD;
    bool skipped = is_definition(p) && (test || fl_rust_word(p, "type") || fl_rust_word(p, "extern") ||
                                        fl_rust_word(p, "macro_rules"));
    if (skipped) {
        skip_item(p, parent, test);
    } else if (fl_rust_take(p, "fn")) {
        function(p, parent, attributes);
        if (begin != p->at && is_async(begin, p->at) && parent && parent->last &&
            fl_node_is(fl_node_child(parent->last, 1), FL_NODE_BLOCK, ""))
            fl_node_child(parent->last, 1)->text = "async";
    } else if (fl_rust_take(p, "use")) {
        use_item(p, parent);
    } else if (constant_item) {
        p->at++;
        constant(p, parent);
    } else if (fl_rust_take(p, "struct") || fl_rust_take(p, "enum") || fl_rust_take(p, "union")) {
        class_item(p, parent, false, true);
    } else if (fl_rust_take(p, "trait")) {
        class_item(p, parent, true, true);
    } else if (fl_rust_take(p, "impl")) {
        class_item(p, parent, true, false);
    } else if (fl_rust_take(p, "mod")) {
        module_item(p, parent);
    } else {
        p->at = begin;
        return false;
    }
    return true;
}

/* ---- statements, patterns, parameters, a whole file ---- */

/* Skips a bracketed group of a pattern. Its words are names that it may bind, but for those of types and variants. */
void fl_rust_bound_in_group(fl_rust_parser *p, fl_node *pattern)
{
    const fl_rust_token *begin = p->at;
    fl_rust_skip_group(p);
    const fl_rust_token *end = p->at;
    for (p->at = begin; p->at != end && p->at->kind != FL_RUST_END; p->at++)
        if (p->at->kind == FL_RUST_WORD &&
            ((*p->at->text >= 'a' && *p->at->text <= 'z') || *p->at->text == '_'))
            fl_rust_token_node(p, pattern, FL_NODE_NAME);
    p->at = end;
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
            fl_rust_bound_in_group(p, node);
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
            skip_type_of(p, parameter);
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
        rust_statements(p, block, "}");
    p->depth--;
    return block;
}

static void let_statement(fl_rust_parser *p, fl_node *parent)
{
    fl_node *assign = fl_rust_node(p, parent, FL_NODE_ASSIGN, "=");
    if (assign)
        assign->declares = true;
    fl_rust_pattern(p, assign);
    if (fl_rust_take(p, ":"))
        skip_type_of(p, assign);
    if (fl_rust_take(p, "="))
        fl_rust_adopt(assign, fl_rust_expression(p));
    else
        fl_rust_node(p, assign, FL_NODE_NONE, "");
    if (fl_rust_take(p, "else")) { /* where the pattern does not fit */
        fl_node *otherwise = fl_rust_node(p, parent, FL_NODE_IF, "");
        fl_rust_node(p, otherwise, FL_NODE_OPAQUE, "let");
        fl_rust_block(p, otherwise);
    }
    fl_rust_expect(p, ";");
}

/* #![feature(…)], #![cfg_attr(…, feature(…))] */
static bool asks_for_features(const fl_rust_parser *p)
{
    bool perhaps = fl_rust_word(p, "cfg_attr");
    fl_rust_parser q = *p;
    for (; perhaps && q.at->kind != FL_RUST_END && !fl_rust_mark(&q, "]"); q.at++)
        if (fl_rust_word(&q, "feature") && q.at[1].kind == FL_RUST_MARK && *q.at[1].text == '(')
            return true; /* and not feature = "…", a condition */
    return fl_rust_word(p, "feature");
}

/* #[inline(always)] becomes the attribute "inline" with the call as its expression. Whether what it stands before is
 * compiled; #![cfg(…)]: what it stands in. */
static fl_rust_truth attribute(fl_rust_parser *p, fl_node *parent)
{
    fl_rust_take(p, "#");
    bool inner = fl_rust_take(p, "!");
    const fl_rust_token *group = p->at;
    if (!fl_rust_mark(p, "["))
        p->failed = true;
    fl_rust_next(p);
    fl_rust_truth truth = fl_rust_attribute_condition(p);
    bool decided = fl_rust_word(p, "cfg") && truth != FL_RUST_PERHAPS;
    fl_node *node = inner || decided ? NULL : fl_rust_token_node(p, parent, FL_NODE_ATTRIBUTE);
    if (inner && asks_for_features(p))
        fl_rust_node(p, parent, FL_NODE_PASS, fl_rust_word(p, "feature") ? "feature" : "perhaps a feature");
    if (!inner && !decided && !p->failed) {
        fl_rust_adopt(node, fl_rust_expression(p));
        p->failed = p->exhausted;
    }
    p->at = group;
    fl_rust_skip_group(p);
    if (inner && truth != FL_RUST_HOLDS)
        p->left_out = truth;
    return inner ? FL_RUST_HOLDS : truth;
}

static void item_or_expression(fl_rust_parser *p, fl_node *parent, fl_node *attributes, bool left_out)
{
    if (item_of(p, parent, attributes, left_out))
        return;
    if (fl_rust_take(p, "let"))
        let_statement(p, parent);
    else
        fl_rust_adopt(parent, fl_rust_statement_expression(p));
}

static void statement(fl_rust_parser *p, fl_node *parent)
{
    const fl_rust_token *begin = p->at;
    fl_node *attributes = fl_rust_node(p, NULL, FL_NODE_BASES, ""), *before = parent ? parent->last : NULL;
    fl_rust_truth compiled = FL_RUST_HOLDS;
    while (!p->failed && fl_rust_mark(p, "#")) {
        fl_rust_truth further = attribute(p, attributes);
        compiled = fl_rust_both(compiled, further);
    }
    const fl_rust_truth around = p->left_out;
    bool left_out = compiled == FL_RUST_FAILS;
    if (left_out) /* read all the same, to find its end */
        parent = fl_rust_node(p, NULL, FL_NODE_BASES, "");
    if (!p->failed)
        item_or_expression(p, parent, attributes, left_out);
    for (fl_node *n = attributes ? attributes->first : NULL, *next; n; n = next) { /* not of a function */
        next = n->next;
        fl_node_move(n, parent);
    }
    fl_rust_take(p, ";");
    if (p->failed && !p->exhausted) {
        p->failed = false;
        p->at = begin;
        if (!left_out)
            fl_rust_node(p, parent, FL_NODE_OPAQUE, "statement");
        fl_rust_skip_statement(p, begin);
        if (p->at == begin)
            p->at++;
        p->failed = p->exhausted;
    }
    p->left_out = around;
    if (compiled == FL_RUST_PERHAPS && parent)
        fl_rust_mark_perhaps(before ? before->next : parent->first);
}

/* Statements up to a closing mark, NULL: to the end of the source. */
static void rust_statements(fl_rust_parser *p, fl_node *parent, const char *end)
{
    fl_rust_truth left_out = FL_RUST_HOLDS;
    while (!p->failed && !(end && fl_rust_take(p, end))) {
        if (p->at->kind == FL_RUST_END) {
            p->failed = end != NULL;
            break;
        }
        p->left_out = FL_RUST_HOLDS;
        if (!fl_rust_take(p, ";"))
            statement(p, parent);
        left_out = p->left_out != FL_RUST_HOLDS ? p->left_out : left_out;
    }
    p->left_out = FL_RUST_HOLDS;
    if (parent && left_out == FL_RUST_FAILS && parent->kind == FL_NODE_MODULE)
        parent->first = parent->last = NULL; /* #![cfg(test)] */
    else if (parent && left_out != FL_RUST_HOLDS)
        parent->perhaps = true;
}

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
    if (!tokens) {
        program->files[file].limited = strstr(reason, "tokens") != NULL;
        return false;
    }
    fl_rust_parser p = {.program = program, .file = file, .at = tokens};
    program->files[file].forced_inline = forced_inline(p);
    fl_node *module = fl_rust_node(&p, NULL, FL_NODE_MODULE, "");
    rust_statements(&p, module, NULL);
    bool good = module && !p.exhausted && p.at->kind == FL_RUST_END && !is_too_deep(module);
    if (good)
        program->files[file].module = module;
    else
        snprintf(reason, 160, "line %d: too long or nested too deeply", p.at->line);
    program->files[file].limited = !good && (p.exhausted || !module || p.at->kind == FL_RUST_END);
    free(tokens);
    return good;
}

/* NOLINTEND(misc-no-recursion) */
