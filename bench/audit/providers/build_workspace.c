#include "bench/audit/providers/build_workspace.h"

#include <fnmatch.h>
#include <stdio.h>
#include <string.h>

#include "bench/audit/providers/build_cargo.h"
#include "bench/audit/providers/parts.h"
#include "bench/audit/reader/commands.h"
#include "bench/audit/reader/program.h"

enum { PATH = 256 };

typedef struct manifests {
    const fl_settings *files;
    size_t count;
} manifests;

/* ---- folders: "a/b/", and "" of the case's own ---- */

static size_t folder_length(const char *path)
{
    return (size_t)(fl_base_name(path) - path);
}

/* Goes from a folder to another that is named in it; false where that leads out of the case's. */
static bool go(const char *from, size_t length, const char *way, char folder[PATH])
{
    bool good = length < PATH && way[0] != '/';
    snprintf(folder, PATH, "%.*s", (int)(length < PATH ? length : 0), from);
    while (good && *way) {
        size_t used = strlen(folder), part = strcspn(way, "/");
        bool up = part == 2 && strncmp(way, "..", 2) == 0;
        if (up && used > 0) {
            for (used--; used > 0 && folder[used - 1] != '/';)
                used--;
            folder[used] = '\0';
        } else if (part > 0 && !(part == 1 && way[0] == '.')) {
            good = !up && snprintf(folder + used, PATH - used, "%.*s/", (int)part, way) < (int)(PATH - used);
        }
        way += part + (way[part] == '/');
    }
    return good;
}

static const fl_settings *manifest_in(const manifests *m, const char *folder)
{
    for (size_t i = 0; i < m->count; i++)
        if (fl_is_cargo_manifest(&m->files[i]) && folder_length(m->files[i].path) == strlen(folder) &&
            strncmp(m->files[i].path, folder, strlen(folder)) == 0)
            return &m->files[i];
    return NULL;
}

/* The deepest manifest in a folder above that of this length in a path. */
static const fl_settings *manifest_above(const manifests *m, const char *path, size_t length)
{
    const fl_settings *nearest = NULL;
    for (size_t i = 0; i < m->count; i++) {
        size_t here = folder_length(m->files[i].path);
        if (fl_is_cargo_manifest(&m->files[i]) && here < length &&
            strncmp(m->files[i].path, path, here) == 0 && (!nearest || here > folder_length(nearest->path)))
            nearest = &m->files[i];
    }
    return nearest;
}

/* ---- what a root lists ---- */

static bool is_root(const fl_settings *file)
{
    return fl_is_cargo_manifest(file) &&
           (fl_settings_below(file, "workspace.") != NULL || fl_settings_find(file, "workspace") != NULL);
}

/* Whether one of the folders of a list ("workspace.exclude[") is this, or one above. */
static bool is_below_any(const fl_settings *root, const char *list, const char *path)
{
    char folder[PATH];
    for (size_t i = 0; i < root->count; i++)
        if (strncmp(root->list[i].key, list, strlen(list)) == 0 &&
            go(root->path, folder_length(root->path), root->list[i].text, folder) &&
            strncmp(path, folder, strlen(folder)) == 0)
            return true;
    return false;
}

/* What is named among the members by its own path is one, whatever is excluded. */
static bool is_excluded(const fl_settings *root, const char *path)
{
    return is_below_any(root, "workspace.exclude[", path) && !is_below_any(root, "workspace.members[", path);
}

/* members = ["crates/STAR", "bench"] */
static bool lists(const fl_settings *root, const char *path)
{
    char pattern[PATH], folder[PATH];
    snprintf(folder, sizeof folder, "%.*s", (int)folder_length(path), path);
    for (size_t i = 0; i < root->count; i++)
        if (strncmp(root->list[i].key, "workspace.members[", 18) == 0 &&
            go(root->path, folder_length(root->path), root->list[i].text, pattern) &&
            fnmatch(pattern, folder, strstr(pattern, "**") ? 0 : FNM_PATHNAME) == 0)
            return true;
    return false;
}

/* Where package.workspace points; NULL: it is not given. */
static const fl_settings *pointed_to(const manifests *m, const fl_settings *file, const fl_setting *pointer)
{
    char folder[PATH];
    const fl_settings *root =
        go(file->path, folder_length(file->path), pointer->text, folder) ? manifest_in(m, folder) : NULL;
    return root && is_root(root) ? root : NULL;
}

/* The root that a package looks to, whether that lists it or not; NULL: none, or missing. */
static const fl_settings *looked_to(const manifests *m, const fl_settings *member, bool *missing)
{
    const fl_setting *pointer = fl_settings_find(member, "package.workspace");
    const fl_settings *file = member;
    while (!pointer && (file = manifest_above(m, member->path, folder_length(file->path)))) {
        if (is_root(file) && !is_excluded(file, member->path))
            return file;
        pointer = is_root(file) ? NULL : fl_settings_find(file, "package.workspace");
    }
    const fl_settings *root = pointer ? pointed_to(m, file, pointer) : NULL;
    *missing = pointer && !root;
    return root;
}

