/* A comparison that was made somewhere, as what it left behind: fairlane.case/1, see
 * fairlane.case.1.schema.json.
 *
 * A case is a JSON file beside the files it names, or one that names the folder of them ("root"). Paths are
 * relative to that folder, do not climb above it and pass no symbolic link; each is a regular file of bounded
 * size and read once. `fairlane audit --run` writes such
 * a case of its own measurement and judges it in the same way. */
#ifndef FAIRLANE_BENCH_AUDIT_CASE_CASE_H
#define FAIRLANE_BENCH_AUDIT_CASE_CASE_H

#include <stdbool.h>
#include <stddef.h>

#include "bench/bounds/core_model.h"
#include "bench/evidence/trace.h"
#include "bench/record/result.h"
#include "bench/task/task.h"
#include "bench/verdict/equal.h"
#include "kernels/error.h"

/* Points of the checklist: rows of bench/audit/points.c. */
enum { FL_AUDIT_POINTS = 100 };

enum { FL_CASE_FILES = 32, FL_CASE_FILE_BYTES = 4 << 20, FL_CASE_BESIDE = 8 };

/* A side may have any number of runs, whose files together take at most this: they stay in memory, and what is read
 * from a file takes up to as much again. */
enum { FL_CASE_RUN_BYTES = 1 << 30 };

/* A file as text: source, manifest, lock file, documentation. */
typedef struct fl_case_text {
    char path[256]; /* as the case names it */
    char *bytes;    /* [size], a zero byte behind; valid UTF-8; owned */
    size_t size;
    char sha256[65]; /* of an archive, whose bytes are not kept; "" otherwise */
} fl_case_text;

typedef struct fl_case_left { /* a file that was found and not taken */
    char path[256];           /* first: the table of fields reads it */
    char why[120];            /* no field of a file: "" in a case that was kept */
} fl_case_left;

typedef struct fl_case_run { /* one result file and the result in it */
    char path[256];          /* first: the table of fields reads it */
    fl_document document;
    const fl_result *result; /* in document */
    char *text; /* the file as it stands, for what depends on printed digits; owned; NULL of a folder */
    size_t size;
    size_t beside_count;    /* files that were read beside it, or in the folder */
    char beside_sha256[65]; /* of their lines "SHA256  PATH", in the order of reading, as sha256sum prints
                               them */
} fl_case_run;

typedef struct fl_case_side {
    char name[64];
    char language[16];  /* "python", "rust", "c", "" */
    char command[512];  /* that ran it; "" when not told */
    char words[512];    /* of the command, see fl_command_words(); "" when they cannot be told: */
    char unread[160];   /* why not */
    char build[512];    /* what has to be run once before that; "" when nothing, or not told */
    char writes[256];   /* the result file that the command writes, where that is not the first run's; "" */
    char function[160]; /* SYMBOL or SYMBOL@LIBRARY whose call is one inference; "" when not told */
    char wanted[64];    /* name of the result, when the files hold several; "" */
    char documented_as[512]; /* how the documentation writes it, where that is a script's name; "" */
    /* [run_count], owned; at least one of a case that was read: the judged run, then repetitions of it */
    fl_case_run *runs;
    size_t run_count;
    bool has_trace;
    char trace_path[256], trace_sha256[65];
    fl_trace trace;
    bool is_kernel;                      /* the result is of a kernel of the lab */
    fl_case_text sources[FL_CASE_FILES]; /* of the benchmark program */
    size_t source_count;
    /* Sources in its language that the folder holds beside these: they cannot be read, or a case takes no more. Owned. */
    fl_case_left *unread_sources, *untaken_sources;
    size_t unread_count, untaken_count;
    fl_case_text library_sources[FL_CASE_FILES]; /* of the library that it measures, as far as
 given: files, folders, archives */
    size_t library_source_count;
    /* What is in them: of a folder or an archive each file of code; owned. bytes is NULL of machine code and of what
     * is no text. */
    fl_case_text *library_files;
    size_t library_file_count;
    fl_case_text
        manifests[FL_CASE_FILES]; /* Cargo.toml, .cargo/config.toml, pyproject.toml, requirements.txt */
    size_t manifest_count;
    /* what Cargo reads beside them or above, and the case does not name: build.rs, .cargo/config.toml */
    char beside[FL_CASE_BESIDE][256];
    size_t beside_count;
    /* what pytest reads unasked beside the sources or above has pytest-benchmark read: time.process_time; "" */
    char pytest_timer[64], pytest_settings[256];
    fl_case_text locks[FL_CASE_FILES]; /* Cargo.lock, uv.lock, requirements with versions */
    size_t lock_count;
    bool has_model;                         /* the weights that it computed with */
    char model_path[256], model_sha256[65]; /* of the file as it stands */
    fl_model model;
    bool has_data; /* the training data, labels and sample that it made, see data.h */
    char data_path[256];
    char *data; /* safetensors bytes [data_size]; owned */
    size_t data_size;
} fl_case_side;

