/* Expressions of Rust, by precedence (The Rust Reference, "Expressions"), and those that steer. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/audit/reader/rust_parse.h"

/* NOLINTBEGIN(misc-no-recursion): parser->depth limits it */

static fl_node *control(fl_rust_parser *p);

static fl_node *closure(fl_rust_parser *p);

static void body_of(fl_rust_parser *p, fl_node *parent);

/* ---- operators and operands ---- */

static fl_node *binary(fl_rust_parser *p, int least);

static bool starts_upper(const fl_node *name)
{
    return name && name->text[0] >= 'A' && name->text[0] <= 'Z';
}

static fl_node *bracketed(fl_rust_parser *p)
{
    bool list = fl_rust_mark(p, "[");
    bool before = p->no_structs;
    p->no_structs = false;
    fl_node *node = fl_rust_node(p, NULL, FL_NODE_LIST, "");
    fl_rust_next(p);
    fl_rust_arguments(p, node, list ? "]" : ")");
    p->no_structs = before;
    const fl_rust_token *closing = p->at - 1;
    bool comma = !list && !p->failed && closing[-1].kind == FL_RUST_MARK && *closing[-1].text == ',';
    if (list || comma || fl_node_count(node) != 1)
        return node;
    fl_node *inner = node->first;
    fl_node_move(inner, NULL);
    return inner;
}

static fl_node *word_expression(fl_rust_parser *p);

static fl_node *path_of(fl_rust_parser *p)
{
    if (fl_rust_mark(p, "<")) /* <T as Trait>::name */
        fl_rust_skip_generics(p);
    fl_rust_take(p, "::");
    fl_node *node = fl_rust_token_node(p, NULL, FL_NODE_NAME);
    if (p->at->kind != FL_RUST_WORD)
        p->failed = true;
    fl_rust_next(p);
    while (!p->failed && fl_rust_take(p, "::")) {
        if (fl_rust_mark(p, "<")) {
            fl_rust_skip_generics(p);
            continue;
        }
        fl_node *field = fl_rust_token_node(p, NULL, FL_NODE_FIELD);
        fl_rust_adopt(field, node);
        node = field;
        fl_rust_next(p);
    }
    return node;
}

static fl_node *path(fl_rust_parser *p)
{
    const fl_rust_token *begin = p->at;
    fl_node *node = path_of(p);
    if (node)
        node->floats = fl_rust_floats(begin, p->at);
    return node;
}

static fl_node *structure(fl_rust_parser *p, fl_node *name)
{
    fl_node *node = fl_rust_node(p, NULL, FL_NODE_CALL, "{}");
    fl_rust_adopt(node, name);
    fl_rust_expect(p, "{");
    while (!p->failed && !fl_rust_take(p, "}")) {
        if (fl_rust_take(p, "..")) {
            fl_rust_adopt(fl_rust_node(p, node, FL_NODE_OPAQUE, "base"), fl_rust_expression(p));
        } else {
            fl_node *member = fl_rust_token_node(p, node, FL_NODE_KEYWORD);
            fl_rust_next(p);
            if (fl_rust_take(p, ":"))
                fl_rust_adopt(member, fl_rust_expression(p));
            else if (member)
                fl_rust_node(p, member, FL_NODE_NAME, member->text);
        }
        if (!fl_rust_take(p, ",") && !fl_rust_mark(p, "}"))
            p->failed = true;
    }
    return node;
}

