/* A trace as the file shows it; for trace_file.c and the tables of its fields. */
#ifndef FAIRLANE_BENCH_EVIDENCE_TRACE_FIELDS_H
#define FAIRLANE_BENCH_EVIDENCE_TRACE_FIELDS_H

#include "bench/evidence/trace.h"

/* Ended by NULL. */
extern const char *const fl_trace_part_words[FL_PARTS + 1];
extern const char *const fl_trace_element_words[FL_ELEMENTS + 1];
enum { FL_TRACE_HOWS = 2 };
extern const char *const fl_trace_how_words[FL_TRACE_HOWS + 1];
extern const char *const fl_trace_hiding_words[FL_HIDINGS + 1];

/* One kind of arithmetic, as a row of the file. */
typedef struct fl_trace_arithmetic_row {
    char width[16], element[16];
    fl_arithmetic counts;
} fl_trace_arithmetic_row;

/* Numbers converted from one type to another. */
typedef struct fl_trace_conversion_row {
    char from[16], to[16];
    uint64_t numbers;
} fl_trace_conversion_row;

enum { MOST_CONVERSIONS = (int)FL_NUMBERS * (int)FL_NUMBERS };
enum { MOST_ROWS = (int)FL_WIDTHS * (int)FL_ELEMENTS };

/* Who executed. */
typedef struct fl_trace_part_row {
    char part[16];
    fl_trace_part counts;
} fl_trace_part_row;

/* A trace as the file shows it: enumerations as words, arrays as lists. */
typedef struct fl_file_trace {
    fl_trace trace;
    char how[16], hiding[16], simd_class[64];
    fl_trace_arithmetic_row *arithmetic;
    size_t arithmetic_count;
    fl_trace_conversion_row *conversions;
    size_t conversion_count;
    fl_trace_part_row *parts;
    size_t part_count;
    fl_trace_function *functions;
    size_t function_count;
    fl_trace_object *objects;
    size_t object_count;
    fl_trace_call *calls;
    size_t call_count;
    fl_trace_chooser *choosers;
    size_t chooser_count;
    fl_trace_imitated *imitated;
    size_t imitated_count;
    bool is_older; /* without uncounted_products: its words are those of an older version */
} fl_file_trace;

#endif
