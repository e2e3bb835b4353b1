#include "bench/base/system.h"

#include <stdio.h>

void fl_system_clean(const char *text, char *clean, size_t size)
{
    size_t length = 0;
    while (*text == ' ' || *text == '\t')
        text++;
    for (; *text && *text != '\n' && length + 1 < size; text++)
        clean[length++] = (char)(*text >= ' ' && *text <= '~' ? *text : '?');
    while (length && clean[length - 1] == ' ')
        length--;
    clean[length] = '\0';
    if (!length)
        snprintf(clean, size, "unknown");
}
