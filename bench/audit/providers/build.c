/* Points 36 to 38, 63, 64, 80 and 95: the build that is in force. Cargo's rules (The Cargo Book, "Profiles"
 * and "Configuration"): a profile inherits from another; what the manifest does not set has the built-in
 * value; RUSTFLAGS of the command stands before build.rustflags. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "bench/audit/providers/build_c.h"
#include "bench/audit/providers/build_cargo.h"
#include "bench/audit/providers/build_script.h"
#include "bench/audit/providers/build_workspace.h"
#include "bench/audit/providers/parts.h"
#include "bench/audit/providers/sources.h"
#include "bench/audit/providers/verdicts.h"
#include "bench/audit/reader/commands.h"
#include "bench/audit/reader/settings.h"

static const char *const no_lto[] = {"false", "off", NULL}, *const no_debug[] = {"false", "0", "none", NULL},
                         *const unoptimised[] = {"0", "1", NULL};

typedef struct build {
    fl_audit *audit;
    fl_concerns who;
    const fl_case_side *side;
    fl_settings files[FL_CASE_FILES]; /* the manifests that are TOML */
    size_t count;
    bool whole; /* all of them were read */
    fl_cargo_place place;
    fl_rust_command command;
    bool plain;
    char where_command[64];
} build;

static void say(build *b, int point, fl_point_verdict verdict, const fl_settings *file, const fl_setting *at,
                const char *text, const char *value)
{
    char where[160] = "";
    if (at)
        fl_setting_where(file, at, where);
    fl_audit_add(b->audit, point, b->who, verdict, FL_BY_READING, at ? where : b->where_command, "%s%.120s",
                 text, value);
}

/* Cargo takes profiles from the root of the workspace that is built; a member's are ignored. */
static bool has_profiles(const build *b, size_t file)
{
    return &b->files[file] == b->place.root || !fl_is_cargo_manifest(&b->files[file]);
}

/* What .cargo/config.toml sets stands before the manifest. NULL: neither does. */
static const fl_setting *profile_setting(const build *b, const char *key, const fl_settings **file)
{
    const fl_setting *found = NULL;
    for (size_t i = 0; i < b->count; i++) {
        const bool manifest = fl_is_cargo_manifest(&b->files[i]);
        const fl_setting *one =
            has_profiles(b, i) && !(manifest && found) ? fl_settings_find(&b->files[i], key) : NULL;
        if (one) {
            found = one;
            *file = &b->files[i];
        }
    }
    return found;
}

/* The setting in force for a profile, inheritance followed; package overrides of the same name come first
 * when packages. */
static const fl_setting *in_force(build *b, const char *name, const fl_settings **file)
{
    char profile[48];
    snprintf(profile, sizeof profile, "%s", b->command.profile);
    for (int deep = 0; deep < 8; deep++) {
        char key[160];
        snprintf(key, sizeof key, "profile.%s.%s", profile, name);
        const fl_setting *found = profile_setting(b, key, file);
        if (found)
            return found;
        snprintf(key, sizeof key, "profile.%s.inherits", profile);
        const fl_settings *elsewhere;
        const fl_setting *parent = profile_setting(b, key, &elsewhere);
        if (!parent && strcmp(profile, "bench") == 0) {
            snprintf(profile, sizeof profile, "release"); /* built in */
            continue;
        }
        if (!parent)
            return NULL;
        snprintf(profile, sizeof profile, "%.47s", parent->text);
    }
    return NULL;
}

/* Whether a profile descends from one of the two that are optimised by themselves. */
static bool descends_from_release(const build *b)
{
    char profile[48];
    snprintf(profile, sizeof profile, "%s", b->command.profile);
    for (int deep = 0; deep < 8; deep++) {
        char key[160];
        const fl_settings *file;
        if (strcmp(profile, "release") == 0 || strcmp(profile, "bench") == 0)
            return true;
        snprintf(key, sizeof key, "profile.%s.inherits", profile);
        const fl_setting *parent = profile_setting(b, key, &file);
        if (!parent)
            return false;
        snprintf(profile, sizeof profile, "%.47s", parent->text);
    }
    return false;
}

