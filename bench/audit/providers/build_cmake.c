/* CMakeLists.txt as far as it tells flags: commands and their arguments (cmake-language(7)), in the order in which
 * CMake hands flags to the compiler: CMAKE_<LANG>_FLAGS, those of the build type, options.
 * By hand: cmake itself would execute what the file says. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "bench/audit/providers/build_c.h"
#include "bench/audit/reader/program.h"

enum { MOST_ARGUMENTS = 64, MOST_TARGETS = 16 };

typedef struct command {
    char name[48];
    const char *argument[MOST_ARGUMENTS]; /* [length], not terminated; quotes taken off */
    int length[MOST_ARGUMENTS];
    int count, line;
} command;

typedef enum pass { FIND_TARGETS, BASE_FLAGS, TYPE_FLAGS, OPTIONS, PASSES } pass;

typedef struct reading {
    const fl_case_side *side;
    const fl_case_text *file;
    fl_c_build *build;
    pass pass;
    int depth; /* of conditions */
    char type[24], type_where[160];
    bool type_is_set, sets_type_flags;
    char targets[MOST_TARGETS][64]; /* that the side's sources go into */
    int target_count;
} reading;

static bool is(const command *c, int i, const char *text)
{
    return i < c->count && (size_t)c->length[i] == strlen(text) &&
           strncmp(c->argument[i], text, strlen(text)) == 0;
}

static const char *where_of(const reading *r, const command *c, char where[160])
{
    snprintf(where, 160, "%.140s:%d", r->file->path, c->line);
    return where;
}

/* Blanks and comments are skipped; lines counted. */
static const char *skip(const char *at, int *line, bool newlines)
{
    for (;; at++) {
        if (*at == '#')
            at += strcspn(at, "\n");
        if (*at == '\n' && newlines)
            ++*line;
        else if (!(*at == ' ' || *at == '\t' || *at == '\r'))
            return at;
    }
}

/* The argument that begins here; returns what stands behind it. */
static const char *read_argument(const char *at, int *line, command *c)
{
    bool quoted = *at == '"';
    at += quoted;
    const char *begin = at;
    while (*at && (quoted ? *at != '"' : !strchr(" \t\r\n()#", *at))) {
        *line += *at == '\n';
        at += *at == '\\' && at[1] ? 2 : 1;
    }
    if (c->count < MOST_ARGUMENTS) {
        c->argument[c->count] = begin;
        c->length[c->count++] = (int)(at - begin);
    }
    return quoted && *at ? at + 1 : at;
}

/* The name that begins here, in small letters as CMake does not tell them apart; returns its length, 0: none. */
static size_t read_name(const char *at, char name[48])
{
    size_t length = 0;
    for (; isalnum((unsigned char)at[length]) || at[length] == '_'; length++)
        if (length + 1 < 48)
            name[length] = (char)tolower((unsigned char)at[length]);
    name[length < 47 ? length : 47] = '\0';
    return length;
}

/* The next command; NULL at the end. */
static const char *read_command(const char *at, int *line, command *c)
{
    *c = (command){.count = 0};
    at = skip(at, line, true);
    size_t length = read_name(at, c->name);
    if (length == 0)
        return *at ? at + 1 : NULL;
    c->line = *line;
    at = skip(at + length, line, true);
    if (*at != '(')
        return at;
    int depth = 0;
    do {
        at = skip(at, line, true);
        if (*at == '(' || *at == ')')
            depth += *at++ == '(' ? 1 : -1;
        else
            at = read_argument(at, line, c);
    } while (*at && depth > 0);
    return at;
}

/* set(CMAKE_C_FLAGS "${CMAKE_C_FLAGS} -O3"): what was set before is read where it was set. */
static bool is_earlier_value(const char *word, size_t length)
{
    static const char *const own[] = {"${CMAKE_C_FLAGS}", "${CMAKE_CXX_FLAGS}", "${CMAKE_CXX_FLAGS_RELEASE}",
                                      "${CMAKE_C_FLAGS_RELEASE}", NULL};
    for (int k = 0; own[k]; k++)
        if (length == strlen(own[k]) && strncmp(word, own[k], length) == 0)
            return true;
    return false;
}

