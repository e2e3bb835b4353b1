/* fairlane.audit/1; its members are told in bench/audit/fairlane.audit.1.schema.json. */

#include "bench/record/json.h"
#include "bench/report/audit_report.h"
#include "bench/report/documents.h"

static void add_counts(fl_json to, int pass, int fail, int unchecked, int not_applicable)
{
    fl_json_add_number(to, "pass", pass);
    fl_json_add_number(to, "fail", fail);
    fl_json_add_number(to, "unchecked", unchecked);
    fl_json_add_number(to, "not_applicable", not_applicable);
}

static void add_evidence(fl_json list, const fl_evidence *piece)
{
    static const char *const concerns[] = {"a", "b", "both"};
    fl_json json = fl_json_object(list, NULL);
    fl_json_add_text(json, "concerns", concerns[piece->concerns]);
    fl_json_add_text(json, "verdict", fl_point_verdict_name(piece->verdict));
    fl_json_add_bool(json, "blocks", piece->blocks);
    fl_json_add_text(json, "how", fl_obtained_by_name(piece->how));
    fl_json_add_text(json, "provider", fl_provider_name(piece->provider));
    fl_json_add_text(json, "where", piece->where);
    fl_json_add_text(json, "text", piece->text);
}

static void add_point(fl_json list, const fl_audit_point *point)
{
    fl_json json = fl_json_object(list, NULL);
    fl_json_add_number(json, "number", point->question->number);
    fl_json_add_number(json, "category", point->question->category);
    fl_json_add_text(json, "title", point->question->title);
    fl_json_add_text(json, "verdict", fl_point_verdict_name(point->verdict));
    fl_json providers = fl_json_array(json, "providers");
    for (fl_provider provider = 0; provider < FL_PROVIDERS; provider++)
        if (fl_audit_takes(point->question, provider))
            fl_json_add_text(providers, NULL, fl_provider_name(provider));
    fl_json evidence = fl_json_array(json, "evidence");
    for (size_t i = 0; i < point->evidence_count; i++)
        add_evidence(evidence, &point->evidence[i]);
}

static void add_paper(fl_json root, const fl_audit_paper *paper)
{
    fl_json head = fl_json_object(root, "head");
    fl_json_add_text(head, "id", paper->head.id);
    fl_json_add_text(head, "version", paper->head.version);
    fl_json_add_text(head, "date", paper->head.date);
    fl_json_add_text(head, "auditor", paper->head.auditor);
    fl_json_add_text(head, "revision", paper->head.revision);
    fl_json_add_text(head, "program", paper->program);
    fl_json limitations = fl_json_array(root, "limitations");
    for (size_t i = 0; i < paper->limitation_count; i++) {
        fl_json one = fl_json_object(limitations, NULL);
        fl_json_add_text(one, "text", paper->limitations[i].text);
        fl_json_add_text(one, "path", paper->limitations[i].path);
        fl_json_add_number(one, "line", (double)paper->limitations[i].line);
    }
    fl_json files = fl_json_array(root, "files");
    for (size_t i = 0; i < paper->file_count; i++) {
        fl_json one = fl_json_object(files, NULL);
        fl_json_add_text(one, "what", paper->files[i].role);
        fl_json_add_text(one, "path", paper->files[i].path);
        fl_json_add_text(one, "sha256", paper->files[i].sha256);
    }
}

fl_status fl_audit_json(const fl_case *given, const fl_audit *audit, const fl_finding *finding,
                        const fl_audit_paper *paper, char **text, fl_error *error)
{
    fl_json_writer writer = {0};
    fl_json root = fl_json_document(&writer, &fl_audit_description);
    fl_json_add_text(root, "case", given->path);
    fl_json_add_bool(root, "by_lab", given->by_lab);
    fl_json_add_text(root, "a", given->sides[0].name);
    fl_json_add_text(root, "b", given->sides[1].name);
    fl_json_add_bool(root, "valid", audit->valid);
    fl_json_add_text(root, "conclusion", audit->conclusion);
    if (audit->not_read[0])
        fl_json_add_text(root, "not_read", audit->not_read);
    fl_json unlike = fl_json_array(root, "unlike");
    for (size_t i = 0; i < audit->equality.unlike_count; i++) {
        fl_json json = fl_json_object(unlike, NULL);
        fl_json_add_text(json, "what", fl_aspect_name(audit->equality.unlike[i].aspect));
        fl_json_add_text(json, "difference", audit->equality.unlike[i].text);
    }
    add_counts(fl_json_object(root, "total"), audit->total.pass, audit->total.fail, audit->total.unchecked,
               audit->total.not_applicable);
    fl_json categories = fl_json_array(root, "categories");
    for (int i = 0; i < FL_AUDIT_CATEGORIES; i++) {
        fl_json json = fl_json_object(categories, NULL);
        fl_json_add_number(json, "number", i + 1);
        fl_json_add_text(json, "title", fl_audit_categories[i]);
        add_counts(json, audit->categories[i].pass, audit->categories[i].fail, audit->categories[i].unchecked,
                   audit->categories[i].not_applicable);
    }
    fl_json live_only = fl_json_array(root, "live_only");
    for (size_t i = 0; i < audit->live_only_count; i++) {
        const fl_live_verdict *one = &audit->live_only[i];
        fl_json json = fl_json_object(live_only, NULL);
        fl_json_add_number(json, "number", one->point);
        fl_json_add_text(json, "live", fl_point_verdict_name(one->live));
        fl_json_add_text(json, "kept", fl_point_verdict_name(one->kept));
    }
    if (finding)
        fl_finding_json(finding, root);
    else
        fl_json_add_null(root, "found");
    fl_reproduction_json(given, root);
    add_paper(root, paper);
    fl_json points = fl_json_array(root, "points");
    for (int i = 0; i < FL_AUDIT_POINTS; i++)
        add_point(points, &audit->points[i]);
    return fl_json_print(root, "audit", text, error);
}
