/* The fairness table: what the comparison would say had both sides used the same.
 *
 * A side is moved to another class of SIMD in one of three ways, and the cell says which:
 *   measured       it is a kernel of the lab with loops of its own: the lab's kernel of that class whose
 *                  structure is nearest, from the same file if that holds it, else from the lab's
 * measurement; bounded        of anything else that is known to be of one class, the arithmetic is exchanged:
 *                      latency − (time of the arithmetic in its class) + (time of the arithmetic in the
 * other) Either time lies between the floor of its class, below which nothing was ever seen, and the slowest
 * of the lab's kernels of that class, with cold caches where that was measured; the first cannot exceed the
 * latency itself. So a bound rests on one assumption, that the contestant's code in the other class would not
 * be slower than the slowest the lab has; not available  all else: the class is not attested, or was not
 * measured by the lab on such a CPU. */
#include "bench/verdict/point93.h"

#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "kernels/kernel.h"

static const char *const task = "linear-784x2";

/* What every cell is made from. */
typedef struct ground {
    const fl_contestant *contestants;
    const fl_document *lab;
    const char *lab_path;
    fl_bounds bounds; /* of the lab; class_count 0: none */
    fl_point93 *point;
} ground;

/* A side after its move. */
typedef struct moved {
    fl_side side; /* measured: the result that stands for it */
    fl_cell_latency latency;
} moved;

const fl_time_ratio *fl_point93_ratio(const fl_comparison *comparison, fl_basis basis)
{
    return basis == FL_BASIS_CHAINED       ? &comparison->chained
           : basis == FL_BASIS_INDEPENDENT ? &comparison->independent
                                           : &comparison->call_mean;
}

void fl_point93_latency(const fl_side *side, fl_basis basis, bool is_claim, fl_cell_latency *latency)
{
    const fl_result *r = side->result;
    const fl_series *s = basis == FL_BASIS_CHAINED ? &r->chained : &r->independent;
    *latency = (fl_cell_latency){is_claim ? FL_PUBLISHED : FL_MEASURED, NAN, NAN, NAN, ""};
    if (basis == FL_BASIS_CALL_MEAN) {
        latency->ns = 1000 * r->per_call_us.mean;
        latency->low = 1000 * r->per_call_us.ci_95_lower;
        latency->high = 1000 * r->per_call_us.ci_95_upper;
    } else if (s->rounds > 0) {
        latency->ns = s->median_ns;
        latency->low = s->interval_ns.low;
        latency->high = s->interval_ns.high;
    }
    if (!(latency->low > 0 && latency->low <= latency->ns && latency->high >= latency->ns &&
          isfinite(latency->high)))
        latency->low = latency->high = NAN;
    if (is_claim)
        snprintf(latency->source, sizeof latency->source, "%s, as published", side->path);
    else
        snprintf(latency->source, sizeof latency->source, "%.120s:%s, %s", side->path, r->name,
                 fl_basis_name(basis));
}

#if defined(__GNUC__)
__attribute__((format(printf, 2, 3)))
#endif
static void
refuse(fl_cell_latency *latency, const char *format, ...)
{
    va_list arguments;
    *latency = (fl_cell_latency){FL_NOT_AVAILABLE, NAN, NAN, NAN, ""};
    va_start(arguments, format);
    vsnprintf(latency->source, sizeof latency->source, format, arguments);
    va_end(arguments);
}

/* ---- measured: a kernel of the lab in the place of another ---- */

/* Scalar is one class here: without SIMD, fused or not. */
static bool is_same_class(fl_simd_class a, fl_simd_class b)
{
    return a.width == b.width && (a.fused == b.fused || a.width == FL_CLASS_SCALAR);
}

/* How unlike the structures are; the origin counts less than any difference in accumulators. */
static double distance(const fl_result *a, const fl_result *b)
{
    double d = a->accumulators > 0 && b->accumulators > 0
                   ? fabs(log2((double)a->accumulators / (double)b->accumulators))
               : a->accumulators != b->accumulators ? 3
                                                    : 0;
    return d + (a->fma != b->fma ? 0.25 : 0) + (strcmp(a->origin, b->origin) != 0 ? 0.125 : 0);
}

static bool has_basis(const fl_result *r, fl_basis basis)
{
    const fl_series *s = basis == FL_BASIS_CHAINED ? &r->chained : &r->independent;
    return basis == FL_BASIS_CALL_MEAN ? r->per_call_us.mean > 0 : s->rounds > 0 && s->ns && s->median_ns > 0;
}

