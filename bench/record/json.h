/* JSON documents that are computed while they are written, member by member. Each is held against its description
 * (record/fields.h), from which its JSON Schema is made: a member that the tables do not know, one that is missing,
 * stands twice or has a value that they do not allow is a fault of fairlane, and such a document is never printed. Nor
 * is one with a hole where memory was short: the first failure sticks and is told once, at the end. Every text is made
 * plain on its way in, so that nothing of others reaches a terminal or another reader.
 * (Patterns of texts are left to the validator of the tests, as regular expressions of C know no lookahead.) */
#ifndef FAIRLANE_BENCH_RECORD_JSON_H
#define FAIRLANE_BENCH_RECORD_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bench/record/fields.h"
#include "kernels/error.h"

enum { FL_JSON_DEPTH = 12 };

/* An object or array that is not closed yet. */
typedef struct fl_json_level {
    unsigned serial;                    /* tells it from others at the same depth */
    bool is_array, begun, compact;      /* begun: something stands in it; compact: of what stands around it */
    size_t count, begin;                /* elements or members so far; place of its bracket in the text */
    const fl_field *field;              /* what it is a value of; NULL: of nothing that is described */
    const fl_field *fields, *otherwise; /* of an object: its members, or those that may stand instead */
    uint64_t written, written_otherwise; /* one bit a member of each table */
    bool unfit, unfit_otherwise; /* a value stands in it that its table does not allow, or the other one */
} fl_json_level;

/* Starts as {0}, or with spaced: two blanks a level instead of tabs, and a line feed at the end. */
typedef struct fl_json_writer {
    bool spaced;
    fl_builder out;
    fl_encoder encoder;
    const fl_description *description;
    unsigned serial;
    int depth;
    fl_json_level levels[FL_JSON_DEPTH];
    char doubt[256]; /* the first fault found; empty: none */
} fl_json_writer;

/* An object or array of a document that is being written; passed by value. Whatever is added to it closes what was
 * opened inside it. */
typedef struct fl_json {
    fl_json_writer *writer;
    int level;
    unsigned serial;
} fl_json;

/* A document: an object with the member "schema". Without description (NULL) there is no such member, and nothing is
 * held against anything. The writer lives as long as the document. */
fl_json fl_json_document(fl_json_writer *writer, const fl_description *description);

/* A new object or array in to: its member name, or, where to is an array and name NULL, its next element. */
fl_json fl_json_object(fl_json to, const char *name);
fl_json fl_json_array(fl_json to, const char *name);

/* The same for values. NULL, NaN and infinity become null. */
void fl_json_add_text(fl_json to, const char *name, const char *text);
void fl_json_add_number(fl_json to, const char *name, double value);
void fl_json_add_bool(fl_json to, const char *name, bool value);
void fl_json_add_null(fl_json to, const char *name);

/* All members of a table with offsets, which must be part of the table of to; base: the struct. Their values are not
 * held against the table: that is the validator's in the tests. */
void fl_json_add_members(fl_json to, const fl_field *fields, const void *base);

/* The text of the document, without a line feed at its end unless spaced, to be freed by the caller, in *text. FL_UNABLE with *text
 * NULL where memory was short, now or while it was written, or where the document is not what its description says;
 * what names the document in the error. */
fl_status fl_json_print(fl_json document, const char *what, char **text, fl_error *error);

#endif
