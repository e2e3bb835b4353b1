/* The one floor: why it bounds on any CPU, and what follows where it does not.
 *
 * A call has to load 9,408 bytes and to do 1,568 multiply-adds. Code that does only one of the two, as fast
 * as the core can, is a probe; a kernel does both, so it takes at least as long as the slower of them. That
 * is sound only where the probe is the fastest such code there is, and no single probe is: cores differ in
 * ports, in how loads fall into banks and lines, in latencies. One that was the best on Zen 4 reached 1.30 of
 * the 1.5 pairs a cycle of Golden Cove, and seven honest kernels stood "below their floor". So:
 *
 * 1. Several probes of each kind and width, written in different ways, and the quickest counts. A further one
 *    can only lower a floor.
 * 2. Time is counted in cycles of the core, by a witness in the same block, so that a clock that changes
 *    between the probe's blocks and the kernel's moves neither. A file without cycles is judged in ns: there
 *    the quickest probe ran at the highest clock, and a kernel that ran at a lower one only looks slower.
 * 3. Of a probe its quickest tenth of rounds counts, of quiet ones where the state of the core is known: what
 *    else runs only ever adds time. Not the very quickest, in which the witness may have been disturbed
 *    instead. Of a contestant the median counts, with the upper end of its interval. Where no round was quiet
 *    a probe may be twice too slow, for a neighbour takes half of a port that it fills, and nothing of a
 * chain that leaves the ports idle: then a floor shows, but refutes nothing.
 * 4. Chained calls also wait for their longest chain of dependent operations. A latency is a whole number of
 *    cycles, and whatever disturbs its measurement makes it longer: the least of the processes, rounded down,
 *    never exceeds it. 4.46 cycles are 4, 3.90 are 3; 3.99 are 4, as a clock that changes meanwhile can take
 *    off some per mille. Of fused multiply-adds the shorter of the chains through the product and through the
 *    addend counts: cores of Arm forward the latter. Between independent calls the tails of chains overlap in
 *    the reorder window: there a chain explains, but does not bound.
 * 5. If for all that a kernel stands below, one of the two is wrong. A kernel that gave the right result and
 * is attested, seen to execute all of its multiply-adds in every call, has disproved the probe: its own time
 * is the floor of its width from then on, and the table says so. What is not attested puts the floors of its
 *    width in doubt: they are not relied on, those of other widths are. Below three quarters no probe is that
 *    bad; then it is the contestant that skips work.
 * 6. One stop remains even for attested kernels. No code takes in more bytes a cycle than the best load probe
 *    of any width does, nor starts more loads or multiply-adds of its own width than the best probes of any
 *    width start. Probes that all err together err by tenths: what is below three quarters of that has been
 *    timed by a wrong clock or counted wrongly. Nor is code of a known chain below 0.65 of it: latencies are
 *    known to one cycle, of three or more.
 * 7. A library picks its code at run time, and a peer is a program of its own. Their loads are held against
 * the widest width: whatever they execute, they load no more at a time. Their arithmetic is held against the
 * class that a trace saw them execute, fused or not, whichever is quicker; without a trace, against the
 * widest as well. A peer below 0.97 of that does not do the work, or its clock is wrong. */
#include "bench/bounds/floor.h"
#include "bench/base/sort.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const double unit_share = 0.02; /* what may be missing to a whole number of cycles */
enum { TENTH = 10, FEWEST_QUIET = 5 };

static const size_t bytes_of_call = (FL_WEIGHTS + FL_INPUTS) * sizeof(float);

/* ---- from rounds to a figure ---- */

/* The quiet rounds' values, or all of them, into chosen; returns how many. */
static size_t choose_rounds(const double *values, const int *state, size_t rounds, double *chosen,
                            fl_floor_figure *figure)
{
    size_t quiet = 0;
    for (size_t i = 0; state && i < rounds; i++)
        if (state[i] == FL_ROUND_QUIET)
            chosen[quiet++] = values[i];
    figure->quiet = quiet >= FEWEST_QUIET && quiet >= rounds / TENTH;
    figure->shared = state && rounds > 0 && !figure->quiet;
    if (figure->quiet)
        return quiet;
    memcpy(chosen, values, rounds * sizeof *values);
    return rounds;
}