static void read_flag(reading *r, const char *word, size_t length, const char *where)
{
    if (is_earlier_value(word, length))
        return;
    if (memchr(word, '$', length) && word[1] != '<')
        fl_c_doubt(r->build, where, "flags are made of what is not followed");
    const char *dash = word[0] == '$' ? memchr(word, '-', length) : word; /* $<$<CONFIG:Release>:-O3> */
    size_t rest = dash ? length - (size_t)(dash - word) : 0;
    while (rest > 0 && dash[rest - 1] == '>')
        rest--;
    if (dash)
        fl_c_flag_add(r->build, dash, rest, where, r->depth > 0 || word[0] == '$');
}

static void read_flags(reading *r, const command *c, int from)
{
    char where[160];
    where_of(r, c, where);
    for (int i = from; i < c->count; i++) {
        const char *at = c->argument[i], *end = at + c->length[i];
        while (at < end) {
            size_t length = strcspn(at, " ;\n\"");
            length = length < (size_t)(end - at) ? length : (size_t)(end - at);
            read_flag(r, at, length, where);
            at += length + (at + length < end);
        }
    }
}

static bool is_of_side(const reading *r, const command *c)
{
    for (int i = 0; i < r->target_count; i++)
        if (is(c, 0, r->targets[i]))
            return true;
    return c->count > 0 && memchr(c->argument[0], '$', (size_t)c->length[0]);
}

static void find_target(reading *r, const command *c)
{
    char all[1024] = "";
    for (int i = 1; i < c->count; i++)
        snprintf(all + strlen(all), sizeof all - strlen(all), " %.*s", c->length[i], c->argument[i]);
    bool made = strchr(all, '$') || strncmp(c->name, "target_sources", 14) == 0;
    if (c->count > 0 && (made || fl_c_names_source(r->side, all)) && r->target_count < MOST_TARGETS)
        snprintf(r->targets[r->target_count++], sizeof r->targets[0], "%.*s", c->length[0], c->argument[0]);
}

/* set(CMAKE_BUILD_TYPE Release), also where nobody chose one. */
static void set_type(reading *r, const command *c)
{
    if (r->pass != FIND_TARGETS || c->count < 2)
        return;
    snprintf(r->type, sizeof r->type, "%.*s", c->length[1] < 20 ? c->length[1] : 20, c->argument[1]);
    where_of(r, c, r->type_where);
    r->type_is_set = true;
}

static void set_interprocedural(reading *r, const command *c, int value)
{
    char where[160];
    if (r->pass == OPTIONS && (is(c, value, "ON") || is(c, value, "TRUE") || is(c, value, "1")))
        fl_c_flag_add(r->build, "INTERPROCEDURAL_OPTIMIZATION", 28, where_of(r, c, where), r->depth > 0);
}

/* Whether what stands behind CMAKE_<LANG>_FLAGS names the build type, in capitals: _RELEASE. */
static bool is_of_type(const reading *r, const char *suffix)
{
    char type[32] = "_";
    for (size_t i = 0; r->type[i] && i + 2 < sizeof type; i++) {
        type[i + 1] = (char)toupper((unsigned char)r->type[i]);
        type[i + 2] = '\0';
    }
    return strcmp(suffix, type) == 0;
}

/* suffix: of the variable's name, behind CMAKE_<LANG>_FLAGS. */
static void set_flags(reading *r, const command *c, int value, const char *suffix)
{
    if (suffix[0] == '\0') {
        if (r->pass == BASE_FLAGS)
            read_flags(r, c, value);
    } else if (is_of_type(r, suffix)) {
        r->sets_type_flags = true;
        if (r->pass == TYPE_FLAGS)
            read_flags(r, c, value);
    }
}

