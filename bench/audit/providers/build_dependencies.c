/* Points 75 to 77: what each side depends on, whether a lock file fixes it, and whether the results were made
 * with just that. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "bench/audit/providers/build_cargo.h"
#include "bench/audit/providers/parts.h"
#include "bench/audit/providers/sources.h"
#include "bench/audit/providers/verdicts.h"
#include "bench/audit/reader/program.h"
#include "bench/audit/reader/scope.h"
#include "bench/audit/reader/settings.h"
#include "bench/base/text.h"

/* ---- Python's dependencies ---- */

typedef struct requirement {
    char name[128], wanted[128], where[160];
} requirement;

static void split(const char *text, requirement *r)
{
    fl_python_name(text, r->name);
    size_t length = 0;
    while (isalnum((unsigned char)text[length]) || (text[length] && strchr("-_.", text[length])))
        length++;
    if (text[length] == '[')
        length += strcspn(text + length, "]") + 1;
    length += strspn(text + length, " (");
    snprintf(r->wanted, sizeof r->wanted, "%.*s", (int)strcspn(text + length, ";#)\\"), text + length);
    for (size_t i = strlen(r->wanted); i > 0 && isspace((unsigned char)r->wanted[i - 1]); i--)
        r->wanted[i - 1] = '\0';
}

/* pip's own format: a requirement a line. */
static bool find_in_lines(const fl_case_text *file, const char *package, requirement *found)
{
    int number = 1;
    for (const char *line = file->bytes; *line; number++) {
        size_t size = strcspn(line, "\n");
        char text[256], plain[256];
        snprintf(text, sizeof text, "%.*s", (int)(size < 255 ? size : 255), line + strspn(line, " \t"));
        split(fl_text_make_plain(text, plain, sizeof plain), found);
        if (strcmp(found->name, package) == 0) {
            snprintf(found->where, sizeof found->where, "%.140s:%d", file->path, number);
            return true;
        }
        line += size + (line[size] == '\n');
    }
    return false;
}

/* A list of requirements: what the project needs, what its benchmarks do. */
static bool is_list_of_requirements(const char *key)
{
    static const char *const lists[] = {"project.dependencies[", "project.optional-dependencies.",
                                        "dependency-groups.", "tool.uv.dev-dependencies[",
                                        "tool.pdm.dev-dependencies."};
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++)
        if (strncmp(key, lists[i], strlen(lists[i])) == 0)
            return strchr(key, '[') != NULL;
    return false;
}

/* Poetry's tables: torch = "^2.5", torch = { version = "^2.5", … }; the name, or NULL. */
static const char *name_of_poetry(const char *key)
{
    static const char *const tables[] = {"tool.poetry.dependencies.", "tool.poetry.dev-dependencies."};
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++)
        if (strncmp(key, tables[i], strlen(tables[i])) == 0)
            return key + strlen(tables[i]);
    const char *group = strncmp(key, "tool.poetry.group.", 18) == 0 ? strstr(key, ".dependencies.") : NULL;
    return group ? group + 14 : NULL;
}

/* The version that Poetry asks for of a package, as pip would write it where that is the same. */
static bool is_of_poetry(const fl_setting *s, const char *package, requirement *found)
{
    const char *name = name_of_poetry(s->key), *member = name ? strchr(name, '.') : NULL;
    char plain[128];
    if (!name || (member && strcmp(member, ".version") != 0 && strncmp(member, ".git", 4) != 0 &&
                  strcmp(member, ".path") != 0))
        return false;
    snprintf(plain, sizeof plain, "%.*s", (int)strcspn(name, "."), name);
    fl_python_name(plain, found->name);
    snprintf(found->wanted, sizeof found->wanted, "%s%.100s", isdigit((unsigned char)s->text[0]) ? "==" : "",
             strcmp(s->text, "*") == 0 ? "" : s->text);
    return strcmp(found->name, package) == 0;
}

/* project.dependencies of a manifest, [[package]] of a lock file. */
static bool find_in_settings(const fl_settings *settings, const char *package, requirement *found)
{
    for (size_t i = 0; i < settings->count; i++) {
        const fl_setting *s = &settings->list[i];
        bool good = false;
        if (is_list_of_requirements(s->key)) {
            split(s->text, found);
            good = strcmp(found->name, package) == 0;
        } else if (is_of_poetry(s, package, found)) {
            good = true;
        } else if (strncmp(s->key, "package[", 8) == 0 && strstr(s->key, "].name") &&
                   !strchr(strchr(s->key, ']') + 2, '.')) {
            char key[64];
            snprintf(key, sizeof key, "%.*s.version", (int)(strstr(s->key, "].name") + 1 - s->key), s->key);
            const fl_setting *version = fl_settings_find(settings, key);
            fl_python_name(s->text, found->name);
            good = version && strcmp(found->name, package) == 0;
            if (good)
                snprintf(found->wanted, sizeof found->wanted, "==%.100s", version->text);
        }
        if (good) {
            fl_setting_where(settings, s, found->where);
            return true;
        }
    }
    return false;
}

