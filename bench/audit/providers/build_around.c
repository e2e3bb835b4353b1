/* Points 36 to 38, 63, 64, 80 and 95: what decides a build of Cargo's beside manifest and command (The Cargo Book,
 * "Configuration", "Environment Variables"; the rustup book, "Overrides"): wrappers of the compiler, files that are read
 * unasked, other toolchains, and what a document sets before the command. */
#define _GNU_SOURCE /* strcasestr */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "bench/audit/providers/build_cargo.h"
#include "bench/audit/providers/build_script.h"
#include "bench/audit/providers/parts.h"
#include "bench/audit/reader/program.h"
#include "bench/base/text.h"

typedef struct around {
    const fl_case_side *side;
    const fl_rust_command *command;
    fl_concerns who;
    fl_audit *audit;
} around;

static const int by_build[] = {36, 37, 38, 63, 64, 80, 95, 0}, by_code[] = {38, 64, 80, 0},
                 by_compiler[] = {63, 0};

static void block(const around *a, const int points[], const char *where, const char *what, const char *value)
{
    for (const int *point = points; *point; point++)
        fl_audit_block(a->audit, *point, a->who, FL_BY_READING, where, "%.120s%.100s", what, value);
}

/* ---- settings of Cargo's ---- */

static bool is_part(const char *key, const char *part)
{
    const char *at = strstr(key, part);
    size_t length = strlen(part);
    return at && (at == key || at[-1] == '.' || at[-1] == '_') &&
           (at[length] == '\0' || strchr(".[_", at[length]));
}

/* build.rustc-wrapper, target.X.runner: another program compiles, links or runs. */
static void judge_setting(const around *a, const fl_settings *file, const fl_setting *s)
{
    static const char *const programs[] = {"rustc", "rustc-wrapper", "rustc-workspace-wrapper", "runner",
                                           NULL};
    char where[160];
    const bool configures = strncmp(s->key, "build.", 6) == 0 || strncmp(s->key, "target.", 7) == 0;
    fl_setting_where(file, s, where);
    if (fl_is_cargo_manifest(file))
        return;
    for (size_t i = 0; configures && s->text[0] && programs[i]; i++)
        if (is_part(s->key, programs[i]))
            block(a, by_build, where, "another program compiles it, or runs it: ", s->key);
    if (configures && is_part(s->key, "linker") && s->text[0])
        block(a, by_code, where, "another program links it: ", s->key);
    if (strcmp(s->key, "include") == 0 || strncmp(s->key, "include[", 8) == 0)
        block(a, by_build, where, "settings of another file are taken in: ", s->text);
    if (strncmp(s->key, "env.", 4) == 0 && (strstr(s->key, "RUSTC") || strstr(s->key, "CARGO")))
        block(a, by_build, where, "a variable that decides the build is set: ", s->key);
}

/* ---- toolchains ---- */

/* "stable", "1.82", "1.82.0-x86_64-unknown-linux-gnu"; channels before stable are judged by themselves. */
static bool is_published(const char *channel)
{
    return isdigit((unsigned char)channel[0]) || strncmp(channel, "stable", 6) == 0 ||
           fl_is_unstable_channel(channel);
}

static void judge_channel(const around *a, const char *channel, const char *where)
{
    if (fl_is_unstable_channel(channel))
        fl_audit_add(a->audit, 63, a->who, FL_POINT_FAIL, FL_BY_READING, where,
                     "not the stable toolchain: %.60s", channel);
    else if (!is_published(channel))
        block(a, by_compiler, where, "a toolchain of a name that no channel has: ", channel);
}

/* rust-toolchain as it was before it was TOML: one line. */
static void judge_toolchain_line(const around *a)
{
    for (size_t i = 0; i < a->side->manifest_count; i++) {
        const fl_case_text *text = &a->side->manifests[i];
        char line[64];
        if (strcmp(fl_base_name(text->path), "rust-toolchain") != 0 || strchr(text->bytes, '['))
            continue;
        const char *at = text->bytes + strspn(text->bytes, " \t\r\n");
        snprintf(line, sizeof line, "%.*s", (int)strcspn(at, " \t\r\n"), at);
        judge_channel(a, line, text->path);
    }
}

/* ---- the command ---- */

static bool begins(const char *word, const char *const list[])
{
    for (size_t i = 0; list[i]; i++)
        if (strncmp(word, list[i], strlen(list[i])) == 0)
            return true;
    return false;
}

static bool is_manifest_given(const around *a, const char *path)
{
    while (strncmp(path, "./", 2) == 0)
        path += 2;
    for (size_t i = 0; i < a->side->manifest_count; i++)
        if (strcmp(a->side->manifests[i].path, path) == 0)
            return true;
    return false;
}

/* A word of the command before Cargo's "--"; next: the one behind it, "". */
static void judge_word(const around *a, const char *word, const char *next, bool first)
{
    static const char *const variables[] = {"RUSTC=",
                                            "RUSTC_WRAPPER=",
                                            "RUSTC_WORKSPACE_WRAPPER=",
                                            "CARGO_BUILD_RUSTC",
                                            "CARGO_HOME=",
                                            "RUSTUP_HOME=",
                                            "CARGO=",
                                            NULL};
    static const char where[] = "command of the case";
    const char *value = strchr(word, '=');
    bool target = strncmp(word, "CARGO_TARGET_", 13) == 0 && value;
    if ((begins(word, variables) && !strstr(word, "CARGO_BUILD_RUSTCFLAGS")) ||
        (target && strstr(word, "_RUNNER=")))
        block(a, by_build, where, "another program may compile it, or run it: ", word);
    if (target && strstr(word, "_LINKER="))
        block(a, by_code, where, "another program links it: ", word);
    if (first && word[0] == '+')
        judge_channel(a, word + 1, where);
    if (strncmp(word, "RUSTUP_TOOLCHAIN=", 17) == 0)
        judge_channel(a, word + 17, where);
    const char *manifest = strncmp(word, "--manifest-path=", 16) == 0 ? word + 16
                           : strcmp(word, "--manifest-path") == 0     ? next
                                                                      : "";
    if (manifest[0] && !is_manifest_given(a, manifest))
        block(a, by_build, where, "the manifest that the command names is not given: ", manifest);
    const char *config = strncmp(word, "--config=", 9) == 0 ? word + 9
                         : strcmp(word, "--config") == 0    ? next
                                                            : "";
    if (config[0] && !strchr(config, '='))
        block(a, by_build, where, "settings of another file are taken in: ", config);
}

