/* Whether B is faster than A on each machine, and points 78 and 79 on that. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "bench/verdict/fleet_parts.h"
#include "bench/verdict/machine.h"

static const double most_apart = 2 * (1 + 1e-9);

/* ---- one file ---- */

static const char *why_not_shown(const fl_fleet_cell *a, const fl_fleet_cell *b, double at_least)
{
    if (!b->known)
        return b->why[0] ? b->why : "no ratio is known";
    if (a->impossible || b->impossible)
        return "a time stands below its floor and cannot be right";
    if (b->why[0])
        return b->why;
    if (isnan(b->low) || isnan(b->high))
        return "there is no interval";
    return at_least > 1 ? "the interval includes that factor" : "the interval includes 1";
}

static void judge_file(fl_fleet *fleet, fl_fleet_machine *m)
{
    const fl_fleet_cell *a = fl_fleet_find(m, fleet->a), *b = fl_fleet_find(m, fleet->b);
    const double at_least = fleet->options.at_least;
    m->claim = (fl_fleet_claim){.ratio = NAN, .low = NAN, .high = NAN, .why = ""};
    if (!a || !b || m->no_base[0]) {
        m->claim.why = a ? "it does not hold B" : "it does not hold A";
        return;
    }
    m->claim.measured = true;
    if (b->known) {
        m->claim.ratio = b->ratio;
        m->claim.low = b->low;
        m->claim.high = b->high;
    }
    const bool sound = b->known && !b->why[0] && !a->impossible && !b->impossible;
    if (sound && (at_least > 1 ? b->low >= at_least : b->different && b->ratio > 1))
        m->claim.verdict = FL_FLEET_HOLDS;
    else if (sound && (at_least > 1 ? b->high < at_least : b->different && b->ratio < 1))
        m->claim.verdict = FL_FLEET_LOST;
    else
        m->claim.why = fl_fleet_word(fleet, why_not_shown(a, b, at_least));
}

/* ---- all of them ---- */

static bool is_judged(const fl_fleet_machine *m)
{
    return fl_fleet_counts(m) && m->claim.measured;
}

/* Runs of one machine, each kind of CPU that it was made to imitate by itself: they are one only where they
 * agree.
 */
static fl_fleet_verdict verdict_of_machine(const fl_fleet *fleet, size_t first)
{
    const fl_fleet_machine *m = &fleet->machines[first];
    for (size_t i = first + 1; i < fleet->machine_count; i++) {
        const fl_fleet_machine *other = &fleet->machines[i];
        if (is_judged(other) && other->same_as == m->same_as && other->hidden == m->hidden &&
            other->claim.verdict != m->claim.verdict)
            return FL_FLEET_NOT_SHOWN;
    }
    return m->claim.verdict;
}

static bool is_first_of_its_machine(const fl_fleet *fleet, size_t index)
{
    const fl_fleet_machine *m = &fleet->machines[index];
    for (size_t i = m->same_as; i < index; i++) {
        const fl_fleet_machine *other = &fleet->machines[i];
        if (is_judged(other) && other->same_as == m->same_as && other->hidden == m->hidden)
            return false;
    }
    return true;
}

static void count(fl_fleet *fleet)
{
    for (size_t i = 0; i < fleet->machine_count; i++) {
        const fl_fleet_machine *m = &fleet->machines[i];
        if (!is_judged(m))
            continue;
        if (isnan(fleet->least) || m->claim.ratio < fleet->least) {
            fleet->least = m->claim.ratio;
            fleet->least_at = i;
        }
        if (isnan(fleet->most) || m->claim.ratio > fleet->most) {
            fleet->most = m->claim.ratio;
            fleet->most_at = i;
        }
        if (!is_first_of_its_machine(fleet, i))
            continue;
        const fl_fleet_verdict verdict = verdict_of_machine(fleet, i);
        fleet->holds += verdict == FL_FLEET_HOLDS;
        fleet->lost += verdict == FL_FLEET_LOST;
        fleet->not_shown += verdict == FL_FLEET_NOT_SHOWN;
        fleet->judged++;
    }
}

/* ---- points 78 and 79 ---- */