static bool is_text(const fl_setting *s, const char *const values[])
{
    for (size_t i = 0; s && values[i]; i++)
        if (strcmp(s->text, values[i]) == 0)
            return true;
    return false;
}

static void judge_optimisation(build *b, const fl_setting *level, const fl_settings *file)
{
    const char *base = b->command.profile, *command = b->command.words;
    if (!command[0]) {
        say(b, 37, UNCHECKED, NULL, NULL, "the command that built and ran it is not told", "");
    } else if (!b->command.told) {
        say(b, 37, UNCHECKED, NULL, NULL, "how the command builds is not told in it: ", command);
    } else if (!b->command.release) {
        say(b, 37, FAIL, NULL, NULL, "the command does not build in release mode: ", command);
        say(b, 95, FAIL, NULL, NULL, "a debug build of the Rust side: ", command);
    } else if (b->plain && !level) {
        say(b, 37, FAIL, NULL, NULL, "the profile does not inherit from release: ", base);
        say(b, 95, FAIL, NULL, NULL, "a debug build of the Rust side, by the profile ", base);
    } else if (is_text(level, unoptimised)) {
        say(b, 37, FAIL, file, level, "the profile in force is not optimised: opt-level = ", level->text);
        say(b, 95, FAIL, file, level, "the profile in force is not optimised: opt-level = ", level->text);
    } else {
        say(b, 37, PASS, NULL, NULL, "built with the profile ", base);
        say(b, 95, PASS, NULL, NULL, "the Rust side is built with the profile ", base);
    }
}

/* Whether code is generated otherwise than by the profile's defaults; says so. */
static bool judge_generation(build *b, const fl_setting *level, const fl_settings *level_file)
{
    static const char *const checks[] = {"debug-assertions", "overflow-checks", NULL};
    const fl_settings *file = NULL;
    bool special = false;
    const fl_setting *lto = in_force(b, "lto", &file);
    if (lto && !is_text(lto, no_lto)) {
        say(b, 38, FAIL, file, lto, "link-time optimisation: lto = ", lto->text);
        special = true;
    }
    const fl_setting *units = in_force(b, "codegen-units", &file);
    if (units && strcmp(units->text, "16") != 0) {
        say(b, 38, FAIL, file, units, "not the default of 16: codegen-units = ", units->text);
        special = true;
    }
    if (level && strcmp(level->text, "3") != 0 && !is_text(level, unoptimised)) {
        say(b, 38, UNCHECKED, level_file, level, "not the default: opt-level = ", level->text);
        special = true;
    }
    for (size_t i = 0; checks[i]; i++) {
        const fl_setting *check = in_force(b, checks[i], &file);
        if (check && !is_text(check, no_debug)) {
            say(b, 38, UNCHECKED, file, check, "not the default: it compiles with ", checks[i]);
            special = true;
        }
    }
    return special;
}

static void judge_symbols(build *b)
{
    const char *base = b->command.profile;
    const fl_settings *file = NULL;
    const fl_setting *strip = in_force(b, "strip", &file), *debug = in_force(b, "debug", &file);
    bool stripped = strip && !is_text(strip, no_debug);
    if (debug && !is_text(debug, no_debug) && !stripped)
        say(b, 64, FAIL, file, debug, "debug = ", debug->text);
    else if (b->plain && !debug && !stripped)
        say(b, 64, FAIL, NULL, NULL, "debug symbols by the profile ", base);
    else if (b->command.release)
        say(b, 64, PASS, NULL, NULL, "no debug symbols by the profile ", base);
}

