/* Walking along the tokens of Rust: looking, taking, skipping what is not read, and making nodes. */
#include <string.h>

#include "bench/audit/source/rust_parse.h"

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

void fl_rust_skip_statement(fl_rust_parser *p, const fl_rust_token *begin)
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