/* A variable of the project's own, used perhaps. */
static void set_own(reading *r, const command *c, int value)
{
    char where[160];
    for (int i = value; i < c->count; i++)
        if (c->length[i] > 2 && c->argument[i][0] == '-' && strchr("Omf", c->argument[i][1]))
            fl_c_doubt(r->build, where_of(r, c, where), "flags stand in a variable that is not followed");
}

/* set(CMAKE_CXX_STANDARD 20), target_compile_features(t PRIVATE cxx_std_20) */
static void add_standard(reading *r, const command *c, int i, bool plus)
{
    char text[32], where[160];
    int length = c->length[i];
    const char *digits = c->argument[i];
    if (length < 1 || length > 2 || !isdigit((unsigned char)digits[0]) ||
        !isdigit((unsigned char)digits[length - 1])) {
        fl_c_unsure(r->build, "the standard is not followed");
        return;
    }
    snprintf(text, sizeof text, "-std=%s%.*s", plus ? "gnu++" : "gnu", length, digits);
    fl_c_flag_add(r->build, text, strlen(text), where_of(r, c, where), r->depth > 0);
}

static void set(reading *r, const command *c, int name)
{
    char variable[48] = "";
    if (c->count > name)
        snprintf(variable, sizeof variable, "%.*s", c->length[name] < 44 ? c->length[name] : 44,
                 c->argument[name]);
    const char *flags = strstr(variable, "_FLAGS");
    if (strcmp(variable, "CMAKE_BUILD_TYPE") == 0)
        set_type(r, c);
    else if (strcmp(variable, "CMAKE_INTERPROCEDURAL_OPTIMIZATION") == 0)
        set_interprocedural(r, c, name + 1);
    else if (strcmp(variable, "CMAKE_C_STANDARD") == 0 || strcmp(variable, "CMAKE_CXX_STANDARD") == 0) {
        if (r->pass == OPTIONS && c->count > name + 1)
            add_standard(r, c, name + 1, variable[7] == 'X');
    } else if (strncmp(variable, "CMAKE_", 6) == 0 && flags)
        set_flags(r, c, name + 1, flags + strlen("_FLAGS"));
    else if (r->pass == OPTIONS)
        set_own(r, c, name + 1);
}

static void set_properties(reading *r, const command *c)
{
    char where[160];
    bool sources = strncmp(c->name, "set_source", 10) == 0, own = false;
    for (int i = 0; i < c->count && !own; i++) {
        char name[128];
        snprintf(name, sizeof name, "%.*s", c->length[i] < 120 ? c->length[i] : 120, c->argument[i]);
        if (strcmp(name, "PROPERTIES") == 0 || strcmp(name, "PROPERTY") == 0)
            break;
        own = sources ? fl_c_names_source(r->side, name) : false;
        for (int k = 0; k < r->target_count; k++)
            own = own || strcmp(r->targets[k], name) == 0;
        own = own || strchr(name, '$');
    }
    for (int i = 0; i + 1 < c->count && own; i++) {
        if (is(c, i, "INTERPROCEDURAL_OPTIMIZATION") && !is(c, i + 1, "OFF") && !is(c, i + 1, "FALSE"))
            fl_c_flag_add(r->build, "INTERPROCEDURAL_OPTIMIZATION", 28, where_of(r, c, where), r->depth > 0);
        if (is(c, i, "COMPILE_FLAGS") || is(c, i, "COMPILE_OPTIONS") || is(c, i, "LINK_FLAGS"))
            read_flags(r, c, i + 1);
    }
}

