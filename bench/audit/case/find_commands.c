/* The commands that documents, CI and build files give for each side.
 * By hand and by lines, as commands stand in documents, scripts and YAML alike: libyaml would serve one of the three.
 * */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/audit/case/find_parts.h"
#include "bench/base/text.h"

enum { LONGEST_LINE = 400, MOST_BYTES = 1 << 20 };

static bool begins(const char *line, const char *const words[])
{
    for (size_t i = 0; words[i]; i++)
        if (strncmp(line, words[i], strlen(words[i])) == 0)
            return true;
    return false;
}

/* Whether a line names a source that was taken for the side. */
static bool names_source(const fl_finding *f, const char *line, int side)
{
    for (size_t i = 0; i < f->count; i++)
        if (f->files[i].role == FL_ROLE_SOURCE && f->files[i].taken[side] &&
            strstr(line, fl_path_base(f->files[i].path)))
            return true;
    return false;
}

/* Whether a line names a side: its result, as a word, or the file that holds it. */
static bool names_side(const fl_finding *f, const char *line, int side)
{
    if (f->result_names[side][0] && fl_has_word(line, f->result_names[side]))
        return true;
    for (size_t i = 0; i < f->count; i++)
        if (f->files[i].role == FL_ROLE_RESULT && f->files[i].taken[side] && !f->files[i].taken[1 - side] &&
            strstr(line, fl_path_base(f->files[i].path)))
            return true;
    return false;
}

/* What a line runs: behind the folder that it goes to, variables, and programs that start another. */
static const char *started_by(const char *line)
{
    static const char *const before[] = {"cd ", "time ", "nice ", "env ", "sudo ", NULL};
    for (bool again = true; again;) {
        size_t word = strcspn(line, " "), name = strcspn(line, "= ");
        const char *behind = begins(line, before) && line[0] == 'c' ? strstr(line, "&& ") : NULL;
        again = true;
        if (behind)
            line = behind + 3;
        else if (line[word] && (line[0] != 'c' && (begins(line, before) || (line[name] == '=' && name > 0))))
            line += word;
        else
            again = false;
        line += strspn(line, " ");
    }
    return line;
}

/* Whether a command line runs that side: by its language's runners and by what it names. */
static bool runs(const fl_finding *f, const char *whole, int side)
{
    static const char *const python[] = {"python",  "pytest",  "uv run",   "poetry run", "jupyter",
                                         "ipython", "py.test", "taskset ", NULL};
    static const char *const cargo[] = {"cargo bench", "cargo run", "cargo +", "taskset ", NULL};
    const char *language = f->languages[side], *line = started_by(whole);
    if (strcmp(language, "rust") == 0)
        return begins(line, cargo) && (strstr(line, "cargo bench") || strstr(line, "cargo run") ||
                                       strstr(line, " bench") || strstr(line, " run"));
    if (strcmp(language, "python") == 0)
        return begins(line, python) && (names_source(f, line, side) || strstr(line, "--benchmark"));
    return line[0] == '.' && line[1] == '/' && (strstr(line, "bench") || names_side(f, line, side));
}

/* Whether a command line builds that side. What installs needs a network, and is no part of it. */
static bool builds(const fl_finding *f, const char *line, int side)
{
    static const char *const cargo[] = {"cargo build", NULL};
    static const char *const compilers[] = {"make",   "cmake ", "ninja", "meson ",   "cc ", "gcc ",
                                            "clang ", "c++ ",   "g++ ",  "clang++ ", NULL};
    const char *language = f->languages[side];
    if (strcmp(language, "rust") == 0)
        return begins(line, cargo);
    return strcmp(language, "python") != 0 && begins(line, compilers) && !strstr(line, "install");
}

/* Several lines build one after the other. */
static void take_build(fl_finding *f, const char *line)
{
    for (int side = 0; side < 2; side++) {
        size_t length = strlen(f->builds[side]), room = sizeof f->builds[side] - length;
        if (!f->commands[side][0] && builds(f, line, side) && fl_text_is_plain(line) &&
            !strstr(f->builds[side], line) && strlen(line) + sizeof " && " <= room)
            snprintf(f->builds[side] + length, room, "%s%s", length ? " && " : "", line);
    }
}

