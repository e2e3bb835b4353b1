/* Numbers out of text. */
#ifndef FAIRLANE_BENCH_BASE_NUMBER_H
#define FAIRLANE_BENCH_BASE_NUMBER_H

#ifdef __cplusplus
extern "C" {
#endif

/* The nearest double to the decimal number that stands at text, whose grammar (RFC 8259) was checked, whatever
 * the locale; *end is behind it. limit: the end of the text, which ends with a zero byte. Infinity for what no
 * double holds, 0 for what is smaller than all. */
double fl_number_read(const char *text, const char *limit, const char **end);

#ifdef __cplusplus
}
#endif

#endif
