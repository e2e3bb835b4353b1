#include "bench/audit/providers/command_program.h"

#include <stdio.h>
#include <string.h>

#include "bench/audit/providers/build_cargo.h"
#include "bench/audit/providers/build_workspace.h"
#include "bench/audit/providers/parts.h"
#include "bench/audit/reader/commands.h"

enum { MOST_TARGETS = 64 };

/* ---- Rust ---- */

typedef struct target {
    char name[64], path[160];
    int source; /* its place among the sources; -1: it is not given */
} target;

typedef struct targets {
    const fl_case_side *side;
    const char *kind; /* "bin", "example", "bench", "test" */
    target list[MOST_TARGETS];
    size_t count;
    char chosen[64]; /* package.default-run; "" */
} targets;

static int source_of(const fl_case_side *side, const char *path)
{
    for (size_t i = 0; i < side->source_count; i++)
        if (strcmp(side->sources[i].path, path) == 0)
            return (int)i;
    for (size_t i = 0; i < side->source_count; i++)
        if (strcmp(fl_base_name(side->sources[i].path), fl_base_name(path)) == 0)
            return (int)i;
    return -1;
}

static void add_target(targets *t, const char *name, size_t length, const char *path, int source)
{
    for (size_t i = 0; i < t->count; i++)
        if (source >= 0 && t->list[i].source == source)
            return;
    if (t->count == MOST_TARGETS)
        return;
    target *one = &t->list[t->count++];
    one->source = source;
    snprintf(one->name, sizeof one->name, "%.*s", (int)(length < 63 ? length : 63), name);
    snprintf(one->path, sizeof one->path, "%.159s", path);
}

/* [[bench]] name = "linear", path = "…" */
static void add_listed(targets *t, const fl_settings *manifest, const char *folder)
{
    for (int k = 0; k < MOST_TARGETS; k++) {
        char key[64], path[400];
        snprintf(key, sizeof key, "%s[%d].name", t->kind, k);
        const fl_setting *name = fl_settings_find(manifest, key);
        snprintf(key, sizeof key, "%s[%d].path", t->kind, k);
        const fl_setting *at = fl_settings_find(manifest, key);
        if (!name)
            continue;
        snprintf(path, sizeof path, "%s%.120s%s", at ? folder : "", at ? at->text : name->text,
                 at ? "" : ".rs");
        int source = source_of(t->side, path);
        if (source < 0 && !at) { /* a program in a folder of its own */
            snprintf(path, sizeof path, "%.120s/main.rs", name->text);
            for (size_t i = 0; i < t->side->source_count; i++)
                if (fl_ends_with(t->side->sources[i].path, path))
                    source = (int)i;
            snprintf(path, sizeof path, "%.120s.rs", name->text);
        }
        add_target(t, name->text, strlen(name->text), path, source);
    }
}

/* What Cargo finds by itself: src/main.rs, src/bin/NAME.rs, benches/NAME/main.rs … */
static void add_found(targets *t, const char *folder, const char *package)
{
    static const char *const folders[][2] = {
        {"bin", "src/bin/"}, {"example", "examples/"}, {"bench", "benches/"}, {"test", "tests/"}};
    for (size_t i = 0; i < t->side->source_count; i++) {
        const char *path = t->side->sources[i].path;
        if (strncmp(path, folder, strlen(folder)) != 0)
            continue;
        path += strlen(folder);
        if (strcmp(t->kind, "bin") == 0 && (strcmp(path, "src/main.rs") == 0 || strcmp(path, "main.rs") == 0))
            add_target(t, package, strlen(package), path, (int)i);
        for (size_t k = 0; k < 4; k++) {
            size_t length = strlen(folders[k][1]);
            if (strcmp(t->kind, folders[k][0]) != 0 || strncmp(path, folders[k][1], length) != 0)
                continue;
            const char *name = path + length, *slash = strchr(name, '/');
            if (slash ? strcmp(slash, "/main.rs") == 0 : fl_ends_with(name, ".rs"))
                add_target(t, name, slash ? (size_t)(slash - name) : strlen(name) - 3, path, (int)i);
        }
    }
}

