/* Arrays of numbers and of pairs, read out of the text that the scan has checked. */
#include <cjson/cJSON.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/base/number.h"
#include "bench/base/sort.h"
#include "bench/record/decode_parts.h"
#include "bench/record/packed.h"

static void *at(void *base, size_t offset)
{
    return (char *)base + offset;
}

static bool is_in_range(fl_field_range range, double value)
{
    return isfinite(value) && (range == FL_ANY || (range == FL_POSITIVE ? value > 0 : value >= 0));
}

/* The array of numbers, or of pairs, that a node of the skeleton stands for; NULL when it is none. */
static const fl_numbers *numbers_of(const fl_reader *reader, const cJSON *node, bool pairs)
{
    if (!cJSON_IsArray(node) || !node->child || node->child->next || !cJSON_IsNumber(node->child))
        return NULL;
    const fl_numbers *numbers = &reader->scan->arrays[(size_t)node->child->valuedouble];
    return numbers->pairs == pairs ? numbers : NULL;
}

static bool stands_between(char c)
{
    return c == ',' || c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '[' || c == ']';
}

/* Reads the next number of an array whose grammar the scan has checked; pairs are in brackets. */
static double next_number(const fl_numbers *numbers, const char **place, size_t *line)
{
    for (; stands_between(**place); ++*place)
        *line += **place == '\n';
    return fl_number_read(*place, numbers->end, place);
}

static fl_status take_numbers(fl_reader *reader, const cJSON *node, size_t count)
{
    if (count > reader->numbers_left)
        return fl_reader_fail(reader, node, "more samples than the text of the file can hold");
    reader->numbers_left -= count;
    return FL_OK;
}

fl_status fl_decode_list_of_numbers(fl_reader *reader, const cJSON *node, const char *name,
                                    fl_field_range range, double **values, size_t *count)
{
    const fl_numbers *numbers = numbers_of(reader, node, false);
    *values = NULL;
    *count = 0;
    if (!numbers)
        return fl_decode_fail_type(reader, node, name, "a list of at least one number and nothing else");
    fl_status status = take_numbers(reader, node, numbers->count);
    if (status != FL_OK)
        return status;
    *values = malloc(numbers->count * sizeof **values);
    if (!*values)
        return fl_fail(reader->error, FL_UNABLE, "%s: no memory to read it", reader->name);
    *count = numbers->count;
    const char *place = numbers->begin;
    size_t line = numbers->line;
    for (size_t i = 0; i < numbers->count; i++) {
        (*values)[i] = next_number(numbers, &place, &line);
        if (!is_in_range(range, (*values)[i]))
            return fl_fail(reader->error, FL_USAGE,
                           "%s:%zu: \"%s\"[%zu] is %.17g; a latency must be a %s finite number", reader->name,
                           line, name, i, (*values)[i], range == FL_POSITIVE ? "positive" : "non-negative");
    }
    return FL_OK;
}

/* A number takes a bit at least, and so is paid for by the text, as are those that may stand in runs beside it: its
 * process, its state. */
enum { BITS_OF_A_BYTE = 8, BESIDE_PACKED = 2 };

/* The bytes of "order"; *bytes is the caller's to free, on failure too. */
static fl_status read_order(const fl_reader *reader, const cJSON *node, fl_packed *packed)
{
    size_t length = 0;
    if (!cJSON_IsArray(node) || !node->child)
        return fl_decode_fail_type(reader, node, "order", "a list of texts");
    for (const cJSON *piece = node->child; piece; piece = piece->next) {
        if (!cJSON_IsString(piece))
            return fl_decode_fail_type(reader, piece, "order", "a list of texts");
        length += strlen(piece->valuestring);
    }
    packed->bytes = malloc(length + 1);
    if (!packed->bytes)
        return fl_fail(reader->error, FL_UNABLE, "%s: no memory to read it", reader->name);
    for (const cJSON *piece = node->child; piece; piece = piece->next) {
        const char *fault =
            fl_packed_read_piece(piece->valuestring, !piece->next, packed->bytes, &packed->size);
        if (fault)
            return fl_reader_fail(reader, piece, "\"order\" %s", fault);
    }
    return FL_OK;
}

