/* Any text as CMakeLists.txt, Makefile, compile_commands.json and command of a side in C must end in flags that are fit
 * to be shown, each with its place, or in a doubt, never in a fault. An input is files, each behind a line "=== NAME";
 * the one named "command" is the command, "sources" the names of the sources, one a line. */
#include "tests/fuzz/fuzz_files.h"

#include "bench/audit/providers/build_c.h"
#include "bench/base/text.h"

static fl_case_side side;

static bool is_text(const char *text, size_t size)
{
    for (size_t i = 0, bytes = 1; i < size; i += bytes)
        if (fl_utf8_next(text + i, size - i, &bytes) <= 0)
            return false;
    return true;
}

static void add_sources(const char *text, size_t size)
{
    for (const char *at = text, *end = text + size; at < end;) {
        size_t length = strcspn(at, "\n");
        if (length > 0 && length < sizeof side.sources[0].path && side.source_count < 4)
            snprintf(side.sources[side.source_count++].path, sizeof side.sources[0].path, "%.*s", (int)length,
                     at);
        at += length + (at[length] == '\n');
    }
}

static void add(const char *name, const char *text, size_t size)
{
    if (strcmp(name, "command") == 0) {
        snprintf(side.command, sizeof side.command, "%.*s", size < 500 ? (int)size : 500, text);
    } else if (strcmp(name, "sources") == 0) {
        add_sources(text, size);
    } else if (name[0] && side.manifest_count < 4) {
        fl_case_text *file = &side.manifests[side.manifest_count++];
        snprintf(file->path, sizeof file->path, "%s", name);
        file->bytes = fuzz_text((const uint8_t *)text, size);
        file->size = size;
    }
}

static void check_build(const fl_c_build *build)
{
    fuzz_must(build->count <= FL_C_FLAGS);
    for (size_t i = 0; i < build->count; i++) {
        const fl_c_flag *flag = &build->flags[i];
        fuzz_must(flag->text[0] && strlen(flag->text) < sizeof flag->text && flag->where[0]);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static fl_c_build build;
    static fl_c_options options;
    char *text = fuzz_text(bytes, size);
    side = (fl_case_side){.language = "c"};
    if (is_text(text, size) && strlen(text) == size) { /* a case refuses other files */
        char name[FUZZ_LONGEST_NAME];
        const char *content;
        size_t length;
        for (const char *at = text; (at = fuzz_next_file(at, name, &content, &length));)
            add(name, content, length);
        snprintf(side.words, sizeof side.words, "%s", side.command); /* taking it apart may start a process */
        fl_c_build_read(&side, &build);
        check_build(&build);
        fl_c_options_read(&side, &options);
        fuzz_must(options.count <= FL_C_OPTIONS);
        for (size_t i = 0; i < options.count; i++)
            fuzz_must(options.options[i][0]);
    }
    for (size_t i = 0; i < side.manifest_count; i++)
        free(side.manifests[i].bytes);
    free(text);
    return 0;
}