static void judge_profile(build *b)
{
    const fl_settings *file = NULL, *panic_file = NULL;
    const fl_setting *level = in_force(b, "opt-level", &file);
    judge_optimisation(b, level, file);
    if (!b->whole || b->count == 0) {
        say(b, 38, UNCHECKED, NULL, NULL, "no manifest that can be read is given", "");
        return;
    }
    const fl_setting *panic = in_force(b, "panic", &panic_file);
    if (!judge_generation(b, level, file))
        say(b, 38, PASS, panic ? panic_file : NULL, panic,
            "neither LTO nor other code generation than the profile's defaults; panic = ",
            panic ? panic->text : "unwind");
    judge_symbols(b);
}

/* Whether what stands at a place can be a setting's name: behind a blank, a quote, a dot or -C; of a variable
 * (it begins with '_') the whole must be one of Cargo's for a profile. */
static bool begins_setting(const char *flags, const char *at)
{
    if (*at != '_')
        return at == flags || strchr(" .'\"", at[-1]) || (at - flags >= 2 && strncmp(at - 2, "-C", 2) == 0);
    while (at > flags && (isalnum((unsigned char)at[-1]) || at[-1] == '_'))
        at--;
    return strncmp(at, "CARGO_PROFILE_", strlen("CARGO_PROFILE_")) == 0;
}

/* The last value that flags give to a setting, by rustc's name for it, Cargo's, or Cargo's variable:
 * "-C lto", "lto=fat", "--config profile.release.debug=true", "CARGO_PROFILE_RELEASE_OPT_LEVEL=0".
 * "" without a value; false: it is not there. */
static bool flag_value(const char *flags, const char *const names[], char value[16])
{
    bool found = false;
    for (size_t i = 0; names[i]; i++) {
        size_t length = strlen(names[i]);
        for (const char *at = flags; (at = strstr(at, names[i])); at += length) {
            const char *behind = at + length;
            if (!begins_setting(flags, at) || isalnum((unsigned char)*behind) || *behind == '-' ||
                *behind == '_')
                continue; /* a part of another word */
            found = true;
            behind += strspn(behind, " \"'");
            behind += *behind == '=' ? 1 + strspn(behind + 1, " \"'") : strlen(behind);
            snprintf(value, 16, "%.*s", (int)strcspn(behind, " \"',;"), behind);
        }
    }
    return found;
}

static void judge_optimisation_flag(build *b, const char *flags, const fl_settings *file,
                                    const fl_setting *at)
{
    static const char *const names[] = {"opt-level", "_OPT_LEVEL", NULL};
    char level[16];
    if (!flag_value(flags, names, level) || strcmp(level, "3") == 0)
        return;
    if (fl_is_one_of(level, unoptimised)) {
        say(b, 37, FAIL, file, at, "optimisation is taken back by a flag: ", flags);
        say(b, 95, FAIL, file, at, "optimisation is taken back by a flag: ", flags);
    } else {
        say(b, 38, FAIL, file, at, "code generation beyond the defaults: ", flags);
    }
}

static void judge_flags_text(build *b, const char *flags, const fl_settings *file, const fl_setting *at)
{
    static const char *const
        profile_guided[] = {"profile-use", "profile-generate", "linker-plugin-lto", NULL},
        *const lto[] = {"lto", "_LTO", NULL}, *const units[] = {"codegen-units", "_CODEGEN_UNITS", NULL},
        *const debug[] = {"debuginfo", "debug", "_DEBUG", NULL}, *const off[] = {"0", "false", "off", "no",
                                                                                 "n", "none",  NULL};
    char value[16];
    bool special = (flag_value(flags, lto, value) && !fl_is_one_of(value, off)) ||
                   (flag_value(flags, units, value) && strcmp(value, "16") != 0);
    if (strstr(flags, "target-cpu") || strstr(flags, "target-feature")) {
        say(b, 80, FAIL, file, at, "compiled for particular processors: ", flags);
        special = true;
    }
    for (size_t i = 0; profile_guided[i]; i++)
        special = special || strstr(flags, profile_guided[i]);
    if (special)
        say(b, 38, FAIL, file, at, "code generation beyond the defaults: ", flags);
    if (fl_command_has(flags, "-g") || (flag_value(flags, debug, value) && !fl_is_one_of(value, off)))
        say(b, 64, FAIL, file, at, "debug symbols by a flag: ", flags);
    judge_optimisation_flag(b, flags, file, at);
}

