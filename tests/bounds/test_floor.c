/* The floor rule on rounds of simulated cores: port layouts that differ, noise, clocks that change,
 * neighbours. No verified kernel is ever impossible; a liar, half of whose calls are made, always is. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bench/bounds/floor.h"

enum { PROCESSES = 3, ROUNDS_EACH = 30, ROUNDS = PROCESSES * ROUNDS_EACH, MOST_RESULTS = 40 };
enum { WIDTHS = 4, SEEDS = 4 };

static const int lanes_of[WIDTHS] = {1, 4, 8, 16};

/* What a core starts a cycle, by width; 0: it does not have that width. From the vendors' manuals and from
 * what is published of measurements; that a figure is a little off does not matter here. */
typedef struct core {
    const char *name;
    double loads[WIDTHS]; /* loads into vector registers */
    double pairs[WIDTHS]; /* multiplies and adds apart */
    double fused[WIDTHS]; /* multiply-adds */
    double dull[3];       /* what the probes written in the first way reach of loads, pairs and fused */
    int add, multiply_add, accumulation; /* latencies */
} core;

static const core cores[] = {
    {"Zen 2", {2, 2, 2, 0}, {2, 2, 2, 0}, {2, 2, 2, 0}, {0.99, 0.93, 1}, 3, 5, 5},
    {"Zen 3", {2, 2, 2, 0}, {2, 2, 2, 0}, {2, 2, 2, 0}, {0.99, 0.9, 1}, 3, 4, 4},
    {"Zen 4", {2, 2, 2, 1}, {2, 2, 2, 1}, {2, 2, 2, 1}, {1, 0.83, 1}, 3, 4, 4},
    {"Zen 5", {2, 2, 2, 2}, {2, 2, 2, 2}, {2, 2, 2, 2}, {0.99, 0.82, 0.98}, 2, 4, 4},
    {"Golden Cove", {3, 3, 3, 2}, {1.5, 1.5, 1.5, 1}, {2, 2, 2, 2}, {0.96, 0.87, 0.98}, 2, 4, 4},
    {"Skylake", {2, 2, 2, 2}, {1, 1, 1, 1}, {2, 2, 2, 2}, {0.97, 0.97, 0.95}, 4, 4, 4},
    {"Neoverse N1", {2, 2, 0, 0}, {1, 1, 0, 0}, {2, 2, 0, 0}, {0.98, 0.9, 1}, 2, 4, 2},
    {"Neoverse V2", {3, 3, 0, 0}, {2, 2, 0, 0}, {4, 4, 0, 0}, {0.95, 0.8, 0.87}, 2, 4, 2},
    {"Apple M1", {3, 3, 0, 0}, {2, 2, 0, 0}, {4, 4, 0, 0}, {0.97, 0.87, 0.87}, 3, 4, 4},
};
enum { CORES = sizeof cores / sizeof cores[0] };

/* What happens meanwhile. */
typedef struct weather {
    const char *name;
    double noise;        /* of a block, relative */
    double clock;        /* the clock rises and falls by this share */
    double shared;       /* share of rounds beside a neighbour, in stretches */
    bool cycles, states; /* recorded */
} weather;

static const weather weathers[] = {
    {"quiet", 0.003, 0, 0, true, true},
    {"noisy", 0.03, 0, 0, true, true},
    {"a clock that changes", 0.005, 0.3, 0, true, true},
    {"a neighbour now and then", 0.005, 0.1, 0.4, true, true},
    {"a neighbour most of the time", 0.01, 0.1, 0.85, true, true},
    {"a neighbour throughout", 0.01, 0.1, 1, true, true},
    {"states not recorded", 0.005, 0.1, 0.4, true, false},
    {"an old file", 0.005, 0, 0.3, false, false},
    {"an old file, a clock that changes", 0.005, 0.25, 0, false, false},
};
enum { WEATHERS = sizeof weathers / sizeof weathers[0] };

/* ---- random numbers ---- */

static uint64_t random_state;

static double uniform(void)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return (double)(random_state >> 11) / 9007199254740992.0;
}

/* Mostly small and either way; now and then an interrupt, which only adds. */
static double disturbed(double noise)
{
    double around = noise * (uniform() + uniform() + uniform() - 1.5);
    return (1.0 + around) * (uniform() < 0.03 ? 1.0 + 0.5 * uniform() : 1.0);
}

/* ---- a run on a core ---- */

