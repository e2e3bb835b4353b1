/* What running both sides again proves, and what it does not: same CPU, another, one that may be either. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bench/audit/providers/reproduction.h"

enum { CALLS = 10000 };

static fl_case *given;
static fl_audit *audit;
static fl_reproduction *again;
static fl_result published[2], written[2][FL_REPRODUCED_RUNS];

static void set_mean(fl_result *result, double mean)
{
    fl_result_init(result);
    snprintf(result->name, sizeof result->name, "x");
    result->iterations = CALLS;
    result->per_call_us.mean = mean;
}

static fl_case_run published_runs[2];

/* A: 2.0012 us published, B: 0.5003; here nearly the same, on the same CPU, undisturbed. */
static int set_up(void **state)
{
    (void)state;
    given = calloc(1, sizeof *given);
    audit = calloc(1, sizeof *audit);
    again = calloc(1, sizeof *again);
    if (!given || !audit || !again)
        return -1;
    given->reproduction = again;
    snprintf(again->cpu, sizeof again->cpu, "Processor 7000");
    again->ghz = again->ghz_low = again->ghz_high = 3;
    for (int side = 0; side < 2; side++) {
        const double mean = side == 0 ? 2.001234567 : 0.500345678;
        fl_case_run *run = &published_runs[side];
        *run = (fl_case_run){.path = ""};
        given->sides[side].runs = run;
        given->sides[side].run_count = 1;
        fl_document_init(&run->document);
        snprintf(run->document.environment.cpu, sizeof run->document.environment.cpu, "Processor 7000");
        set_mean(&published[side], mean);
        run->result = &published[side];
        fl_reproduced_side *r = &again->sides[side];
        r->count = FL_REPRODUCED_RUNS;
        for (size_t i = 0; i < r->count; i++) {
            set_mean(&written[side][i], mean * (1.001 + 0.01 * (double)i));
            fl_document_init(&r->runs[i].written.document);
            r->runs[i].written.result = &written[side][i];
            r->runs[i].seconds = 1;
            r->runs[i].seen = r->runs[i].written.document.environment;
            snprintf(r->runs[i].seen.cpu, sizeof r->runs[i].seen.cpu, "Processor 7000");
            snprintf(r->runs[i].seen.boot_id, sizeof r->runs[i].seen.boot_id, "this-boot");
            r->runs[i].seen.other_busy_cpus = 0.01;
            r->runs[i].seen.steal_percent = 0;
            r->runs[i].seen.pages_swapped = 0;
            r->runs[i].seen.numa_nodes = 1;
            r->runs[i].seen.pinned_cpu = 0;
            r->runs[i].seen.cpus_online = 2;
        }
    }
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    free(given);
    free(audit);
    free(again);
    return 0;
}

static void judge(void)
{
    memset(audit, 0, sizeof *audit);
    for (int i = 0; i < FL_AUDIT_POINTS; i++)
        audit->points[i].question = &fl_audit_questions[i];
    audit->provider = FL_FROM_REPRODUCTION;
    fl_judge_reproduction(given, audit);
    fl_audit_conclude(audit);
}

#define assert_verdict(number, wanted) assert_int_equal(audit->points[(number)-1].verdict, wanted)

static void set_cpu(const char *name)
{
    for (int side = 0; side < 2; side++) {
        char *cpu = given->sides[side].runs[0].document.environment.cpu;
        snprintf(cpu, sizeof given->sides[side].runs[0].document.environment.cpu, "%s", name);
    }
}

static void change(int side, double times)
{
    for (size_t i = 0; i < FL_REPRODUCED_RUNS; i++)
        written[side][i].per_call_us.mean *= times;
}

