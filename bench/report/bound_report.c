#include "bench/report/bound_report.h"

#include <math.h>
#include <string.h>

#include "bench/base/text.h"
#include "bench/report/picture.h"
#include "bench/report/picture_latencies.h"
#include "bench/report/point_cell.h"

static const double most_unsteady = 0.05;

/* "71.4 ±0.2", and which kernel it is. */
static void figure_cells(fl_report *report, const fl_bound_figure *figure)
{
    double half = (figure->interval.high - figure->interval.low) / 2.0;
    if (!isfinite(figure->ns))
        fl_report_cell_add(report, "–");
    else if (isfinite(half))
        fl_report_cell_add(report, "%.1f ±%.1f", figure->ns, half);
    else
        fl_report_cell_add(report, "%.1f", figure->ns);
    fl_report_cell_add(report, "%s", figure->name);
}

static void add_classes(fl_report *report, const fl_bound_facts *facts)
{
    static const fl_report_column columns[] = {
        {"class", FL_COLUMN_WORDS},  {"floor ns", FL_COLUMN_FIGURE},
        {"set by", FL_COLUMN_WORDS}, {"hot, independent ns", FL_COLUMN_FIGURE},
        {"kernel", FL_COLUMN_WORDS}, {"hot, chained ns", FL_COLUMN_FIGURE},
        {"kernel", FL_COLUMN_WORDS}, {"cold ceiling ns", FL_COLUMN_FIGURE},
        {"kernel", FL_COLUMN_WORDS},
    };
    static const int ranks[] = {0, 0, 2, 0, 3, 1, 3, 1, 3};
    fl_report_table(report, columns, sizeof columns / sizeof columns[0]);
    fl_report_ranks(report, ranks);
    for (size_t i = 0; i < facts->bounds->class_count; i++) {
        const fl_class_bounds *simd_class = &facts->bounds->classes[i];
        if (!fl_bound_shows(facts->isa, simd_class))
            continue;
        fl_report_row_begin(report);
        fl_report_cell_add(report, "%s", simd_class->name);
        if (isfinite(simd_class->floor_ns))
            fl_report_cell_add(report, "%.1f", simd_class->floor_ns);
        else
            fl_report_cell_add(report, "–");
        if (simd_class->doubt[0])
            fl_report_cell_add(report, "%s%sin doubt: %s", simd_class->reason,
                               simd_class->reason[0] ? "; " : "", simd_class->doubt);
        else
            fl_report_cell_add(report, "%s", simd_class->reason);
        figure_cells(report, &simd_class->independent);
        figure_cells(report, &simd_class->chained);
        figure_cells(report, &simd_class->cold);
    }
}

static void add_heading(fl_report *report, const fl_bound_facts *facts)
{
    const fl_bounds *b = facts->bounds;
    fl_report_say(report, "%s; ", fl_report_plain(report, b->cpu));
    if (isfinite(b->core_ghz))
        fl_report_go_on(report, "core %.2f GHz; ", b->core_ghz);
    if (isfinite(b->add_latency_ns))
        fl_report_go_on(report, "a float addition takes %.2f ns; ", b->add_latency_ns);
    if (facts->source)
        fl_report_go_on(report, "from %s, ", fl_report_plain(report, facts->source));
    fl_report_go_on(report, "measured %s", fl_report_plain(report, b->timestamp));
    if (b->hidden_features[0])
        fl_report_say(report, "hidden by FAIRLANE_HIDE: %s; the classes that need them are not bounded",
                      fl_report_plain(report, b->hidden_features));
    if (b->emulated)
        fl_report_verdict(report, FL_MEANS_FAIL,
                          "EMULATED by %s: all times are the emulator's, not comparable with anything",
                          fl_report_plain(report, b->emulator));
    fl_report_gap(report);
}

