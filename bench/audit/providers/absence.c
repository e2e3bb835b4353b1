/* What follows where the folder that was published is whole: a figure that nothing in it gives cannot be wrong, and a
 * file that is not in it is missing. */
#define _GNU_SOURCE /* strcasestr */
#include <stdio.h>
#include <string.h>

#include "bench/audit/providers/judged_side.h"
#include "bench/audit/providers/parts.h"
#include "bench/audit/providers/verdicts.h"

/* Points that ask how a figure was computed, and the words of whoever gives or computes it. */
static const struct {
    int point;
    fl_figure figure; /* of a result; FL_FIGURES: of the comparison */
    const char *what, *words[16];
} claims[] = {
    {21,
     FL_FIGURE_LOWER,
     "an interval of the mean",
     {"confidence", "ci_95", "ci95", "95 %", "95%", "1.96", "\xc2\xb1", "+/-", "margin", "sem(", NULL}},
    {23,
     FL_FIGURE_THROUGHPUT,
     "a throughput",
     {"throughput", "per_sec", "per second", "/s ", "/sec", "ops/", "qps", "1e6 /", "1_000_000", "1000000",
      NULL}},
    {24,
     FL_FIGURES,
     "a test of significance",
     {"welch", "student", "t-test", "t_test", "ttest", "p-value", "p_value", "pvalue", "signific", "whitney",
      "wilcoxon", "kolmogorov", "hypothesis", "scipy.stats", NULL}},
    {26,
     FL_FIGURES,
     "the size of an effect",
     {"cohen", "effect size", "effect_size", "hedges", "pooled", NULL}},
    {27,
     FL_FIGURES,
     "the size of an effect",
     {"cohen", "effect size", "effect_size", "hedges", "pooled", NULL}},
};

static bool speaks(const fl_case_text *texts, size_t count, const char *const words[])
{
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; words[k]; k++)
            if (strcasestr(texts[i].bytes, words[k]))
                return true;
    return false;
}

/* Whether anything but a result may give it: the author's comparison, a program, a document. */
static bool is_claimed(const fl_case *given, const char *const words[])
{
    for (int i = 0; i < 2; i++)
        if (speaks(given->sides[i].sources, given->sides[i].source_count, words))
            return true;
    return given->has_summary || given->comparison_source_count > 0 ||
           speaks(given->documentation, given->documentation_count, words);
}

static bool is_reported(const fl_judged_side sides[2], fl_figure figure)
{
    for (int i = 0; i < 2 && figure != FL_FIGURES; i++)
        if (fl_range_known(sides[i].figures.of[figure].range))
            return true;
    return false;
}

static void judge_claims(const fl_case *given, fl_audit *audit)
{
    fl_judged_side sides[2];
    for (int i = 0; i < 2; i++)
        fl_judged_side_open(given, i, &sides[i]);
    for (size_t i = 0; i < sizeof claims / sizeof claims[0]; i++)
        if (!is_reported(sides, claims[i].figure) && !is_claimed(given, claims[i].words))
            fl_audit_add(audit, claims[i].point, FL_CONCERNS_BOTH, FL_POINT_NOT_APPLICABLE, FL_BY_READING,
                         given->path, "nothing in the folder, which is whole, gives or computes %s",
                         claims[i].what);
    for (int i = 0; i < 2; i++)
        fl_judged_side_close(&sides[i]);
}

static bool has(const fl_case_text *texts, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(fl_base_name(texts[i].path), name) == 0)
            return true;
    return false;
}

static void judge_files(const fl_case *given, fl_audit *audit)
{
    for (int i = 0; i < 2; i++) {
        const fl_case_side *side = &given->sides[i];
        const fl_concerns who = (fl_concerns)i;
        audit->provider = FL_FROM_BUILD;
        if (fl_is_language(side, "rust") && !has(side->locks, side->lock_count, "Cargo.lock"))
            fl_audit_add(audit, 76, who, FAIL, FL_BY_READING, given->path,
                         "no Cargo.lock is in the folder, which is whole");
        if (i == 0 && fl_is_language(side, "python") && side->manifest_count + side->lock_count == 0)
            fl_audit_add(audit, 75, who, FAIL, FL_BY_READING, given->path,
                         "neither a manifest nor a lock file of Python is in the folder, which is whole");
    }
    if (given->documentation_count > 0)
        return;
    audit->provider = FL_FROM_COMMANDS;
    fl_audit_add(audit, 74, FL_CONCERNS_BOTH, FAIL, FL_BY_READING, given->path,
                 "no document is in the folder, which is whole");
    audit->provider = FL_FROM_DOCUMENTS;
    fl_audit_add(audit, 100, FL_CONCERNS_BOTH, FAIL, FL_BY_READING, given->path,
                 "no document is in the folder, which is whole");
}

void fl_judge_absence(const fl_case *given, fl_audit *audit)
{
    if (!given->whole || given->by_lab)
        return;
    if (given->not_whole[0]) {
        audit->provider = FL_FROM_STATISTICS;
        for (size_t i = 0; i < sizeof claims / sizeof claims[0]; i++)
            fl_audit_add(audit, claims[i].point, FL_CONCERNS_BOTH, FL_POINT_UNCHECKED, FL_BY_READING,
                         given->path, "%s", given->not_whole);
        return;
    }
    audit->provider = FL_FROM_STATISTICS;
    if (audit->natures[0].known && audit->natures[1].known && given->sides[0].run_count > 0 &&
        given->sides[1].run_count > 0)
        judge_claims(given, audit);
    judge_files(given, audit);
}
