/* Points 61 to 65 and 67 to 69: versions, debug symbols, BLAS, garbage collections, compilation, threads. */
#define _GNU_SOURCE /* strcasestr */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "bench/audit/providers/parts.h"
#include "bench/audit/reader/commands.h"

static const char *const torch_names[] = {"torch", "torch version", "pytorch", "pytorch version", NULL};
static const char *const python_names[] = {"python", "python version", NULL};
static const char *const rustc_names[] = {"rustc",        "rustc version",  "rust",
                                          "rust version", "rust toolchain", NULL};

/* ---- 61 to 63: versions ---- */

typedef struct wanted_version {
    int point, major, minor;
    const char *language, *what;
    const char *const *names;
} wanted_version;

static void judge_version(const fl_case *given, int i, const fl_case_facts *facts,
                          const wanted_version *wanted, fl_audit *audit)
{
    const fl_case_fact *fact = fl_facts_find(facts, wanted->names);
    fl_version version;
    if (!fact && fl_audit_is_absent(audit, wanted->language, wanted->what))
        return; /* no version of what is not there */
    if (!fact) {
        fl_audit_doubt(audit, wanted->point, i, FL_BY_READING, fl_result_path(given, i),
                       "%c: the result file names no version of %s", 'A' + i, wanted->what);
        return;
    }
    if (!fl_version_parse(fact->value, &version)) {
        fl_audit_doubt(audit, wanted->point, i, FL_BY_READING, fact->where, "'%.60s' is no version",
                       fact->value);
        return;
    }
    bool recent =
        version.major > wanted->major || (version.major == wanted->major && version.minor >= wanted->minor);
    const char *why = !recent           ? "older than %d.%d"
                      : version.release ? "%d.%d or newer, a release"
                                        : "a preview";
    char reason[64];
    snprintf(reason, sizeof reason, why, wanted->major, wanted->minor);
    fl_audit_add(audit, wanted->point, (fl_concerns)i,
                 recent && version.release ? FL_POINT_PASS : FL_POINT_FAIL, fl_how_of(given, FL_BY_READING),
                 fact->where, "%s %.60s: %s", wanted->what, fact->value, reason);
}

static void judge_toolchain(const fl_case *given, int i, const fl_case_facts *facts, fl_audit *audit)
{
    const fl_case_fact *fact = fl_facts_find(facts, rustc_names);
    fl_version version;
    if (!fact)
        fl_audit_add(audit, 63, (fl_concerns)i, FL_POINT_UNCHECKED, FL_BY_READING, fl_result_path(given, i),
                     "%c: the result file does not name the compiler", 'A' + i);
    else if (fl_is_unstable_channel(fact->value))
        fl_audit_add(audit, 63, (fl_concerns)i, FL_POINT_FAIL, fl_how_of(given, FL_BY_READING), fact->where,
                     "%.100s is not of the stable channel", fact->value);
    else if (fl_version_parse(fact->value, &version) && version.major == 1 && version.minor > 0)
        fl_audit_add(audit, 63, (fl_concerns)i, FL_POINT_PASS, fl_how_of(given, FL_BY_READING), fact->where,
                     "%.100s: no mark of nightly or beta", fact->value);
    else
        fl_audit_doubt(audit, 63, i, FL_BY_READING, fact->where, "'%.60s' is no version of Rust",
                       fact->value);
}

/* ---- 64: debug symbols; the manifest is read elsewhere, the program itself was examined by the lab ---- */

static void judge_symbols(const fl_case *given, int i, const fl_case_facts *facts, fl_audit *audit)
{
    static const char *const names[] = {FL_LAB_FACT "debug_sections", NULL};
    const fl_case_fact *fact = given->by_lab ? fl_facts_find(facts, names) : NULL;
    if (!fact)
        return;
    bool none = strcmp(fact->value, "none") == 0;
    fl_audit_add(audit, 64, (fl_concerns)i, none ? FL_POINT_PASS : FL_POINT_FAIL, FL_BY_MEASUREMENT,
                 fact->where,
                 none ? "the program that ran holds no debug sections (%.120s)"
                      : "the program that ran holds debug sections: %.120s",
                 fact->value);
}

/* ---- 65: a BLAS on one side only ---- */

static bool names_mkl(const char *text)
{
    return strcasestr(text, "mkl") || strcasestr(text, "math kernel");
}