typedef struct fl_case_declaration {
    int point;
    bool holds; /* what the author says of the point */
    char statement[256];
} fl_case_declaration;

/* What the author's own comparison reports; figures that it does not give are NaN. */
typedef struct fl_case_summary {
    char path[256];
    fl_case_text text;
    double t, degrees_of_freedom, p, cohens_d, speedup;
    char effect[32];
    bool intervals_overlap_given, intervals_overlap;
} fl_case_summary;

/* The head of the written audit; "" for what the case does not tell. */
typedef struct fl_case_head {
    char id[64], version[32], date[32], auditor[128], revision[160];
} fl_case_head;

/* The machine that the published figures are of, as the case tells. */
typedef struct fl_case_published {
    char cpu[128];        /* where the result files name none; "" when not told */
    char core[32];        /* whose model is asked, as `bound --cpu` takes it; "": none */
    double ghz;           /* its clock; NaN: not told */
    fl_core_times *model; /* what the model says, owned; NULL: it was not asked, or */
    char no_model[200];   /* why there is nothing of it */
} fl_case_published;

/* What "made_by" holds in the cases of `fairlane audit --run`. */
#define FL_CASE_MADE_BY "fairlane audit --run"

typedef struct fl_case {
    char path[512];  /* of the case file */
    char sha256[65]; /* of it */
    fl_case_head head;
    char made_by[32];    /* "" or FL_CASE_MADE_BY: what a file says of itself, and no evidence */
    char root[512];      /* the folder that paths are relative to, as the case names it; "": its own */
    char not_whole[256]; /* why it cannot be relied on that "whole" holds; "" */
    bool whole;          /* all that was published is in that folder: what is not in it is absent */
    bool by_lab; /* made by `fairlane audit --run` here and now: environment figures are the lab's own */
    int64_t
        reading_seconds; /* that reading all of its sources may take; 0: what is usual. No field of a file */
    bool has_summary;
    bool has_lab;             /* a measurement of the lab's kernels, for bounds and for the fairness table */
    bool lab_is_same_machine; /* made with it, or both sides' result files name the same CPU as the lab's */
    fl_case_side sides[2];
    fl_case_summary summary;
    fl_case_text comparison_sources[FL_CASE_FILES]; /* of the program that compared the two */
    size_t comparison_source_count;
    fl_case_text documentation[FL_CASE_FILES];
    size_t documentation_count;
    char lab_path[256], lab_sha256[65];
    fl_document lab;
    fl_case_published published;
    bool has_elsewhere;
    fl_case_run elsewhere[2]; /* of A and B: made by a second machine */
    double claimed_speedup;   /* A's latency / B's, as published; NaN: not told */
    fl_case_declaration declarations[FL_AUDIT_POINTS];
    size_t declaration_count;
    const struct fl_reproduction *reproduction; /* borrowed; NULL: it was not run again */
} fl_case;

/* What any run of side A and any of side B are unlike in, of that which no point of the list asks for: model,
 * sample, values, emulation, variables, what was hidden, misalignment and arithmetic. Pure. */
void fl_case_equality(const fl_case *given, fl_equality *found);

/* Reads a case and every file it names. FL_USAGE with "PATH:LINE: …" otherwise; the case is then empty.
 * Large: allocate it. */
fl_status fl_case_read(const char *path, fl_case *given, fl_error *error);
void fl_case_free(fl_case *given);

/* Asks the model of the core that the case names, about a second; nothing where it names none. Fails only when it is
 * interrupted: why there is no model stands in the case. */
fl_status fl_case_model_published(fl_case *given, fl_error *error);

/* The same as fl_case_read() from text; paths are relative to the folder, a descriptor that stays the caller's. */
fl_status fl_case_parse(const char *bytes, size_t size, const char *name, int folder, fl_case *given,
                        fl_error *error);

/* Fills not_whole where the folder of the case holds something that speaks of the comparison and that the case does
 * not name. Called by reading a case that says "whole". */
fl_status fl_case_check_whole(int folder, const char *name, fl_case *given, fl_error *error);

/* Visits every file that was evidence, the case first: what it was, "result of A", its path and its SHA-256.
 * For Criterion's folder one line stands for the files in it. */
typedef void fl_case_visit(void *context, const char *role, const char *path, const char *sha256);
void fl_case_each_file(const fl_case *given, fl_case_visit *visit, void *context);

/* A case to fill in. */
extern const char fl_case_template[];

/* addopts = "--benchmark-timer=time.time", in pytest.ini, a list of pyproject.toml or a command: the last clock that a line
 * says which is no comment; "" where none does. */
void fl_case_read_timer(const char *text, char timer[64]);

#endif
