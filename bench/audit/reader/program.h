/* The sources of one contestant as trees, read by a parser of their language and never executed.
 *
 * Python is parsed by Python's own `ast` in a process of its own with limits of time and memory; Rust by
 * rust_parse.c, C and C++ by libclang in a process of its own. All fill the same nodes, so that everything that judges is written once. Comments are not in
 * the trees, and a string is a leaf: neither can ever count as code. What a parser does not understand
 * becomes an FL_NODE_OPAQUE, and whoever meets one in the place that decides says "unchecked".
 *
 * Every text was checked to be fit to be shown. Nodes belong to their fl_program. */
#ifndef FAIRLANE_BENCH_AUDIT_READER_PROGRAM_H
#define FAIRLANE_BENCH_AUDIT_READER_PROGRAM_H

#include <stdbool.h>
#include <stddef.h>

#include "bench/audit/case/case.h"
#include "bench/base/arena.h"

/* What stands in text, and what the children are. */
typedef enum fl_node_kind {
    FL_NODE_MODULE,   /* statements of a file or of a Rust module */
    FL_NODE_FUNCTION, /* name; parameters, block, then attributes */
    FL_NODE_CLASS,    /* name of a class, struct, impl or trait; bases, block, then attributes */
    FL_NODE_BASES,    /* expressions */
    FL_NODE_PARAMETERS,
    FL_NODE_PARAMETER, /* name; the default, if any */
    FL_NODE_ATTRIBUTE, /* a decorator's or attribute's name, dotted; its expression, if any */
    FL_NODE_BLOCK,     /* statements; the last may be its value; its label in Rust, "'done" */
    FL_NODE_ASSIGN,    /* operator: "=", "+=" …; target, value */
    FL_NODE_FOR,       /* its label, if any; target, iterable, block */
    FL_NODE_WHILE,     /* its label, if any; condition, block */
    FL_NODE_IF,        /* condition, then, [else]; as a statement and as an expression */
    FL_NODE_MATCH,     /* subject, blocks */
    FL_NODE_RETURN,    /* [value] */
    FL_NODE_BREAK,     /* the label that it names, if any; its value, if any */
    FL_NODE_CONTINUE,
    FL_NODE_RAISE,
    FL_NODE_PASS,
    FL_NODE_WITH,   /* items, block */
    FL_NODE_TRY,    /* block, blocks of the handlers */
    FL_NODE_IMPORT, /* full dotted path; a name: what it is called here */
    FL_NODE_NAME,
    FL_NODE_NUMBER, /* as written; number holds its value */
    FL_NODE_STRING,
    FL_NODE_TRUTH, /* "true", "false" */
    FL_NODE_NONE,
    FL_NODE_FIELD,         /* name; of what */
    FL_NODE_INDEX,         /* of what, index */
    FL_NODE_CALL,          /* callee, arguments; a macro's callee is a name that ends in '!' */
    FL_NODE_KEYWORD,       /* name; value */
    FL_NODE_UNARY,         /* "-", "not", "~" */
    FL_NODE_BINARY,        /* "+", "**", "//", "and", "==" … */
    FL_NODE_LAMBDA,        /* parameters, body */
    FL_NODE_LIST,          /* list, tuple, array, vec! */
    FL_NODE_REPEAT,        /* value, count */
    FL_NODE_DICT,          /* entries */
    FL_NODE_ENTRY,         /* key, value */
    FL_NODE_COMPREHENSION, /* element, generators */
    FL_NODE_GENERATOR,     /* target, iterable, conditions */
    FL_NODE_CAST,          /* type; value */
    FL_NODE_RANGE,         /* ".." or "..="; [from], [to]: absent ends are FL_NODE_NONE */
    FL_NODE_SLICE,         /* from, to; absent ends are FL_NODE_NONE */
    FL_NODE_JOINED,        /* parts of a formatted string */
    FL_NODE_OPAQUE,        /* what was not understood; its expressions as far as there are any */
    FL_NODE_KINDS
} fl_node_kind;

extern const char *const fl_node_names[FL_NODE_KINDS];

/* Who can read a variable of C and C++. */
typedef enum fl_storage { FL_STORAGE_OWN, FL_STORAGE_FILE, FL_STORAGE_ALL } fl_storage;

/* What a type that is written out in Rust says of floats. */
typedef enum fl_floats {
    FL_FLOATS_UNTOLD, /* none is written, or _ stands in it */
    FL_FLOATS_SINGLE, /* no other than f32 */
    FL_FLOATS_OTHER, /* f64 or one of 16 bits stands in it, or may: what a parameter of the type stands for */
} fl_floats;

typedef struct fl_node fl_node;
struct fl_node {
    fl_node_kind kind;
    int file;        /* index into fl_program.files */
    int line;        /* from 1 */
    size_t position; /* among what its parent holds: grows from one to the next */
    size_t serial;   /* in the order in which the program's nodes were made, from 0 */
    double number;
    bool whole, single; /* of a number: an integer; float32 */
    bool standard;      /* of an import, in Python: it leads into Python's own library */
    bool of_value;      /* of a field, in Rust: behind a point, so of a value and not of a module */
    bool declares;      /* of an assignment, in Rust: let, which ends with its block */
    bool perhaps;       /* in Rust: whether it is compiled depends on what is not told of the build */
    bool tried;         /* in Rust: a question mark stands behind it, where its function may end */
    bool
        forced; /* in C: of a volatile or atomic object, each access to which is carried out as it is written */
    bool copied;        /* in C: of a parameter: it holds a copy, which its caller does not see */
    bool moved;         /* in C++: of a name: what it holds may be taken out of it here */
    fl_storage storage; /* in C: of a name */
    fl_floats floats;   /* in Rust: of what is let, a constant, a parameter, a path, a function's answer */
    const char *text;
    fl_node *parent, *first, *last, *next;
    bool looked_up; /* the meaning of a name, or of a method that is called, was searched for: scope.h */
    const fl_node *meaning;
};

