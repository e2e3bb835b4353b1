/* Points 91 to 100: is one side favoured? What was executed decides, not what was intended: the traces show
 * the work, its SIMD, sleeping and other system calls, threads, batches and answers that were not computed.
 *
 * The thresholds on instructions come from traces of honest contestants: an inference of PyTorch's nn.Linear
 * took 34,000 to 47,000 instructions, numpy's 15,000, a plain loop in C 9,433. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/audit/audit.h"
#include "bench/audit/providers/build_library_sources.h"
#include "bench/audit/providers/parts.h"
#include "bench/base/memory.h"
#include "bench/verdict/point93.h"

enum { INTERPRETED_USUAL = 75000, INTERPRETED_MOST = 200000, COMPILED_USUAL = 30000, COMPILED_MOST = 100000 };

/* No CPU executes fewer instructions than one in 2 ns for long while it computes, nor 60 in one. */
static const double slowest_ns_per_instruction = 2, most_instructions_per_ns = 60;
static const double padding = 1.05, shortfall = 0.95; /* of the work's multiply-adds */

static unsigned long long whole(uint64_t value)
{
    return (unsigned long long)value;
}

/* Of a side without a trace: whether what its sources say of another processor, of batches and of training is enough,
 * because all of them were read and nothing in them leads elsewhere. */
static bool sources_may_tell(const fl_audit *audit, int side, int point)
{
    return point >= 96 && point <= 98 && audit->natures[side].known;
}

/* Says of all points named, a 0 behind, that this side's trace is missing or inconclusive. False when it can
 * be relied on. */
static bool trace_is_usable(const fl_case *given, int i, const int *points, fl_audit *audit)
{
    const fl_case_side *side = &given->sides[i];
    if (fl_trace_counts(side))
        return true;
    for (; *points; points++)
        if (!side->has_trace && sources_may_tell(audit, i, *points))
            fl_audit_add(audit, *points, (fl_concerns)i, FL_POINT_UNCHECKED, FL_BY_TRACE, "",
                         "there is no trace of it");
        else
            fl_audit_doubt(audit, *points, i, FL_BY_TRACE, side->trace_path,
                           side->has_trace ? "the trace is inconclusive: %.200s"
                                           : "there is no trace of it%.0s",
                           side->has_trace ? side->trace.reason : "");
    return false;
}

/* ---- 91: slowed down on purpose ---- */

static const fl_trace_call *find_call(const fl_trace *trace, const char *const *names)
{
    for (size_t i = 0; i < trace->call_count; i++)
        for (const char *const *name = names; *name; name++)
            if (strcmp(trace->calls[i].name, *name) == 0)
                return &trace->calls[i];
    return NULL;
}

/* Time per instruction executed that no computing explains; NaN: no latency is known. The median, for it is
 * not moved by interruptions. */
static double ns_per_instruction(const fl_case_side *side)
{
    const fl_result *result = side->run_count ? side->runs[0].result : NULL;
    if (!result || !(result->per_call_us.p50 > 0) || !side->trace.instructions)
        return NAN;
    return 1000 * result->per_call_us.p50 / (double)side->trace.instructions;
}