typedef enum finding { ABSENT, STATED, UNREADABLE } finding;

/* The requirement for a package in a manifest or a lock file of any kind; wanted: "==VERSION" from a lock. */
static finding find_requirement(const fl_case_text *file, const char *package, requirement *found)
{
    if (fl_ends_with(file->path, ".txt") || fl_ends_with(file->path, ".in"))
        return find_in_lines(file, package, found) ? STATED : ABSENT;
    fl_settings settings = {0};
    finding result = UNREADABLE;
    if (fl_settings_read(file->path, file->bytes, file->size, &settings))
        result = find_in_settings(&settings, package, found) ? STATED : ABSENT;
    fl_settings_free(&settings);
    return result;
}

/* A library in the manifest against the same in the lock file, where there is one. */
static void compare_lock(const char *package, const requirement *wanted, const requirement *locked,
                         fl_concerns who, fl_audit *audit)
{
    const char *version = locked ? locked->wanted + 2 : "";
    /* Poetry's ^2.5 and ~2.5 mean what they mean to Cargo; ~=2.5 is Python's */
    bool poetry = wanted->wanted[0] == '^' || (wanted->wanted[0] == '~' && wanted->wanted[1] != '=');
    int fits = !locked || !wanted->wanted[0] ? 1
               : poetry                      ? fl_cargo_satisfies(version, wanted->wanted)
                                             : fl_python_satisfies(version, wanted->wanted);
    if (fits == 0)
        fl_audit_add(audit, 75, who, FAIL, FL_BY_READING, locked->where,
                     "the lock file has %.60s %.60s, the manifest asks for %.60s", package, version,
                     wanted->wanted);
    else if (fits < 0)
        fl_audit_block(audit, 75, who, FL_BY_READING, wanted->where,
                       "%.60s %.60s, locked at %.60s: cannot be compared", package, wanted->wanted, version);
    else
        fl_audit_add(audit, 75, who, PASS, FL_BY_READING, wanted->where, "%.60s %.60s%s%.60s", package,
                     wanted->wanted, locked ? ", locked at " : "", version);
}

/* requirements.txt as somebody wrote it is manifest and lock in one: what stands there is asked for. */
static bool is_list_by_hand(const fl_case_side *s, const requirement *locked)
{
    static const char *const generated[] = {"autogenerated", "pip-compile", "pip compile",
                                            "pip freeze",    "--hash",      NULL};
    for (size_t i = 0; i < s->lock_count; i++) {
        const fl_case_text *file = &s->locks[i];
        size_t length = strlen(file->path);
        if (strncmp(locked->where, file->path, length) != 0 || locked->where[length] != ':')
            continue;
        for (size_t k = 0; generated[k]; k++)
            if (strstr(file->bytes, generated[k]))
                return false;
        return strncmp(fl_base_name(file->path), "requirements", 12) == 0;
    }
    return false;
}

static void judge_requirement(const fl_case_side *s, const char *package, fl_concerns who, fl_audit *audit)
{
    requirement wanted, locked;
    const char *unread = NULL;
    bool has = false, has_lock = false;
    for (size_t i = 0; i < s->manifest_count && !has; i++) {
        finding found = find_requirement(&s->manifests[i], package, &wanted);
        has = found == STATED;
        if (found == UNREADABLE)
            unread = s->manifests[i].path;
    }
    for (size_t i = 0; i < s->lock_count && !has_lock; i++)
        has_lock = find_requirement(&s->locks[i], package, &locked) == STATED &&
                   strncmp(locked.wanted, "==", 2) == 0;
    /* what is compared must be asked for by name */
    bool measured =
        strcmp(package, "torch") == 0 && !(s->manifest_count == 0 && has_lock && is_list_by_hand(s, &locked));
    if (!has && has_lock && !measured)
        fl_audit_add(audit, 75, who, PASS, FL_BY_READING, locked.where, "%.60s %.60s, by the lock file alone",
                     package, locked.wanted);
    else if (!has && unread)
        fl_audit_block(
            audit, 75, who, FL_BY_NOTHING, unread,
            "a manifest of a kind that is not read here, neither requirements nor TOML; does it state "
            "%.60s?",
            package);
    else if (!has && s->manifest_count > 0 && !fl_is_known_library(package))
        fl_audit_block(audit, 75, who, FL_BY_READING, s->manifests[0].path,
                       "the sources import %.60s, which is neither among them nor in the manifest", package);
    else if (!has && s->manifest_count > 0)
        fl_audit_add(audit, 75, who, FAIL, FL_BY_READING, s->manifests[0].path,
                     "the sources import %.60s; the manifest does not name it among the dependencies",
                     package);
    else if (!has)
        fl_audit_block(audit, 75, who, FL_BY_NOTHING, "", "no manifest of the Python dependencies is given");
    else if (!wanted.wanted[0] && !has_lock)
        fl_audit_add(audit, 75, who, FAIL, FL_BY_READING, wanted.where,
                     "%.60s stands there without a version, and no lock file fixes it", package);
    else
        compare_lock(package, &wanted, has_lock ? &locked : NULL, who, audit);
}