static const fl_result *nearest(const fl_document *document, const fl_result *like, fl_simd_class class,
                                fl_basis basis)
{
    const fl_result *best = NULL;
    for (size_t i = 0; i < document->result_count; i++) {
        const fl_result *r = &document->results[i];
        if (r->is_probe || strcmp(r->work, task) != 0 || !has_basis(r, basis) ||
            !is_same_class(fl_simd_class_of_result(r), class))
            continue;
        if (!best || distance(like, r) < distance(like, best))
            best = r;
    }
    return best;
}

static bool move_by_measurement(const ground *g, int i, fl_simd_class class, moved *to)
{
    const fl_side *own = &g->contestants[i].side;
    bool lab_fits = g->lab && g->lab != own->document && !fl_is_emulated(g->lab) &&
                    fl_is_same_cpu(g->lab->environment.cpu, own->document->environment.cpu);
    if (own->document->foreign || g->contestants[i].is_claim ||
        !fl_simd_class_is_known(fl_simd_class_of_result(own->result)) || !fl_simd_class_is_known(class))
        return false;
    to->side = (fl_side){.path = own->path, .document = own->document};
    to->side.result = nearest(own->document, own->result, class, g->point->basis);
    if (!to->side.result && lab_fits) {
        to->side = (fl_side){.path = g->lab_path, .document = g->lab};
        to->side.result = nearest(g->lab, own->result, class, g->point->basis);
    }
    if (!to->side.result)
        return false;
    fl_point93_latency(&to->side, g->point->basis, false, &to->latency);
    return true;
}

/* ---- bounded ---- */

static fl_simd_class class_of_bounds(const fl_class_bounds *b)
{
    bool fused = b->isa != FL_ISA_SSE && b->isa != FL_ISA_AVX && b->isa != FL_ISA_SCALAR;
    return fl_simd_class_of_isa(b->isa, fused);
}

/* Of several of the same width the one that fuses as asked, else any: floors of either hold for both within
 * the loads that set them. */
static const fl_class_bounds *bounds_of(const ground *g, fl_simd_class class)
{
    const fl_class_bounds *found = NULL;
    for (size_t i = 0; i < g->bounds.class_count; i++) {
        const fl_class_bounds *b = &g->bounds.classes[i];
        fl_simd_class c = class_of_bounds(b);
        if (b->strict || c.width != class.width)
            continue;
        if (!found || is_same_class(c, class))
            found = b;
    }
    return found;
}

/* Below it no code of the class can be. Where the lab's floor is that of code that does not fuse and the
 * class does, only the loads bound it. */
static double least_of(const fl_class_bounds *b, fl_simd_class class)
{
    if (class.fused && !class_of_bounds(b).fused && b->isa != FL_ISA_SCALAR)
        return b->loads.ns;
    return b->floor_ns;
}

/* The slowest of the lab's kernels of a class: with everything flushed where that was measured, else hot. */
static double most_of(const ground *g, const fl_class_bounds *b)
{
    double most = isfinite(b->cold.interval.high) ? b->cold.interval.high : b->cold.ns;
    for (size_t i = 0; i < g->lab->result_count; i++) {
        const fl_result *r = &g->lab->results[i];
        if (r->is_probe || strcmp(r->work, task) != 0 || strcmp(r->isa, fl_isa_name(b->isa)) != 0)
            continue;
        if (r->chained.rounds > 0)
            most = fmax(most, r->chained.median_ns); /* fmax ignores NaN */
        if (r->independent.rounds > 0)
            most = fmax(most, r->independent.median_ns);
    }
    return most;
}

static double hot_of(const fl_class_bounds *b, fl_basis basis)
{
    bool independent = basis == FL_BASIS_INDEPENDENT && isfinite(b->independent.ns);
    return independent || !isfinite(b->chained.ns) ? b->independent.ns : b->chained.ns;
}

/* Why the lab's bounds do not hold for a contestant; NULL when they do. */
static const char *why_no_bounds(const ground *g, int i)
{
    const char *cpu = g->contestants[i].side.document->environment.cpu;
    if (!g->lab)
        return "there is no measurement of the lab's kernels";
    if (fl_is_emulated(g->lab))
        return "the lab's kernels were measured under an emulator";
    if (g->bounds.class_count == 0)
        return "the lab's measurement holds no class of SIMD";
    if (cpu[0] && !fl_is_same_cpu(cpu, g->lab->environment.cpu))
        return "the lab's kernels were measured on another CPU";
    return NULL;
}

