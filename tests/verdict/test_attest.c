/* What a trace proves, and the rule of point 93 over all combinations of evidence. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "bench/verdict/point93.h"
#include "tests/verdict/verdict_fixture.h"

static fl_document document;
static fl_trace trace;
static fl_contestant contestant;
static fl_attestation attestation;

/* A kernel of the lab with a trace that fits in every respect. */
static int set_up(void **state)
{
    (void)state;
    verdict_foreign(&document, "avx2", 0.06, 0.001);
    document.of_other_tool = false;
    strcpy(document.environment.architecture, "x86_64");
    strcpy(document.results[0].isa, "avx2");
    document.results[0].fma = true;
    strcpy(document.results[0].work, "linear-784x2");
    strcpy(document.results[0].detail, "library 1.0");
    memset(document.results[0].code_sha256, 'a', 64);
    trace = verdict_trace(FL_WIDTH_256, true, 1568);
    strcpy(trace.name, "avx2");
    trace.command[0] = '\0';
    contestant = (fl_contestant){
        .side = {.path = "x.json", .document = &document, .result = &document.results[0]},
        .trace = &trace,
        .traced_sha256 = document.results[0].code_sha256,
        .traced_detail = "library 1.0",
    };
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    fl_document_free(&document);
    return 0;
}

static void expect(fl_attested attested, const char *part)
{
    fl_attest(&contestant, &attestation);
    assert_int_equal(attestation.attested, attested);
    if (!strstr(attestation.evidence, part))
        fail_msg("'%s' is missing in: %s", part, attestation.evidence);
}

static void a_fitting_trace_attests(void **state)
{
    (void)state;
    expect(FL_ATTESTED, "SIMD-256+FMA, 1,568 of 1,568 multiply-adds; 5000 instructions, traced just now on");
    assert_true(attestation.simd_low == 1 && attestation.simd_high == 1);
    assert_string_equal(fl_simd_class_name(attestation.simd_class), "SIMD-256+FMA");
    strcpy(document.environment.cpu, "  example   cpu");
    expect(FL_ATTESTED, "SIMD-256+FMA");
}

static void what_does_not_fit_attests_nothing(void **state)
{
    (void)state;
    strcpy(trace.cpu, "Example CPU 2");
    expect(FL_NOT_ATTESTED, "on another CPU");
    strcpy(trace.cpu, "");
    expect(FL_NOT_ATTESTED, "on another CPU");
    strcpy(trace.cpu, "Example CPU");
    strcpy(trace.architecture, "aarch64");
    expect(FL_NOT_ATTESTED, "another architecture");
    strcpy(trace.architecture, "x86_64");
    strcpy(trace.name, "avx");
    expect(FL_NOT_ATTESTED, "not one of this kernel");
    strcpy(trace.name, "avx2");
    strcpy(trace.command, "avx2"); /* a program of that name */
    expect(FL_NOT_ATTESTED, "not one of this kernel");
    trace.command[0] = '\0';
    contestant.traced_sha256 = "bbbb";
    expect(FL_NOT_ATTESTED, "not the code that was timed");
    contestant.traced_sha256 = NULL;
    expect(FL_NOT_ATTESTED, "is not known");
    contestant.traced_sha256 = document.results[0].code_sha256;
    contestant.traced_detail = "library 2.0";
    expect(FL_NOT_ATTESTED, "the library that was traced is not the one that was timed");
    contestant.traced_detail = "library 1.0";
    document.results[0].code_sha256[0] = '\0';
    expect(FL_NOT_ATTESTED, "is not known");
    assert_false(fl_simd_class_is_known(attestation.simd_class)); /* nothing may be computed from it */
}

/* A trace of another CPU is evidence where the code cannot depend on it, and else bounds what libraries without scalar
 * code do. A bound leaves its sums open: it passes nothing. */
