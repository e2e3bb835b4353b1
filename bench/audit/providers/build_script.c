/* Cargo's build scripts (The Cargo Book, "Build Scripts"): a program that runs before the compiler and may set what is
 * compiled, by which conditions, and with what. One that is not given may set anything. */
#include "bench/audit/providers/build_script.h"

#include <stdio.h>
#include <string.h>

#include "bench/audit/providers/build_cargo.h"
#include "bench/audit/providers/parts.h"
#include "bench/audit/reader/program.h"
#include "bench/base/text.h"

/* The script that a manifest names, or that its dependencies are for; where in *at. NULL: none is named. */
static const char *script_named(const fl_settings *manifest, const fl_setting **at)
{
    *at = fl_settings_find(manifest, "package.build");
    if (*at)
        return (*at)->kind == FL_SETTING_TEXT && (*at)->text[0] ? (*at)->text : NULL;
    *at = fl_settings_below(manifest, "build-dependencies.");
    *at = *at ? *at : fl_settings_below(manifest, "build_dependencies.");
    *at = *at ? *at : fl_settings_find(manifest, "package.links");
    return *at ? "build.rs" : NULL;
}

static const fl_case_text *script_given(const fl_case_side *side, const char *name)
{
    for (size_t i = 0; i < side->source_count; i++)
        if (strcmp(fl_base_name(side->sources[i].path), fl_base_name(name)) == 0)
            return &side->sources[i];
    return NULL;
}

/* The first of these words in a script; NULL. */
static const char *word_in(const fl_case_text *script, const char *const words[])
{
    for (size_t i = 0; script->bytes && words[i]; i++)
        if (strstr(script->bytes, words[i]))
            return words[i];
    return NULL;
}

/* println! of anything but when to run it again, or a warning: what is put together may be any instruction. */
static const char *other_instruction(const char *text)
{
    static const char *const harmless[] = {"cargo:rerun-if-", "cargo::rerun-if-",
                                           "cargo:warning=", "cargo::warning="};
    for (const char *at = text; (at = strstr(at, "print")); at++) {
        const char *quote = at + strcspn(at, "\"\n");
        bool macro = strncmp(at, "println!", 8) == 0 || strncmp(at, "print!", 6) == 0, good = *quote != '"';
        for (size_t i = 0; i < sizeof harmless / sizeof *harmless; i++)
            good = good || strncmp(quote + 1, harmless[i], strlen(harmless[i])) == 0;
        if (macro && !(at > text && at[-1] == 'e') && (!good || *quote != '"'))
            return "println!";
    }
    return NULL;
}

/* use std::{fs as files, …}: what may write, under whatever name. */
static const char *imports_files(const char *text)
{
    for (const char *at = text; (at = strstr(at, "fs")); at++)
        if (at > text && strchr("{, :\n\t", at[-1]) && strchr(",} ;:\n", at[2]))
            return "fs";
    return NULL;
}

static const char *sets_flags(const fl_case_text *script)
{
    static const char *const words[] = {
        "rustc-flags",    "rustc-link",  "rustc-cdylib", "RUSTFLAGS",     "RUSTC_",  "target-cpu",
        "target-feature", "fs::",        "std::fs",      "process",       "unsafe",  "extern",
        "File::create",   "OpenOptions", "include!",     "CARGO_PROFILE", "set_var", "cc::Build",
        "Command::new",   "stdout",      "write!",       "writeln!",      NULL};
    const char *found = word_in(script, words);
    if (!found && script->bytes)
        found = imports_files(script->bytes);
    return found ? found : script->bytes ? other_instruction(script->bytes) : NULL;
}

static const char *sets_conditions(const fl_case_text *script)
{
    static const char *const words[] = {"rustc-cfg", "rustc_cfg", NULL};
    return word_in(script, words);
}

static void read_manifest(const fl_case_text *text, fl_settings *read)
{
    if (strcmp(fl_base_name(text->path), "Cargo.toml") == 0)
        fl_settings_read(text->path, text->bytes, text->size, read);
}

bool fl_build_script_sets_conditions(const fl_case_side *side)
{
    const fl_case_text *usual = script_given(side, "build.rs");
    bool sets = usual && (sets_conditions(usual) || sets_flags(usual));
    for (size_t i = 0; i < side->manifest_count && !sets; i++) {
        fl_settings manifest = {0};
        const fl_setting *at;
        read_manifest(&side->manifests[i], &manifest);
        const char *name = script_named(&manifest, &at);
        const fl_case_text *script = name ? script_given(side, name) : NULL;
        sets = name && (!script || sets_conditions(script) || sets_flags(script));
        fl_settings_free(&manifest);
    }
    return sets;
}

static void block(fl_audit *audit, fl_concerns who, const char *where, const char *script, const char *what)
{
    static const int by_script[] = {36, 37, 38, 64, 80, 95, 0};
    for (const int *point = by_script; *point; point++)
        fl_audit_block(audit, *point, who, FL_BY_READING, where, "the build script %.60s %.80s", script,
                       what);
}

void fl_judge_build_script(const fl_settings *files, size_t count, const fl_case_side *side, fl_concerns who,
                           fl_audit *audit)
{
    const fl_case_text *script = script_given(side, "build.rs");
    char where[160] = "", what[128];
    const char *name = script ? script->path : NULL;
    for (size_t i = 0; i < count; i++) {
        const fl_setting *at = NULL;
        const char *named = fl_is_cargo_manifest(&files[i]) ? script_named(&files[i], &at) : NULL;
        if (!named)
            continue;
        name = named;
        script = script_given(side, named);
        fl_setting_where(&files[i], at, where);
        if (!script)
            block(audit, who, where, named, "is not given: it may set flags, conditions and variables");
    }
    const char *word = script ? sets_flags(script) : NULL;
    if (word) {
        snprintf(what, sizeof what, "may set how the program is built: %.40s", word);
        block(audit, who, where[0] ? where : script->path, name, what);
    }
}