/* Whether a package is what the command asks for, by its name or folder. */
static bool is_asked_for(const fl_settings *manifest, const char *folder, const fl_cargo_asked *asked)
{
    const fl_setting *name = fl_settings_find(manifest, "package.name");
    return name && (!asked->package[0] || strcmp(name->text, asked->package) == 0) &&
           (!asked->told || asked->package[0] || strncmp(folder, asked->folder, strlen(asked->folder)) == 0);
}

static void collect(targets *t, const fl_cargo_asked *asked)
{
    size_t packages = 0;
    for (size_t i = 0; i < t->side->manifest_count; i++) {
        const fl_case_text *text = &t->side->manifests[i];
        fl_settings manifest = {0};
        char folder[256];
        const char *base = fl_base_name(text->path);
        snprintf(folder, sizeof folder, "%.*s", (int)(base - text->path), text->path);
        if (strcmp(base, "Cargo.toml") == 0)
            fl_settings_read(text->path, text->bytes, text->size, &manifest);
        if (is_asked_for(&manifest, folder, asked)) {
            const fl_setting *chosen = fl_settings_find(&manifest, "package.default-run");
            packages++;
            snprintf(t->chosen, sizeof t->chosen, "%.63s", chosen ? chosen->text : "");
            add_listed(t, &manifest, folder);
            add_found(t, folder, fl_settings_find(&manifest, "package.name")->text);
        }
        fl_settings_free(&manifest);
    }
    if (packages == 0)
        add_found(t, "", "");
}

static void enter(fl_programs *p, const target *one)
{
    if (one->source >= 0)
        p->entry[one->source] = true;
    else if (!p->lacking[0])
        snprintf(p->lacking, sizeof p->lacking, "%s", one->path);
}

/* A name that no manifest has: the source that is called so. */
static void enter_by_name(const fl_case_side *side, const char *name, fl_programs *p)
{
    target one;
    snprintf(one.name, sizeof one.name, "%.63s", name);
    snprintf(one.path, sizeof one.path, "%.120s/main.rs", name); /* a program in a folder of its own */
    one.source = -1;
    for (size_t i = 0; i < side->source_count; i++)
        if (strcmp(side->sources[i].path, one.path) == 0)
            one.source = (int)i;
    snprintf(one.path, sizeof one.path, "%.120s.rs", name);
    one.source = one.source < 0 ? source_of(side, one.path) : one.source;
    enter(p, &one);
}

/* Criterion's results are told apart by their names. */
static bool is_of_criterion(const fl_case_side *side)
{
    const fl_result *result = side->run_count ? side->runs[0].result : NULL;
    return result && result->imported && strcmp(result->imported->tool, "Criterion") == 0;
}

static void enter_targets(const fl_case_side *side, const char *kind, const char *name,
                          const fl_cargo_asked *asked, fl_programs *p)
{
    targets t = {.side = side, .kind = kind};
    size_t fitting = 0;
    collect(&t, asked);
    name = name[0] ? name : t.chosen;
    for (size_t i = 0; i < t.count; i++)
        fitting += !name[0] || strcmp(t.list[i].name, name) == 0;
    for (size_t i = 0; i < t.count; i++)
        if (!name[0] || strcmp(t.list[i].name, name) == 0) {
            /* of those that all run one that is not given is no lack, but where it may be the one */
            if (fitting == 1 || t.list[i].source >= 0)
                enter(p, &t.list[i]);
        }
    p->several = p->several || (fitting > 1 && !is_of_criterion(side));
    if (fitting == 0 && name[0])
        enter_by_name(side, name, p);
    else if (fitting == 0)
        enter_by_name(side, strcmp(kind, "bin") == 0 ? "main" : kind, p);
}

/* target/release/NAME, target/release/examples/NAME: what was built is run. */
static bool read_built(const char *word, char kind[8], char name[64])
{
    const char *at = strstr(word, "target/");
    if (!at || (at > word && at[-1] != '/') || !(strstr(at, "/release/") || strstr(at, "/debug/")))
        return false;
    snprintf(kind, 8, "%s", strstr(at, "/examples/") ? "example" : "bin");
    snprintf(name, 64, "%.63s", fl_base_name(word));
    return !strstr(at, "/deps/");
}

