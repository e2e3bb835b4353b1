/* What a result file tells of its surroundings under names of its own: versions, threads, counters. */
#ifndef FAIRLANE_BENCH_AUDIT_PROVIDERS_FACTS_H
#define FAIRLANE_BENCH_AUDIT_PROVIDERS_FACTS_H

#include <stdbool.h>
#include <stddef.h>

#include "bench/audit/case/case.h"

enum { FL_FACTS = 128 };

/* Prefix of the facts that only the lab itself writes, never a contestant: "lab.debug_sections". */
#define FL_LAB_FACT "lab."

/* Threads of a contestant's process, as the system counted them while the lab timed it. */
#define FL_THREADS_FACT FL_LAB_FACT "threads"

typedef struct fl_case_fact {
    char name[64];
    char value[256];
    char where[160]; /* "torch_results.json: config.pytorch_version" */
} fl_case_fact;

typedef struct fl_case_facts {
    fl_case_fact fact[FL_FACTS];
    size_t count;
} fl_case_facts;

/* Collects the texts, numbers and booleans of the file's objects config and environment, with the objects in
 * them, and of the judged result, with the objects facts and counters in it. Numbers stand as the file writes
 * them, rounded to 15 digits. Of a contestant in the lab's hands (result.h: peer) also what it told of itself
 * and how far its counters went while it was timed. Nothing when the run has no text. */
void fl_facts_collect(const fl_case_run *run, fl_case_facts *facts);

/* The first fact with one of these names; letter case, blanks, hyphens and underscores do not count. NULL:
 * none. names ends with NULL. */
const fl_case_fact *fl_facts_find(const fl_case_facts *facts, const char *const *names);

/* The next one with one of these names behind after (NULL: the first), in the order of the file. */
const fl_case_fact *fl_facts_next(const fl_case_facts *facts, const char *const *names,
                                  const fl_case_fact *after);

/* The same as a number; NaN when there is none. */
double fl_facts_number(const fl_case_facts *facts, const char *const *names, const fl_case_fact **found);

/* A version in a text, "rustc 1.95.0 (…)" or "2.9.1+cu128". False when there is none. release: nothing says
 * that it is a preview ("2.10.0.dev20250901", "1.97.0-nightly", "2.9.0rc1"). */
typedef struct fl_version {
    int major, minor;
    bool release;
} fl_version;

bool fl_version_parse(const char *text, fl_version *version);

#endif
