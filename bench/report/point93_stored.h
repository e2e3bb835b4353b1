/* What stands between fairlane.point93/1 and the values that its report is made from. Private to this room: the table of
 * fields fills it, point93_read.c settles it. Members named "is" are read as they stand; each text beside them is the
 * word for a value in it. */
#ifndef FAIRLANE_BENCH_REPORT_POINT93_STORED_H
#define FAIRLANE_BENCH_REPORT_POINT93_STORED_H

#include "bench/verdict/point93.h"

enum { FL_STORED_WORD = 32, FL_STORED_PATH = 4096 };

typedef struct fl_stored_unlike {
    char what[FL_STORED_WORD], difference[320];
} fl_stored_unlike;

typedef struct fl_stored_latency {
    char how[FL_STORED_WORD];
    fl_cell_latency is;
} fl_stored_latency;

typedef struct fl_stored_side {
    char name[64], path[FL_STORED_PATH], cpu[128], trace[FL_STORED_PATH];
    char attested[FL_STORED_WORD], simd_class[64], steady[FL_STORED_WORD];
    fl_stored_latency latency;
    fl_point93_side is;
} fl_stored_side;

typedef struct fl_stored_cell {
    char cell[FL_STORED_WORD], how[FL_STORED_WORD], winner[FL_STORED_WORD], magnitude[FL_STORED_WORD];
    fl_stored_latency side[2];
    fl_cell is;
} fl_stored_cell;

typedef struct fl_stored_pairing {
    char verdict[FL_STORED_WORD], as_traced[FL_STORED_WORD], basis[FL_STORED_WORD];
    char favours[FL_STORED_WORD], claimed_winner[FL_STORED_WORD]; /* "A", "B", "" for null */
    char winner[FL_STORED_WORD], magnitude[FL_STORED_WORD];
    fl_stored_unlike unlike[FL_ASPECTS];
    size_t unlike_count;
    fl_stored_side side[2];
    fl_stored_cell cells[FL_CELLS];
    size_t cell_count;
    fl_point93 is;
} fl_stored_pairing;

typedef struct fl_stored_point93 {
    fl_stored_pairing *pairings; /* [count], owned */
    size_t count;
} fl_stored_point93;

#endif