/* What stands in front of a command: a prompt, a list's or a job's mark. */
static const char *without_marks(const char *line)
{
    static const char *const marks[] = {"$ ", "> ", "- run: ", "run: ", "- ", "@"};
    bool again = true;
    while (again) {
        again = false;
        line += strspn(line, " \t");
        for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
            if (strncmp(line, marks[i], strlen(marks[i])) == 0) {
                line += strlen(marks[i]);
                again = true;
            }
    }
    return line;
}

/* A document's "./bench.sh": the script that the line calls; NULL. */
static fl_found_file *called_script(fl_finding *f, const char *line)
{
    static const char *const shells[] = {"sh ", "bash ", NULL};
    char word[256];
    for (size_t i = 0; shells[i]; i++)
        if (strncmp(line, shells[i], strlen(shells[i])) == 0)
            line += strlen(shells[i]);
    line += strncmp(line, "./", 2) == 0 ? 2 : 0;
    snprintf(word, sizeof word, "%.*s", (int)strcspn(line, " "), line);
    for (size_t i = 0; i < f->count; i++)
        if (f->files[i].role == FL_ROLE_COMMANDS && strcmp(word, f->files[i].path) == 0)
            return &f->files[i];
    return NULL;
}

/* Whether a line of a script is more than a command: what it steers is not followed. */
static bool steers(const char *line)
{
    static const char *const words[] = {"if ",  "for ",  "while ",  "until ", "case ", "function ", "select ",
                                        "then", "do",    "done",    "fi",     "else",  "esac",      "trap ",
                                        "eval", "exec ", "source ", ". ",     NULL};
    for (size_t i = 0; words[i]; i++)
        if (strncmp(line, words[i], strlen(words[i])) == 0)
            return true;
    return strstr(line, "$(") || strchr(line, '`') || strstr(line, "<<") || strstr(line, "()") ||
           line[strlen(line) - 1] == '\\';
}

/* The commands of a script in a row; false where it is more than a list of them. */
static bool read_script(fl_search *s, fl_found_file *script, char commands[512])
{
    char *bytes = NULL;
    size_t size = 0, used = 0;
    bool good = fl_find_read(s, script, MOST_BYTES, &bytes, &size) && strlen(bytes) == size;
    commands[0] = '\0';
    for (const char *at = good ? bytes : ""; good && *at; at += *at == '\n') {
        char line[LONGEST_LINE];
        size_t length = strcspn(at, "\n");
        good = length < sizeof line;
        snprintf(line, sizeof line, "%.*s", (int)(good ? length : 0), at);
        at += length;
        const char *command = line + strspn(line, " \t");
        if (!command[0] || command[0] == '#' || strncmp(command, "set ", 4) == 0 ||
            strncmp(command, "echo ", 5) == 0)
            continue;
        good = good && !steers(command) && fl_text_is_plain(command) && used + strlen(command) + 5 < 512;
        if (good)
            used += (size_t)snprintf(commands + used, 512 - used, "%s%s", used ? " && " : "", command);
    }
    free(bytes);
    return good && used > 0;
}

static void take_command(fl_search *s, const char *path, size_t number, const char *line)
{
    fl_finding *f = s->finding;
    fl_found_file *script = called_script(f, line);
    char commands[512];
    const bool read = script && read_script(s, script, commands);
    for (int side = 0; side < 2; side++) {
        if (f->commands[side][0] || (!runs(f, line, side) && !script) || !fl_text_is_plain(line))
            continue;
        if (names_side(f, line, 1 - side) && !names_side(f, line, side))
            continue; /* it is the other's */
        snprintf(f->commands[side], sizeof f->commands[side], "%s", read ? commands : line);
        if (read)
            snprintf(f->documented_as[side], sizeof f->documented_as[side], "%s", line);
        snprintf(f->command_places[side], sizeof f->command_places[side], "%.140s:%zu", path, number);
    }
}

static void take_line(fl_search *s, const char *path, size_t number, const char *line)
{
    take_build(s->finding, line);
    take_command(s, path, number, line);
}

