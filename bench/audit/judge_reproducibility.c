/* Points 71 to 80, and 100 as far as the documentation tells. */
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "bench/audit/audit.h"
#include "bench/audit/source/settings.h"
#include "bench/record/text.h"

#define PASS FL_POINT_PASS
#define FAIL FL_POINT_FAIL
#define UNCHECKED FL_POINT_UNCHECKED

enum { RUNS = 3 };

static fl_concerns concerns(int side)
{
    return side == 0 ? FL_CONCERNS_A : FL_CONCERNS_B;
}

static void judge_repetitions(const fl_case_side *s, fl_concerns who, fl_audit *audit)
{
    double low = INFINITY, high = -INFINITY;
    size_t known = 0;
    for (size_t i = 0; i < s->run_count; i++) {
        double mean = s->runs[i].result ? s->runs[i].result->per_call_us.mean : NAN;
        if (!(mean > 0))
            continue;
        for (size_t k = 0; k < i; k++)
            if (s->runs[k].size == s->runs[i].size &&
                memcmp(s->runs[k].text, s->runs[i].text, s->runs[i].size) == 0) {
                fl_audit_add(audit, 71, who, FAIL, FL_BY_COMPUTATION, s->runs[i].path,
                             "it is byte for byte the file %.100s: no repetition", s->runs[k].path);
                return;
            }
        known++;
        low = fmin(low, mean);
        high = fmax(high, mean);
    }
    double spread = (high - low) / low;
    if (known >= RUNS || (known == 2 && !(spread <= 0.1)))
        fl_audit_add(audit, 71, who, spread <= 0.1 ? PASS : FAIL, FL_BY_COMPUTATION, s->runs[0].path,
                     "the means of %zu runs, %.4g to %.4g us, differ by %.1f %%", known, low, high,
                     100 * spread);
    else
        fl_audit_add(audit, 71, who, UNCHECKED, FL_BY_NOTHING, "", "%zu run%s given; three are asked for",
                     known, known == 1 ? " is" : "s are");
}

/* ---- documentation ---- */

static char lower(char c)
{
    return (char)tolower((unsigned char)c);
}

static const char *find_word(const char *text, const char *word)
{
    for (; *text; text++) {
        size_t i = 0;
        while (word[i] && lower(text[i]) == word[i])
            i++;
        if (!word[i])
            return text;
    }
    return NULL;
}

static int line_of(const fl_case_text *file, const char *at)
{
    int line = 1;
    for (const char *c = file->bytes; c < at; c++)
        line += *c == '\n';
    return line;
}

/* The command as a line of a code block (fenced or indented), its file name at least. */
static const char *documented(const fl_case_text *file, const char *word)
{
    bool fenced = false;
    for (const char *line = file->bytes; *line;) {
        size_t length = strcspn(line, "\n");
        bool fence = strncmp(line, "```", 3) == 0 || strncmp(line, "~~~", 3) == 0;
        if (fence)
            fenced = !fenced;
        bool code = (fenced && !fence) || strncmp(line, "    ", 4) == 0 || line[0] == '\t';
        const char *comment = memchr(line, '#', length);
        size_t until = comment ? (size_t)(comment - line) : length;
        for (size_t i = 0; code && i + strlen(word) <= until; i++)
            if (strncmp(line + i, word, strlen(word)) == 0)
                return line;
        line += length + (line[length] == '\n');
    }
    return NULL;
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static void judge_commands(const fl_case *given, fl_audit *audit)
{
    bool all = given->documentation_count > 0;
    for (int side = 0; side < 2; side++) {
        const fl_case_side *s = &given->sides[side];
        bool rust = strcmp(s->language, "rust") == 0;
        char stem[128] = "";
        if (s->source_count > 0)
            snprintf(stem, sizeof stem, "%.*s", rust ? (int)strcspn(base_name(s->sources[0].path), ".") : 120,
                     base_name(s->sources[0].path));
        const char *what = s->command[0] ? s->command : rust ? "cargo " : stem;
        const char *at = NULL;
        const fl_case_text *file = NULL;
        for (size_t i = 0; i < given->documentation_count && !at && what[0]; i++) {
            file = &given->documentation[i];
            at = documented(file, what);
        }
        if (!at && what[0] && given->documentation_count > 0)
            fl_audit_add(audit, 74, concerns(side), FAIL, FL_BY_READING, given->documentation[0].path,
                         "its code blocks do not hold the command: %.150s", what);
        all = all && at;
        if (at)
            fl_audit_add(audit, 74, concerns(side), UNCHECKED, FL_BY_READING, file->path,
                         "line %d: the command %.150s", line_of(file, at), what);
    }
    if (all)
        fl_audit_add(audit, 74, FL_CONCERNS_BOTH, PASS, FL_BY_READING, given->documentation[0].path,
                     "the commands of both sides stand in its code blocks");
    else if (given->documentation_count == 0)
        fl_audit_add(audit, 74, FL_CONCERNS_BOTH, UNCHECKED, FL_BY_NOTHING, "", "no documentation is given");
}

static void judge_limits(const fl_case *given, fl_audit *audit)
{
    static const char *const facts[] = {"binary",        "two classes", "synthetic", "not real",
                                        "single-thread", "one thread",  NULL};
    if (given->documentation_count == 0)
        return;
    for (size_t i = 0; i < given->documentation_count; i++) {
        const fl_case_text *file = &given->documentation[i];
        const char *at = find_word(file->bytes, "limit");
        for (size_t k = 0; at && facts[k]; k++)
            if (find_word(at, facts[k])) {
                fl_audit_add(audit, 100, FL_CONCERNS_BOTH, PASS, FL_BY_READING, file->path,
                             "line %d: limits are stated, among them \"%s\"", line_of(file, at), facts[k]);
                return;
            }
    }
    fl_audit_add(audit, 100, FL_CONCERNS_BOTH, FAIL, FL_BY_READING, given->documentation[0].path,
                 "none of the documentation given states the limits of the comparison");
}

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
    snprintf(r->wanted, sizeof r->wanted, "%.*s", (int)strcspn(text + length, ";#)"), text + length);
    for (size_t i = strlen(r->wanted); i > 0 && isspace((unsigned char)r->wanted[i - 1]); i--)
        r->wanted[i - 1] = '\0';
}

