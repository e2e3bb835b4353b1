/* Tables: libsmartcols, which knows widths of characters, terminals and unsafe bytes. */
#include "bench/report/table.h"

#include <errno.h>
#include <libsmartcols.h>
#include <locale.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wchar.h>

#include "bench/base/memory.h"
#include "bench/base/text.h"
#include "bench/report/terminal.h"

enum {
    LONGEST_CELL = 1024,
    MOST_COLUMNS = 32,
    LEAST_PROSE = 13,
    LEAST_REMARK = 26,
    LEAST_FIGURE = 20,
    LONGEST_PART = 32
};

/* The program runs in the C locale, so that figures have points; there the library would take every sign
 * beyond ASCII for an unsafe byte. Between these two calls it knows UTF-8. */
typedef struct character_set {
    locale_t utf8, before;
} character_set;

static character_set enter_utf8(void)
{
    static const char name[] = "C.UTF-8";
    character_set set = {newlocale(LC_CTYPE_MASK, name, (locale_t)0), (locale_t)0};
    /* It exists, so that only memory can have been the reason. glibc keeps a file that it could not load for absent. */
    if (!set.utf8 && ((set.utf8 = newlocale(LC_CTYPE_MASK, name, (locale_t)0)) != (locale_t)0 ||
                      access("/usr/lib/locale/C.utf8/LC_CTYPE", R_OK) == 0))
        fl_memory_note_shortage();
    if (set.utf8)
        set.before = uselocale(set.utf8);
    if (set.utf8 && mbrlen("µ", sizeof "µ", &(mbstate_t){0}) != sizeof "µ" - 1)
        fl_memory_note_shortage(); /* its conversions are loaded when they are first used */
    return set;
}

static void leave_utf8(character_set set)
{
    if (!set.utf8)
        return;
    uselocale(set.before);
    freelocale(set.utf8);
}

struct fl_table {
    struct libscols_table *table;
    struct libscols_line *row;
    struct {
        struct libscols_column *column;
        const char *heading; /* the caller's, until the table is printed */
        bool left_out;
        size_t least; /* columns that it is content with, as words of longer cells go to the next line */
        int rank;
        size_t width; /* of its widest cell */
        size_t word;  /* of its heading, and of the widest part of a cell that stays on one line */
    } columns[MOST_COLUMNS];
    size_t count, next;
    bool wide;   /* no column is left out */
    bool failed; /* out of memory at some point */
};

static size_t least_of_kind(fl_column_kind kind)
{
    switch (kind) {
    case FL_COLUMN_PROSE:
        return LEAST_PROSE;
    case FL_COLUMN_REMARK:
        return LEAST_REMARK;
    case FL_COLUMN_FIGURE:
        return LEAST_FIGURE;
    case FL_COLUMN_WORDS:
    case FL_COLUMN_CODE:
        break;
    }
    return SIZE_MAX;
}

/* How long the part of a text is that stays on one line: a word, of a path what ends with a slash. */
static size_t length_of_part(const char *text)
{
    const size_t length = strcspn(text, " /");
    return length + (text[length] == '/');
}

static size_t widest_part(const char *text)
{
    size_t widest = 0;
    while (*text) {
        const size_t length = length_of_part(text), width = fl_text_columns(text, length);
        if (width <= LONGEST_PART &&
            width > widest) /* a name of hundreds of letters does not push all else away */
            widest = width;
        text += length;
        text += strspn(text, " ");
    }
    return widest;
}

fl_table *fl_table_new(const fl_report_column *columns, size_t count)
{
    fl_table *table = calloc(1, sizeof *table);
    if (!table)
        return NULL;
    table->count = count;
    table->table = scols_new_table();
    table->failed = table->table == NULL || count > MOST_COLUMNS;
    for (size_t i = 0; i < count && !table->failed; i++) {
        struct libscols_column *column = scols_table_new_column(
            table->table, columns[i].heading, 0, columns[i].kind == FL_COLUMN_FIGURE ? SCOLS_FL_RIGHT : 0);
        table->columns[i].column = column;
        table->columns[i].heading = columns[i].heading;
        table->columns[i].least = least_of_kind(columns[i].kind);
        table->columns[i].width = table->columns[i].word = fl_text_width(columns[i].heading);
        table->failed = column == NULL;
    }
    return table;
}