fl_floor_figure fl_floor_of_rounds(const double *values, const int *state, size_t rounds, double confidence)
{
    fl_floor_figure figure = {NAN, NAN, {NAN, NAN, NAN, 0.0}, false, false};
    double *chosen = values && rounds > 0 ? malloc(rounds * sizeof *chosen) : NULL;
    if (!chosen)
        return figure;
    size_t count = choose_rounds(values, state, rounds, chosen, &figure);
    fl_sort(chosen, count);
    figure.least = chosen[(count - 1) / TENTH];
    figure.median = fl_median(chosen, count);
    figure.of_median = fl_quantile_interval(chosen, count, 0.5, confidence);
    free(chosen);
    return figure;
}

double fl_floor_whole_cycles(double measured)
{
    return measured > 0.0 && isfinite(measured) ? floor(measured * (1.0 + unit_share)) : NAN;
}

/* ---- the machine ---- */

/* The least of the processes; NaN when it is not known. */
static double least_value(const fl_document *document, const char *name, const char *unit)
{
    for (size_t i = 0; i < document->machine_count; i++) {
        const fl_named_value *v = &document->machine[i];
        if (strcmp(v->name, name) == 0 && strcmp(v->unit, unit) == 0)
            return v->low > 0.0 ? v->low : v->value;
    }
    return NAN;
}

/* The highest clock that was characterised or witnessed. */
static double highest_clock(const fl_document *document)
{
    double highest = NAN;
    for (size_t i = 0; i < document->machine_count; i++) {
        const fl_named_value *v = &document->machine[i];
        if (strncmp(v->name, "core clock", strlen("core clock")) == 0 && strcmp(v->unit, "GHz") == 0)
            highest = fmax(highest, v->high); /* ignores a NaN */
    }
    return highest;
}

static double fused_latency(const fl_document *document, const char *unit)
{
    return fmin(least_value(document, "float multiply-add latency", unit),
                least_value(document, "float accumulation latency", unit));
}

double fl_floor_chain_cycles(const fl_document *document, fl_floor_chain chain)
{
    double cycles = 0.0;
    if (chain.additions > 0)
        cycles +=
            chain.additions * fl_floor_whole_cycles(least_value(document, "float add latency", "cycles"));
    if (chain.fused > 0)
        cycles += chain.fused * fl_floor_whole_cycles(fused_latency(document, "cycles"));
    return cycles > 0.0 ? cycles : NAN;
}

double fl_floor_chain_ns(const fl_document *document, fl_floor_chain chain)
{
    double cycles = fl_floor_chain_cycles(document, chain), clock = highest_clock(document), ns = 0.0;
    if (cycles > 0.0 && clock > 0.0)
        return cycles / clock;
    if (chain.additions > 0)
        ns += chain.additions * least_value(document, "float add latency", "ns");
    if (chain.fused > 0)
        ns += chain.fused * fused_latency(document, "ns");
    return ns > 0.0 ? ns : NAN;
}

/* ---- what each result is to the floors ---- */

static bool is_of_task(const fl_result *result)
{
    return !result->is_probe && strcmp(result->work, fl_work_shape(FL_WORK_LINEAR_784X2).name) == 0;
}

/* Nobody knows which vectors a library or a peer works on. */
static bool is_of_library(const fl_result *result)
{
    return result->peer || strcmp(result->isa, fl_isa_name(FL_ISA_LIBRARY)) == 0;
}

int fl_floor_width(int lanes)
{
    for (int isa = 0; isa < FL_ISA_LIBRARY; isa++)
        if (fl_isa_lanes((fl_isa)isa) == lanes)
            return (int)fl_isas[isa].width;
    return -1;
}

/* A library's 0 lanes mean that nobody knows. */
static int width_of(const fl_result *result)
{
    fl_isa isa = fl_isa_called(result->isa);
    bool run_time = isa < FL_ISA_LIBRARY && fl_isa_lanes(isa) == 0;
    if (run_time)
        return (int)fl_isas[isa].width;
    return result->lanes > 0 ? fl_floor_width(result->lanes) : -1;
}

static fl_floor_kind kind_of_probe(const fl_result *probe)
{
    return strcmp(probe->work, "loads") == 0 ? FL_FLOOR_OF_LOADS
           : probe->fma                      ? FL_FLOOR_OF_FUSED
                                             : FL_FLOOR_OF_PAIRS;
}