static void move_by_bounds(const ground *g, int i, fl_simd_class from, fl_simd_class class,
                           fl_cell_latency *latency)
{
    const fl_cell_latency own = g->point->side[i].latency;
    const char *obstacle = why_no_bounds(g, i);
    if (obstacle || !fl_simd_class_is_known(from)) {
        refuse(latency, "%s", obstacle ? obstacle : "what it executed is not attested as one class");
        return;
    }
    const fl_class_bounds *b = bounds_of(g, from), *t = bounds_of(g, class);
    if (!b || !t) {
        refuse(latency, "the lab has not measured %s here", fl_simd_class_name(b ? class : from));
        return;
    }
    double share = g->point->side[i].work > 0 ? fmin(1, (double)g->point->side[i].work / FL_WEIGHTS) : 1;
    double floor = share * least_of(b, from), target_floor = share * least_of(t, class);
    double low = isfinite(own.low) ? own.low : own.ns, high = isfinite(own.high) ? own.high : own.ns;
    double most = fmin(most_of(g, b), high), target_most = most_of(g, t);
    if (!(floor > 0 && target_floor > 0 && most > 0 && target_most > 0)) {
        refuse(latency, "the lab's measurement holds no floor for it");
        return;
    }
    if (!(own.ns >= FL_LEAST_POSSIBLE * floor)) {
        refuse(latency, "its latency is below the floor of %s, %.1f ns: one of the two is wrong",
               fl_simd_class_name(from), floor);
        return;
    }
    latency->how = FL_BOUNDED;
    latency->low = target_floor + fmax(0, low - most);
    latency->high = fmax(latency->low, high - fmin(floor, high) + target_most);
    latency->ns = own.ns + share * (hot_of(t, g->point->basis) - hot_of(b, g->point->basis));
    latency->ns = fmin(fmax(latency->ns, latency->low), latency->high);
    snprintf(latency->source, sizeof latency->source,
             "%.1f ns, less %.1f to %.1f of %s, plus %.1f to %.1f of %s; %.80s", own.ns, floor, most, b->name,
             target_floor, target_most, t->name, g->lab_path);
}

/* ---- moving ---- */

/* What a contestant uses: as attested, else as its kernel's descriptor says. */
static fl_simd_class class_of(const ground *g, int i)
{
    fl_simd_class attested = g->point->side[i].attestation.class;
    return fl_simd_class_is_known(attested) ? attested
                                            : fl_simd_class_of_result(g->contestants[i].side.result);
}

static void stay(const ground *g, int i, moved *to)
{
    to->side = g->contestants[i].side;
    to->latency = g->point->side[i].latency;
}

static void move(const ground *g, int i, fl_simd_class class, moved *to)
{
    fl_simd_class own = class_of(g, i);
    memset(to, 0, sizeof *to);
    if (!fl_simd_class_is_known(class))
        refuse(&to->latency, "which SIMD the other side uses is not attested");
    else if (fl_simd_class_is_known(own) && is_same_class(own, class))
        stay(g, i, to);
    else if (strcmp(g->contestants[i].side.result->work, task) != 0 || !move_by_measurement(g, i, class, to))
        move_by_bounds(g, i, own, class, &to->latency);
}

/* The same work as the other side: the whole task by a kernel of the same class, or the work scaled. Doing
 * all of it again costs at most that many times as much, and never less than before. */
static void equalise(const ground *g, int i, moved *to)
{
    const fl_point93_side *side = &g->point->side[i];
    uint64_t wanted = g->point->side[1 - i].work;
    stay(g, i, to);
    if (side->work >= wanted)
        return;
    if (wanted == FL_WEIGHTS && move_by_measurement(g, i, class_of(g, i), to))
        return;
    double times = (double)wanted / (double)side->work;
    fl_cell_latency own = side->latency;
    to->latency.how = FL_BOUNDED;
    to->latency.ns = NAN;
    to->latency.low = isfinite(own.low) ? own.low : own.ns;
    to->latency.high = times * (isfinite(own.high) ? own.high : own.ns);
    snprintf(to->latency.source, sizeof to->latency.source,
             "%.1f ns for %" PRIu64 " of %" PRIu64 " multiply-adds: at least that, at most %.3g times that",
             own.ns, side->work, wanted, times);
}

/* ---- cells ---- */

static fl_obtained obtained(const fl_cell *cell)
{
    fl_obtained a = cell->side[0].how, b = cell->side[1].how;
    if (a == FL_NOT_AVAILABLE || b == FL_NOT_AVAILABLE)
        return FL_NOT_AVAILABLE;
    if (a == FL_BOUNDED || b == FL_BOUNDED)
        return FL_BOUNDED;
    return a == FL_PUBLISHED || b == FL_PUBLISHED ? FL_PUBLISHED : FL_MEASURED;
}