void fl_table_free(fl_table *table)
{
    if (!table)
        return;
    scols_unref_table(table->table);
    free(table);
}

void fl_table_row(fl_table *table)
{
    if (!table || table->failed)
        return;
    table->row = scols_table_new_line(table->table, NULL);
    table->next = 0;
    table->failed = table->row == NULL;
}

void fl_table_cell(fl_table *table, const char *format, ...)
{
    if (!table || table->failed || !table->row || table->next >= table->count)
        return;
    char text[LONGEST_CELL], plain[LONGEST_CELL];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    fl_text_make_plain(text, plain, sizeof plain);
    size_t width = fl_text_width(plain);
    if (width > table->columns[table->next].width)
        table->columns[table->next].width = width;
    width = widest_part(plain);
    if (width > table->columns[table->next].word)
        table->columns[table->next].word = width;
    table->failed = scols_line_set_data(table->row, table->next++, plain) != 0;
}

void fl_table_colour(fl_table *table, fl_meaning meaning)
{
    struct libscols_cell *cell = table && !table->failed && table->row && table->next > 0
                                     ? scols_line_get_cell(table->row, table->next - 1)
                                     : NULL;
    if (cell && fl_colour_name(meaning))
        table->failed = scols_cell_set_color(cell, fl_colour_name(meaning)) != 0;
}

void fl_table_rank(fl_table *table, const int *ranks)
{
    for (size_t i = 0; table && !table->failed && ranks && i < table->count; i++)
        table->columns[i].rank = ranks[i];
}

void fl_table_widen(fl_table *table)
{
    if (table)
        table->wide = true;
}

void fl_table_emphasise(fl_table *table)
{
    if (table && !table->failed && table->row)
        table->failed = scols_line_set_color(table->row, "bold") != 0;
}

/* Copies text, broken at its blanks, and a path behind its slashes, into lines of at most width columns; what is
 * longer keeps a line of its own. */
static void break_at_words(const char *text, size_t width, char *broken, size_t size)
{
    size_t column = 0, used = 0;
    while (*text && used + 1 < size) {
        const size_t blanks = strspn(text, " "), length = length_of_part(text + blanks);
        const size_t columns = fl_text_columns(text + blanks, length);
        if (column > 0 && column + blanks + columns > width) {
            used += (size_t)snprintf(broken + used, size - used, "\n%.*s", (int)length, text + blanks);
            column = columns;
        } else {
            used += (size_t)snprintf(broken + used, size - used, "%.*s", (int)(blanks + length), text);
            column += blanks + columns;
        }
        text += blanks + length;
    }
}

/* Makes one column no wider than width; longer words stay whole. */
static int narrow(fl_table *table, size_t index, size_t width)
{
    struct libscols_column *column = table->columns[index].column;
    if (table->columns[index].width <= width)
        return 0;
    int failed = scols_column_set_flags(column, scols_column_get_flags(column) | SCOLS_FL_WRAP) != 0;
    failed |= scols_column_set_safechars(column, "\n") != 0;
    failed |= scols_column_set_wrapfunc(column, scols_wrapnl_chunksize, scols_wrapnl_nextchunk, NULL) != 0;
    for (size_t i = 0; !failed && i < scols_table_get_nlines(table->table); i++) {
        struct libscols_cell *cell = scols_line_get_cell(scols_table_get_line(table->table, i), index);
        const char *data = cell ? scols_cell_get_data(cell) : NULL;
        char text[2 * LONGEST_CELL] = "";
        break_at_words(data ? data : "", width, text, sizeof text);
        failed = cell && scols_cell_set_data(cell, text) != 0;
    }
    return failed;
}

static size_t least_width(const fl_table *table, size_t index)
{
    const size_t width = table->columns[index].width, word = table->columns[index].word;
    const size_t least = table->columns[index].least > word ? table->columns[index].least : word;
    return width > least ? least : width;
}

/* Prints the first column and those from start that fit beside it, at least one; *next is the first that did
 * not. */
