/* fairlane.point93/1, read again. */
#include <stdlib.h>
#include <string.h>

#include "bench/report/documents.h"
#include "bench/report/point93_report.h"
#include "bench/report/point93_stored.h"
#include "bench/report/stored.h"

/* ---- from words to values ---- */

static const char *obtained(int value)
{
    return fl_obtained_name((fl_obtained)value);
}

static const char *basis(int value)
{
    return fl_basis_name((fl_basis)value);
}

static const char *survival(int value)
{
    return fl_survival_name((fl_survival)value);
}

static const char *verdict(int value)
{
    return fl_point_verdict_name((fl_point_verdict)value);
}

static const char *aspect(int value)
{
    return fl_aspect_name((fl_aspect)value);
}

static const char *steadiness(int value)
{
    return fl_steadiness_name((fl_steadiness)value);
}

static fl_survival survival_of(const char *word)
{
    return (fl_survival)fl_stored_word(word, survival, FL_NOTHING_CLAIMED + 1);
}

/* 0 for A, 1 for B, -1 for neither. */
static int side_of(const char *letter)
{
    return letter[0] == '\0' ? -1 : letter[0] == 'B';
}

/* Every class has a name of its own; "not known" and "mixed" are the name of none. */
static fl_simd_class class_of(const char *name)
{
    for (int width = FL_CLASS_SCALAR; width <= FL_CLASS_SIMD_TILE; width++)
        for (int sums = FL_CLASS_NONE; sums <= FL_CLASS_SIMD_TILE; sums++)
            for (int fused = 0; fused < 2; fused++) {
                fl_simd_class found = {(fl_trace_class)width, fused == 1, (fl_trace_class)sums};
                bool is_class =
                    (sums == FL_CLASS_NONE || sums >= FL_CLASS_SCALAR) && fl_simd_class_is_known(found);
                if (is_class && strcmp(fl_simd_class_name(found), name) == 0)
                    return found;
            }
    return (fl_simd_class){.width = FL_CLASS_NONE, .sums = FL_CLASS_NONE};
}

static void settle_latency(const fl_stored_latency *stored, fl_cell_latency *latency)
{
    *latency = stored->is;
    latency->how = (fl_obtained)fl_stored_word(stored->how, obtained, FL_BOUNDED + 1);
}

static void settle_side(fl_stored_side *stored)
{
    static const struct {
        const char *word;
        fl_attested attested;
    } words[] = {{"no", FL_NOT_ATTESTED}, {"machine not told", FL_MACHINE_UNKNOWN}, {"yes", FL_ATTESTED}};
    fl_attestation *a = &stored->is.attestation;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strcmp(words[i].word, stored->attested) == 0)
            a->attested = words[i].attested;
    a->mixed = strcmp(stored->simd_class, "mixed") == 0;
    a->simd_class = class_of(stored->simd_class);
    settle_latency(&stored->latency, &stored->is.latency);
    if (stored->steady[0]) /* older documents do not tell */
        stored->is.steady = (fl_steadiness)fl_stored_word(stored->steady, steadiness, FL_STEADY_YES + 1);
}

static void settle_cell(const fl_stored_cell *stored, fl_cell *cell, fl_cell_kind kind)
{
    *cell = stored->is;
    cell->kind = kind;
    cell->how = (fl_obtained)fl_stored_word(stored->how, obtained, FL_BOUNDED + 1);
    for (int side = 0; side < 2; side++)
        settle_latency(&stored->side[side], &cell->side[side]);
    cell->winner = survival_of(stored->winner);
    cell->magnitude = survival_of(stored->magnitude);
}

/* ---- what no table can check ---- */

static fl_status settle_cells(fl_reader *reader, fl_stored_pairing *p)
{
    size_t wanted = p->is.work_differs ? FL_CELLS : FL_CELLS - 1;
    if (p->cell_count != wanted)
        return fl_reader_fail(reader, reader->root,
                              "\"cells\" holds %zu elements; %zu must stand there, as \"work_differs\" says",
                              p->cell_count, wanted);
    for (size_t i = 0; i < p->cell_count; i++) {
        if (strcmp(p->cells[i].cell, fl_cell_name((fl_cell_kind)i)) != 0)
            return fl_reader_fail(reader, reader->root, "\"cells\"[%zu] is '%s'; it must be '%s'", i,
                                  p->cells[i].cell, fl_cell_name((fl_cell_kind)i));
        settle_cell(&p->cells[i], &p->is.cells[i], (fl_cell_kind)i);
    }
    return FL_OK;
}

