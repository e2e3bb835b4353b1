/* The result file fairlane.result/1 in memory. The harness fills it, bench/record reads and writes it,
 * everything else looks at it. Absent figures are NaN (null in JSON), absent texts "". See
 * fairlane.result.1.schema.json. */
#ifndef FAIRLANE_BENCH_RECORD_RESULT_H
#define FAIRLANE_BENCH_RECORD_RESULT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bench/stats/stats.h"
#include "kernels/error.h"

/* In which state the core was while a block was timed. */
typedef enum fl_round_state {
    FL_ROUND_QUIET = 1, /* nobody else was seen on it */
    FL_ROUND_SHARED,    /* another hardware thread of it, ours or somebody else's, worked meanwhile */
    FL_ROUND_THROTTLED, /* the system stopped the process, as its quota was used up */
} fl_round_state;

typedef struct fl_state_counts {
    size_t quiet, shared, throttled; /* rounds; all 0: not known */
} fl_state_counts;

/* Amortised timing of one contestant in one mode: one value per round, ns per call. */
typedef struct fl_series {
    size_t rounds;
    double *ns;     /* [rounds]; owned; a file always holds them, also one without samples */
    int *process;   /* [rounds], 1-based; owned; NULL: all from one process */
    double *cycles; /* [rounds] of the core per call, by the frequency witness of the same block; owned; NULL:
                       not known */
    int *state;     /* [rounds] fl_round_state; owned; NULL: not known */
    bool apart;     /* not interleaved with any other series: its rounds pair with none */
    uint64_t calls_per_block;
    uint64_t repeated; /* blocks timed again because the frequency witness drifted */
    uint64_t unsteady; /* blocks kept although the witness still drifted after the last repetition */
    fl_state_counts states;
    /* The figures come from the quiet rounds where these are enough (bench/record/rounds.h). */
    double median_ns, median_cycles;          /* cycles: NaN when not known */
    fl_interval interval_ns, interval_cycles; /* of the medians, sign test */
    fl_spread spread_ns;             /* within: pooled sd; between: sd of the medians of the processes */
    fl_paired_ratio versus_baseline; /* baseline / this, > 1: faster than the baseline; rounds = 0: none */
} fl_series;

/* How a measured time stands to the least possible one; bench/bounds/floor.h sets it. */
typedef struct fl_floor {
    double ns;             /* the floor, at the clock that the contestant had; NaN when not known */
    char set_by[96];       /* e.g. "loads-avx", "chain of 785 dependent additions" */
    double ratio;          /* measured / floor */
    fl_interval interval;  /* of the ratio */
    bool impossible;       /* ratio < 0.97, and the floor is not to blame */
    char explanation[160]; /* for ratios above 1.5 and below 0.97; "" when none was found or needed */
    double cycles;         /* the floor in cycles of the core; NaN when not known */
    char judgement[16]; /* "": the floor holds; "disproved": by this very contestant; "in doubt": relied on no
                           more; "impossible" */
} fl_floor;

typedef struct fl_fact { /* what a peer tells of itself */
    char name[48], value[256];
} fl_fact;

typedef struct fl_counted { /* what it counts, e.g. "garbage_collections" */
    char name[48];
    uint64_t before, after; /* its timed single calls; sums over the processes */
} fl_counted;

/* Of a contestant that is a program of its own. */
typedef struct fl_result_peer {
    char version[64], clock[64];                   /* clock: with which it times itself */
    char predict_returns[16], examine_returns[16]; /* "logits", "probability", "class" */
    fl_fact *facts;                                /* owned */
    size_t fact_count;
    /* around its timed single calls; -1: not known */
    int64_t threads;                                  /* the most of any process */
    int64_t switches_voluntary, switches_involuntary; /* of all of its threads and processes together */
    fl_counted *counters;                             /* owned */
    size_t counter_count;
    struct fl_result *empty_call; /* its own per-call protocol around an empty call; NULL: none; owned */
} fl_result_peer;

/* What one reading of the clock of another tool is of. */
typedef enum fl_reading {
    FL_READING_CALL,    /* a single call */
    FL_READING_MEAN,    /* many calls, divided by their number */
    FL_READING_PROCESS, /* a whole process, from its start to its end */
    FL_READING_UNTOLD,
} fl_reading;