typedef struct scene {
    fl_document document;
    fl_floor_chain chains[MOST_RESULTS];
    bool is_shared[ROUNDS];
    int quiet; /* rounds without a neighbour */
    double clock[ROUNDS];
} scene;

static void *allocate(size_t count, size_t size)
{
    void *memory = calloc(count, size);
    if (!memory)
        abort();
    return memory;
}

/* Stretches of rounds with and without a neighbour, and a clock that wanders. */
static void make_weather(scene *s, const weather *w)
{
    bool shared = uniform() < w->shared;
    double clock = 3.0;
    for (int r = 0; r < ROUNDS; r++) {
        if (uniform() < 0.2) {
            shared = uniform() < w->shared;
            clock = 3.0 * (1.0 + w->clock * (uniform() - 0.5));
        }
        s->is_shared[r] = shared;
        s->clock[r] = clock;
        s->quiet += !shared;
    }
}

/* cycles: of a call on a core of its own; busy: the share of the ports that it keeps busy. A neighbour takes
 * half of them. */
static void fill_series(const scene *s, const weather *w, double cycles, double busy, fl_series *series)
{
    series->rounds = ROUNDS;
    series->ns = allocate(ROUNDS, sizeof *series->ns);
    series->process = allocate(ROUNDS, sizeof *series->process);
    series->cycles = w->cycles ? allocate(ROUNDS, sizeof *series->cycles) : NULL;
    series->state = w->states ? allocate(ROUNDS, sizeof *series->state) : NULL;
    for (int r = 0; r < ROUNDS; r++) {
        double took = cycles * (s->is_shared[r] ? fmax(1.0, 2.0 * busy) : 1.0) * disturbed(w->noise);
        series->ns[r] = took / s->clock[r];
        series->process[r] = 1 + r / ROUNDS_EACH;
        if (series->cycles)
            series->cycles[r] = took * (1.0 + 0.002 * (uniform() - 0.5));
        if (series->state)
            series->state[r] = s->is_shared[r] ? FL_ROUND_SHARED : FL_ROUND_QUIET;
    }
    series->median_ns = fl_median(series->ns, ROUNDS);
    series->interval_ns = fl_quantile_interval(series->ns, ROUNDS, 0.5, 0.95);
}

static fl_result *add(scene *s, const char *name, const char *work, const char *isa, int lanes, bool fma)
{
    fl_result *result = &s->document.results[s->document.result_count++];
    assert_true(s->document.result_count <= MOST_RESULTS);
    fl_result_init(result);
    snprintf(result->name, sizeof result->name, "%s-%d%s", name, lanes, fma ? "-fma" : "");
    snprintf(result->work, sizeof result->work, "%s", work);
    snprintf(result->isa, sizeof result->isa, "%s", isa);
    result->lanes = lanes;
    result->fma = fma;
    return result;
}

static void add_probe(scene *s, const weather *w, const char *name, const char *work, int lanes, bool fma,
                      double cycles)
{
    fl_result *probe = add(s, name, work, "probe", lanes, fma);
    probe->is_probe = true;
    fill_series(s, w, cycles, 1.0, &probe->independent);
}

/* Written in two ways each: the first as the core happens
 * to like it, the second nearly as fast as it goes. */
static void add_probes(scene *s, const core *c, const weather *w, int width, bool both)
{
    double vectors = (double)FL_WEIGHTS / lanes_of[width];
    double loads = 1.5 * vectors / c->loads[width];
    add_probe(s, w, "loads", "loads", lanes_of[width], false, loads / c->dull[0]);
    add_probe(s, w, "pairs", "arithmetic", lanes_of[width], false, vectors / c->pairs[width] / c->dull[1]);
    add_probe(s, w, "fused", "arithmetic", lanes_of[width], true, vectors / c->fused[width] / c->dull[2]);
    if (!both)
        return;
    add_probe(s, w, "streams", "loads", lanes_of[width], false, loads * 1.01);
    add_probe(s, w, "apart", "arithmetic", lanes_of[width], false, vectors / c->pairs[width] * 1.015);
    add_probe(s, w, "long", "arithmetic", lanes_of[width], true, vectors / c->fused[width] * 1.01);
}

/* What a kernel of one width takes at best: everything side by side. */
static double least_cycles(const core *c, int width, bool fma)
{
    double vectors = (double)FL_WEIGHTS / lanes_of[width];
    return fmax(1.5 * vectors / c->loads[width], vectors / (fma ? c->fused : c->pairs)[width]);
}

