/* What a second auditor must have before the audit can be repeated: every file, by its digest. */
#include <stdio.h>
#include <string.h>

#include "bench/audit/case/case.h"
#include "bench/base/sha256.h"

typedef struct listing {
    fl_case_visit *visit;
    void *context;
} listing;

static void list_bytes(const listing *l, const char *role, const char *path, const char *bytes, size_t size)
{
    char digest[65];
    if (!bytes)
        return;
    fl_sha256(bytes, size, digest);
    l->visit(l->context, role, path, digest);
}

static void list_texts(const listing *l, const char *role, const fl_case_text *texts, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (texts[i].sha256[0])
            l->visit(l->context, role, texts[i].path, texts[i].sha256);
        else
            list_bytes(l, role, texts[i].path, texts[i].bytes, texts[i].size);
}

static void list_run(const listing *l, const char *role, const fl_case_run *run)
{
    char path[320];
    list_bytes(l, role, run->path, run->text, run->size);
    if (run->beside_count == 0)
        return;
    snprintf(path, sizeof path, "%s: %zu files %s", run->path, run->beside_count,
             run->text ? "beside it" : "in it");
    l->visit(l->context, role, path, run->beside_sha256);
}

/* Of each side's data; the same bytes are read once. */
static void digest_data(const fl_case *given, char digests[2][65])
{
    const fl_case_side *a = &given->sides[0], *b = &given->sides[1];
    if (a->has_data)
        fl_sha256(a->data, a->data_size, digests[0]);
    if (a->has_data && b->has_data && a->data_size == b->data_size &&
        memcmp(a->data, b->data, a->data_size) == 0)
        memcpy(digests[1], digests[0], sizeof digests[1]);
    else if (b->has_data)
        fl_sha256(b->data, b->data_size, digests[1]);
}

static void list_side(const listing *l, const fl_case_side *side, const char *data_digest, char letter)
{
    char role[64];
#define ROLE(what) (snprintf(role, sizeof role, "%s of %c", what, letter), role)
    for (size_t i = 0; i < side->run_count; i++)
        list_run(l, ROLE("result"), &side->runs[i]);
    if (side->has_trace)
        l->visit(l->context, ROLE("trace"), side->trace_path, side->trace_sha256);
    if (side->has_model)
        l->visit(l->context, ROLE("model"), side->model_path, side->model_sha256);
    if (side->has_data)
        l->visit(l->context, ROLE("data"), side->data_path, data_digest);
    list_texts(l, ROLE("source"), side->sources, side->source_count);
    list_texts(l, ROLE("library source"), side->library_sources, side->library_source_count);
    list_texts(l, ROLE("manifest"), side->manifests, side->manifest_count);
    list_texts(l, ROLE("lock file"), side->locks, side->lock_count);
#undef ROLE
}

void fl_case_each_file(const fl_case *given, fl_case_visit *visit, void *context)
{
    const listing l = {visit, context};
    char data[2][65];
    digest_data(given, data);
    visit(context, "case", given->path, given->sha256);
    for (int side = 0; side < 2; side++)
        list_side(&l, &given->sides[side], data[side], side == 0 ? 'A' : 'B');
    if (given->has_summary)
        list_bytes(&l, "comparison", given->summary.path, given->summary.text.bytes,
                   given->summary.text.size);
    list_texts(&l, "source of the comparison", given->comparison_sources, given->comparison_source_count);
    list_texts(&l, "document", given->documentation, given->documentation_count);
    if (given->has_lab)
        visit(context, "measurement of the lab", given->lab_path, given->lab_sha256);
    for (int side = 0; given->has_elsewhere && side < 2; side++)
        list_run(&l, "result of another machine", &given->elsewhere[side]);
}
