#include "bench/report/report.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/base/text.h"

void fl_report_free(fl_report *report)
{
    fl_arena_free(&report->arena);
    *report = (fl_report){.title = NULL};
}

/* Line feeds and tabs are the lab's own; everything else that is not plain becomes '?', never longer. */
static void make_printable(char *text)
{
    size_t size = strlen(text), bytes, used = 0;
    for (size_t at = 0; at < size; at += bytes) {
        int32_t character = fl_utf8_next(text + at, size - at, &bytes);
        if (fl_character_is_plain(character) || character == '\n' || character == '\t') {
            memmove(text + used, text + at, bytes);
            used += bytes;
        } else {
            text[used++] = '?';
        }
    }
    text[used] = '\0';
}

/* NULL without memory. */
static char *format_text(fl_report *report, const char *format, va_list arguments)
{
    va_list again;
    va_copy(again, arguments);
    int size = vsnprintf(NULL, 0, format, arguments);
    char *text = size < 0 ? NULL : fl_arena_take(&report->arena, (size_t)size + 1);
    if (text) {
        vsnprintf(text, (size_t)size + 1, format, again);
        make_printable(text);
    } else {
        report->arena.failed = true;
    }
    va_end(again);
    return text;
}

const char *fl_report_plain(fl_report *report, const char *text)
{
    size_t size = strlen(text) + 1;
    char *plain = fl_arena_take(&report->arena, size);
    return plain ? fl_text_make_plain(text, plain, size) : "";
}

const char *fl_report_built(fl_report *report, fl_builder *builder)
{
    char *text = NULL, *copy = NULL;
    if (fl_build_finish(builder, "report", &text, NULL) == FL_OK)
        copy = fl_arena_copy(&report->arena, text, strlen(text));
    free(text);
    if (!copy)
        report->arena.failed = true;
    return copy ? copy : "";
}

static fl_block *begin(fl_report *report, fl_block_kind kind)
{
    fl_block *block = report->arena.failed ? NULL : fl_arena_take(&report->arena, sizeof *block);
    if (!block)
        return NULL;
    *block = (fl_block){.kind = kind, .label = "", .text = ""};
    if (report->last)
        report->last->next = block;
    else
        report->blocks = block;
    report->last = block;
    return block;
}

static fl_block *begin_text(fl_report *report, fl_block_kind kind, const char *format, va_list arguments)
{
    char *text = format_text(report, format, arguments);
    fl_block *block = text ? begin(report, kind) : NULL;
    if (block)
        block->text = text;
    return block;
}

void fl_report_title(fl_report *report, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    report->title = format_text(report, format, arguments);
    va_end(arguments);
}

void fl_report_heading(fl_report *report, int level, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fl_block *block = begin_text(report, FL_BLOCK_HEADING, format, arguments);
    if (block)
        block->level = level + (report->parts > 0);
    va_end(arguments);
}

fl_report_part fl_report_part_begin(fl_report *report)
{
    enum { LEVEL = 2 };
    fl_report_part part = {.before = report->last, .title = report->title};
    part.heading = begin(report, FL_BLOCK_HEADING);
    report->parts++;
    report->title = NULL;
    if (part.heading) {
        part.heading->level = LEVEL;
        part.heading->part = report->parts;
    }
    return part;
}

void fl_report_part_end(fl_report *report, fl_report_part part, const char *name)
{
    const char *title = report->title, *plain = fl_report_plain(report, name);
    fl_builder text = {0};
    fl_build_text(&text, title ? title : plain);
    if (title) {
        fl_build_text(&text, " (");
        fl_build_text(&text, plain);
        fl_build_char(&text, ')');
    }
    const char *built = fl_report_built(report, &text);
    if (part.heading)
        part.heading->text = built;
    report->title = part.title;
}

void fl_report_part_drop(fl_report *report, fl_report_part part)
{
    report->last = part.before;
    if (part.before)
        part.before->next = NULL;
    else
        report->blocks = NULL;
    report->parts--;
    report->title = part.title;
}

void fl_report_contents(fl_report *report)
{
    begin(report, FL_BLOCK_CONTENTS);
}

const fl_block *fl_report_part_from(const fl_block *block)
{
    while (block && block->part == 0)
        block = block->next;
    return block;
}

const fl_block *fl_report_part_answer(const fl_block *part)
{
    const fl_block *first = part->next;
    while (first && (first->kind == FL_BLOCK_GAP || first->kind == FL_BLOCK_PICTURE))
        first = first->next;
    return first && (first->kind == FL_BLOCK_VERDICT || first->kind == FL_BLOCK_PARAGRAPH) ? first : NULL;
}

void fl_report_say(fl_report *report, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    begin_text(report, FL_BLOCK_PARAGRAPH, format, arguments);
    va_end(arguments);
}

void fl_report_verdict(fl_report *report, fl_meaning meaning, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fl_block *block = begin_text(report, FL_BLOCK_VERDICT, format, arguments);
    if (block)
        block->meaning = meaning;
    va_end(arguments);
}

static void set_label(fl_report *report, fl_block *block, const char *label)
{
    if (block)
        block->label = fl_report_plain(report, label);
}