static void add_notes(fl_report *report, const fl_bounds *b)
{
    fl_report_remark(
        report, "",
        "strict-scalar: additions in source order, as a plain loop compiles to. Floor: the slower of "
        "loading the bytes and\ndoing the arithmetic; strict-scalar also the chain of its additions. "
        "Cold: weights, input, bias, output and code\nflushed before each call, clock readings included, "
        "the slowest kernel of the class. ±: half of the 95 %% interval.");
    fl_report_remark(report, "", "One clock reading takes %.1f ns", b->clock_cost_ns);
    if (isfinite(b->empty_call.ns))
        fl_report_go_on(
            report,
            "; timed call by call, an empty call shows %.0f ns [%.0f, %.0f]: that much a per-call figure "
            "holds beside the work",
            b->empty_call.ns, b->empty_call.interval.low, b->empty_call.interval.high);
    fl_report_go_on(report, ".");
    if (b->unsteady_share > most_unsteady)
        fl_report_remark(
            report, "",
            "Disturbed: in %.0f %% of the timed blocks other work slowed this machine. Floors, taken from "
            "the quickest rounds, suffer\nleast; repeat this on a quiet machine before relying on the "
            "rest.",
            100.0 * b->unsteady_share);
}

/* What becomes of each claim, before anything else; without one, what is the least. */
static void answer(fl_report *report, const fl_bound_facts *facts)
{
    char sentence[640];
    bool any = false;
    for (int i = 0; i < FL_MOST_CLAIMS; i++) {
        if (!isfinite(facts->claimed_ns[i]))
            continue;
        bool refuted = fl_bound_refutes(facts->bounds, facts->isa, facts->claimed_ns[i]);
        fl_bound_sentence(facts->bounds, facts->isa, facts->claimed_ns[i], sentence, sizeof sentence);
        fl_report_verdict(report, refuted ? FL_MEANS_FAIL : FL_MEANS_NOTHING, "%s", sentence);
        any = true;
    }
    const fl_class_bounds *least = NULL;
    for (size_t i = 0; i < facts->bounds->class_count; i++) {
        const fl_class_bounds *other = &facts->bounds->classes[i];
        if (fl_bound_shows(facts->isa, other) && isfinite(other->floor_ns) &&
            (!least || other->floor_ns < least->floor_ns))
            least = other;
    }
    if (!any && least && !facts->bounds->emulated)
        fl_report_verdict(report, FL_MEANS_NOTHING, "No call can take less than %s here, the floor of %s.",
                          fl_time_text(least->floor_ns).text, least->name);
}

static void add_steadiness(fl_report *report, const fl_bounds *bounds)
{
    if (!isfinite(bounds->unsteady_share))
        return;
    if (bounds->unsteady_share > most_unsteady)
        fl_report_verdict(report, FL_MEANS_UNCHECKED,
                          "Not steady: other work disturbed %.0f %% of the timed blocks; see below.",
                          100.0 * bounds->unsteady_share);
    else
        fl_report_verdict(report, FL_MEANS_PASS, "Steady: %.0f %% of the timed blocks were not disturbed.",
                          100.0 * (1.0 - bounds->unsteady_share));
}

static void add_claim(fl_report *report, const fl_bound_facts *facts, double claimed_ns)
{
    static const fl_report_column columns[] = {{"class", FL_COLUMN_WORDS},
                                               {"claim", FL_COLUMN_WORDS},
                                               {"/ floor", FL_COLUMN_FIGURE},
                                               {"outside the arithmetic", FL_COLUMN_FIGURE}};
    fl_report_gap(report);
    fl_report_heading(report, 3, "A claim of %s", fl_time_text(claimed_ns).text);
    fl_report_table(report, columns, sizeof columns / sizeof columns[0]);
    for (size_t i = 0; i < facts->bounds->class_count; i++) {
        const fl_class_bounds *simd_class = &facts->bounds->classes[i];
        if (!fl_bound_shows(facts->isa, simd_class))
            continue;
        fl_judgement j = fl_bounds_judge(simd_class, claimed_ns);
        fl_report_row_begin(report);
        fl_report_cell_add(report, "%s", simd_class->name);
        fl_report_cell_mean(report, j.claim == FL_CLAIM_IMPOSSIBLE ? FL_MEANS_FAIL : FL_MEANS_NOTHING, "%s",
                            fl_claim_name(j.claim));
        if (isfinite(j.times_floor))
            fl_report_cell_add(report, "%.3g", j.times_floor);
        else
            fl_report_cell_add(report, "–");
        if (j.claim == FL_CLAIM_IMPOSSIBLE || !isfinite(j.outside_share))
            fl_report_cell_add(report, "–");
        else
            fl_report_cell_add(report, "%.0f %%", 100.0 * j.outside_share);
    }
}

