#include "bench/audit/providers/facts.h"

#include <cjson/cJSON.h>
#include <ctype.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The next character that counts, in lower case; '\0' at the end. */
static int next_letter(const char **at)
{
    *at += strspn(*at, " -_");
    return **at ? tolower((unsigned char)*(*at)++) : '\0';
}

/* Names as people write them: "Torch-Version" is "torch_version". */
static bool is_same_name(const char *a, const char *b)
{
    for (;;) {
        int letter = next_letter(&a);
        if (letter != next_letter(&b))
            return false;
        if (letter == '\0')
            return true;
    }
}

static void add_text(fl_case_facts *facts, const char *path, const char *group, const char *name,
                     const char *value)
{
    if (facts->count == FL_FACTS)
        return;
    fl_case_fact *fact = &facts->fact[facts->count++];
    snprintf(fact->name, sizeof fact->name, "%s", name);
    snprintf(fact->value, sizeof fact->value, "%s", value);
    snprintf(fact->where, sizeof fact->where, "%.60s: %.50s.%.40s", path, group, name);
}

static void add_all(fl_case_facts *facts, const char *path, const char *group, const cJSON *object,
                    int levels);

/* NOLINTBEGIN(misc-no-recursion): as many levels as are asked for */
static void add(fl_case_facts *facts, const char *path, const char *group, const cJSON *node, int levels)
{
    char number[32];
    if (!node->string)
        return;
    if (cJSON_IsString(node)) {
        add_text(facts, path, group, node->string, node->valuestring);
    } else if (cJSON_IsNumber(node)) {
        snprintf(number, sizeof number, "%.15g", node->valuedouble);
        add_text(facts, path, group, node->string, number);
    } else if (cJSON_IsBool(node)) {
        add_text(facts, path, group, node->string, cJSON_IsTrue(node) ? "true" : "false");
    } else if (levels > 0) {
        char inner[64];
        snprintf(inner, sizeof inner, "%.30s.%.30s", group, node->string);
        add_all(facts, path, inner, node, levels - 1);
    }
}

static void add_all(fl_case_facts *facts, const char *path, const char *group, const cJSON *object,
                    int levels)
{
    const cJSON *node = NULL;
    if (cJSON_IsObject(object))
        cJSON_ArrayForEach(node, object) add(facts, path, group, node, levels);
}
/* NOLINTEND(misc-no-recursion) */

static void add_result(fl_case_facts *facts, const fl_case_run *run, const cJSON *results)
{
    static const char *const groups[] = {"facts", "counters", "environment", "versions"};
    const cJSON *result = NULL;
    int index = 0;
    if (!cJSON_IsArray(results))
        return;
    cJSON_ArrayForEach(result, results)
    {
        const char *name = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(result, "name"));
        char group[64];
        if (name && strcmp(name, run->result->name) == 0) {
            for (size_t i = 0; i < sizeof groups / sizeof groups[0]; i++) {
                snprintf(group, sizeof group, "results[%d].%s", index, groups[i]);
                add_all(facts, run->path, group, cJSON_GetObjectItemCaseSensitive(result, groups[i]), 0);
            }
            snprintf(group, sizeof group, "results[%d]", index);
            add_all(facts, run->path, group, result, 0);
        }
        index++;
    }
}

/* What a contestant in the lab's hands told of itself, and what was counted of it. */
static void add_peer(fl_case_facts *facts, const fl_case_run *run)
{
    const fl_result_peer *peer = run->result->peer;
    char version[sizeof run->result->name + 16];
    snprintf(version, sizeof version, "%s version", run->result->name);
    add_text(facts, run->path, "peer", version, peer->version);
    for (size_t i = 0; i < peer->fact_count; i++)
        add_text(facts, run->path, "peer.facts", peer->facts[i].name, peer->facts[i].value);
    for (size_t i = 0; i < peer->counter_count; i++) {
        char count[32];
        snprintf(count, sizeof count, "%" PRIu64, peer->counters[i].after - peer->counters[i].before);
        add_text(facts, run->path, "peer.counters", peer->counters[i].name, count);
    }
    if (peer->threads >= 0) {
        char threads[32];
        snprintf(threads, sizeof threads, "%" PRId64, peer->threads);
        add_text(facts, run->path, "peer", FL_THREADS_FACT, threads);
    }
}