static const char *kind_of(const char *subcommand)
{
    static const char *const benches[] = {"bench", "criterion", NULL},
                             *const tests[] = {"test", "t", "nextest", NULL},
                             *const builds[] = {"build", "b", "clean", "fetch",   "update",
                                                "check", "c", "doc",   "install", "generate-lockfile",
                                                "rustc", NULL};
    return fl_is_one_of(subcommand, benches)  ? "bench"
           : fl_is_one_of(subcommand, tests)  ? "test"
           : fl_is_one_of(subcommand, builds) ? ""
                                              : "bin";
}

/* One command of several in a row. */
static void read_call(const fl_case_side *side, const char *words, const fl_cargo_asked *all, fl_programs *p)
{
    fl_cargo_asked asked;
    char word[128], kind[8] = "", name[64] = "";
    bool behind_cargo = false, runs = false;
    fl_cargo_read_asked(words, &asked);
    for (const char *at = words; (at = fl_command_word(at, word));) {
        if (behind_cargo && word[0] != '+' && word[0] != '-') {
            snprintf(kind, sizeof kind, "%s", kind_of(word));
            runs = kind[0] != '\0';
            behind_cargo = false;
        } else if (strcmp(word, "cargo") == 0 || fl_ends_with(word, "/cargo")) {
            behind_cargo = true;
        } else if (!runs && read_built(word, kind, name)) {
            runs = true;
        }
    }
    if (!runs)
        return;
    if (asked.target[0])
        snprintf(kind, sizeof kind, "%s", asked.kind);
    snprintf(asked.folder, sizeof asked.folder, "%s", all->folder);
    asked.told = all->told;
    enter_targets(side, kind, asked.target[0] ? asked.target : name, &asked, p);
}

static void find_rust(const fl_case_side *side, fl_programs *p)
{
    fl_rust_command read;
    fl_cargo_asked all;
    char call[512] = "", word[128];
    fl_rust_command_read(side->words, &read);
    fl_cargo_read_asked(read.words, &all);
    for (const char *at = read.words, *before = at; (at = fl_command_word(at, word)); before = at) {
        bool mark = strcmp(word, "&&") == 0 || strcmp(word, "||") == 0 || strcmp(word, "|") == 0 ||
                    strcmp(word, "&") == 0;
        if (mark || memchr(before, ';', strspn(before, " \t;"))) {
            read_call(side, call, &all, p);
            call[0] = '\0';
        }
        size_t used = strlen(call);
        if (!mark)
            snprintf(call + used, sizeof call - used, "%s%s", used ? " " : "", word);
    }
    read_call(side, call, &all, p);
}

/* ---- Python ---- */

/* python3 -m package.bench: the module's file. */
static void enter_module(const fl_case_side *side, const char *module, fl_programs *p)
{
    char path[160];
    size_t length = (size_t)snprintf(path, sizeof path, "%.120s", module);
    for (char *c = path; (c = strchr(c, '.')) != NULL;)
        *c = '/';
    snprintf(path + length, sizeof path - length, ".py");
    for (size_t i = 0; i < side->source_count; i++)
        if (strcmp(side->sources[i].path, path) == 0)
            p->entry[i] = true;
    snprintf(path + length, sizeof path - length, "/__main__.py");
    for (size_t i = 0; i < side->source_count; i++)
        if (strcmp(side->sources[i].path, path) == 0)
            p->entry[i] = true;
}

