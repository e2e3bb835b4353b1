/* One description of a JSON object serves writing, reading and its JSON Schema: a table says under which name
 * and with which range each member stands, and what it means. Where the table knows offsets in a struct it
 * writes and reads by itself; a document that is computed while it is written (record/json.h) has tables
 * without offsets, and what is written is held against them. Private to the rooms that write JSON. */
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
    FL_FIELD_NUMBERS, /* array of doubles: pointer at offset, size_t at count; left out when NULL. With fields
                         (fl_packed_fields) it stands packed where that is shorter, and is read in both forms */
    FL_FIELD_RUNS,    /* int[] as [[value, repetitions], …]; otherwise as FL_FIELD_NUMBERS */
    FL_FIELD_TEXTS,   /* array of texts, with a stride; what the field says of texts holds for each */
    /* Only in tables without offsets. */
    FL_FIELD_FIGURES,   /* array of figures, likewise */
    FL_FIELD_ANY_TEXTS, /* object with texts under whatever names */
    FL_FIELD_ANYTHING,  /* whatever it is, it is ignored */
} fl_field_kind;

/* Elements of all arrays that one reader stores: as many, or one for each byte of the text, whose samples
 * take two and more each, and two beside each number that is packed. */
enum { FL_MOST_NUMBERS = 20000000 };

typedef enum fl_field_range { FL_NOT_NEGATIVE, FL_POSITIVE, FL_ANY } fl_field_range;

typedef struct fl_field {
    const char *name; /* NULL ends a table */
    fl_field_kind kind;
    size_t offset, size;
    size_t count;  /* lists, texts, numbers, runs: offset of their length */
    size_t stride; /* lists, texts: they stand in the struct itself, so many bytes from one to the
                                        * next, with room for most_count; 0: behind a pointer */
    const struct fl_field *fields;     /* groups and lists: the members */
    bool (*present)(const void *part); /* group: null unless true; list element: left out unless true */

    /* For the schema, and for what is written without offsets. */
    const char *meaning;      /* what it is, and its unit */
    const char *each;         /* lists: what one element is */
    const char *definition;   /* groups, lists, owned: name under which the schema keeps the object, once */
    const char *only;         /* the one value that may stand here, as JSON */
    const char *const *words; /* texts: the only ones, ended by NULL */
    const char *(*word)(size_t i);    /* the same from elsewhere: the i-th of them; NULL: there are no more */
    const char *pattern;              /* texts: a regular expression that POSIX and JSON Schema read alike */
    const char *form;                 /* the same in words, for messages; NULL: the expression itself */
    double least, most;               /* numbers: narrower than range; 0: as range says */
    double below;                     /* numbers: less than this; 0: no such end */
    size_t least_count, most_count;   /* lists and texts: number of elements; 0: any */
    const struct fl_field *otherwise; /* lists: an element may keep this table instead */

    fl_field_range range; /* of numbers */
    /* texts: the elements, as many as there are, are allocated, and the pointer to them stands at offset; the text is the
     * first member of each */
    bool behind;
    bool samples;  /* left out when the text is wanted without samples */
    bool compact;  /* the group, or each element of the list, on one line */
    bool optional; /* may be missing in a file, of an older version: figures become NaN */
    bool demanded; /* may be missing on reading only: every file of today has it */
    bool filled;   /* texts: not empty */
    bool null;     /* texts, whole numbers, lists and groups: may be null */
    bool known;    /* figures: never null */
    bool whole;    /* arrays of figures: whole numbers */
    bool unique;   /* arrays of texts: no two are equal */
    bool open;     /* groups: further members are allowed */
    /* lists of a document, large ones: read when all else is, each element from a tree of its own, and checked by the
     * reader's check before the next */
    bool apart;
} fl_field;

/* A document: what it is called, what it is, and what stands in it behind the schema mark. */
typedef struct fl_description {
    const char *schema;  /* "fairlane.trace/1" */
    const char *meaning; /* of the whole */
    const fl_field *fields;
    bool open;        /* further members are allowed */
    const char *cure; /* told with a member that the tables do not know; NULL: what helps with any document */
} fl_description;