/* Of a library's code, which has many ways, a trace of one call must do. */
static bool is_attested(const fl_result *result)
{
    bool traced = strcmp(result->origin, fl_origin_name(FL_LIBRARY)) == 0 && result->executed.simd_class[0] &&
                  result->executed.expected > 0 &&
                  result->executed.multiply_adds >= result->executed.expected;
    return (result->no_way_around || traced) && result->max_error_in_bounds <= 1.0;
}

/* Cycles of all rounds, of everything that floors are made of and judge. */
static bool has_cycles(const fl_document *document)
{
    bool any = false;
    for (size_t i = 0; i < document->result_count; i++) {
        const fl_result *result = &document->results[i];
        if (!result->is_probe && !is_of_task(result))
            continue;
        if ((result->independent.rounds > 0 && !result->independent.cycles) ||
            (result->chained.rounds > 0 && !result->chained.cycles))
            return false;
        any = any || result->independent.rounds > 0;
    }
    return any;
}

static double confidence_of(const fl_document *document)
{
    return document->confidence > 0.0 && document->confidence < 1.0 ? document->confidence : 0.95;
}

static fl_floor_figure figure_of(const fl_document *document, const fl_floors *floors,
                                 const fl_series *series)
{
    return fl_floor_of_rounds(floors->in_cycles ? series->cycles : series->ns, series->state, series->rounds,
                              confidence_of(document));
}

/* ---- the parts ---- */

static void take_probe(const fl_document *document, const fl_result *probe, fl_floors *floors, size_t *shared)
{
    fl_floor_figure figure = figure_of(document, floors, &probe->independent);
    int width = width_of(probe);
    if (width < 0 || !(figure.least > 0.0))
        return;
    *shared += figure.shared;
    fl_floor_kind kind = kind_of_probe(probe);
    fl_floor_part_of *part = &floors->part[width][kind];
    if (!(part->least <= figure.least)) {
        part->least = figure.least;
        part->from = probe;
    }
    double instructions =
        (double)(kind == FL_FLOOR_OF_LOADS ? FL_WEIGHTS + FL_INPUTS : FL_WEIGHTS) / probe->lanes;
    if (kind == FL_FLOOR_OF_LOADS)
        floors->best_bytes = fmax(floors->best_bytes, (double)bytes_of_call / figure.least);
    if (probe->lanes > 0)
        floors->best_rate[kind] = fmax(floors->best_rate[kind], instructions / figure.least);
}

/* The highest clock of the rounds: that of the quickest tenth of the probes' blocks. */
static double clock_of_rounds(const fl_document *document)
{
    double highest = NAN;
    for (size_t i = 0; i < document->result_count; i++) {
        const fl_series *s = &document->results[i].independent;
        double *ns_a_cycle = s->cycles && document->results[i].is_probe && s->rounds > 0
                                 ? malloc(s->rounds * sizeof *ns_a_cycle)
                                 : NULL;
        if (!ns_a_cycle)
            continue;
        for (size_t r = 0; r < s->rounds; r++)
            ns_a_cycle[r] = s->ns[r] / s->cycles[r];
        highest = fmax(highest, 1.0 / fl_floor_of_rounds(ns_a_cycle, NULL, s->rounds, 0.95).least);
        free(ns_a_cycle);
    }
    return highest;
}

int fl_floors_widest(const fl_floors *floors)
{
    for (int w = FL_WIDTHS - 1; w >= 0; w--)
        if (floors->part[w][FL_FLOOR_OF_LOADS].from)
            return w;
    return -1;
}

/* The width of what a library or a peer was seen to multiply in; the widest where nobody saw it. */
static int width_executed(const fl_floors *floors, const fl_result *result)
{
    const char *simd_class = result->executed.simd_class;
    size_t length = strcspn(simd_class, "+");
    for (int w = 0; w < FL_WIDTHS; w++) {
        const char *word = fl_trace_class_word(fl_widths[w].traced_as);
        if (length == strlen(word) && strncmp(simd_class, word, length) == 0 &&
            result->executed.multiply_adds >= result->executed.expected && result->executed.expected > 0 &&
            (floors->part[w][FL_FLOOR_OF_PAIRS].from || floors->part[w][FL_FLOOR_OF_FUSED].from))
            return w;
    }
    return fl_floors_widest(floors);
}

