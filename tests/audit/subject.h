/* A source as the audit reads it, for the tests of its readers. */
#ifndef FAIRLANE_TESTS_AUDIT_SUBJECT_H
#define FAIRLANE_TESTS_AUDIT_SUBJECT_H

#include "bench/audit/reader/measure.h"

typedef struct subject {
    fl_case_text texts[2];
    fl_program program;
    fl_evaluator evaluator;
} subject;

/* header: what stands beside it as beside.h; NULL: nothing. Both must live as long; forget() frees the rest. Each has the
 * whole time of a case to be read in. */
subject *read_sources(const char *path, const char *source, const char *header);
/* The same, compiled with options. */
subject *read_sources_with(const char *path, const char *source, const char *header,
                           const fl_c_options *options);
/* The same, of the case whose sources were read before, in what is left of its time. */
subject *read_further(const char *path, const char *source);
void forget(subject *s);

/* What stands at the path, and what the last assignment to x in it is worth. */
typedef struct expression {
    const char *path, *source;
    double value; /* NAN: not known */
} expression;

/* Fails where a value is another one, by more than the tolerance. */
void check_values(const expression *cases, size_t count, double tolerance);

/* Whether something in the first file is no statement that the reader knows. */
bool has_opaque_statement(const subject *s);

/* The beginning, then the piece very many times; the caller frees it. */
char *repeated(const char *beginning, const char *piece, size_t count);

#endif
