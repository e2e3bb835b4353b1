/* Text that is safe to store and to show on a terminal. */
#ifndef FAIRLANE_BENCH_BASE_TEXT_H
#define FAIRLANE_BENCH_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "kernels/error.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The character at text and the number of its bytes in *bytes; size > 0. -1 with *bytes = 1 where it is not
 * UTF-8 (overlong forms, surrogates and values above U+10FFFF included). */
int32_t fl_utf8_next(const char *text, size_t size, size_t *bytes);

/* Whether a character may reach a terminal: no control character, none that reorders or hides text. */
bool fl_character_is_plain(int32_t character);

/* Valid UTF-8 of plain characters only. */
bool fl_text_is_plain(const char *text);

/* Copies text to safe (cut at size, zero-terminated), everything that is not plain replaced by '?', one per
 * byte or character. Returns safe. */
char *fl_text_make_plain(const char *text, char *safe, size_t size);

/* fprintf() for whatever is printed for people: everything but line feeds and tabs is made plain first,
 * wherever it came from. Only a table may send a terminal more than that. */
FL_PRINTF(2, 3)
void fl_print(FILE *out, const char *format, ...);

/* A time for a reader: four digits and the unit, "54.7 ns", "16.67 us", "2.5 ms", "3 s". */
typedef struct fl_time_words {
    char text[24];
} fl_time_words;

fl_time_words fl_time_text(double ns);

#ifdef __cplusplus
}
#endif

#endif