/* A definition or a folder of the preprocessor's: variables of CMake that name the project's folder are followed. */
static void preprocess(reading *r, const command *c, int i, const char *option)
{
    static const char *const here[] = {"${CMAKE_CURRENT_SOURCE_DIR}", "${PROJECT_SOURCE_DIR}",
                                       "${CMAKE_SOURCE_DIR}", "${CMAKE_CURRENT_LIST_DIR}", NULL};
    char text[128], where[160], folder[64];
    const char *word = c->argument[i];
    size_t length = (size_t)c->length[i];
    const char *slash = strrchr(r->file->path, '/');
    snprintf(folder, sizeof folder, "%.*s", slash ? (int)(slash - r->file->path) : 1,
             slash ? r->file->path : ".");
    bool path = option[1] != 'D', begins = false;
    for (size_t k = 0; path && here[k]; k++)
        if (length >= strlen(here[k]) && strncmp(word, here[k], strlen(here[k])) == 0) {
            word += strlen(here[k]);
            length -= strlen(here[k]);
            begins = true;
            break;
        }
    if (!path && length > 2 && strncmp(word, "-D", 2) == 0)
        word += 2, length -= 2;
    int written = path && (begins || word[0] != '/')
                      ? snprintf(text, sizeof text, "%s%s%s%.*s", option, folder,
                                 length > 0 && word[0] != '/' ? "/" : "", (int)length, word)
                      : snprintf(text, sizeof text, "%s%.*s", option, (int)length, word);
    if (written < 0 || (size_t)written >= sizeof text || memchr(word, '$', length) ||
        memchr(word, '"', length))
        fl_c_unsure(r->build, "a definition or folder is not followed");
    else
        fl_c_flag_add(r->build, text, (size_t)written, where_of(r, c, where), r->depth > 0);
}

/* target_compile_definitions(t PRIVATE A B=1), include_directories(SYSTEM folder) */
static bool definitions(reading *r, const command *c)
{
    static const char *const words[] = {"PRIVATE", "PUBLIC", "BEFORE", "AFTER", "SYSTEM", NULL};
    bool target = strncmp(c->name, "target_", 7) == 0, others = false;
    bool folders = strcmp(c->name + 7 * target, "include_directories") == 0;
    if (!folders &&
        strcmp(c->name + 7 * target, target ? "compile_definitions" : "add_compile_definitions") != 0)
        return false;
    if (target && !is_of_side(r, c))
        return true;
    for (int i = target; i < c->count; i++) {
        char word[32];
        snprintf(word, sizeof word, "%.*s", c->length[i] < 30 ? c->length[i] : 30, c->argument[i]);
        if (strcmp(word, "INTERFACE") == 0 || strcmp(word, "PRIVATE") == 0 || strcmp(word, "PUBLIC") == 0)
            others = word[0] == 'I';
        else if (!fl_is_one_of(word, words) && !others)
            preprocess(r, c, i, folders ? "-I" : "-D");
    }
    return true;
}

static void features(reading *r, const command *c)
{
    for (int i = 1; i < c->count && is_of_side(r, c); i++) {
        bool plus = c->length[i] > 8 && strncmp(c->argument[i], "cxx_std_", 8) == 0;
        bool plain = c->length[i] > 6 && strncmp(c->argument[i], "c_std_", 6) == 0;
        if (plus || plain) {
            command one = *c;
            one.argument[0] = c->argument[i] + (plus ? 8 : 6);
            one.length[0] = c->length[i] - (plus ? 8 : 6);
            add_standard(r, &one, 0, plus);
        }
    }
}

