/* Whether both sides do the same: multiply-adds, and what they give back. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "bench/verdict/point93_parts.h"
#include "kernels/kernel.h"

static void judge_work_of(int i, const fl_side *given, fl_point93 *p)
{
    fl_point93_side *side = &p->side[i];
    uint64_t executed = side->attestation.attested == FL_NOT_ATTESTED ? 0 : side->attestation.executed;
    side->declared = fl_declared_work(given);
    uint64_t traced = side->attestation.expected ? side->attestation.expected : executed;
    uint64_t expected = side->declared;
    if (expected == 0 && executed > 0)
        expected = traced;
    side->work = executed > 0 && executed < expected ? executed : expected;
    if (executed > 0 && side->declared > 0 && executed < side->declared)
        fl_point93_remark(p, "%c executed %" PRIu64 " multiply-adds where its work has %" PRIu64, 'A' + i,
                          executed, side->declared);
    if (side->attestation.executed > side->attestation.expected && side->attestation.expected > 0)
        fl_point93_remark(p, "%c executed %" PRIu64 " multiply-adds beyond the %" PRIu64 " of its work",
                          'A' + i, side->attestation.executed - side->attestation.expected,
                          side->attestation.expected);
}

static void judge_work(const fl_contestant contestants[2], fl_point93 *p)
{
    for (int i = 0; i < 2; i++)
        judge_work_of(i, &contestants[i].side, p);
    uint64_t a = p->side[0].work, b = p->side[1].work;
    p->work_differs = a > 0 && b > 0 && a != b;
    const char *silent = a == 0 ? "A" : "B";
    if (a == 0 && b == 0)
        silent = "either side";
    if (p->work_differs)
        fl_point93_remark(p, "UNEQUAL WORK: %" PRIu64 " multiply-adds against %" PRIu64, a, b);
    else if (a == 0 || b == 0)
        fl_point93_remark(p, "how much work %s does is not told, neither by a result nor by a trace", silent);
}

/* ---- what is given back ---- */

static const char *const logits = "logits", *const untold = "what is not told";

/* What a caller gets back, in words. */
static const char *returned(const fl_side *side)
{
    const fl_result *result = side->result;
    if (result->peer && strcmp(result->peer->predict_returns, logits) != 0)
        return strcmp(result->peer->predict_returns, "class") == 0 ? "a class" : "a probability";
    if (result->peer)
        return logits;
    if (strcmp(result->work, fl_work_shape(FL_WORK_LOGISTIC_784X1).name) == 0)
        return "a probability";
    return strcmp(result->work, fl_work_shape(FL_WORK_LINEAR_784X2).name) == 0 ? logits : untold;
}

static const fl_result *quickest_activation(const fl_document *lab)
{
    const fl_result *least = NULL;
    for (size_t i = 0; lab && !fl_is_emulated(lab) && i < lab->result_count; i++) {
        const fl_result *r = &lab->results[i];
        if (strcmp(r->work, fl_work_shape(FL_WORK_SOFTMAX_2).name) == 0 && r->chained.median_ns > 0 &&
            (!least || r->chained.median_ns < least->chained.median_ns))
            least = r;
    }
    return least;
}

/* A class is a comparison of two logits, unless it is taken from a probability, which is an activation more.
 * What an activation takes is measured by itself. */
static void compare_returns(const fl_contestant contestants[2], const fl_document *lab, fl_point93 *p)
{
    const char *a = returned(&contestants[0].side), *b = returned(&contestants[1].side);
    bool told = strcmp(a, untold) != 0 && strcmp(b, untold) != 0;
    if (strcmp(a, b) == 0 || (!told && (strcmp(a, logits) == 0 || strcmp(b, logits) == 0)))
        return;
    const fl_result *activation = quickest_activation(lab);
    char takes[448] = "";
    if (activation)
        snprintf(takes, sizeof takes, ", which takes from %.1f ns (%s, chained)",
                 activation->chained.median_ns, activation->name);
    bool probability = strcmp(a, "a probability") == 0 || strcmp(b, "a probability") == 0;
    fl_point93_remark(p, "A returns %s, B returns %s: %s%s", a, b,
                      probability ? "a probability needs an activation"
                                  : "a class needs a comparison, and taken from a probability an activation",
                      takes);
}

void fl_point93_compare_work(const fl_contestant contestants[2], const fl_document *lab, fl_point93 *p)
{
    judge_work(contestants, p);
    compare_returns(contestants, lab, p);
}
