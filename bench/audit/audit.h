/* The 100 points, judged by evidence.
 *
 * Each point collects pieces of evidence, and its verdict follows from them by one rule, fl_audit_conclude().
 * What nobody found evidence for stays UNCHECKED, and that is not a pass. A statement of the benchmark's
 * author is shown, and never decides in its own favour. */
#ifndef FAIRLANE_BENCH_AUDIT_AUDIT_H
#define FAIRLANE_BENCH_AUDIT_AUDIT_H

#include <stdbool.h>
#include <stddef.h>

#include "bench/audit/case/case.h"
#include "bench/bounds/bounds.h"
#include "bench/verdict/equal.h"
#include "bench/verdict/point_verdict.h"
#include "kernels/error.h"

enum { FL_AUDIT_CATEGORIES = 8, FL_AUDIT_EVIDENCE = 8 };

/* How a piece of evidence was obtained. */
typedef enum fl_obtained_by {
    FL_BY_MEASUREMENT, /* timed or observed, here or in a result file that holds the samples */
    FL_BY_TRACE,       /* executed instructions, system calls, threads */
    FL_BY_COMPUTATION, /* computed again from a file */
    FL_BY_READING,     /* read in source, manifest, lock file or documentation */
    FL_BY_MODEL,       /* computed by a model of the processor, which is no measurement */
    FL_BY_DECLARATION, /* said by the author */
    FL_BY_NOTHING,
} fl_obtained_by;

/* "measured", "traced", "computed", "read", "modelled", "declared", "nothing found" */
const char *fl_obtained_by_name(fl_obtained_by how);

typedef enum fl_concerns { FL_CONCERNS_A, FL_CONCERNS_B, FL_CONCERNS_BOTH } fl_concerns;

/* Where evidence comes from: the files of providers/ whose name begins with it. */
typedef enum fl_provider {
    FL_FROM_RESULTS,    /* result files and the case */
    FL_FROM_STATISTICS, /* figures computed again */
    FL_FROM_MACHINE,    /* what result files say of machine and software */
    FL_FROM_TRACES,     /* trace.c, and whatever is FL_BY_TRACE in any file */
    FL_FROM_SOURCES,
    FL_FROM_BUILD, /* manifests, lock files, the sources of libraries */
    FL_FROM_COMMANDS,
    FL_FROM_DOCUMENTS,
    FL_FROM_ELSEWHERE,    /* runs on other machines */
    FL_FROM_LAB,          /* what only the lab that sees it happen can know */
    FL_FROM_REPRODUCTION, /* both sides run again, here */
    FL_FROM_CASE,         /* declarations, and what the case lacks; every point takes them */
    FL_PROVIDERS,
} fl_provider;

/* Beside the providers of a point: its PASS rests on the sources, so that a command that runs another program
 * takes it away. */
enum { FL_SOURCES_DECIDE = 1u << FL_PROVIDERS };

/* "results", "statistics", … */
const char *fl_provider_name(fl_provider provider);

typedef struct fl_evidence {
    fl_concerns concerns;
    fl_point_verdict verdict; /* what this piece alone says */
    bool may_bound;           /* a trace that is a bound is enough for it */
    bool blocks;              /* an UNCHECKED that no PASS outweighs: e.g. a trace that is inconclusive */
    fl_obtained_by how;
    fl_provider provider;
    char where[160]; /* "torch_results.json: results[0].p99_us", "bench.py:41"; "" when nowhere */
    char text[320];  /* one line, with the figures that decide */
} fl_evidence;

/* What a point asks: fixed facts, one table (points.c). */
typedef struct fl_audit_question {
    int number, category; /* from 1 */
    const char *title;    /* in our words, at most 72 characters */
    bool side[2]; /* evidence is needed for A, for B; both false: one piece about the whole is enough */
    unsigned
        providers; /* 1u << fl_provider: whose evidence it takes, beside the author's; FL_SOURCES_DECIDE */
} fl_audit_question;

extern const fl_audit_question fl_audit_questions[FL_AUDIT_POINTS];
extern const char *const fl_audit_categories[FL_AUDIT_CATEGORIES];

typedef struct fl_audit_point {
    const fl_audit_question *question;
    fl_point_verdict verdict;
    fl_evidence evidence[FL_AUDIT_EVIDENCE]; /* the deciding piece first, after fl_audit_conclude() */
    size_t evidence_count;
} fl_audit_point;

/* A point that comes out otherwise while `audit --run` measures than from the case that it keeps. */
typedef struct fl_live_verdict {
    int point;
    fl_point_verdict live, kept;
} fl_live_verdict;

/* What a side is made of, as far as all of its sources tell. A point is not applicable where what it asks
 * about is shown to be in neither side. */
typedef struct fl_side_nature {
    bool known; /* every source was read, and nothing in it leads to a program or library that was not */
    bool python, rust, torch; /* it is, or may be, made of this */
    /* Beside its own language it uses libraries alone that compute on the CPU, without gradients: NumPy, SciPy,
     * scikit-learn … */
    bool cpu_only;
    bool compiles;   /* names of it speak of a just-in-time compiler */
    bool trains;     /* it trains, or takes weights or data from elsewhere */
    char where[160]; /* a source of it */
} fl_side_nature;

