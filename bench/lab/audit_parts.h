/* The parts of `fairlane audit --run`. */
#ifndef FAIRLANE_BENCH_LAB_AUDIT_PARTS_H
#define FAIRLANE_BENCH_LAB_AUDIT_PARTS_H

#include "bench/evidence/trace.h"
#include "bench/peers/peer.h"
#include "bench/record/result.h"

enum { FL_AUDIT_RUNS = 3, FL_AUDIT_COPIES = 24 };

/* A file copied from a contestant's folder. */
typedef struct fl_audit_copy {
    enum { FL_COPY_SOURCE, FL_COPY_MANIFEST, FL_COPY_LOCK } kind;
    char path[256]; /* below the case's folder */
} fl_audit_copy;

/* One contestant of the comparison. */
typedef struct fl_audit_side {
    const char *label; /* "a", "b": prefix of its files */
    fl_peer_start start;
    char language[16];        /* "python", "rust" or "" */
    char debug_sections[160]; /* of the program that ran: "none", or their names; "": not known */
    fl_trace trace;
    fl_audit_copy copies[FL_AUDIT_COPIES];
    size_t copy_count;
} fl_audit_side;

/* Copies what a contestant is made of into FOLDER/LABEL/: sources, manifests and lock files by their names,
 * of its own folder (of other variants than its own nothing), and for Python of the module that all share.
 * Sets language. */
fl_status fl_audit_copy_sources(const char *folder, fl_audit_side *side, fl_error *error);

/* The sections with debug information in an ELF file, joined; "none", or "" when it cannot be told. */
void fl_audit_debug_sections(const char *path, char *names, size_t size);

/* The name in the case's folder of a result file from another machine. */
#define FL_AUDIT_ELSEWHERE "elsewhere.json"

/* Writes case.json, comparison.json and README.md. document: the first run; elsewhere: FL_AUDIT_ELSEWHERE is
 * there. */
fl_status fl_audit_write_case(const char *folder, const fl_audit_side sides[2], const fl_document *document,
                              bool elsewhere, fl_error *error);

#endif