/* The figures of a result in the order of their names: mean_us, std_us, ci_95_lower, ci_95_upper, p50_us,
 * p95_us, p99_us, min_us, max_us, throughput_per_sec. */
enum { FL_IMPORTED_FIGURES = 10 };

/* Of a figure that stands in the file of another tool: where, and what its digits are worth after it was
 * converted. */
typedef struct fl_original {
    char place[128]; /* "benchmarks[0].stats.mean"; "": the file does not give this figure */
    double half;     /* half a unit of its last digit, in the unit that it was converted to */
    int decimals;    /* places behind the point there; below 0: tens, hundreds … */
} fl_original;

typedef struct fl_imported_fact { /* what such a file tells of its surroundings */
    char name[48], value[256], place[96];
} fl_imported_fact;

/* Of a result that was read by an importer (bench/import). */
typedef struct fl_imported {
    char tool[32];  /* "pytest-benchmark" */
    char entry[96]; /* "benchmarks[0]"; of a folder the file in it */
    fl_reading reading;
    double calls_per_reading; /* NaN: not told, or not the same for all of them */
    char remark[160];         /* what else must be known of its figures; "" for nothing */
    bool in_threads;          /* several threads called at once: a time is not that of one call */
    fl_original figures[FL_IMPORTED_FIGURES];
    fl_imported_fact *facts; /* owned */
    size_t fact_count;
} fl_imported;

/* What one traced call of it executed, all texts "" and all numbers 0 when nobody looked. */
typedef struct fl_executed {
    char simd_class[96];    /* as the trace's class is named, "SIMD-256+FMA"; "" when it is not known */
    uint64_t multiply_adds; /* float32, that the trace saw */
    uint64_t expected;      /* multiply-adds of the work */
    uint64_t instructions;
    char reason[256]; /* why the class is not known */
} fl_executed;

/* Single calls without their order: how many took how long. */
typedef struct fl_distribution {
    size_t distinct;
    double *ns, *calls; /* [distinct], ns ascending; owned */
} fl_distribution;

typedef struct fl_result {
    char name[64];
    fl_result_peer *peer; /* owned; NULL unless origin is "peer" */
    /* Owned; NULL unless an importer read it. iterations then counts readings (0: not told); where one is the
     * mean of many calls, the readings are the rounds of independent or chained as well. */
    fl_imported *imported;
    /* the kernel; empty for those that are no kernels; of a peer the work and the origin alone */
    char work[32], isa[16], origin[16], detail[128], source[96], compiler[64], flags[256], code_sha256[65];
    int lanes, accumulators;
    bool fma;
    bool ordered_sums; /* products in vectors, sums one lane after the other: kernels/kernel.h */
    uint64_t code_bytes;
    char static_class[64]; /* what stands in that code: "scalar", "SIMD-256+FMA" …; "" when it is not known */
    fl_executed executed;
    bool no_way_around; /* each call executes all multiply-adds of that code: no jump leads around any */
    bool is_probe;      /* a floor probe (load-only, arithmetic-only): never a contestant */
    /* per-call protocol */
    size_t iterations;             /* number of timed calls */
    double *samples_ns;            /* [iterations] in call order, or NULL when the file holds none; owned */
    fl_distribution *distribution; /* instead of them; NULL: none; owned */
    int *samples_process;   /* [iterations], 1-based; owned; NULL: all from one process, or no samples */
    fl_summary per_call_us; /* all figures in µs, as in the audited format */
    double throughput_per_sec;
    fl_interval p50_interval_ns, p99_interval_ns;
    double lag1_autocorrelation;
    bool quantised; /* median below 10 clock ticks */
    /* amortised protocol */
    fl_series independent, chained;
    fl_series
        cold; /* single calls, all lines flushed before each; one value per call, clock reading included */
    fl_floor independent_floor, chained_floor;
    double max_error_in_bounds; /* largest |y - y_ref| in units of the contract's bound */
    bool steady;                /* false: do not rely on the figures */
    char stability[96];         /* why not, in a few words; "steady" otherwise */
} fl_result;

typedef struct fl_named_value { /* a characterised figure of the machine */
    char name[64];              /* e.g. "add latency" */
    char unit[16];              /* "ns", "cycles", "GHz", "bytes/ns", "lanes/ns" */
    double value, low, high;    /* median and range over processes */
} fl_named_value;