/* Cargo's own, and tools that build as it does; another is an alias, or a program. */
static bool is_known_subcommand(const char *word)
{
    static const char *const known[] = {"run",    "r",          "build", "b",       "bench",
                                        "test",   "t",          "rustc", "watch",   "criterion",
                                        "clean",  "flamegraph", "fetch", "install", "nextest",
                                        "update", "check",      "c",     "doc",     "generate-lockfile",
                                        NULL};
    return fl_is_one_of(word, known);
}

bool fl_is_own_cargo_command(const char *words)
{
    char word[128];
    bool behind_cargo = false;
    for (const char *at = words; (at = fl_command_word(at, word));) {
        if (behind_cargo && word[0] != '+' && word[0] != '-')
            return !is_known_subcommand(word);
        behind_cargo = behind_cargo || strcmp(word, "cargo") == 0 || fl_ends_with(word, "/cargo");
    }
    return false;
}

static void judge_command(const around *a)
{
    char word[128], next[128];
    bool behind_cargo = false;
    for (const char *at = a->command->words; (at = fl_command_word(at, word));) {
        if (!fl_command_word(at, next))
            next[0] = '\0';
        judge_word(a, word, next, behind_cargo);
        if (behind_cargo && word[0] != '+' && word[0] != '-') {
            behind_cargo = false;
            if (strcmp(word, "rustc") == 0 && strstr(a->side->words, " -- "))
                block(a, by_code, "command of the case", "flags for the compiler alone: ", a->side->words);
        }
        behind_cargo = behind_cargo || strcmp(word, "cargo") == 0 || fl_ends_with(word, "/cargo");
    }
}

/* ---- files and documents ---- */

static void judge_beside(const around *a, bool script)
{
    for (size_t i = 0; i < a->side->beside_count; i++) {
        const char *path = a->side->beside[i], *base = fl_base_name(path);
        if (strcmp(base, "build.rs") == 0 && !script)
            continue;
        block(a, strncmp(base, "rust-toolchain", 14) == 0 ? by_compiler : by_build, path,
              "it stands in the folder, Cargo reads it, and the case does not name it: ", path);
    }
}

/* Whether a document repeats what the command sets, which is judged there: RUSTFLAGS='…' up to the closing mark. */
static bool is_commands_own(const around *a, const char *at, const char *value)
{
    char whole[120];
    const char quote = value[1];
    if (*value != '=' || (quote != '\'' && quote != '"') || !strchr(value + 2, quote))
        return false;
    size_t size = (size_t)(strchr(value + 2, quote) - at) + 1;
    if (size >= sizeof whole)
        return false;
    snprintf(whole, sizeof whole, "%.*s", (int)size, at);
    return strstr(a->side->command, whole) != NULL;
}

/* export RUSTFLAGS="-C target-cpu=native" in a document or a script of CI. */
static void judge_documents(const around *a, const fl_case *given)
{
    for (size_t i = 0; i < given->documentation_count; i++) {
        const char *text = given->documentation[i].bytes;
        for (const char *at = text; at && (at = strstr(at, "RUSTFLAGS")); at++) {
            char line[120];
            const char *value = at + strlen("RUSTFLAGS");
            value += strspn(value, " \t");
            snprintf(line, sizeof line, "%.*s", (int)strcspn(at, "\n"), at);
            bool sets = (*value == '=' || *value == ':') && strcspn(value + 1, "\n`") > 3;
            if (sets && !is_commands_own(a, at, value) &&
                (strstr(line, "-C") || strstr(line, "target-") || strstr(line, "lto")))
                block(a, by_code, given->documentation[i].path,
                      "a document sets flags of the compiler: ", line);
        }
    }
}

void fl_judge_build_around(const fl_settings *files, size_t count, const fl_rust_command *command,
                           const fl_case *given, int side, fl_audit *audit)
{
    const around a = {&given->sides[side], command, side == 0 ? FL_CONCERNS_A : FL_CONCERNS_B, audit};
    char where[160];
    bool script = true;
    for (size_t i = 0; i < count; i++) {
        const fl_setting *path = fl_settings_find(&files[i], "toolchain.path"),
                         *channel = fl_settings_find(&files[i], "toolchain.channel"),
                         *build = fl_settings_find(&files[i], "package.build");
        script = script && !(fl_is_cargo_manifest(&files[i]) && build);
        for (size_t k = 0; k < files[i].count; k++)
            judge_setting(&a, &files[i], &files[i].list[k]);
        if (path)
            block(&a, by_compiler, fl_setting_where(&files[i], path, where),
                  "a toolchain of a folder: ", path->text);
        if (channel && !is_published(channel->text))
            judge_channel(&a, channel->text, fl_setting_where(&files[i], channel, where));
    }
    judge_toolchain_line(&a);
    judge_command(&a);
    judge_beside(&a, script);
    judge_documents(&a, given);
}
