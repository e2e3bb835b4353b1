#include "bench/report/markdown.h"

#include <string.h>

void fl_markdown_escape(const char *text, FILE *out)
{
    for (; *text; text++) {
        if (*text == '<')
            fputs("&lt;", out);
        else if (*text == '>')
            fputs("&gt;", out);
        else if (*text == '&')
            fputs("&amp;", out);
        else {
            if (strchr("\\`*_{}[]|#!~", *text))
                putc('\\', out);
            putc(*text, out);
        }
    }
}
