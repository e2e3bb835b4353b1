/* Of its own, beside Python's shlex: what the words of a command mean to Cargo, to rustup and to a benchmark; and that
 * a command without quotes needs no Python to be read. */
#include "bench/audit/reader/commands.h"

#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/base/subprocess.h"
#include "bench/record/parse.h"

enum { LONGEST_COMMAND = 512 };

extern const char fl_python_tree[]; /* the script; zero-terminated */

static fl_status take_words(fl_reader *reader, void *into)
{
    const cJSON *words = cJSON_GetObjectItemCaseSensitive(reader->root, "words");
    const cJSON *complaint = cJSON_GetObjectItemCaseSensitive(reader->root, "error");
    if (!cJSON_IsString(words))
        return fl_fail(reader->error, FL_USAGE, "no shell reads it: %.100s",
                       cJSON_IsString(complaint) ? complaint->valuestring : "its answer is none");
    if (strlen(words->valuestring) >= LONGEST_COMMAND)
        return fl_fail(reader->error, FL_USAGE, "it is too long when it is taken apart");
    memcpy(into, words->valuestring, strlen(words->valuestring) + 1);
    return FL_OK;
}

bool fl_command_words(const char *command, char words[512], char reason[160])
{
    static const char *const arguments[] = {"python3", "-I",           "-S",      "-B",
                                            "-c",      fl_python_tree, "command", NULL};
    const fl_subprocess python = {.arguments = arguments, .input = command, .input_size = strlen(command)};
    char *output = NULL;
    size_t size = 0;
    bool absent = false;
    fl_error error = {""};
    reason[0] = '\0';
    snprintf(words, LONGEST_COMMAND, "%s", command);
    if (!strpbrk(command, "'\"\\#"))
        return true;
    words[0] = '\0';
    fl_status status = fl_subprocess_filter(&python, &output, &size, &absent, &error);
    if (status == FL_OK)
        status = fl_parse_tree(output, size, "shlex", take_words, words, &error);
    free(output);
    if (status != FL_OK)
        snprintf(reason, 160, "%.150s",
                 absent ? "there is no python3 to take it apart with: install python3" : error.text);
    return status == FL_OK;
}

const char *fl_command_open(const char *words, char text[512])
{
    size_t i = 0;
    for (; words[i] && i + 1 < LONGEST_COMMAND; i++) {
        text[i] = words[i];
        if (text[i] == FL_COMMAND_BLANK)
            text[i] = ' ';
    }
    text[i] = '\0';
    return text;
}

bool fl_command_has(const char *command, const char *word)
{
    size_t length = strlen(word);
    for (const char *at = command; (at = strstr(at, word)); at += length)
        if ((at == command || at[-1] == ' ') && (at[length] == ' ' || at[length] == '\0'))
            return true;
    return false;
}

bool fl_leaves_something_running(const char *command)
{
    for (const char *at = strchr(command, '&'); at; at = strchr(at + 1, '&')) {
        if (at[1] == '&')
            at++;
        else if (at[1] != '>' && (at == command || (at[-1] != '>' && at[-1] != '<')))
            return true;
    }
    return false;
}

bool fl_is_unstable_channel(const char *name)
{
    return strstr(name, "nightly") || strstr(name, "beta") || strstr(name, "-dev");
}

/* Copies a command without what stands between "--" and the next command of the same line. */
static void drop_arguments(const char *command, char *words, size_t size)
{
    size_t used = 0;
    bool for_program = false;
    while (*command && used + 1 < size) {
        size_t blanks = strspn(command, " "), length = strcspn(command + blanks, " ");
        const char *word = command + blanks;
        bool ends = length > 0 && strchr(";&|", word[0]);
        if (ends)
            for_program = false;
        else if (length == 2 && strncmp(word, "--", 2) == 0)
            for_program = true;
        if (!for_program && used + blanks + length < size) {
            memcpy(words + used, command, blanks + length);
            used += blanks + length;
        }
        if (length > 0 && word[length - 1] == ';')
            for_program = false;
        command = word + length;
    }
    words[used] = '\0';
}

/* The word behind an option, up to a blank; "" when it is not there. */
static void option(const char *command, const char *name, char value[48])
{
    const char *at = strstr(command, name);
    value[0] = '\0';
    if (at) {
        at += strlen(name);
        at += strspn(at, " =");
        snprintf(value, 48, "%.*s", (int)strcspn(at, " "), at);
    }
}

/* The last program of Cargo's folder that is named: +1 of a release build, -1 of a debug build, 0: none is
 * named. */
static int program_named(const char *words)
{
    int kind = 0;
    for (const char *at = words; (at = strstr(at, "target/")); at++) {
        char path[256];
        snprintf(path, sizeof path, "%.*s", (int)strcspn(at, " ;"), at);
        if (strstr(path, "/debug/"))
            kind = -1;
        else if (strstr(path, "/release/"))
            kind = 1;
    }
    return kind;
}

static void find_unstable(const char *words, char unstable[48])
{
    static const char *const places[] = {" +", "RUSTUP_TOOLCHAIN=", "rustup run ", "--toolchain "};
    unstable[0] = '\0';
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        const char *at = strstr(words, places[i]);
        char name[48] = "";
        if (at)
            snprintf(name, sizeof name, "%.*s", (int)strcspn(at + strlen(places[i]), " "),
                     at + strlen(places[i]));
        if (fl_is_unstable_channel(name))
            snprintf(unstable, 48, "%s", name);
    }
    if (strstr(words, "RUSTC_BOOTSTRAP=")) /* a stable compiler then takes what only nightly does */
        snprintf(unstable, 48, "RUSTC_BOOTSTRAP");
}

void fl_rust_command_read(const char *words, fl_rust_command *read)
{
    char named[48];
    drop_arguments(words, read->words, sizeof read->words);
    if (fl_command_has(read->words, "watch")) /* cargo watch -x 'run --release': a command within a word */
        fl_command_open(read->words, read->words);
    option(read->words, "--profile", named);
    bool bench = fl_command_has(read->words, "bench");
    int program = program_named(read->words);
    read->release = program >= 0 && (fl_command_has(read->words, "--release") ||
                                     fl_command_has(read->words, "-r") || bench || program > 0 || named[0]);
    read->told = program != 0 || strstr(read->words, "cargo") || strstr(read->words, "rustc");
    snprintf(read->profile, sizeof read->profile, "%s", named[0] ? named : bench ? "bench" : "release");
    find_unstable(read->words, read->unstable);
    fl_command_open(read->words, read->words);
}

const char *fl_command_word(const char *at, char word[128])
{
    at += strspn(at, " \t;");
    size_t length = strcspn(at, " \t;");
    snprintf(word, 128, "%.*s", (int)(length < 127 ? length : 127), at);
    for (char *c = word; *c; c++) {
        if (*c == FL_COMMAND_BLANK)
            *c = ' ';
        else if (*c == FL_COMMAND_MARK)
            *c = '?';
    }
    return length > 0 ? at + length : NULL;
}
