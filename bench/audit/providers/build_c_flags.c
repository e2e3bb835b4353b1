/* Where the flags of a side in C or C++ come from: compile_commands.json and the command; CMake's and make's own files
 * are read by build_cmake.c and build_make.c. */
#include <cjson/cJSON.h>
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "bench/audit/providers/build_c.h"
#include "bench/audit/providers/parts.h"
#include "bench/audit/reader/commands.h"

void fl_c_doubt(fl_c_build *b, const char *where, const char *why)
{
    if (b->doubt[0])
        return;
    snprintf(b->doubt, sizeof b->doubt, "%s", why);
    snprintf(b->where, sizeof b->where, "%s", where);
}

void fl_c_flag_add(fl_c_build *b, const char *text, size_t size, const char *where, bool perhaps)
{
    while (size > 0 && strchr("\"'", *text))
        text++, size--;
    while (size > 0 && strchr("\"';)", text[size - 1]))
        size--;
    if (size < 2 || (*text != '-' && *text != '/' && strncmp(text, "INTERPROCEDURAL", 15) != 0))
        return;
    if (b->count == FL_C_FLAGS) {
        fl_c_doubt(b, where, "there are more flags than are read");
        return;
    }
    fl_c_flag *flag = &b->flags[b->count++];
    snprintf(flag->text, sizeof flag->text, "%.*s", (int)(size < 60 ? size : 60), text);
    snprintf(flag->where, sizeof flag->where, "%s", where);
    flag->perhaps = perhaps;
}

bool fl_c_names_source(const fl_case_side *side, const char *text)
{
    for (size_t i = 0; i < side->source_count; i++) {
        const char *base = fl_base_name(side->sources[i].path), *point = strrchr(base, '.');
        char stem[128];
        snprintf(stem, sizeof stem, "%.*s.o", (int)(point && point - base < 120 ? point - base : 0), base);
        for (int form = 0; form < 2; form++) {
            const char *name = form == 0 ? base : stem;
            size_t length = strlen(name);
            for (const char *at = text; length > 2 && (at = strstr(at, name)); at++)
                if ((at == text || !(isalnum((unsigned char)at[-1]) || strchr("_-", at[-1]))) &&
                    !isalnum((unsigned char)at[length]))
                    return true;
        }
    }
    return false;
}

static void read_words(fl_c_build *b, const char *words, const char *where)
{
    while (*words) {
        words += strspn(words, " \t");
        size_t length = strcspn(words, " \t");
        fl_c_flag_add(b, words, length, where, false);
        words += length;
    }
}

/* [{"file": …, "command": "cc -O2 …"} or {…, "arguments": [...]}, …] */
static bool read_compile_commands(const fl_case_side *side, const fl_case_text *file, fl_c_build *b)
{
    cJSON *root = cJSON_ParseWithLength(file->bytes, file->size);
    const cJSON *entry;
    bool found = false;
    cJSON_ArrayForEach(entry, root)
    {
        const cJSON *path = cJSON_GetObjectItemCaseSensitive(entry, "file");
        const cJSON *command = cJSON_GetObjectItemCaseSensitive(entry, "command");
        const cJSON *arguments = cJSON_GetObjectItemCaseSensitive(entry, "arguments"), *one;
        if (!cJSON_IsString(path) || !fl_c_names_source(side, fl_base_name(path->valuestring)))
            continue;
        found = true;
        if (cJSON_IsString(command))
            read_words(b, command->valuestring, file->path);
        cJSON_ArrayForEach(one, arguments) if (cJSON_IsString(one))
            fl_c_flag_add(b, one->valuestring, strlen(one->valuestring), file->path, false);
    }
    cJSON_Delete(root);
    if (found && !b->where[0])
        snprintf(b->where, sizeof b->where, "%.159s", file->path);
    b->told = b->told || found;
    return found;
}

static bool is_compiler(const char *word, size_t length)
{
    static const char *const names[] = {"cc", "c++", "gcc", "g++", "clang", "clang++", "icx", "icpx", NULL};
    const char *base = word;
    for (size_t i = 0; i < length; i++)
        if (word[i] == '/')
            base = word + i + 1;
    size_t size = length - (size_t)(base - word);
    for (size_t i = 0; names[i]; i++) {
        size_t n = strlen(names[i]);
        if (size >= n && strncmp(base, names[i], n) == 0 && (size == n || base[n] == '-'))
            return true;
    }
    return false;
}

/* CFLAGS="-O2 -g": what stands in one word. */
static void add_flags(fl_c_build *b, const char *flags, size_t length, const char *where)
{
    for (size_t i = 0; i < length;) {
        size_t one = i;
        while (one < length && flags[one] != FL_COMMAND_BLANK)
            one++;
        if (one > i)
            fl_c_flag_add(b, flags + i, one - i, where, false);
        i = one + 1;
    }
}

/* cc -O2 bench.c && ./bench; make CFLAGS=-O0; cmake -DCMAKE_CXX_FLAGS=-O0 */
static void read_command(const fl_case_side *side, fl_c_build *b)
{
    const char *where = "command of the case";
    bool compiles = false;
    for (const char *word = side->words; *word;) {
        word += strspn(word, " ");
        size_t length = strcspn(word, " ");
        const char *set = strstr(word, "FLAGS=");
        if (length > 0 && strchr(";&|", word[0]))
            compiles = false;
        else if (is_compiler(word, length))
            compiles = b->told = true;
        else if (set && set < word + length)
            add_flags(b, set + 6, length - (size_t)(set + 6 - word), where);
        else if (compiles)
            fl_c_flag_add(b, word, length, where, false);
        word += length;
    }
    if (b->told && !b->where[0])
        snprintf(b->where, sizeof b->where, "%s", where);
}

void fl_c_build_read(const fl_case_side *side, fl_c_build *b)
{
    *b = (fl_c_build){0};
    bool certain = false;
    for (size_t i = 0; i < side->manifest_count; i++)
        if (strcmp(fl_base_name(side->manifests[i].path), "compile_commands.json") == 0)
            certain = read_compile_commands(side, &side->manifests[i], b) || certain;
    for (size_t i = 0; i < side->manifest_count && !certain; i++) {
        const fl_case_text *file = &side->manifests[i];
        const char *base = fl_base_name(file->path);
        if (strcmp(base, "CMakeLists.txt") == 0 || fl_ends_with(base, ".cmake"))
            fl_c_read_cmake(side, file, b);
        else if (strcmp(base, "Makefile") == 0 || strcmp(base, "makefile") == 0 ||
                 strcmp(base, "GNUmakefile") == 0 || fl_ends_with(base, ".mk"))
            fl_c_read_make(side, file, b);
    }
    read_command(side, b);
}