static fl_environment environment_of(const fl_fleet_machine *m)
{
    fl_environment e = {.memory_total_bytes = m->memory_total_bytes};
    snprintf(e.cpu, sizeof e.cpu, "%s", m->cpu);
    snprintf(e.boot_id, sizeof e.boot_id, "%s", m->boot_id);
    snprintf(e.emulator, sizeof e.emulator, "%s", m->emulator);
    return e;
}

/* Of each CPU the first file stands for all: one of the same CPU would prove nothing more. */
static bool is_first_of_its_cpu(const fl_fleet *fleet, size_t index)
{
    for (size_t i = 0; i < index; i++)
        if (is_judged(&fleet->machines[i]) && fleet->machines[i].cpu == fleet->machines[index].cpu)
            return false;
    return true;
}

static void judge_second_machine(const fl_fleet *fleet, fl_fleet_point *point)
{
    const char *why = NULL;
    const fl_fleet_machine *here = NULL;
    bool all_one = true;
    size_t files = 0;
    *point = (fl_fleet_point){FL_FLEET_NOT_SHOWN, "no second machine's results hold both"};
    for (size_t i = 0; i < fleet->machine_count; i++) {
        const fl_fleet_machine *there = &fleet->machines[i];
        if (!is_judged(there))
            continue;
        files++;
        here = here ? here : there;
        all_one &= there->same_as == here->same_as;
        if (there == here || (there->cpu[0] && !is_first_of_its_cpu(fleet, i)))
            continue;
        fl_environment a = environment_of(here), b = environment_of(there);
        bool certain = false;
        const char *reason = fl_why_same_machine(&a, &b, &certain);
        if (!reason) {
            point->verdict = FL_FLEET_HOLDS;
            snprintf(point->text, sizeof point->text, "both ran on %.80s (%.60s) and on %.80s (%.60s)",
                     here->cpu, here->path, there->cpu, there->path);
            return;
        }
        why = reason;
    }
    if (files > 1 && all_one) {
        point->verdict = FL_FLEET_LOST;
        snprintf(point->text, sizeof point->text, "all %zu files are of one machine", files);
    } else if (files > 1) {
        snprintf(point->text, sizeof point->text, "nothing proves two machines: %s",
                 why ? why : "the CPU is the same, and nothing else proves that it is another machine");
    }
}

static void judge_ratio(const fl_fleet *fleet, fl_fleet_point *point)
{
    const double apart = fleet->most / fleet->least;
    size_t ratios = 0;
    for (size_t i = 0; i < fleet->machine_count; i++)
        ratios += is_judged(&fleet->machines[i]) && fleet->machines[i].claim.ratio > 0;
    *point = (fl_fleet_point){FL_FLEET_NOT_SHOWN, "no two ratios are there"};
    if (!(apart >= 1) || ratios < 2)
        return;
    const bool kept = apart <= most_apart;
    if (kept && fleet->second_machine.verdict != FL_FLEET_HOLDS)
        snprintf(
            point->text, sizeof point->text,
            "that it is another machine is not established, see point 78; %.4g to %.4g, %.2f times apart",
            fleet->least, fleet->most, apart);
    else
        snprintf(point->text, sizeof point->text,
                 "A takes %.4g (%.80s) to %.4g (%.80s) times as long as B, %.2f times apart%s", fleet->least,
                 fleet->machines[fleet->least_at].path, fleet->most, fleet->machines[fleet->most_at].path,
                 apart, kept ? "" : ": more than a factor of two");
    point->verdict = !kept                                             ? FL_FLEET_LOST
                     : fleet->second_machine.verdict == FL_FLEET_HOLDS ? FL_FLEET_HOLDS
                                                                       : FL_FLEET_NOT_SHOWN;
}

void fl_fleet_judge(fl_fleet *fleet)
{
    if (!fleet->options.of)
        return;
    for (size_t i = 0; i < fleet->machine_count; i++)
        judge_file(fleet, &fleet->machines[i]);
    count(fleet);
    judge_second_machine(fleet, &fleet->second_machine);
    judge_ratio(fleet, &fleet->ratio_kept);
}
