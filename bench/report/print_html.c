/* A report as one web page that needs nothing else: no script, no request, its style within it and named by its
 * digest, so that a browser takes nothing besides, whatever a name in a result file holds. Light or dark as the
 * reader's system is, from 360 pixels up, and on paper. Colour says nothing that a word or a sign does not. */
#include <stdlib.h>
#include <string.h>

#include "bench/base/base64.h"
#include "bench/base/memory.h"
#include "bench/base/sha256.h"
#include "bench/base/text.h"
#include "bench/report/picture_colours.h"
#include "bench/report/picture_draw.h"
#include "bench/report/printer.h"

static const char style[] =
    ":root{color-scheme:light dark;--ink:#1b1f24;--paper:#fff;--line:#d0d7de;--soft:#57606a;--pass:#116329;"
    "--fail:#a40e26;--open:#7d4e00;--strong:#eef6ff}"
    "@media(prefers-color-scheme:dark){:root{--ink:#e6edf3;--paper:#0d1117;--line:#30363d;--soft:#9198a1;"
    "--pass:#56d364;--fail:#ff9492;--open:#e3b341;--strong:#16243a}}"
    "*{box-sizing:border-box}"
    "body{margin:0;background:var(--paper);color:var(--ink);font:1rem/1.5 system-ui,sans-serif}"
    "main{max-width:100rem;margin:0 auto;padding:1rem;overflow-wrap:anywhere}"
    "h1,h2,h3{line-height:1.25;margin:1.5em 0 .5em}h1{font-size:1.6rem;margin-top:.5em}h2{font-size:1.25rem}"
    "h3{font-size:1.05rem}"
    ".name{white-space:nowrap}p,ul{max-width:85ch;margin:.5em 0}"
    "a{color:inherit}nav p{margin:0 0 .5em}"
    ".remark{color:var(--soft);font-size:.9rem}.verdict{font-weight:600}"
    ".pass{color:var(--pass)}.fail{color:var(--fail)}.open{color:var(--open)}"
    ".pass::before{content:\"\\2713\\00a0\"}.fail::before{content:\"\\2717\\00a0\"}"
    ".open::before{content:\"?\\00a0\"}"
    ".wide{overflow-x:auto;margin:1em 0}.wide:focus-visible{outline:2px solid var(--ink)}"
    "table{border-collapse:collapse;font-size:.875rem;font-variant-numeric:tabular-nums}"
    "th,td{padding:.2rem .6rem;border-bottom:1px solid var(--line);text-align:left;vertical-align:top;"
    "font-weight:normal;unicode-bidi:isolate;max-width:36rem;overflow-wrap:break-word}"
    "thead th{font-weight:600;vertical-align:bottom;border-bottom:2px solid var(--line)}"
    ".figure{text-align:right;white-space:nowrap}thead .figure{white-space:normal}"
    ".prose{min-width:16rem}.strong{background:var(--strong)}.strong th{font-weight:600}"
    "dl{display:grid;grid-template-columns:minmax(6rem,max-content) 1fr;gap:.1rem 1rem;margin:.75em 0}"
    "dt{color:var(--soft)}dd{margin:0;min-width:0}"
    "pre{overflow-x:auto;font:.8125rem/1.4 ui-monospace,monospace;padding:.75rem;border:1px solid "
    "var(--line)}"
    "code{font:.8125rem ui-monospace,monospace}"
    "figure{margin:1.25em 0;max-width:55rem}figcaption{font-weight:600;margin-bottom:.4em}"
    "figure svg{display:block;width:100%;height:auto}figure text{font-family:system-ui,sans-serif}"
    ".narrow{display:none;max-width:27rem}"
    "@media(max-width:46rem){.broad{display:none}.narrow{display:block}}"
    "@media(max-width:40rem){dl{grid-template-columns:1fr}dd{margin:0 0 .4rem}}"
    "@media print{:root{--ink:#000;--paper:#fff;--line:#999;--soft:#333;--pass:#000;--fail:#000;--open:#000;"
    "--strong:#eee}main{max-width:none;padding:0}.wide,pre{overflow:visible}table{font-size:.6rem}"
    ".figure,.name{white-space:normal}pre{white-space:pre-wrap}tr,h2,h3,figure{break-inside:avoid}figure "
    ".broad{display:block}figure .narrow{display:none}h2,h3{break-after:avoid}"
    "}";