/* What a side's trace is evidence of; at most one is not "". */
typedef struct fl_trace_evidence {
    /* Why it is none: of another program, on another CPU. What judges add as FL_BY_TRACE about that side then blocks. */
    char doubt[448];
    /* Why it is a bound: on another CPU, and the code can depend on it. What they add then passes nothing; what would fail
     * blocks, but for point 93, which knows what a bound can show. */
    char bound[448];
    bool rebuilt; /* of a bound: the machine code of the published figures may be another */
    /* Traced on another CPU, and evidence all the same. Named where it decides. */
    char remark[448];
    bool of_class; /* of a remark: that CPU imitated one of the published one's class */
} fl_trace_evidence;

typedef struct fl_audit {
    fl_provider provider; /* whose evidence is being added */
    size_t steps;         /* that computing what sources say may still take, in the whole case */
    fl_audit_point points[FL_AUDIT_POINTS]; /* point n stands at n - 1 */
    struct {
        int pass, fail, unchecked, not_applicable;
    } categories[FL_AUDIT_CATEGORIES], total;
    bool valid; /* the acceptance rule, over the points that apply: 95 % pass, all of categories 1 to 3,
                   all of 91 to 100 decided and none failed */
    char conclusion[320]; /* which parts of that rule hold */
    char not_read[320];   /* which sources take more time, memory or depth than they may, and why; "": none */
    size_t not_read_count;
    /* Of a case that says to be made by `audit --run` and is judged from its files: what only the lab that
     * sees it happen can know. It changes no verdict. */
    fl_live_verdict live_only[FL_AUDIT_POINTS];
    size_t live_only_count;
    fl_trace_evidence traces[2]; /* of side A, of side B; set before the judges */
    fl_side_nature natures[2];   /* filled while the sources are read */
    fl_equality equality;        /* what the two sides are unlike in, in spite of which they are judged */
} fl_audit;

/* Whether a point takes evidence of that provider: what points.c says, and the case itself. */
bool fl_audit_takes(const fl_audit_question *question, fl_provider provider);

/* One more source that was not read for a limit of the reader's: the first is named, the others are counted. */
void fl_audit_note_not_read(fl_audit *audit, const char *path, const char *reason);

/* Adds one piece of evidence to a point. Beyond FL_AUDIT_EVIDENCE the weakest piece makes room: a FAIL is
 * never dropped. */
FL_PRINTF(7, 8)
void fl_audit_add(fl_audit *audit, int point, fl_concerns concerns, fl_point_verdict verdict,
                  fl_obtained_by how, const char *where, const char *format, ...);

/* A FAIL by a trace that may be no more than a bound, and is enough. */
FL_PRINTF(5, 6)
void fl_audit_fail_by_bound(fl_audit *audit, int point, fl_concerns concerns, const char *where,
                            const char *format, ...);

/* As fl_audit_add() with blocks = true and the verdict UNCHECKED. */
FL_PRINTF(6, 7)
void fl_audit_block(fl_audit *audit, int point, fl_concerns concerns, fl_obtained_by how, const char *where,
                    const char *format, ...);

/* The judges; points.c says from whom each point takes evidence. A judge never fails: what it cannot judge it
 * leaves or explains as UNCHECKED. */
void fl_judge_methodology(const fl_case *given, fl_audit *audit);     /* 1 to 15 */
void fl_judge_statistics(const fl_case *given, fl_audit *audit);      /* 16 to 30 */
void fl_judge_code(const fl_case *given, fl_audit *audit);            /* 31 to 45 */
void fl_judge_data(const fl_case *given, fl_audit *audit);            /* 46 to 55 */
void fl_judge_environment(const fl_case *given, fl_audit *audit);     /* 56 to 70 */
void fl_judge_reproducibility(const fl_case *given, fl_audit *audit); /* 71 to 80 */
void fl_judge_plausibility(const fl_case *given, fl_audit *audit);    /* 81 to 90 */
void fl_judge_bias(const fl_case *given, fl_audit *audit);            /* 91 to 100 */
/* Fills traces: one rule for every point on which a trace is evidence. */
void fl_judge_traces(const fl_case *given, fl_audit *audit);
/* Of any category: what readings of other tools cannot tell (judged_side.h). */
void fl_judge_readings(const fl_case *given, fl_audit *audit);
/* Of any category: what the commands of the sides tell. */
void fl_judge_commands(const fl_case *given, fl_audit *audit);

/* Whether it is shown that neither side is made of it: "PyTorch", or a language by its word ("python",
 * "rust"). */
bool fl_audit_is_absent(const fl_audit *audit, const char *language, const char *what);

/* Adds what makes points not applicable: no PyTorch, no Python, no Rust, no training in either side. */
void fl_judge_applicability(const fl_case *given, fl_audit *audit);
/* Of a folder that is called whole: what is not in it is absent. */
void fl_judge_absence(const fl_case *given, fl_audit *audit);

/* The rule. A point is FAIL when any piece says so; else UNCHECKED when a piece blocks; else NOT APPLICABLE
 * when that was found of each side that the question names, and no PASS speaks of one; else UNCHECKED when
 * such a side has no PASS (a PASS about both counts for each); else PASS. Declarations never count as PASS.
 * Counts categories and applies the acceptance rule. */
void fl_audit_conclude(fl_audit *audit);

/* All of it: prepares, calls the judges, adds the declarations of the case, concludes. */
void fl_audit_judge(const fl_case *given, fl_audit *audit);

#endif
