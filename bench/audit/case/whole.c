/* Whether a case names all of the folder that it calls whole: what it leaves out could say something else. */
#include <stdio.h>
#include <string.h>

#include "bench/audit/case/case.h"
#include "bench/audit/case/find_parts.h"
#include "bench/base/clock_check.h"

static bool is_among(const fl_case_text *texts, size_t count, const char *path)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(texts[i].path, path) == 0)
            return true;
    return false;
}

static bool is_named(const fl_case *given, const char *path)
{
    for (int i = 0; i < 2; i++) {
        const fl_case_side *side = &given->sides[i];
        if (is_among(side->sources, side->source_count, path) ||
            is_among(side->manifests, side->manifest_count, path) ||
            is_among(side->locks, side->lock_count, path))
            return true;
    }
    return is_among(given->comparison_sources, given->comparison_source_count, path) ||
           is_among(given->documentation, given->documentation_count, path) ||
           (given->has_summary && strcmp(given->summary.path, path) == 0);
}

/* Kinds that can say what a comparison does or claims. */
static bool speaks(fl_role role)
{
    return role == FL_ROLE_SOURCE || role == FL_ROLE_COMPARISON || role == FL_ROLE_SUMMARY ||
           role == FL_ROLE_MANIFEST || role == FL_ROLE_LOCK || role == FL_ROLE_DOCUMENT;
}

fl_status fl_case_check_whole(int folder, const char *name, fl_case *given, fl_error *error)
{
    fl_finding found = {0};
    fl_search search = {
        .folder = folder, .name = name, .begin_ns = fl_limit_ns(), .finding = &found, .error = error};
    fl_status status = fl_find_walk(&search);
    for (size_t i = 0; i < found.count && status == FL_OK && !given->not_whole[0]; i++)
        if (speaks(found.files[i].role) && !is_named(given, found.files[i].path))
            snprintf(given->not_whole, sizeof given->not_whole,
                     "the case calls its folder whole and does not name %.150s in it", found.files[i].path);
    fl_finding_free(&found);
    return status;
}