static fl_node *word_expression(fl_rust_parser *p)
{
    fl_node *steering = control(p);
    if (steering || p->failed)
        return steering;
    if (fl_rust_word(p, "unsafe") || fl_rust_word(p, "const")) {
        fl_rust_next(p);
        fl_node *node = fl_rust_node(p, NULL, FL_NODE_OPAQUE, "block");
        body_of(p, node);
        fl_node *inner = node ? node->first : NULL;
        if (inner)
            fl_node_move(inner, NULL);
        return inner;
    }
    if (fl_rust_word(p, "let")) { /* in the head of if or while */
        fl_node *node = fl_rust_node(p, NULL, FL_NODE_OPAQUE, "let");
        fl_rust_next(p);
        fl_rust_pattern(p, node);
        fl_rust_expect(p, "=");
        fl_rust_adopt(node, binary(p, 5)); /* binds closer than && */
        return node;
    }
    if (fl_rust_word(p, "true") || fl_rust_word(p, "false")) {
        fl_node *node = fl_rust_token_node(p, NULL, FL_NODE_TRUTH);
        fl_rust_next(p);
        return node;
    }
    fl_node *name = path(p);
    if (fl_rust_mark(p, "!") && !fl_rust_mark(p, "!="))
        return fl_rust_macro(p, name);
    if (!p->no_structs && fl_rust_mark(p, "{") && starts_upper(name))
        return structure(p, name);
    return name;
}

/* 1_000u64, 0xff, 2.5e-3_f32; the text stays as written. */
static fl_node *number(fl_rust_parser *p)
{
    fl_node *node = fl_rust_token_node(p, NULL, FL_NODE_NUMBER);
    char digits[64];
    size_t length = 0;
    for (size_t i = 0; node && node->text[i] && length < sizeof digits - 1; i++)
        if (node->text[i] != '_')
            digits[length++] = node->text[i];
    digits[length] = '\0';
    if (node && digits[0] == '0' && (digits[1] == 'b' || digits[1] == 'o'))
        fl_node_set_number(node, (double)strtoull(digits + 2, NULL, digits[1] == 'b' ? 2 : 8));
    else if (node)
        fl_node_set_number(node, strtod(digits, NULL)); /* stops at a suffix of type; reads 0x itself */
    fl_rust_next(p);
    return node;
}

static fl_node *primary(fl_rust_parser *p);

/* The text of the node becomes the label that stands here: "'done". */
static void take_label(fl_rust_parser *p, fl_node *node)
{
    const fl_rust_token *token = p->at;
    char text[64];
    const char *name = *token->text == '\'' ? token->text + 1 : token->text;
    size_t length = token->size - (size_t)(name - token->text);
    snprintf(text, sizeof text, "'%.*s", (int)(length < 60 ? length : 60), name);
    const fl_node *label = fl_rust_node(p, NULL, FL_NODE_NAME, text);
    if (node && label)
        node->text = label->text;
    fl_rust_next(p);
}

/* 'outer: for …, 'done: { … } */
static fl_node *labelled(fl_rust_parser *p)
{
    fl_node label = {.text = ""};
    take_label(p, &label);
    fl_rust_expect(p, ":");
    fl_node *node = p->failed ? NULL : primary(p);
    if (node && (node->kind == FL_NODE_BLOCK || node->kind == FL_NODE_FOR || node->kind == FL_NODE_WHILE))
        node->text = label.text;
    return node;
}

static fl_node *primary(fl_rust_parser *p)
{
    fl_node *node;
    switch (p->at->kind) {
    case FL_RUST_WORD:
        return word_expression(p);
    case FL_RUST_NUMBER:
        return number(p);
    case FL_RUST_STRING:
        node = fl_rust_token_node(p, NULL, FL_NODE_STRING);
        fl_rust_next(p);
        return node;
    case FL_RUST_LIFETIME:
        return labelled(p);
    default:
        break;
    }
    if (fl_rust_mark(p, "(") || fl_rust_mark(p, "["))
        return bracketed(p);
    if (fl_rust_mark(p, "|"))
        return closure(p);
    if (fl_rust_mark(p, "<") || fl_rust_mark(p, "::"))
        return path(p);
    if (fl_rust_mark(p, "{")) {
        fl_node *holder = fl_rust_node(p, NULL, FL_NODE_OPAQUE, "block");
        body_of(p, holder);
        fl_node *inner = holder ? holder->first : NULL;
        if (inner)
            fl_node_move(inner, NULL);
        return inner;
    }
    p->failed = true;
    return NULL;
}

