/* By hand: utf8proc would tell which bytes are UTF-8 and how wide they are, which are three short loops here and in
 * report/terminal.c, and not which characters deceive a reader. */
#include "bench/base/text.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int32_t fl_utf8_next(const char *text, size_t size, size_t *bytes)
{
    const unsigned char *u = (const unsigned char *)text;
    static const int32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    size_t length = u[0] < 0x80 ? 1 : u[0] >> 5 == 6 ? 2 : u[0] >> 4 == 14 ? 3 : u[0] >> 3 == 30 ? 4 : 0;
    *bytes = 1;
    if (length == 1)
        return u[0];
    if (length == 0 || length > size)
        return -1;
    int32_t character = u[0] & (0x7f >> length);
    for (size_t i = 1; i < length; i++) {
        if (u[i] >> 6 != 2)
            return -1;
        character = character << 6 | (u[i] & 0x3f);
    }
    if (character < least[length] || character > 0x10ffff || (character >= 0xd800 && character <= 0xdfff))
        return -1;
    *bytes = length;
    return character;
}

bool fl_character_is_plain(int32_t c)
{
    if (c < 0x20 || (c >= 0x7f && c <= 0x9f))
        return false; /* C0, DEL, C1: escape sequences begin with them */
    if ((c >= 0x200b && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f))
        return false; /* zero width, line separators, embedding and override of direction, isolates */
    return c != 0x061c && c != 0xfeff && c != 0xfffe && c != 0xffff; /* direction mark, byte-order marks */
}

bool fl_text_is_plain(const char *text)
{
    size_t size = strlen(text), bytes = 0;
    for (size_t i = 0; i < size; i += bytes)
        if (!fl_character_is_plain(fl_utf8_next(text + i, size - i, &bytes)))
            return false;
    return true;
}

char *fl_text_make_plain(const char *text, char *safe, size_t size)
{
    size_t length = strlen(text), bytes = 0, used = 0;
    for (size_t i = 0; i < length; i += bytes) {
        bool plain = fl_character_is_plain(fl_utf8_next(text + i, length - i, &bytes));
        size_t wanted = plain ? bytes : 1;
        if (used + wanted + 1 > size)
            break;
        if (plain)
            memcpy(safe + used, text + i, bytes);
        else
            safe[used] = '?';
        used += wanted;
    }
    if (size > 0)
        safe[used] = '\0';
    return safe;
}

/* Writes what may be shown and skips over its characters; returns the rest, which begins with one that may
 * not. */
static const char *print_plain(const char *text, size_t *left, FILE *out)
{
    size_t used = 0, bytes = 0;
    while (used < *left) {
        int32_t character = fl_utf8_next(text + used, *left - used, &bytes);
        if (!fl_character_is_plain(character) && character != '\n' && character != '\t')
            break;
        used += bytes;
    }
    (void)fwrite(text, 1, used, out); /* whether out took it all, main checks */
    *left -= used;
    return text + used;
}

void fl_print(FILE *out, const char *format, ...)
{
    char text[2048], *longer = NULL;
    const char *at = text;
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    int length = vsnprintf(text, sizeof text, format, arguments);
    size_t left = length > 0 ? (size_t)length : 0, bytes;
    if (left >= sizeof text && (longer = malloc(left + 1)) != NULL)
        at = vsnprintf(longer, left + 1, format, again) == length ? longer : text;
    if (left >= sizeof text && !longer)
        left = sizeof text - 1;
    while (left > 0) {
        at = print_plain(at, &left, out);
        if (left == 0)
            break;
        fputc('?', out);
        fl_utf8_next(at, left, &bytes);
        at += bytes;
        left -= bytes;
    }
    va_end(again);
    va_end(arguments);
    free(longer);
}

fl_time_words fl_time_text(double ns)
{
    static const char *const units[] = {"ns", "us", "ms", "s"};
    fl_time_words words;
    size_t unit = 0;
    double value = ns;
    /* What four digits round up to 1000 belongs to the next unit. */
    while (fabs(value) >= 999.95 && unit < sizeof units / sizeof *units - 1) {
        value /= 1000;
        unit++;
    }
    snprintf(words.text, sizeof words.text, "%.4g %s", value, units[unit]);
    return words;
}