/* Whether a profile is the one in force, or one that it inherits from. */
static bool is_inherited(const build *b, const char *profile, size_t length)
{
    char name[48];
    snprintf(name, sizeof name, "%s", b->command.profile);
    for (int deep = 0; deep < 8; deep++) {
        char key[160];
        const fl_settings *file;
        if (strlen(name) == length && strncmp(name, profile, length) == 0)
            return true;
        snprintf(key, sizeof key, "profile.%s.inherits", name);
        const fl_setting *parent = profile_setting(b, key, &file);
        if (!parent && strcmp(name, "bench") != 0)
            return false;
        snprintf(name, sizeof name, "%.47s", parent ? parent->text : "release");
    }
    return false;
}

/* [profile.release.package.X]: a package may be built otherwise than the rest. What stands under build-override is for
 * scripts and macros, which are not in the program. */
static void judge_package(build *b, size_t file, const fl_setting *s)
{
    const char *profile = s->key + strlen("profile.");
    const char *package = strncmp(s->key, "profile.", 8) == 0 ? strstr(profile, ".package.") : NULL;
    if (!package || !is_inherited(b, profile, (size_t)(package - profile)) || !has_profiles(b, file))
        return;
    bool level = fl_ends_with(s->key, ".opt-level"),
         checks = fl_ends_with(s->key, ".debug-assertions") || fl_ends_with(s->key, ".overflow-checks");
    if (level && is_text(s, unoptimised)) {
        say(b, 37, FAIL, &b->files[file], s, "a package is not optimised: ", s->key);
        say(b, 95, FAIL, &b->files[file], s, "a package is not optimised: ", s->key);
    } else if (level || fl_ends_with(s->key, ".codegen-units")) {
        say(b, 38, FAIL, &b->files[file], s, "a package is built otherwise than the profile: ", s->key);
    } else if (checks && !is_text(s, no_debug)) {
        fl_audit_block(b->audit, 38, b->who, FL_BY_READING, b->files[file].path,
                       "a package is compiled with checks: %.120s", s->key);
    }
}

static void block_flags(const build *b, const fl_settings *file, const fl_setting *s)
{
    static const int points[] = {37, 38, 64, 80, 95, 0};
    char where[160];
    for (const int *point = points; *point; point++)
        fl_audit_block(b->audit, *point, b->who, FL_BY_READING, fl_setting_where(file, s, where),
                       "a variable may set flags of the compiler, or of another that is started: %.120s",
                       s->text);
}

static void judge_flags(build *b)
{
    for (size_t i = 0; i < b->count; i++)
        for (size_t k = 0; k < b->files[i].count; k++) {
            const fl_setting *s = &b->files[i].list[k];
            /* what [env] sets is for the compiler and the program; Cargo itself does not read its flags there */
            if (strncmp(s->key, "env.", 4) == 0 && (strstr(s->text, "-C") || strstr(s->key, "FLAGS")))
                block_flags(b, &b->files[i], s);
            else if (strstr(s->key, "rustflags") || strstr(s->key, "RUSTFLAGS"))
                judge_flags_text(b, s->text, &b->files[i], s);
            judge_package(b, i, s);
        }
    if (strstr(b->command.words, "RUSTFLAGS") || strstr(b->command.words, "--config") ||
        strstr(b->command.words, "CARGO_PROFILE") || strstr(b->command.words, "-C "))
        judge_flags_text(b, b->command.words, NULL, NULL);
    if (b->whole && b->count > 0)
        say(b, 80, PASS, NULL, NULL, "no flag in any manifest given names a processor", "");
}