static double chain_cycles(const core *c, fl_floor_chain chain)
{
    return chain.additions * c->add + chain.fused * fmin(c->multiply_add, c->accumulation);
}

/* made: share of the calls that are made; slower: than everything side by side. */
static void add_kernel(scene *s, const core *c, const weather *w, const char *name, int width, bool fma,
                       fl_floor_chain chain, double slower, double made, bool attested)
{
    double least = least_cycles(c, width, fma), cycles = fmax(slower * least, 0.97 * chain_cycles(c, chain));
    fl_result *kernel = add(s, name, "linear-784x2", "kernel", lanes_of[width], fma);
    kernel->max_error_in_bounds = 0.01;
    kernel->no_way_around = attested;
    s->chains[s->document.result_count - 1] = chain;
    fill_series(s, w, made * cycles, least / cycles, &kernel->independent);
    cycles = fmax(slower * least, chain_cycles(c, chain)) + c->add;
    fill_series(s, w, made * cycles, least / cycles, &kernel->chained);
}

static void add_latency(fl_document *document, const char *name, double cycles)
{
    fl_named_value *value = &document->machine[document->machine_count++];
    *value = (fl_named_value){.value = cycles * disturbed(0.01), .unit = "cycles"};
    snprintf(value->name, sizeof value->name, "%s", name);
    value->low = value->value * 0.997;
    value->high = value->value * 1.15;
}

static void add_machine(scene *s, const core *c)
{
    s->document.machine = allocate(4, sizeof *s->document.machine);
    add_latency(&s->document, "float add latency", c->add);
    add_latency(&s->document, "float multiply-add latency", c->multiply_add);
    add_latency(&s->document, "float accumulation latency", c->accumulation);
    s->document.machine[s->document.machine_count++] =
        (fl_named_value){"core clock during the rounds", "GHz", 3.0, 2.9, 3.1};
}

/* The widest that a core has; honest kernels of each width, and one that lies if wanted. */
static int widest_of(const core *c)
{
    int width = WIDTHS - 1;
    while (!(c->loads[width] > 0))
        width--;
    return width;
}

static void make_scene(scene *s, const core *c, const weather *w, bool both_probes)
{
    static const fl_floor_chain strict = {FL_INPUTS + 1, 0}, few = {12, 7}, plain = {20, 0};
    memset(s, 0, sizeof *s);
    fl_document_init(&s->document);
    s->document.confidence = 0.95;
    s->document.results = allocate(MOST_RESULTS, sizeof *s->document.results);
    make_weather(s, w);
    add_machine(s, c);
    for (int width = 0; width <= widest_of(c); width++) {
        add_probes(s, c, w, width, both_probes);
        add_kernel(s, c, w, "tight", width, true, few, 1.0 + 0.02 * uniform(), 1, true);
        add_kernel(s, c, w, "good", width, false, plain, 1.0 + 0.1 * uniform(), 1, true);
    }
    add_kernel(s, c, w, "strict", 0, false, strict, 1.0, 1, true);
}

static void free_scene(scene *s)
{
    fl_document_free(&s->document);
}

static const fl_result *last(const scene *s)
{
    return &s->document.results[s->document.result_count - 1];
}

/* ---- what must hold ---- */

typedef void visit(scene *s, const core *c, const weather *w);

static void everywhere(visit *check)
{
    for (size_t c = 0; c < CORES; c++)
        for (size_t w = 0; w < WEATHERS; w++)
            for (int seed = 0; seed < SEEDS; seed++) {
                scene s;
                random_state = 1 + 1000003 * (uint64_t)seed + 7919 * c + 104729 * w;
                for (int warm = 0; warm < 20; warm++)
                    (void)uniform();
                make_scene(&s, &cores[c], &weathers[w], seed % 2 == 0);
                check(&s, &cores[c], &weathers[w]);
                free_scene(&s);
            }
}

static bool line_agrees(double ns, const fl_floor *floor)
{
    return !isfinite(floor->ns) || fabs(ns / floor->ns / floor->ratio - 1.0) < 1e-9;
}

static void no_honest_kernel_is_impossible(scene *s, const core *c, const weather *w)
{
    fl_floors_judge(&s->document, s->chains);
    for (size_t i = 0; i < s->document.result_count; i++) {
        const fl_result *r = &s->document.results[i];
        if (r->independent_floor.impossible || r->chained_floor.impossible)
            fail_msg("%s, %s: %s is called impossible, %.3f and %.3f x (%s, %s)", c->name, w->name, r->name,
                     r->independent_floor.ratio, r->chained_floor.ratio, r->independent_floor.set_by,
                     r->chained_floor.set_by);
        assert_true(line_agrees(r->independent.median_ns, &r->independent_floor));
        assert_true(line_agrees(r->chained.median_ns, &r->chained_floor));
    }
    assert_false(s->document.impossible);
}