static void the_same_cpu_meets_its_figures(void **state)
{
    static const int conditions[] = {56, 57, 58, 59, 60, 66, 70};
    (void)state;
    judge();
    assert_verdict(71, FL_POINT_PASS);
    for (size_t i = 0; i < sizeof conditions / sizeof *conditions; i++)
        assert_verdict(conditions[i], FL_POINT_PASS);
    assert_verdict(78, FL_POINT_UNCHECKED); /* it may be the same machine */
    assert_verdict(79, FL_POINT_UNCHECKED);
    for (int point = 61; point <= 65; point++) /* versions of here are not those of there */
        assert_verdict(point, FL_POINT_UNCHECKED);
}

static void the_same_cpu_does_not(void **state)
{
    (void)state;
    change(0, 1.2); /* of conditions nothing follows any more, and it is no fault either */
    judge();
    assert_verdict(71, FL_POINT_PASS);
    assert_verdict(58, FL_POINT_UNCHECKED);
    change(0, 2); /* 2.4 times as long, the ratio with it */
    judge();
    assert_verdict(71, FL_POINT_FAIL);
    assert_verdict(79, FL_POINT_FAIL);
    assert_verdict(78, FL_POINT_UNCHECKED);
    change(1, 2.4); /* the ratio is as published */
    judge();
    assert_verdict(71, FL_POINT_FAIL);
    assert_verdict(79, FL_POINT_UNCHECKED);
}

static void another_cpu(void **state)
{
    (void)state;
    set_cpu("Other Chip 12");
    change(0, 5);
    change(1, 5);
    judge(); /* five times as long, both */
    assert_verdict(71, FL_POINT_PASS);
    assert_verdict(78, FL_POINT_PASS);
    assert_verdict(79, FL_POINT_PASS);
    assert_verdict(56, FL_POINT_UNCHECKED);
    assert_verdict(58, FL_POINT_UNCHECKED);
    change(0, 2.1);
    judge();
    assert_verdict(78, FL_POINT_PASS);
    assert_verdict(79, FL_POINT_FAIL);
}

/* "AMD EPYC" in a virtual machine is any of them; nothing that hangs on its name is decided. */
static void a_cpu_that_may_be_either(void **state)
{
    static const char *const names[][2] = {{"AMD EPYC", "AMD EPYC"},
                                           {"AMD EPYC", "AMD EPYC 7763 64-Core"},
                                           {"AMD EPYC 7763 64-Core", "AMD EPYC"},
                                           {"Processor 7000", ""},
                                           {"", "x86_64"}};
    (void)state;
    change(0, 4);
    change(1, 4);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        snprintf(again->cpu, sizeof again->cpu, "%s", names[i][0]);
        set_cpu(names[i][1]);
        judge();
        assert_verdict(71, FL_POINT_PASS);
        assert_verdict(78, FL_POINT_UNCHECKED);
        assert_verdict(79, FL_POINT_UNCHECKED);
        assert_verdict(56, FL_POINT_UNCHECKED);
    }
    /* one side of another CPU is not both */
    snprintf(again->cpu, sizeof again->cpu, "Processor 7000");
    set_cpu("Other Chip 12");
    given->sides[1].runs[0].document.environment.cpu[0] = '\0';
    judge();
    assert_verdict(78, FL_POINT_UNCHECKED);
}

/* The boot tells it whatever the CPU is called. */
static void the_same_boot(void **state)
{
    (void)state;
    snprintf(again->cpu, sizeof again->cpu, "AMD EPYC");
    snprintf(again->boot_id, sizeof again->boot_id, "this-boot");
    set_cpu("Other Chip 12");
    for (int side = 0; side < 2; side++)
        snprintf(given->sides[side].runs[0].document.environment.boot_id, 40, "this-boot");
    judge();
    assert_verdict(78, FL_POINT_UNCHECKED);
    assert_verdict(79, FL_POINT_UNCHECKED);
    change(1, 3);
    judge();
    assert_verdict(71, FL_POINT_FAIL);
}