static void compare_measured(const ground *g, const moved to[2], fl_cell *cell)
{
    const fl_comparison_options anything = {true, true};
    fl_comparison comparison;
    fl_error error = {""};
    if (fl_compare_results(&to[0].side, &to[1].side, &anything, &comparison, &error) != FL_OK) {
        cell->how = FL_NOT_AVAILABLE;
        snprintf(cell->method, sizeof cell->method, "%.200s", error.text);
        return;
    }
    const fl_time_ratio *ratio = fl_point93_ratio(&comparison, g->point->basis);
    if (!ratio->known) {
        cell->how = FL_NOT_AVAILABLE;
        snprintf(cell->method, sizeof cell->method, "not measured on both sides");
        return;
    }
    cell->ratio = ratio->ratio;
    cell->different = ratio->different;
    if (ratio->interval.low > 0 && isfinite(ratio->interval.high)) {
        cell->low = ratio->interval.low;
        cell->high = ratio->interval.high;
    }
    snprintf(cell->method, sizeof cell->method, "%s", ratio->method);
    for (size_t i = 0; cell->kind == FL_CELL_CLAIMED && i < comparison.warning_count; i++)
        if (strncmp(comparison.warnings[i], "UNLIKE WORK", 11) != 0)
            fl_point93_remark(g->point, "%s", comparison.warnings[i]);
}

static void fill(const ground *g, fl_cell_kind kind, const moved to[2])
{
    fl_cell *cell = &g->point->cells[kind];
    *cell = (fl_cell){.kind = kind, .ratio = NAN, .low = NAN, .high = NAN};
    cell->side[0] = to[0].latency;
    cell->side[1] = to[1].latency;
    cell->how = obtained(cell);
    if (cell->how == FL_NOT_AVAILABLE) {
        int which = cell->side[0].how == FL_NOT_AVAILABLE ? 0 : 1;
        const fl_cell_latency *missing = which == 0 ? &to[0].latency : &to[1].latency;
        snprintf(cell->method, sizeof cell->method, "%c: %.200s", 'A' + which, missing->source);
    } else if (cell->how == FL_BOUNDED) {
        const fl_cell_latency *a = &cell->side[0], *b = &cell->side[1];
        cell->ratio = a->ns / b->ns;
        cell->low = (isfinite(a->low) ? a->low : a->ns) / (isfinite(b->high) ? b->high : b->ns);
        cell->high = (isfinite(a->high) ? a->high : a->ns) / (isfinite(b->low) ? b->low : b->ns);
        snprintf(cell->method, sizeof cell->method,
                 "least and most of one side over most and least of the other");
    } else {
        compare_measured(g, to, cell);
        if (cell->how == FL_PUBLISHED)
            snprintf(cell->method, sizeof cell->method, "figures as published; their spread is not known");
    }
}

static void fill_moved(const ground *g, fl_cell_kind kind, fl_simd_class a, fl_simd_class b)
{
    moved to[2];
    move(g, 0, a, &to[0]);
    move(g, 1, b, &to[1]);
    fill(g, kind, to);
}

/* The widest class that the lab measured where both contestants ran. */
static fl_simd_class widest_class(const ground *g)
{
    fl_simd_class none = {FL_CLASS_INCONCLUSIVE, false};
    if (why_no_bounds(g, 0) || why_no_bounds(g, 1))
        return none;
    return class_of_bounds(&g->bounds.classes[g->bounds.class_count - 1]);
}

static void fill_widest(const ground *g)
{
    fl_simd_class widest = widest_class(g);
    if (fl_simd_class_is_known(widest)) {
        fill_moved(g, FL_CELL_BOTH_WIDEST, widest, widest);
        return;
    }
    moved to[2];
    memset(to, 0, sizeof to);
    for (int i = 0; i < 2; i++)
        refuse(&to[i].latency, "which SIMD both could use is not known: %s",
               why_no_bounds(g, i) ? why_no_bounds(g, i) : "the two ran on different CPUs");
    fill(g, FL_CELL_BOTH_WIDEST, to);
}

void fl_point93_fill_cells(const fl_contestant contestants[2], const fl_document *lab, const char *lab_path,
                           fl_point93 *point)
{
    const fl_simd_class scalar = {FL_CLASS_SCALAR, false};
    ground g = {.contestants = contestants, .lab = lab, .lab_path = lab_path, .point = point};
    moved to[2];
    if (!lab || fl_bounds_derive(lab, &g.bounds, NULL) != FL_OK)
        g.bounds.class_count = 0;
    fl_simd_class a = class_of(&g, 0), b = class_of(&g, 1);
    stay(&g, 0, &to[0]);
    stay(&g, 1, &to[1]);
    fill(&g, FL_CELL_CLAIMED, to);
    fill_moved(&g, FL_CELL_BOTH_SCALAR, scalar, scalar);
    fill_widest(&g);
    fill_moved(&g, FL_CELL_A_MOVED, b, b);
    fill_moved(&g, FL_CELL_B_MOVED, a, a);
    if (point->work_differs) {
        equalise(&g, 0, &to[0]);
        equalise(&g, 1, &to[1]);
        fill(&g, FL_CELL_SAME_WORK, to);
    }
}
