/* Tables: libsmartcols, which knows widths of characters, terminals and unsafe bytes. */
#include "bench/report/table.h"

#include <libsmartcols.h>
#include <locale.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LONGEST_CELL = 1024 };

struct fl_table {
    struct libscols_table *table;
    struct libscols_line *row;
    size_t columns, next;
    bool failed; /* out of memory at some point */
};

fl_table *fl_table_new(const fl_column *columns, size_t count)
{
    fl_table *table = calloc(1, sizeof *table);
    if (!table)
        return NULL;
    table->columns = count;
    table->table = scols_new_table();
    table->failed = table->table == NULL;
    for (size_t i = 0; i < count && !table->failed; i++) {
        int flags = (columns[i].right ? SCOLS_FL_RIGHT : 0) | (columns[i].wraps ? SCOLS_FL_WRAP : 0);
        table->failed = !scols_table_new_column(table->table, columns[i].heading, 0, flags);
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
    if (!table || table->failed || !table->row || table->next >= table->columns)
        return;
    char text[LONGEST_CELL];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    table->failed = scols_line_set_data(table->row, table->next++, text) != 0;
}

void fl_table_emphasise(fl_table *table)
{
    if (table && !table->failed && table->row)
        table->failed = scols_line_set_color(table->row, "bold") != 0;
}

static bool colours_wanted(void)
{
    const char *off = getenv("NO_COLOR"), *kind = getenv("TERM");
    return !(off && *off) && kind && strcmp(kind, "dumb") != 0;
}

fl_status fl_table_print(fl_table *table, FILE *out, fl_error *error)
{
    if (!table || table->failed)
        return fl_fail(error, FL_UNABLE, "a table cannot be printed: out of memory");
    int descriptor = fileno(out);
    bool terminal = descriptor >= 0 && isatty(descriptor);
    scols_table_set_stream(table->table, out);
    scols_table_set_termforce(table->table, terminal ? SCOLS_TERMFORCE_ALWAYS : SCOLS_TERMFORCE_NEVER);
    scols_table_enable_colors(table->table, terminal && colours_wanted());
    /* The program runs in the C locale, so that figures have points; there the library would take every sign
     * beyond ASCII for an unsafe byte. */
    locale_t utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
    locale_t before = utf8 ? uselocale(utf8) : (locale_t)0;
    int result = scols_print_table(table->table);
    if (utf8) {
        uselocale(before);
        freelocale(utf8);
    }
    return result == 0 ? FL_OK : fl_fail(error, FL_UNABLE, "a table cannot be printed: out of memory");
}
