#include "bench/report/bound_report.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "bench/base/text.h"
#include "bench/report/table.h"
#include "bench/verdict/latency_points.h"

static const double most_unsteady = 0.05;

/* "71.4 ±0.2", and which kernel it is. */
static void figure_cells(fl_table *table, const fl_bound_figure *figure)
{
    double half = (figure->interval.high - figure->interval.low) / 2.0;
    if (!isfinite(figure->ns))
        fl_table_cell(table, "–");
    else if (isfinite(half))
        fl_table_cell(table, "%.1f ±%.1f", figure->ns, half);
    else
        fl_table_cell(table, "%.1f", figure->ns);
    fl_table_cell(table, "%s", figure->name);
}

static fl_status print_classes(const fl_bound_view *view, fl_error *error)
{
    static const fl_column columns[] = {
        {"class", false, false},  {"floor ns", true, false},
        {"set by", false, false}, {"hot, independent ns", true, false},
        {"kernel", false, false}, {"hot, chained ns", true, false},
        {"kernel", false, false}, {"cold ceiling ns", true, false},
        {"kernel", false, false},
    };
    fl_table *table = fl_table_new(columns, sizeof columns / sizeof columns[0]);
    for (size_t i = 0; i < view->bounds->class_count; i++) {
        const fl_class_bounds *class = &view->bounds->classes[i];
        if (!fl_bound_shows(view->isa, class))
            continue;
        fl_table_row(table);
        fl_table_cell(table, "%s", class->name);
        if (isfinite(class->floor_ns))
            fl_table_cell(table, "%.1f", class->floor_ns);
        else
            fl_table_cell(table, "–");
        if (class->doubt[0])
            fl_table_cell(table, "%s%sin doubt: %s", class->reason, class->reason[0] ? "; " : "",
                          class->doubt);
        else
            fl_table_cell(table, "%s", class->reason);
        figure_cells(table, &class->independent);
        figure_cells(table, &class->chained);
        figure_cells(table, &class->cold);
    }
    fl_status status = fl_table_print(table, stdout, error);
    fl_table_free(table);
    return status;
}

static void print_heading(const fl_bound_view *view)
{
    const fl_bounds *b = view->bounds;
    char safe[512];
    fl_print(stdout, "%s; ", fl_text_make_plain(b->cpu, safe, sizeof safe));
    if (isfinite(b->core_ghz))
        fl_print(stdout, "core %.2f GHz; ", b->core_ghz);
    if (isfinite(b->add_latency_ns))
        fl_print(stdout, "a float addition takes %.2f ns; ", b->add_latency_ns);
    if (view->source)
        fl_print(stdout, "from %s, ", fl_text_make_plain(view->source, safe, sizeof safe));
    fl_print(stdout, "measured %s\n", fl_text_make_plain(b->timestamp, safe, sizeof safe));
    if (b->hidden_features[0])
        fl_print(stdout, "hidden by FAIRLANE_HIDE: %s; the classes that need them are not bounded\n",
                 fl_text_make_plain(b->hidden_features, safe, sizeof safe));
    if (b->emulated)
        fl_print(stdout, "EMULATED by %s: all times are the emulator's, not comparable with anything\n",
                 fl_text_make_plain(b->emulator, safe, sizeof safe));
    fl_print(stdout, "\n");
}

static void print_notes(const fl_bounds *b)
{
    fl_print(
        stdout,
        "strict-scalar: additions in source order, as a plain loop compiles to. Floor: the slower of "
        "loading the bytes and\ndoing the arithmetic; strict-scalar also the chain of its additions. "
        "Cold: weights, input, bias, output and code\nflushed before each call, clock readings included, "
        "the slowest kernel of the class. ±: half of the 95 %% interval.\n");
    fl_print(stdout, "One clock reading takes %.1f ns", b->clock_cost_ns);
    if (isfinite(b->empty_call.ns))
        fl_print(
            stdout,
            "; timed call by call, an empty call shows %.0f ns [%.0f, %.0f]: that much a per-call figure "
            "holds beside the work",
            b->empty_call.ns, b->empty_call.interval.low, b->empty_call.interval.high);
    fl_print(stdout, ".\n");
    if (b->unsteady_share > most_unsteady)
        fl_print(
            stdout,
            "Disturbed: in %.0f %% of the timed blocks other work slowed this machine. Floors, taken from "
            "the quickest rounds, suffer\nleast; repeat this on a quiet machine before relying on the "
            "rest.\n",
            100.0 * b->unsteady_share);
}

