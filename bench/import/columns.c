/* CSV with named columns. Either each row is a result, with columns such as name, iterations, mean_us,
 * std_us, p99_us; or each row is a reading, with one column of times such as latency_us, and maybe one of
 * names. The unit stands in the column's name, "mean_us" or "mean (us)", or in a column "unit". hyperfine's
 * CSV is told by its columns: seconds of whole processes.
 * By hand: libcsv would replace the one function that reads a cell, which knows its line and its limits. */
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "bench/base/text.h"
#include "bench/import/import_parts.h"

enum { MOST_COLUMNS = 64, MOST_CELL = 256, MOST_LINES = 2000000, UNTOLD = 99 };

/* ---- rows ---- */

typedef struct row {
    char cells[MOST_COLUMNS][MOST_CELL];
    size_t count;
} row;

typedef struct table {
    const char *at, *end;
    char separator;
    size_t line; /* of the row that was read last */
    row names, now;
} table;

/* One cell; quotes as RFC 4180 has them. False where it is too long or a quote does not end. */
static bool read_cell(table *t, char cell[MOST_CELL])
{
    size_t used = 0;
    bool quoted = t->at < t->end && *t->at == '"';
    t->at += quoted;
    while (t->at < t->end) {
        char c = *t->at;
        if (quoted && c == '"' && t->at + 1 < t->end && t->at[1] == '"')
            t->at++;
        else if (quoted && c == '"') {
            t->at++;
            quoted = false;
            break;
        } else if (!quoted && (c == t->separator || c == '\n' || c == '\r'))
            break;
        if (used + 1 >= MOST_CELL || c == '\0')
            return false;
        cell[used++] = c;
        t->at++;
    }
    while (used > 0 && (cell[used - 1] == ' ' || cell[used - 1] == '\t'))
        used--;
    cell[used] = '\0';
    size_t blank = strspn(cell, " \t");
    memmove(cell, cell + blank, used - blank + 1);
    return !quoted;
}

/* False at the end. Empty lines and those that begin with # are left out. */
static bool skip_to_row(table *t)
{
    while (t->at < t->end) {
        const char *first = t->at;
        while (first < t->end && (*first == ' ' || *first == '\t' || *first == '\r'))
            first++;
        if (first < t->end && *first != '\n' && *first != '#')
            return true;
        while (first < t->end && *first != '\n')
            first++;
        t->at = first < t->end ? first + 1 : t->end;
        t->line++;
    }
    return false;
}

static fl_status read_row(const fl_import *import, table *t, row *into)
{
    into->count = 0;
    for (;;) {
        if (into->count == MOST_COLUMNS)
            return fl_fail(import->error, FL_USAGE, "%s:%zu: more than %d columns", import->name, t->line + 1,
                           MOST_COLUMNS);
        if (!read_cell(t, into->cells[into->count++]))
            return fl_fail(import->error, FL_USAGE,
                           "%s:%zu: a cell that does not end, or of more than %d bytes", import->name,
                           t->line + 1, MOST_CELL - 1);
        if (t->at < t->end && *t->at == t->separator) {
            t->at++;
            continue;
        }
        break;
    }
    while (t->at < t->end && *t->at != '\n')
        t->at++;
    t->at += t->at < t->end;
    t->line++;
    return t->line <= MOST_LINES
               ? FL_OK
               : fl_fail(import->error, FL_USAGE, "%s: more than %d lines", import->name, MOST_LINES);
}

/* ---- what a column is ---- */

/* Its sign or the Greek letter; two bytes either. */
static bool is_micro(const char *c)
{
    return strncmp(c, "µ", strlen("µ")) == 0 || strncmp(c, "μ", strlen("μ")) == 0;
}

static void trim(char *folded, size_t used)
{
    while (used > 0 && folded[used - 1] == '_')
        used--;
    folded[used] = '\0';
}

