/* What has to be known of a JSON text before a parser may build a tree of it, and what the tree forgets.
 *
 * cJSON checks the grammar and builds the tree. Before that, one pass over the characters refuses what cJSON
 * lets through or what would cost unbounded memory or stack: bytes that are not UTF-8, control characters,
 * numbers that are not JSON's, depth, the number of values, overlong strings. The pass also takes the
 * contents of arrays of numbers out of the text, so that a million samples do not become a million nodes:
 * what remains, the skeleton, has `[k]` in the place of the k-th such array, and as many lines as the text.
 * An array of the skeleton with exactly one element that is a number is therefore always such a place holder.
 * An array of nothing but pairs of numbers, as runs are written, is taken out as a whole in the same way: a
 * thousand processes do not become a thousand arrays.
 *
 * The objects of a list that is asked for by its name are taken out too, with `[-k]` in the place of the k-th (from 1),
 * so that each can have a tree of its own, one after the other, instead of all of them together. */
#ifndef FAIRLANE_BENCH_BASE_SCAN_H
#define FAIRLANE_BENCH_BASE_SCAN_H

#include <stdbool.h>
#include <stddef.h>

#include "kernels/error.h"

enum {
    FL_SCAN_DEPTH = 32,      /* nested brackets */
    FL_SCAN_VALUES = 200000, /* values outside arrays of numbers */
    FL_SCAN_ARRAYS = 50000,  /* arrays of numbers */
    FL_SCAN_PARTS = 20000,   /* objects that are taken out; more of them stay */
    FL_SCAN_STRING = 65536,  /* bytes of one string */
};

typedef struct fl_numbers { /* an array of numbers, or of pairs of them, in the original text */
    const char *begin;      /* first character behind the bracket */
    const char *end;        /* behind the bracket that closes it */
    size_t count;           /* of numbers, those of pairs included */
    bool pairs;
    size_t line;  /* of the bracket, from 1 */
    size_t feeds; /* line feeds up to the end */
} fl_numbers;

typedef struct fl_part { /* an object in the original text, with its brackets */
    const char *begin, *end;
    size_t line;          /* of the first bracket, from 1 */
    size_t first, behind; /* its arrays of numbers: from here to before there */
} fl_part;

typedef struct fl_scan {
    char *skeleton; /* zero-terminated; owned */
    size_t skeleton_size, text_size;
    fl_numbers *arrays; /* owned; point into the text, which must outlive the scan */
    size_t array_count, array_capacity;
    fl_part *parts; /* owned; likewise */
    size_t part_count, part_capacity;
    size_t feeds_before; /* of a part: line feeds before it */
    bool is_part;        /* its arrays are those of the whole, and the whole's */
} fl_scan;

struct cJSON;

/* name: of the file, for messages. On failure the scan is empty. */
fl_status fl_scan_text(const char *text, size_t size, const char *name, fl_scan *scan, fl_error *error);
/* The same of what may be a list at its top, as other tools write. */
fl_status fl_scan_any_text(const char *text, size_t size, const char *name, fl_scan *scan, fl_error *error);
/* Either of them; the objects in lists that are members of the top with one of these names, ended by NULL, are taken out
 * as parts. A name in escapes is none of them, and its list stays. */
fl_status fl_scan_parts(const char *text, size_t size, const char *name, bool lists, const char *const *apart,
                        fl_scan *scan, fl_error *error);
/* A part by itself, index from 0; the whole must outlive it. */
fl_status fl_scan_part(const fl_scan *whole, size_t index, const char *name, fl_scan *scan, fl_error *error);
void fl_scan_free(fl_scan *scan);

/* Line, from 1, of a node of the tree parsed from the skeleton, and where it begins there (at may be NULL).
 * cJSON keeps no positions, but a tree walked from the root, parents first, meets the values in the order of
 * the text. */
size_t fl_scan_line(const fl_scan *scan, const struct cJSON *root, const struct cJSON *node, const char **at);

/* Line of a place in the skeleton. */
size_t fl_scan_line_of(const fl_scan *scan, const char *place);

#endif
