/* Manifests and lock files. TOML is read by toml++ (toml.cc) into a flat list of what each key is set to:
 * "profile.release.lto" = "fat" at line 12, "package[3].name" = "aprender". Parts of a key that hold anything
 * but letters, digits, '-' and '_' are put into double quotes: "profile.release.package.\"*\".opt-level". */
#ifndef FAIRLANE_BENCH_AUDIT_READER_SETTINGS_H
#define FAIRLANE_BENCH_AUDIT_READER_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum fl_setting_kind {
    FL_SETTING_TEXT,
    FL_SETTING_NUMBER,
    FL_SETTING_TRUTH,
    FL_SETTING_OTHER
} fl_setting_kind;

typedef struct fl_setting {
    char *key, *text; /* owned; a number's or truth's text as well; plain text */
    fl_setting_kind kind;
    int line; /* from 1 */
} fl_setting;

typedef struct fl_settings {
    const char *path; /* of the file; not owned */
    fl_setting *list; /* owned; in the order of the tree */
    size_t count, room;
    char reason[160]; /* why the file could not be read; "" when it was */
} fl_settings;

/* Reads a TOML file. false with the reason in settings. Free in any case. */
bool fl_settings_read(const char *path, const char *bytes, size_t size, fl_settings *settings);
void fl_settings_free(fl_settings *settings);
bool fl_settings_add(fl_settings *settings, const char *key, const char *text, fl_setting_kind kind,
                     int line);

const fl_setting *fl_settings_find(const fl_settings *settings, const char *key);
/* The first whose key begins so. */
const fl_setting *fl_settings_below(const fl_settings *settings, const char *prefix);
/* "Cargo.toml:12" in where. */
const char *fl_setting_where(const fl_settings *settings, const fl_setting *setting, char where[160]);

/* Whether a version satisfies a requirement, as Cargo reads it ("1.2", "=0.11.0", ">=1, <2", "~1.2", "1.*")
 * or as Python does (PEP 440: "==2.1", ">=2,<3", "~=2.1", "!=2.2"). Only release numbers are understood; -1:
 * cannot be told. */
int fl_cargo_satisfies(const char *text, const char *requirement);
int fl_python_satisfies(const char *text, const char *requirement);

/* A name as PyPI compares it: lower case, runs of '-', '_' and '.' as one '-'. */
const char *fl_python_name(const char *name, char normal[128]);

#ifdef __cplusplus
}
#endif
#endif