/* Letters and digits in lower case, one '_' for whatever stands between: "Mean (us)" is "mean_us". */
static void fold(const char *name, char folded[MOST_CELL])
{
    size_t used = 0;
    for (const char *c = name; *c; c++) {
        if (is_micro(c)) {
            folded[used++] = 'u';
            c++; /* the second byte of either */
        } else if (isalnum((unsigned char)*c)) {
            folded[used++] = (char)tolower((unsigned char)*c);
        } else if (used > 0 && folded[used - 1] != '_') {
            folded[used++] = '_';
        }
    }
    trim(folded, used);
}

static const struct {
    const char *word;
    int unit;
} units[] = {
    {"ns", FL_NANOSECONDS},
    {"nanoseconds", FL_NANOSECONDS},
    {"us", FL_MICROSECONDS},
    {"microseconds", FL_MICROSECONDS},
    {"usec", FL_MICROSECONDS},
    {"ms", FL_MILLISECONDS},
    {"milliseconds", FL_MILLISECONDS},
    {"msec", FL_MILLISECONDS},
    {"s", FL_SECONDS},
    {"sec", FL_SECONDS},
    {"seconds", FL_SECONDS},
};

static int unit_of(const char *word)
{
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
        if (strcmp(units[i].word, word) == 0)
            return units[i].unit;
    return UNTOLD;
}

/* Cuts the unit off a folded name: "mean_us" is "mean". */
static int take_unit(char *folded)
{
    char *last = strrchr(folded, '_');
    int unit = last ? unit_of(last + 1) : UNTOLD;
    if (unit != UNTOLD)
        *last = '\0';
    return unit;
}

typedef enum role { IGNORED, NAME, COUNT, UNIT, READING, FIGURE } role;

typedef struct column {
    role role;
    fl_import_figure figure;
    int unit;
} column;

static const struct {
    const char *name;
    role role;
    fl_import_figure figure;
} known[] = {
    {"name", NAME, 0},
    {"benchmark", NAME, 0},
    {"library", NAME, 0},
    {"framework", NAME, 0},
    {"implementation", NAME, 0},
    {"method", NAME, 0},
    {"command", NAME, 0},
    {"backend", NAME, 0},
    {"iterations", COUNT, 0},
    {"n", COUNT, 0},
    {"samples", COUNT, 0},
    {"runs", COUNT, 0},
    {"rounds", COUNT, 0},
    {"count", COUNT, 0},
    {"unit", UNIT, 0},
    {"time_unit", UNIT, 0},
    {"latency", READING, 0},
    {"time", READING, 0},
    {"elapsed", READING, 0},
    {"duration", READING, 0},
    {"sample", READING, 0},
    {"inference_time", READING, 0},
    {"latencies", READING, 0},
    {"mean", FIGURE, FL_IMPORT_MEAN},
    {"avg", FIGURE, FL_IMPORT_MEAN},
    {"average", FIGURE, FL_IMPORT_MEAN},
    {"mean_latency", FIGURE, FL_IMPORT_MEAN},
    {"mean_time", FIGURE, FL_IMPORT_MEAN},
    {"std", FIGURE, FL_IMPORT_SD},
    {"stddev", FIGURE, FL_IMPORT_SD},
    {"std_dev", FIGURE, FL_IMPORT_SD},
    {"sd", FIGURE, FL_IMPORT_SD},
    {"ci_95_lower", FIGURE, FL_IMPORT_LOWER},
    {"ci_95_upper", FIGURE, FL_IMPORT_UPPER},
    {"p50", FIGURE, FL_IMPORT_P50},
    {"median", FIGURE, FL_IMPORT_P50},
    {"p95", FIGURE, FL_IMPORT_P95},
    {"p99", FIGURE, FL_IMPORT_P99},
    {"min", FIGURE, FL_IMPORT_MIN},
    {"max", FIGURE, FL_IMPORT_MAX},
    {"throughput_per_sec", FIGURE, FL_IMPORT_THROUGHPUT},
    {"throughput_per_second", FIGURE, FL_IMPORT_THROUGHPUT},
    {"ops", FIGURE, FL_IMPORT_THROUGHPUT},
};