/* A list of values and their places, in which count numbers may stand. */
static fl_status read_packed(fl_reader *reader, const cJSON *node, const fl_field *field, size_t count,
                             fl_packed *packed)
{
    const cJSON *shift = cJSON_GetObjectItemCaseSensitive(node, "shift");
    const cJSON *values = cJSON_GetObjectItemCaseSensitive(node, "values");
    const cJSON *order = cJSON_GetObjectItemCaseSensitive(node, "order");
    if (!shift || !values || !order || cJSON_GetArraySize(node) != 3)
        return fl_reader_fail(reader, node,
                              "\"%s\" must have \"values\", \"shift\" and \"order\" and nothing else",
                              field->name);
    if (!cJSON_IsNumber(shift) || !(shift->valuedouble >= 0 && shift->valuedouble <= FL_MOST_SHIFT) ||
        shift->valuedouble != floor(shift->valuedouble))
        return fl_reader_fail(reader, shift, "\"shift\" must be a whole number from 0 to %d", FL_MOST_SHIFT);
    packed->shift = (int)shift->valuedouble;
    fl_status status =
        fl_decode_list_of_numbers(reader, values, "values", field->range, &packed->values, &packed->distinct);
    if (status == FL_OK)
        status = read_order(reader, order, packed);
    if (status != FL_OK)
        return status;
    if (count / BITS_OF_A_BYTE > packed->size)
        return fl_reader_fail(reader, order, "\"order\" ends before its last number; %zu are announced",
                              count);
    reader->numbers_left += BESIDE_PACKED * count;
    return FL_OK;
}

static fl_status fail_order(const fl_reader *reader, const cJSON *node, const char *fault, size_t count)
{
    return fl_reader_fail(reader, cJSON_GetObjectItemCaseSensitive(node, "order"),
                          "\"order\" %s; %zu are announced", fault, count);
}

/* What they stand for, at *numbers. */
static fl_status unpack(fl_reader *reader, const cJSON *node, const fl_field *field, size_t count,
                        fl_packed *packed, double **numbers)
{
    fl_status status = read_packed(reader, node, field, count, packed);
    if (status != FL_OK)
        return status;
    *numbers = malloc((count + 1) * sizeof **numbers);
    if (!*numbers)
        return fl_fail(reader->error, FL_UNABLE, "%s: no memory to read it", reader->name);
    const char *fault = fl_unpack(packed, *numbers, count);
    return fault ? fail_order(reader, node, fault, count) : FL_OK;
}

/* The values that stand there, ascending, each once, whatever the order in which a file lists them. */
static fl_status distribute(const fl_packed *packed, const size_t *times, fl_distribution *d)
{
    fl_counted_value *sorted = malloc((packed->distinct + 1) * sizeof *sorted);
    d->ns = malloc((packed->distinct + 1) * sizeof *d->ns);
    d->calls = malloc((packed->distinct + 1) * sizeof *d->calls);
    size_t count = 0;
    for (size_t i = 0; sorted && i < packed->distinct; i++)
        if (times[i] > 0)
            sorted[count++] = (fl_counted_value){packed->values[i], times[i]};
    bool made = sorted && d->ns && d->calls;
    if (made)
        fl_sort_counted(sorted, count);
    for (size_t i = 0; made && i < count; i++) {
        if (d->distinct == 0 || sorted[i].value != d->ns[d->distinct - 1]) {
            d->ns[d->distinct] = sorted[i].value;
            d->calls[d->distinct++] = 0;
        }
        d->calls[d->distinct - 1] += (double)sorted[i].times;
    }
    free(sorted);
    return made ? FL_OK : FL_UNABLE;
}

