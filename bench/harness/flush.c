#include "bench/harness/flush.h"

#include <stdint.h>

#if defined(__x86_64__)
#include <emmintrin.h>

enum { LINE = 64 }; /* of every x86-64 processor so far; a smaller step would only flush a line twice */

static void flush_line(const char *line)
{
    _mm_clflush(line);
}

void fl_flush_finish(void)
{
    _mm_mfence(); /* orders the flushes */
    _mm_lfence(); /* and what follows is not begun before */
}

const char *fl_flush_method(void)
{
    return "CLFLUSH";
}

#elif defined(__aarch64__)

enum { LINE = 16 }; /* the smallest that the architecture allows */

static void flush_line(const char *line)
{
    __asm__ volatile("dc civac, %0" : : "r"(line) : "memory");
}

void fl_flush_finish(void)
{
    __asm__ volatile("dsb sy\n\tisb" : : : "memory");
}

const char *fl_flush_method(void)
{
    return "DC CIVAC";
}

#else

enum { LINE = 64, BUFFER = 64 << 20 };

static void flush_line(const char *line)
{
    (void)line;
}

void fl_flush_finish(void)
{
    static volatile char buffer[BUFFER];
    for (size_t at = 0; at < BUFFER; at += LINE)
        buffer[at]++;
}

const char *fl_flush_method(void)
{
    return "reading 64 MiB";
}
#endif

void fl_flush(const void *address, size_t size)
{
    const char *first = (const char *)address - (uintptr_t)address % LINE,
               *end = (const char *)address + size;
    for (const char *line = first; line < end; line += LINE)
        flush_line(line);
}