static column column_of(const char *name)
{
    char folded[MOST_CELL];
    column c = {IGNORED, 0, UNTOLD};
    fold(name, folded);
    for (int cut = 0; cut < 2; cut++) {
        for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
            if (strcmp(known[i].name, folded) == 0) {
                c.role = known[i].role;
                c.figure = known[i].figure;
                return c;
            }
        c.unit = take_unit(folded);
    }
    return c;
}

typedef struct layout {
    column columns[MOST_COLUMNS];
    int name, count, unit, reading; /* -1: there is none */
    bool figures, hyperfine;
} layout;

static bool has_column(const row *names, const char *name)
{
    for (size_t i = 0; i < names->count; i++)
        if (strcmp(names->cells[i], name) == 0)
            return true;
    return false;
}

static fl_status refuse_same_names(const fl_import *import, const row *names, const layout *l)
{
    for (size_t i = 0; i < names->count; i++)
        for (size_t k = 0; k < i; k++)
            if (l->columns[i].role == FIGURE && l->columns[k].role == FIGURE &&
                l->columns[k].figure == l->columns[i].figure)
                return fl_fail(import->error, FL_USAGE,
                               "%s:1: two columns, '%.40s' and '%.40s', give the same figure", import->name,
                               names->cells[k], names->cells[i]);
    return FL_OK;
}

/* "mean_us, ci_95_lower, ci_95_upper": the bounds of an interval are in the unit of what it is around. */
static void tell_unit_of_bounds(const row *names, layout *l)
{
    int mean = UNTOLD;
    for (size_t i = 0; i < names->count; i++)
        if (l->columns[i].role == FIGURE && l->columns[i].figure == FL_IMPORT_MEAN)
            mean = l->columns[i].unit;
    for (size_t i = 0; i < names->count && l->unit < 0; i++) {
        column *c = &l->columns[i];
        const bool bound = c->figure == FL_IMPORT_LOWER || c->figure == FL_IMPORT_UPPER;
        if (c->role == FIGURE && bound && c->unit == UNTOLD)
            c->unit = mean;
    }
}

static fl_status understand(const fl_import *import, const row *names, layout *l)
{
    *l = (layout){.name = -1, .count = -1, .unit = -1, .reading = -1};
    l->hyperfine = has_column(names, "command") && has_column(names, "user") && has_column(names, "system") &&
                   has_column(names, "mean");
    for (size_t i = 0; i < names->count; i++) {
        column *c = &l->columns[i];
        *c = column_of(names->cells[i]);
        if (l->hyperfine && c->unit == UNTOLD)
            c->unit = FL_SECONDS;
        int *place = c->role == NAME      ? &l->name
                     : c->role == COUNT   ? &l->count
                     : c->role == UNIT    ? &l->unit
                     : c->role == READING ? &l->reading
                                          : NULL;
        l->figures |= c->role == FIGURE && c->figure != FL_IMPORT_THROUGHPUT;
        if (place && *place < 0)
            *place = (int)i;
    }
    tell_unit_of_bounds(names, l);
    return refuse_same_names(import, names, l);
}

/* ---- values ---- */

static fl_status number_in(const fl_import *import, const table *t, size_t index, double *value)
{
    const char *cell = t->now.cells[index];
    char *end = NULL;
    *value = strtod(cell, &end);
    /* Plain decimal digits alone: strtod() would read hexadecimal, "inf" and "nan" as well. */
    if (end == cell || *end || strspn(cell, "0123456789+-.eE") != strlen(cell) || !isfinite(*value))
        return fl_fail(import->error, FL_USAGE, "%s:%zu: '%.40s' in the column '%.40s' is not a number",
                       import->name, t->line, fl_text_make_plain(cell, (char[64]){0}, 64),
                       t->names.cells[index]);
    return FL_OK;
}

static bool is_missing(const char *cell)
{
    return !cell[0] || strcmp(cell, "-") == 0 || strcasecmp(cell, "na") == 0 ||
           strcasecmp(cell, "n/a") == 0 || strcasecmp(cell, "null") == 0 || strcasecmp(cell, "none") == 0;
}

