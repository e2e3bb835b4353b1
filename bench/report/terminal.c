/*
 * By hand: one ioctl tells the width of a terminal, two variables the rest; ncurses would ask a data base of
 * terminals. */
#define _DEFAULT_SOURCE /* TIOCGWINSZ */
#include "bench/report/terminal.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "bench/base/text.h"

enum { USUAL_WIDTH = 80 };

size_t fl_terminal_width(FILE *out)
{
    const int descriptor = fileno(out);
    struct winsize size;
    if (descriptor < 0 || !isatty(descriptor))
        return 0;
    return ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : USUAL_WIDTH;
}

bool fl_terminal_has_colours(FILE *out)
{
    const char *off = getenv("NO_COLOR"), *kind = getenv("TERM");
    return fl_terminal_width(out) > 0 && !(off && *off) && kind && strcmp(kind, "dumb") != 0;
}

const char *fl_colour_name(fl_meaning meaning)
{
    static const char *const names[] = {
        [FL_MEANS_PASS] = "green", [FL_MEANS_FAIL] = "red", [FL_MEANS_UNCHECKED] = "brown"};
    return meaning == FL_MEANS_NOTHING ? NULL : names[meaning];
}

const char *fl_colour_begin(fl_meaning meaning)
{
    static const char *const codes[] = {[FL_MEANS_NOTHING] = "\033[1m",
                                        [FL_MEANS_PASS] = "\033[1;32m",
                                        [FL_MEANS_FAIL] = "\033[1;31m",
                                        [FL_MEANS_UNCHECKED] = "\033[1;33m"};
    return codes[meaning];
}

const char fl_colour_end[] = "\033[0m";

size_t fl_text_columns(const char *text, size_t length)
{
    size_t columns = 0;
    for (size_t i = 0; i < length; i++)
        columns += ((unsigned char)text[i] & 0xc0) != 0x80;
    return columns;
}

size_t fl_text_width(const char *text)
{
    return fl_text_columns(text, strlen(text));
}

void fl_print_prose(FILE *out, const char *text, size_t column, size_t hang, size_t width)
{
    if (width == 0) {
        fl_print(out, "%s\n", text);
        return;
    }
    bool begun = false;   /* a word stands on the line */
    size_t behind = hang; /* blanks before what does not fit on this line */
    while (*text) {
        size_t blanks = strspn(text, " ");
        if (text[0] == '\n' && (text[1] == ' ' || text[1] == '\n' || text[1] == '\0')) {
            fl_print(out, "\n");
            column = 0;
            begun = false;
            behind = strspn(++text, " ");
            behind = behind > hang ? behind : hang;
            continue;
        }
        if (text[0] == '\n')
            blanks = 1;
        const char *word = text + blanks;
        const size_t length = strcspn(word, " \n"), wide = fl_text_columns(word, length);
        if (begun && column + blanks + wide > width) {
            fl_print(out, "\n%*s%.*s", (int)behind, "", (int)length, word);
            column = behind + wide;
        } else {
            fl_print(out, "%*s%.*s", (int)blanks, "", (int)length, word);
            column += blanks + wide;
        }
        begun |= length > 0;
        text = word + length;
    }
    fl_print(out, "\n");
}

void fl_print_code(FILE *out, const char *lines, size_t width)
{
    enum { NOTE_INDENT = 13 };
    while (*lines) {
        size_t length = strcspn(lines, "\n"), code = 0;
        const size_t note_length = sizeof FL_CODE_NOTE - 1;
        const bool fits = width == 0 || fl_text_columns(lines, length) <= width;
        for (size_t i = 0; !fits && i + note_length < length; i++)
            if (strncmp(lines + i, FL_CODE_NOTE, note_length) == 0)
                code = i;
        if (code > 0) {
            const char *note = lines + code;
            const size_t rest = length - code;
            while (code > 0 && lines[code - 1] == ' ')
                code--;
            fl_print(out, "%.*s\n%*s%.*s\n", (int)code, lines, NOTE_INDENT - 1, "", (int)rest, note);
        } else {
            fl_print(out, "%.*s\n", (int)length, lines);
        }
        lines += length + (lines[length] == '\n');
    }
}
