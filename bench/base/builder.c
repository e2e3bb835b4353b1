#include "bench/base/builder.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/base/memory.h"

/* Room for size more bytes and a zero behind them. */
static bool make_room(fl_builder *b, size_t size)
{
    enum { FIRST_ROOM = 4096 };
    if (b->failed || size < b->room - b->size)
        return !b->failed;
    size_t room = b->room ? 2 * b->room : FIRST_ROOM;
    while (room - b->size <= size)
        room *= 2;
    char *bytes = realloc(b->bytes, room);
    if (bytes) {
        b->bytes = bytes;
        b->room = room;
    }
    b->failed = !bytes;
    return bytes;
}

void fl_build_char(fl_builder *b, char character)
{
    if (make_room(b, 1))
        b->bytes[b->size++] = character;
}

void fl_build_text(fl_builder *b, const char *text)
{
    size_t size = strlen(text);
    if (!make_room(b, size))
        return;
    memcpy(b->bytes + b->size, text, size);
    b->size += size;
}

void fl_build_format(fl_builder *b, const char *format, ...)
{
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    size_t room = b->failed ? 0 : b->room - b->size;
    int size = vsnprintf(room ? b->bytes + b->size : NULL, room, format, arguments);
    if (size >= 0 && (size_t)size >= room && make_room(b, (size_t)size))
        size = vsnprintf(b->bytes + b->size, (size_t)size + 1, format, again);
    if (size < 0)
        b->failed = true;
    if (!b->failed)
        b->size += (size_t)size;
    va_end(again);
    va_end(arguments);
}

fl_status fl_build_finish(fl_builder *b, const char *what, char **text, fl_error *error)
{
    fl_build_char(b, '\0');
    b->failed = b->failed || fl_memory_ran_short();
    *text = b->failed ? NULL : b->bytes;
    if (b->failed)
        free(b->bytes);
    *b = (fl_builder){NULL, 0, 0, false};
    return *text ? FL_OK : fl_fail(error, FL_UNABLE, "%s: no memory for its text", what);
}