static void judge_slowed(const fl_case *given, int i, fl_audit *audit)
{
    static const char *const sleeping[] = {
        "nanosleep",     "clock_nanosleep", "pause",       "select",      "pselect6",        "poll",
        "ppoll",         "epoll_wait",      "epoll_pwait", "sched_yield", "rt_sigtimedwait", "epoll_pwait2",
        "rt_sigsuspend", "semtimedop",      NULL};
    static const char *const waiting[] = {"futex", "wait4", "waitid", "read", "recvfrom", "recvmsg", NULL};
    const fl_case_side *side = &given->sides[i];
    const fl_trace *t = &side->trace;
    const fl_trace_call *sleep = find_call(t, sleeping), *wait = find_call(t, waiting);
    bool interpreted = fl_is_language(side, "python");
    uint64_t usual = interpreted ? INTERPRETED_USUAL : COMPILED_USUAL;
    uint64_t most = interpreted ? INTERPRETED_MOST : COMPILED_MOST;
    double each = ns_per_instruction(side);
    fl_concerns who = (fl_concerns)i;
    if (sleep)
        fl_audit_add(audit, 91, who, FL_POINT_FAIL, FL_BY_TRACE, side->trace_path,
                     "the system call %s, %llu times within one inference", sleep->name, whole(sleep->count));
    else if (t->instructions > most)
        fl_audit_add(audit, 91, who, FL_POINT_FAIL, FL_BY_TRACE, side->trace_path,
                     "%llu instructions for one inference, most in %.60s; more than %llu is a loop that does "
                     "something else",
                     whole(t->instructions), t->object_count ? t->objects[0].name : "?", whole(most));
    else if (t->instructions > 1000 && each > slowest_ns_per_instruction)
        fl_audit_add(
            audit, 91, who, FL_POINT_FAIL, FL_BY_COMPUTATION, fl_result_path(given, i),
            "the median call takes %.3g ns for each of its %llu instructions: it waits, it does not compute",
            each, whole(t->instructions));
    else if (wait)
        fl_audit_doubt(audit, 91, i, FL_BY_TRACE, side->trace_path,
                       "the system call %s, %llu times within one inference, may have waited", wait->name,
                       whole(wait->count));
    else if (t->instructions > usual)
        fl_audit_doubt(
            audit, 91, i, FL_BY_TRACE, side->trace_path,
            "%llu instructions for one inference, more than the %llu that honest ones took; most in %.60s",
            whole(t->instructions), whole(usual), t->object_count ? t->objects[0].name : "?");
    else
        fl_audit_add(audit, 91, who, FL_POINT_PASS, FL_BY_TRACE, side->trace_path,
                     "no sleeping or waiting call among %llu instructions, %.1f for each multiply-add",
                     whole(t->instructions),
                     (double)t->instructions / (double)(t->multiply_add_lanes ? t->multiply_add_lanes : 1));
}

/* ---- 6, 92, 94, 97, 98: the work ---- */

static uint64_t lanes_of_any_type(const fl_trace *trace)
{
    uint64_t sum = trace->integer_multiply_lanes;
    for (int width = 0; width < FL_WIDTHS; width++)
        for (int element = 0; element < FL_ELEMENTS; element++)
            sum += trace->arithmetic[width][element].multiply_lanes +
                   trace->arithmetic[width][element].fused_lanes;
    return sum;
}

/* Point 6 asks for 784 -> 2; two thirds of it tell one output from two, whatever is padded. */
static void judge_architecture(const fl_case *given, int i, fl_audit *audit)
{
    enum { WORK = FL_INPUTS * FL_OUTPUTS };
    const fl_case_side *side = &given->sides[i];
    uint64_t done = side->trace.multiply_add_lanes;
    double share = (double)done / WORK;
    if (share >= shortfall / 2 && share < 2.0 / 3)
        fl_audit_add(audit, 6, (fl_concerns)i, FL_POINT_FAIL, FL_BY_TRACE, side->trace_path,
                     "%llu multiply-adds are executed, those of 784 -> 1; 784 -> 2 has %d", whole(done),
                     WORK);
    else if (share >= shortfall && share <= padding)
        fl_audit_add(audit, 6, (fl_concerns)i, FL_POINT_PASS, FL_BY_TRACE, side->trace_path,
                     "%llu multiply-adds are executed, those of 784 -> 2", whole(done));
}

static void judge_computed(const fl_case *given, int i, fl_audit *audit)
{
    const fl_case_side *side = &given->sides[i];
    const fl_trace *t = &side->trace;
    uint64_t claimed = fl_claimed_multiply_adds(side), done = t->multiply_add_lanes;
    double each = ns_per_instruction(side);
    fl_concerns who = (fl_concerns)i;
    if ((double)lanes_of_any_type(t) < 0.05 * (double)claimed)
        fl_audit_add(audit, 94, who, FL_POINT_FAIL, FL_BY_TRACE, side->trace_path,
                     "%llu of %llu multiply-adds are executed: the answer is not computed there", whole(done),
                     whole(claimed));
    else if (each * most_instructions_per_ns < 1)
        fl_audit_add(audit, 94, who, FL_POINT_FAIL, FL_BY_COMPUTATION, fl_result_path(given, i),
                     "the median call leaves %.3g ns for each of the %llu instructions traced: what was "
                     "timed cannot have executed them",
                     each, whole(t->instructions));
    else if ((double)lanes_of_any_type(t) < shortfall * (double)claimed)
        fl_audit_add(audit, 94, who, FL_POINT_FAIL, FL_BY_TRACE, side->trace_path,
                     "%llu of the %llu multiply-adds claimed are executed: the rest is precomputed, or the "
                     "work is another",
                     whole(done), whole(claimed));
    else if ((double)done < shortfall * (double)claimed)
        fl_audit_doubt(
            audit, 94, i, FL_BY_TRACE, side->trace_path,
            "%llu of %llu multiply-adds in float32; arithmetic of other types was executed beside them",
            whole(done), whole(claimed));
    else
        fl_audit_add(audit, 94, who, FL_POINT_PASS, FL_BY_TRACE, side->trace_path,
                     "%llu of %llu multiply-adds are executed in one inference", whole(done), whole(claimed));
}