typedef struct fl_value_counts {
    int subnormal, infinite, nan;
} fl_value_counts;

/* Values on which arithmetic takes a time of its own (bench/task/values.h). */
typedef struct fl_value_survey {
    bool counted;          /* false: not known, as in files of earlier versions */
    fl_value_counts model; /* weights and bias */
    fl_value_counts sample, products, logits;
} fl_value_survey;

/* The most independent integer additions that any process saw its core start in a cycle: a figure of the core
 * alone, whatever its clock does, as long as nobody shares it. */
#define FL_MOST_ADDS "independent additions, at most"

typedef struct fl_environment {
    char cpu[128], architecture[32], os[128], kernel_release[128], hypervisor[64], emulator[64];
    char microarchitecture[96]; /* "AMD_ZEN3 (AuthenticAMD family 25 model 1)"; "": not told */
    char hidden_features[160];  /* that the CPU has and FAIRLANE_HIDE hid, "AVX512VL, AVX512F"; "" for none */
    char caches[160], topology[128], governor[32], turbo[16], smt[32];
    int cpus_online, pinned_cpu; /* pinned_cpu -1: not pinned */
    char pin_reason[128];
    double load_1min_before, load_1min_after, steal_percent;
    int64_t context_switches_voluntary, context_switches_involuntary, page_faults_minor, page_faults_major;
    int64_t peak_resident_bytes;
    char compiler[64], build_type[32], revision[64], libraries[512]; /* "cJSON 1.7.15; hwloc 2.9.0; …" */
    char steering[512]; /* variables by which libraries choose their code: "OPENBLAS_CORETYPE=Haswell; …";
                           "none"; "": not recorded */
    char
        boot_id[40]; /* of the operating system, new with each start: the same in two files, the same machine;
                        "" when not known */
    char floating_point[160]; /* how the measuring processes computed, "default; MXCSR 0x1f80, x87 0x037f"; ""
                                 when not known */
    /* What else went on. NaN: not known, and so in files that were written before these were recorded. */
    double memory_total_bytes, memory_available_bytes_before, memory_available_bytes_after;
    double swap_used_bytes_before, swap_used_bytes_after;
    double pages_swapped;           /* in and out, by the whole machine during the run */
    double numa_nodes;              /* with memory */
    double thermal_throttle_events; /* during the run, all CPUs together */
    double hottest_celsius_before, hottest_celsius_after; /* of all sensors that the system shows */
    double other_busy_cpus; /* CPUs that other processes kept busy during the run, on average */
    double waiting_percent; /* of the run's time, in which some process waited for a CPU */
    double cpu_quota;       /* CPUs' worth of time that control groups allow; NaN: no quota is known */
    double quota_periods, throttled_periods; /* of the quotas, during the run, and those in which it was used
                                                up and everything stopped */
    double throttled_seconds;
    double quiet_wait_seconds; /* spent on waiting for a quiet core and on timing disturbed blocks again */
} fl_environment;

typedef struct fl_skip { /* what could not be measured, and why */
    char name[64], reason[384];
} fl_skip;

typedef struct fl_cross_check { /* lab against Google Benchmark, one kernel and mode */
    char name[64], mode[16];
    double lab_ns, google_benchmark_ns, ratio;
} fl_cross_check;

typedef struct fl_document {
    /* config */
    char platform[192]; /* e.g. "Linux 6.1.0 x86_64"; "": made from environment when written */
    uint64_t seed;
    int input_dim, num_classes, warmup_iterations, training_samples, processes, misalign_bytes;
    int64_t benchmark_iterations;
    char timestamp[32]; /* UTC, ISO 8601 */
    char baseline[64];  /* the contestant that ratios refer to */
    double confidence;  /* e.g. 0.95 */
    size_t comparisons; /* number of ratios corrected for */
    /* clock */
    char clock_name[32];
    char clock_checked[48]; /* the clock that it was held against; "none": the system refused all; "": not
                               told */
    double clock_tick_ns, clock_cost_ns;
    fl_result empty_call; /* per-call protocol only */
    /* model */
    char model_origin[256], model_sha256[65];
    char sample_sha256[65]; /* of the input's bytes; "" when not known */
    fl_value_survey values;
    fl_environment environment;
    fl_named_value *machine; /* owned */
    size_t machine_count;
    fl_result *results; /* owned */
    size_t result_count;
    fl_skip *skips; /* owned */
    size_t skip_count;
    fl_cross_check *cross_checks; /* owned */
    size_t cross_check_count;
    char chosen[64];    /* the dispatcher's choice */
    bool impossible;    /* the time of some kernel cannot be: the run is in error */
    bool of_other_tool; /* read from a file without our schema mark: only config and results[] summaries */
} fl_document;