static void honest_kernels(void **state)
{
    (void)state;
    everywhere(no_honest_kernel_is_impossible);
}

/* Where rounds say whether they were quiet, a tenth of them is enough; else most must be. */
static bool tells(const scene *s, const weather *w)
{
    return s->quiet >= (w->states ? ROUNDS / 10 : ROUNDS * 2 / 3);
}

/* Where the core was shared throughout nobody can tell: then nothing is refuted, and the table says so. */
static void expect_liar(const scene *s, const core *c, const weather *w)
{
    const fl_result *liar = last(s);
    bool found = liar->independent_floor.impossible || liar->chained_floor.impossible;
    bool doubted = strcmp(liar->independent_floor.judgement, "in doubt") == 0;
    if (tells(s, w) ? !found : w->states && !doubted)
        fail_msg("%s, %s: %s is not found, %.3f and %.3f x %s and %s", c->name, w->name, liar->name,
                 liar->independent_floor.ratio, liar->chained_floor.ratio, liar->independent_floor.set_by,
                 liar->chained_floor.set_by);
}

/* Half of the calls that are counted are made: of the tightest kernel of each width, attested and not. */
static void the_liar_is_found(scene *s, const core *c, const weather *w)
{
    static const fl_floor_chain few = {12, 7};
    for (int attested = 0; attested < 2; attested++)
        for (int width = 0; width <= widest_of(c); width++) {
            add_kernel(s, c, w, "liar", width, true, few, 1.02, 0.5, attested);
            fl_floors_judge(&s->document, s->chains);
            expect_liar(s, c, w);
            fl_result_free(&s->document.results[--s->document.result_count]);
        }
}

static void liars(void **state)
{
    (void)state;
    everywhere(the_liar_is_found);
}

/* A strict loop stands far above its loads: its chain finds it. */
static void the_strict_liar_is_found(scene *s, const core *c, const weather *w)
{
    static const fl_floor_chain strict = {FL_INPUTS + 1, 0};
    if (!tells(s, w) || (!w->cycles && w->clock > 0.1)) /* or its chain is held against the highest clock */
        return;
    add_kernel(s, c, w, "strict liar", 0, false, strict, 1.0, 0.5, true);
    fl_floors_judge(&s->document, s->chains);
    expect_liar(s, c, w);
}

static void strict_liars(void **state)
{
    (void)state;
    everywhere(the_strict_liar_is_found);
}

static void make_peer(fl_result *result)
{
    fl_error error = {""};
    assert_int_equal(fl_result_make_peer(result, &error), FL_OK);
    result->lanes = 0;
    result->isa[0] = '\0';
    result->chained = (fl_series){.rounds = 0};
}

/* A contestant of its own, as quick as the widest kernel, is possible; in half of that time it is not. */
static void peers_are_held_against_the_widest(scene *s, const core *c, const weather *w)
{
    for (int half = 0; half < 2; half++) {
        add_kernel(s, c, w, "peer", widest_of(c), true, (fl_floor_chain){0, 0}, 1.05, half ? 0.5 : 1, false);
        fl_result *peer = &s->document.results[s->document.result_count - 1];
        fl_series chained = peer->chained;
        make_peer(peer);
        free(chained.ns);
        free(chained.process);
        free(chained.cycles);
        free(chained.state);
        fl_floors_judge(&s->document, s->chains);
        if (half)
            expect_liar(s, c, w);
        else if (peer->independent_floor.impossible)
            fail_msg("%s, %s: an honest peer is called impossible, %.3f x %s", c->name, w->name,
                     peer->independent_floor.ratio, peer->independent_floor.set_by);
        assert_false(s->document.impossible); /* it is no fault of the measurement */
        fl_result_free(&s->document.results[--s->document.result_count]);
    }
}

static void peers(void **state)
{
    (void)state;
    everywhere(peers_are_held_against_the_widest);
}

/* ---- one case each ---- */

static const weather still = {"still", 0, 0, 0, true, true};
/* Its probes of 8 lanes reach nine tenths. */
static const core plain = {"plain", {2, 2, 2, 0}, {2, 2, 2, 0}, {2, 2, 2, 0}, {0.9, 0.9, 0.9}, 4, 4, 4};