/* What the command or a rust-toolchain.toml asks for is what compiles, whatever the result file says. */
static void judge_channel(build *b)
{
    if (b->command.unstable[0])
        say(b, 63, FAIL, NULL, NULL,
            "the command asks for more than a stable toolchain: ", b->command.unstable);
    for (size_t i = 0; i < b->count; i++) {
        const fl_setting *channel = fl_settings_find(&b->files[i], "toolchain.channel");
        if (channel && fl_is_unstable_channel(channel->text))
            say(b, 63, FAIL, &b->files[i], channel, "not the stable toolchain: channel = ", channel->text);
        static const char *const nightly[] = {"cargo-features[", "unstable.", "env.RUSTC_BOOTSTRAP", NULL};
        for (size_t k = 0; nightly[k]; k++) {
            const fl_setting *asked = fl_settings_below(&b->files[i], nightly[k]);
            if (asked)
                say(b, 63, FAIL, &b->files[i], asked, "no stable toolchain takes it: ", asked->key);
        }
    }
}

/* A dependency from elsewhere, or the registry's replaced: true, and said. */
static bool judge_replacement(build *b, const fl_settings *file, const fl_setting *s)
{
    const char *last = strrchr(s->key, '.');
    last = last ? last + 1 : s->key;
    bool dependency =
        strstr(s->key, "dependencies.") && (strcmp(last, "path") == 0 || strcmp(last, "git") == 0);
    bool patch = strncmp(s->key, "patch.", 6) == 0 || strncmp(s->key, "replace.", 8) == 0 ||
                 strncmp(s->key, "paths[", 6) == 0 || strstr(s->key, "replace-with");
    bool shadow = strcmp(s->key, "lib.name") == 0 && strcmp(s->text, "aprender") == 0;
    bool renamed = strcmp(last, "package") == 0 && fl_ends_with(s->key, "dependencies.aprender.package") &&
                   strcmp(s->text, "aprender") != 0;
    if (shadow || renamed)
        say(b, 36, FAIL, file, s, "what is called aprender is another crate: ", s->key);
    if (shadow || renamed)
        return true;
    if (dependency || patch)
        say(b, 36, FAIL, file, s,
            dependency ? "a dependency from elsewhere than the registry: " : "dependencies are replaced: ",
            s->key);
    return dependency || patch;
}

static void judge_locked_crate(build *b, const fl_settings *lock, const fl_setting *name)
{
    const fl_setting *source = fl_cargo_locked_member(lock, name, "source"),
                     *sum = fl_cargo_locked_member(lock, name, "checksum");
    bool registry =
        source && (strcmp(source->text, "registry+https://github.com/rust-lang/crates.io-index") == 0 ||
                   strcmp(source->text, "sparse+https://index.crates.io/") == 0);
    if (registry && sum && strlen(sum->text) == 64)
        say(b, 36, PASS, lock, sum, "aprender from crates.io with the checksum ", sum->text);
    else
        say(b, 36, FAIL, lock, source ? source : name,
            "aprender does not come from crates.io with a checksum: ", source ? source->text : "no source");
}

/* The crate that is measured comes from the registry, unchanged. */
static void judge_origin(build *b)
{
    bool replaced = false;
    for (size_t i = 0; i < b->count; i++)
        for (size_t k = 0; k < b->files[i].count; k++)
            replaced = judge_replacement(b, &b->files[i], &b->files[i].list[k]) || replaced;
    for (size_t i = 0; i < b->side->lock_count && !replaced; i++) {
        fl_settings lock = {0};
        const fl_case_text *text = &b->side->locks[i];
        if (fl_ends_with(text->path, ".lock"))
            fl_settings_read(text->path, text->bytes, text->size, &lock);
        for (size_t k = 0; k < lock.count; k++)
            if (strncmp(lock.list[k].key, "package[", 8) == 0 && fl_ends_with(lock.list[k].key, "].name") &&
                strcmp(lock.list[k].text, "aprender") == 0)
                judge_locked_crate(b, &lock, &lock.list[k]);
        fl_settings_free(&lock);
    }
}

