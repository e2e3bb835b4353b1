/* The command that ran a side: what it runs the program under, what it sets, and whether it is the program
 * that was given. Points 14, 30, 66, 91 to 98, and those that rest on the sources. */
#include <stdio.h>
#include <string.h>

#include "bench/audit/audit.h"
#include "bench/audit/providers/parts.h"
#include "bench/audit/reader/commands.h"
#include "bench/audit/reader/program.h"
#include "bench/audit/reader/settings.h"
#include "bench/verdict/attest.h"

typedef struct scene {
    const fl_case *given;
    const fl_case_side *side;
    fl_audit *audit;
    fl_concerns who;
    int favour; /* the point that asks about hidden favours to or against this side */
} scene;

static void block(const scene *s, int point, const char *text, const char *what)
{
    fl_audit_block(s->audit, point, s->who, FL_BY_READING, s->given->path, "the command %s %.80s: %.150s",
                   text, what, s->side->command);
}

/* ---- what it runs under ---- */

static void judge_wrapper(const scene *s, const char *word, bool module)
{
    static const char *const modules[] = {"cProfile", "profile", "trace", "pdb", NULL};
    static const char *const slow[] = {"nice", "strace", "ltrace", "valgrind", "gdb", "rr", "cpulimit", NULL};
    static const char *const unknown[] = {"docker", "podman",  "systemd-run", "chrt",    "ionice", "perf",
                                          "sudo",   "unshare", "cgexec",      "setarch", NULL};
    const char *name = fl_base_name(word);
    if (fl_is_one_of(name, module ? modules : slow) || (!module && strncmp(name, "qemu-", 5) == 0)) {
        if (s->who == FL_CONCERNS_A)
            fl_audit_add(s->audit, s->favour, s->who, FL_POINT_FAIL, FL_BY_READING, s->given->path,
                         "the command runs it under %.80s, which slows it: %.150s", name, s->side->command);
        else
            block(s, s->favour, "runs it under", name);
    } else if (fl_is_one_of(name, unknown) && !fl_command_has(s->given->sides[!s->who].words, word)) {
        block(s, s->favour, "runs it under", name);
    }
}

static void judge_repetition(const scene *s, const char *word)
{
    const fl_result *result = s->side->run_count ? s->side->runs[0].result : NULL;
    if (result && result->imported && strcmp(result->imported->tool, fl_base_name(word)) == 0)
        return; /* its file holds all repetitions */
    static const char *const loops[] = {"for",       "while",    "until", "watch",
                                        "hyperfine", "parallel", "xargs", NULL};
    if (fl_is_one_of(fl_base_name(word), loops))
        block(s, 30, "repeats the run, and which one is reported is not told, with", word);
}

/* ---- what it sets ---- */

/* The folder itself, where Python looks anyway, or that of its sources by custom. */
static bool is_own_folder(const char *path)
{
    static const char *const own[] = {".", "./", "src", "./src", "$PWD", "$(pwd)", "", NULL};
    return fl_is_one_of(path, own);
}

/* Libraries that take other instructions than the CPU has, or other code than they hold. */
static void judge_variable(const scene *s, const char *word)
{
    static const char *const forced[] = {"ATEN_CPU_CAPABILITY=",
                                         "OPENBLAS_CORETYPE=",
                                         "ONEDNN_MAX_CPU_ISA=",
                                         "DNNL_MAX_CPU_ISA=",
                                         "MKL_ENABLE_INSTRUCTIONS=",
                                         "MKL_DEBUG_CPU_TYPE=",
                                         "MKL_CBWR=",
                                         "BLIS_ARCH_TYPE=",
                                         "NPY_DISABLE_CPU_FEATURES=",
                                         "GLIBC_TUNABLES=",
                                         NULL};
    static const char *const loaded[] = {"LD_PRELOAD=", "LD_LIBRARY_PATH=", "LD_AUDIT=", NULL};
    static const char *const modules[] = {"PYTHONPATH=", "PYTHONHOME=", "PYTHONSTARTUP=", NULL};
    for (size_t i = 0; modules[i]; i++)
        if (strncmp(word, modules[i], strlen(modules[i])) == 0 && !is_own_folder(word + strlen(modules[i])))
            for (int k = 0; k < FL_AUDIT_POINTS; k++)
                if (fl_audit_questions[k].providers & FL_SOURCES_DECIDE)
                    block(s, k + 1, "takes modules from elsewhere by", word);
    for (size_t i = 0; forced[i]; i++)
        if (strncmp(word, forced[i], strlen(forced[i])) == 0) {
            block(s, s->favour, "chooses the instructions that a library uses by", word);
            block(s, 93, "chooses the instructions that a library uses by", word);
        }
    for (size_t i = 0; loaded[i]; i++)
        if (strncmp(word, loaded[i], strlen(loaded[i])) == 0)
            block(s, s->favour, "puts other libraries in the place of its own by", word);
}

/* ---- whether it runs what was given ---- */

static bool is_source(const fl_case_side *side, const char *path)
{
    for (size_t i = 0; i < side->source_count; i++)
        if (strcmp(fl_base_name(side->sources[i].path), fl_base_name(path)) == 0)
            return true;
    return false;
}