/* The requirement for a package in a manifest or a lock file of any kind; wanted: "==VERSION" from a lock. */
static bool find_requirement(const fl_case_text *file, const char *package, requirement *found)
{
    size_t length = strlen(file->path);
    fl_settings settings = {0};
    bool good = false;
    if (length > 4 && strcmp(file->path + length - 4, ".txt") == 0) {
        int number = 1;
        for (const char *line = file->bytes; *line && !good; number++) {
            size_t size = strcspn(line, "\n");
            char text[256], plain[256];
            snprintf(text, sizeof text, "%.*s", (int)(size < 255 ? size : 255), line + strspn(line, " \t"));
            split(fl_text_make_plain(text, plain, sizeof plain), found);
            good = strcmp(found->name, package) == 0;
            if (good)
                snprintf(found->where, sizeof found->where, "%.140s:%d", file->path, number);
            line += size + (line[size] == '\n');
        }
        return good;
    }
    fl_settings_read(file->path, file->bytes, file->size, &settings);
    for (size_t i = 0; i < settings.count && !good; i++) {
        const fl_setting *s = &settings.list[i];
        if (strncmp(s->key, "project.dependencies[", 21) == 0) {
            split(s->text, found);
            good = strcmp(found->name, package) == 0;
        } else if (strncmp(s->key, "package[", 8) == 0 && strstr(s->key, "].name") &&
                   !strchr(strchr(s->key, ']') + 2, '.')) {
            char key[64];
            snprintf(key, sizeof key, "%.*s.version", (int)(strstr(s->key, "].name") + 1 - s->key), s->key);
            const fl_setting *version = fl_settings_find(&settings, key);
            fl_python_name(s->text, found->name);
            good = version && strcmp(found->name, package) == 0;
            if (good)
                snprintf(found->wanted, sizeof found->wanted, "==%.100s", version->text);
        }
        if (good)
            fl_setting_where(&settings, s, found->where);
    }
    fl_settings_free(&settings);
    return good;
}

static void judge_python(const fl_case_side *s, fl_concerns who, fl_audit *audit)
{
    requirement wanted, locked;
    bool has = false, has_lock = false;
    for (size_t i = 0; i < s->manifest_count && !has; i++)
        has = find_requirement(&s->manifests[i], "torch", &wanted);
    for (size_t i = 0; i < s->lock_count && !has_lock; i++)
        has_lock = find_requirement(&s->locks[i], "torch", &locked);
    if (!has && s->manifest_count > 0)
        fl_audit_add(audit, 75, who, FAIL, FL_BY_READING, s->manifests[0].path,
                     "the manifest does not name torch among the dependencies");
    else if (!has)
        fl_audit_add(audit, 75, who, UNCHECKED, FL_BY_NOTHING, "",
                     "no manifest of the Python dependencies is given");
    else if (!wanted.wanted[0] && !has_lock)
        fl_audit_add(audit, 75, who, FAIL, FL_BY_READING, wanted.where,
                     "torch stands there without a version, and no lock file fixes it");
    else {
        int fits = has_lock && wanted.wanted[0] ? fl_python_satisfies(locked.wanted + 2, wanted.wanted) : 1;
        if (fits == 0)
            fl_audit_add(audit, 75, who, FAIL, FL_BY_READING, locked.where,
                         "the lock file has torch %.60s, the manifest asks for %.60s", locked.wanted + 2,
                         wanted.wanted);
        else
            fl_audit_add(audit, 75, who, fits > 0 ? PASS : UNCHECKED, FL_BY_READING, wanted.where,
                         "torch %.60s%s%.60s", wanted.wanted, has_lock ? ", locked at " : "",
                         has_lock ? locked.wanted + 2 : "");
    }
}

