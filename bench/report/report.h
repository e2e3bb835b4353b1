/* A report before it is printed: what there is to say, in parts of which each has a meaning, and nothing of
 * how it looks. For each kind of report one function (run_report.h, trace_report.h …) builds the value; any
 * printer (printer.h) writes any report.
 *
 * Builders need no checks: once memory has run short they do nothing, and the printing fails. Everything that
 * comes in is made plain (text.h) but for line feeds and tabs; in names and paths of others, where these
 * would break a line, fl_report_plain() replaces them too. */
#ifndef FAIRLANE_BENCH_REPORT_REPORT_H
#define FAIRLANE_BENCH_REPORT_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bench/base/arena.h"
#include "bench/base/builder.h"
#include "kernels/error.h"

/* What a line or a cell amounts to, for colours and signs. */
typedef enum fl_meaning { FL_MEANS_NOTHING, FL_MEANS_PASS, FL_MEANS_FAIL, FL_MEANS_UNCHECKED } fl_meaning;

/* Figures are aligned to the right; prose may be broken at its blanks, a remark is prose that wants more room; code is to
 * be copied as it stands. */
typedef enum fl_column_kind {
    FL_COLUMN_WORDS,
    FL_COLUMN_FIGURE,
    FL_COLUMN_PROSE,
    FL_COLUMN_REMARK,
    FL_COLUMN_CODE
} fl_column_kind;

typedef struct fl_report_column {
    const char *heading;
    fl_column_kind kind;
} fl_report_column;

typedef struct fl_report_cell {
    const char *text; /* several lines are parted by '\n' */
    fl_meaning meaning;
} fl_report_cell;

typedef struct fl_report_row {
    struct fl_report_row *next;
    bool emphasised;
    size_t filled;
    fl_report_cell cells[]; /* [columns of the table]; those beyond filled are empty */
} fl_report_row;

typedef struct fl_labelled {
    struct fl_labelled *next;
    const char *label;  /* "": goes on with the one before */
    const char *text;   /* the value */
    const char *remark; /* behind a count; "" for none */
    bool is_count;
} fl_labelled;

/* How facts stand in plain text: blanks before each, columns that a label takes, a colon behind it. */
typedef struct fl_fact_layout {
    int indent, width;
    bool colon;
} fl_fact_layout;

typedef enum fl_block_kind {
    FL_BLOCK_HEADING,
    FL_BLOCK_CONTENTS, /* the parts behind it, each with its answer; as links, where the form has them */
    FL_BLOCK_PARAGRAPH,
    FL_BLOCK_VERDICT, /* a line with its meaning */
    FL_BLOCK_REMARK,  /* a footnote, or with a label: "warning", "remark" */
    FL_BLOCK_ITEM,    /* of a list */
    FL_BLOCK_FACTS,   /* labels with values */
    FL_BLOCK_TABLE,
    FL_BLOCK_CODE,    /* lines as they stand */
    FL_BLOCK_GAP,     /* an empty line, where the form has lines */
    FL_BLOCK_PICTURE, /* forms without pictures leave it out: it says nothing that the text does not */
} fl_block_kind;

/* Which fields hold something follows from the kind. */
typedef struct fl_block {
    struct fl_block *next;
    fl_block_kind kind;
    fl_meaning meaning;
    int level;         /* of a heading: 1, or deeper */
    size_t part;       /* of a heading: the number, from 1, of the part that begins here; 0: none does */
    const char *label; /* of a remark or an item; "" for none */
    const char *text;
    fl_fact_layout layout;
    fl_labelled *facts, *last_fact;
    const fl_report_column *columns; /* [column_count] */
    const int *ranks;                /* [column_count], fl_report_ranks(); NULL: all matter */
    size_t column_count;
    fl_report_row *rows, *last_row;
    struct fl_picture *picture;
} fl_block;

/* Starts as {0}; freed with fl_report_free(). */
typedef struct fl_report {
    fl_arena arena;    /* holds all of it */
    const char *title; /* of a document; NULL: the report is a passage of text */
    fl_block *blocks, *last;
    size_t parts; /* that were begun; headings behind one stand a level deeper */
} fl_report;

void fl_report_free(fl_report *report);

/* Each begins a block. */
FL_PRINTF(2, 3)
void fl_report_title(fl_report *report, const char *format, ...);
FL_PRINTF(3, 4)
void fl_report_heading(fl_report *report, int level, const char *format, ...);
FL_PRINTF(2, 3)
void fl_report_say(fl_report *report, const char *format, ...);
FL_PRINTF(3, 4)
void fl_report_verdict(fl_report *report, fl_meaning meaning, const char *format, ...);
FL_PRINTF(3, 4)
void fl_report_remark(fl_report *report, const char *label, const char *format, ...);
FL_PRINTF(3, 4)
void fl_report_item(fl_report *report, const char *label, const char *format, ...);
void fl_report_code(fl_report *report, const char *lines);
void fl_report_gap(fl_report *report);
void fl_report_picture_begin(fl_report *report, struct fl_picture *picture); /* of picture.h */

/* Goes on with the text of the block that was begun last. */
FL_PRINTF(2, 3)
void fl_report_go_on(fl_report *report, const char *format, ...);

/* Facts, then each of them. */
void fl_report_facts(fl_report *report, fl_fact_layout layout);
FL_PRINTF(3, 4)
void fl_report_fact(fl_report *report, const char *label, const char *format, ...);
FL_PRINTF(4, 5)
void fl_report_count(fl_report *report, const char *label, uint64_t count, const char *remark, ...);

/* Reports of several things put together: each is a part, between begin and end, that a heading names. Its builder's title
 * becomes part of the name, and the whole has the title that it has without them. dropped: as if it had not been begun. */
typedef struct fl_report_part {
    fl_block *before, *heading;
    const char *title;
} fl_report_part;

fl_report_part fl_report_part_begin(fl_report *report);
void fl_report_part_end(fl_report *report, fl_report_part part, const char *name);
void fl_report_part_drop(fl_report *report, fl_report_part part);
void fl_report_contents(fl_report *report); /* of all parts, whenever they are added */

/* For printers: the next part from this block on, or NULL; and what a part says first, NULL where that is no text. */
const fl_block *fl_report_part_from(const fl_block *block);
const fl_block *fl_report_part_answer(const fl_block *part);

/* A table, its rows, and the cells of the row that was begun last, in order; what is left out stays empty. */
void fl_report_table(fl_report *report, const fl_report_column *columns, size_t count);
/* Of the table that was begun last: 0: a column that matters; a terminal too narrow for all leaves out those of the
 * highest rank first. ranks: [count of columns], static. */
void fl_report_ranks(fl_report *report, const int *ranks);
void fl_report_row_begin(fl_report *report);
FL_PRINTF(2, 3)
void fl_report_cell_add(fl_report *report, const char *format, ...);
FL_PRINTF(3, 4)
void fl_report_cell_mean(fl_report *report, fl_meaning meaning, const char *format, ...);
void fl_report_emphasise(fl_report *report); /* the row that was begun last */

/* A copy that has nothing but plain characters; lives as long as the report. Never NULL. */
const char *fl_report_plain(fl_report *report, const char *text);

/* What a builder (builder.h) holds, likewise; the builder is freed. */
const char *fl_report_built(fl_report *report, fl_builder *builder);

#endif