static void plain_scene(scene *s)
{
    random_state = 4711;
    make_scene(s, &plain, &still, false);
}

static fl_result *find(scene *s, const char *name)
{
    for (size_t i = 0; i < s->document.result_count; i++)
        if (strcmp(s->document.results[i].name, name) == 0)
            return &s->document.results[i];
    fail_msg("no %s", name);
    abort();
}

/* Once a trace has seen what a peer executes, its arithmetic is held against that. */
static void a_traced_peer_is_held_against_its_class(void **state)
{
    (void)state;
    scene s;
    plain_scene(&s);
    add_kernel(&s, &plain, &still, "peer", 0, false, (fl_floor_chain){0, 0}, 0.5, 1, false);
    fl_result *peer = &s.document.results[s.document.result_count - 1];
    fl_series chained = peer->chained;
    make_peer(peer);
    fl_floors_judge(&s.document, s.chains);
    assert_non_null(strstr(peer->independent_floor.set_by, "-8"));
    assert_false(peer->independent_floor.impossible);
    static const struct {
        const char *simd_class;
        uint64_t seen;
        const char *set_by;
        bool impossible;
    } cases[] = {
        {"scalar", 1568, "-1", true}, /* in half the time that one lane takes */
        {"scalar+FMA", 1568, "-1", true}, {"SIMD-128", 1568, "-4", false},
        {"scalar", 784, "-8", false}, /* where it did the rest nobody saw */
        {"mixed", 1568, "-8", false},     {"SIMD-1024", 1568, "-8", false},
        {"SIMD-512", 1568, "-8", false}, /* of which there is no probe */
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        snprintf(peer->executed.simd_class, sizeof peer->executed.simd_class, "%s", cases[i].simd_class);
        peer->executed.multiply_adds = cases[i].seen;
        peer->executed.expected = 1568;
        fl_floors_judge(&s.document, s.chains);
        if (!strstr(peer->independent_floor.set_by, cases[i].set_by) ||
            peer->independent_floor.impossible != cases[i].impossible)
            fail_msg("case %zu: %.3f x %s", i, peer->independent_floor.ratio, peer->independent_floor.set_by);
    }
    free(chained.ns);
    free(chained.process);
    free(chained.cycles);
    free(chained.state);
    free_scene(&s);
}

static void an_attested_kernel_disproves_the_probe(void **state)
{
    (void)state;
    scene s;
    plain_scene(&s);
    fl_floors_judge(&s.document, s.chains);
    const fl_floor *own = &find(&s, "tight-8-fma")->independent_floor;
    assert_string_equal(own->judgement, "disproved");
    assert_non_null(strstr(own->set_by, "tight-8-fma, quicker than loads-8"));
    assert_true(own->ratio >= 1.0 && own->ratio < 1.01 && !own->impossible);
    const fl_floor *other = &find(&s, "good-8")->independent_floor; /* has loads of the same width */
    assert_true(other->ratio >= 1.0 && other->judgement[0] == '\0');
    free_scene(&s);
}

static void doubt_voids_a_width_and_not_the_table(void **state)
{
    (void)state;
    scene s;
    plain_scene(&s);
    find(&s, "tight-8-fma")->no_way_around = find(&s, "good-8")->no_way_around = false;
    find(&s, "good-8")->independent.rounds = find(&s, "good-8")->chained.rounds = 0;
    add_kernel(&s, &plain, &still, "slow", 2, true, (fl_floor_chain){0, 0}, 1.5, 1, true);
    fl_floors_judge(&s.document, s.chains);
    assert_false(s.document.impossible);
    assert_string_equal(find(&s, "tight-8-fma")->independent_floor.judgement, "in doubt");
    assert_non_null(
        strstr(find(&s, "tight-8-fma")->independent_floor.explanation, "one of the two is wrong"));
    assert_string_equal(last(&s)->independent_floor.judgement, "in doubt");
    assert_true(isnan(last(&s)->independent_floor.ns));
    assert_true(find(&s, "tight-4-fma")->independent_floor.ns > 0); /* another width */
    free_scene(&s);
}

static void an_emulator_refutes_nothing(void **state)
{
    (void)state;
    scene s;
    plain_scene(&s);
    snprintf(s.document.environment.emulator, sizeof s.document.environment.emulator, "qemu");
    add_kernel(&s, &plain, &still, "liar", 2, true, (fl_floor_chain){0, 0}, 1, 0.3, true);
    fl_floors_judge(&s.document, s.chains);
    assert_false(s.document.impossible);
    assert_string_equal(last(&s)->independent_floor.judgement, "");
    free_scene(&s);
}

