/* One description of a JSON object serves writing and reading: a table says under which name and with which
 * range each member of a struct stands. Private to the rooms that write JSON. */
#ifndef FAIRLANE_BENCH_RECORD_FIELDS_H
#define FAIRLANE_BENCH_RECORD_FIELDS_H

#include <stdbool.h>
#include <stddef.h>

#include "bench/base/builder.h"
#include "bench/base/scan.h"
#include "kernels/error.h"

typedef enum fl_field_kind {
    FL_FIELD_TEXT,     /* char[size], zero-terminated UTF-8 */
    FL_FIELD_BOOL,     /* bool */
    FL_FIELD_INT,      /* int */
    FL_FIELD_INT64,    /* int64_t, read up to 2^53 as every JSON reader can */
    FL_FIELD_UINT64,   /* uint64_t, likewise */
    FL_FIELD_SIZE,     /* size_t, likewise */
    FL_FIELD_EXACT,    /* uint64_t, all 64 bits */
    FL_FIELD_FIGURE,   /* double; NaN and infinity stand as null, null is read as NaN */
    FL_FIELD_INTERVAL, /* fl_interval; null when both ends are NaN; an end of null is unbounded */
    FL_FIELD_GROUP,    /* an object of its own; its members' offsets count from offset */
    FL_FIELD_INCLUDE,  /* members of another table that stand in the enclosing object; the name is "" */
    FL_FIELD_OWNED,   /* an object of size bytes behind a pointer at offset; NULL: left out, may be missing */
    FL_FIELD_LIST,    /* array of objects: pointer at offset, elements of size bytes, size_t at count */
    FL_FIELD_NUMBERS, /* array of doubles: pointer at offset, size_t at count; left out when NULL */
    FL_FIELD_RUNS,    /* int[] as [[value, repetitions], …]; otherwise as FL_FIELD_NUMBERS */
} fl_field_kind;

/* Elements of all arrays that one reader stores: as many, or one for each byte of the text, whose samples
 * take two and more each. */
enum { FL_MOST_NUMBERS = 20000000 };

typedef enum fl_field_range { FL_NOT_NEGATIVE, FL_POSITIVE, FL_ANY } fl_field_range;

typedef struct fl_field {
    const char *name; /* NULL ends a table */
    fl_field_kind kind;
    size_t offset, size;
    size_t count;                      /* lists, numbers, runs: offset of their length */
    const struct fl_field *fields;     /* groups and lists: the members */
    bool (*present)(const void *part); /* group: null unless true; list element: left out unless true */
    fl_field_range range;              /* of numbers */
    bool samples;                      /* left out when the text is wanted without samples */
    bool compact;                      /* the group, or each element of the list, on one line */
    bool optional;                     /* may be missing in a file, of an older version: figures become NaN */
} fl_field;

/* Offset and size of a member, for the tables. */
#define FL_MEMBER(type, member) .offset = offsetof(type, member), .size = sizeof(((type *)0)->member)

/* Makes every figure NaN, every interval absent and everything else zero, members of groups included. */
void fl_fields_clear(const fl_field *fields, void *base);

/* Writes JSON, one member per line; what a table marks as compact, or all of it, stands on one line. */
typedef struct fl_encoder {
    fl_builder *out;
    int depth;
    bool compact, with_samples;
} fl_encoder;

void fl_encode_object(fl_encoder *encoder, const fl_field *fields, const void *base);
/* The pieces, for callers with a layout of their own. */
void fl_encode_fields(fl_encoder *encoder, const fl_field *fields, const void *base, bool first);
void fl_encode_open(fl_encoder *encoder, char bracket);
void fl_encode_close(fl_encoder *encoder, char bracket);
void fl_encode_name(fl_encoder *encoder, const char *name, bool first);
void fl_encode_text(fl_encoder *encoder, const char *text);
void fl_encode_number(fl_encoder *encoder, double value);

/* Reading: where we are, for messages. */
typedef struct fl_reader {
    const char *name; /* of the file */
    const fl_scan *scan;
    const struct cJSON *root;
    fl_error *error;
    size_t numbers_left; /* how many array elements may still be stored */
} fl_reader;

/* "NAME:LINE: …" with the line of node; NULL for none. */
FL_PRINTF(3, 4)
fl_status fl_reader_fail(const fl_reader *reader, const struct cJSON *node, const char *format, ...);

/* Fills the struct at base, zeroed before, from an object. Members that the table does not know are ignored;
 * those it knows must be there unless optional. Arrays are allocated and belong to the struct, on failure
 * too. */
fl_status fl_decode_object(fl_reader *reader, const struct cJSON *object, const fl_field *fields, void *base,
                           bool optional);

/* An array of numbers: allocated, the caller's to free, on failure too. name: for messages. */
fl_status fl_decode_list_of_numbers(fl_reader *reader, const struct cJSON *node, const char *name,
                                    fl_field_range range, double **values, size_t *count);

#endif
