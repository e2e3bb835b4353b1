/* What follows from what a reading of another tool's clock is of. */
#include <math.h>
#include <string.h>

#include "bench/audit/providers/judged_side.h"

enum { CENTRAL_LIMIT = 30 };

const char *fl_readings_of(const fl_result *result)
{
    static const char *const words[] = {
        [FL_READING_CALL] = "calls",
        [FL_READING_MEAN] = "means of many calls",
        [FL_READING_PROCESS] = "whole processes",
        [FL_READING_UNTOLD] = "calls",
    };
    return words[fl_result_reading(result)];
}

const char *fl_judged_side_readings(const fl_judged_side *judged)
{
    return fl_readings_of(judged->run->result);
}

bool fl_judge_imported_count(const fl_judged_side *judged, fl_audit *audit)
{
    const fl_result *result = judged->run->result;
    size_t n = result->iterations;
    fl_place place = fl_judged_side_place(judged, "iterations");
    if (n == 0) {
        fl_audit_add(audit, 16, judged->concerns, FL_POINT_UNCHECKED, FL_BY_NOTHING, place.text,
                     "the file does not tell how many calls were timed");
        return true;
    }
    if (fl_result_reading(result) != FL_READING_MEAN || n > CENTRAL_LIMIT)
        return false;
    fl_audit_block(
        audit, 16, judged->concerns, FL_BY_READING, place.text,
        "%zu reading%s of many calls: the calls are enough for their mean, how they spread is not told, "
        "and how the readings do takes more than %d of them",
        n, n == 1 ? "" : "s", CENTRAL_LIMIT);
    return true;
}

/* Averaging hides the tail and narrows the spread: what they look like in means says nothing of calls. */
static void judge_means(const fl_judged_side *judged, fl_audit *audit)
{
    static const int points[] = {22, 88, 89, 90};
    const fl_imported *imported = judged->run->result->imported;
    fl_place place = fl_judged_side_place(judged, NULL);
    const bool ordered =
        imported->figures[5].place[0] || imported->figures[6].place[0]; /* p95 or p99 is given */
    for (size_t i = 0; i < sizeof points / sizeof points[0]; i++)
        if (points[i] == 88 && !ordered)
            continue;
        else if (imported->calls_per_reading > 1)
            fl_audit_block(
                audit, points[i], judged->concerns, FL_BY_READING, place.text,
                "each reading is the mean of %.0f calls (%s): how single calls spread it does not tell",
                imported->calls_per_reading, imported->tool);
        else
            fl_audit_block(
                audit, points[i], judged->concerns, FL_BY_READING, place.text,
                "each reading is the mean of many calls (%s): how single calls spread it does not tell",
                imported->tool);
}

static void judge_processes(const fl_judged_side *judged, fl_audit *audit)
{
    fl_place place = fl_judged_side_place(judged, NULL);
    const char *tool = judged->run->result->imported->tool;
    fl_audit_add(
        audit, 11, judged->concerns, FL_POINT_FAIL, FL_BY_READING, place.text,
        "%s times whole processes: start, loading and set-up stand between the clock and the inference",
        tool);
    fl_audit_add(audit, 12, judged->concerns, FL_POINT_FAIL, FL_BY_READING, place.text,
                 "%s times whole processes: all that follows the inference up to the end is timed too", tool);
    fl_audit_add(audit, 13, judged->concerns, FL_POINT_FAIL, FL_BY_READING, place.text,
                 "%s times whole processes: program and libraries are read from files meanwhile", tool);
    fl_audit_block(audit, 10, judged->concerns, FL_BY_READING, place.text,
                   "how many inferences one process makes its time does not tell");
    fl_audit_block(audit, 98, judged->concerns, FL_BY_READING, place.text,
                   "%s times whole processes: what of it is training its time does not tell", tool);
}

/* What a tool computes by itself, as its documentation or source says. */
static const struct {
    const char *tool;
    int point;
    fl_point_verdict verdict;
    fl_provider provider;
    const char *text;
} by_tool[] = {
    {"pytest-benchmark", 19, FL_POINT_PASS, FL_FROM_STATISTICS,
     "pytest-benchmark computes it as Python's statistics.mean of all rounds"},
    {"pytest-benchmark", 20, FL_POINT_PASS, FL_FROM_STATISTICS,
     "pytest-benchmark computes it as Python's statistics.stdev, which divides by n - 1"},
    {"pytest-benchmark", 22, FL_POINT_PASS, FL_FROM_STATISTICS,
     "the one that is given, the median, pytest-benchmark computes as Python's statistics.median"},
    {"Criterion", 2, FL_POINT_FAIL, FL_FROM_RESULTS,
     "Criterion warms up for a time, by 1, 2, 4 … calls in a row: their sum is never 100"},
};

static void judge_tool(const fl_judged_side *judged, fl_audit *audit)
{
    const fl_imported *imported = judged->run->result->imported;
    fl_place place = fl_judged_side_place(judged, NULL);
    for (size_t i = 0; i < sizeof by_tool / sizeof by_tool[0]; i++) {
        if (strcmp(imported->tool, by_tool[i].tool) != 0)
            continue;
        audit->provider = by_tool[i].provider;
        fl_audit_add(audit, by_tool[i].point, judged->concerns, by_tool[i].verdict, FL_BY_READING, place.text,
                     "%s", by_tool[i].text);
    }
    audit->provider = FL_FROM_RESULTS;
}

void fl_judge_readings(const fl_case *given, fl_audit *audit)
{
    for (int side = 0; side < 2; side++) {
        const fl_case_side *s = &given->sides[side];
        if (s->run_count == 0 || !s->runs[0].result || !s->runs[0].result->imported)
            continue;
        fl_judged_side judged = {
            .side = s, .run = &s->runs[0], .concerns = side == 0 ? FL_CONCERNS_A : FL_CONCERNS_B};
        if (fl_result_reading(judged.run->result) == FL_READING_MEAN)
            judge_means(&judged, audit);
        else if (fl_result_reading(judged.run->result) == FL_READING_PROCESS)
            judge_processes(&judged, audit);
        judge_tool(&judged, audit);
    }
}
