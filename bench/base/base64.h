/* Bytes as base64 (RFC 4648). By hand: the C library has none. */
#ifndef FAIRLANE_BENCH_BASE_BASE64_H
#define FAIRLANE_BENCH_BASE_BASE64_H

#include <stddef.h>

enum { FL_BASE64_BYTES = 3, FL_BASE64_LETTERS = 4, FL_BASE64_BITS = 6 }; /* of a group; of a letter */

extern const char fl_base64_alphabet[]; /* the letter of each number from 0 to 63 */

/* One group: of the bytes that are left, at least one, up to three; '=' stands for those that are missing. */
void fl_base64_group(const unsigned char *bytes, size_t left, char letters[FL_BASE64_LETTERS]);

#endif