static void runs_that_differ(void **state)
{
    (void)state;
    written[0][2].per_call_us.mean *= 1.2;
    judge();
    assert_verdict(71, FL_POINT_FAIL);
    again->sides[0].runs[1].seen.other_busy_cpus = 0.7; /* it may be the neighbour's doing */
    judge();
    assert_verdict(71, FL_POINT_UNCHECKED);
    again->sides[0].runs[1].seen.other_busy_cpus = NAN;
    judge();
    assert_verdict(71, FL_POINT_UNCHECKED);
    again->sides[0].runs[1].seen.other_busy_cpus = 0;
    again->ghz_low = 2.5;
    judge();
    assert_verdict(71, FL_POINT_UNCHECKED);
}

/* Nor does a ratio follow from such means, or that they are none of the published. */
static void a_ratio_of_runs_that_differ(void **state)
{
    (void)state;
    set_cpu("Processor 9000");
    change(0, 5);
    judge();
    assert_verdict(79, FL_POINT_FAIL);
    written[0][2].per_call_us.mean *= 1.2;
    judge();
    assert_verdict(79, FL_POINT_FAIL); /* nothing disturbed them */
    again->sides[0].runs[1].seen.other_busy_cpus = 0.7;
    judge();
    assert_verdict(79, FL_POINT_UNCHECKED);
    change(0, 0.2);
    judge();
    assert_verdict(79, FL_POINT_UNCHECKED);
    set_cpu("Processor 7000");
    change(0, 5);
    judge();
    assert_verdict(71, FL_POINT_UNCHECKED);
}

/* Figures are met, but what the runs were under was not calm: nothing follows for the published ones. */
static void a_disturbed_machine(void **state)
{
    (void)state;
    again->sides[0].runs[2].seen.other_busy_cpus = 1.5;
    again->sides[1].runs[0].seen.pages_swapped = 12;
    judge();
    assert_verdict(66, FL_POINT_UNCHECKED); /* no fault of the published run either */
    assert_verdict(60, FL_POINT_UNCHECKED);
    assert_verdict(70, FL_POINT_PASS);
}

static void figures_that_were_not_measured(void **state)
{
    (void)state;
    set_cpu("Other Chip 12");
    written[0][1].per_call_us.mean = published[0].per_call_us.mean;
    judge();
    assert_verdict(71, FL_POINT_FAIL);
    assert_verdict(78, FL_POINT_UNCHECKED);
    assert_verdict(79, FL_POINT_UNCHECKED);
    set_mean(&written[0][1], 2.1);
    again->sides[1].runs[2].seconds = 0.004; /* 10,000 calls of 0.5 us are 5 ms */
    judge();
    assert_verdict(71, FL_POINT_FAIL);
    assert_verdict(78, FL_POINT_UNCHECKED);
}

static void a_side_that_fails(void **state)
{
    (void)state;
    set_cpu("Other Chip 12");
    again->sides[1].count = 1;
    snprintf(again->sides[1].why, sizeof again->sides[1].why, "run 2 of its command: exit code 1");
    judge();
    assert_verdict(71, FL_POINT_UNCHECKED);
    assert_verdict(78, FL_POINT_UNCHECKED);
    assert_verdict(79, FL_POINT_UNCHECKED);
    assert_non_null(strstr(audit->points[77].evidence[0].text, "exit code 1"));
    again->sides[1].count = 0;
    again->sides[0].count = 0;
    snprintf(again->sides[0].why, sizeof again->sides[0].why, "its build command: exit code 1");
    judge();
    assert_verdict(71, FL_POINT_UNCHECKED);
    written[0][0].per_call_us.mean = NAN; /* three files without a mean */
    again->sides[0] = (fl_reproduced_side){.count = 1, .runs = {{.written = {.result = &written[0][0]}}}};
    judge();
    assert_verdict(71, FL_POINT_UNCHECKED);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(the_same_cpu_meets_its_figures),
        TEST(the_same_cpu_does_not),
        TEST(another_cpu),
        TEST(a_cpu_that_may_be_either),
        TEST(the_same_boot),
        TEST(runs_that_differ),
        TEST(a_ratio_of_runs_that_differ),
        TEST(a_disturbed_machine),
        TEST(figures_that_were_not_measured),
        TEST(a_side_that_fails),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
