/* A report as plain text: one line a row, a fact or a remark; tables as table.h has them. */
#include "bench/base/text.h"
#include "bench/report/picture_text.h"
#include "bench/report/printer.h"
#include "bench/report/table.h"
#include "bench/report/terminal.h"

/* How it is printed: width of the terminal, 0 for none; every column, whether there is room for it or not. */
typedef struct manner {
    FILE *out;
    size_t width;
    bool wide, colours;
} manner;

enum { COUNT_WIDTH = 12 };

static fl_status print_table(const fl_block *block, const manner *m, fl_error *error)
{
    fl_table *table = fl_table_new(block->columns, block->column_count);
    fl_table_rank(table, block->ranks);
    for (const fl_report_row *row = block->rows; row; row = row->next) {
        fl_table_row(table);
        for (size_t i = 0; i < row->filled; i++) {
            fl_table_cell(table, "%s", row->cells[i].text);
            fl_table_colour(table, row->cells[i].meaning);
        }
        if (row->emphasised)
            fl_table_emphasise(table);
    }
    if (m->wide)
        fl_table_widen(table);
    fl_status status = fl_table_print(table, m->out, error);
    fl_table_free(table);
    return status;
}

static void print_facts(const fl_block *block, const manner *m)
{
    char label[160];
    const size_t column = (size_t)block->layout.indent + (size_t)block->layout.width + 1;
    for (const fl_labelled *fact = block->facts; fact; fact = fact->next) {
        snprintf(label, sizeof label, "%s%s", fact->label, block->layout.colon && fact->label[0] ? ":" : "");
        fl_print(m->out, "%*s%-*s ", block->layout.indent, "", block->layout.width, label);
        if (fact->is_count) {
            fl_print(m->out, "%*s%s", COUNT_WIDTH, fact->text, fact->remark[0] ? "  " : "");
            const size_t count = column + COUNT_WIDTH + 2;
            fl_print_prose(m->out, fact->remark, count, count, m->width);
        } else
            fl_print_prose(m->out, fact->text, column, column, m->width);
    }
}

/* A verdict and a heading stand out where there are colours. */
static void print_marked(const fl_block *block, const manner *m)
{
    const bool marked = m->colours && (block->kind == FL_BLOCK_HEADING || block->meaning != FL_MEANS_NOTHING);
    if (marked)
        fputs(fl_colour_begin(block->meaning), m->out);
    fl_print_prose(m->out, block->text, 0, 0, m->width);
    if (marked)
        fputs(fl_colour_end, m->out);
}

/* "label: text" behind a number of blanks. */
static void print_labelled(const fl_block *block, size_t indent, const manner *m)
{
    const size_t label = block->label[0] ? fl_text_width(block->label) + 2 : 0;
    fl_print(m->out, "%*s%s%s", (int)indent, "", block->label, block->label[0] ? ": " : "");
    fl_print_prose(m->out, block->text, indent + label, indent, m->width);
}

enum { ITEM = 2 };

static void print_contents(const fl_block *block, const manner *m)
{
    for (const fl_block *part = fl_report_part_from(block); part; part = fl_report_part_from(part->next)) {
        const fl_block *answer = fl_report_part_answer(part);
        const fl_block line = {.label = part->text, .text = answer ? answer->text : ""};
        print_labelled(&line, ITEM, m);
    }
}

static fl_status print_block(const fl_block *block, const manner *m, fl_error *error)
{
    switch (block->kind) {
    case FL_BLOCK_CONTENTS:
        print_contents(block, m);
        break;
    case FL_BLOCK_HEADING:
        if (block->part > 0)
            fl_print(m->out, "\n");
        print_marked(block, m);
        break;
    case FL_BLOCK_PARAGRAPH:
    case FL_BLOCK_VERDICT:
        print_marked(block, m);
        break;
    case FL_BLOCK_REMARK:
        print_labelled(block, 0, m);
        break;
    case FL_BLOCK_ITEM:
        print_labelled(block, ITEM, m);
        break;
    case FL_BLOCK_FACTS:
        print_facts(block, m);
        break;
    case FL_BLOCK_TABLE:
        return print_table(block, m, error);
    case FL_BLOCK_CODE:
        fl_print_code(m->out, block->text, m->width);
        break;
    case FL_BLOCK_GAP:
        fl_print(m->out, "\n");
        break;
    case FL_BLOCK_PICTURE:
        if (fl_report_drawing.in_text)
            fl_picture_print(block->picture, m->out);
        break;
    }
    return FL_OK;
}

static fl_status print(const fl_report *report, bool wide, FILE *out, fl_error *error)
{
    const manner m = {out, fl_terminal_width(out), wide, fl_terminal_has_colours(out)};
    fl_status status = FL_OK;
    for (const fl_block *block = report->blocks; block && status == FL_OK; block = block->next)
        status = print_block(block, &m, error);
    return status;
}

static fl_status print_text(const fl_report *report, FILE *out, fl_error *error)
{
    return print(report, false, out, error);
}

static fl_status print_wide(const fl_report *report, FILE *out, fl_error *error)
{
    return print(report, true, out, error);
}

const fl_printer fl_printer_text = {"text", ".txt", "Print text.", print_text};
const fl_printer fl_printer_wide = {
    "wide", ".txt",
    "Print text with every column: a terminal too narrow for all gets those that matter, "
    "unless this is given; a file or a pipe always gets all of them.",
    print_wide};