static void block_by_root(const build *b, const fl_settings *file, const fl_setting *at, const char *why)
{
    static const int by_root[] = {36, 37, 38, 64, 95, 0};
    char where[160];
    snprintf(where, sizeof where, "%.150s", file->path);
    if (at)
        fl_setting_where(file, at, where);
    for (const int *point = by_root; *point; point++)
        fl_audit_block(b->audit, *point, b->who, FL_BY_READING, where, "%s", why);
}

/* What a workspace's root decides cannot be told without it; a member's profile decides nothing. */
static void judge_workspace(build *b)
{
    const fl_settings *sets = NULL; /* a configuration with a profile */
    if (b->place.why)
        block_by_root(b, b->place.file, NULL, b->place.why);
    for (size_t i = 0; i < b->count; i++) {
        const fl_settings *file = &b->files[i];
        const fl_setting *inherits = fl_cargo_inherits(file), *profile = fl_settings_below(file, "profile.");
        bool root_is_given = fl_cargo_root(b->files, b->count, file) || fl_settings_below(file, "workspace.");
        if (inherits && !root_is_given)
            block_by_root(
                b, file, inherits,
                "it is a member of a workspace whose root, where profiles and replacements live, is not "
                "given");
        if (profile && fl_cargo_root(b->files, b->count, file))
            say(b, 38, UNCHECKED, file, profile,
                "remark: Cargo ignores the profile of a member of a workspace: ", profile->key);
        if (profile && !fl_is_cargo_manifest(file) && sets)
            block_by_root(b, file, profile,
                          "two files of settings hold a profile; which comes first depends on the folder");
        sets = profile && !fl_is_cargo_manifest(file) ? file : sets;
    }
}

/* A script or another program may set what it likes. */
static void judge_untold(const build *b)
{
    static const int by_command[] = {37, 38, 63, 64, 80, 95, 0};
    for (const int *point = by_command; b->command.words[0] && !b->command.told && *point; point++)
        fl_audit_block(b->audit, *point, b->who, FL_BY_READING, b->where_command,
                       "what the command runs is not told in it: %.200s", b->command.words);
}

void fl_source_build(const fl_case *given, int side, fl_audit *audit)
{
    build b = {.audit = audit,
               .who = side == 0 ? FL_CONCERNS_A : FL_CONCERNS_B,
               .side = &given->sides[side],
               .whole = true};
    if (fl_is_c(b.side) && !b.side->is_kernel)
        fl_judge_c_build(given, side, audit);
    if (strcmp(b.side->language, "rust") != 0 || b.side->is_kernel)
        return;
    snprintf(b.where_command, sizeof b.where_command, "%.60s", "command of the case");
    for (size_t i = 0; i < b.side->manifest_count; i++) {
        const fl_case_text *text = &b.side->manifests[i];
        if (strcmp(fl_base_name(text->path), "rust-toolchain") == 0 && !strchr(text->bytes, '['))
            continue; /* one line, and no TOML */
        if (!fl_settings_read(text->path, text->bytes, text->size, &b.files[b.count++])) {
            b.whole = false;
            fl_audit_add(audit, 38, b.who, UNCHECKED, FL_BY_READING, text->path,
                         "it cannot be read as TOML: %s", b.files[b.count - 1].reason);
        }
    }
    fl_rust_command_read(b.side->words, &b.command);
    b.command.told = b.command.told && !fl_is_own_cargo_command(b.command.words);
    fl_cargo_find_place(b.files, b.count, b.side, b.command.words, &b.place);
    b.plain = !descends_from_release(&b); /* opt-level 0, unless it is set */
    judge_workspace(&b);
    judge_profile(&b);
    judge_flags(&b);
    fl_judge_build_script(b.files, b.count, b.side, b.who, audit);
    fl_judge_build_around(b.files, b.count, &b.command, given, side, audit);
    judge_channel(&b);
    judge_origin(&b);
    judge_untold(&b);
    for (size_t i = 0; i < b.count; i++)
        fl_settings_free(&b.files[i]);
}