static void judge_other_program(const scene *s, const char *program)
{
    for (int i = 0; i < FL_AUDIT_POINTS; i++)
        if (fl_audit_questions[i].providers & FL_SOURCES_DECIDE)
            block(s, i + 1, "runs what is not among the sources given,", program);
}

/* The file that the manifest gives a program of that name (""; the only one), else Cargo's own rules. */
static void program_path(const fl_case_side *side, const char *kind, const char *name, char path[160])
{
    snprintf(path, 160, "%s", name[0] ? "" : "main.rs");
    for (size_t i = 0; i < side->manifest_count; i++) {
        fl_settings settings = {0};
        if (fl_settings_read(side->manifests[i].path, side->manifests[i].bytes, side->manifests[i].size,
                             &settings))
            for (int k = 0; k < 64; k++) {
                char key[64];
                snprintf(key, sizeof key, "%s[%d].name", kind, k);
                const fl_setting *named = fl_settings_find(&settings, key);
                snprintf(key, sizeof key, "%s[%d].path", kind, k);
                const fl_setting *at = fl_settings_find(&settings, key);
                if (named && (!name[0] || strcmp(named->text, name) == 0))
                    snprintf(path, 160, "%.120s%s", at ? at->text : named->text, at ? "" : ".rs");
            }
        fl_settings_free(&settings);
    }
    if (!path[0])
        snprintf(path, 160, "%.120s.rs", name);
}

static void judge_rust_program(const scene *s)
{
    fl_rust_command read;
    char word[128], kind[16] = "bin", name[128] = "", path[160], folder[160];
    fl_rust_command_read(s->side->words, &read);
    if (!fl_command_has(read.words, "cargo"))
        return;
    for (const char *at = read.words; (at = fl_command_word(at, word));) {
        bool example = strncmp(word, "--example", 9) == 0, bench = strncmp(word, "--bench", 7) == 0;
        if (!example && !bench && strncmp(word, "--bin", 5) != 0)
            continue;
        const char *equals = strchr(word, '=');
        snprintf(kind, sizeof kind, "%s", example ? "example" : bench ? "bench" : "bin");
        if (equals)
            snprintf(name, sizeof name, "%s", equals + 1);
        else if (!(at = fl_command_word(at, name)))
            break;
    }
    program_path(s->side, kind, name, path);
    snprintf(folder, sizeof folder, "%.120s/main.rs", name); /* a program in a folder of its own */
    if (!is_source(s->side, path) && !is_source(s->side, name[0] ? folder : path))
        judge_other_program(s, path);
}

static void judge_python_program(const scene *s)
{
    char word[128], other[128] = "";
    for (const char *at = s->side->words; (at = fl_command_word(at, word));) {
        if (!fl_ends_with(word, ".py"))
            continue;
        if (is_source(s->side, word))
            return;
        snprintf(other, sizeof other, "%s", word);
    }
    if (other[0])
        judge_other_program(s, other);
}

/* Every point that a command can decide. */
static void judge_unread(const scene *s)
{
    for (int i = 0; i < FL_AUDIT_POINTS; i++)
        if (fl_audit_questions[i].providers & (1u << FL_FROM_COMMANDS))
            fl_audit_block(s->audit, i + 1, s->who, FL_BY_READING, s->given->path,
                           "the command could not be read, %.120s: %.150s", s->side->unread,
                           s->side->command);
}

static void judge_side(const fl_case *given, int side, fl_audit *audit)
{
    scene s = {.given = given,
               .side = &given->sides[side],
               .audit = audit,
               .who = (fl_concerns)side,
               .favour = side == 0 ? 91 : 92};
    char word[128], before[128] = "";
    if (given->by_lab || s.side->is_kernel || !s.side->command[0])
        return;
    if (s.side->unread[0]) {
        judge_unread(&s);
        return;
    }
    for (const char *at = s.side->words; (at = fl_command_word(at, word));) {
        bool value = strncmp(before, "--", 2) == 0; /* of an option: a name, not a program */
        if (!value && !strchr(word, '='))
            judge_wrapper(&s, word, strcmp(before, "-m") == 0);
        if (strcmp(before, "-X") == 0 && strncmp(word, "tracemalloc", 11) == 0)
            fl_audit_add(audit, 14, s.who, FL_POINT_FAIL, FL_BY_READING, given->path,
                         "the command has allocations watched: %.150s", s.side->command);
        judge_variable(&s, word);
        if (!value)
            judge_repetition(&s, word);
        snprintf(before, sizeof before, "%s", word);
    }
    if (fl_leaves_something_running(s.side->words))
        block(&s, 66, "leaves something running", "beside it");
    if (s.side->source_count > 0 && fl_is_language(s.side, "rust"))
        judge_rust_program(&s);
    if (s.side->source_count > 0 && fl_is_language(s.side, "python"))
        judge_python_program(&s);
}

void fl_judge_commands(const fl_case *given, fl_audit *audit)
{
    judge_side(given, 0, audit);
    judge_side(given, 1, audit);
}