static fl_floor_kind quicker_arithmetic(const fl_floors *floors, int width)
{
    const fl_floor_part_of *part = floors->part[width];
    return part[FL_FLOOR_OF_FUSED].from && !(part[FL_FLOOR_OF_FUSED].least > part[FL_FLOOR_OF_PAIRS].least)
               ? FL_FLOOR_OF_FUSED
               : FL_FLOOR_OF_PAIRS;
}

static double least_of_parts(const fl_floor_part_of *loads, const fl_floor_part_of *arithmetic,
                             const fl_floor_part_of **which)
{
    *which = NULL;
    if (loads->least > 0.0)
        *which = loads;
    if (arithmetic->least > 0.0 && !(*which && loads->least >= arithmetic->least))
        *which = arithmetic;
    return *which ? (*which)->least : NAN;
}

double fl_floors_least(const fl_floors *floors, int width, fl_floor_kind arithmetic,
                       const fl_floor_part_of **which)
{
    *which = NULL;
    if (width < 0 || floors->shared || floors->part[width][FL_FLOOR_OF_LOADS].doubted ||
        floors->part[width][arithmetic].doubted)
        return NAN;
    return least_of_parts(&floors->part[width][FL_FLOOR_OF_LOADS], &floors->part[width][arithmetic], which);
}

/* Neither more bytes than the best probe takes in, nor, of a known width, more instructions. */
static double stop_of(const fl_floors *floors, const fl_result *result, int width)
{
    double stop = (double)bytes_of_call / floors->best_bytes;
    fl_floor_kind arithmetic = result->fma ? FL_FLOOR_OF_FUSED : FL_FLOOR_OF_PAIRS;
    if (is_of_library(result) || fl_widths[width].lanes == 0)
        return stop;
    double loads = (double)(FL_WEIGHTS + FL_INPUTS) / fl_widths[width].lanes;
    double sums = (double)FL_WEIGHTS / fl_widths[width].lanes;
    stop = fmax(stop, loads / floors->best_rate[FL_FLOOR_OF_LOADS]); /* ignores a NaN */
    return fmax(stop, sums / floors->best_rate[arithmetic]);
}

/* The parts that a result contains; false when there are none. */
static bool parts_of(fl_floors *floors, const fl_result *result, fl_floor_part_of *parts[2], int *width)
{
    *width = is_of_library(result) ? fl_floors_widest(floors) : width_of(result);
    if (!is_of_task(result) || *width < 0)
        return false;
    parts[0] = &floors->part[*width][FL_FLOOR_OF_LOADS];
    int of_sums = is_of_library(result) ? width_executed(floors, result) : *width;
    fl_floor_kind kind = is_of_library(result) ? quicker_arithmetic(floors, of_sums)
                         : result->fma         ? FL_FLOOR_OF_FUSED
                                               : FL_FLOOR_OF_PAIRS;
    parts[1] = &floors->part[of_sums][kind];
    return true;
}

static double upper_end(const fl_floor_figure *figure)
{
    return isfinite(figure->of_median.high) ? figure->of_median.high : figure->median;
}

static void lower(fl_floor_part_of *part, const fl_result *result, double least)
{
    if (!(least < part->least))
        return;
    if (!part->was)
        part->was = part->from;
    part->from = result;
    part->least = least;
}

/* What a kernel that stands below does to the parts it contains. */
static void dispute(const fl_document *document, fl_floors *floors, const fl_result *result,
                    fl_floor_judgement wanted)
{
    const fl_floor_part_of *which;
    fl_floor_part_of *parts[2];
    int width;
    if (result->peer || result->independent.rounds == 0 || !parts_of(floors, result, parts, &width))
        return;
    fl_floor_figure figure = figure_of(document, floors, &result->independent);
    fl_floor_case of = {.time = upper_end(&figure),
                        .floor = least_of_parts(parts[0], parts[1], &which),
                        .stop = stop_of(floors, result, width),
                        .attested = is_attested(result),
                        .shared = floors->shared};
    if (fl_floor_judge(&of) != wanted)
        return;
    for (int p = 0; p < 2; p++)
        if (wanted == FL_FLOOR_DISPROVED)
            lower(parts[p], result, figure.least);
        else if (!floors->shared && of.time < FL_LEAST_POSSIBLE * parts[p]->least)
            parts[p]->doubted = result;
}

