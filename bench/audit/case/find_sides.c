/* Which results are compared: every result file is read by its importer, results of one name are runs of one
 * side, and the two sides are told apart by the words for libraries and languages in their names and paths,
 * or by --a and --b. Where that is not clear nothing is guessed. */
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/audit/case/case.h"
#include "bench/audit/case/find_parts.h"
#include "bench/base/folder.h"
#include "bench/base/text.h"
#include "bench/import/import.h"

enum { MOST_BYTES = 16 << 20, MOST_ENTRIES = 256, SHOWN = 6 };

/* A file that holds it. */
typedef struct holder {
    size_t file;
    char cpu[64];
} holder;

/* One result that several files may hold: runs of it. */
typedef struct entry {
    char name[64], tool[32];
    char stem[64];   /* of the files that hold it, where it has no name of its own; "" */
    holder *holders; /* [room]; owned */
    size_t count, room;
    int word;       /* fl_known_side_word(); −1 */
    double mean_us; /* of the first; NaN where it is not told */
    char language[16];
} entry;

typedef struct choice {
    fl_search *search;
    entry *entries; /* [MOST_ENTRIES] */
    size_t count;
    bool short_of_memory;
} choice;

/* ---- collecting ---- */

static const char *language_of_tool(const char *tool)
{
    static const struct {
        const char *tool, *language;
    } tools[] = {{"pytest-benchmark", "python"}, {"torch.utils.benchmark", "python"},
                 {"Criterion", "rust"},          {"Google Benchmark", "c++"},
                 {"nanobench", "c++"},           {"BenchmarkTools", "julia"}};
    for (size_t i = 0; i < sizeof tools / sizeof tools[0]; i++)
        if (strcmp(tool, tools[i].tool) == 0)
            return tools[i].language;
    return "";
}

/* hyperfine's results are called after their commands: an interpreter's, or a program that Cargo has built. */
static const char *language_of_command(const char *command)
{
    char path[64];
    snprintf(path, sizeof path, "%.*s", (int)strcspn(command, " "), command);
    const char *base = fl_path_base(path);
    if (strncmp(base, "python", 6) == 0 || strncmp(base, "pypy", 4) == 0)
        return "python";
    return strstr(path, "target/release/") || strstr(path, "target/debug/") ? "rust" : "";
}

/* What runs of one thing have in common in the names of their files: "out/torch_2.csv" is of "torch". */
static void stem_of(const char *path, char stem[64])
{
    const char *base = fl_path_base(path);
    size_t length = strcspn(base, ".");
    while (length > 0 && strchr("0123456789_-", base[length - 1]))
        length--;
    snprintf(stem, 64, "%.*s", (int)(length < 63 ? length : 63), base);
}

/* Of a result without a name the file's tells which it is. */
static entry *find_entry(choice *c, const fl_result *result, const char *path)
{
    const char *tool = result->imported ? result->imported->tool : "";
    char stem[64] = "";
    if (strcmp(result->name, "unnamed") == 0)
        stem_of(path, stem);
    for (size_t i = 0; i < c->count; i++)
        if (strcmp(c->entries[i].name, result->name) == 0 && strcmp(c->entries[i].tool, tool) == 0 &&
            strcmp(c->entries[i].stem, stem) == 0)
            return &c->entries[i];
    if (c->count == MOST_ENTRIES)
        return NULL;
    entry *e = &c->entries[c->count++];
    *e = (entry){.word = -1};
    snprintf(e->name, sizeof e->name, "%s", result->name);
    snprintf(e->tool, sizeof e->tool, "%s", tool);
    snprintf(e->stem, sizeof e->stem, "%s", stem);
    return e;
}

/* The name tells before the file's, and a path's last part before its folders. */
static void tell_entry(entry *e, const char *path)
{
    const char *language =
        strcmp(e->tool, "hyperfine") == 0 ? language_of_command(e->name) : language_of_tool(e->tool);
    e->word = fl_known_side_word(e->name);
    if (e->word < 0)
        e->word = fl_known_side_word(fl_path_base(path));
    if (e->word < 0)
        e->word = fl_known_side_word(path);
    if (!language[0] && e->word >= 0)
        language = fl_side_language(e->word);
    snprintf(e->language, sizeof e->language, "%s", language);
}

