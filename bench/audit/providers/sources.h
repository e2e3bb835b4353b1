/* What the sources of a side say, point by point. Private to the judges that read sources. */
#ifndef FAIRLANE_BENCH_AUDIT_PROVIDERS_SOURCES_H
#define FAIRLANE_BENCH_AUDIT_PROVIDERS_SOURCES_H

#include "bench/audit/audit.h"
#include "bench/audit/reader/measure.h"

typedef struct fl_source {
    const fl_case *given;
    const fl_case_side *side;
    fl_audit *audit;
    fl_concerns concerns;
    bool rust, python, c; /* c: or C++ */
    bool whole; /* every source was read and nothing in it leads elsewhere: then absence is evidence */
    /* The same but for machine code that is called: no name of the language is reached unwritten. */
    bool named;
    bool every_file; /* every file is there, though not every statement may be understood */
    bool torch;      /* it imports PyTorch, or may: without it there are neither modes nor gradients */
    bool
        arrays; /* what is timed multiplies NumPy's arrays or lists, whatever PyTorch does in the same files */
    char gap[200]; /* why not */
    /* Where names stop meaning what the text says, and how: nothing that was read passes; NULL: nowhere. */
    const fl_node *altered;
    const char *altering;
    bool claims_library; /* the manifests of a side in Rust name a library that infers */
    bool conditions;     /* a build script or the command may set conditions of what is compiled */
    fl_program program;
    fl_evaluator evaluator;
    fl_measuring measuring;
} fl_source;

/* One piece of evidence about this side, read at a node (NULL: nowhere in particular). */
FL_PRINTF(5, 6)
void fl_source_add(fl_source *source, int point, fl_point_verdict verdict, const fl_node *where,
                   const char *format, ...);

/* The same, UNCHECKED, and no PASS outweighs it. */
FL_PRINTF(4, 5)
void fl_source_block(fl_source *source, int point, const fl_node *where, const char *format, ...);

void fl_source_open(const fl_case *given, int side, fl_audit *audit, fl_source *source);
void fl_source_close(fl_source *source);
/* Sources that were not read for a limit of the reader's, for the head of the audit. */
void fl_source_note_not_read(fl_source *source);

/* Whether a node is executed whenever its function is: under no condition that is not known to hold. */
bool fl_happens_always(fl_source *source, const fl_node *node);

/* Fills altered. */
void fl_source_find_meanings(fl_source *source);
/* Fills claims_library. */
void fl_source_claims(fl_source *source);
/* How a definition of Rust changes what a name of the language or a library means; NULL. */
const char *fl_alters_rust_name(fl_source *source, const fl_node *node);
void fl_source_library(fl_source *source);  /* 36 */
void fl_source_features(fl_source *source); /* 63 */

enum { FL_SEED = 42 };
void fl_source_seeds(fl_source *source);       /* 4 */
void fl_source_methodology(fl_source *source); /* 1 to 15, 18, 54, 55, 91, 97, 98 */
void fl_source_code(fl_source *source);        /* 31 to 35, 39, 40; with these: */
void fl_source_mode(fl_source *source);        /* 15, 34, 73 */
void fl_source_around(fl_source *source);      /* 2, 5, 31, 66, 67, 91, 92; with: */
void fl_source_timer(fl_source *source);       /* 5 */
void fl_source_trained(fl_source *source);     /* 51, 52 */
void fl_source_nature(fl_source *source);      /* fl_audit.natures */
void fl_source_nature_of_c(const fl_case_side *side, fl_side_nature *nature);
void fl_source_machine(fl_source *source);    /* 32, 80, 96 */
void fl_source_data(fl_source *source);       /* 41 to 50, 72 */
void fl_source_statistics(fl_source *source); /* 5, 19 to 23, 30 */
/* 19 to 23, 30 in Rust: what is written down. The evaluator holds the planted sample. */
void fl_source_reported(fl_source *source, fl_evaluator *evaluator);
/* In Rust: files that are written again, Drop, handlers. 11 to 13, 19 to 23, 30, 92 */
void fl_source_late(fl_source *source);
/* The same in Python: handlers, the finished text, a file that is written again. */
void fl_source_written(fl_source *source);
void fl_source_comparison(const fl_case *given, fl_audit *audit);      /* 24, 26 */
void fl_source_build(const fl_case *given, int side, fl_audit *audit); /* 36 to 38, 63, 64, 80, 95 */

/* Rust, C: where the answer of the timed inference is thrown away, which an optimiser may see; NULL. */
const fl_node *fl_source_unused(fl_source *source, const char **why);
/* The same for C and C++ alone: why; NULL. Needs a timed inference. */
const char *fl_source_why_unread(fl_source *source);

/* The statement from one reading of the clock to the other that holds a node; NULL. */
const fl_node *fl_timed_statement(const fl_source *source, const fl_node *node);

/* Whether one object serves every timed call, as point 54 asks; where not, or nobody can tell, that stands at the point. */
bool fl_source_is_served_by_one(fl_source *source);

/* Whether a node stands in a function or class that times another contestant just as well, and not this one: what is made
 * there is that one's, which evidence may not rest on. */
bool fl_source_is_of_another(const fl_source *source, const fl_node *where);

/* Calls that let something else run beside what calls them: threads, processes, timers. Ends with NULL. */
extern const char *const fl_starts_beside[];

/* Whether an import leads into a published library that is known here by its name; Rust's own included. */
bool fl_is_known_library(const char *path);

/* The first call (or decorator, or macro) anywhere in the program whose dotted name is, or begins with, one
 * of these; NULL. The list ends with NULL; a name that ends in '.' stands for all below it. */
const fl_node *fl_source_find(fl_source *source, const char *const names[], const fl_node *after);

#endif