/* Asks about A only: an advantage that B has is not PyTorch's. */
static void judge_blas(const fl_case *given, const fl_case_facts *facts, fl_audit *audit)
{
    static const char *const names[] = {"blas", "torch blas", "blas info", NULL};
    static const char *const library[] = {"libtorch", NULL}; /* published builds link MKL into it */
    fl_object_share blas[2];
    bool uses[2];
    for (int i = 0; i < 2; i++) {
        const fl_case_side *side = &given->sides[i];
        if (!fl_trace_counts(side)) {
            fl_audit_block(audit, 65, FL_CONCERNS_A, FL_BY_TRACE, side->trace_path,
                           "no conclusive trace of %c shows where its multiply-adds are executed", 'A' + i);
            return;
        }
        blas[i] = fl_objects_named(&side->trace, fl_blas_names);
        /* A BLAS of plain loops is none that is special. */
        uses[i] = side->trace.simd_class != FL_CLASS_SCALAR &&
                  (double)blas[i].multiply_add_lanes > 0.05 * (double)side->trace.multiply_add_lanes;
    }
    const fl_case_side *side = &given->sides[0];
    const fl_case_fact *fact = fl_facts_find(facts, names);
    const fl_trace *other = &given->sides[1].trace;
    bool same = strcmp(fl_trace_class_name(other), fl_trace_class_name(&side->trace)) == 0;
    fl_object_share inside = fl_objects_named(&side->trace, library);
    bool known = other->simd_class >= FL_CLASS_SCALAR && other->simd_class <= FL_CLASS_SIMD_TILE;
    const fl_trace_evidence *of_other = &audit->traces[1];
    if (uses[0] && (of_other->doubt[0] || of_other->bound[0]))
        fl_audit_block(audit, 65, FL_CONCERNS_A, FL_BY_TRACE, given->sides[1].trace_path,
                       "a BLAS (%.60s) executes A's multiply-adds; of B's trace: %.200s", blas[0].name,
                       of_other->doubt[0] ? of_other->doubt : of_other->bound);
    else if (uses[0] && !uses[1] && !known)
        fl_audit_block(audit, 65, FL_CONCERNS_A, FL_BY_TRACE, given->sides[1].trace_path,
                       "a BLAS (%.60s) executes A's multiply-adds; what B does to hold against it is %s",
                       blas[0].name, fl_trace_class_name(other));
    else if (uses[0] && !uses[1] && !same)
        fl_audit_add(
            audit, 65, FL_CONCERNS_A, FL_POINT_FAIL, FL_BY_TRACE, side->trace_path,
            "%llu of its %llu multiply-adds are executed in %.60s, a BLAS, as %s; B's are not, and are %s",
            (unsigned long long)blas[0].multiply_add_lanes,
            (unsigned long long)side->trace.multiply_add_lanes, blas[0].name,
            fl_trace_class_name(&side->trace), fl_trace_class_name(other));
    else if (uses[0] && !uses[1])
        fl_audit_add(audit, 65, FL_CONCERNS_A, FL_POINT_PASS, FL_BY_TRACE, side->trace_path,
                     "a BLAS (%.60s) executes its multiply-adds, but as %s, and B's own code does the same",
                     blas[0].name, fl_trace_class_name(&side->trace));
    else if (uses[0])
        fl_audit_add(audit, 65, FL_CONCERNS_A, FL_POINT_PASS, FL_BY_TRACE, side->trace_path,
                     "its multiply-adds are executed in a BLAS (%.60s), and B's as well (%.60s)",
                     blas[0].name, blas[1].name);
    else if (fact && names_mkl(fact->value) && side->trace.simd_class != FL_CLASS_SCALAR)
        fl_audit_block(audit, 65, FL_CONCERNS_A, FL_BY_TRACE, side->trace_path,
                       "no object of a BLAS executed multiply-adds, but the library says that it holds MKL "
                       "(%.60s), whose code cannot be told apart in it",
                       fact->where);
    else if (!fact && !same && inside.multiply_add_lanes > 0 && side->trace.simd_class != FL_CLASS_SCALAR)
        fl_audit_block(
            audit, 65, FL_CONCERNS_A, FL_BY_TRACE, side->trace_path,
            "%.60s executes multiply-adds as %s, B does not; which BLAS is linked into it is not told",
            inside.name, fl_trace_class_name(&side->trace));
    else
        fl_audit_add(audit, 65, FL_CONCERNS_A, FL_POINT_PASS, FL_BY_TRACE, side->trace_path,
                     "none of its multiply-adds is executed in an optimised BLAS");
}

/* ---- 67: garbage collections ---- */

static void judge_collections(const fl_case *given, int i, const fl_case_facts *facts, fl_audit *audit)
{
    static const char *const names[] = {"garbage collections", "garbage collections during calls",
                                        "gc collections", NULL};
    const fl_case_fact *fact;
    double count = fl_facts_number(facts, names, &fact);
    if (isnan(count))
        fl_audit_add(audit, 67, (fl_concerns)i, FL_POINT_UNCHECKED, FL_BY_READING, fl_result_path(given, i),
                     "%c: the result file does not count the collections during the timed calls", 'A' + i);
    else
        fl_audit_add(audit, 67, (fl_concerns)i, count == 0 ? FL_POINT_PASS : FL_POINT_FAIL,
                     fl_how_of(given, FL_BY_READING), fact->where,
                     "%.0f garbage collections during the timed calls", count);
}

/* ---- 68: compilation in the background ---- */

