#include "bench/audit/providers/lab.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/audit/providers/parts.h"
#include "bench/base/sha256.h"
#include "bench/base/text.h"

enum { WARMUPS = 100, CALLS = 10000, SEED = 42, RUNS = 3, MOST_PROCESSES = 64 };

/* Of fl_single_over_block(): what stands between the readings beside the inference shows as a difference. */
static const double least_share = 0.7, most_share = 1.3;

typedef struct observed {
    const fl_case *given;
    const fl_case_side *side;
    const fl_document *document;
    const fl_result *result;
    const fl_case_facts *facts;
    const char *where;
    fl_concerns who;
    fl_audit *audit;
} observed;

static void pass(const observed *h, int point, const char *text)
{
    fl_audit_add(h->audit, point, h->who, FL_POINT_PASS, FL_BY_MEASUREMENT, h->where, "%s", text);
}

static void count(const observed *h, int point, const char *what, double is, double wanted)
{
    fl_audit_add(h->audit, point, h->who, is == wanted ? FL_POINT_PASS : FL_POINT_FAIL, FL_BY_MEASUREMENT,
                 h->where, "%s: %.0f", what, is);
}

/* ---- 1 to 15 ---- */

static void judge_calls(const observed *h)
{
    count(h, 2, "the lab asked for warm-up calls in each process", h->document->warmup_iterations, WARMUPS);
    count(h, 3, "timed calls, one sample each", (double)h->result->iterations, CALLS);
    count(h, 4, "seed of training, layouts and order of rounds", (double)h->document->seed, SEED);
    bool all = h->result->iterations == (size_t)h->document->benchmark_iterations && h->result->samples_ns;
    fl_audit_add(h->audit, 18, h->who, all ? FL_POINT_PASS : FL_POINT_FAIL, FL_BY_MEASUREMENT, h->where,
                 "%zu samples came for %lld calls asked for", h->result->iterations,
                 (long long)h->document->benchmark_iterations);
    pass(h, 1, "the lab asks for warm-up and timed calls apart, and each timed call is a sample of its own");
}

static void judge_task(const observed *h)
{
    fl_audit_add(h->audit, 5, h->who, FL_POINT_PASS, FL_BY_MEASUREMENT, h->where,
                 "clock %.60s; the lab found that it keeps the time that passes outside",
                 h->result->peer->clock);
    pass(h, 7,
         "its answers for several models and samples are those of the two classes, held against the "
         "reference");
    pass(h, 8, "answers that depend on all 784 inputs agree with the reference");
    pass(h, 9, "the lab handed over one sample, and each request is one inference");
    pass(h, 53, "answers before and after the measurement agree with the reference");
    pass(h, 54, "one model was loaded, and its answers after the measurement are those from before");
    pass(h, 55, "the answers after the measurement are those from before: nothing changed the weights");
    pass(h, 73, "the same sample gave the same answer before and after the measurement, in every process");
}

/* Of the processes of one run, into ratios; how many there were. */
static size_t singles_over_blocks(const fl_result *result, double ratios[MOST_PROCESSES])
{
    const fl_series *blocks = &result->independent;
    double block[MOST_PROCESSES];
    if (!result->peer || !result->peer->empty_call || !result->samples_ns || !blocks->ns)
        return 0;
    const double clock = 1000 * result->peer->empty_call->per_call_us.p50;
    size_t count = fl_process_medians(result->samples_ns, result->samples_process, result->iterations, ratios,
                                      MOST_PROCESSES);
    if (fl_process_medians(blocks->ns, blocks->process, blocks->rounds, block, MOST_PROCESSES) != count)
        return 0;
    for (size_t i = 0; i < count; i++)
        ratios[i] = (ratios[i] - clock) / block[i];
    return count;
}

double fl_single_over_block(const fl_case_side *side)
{
    double ratios[RUNS * MOST_PROCESSES];
    size_t count = 0;
    for (size_t i = 0; i < side->run_count && i < RUNS; i++)
        count += singles_over_blocks(side->runs[i].result, ratios + count);
    return count > 0 ? fl_median(ratios, count) : NAN;
}

/* Beside single calls stand blocks of many between two readings; both tell the time of one. */
static void judge_scope(const observed *h)
{
    const fl_result *empty = h->result->peer->empty_call;
    double single = 1000 * h->result->per_call_us.p50, blocks = h->result->independent.median_ns;
    double clock = empty ? 1000 * empty->per_call_us.p50 : NAN, share = fl_single_over_block(h->side);
    for (int point = 11; point <= 12; point++) {
        if (share >= least_share && share <= most_share)
            fl_audit_add(h->audit, point, h->who, FL_POINT_PASS, FL_BY_MEASUREMENT, h->where,
                         "a single call takes %s, its clock %s; in blocks between two readings %s, process "
                         "by process a ratio of %.2f: nothing else is timed",
                         fl_time_text(single).text, fl_time_text(clock).text, fl_time_text(blocks).text,
                         share);
        else
            fl_audit_block(h->audit, point, h->who, FL_BY_MEASUREMENT, h->where,
                           "a single call takes %s, its clock %s, but in blocks between two readings it is "
                           "%s, process by process in all runs a ratio of %.2f",
                           fl_time_text(single).text, fl_time_text(clock).text, fl_time_text(blocks).text,
                           share);
    }
}

/* ---- what the trace adds to what the lab knows ---- */

static bool is_one_inference(const observed *h)
{
    fl_work_done work = fl_work_traced(h->side);
    return fl_trace_counts(h->side) && work.times >= 0.95 &&
           (work.times <= 1.05 || (work.tiled && work.times < 2.5));
}