/* Text that no browser takes for markup, in an element or an attribute; a line feed becomes line_feed. */
static void escape(const char *text, const char *line_feed, FILE *out)
{
    for (; *text; text++)
        switch (*text) {
        case '&':
            fputs("&amp;", out);
            break;
        case '<':
            fputs("&lt;", out);
            break;
        case '>':
            fputs("&gt;", out);
            break;
        case '"':
            fputs("&quot;", out);
            break;
        case '\'':
            fputs("&#39;", out);
            break;
        case '\n':
            fputs(line_feed, out);
            break;
        default:
            putc(*text, out);
        }
}

static unsigned digit(char hexadecimal)
{
    return (unsigned)(hexadecimal <= '9' ? hexadecimal - '0' : hexadecimal - 'a' + 10);
}

/* The digest as policies write it. */
static void print_digest(const char hexadecimal[65], FILE *out)
{
    enum { BYTES = 32 };
    unsigned char bytes[BYTES];
    for (size_t i = 0; i < BYTES; i++)
        bytes[i] = (unsigned char)(digit(hexadecimal[2 * i]) << 4 | digit(hexadecimal[2 * i + 1]));
    for (size_t i = 0; i < BYTES; i += FL_BASE64_BYTES) {
        char letters[FL_BASE64_LETTERS + 1] = "";
        fl_base64_group(bytes + i, BYTES - i, letters);
        fputs(letters, out);
    }
}

static const char *class_of(fl_meaning meaning)
{
    static const char *const classes[] = {[FL_MEANS_NOTHING] = "",
                                          [FL_MEANS_PASS] = "pass",
                                          [FL_MEANS_FAIL] = "fail",
                                          [FL_MEANS_UNCHECKED] = "open"};
    return classes[meaning];
}

/* The style sheet: what stands above, and the colours of pictures in the dark, which paper is not. */
static fl_status make_style(char **text, fl_error *error)
{
    fl_builder whole = {0};
    fl_build_text(&whole, style);
    fl_build_text(&whole, "@media screen and (prefers-color-scheme:dark){");
    fl_colours_dark(&whole);
    fl_build_char(&whole, '}');
    return fl_build_finish(&whole, "style sheet", text, error);
}

static void print_head(const fl_report *report, const char *sheet, FILE *out)
{
    char digest[65];
    fl_sha256(sheet, strlen(sheet), digest);
    fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
          "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-",
          out);
    print_digest(digest, out);
    fputs("'; base-uri 'none'; form-action 'none'\">\n"
          "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>",
          out);
    escape(report->title ? report->title : "fairlane", " ", out);
    fputs("</title>\n<style>", out);
    fputs(sheet, out);
    fputs("</style>\n</head>\n<body>\n<main>\n", out);
}

/* Names of kernels and classes stay on one line; hostile ones, and sentences, may be broken. */
static bool is_name(const char *text)
{
    enum { LONGEST_NAME = 28 };
    return strlen(text) <= LONGEST_NAME && !strchr(text, '\n');
}

static void print_cell(const fl_report_cell *cell, fl_column_kind kind, bool names_row, FILE *out)
{
    static const char *const classes[] = {[FL_COLUMN_WORDS] = "",
                                          [FL_COLUMN_FIGURE] = " class=\"figure\"",
                                          [FL_COLUMN_PROSE] = " class=\"prose\"",
                                          [FL_COLUMN_REMARK] = " class=\"prose\"",
                                          [FL_COLUMN_CODE] = ""};
    const char *meaning = class_of(cell->meaning);
    const char *shape = kind == FL_COLUMN_WORDS && is_name(cell->text) ? " class=\"name\"" : classes[kind];
    fl_print(out, "<%s%s>", names_row ? "th scope=\"row\"" : "td", shape);
    if (kind == FL_COLUMN_CODE)
        fputs("<code>", out);
    if (meaning[0])
        fl_print(out, "<span class=\"%s\">", meaning);
    escape(cell->text, "<br>", out);
    fputs(meaning[0] ? "</span>" : "", out);
    fputs(kind == FL_COLUMN_CODE ? "</code>" : "", out);
    fputs(names_row ? "</th>" : "</td>", out);
}

