/* By which conditions a program in Rust is compiled (The Cargo Book, "Features"): those of the command, and what they
 * switch on by the manifest. */
#include <stdio.h>
#include <string.h>

#include "bench/audit/providers/build_cargo.h"
#include "bench/audit/providers/build_script.h"
#include "bench/audit/providers/parts.h"
#include "bench/audit/reader/commands.h"
#include "bench/base/text.h"

static bool is_on(const fl_rust_conditions *c, const char *name)
{
    for (size_t i = 0; i < c->feature_count; i++)
        if (strcmp(c->features[i], name) == 0)
            return true;
    return false;
}

/* "fast", "tensors/fast", "tensors?/fast", "dep:tensors": of a dependency what it makes of this package is its name. */
static void switch_on(fl_rust_conditions *c, const char *text, size_t length)
{
    const size_t most = sizeof c->features / sizeof *c->features;
    char name[64];
    size_t end = strcspn(text, "/");
    if (strncmp(text, "dep:", 4) == 0 || (end < length && end > 0 && text[end - 1] == '?'))
        return;
    end = end < length ? end : length;
    if (end == 0 || end >= sizeof name)
        c->features_told = c->features_told && end == 0;
    else if (snprintf(name, sizeof name, "%.*s", (int)end, text) > 0 && !is_on(c, name)) {
        if (c->feature_count == most)
            c->features_told = false;
        else
            snprintf(c->features[c->feature_count++], sizeof *c->features, "%s", name);
    }
}

/* "a,b c" */
static void switch_on_list(fl_rust_conditions *c, const char *list)
{
    for (const char *at = list + strspn(list, ", "); *at; at += strspn(at, ", ")) {
        size_t length = strcspn(at, ", ");
        if (memchr(at, '/', length)) /* of which package? */
            c->features_told = false;
        switch_on(c, at, length);
        at += length;
    }
}

/* The list of a feature in a manifest: "features.fast[0]". */
static bool is_entry_of(const fl_setting *s, const char *feature)
{
    size_t length = strlen(feature);
    return strncmp(s->key, "features.", 9) == 0 && strncmp(s->key + 9, feature, length) == 0 &&
           s->key[9 + length] == '[';
}

/* What is on switches on what its list names. */
static void follow(fl_rust_conditions *c, const fl_settings *manifest)
{
    for (size_t i = 0; i < c->feature_count; i++)
        for (size_t k = 0; k < manifest->count; k++)
            if (is_entry_of(&manifest->list[k], c->features[i]))
                switch_on(c, manifest->list[k].text, strlen(manifest->list[k].text));
}

typedef struct features_asked {
    bool cargo, all, plain; /* plain: without the default ones */
} features_asked;

/* The options of Cargo in a command. */
static features_asked read_command(const fl_case_side *side, fl_rust_conditions *c)
{
    features_asked asked = {false, false, false};
    fl_rust_command command;
    char word[128], behind[128];
    fl_rust_command_read(side->words, &command); /* without what the program is given */
    for (const char *at = command.words; (at = fl_command_word(at, word));) {
        const char *value = strncmp(word, "--features=", 11) == 0                    ? word + 11
                            : strncmp(word, "-F", 2) == 0 && word[2]                 ? word + 2
                            : strcmp(word, "--features") == 0 || !strcmp(word, "-F") ? ""
                                                                                     : NULL;
        asked.cargo = asked.cargo || strcmp(word, "cargo") == 0 || fl_ends_with(word, "/cargo");
        asked.all = asked.all || strcmp(word, "--all-features") == 0;
        asked.plain = asked.plain || strcmp(word, "--no-default-features") == 0;
        if (value && !value[0])
            value = fl_command_word(at, behind) ? behind : "";
        if (value)
            switch_on_list(c, value);
    }
    return asked;
}

static fl_rust_truth debug_assertions(const fl_case_side *side)
{
    fl_rust_command command;
    fl_rust_command_read(side->words, &command);
    bool set = !command.told || strstr(command.words, "debug-assertions") ||
               strstr(command.words, "--profile") || strstr(command.words, "DEBUG_ASSERTIONS");
    for (size_t i = 0; i < side->manifest_count; i++)
        set = set || (side->manifests[i].bytes && strstr(side->manifests[i].bytes, "debug-assertions"));
    return set ? FL_RUST_PERHAPS : command.release ? FL_RUST_FAILS : FL_RUST_HOLDS;
}

static bool sets_conditions(const fl_case_side *side)
{
    bool sets = strstr(side->command, "--cfg") || fl_build_script_sets_conditions(side);
    for (size_t i = 0; i < side->beside_count && !sets; i++)
        sets = strncmp(fl_base_name(side->beside[i]), "rust-toolchain", 14) != 0;
    for (size_t i = 0; i < side->manifest_count && !sets; i++)
        sets = side->manifests[i].bytes && strstr(side->manifests[i].bytes, "--cfg");
    return sets;
}

void fl_build_conditions(const fl_case_side *side, fl_rust_conditions *c)
{
    *c = (fl_rust_conditions){.features_told = true};
    if (!fl_is_language(side, "rust"))
        return;
    features_asked asked = read_command(side, c);
    size_t packages = 0;
    c->set_elsewhere = sets_conditions(side);
    c->debug_assertions = debug_assertions(side);
    for (size_t i = 0; i < side->manifest_count; i++) {
        fl_settings manifest = {0};
        fl_settings_read(side->manifests[i].path, side->manifests[i].bytes, side->manifests[i].size,
                         &manifest);
        if (fl_is_cargo_manifest(&manifest) && fl_settings_below(&manifest, "package.")) {
            packages++;
            if (!asked.plain)
                switch_on(c, "default", strlen("default"));
            follow(c, &manifest);
            if ((asked.all || !asked.cargo) && strstr(side->manifests[i].bytes, "features"))
                c->features_told = false;
        }
        fl_settings_free(&manifest);
    }
    c->features_told = c->features_told && packages == 1;
}
