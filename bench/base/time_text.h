/* Times as people write them. */
#ifndef FAIRLANE_BENCH_BASE_TIME_TEXT_H
#define FAIRLANE_BENCH_BASE_TIME_TEXT_H

#include "kernels/error.h"

/* "0.52us", "5.03 µs", "120 NS", "1_234 ns/iter", "1e-6 s", "0,52 usec", "2
 * milliseconds"; ps, ns, us, µs, ms or s. Refused, with what to write instead: no unit, a sign or a spread,
 * "1,234" (thousands, or a decimal comma?). Between 1 ps and 1 hour; FL_USAGE naming the option otherwise. */
fl_status fl_parse_time(const char *option, const char *text, double *ns, fl_error *error);

/* "3.4": between 0.1 and 10 GHz, as a plain decimal number; FL_USAGE naming the option otherwise. */
fl_status fl_parse_ghz(const char *option, const char *text, double *ghz, fl_error *error);

#endif
