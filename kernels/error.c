#include "kernels/error.h"

#include <stdarg.h>
#include <stdio.h>

fl_status fl_fail(fl_error *error, fl_status status, const char *format, ...)
{
    if (error) {
        va_list arguments;
        va_start(arguments, format);
        vsnprintf(error->text, sizeof error->text, format, arguments);
        va_end(arguments);
        /* What is cited may hold anything; one line it stays. */
        for (char *c = error->text; *c; c++)
            if ((unsigned char)*c < ' ' || *c == '\x7f')
                *c = '?';
    }
    return status;
}