static void add_traced(const observed *h, int point, const char *text)
{
    fl_audit_add(h->audit, point, h->who, FL_POINT_PASS, FL_BY_TRACE, h->side->trace_path, "%s", text);
}

static void judge_traced(const observed *h)
{
    static const char *const loggers[] = {"memray", "heaptrack", "dhat", "tracemalloc",
                                          "massif", "libefence", NULL};
    if (!is_one_inference(h))
        return;
    add_traced(h, 10, "the multiply-adds of exactly one inference are executed in a call");
    add_traced(h, 15, "a call executes one inference and no step of training");
    add_traced(h, 45, "the multiply-adds are executed on 32-bit floats");
    if (!fl_objects_named(&h->side->trace, loggers).instructions && h->side->trace.call_count == 0)
        add_traced(h, 14, "no system call and no object that logs allocations within an inference");
    if (h->who == FL_CONCERNS_A && h->side->trace.expected_multiply_adds == FL_INPUTS * FL_OUTPUTS)
        add_traced(h, 31, "1,568 multiply-adds, and the answers are W x + b: one linear layer");
    if (h->who == FL_CONCERNS_A)
        add_traced(h, 32, "all multiply-adds are executed on the CPU");
}

/* ---- the build, as the program tells of itself ---- */

static void judge_build(const observed *h)
{
    static const char *const profiles[] = {"profile", "build profile", NULL};
    static const char *const levels[] = {"opt-level", "opt level", NULL};
    const fl_case_fact *profile = fl_facts_find(h->facts, profiles), *level;
    double optimised = fl_facts_number(h->facts, levels, &level);
    if (!profile || !level)
        return;
    bool debug = strstr(profile->value, "debug") || strstr(profile->value, "dev") || !(optimised >= 2);
    for (int i = 0; i < 2; i++)
        fl_audit_add(h->audit, i == 0 ? 37 : 95, h->who, debug ? FL_POINT_FAIL : FL_POINT_PASS,
                     FL_BY_MEASUREMENT, profile->where,
                     "the program that ran was built in profile '%.60s', opt-level %.8s", profile->value,
                     level->value);
}

/* ---- data and model: the lab's own ---- */

/* Which are the training data and the sample, told by their digest; checked, not only said. */
static bool check_data(char digest[65])
{
    enum { PIXELS = FL_TRAINING_SAMPLES * FL_INPUTS };
    float *pixels = calloc(PIXELS, sizeof *pixels);
    int *labels = calloc(FL_TRAINING_SAMPLES, sizeof *labels);
    bool right = pixels && labels;
    if (right) {
        fl_task_data(pixels, labels);
        fl_sha256(pixels, PIXELS * sizeof *pixels, digest);
    }
    for (int i = 0; i < FL_TRAINING_SAMPLES && right; i++)
        right = labels[i] == (i % 10 != 0);
    for (int i = 0; i < PIXELS && right; i++)
        right = pixels[i] == (float)((17 * (i / FL_INPUTS) + 31 * (i % FL_INPUTS)) % 256) / 255.0F;
    free(pixels);
    free(labels);
    return right;
}

static void judge_data(const fl_case *given, fl_audit *audit)
{
    static const int made[] = {41, 42, 43, 44, 46, 47, 48, 49, 50, 72};
    char digest[65] = "";
    bool right = check_data(digest);
    for (size_t i = 0; i < sizeof made / sizeof made[0]; i++)
        fl_audit_add(audit, made[i], FL_CONCERNS_BOTH, right ? FL_POINT_PASS : FL_POINT_FAIL,
                     FL_BY_COMPUTATION, given->sides[0].model_path,
                     "the lab made the data, 1,000 x 784, trained on it and handed model and sample to both "
                     "sides; computed again now: pixels %.16s",
                     digest);
}

static void judge_model(const fl_case *given, fl_audit *audit)
{
    for (int i = 0; i < 2; i++) {
        const fl_case_side *side = &given->sides[i];
        fl_model_facts facts;
        if (!side->has_model || fl_model_facts_of(&side->model, &facts, NULL) != FL_OK)
            continue;
        fl_audit_add(audit, 51, (fl_concerns)i, FL_POINT_PASS, FL_BY_MEASUREMENT, side->model_path,
                     "the lab trained it and loaded it before anything was timed: %d of %d right",
                     facts.correct, FL_TRAINING_SAMPLES);
        fl_audit_add(audit, 52, (fl_concerns)i,
                     facts.weight_low < 0 || facts.weight_high > 0 ? FL_POINT_PASS : FL_POINT_FAIL,
                     FL_BY_COMPUTATION, side->model_path, "weights from %.4g to %.4g",
                     (double)facts.weight_low, (double)facts.weight_high);
    }
}

void fl_judge_lab(const fl_case *given, fl_audit *audit)
{
    if (!given->by_lab)
        return;
    fl_case_facts *facts = calloc(1, sizeof *facts);
    for (int i = 0; i < 2 && facts; i++) {
        const fl_case_side *side = &given->sides[i];
        if (!side->run_count || !side->runs[0].result || !side->runs[0].result->peer)
            continue;
        fl_facts_collect(&side->runs[0], facts);
        const observed h = {
            given,          side, &side->runs[0].document, side->runs[0].result, facts, side->runs[0].path,
            (fl_concerns)i, audit};
        judge_calls(&h);
        judge_task(&h);
        judge_scope(&h);
        judge_traced(&h);
        if (fl_is_language(side, "rust"))
            judge_build(&h);
        if (side->run_count >= RUNS)
            fl_audit_add(audit, 30, h.who, FL_POINT_PASS, FL_BY_MEASUREMENT, h.where,
                         "the first of %zu runs is judged, and all of them are in the case", side->run_count);
    }
    free(facts);
    judge_data(given, audit);
    judge_model(given, audit);
}