static fl_status print_claim(const fl_bound_view *view, double claimed_ns, fl_error *error)
{
    static const fl_column columns[] = {{"class", false, false},
                                        {"claim", false, false},
                                        {"/ floor", true, false},
                                        {"outside the arithmetic", true, false}};
    char sentence[640];
    fl_table *table = fl_table_new(columns, sizeof columns / sizeof columns[0]);
    for (size_t i = 0; i < view->bounds->class_count; i++) {
        const fl_class_bounds *class = &view->bounds->classes[i];
        if (!fl_bound_shows(view->isa, class))
            continue;
        fl_judgement j = fl_bounds_judge(class, claimed_ns);
        fl_table_row(table);
        fl_table_cell(table, "%s", class->name);
        fl_table_cell(table, "%s", fl_claim_name(j.claim));
        fl_table_cell(table, "%.3g", j.times_floor);
        if (j.claim == FL_CLAIM_IMPOSSIBLE)
            fl_table_cell(table, "–");
        else
            fl_table_cell(table, "%.0f %%", 100.0 * j.outside_share);
    }
    fl_bound_sentence(view->bounds, view->isa, claimed_ns, sentence, sizeof sentence);
    fl_print(stdout, "\n%s\n", sentence);
    fl_status status = fl_table_print(table, stdout, error);
    fl_table_free(table);
    return status;
}

static fl_status print_points(const fl_bound_view *view, fl_error *error)
{
    static const fl_column columns[] = {{"point", true, false},
                                        {"verdict", false, false},
                                        {"question", false, true},
                                        {"reason", false, true}};
    fl_point points[FL_LATENCY_POINTS];
    fl_bounds_points(view->bounds, view->claimed_ns, points);
    fl_table *table = fl_table_new(columns, sizeof columns / sizeof columns[0]);
    for (int i = 0; i < FL_LATENCY_POINTS; i++) {
        fl_table_row(table);
        fl_table_cell(table, "%d", points[i].number);
        fl_table_cell(table, "%s", fl_point_verdict_name(points[i].verdict));
        fl_table_cell(table, "%s", points[i].question);
        fl_table_cell(table, "%s", points[i].reason);
    }
    fl_print(stdout, "\n");
    fl_status status = fl_table_print(table, stdout, error);
    fl_table_free(table);
    return status;
}

static void floor_of_model_cells(fl_table *table, const fl_core_floor *floor, double ghz)
{
    fl_table_cell(table, "%.0f", floor->cycles);
    fl_table_cell(table, "%.1f", floor->cycles / ghz);
    fl_table_cell(table, "%s", floor->set_by);
}

static void add_model_row(fl_table *table, const fl_bound_view *view, const fl_core_time *time)
{
    enum { FIGURES = 9 };
    fl_table_row(table);
    fl_table_cell(table, "%s", time->variant->name);
    if (time->absent[0]) {
        for (int blank = 0; blank < FIGURES; blank++)
            fl_table_cell(table, "–");
        fl_table_cell(table, "%s", time->absent);
        return;
    }
    fl_table_cell(table, "%.0f", time->latency_cycles);
    fl_table_cell(table, "%.0f", time->throughput_cycles);
    floor_of_model_cells(table, &time->latency_floor, view->ghz);
    floor_of_model_cells(table, &time->throughput_floor, view->ghz);
    if (isfinite(view->claimed_ns[0]))
        fl_table_cell(table, "%.3g", view->claimed_ns[0] * view->ghz / time->latency_floor.cycles);
    else
        fl_table_cell(table, "–");
}

static fl_status print_model(const fl_bound_view *view, fl_error *error)
{
    static const fl_column columns[] = {{"kernel", false, false},     {"model: one call", true, false},
                                        {"independent", true, false}, {"floor: one call", true, false},
                                        {"ns", true, false},          {"set by", false, false},
                                        {"independent", true, false}, {"ns", true, false},
                                        {"set by", false, false},     {"claimed / floor", true, false},
                                        {"remark", false, true}};
    char safe[256];
    fl_table *table = fl_table_new(columns, sizeof columns / sizeof columns[0]);
    for (size_t i = 0; i < view->model->count; i++)
        add_model_row(table, view, &view->model->times[i]);
    fl_print(
        stdout,
        "MODEL of %s at %.3g GHz by llvm-mca 19, of the kernels' own machine code, in cycles: not measured, "
        "not a bound\n\n",
        view->model->core->name, view->ghz);
    fl_status status = fl_table_print(table, stdout, error);
    fl_table_free(table);
    fl_print(
        stdout,
        "The model knows neither caches nor frequency, and some are slower than their processor. A floor is "
        "the least of what\nthe model, the core's ports as its vendor describes them and a measurement from "
        "such a core (%s) allow; a claim is\nheld against one call. Below a floor there is reason to look "
        "closer, not proof.\n",
        view->source ? fl_text_make_plain(view->source, safe, sizeof safe) : "--result, none given");
    return status;
}

fl_status fl_report_bound(const fl_bound_view *view, fl_error *error)
{
    if (view->model)
        return print_model(view, error);
    print_heading(view);
    fl_status status = print_classes(view, error);
    print_notes(view->bounds);
    for (int i = 0; i < FL_MOST_CLAIMS && status == FL_OK; i++)
        if (isfinite(view->claimed_ns[i]))
            status = print_claim(view, view->claimed_ns[i], error);
    return status == FL_OK ? print_points(view, error) : status;
}