static void options(reading *r, const command *c)
{
    static const char *const all[] = {"add_compile_options", "add_link_options", "add_definitions", NULL},
                             *const of_target[] = {"target_compile_options", "target_link_options", NULL},
                             *const elsewhere[] = {"include", "add_subdirectory", NULL},
                             *const known[] = {"CheckIPOSupported",
                                               "CTest",
                                               "GNUInstallDirs",
                                               "FetchContent",
                                               "CheckCXXCompilerFlag",
                                               "CheckCCompilerFlag",
                                               NULL};
    char where[160], file[64];
    if (definitions(r, c))
        return;
    if (strcmp(c->name, "target_compile_features") == 0)
        features(r, c);
    else if (fl_is_one_of(c->name, all)) {
        read_flags(r, c, 0);
    } else if (fl_is_one_of(c->name, of_target) && is_of_side(r, c)) {
        read_flags(r, c, 1);
    } else if (strcmp(c->name, "set_target_properties") == 0 || strcmp(c->name, "set_property") == 0 ||
               strcmp(c->name, "set_source_files_properties") == 0) {
        set_properties(r, c);
    } else if (fl_is_one_of(c->name, elsewhere) && c->count > 0) {
        snprintf(file, sizeof file, "%.*s", c->length[0] < 60 ? c->length[0] : 60, c->argument[0]);
        if (!fl_is_one_of(file, known))
            fl_c_doubt(r->build, where_of(r, c, where),
                       "it includes another build file, which is not followed");
    }
}

static void handle(reading *r, const command *c)
{
    static const char *const opens[] = {"if", "foreach", "while", "function", "macro", NULL},
                             *const closes[] = {"endif",       "endforeach", "endwhile",
                                                "endfunction", "endmacro",   NULL},
                             *const targets[] = {"add_executable", "add_library", "target_sources", NULL};
    if (fl_is_one_of(c->name, opens))
        r->depth++;
    else if (fl_is_one_of(c->name, closes))
        r->depth -= r->depth > 0;
    else if (fl_is_one_of(c->name, targets) && r->pass == FIND_TARGETS)
        find_target(r, c);
    else if (strcmp(c->name, "set") == 0)
        set(r, c, 0);
    else if ((strcmp(c->name, "string") == 0 || strcmp(c->name, "list") == 0) && is(c, 0, "APPEND"))
        set(r, c, 1);
    else if (r->pass == OPTIONS)
        options(r, c);
}

/* What CMake itself gives for a build type (Modules/Compiler/GNU.cmake). */
static void add_type(reading *r)
{
    static const struct {
        const char *type, *flag;
    } types[] = {{"Release", "-O3"}, {"RelWithDebInfo", "-O2"}, {"Debug", "-O0"}, {"MinSizeRel", "-Os"}};
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
        if (strcasecmp(types[i].type, r->type) == 0)
            fl_c_flag_add(r->build, types[i].flag, strlen(types[i].flag), r->type_where, false);
    if (r->type[0] && strcasecmp(r->type, "Debug") != 0) /* as all other types have it */
        fl_c_flag_add(r->build, "-DNDEBUG", 8, r->type_where, false);
    if (strchr(r->type, '$'))
        fl_c_doubt(r->build, r->type_where, "the build type is not told");
}

/* -DCMAKE_BUILD_TYPE=Debug of the command is the type whatever the file says. */
static void type_of_command(reading *r)
{
    const char *at = strstr(r->side->words, "CMAKE_BUILD_TYPE");
    at = at ? strchr(at, '=') : NULL;
    if (!at)
        return;
    snprintf(r->type, sizeof r->type, "%.*s", (int)strcspn(at + 1, " \"';&"), at + 1);
    snprintf(r->type_where, sizeof r->type_where, "command of the case");
}

void fl_c_read_cmake(const fl_case_side *side, const fl_case_text *file, fl_c_build *b)
{
    reading r = {.side = side, .file = file, .build = b};
    for (r.pass = FIND_TARGETS; r.pass < PASSES; r.pass++) {
        command c;
        int line = 1;
        r.depth = 0;
        for (const char *at = file->bytes; (at = read_command(at, &line, &c));)
            handle(&r, &c);
        if (r.pass == FIND_TARGETS)
            type_of_command(&r);
        if (r.pass == TYPE_FLAGS && !r.sets_type_flags)
            add_type(&r);
    }
    b->told = true;
    if (!b->where[0])
        snprintf(b->where, sizeof b->where, "%.150s", file->path);
}
