/* What calls of the languages' and libraries' own functions do, by their names as fl_dotted() gives them. */
#ifndef FAIRLANE_BENCH_AUDIT_READER_KNOWN_CALLS_H
#define FAIRLANE_BENCH_AUDIT_READER_KNOWN_CALLS_H

#include "bench/audit/reader/effects.h"

fl_effect fl_known_effect(const char *name); /* FL_EFFECTS when unknown */
bool fl_is_harmless(const char *name);       /* allowed where only the inference should stand */
bool fl_is_harmless_in_rust(const char *name);
bool fl_is_known_prediction(const char *name);
bool fl_is_known_clock(const char *name);

#endif
