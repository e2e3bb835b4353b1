/* Moving a side of the fairness table to another class.
 *
 * A side is moved to another class of SIMD in one of these ways, and the cell says which.
 *
 * Measured: it was forced into that class and measured so; or it is a library, and that library's kernel of
 * that class was measured; or it is a kernel with loops of its own: the lab's kernel of that class whose
 * structure is nearest. From the same file if that holds it, else from the lab's measurement. A library is
 * never stood for by code that is not its own, nor the lab's loops by a library: what its makers' loops would
 * cost in another class, others' do not tell.
 *
 * Bounded: of anything else that is known to be of one class, the arithmetic is exchanged:
 * latency − (time of the arithmetic in its class) + (time of it in the other). Either time lies between the
 * floor of its class, below which nothing was ever seen, and the slowest of the lab's kernels of that class,
 * with cold caches where that was measured; the first cannot exceed the latency itself. So a bound rests on
 * one assumption, that the contestant's code in the other class would not be slower than the slowest the lab
 * has.
 *
 * Not available: all else; the class is not attested, or was not measured by the lab on such a CPU. */
#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "bench/verdict/point93_parts.h"
#include "kernels/kernel.h"

static const char *const task = "linear-784x2";

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

void fl_cell_refuse(fl_cell_latency *latency, const char *format, ...)
{
    va_list arguments;
    *latency = (fl_cell_latency){FL_NOT_AVAILABLE, NAN, NAN, NAN, ""};
    va_start(arguments, format);
    vsnprintf(latency->source, sizeof latency->source, format, arguments);
    va_end(arguments);
}

/* ---- measured: a kernel of the lab in the place of another ---- */