/* What a writer starts from: every figure NaN, every interval absent, all
 * else zero. Figures of calls of a result without any (iterations = 0) and
 * those of a series without rounds are written as null in any case. */
void fl_result_init(fl_result *result);
void fl_document_init(fl_document *document);

/* Adds a peer's part to a result; FL_UNABLE without memory. */
fl_status fl_result_make_peer(fl_result *result, fl_error *error);

/* The same for what an importer tells of it. */
fl_status fl_result_make_imported(fl_result *result, fl_error *error);

/* What one of its single calls is a reading of; FL_READING_CALL unless an importer says otherwise. */
fl_reading fl_result_reading(const fl_result *result);

/* Frees what a result owns and zeroes it. */
void fl_result_free(fl_result *result);

/* Frees what a document owns and zeroes it. */
void fl_document_free(fl_document *document);

/* Writes the document as JSON to path, atomically; or returns the text (caller frees), which without samples
 * lacks the single calls but holds the rounds. Names of results must be unique, not empty and fit to be
 * shown, samples finite; FL_USAGE with a line that names the result otherwise. In other texts what is not
 * UTF-8 or not fit to be shown is written as '?'. FL_UNABLE when it cannot be written. */
fl_status fl_document_write(const char *path, const fl_document *document, fl_error *error);
fl_status fl_document_text(const fl_document *document, bool with_samples, char **text, fl_error *error);

/* How single calls are kept: each in its order; how many took how long; not at all. */
typedef enum fl_samples { FL_SAMPLES_ALL, FL_SAMPLES_SUMMARY, FL_SAMPLES_NONE } fl_samples;

/* Gives up single calls of all results, those with flushed caches included, whose figures stay. FL_UNABLE
 * without memory. */
fl_status fl_document_reduce(fl_document *document, fl_samples wanted, fl_error *error);

/* Reads and validates completely: sizes, ranges, NaN, duplicates, depth, and that the stated statistics are
 * those of the samples. Floor probes stand behind the results. A file of the audited benchmark's own tools is
 * accepted with of_other_tool = true; an "environment" like ours is taken from it as far as it is there. FL_USAGE
 * with "PATH:LINE: …" otherwise; document is then empty. */
fl_status fl_document_read(const char *path, fl_document *document, fl_error *error);
fl_status fl_document_parse(const char *bytes, size_t size, const char *name, fl_document *document,
                            fl_error *error);

/* As fl_document_read() and then fl_document_reduce() to FL_SAMPLES_SUMMARY, in the memory of one result's calls: all of a
 * packed file take many times its size. */
fl_status fl_document_read_reduced(const char *path, fl_document *document, fl_error *error);

/* As fl_document_parse(), for those who judge what a file lacks: in a file of the audited benchmark's own
 * tools every figure but the number of calls and the mean may be missing (NaN), and "samples_ns" and
 * "environment" may stand there; that the figures are those of the samples is not checked. */
fl_status fl_document_parse_incomplete(const char *bytes, size_t size, const char *name,
                                       fl_document *document, fl_error *error);

/* Times were taken under an emulator: not comparable with anything. */
bool fl_is_emulated(const fl_document *document);

/* Two names of CPUs or architectures; letter case, spaces, hyphens and underscores apart. Empty names equal
 * nothing. */
bool fl_is_same_cpu(const char *a, const char *b);

/* The result of that name, or NULL. */
const fl_result *fl_document_find(const fl_document *document, const char *name);

/* The latency that a result tells, in ns: the mean of its calls, else their median, else that of its blocks; not above 0
 * where it tells none. */
double fl_result_latency_ns(const fl_result *result);

#endif