static void another_cpu_is_reached_or_bounded(void **state)
{
    (void)state;
    fl_attestation scalar = {.attested = FL_ATTESTED};
    strcpy(document.results[0].isa, "");
    strcpy(trace.command, "contestant");
    strcpy(trace.cpu, "Another CPU");
    document.of_other_tool = true;
    expect(FL_NOT_ATTESTED, "on another CPU");
    contestant.reach = FL_REACHES_ANY_CPU;
    expect(FL_ATTESTED, "SIMD-256+FMA, 1,568 of 1,568");
    contestant.reach = FL_REACHES_BOUND;
    expect(FL_NOT_ATTESTED, "no scalar code is known to be excluded");
    trace.object_count = 1;
    trace.objects[0] =
        (fl_trace_object){.name = "libopenblas.so.0", .instructions = 1, .multiply_add_lanes = 1568};
    expect(FL_ATTESTED, "at least SIMD-128");
    assert_true(attestation.simd_low == 1 && attestation.sums_low == 0 && attestation.sums_high == 1);
    assert_int_equal(fl_point93_decide(&attestation, &scalar, false), FL_POINT_FAIL);
    assert_int_equal(fl_point93_decide(&attestation, &attestation, false), FL_POINT_UNCHECKED);
    trace.objects[0].multiply_add_lanes = 0; /* the program itself multiplied */
    expect(FL_NOT_ATTESTED, "no scalar code is known to be excluded");
    fl_trace wide = trace;
    trace = verdict_trace(FL_WIDTH_SCALAR, false, 1568);
    strcpy(trace.command, "contestant");
    strcpy(trace.cpu, "Another CPU");
    expect(FL_NOT_ATTESTED, "no scalar code is known to be excluded");
    trace.scalar_alone = true;
    expect(FL_ATTESTED, "scalar on any CPU");
    assert_true(attestation.simd_high == 0 && attestation.sums_high == 0);
    contestant.reach = FL_REACHES_LIBRARIES; /* of other machine code it tells nothing */
    expect(FL_NOT_ATTESTED, "no scalar code is known to be excluded");
    contestant.reach = FL_REACHES_BOUND;
    trace = wide;
    strcpy(document.environment.architecture, "aarch64");
    expect(FL_NOT_ATTESTED, "another architecture");
}

/* A peer is told by name and version; its machine code stands in too many files for a hash. */
static void peers_are_told_by_name_and_version(void **state)
{
    (void)state;
    fl_result *result = &document.results[0];
    assert_int_equal(fl_result_make_peer(result, NULL), FL_OK);
    strcpy(result->name, "pytorch");
    strcpy(result->peer->version, "2.9.1");
    result->isa[0] = result->code_sha256[0] = '\0';
    strcpy(trace.name, "pytorch");
    strcpy(trace.command, "/peers/pytorch/start");
    expect(FL_NOT_ATTESTED, "not one of this peer");
    strcpy(trace.version, "2.9.0");
    expect(FL_NOT_ATTESTED, "another version");
    strcpy(trace.version, "2.9.1");
    expect(FL_ATTESTED, "SIMD-256+FMA");
    strcpy(trace.name, "numpy");
    expect(FL_NOT_ATTESTED, "not one of this peer");
    strcpy(trace.name, "pytorch");
    strcpy(trace.cpu, "Another CPU");
    expect(FL_NOT_ATTESTED, "on another CPU");
}

static void a_trace_of_a_peer_is_not_one_of_a_kernel(void **state)
{
    (void)state;
    strcpy(trace.version, "1.0");
    expect(FL_NOT_ATTESTED, "the trace is one of a peer");
}

/* A result file may say of a kernel what it is not. */
static void a_result_that_the_trace_contradicts_attests_nothing(void **state)
{
    (void)state;
    strcpy(document.results[0].isa, "scalar");
    expect(FL_NOT_ATTESTED, "another class of SIMD than was executed");
    strcpy(document.results[0].isa, "avx2");
    document.results[0].fma = false;
    expect(FL_NOT_ATTESTED, "another class of SIMD than was executed");
    document.results[0].fma = true;
    strcpy(document.results[0].work, "logistic-784x1");
    expect(FL_NOT_ATTESTED, "other work than the kernel does");
    strcpy(document.results[0].work, "linear-784x3");
    expect(FL_NOT_ATTESTED, "other work than the kernel does");
    strcpy(document.results[0].work, "linear-784x2");
    strcpy(document.environment.emulator, "none");
    trace.how = FL_TRACED_BY_QEMU;
    expect(FL_NOT_ATTESTED, "the trace was taken in an emulator, the result was not");
    strcpy(document.environment.emulator, "qemu-x86_64");
    expect(FL_ATTESTED, "SIMD-256+FMA");
}

/* A foreign contestant with the trace of a kernel of the lab: a trace, but not of it. */
static void a_kernel_attests_no_foreign_contestant(void **state)
{
    (void)state;
    document.of_other_tool = true;
    expect(FL_NOT_ATTESTED, "the trace is of a kernel of the lab, not of the contestant");
    strcpy(trace.command, "python3 contestant.py");
    contestant.trace_path = "t.json";
    expect(FL_ATTESTED, "trace t.json of the command 'python3 contestant.py' on Example CPU");
}