static int print_block(fl_table *table, size_t start, size_t terminal_width, size_t *next)
{
    size_t end = start, used = table->columns[0].width, wanted = 0; /* beyond what columns are content with */
    for (; end < table->count; end++) {
        if (table->columns[end].left_out)
            continue;
        if (used > table->columns[0].width && used + 1 + least_width(table, end) > terminal_width)
            break;
        used += 1 + least_width(table, end);
        wanted += table->columns[end].width - least_width(table, end);
    }
    size_t spare = used < terminal_width ? terminal_width - used : 0;
    int failed = 0;
    for (size_t i = 1; i < table->count && !failed; i++) {
        struct libscols_column *column = table->columns[i].column;
        bool shown = i >= start && i < end && !table->columns[i].left_out;
        int flags = scols_column_get_flags(column) & ~SCOLS_FL_HIDDEN;
        failed = scols_column_set_flags(column, shown ? flags : flags | SCOLS_FL_HIDDEN) != 0;
        if (!shown || failed)
            continue;
        const size_t least = least_width(table, i), more = table->columns[i].width - least;
        failed = narrow(table, i, least + (wanted > spare ? spare * more / wanted : more));
    }
    *next = end;
    return failed || scols_print_table(table->table) != 0;
}

/* The column to do without next; 0: none. */
static size_t least_wanted(const fl_table *table)
{
    size_t found = 0;
    for (size_t i = 1; i < table->count; i++)
        if (!table->columns[i].left_out && table->columns[i].rank > 0 &&
            (found == 0 || table->columns[i].rank >= table->columns[found].rank))
            found = i;
    return found;
}

/* How many were left out. */
static size_t leave_out(fl_table *table, size_t terminal_width)
{
    size_t used = 0, count = 0, next;
    for (size_t i = 0; i < table->count; i++)
        used += (i > 0) + least_width(table, i);
    while (used > terminal_width && (next = least_wanted(table)) > 0) {
        table->columns[next].left_out = true;
        used -= 1 + least_width(table, next);
        count++;
    }
    return count;
}

static void say_left_out(const fl_table *table, size_t count, FILE *out, size_t width)
{
    char text[LONGEST_CELL];
    size_t used = (size_t)snprintf(text, sizeof text, "(--wide shows %zu more column%s: ", count,
                                   count == 1 ? "" : "s");
    for (size_t i = 1, named = 0; i < table->count && used < sizeof text; i++)
        if (table->columns[i].left_out)
            used += (size_t)snprintf(text + used, sizeof text - used, "%s%s", named++ ? ", " : "",
                                     table->columns[i].heading);
    if (used < sizeof text)
        snprintf(text + used, sizeof text - used, ")");
    fl_print_prose(out, text, 0, 0, width);
}

static int print_blocks(fl_table *table, FILE *out, size_t width)
{
    size_t start = 1, left_out = table->wide ? 0 : leave_out(table, width);
    int failed = 0;
    scols_table_set_termwidth(table->table, width);
    do {
        if (start > 1)
            fputc('\n', out);
        failed = print_block(table, start, width, &start);
        while (start < table->count && table->columns[start].left_out)
            start++;
    } while (start < table->count && !failed);
    if (left_out > 0 && !failed)
        say_left_out(table, left_out, out, width);
    return failed;
}

fl_status fl_table_print(fl_table *table, FILE *out, fl_error *error)
{
    if (!table || table->failed || fl_memory_ran_short())
        return fl_fail(error, FL_UNABLE, "a table cannot be printed: out of memory");
    const size_t width = fl_terminal_width(out);
    const bool terminal = width > 0;
    scols_table_set_stream(table->table, out);
    scols_table_set_termforce(table->table, terminal ? SCOLS_TERMFORCE_ALWAYS : SCOLS_TERMFORCE_NEVER);
    scols_table_enable_colors(table->table, fl_terminal_has_colours(out));
    /* The library leaves a cell or a heading empty and reports success where it has no memory. */
    errno = 0;
    character_set set = enter_utf8();
    int failed = (terminal ? print_blocks(table, out, width) : scols_print_table(table->table)) ||
                 errno == ENOMEM || fl_memory_ran_short();
    leave_utf8(set);
    return failed ? fl_fail(error, FL_UNABLE, "a table cannot be printed: out of memory") : FL_OK;
}
