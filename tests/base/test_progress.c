/* How far something is: the time that is left follows from the share, and nothing is written where nobody reads. */
#define _GNU_SOURCE /* posix_openpt */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "bench/base/progress.h"

static void what_is_left_follows_from_the_share(void **state)
{
    char text[96];
    (void)state;
    assert_string_equal(fl_progress_text("measuring", 0.25, 4, text, sizeof text),
                        "measuring:  25 %, 12 s left");
    assert_string_equal(fl_progress_text("reading", 0.5, 600, text, sizeof text),
                        "reading:  50 %, 10 min left");
    assert_string_equal(fl_progress_text("reading", 0, 9, text, sizeof text), "reading:   0 %");
    assert_string_equal(fl_progress_text("reading", 7, 9, text, sizeof text), "reading: 100 %, 0 s left");
    assert_string_equal(fl_progress_text("reading", 0.5, 600, text, 8), "reading");
    assert_string_equal(fl_progress_watch_text("tracing", 3, 60, text, sizeof text),
                        "tracing: 3 s, at most 57 s left");
    assert_string_equal(fl_progress_watch_text("tracing", 61, 60, text, sizeof text), "tracing: 61 s");
    assert_string_equal(fl_progress_watch_text("tracing", 3, 0, text, 9), "tracing:");
}

/* Standard error is a terminal, or a file; what was written into it by a line that began longer ago. */
static size_t written(bool terminal, double seconds_ago, char *text, size_t size)
{
    int master = terminal ? posix_openpt(O_RDWR | O_NOCTTY) : -1, kept = dup(STDERR_FILENO), other;
    FILE *file = tmpfile();
    assert_non_null(file);
    if (terminal) {
        assert_true(master >= 0 && grantpt(master) == 0 && unlockpt(master) == 0);
        other = open(ptsname(master), O_RDWR | O_NOCTTY);
    } else {
        other = dup(fileno(file));
    }
    dup2(other, STDERR_FILENO);
    fl_progress_line line = fl_progress_begin("reading"), inner = fl_progress_begin("within");
    inner.begun = line.begun -= seconds_ago;
    fl_progress_step(&line, 0.5);
    fl_progress_step(&inner, 0.5); /* a terminal has one line for both */
    fl_progress_end(&inner);
    fl_progress_end(&line);
    fputs("\4", stderr);
    fflush(stderr);
    dup2(kept, STDERR_FILENO);
    close(kept);
    if (!terminal)
        rewind(file);
    size_t used = 0;
    for (char c = 0; used < size - 1 && read(terminal ? master : other, &c, 1) == 1 && c != '\4';)
        text[used++] = c;
    if (!terminal) {
        lseek(other, 0, SEEK_SET);
        used = (size_t)read(other, text, size - 1) - 1;
    }
    text[used] = '\0';
    close(other);
    close(master);
    fclose(file);
    return used;
}

static void it_is_written_to_terminals_alone_and_not_at_once(void **state)
{
    char text[256];
    (void)state;
    assert_true(written(true, 10, text, sizeof text) > 0);
    assert_non_null(strstr(text, "\rreading:  50 %, 10 s left"));
    assert_null(strstr(text, "within"));
    assert_int_equal(text[strlen(text) - 1], '\r'); /* and it is taken away */
    assert_int_equal(written(true, 0, text, sizeof text), 0);
    assert_int_equal(written(false, 10, text, sizeof text), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_left_follows_from_the_share),
        cmocka_unit_test(it_is_written_to_terminals_alone_and_not_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