/* Asks about B only: what a library of A's does beside the work is not B's secret. */
static void judge_standard(const fl_case *given, int i, fl_audit *audit)
{
    static const double beyond = 1.5; /* more than any padding to whole vectors */
    const fl_case_side *side = &given->sides[i];
    fl_work_done work = fl_work_traced(side);
    fl_object_share made = fl_objects_named(&side->trace, (const char *const[]){"[anonymous]", NULL});
    fl_concerns who = (fl_concerns)i;
    if (!fl_audit_questions[92 - 1].side[i])
        return;
    if (work.times < shortfall)
        fl_audit_add(audit, 92, who, FL_POINT_FAIL, FL_BY_TRACE, side->trace_path,
                     "it executes %llu of the %llu multiply-adds claimed: a saving that nothing names",
                     whole(work.done), whole(work.claimed));
    else if (work.times > beyond && !work.tiled)
        fl_audit_add(audit, 92, who, FL_POINT_FAIL, FL_BY_TRACE, side->trace_path,
                     "it executes %llu multiply-adds where its work has %llu: arithmetic beside the work",
                     whole(work.done), whole(work.claimed));
    else if (made.multiply_add_lanes)
        fl_audit_doubt(
            audit, 92, i, FL_BY_TRACE, side->trace_path,
            "%llu multiply-adds are executed in code that was made at run time, whose origin cannot be told",
            whole(made.multiply_add_lanes));
    else
        fl_audit_add(audit, 92, who, FL_POINT_PASS, FL_BY_TRACE, side->trace_path,
                     "it executes the work it names, %llu multiply-adds, %s, none in code made at run time",
                     whole(work.done), fl_trace_class_name(&side->trace));
}

/* More work than one inference has. A step of training on one sample multiplies three times as often: for the
 * answer, for the gradient, for the new weights. */
static void judge_training(const fl_case *given, int i, fl_audit *audit)
{
    enum { TRAINING = 100 };
    static const double less_than_a_step = 2.5;
    const fl_case_side *side = &given->sides[i];
    fl_work_done work = fl_work_traced(side);
    if (work.times >= TRAINING)
        fl_audit_add(audit, 98, (fl_concerns)i, FL_POINT_FAIL, FL_BY_TRACE, side->trace_path,
                     "%llu multiply-adds in a timed call, %.0f times those of an inference: training",
                     whole(work.done), work.times);
    else if (work.times < less_than_a_step)
        fl_audit_add(audit, 98, (fl_concerns)i, FL_POINT_PASS, FL_BY_TRACE, side->trace_path,
                     "%llu multiply-adds in a timed call, %.2f times those of an inference; a step of "
                     "training has three times as many",
                     whole(work.done), work.times);
    else
        fl_audit_doubt(audit, 98, i, FL_BY_TRACE, side->trace_path,
                       "%llu multiply-adds in a timed call, %.2f times those of an inference",
                       whole(work.done), work.times);
}