static fl_node *call(fl_rust_parser *p, fl_node *callee)
{
    bool before = p->no_structs;
    p->no_structs = false;
    fl_node *node = fl_rust_node(p, NULL, FL_NODE_CALL, "");
    fl_rust_adopt(node, callee);
    fl_rust_next(p);
    fl_rust_arguments(p, node, ")");
    p->no_structs = before;
    return node;
}

static fl_node *index(fl_rust_parser *p, fl_node *of)
{
    bool before = p->no_structs;
    p->no_structs = false;
    fl_node *node = fl_rust_node(p, NULL, FL_NODE_INDEX, "");
    fl_rust_adopt(node, of);
    fl_rust_next(p);
    fl_rust_adopt(node, fl_rust_expression(p));
    fl_rust_expect(p, "]");
    p->no_structs = before;
    return node;
}

static fl_node *postfix(fl_rust_parser *p)
{
    fl_node *node = primary(p);
    while (!p->failed && node) {
        if (fl_rust_take(p, "?")) {
            node->tried = true;
            continue;
        }
        if (fl_rust_mark(p, "(")) {
            node = call(p, node);
        } else if (fl_rust_mark(p, "[")) {
            node = index(p, node);
        } else if (fl_rust_mark(p, ".") && !fl_rust_mark(p, "..")) {
            fl_rust_next(p);
            fl_node *field = fl_rust_token_node(p, NULL, FL_NODE_FIELD);
            if (p->at->kind != FL_RUST_WORD && p->at->kind != FL_RUST_NUMBER)
                p->failed = true;
            fl_rust_next(p);
            fl_rust_adopt(field, node);
            if (field)
                field->of_value = true;
            node = field;
            const fl_rust_token *generics = p->at;
            if (fl_rust_take(p, "::"))
                fl_rust_skip_generics(p);
            if (field)
                field->floats = fl_rust_floats(generics, p->at);
        } else {
            break;
        }
    }
    return node;
}

/* &, &&, &'a mut, &raw const and what else stands before what is referred to. */
static void reference_marks(fl_rust_parser *p)
{
    fl_rust_next(p);
    if (fl_rust_mark(p, "&"))
        fl_rust_next(p);
    if (p->at->kind == FL_RUST_LIFETIME)
        fl_rust_next(p);
    const fl_rust_parser behind = {.at = p->at + 1};
    if (fl_rust_word(p, "raw") && (fl_rust_word(&behind, "mut") || fl_rust_word(&behind, "const"))) {
        fl_rust_next(p);
        fl_rust_next(p);
    }
    fl_rust_take(p, "mut");
}

static fl_node *unary(fl_rust_parser *p)
{
    if (++p->depth >= FL_NODE_DEPTH) {
        p->failed = true;
        p->depth--;
        return NULL;
    }
    fl_node *node;
    if (fl_rust_mark(p, "&") || fl_rust_mark(p, "*")) { /* references are transparent here */
        reference_marks(p);
        node = unary(p);
    } else if (fl_rust_mark(p, "-") || fl_rust_mark(p, "!")) {
        node = fl_rust_node(p, NULL, FL_NODE_UNARY, fl_rust_mark(p, "-") ? "-" : "not");
        fl_rust_next(p);
        fl_rust_adopt(node, unary(p));
    } else {
        node = postfix(p);
    }
    while (!p->failed && fl_rust_take(p, "as")) {
        while (fl_rust_take(p, "*") || fl_rust_take(p, "&") || fl_rust_take(p, "const") ||
               fl_rust_take(p, "mut"))
            ;
        fl_node *cast = fl_rust_token_node(p, NULL, FL_NODE_CAST);
        fl_node *type = path(p);
        if (cast && type)
            cast->text = type->text;
        fl_rust_adopt(cast, node);
        node = cast;
        if (fl_rust_mark(p, "<"))
            fl_rust_skip_generics(p);
    }
    p->depth--;
    return node;
}

