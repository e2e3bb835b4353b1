/* By hand: cmark reads Markdown and writes none of what others wrote; what has to be escaped are a dozen characters. */
#include "bench/report/markdown.h"

#include <string.h>

void fl_markdown_lines(const char *text, const char *line_feed, FILE *out)
{
    for (; *text; text++) {
        if (*text == '\n')
            fputs(line_feed, out);
        else if (*text == '<')
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

void fl_markdown_escape(const char *text, FILE *out)
{
    fl_markdown_lines(text, "\n", out);
}