/* What a reader of the screen is told of a table that can be moved sideways: its first heading. */
static const char *name_of(const fl_block *block)
{
    for (size_t i = 0; i < block->column_count; i++)
        if (block->columns[i].heading[0])
            return block->columns[i].heading;
    return "table";
}

static void print_table(const fl_block *block, FILE *out)
{
    fputs("<div class=\"wide\" role=\"region\" tabindex=\"0\" aria-label=\"", out);
    escape(name_of(block), " ", out);
    fputs("\">\n<table>\n<thead><tr>", out);
    for (size_t i = 0; i < block->column_count; i++) {
        fl_print(out, "<th scope=\"col\"%s>",
                 block->columns[i].kind == FL_COLUMN_FIGURE ? " class=\"figure\"" : "");
        escape(block->columns[i].heading, " ", out);
        fputs("</th>", out);
    }
    fputs("</tr></thead>\n<tbody>\n", out);
    for (const fl_report_row *row = block->rows; row; row = row->next) {
        fputs(row->emphasised ? "<tr class=\"strong\">" : "<tr>", out);
        for (size_t i = 0; i < block->column_count; i++)
            print_cell(&row->cells[i], block->columns[i].kind, i == 0, out);
        fputs("</tr>\n", out);
    }
    fputs("</tbody>\n</table>\n</div>\n", out);
}

static void print_facts(const fl_block *block, FILE *out)
{
    fputs("<dl>\n", out);
    for (const fl_labelled *fact = block->facts; fact; fact = fact->next) {
        fputs("<dt>", out);
        escape(fact->label + strspn(fact->label, " "), " ", out);
        fputs("</dt><dd>", out);
        escape(fact->text, "<br>", out);
        fputs(fact->remark[0] ? " <span class=\"remark\">" : "", out);
        escape(fact->remark, " ", out);
        fputs(fact->remark[0] ? "</span></dd>\n" : "</dd>\n", out);
    }
    fputs("</dl>\n", out);
}

static void print_paragraph(const fl_block *block, const char *simd_class, FILE *out)
{
    if (simd_class[0])
        fl_print(out, "<p class=\"%s\">", simd_class);
    else
        fputs("<p>", out);
    if (block->label[0]) {
        fputs("<strong>", out);
        escape(block->label, " ", out);
        fputs(":</strong> ", out);
    }
    if (class_of(block->meaning)[0])
        fl_print(out, "<span class=\"%s\">", class_of(block->meaning));
    escape(block->text, " ", out);
    fputs(class_of(block->meaning)[0] ? "</span></p>\n" : "</p>\n", out);
}

static void print_item(const fl_block *block, const fl_block *before, FILE *out)
{
    const fl_block *next = block->next;
    if (!before || before->kind != FL_BLOCK_ITEM)
        fputs("<ul>\n", out);
    fputs("<li>", out);
    print_paragraph(block, "", out);
    fputs("</li>\n", out);
    if (!next || next->kind != FL_BLOCK_ITEM)
        fputs("</ul>\n", out);
}

/* What is known of drawing while a page is printed. */
typedef struct drawing {
    unsigned number;
    bool absent; /* there is no gnuplot, which was said */
} drawing;

/* Without the program that draws, a page says so once, and what pictures would have shown in words. */
static void print_missing(const fl_picture *picture, const char *reason, FILE *out)
{
    fputs("<p class=\"remark\"><strong>Picture missing: ", out);
    escape(picture->title, " ", out);
    fputs(".</strong> ", out);
    escape(picture->alternative, " ", out);
    if (reason[0]) {
        fputs(" (Not drawn: ", out);
        escape(reason, " ", out);
        fputs(".)", out);
    }
    fputs("</p>\n", out);
}