static void find_python(const fl_case_side *side, fl_programs *p)
{
    char open[512], word[128], before[128] = "", other[128] = "";
    bool any = false;
    fl_command_open(side->words, open);
    for (const char *at = open; (at = fl_command_word(at, word));) {
        bool exact = false;
        const char *path = strncmp(word, "./", 2) == 0 ? word + 2 : word;
        for (size_t i = 0; i < side->source_count; i++)
            exact = exact || strcmp(side->sources[i].path, path) == 0;
        for (size_t i = 0;
             i < side->source_count && (fl_ends_with(path, ".py") || fl_ends_with(path, ".ipynb")); i++)
            if (exact ? strcmp(side->sources[i].path, path) == 0
                      : strcmp(fl_base_name(side->sources[i].path), fl_base_name(path)) == 0)
                p->entry[i] = true;
        if (strcmp(before, "-m") == 0)
            enter_module(side, word, p);
        if (fl_ends_with(word, ".py"))
            snprintf(other, sizeof other, "%s", word);
        snprintf(before, sizeof before, "%s", word);
    }
    for (size_t i = 0; i < side->source_count; i++)
        any = any || p->entry[i];
    if (!any)
        snprintf(p->lacking, sizeof p->lacking, "%s", other);
}

/* What is named of the sources themselves: gcc -O2 -o bench bench.c && ./bench. */
static void find_c(const fl_case_side *side, fl_programs *p)
{
    char open[512], word[128];
    fl_command_open(side->words, open);
    for (const char *at = open; (at = fl_command_word(at, word));)
        for (size_t i = 0; i < side->source_count; i++)
            p->entry[i] = p->entry[i] || strcmp(fl_base_name(side->sources[i].path), fl_base_name(word)) == 0;
}

void fl_programs_find(const fl_case_side *side, fl_programs *p)
{
    *p = (fl_programs){0};
    if (side->source_count == 0 || !side->words[0] || side->unread[0])
        return;
    if (fl_is_c(side)) {
        find_c(side, p);
        return;
    }
    if (fl_is_language(side, "rust"))
        find_rust(side, p);
    else if (fl_is_language(side, "python"))
        find_python(side, p);
    for (size_t i = 0; i < side->source_count; i++)
        p->told = p->told || p->entry[i];
    p->told = p->told && !p->several && !p->lacking[0];
}

/* ---- what belongs to them ---- */

/* "bench" of "src/bench.rs", "model" of "src/model/mod.rs" and "model/__init__.py". */
static void stem_of(const char *path, char stem[128])
{
    const char *base = fl_base_name(path);
    bool inner = strcmp(base, "mod.rs") == 0 || strcmp(base, "__init__.py") == 0;
    if (inner && base > path) {
        const char *end = base - 1, *begin = end;
        while (begin > path && begin[-1] != '/')
            begin--;
        snprintf(stem, 128, "%.*s", (int)(end - begin), begin);
    } else {
        snprintf(stem, 128, "%.*s", (int)strcspn(base, "."), base);
    }
}

/* Whether a part of a dotted path is this word. */
static bool has_part(const char *path, const char *word)
{
    size_t length = strlen(word);
    for (const char *at = path; length > 0 && (at = strstr(at, word)); at++)
        if ((at == path || at[-1] == '.') && (at[length] == '.' || at[length] == '\0'))
            return true;
    return false;
}

static bool leads_to(const fl_program *program, size_t from, const char *path)
{
    char stem[128];
    stem_of(path, stem);
    for (const fl_node *n = program->files[from].module; n;
         n = fl_node_following(n, program->files[from].module)) {
        bool declared = n->kind == FL_NODE_MODULE && n->parent && strcmp(n->text, stem) == 0,
             imported = n->kind == FL_NODE_IMPORT && has_part(n->text, stem),
             named = n->kind == FL_NODE_STRING && strstr(n->text, fl_base_name(path));
        if (declared || imported || named)
            return true;
    }
    return false;
}

/* What is executed although nothing that was read names it: libraries of a package, what Python or pytest loads. */
static bool is_always_part(const fl_case_side *side, const char *path)
{
    static const char *const names[] = {"lib.rs",           "__init__.py",      "conftest.py",
                                        "sitecustomize.py", "usercustomize.py", NULL};
    if (fl_is_one_of(fl_base_name(path), names))
        return true;
    for (size_t i = 0; fl_ends_with(path, ".rs") && i < side->manifest_count; i++) {
        fl_settings manifest = {0};
        fl_settings_read(side->manifests[i].path, side->manifests[i].bytes, side->manifests[i].size,
                         &manifest);
        const fl_setting *library = fl_settings_find(&manifest, "lib.path");
        bool is = library && strcmp(fl_base_name(library->text), fl_base_name(path)) == 0;
        fl_settings_free(&manifest);
        if (is)
            return true;
    }
    return false;
}