/* The distribution that brings a module, where the two are not called alike. */
static const char *distribution_of(const char *module)
{
    static const char *const names[][2] = {{"sklearn", "scikit-learn"}, {"PIL", "pillow"},
                                           {"cv2", "opencv-python"},    {"yaml", "pyyaml"},
                                           {"skimage", "scikit-image"}, {"dateutil", "python-dateutil"},
                                           {"cpuinfo", "py-cpuinfo"},   {"tflite_runtime", "tflite-runtime"}};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strcmp(module, names[i][0]) == 0)
            return names[i][1];
    return module;
}

static bool is_of_program(const fl_program *program, const char *module)
{
    size_t length = strlen(module);
    for (size_t i = 0; i < program->file_count; i++) {
        const char *path = program->files[i].path, *at = strstr(path, module);
        for (; at; at = strstr(at + 1, module)) /* module.py, or a folder of that name */
            if ((at == path || at[-1] == '/') && (at[length] == '.' || at[length] == '/'))
                return true;
    }
    return false;
}

void fl_judge_requirements(const fl_case_side *s, fl_concerns who, const fl_program *program, fl_audit *audit)
{
    enum { MOST = 16 };
    char seen[MOST][64], normal[128];
    size_t count = 0;
    if (!fl_audit_questions[75 - 1].side[who] || !fl_is_language(s, "python"))
        return;
    for (size_t i = 0; i < program->file_count; i++)
        for (const fl_node *n = program->files[i].module; n;
             n = fl_node_following(n, program->files[i].module)) {
            char module[64];
            bool known = false;
            if (n->kind != FL_NODE_IMPORT || n->text[0] == '.' || n->standard)
                continue;
            snprintf(module, sizeof module, "%.*s",
                     (int)(strcspn(n->text, ".") < 63 ? strcspn(n->text, ".") : 63), n->text);
            for (size_t k = 0; k < count; k++)
                known = known || strcmp(seen[k], module) == 0;
            if (known || is_of_program(program, module))
                continue;
            if (count == MOST) {
                fl_audit_block(audit, 75, who, FL_BY_READING, program->files[i].path,
                               "it imports more than %d libraries; the rest was not looked at", MOST);
                return;
            }
            snprintf(seen[count++], sizeof seen[0], "%s", module);
            judge_requirement(s, fl_python_name(distribution_of(module), normal), who, audit);
        }
    if (!program->complete)
        fl_audit_block(audit, 75, who, FL_BY_READING, "", "which libraries it imports is not known: %.200s",
                       program->missing);
    else if (count == 0)
        fl_audit_add(audit, 75, who, PASS, FL_BY_READING, program->files[0].path,
                     "it imports nothing but Python's own library");
}

/* ---- versions that the results claim ---- */

/* Every place of a result file that tells the version, under one of these names. */
static void compare_claims(const fl_case_run *run, const char *package, const char *const *names,
                           const char *locked, const char *where, fl_concerns who, fl_audit *audit)
{
    fl_case_facts facts;
    fl_facts_collect(run, &facts);
    for (const fl_case_fact *said = NULL; (said = fl_facts_next(&facts, names, said));) {
        size_t length = strcspn(said->value, "+");
        if (length != strcspn(locked, "+") || strncmp(said->value, locked, length) != 0)
            fl_audit_add(audit, 77, who, FAIL, FL_BY_READING, said->where,
                         "%s %.40s is claimed, the lock file has %.40s (%.100s)", package, said->value,
                         locked, where);
    }
}

/* {"versions": {"torch": …}}, {"numpy_version": …} */
static bool tells_versions(const fl_case_facts *facts)
{
    for (size_t i = 0; i < facts->count; i++)
        if (facts->fact[i].value[0] &&
            (strstr(facts->fact[i].where, ".versions.") || strstr(facts->fact[i].name, "version")))
            return true;
    return false;
}

