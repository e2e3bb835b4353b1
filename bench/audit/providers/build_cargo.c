/* What a package depends on stands in up to ten kinds of places: dependencies, dev-dependencies and
 * build-dependencies, each also for one target, each by a version, a folder or a repository, renamed or not,
 * or taken from the workspace. Cargo locks all of them, those of other targets and optional ones too. */
#include "bench/audit/providers/build_cargo.h"

#include <stdio.h>
#include <string.h>

#include "bench/audit/providers/build_workspace.h"
#include "bench/audit/providers/parts.h"
#include "bench/audit/reader/program.h"
#include "bench/base/text.h"

enum { KEY = 256 };

bool fl_is_cargo_manifest(const fl_settings *file)
{
    return strcmp(fl_base_name(file->path), "Cargo.toml") == 0;
}

const fl_setting *fl_cargo_inherits(const fl_settings *manifest)
{
    for (size_t i = 0; fl_is_cargo_manifest(manifest) && i < manifest->count; i++) {
        const fl_setting *s = &manifest->list[i];
        if ((s->kind == FL_SETTING_TRUTH && fl_ends_with(s->key, ".workspace") &&
             strcmp(s->text, "true") == 0) ||
            strcmp(s->key, "package.workspace") == 0)
            return s;
    }
    return NULL;
}

/* ---- dependencies ---- */

typedef struct dependency {
    char table[KEY], name[128]; /* "target.\"cfg(unix)\".dependencies", as the manifest calls it */
    const fl_setting *first;    /* where it begins */
} dependency;

/* The length of the part of a key that begins here: a quoted one may hold dots. */
static size_t part_length(const char *key)
{
    if (*key != '"')
        return strcspn(key, ".[");
    const char *end = strchr(key + 1, '"');
    return end ? (size_t)(end - key) + 1 : strlen(key);
}

/* Whether a key belongs to a dependency; its table and name. */
static bool parse_dependency(const fl_setting *s, dependency *d)
{
    static const char *const tables[] = {"dependencies",       "dev-dependencies",   "dev_dependencies",
                                         "build-dependencies", "build_dependencies", NULL};
    const char *at = s->key;
    char part[64];
    if (strncmp(at, "target.", 7) == 0) {
        at += 7;
        at += part_length(at);
        at += *at == '.';
    }
    size_t length = part_length(at);
    snprintf(part, sizeof part, "%.*s", (int)(length < 63 ? length : 63), at);
    if (!fl_is_one_of(part, tables) || at[length] != '.')
        return false;
    at += length;
    snprintf(d->table, sizeof d->table, "%.*s", (int)(at - s->key), s->key);
    length = part_length(++at);
    snprintf(d->name, sizeof d->name, "%.*s", (int)(length < 127 ? length : 127), at);
    d->first = s;
    return true;
}

static const fl_setting *attribute(const fl_settings *file, const char *table, const char *name,
                                   const char *what)
{
    char key[KEY + 192];
    snprintf(key, sizeof key, "%s.%s%s%s", table, name, *what ? "." : "", what);
    return fl_settings_find(file, key);
}

const fl_setting *fl_cargo_locked_member(const fl_settings *lock, const fl_setting *name, const char *member)
{
    char key[64];
    snprintf(key, sizeof key, "%.*s.%s", (int)(strlen(name->key) - strlen(".name")), name->key, member);
    return fl_settings_find(lock, key);
}

static bool is_locked_name(const fl_setting *s, const char *name)
{
    return strncmp(s->key, "package[", 8) == 0 && fl_ends_with(s->key, "].name") &&
           strcmp(s->text, name) == 0;
}

const fl_setting *fl_cargo_locked(const fl_settings *lock, const char *name, const char *wanted)
{
    const fl_setting *best = NULL;
    for (size_t i = 0; i < lock->count; i++) {
        const fl_setting *s = &lock->list[i];
        if (!is_locked_name(s, name))
            continue;
        const fl_setting *version = fl_cargo_locked_member(lock, s, "version");
        if (version && (!best || fl_cargo_satisfies(version->text, wanted) > 0))
            best = version;
    }
    return best;
}

/* Whether the lock has the package from a repository (git), or from a folder: without a source. */
static bool is_locked_from(const fl_settings *lock, const char *name, bool git)
{
    for (size_t i = 0; i < lock->count; i++) {
        if (!is_locked_name(&lock->list[i], name))
            continue;
        const fl_setting *source = fl_cargo_locked_member(lock, &lock->list[i], "source");
        if (git ? source && strncmp(source->text, "git+", 4) == 0 : !source)
            return true;
    }
    return false;
}