/* Longest first where one begins another. */
static const struct operator_text {
    const char *mark, *name;
    int binds;
} operators[] = {
    {"<<=", "<<=", 1}, {">>=", ">>=", 1}, {"..=", "..=", 2}, {"==", "==", 5}, {"!=", "!=", 5},
    {"<=", "<=", 5},   {">=", ">=", 5},   {"&&", "and", 4},  {"||", "or", 3}, {"+=", "+=", 1},
    {"-=", "-=", 1},   {"*=", "*=", 1},   {"/=", "/=", 1},   {"%=", "%=", 1}, {"&=", "&=", 1},
    {"|=", "|=", 1},   {"^=", "^=", 1},   {"=>", NULL, 0},   {"<<", "<<", 9}, {">>", ">>", 9},
    {"..", "..", 2},   {"=", "=", 1},     {"<", "<", 5},     {">", ">", 5},   {"|", "|", 6},
    {"^", "^", 7},     {"&", "&", 8},     {"+", "+", 10},    {"-", "-", 10},  {"*", "*", 11},
    {"/", "/", 11},    {"%", "%", 11},
};

static const struct operator_text *operator_here(const fl_rust_parser *p)
{
    for (size_t i = 0; i < sizeof operators / sizeof *operators; i++)
        if (fl_rust_mark(p, operators[i].mark))
            return operators[i].name ? &operators[i] : NULL;
    return NULL;
}

static bool ends_range(const fl_rust_parser *p)
{
    return p->at->kind == FL_RUST_END || fl_rust_mark(p, ")") || fl_rust_mark(p, "]") ||
           fl_rust_mark(p, "}") || fl_rust_mark(p, ",") || fl_rust_mark(p, ";") ||
           (fl_rust_mark(p, "{") && p->no_structs);
}

static fl_node *range(fl_rust_parser *p, fl_node *from, const char *mark)
{
    fl_node *node = fl_rust_node(p, NULL, FL_NODE_RANGE, mark);
    if (from)
        fl_rust_adopt(node, from);
    else
        fl_rust_node(p, node, FL_NODE_NONE, "");
    if (ends_range(p))
        fl_rust_node(p, node, FL_NODE_NONE, "");
    else
        fl_rust_adopt(node, binary(p, 3));
    return node;
}

static fl_node *binary(fl_rust_parser *p, int least)
{
    fl_node *left;
    if (least <= 2 && fl_rust_mark(p, "..")) {
        const char *mark = fl_rust_mark(p, "..=") ? "..=" : "..";
        fl_rust_take(p, mark);
        return range(p, NULL, mark);
    }
    left = unary(p);
    for (const struct operator_text *o; !p->failed && (o = operator_here(p)) && o->binds >= least;) {
        fl_node *node = NULL;
        if (o->binds != 2)
            node = fl_rust_node(p, NULL, o->binds == 1 ? FL_NODE_ASSIGN : FL_NODE_BINARY, o->name);
        fl_rust_take(p, o->mark);
        if (o->binds == 2) {
            left = range(p, left, o->mark);
            continue;
        }
        fl_rust_adopt(node, left);
        if (++p->depth >= FL_NODE_DEPTH)
            p->failed = true;
        else /* assignment groups from the right, the rest from the left */
            fl_rust_adopt(node, binary(p, o->binds == 1 ? 1 : o->binds + 1));
        p->depth--;
        left = node;
    }
    return left;
}