static void judge_capture(const fl_case_side *s, fl_concerns who, bool python, fl_audit *audit)
{
    static const char *const names[3][6] = {
        {"torch_version", "pytorch_version", "python_version", NULL},
        {"aprender_version", "rustc_version", "rust_version", "trueno_version", NULL},
        {"compiler", "compiler_version", "gcc_version", "clang_version", "cxx_compiler", NULL}};
    fl_case_facts facts;
    if (s->run_count == 0)
        return;
    const fl_case_run *run = &s->runs[0];
    fl_facts_collect(run, &facts);
    const fl_case_fact *first = fl_facts_find(&facts, names[python ? 0 : fl_is_c(s) ? 2 : 1]);
    const fl_environment *e = &run->document.environment;
    static const char *const platform[] = {"platform", "os", NULL};
    static const char *const cpus[] = {"cpu", "cpu_name", "cpu_model", "processor", NULL};
    const fl_case_fact *named = e->cpu[0] ? NULL : fl_facts_find(&facts, cpus);
    bool cpu = e->cpu[0] || named,
         system = run->document.platform[0] != '\0' || fl_facts_find(&facts, platform) != NULL;
    const char *name = named ? named->value : e->cpu;
    bool versions = first || e->libraries[0] || e->compiler[0] || tells_versions(&facts);
    if (cpu && !fl_names_cpu(name))
        fl_audit_block(audit, 77, who, FL_BY_READING, run->path, "of the CPU it tells only %.40s", name);
    if (cpu && system && versions)
        fl_audit_add(audit, 77, who, PASS, FL_BY_READING, run->path,
                     "platform, CPU (%.60s) and versions (%.40s …) are recorded", name,
                     first ? first->value : e->compiler);
    else
        fl_audit_add(audit, 77, who, FAIL, FL_BY_READING, run->path, "it does not tell%s%s%s",
                     system ? "" : " the platform", cpu ? "" : " the CPU", versions ? "" : " any version");
}

/* ---- Cargo ---- */

/* Every result must tell of the crate what the lock file has. */
static void compare_locked_crate(const fl_case_side *s, const fl_settings *lock, fl_concerns who,
                                 fl_audit *audit)
{
    static const char *const claims[] = {"aprender_version", NULL};
    const fl_setting *aprender = fl_cargo_locked(lock, "aprender", "*");
    char where[160];
    for (size_t i = 0; aprender && i < s->run_count; i++)
        compare_claims(&s->runs[i], "aprender", claims, aprender->text,
                       fl_setting_where(lock, aprender, where), who, audit);
}

static const fl_case_text *find_file(const fl_case_text *files, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(fl_base_name(files[i].path), name) == 0)
            return &files[i];
    return NULL;
}

static void judge_cargo(const fl_case_side *s, fl_concerns who, fl_audit *audit)
{
    const fl_case_text *l = find_file(s->locks, s->lock_count, "Cargo.lock");
    fl_settings manifests[FL_CASE_FILES] = {{0}}, lock = {0};
    const char *missing = !find_file(s->manifests, s->manifest_count, "Cargo.toml") ? "no Cargo.toml is given"
                          : !l                                                      ? "no Cargo.lock is given"
                                                                                    : NULL;
    bool read = !missing && fl_settings_read(l->path, l->bytes, l->size, &lock);
    for (size_t i = 0; !missing && i < s->manifest_count; i++) {
        const fl_case_text *m = &s->manifests[i];
        bool good = fl_settings_read(m->path, m->bytes, m->size, &manifests[i]);
        read = read && (good || strcmp(fl_base_name(m->path), "rust-toolchain") == 0); /* that is one line */
    }
    if (read) {
        fl_judge_cargo_lock(manifests, s->manifest_count, &lock, who, audit);
        compare_locked_crate(s, &lock, who, audit);
    } else {
        fl_audit_add(audit, 76, who, UNCHECKED, FL_BY_NOTHING, "", "%s",
                     missing ? missing : "a manifest or Cargo.lock cannot be read as TOML");
    }
    for (size_t i = 0; i < s->manifest_count; i++)
        fl_settings_free(&manifests[i]);
    fl_settings_free(&lock);
}

void fl_judge_dependencies(const fl_case_side *s, fl_concerns who, fl_audit *audit)
{
    bool python = fl_is_language(s, "python");
    judge_capture(s, who, python, audit);
    if (python) {
        static const char *const claims[] = {"torch_version", "pytorch_version", NULL};
        requirement locked;
        if (fl_audit_questions[75 - 1].side[who] && s->source_count == 0) /* what it imports is not told */
            judge_requirement(s, "torch", who, audit);
        for (size_t i = 0; i < s->lock_count; i++)
            if (find_requirement(&s->locks[i], "torch", &locked) == STATED &&
                strncmp(locked.wanted, "==", 2) == 0)
                for (size_t k = 0; k < s->run_count; k++)
                    compare_claims(&s->runs[k], "torch", claims, locked.wanted + 2, locked.where, who, audit);
    }
    if (fl_is_language(s, "rust"))
        judge_cargo(s, who, audit);
}
