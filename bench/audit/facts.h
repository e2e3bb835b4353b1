/* What a result file tells of its surroundings under names of its own: versions, threads, counters. */
#ifndef FAIRLANE_BENCH_AUDIT_FACTS_H
#define FAIRLANE_BENCH_AUDIT_FACTS_H

#include <stdbool.h>
#include <stddef.h>

#include "bench/audit/case.h"

enum { FL_FACTS = 128 };

/* Prefix of the facts that only the lab itself writes, never a contestant: "lab.debug_sections". */
#define FL_LAB_FACT "lab."

typedef struct fl_fact {
    char name[64];
    char value[256];
    char where[160]; /* "torch_results.json: config.pytorch_version" */
} fl_fact;

typedef struct fl_facts {
    fl_fact fact[FL_FACTS];
    size_t count;
} fl_facts;

/* Collects the texts, numbers and booleans of the file's objects config, environment and of the judged
 * result, with the objects facts and counters in it. Numbers stand as the file writes them, rounded to 15
 * digits. Nothing when the run has no text. */
void fl_facts_collect(const fl_case_run *run, fl_facts *facts);

/* The first fact with one of these names; letter case, blanks, hyphens and underscores do not count. NULL:
 * none. names ends with NULL. */
const fl_fact *fl_facts_find(const fl_facts *facts, const char *const *names);

/* The same as a number; NaN when there is none. */
double fl_facts_number(const fl_facts *facts, const char *const *names, const fl_fact **found);

/* A version in a text, "rustc 1.95.0 (…)" or "2.9.1+cu128". False when there is none. release: nothing says
 * that it is a preview ("2.10.0.dev20250901", "1.97.0-nightly", "2.9.0rc1"). */
typedef struct fl_version {
    int major, minor;
    bool release;
} fl_version;

bool fl_version_parse(const char *text, fl_version *version);

#endif