/* ---- versions that the results claim ---- */

/* "torch_version": "2.5.1" in the configuration. Searched in the text, whose grammar the reader has checked.
 */
static bool claimed(const fl_case_run *run, const char *member, char version[64])
{
    char quoted[80];
    snprintf(quoted, sizeof quoted, "\"%s\"", member);
    const char *at = strstr(run->text, quoted);
    if (!at)
        return false;
    at += strlen(quoted);
    at += strspn(at, " \t\r\n:");
    if (*at != '"')
        return false;
    char raw[64];
    snprintf(raw, sizeof raw, "%.*s", (int)strcspn(at + 1, "\"\\"), at + 1);
    fl_text_make_plain(raw, version, 64);
    return version[0] != '\0';
}

static void compare_claim(const fl_case_run *run, const char *package, const char *member, const char *locked,
                          const char *where, fl_concerns who, fl_audit *audit)
{
    char version[64], bare[64];
    if (!claimed(run, member, version))
        return;
    snprintf(bare, sizeof bare, "%.*s", (int)strcspn(version, "+"), version);
    size_t length = strcspn(locked, "+");
    bool same = strlen(bare) == length && strncmp(bare, locked, length) == 0;
    if (!same)
        fl_audit_add(audit, 77, who, FAIL, FL_BY_READING, where,
                     "%.60s claims %s %.40s, the lock file has %.40s", run->path, package, version, locked);
}

static void judge_capture(const fl_case_side *s, fl_concerns who, bool python, fl_audit *audit)
{
    static const char *const members[2][6] = {
        {"torch_version", "pytorch_version", "python_version", NULL},
        {"aprender_version", "rustc_version", "rust_version", "trueno_version", NULL}};
    char version[64] = "", first[64] = "";
    if (s->run_count == 0)
        return;
    const fl_case_run *run = &s->runs[0];
    for (size_t i = 0; members[!python][i]; i++)
        if (claimed(run, members[!python][i], version) && !first[0])
            snprintf(first, sizeof first, "%s", version);
    const fl_environment *e = &run->document.environment;
    char platform[64];
    bool cpu = e->cpu[0] != '\0',
         system = run->document.platform[0] != '\0' || claimed(run, "platform", platform);
    bool versions = first[0] || e->libraries[0] || e->compiler[0];
    if (cpu && system && versions)
        fl_audit_add(audit, 77, who, PASS, FL_BY_READING, run->path,
                     "platform, CPU (%.60s) and versions (%.40s …) are recorded", e->cpu,
                     first[0] ? first : e->compiler);
    else
        fl_audit_add(audit, 77, who, FAIL, FL_BY_READING, run->path, "it does not tell%s%s%s",
                     system ? "" : " the platform", cpu ? "" : " the CPU", versions ? "" : " any version");
}

/* ---- Cargo ---- */

static const fl_setting *locked_version(const fl_settings *lock, const char *name, const char *wanted)
{
    const fl_setting *best = NULL;
    for (size_t i = 0; i < lock->count; i++) {
        const fl_setting *s = &lock->list[i];
        if (strncmp(s->key, "package[", 8) != 0 || !strstr(s->key, "].name") || strcmp(s->text, name) != 0)
            continue;
        char key[64];
        snprintf(key, sizeof key, "%.*s.version", (int)(strstr(s->key, "].name") + 1 - s->key), s->key);
        const fl_setting *version = fl_settings_find(lock, key);
        if (version && (!best || fl_cargo_satisfies(version->text, wanted) > 0))
            best = version;
    }
    return best;
}

static bool is_dependency(const fl_setting *s, char name[128])
{
    static const char *const tables[] = {"dependencies.", "dev-dependencies.", "build-dependencies."};
    for (size_t i = 0; i < 3; i++)
        if (strncmp(s->key, tables[i], strlen(tables[i])) == 0) {
            const char *rest = s->key + strlen(tables[i]);
            const char *point = strchr(rest, '.');
            if (point && strcmp(point, ".version") != 0)
                return false;
            snprintf(name, 128, "%.*s", point ? (int)(point - rest) : 120, rest);
            return s->kind == FL_SETTING_TEXT;
        }
    return false;
}