static void inconclusive_traces_attest_nothing(void **state)
{
    (void)state;
    trace.undecoded = 1;
    expect(FL_NOT_ATTESTED, "not attested"); /* though its class field still says SIMD-256 */
    trace.undecoded = 0;
    trace.uncounted = 1;
    expect(FL_NOT_ATTESTED, "not attested");
    trace.uncounted = 0;
    trace.unseen = 1;
    expect(FL_NOT_ATTESTED, "not attested");
    trace.unseen = 0;
    trace.regions = 0;
    expect(FL_NOT_ATTESTED, "the region was never entered");
    trace = verdict_trace_of_class(FL_CLASS_NONE);
    expect(FL_NOT_ATTESTED, "not attested");
    assert_true(attestation.simd_low == 0 && attestation.simd_high == 1);
    trace = verdict_trace_of_class(FL_CLASS_INCONCLUSIVE);
    expect(FL_NOT_ATTESTED, "not known to the decoder");
    contestant.trace = NULL;
    expect(FL_NOT_ATTESTED, "not attested: no trace");
    contestant.no_trace = "unattestable: ptrace is forbidden";
    expect(FL_NOT_ATTESTED, "ptrace is forbidden");
}

static void a_machine_that_is_not_told_attests_nothing(void **state)
{
    (void)state;
    document.environment.cpu[0] = '\0';
    expect(FL_MACHINE_UNKNOWN, "on which CPU the latency was measured is not told");
    assert_true(fl_simd_class_is_known(attestation.simd_class));
}

/* More and fewer multiply-adds than the work has make the share an interval. */
static void shares_are_as_wide_as_the_doubt(void **state)
{
    (void)state;
    trace = verdict_trace(FL_WIDTH_SCALAR, false, 784);
    verdict_trace_add(&trace, FL_WIDTH_256, false, 784);
    document.of_other_tool = true;
    expect(FL_ATTESTED, "50.0 % in SIMD");
    assert_true(attestation.mixed && attestation.simd_low == 0.5 && attestation.simd_high == 0.5);
    trace = verdict_trace(FL_WIDTH_SCALAR, false, 1568);
    verdict_trace_add(&trace, FL_WIDTH_256, false, 40000); /* on unrelated data, perhaps */
    expect(FL_ATTESTED, "0.0 to 100.0 % in SIMD");
    trace = verdict_trace(FL_WIDTH_SCALAR, false, 1568);
    verdict_trace_add(&trace, FL_WIDTH_512, true, 16);
    expect(FL_ATTESTED, "0.0 to 1.0 % in SIMD");
    trace =
        verdict_trace(FL_WIDTH_128, true, 3148); /* padding, as a BLAS does it: nothing scalar did the work */
    expect(FL_ATTESTED, "and 1,580 more");
    assert_true(attestation.simd_low == 1 && attestation.simd_high == 1);
    fl_arithmetic *doubles = &trace.arithmetic[FL_WIDTH_SCALAR][FL_ELEMENT_FLOAT64];
    doubles->instructions = doubles->lanes = doubles->multiply_lanes = 1568; /* or did it? */
    expect(FL_ATTESTED, "0.0 to 100.0 % in SIMD");
    doubles->instructions = doubles->lanes = doubles->multiply_lanes = 0;
    trace.integer_multiply_instructions = trace.integer_multiply_lanes = 783; /* of addresses */
    expect(FL_ATTESTED, "and 1,580 more");
    assert_true(attestation.simd_low == 1 && attestation.simd_high == 1);
    trace.integer_multiply_instructions = trace.integer_multiply_lanes = 1568; /* or of quantised weights */
    expect(FL_ATTESTED, "0.0 to 100.0 % in SIMD");
    trace = verdict_trace(FL_WIDTH_SCALAR, false, 784); /* where is the other half? */
    expect(FL_ATTESTED, "0.0 to 50.0 % in SIMD");
}

/* ---- the rule ---- */

static fl_attestation made(fl_attested attested, double low, double high)
{
    fl_attestation a;
    memset(&a, 0, sizeof a);
    a.attested = attested;
    a.simd_low = low;
    a.simd_high = high;
    a.sums_low = low;
    a.sums_high = high;
    return a;
}

static fl_point_verdict decide(double a_low, double a_high, double b_low, double b_high)
{
    fl_attestation a = made(FL_ATTESTED, a_low, a_high), b = made(FL_ATTESTED, b_low, b_high);
    fl_point_verdict verdict = fl_point93_decide(&a, &b, false);
    assert_int_equal(verdict, fl_point93_decide(&b, &a, false)); /* nobody is A by merit */
    return verdict;
}

