/* fairlane.audit/1; its members are told in bench/audit/fairlane.audit.1.schema.json. */
#include <cjson/cJSON.h>

#include "bench/record/text.h"
#include "bench/report/audit_report.h"

static void add_text(cJSON *to, const char *name, const char *text)
{
    char safe[1280];
    cJSON_AddStringToObject(to, name, fl_text_make_plain(text, safe, sizeof safe));
}

static void add_counts(cJSON *to, int pass, int fail, int unchecked)
{
    cJSON_AddNumberToObject(to, "pass", pass);
    cJSON_AddNumberToObject(to, "fail", fail);
    cJSON_AddNumberToObject(to, "unchecked", unchecked);
}

static void add_evidence(cJSON *list, const fl_evidence *piece)
{
    static const char *const concerns[] = {"a", "b", "both"};
    cJSON *json = cJSON_CreateObject();
    cJSON_AddItemToArray(list, json);
    add_text(json, "concerns", concerns[piece->concerns]);
    add_text(json, "verdict", fl_point_verdict_name(piece->verdict));
    cJSON_AddBoolToObject(json, "blocks", piece->blocks);
    add_text(json, "how", fl_obtained_by_name(piece->how));
    add_text(json, "where", piece->where);
    add_text(json, "text", piece->text);
}

static void add_point(cJSON *list, const fl_audit_point *point)
{
    cJSON *json = cJSON_CreateObject();
    cJSON_AddItemToArray(list, json);
    cJSON_AddNumberToObject(json, "number", point->question->number);
    cJSON_AddNumberToObject(json, "category", point->question->category);
    add_text(json, "title", point->question->title);
    add_text(json, "verdict", fl_point_verdict_name(point->verdict));
    cJSON *evidence = cJSON_AddArrayToObject(json, "evidence");
    for (size_t i = 0; i < point->evidence_count; i++)
        add_evidence(evidence, &point->evidence[i]);
}

fl_status fl_audit_json(const fl_case *given, const fl_audit *audit, char **text, fl_error *error)
{
    cJSON *root = cJSON_CreateObject();
    add_text(root, "schema", "fairlane.audit/1");
    add_text(root, "case", given->path);
    cJSON_AddBoolToObject(root, "by_lab", given->by_lab);
    add_text(root, "a", given->sides[0].name);
    add_text(root, "b", given->sides[1].name);
    cJSON_AddBoolToObject(root, "valid", audit->valid);
    add_text(root, "conclusion", audit->conclusion);
    add_counts(cJSON_AddObjectToObject(root, "total"), audit->total.pass, audit->total.fail,
               audit->total.unchecked);
    cJSON *categories = cJSON_AddArrayToObject(root, "categories");
    for (int i = 0; i < FL_AUDIT_CATEGORIES; i++) {
        cJSON *json = cJSON_CreateObject();
        cJSON_AddItemToArray(categories, json);
        cJSON_AddNumberToObject(json, "number", i + 1);
        add_text(json, "title", fl_audit_categories[i]);
        add_counts(json, audit->categories[i].pass, audit->categories[i].fail,
                   audit->categories[i].unchecked);
    }
    cJSON *live_only = cJSON_AddArrayToObject(root, "live_only");
    for (size_t i = 0; i < audit->live_only_count; i++) {
        const fl_live_verdict *one = &audit->live_only[i];
        cJSON *json = cJSON_CreateObject();
        cJSON_AddItemToArray(live_only, json);
        cJSON_AddNumberToObject(json, "number", one->point);
        add_text(json, "live", fl_point_verdict_name(one->live));
        add_text(json, "kept", fl_point_verdict_name(one->kept));
    }
    cJSON *points = cJSON_AddArrayToObject(root, "points");
    for (int i = 0; i < FL_AUDIT_POINTS; i++)
        add_point(points, &audit->points[i]);
    *text = cJSON_Print(root);
    cJSON_Delete(root);
    return *text ? FL_OK : fl_fail(error, FL_UNABLE, "audit: no memory for the JSON text");
}
