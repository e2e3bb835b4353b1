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

void fl_c_unsure(fl_c_build *b, const char *why)
{
    if (!b->unsure[0])
        snprintf(b->unsure, sizeof b->unsure, "%s", why);
}

static const char *const apart[] = {"-D", "-U", "-I", "-isystem", "-iquote", "-include", NULL};

/* Options that decide what the compiler gets to see. */
static bool is_preprocessors(const char *flag)
{
    for (size_t i = 0; apart[i]; i++)
        if (strncmp(flag, apart[i], strlen(apart[i])) == 0)
            return true;
    return strncmp(flag, "-std=", 5) == 0 || strncmp(flag, "-imacros", 8) == 0 ||
           strncmp(flag, "-Wp,", 4) == 0 || strncmp(flag, "-Xpreprocessor", 14) == 0 || flag[0] == '@';
}

void fl_c_flag_add(fl_c_build *b, const char *text, size_t size, const char *where, bool perhaps)
{
    if (size > 0 && (*text == '@' || memchr(text, '`', size) ||
                     (*text == '$' && !(size > 1 && strchr("@<^*+?", text[1])))))
        fl_c_unsure(b, "flags are made of what is not followed");
    while (size > 0 && strchr("\"'", *text))
        text++, size--;
    while (size > 0 && strchr("\"';)", text[size - 1]))
        size--;
    const bool quoted = memchr(text, '"', size) || memchr(text, '\'', size) || memchr(text, '\\', size);
    if (b->waits && size > 0) {
        fl_c_flag *last = &b->flags[b->count - 1];
        size_t used = strlen(last->text);
        b->waits = false;
        if (used + size >= sizeof last->text)
            fl_c_unsure(b, "an option is longer than is read");
        else
            snprintf(last->text + used, sizeof last->text - used, "%.*s", (int)size, text);
        return;
    }
    if (size < 2 || (*text != '-' && *text != '/' && strncmp(text, "INTERPROCEDURAL", 15) != 0))
        return;
    if (b->count == FL_C_FLAGS) {
        fl_c_doubt(b, where, "there are more flags than are read");
        return;
    }
    fl_c_flag *flag = &b->flags[b->count++];
    snprintf(flag->text, sizeof flag->text, "%.*s", (int)(size < 124 ? size : 124), text);
    snprintf(flag->where, sizeof flag->where, "%s", where);
    flag->perhaps = perhaps;
    b->waits = fl_is_one_of(flag->text, apart);
    if ((size >= 124 || quoted) && is_preprocessors(flag->text))
        fl_c_unsure(b, "an option is longer than is read, or quoted");
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

/* A macro's name, and a value of plain characters. */
static bool is_plain_definition(const char *text)
{
    size_t name = 0;
    while (isalnum((unsigned char)text[name]) || text[name] == '_')
        name++;
    if (name == 0 || isdigit((unsigned char)text[0]) || (text[name] != '\0' && text[name] != '='))
        return false;
    for (const char *at = text + name + (text[name] == '='); *at; at++)
        if (!isalnum((unsigned char)*at) && !strchr("_.+-", *at))
            return false;
    return true;
}

/* A folder or file below the one that the sources' paths begin at; "" where it is elsewhere, as a system's is. */
static bool is_below(const char *path)
{
    return path[0] != '\0' && path[0] != '/' && path[0] != '~' && !strstr(path, "..") && !strchr(path, '$');
}

static bool is_given(const fl_case_side *side, const char *path)
{
    for (size_t i = 0; i < side->source_count; i++)
        if (strcmp(side->sources[i].path, path) == 0)
            return true;
    return false;
}

static void take_option(const fl_case_side *side, fl_c_build *b, const fl_c_flag *flag, fl_c_options *options)
{
    const char *text = flag->text;
    bool macro = strncmp(text, "-D", 2) == 0 || strncmp(text, "-U", 2) == 0;
    bool file = strncmp(text, "-include", 8) == 0;
    bool folder = !file && (strncmp(text, "-I", 2) == 0 || strncmp(text, "-isystem", 8) == 0 ||
                            strncmp(text, "-iquote", 7) == 0);
    const char *path = text + (file || strncmp(text, "-isystem", 8) == 0 ? 8 : text[1] == 'I' ? 2 : 7);
    if (flag->perhaps)
        fl_c_unsure(b, "an option stands under a condition");
    else if (folder && !is_below(path))
        return; /* a header that would be found there is missed by libclang, which says so */
    else if (macro  ? !is_plain_definition(text + 2)
             : file ? !is_below(path) || !is_given(side, path)
                    : !folder && strncmp(text, "-std=", 5) != 0)
        fl_c_unsure(b, "an option is not followed");
    else if (options->count == FL_C_OPTIONS)
        fl_c_unsure(b, "there are more options than are read");
    else
        snprintf(options->options[options->count++], sizeof options->options[0], "%s", text);
}

/* Two headers of one name: which of them is included depends on where the compiler looks first. */
static bool names_headers_alike(const fl_case_side *side)
{
    for (size_t i = 0; i < side->source_count; i++)
        for (size_t k = 0; k < i; k++)
            if (strcmp(fl_base_name(side->sources[i].path), fl_base_name(side->sources[k].path)) == 0)
                return true;
    return false;
}

/* Whether every level that is told is one that optimises: then the compiler says so to what it compiles. */
static bool optimises(const fl_c_build *b)
{
    static const char *const none[] = {"-O0", NULL};
    size_t levels = 0;
    for (size_t i = 0; i < b->count; i++) {
        if (!fl_c_is_level(b->flags[i].text))
            continue;
        if (b->flags[i].perhaps || fl_is_one_of(b->flags[i].text, none))
            return false;
        levels++;
    }
    return levels > 0 && b->told && !b->doubt[0] && !b->unsure[0];
}

void fl_c_options_read(const fl_case_side *side, fl_c_options *options)
{
    fl_c_build b;
    *options = (fl_c_options){0};
    fl_c_build_read(side, &b);
    for (size_t i = 0; i < b.count; i++)
        if (is_preprocessors(b.flags[i].text))
            take_option(side, &b, &b.flags[i], options);
    if (optimises(&b) && options->count < FL_C_OPTIONS)
        snprintf(options->options[options->count++], sizeof options->options[0], "-O2");
    options->certain = b.told && !b.doubt[0] && !b.unsure[0] && !names_headers_alike(side);
}