static void add_imported(fl_case_facts *facts, const char *path, const fl_imported_fact *known)
{
    if (facts->count == FL_FACTS)
        return;
    fl_case_fact *fact = &facts->fact[facts->count++];
    snprintf(fact->name, sizeof fact->name, "%s", known->name);
    snprintf(fact->value, sizeof fact->value, "%s", known->value);
    snprintf(fact->where, sizeof fact->where, "%.60s: %.90s", path, known->place);
}

void fl_facts_collect(const fl_case_run *run, fl_case_facts *facts)
{
    facts->count = 0;
    if (run->result && run->result->peer)
        add_peer(facts, run);
    const fl_imported *imported = run->result ? run->result->imported : NULL;
    for (size_t i = 0; imported && i < imported->fact_count; i++)
        add_imported(facts, run->path, &imported->facts[i]);
    if (imported)
        return;
    cJSON *root = run->text && run->result ? cJSON_ParseWithLength(run->text, run->size) : NULL;
    if (!root)
        return;
    add_result(facts, run, cJSON_GetObjectItemCaseSensitive(root, "results"));
    add_all(facts, run->path, "config", cJSON_GetObjectItemCaseSensitive(root, "config"), 1);
    add_all(facts, run->path, "environment", cJSON_GetObjectItemCaseSensitive(root, "environment"), 1);
    const cJSON *node = NULL;
    cJSON_ArrayForEach(node, root) if (node->string && strcmp(node->string, "config") != 0 &&
                                       strcmp(node->string, "environment") != 0)
        add(facts, run->path, "file", node, 1);
    cJSON_Delete(root);
}

const fl_case_fact *fl_facts_find(const fl_case_facts *facts, const char *const *names)
{
    for (; *names; names++)
        for (size_t i = 0; i < facts->count; i++)
            if (facts->fact[i].value[0] && is_same_name(facts->fact[i].name, *names))
                return &facts->fact[i];
    return NULL;
}

const fl_case_fact *fl_facts_next(const fl_case_facts *facts, const char *const *names,
                                  const fl_case_fact *after)
{
    for (size_t i = after ? (size_t)(after - facts->fact) + 1 : 0; i < facts->count; i++)
        for (const char *const *name = names; *name; name++)
            if (facts->fact[i].value[0] && is_same_name(facts->fact[i].name, *name))
                return &facts->fact[i];
    return NULL;
}

double fl_facts_number(const fl_case_facts *facts, const char *const *names, const fl_case_fact **found)
{
    *found = fl_facts_find(facts, names);
    if (!*found)
        return NAN;
    char *end;
    double value = strtod((*found)->value, &end);
    return end != (*found)->value && !*end ? value : NAN;
}

bool fl_version_parse(const char *text, fl_version *version)
{
    static const char *const previews[] = {"nightly", "beta", "alpha", "dev", "rc", "a0", "b0", "preview"};
    text += strcspn(text, "0123456789");
    char *end;
    long major = strtol(text, &end, 10), minor = -1;
    if (end == text || major < 0 || major > 9999)
        return false;
    const char *after = end;
    if (*end == '.' && isdigit((unsigned char)end[1]))
        minor = strtol(end + 1, &end, 10);
    *version = (fl_version){(int)major, minor >= 0 && minor <= 9999 ? (int)minor : 0, true};
    /* Only the version's own word: a build's date or a compiler's name may follow. */
    size_t word = strcspn(after, " (,;+");
    for (size_t i = 0; i < sizeof previews / sizeof previews[0]; i++) {
        const char *at = strstr(after, previews[i]);
        if (at && at < after + word)
            version->release = false;
    }
    return true;
}