/* A verdict follows from what both sides executed, and from nothing else. */
static fl_status settle_verdicts(fl_reader *reader, fl_stored_pairing *p)
{
    const fl_attestation *a = &p->is.side[0].attestation, *b = &p->is.side[1].attestation;
    p->is.verdict = fl_point93_decide(a, b, false);
    p->is.as_traced = fl_point93_decide(a, b, true);
    if (p->is.verdict != (fl_point_verdict)fl_stored_word(p->verdict, verdict, FL_POINT_UNCHECKED + 1) ||
        p->is.as_traced != (fl_point_verdict)fl_stored_word(p->as_traced, verdict, FL_POINT_UNCHECKED + 1))
        return fl_reader_fail(
            reader, reader->root,
            "\"verdict\" is %s and \"as_traced\" %s, but the shares that were executed make them %s and %s",
            p->verdict, p->as_traced, fl_point_verdict_name(p->is.verdict),
            fl_point_verdict_name(p->is.as_traced));
    return FL_OK;
}

static fl_status settle_pairing(fl_reader *reader, fl_stored_pairing *p)
{
    for (int side = 0; side < 2; side++) {
        settle_side(&p->side[side]);
        p->is.side[side] = p->side[side].is;
    }
    for (size_t i = 0; i < p->unlike_count; i++) {
        fl_inequality *unlike = &p->is.equality.unlike[i];
        unlike->aspect = (fl_aspect)fl_stored_word(p->unlike[i].what, aspect, FL_ASPECTS);
        memcpy(unlike->text, p->unlike[i].difference, sizeof unlike->text);
        if (strcmp(aspect((int)unlike->aspect), p->unlike[i].what) != 0)
            return fl_reader_fail(reader, reader->root, "\"what\" is '%s'; --unlike knows no such word",
                                  p->unlike[i].what);
    }
    p->is.equality.unlike_count = p->unlike_count;
    p->is.basis = (fl_basis)fl_stored_word(p->basis, basis, FL_BASIS_CALL_MEAN + 1);
    p->is.favoured = side_of(p->favours);
    p->is.claimed_winner = side_of(p->claimed_winner);
    p->is.winner = survival_of(p->winner);
    p->is.magnitude = survival_of(p->magnitude);
    fl_status status = settle_cells(reader, p);
    return status == FL_OK ? settle_verdicts(reader, p) : status;
}

static fl_status settle(fl_reader *reader, void *into)
{
    fl_stored_point93 *stored = into;
    fl_status status = FL_OK;
    for (size_t i = 0; i < stored->count && status == FL_OK; i++)
        status = settle_pairing(reader, &stored->pairings[i]);
    return status;
}

/* ---- the report ---- */

/* What the report asks of the two sides' files. */
typedef struct sides {
    fl_document documents[2];
    fl_result results[2];
    fl_contestant contestants[2];
} sides;

static fl_status tell(const fl_stored_pairing *p, fl_report *report, fl_error *error)
{
    sides *both = calloc(1, sizeof *both);
    if (!both)
        return fl_fail(error, FL_UNABLE, "report: no memory");
    for (int side = 0; side < 2; side++) {
        const fl_stored_side *stored = &p->side[side];
        memcpy(both->results[side].name, stored->name, sizeof stored->name);
        memcpy(both->documents[side].environment.cpu, stored->cpu, sizeof stored->cpu);
        both->contestants[side].side = (fl_side){
            .path = stored->path, .document = &both->documents[side], .result = &both->results[side]};
        if (stored->trace[0])
            both->contestants[side].trace_path = stored->trace;
    }
    fl_point93_report(report, &(fl_pairing){both->contestants, &p->is});
    free(both);
    return FL_OK;
}

fl_status fl_point93_tell(const char *bytes, size_t size, const char *name, bool on_paper, fl_report *report,
                          fl_error *error)
{
    (void)on_paper;
    fl_stored_point93 stored = {.pairings = NULL};
    fl_status status = fl_stored_parse(bytes, size, name, &fl_point93_description, settle, &stored, error);
    for (size_t i = 0; i < stored.count && status == FL_OK; i++) {
        if (i > 0)
            fl_report_gap(report);
        status = tell(&stored.pairings[i], report, error);
    }
    fl_fields_free(fl_point93_description.fields, &stored);
    return status;
}