/* The folder of a dependency, where it is one: path = "…" there, or in the root that it is taken from. */
static bool leads_to(const fl_settings *root, const fl_settings *file, const fl_setting *s, char folder[PATH])
{
    const char *name = strstr(s->key, "dependencies.");
    if (!name || strncmp(s->key, "workspace.", 10) == 0)
        return false;
    if (fl_ends_with(s->key, ".path"))
        return go(file->path, folder_length(file->path), s->text, folder);
    name += strlen("dependencies.");
    if (!fl_ends_with(name, ".workspace") || strcmp(s->text, "true") != 0)
        return false;
    char key[192];
    snprintf(key, sizeof key, "workspace.dependencies.%.*s.path",
             (int)(strlen(name) < 128 ? strlen(name) - strlen(".workspace") : 0), name);
    const fl_setting *there = fl_settings_find(root, key);
    return there && go(root->path, folder_length(root->path), there->text, folder);
}

/* A path dependency of a member is a member, where it lies in the root's folder or looks to it. */
static bool may_follow(const manifests *m, const fl_settings *root, const fl_settings *file)
{
    bool missing = false;
    size_t length = folder_length(root->path);
    return !is_excluded(root, file->path) && (strncmp(root->path, file->path, length) == 0 ||
                                              (!is_root(file) && looked_to(m, file, &missing) == root));
}

static void follow(const manifests *m, const fl_settings *root, size_t which, bool member[FL_CASE_FILES])
{
    const fl_settings *file = &m->files[which];
    char folder[PATH];
    for (size_t k = 0; k < file->count; k++) {
        const fl_settings *other =
            leads_to(root, file, &file->list[k], folder) ? manifest_in(m, folder) : NULL;
        if (other && may_follow(m, root, other))
            member[other - m->files] = true;
    }
}

static bool is_member(const manifests *m, const fl_settings *root, const fl_settings *file)
{
    bool member[FL_CASE_FILES] = {false}, followed[FL_CASE_FILES] = {false};
    for (size_t i = 0; i < m->count; i++)
        member[i] =
            fl_is_cargo_manifest(&m->files[i]) &&
            (&m->files[i] == root ? fl_settings_below(root, "package.") != NULL
                                  : lists(root, m->files[i].path) && !is_excluded(root, m->files[i].path));
    for (bool again = true; again;) {
        again = false;
        for (size_t i = 0; i < m->count; i++)
            if (member[i] && !followed[i]) {
                followed[i] = again = true;
                follow(m, root, i, member);
            }
    }
    return member[file - m->files];
}

/* ---- where a package belongs ---- */

static void find_place(const manifests *m, const fl_settings *file, fl_cargo_place *place)
{
    bool missing = false;
    const fl_settings *root = is_root(file) ? NULL : looked_to(m, file, &missing);
    *place = (fl_cargo_place){.root = root ? root : file, .file = file};
    if (missing || (root && !is_member(m, root, file)))
        *place = (fl_cargo_place){
            .file = file,
            .why =
                missing
                    ? "it is a member of a workspace whose root, where profiles and replacements live, is "
                      "not given"
                    : "Cargo refuses to build it: the workspace in whose folder it stands does not list it"};
}

const fl_settings *fl_cargo_root(const fl_settings *files, size_t count, const fl_settings *member)
{
    const manifests m = {files, count};
    fl_cargo_place place;
    if (!fl_is_cargo_manifest(member))
        return NULL;
    find_place(&m, member, &place);
    return place.root == member ? NULL : place.root;
}

/* ---- what a command builds ---- */

/* The value of an option, --bin=NAME or --bin NAME; NULL: it is another word. */
static const char *value_of(const char *word, const char *next, const char *option)
{
    size_t length = strlen(option);
    if (strncmp(word, option, length) != 0)
        return NULL;
    return word[length] == '=' ? word + length + 1 : word[length] == '\0' ? next : NULL;
}