bool fl_is_one_class(fl_simd_class a, fl_simd_class b)
{
    if (a.width == FL_CLASS_SCALAR || b.width == FL_CLASS_SCALAR)
        a.fused = b.fused = false;
    return fl_simd_class_equals(a, b);
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

bool fl_has_basis(const fl_result *r, fl_basis basis)
{
    const fl_series *s = basis == FL_BASIS_CHAINED ? &r->chained : &r->independent;
    return basis == FL_BASIS_CALL_MEAN ? r->per_call_us.mean > 0 : s->rounds > 0 && s->ns && s->median_ns > 0;
}

static bool is_library(const fl_result *r)
{
    return r->peer || strcmp(r->origin, fl_origin_name(FL_LIBRARY)) == 0;
}

/* Kernels of one library share the first word of their names: "highway" of "highway-avx2". Peers do as well,
 * and their version. */
static bool are_of_one_library(const fl_result *a, const fl_result *b)
{
    size_t word = strcspn(a->name, "-");
    if (!a->peer != !b->peer || (a->peer && strcmp(a->peer->version, b->peer->version) != 0))
        return false;
    return word == strcspn(b->name, "-") && strncmp(a->name, b->name, word) == 0;
}

/* By the descriptor; of a library that chooses at run time by what the lab saw it execute. */
static fl_simd_class class_of(const fl_result *r)
{
    fl_simd_class simd_class = fl_simd_class_of_result(r);
    for (int width = FL_CLASS_SCALAR; width <= FL_CLASS_SIMD_TILE && !fl_simd_class_is_known(simd_class);
         width++)
        for (int fused = 0; fused < 2; fused++) {
            fl_simd_class named = {.width = (fl_trace_class)width, .fused = fused != 0};
            if (strcmp(r->executed.simd_class, fl_simd_class_name(named)) == 0)
                simd_class = named;
        }
    return simd_class;
}

/* Neither a library nor the lab's loops stand for the other: each has what the other has not. */
static bool may_stand_for(const fl_result *like, const fl_result *r)
{
    return is_library(like) == is_library(r) && (!is_library(like) || are_of_one_library(like, r));
}

static const fl_result *nearest(const fl_document *document, const fl_result *like, fl_simd_class simd_class,
                                fl_basis basis)
{
    const fl_result *best = NULL;
    for (size_t i = 0; i < document->result_count; i++) {
        const fl_result *r = &document->results[i];
        if (r->is_probe || strcmp(r->work, task) != 0 || !fl_has_basis(r, basis) || !may_stand_for(like, r) ||
            !fl_is_one_class(class_of(r), simd_class))
            continue;
        if (!best || distance(like, r) < distance(like, best))
            best = r;
    }
    return best;
}

static bool move_by_measurement(const fl_ground *g, int i, fl_simd_class simd_class, fl_moved *to)
{
    const fl_side *own = &g->contestants[i].side;
    bool lab_fits = g->lab && g->lab != own->document && !fl_is_emulated(g->lab) &&
                    fl_is_same_cpu(g->lab->environment.cpu, own->document->environment.cpu);
    if (own->document->of_other_tool || own->document->impossible || g->contestants[i].is_claim ||
        !fl_simd_class_is_known(class_of(own->result)) || !fl_simd_class_is_known(simd_class))
        return false;
    to->side = (fl_side){.path = own->path, .document = own->document};
    to->side.result = nearest(own->document, own->result, simd_class, g->point->basis);
    if (!to->side.result && lab_fits) {
        to->side = (fl_side){.path = g->lab_path, .document = g->lab};
        to->side.result = nearest(g->lab, own->result, simd_class, g->point->basis);
    }
    if (!to->side.result)
        return false;
    fl_point93_latency(&to->side, g->point->basis, false, &to->latency);
    return true;
}

/* ---- bounded ---- */

static fl_simd_class class_of_bounds(const fl_class_bounds *b)
{
    return fl_simd_class_of_isa(b->isa, fl_isas[b->isa].fuses);
}

/* Sums in order are bounded by the additions, whatever multiplies: in chained calls by the 784 of each output
 * that wait for each other, in independent ones by one lane after the other, as scalar code is.
 *
 * Of several of the same width the one that fuses as asked, else any: floors of either hold for both within
 * the loads that set them. */
static const fl_class_bounds *bounds_of(const fl_ground *g, fl_simd_class simd_class)
{
    const fl_class_bounds *found = NULL;
    bool ordered = fl_simd_class_is_ordered(simd_class);
    bool strict = ordered && g->point->basis == FL_BASIS_CHAINED;
    fl_trace_class width = ordered ? FL_CLASS_SCALAR : simd_class.width;
    if (!ordered && simd_class.sums != FL_CLASS_NONE)
        return NULL;
    for (size_t i = 0; i < g->bounds.class_count; i++) {
        const fl_class_bounds *b = &g->bounds.classes[i];
        fl_simd_class c = class_of_bounds(b);
        if (b->strict != strict || c.width != width)
            continue;
        if (!found || fl_is_one_class(c, simd_class))
            found = b;
    }
    return found;
}

/* Below it no code of the class can be. Where the lab's floor is that of code that does not fuse and the
 * class does, only the loads bound it. */
static double least_of(const fl_class_bounds *b, fl_simd_class simd_class)
{
    if (simd_class.fused && !(fl_isas[b->isa].probes & FL_FUSED))
        return b->loads.ns;
    return b->floor_ns;
}

/* The slowest of the lab's kernels of a class: with everything flushed where that was measured, else hot. */
static double most_of(const fl_ground *g, const fl_class_bounds *b)
{
    double most = isfinite(b->cold.interval.high) ? b->cold.interval.high : b->cold.ns;
    for (size_t i = 0; i < g->lab->result_count; i++) {
        const fl_result *r = &g->lab->results[i];
        if (r->is_probe || r->ordered_sums || strcmp(r->work, task) != 0 ||
            strcmp(r->isa, fl_isa_name(b->isa)) != 0)
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
static const char *why_no_bounds(const fl_ground *g, int i)
{
    const char *cpu = g->contestants[i].side.document->environment.cpu;
    if (!g->lab)
        return "there is no measurement of the lab's kernels to rely on";
    if (fl_is_emulated(g->lab))
        return "the lab's kernels were measured under an emulator";
    if (g->bounds.class_count == 0)
        return "the lab's measurement holds no class of SIMD";
    if (cpu[0] && !fl_is_same_cpu(cpu, g->lab->environment.cpu))
        return "the lab's kernels were measured on another CPU";
    return NULL;
}

static void move_by_bounds(const fl_ground *g, int i, fl_simd_class from, fl_simd_class simd_class,
                           fl_cell_latency *latency)
{
    const fl_cell_latency own = g->point->side[i].latency;
    const char *obstacle = why_no_bounds(g, i);
    if (obstacle || !fl_simd_class_is_known(from)) {
        fl_cell_refuse(latency, "%s", obstacle ? obstacle : "what it executed is not attested as one class");
        return;
    }
    const fl_class_bounds *b = bounds_of(g, from), *t = bounds_of(g, simd_class);
    if (!b || !t) {
        fl_cell_refuse(latency, "the lab has not measured %s here",
                       fl_simd_class_name(b ? simd_class : from));
        return;
    }
    double share = g->point->side[i].work > 0 ? fmin(1, (double)g->point->side[i].work / FL_WEIGHTS) : 1;
    double floor = share * least_of(b, from), target_floor = share * least_of(t, simd_class);
    double low = isfinite(own.low) ? own.low : own.ns, high = isfinite(own.high) ? own.high : own.ns;
    double most = fmin(most_of(g, b), high), target_most = most_of(g, t);
    if (!(floor > 0 && target_floor > 0 && most > 0 && target_most > 0)) {
        fl_cell_refuse(latency, "the lab's measurement holds no floor for it");
        return;
    }
    if (!(own.ns >= FL_LEAST_POSSIBLE * floor)) {
        fl_cell_refuse(latency, "its latency is below the floor of %s, %.1f ns: one of the two is wrong",
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
fl_simd_class fl_ground_class(const fl_ground *g, int i)
{
    fl_simd_class attested = g->point->side[i].attestation.simd_class;
    return fl_simd_class_is_known(attested) ? attested
                                            : fl_simd_class_of_result(g->contestants[i].side.result);
}

void fl_move_nowhere(const fl_ground *g, int i, fl_moved *to)
{
    to->side = g->contestants[i].side;
    to->latency = g->point->side[i].latency;
}

void fl_move(const fl_ground *g, int i, fl_simd_class simd_class, fl_moved *to)
{
    fl_simd_class own = fl_ground_class(g, i);
    memset(to, 0, sizeof *to);
    if (!fl_simd_class_is_known(simd_class))
        fl_cell_refuse(&to->latency, "which SIMD the other side uses is not attested");
    else if (fl_simd_class_is_known(own) && fl_is_one_class(own, simd_class))
        fl_move_nowhere(g, i, to);
    else if (fl_move_by_force(g, i, simd_class, to))
        return;
    else if (strcmp(g->contestants[i].side.result->work, task) != 0 ||
             !move_by_measurement(g, i, simd_class, to))
        move_by_bounds(g, i, own, simd_class, &to->latency);
}

/* The same work as the other side: the whole task by a kernel of the same class, or the work scaled. Doing
 * all of it again costs at most that many times as much, and never less than before. */
void fl_move_to_same_work(const fl_ground *g, int i, fl_moved *to)
{
    const fl_point93_side *side = &g->point->side[i];
    uint64_t wanted = g->point->side[1 - i].work;
    fl_move_nowhere(g, i, to);
    if (side->work >= wanted)
        return;
    if (wanted == FL_WEIGHTS && move_by_measurement(g, i, fl_ground_class(g, i), to))
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

fl_simd_class fl_ground_widest(const fl_ground *g, const char **why)
{
    *why = why_no_bounds(g, 0) ? why_no_bounds(g, 0) : why_no_bounds(g, 1);
    return *why ? (fl_simd_class){.width = FL_CLASS_INCONCLUSIVE}
                : class_of_bounds(&g->bounds.classes[g->bounds.class_count - 1]);
}