static fl_status unit_for(const fl_import *import, const table *t, const layout *l, size_t index, int *unit)
{
    char folded[MOST_CELL];
    *unit = l->columns[index].unit;
    if (*unit == UNTOLD && l->unit >= 0) {
        fold(t->now.cells[l->unit], folded);
        *unit = unit_of(folded);
    }
    if (*unit != UNTOLD)
        return FL_OK;
    return fl_fail(import->error, FL_USAGE,
                   "%s:%zu: the column '%.40s' has no unit; name it '%.40s_us' (or _ns, _ms, _s), or add a "
                   "column \"unit\"",
                   import->name, t->line, t->names.cells[index], t->names.cells[index]);
}

static fl_status take_figure(fl_import *import, const table *t, const layout *l, size_t index,
                             fl_result *result)
{
    double value = NAN;
    int unit = FL_MICROSECONDS;
    char place[96];
    if (is_missing(t->now.cells[index]))
        return FL_OK;
    fl_status status = number_in(import, t, index, &value);
    if (status == FL_OK && l->columns[index].figure != FL_IMPORT_THROUGHPUT)
        status = unit_for(import, t, l, index, &unit);
    snprintf(place, sizeof place, "line %zu, %.60s", t->line, t->names.cells[index]);
    if (status == FL_OK)
        status = fl_import_set(import, result, l->columns[index].figure, value, unit, place, NULL);
    return status;
}

static fl_status take_result(fl_import *import, const table *t, const layout *l)
{
    const char *tool = l->hyperfine ? "hyperfine" : "CSV";
    fl_result *result =
        fl_import_add(import, tool, l->name >= 0 ? t->now.cells[l->name] : "", "line %zu", t->line);
    if (!result)
        return import->failure;
    fl_status status = FL_OK;
    for (size_t i = 0; i < t->now.count && status == FL_OK; i++) {
        if (l->columns[i].role == FIGURE)
            status = take_figure(import, t, l, i, result);
        else if (l->columns[i].role == IGNORED)
            status =
                fl_import_fact(import, result, t->names.cells[i], t->now.cells[i], result->imported->entry);
    }
    double count = 0;
    if (status == FL_OK && l->count >= 0 && !is_missing(t->now.cells[l->count]))
        status = number_in(import, t, (size_t)l->count, &count);
    if (status != FL_OK)
        return status;
    if (!(count >= 0 && count <= 1e15 && count == floor(count)))
        return fl_fail(import->error, FL_USAGE, "%s:%zu: '%.40s' is not a number of calls", import->name,
                       t->line, fl_text_make_plain(t->now.cells[l->count], (char[64]){0}, 64));
    result->iterations = (size_t)count;
    if (l->hyperfine)
        result->imported->reading = FL_READING_PROCESS;
    return fl_import_finish(import, result);
}

/* ---- a row a reading ---- */

typedef struct collected {
    double *ns;
    size_t count, room;
} collected;

static fl_status keep(const fl_import *import, collected *c, double ns)
{
    if (c->count == c->room) {
        size_t room = c->room ? 2 * c->room : 1024;
        double *larger = realloc(c->ns, room * sizeof *larger);
        if (!larger)
            return fl_fail(import->error, FL_UNABLE, "%s: no memory to read it", import->name);
        c->ns = larger;
        c->room = room;
    }
    c->ns[c->count++] = ns;
    return FL_OK;
}

static fl_status take_reading(fl_import *import, const table *t, const layout *l, collected all[])
{
    const char *name = l->name >= 0 ? t->now.cells[l->name] : "";
    char plain[sizeof import->document->results->name];
    double value = NAN;
    int unit = 0;
    fl_status status = unit_for(import, t, l, (size_t)l->reading, &unit);
    if (status == FL_OK)
        status = number_in(import, t, (size_t)l->reading, &value);
    if (status != FL_OK)
        return status;
    const fl_result *known_result = fl_document_find(
        import->document, fl_text_make_plain(name[0] ? name : "unnamed", plain, sizeof plain));
    if (!known_result)
        known_result = fl_import_add(import, "CSV", name, "line %zu", t->line);
    if (!known_result)
        return import->failure;
    return keep(import, &all[known_result - import->document->results],
                value * pow(10, unit - FL_NANOSECONDS));
}