/* One dependency of the manifest: 1 when the lock file satisfies it. */
static int judge_dependency(const fl_settings *manifest, const fl_settings *lock,
                            const fl_setting *dependency, const char *name, fl_concerns who, fl_audit *audit)
{
    char key[200], where[160];
    snprintf(key, sizeof key, "dependencies.%s.package", name);
    const fl_setting *renamed = fl_settings_find(manifest, key);
    const char *package = renamed ? renamed->text : name, *wanted = dependency->text;
    const fl_setting *version = locked_version(lock, package, wanted);
    int good = version ? fl_cargo_satisfies(version->text, wanted) : 0;
    fl_setting_where(manifest, dependency, where);
    if (good == 0)
        fl_audit_add(audit, 76, who, FAIL, FL_BY_READING, where,
                     "it asks for %.60s %.40s; the lock file has %.40s", package, wanted,
                     version ? version->text : "none of it");
    else if (good < 0)
        fl_audit_add(audit, 76, who, UNCHECKED, FL_BY_READING, where,
                     "whether %.40s satisfies %.40s cannot be told", version->text, wanted);
    return good;
}

static void judge_lock(const fl_case_side *s, const fl_settings *manifest, const fl_settings *lock,
                       fl_concerns who, fl_audit *audit)
{
    size_t dependencies = 0;
    bool fits = true;
    char name[128], where[160];
    for (size_t i = 0; i < manifest->count; i++) {
        if (!is_dependency(&manifest->list[i], name))
            continue;
        dependencies++;
        fits = judge_dependency(manifest, lock, &manifest->list[i], name, who, audit) > 0 && fits;
    }
    if (dependencies == 0)
        fl_audit_add(audit, 76, who, UNCHECKED, FL_BY_READING, manifest->path,
                     "it names no dependency with a version");
    else if (fits)
        fl_audit_add(audit, 76, who, PASS, FL_BY_READING, lock->path,
                     "the lock file satisfies %zu of %zu dependencies of the manifest", dependencies,
                     dependencies);
    const fl_setting *aprender = locked_version(lock, "aprender", "*");
    for (size_t i = 0; aprender && i < s->run_count; i++)
        compare_claim(&s->runs[i], "aprender", "aprender_version", aprender->text,
                      fl_setting_where(lock, aprender, where), who, audit);
}

static const fl_case_text *find_file(const fl_case_text *files, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(base_name(files[i].path), name) == 0)
            return &files[i];
    return NULL;
}

static void judge_cargo(const fl_case_side *s, fl_concerns who, fl_audit *audit)
{
    const fl_case_text *m = find_file(s->manifests, s->manifest_count, "Cargo.toml"),
                       *l = find_file(s->locks, s->lock_count, "Cargo.lock");
    fl_settings manifest = {0}, lock = {0};
    const char *missing = !m   ? "no Cargo.toml is given"
                          : !l ? "no Cargo.lock is given"
                               : "Cargo.toml or Cargo.lock cannot be read as TOML";
    if (m && l && fl_settings_read(m->path, m->bytes, m->size, &manifest) &&
        fl_settings_read(l->path, l->bytes, l->size, &lock))
        judge_lock(s, &manifest, &lock, who, audit);
    else
        fl_audit_add(audit, 76, who, UNCHECKED, FL_BY_NOTHING, "", "%s", missing);
    fl_settings_free(&manifest);
    fl_settings_free(&lock);
}

/* The same input gives the same answer: nothing random, by the trace and the sources, is judged elsewhere;
 * two results that hold logits or an accuracy of the same model would tell. */
void fl_judge_reproducibility(const fl_case *given, fl_audit *audit)
{
    for (int side = 0; side < 2; side++) {
        const fl_case_side *s = &given->sides[side];
        bool python = strcmp(s->language, "python") == 0;
        judge_repetitions(s, concerns(side), audit);
        judge_capture(s, concerns(side), python, audit);
        if (python) {
            requirement locked;
            judge_python(s, concerns(side), audit);
            for (size_t i = 0; i < s->lock_count; i++)
                if (find_requirement(&s->locks[i], "torch", &locked) && strncmp(locked.wanted, "==", 2) == 0)
                    for (size_t k = 0; k < s->run_count; k++)
                        compare_claim(&s->runs[k], "torch", "torch_version", locked.wanted + 2, locked.where,
                                      concerns(side), audit);
        }
        if (strcmp(s->language, "rust") == 0)
            judge_cargo(s, concerns(side), audit);
    }
    judge_commands(given, audit);
    judge_limits(given, audit);
    for (int point = 78; point <= 79; point++)
        fl_audit_add(audit, point, FL_CONCERNS_BOTH, UNCHECKED, FL_BY_NOTHING, "",
                     "results of a second machine are not part of a case");
}
