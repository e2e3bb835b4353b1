#include "bench/base/sha256.h"

#include <sys/types.h>

#include <sha256.h>

void fl_sha256(const void *bytes, size_t size, char hexadecimal[65])
{
    SHA256_Data(bytes, size, hexadecimal);
}