static void judge_single(const fl_case *given, int i, fl_audit *audit)
{
    enum { MOST = 100 };
    static const double exactly = 0.001;
    const fl_case_side *side = &given->sides[i];
    fl_work_done work = fl_work_traced(side);
    bool multiple = round(work.times) >= 2 && work.times < MOST &&
                    fabs(work.times - round(work.times)) <= exactly * work.times;
    fl_concerns who = (fl_concerns)i;
    if (work.times <= padding)
        fl_audit_add(audit, 97, who, FL_POINT_PASS, FL_BY_TRACE, side->trace_path,
                     "%llu multiply-adds, those of one sample", whole(work.done));
    else if (work.tiled && given->by_lab)
        fl_audit_add(audit, 97, who, FL_POINT_PASS, FL_BY_MEASUREMENT, side->trace_path,
                     "the lab handed over one sample; %llu multiply-adds are executed because %.60s computes "
                     "whole tiles",
                     whole(work.done), work.tiled);
    else if (multiple && !work.tiled)
        fl_audit_add(audit, 97, who, FL_POINT_FAIL, FL_BY_TRACE, side->trace_path,
                     "%llu multiply-adds, those of %.0f samples", whole(work.done), round(work.times));
    else
        fl_audit_doubt(audit, 97, i, FL_BY_TRACE, side->trace_path,
                       "%llu multiply-adds, %.2f times those of one sample%s", whole(work.done), work.times,
                       work.tiled ? "; a BLAS may compute whole tiles" : "");
}

/* ---- 13: input and output in the timed part; 96: another processor ---- */

static void judge_io(const fl_case *given, int i, fl_audit *audit)
{
    static const char *const io[] = {
        "write",    "writev",         "pwrite64",  "pwritev",  "pwritev2", "read",      "readv",
        "pread64",  "preadv",         "preadv2",   "open",     "openat",   "openat2",   "creat",
        "sendto",   "sendmsg",        "sendmmsg",  "sendfile", "splice",   "recvfrom",  "recvmsg",
        "recvmmsg", "fsync",          "fdatasync", "connect",  "accept4",  "io_submit", "copy_file_range",
        "sync",     "io_uring_enter", NULL};
    const fl_case_side *side = &given->sides[i];
    const fl_trace_call *call = find_call(&side->trace, io);
    if (call)
        fl_audit_add(audit, 13, (fl_concerns)i, FL_POINT_FAIL, FL_BY_TRACE, side->trace_path,
                     "the system call %s, %llu times within one inference", call->name, whole(call->count));
    else
        fl_audit_add(audit, 13, (fl_concerns)i, FL_POINT_PASS, FL_BY_TRACE, side->trace_path,
                     "no system call for input or output within one inference (%zu kinds of calls in all)",
                     side->trace.call_count);
}

static void judge_processor(const fl_case *given, int i, fl_audit *audit)
{
    static const char *const others[] = {"libcuda", "libcudart", "libcublas", "torch_cuda", "libamdhip",
                                         "libhsa",  "libOpenCL", "libze_",    "torch_hip",  NULL};
    static const char *const device[] = {"ioctl", NULL};
    const fl_case_side *side = &given->sides[i];
    const fl_trace *t = &side->trace;
    fl_object_share other = fl_objects_named(t, others);
    const fl_trace_call *ioctl = find_call(t, device);
    uint64_t claimed = fl_claimed_multiply_adds(side);
    fl_concerns who = (fl_concerns)i;
    if (other.instructions)
        fl_audit_add(
            audit, 96, who, FL_POINT_FAIL, FL_BY_TRACE, side->trace_path,
            "%llu instructions of an inference are executed in %.60s, which drives another processor",
            whole(other.instructions), other.name);
    else if ((double)t->multiply_add_lanes >= shortfall * (double)claimed)
        fl_audit_add(audit, 96, who, FL_POINT_PASS, FL_BY_TRACE, side->trace_path,
                     "all %llu multiply-adds are executed on the CPU", whole(claimed));
    else
        fl_audit_doubt(audit, 96, i, FL_BY_TRACE, side->trace_path,
                       "%llu of %llu multiply-adds are executed on the CPU%s", whole(t->multiply_add_lanes),
                       whole(claimed), ioctl ? ", and a device is called (ioctl)" : "");
}

/* ---- 93 ---- */

/* Why a trace that is a bound tells enough. */
static void say_ground(const fl_case *given, fl_audit *audit)
{
    for (int i = 0; i < 2; i++) {
        const fl_trace_evidence *e = &audit->traces[i];
        if (e->bound[0])
            fl_audit_fail_by_bound(audit, 93, (fl_concerns)i, given->sides[i].trace_path,
                                   "%c: %.200s; but on any CPU it is as said", 'A' + i, e->bound);
    }
}

