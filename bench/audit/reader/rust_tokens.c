/* The tokens of Rust, and walking along them: looking, taking, skipping what is not read, and making nodes.
 * By hand: no parser of Rust in C is in the distributions, and rustc tells no tree that is stable. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/audit/reader/rust_parse.h"

/* NOLINTBEGIN(misc-no-recursion): parser->depth limits it */

/* ---- tokens ---- */

typedef struct lexer {
    const char *at, *end;
    int line;
} lexer;

static char peek(const lexer *l, size_t ahead)
{
    if ((size_t)(l->end - l->at) <= ahead)
        return '\0';
    return l->at[ahead];
}

static void advance(lexer *l)
{
    if (*l->at++ == '\n')
        l->line++;
}

static bool is_word(char c)
{
    return isalnum((unsigned char)c) || c == '_' || (unsigned char)c >= 0x80;
}

/* Block comments nest. */
static bool skip_block_comment(lexer *l)
{
    int depth = 0;
    do {
        if (l->end - l->at < 2)
            return false;
        if (l->at[0] == '/' && l->at[1] == '*') {
            depth++;
            l->at += 2;
        } else if (l->at[0] == '*' && l->at[1] == '/') {
            depth--;
            l->at += 2;
        } else {
            advance(l);
        }
    } while (depth > 0);
    return true;
}

static bool skip_blanks(lexer *l)
{
    while (l->at < l->end) {
        if (isspace((unsigned char)*l->at)) {
            advance(l);
        } else if (*l->at == '/' && peek(l, 1) == '/') {
            while (l->at < l->end && *l->at != '\n')
                l->at++;
        } else if (*l->at == '/' && peek(l, 1) == '*') {
            if (!skip_block_comment(l))
                return false;
        } else {
            break;
        }
    }
    return true;
}

/* r"…", r#"…"#: at stands on the first '#' or quote. */
static bool raw_string(lexer *l, fl_rust_token *t)
{
    size_t marks = 0;
    while (peek(l, 0) == '#') {
        marks++;
        l->at++;
    }
    if (peek(l, 0) != '"')
        return false;
    t->text = ++l->at;
    for (; l->at < l->end; advance(l)) {
        size_t closing = 0;
        while (*l->at == '"' && closing < marks && peek(l, 1 + closing) == '#')
            closing++;
        if (*l->at != '"' || closing < marks)
            continue;
        t->size = (size_t)(l->at - t->text);
        l->at += 1 + marks;
        return true;
    }
    return false;
}

static bool quoted(lexer *l, fl_rust_token *t, char quote)
{
    t->kind = FL_RUST_STRING;
    t->text = ++l->at;
    while (l->at < l->end && *l->at != quote) {
        if (*l->at == '\\' && l->end - l->at > 1)
            advance(l);
        advance(l);
    }
    if (l->at >= l->end)
        return false;
    t->size = (size_t)(l->at++ - t->text);
    return true;
}

/* 'a' or '\n' is a character, 'a without a closing quote a lifetime. */
static bool character_or_lifetime(lexer *l, fl_rust_token *t)
{
    size_t length = 1; /* bytes of the word behind the quote */
    while (is_word(peek(l, length)))
        length++;
    if (length == 1 || peek(l, length) == '\'' || (unsigned char)peek(l, 1) >= 0x80)
        return quoted(l, t, '\'');
    *t = (fl_rust_token){.kind = FL_RUST_LIFETIME, .text = l->at, .size = length, .line = t->line};
    l->at += length;
    return true;
}

static void number(lexer *l, fl_rust_token *t, bool after_point)
{
    t->kind = FL_RUST_NUMBER;
    t->text = l->at;
    bool based = *l->at == '0' && strchr("xob", peek(l, 1) ? peek(l, 1) : ' ');
    while (is_word(peek(l, 0))) {
        char c = *l->at++;
        if (!based && (c == 'e' || c == 'E') && (peek(l, 0) == '-' || peek(l, 0) == '+'))
            l->at++;
    }
    char behind = peek(l, 1);
    if (!after_point && !based && peek(l, 0) == '.' && behind != '.' &&
        !(is_word(behind) && !isdigit((unsigned char)behind))) {
        l->at++;
        while (is_word(peek(l, 0))) {
            char c = *l->at++;
            if ((c == 'e' || c == 'E') && (peek(l, 0) == '-' || peek(l, 0) == '+'))
                l->at++;
        }
    }
    t->size = (size_t)(l->at - t->text);
}

/* NOLINTNEXTLINE(misc-no-recursion): once, behind r# */
static bool word(lexer *l, fl_rust_token *t)
{
    const char *begin = l->at;
    while (is_word(peek(l, 0)))
        l->at++;
    size_t size = (size_t)(l->at - begin);
    *t = (fl_rust_token){.kind = FL_RUST_WORD, .text = begin, .size = size, .line = t->line};
    bool raw = (size == 1 && *begin == 'r') ||
               (size == 2 && (memcmp(begin, "br", 2) == 0 || memcmp(begin, "cr", 2) == 0));
    if (raw && (peek(l, 0) == '"' || (peek(l, 0) == '#' && (peek(l, 1) == '"' || peek(l, 1) == '#')))) {
        t->kind = FL_RUST_STRING;
        return raw_string(l, t);
    }
    if (size == 1 && *begin == 'r' && peek(l, 0) == '#' && is_word(peek(l, 1))) {
        l->at++;
        return word(l, t);
    }
    if (size == 1 && (*begin == 'b' || *begin == 'c') && (peek(l, 0) == '"' || peek(l, 0) == '\''))
        return quoted(l, t, *l->at);
    return true;
}

