/* Sources that a parser in another process reads, with limits of its own. What it answers is read as hostile:
 * {"nodes": [[kind, line, parent, text], ...]}, with a fifth element, true, for an import of Python's own library, parents
 * before children, or {"error": "why not"}, with
 * "limit": true where it is too long or too deep for the parser. */
#ifndef FAIRLANE_BENCH_AUDIT_READER_TREE_ANSWER_H
#define FAIRLANE_BENCH_AUDIT_READER_TREE_ANSWER_H

#include <stdint.h>

#include "bench/audit/reader/program.h"

typedef struct fl_tree_parser {
    const char *const *arguments; /* end with NULL */
    const char *name;             /* for messages: "python3", "libclang" */
    const char *complaint;        /* before its own words: "it is not Python: " */
    const char *input;            /* [input_size] */
    size_t input_size;
} fl_tree_parser;

enum { FL_READING_SECONDS = 30 }; /* that is usual for the sources of a case */

/* From here on all sources together may take so long, those of one case: one that is begun is read to its own limits.
 * 0: what is usual. */
void fl_tree_begin(uint64_t most_ns);

/* Whether one more may be begun, else the reason; and how long one took, whoever reads it. */
bool fl_tree_has_time(char reason[160]);
void fl_tree_take_time(uint64_t ns);

/* Adds the file's nodes. false with a reason. */
bool fl_tree_parse(fl_program *program, int file, const fl_tree_parser *parser, char reason[160]);

#endif