void fl_floors_of(const fl_document *document, fl_floors *floors)
{
    size_t probes = 0, shared = 0;
    *floors = (fl_floors){.in_cycles = has_cycles(document), .best_bytes = NAN};
    for (int k = 0; k < FL_FLOOR_KINDS; k++) {
        floors->best_rate[k] = NAN;
        for (int w = 0; w < FL_WIDTHS; w++)
            floors->part[w][k].least = NAN;
    }
    for (size_t i = 0; i < document->result_count; i++)
        if (document->results[i].is_probe) {
            take_probe(document, &document->results[i], floors, &shared);
            probes += document->results[i].independent.rounds > 0;
        }
    floors->shared = probes > 0 && shared == probes;
    floors->ghz = floors->in_cycles ? clock_of_rounds(document) : highest_clock(document);
    if (fl_is_emulated(document))
        return;
    for (size_t i = 0; i < document->result_count; i++)
        dispute(document, floors, &document->results[i], FL_FLOOR_DISPROVED);
    for (size_t i = 0; i < document->result_count; i++)
        dispute(document, floors, &document->results[i], FL_FLOOR_IN_DOUBT);
}

double fl_floors_ns(const fl_floors *floors, double amount)
{
    return floors->in_cycles ? amount / floors->ghz : amount;
}

/* ---- judging ---- */

fl_floor_judgement fl_floor_judge(const fl_floor_case *of)
{
    if (!(of->time < FL_LEAST_POSSIBLE * of->floor))
        return FL_FLOOR_HOLDS;
    if (of->shared)
        return FL_FLOOR_IN_DOUBT;
    if (of->peer)
        return FL_FLOOR_IMPOSSIBLE;
    if (of->attested)
        return of->time < FL_SURELY_LESS * of->stop ? FL_FLOOR_IMPOSSIBLE : FL_FLOOR_DISPROVED;
    return of->time < FL_SURELY_LESS * of->floor ? FL_FLOOR_IMPOSSIBLE : FL_FLOOR_IN_DOUBT;
}

const char *fl_floor_judgement_name(fl_floor_judgement judgement)
{
    static const char *const names[] = {"", "disproved", "in doubt", "impossible"};
    return names[judgement];
}

/* Time and floor of one mode of one result. */
typedef struct subject {
    const fl_document *document;
    const fl_floors *floors;
    const fl_result *result;
    const fl_series *series;
    const fl_floor_part_of *part; /* that set it; NULL: none, or the chain */
    fl_floor_chain chain;
    double chain_amount; /* in the floors' unit; NaN: independent calls, or not known */
    double stop;
    const fl_result *doubted;
} subject;

static void name_chain(fl_floor_chain chain, char *text, size_t size)
{
    if (chain.additions > 0 && chain.fused > 0)
        snprintf(text, size, "chain of %d multiply-adds and %d additions", chain.fused, chain.additions);
    else
        snprintf(text, size, "chain of %d dependent %s", chain.additions + chain.fused,
                 chain.fused > 0 ? "multiply-adds" : "additions");
}

/* Sets amount's figures: in ns at the clock that the contestant had, so that no two of a line disagree. */
static void set_figures(const subject *s, const fl_floor_figure *figure, double amount, fl_floor *floor)
{
    floor->ratio = figure->median / amount;
    floor->ns = s->series->median_ns / floor->ratio;
    floor->cycles = s->floors->in_cycles ? amount : NAN;
    floor->interval = figure->of_median;
    floor->interval.low /= amount;
    floor->interval.high /= amount;
}

static void explain_judgement(const subject *s, fl_floor_judgement judgement, fl_floor *floor)
{
    char than[sizeof floor->set_by];
    snprintf(than, sizeof than, "%s", floor->set_by);
    if (judgement == FL_FLOOR_IN_DOUBT)
        snprintf(floor->explanation, sizeof floor->explanation,
                 s->floors->shared ? "below %.60s, which was measured on a shared core alone"
                                   : "below %.60s, and not seen to execute all multiply-adds in each call: "
                                     "one of the two is wrong",
                 than);
    else if (judgement == FL_FLOOR_IMPOSSIBLE)
        snprintf(floor->explanation, sizeof floor->explanation, "%s",
                 s->result->peer ? "it does not do this work on one thread, or its clock is wrong"
                 : is_attested(s->result)
                     ? "its code does all of the work in each call, so that the clock or the count of calls "
                       "is wrong: repeat it"
                     : "it does not do all of the work in each call, which 'fairlane trace' shows, or the "
                       "clock is wrong: repeat it");
}

