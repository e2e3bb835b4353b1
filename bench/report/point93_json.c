/* fairlane.point93/1; its members are told in bench/verdict/fairlane.point93.1.schema.json. */
#include <cjson/cJSON.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/record/text.h"
#include "bench/report/point93_report.h"

/* NaN and infinity become null. */
static void add_number(cJSON *to, const char *name, double value)
{
    cJSON_AddItemToObject(to, name, isfinite(value) ? cJSON_CreateNumber(value) : cJSON_CreateNull());
}

static void add_text(cJSON *to, const char *name, const char *text)
{
    char safe[1280];
    cJSON_AddStringToObject(to, name, fl_text_make_plain(text, safe, sizeof safe));
}

/* "A", "B" or null */
static void add_letter(cJSON *to, const char *name, int side)
{
    if (side < 0)
        cJSON_AddNullToObject(to, name);
    else
        add_text(to, name, side == 0 ? "A" : "B");
}

static void add_latency(cJSON *to, const char *name, const fl_cell_latency *latency)
{
    cJSON *json = cJSON_AddObjectToObject(to, name);
    add_text(json, "how", fl_obtained_name(latency->how));
    add_number(json, "ns", latency->ns);
    add_number(json, "low_ns", latency->low);
    add_number(json, "high_ns", latency->high);
    add_text(json, "source", latency->source);
}

static void add_side(cJSON *to, const char *name, const fl_contestant *contestant,
                     const fl_point93_side *side)
{
    static const char *const attested[] = {"no", "machine not told", "yes"};
    const fl_attestation *a = &side->attestation;
    cJSON *json = cJSON_AddObjectToObject(to, name);
    add_text(json, "name", contestant->side.result->name);
    add_text(json, "path", contestant->side.path);
    add_text(json, "cpu", contestant->side.document->environment.cpu);
    add_text(json, "trace",
             !contestant->trace       ? ""
             : contestant->trace_path ? contestant->trace_path
                                      : "traced now");
    add_text(json, "attested", attested[a->attested]);
    add_text(json, "class", a->mixed ? "mixed" : fl_simd_class_name(a->class));
    add_number(json, "simd_share_low", a->simd_low);
    add_number(json, "simd_share_high", a->simd_high);
    add_number(json, "sums_share_low", a->sums_low);
    add_number(json, "sums_share_high", a->sums_high);
    add_number(json, "multiply_adds_declared", (double)side->declared);
    add_number(json, "multiply_adds_executed", (double)a->executed);
    add_text(json, "evidence", a->evidence);
    add_latency(json, "latency", &side->latency);
    add_number(json, "bias_share", side->share);
    add_number(json, "bias_share_low", side->share_low);
    add_number(json, "bias_share_high", side->share_high);
}

static void add_bias(cJSON *to, const fl_point93 *p)
{
    cJSON *json = cJSON_AddObjectToObject(to, "bias");
    bool known = p->saving.from[0] != '\0';
    add_text(json, "from", p->saving.from);
    add_text(json, "to", p->saving.to);
    add_number(json, "ns", known ? p->saving.ns : NAN);
    add_number(json, "low_ns", known ? p->saving.interval_ns.low : NAN);
    add_number(json, "high_ns", known ? p->saving.interval_ns.high : NAN);
    add_text(json, "source", p->saving_source);
    add_letter(json, "favours", p->favoured);
}

static void add_cell(cJSON *list, const fl_cell *cell)
{
    cJSON *json = cJSON_CreateObject();
    cJSON_AddItemToArray(list, json);
    add_text(json, "cell", fl_cell_name(cell->kind));
    add_text(json, "how", fl_obtained_name(cell->how));
    add_latency(json, "a", &cell->side[0]);
    add_latency(json, "b", &cell->side[1]);
    add_number(json, "ratio", cell->ratio);
    add_number(json, "low", cell->low);
    add_number(json, "high", cell->high);
    add_text(json, "method", cell->method);
    add_text(json, "winner", fl_survival_name(cell->winner));
    add_text(json, "magnitude", fl_survival_name(cell->magnitude));
}

static void add_pairing(cJSON *list, const fl_pairing *pairing)
{
    const fl_point93 *p = pairing->point;
    cJSON *json = cJSON_CreateObject();
    cJSON_AddItemToArray(list, json);
    cJSON *unlike = cJSON_AddArrayToObject(json, "unlike");
    for (size_t i = 0; i < p->equality.unlike_count; i++) {
        cJSON *one = cJSON_CreateObject();
        cJSON_AddItemToArray(unlike, one);
        add_text(one, "what", fl_aspect_name(p->equality.unlike[i].aspect));
        add_text(one, "difference", p->equality.unlike[i].text);
    }
    add_text(json, "verdict", fl_point_verdict_name(p->verdict));
    add_text(json, "as_traced", fl_point_verdict_name(p->as_traced));
    add_text(json, "reason", p->reason);
    add_text(json, "basis", fl_basis_name(p->basis));
    add_side(json, "a", &pairing->contestants[0], &p->side[0]);
    add_side(json, "b", &pairing->contestants[1], &p->side[1]);
    add_bias(json, p);
    cJSON_AddBoolToObject(json, "work_differs", p->work_differs);
    cJSON *cells = cJSON_AddArrayToObject(json, "cells");
    for (int kind = 0; kind < FL_CELLS; kind++)
        if (kind != FL_CELL_SAME_WORK || p->work_differs)
            add_cell(cells, &p->cells[kind]);
    add_letter(json, "claimed_winner", p->claimed_winner);
    add_number(json, "claimed_magnitude", p->claimed_magnitude);
    add_text(json, "winner", fl_survival_name(p->winner));
    add_text(json, "magnitude", fl_survival_name(p->magnitude));
    cJSON *remarks = cJSON_AddArrayToObject(json, "remarks");
    for (size_t i = 0; i < p->remark_count; i++) {
        char safe[sizeof p->remarks[0]];
        cJSON_AddItemToArray(remarks,
                             cJSON_CreateString(fl_text_make_plain(p->remarks[i], safe, sizeof safe)));
    }
}

fl_status fl_point93_json(const fl_pairing *pairings, size_t count, char **text, fl_error *error)
{
    cJSON *root = cJSON_CreateObject();
    add_text(root, "schema", "fairlane.point93/1");
    cJSON *list = cJSON_AddArrayToObject(root, "pairings");
    for (size_t i = 0; i < count; i++)
        add_pairing(list, &pairings[i]);
    *text = cJSON_Print(root);
    cJSON_Delete(root);
    return *text ? FL_OK : fl_fail(error, FL_UNABLE, "point93: no memory for the JSON text");
}