static void shares_decide(void **state)
{
    (void)state;
    assert_int_equal(decide(0, 0, 0, 0), FL_POINT_PASS);
    assert_int_equal(decide(1, 1, 1, 1), FL_POINT_PASS);
    assert_int_equal(decide(0, 0, 1, 1), FL_POINT_FAIL);
    assert_int_equal(decide(0.5, 0.5, 0.5, 0.5), FL_POINT_PASS);
    assert_int_equal(decide(0.5, 0.5, 1, 1), FL_POINT_FAIL);
    assert_int_equal(decide(0.5, 0.5, 0, 0), FL_POINT_FAIL);
    assert_int_equal(decide(0, 0.05, 0, 0), FL_POINT_PASS);
    assert_int_equal(decide(0, 0.06, 0, 0), FL_POINT_UNCHECKED);
    assert_int_equal(decide(0.051, 0.06, 0, 0), FL_POINT_FAIL);
    assert_int_equal(decide(0, 1, 0, 0), FL_POINT_UNCHECKED);
    assert_int_equal(decide(0, 1, 1, 1), FL_POINT_UNCHECKED);
    assert_int_equal(decide(0, 1, 0, 1), FL_POINT_UNCHECKED);
}

static fl_attestation apart(double products, double sums_low, double sums_high)
{
    fl_attestation a = made(FL_ATTESTED, products, products);
    a.sums_low = sums_low;
    a.sums_high = sums_high;
    return a;
}

static fl_point_verdict decide_apart(fl_attestation a, fl_attestation b)
{
    fl_point_verdict verdict = fl_point93_decide(&a, &b, false);
    assert_int_equal(verdict, fl_point93_decide(&b, &a, false));
    return verdict;
}

/* Products in SIMD that are added one after the other are as slow as scalar code. */
static void sums_decide_as_well(void **state)
{
    (void)state;
    fl_attestation ordered = apart(1, 0, 0), packed = apart(1, 1, 1), scalar = apart(0, 0, 0);
    fl_attestation mirror = apart(0, 1, 1), unknown = apart(1, 0, 1);
    assert_int_equal(decide_apart(ordered, ordered), FL_POINT_PASS);
    assert_int_equal(decide_apart(ordered, packed), FL_POINT_FAIL);
    assert_int_equal(decide_apart(ordered, scalar), FL_POINT_FAIL);
    assert_int_equal(decide_apart(ordered, mirror), FL_POINT_FAIL);
    assert_int_equal(decide_apart(mirror, scalar), FL_POINT_FAIL);
    assert_int_equal(decide_apart(mirror, packed), FL_POINT_FAIL);
    assert_int_equal(decide_apart(unknown, packed), FL_POINT_UNCHECKED);
    assert_int_equal(decide_apart(unknown, ordered), FL_POINT_UNCHECKED);
    assert_int_equal(decide_apart(unknown, unknown), FL_POINT_UNCHECKED);
    assert_int_equal(decide_apart(unknown, scalar), FL_POINT_FAIL); /* by its products, whatever adds them */
    assert_int_equal(decide_apart(apart(1, 0.96, 1), packed), FL_POINT_PASS);
    assert_int_equal(decide_apart(apart(1, 0.94, 1), packed), FL_POINT_UNCHECKED);
    assert_int_equal(decide_apart(apart(1, NAN, 1), packed), FL_POINT_UNCHECKED);
}

/* A trace of an older version, which counted no additions. */
static void sums_that_were_not_counted_attest_no_class(void **state)
{
    (void)state;
    document.of_other_tool = true;
    strcpy(trace.command, "./contestant");
    trace = verdict_trace(FL_WIDTH_256, false, 1568);
    trace.sums_counted = false;
    verdict_trace_add(&trace, FL_WIDTH_256, false, 0);
    expect(FL_ATTESTED, "products SIMD-256, sums not known");
    assert_false(fl_simd_class_is_known(attestation.simd_class));
    assert_true(attestation.simd_low == 1 && attestation.sums_low == 0 && attestation.sums_high == 1);
    trace = verdict_trace(FL_WIDTH_256, true, 1568); /* what is fused adds where it multiplies */
    trace.sums_counted = false;
    verdict_trace_add(&trace, FL_WIDTH_256, true, 0);
    expect(FL_ATTESTED, "SIMD-256+FMA");
    assert_true(attestation.sums_low == 1);
}