typedef struct bench {
    const fl_settings *files, *lock;
    size_t count;
    fl_concerns who;
    fl_audit *audit;
} bench;

static void say(const bench *b, fl_point_verdict verdict, const fl_settings *file, const fl_setting *at,
                const char *package, const char *text, const char *value)
{
    char where[160];
    fl_setting_where(file, at, where);
    if (verdict == FL_POINT_FAIL)
        fl_audit_add(b->audit, 76, b->who, verdict, FL_BY_READING, where, "%.60s: %s%.60s", package, text,
                     value);
    else
        fl_audit_block(b->audit, 76, b->who, FL_BY_READING, where, "%.60s: %s%.60s", package, text, value);
}

/* Whether the lock file satisfies what stands in file under table and name. */
static bool is_satisfied(const bench *b, const fl_settings *file, const dependency *d)
{
    const fl_setting *renamed = attribute(file, d->table, d->name, "package"),
                     *plain = attribute(file, d->table, d->name, ""),
                     *version = attribute(file, d->table, d->name, "version"),
                     *git = attribute(file, d->table, d->name, "git"),
                     *path = attribute(file, d->table, d->name, "path");
    const char *package = renamed ? renamed->text : d->name;
    const char *wanted = version                                   ? version->text
                         : plain && plain->kind == FL_SETTING_TEXT ? plain->text
                                                                   : "*";
    const fl_setting *locked = fl_cargo_locked(b->lock, package, wanted);
    int good = locked ? fl_cargo_satisfies(locked->text, wanted) : 0;
    if ((git || path) && !is_locked_from(b->lock, package, git != NULL))
        say(b, FL_POINT_FAIL, file, d->first, package,
            git ? "it comes from a repository; the lock file has none of it from "
                : "it comes from a folder; the lock "
                  "file has none of it from ",
            git ? git->text : path->text);
    else if (good == 0)
        say(b, FL_POINT_FAIL, file, d->first, package,
            locked ? "the lock file has " : "the lock file has none of it", locked ? locked->text : "");
    else if (good < 0)
        say(b, FL_POINT_UNCHECKED, file, d->first, package,
            "whether the locked version satisfies it cannot be told: ", locked->text);
    else
        return true;
    return false;
}

static bool judge_dependency(const bench *b, const fl_settings *file, const dependency *d)
{
    const fl_setting *inherited = attribute(file, d->table, d->name, "workspace");
    if (!inherited)
        return is_satisfied(b, file, d);
    const fl_settings *root = fl_cargo_root(b->files, b->count, file);
    dependency there = {.first = d->first};
    snprintf(there.table, sizeof there.table, "workspace.dependencies");
    snprintf(there.name, sizeof there.name, "%s", d->name);
    root = root ? root : file;
    char prefix[KEY];
    snprintf(prefix, sizeof prefix, "workspace.dependencies.%s", d->name);
    if (fl_settings_below(root, prefix))
        return is_satisfied(b, root, &there);
    say(b, FL_POINT_UNCHECKED, file, d->first, d->name,
        "it is taken from a workspace whose root is not given", "");
    return false;
}

void fl_judge_cargo_lock(const fl_settings *files, size_t count, const fl_settings *lock, fl_concerns who,
                         fl_audit *audit)
{
    const bench b = {files, lock, count, who, audit};
    size_t all = 0, satisfied = 0;
    const char *manifest = "";
    for (size_t i = 0; i < count; i++) {
        dependency last = {.first = NULL}, d;
        if (!fl_is_cargo_manifest(&files[i]))
            continue;
        manifest = manifest[0] ? manifest : files[i].path;
        for (size_t k = 0; k < files[i].count; k++) {
            if (!parse_dependency(&files[i].list[k], &d) ||
                (last.first && strcmp(d.table, last.table) == 0 && strcmp(d.name, last.name) == 0))
                continue; /* another attribute of the same */
            last = d;
            all++;
            satisfied += judge_dependency(&b, &files[i], &d);
        }
    }
    if (all == 0 && manifest[0] && !fl_settings_find(lock, "package[1].name"))
        fl_audit_add(audit, 76, who, FL_POINT_PASS, FL_BY_READING, lock->path,
                     "the manifest names no dependency, and the lock file holds the package alone");
    else if (all == 0)
        fl_audit_add(audit, 76, who, FL_POINT_UNCHECKED, FL_BY_READING, manifest,
                     "no manifest names a dependency");
    else if (satisfied == all)
        fl_audit_add(audit, 76, who, FL_POINT_PASS, FL_BY_READING, lock->path,
                     "the lock file satisfies %zu of %zu dependencies of the manifest", satisfied, all);
}
