/* What is used of libiberty, declared once more: its own header is under another licence than its demanglers,
 * which may be linked with anything. tests/evidence/test_symbol_name.c includes both, so that they cannot differ. */
#ifndef FAIRLANE_BENCH_EVIDENCE_DEMANGLERS_H
#define FAIRLANE_BENCH_EVIDENCE_DEMANGLERS_H

#include <stddef.h>

/* DMGL_PARAMS, DMGL_ANSI and DMGL_RET_DROP. */
enum { DEMANGLE_PARAMETERS = 1 << 0, DEMANGLE_QUALIFIERS = 1 << 1, DEMANGLE_NO_RETURNED = 1 << 6 };

/* Takes a part of the name, not terminated. */
typedef void fl_demangled(const char *part, size_t length, void *context);

/* 0: the name is not mangled so; parts of it may have been handed over all the same. */
/* NOLINTNEXTLINE(readability-redundant-declaration) */
int rust_demangle_callback(const char *mangled, int options, fl_demangled *callback, void *opaque);
/* NOLINTNEXTLINE(readability-redundant-declaration) */
int cplus_demangle_v3_callback(const char *mangled, int options, fl_demangled *callback, void *opaque);

#endif
