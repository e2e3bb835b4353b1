#include <errno.h>
#include <sys/types.h>
#include <unistd.h>

#include <sha256.h>

#include "bench/base/clock_check.h"
#include "bench/base/sha256.h"

bool fl_sha256_of_file(int descriptor, uint64_t until_ns, char hexadecimal[65])
{
    unsigned char piece[1 << 14];
    SHA256_CTX state;
    SHA256_Init(&state);
    for (;;) {
        ssize_t got = read(descriptor, piece, sizeof piece);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0 || fl_limit_ns() > until_ns)
            return false;
        if (got == 0)
            break;
        SHA256_Update(&state, piece, (size_t)got);
    }
    SHA256_End(&state, hexadecimal);
    return true;
}
