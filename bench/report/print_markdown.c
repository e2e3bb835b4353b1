/* A report as Markdown, as GitHub reads it: headings, lists, tables. */
#include <string.h>

#include "bench/base/text.h"
#include "bench/report/markdown.h"
#include "bench/report/printer.h"

/* A number or a sign at the beginning of a line would make a list of it. */
static void begin_line(const char *text, FILE *out)
{
    size_t digits = strspn(text, "0123456789");
    if (digits > 0 && (text[digits] == '.' || text[digits] == ')')) {
        fl_print(out, "%.*s\\", (int)digits, text);
        text += digits;
    } else if (*text && strchr("+-=", *text)) {
        putc('\\', out);
    }
    fl_markdown_lines(text, "\n", out);
}

static void print_cell(const fl_report_cell *cell, fl_column_kind kind, FILE *out)
{
    bool code = kind == FL_COLUMN_CODE && cell->text[0] && !strpbrk(cell->text, "`|\n");
    putc(' ', out);
    if (code)
        fl_print(out, "`%s`", cell->text);
    else
        fl_markdown_lines(cell->text, "<br>", out);
    if (cell->text[0])
        putc(' ', out);
    putc('|', out);
}

/* What names a row that stands out. */
static void print_bold_cell(const fl_report_cell *cell, FILE *out)
{
    fputs(cell->text[0] ? " **" : " ", out);
    fl_markdown_lines(cell->text, "<br>", out);
    fputs(cell->text[0] ? "** |" : "|", out);
}

static void print_table(const fl_block *block, FILE *out)
{
    putc('|', out);
    for (size_t i = 0; i < block->column_count; i++)
        print_cell(&(fl_report_cell){block->columns[i].heading, FL_MEANS_NOTHING}, FL_COLUMN_WORDS, out);
    fputs("\n|", out);
    for (size_t i = 0; i < block->column_count; i++)
        fputs(block->columns[i].kind == FL_COLUMN_FIGURE ? "--:|" : "---|", out);
    putc('\n', out);
    for (const fl_report_row *row = block->rows; row; row = row->next) {
        putc('|', out);
        for (size_t i = 0; i < block->column_count; i++)
            if (row->emphasised && i == 0)
                print_bold_cell(&row->cells[i], out);
            else
                print_cell(&row->cells[i], block->columns[i].kind, out);
        putc('\n', out);
    }
}

static void print_facts(const fl_block *block, FILE *out)
{
    bool remarks = false;
    for (const fl_labelled *fact = block->facts; fact; fact = fact->next)
        remarks |= fact->remark[0] != '\0';
    fputs(remarks ? "| | | |\n|---|---|---|\n" : "| | |\n|---|---|\n", out);
    for (const fl_labelled *fact = block->facts; fact; fact = fact->next) {
        const char *const cells[] = {fact->label + strspn(fact->label, " "), fact->text, fact->remark};
        putc('|', out);
        for (int i = 0; i < 2 + remarks; i++) {
            putc(' ', out);
            fl_markdown_lines(cells[i], "<br>", out);
            fputs(" |", out);
        }
        putc('\n', out);
    }
}

/* A fence longer than any row of its own signs within. */
static void print_code(const char *text, FILE *out)
{
    int fence = 3, run = 0;
    for (const char *c = text; *c; c++) {
        run = *c == '`' ? run + 1 : 0;
        fence = run >= fence ? run + 1 : fence;
    }
    for (int end = 0; end < 2; end++) {
        for (int i = 0; i < fence; i++)
            putc('`', out);
        putc('\n', out);
        if (!end)
            fputs(text, out);
    }
}

static void print_label(const char *label, FILE *out)
{
    if (!label[0])
        return;
    fputs("**", out);
    fl_markdown_lines(label, " ", out);
    fputs(":** ", out);
}

/* A list without links: what a link to a heading is called is each reader's own affair. */
static void print_contents(const fl_block *block, FILE *out)
{
    for (const fl_block *part = fl_report_part_from(block); part; part = fl_report_part_from(part->next)) {
        const fl_block *answer = fl_report_part_answer(part);
        fputs("- ", out);
        print_label(part->text, out);
        fl_markdown_lines(answer ? answer->text : "", " ", out);
        putc('\n', out);
    }
}

static void print_block(const fl_block *block, FILE *out)
{
    switch (block->kind) {
    case FL_BLOCK_CONTENTS:
        print_contents(block, out);
        break;
    case FL_BLOCK_HEADING:
        for (int i = 0; i < block->level; i++)
            putc('#', out);
        putc(' ', out);
        fl_markdown_lines(block->text, " ", out);
        putc('\n', out);
        break;
    case FL_BLOCK_PARAGRAPH:
        begin_line(block->text, out);
        putc('\n', out);
        break;
    case FL_BLOCK_VERDICT:
        fputs("**", out);
        fl_markdown_lines(block->text, "\n", out);
        fputs("**\n", out);
        break;
    case FL_BLOCK_ITEM:
        fputs("- ", out);
        print_label(block->label, out);
        fl_markdown_lines(block->text, "\n  ", out);
        putc('\n', out);
        break;
    case FL_BLOCK_REMARK:
        print_label(block->label, out);
        begin_line(block->text, out);
        putc('\n', out);
        break;
    case FL_BLOCK_FACTS:
        print_facts(block, out);
        break;
    case FL_BLOCK_TABLE:
        print_table(block, out);
        break;
    case FL_BLOCK_CODE:
        print_code(block->text, out);
        break;
    case FL_BLOCK_GAP:
    case FL_BLOCK_PICTURE:
        break;
    }
}

static fl_status print_markdown(const fl_report *report, FILE *out, fl_error *error)
{
    (void)error;
    const fl_block *before = NULL;
    if (report->title) {
        fputs("# ", out);
        fl_markdown_lines(report->title, " ", out);
        putc('\n', out);
    }
    for (const fl_block *block = report->blocks; block; block = block->next) {
        if (block->kind == FL_BLOCK_GAP || block->kind == FL_BLOCK_PICTURE)
            continue;
        bool same_list = before && before->kind == FL_BLOCK_ITEM && block->kind == FL_BLOCK_ITEM;
        if ((before || report->title) && !same_list)
            putc('\n', out);
        print_block(block, out);
        before = block;
    }
    return FL_OK;
}

const fl_printer fl_printer_markdown = {"markdown", ".md", "Print Markdown instead of the text.",
                                        print_markdown};