static fl_status print_picture(const fl_picture *picture, drawing *d, FILE *out, fl_error *error)
{
    fl_builder svg = {0};
    fl_error reason = {""}, unused;
    char *text = NULL;
    if (fl_picture_marks(picture) == 0)
        return FL_OK;
    bool told = d->absent;
    fl_status status = told ? FL_UNABLE : FL_OK;
    for (int canvas = FL_CANVAS_WIDE; canvas <= FL_CANVAS_NARROW && status == FL_OK; canvas++)
        status = fl_picture_element(picture, (fl_canvas)canvas, d->number, &svg, &d->absent, &reason);
    fl_status built = fl_build_finish(&svg, "picture", &text, &unused);
    if (status == FL_INTERRUPTED || (status == FL_OK && built != FL_OK)) {
        free(text);
        return fl_fail(error, status == FL_OK ? built : status, "the picture cannot be drawn: %s",
                       status == FL_OK ? unused.text : reason.text);
    }
    if (status != FL_OK && fl_memory_ran_short()) {
        free(text);
        return fl_fail(error, FL_UNABLE, "the picture cannot be drawn: out of memory");
    }
    if (status != FL_OK) {
        print_missing(picture, told ? "" : reason.text, out);
    } else {
        fputs("<figure>\n<figcaption>", out);
        escape(picture->title, " ", out);
        fputs("</figcaption>\n", out);
        fputs(text, out);
        fputs("\n</figure>\n", out);
    }
    free(text);
    d->number++;
    return FL_OK;
}

/* A part can be led to. */
static void print_heading(const fl_block *block, FILE *out)
{
    int level = block->level < 1 ? 1 : block->level > 6 ? 6 : block->level;
    if (block->part > 0)
        fl_print(out, "<h%d id=\"part-%zu\">", level, block->part);
    else
        fl_print(out, "<h%d>", level);
    escape(block->text, " ", out);
    fl_print(out, "</h%d>\n", level);
}

static void print_contents(const fl_block *block, FILE *out)
{
    fputs("<nav aria-label=\"Contents\">\n<ul>\n", out);
    for (const fl_block *part = fl_report_part_from(block); part; part = fl_report_part_from(part->next)) {
        const fl_block *answer = fl_report_part_answer(part);
        fl_print(out, "<li><a href=\"#part-%zu\">", part->part);
        escape(part->text, " ", out);
        fputs("</a>", out);
        if (answer)
            print_paragraph(answer, "", out);
        fputs("</li>\n", out);
    }
    fputs("</ul>\n</nav>\n", out);
}

static void print_block(const fl_block *block, const fl_block *before, FILE *out)
{
    switch (block->kind) {
    case FL_BLOCK_HEADING:
        print_heading(block, out);
        break;
    case FL_BLOCK_CONTENTS:
        print_contents(block, out);
        break;
    case FL_BLOCK_PARAGRAPH:
        print_paragraph(block, "", out);
        break;
    case FL_BLOCK_VERDICT:
        print_paragraph(block, "verdict", out);
        break;
    case FL_BLOCK_REMARK:
        print_paragraph(block, "remark", out);
        break;
    case FL_BLOCK_ITEM:
        print_item(block, before, out);
        break;
    case FL_BLOCK_FACTS:
        print_facts(block, out);
        break;
    case FL_BLOCK_TABLE:
        print_table(block, out);
        break;
    case FL_BLOCK_CODE:
        fputs("<pre tabindex=\"0\">", out);
        escape(block->text, "\n", out);
        fputs("</pre>\n", out);
        break;
    case FL_BLOCK_GAP:
    case FL_BLOCK_PICTURE: /* print_picture() */
        break;
    }
}

static fl_status print_html(const fl_report *report, FILE *out, fl_error *error)
{
    const fl_block *before = NULL;
    drawing pictures = {.number = 1};
    char *sheet = NULL;
    fl_status status = make_style(&sheet, error);
    if (status != FL_OK)
        return status;
    print_head(report, sheet, out);
    free(sheet);
    if (report->title) {
        fputs("<h1>", out);
        escape(report->title, " ", out);
        fputs("</h1>\n", out);
    }
    for (const fl_block *block = report->blocks; block && status == FL_OK;
         before = block, block = block->next)
        if (block->kind == FL_BLOCK_PICTURE)
            status = print_picture(block->picture, &pictures, out, error);
        else
            print_block(block, before, out);
    fputs("</main>\n</body>\n</html>\n", out);
    return status;
}

const fl_printer fl_printer_html = {
    "html", ".html", "Print a web page that needs nothing else instead of the text.", print_html};