/* False without memory. */
static bool add_holder(entry *e, size_t file, const char *cpu)
{
    if (e->count == e->room) {
        size_t room = e->room ? 2 * e->room : 8;
        holder *larger = realloc(e->holders, room * sizeof *larger);
        if (!larger)
            return false;
        e->holders = larger;
        e->room = room;
    }
    holder *h = &e->holders[e->count++];
    h->file = file;
    snprintf(h->cpu, sizeof h->cpu, "%.63s", cpu);
    return true;
}

static void note_results(choice *c, size_t file, const fl_document *document)
{
    for (size_t i = 0; i < document->result_count; i++) {
        entry *e = find_entry(c, &document->results[i], c->search->finding->files[file].path);
        if (!e)
            continue;
        if (e->count == 0) {
            tell_entry(e, c->search->finding->files[file].path);
            e->mean_us = document->results[i].per_call_us.mean;
        }
        c->short_of_memory |= !add_holder(e, file, document->environment.cpu);
    }
}

/* The author's own comparison, by the figures that only such a file has. */
static bool is_summary(const char *text)
{
    static const char *const marks[] = {"\"p_value\"", "\"t_statistic\"", "\"cohens_d\"", "\"speedup\"",
                                        NULL};
    for (size_t i = 0; marks[i]; i++)
        if (strstr(text, marks[i]))
            return true;
    return false;
}

/* Criterion's folder, or a file. */
static void read_result(choice *c, size_t index)
{
    fl_search *s = c->search;
    fl_found_file *file = &s->finding->files[index];
    fl_document document;
    fl_import_options options = {.folder = -1, .incomplete = true};
    fl_error why = {""};
    char *bytes = NULL;
    size_t size = 0;
    fl_status status = FL_USAGE;
    memset(&document, 0, sizeof document);
    if (file->folder) {
        options.folder = fl_folder_open_below(s->folder, file->path);
        if (options.folder >= 0)
            status = fl_import_criterion_folder(file->path, &options, &document, &why);
    } else if (fl_find_read(s, file, MOST_BYTES, &bytes, &size)) {
        options.folder = fl_folder_open_beside(s->folder, file->path);
        status = fl_import_parse(bytes, size, file->path, &options, &document, &why);
    }
    if (options.folder >= 0)
        close(options.folder);
    if (status == FL_OK)
        note_results(c, index, &document);
    else if (bytes && is_summary(bytes))
        file->role = FL_ROLE_SUMMARY;
    else if (!file->why[0])
        snprintf(file->why, sizeof file->why, "no result file that is known");
    fl_document_free(&document);
    free(bytes);
}

/* ---- choosing ---- */

static bool matches(const fl_search *s, const entry *e, size_t index, const char *glob)
{
    char both[512];
    const char *path = s->finding->files[e->holders[index].file].path;
    snprintf(both, sizeof both, "%s:%s", path, e->name);
    return fnmatch(glob, e->name, 0) == 0 || fnmatch(glob, path, 0) == 0 || fnmatch(glob, both, 0) == 0;
}

static bool any_matches(const fl_search *s, const entry *e, const char *glob)
{
    for (size_t i = 0; i < e->count; i++)
        if (matches(s, e, i, glob))
            return true;
    return false;
}

static void list_entries(const choice *c, const bool *candidate, char *text, size_t size)
{
    size_t used = 0, shown = 0, all = 0;
    text[0] = '\0';
    for (size_t i = 0; i < c->count; i++)
        all += candidate[i];
    for (size_t i = 0; i < c->count && used + 160 < size && shown < SHOWN; i++)
        if (candidate[i]) {
            char safe[64];
            used += (size_t)snprintf(text + used, size - used, "%s%.60s:%.40s", shown++ ? ", " : "",
                                     c->search->finding->files[c->entries[i].holders[0].file].path,
                                     fl_text_make_plain(c->entries[i].name, safe, sizeof safe));
        }
    if (all > shown)
        snprintf(text + used, size - used, " and %zu more", all - shown);
}

/* What may be results by their names, and are of no tool that is known. */
static void list_unknown(const choice *c, char *list, size_t size)
{
    const fl_finding *f = c->search->finding;
    size_t used = 0, count = 0;
    for (size_t i = 0; i < f->count; i++)
        if (f->files[i].role == FL_ROLE_RESULT && f->files[i].why[0] && ++count <= 3 && used < size - 1)
            used += (size_t)snprintf(list + used, size - used, "%s%.60s", count > 1 ? ", " : "",
                                     f->files[i].path);
    if (count > 0 && used < size - 1)
        snprintf(list + used, size - used, "%s of no tool or form that is known",
                 count > 3   ? " and others are"
                 : count > 1 ? " are"
                             : " is");
}