/* What a script or a job of CI sets before its commands, and decides a build of Cargo's. */
typedef struct settings {
    char text[160]; /* NAME='value' …, as a shell would be told; "" */
    size_t indent;  /* of the lines, which in YAML tell how far they hold */
} settings;

static bool decides_build(const char *name, size_t length, const char *value)
{
    static const char *const begins_with[] = {"CARGO_PROFILE_", "CARGO_BUILD_RUSTC", "RUSTC",
                                              "RUSTUP_TOOLCHAIN", NULL};
    bool flags = length >= 9 && strncmp(name + length - 9, "RUSTFLAGS", 9) == 0;
    return flags ? strstr(value, "-C") || strstr(value, "target-") : begins(name, begins_with);
}

/* export RUSTFLAGS="-C …", RUSTFLAGS: -C … */
static void note_setting(settings *set, const char *line)
{
    size_t indent = strspn(line, " \t"), used = strlen(set->text);
    const char *name = line + indent;
    if (set->text[0] && indent + 2 < set->indent && name[0] &&
        name[0] != '#')                /* left of the env: of the lines */
        *set = (settings){.text = ""}; /* what is told of another job */
    name += strncmp(name, "export ", 7) == 0 ? 7 : 0;
    size_t length = strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");
    if (length == 0 || (name[length] != '=' && name[length] != ':'))
        return;
    const char *value = name + length + 1;
    value += strspn(value, " \"'");
    size_t size = strcspn(value, "\"'");
    if (!decides_build(name, length, value) || used + length + size + 5 >= sizeof set->text)
        return;
    snprintf(set->text + used, sizeof set->text - used, "%.*s='%.*s' ", (int)length, name, (int)size, value);
    set->indent = indent;
}

/* The same command with what stands before it. */
static void take_line_with(fl_search *s, const char *path, size_t number, const char *line,
                           const settings *set)
{
    char whole[LONGEST_LINE];
    bool cargo = strncmp(started_by(line), "cargo ", 6) == 0;
    if (cargo && set->text[0] && snprintf(whole, sizeof whole, "%s%s", set->text, line) < (int)sizeof whole)
        take_line(s, path, number, whole);
    else
        take_line(s, path, number, line);
}

/* In documents commands stand in fenced or indented blocks, elsewhere on any line. */
static void read_lines(fl_search *s, const fl_found_file *file, const char *text)
{
    bool document = file->role == FL_ROLE_DOCUMENT, fenced = false;
    size_t number = 0;
    settings set = {.text = ""};
    for (const char *at = text; *at; at += *at == '\n') {
        char line[LONGEST_LINE];
        size_t length = strcspn(at, "\n");
        snprintf(line, sizeof line, "%.*s", (int)(length < sizeof line ? length : sizeof line - 1), at);
        at += length;
        number++;
        for (size_t end = strlen(line); end > 0 && isspace((unsigned char)line[end - 1]);)
            line[--end] = '\0';
        if (!document)
            note_setting(&set, line);
        if (strncmp(line + strspn(line, " \t"), "```", 3) == 0)
            fenced = !fenced;
        else if (!document || fenced || strncmp(line, "    ", 4) == 0)
            take_line_with(s, file->path, number, without_marks(line), &set);
    }
    for (int side = 0; side < 2; side++)
        if (!s->finding->commands[side][0])
            s->finding->builds[side][0] = '\0'; /* the command of another file may need another build */
}

void fl_find_commands(fl_search *s)
{
    fl_finding *f = s->finding;
    static const fl_role roles[] = {FL_ROLE_DOCUMENT, FL_ROLE_COMMANDS, FL_ROLE_MANIFEST};
    for (size_t r = 0; r < 3; r++)
        for (size_t i = 0; i < f->count; i++) {
            fl_found_file *file = &f->files[i];
            char *bytes = NULL;
            size_t size = 0;
            if (file->role != roles[r] ||
                (file->role == FL_ROLE_MANIFEST && !fl_is_c_build(fl_path_base(file->path))) ||
                (f->commands[0][0] && f->commands[1][0]) || !fl_find_read(s, file, MOST_BYTES, &bytes, &size))
                continue;
            if (strlen(bytes) == size)
                read_lines(s, file, bytes);
            free(bytes);
        }
}