static void judge_compilation(const fl_case *given, int i, fl_audit *audit)
{
    static const char *const watchers[] = {"cargo watch", "cargo-watch", "bacon", "watchexec", NULL};
    static const char *const made[] = {"[anonymous]", NULL};
    const fl_case_side *side = &given->sides[i];
    const char *command = side->command[0] ? side->command : side->has_trace ? side->trace.command : "";
    fl_concerns who = (fl_concerns)i;
    bool counts = fl_trace_counts(side);
    uint64_t made_at_run_time = counts ? fl_objects_named(&side->trace, made).instructions : 0;
    for (const char *const *w = watchers; *w; w++)
        if (strstr(command, *w)) {
            fl_audit_add(audit, 68, who, FL_POINT_FAIL, FL_BY_READING, given->path,
                         "the command '%.120s' compiles again whenever a file changes", command);
            return;
        }
    if (fl_leaves_something_running(command))
        fl_audit_add(audit, 68, who, FL_POINT_FAIL, FL_BY_READING, given->path,
                     "the command '%.120s' leaves something running in the background", command);
    else if (made_at_run_time > 0)
        fl_audit_doubt(audit, 68, i, FL_BY_TRACE, side->trace_path,
                       "%llu instructions of an inference stand in code that was made at run time",
                       (unsigned long long)made_at_run_time);
    else if (given->by_lab)
        fl_audit_add(audit, 68, who, FL_POINT_PASS, FL_BY_MEASUREMENT, fl_result_path(given, i),
                     "the lab started the finished program itself; nothing was compiled while it ran");
    else if (counts && side->trace.forks == 0)
        fl_audit_add(audit, 68, who, FL_POINT_PASS, FL_BY_TRACE, side->trace_path,
                     "an inference starts no process and executes only code that was there before");
    else
        fl_audit_doubt(audit, 68, i, FL_BY_READING, given->path,
                       command[0] ? "'%.120s' is what the case says of it; no conclusive trace shows it"
                                  : "neither a command nor a conclusive trace%.0s",
                       command);
}

/* ---- 69: threads ---- */

static void judge_threads(const fl_case *given, int i, const fl_case_facts *facts, fl_audit *audit)
{
    static const char *const settings[] = {"threads", "torch threads", "num threads", "torch num threads",
                                           NULL};
    static const char *const counted[] = {FL_THREADS_FACT, NULL};
    const fl_case_side *side = &given->sides[i];
    const fl_case_fact *setting, *count;
    double set = fl_facts_number(facts, settings, &setting), there = fl_facts_number(facts, counted, &count);
    if (!given->by_lab) /* then whoever wrote the file may have used the lab's word */
        there = NAN;
    bool traced = fl_trace_counts(side);
    fl_concerns who = (fl_concerns)i;
    if (traced && (side->trace.threads_run > 1 || side->trace.forks > 0))
        fl_audit_add(audit, 69, who, FL_POINT_FAIL, FL_BY_TRACE, side->trace_path,
                     "%llu threads executed instructions within one inference, %llu processes were started",
                     (unsigned long long)side->trace.threads_run, (unsigned long long)side->trace.forks);
    else if (set > 1 && !traced)
        fl_audit_add(audit, 69, who, FL_POINT_FAIL, fl_how_of(given, FL_BY_READING), setting->where,
                     "it is set to %.0f threads", set);
    else if (set > 1)
        fl_audit_block(audit, 69, who, fl_how_of(given, FL_BY_READING), setting->where,
                       "it is set to %.0f threads, but one inference was traced in a single one: is the "
                       "trace of the same program?",
                       set);
    else if (traced)
        fl_audit_add(audit, 69, who, FL_POINT_PASS, FL_BY_TRACE, side->trace_path,
                     there > 1 ? "one thread executed all %llu instructions of an inference; of the %.0f "
                                 "that its process has the others were idle"
                               : "one thread executed all %llu instructions of an inference",
                     (unsigned long long)side->trace.instructions, there);
    else if (there == 1)
        fl_audit_add(audit, 69, who, FL_POINT_PASS, FL_BY_MEASUREMENT, count->where,
                     "its process had one thread while it was timed");
    else if (set == 1)
        fl_audit_doubt(audit, 69, i, FL_BY_READING, setting->where,
                       "it says that it is set to 1 thread; no conclusive trace shows it");
    else
        fl_audit_block(audit, 69, who, FL_BY_NOTHING, fl_result_path(given, i),
                       "neither a conclusive trace nor a number of threads");
}

void fl_judge_software(const fl_case *given, const fl_case_facts facts[2], fl_audit *audit)
{
    static const wanted_version torch = {61, 2, 0, "python", "PyTorch", torch_names};
    static const wanted_version python = {62, 3, 10, "python", "Python", python_names};
    for (int i = 0; i < 2; i++) {
        const fl_case_side *side = &given->sides[i];
        if (!side->run_count)
            continue;
        if (fl_is_language(side, "python")) {
            judge_version(given, i, &facts[i], &torch, audit);
            judge_version(given, i, &facts[i], &python, audit);
            judge_collections(given, i, &facts[i], audit);
        }
        if (fl_is_language(side, "rust")) {
            judge_toolchain(given, i, &facts[i], audit);
            judge_symbols(given, i, &facts[i], audit);
            judge_compilation(given, i, audit);
        }
        judge_threads(given, i, &facts[i], audit);
    }
    judge_blas(given, &facts[0], audit);
}