static fl_status refuse(const choice *c, const bool *candidate, const char *why, fl_error *error)
{
    char list[700];
    list_entries(c, candidate, list, sizeof list);
    if (!list[0])
        list_unknown(c, list, sizeof list);
    return fl_fail(error, FL_USAGE, "%.120s: %s: %s; choose with --a GLOB and --b GLOB", c->search->name, why,
                   list[0] ? list : "nothing");
}

/* A: PyTorch before other Python, then C and C++, then what is unknown, Rust last. */
static int order(const entry *e)
{
    if (e->word >= 0 && strstr(fl_side_word(e->word), "torch") && strcmp(e->language, "python") == 0)
        return 0;
    if (strcmp(e->language, "python") == 0)
        return 1;
    return strcmp(e->language, "rust") == 0 ? 4 : e->language[0] ? 2 : 3;
}

static int only_of_order(const choice *c, const bool *candidate, int wanted)
{
    int found = -1;
    for (size_t i = 0; i < c->count; i++)
        if (candidate[i] && order(&c->entries[i]) == wanted) {
            if (found >= 0)
                return -1;
            found = (int)i;
        }
    return found;
}

static size_t collect(const choice *c, const bool *candidate, int found[2])
{
    size_t count = 0;
    for (size_t i = 0; i < c->count; i++)
        if (candidate[i]) {
            if (count < 2)
                found[count] = (int)i;
            count++;
        }
    return count;
}

/* Without a word for either side: two results are a comparison; of more the one of PyTorch with the one in
 * Rust. */
static fl_status choose_both(choice *c, const bool *candidate, int chosen[2])
{
    size_t count = collect(c, candidate, chosen);
    if (count < 2)
        return refuse(c, candidate,
                      count ? "a comparison needs two results, and one was found"
                            : "no result files that are known, of two sides",
                      c->search->error);
    if (count > 2) {
        chosen[0] = only_of_order(c, candidate, 0);
        chosen[1] = only_of_order(c, candidate, 4);
        if (chosen[0] < 0 || chosen[1] < 0)
            return refuse(c, candidate, "several results, and it is not clear which two are compared",
                          c->search->error);
    }
    const entry *a = &c->entries[chosen[0]], *b = &c->entries[chosen[1]];
    /* Of one kind both: the slower is what the other is said to be faster than. */
    if (order(b) < order(a) || (order(b) == order(a) && b->mean_us > a->mean_us)) {
        int swapped = chosen[0];
        chosen[0] = chosen[1];
        chosen[1] = swapped;
    }
    return FL_OK;
}

static fl_status choose_one(choice *c, const bool *candidate, const char *glob, int *chosen)
{
    bool fits[MOST_ENTRIES] = {false};
    int found[2] = {-1, -1};
    for (size_t i = 0; i < c->count; i++)
        fits[i] = candidate[i] && (!glob || any_matches(c->search, &c->entries[i], glob));
    size_t count = collect(c, fits, found);
    char why[160];
    if (count == 1) {
        *chosen = found[0];
        return FL_OK;
    }
    snprintf(why, sizeof why, glob ? "'%.60s' matches %s" : "for the other side there %.0s%s",
             glob ? glob : "",
             count > 1 ? "several results"
             : glob    ? "no result"
                       : "is no result");
    if (!glob && count > 1)
        snprintf(why, sizeof why, "for the other side there are several results");
    return refuse(c, count ? fits : candidate, why, c->search->error);
}

static fl_status choose(choice *c, int chosen[2])
{
    bool candidate[MOST_ENTRIES];
    const char *const *globs = c->search->globs;
    for (size_t i = 0; i < c->count; i++)
        candidate[i] = true;
    if (!globs[0] && !globs[1])
        return choose_both(c, candidate, chosen);
    for (int turn = 0; turn < 2; turn++) { /* the side that is named first */
        int side = globs[0] ? turn : 1 - turn;
        fl_status status = choose_one(c, candidate, globs[side], &chosen[side]);
        if (status != FL_OK)
            return status;
        candidate[chosen[side]] = false;
    }
    return FL_OK;
}

/* ---- taking ---- */