static void add_points(fl_report *report, const fl_bound_facts *facts)
{
    static const fl_report_column columns[] = {{"point", FL_COLUMN_FIGURE},
                                               {"verdict", FL_COLUMN_WORDS},
                                               {"question", FL_COLUMN_PROSE},
                                               {"reason", FL_COLUMN_PROSE}};
    fl_point points[FL_LATENCY_POINTS];
    fl_bound_judge_points(facts, points);
    fl_report_gap(report);
    fl_report_table(report, columns, sizeof columns / sizeof columns[0]);
    for (int i = 0; i < FL_LATENCY_POINTS; i++) {
        fl_report_row_begin(report);
        fl_report_cell_add(report, "%d", points[i].number);
        fl_report_cell_point(report, points[i].verdict);
        fl_report_cell_add(report, "%s", points[i].question);
        fl_report_cell_add(report, "%s", points[i].reason);
    }
}

static void floor_of_model_cells(fl_report *report, const fl_core_floor *floor, double ghz)
{
    fl_report_cell_add(report, "%.0f", floor->cycles);
    fl_report_cell_add(report, "%.1f", floor->cycles / ghz);
    fl_report_cell_add(report, "%s", floor->set_by);
}

static void add_model_row(fl_report *report, const fl_bound_facts *facts, const fl_core_time *time)
{
    enum { FIGURES = 9 };
    fl_report_row_begin(report);
    fl_report_cell_add(report, "%s", time->variant->name);
    if (time->absent[0]) {
        for (int blank = 0; blank < FIGURES; blank++)
            fl_report_cell_add(report, "–");
        fl_report_cell_add(report, "%s", time->absent);
        return;
    }
    fl_report_cell_add(report, "%.0f", time->latency_cycles);
    fl_report_cell_add(report, "%.0f", time->throughput_cycles);
    floor_of_model_cells(report, &time->latency_floor, facts->ghz);
    floor_of_model_cells(report, &time->throughput_floor, facts->ghz);
    if (isfinite(facts->claimed_ns[0]))
        fl_report_cell_add(report, "%.3g", facts->claimed_ns[0] * facts->ghz / time->latency_floor.cycles);
    else
        fl_report_cell_add(report, "–");
}

static void add_model(fl_report *report, const fl_bound_facts *facts)
{
    static const fl_report_column columns[] = {
        {"kernel", FL_COLUMN_WORDS},       {"model: one call", FL_COLUMN_FIGURE},
        {"independent", FL_COLUMN_FIGURE}, {"floor: one call", FL_COLUMN_FIGURE},
        {"ns", FL_COLUMN_FIGURE},          {"set by", FL_COLUMN_WORDS},
        {"independent", FL_COLUMN_FIGURE}, {"ns", FL_COLUMN_FIGURE},
        {"set by", FL_COLUMN_WORDS},       {"claimed / floor", FL_COLUMN_FIGURE},
        {"remark", FL_COLUMN_PROSE}};
    fl_report_say(
        report,
        "MODEL of %s at %.3g GHz by llvm-mca 19, of the kernels' own machine code, in cycles: not measured, "
        "not a bound",
        facts->model->core->name, facts->ghz);
    fl_report_gap(report);
    fl_report_table(report, columns, sizeof columns / sizeof columns[0]);
    for (size_t i = 0; i < facts->model->count; i++)
        add_model_row(report, facts, &facts->model->times[i]);
    fl_report_remark(
        report, "",
        "The model knows neither caches nor frequency, and some are slower than their processor. A floor is "
        "the least of what\nthe model, the core's ports as its vendor describes them and a measurement from "
        "such a core (%s) allow; a claim is\nheld against one call. Below a floor there is reason to look "
        "closer, not proof.",
        facts->source ? fl_report_plain(report, facts->source) : "--result, none given");
}

void fl_bound_report(fl_report *report, const fl_bound_facts *facts)
{
    fl_report_title(report, "Which latencies this task can have");
    if (facts->model) {
        add_model(report, facts);
        return;
    }
    answer(report, facts);
    add_steadiness(report, facts->bounds);
    fl_report_gap(report);
    add_heading(report, facts);
    fl_picture_bounds(report, facts);
    add_classes(report, facts);
    add_notes(report, facts->bounds);
    for (int i = 0; i < FL_MOST_CLAIMS; i++)
        if (isfinite(facts->claimed_ns[i]))
            add_claim(report, facts, facts->claimed_ns[i]);
    add_points(report, facts);
    if (facts->bounds->emulated)
        fl_pictures_caution(report, "EMULATED, not comparable: ");
}