/* FL_NODE_DEPTH: how deep a source may nest; FL_TREE_DEPTH: how deep the tree of it may be, in which what is
 * written side by side, a.b().c(), stands one below the other. */
enum { FL_NODE_DEPTH = 150, FL_TREE_DEPTH = 8 * FL_NODE_DEPTH, FL_MOST_NODES = 60000 };

typedef struct fl_program_file {
    const char *path;
    fl_node *module; /* NULL when it could not be read: see reason */
    char reason[160];
    bool limited; /* it takes more time, memory or depth than a source may: said once, in the audit's head */
    bool rust;
    bool c;            /* or C++ */
    int forced_inline; /* first line with inline(always), in items that are skipped too; 0 */
} fl_program_file;

typedef struct fl_program {
    fl_program_file files[FL_CASE_FILES];
    size_t file_count;
    bool complete;       /* there is a source, and every one was read */
    char missing[200];   /* why it is not */
    fl_node *timed;      /* the block that a tool times, written out by timing_tools.h; NULL: there is none */
    bool timed_process;  /* it is the whole program, from its start to its end */
    double warm_up_runs; /* of a whole program: how often it was run before; NaN: not told */
    bool timed_in_rows;  /* in it one call stands for many in a row, between two readings */
    bool times_elsewhere; /* a tool made the results, and what it timed was not found: no other loop is it */
    size_t nodes;
    size_t *budget; /* steps that all evaluators of all programs of a case may still take; NULL: no limit */
    fl_arena arena; /* of all nodes and texts */
    const struct fl_rust_conditions *conditions; /* borrowed while it is read; NULL: none is told */
} fl_program;

/* What the preprocessor of C and C++ was told: -DNAME=value, -UNAME, -Ifolder, -isystemfolder, -includefile, -std=c11,
 * paths as those of the sources; -O2 of any level that optimises. certain: that is all of it; otherwise what stands under a condition counts as not
 * understood. */
enum { FL_C_OPTIONS = 64 };
typedef struct fl_c_options {
    char options[FL_C_OPTIONS][128];
    size_t count;
    bool certain;
} fl_c_options;

/* What a condition comes to in the build that is told. */
typedef enum fl_rust_truth { FL_RUST_FAILS, FL_RUST_HOLDS, FL_RUST_PERHAPS } fl_rust_truth;

/* What is told of a build in Rust, by which #[cfg(…)] is decided. */
typedef struct fl_rust_conditions {
    char features[64][64]; /* those that are switched on */
    size_t feature_count;
    bool features_told; /* no others are */
    bool set_elsewhere; /* --cfg, or a build script, may set any */
    fl_rust_truth debug_assertions;
} fl_rust_conditions;

/* Reads sources. options, conditions: NULL where nothing is told. Files that cannot be parsed leave their reason. */
void fl_program_read(const fl_case_text *sources, size_t count, const char *language,
                     const fl_c_options *options, const fl_rust_conditions *conditions, fl_program *program);
void fl_program_free(fl_program *program);

/* Adds a node as the last child of parent. text is copied, unprintable bytes as '?'. NULL when memory or the
 * limits of number and depth are exhausted. */
fl_node *fl_node_add(fl_program *program, fl_node *parent, fl_node_kind kind, int file, int line,
                     const char *text, size_t size);
/* Gives a number its value, and its type by what is written. */
void fl_node_set_number(fl_node *node, double number);
/* Takes a node out of its parent's children and makes it the last child of another. */
void fl_node_move(fl_node *node, fl_node *parent);

size_t fl_node_count(const fl_node *node);                                 /* of children */
fl_node *fl_node_child(const fl_node *node, size_t which);                 /* NULL beyond the last */
bool fl_node_is(const fl_node *node, fl_node_kind kind, const char *text); /* NULL text: any; NULL node: no */

/* Whether a node is root, or stands somewhere below it. */
bool fl_node_is_within(const fl_node *node, const fl_node *root);

/* The loop, or the labelled block, that break or continue ends; NULL: none around it is. */
const fl_node *fl_jump_target(const fl_node *jump);

/* Whether a word is in a list that ends with NULL. */
bool fl_is_one_of(const char *word, const char *const list[]);

bool fl_ends_with(const char *text, const char *ending);

/* The parsers; each adds the file's module node. false with a reason when it is not that language. */
bool fl_python_parse(fl_program *program, int file, const char *source, size_t size, char reason[160]);
bool fl_rust_parse(fl_program *program, int file, const char *source, size_t size, char reason[160]);
/* It includes what is among the sources. */
bool fl_clang_parse(fl_program *program, int file, const fl_case_text *sources, size_t count,
                    const fl_c_options *options, char reason[160]);
/* Whether a path ends like one of a source in C or C++. */
bool fl_is_c_path(const char *path);

/* "bench.py:41" in text. Returns text. */
const char *fl_node_where(const fl_program *program, const fl_node *node, char text[160]);

/* Every node below and including a root, parents first: for (n = root; n; n = fl_node_following(n, root)). */
fl_node *fl_node_following(const fl_node *node, const fl_node *root);
/* Whether both trees are written alike; NULL is like NULL alone. */
bool fl_node_is_alike(const fl_node *a, const fl_node *b);
/* The same without going below node. */
fl_node *fl_node_skipping(const fl_node *node, const fl_node *root);

#endif