/* false when the source ends within a token. */
static bool token(lexer *l, fl_rust_token *t, bool after_point)
{
    *t = (fl_rust_token){.kind = FL_RUST_END, .text = l->at, .line = l->line};
    if (l->at >= l->end)
        return true;
    char c = *l->at;
    bool good = true;
    if (c == '"') {
        good = quoted(l, t, '"');
    } else if (c == '\'') {
        good = character_or_lifetime(l, t);
    } else if (isdigit((unsigned char)c)) {
        number(l, t, after_point);
    } else if (is_word(c)) {
        good = word(l, t);
    } else {
        t->kind = FL_RUST_MARK;
        t->size = 1;
        l->at++;
    }
    t->joined = l->at < l->end && !isspace((unsigned char)*l->at);
    return good;
}

enum { LOOKED_AHEAD = 4 };

/* Room for one more, and for the end behind it; more tokens than that no source of a person has. */
static bool make_room(fl_rust_token **tokens, size_t count, size_t *room, char reason[160])
{
    enum { FIRST = 256, MOST = 1 << 22 };
    if (count + LOOKED_AHEAD < *room)
        return true;
    size_t wanted = *room ? *room + *room / 2 : FIRST;
    fl_rust_token *more = count < MOST ? realloc(*tokens, wanted * sizeof *more) : NULL;
    if (!more) {
        if (count < MOST)
            snprintf(reason, 160, "not enough memory");
        else
            snprintf(reason, 160, "it has more than %d tokens", MOST);
        return false;
    }
    *tokens = more;
    *room = wanted;
    return true;
}

/* Tells where each bracket is closed, brackets of other kinds counted too: so that a group is skipped in one step, however
 * often it is tried to be read. Those that are open are a chain meanwhile, by how far back the one around stands. */
static void pair_brackets(fl_rust_token *tokens)
{
    fl_rust_token *open = NULL, *around, *t = tokens;
    for (; t->kind != FL_RUST_END; t++) {
        if (t->kind == FL_RUST_MARK && strchr("([{", *t->text)) {
            t->group = open ? (uint32_t)(t - open) : 0;
            open = t;
        } else if (open && t->kind == FL_RUST_MARK && strchr(")]}", *t->text)) {
            around = open->group ? open - open->group : NULL;
            open->group = (uint32_t)(t - open);
            open = around;
        }
    }
    for (; open; open = around) {
        around = open->group ? open - open->group : NULL;
        open->group = (uint32_t)(t - open);
    }
}

fl_rust_token *fl_rust_tokens(const char *source, size_t size, char reason[160])
{
    lexer l = {.at = source, .end = source + size, .line = 1};
    fl_rust_token *tokens = NULL;
    size_t room = 0;
    for (size_t count = 0; make_room(&tokens, count, &room, reason); count++) {
        bool good = skip_blanks(&l);
        bool after_point = count > 0 && tokens[count - 1].kind == FL_RUST_MARK &&
                           *tokens[count - 1].text == '.' &&
                           !(count > 1 && tokens[count - 2].joined && *tokens[count - 2].text == '.');
        good = good && token(&l, &tokens[count], after_point);
        if (!good) {
            snprintf(reason, 160, "line %d: the file ends within a comment or a string", l.line);
            break;
        }
        if (tokens[count].kind == FL_RUST_END) {
            pair_brackets(tokens);
            for (size_t i = count + 1; i <= count + LOOKED_AHEAD;
                 i++) /* who looks ahead finds the end as well */
                tokens[i] = tokens[count];
            return tokens;
        }
    }
    free(tokens);
    return NULL;
}

/* ---- the cursor ---- */

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

void fl_rust_skip_group(fl_rust_parser *p)
{
    p->at += p->at->group;
    if (p->at->kind == FL_RUST_END)
        p->failed = true;
    else
        p->at++;
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

fl_floats fl_rust_floats(const fl_rust_token *type, const fl_rust_token *end)
{
    static const char *const others[] = {"f64", "f16", "bf16", "f128"};
    fl_floats floats = FL_FLOATS_UNTOLD;
    for (; type < end && type->kind != FL_RUST_END; type++) {
        const fl_rust_parser p = {.at = type};
        for (size_t i = 0; i < sizeof others / sizeof *others; i++)
            if (fl_rust_word(&p, others[i]))
                return FL_FLOATS_OTHER;
        if (fl_rust_word(&p, "f32"))
            floats = FL_FLOATS_SINGLE;
    }
    return floats;
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

/* NOLINTEND(misc-no-recursion) */