/* The result's document; where it does not name the CPU that the case names, a copy that does, into *copy, to be
 * freed. NULL: no memory. */
static const fl_document *document_of(const fl_case *given, const fl_case_run *run, fl_document **copy)
{
    const char *cpu = given->published.cpu;
    if (!cpu[0] || fl_names_cpu(run->document.environment.cpu))
        return &run->document;
    *copy = malloc(sizeof **copy);
    if (!*copy) {
        fl_memory_note_shortage();
        return NULL;
    }
    **copy = run->document; /* borrows what that owns */
    snprintf((*copy)->environment.cpu, sizeof(*copy)->environment.cpu, "%s", cpu);
    return *copy;
}

static void judge_attested(const fl_case *given, const fl_contestant contestants[2], fl_audit *audit)
{
    fl_attestation attested[2];
    fl_attest_both(contestants, attested);
    fl_point_verdict verdict = fl_point93_decide(&attested[0], &attested[1], false);
    for (int i = 0; i < 2; i++) {
        const char *path = given->sides[i].trace_path;
        if (verdict == FL_POINT_FAIL)
            fl_audit_fail_by_bound(audit, 93, (fl_concerns)i, path, "%c: %.290s", 'A' + i,
                                   attested[i].evidence);
        else if (verdict != FL_POINT_UNCHECKED)
            fl_audit_add(audit, 93, (fl_concerns)i, verdict, FL_BY_TRACE, path, "%c: %.290s", 'A' + i,
                         attested[i].evidence);
        else
            fl_audit_doubt(audit, 93, i, FL_BY_TRACE, path, "%c: %.290s", 'A' + i, attested[i].evidence);
    }
    if (verdict == FL_POINT_FAIL)
        say_ground(given, audit);
    if (verdict == FL_POINT_PASS && attested[0].simd_class.width != attested[1].simd_class.width)
        fl_audit_add(audit, 93, FL_CONCERNS_BOTH, FL_POINT_PASS, FL_BY_TRACE, given->sides[0].trace_path,
                     "both use SIMD or none, as the point is worded; but A is %s and B %s",
                     fl_simd_class_name(attested[0].simd_class), fl_simd_class_name(attested[1].simd_class));
}

static void judge_simd(const fl_case *given, fl_audit *audit)
{
    fl_contestant contestants[2];
    fl_document *copies[2] = {NULL, NULL};
    bool ready = true;
    for (int i = 0; i < 2 && ready; i++) {
        const fl_case_side *side = &given->sides[i];
        const fl_case_run *run = &side->runs[0];
        const fl_document *document =
            side->run_count && run->result ? document_of(given, run, &copies[i]) : NULL;
        ready = document != NULL;
        contestants[i] = (fl_contestant){.side = {.path = ready ? run->path : "",
                                                  .document = document,
                                                  .result = ready ? run->result : NULL},
                                         .trace = side->has_trace ? &side->trace : NULL,
                                         .reach = audit->traces[i].rebuilt     ? FL_REACHES_LIBRARIES
                                                  : audit->traces[i].bound[0]  ? FL_REACHES_BOUND
                                                  : audit->traces[i].remark[0] ? FL_REACHES_ANY_CPU
                                                                               : FL_REACHES_ITS_CPU,
                                         .trace_path = side->trace_path};
    }
    if (ready)
        judge_attested(given, contestants, audit);
    free(copies[0]);
    free(copies[1]);
}

void fl_judge_bias(const fl_case *given, fl_audit *audit)
{
    static const int traced_points[] = {91, 92, 94, 96, 97, 98, 0};
    for (int i = 0; i < 2; i++) {
        audit->provider = FL_FROM_BUILD;
        fl_judge_library_sources(given, i, audit);
        audit->provider = FL_FROM_RESULTS;
        if (!trace_is_usable(given, i, traced_points, audit))
            continue;
        judge_architecture(given, i, audit);
        judge_io(given, i, audit);
        judge_slowed(given, i, audit);
        judge_standard(given, i, audit);
        judge_computed(given, i, audit);
        judge_processor(given, i, audit);
        judge_single(given, i, audit);
        judge_training(given, i, audit);
    }
    judge_simd(given, audit);
    fl_judge_tail(given, audit);
}