fl_status fl_decode_counts(fl_reader *reader, const cJSON *node, const fl_field *field, size_t count,
                           fl_distribution *distribution)
{
    fl_packed packed = {.values = NULL};
    size_t *times = NULL;
    *distribution = (fl_distribution){.distinct = 0};
    fl_status status = read_packed(reader, node, field, count, &packed);
    if (status == FL_OK) {
        times = calloc(packed.distinct + 1, sizeof *times);
        const char *fault = times ? fl_unpack_counts(&packed, times, count) : NULL;
        status = fault ? fail_order(reader, node, fault, count) : times ? FL_OK : FL_UNABLE;
        if (status == FL_OK)
            status = distribute(&packed, times, distribution);
        if (status == FL_UNABLE)
            status = fl_fail(reader->error, FL_UNABLE, "%s: no memory to read it", reader->name);
    }
    free(times);
    fl_packed_free(&packed);
    return status;
}

fl_status fl_decode_numbers(fl_reader *reader, const cJSON *node, const fl_field *field, void *base)
{
    size_t expected = *(size_t *)at(base, field->count), count = 0;
    double **values = at(base, field->offset);
    if (field->fields && cJSON_IsObject(node)) {
        fl_packed packed = {.values = NULL};
        fl_status status = unpack(reader, node, field, expected, &packed, values);
        fl_packed_free(&packed);
        return status;
    }
    const fl_numbers *numbers = numbers_of(reader, node, false);
    if (numbers && numbers->count != expected)
        return fl_reader_fail(reader, node, "\"%s\" holds %zu numbers where %zu are announced", field->name,
                              numbers->count, expected);
    return fl_decode_list_of_numbers(reader, node, field->name, field->range, values, &count);
}

/* Something else stands where pairs are wanted: which, and where. */
static fl_status fail_pairs(const fl_reader *reader, const cJSON *node, const fl_field *field)
{
    if (!cJSON_IsArray(node) || numbers_of(reader, node, false))
        return fl_decode_fail_type(reader, node, field->name, "a list of pairs [process, number of samples]");
    return fl_reader_fail(reader, node, "\"%s\" must hold pairs [process, number of samples]", field->name);
}

/* One [process, repetitions]. */
static fl_status decode_run(const fl_reader *reader, const cJSON *node, const fl_field *field,
                            const fl_numbers *pairs, const char **place, int *value, size_t *repetitions)
{
    size_t line = 0;
    double process = next_number(pairs, place, &line), count = next_number(pairs, place, &line);
    double most = field->most > 0 ? field->most : INT_MAX;
    if (!(process >= 1 && process <= most && process == floor(process)))
        return fl_reader_fail(reader, node, "\"%s\": %.17g is no whole number from 1 to %.10g", field->name,
                              process, most);
    if (!(count >= 1 && count <= INT_MAX && count == floor(count)))
        return fl_reader_fail(reader, node, "\"%s\": %.17g is not a number of samples", field->name, count);
    *value = (int)process;
    *repetitions = (size_t)count;
    return FL_OK;
}

fl_status fl_decode_runs(fl_reader *reader, const cJSON *node, const fl_field *field, void *base)
{
    const fl_numbers *pairs = numbers_of(reader, node, true);
    size_t expected = *(size_t *)at(base, field->count), done = 0;
    if (!pairs && !(cJSON_IsArray(node) && !node->child))
        return fail_pairs(reader, node, field);
    fl_status status = take_numbers(reader, node, expected);
    if (status != FL_OK)
        return status;
    int *values = malloc((expected ? expected : 1) * sizeof *values);
    *(int **)at(base, field->offset) = values;
    if (!values)
        return fl_fail(reader->error, FL_UNABLE, "%s: no memory to read it", reader->name);
    const char *place = pairs ? pairs->begin : NULL;
    for (size_t pair = 0; pairs && pair < pairs->count / 2; pair++) {
        int value = 0;
        size_t repetitions = 0;
        status = decode_run(reader, node, field, pairs, &place, &value, &repetitions);
        if (status != FL_OK)
            return status;
        if (repetitions > expected - done)
            return fl_reader_fail(reader, node, "\"%s\" covers more than the %zu samples", field->name,
                                  expected);
        while (repetitions-- > 0)
            values[done++] = value;
    }
    if (done != expected)
        return fl_reader_fail(reader, node, "\"%s\" covers %zu of %zu samples", field->name, done, expected);
    return FL_OK;
}