static size_t count_of_cpu(const entry *e, const char *cpu)
{
    size_t count = 0;
    for (size_t i = 0; i < e->count; i++)
        count += strcmp(e->holders[i].cpu, cpu) == 0;
    return count;
}

/* The CPU on which both have most runs, or A alone. */
static const char *common_cpu(const entry *a, const entry *b)
{
    const char *best = a->holders[0].cpu;
    size_t most = 0;
    for (size_t i = 0; i < a->count; i++) {
        size_t here = count_of_cpu(a, a->holders[i].cpu), there = count_of_cpu(b, a->holders[i].cpu);
        size_t runs = here < there ? here : there;
        if (runs > most) {
            most = runs;
            best = a->holders[i].cpu;
        }
    }
    return best;
}

/* Results of both from one other CPU are those of a second machine. */
static void take_elsewhere(choice *c, const entry *a, const entry *b, const char *cpu)
{
    fl_finding *f = c->search->finding;
    for (size_t i = 0; i < a->count; i++)
        for (size_t k = 0; k < b->count; k++) {
            if (strcmp(a->holders[i].cpu, cpu) == 0 || strcmp(a->holders[i].cpu, b->holders[k].cpu) != 0 ||
                f->elsewhere[0])
                continue;
            f->elsewhere[0] = a->holders[i].file + 1;
            f->elsewhere[1] = b->holders[k].file + 1;
            for (int side = 0; side < 2; side++) {
                fl_found_file *file = &f->files[f->elsewhere[side] - 1];
                file->role = FL_ROLE_ELSEWHERE;
                file->taken[side] = true;
                file->why[0] = '\0';
            }
        }
}

/* Runs of a side: the files that hold its result, on one CPU. */
static void take_runs(choice *c, int side, const entry *e, const char *cpu)
{
    fl_finding *f = c->search->finding;
    const char *glob = c->search->globs[side];
    if (count_of_cpu(e, cpu) == 0)
        cpu = e->holders[0].cpu;
    for (size_t i = 0; i < e->count; i++) {
        fl_found_file *file = &f->files[e->holders[i].file];
        if (glob && !matches(c->search, e, i, glob))
            continue;
        if (strcmp(cpu, e->holders[i].cpu) != 0)
            snprintf(file->why, sizeof file->why, "of another CPU, %.60s", e->holders[i].cpu);
        else
            file->taken[side] = true;
    }
    snprintf(f->result_names[side], sizeof f->result_names[side], "%s", e->name);
    snprintf(f->side_names[side], sizeof f->side_names[side], "%s",
             e->stem[0]   ? e->stem
             : e->name[0] ? e->name
                          : "result");
    snprintf(f->languages[side], sizeof f->languages[side], "%s", e->language);
}

static fl_status read_and_choose(choice *c)
{
    fl_search *s = c->search;
    int chosen[2] = {-1, -1};
    for (size_t i = 0; i < s->finding->count; i++) {
        if (s->finding->files[i].role == FL_ROLE_RESULT)
            read_result(c, i);
        fl_status status = fl_find_in_time(s);
        if (status != FL_OK)
            return status;
    }
    if (c->short_of_memory)
        return fl_fail(s->error, FL_UNABLE, "%.200s: no memory", s->name);
    fl_status status = choose(c, chosen);
    if (status != FL_OK || chosen[0] < 0 || chosen[1] < 0)
        return status;
    const entry *a = &c->entries[chosen[0]], *b = &c->entries[chosen[1]];
    const char *cpu = common_cpu(a, b);
    take_runs(c, 0, a, cpu);
    take_runs(c, 1, b, cpu);
    take_elsewhere(c, a, b, cpu);
    return FL_OK;
}

fl_status fl_find_sides(fl_search *s)
{
    choice c = {.search = s, .entries = calloc(MOST_ENTRIES, sizeof *c.entries)};
    if (!c.entries)
        return fl_fail(s->error, FL_UNABLE, "%.200s: no memory", s->name);
    fl_status status = read_and_choose(&c);
    for (size_t i = 0; i < s->finding->count; i++) {
        fl_found_file *file = &s->finding->files[i];
        if (file->role == FL_ROLE_RESULT && !file->taken[0] && !file->taken[1] && !file->why[0])
            snprintf(file->why, sizeof file->why, "holds neither of the two results");
    }
    for (size_t i = 0; i < c.count; i++)
        free(c.entries[i].holders);
    free(c.entries);
    return status;
}