static void judge_subject(const subject *s, double amount, fl_floor *floor)
{
    fl_floor_figure figure = figure_of(s->document, s->floors, s->series);
    fl_floor_case of = {.time = upper_end(&figure),
                        .floor = amount,
                        .stop = s->stop,
                        .attested = is_attested(s->result),
                        .peer = s->result->peer != NULL,
                        .shared = s->floors->shared};
    if (!(amount > 0.0 && figure.median > 0.0))
        return;
    fl_floor_judgement judgement = fl_is_emulated(s->document) ? FL_FLOOR_HOLDS : fl_floor_judge(&of);
    set_figures(s, &figure, amount, floor);
    if (s->chain_amount >= amount)
        name_chain(s->chain, floor->set_by, sizeof floor->set_by);
    else if (s->part && s->part->was)
        snprintf(floor->set_by, sizeof floor->set_by, "%.40s, quicker than %.40s", s->part->from->name,
                 s->part->was->name);
    else if (s->part)
        snprintf(floor->set_by, sizeof floor->set_by, "%s", s->part->from->name);
    explain_judgement(s, judgement, floor);
    if (judgement == FL_FLOOR_DISPROVED) {
        char than[sizeof floor->set_by];
        snprintf(than, sizeof than, "%s", floor->set_by);
        set_figures(s, &figure, figure.least, floor);
        snprintf(floor->set_by, sizeof floor->set_by, "itself, quicker than the %.60s", than);
    }
    if (judgement == FL_FLOOR_HOLDS && s->part && s->part->from == s->result)
        judgement = FL_FLOOR_DISPROVED;
    floor->impossible = judgement == FL_FLOOR_IMPOSSIBLE;
    snprintf(floor->judgement, sizeof floor->judgement, "%s", fl_floor_judgement_name(judgement));
}

/* A width in doubt has no floor, but for the contestant that stands below it, which says so. */
static void judge_result(const fl_document *document, fl_floors *floors, fl_floor_chain chain,
                         fl_result *result)
{
    fl_floor_part_of *parts[2];
    int width;
    if (!parts_of(floors, result, parts, &width))
        return;
    subject s = {.document = document,
                 .floors = floors,
                 .result = result,
                 .series = &result->independent,
                 .chain = chain,
                 .chain_amount = NAN,
                 .stop = stop_of(floors, result, width)};
    double amount = least_of_parts(parts[0], parts[1], &s.part);
    bool void_here = (parts[0]->doubted && parts[0]->doubted != result) ||
                     (parts[1]->doubted && parts[1]->doubted != result);
    if (void_here) {
        snprintf(result->independent_floor.judgement, sizeof result->independent_floor.judgement, "in doubt");
        amount = NAN;
    }
    judge_subject(&s, amount, &result->independent_floor);
    if (result->chained.rounds == 0)
        return;
    s.series = &result->chained;
    s.chain_amount =
        floors->in_cycles ? fl_floor_chain_cycles(document, chain) : fl_floor_chain_ns(document, chain);
    s.stop = fmax(s.stop, FL_CHAIN_STOP / FL_SURELY_LESS * s.chain_amount);
    judge_subject(&s, fmax(amount, s.chain_amount), &result->chained_floor);
}

void fl_floors_judge(fl_document *document, const fl_floor_chain *chains)
{
    static const fl_floor none = {.ns = NAN, .cycles = NAN, .ratio = NAN, .interval = {NAN, NAN, NAN, 0.0}};
    fl_floors floors;
    fl_floors_of(document, &floors);
    document->impossible = false;
    for (size_t i = 0; i < document->result_count; i++) {
        fl_result *result = &document->results[i];
        result->independent_floor = result->chained_floor = none;
        judge_result(document, &floors, chains ? chains[i] : (fl_floor_chain){0, 0}, result);
        document->impossible |=
            !result->peer && (result->independent_floor.impossible || result->chained_floor.impossible);
    }
}
