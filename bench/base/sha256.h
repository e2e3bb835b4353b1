/* Digests. */
#ifndef FAIRLANE_BENCH_BASE_SHA256_H
#define FAIRLANE_BENCH_BASE_SHA256_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* SHA-256 as 64 hexadecimal digits and a terminating zero (FIPS 180-4, by libmd). */
void fl_sha256(const void *bytes, size_t size, char hexadecimal[65]);

/* The same of what an open file holds from here to its end, read piece by piece. False where it cannot be read, or
 * not until that moment of fl_limit_ns(). */
bool fl_sha256_of_file(int descriptor, uint64_t until_ns, char hexadecimal[65]);

#ifdef __cplusplus
}
#endif
#endif
