/* fairlane.point93/1; its members are told in bench/verdict/fairlane.point93.1.schema.json. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/record/json.h"
#include "bench/report/documents.h"
#include "bench/report/point93_report.h"

/* "A", "B" or null */
static void add_letter(fl_json to, const char *name, int side)
{
    fl_json_add_text(to, name, side < 0 ? NULL : side == 0 ? "A" : "B");
}

static void add_latency(fl_json to, const char *name, const fl_cell_latency *latency)
{
    fl_json json = fl_json_object(to, name);
    fl_json_add_text(json, "how", fl_obtained_name(latency->how));
    fl_json_add_number(json, "ns", latency->ns);
    fl_json_add_number(json, "low_ns", latency->low);
    fl_json_add_number(json, "high_ns", latency->high);
    fl_json_add_text(json, "source", latency->source);
}

static void add_side(fl_json to, const char *name, const fl_contestant *contestant,
                     const fl_point93_side *side)
{
    static const char *const attested[] = {"no", "machine not told", "yes"};
    const fl_attestation *a = &side->attestation;
    fl_json json = fl_json_object(to, name);
    fl_json_add_text(json, "name", contestant->side.result->name);
    fl_json_add_text(json, "path", contestant->side.path);
    fl_json_add_text(json, "cpu", contestant->side.document->environment.cpu);
    fl_json_add_text(json, "trace",
                     !contestant->trace       ? ""
                     : contestant->trace_path ? contestant->trace_path
                                              : "traced now");
    fl_json_add_text(json, "attested", attested[a->attested]);
    fl_json_add_text(json, "class", a->mixed ? "mixed" : fl_simd_class_name(a->simd_class));
    fl_json_add_number(json, "simd_share_low", a->simd_low);
    fl_json_add_number(json, "simd_share_high", a->simd_high);
    fl_json_add_number(json, "sums_share_low", a->sums_low);
    fl_json_add_number(json, "sums_share_high", a->sums_high);
    fl_json_add_number(json, "multiply_adds_declared", (double)side->declared);
    fl_json_add_number(json, "multiply_adds_executed", (double)a->executed);
    fl_json_add_text(json, "evidence", a->evidence);
    add_latency(json, "latency", &side->latency);
    fl_json_add_text(json, "steady", fl_steadiness_name(side->steady));
    fl_json_add_number(json, "bias_share", side->share);
    fl_json_add_number(json, "bias_share_low", side->share_low);
    fl_json_add_number(json, "bias_share_high", side->share_high);
}

static void add_bias(fl_json to, const fl_point93 *p)
{
    fl_json json = fl_json_object(to, "bias");
    bool known = p->saving.from[0] != '\0';
    fl_json_add_text(json, "from", p->saving.from);
    fl_json_add_text(json, "to", p->saving.to);
    fl_json_add_number(json, "ns", known ? p->saving.ns : NAN);
    fl_json_add_number(json, "low_ns", known ? p->saving.interval_ns.low : NAN);
    fl_json_add_number(json, "high_ns", known ? p->saving.interval_ns.high : NAN);
    fl_json_add_text(json, "source", p->saving_source);
    add_letter(json, "favours", p->favoured);
}

static void add_cell(fl_json list, const fl_cell *cell)
{
    fl_json json = fl_json_object(list, NULL);
    fl_json_add_text(json, "cell", fl_cell_name(cell->kind));
    fl_json_add_text(json, "how", fl_obtained_name(cell->how));
    add_latency(json, "a", &cell->side[0]);
    add_latency(json, "b", &cell->side[1]);
    fl_json_add_number(json, "ratio", cell->ratio);
    fl_json_add_number(json, "low", cell->low);
    fl_json_add_number(json, "high", cell->high);
    fl_json_add_text(json, "method", cell->method);
    fl_json_add_text(json, "not_shown", cell->not_shown);
    fl_json_add_text(json, "winner", fl_survival_name(cell->winner));
    fl_json_add_text(json, "magnitude", fl_survival_name(cell->magnitude));
}

static void add_pairing(fl_json list, const fl_pairing *pairing)
{
    const fl_point93 *p = pairing->point;
    fl_json json = fl_json_object(list, NULL);
    fl_json unlike = fl_json_array(json, "unlike");
    for (size_t i = 0; i < p->equality.unlike_count; i++) {
        fl_json one = fl_json_object(unlike, NULL);
        fl_json_add_text(one, "what", fl_aspect_name(p->equality.unlike[i].aspect));
        fl_json_add_text(one, "difference", p->equality.unlike[i].text);
    }
    fl_json_add_text(json, "verdict", fl_point_verdict_name(p->verdict));
    fl_json_add_text(json, "as_traced", fl_point_verdict_name(p->as_traced));
    fl_json_add_text(json, "reason", p->reason);
    fl_json_add_text(json, "basis", fl_basis_name(p->basis));
    add_side(json, "a", &pairing->contestants[0], &p->side[0]);
    add_side(json, "b", &pairing->contestants[1], &p->side[1]);
    add_bias(json, p);
    fl_json_add_bool(json, "work_differs", p->work_differs);
    fl_json cells = fl_json_array(json, "cells");
    for (int kind = 0; kind < FL_CELLS; kind++)
        if (kind != FL_CELL_SAME_WORK || p->work_differs)
            add_cell(cells, &p->cells[kind]);
    add_letter(json, "claimed_winner", p->claimed_winner);
    fl_json_add_number(json, "claimed_magnitude", p->claimed_magnitude);
    fl_json_add_text(json, "winner", fl_survival_name(p->winner));
    fl_json_add_text(json, "magnitude", fl_survival_name(p->magnitude));
    fl_json remarks = fl_json_array(json, "remarks");
    for (size_t i = 0; i < p->remark_count; i++) {
        fl_json_add_text(remarks, NULL, p->remarks[i]);
    }
}

fl_status fl_point93_json(const fl_pairing *pairings, size_t count, char **text, fl_error *error)
{
    fl_json_writer writer = {0};
    fl_json root = fl_json_document(&writer, &fl_point93_description);
    fl_json list = fl_json_array(root, "pairings");
    for (size_t i = 0; i < count; i++)
        add_pairing(list, &pairings[i]);
    return fl_json_print(root, "point93", text, error);
}