static void latencies_are_whole_and_never_too_long(void **state)
{
    (void)state;
    static const struct {
        double measured, whole;
    } cases[] = {{4.46, 4}, {4.0, 4},   {3.998, 4}, {3.95, 4}, {3.90, 3},
                 {3.5, 3},  {2.998, 3}, {1.995, 2}, {2.9, 2},  {1.0, 1}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_true(fl_floor_whole_cycles(cases[i].measured) == cases[i].whole);
    assert_true(isnan(fl_floor_whole_cycles(NAN)) && isnan(fl_floor_whole_cycles(0.0)) &&
                isnan(fl_floor_whole_cycles(-3.0)) && isnan(fl_floor_whole_cycles(INFINITY)));
}

static void quiet_rounds_alone_count_where_there_are_enough(void **state)
{
    (void)state;
    double values[40];
    int states[40];
    for (int i = 0; i < 40; i++) {
        states[i] = i < 30 ? FL_ROUND_SHARED : FL_ROUND_QUIET;
        values[i] = i < 30 ? 50 : 100 + i;
    }
    fl_floor_figure figure = fl_floor_of_rounds(values, states, 40, 0.95);
    assert_true(figure.quiet && !figure.shared && figure.least == 130 && figure.median == 134.5);
    figure = fl_floor_of_rounds(values, NULL, 40, 0.95);
    assert_true(!figure.quiet && !figure.shared && figure.least == 50 && figure.median == 50);
    for (int i = 33; i < 40; i++)
        states[i] = FL_ROUND_THROTTLED;
    figure = fl_floor_of_rounds(values, states, 40, 0.95);
    assert_true(!figure.quiet && figure.shared && figure.least == 50);
    assert_true(isnan(fl_floor_of_rounds(values, states, 0, 0.95).least));
    assert_true(isnan(fl_floor_of_rounds(NULL, NULL, 40, 0.95).least));
}

static void each_case_has_its_judgement(void **state)
{
    (void)state;
    static const struct {
        fl_floor_case of;
        fl_floor_judgement is;
    } cases[] = {
        {{100, 100, 60, false, false, false}, FL_FLOOR_HOLDS},
        {{97, 100, 60, false, false, false}, FL_FLOOR_HOLDS},
        {{96, 100, 60, true, false, false}, FL_FLOOR_DISPROVED},
        {{45, 100, 60, true, false, false}, FL_FLOOR_DISPROVED},
        {{44, 100, 60, true, false, false}, FL_FLOOR_IMPOSSIBLE},
        {{58, 100, NAN, true, false, false}, FL_FLOOR_DISPROVED},
        {{96, 100, 60, false, false, false}, FL_FLOOR_IN_DOUBT},
        {{74, 100, 60, false, false, false}, FL_FLOOR_IMPOSSIBLE},
        {{96, 100, 60, false, true, false}, FL_FLOOR_IMPOSSIBLE},
        {{50, 100, 60, false, true, true}, FL_FLOOR_IN_DOUBT},
        {{50, 100, 60, true, false, true}, FL_FLOOR_IN_DOUBT},
        {{50, NAN, 60, false, true, false}, FL_FLOOR_HOLDS},
        {{NAN, 100, 60, false, true, false}, FL_FLOOR_HOLDS},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        if (fl_floor_judge(&cases[i].of) != cases[i].is)
            fail_msg("case %zu is '%s'", i, fl_floor_judgement_name(fl_floor_judge(&cases[i].of)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(honest_kernels),
        cmocka_unit_test(liars),
        cmocka_unit_test(strict_liars),
        cmocka_unit_test(peers),
        cmocka_unit_test(a_traced_peer_is_held_against_its_class),
        cmocka_unit_test(an_attested_kernel_disproves_the_probe),
        cmocka_unit_test(doubt_voids_a_width_and_not_the_table),
        cmocka_unit_test(an_emulator_refutes_nothing),
        cmocka_unit_test(latencies_are_whole_and_never_too_long),
        cmocka_unit_test(quiet_rounds_alone_count_where_there_are_enough),
        cmocka_unit_test(each_case_has_its_judgement),
    };
    return cmocka_run_group_tests_name("floor", tests, NULL, NULL);
}