static fl_status finish_readings(fl_import *import, const table *t, const layout *l, collected all[])
{
    fl_status status = FL_OK;
    char place[96];
    snprintf(place, sizeof place, "column %.60s", t->names.cells[l->reading]);
    for (size_t i = 0; i < import->document->result_count && status == FL_OK; i++) {
        fl_result *result = &import->document->results[i];
        status = fl_import_set_readings(import, result, all[i].ns, NULL, all[i].count, FL_NANOSECONDS, place);
        all[i].ns = NULL;
        if (status == FL_OK)
            status = fl_import_finish(import, result);
    }
    return status;
}

static fl_status read_rows(fl_import *import, table *t, const layout *l)
{
    bool readings = !l->figures;
    collected *all = calloc(FL_IMPORT_RESULTS, sizeof *all);
    fl_status status = FL_OK;
    if (!all)
        return fl_fail(import->error, FL_UNABLE, "%s: no memory to read it", import->name);
    while (status == FL_OK && skip_to_row(t)) {
        status = read_row(import, t, &t->now);
        if (status == FL_OK && t->now.count != t->names.count)
            status = fl_fail(import->error, FL_USAGE, "%s:%zu: %zu cells below %zu columns", import->name,
                             t->line, t->now.count, t->names.count);
        if (status == FL_OK)
            status = readings ? take_reading(import, t, l, all) : take_result(import, t, l);
    }
    if (status == FL_OK && import->document->result_count == 0)
        status = fl_fail(import->error, FL_USAGE, "%s: a table with no row below its names", import->name);
    if (status == FL_OK && readings)
        status = finish_readings(import, t, l, all);
    for (size_t i = 0; i < FL_IMPORT_RESULTS; i++)
        free(all[i].ns);
    free(all);
    return status;
}

/* The most frequent of the three in the first line. */
static char separator_of(const char *line, const char *end)
{
    static const char candidates[] = {',', ';', '\t'};
    char best = ',';
    size_t most = 0;
    for (size_t i = 0; i < sizeof candidates; i++) {
        size_t count = 0;
        for (const char *c = line; c < end && *c != '\n'; c++)
            count += *c == candidates[i];
        if (count > most) {
            most = count;
            best = candidates[i];
        }
    }
    return best;
}

static bool is_text(const char *bytes, size_t size)
{
    for (size_t i = 0, length = 1; i < size; i += length)
        if (fl_utf8_next(bytes + i, size - i, &length) <= 0)
            return false;
    return true;
}

static fl_status read_table(fl_import *import, table *t, layout *l, bool *taken)
{
    fl_status status = FL_OK;
    bool more = skip_to_row(t);
    t->separator = separator_of(t->at, t->end);
    fl_error why;
    fl_import quietly = *import;
    quietly.error = &why;
    /* What cannot be a row of names is no table, and not a faulty one. */
    if (!more || read_row(&quietly, t, &t->names) != FL_OK)
        return FL_OK;
    status = understand(import, &t->names, l);
    if (status != FL_OK || !(l->figures || l->reading >= 0))
        return status;
    *taken = true;
    return read_rows(import, t, l);
}

fl_status fl_import_columns(fl_import *import, const char *bytes, size_t size, bool *taken)
{
    static const char mark[] = "\xef\xbb\xbf"; /* that some writers put in front */
    if (size >= 3 && memcmp(bytes, mark, 3) == 0) {
        bytes += 3;
        size -= 3;
    }
    if (!is_text(bytes, size))
        return FL_OK;
    table *t = calloc(1, sizeof *t);
    layout *l = calloc(1, sizeof *l);
    fl_status status = FL_OK;
    if (t && l) {
        *t = (table){.at = bytes, .end = bytes + size};
        status = read_table(import, t, l, taken);
    } else {
        status = fl_fail(import->error, FL_UNABLE, "%s: no memory to read it", import->name);
    }
    free(t);
    free(l);
    return status;
}
