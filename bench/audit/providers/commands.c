/* The command that ran a side: what it runs the program under, what it sets, and whether it is the program
 * that was given. Points 14, 30, 66, 91 to 98, and those that rest on the sources. */
#include <stdio.h>
#include <string.h>

#include "bench/audit/audit.h"
#include "bench/audit/providers/command_program.h"
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

static void judge_other_program(const scene *s, const char *text, const char *program)
{
    for (int i = 0; i < FL_AUDIT_POINTS; i++)
        if (fl_audit_questions[i].providers & FL_SOURCES_DECIDE)
            block(s, i + 1, text, program);
}

static void judge_program(const scene *s)
{
    fl_programs programs;
    fl_programs_find(s->side, &programs);
    if (programs.lacking[0])
        judge_other_program(s, "runs what is not among the sources given,", programs.lacking);
    else if (programs.several)
        judge_other_program(s, "runs several programs, and which of them made the result is not told:", "");
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
    judge_program(&s);
}

void fl_judge_commands(const fl_case *given, fl_audit *audit)
{
    judge_side(given, 0, audit);
    judge_side(given, 1, audit);
}
