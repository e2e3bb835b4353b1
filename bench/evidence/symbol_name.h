/* Names of symbols as their authors wrote them, and whether a name that somebody gives is meant for one. */
#ifndef FAIRLANE_BENCH_EVIDENCE_SYMBOL_NAME_H
#define FAIRLANE_BENCH_EVIDENCE_SYMBOL_NAME_H

#include <stdbool.h>
#include <stddef.h>

/* The name behind a mangled one of C++ or Rust, by libiberty. The hash behind a name of Rust is left out. A
 * name that is not mangled, or has more than 512 letters, stays as it is; what does not fit is cut. Returns
 * text. */
char *fl_symbol_demangle(const char *symbol, char *text, size_t size);

/* The same without parameters and what is returned: "void nn::linear<float>(float const*)" is
 * "nn::linear<float>". Returns text. */
char *fl_symbol_short_name(const char *symbol, char *text, size_t size);

typedef enum fl_symbol_fit {
    FL_SYMBOL_OTHER,
    FL_SYMBOL_NEAR, /* not meant, but perhaps mistaken for it: part of it, or a letter or two apart */
    FL_SYMBOL_END,  /* its name ends so, behind "::" or "." */
    FL_SYMBOL_EXACT,
} fl_symbol_fit;

/* How well a symbol fits a wanted name, mangled or not, with or without parameters and template arguments.
 * spelling: whether names that are misspelt count as near; that means to demangle each symbol. */
fl_symbol_fit fl_symbol_fits(const char *symbol, const char *wanted, bool spelling);

#endif
