/* A report as plain text: one line a row, a fact or a remark; tables as table.h has them. */
#include "bench/base/text.h"
#include "bench/report/printer.h"
#include "bench/report/table.h"

enum { COUNT_WIDTH = 12 };

static fl_status print_table(const fl_block *block, FILE *out, fl_error *error)
{
    fl_table *table = fl_table_new(block->columns, block->column_count);
    for (const fl_report_row *row = block->rows; row; row = row->next) {
        fl_table_row(table);
        for (size_t i = 0; i < row->filled; i++)
            fl_table_cell(table, "%s", row->cells[i].text);
        if (row->emphasised)
            fl_table_emphasise(table);
    }
    fl_status status = fl_table_print(table, out, error);
    fl_table_free(table);
    return status;
}

static void print_facts(const fl_block *block, FILE *out)
{
    char label[160];
    for (const fl_labelled *fact = block->facts; fact; fact = fact->next) {
        snprintf(label, sizeof label, "%s%s", fact->label, block->layout.colon && fact->label[0] ? ":" : "");
        fl_print(out, "%*s%-*s ", block->layout.indent, "", block->layout.width, label);
        if (fact->is_count)
            fl_print(out, "%*s%s%s\n", COUNT_WIDTH, fact->text, fact->remark[0] ? "  " : "", fact->remark);
        else
            fl_print(out, "%s\n", fact->text);
    }
}

static fl_status print_block(const fl_block *block, FILE *out, fl_error *error)
{
    switch (block->kind) {
    case FL_BLOCK_HEADING:
    case FL_BLOCK_PARAGRAPH:
    case FL_BLOCK_VERDICT:
        fl_print(out, "%s\n", block->text);
        break;
    case FL_BLOCK_REMARK:
        fl_print(out, "%s%s%s\n", block->label, block->label[0] ? ": " : "", block->text);
        break;
    case FL_BLOCK_ITEM:
        fl_print(out, "  %s%s%s\n", block->label, block->label[0] ? ": " : "", block->text);
        break;
    case FL_BLOCK_FACTS:
        print_facts(block, out);
        break;
    case FL_BLOCK_TABLE:
        return print_table(block, out, error);
    case FL_BLOCK_CODE:
        fl_print(out, "%s", block->text);
        break;
    case FL_BLOCK_GAP:
        fl_print(out, "\n");
        break;
    case FL_BLOCK_PICTURE:
        break;
    }
    return FL_OK;
}

static fl_status print_text(const fl_report *report, FILE *out, fl_error *error)
{
    fl_status status = FL_OK;
    for (const fl_block *block = report->blocks; block && status == FL_OK; block = block->next)
        status = print_block(block, out, error);
    return status;
}

const fl_printer fl_printer_text = {"text", ".txt", "Print text.", print_text};
