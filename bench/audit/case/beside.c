/* What is read unasked, so that a case that does not name it leaves out what decides: by Cargo and rustup build.rs beside a
 * manifest, settings there and in the folders above, and the root of a workspace in one of these; by pytest its settings of
 * the clock. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/audit/case/files.h"
#include "bench/audit/case/find_parts.h"
#include "bench/base/folder.h"
#include "bench/base/text.h"

static bool is_named(const fl_case_text *texts, size_t count, const char *path)
{
    for (size_t i = 0; i < count; i++) {
        const char *named = texts[i].path;
        while (strncmp(named, "./", 2) == 0)
            named += 2;
        if (strcmp(named, path) == 0)
            return true;
    }
    return false;
}

static void look(int folder, fl_case_side *side, const char *above, const char *name)
{
    char path[256];
    bool fits = snprintf(path, sizeof path, "%s%s", above, name) < (int)sizeof path;
    if (!fits || side->beside_count == FL_CASE_BESIDE || faccessat(folder, path, F_OK, 0) != 0 ||
        is_named(side->sources, side->source_count, path) ||
        is_named(side->manifests, side->manifest_count, path))
        return;
    for (size_t i = 0; i < side->beside_count; i++)
        if (strcmp(side->beside[i], path) == 0)
            return;
    fl_text_make_plain(path, side->beside[side->beside_count++], sizeof *side->beside);
}

/* By its text: what the table says is for those who read the manifest. One that cannot be read may say so. */
static bool speaks_of_workspace(const char *text)
{
    return !text || strstr(text, "[workspace") != NULL;
}

static void look_for_root(int folder, fl_case_side *side, const char *above)
{
    char path[256], *bytes = NULL;
    size_t size = 0;
    fl_error error = {""};
    bool fits = snprintf(path, sizeof path, "%sCargo.toml", above) < (int)sizeof path;
    if (!fits || faccessat(folder, path, F_OK, 0) != 0)
        return;
    if (fl_folder_read(folder, path, FL_CASE_FILE_BYTES, &bytes, &size, &error) != FL_OK)
        bytes = NULL;
    if (speaks_of_workspace(bytes))
        look(folder, side, above, "Cargo.toml");
    free(bytes);
}

void fl_case_read_timer(const char *text, char timer[64])
{
    static const char option[] = "--benchmark-timer";
    for (const char *at = text; (at = strstr(at, option)); at += sizeof option - 1) {
        const char *line = at;
        while (line > text && line[-1] != '\n')
            line--;
        line += strspn(line, " \t");
        const char *value = at + sizeof option - 1;
        value += strspn(value, " \t\r\n=\"',");
        if (*line != '#' && *line != ';')
            snprintf(timer, 64, "%.*s", (int)strcspn(value, " \t\r\n\"',]"), value);
    }
}

static void look_for_timer(int folder, fl_case_side *side, const char *above, const char *name)
{
    char path[256], timer[64] = "", *bytes = NULL;
    size_t size = 0;
    fl_error error = {""};
    bool fits = snprintf(path, sizeof path, "%s%s", above, name) < (int)sizeof path;
    if (!fits || side->pytest_timer[0] || faccessat(folder, path, F_OK, 0) != 0)
        return;
    if (fl_folder_read(folder, path, FL_CASE_FILE_BYTES, &bytes, &size, &error) == FL_OK)
        fl_case_read_timer(bytes, timer);
    free(bytes);
    if (!timer[0])
        return;
    fl_text_make_plain(timer, side->pytest_timer, sizeof side->pytest_timer);
    fl_text_make_plain(path, side->pytest_settings, sizeof side->pytest_settings);
}

/* "./a/b/c.py" stands in "a/b/". */
static void folder_of(const char *path, char folder[256])
{
    while (strncmp(path, "./", 2) == 0)
        path += 2;
    snprintf(folder, 256, "%.*s", (int)(fl_path_base(path) - path), path);
}

/* "a/b/" becomes "a/", which becomes ""; false where nothing is above. */
static bool go_up(char *above)
{
    size_t length = strlen(above);
    if (length == 0)
        return false;
    do
        length--;
    while (length > 0 && above[length - 1] != '/');
    above[length] = '\0';
    return true;
}

static void find_pytest_settings(int folder, fl_case_side *side)
{
    static const char *const settings[] = {"pytest.ini", ".pytest.ini", "pyproject.toml", "tox.ini",
                                           "setup.cfg",  "pytest.toml", ".pytest.toml"};
    for (size_t i = 0; i < side->source_count; i++) {
        char above[256];
        folder_of(side->sources[i].path, above);
        do
            for (size_t k = 0; k < sizeof settings / sizeof *settings; k++)
                look_for_timer(folder, side, above, settings[k]);
        while (go_up(above));
    }
}

void fl_case_find_beside(int folder, fl_case_side *side)
{
    static const char *const settings[] = {".cargo/config.toml", ".cargo/config", "rust-toolchain.toml",
                                           "rust-toolchain"};
    for (size_t i = 0; i < side->manifest_count; i++) {
        char above[256];
        folder_of(side->manifests[i].path, above);
        if (strcmp(fl_path_base(side->manifests[i].path), "Cargo.toml") != 0)
            continue;
        look(folder, side, above, "build.rs");
        const bool own_root = speaks_of_workspace(side->manifests[i].bytes);
        for (bool more = true; more;) {
            if (!own_root)
                look_for_root(folder, side, above);
            for (size_t k = 0; k < sizeof settings / sizeof *settings; k++)
                look(folder, side, above, settings[k]);
            more = go_up(above);
        }
    }
    if (strcmp(side->language, "python") == 0)
        find_pytest_settings(folder, side);
}
