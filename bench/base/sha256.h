/* Digests. */
#ifndef FAIRLANE_BENCH_BASE_SHA256_H
#define FAIRLANE_BENCH_BASE_SHA256_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* SHA-256 as 64 hexadecimal digits and a terminating zero (FIPS 180-4, by libmd). */
void fl_sha256(const void *bytes, size_t size, char hexadecimal[65]);

#ifdef __cplusplus
}
#endif
#endif
