/* What results say was executed, held against what the CPU offers. */
#ifndef FAIRLANE_BENCH_VERDICT_EXECUTED_H
#define FAIRLANE_BENCH_VERDICT_EXECUTED_H

#include "bench/record/result.h"

/* "SIMD-256+FMA": as a trace showed it, else as the kernel's descriptor says; "" when neither tells. */
const char *fl_class_of_result(const fl_result *result);

/* Whether only a trace can tell the class: libraries that choose at run time, and peers. */
bool fl_chooses_at_run_time(const fl_result *result);

/* The part of a class that like is compared with like by: fused or not makes no difference, nor does the
 * width of products whose sums are narrower ("products packed, sums scalar"), for there the sums take the
 * time. Into key, returns it; "" for what is not known and for what mixes widths. */
enum { FL_CLASS_KEY = 96 };
char *fl_class_key(const char *simd_class, char key[FL_CLASS_KEY]);

/* Lanes of float32 that the first width has which a class
 * names; 0: it names none, or one of no fixed width. */
int fl_class_lanes(const char *simd_class);

/* The widest class for which the run had a floor probe: what the CPU offers; "" when it had none. */
const char *fl_class_offered(const fl_document *document);

/* One sentence, a line for each library, on everything that chose code narrower than the CPU offers, and why:
 * the core that the library took, and variables that were set for it. "" when nothing did. Returns text. */
char *fl_narrower_sentence(const fl_document *document, char *text, size_t size);

/* One sentence on what chooses at run time and was not traced, with the reason; "" when there is none. */
char *fl_unattested_sentence(const fl_document *document, char *text, size_t size);

#endif