static void read_word(fl_cargo_asked *a, const char *word, const char *next, bool begins)
{
    static const char *const targets[] = {"--bin", "--example", "--bench", "--test", NULL};
    const char *manifest = value_of(word, next, "--manifest-path"),
               *package = value_of(word, next, strncmp(word, "--p", 3) == 0 ? "--package" : "-p");
    char from[PATH];
    snprintf(from, sizeof from, "%s", a->folder);
    if (begins && strcmp(word, "cd") == 0)
        a->told = go(from, strlen(from), next, a->folder);
    if (manifest) {
        char way[PATH];
        snprintf(way, sizeof way, "%.*s", (int)folder_length(manifest), manifest);
        a->told = go(from, strlen(from), way, a->folder);
    }
    if (package)
        snprintf(a->package, sizeof a->package, "%.*s", (int)strcspn(package, "@"), package);
    for (size_t i = 0; targets[i]; i++) {
        const char *target = value_of(word, next, targets[i]);
        if (!target)
            continue;
        snprintf(a->kind, sizeof a->kind, "%.7s", targets[i] + 2);
        snprintf(a->target, sizeof a->target, "%.63s", target);
    }
}

void fl_cargo_read_asked(const char *words, fl_cargo_asked *a)
{
    char word[128], next[128];
    bool begins = true;
    *a = (fl_cargo_asked){.folder = ""};
    for (const char *at = words; (at = fl_command_word(at, word));) {
        if (!fl_command_word(at, next))
            next[0] = '\0';
        read_word(a, word, next, begins);
        begins = strcmp(word, "&&") == 0 || strcmp(word, "||") == 0;
    }
}

static bool is_target(const fl_setting *s, const char *name)
{
    static const char *const tables[] = {"bin[", "example[", "bench[", "test["};
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
        if (strncmp(s->key, tables[i], strlen(tables[i])) == 0 && fl_ends_with(s->key, "].name"))
            return strcmp(s->text, name) == 0;
    return false;
}

/* Whether a source stands where Cargo looks for a target of that name. */
static bool is_found_target(const fl_case_side *side, const fl_settings *file, const char *name)
{
    static const char *const folders[] = {"src/bin/", "examples/", "benches/", "tests/"};
    char path[PATH + 128];
    for (size_t i = 0; i < 4; i++) {
        snprintf(path, sizeof path, "%.*s%s%s.rs", (int)folder_length(file->path), file->path, folders[i],
                 name);
        for (size_t k = 0; k < side->source_count; k++)
            if (strcmp(side->sources[k].path, path) == 0)
                return true;
    }
    return false;
}

static bool is_wanted(const fl_cargo_asked *a, const fl_case_side *side, const fl_settings *file)
{
    const fl_setting *name = fl_settings_find(file, "package.name");
    if (a->package[0] && !(name && strcmp(name->text, a->package) == 0))
        return false;
    bool has = !a->target[0] || (name && strcmp(name->text, a->target) == 0) ||
               is_found_target(side, file, a->target);
    for (size_t i = 0; i < file->count && !has; i++)
        has = is_target(&file->list[i], a->target);
    return has;
}

/* The place that all of some packages have in common; false: there is none, or it is not one. */
static bool common_place(const manifests *m, const bool candidate[FL_CASE_FILES], fl_cargo_place *place)
{
    size_t count = 0;
    for (size_t i = 0; i < m->count; i++) {
        fl_cargo_place one;
        if (!candidate[i])
            continue;
        find_place(m, &m->files[i], &one);
        if (count++ > 0 && (!one.root || one.root != place->root))
            return false;
        *place = one;
    }
    return count > 0;
}

static void find_candidates(const manifests *m, bool candidate[FL_CASE_FILES])
{
    bool any = false;
    for (size_t i = 0; i < m->count; i++) {
        candidate[i] = fl_is_cargo_manifest(&m->files[i]) && fl_settings_below(&m->files[i], "package.");
        any = any || candidate[i];
    }
    for (size_t i = 0; i < m->count && !any; i++)
        candidate[i] = fl_is_cargo_manifest(&m->files[i]);
}

void fl_cargo_find_place(const fl_settings *files, size_t count, const fl_case_side *side, const char *words,
                         fl_cargo_place *place)
{
    const manifests m = {files, count};
    bool candidate[FL_CASE_FILES] = {false}, wanted[FL_CASE_FILES] = {false};
    fl_cargo_asked a;
    fl_cargo_read_asked(words, &a);
    find_candidates(&m, candidate);
    *place = (fl_cargo_place){0};
    if (common_place(&m, candidate, place))
        return;
    for (size_t i = 0; i < count; i++)
        wanted[i] = candidate[i] && (a.package[0] || a.target[0]) && is_wanted(&a, side, &files[i]);
    const fl_settings *there = a.told ? manifest_in(&m, a.folder) : NULL;
    if (there)
        find_place(&m, there, place);
    if (there || common_place(&m, wanted, place))
        return;
    *place = (fl_cargo_place){0};
    for (size_t i = 0; i < count && !place->why; i++)
        if (fl_is_cargo_manifest(&files[i]) && fl_settings_below(&files[i], "profile."))
            *place = (fl_cargo_place){
                .file = &files[i],
                .why = "several workspaces are given, and the command does not tell which of them is built"};
}