void fl_programs_keep(const fl_case_side *side, const fl_programs *p, fl_program *program)
{
    bool part[FL_CASE_FILES] = {false}, followed[FL_CASE_FILES] = {false};
    const bool rust = fl_is_language(side, "rust");
    if (!p->told)
        return;
    for (size_t i = 0; i < program->file_count; i++) {
        const fl_program_file *file = &program->files[i];
        part[i] = p->entry[i] || file->c || file->rust != rust || is_always_part(side, file->path);
    }
    for (bool again = true; again;) {
        again = false;
        for (size_t i = 0; i < program->file_count; i++) {
            if (!part[i] || followed[i])
                continue;
            followed[i] = again = true;
            for (size_t k = 0; k < program->file_count; k++)
                part[k] = part[k] || leads_to(program, i, program->files[k].path);
        }
    }
    for (size_t i = 0; i < program->file_count; i++) {
        fl_node *module = program->files[i].module;
        if (part[i] || !module)
            continue;
        module->first = module->last = NULL;
    }
}

static bool defines_main(const fl_program *program, size_t file)
{
    for (const fl_node *n = program->files[file].module ? program->files[file].module->first : NULL; n;
         n = n->next)
        if (fl_node_is(n, FL_NODE_FUNCTION, "main"))
            return true;
    return false;
}

bool fl_programs_run_both(const fl_programs *p, const fl_program *program, size_t one, size_t other)
{
    size_t entries = 0;
    for (size_t i = 0; i < program->file_count; i++)
        entries += p->entry[i];
    if (one == other)
        return false;
    if (!program->files[one].c)
        return entries > 1 &&
               ((p->entry[one] && p->entry[other]) || !fl_programs_are_one(program, one, other));
    return (entries == 0 || (p->entry[one] && p->entry[other])) && defines_main(program, one) &&
           defines_main(program, other);
}

bool fl_programs_are_one(const fl_program *program, size_t one, size_t other)
{
    return one == other || leads_to(program, one, program->files[other].path) ||
           leads_to(program, other, program->files[one].path);
}

/* "fast-layers" of "crates/fast-layers/src/lib.rs" as it is called in sources; "" of one that stands at the top. */
static void crate_of(const char *path, char name[128])
{
    const char *end = fl_base_name(path), *begin = NULL;
    end -= end - path >= 4 && strncmp(end - 4, "src/", 4) == 0 ? 4 : 0;
    end -= end > path;
    for (begin = end; begin > path && begin[-1] != '/';)
        begin--;
    snprintf(name, 128, "%.*s", (int)(end - begin), begin);
    for (char *c = name; (c = strchr(c, '-')) != NULL;)
        *c = '_';
}

static bool imports(const fl_program *program, const char *name)
{
    for (size_t i = 0; i < program->file_count; i++)
        for (const fl_node *n = program->files[i].module; n;
             n = fl_node_following(n, program->files[i].module))
            if ((n->kind == FL_NODE_IMPORT || n->kind == FL_NODE_NAME) && has_part(n->text, name))
                return true;
    return false;
}

bool fl_programs_may_lead_to(const fl_case_side *side, const fl_programs *p, const fl_program *program,
                             const char *path)
{
    char name[128];
    const char *base = fl_base_name(path);
    if (!p->told)
        return true;
    if (strcmp(base, "lib.rs") == 0) {
        crate_of(path, name);
        return !name[0] || imports(program, name);
    }
    for (size_t i = 0; i < side->source_count && strcmp(base, "__init__.py") == 0; i++)
        if (p->entry[i] && strncmp(side->sources[i].path, path, (size_t)(base - path)) == 0)
            return true;
    for (size_t i = 0; i < program->file_count; i++)
        if (leads_to(program, i, path))
            return true;
    return strcmp(base, "__init__.py") != 0 && is_always_part(side, path);
}
