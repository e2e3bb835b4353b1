/* Matching of regular expressions where memory may be short: glibc's regexec() then says "no match" as well. */
#ifndef FAIRLANE_BENCH_BASE_PATTERN_H
#define FAIRLANE_BENCH_BASE_PATTERN_H

#include <regex.h>
#include <stddef.h>

/* As regexec() without flags: 0, REG_NOMATCH, or REG_ESPACE where memory is short, which is then noted
 * (fl_memory_note_shortage()), so that a command cannot end as if nothing had been there. */
int fl_pattern_match(const regex_t *pattern, const char *text, size_t count, regmatch_t *matches);

#endif
