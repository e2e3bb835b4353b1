/* Reader of Rust source: as much of the grammar as a benchmark uses (The Rust Reference, "Lexical structure",
 * "Items", "Statements and expressions"). Types and generics are skipped, macros' arguments are read as
 * expressions where they are such, and what does not fit becomes an FL_NODE_OPAQUE. Private to
 * rust_tokens.c (tokens and walking along them), rust_items.c (statements, items, macros), rust_expressions.c. */
#ifndef FAIRLANE_BENCH_AUDIT_READER_RUST_PARSE_H
#define FAIRLANE_BENCH_AUDIT_READER_RUST_PARSE_H

#include <stdint.h>

#include "bench/audit/reader/program.h"

typedef enum fl_rust_kind {
    FL_RUST_END,
    FL_RUST_WORD, /* identifier or keyword; r# is taken off */
    FL_RUST_LIFETIME,
    FL_RUST_NUMBER,
    FL_RUST_STRING, /* text between the quotes, escapes as written */
    FL_RUST_MARK,   /* one character of punctuation */
} fl_rust_kind;

typedef struct fl_rust_token {
    fl_rust_kind kind;
    uint32_t
        group; /* of a bracket that opens: how many tokens behind it the one that closes it stands, or the end */
    const char *text; /* in the source */
    size_t size;
    int line;
    bool joined; /* the next token follows without a gap */
} fl_rust_token;

/* Tokens of a source, the last of kind FL_RUST_END; comments are left out. Allocated. NULL with a reason. */
fl_rust_token *fl_rust_tokens(const char *source, size_t size, char reason[160]);

typedef struct fl_rust_parser {
    fl_program *program;
    int file;
    const fl_rust_token *at;
    int depth;
    bool failed;            /* since the statement began */
    bool exhausted;         /* memory or limits: nothing more can be read */
    bool no_structs;        /* in the head of if, while, for or match */
    fl_rust_truth left_out; /* of #![cfg(…)] in the statements that are read */
} fl_rust_parser;

/* Reads one: all(unix, feature = "fast"). The second: that within the bracket at group, the parser staying where it is. */
fl_rust_truth fl_rust_condition(fl_rust_parser *parser);
fl_rust_truth fl_rust_condition_at(fl_rust_parser *parser, const fl_rust_token *group);
/* Of the attribute whose first word is the present token: #[cfg(…)] and #[test]; any other holds. */
fl_rust_truth fl_rust_attribute_condition(fl_rust_parser *parser);
fl_rust_truth fl_rust_both(fl_rust_truth one, fl_rust_truth other);
/* Marks a node and those behind it. */
void fl_rust_mark_perhaps(fl_node *first);

/* Looking ahead: marks such as "::" or "..=" are compared with the characters that follow without a gap. */
bool fl_rust_word(const fl_rust_parser *parser, const char *word);
bool fl_rust_mark(const fl_rust_parser *parser, const char *mark);
bool fl_rust_take(fl_rust_parser *parser, const char *what);
void fl_rust_expect(fl_rust_parser *parser, const char *what);
void fl_rust_next(fl_rust_parser *parser);

/* A node at the present token. A node of no parent is an expression that will be moved. NULL only when
 * exhausted; then parser->failed is set as well. */
fl_node *fl_rust_node(fl_rust_parser *parser, fl_node *parent, fl_node_kind kind, const char *text);
fl_node *fl_rust_token_node(fl_rust_parser *parser, fl_node *parent, fl_node_kind kind);
void fl_rust_adopt(fl_node *parent, fl_node *child); /* either may be NULL */

/* Skips a bracketed group, the bracket being the present token; generic arguments after '<'; a type. */
void fl_rust_skip_group(fl_rust_parser *parser);
void fl_rust_skip_generics(fl_rust_parser *parser);
void fl_rust_skip_type(fl_rust_parser *parser);
/* What the tokens from a type's first to the one behind it say of floats. */
fl_floats fl_rust_floats(const fl_rust_token *type, const fl_rust_token *end);
/* From where a statement begins to its end: what was not understood. */
void fl_rust_skip_statement(fl_rust_parser *parser, const fl_rust_token *begin);

fl_node *fl_rust_expression(fl_rust_parser *parser);
/* As a statement: what ends with a block is not an operand of what follows. */
fl_node *fl_rust_statement_expression(fl_rust_parser *parser);
fl_node *fl_rust_block(fl_rust_parser *parser, fl_node *parent);
fl_node *fl_rust_pattern(fl_rust_parser *parser, fl_node *parent);
void fl_rust_bound_in_group(fl_rust_parser *parser, fl_node *pattern);
void fl_rust_parameters(fl_rust_parser *parser, fl_node *parent, const char *end);
void fl_rust_arguments(fl_rust_parser *parser, fl_node *call, const char *end);
/* The present token is the '!' behind the macro's name. */
fl_node *fl_rust_macro(fl_rust_parser *parser, fl_node *name);

#endif