static void nonsense_is_unchecked(void **state)
{
    (void)state;
    static const double bad[][2] = {{NAN, 0}, {0, NAN}, {NAN, NAN}, {-1, 0}, {0, 2}, {1, 0}, {0, INFINITY}};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_int_equal(decide(bad[i][0], bad[i][1], 0, 0), FL_POINT_UNCHECKED);
}

/* Scalar and SIMD as a layman tells them apart: by the class of the trace. */
static bool is_scalar(fl_trace_class simd_class)
{
    return simd_class == FL_CLASS_SCALAR;
}

static bool is_simd(fl_trace_class simd_class)
{
    return simd_class >= FL_CLASS_SIMD_128 && simd_class <= FL_CLASS_SIMD_TILE;
}

/* Every pair of classes, each with every way in which a trace may not belong to its result. */
static void only_what_is_attested_on_both_sides_passes(void **state)
{
    (void)state;
    enum { CLASSES = FL_CLASS_INCONCLUSIVE + 1, STATES = 4 };
    size_t passes = 0, fails = 0;
    document.of_other_tool = true;
    document.environment.architecture[0] = '\0'; /* SVE is among the classes */
    for (int pair = 0; pair < CLASSES * CLASSES * STATES * STATES; pair++) {
        int index = pair;
        fl_trace_class simd_class[2];
        fl_attestation side[2];
        bool sound = true;
        for (int i = 0; i < 2; i++) {
            simd_class[i] = (fl_trace_class)(index % CLASSES);
            index /= CLASSES;
            int fault = index % STATES;
            index /= STATES;
            trace = verdict_trace_of_class(simd_class[i]);
            contestant.trace = fault == 1 ? NULL : &trace;
            if (fault == 2)
                strcpy(trace.cpu, "another");
            strcpy(document.environment.cpu, fault == 3 ? "" : "Example CPU");
            fl_attest(&contestant, &side[i]);
            sound &= fault == 0 && simd_class[i] != FL_CLASS_NONE && simd_class[i] != FL_CLASS_INCONCLUSIVE;
        }
        fl_point_verdict verdict = fl_point93_decide(&side[0], &side[1], false);
        bool alike = (is_scalar(simd_class[0]) && is_scalar(simd_class[1])) ||
                     (is_simd(simd_class[0]) && is_simd(simd_class[1])) ||
                     (simd_class[0] == FL_CLASS_MIXED && simd_class[1] == FL_CLASS_MIXED);
        assert_int_equal(verdict, !sound ? FL_POINT_UNCHECKED : alike ? FL_POINT_PASS : FL_POINT_FAIL);
        passes += verdict == FL_POINT_PASS;
        fails += verdict == FL_POINT_FAIL;
    }
    assert_int_equal(passes, 1 + 25 + 1); /* scalar; five widths; the same mixture */
    assert_int_equal(fails, 49 - 27);
}

static void names_of_cpus(void **state)
{
    (void)state;
    assert_true(fl_is_same_cpu("AMD EPYC 7763", "amd epyc  7763 "));
    assert_true(fl_is_same_cpu("x86-64", "x86_64"));
    assert_false(fl_is_same_cpu("AMD EPYC 7763", "AMD EPYC 776"));
    assert_false(fl_is_same_cpu("AMD EPYC 776", "AMD EPYC 7763"));
    assert_false(fl_is_same_cpu("", ""));
    assert_false(fl_is_same_cpu(" - ", ""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_fitting_trace_attests, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_does_not_fit_attests_nothing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(another_cpu_is_reached_or_bounded, set_up, tear_down),
        cmocka_unit_test_setup_teardown(peers_are_told_by_name_and_version, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_trace_of_a_peer_is_not_one_of_a_kernel, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_result_that_the_trace_contradicts_attests_nothing, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_kernel_attests_no_foreign_contestant, set_up, tear_down),
        cmocka_unit_test_setup_teardown(inconclusive_traces_attest_nothing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_machine_that_is_not_told_attests_nothing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(shares_are_as_wide_as_the_doubt, set_up, tear_down),
        cmocka_unit_test_setup_teardown(sums_that_were_not_counted_attest_no_class, set_up, tear_down),
        cmocka_unit_test(shares_decide),
        cmocka_unit_test(sums_decide_as_well),
        cmocka_unit_test(nonsense_is_unchecked),
        cmocka_unit_test_setup_teardown(only_what_is_attested_on_both_sides_passes, set_up, tear_down),
        cmocka_unit_test(names_of_cpus),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