void fl_report_remark(fl_report *report, const char *label, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    set_label(report, begin_text(report, FL_BLOCK_REMARK, format, arguments), label);
    va_end(arguments);
}

void fl_report_item(fl_report *report, const char *label, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    set_label(report, begin_text(report, FL_BLOCK_ITEM, format, arguments), label);
    va_end(arguments);
}

void fl_report_code(fl_report *report, const char *lines)
{
    char *text = fl_arena_copy(&report->arena, lines, strlen(lines));
    fl_block *block = text ? begin(report, FL_BLOCK_CODE) : NULL;
    if (!block)
        return;
    make_printable(text);
    block->text = text;
}

void fl_report_gap(fl_report *report)
{
    begin(report, FL_BLOCK_GAP);
}

void fl_report_picture_begin(fl_report *report, struct fl_picture *picture)
{
    fl_block *block = begin(report, FL_BLOCK_PICTURE);
    if (block)
        block->picture = picture;
}

void fl_report_go_on(fl_report *report, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *more = format_text(report, format, arguments);
    va_end(arguments);
    if (!more || !report->last)
        return;
    size_t before = strlen(report->last->text), size = strlen(more);
    char *text = fl_arena_take(&report->arena, before + size + 1);
    if (!text)
        return;
    memcpy(text, report->last->text, before);
    memcpy(text + before, more, size + 1);
    report->last->text = text;
}

/* ---- facts ---- */

void fl_report_facts(fl_report *report, fl_fact_layout layout)
{
    fl_block *block = begin(report, FL_BLOCK_FACTS);
    if (block)
        block->layout = layout;
}

/* text is the report's. */
static fl_labelled *add_fact(fl_report *report, const char *label, const char *text)
{
    fl_block *block = report->last;
    fl_labelled *fact = text ? fl_arena_take(&report->arena, sizeof *fact) : NULL;
    if (!fact || !block || block->kind != FL_BLOCK_FACTS)
        return NULL;
    *fact = (fl_labelled){.label = fl_report_plain(report, label), .text = text, .remark = ""};
    if (block->last_fact)
        block->last_fact->next = fact;
    else
        block->facts = fact;
    block->last_fact = fact;
    return fact;
}

void fl_report_fact(fl_report *report, const char *label, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    add_fact(report, label, format_text(report, format, arguments));
    va_end(arguments);
}

void fl_report_count(fl_report *report, const char *label, uint64_t count, const char *remark, ...)
{
    char digits[24];
    va_list arguments;
    int length = snprintf(digits, sizeof digits, "%" PRIu64, count);
    fl_labelled *fact = add_fact(report, label, fl_arena_copy(&report->arena, digits, (size_t)length));
    va_start(arguments, remark);
    const char *text = format_text(report, remark, arguments);
    va_end(arguments);
    if (!fact || !text)
        return;
    fact->is_count = true;
    fact->remark = text;
}

/* ---- tables ---- */

void fl_report_table(fl_report *report, const fl_report_column *columns, size_t count)
{
    fl_report_column *copies = fl_arena_take(&report->arena, count * sizeof *copies);
    for (size_t i = 0; i < count && copies; i++)
        copies[i] = (fl_report_column){fl_report_plain(report, columns[i].heading), columns[i].kind};
    fl_block *block = begin(report, FL_BLOCK_TABLE);
    if (!block)
        return;
    block->columns = copies;
    block->column_count = count;
}

void fl_report_ranks(fl_report *report, const int *ranks)
{
    if (!report->arena.failed && report->last && report->last->kind == FL_BLOCK_TABLE)
        report->last->ranks = ranks;
}

void fl_report_row_begin(fl_report *report)
{
    fl_block *block = report->last;
    if (report->arena.failed || !block || block->kind != FL_BLOCK_TABLE)
        return;
    size_t count = block->column_count;
    fl_report_row *row = fl_arena_take(&report->arena, sizeof *row + count * sizeof row->cells[0]);
    if (!row)
        return;
    *row = (fl_report_row){.next = NULL};
    for (size_t i = 0; i < count; i++)
        row->cells[i] = (fl_report_cell){"", FL_MEANS_NOTHING};
    if (block->last_row)
        block->last_row->next = row;
    else
        block->rows = row;
    block->last_row = row;
}

static fl_report_row *last_row(const fl_report *report)
{
    return !report->arena.failed && report->last ? report->last->last_row : NULL;
}

static void add_cell(fl_report *report, fl_meaning meaning, const char *format, va_list arguments)
{
    char *text = format_text(report, format, arguments);
    fl_report_row *row = last_row(report);
    if (text && row && row->filled < report->last->column_count)
        row->cells[row->filled++] = (fl_report_cell){text, meaning};
}

void fl_report_cell_add(fl_report *report, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    add_cell(report, FL_MEANS_NOTHING, format, arguments);
    va_end(arguments);
}

void fl_report_cell_mean(fl_report *report, fl_meaning meaning, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    add_cell(report, meaning, format, arguments);
    va_end(arguments);
}

void fl_report_emphasise(fl_report *report)
{
    fl_report_row *row = last_row(report);
    if (row)
        row->emphasised = true;
}