/* The tables' words for what stands in several documents. */
#define FL_SHA256_PATTERN "^[0-9a-f]{64}$"
#define FL_SHA256_OR_EMPTY "^([0-9a-f]{64})?$"

/* The i-th text that may stand in the field, or NULL; i: from 0. Of a field without words: NULL. */
const char *fl_field_word(const fl_field *field, size_t i);

/* The parts of an fl_interval. */
extern const fl_field fl_interval_fields[];

/* The parts of packed numbers (packed.h), for the schema. */
extern const fl_field fl_packed_fields[];

/* The JSON Schema of a document, ended by a line feed, to be freed by the caller. */
fl_status fl_schema_text(const fl_description *description, char **text, fl_error *error);

/* Offset and size of a member, for the tables. */
#define FL_MEMBER(type, member) .offset = offsetof(type, member), .size = sizeof(((type *)0)->member)
/* The same of lists: in the struct itself, or behind a pointer; and of an array of texts in the struct. */
#define FL_ELEMENTS(type, member, number)                                                                    \
    .offset = offsetof(type, member), .size = sizeof(((type *)0)->member[0]),                                \
    .stride = sizeof(((type *)0)->member[0]), .count = offsetof(type, number)
#define FL_BEHIND(type, member, number)                                                                      \
    .offset = offsetof(type, member), .size = sizeof(*((type *)0)->member), .count = offsetof(type, number)
#define FL_TEXTS(type, member, number) FL_ELEMENTS(type, member, number)

/* Makes every figure NaN, every interval absent and everything else zero, members of groups included. */
void fl_fields_clear(const fl_field *fields, void *base);

/* Frees the elements of every list that a reader filled, those of lists in them included, and empties the lists. Arrays
 * of numbers, objects behind pointers and texts behind pointers are the owner's to free. */
void fl_fields_free(const fl_field *fields, void *base);

/* Writes JSON, one member per line; what a table marks as compact, or all of it, stands on one line. With
 * tabs the layout is cJSON's: members behind tabs, lists on one line. */
typedef struct fl_encoder {
    fl_builder *out;
    int depth;
    bool compact, with_samples, tabs;
} fl_encoder;

void fl_encode_object(fl_encoder *encoder, const fl_field *fields, const void *base);
/* The schema mark, everything that the description tells of, and a line feed. */
void fl_encode_document(fl_encoder *encoder, const fl_description *description, const void *base);
/* One member's value, of a table with offsets. */
void fl_encode_value(fl_encoder *encoder, const fl_field *field, const void *base);
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
    size_t numbers_left;  /* how many array elements may still be stored */
    bool without_samples; /* single calls are looked at by whoever checks them, and not stored */
    bool counts;          /* but how many of them took how long is */
    const char *closed; /* members that no table knows are refused, and this says what helps; NULL: ignored */
    /* What no table can say of an element of a list that is read apart; NULL: nothing. */
    fl_status (*check)(struct fl_reader *reader, const struct cJSON *node, void *element);
    void *checks; /* for whom */
} fl_reader;

/* "NAME:LINE: …" with the line of node; NULL for none. */
FL_PRINTF(3, 4)
fl_status fl_reader_fail(const fl_reader *reader, const struct cJSON *node, const char *format, ...);

/* Fills the struct at base, zeroed before, from an object. Members that the table does not know are ignored
 * unless the reader is closed; those it knows must be there unless optional. Arrays are allocated and belong to
 * the struct, on failure too. */
fl_status fl_decode_object(fl_reader *reader, const struct cJSON *object, const fl_field *fields, void *base,
                           bool optional);

/* The same from a document of ours: FL_USAGE unless it bears the description's schema mark, and for each member that
 * neither its tables know nor its schema lets pass. */
fl_status fl_decode_document(fl_reader *reader, const fl_description *description, void *base);

/* An array of numbers: allocated, the caller's to free, on failure too. name: for messages. */
fl_status fl_decode_list_of_numbers(fl_reader *reader, const struct cJSON *node, const char *name,
                                    fl_field_range range, double **values, size_t *count);

#endif