fl_node *fl_rust_statement_expression(fl_rust_parser *p)
{
    static const char *const words[] = {"if", "match", "loop", "while", "for", "unsafe"};
    const fl_rust_token *begin = p->at;
    bool block = p->at->kind == FL_RUST_LIFETIME || fl_rust_mark(p, "{");
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        block = block || fl_rust_word(p, words[i]);
    if (!block)
        return fl_rust_expression(p);
    fl_node *node = primary(p);
    if (p->failed || !(fl_rust_mark(p, ".") || fl_rust_mark(p, "?")))
        return node;
    p->at = begin; /* its value is used */
    return fl_rust_expression(p);
}

fl_node *fl_rust_expression(fl_rust_parser *p)
{
    if (++p->depth >= FL_NODE_DEPTH)
        p->failed = true;
    fl_node *node = p->failed ? NULL : binary(p, 1);
    p->depth--;
    if (!node)
        p->failed = true;
    return node;
}

/* ---- if, match, loops, closures, return, break and continue ---- */

/* The block of a head, in which structures may be written again. */
static void body_of(fl_rust_parser *p, fl_node *parent)
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
    body_of(p, node);
    if (!p->failed && fl_rust_take(p, "else")) {
        if (fl_rust_word(p, "if") && ++p->depth < FL_NODE_DEPTH) {
            fl_rust_adopt(node, if_expression(p));
            p->depth--;
        } else {
            body_of(p, node);
        }
    }
    return node;
}

/* Attributes before an arm. */
static fl_rust_truth arm_condition(fl_rust_parser *p)
{
    fl_rust_truth compiled = FL_RUST_HOLDS;
    while (!p->failed && fl_rust_take(p, "#")) {
        const fl_rust_token *group = p->at;
        fl_rust_next(p);
        compiled = fl_rust_both(compiled, fl_rust_attribute_condition(p));
        p->at = group;
        fl_rust_skip_group(p);
    }
    return compiled;
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
        fl_rust_truth compiled = arm_condition(p);
        fl_node *arm = fl_rust_node(p, compiled == FL_RUST_FAILS ? NULL : node, FL_NODE_BLOCK, "");
        if (arm && compiled == FL_RUST_PERHAPS)
            arm->perhaps = true;
        fl_node *bound = fl_rust_node(p, arm, FL_NODE_PASS, "binds");
        while (p->at->kind != FL_RUST_END && !fl_rust_mark(p, "=>")) { /* the pattern and its guard */
            if (fl_rust_mark(p, "(") || fl_rust_mark(p, "[") || fl_rust_mark(p, "{"))
                fl_rust_bound_in_group(p, bound);
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
    body_of(p, node);
    return node;
}

static fl_node *closure(fl_rust_parser *p)
{
    fl_node *node = fl_rust_node(p, NULL, FL_NODE_LAMBDA, "");
    fl_rust_take(p, "move");
    fl_rust_expect(p, "|");
    fl_rust_parameters(p, node, "|");
    if (fl_rust_take(p, "->")) {
        fl_rust_skip_type(p);
        body_of(p, node);
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
        take_label(p, node);
    if (kind != FL_NODE_CONTINUE && !fl_rust_mark(p, ";") && !fl_rust_mark(p, "}") && !fl_rust_mark(p, ",") &&
        !fl_rust_mark(p, ")"))
        fl_rust_adopt(node, fl_rust_expression(p));
    return node;
}

/* if, match, loops, jumps, `move` closures: NULL, and nothing failed, when it is none of them. */
static fl_node *control(fl_rust_parser *p)
{
    if (fl_rust_word(p, "if"))
        return if_expression(p);
    if (fl_rust_word(p, "match"))
        return match_expression(p);
    if (fl_rust_word(p, "loop") || fl_rust_word(p, "while") || fl_rust_word(p, "for"))
        return loop_expression(p);
    if (fl_rust_word(p, "return") || fl_rust_word(p, "break") || fl_rust_word(p, "continue"))
        return jump(p);
    return fl_rust_word(p, "move") ? closure(p) : NULL;
}

/* NOLINTEND(misc-no-recursion) */
