/* Numbers that come again and again, as readings of a clock do: each different one once, and for every place which of
 * them stands there, in as few bits as its frequency deserves. Ten thousand single calls are 3 kB so, and 40 kB as digits.
 *
 * The place of a number in the list of values, the most frequent first, is written as its Exp-Golomb code of order shift:
 * of r + 2^shift in binary, n digits, first n - 1 - shift zeros, then these digits. The bits fill bytes from the highest
 * on, the last byte with zeros, and the bytes stand as base64 (RFC 4648). Private to this room. */
#ifndef FAIRLANE_BENCH_RECORD_PACKED_H
#define FAIRLANE_BENCH_RECORD_PACKED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bench/base/builder.h"

enum { FL_MOST_SHIFT = 16, FL_PACKED_PIECE = 65532 }; /* characters of a text: fewer than a scan refuses */

typedef struct fl_packed {
    double *values; /* [distinct], the most frequent first; owned */
    size_t distinct;
    int shift;
    uint8_t *bytes; /* [size], owned */
    size_t size;
} fl_packed;

typedef enum fl_packing { FL_PACKED, FL_NOT_SHORTER, FL_NO_MEMORY } fl_packing;

/* Packed is not shorter where there are few numbers, or most of them differ. Freed with fl_packed_free() in any case. */
fl_packing fl_pack(const double *numbers, size_t count, fl_packed *packed);
void fl_packed_free(fl_packed *packed);

/* The bytes as base64: a list of texts of at most FL_PACKED_PIECE characters. */
void fl_packed_write_order(const fl_packed *packed, fl_builder *out);

/* Decodes one text of base64, which may end with '=' only if it is the last, behind the size bytes that are there; room
 * for three quarters of its length is. NULL, or what is wrong with it. */
const char *fl_packed_read_piece(const char *text, bool is_last, uint8_t *bytes, size_t *size);

/* The count numbers again. NULL, or what is wrong: a place beyond the values, too few or too many bits. */
const char *fl_unpack(const fl_packed *packed, double *numbers, size_t count);

/* The same, but that only times [distinct], zero before, grow by how often each of the values stands there. */
const char *fl_unpack_counts(const fl_packed *packed, size_t *times, size_t count);

#endif
