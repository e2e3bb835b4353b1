/* Points 37, 38, 80, 91 and 95 of a side in C or C++: the flags that its sources are compiled with, as
 * compile_commands.json, CMakeLists.txt, a Makefile and the command tell them. What stands under a condition, or is
 * made of what is not given, may be in force: it passes nothing. */
#include <stdio.h>
#include <string.h>

#include "bench/audit/providers/build_c.h"
#include "bench/audit/providers/parts.h"
#include "bench/audit/providers/verdicts.h"

typedef struct verdicts {
    fl_audit *audit;
    fl_concerns who;
    int side;
    const fl_c_build *build;
} verdicts;

static void say(const verdicts *v, int point, fl_point_verdict verdict, const fl_c_flag *flag,
                const char *text)
{
    if (verdict == FAIL && flag->perhaps)
        fl_audit_block(v->audit, point, v->who, FL_BY_READING, flag->where, "under a condition, %s: %.100s",
                       text, flag->text);
    else
        fl_audit_add(v->audit, point, v->who, verdict, FL_BY_READING, flag->where, "%s: %.100s", text,
                     flag->text);
}

static bool begins(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

static bool reorders(const char *flag)
{
    static const char *const flags[] = {"-ffast-math",        "-Ofast",   "-funsafe-math-optimizations",
                                        "-fassociative-math", "/fp:fast", NULL};
    return fl_is_one_of(flag, flags);
}

bool fl_c_is_whole_program(const char *flag)
{
    return begins(flag, "-flto") || begins(flag, "-fprofile-use") || begins(flag, "-fprofile-generate") ||
           begins(flag, "-fauto-profile") || begins(flag, "-fprofile-instr") ||
           strcmp(flag, "-fwhole-program") == 0 || strcmp(flag, "INTERPROCEDURAL_OPTIMIZATION") == 0;
}

/* -march=native, -mavx2; not the architecture's baseline, and not what says no more than -m64. */
static bool names_processor(const char *flag)
{
    static const char *const plain[] = {"-m64",           "-march=x86-64",    "-mtune=generic",
                                        "-march=armv8-a", "-march=armv8.0-a", "-msse",
                                        "-msse2",         "-mfpmath=sse",     NULL};
    bool option = begins(flag, "-march=") || begins(flag, "-mcpu=") || begins(flag, "-mtune=") ||
                  begins(flag, "-msse") || begins(flag, "-mavx") || begins(flag, "-mfma") ||
                  begins(flag, "-mf16c") || begins(flag, "-mprefer-vector-width") || begins(flag, "-xHost") ||
                  begins(flag, "/arch:");
    return option && !fl_is_one_of(flag, plain);
}

bool fl_c_is_level(const char *flag)
{
    return begins(flag, "-O") &&
           (flag[2] == '\0' || (strchr("0123sgzf", flag[2]) && (!flag[3] || flag[2] == 'f')));
}

static void judge_level(const verdicts *v)
{
    static const char *const slow[] = {"-O0", "-O1", "-O", "-Og", NULL}, *const usual[] = {"-O2", "-O3",
                                                                                           "-Ofast", NULL};
    const fl_c_flag *level = NULL;
    bool perhaps = false;
    for (size_t i = 0; i < v->build->count; i++)
        if (fl_c_is_level(v->build->flags[i].text)) {
            perhaps = perhaps || v->build->flags[i].perhaps;
            if (!level || !v->build->flags[i].perhaps)
                level = &v->build->flags[i];
        }
    if (!level) {
        fl_audit_doubt(v->audit, 37, v->side, FL_BY_READING, v->build->where, "%s",
                       v->build->told ? "no level of optimisation is told"
                                      : "how it was compiled is not told");
        fl_audit_block(v->audit, 95, v->who, FL_BY_READING, v->build->where, "%s",
                       v->build->told ? "no level of optimisation is told"
                                      : "how it was compiled is not told");
    } else if (fl_is_one_of(level->text, slow)) {
        say(v, 37, FAIL, level, "it is not compiled as a release is");
        say(v, 95, FAIL, level, "it is not compiled as a release is");
        if (v->side == 0)
            say(v, 91, FAIL, level, "it is compiled without the usual optimisation");
    } else if (perhaps || !fl_is_one_of(level->text, usual)) {
        for (int point = 37; point <= 95; point += 95 - 37)
            fl_audit_block(v->audit, point, v->who, FL_BY_READING, level->where,
                           "which level of optimisation is in force is not told: %.40s", level->text);
    } else {
        say(v, 37, PASS, level, "it is compiled with optimisation");
        say(v, 95, PASS, level, "it is compiled with optimisation");
    }
}

static bool holds_one(const char *text, const char *const words[])
{
    for (size_t i = 0; words[i]; i++)
        if (strstr(text, words[i]))
            return true;
    return false;
}

/* A line that may tell the compiler something; OpenMP's pragmas are judged elsewhere. */
static bool is_setting(const char *line)
{
    static const char *const marks[] = {"pragma", "_Pragma", "attribute", "[[", NULL};
    return holds_one(line, marks) && !strstr(line, "omp ");
}

/* Where sources set for themselves how they are compiled: #pragma GCC optimize, __attribute__((optimize(…))), target. */
static void judge_sources(const verdicts *v, const fl_case_side *side)
{
    static const char *const optimises[] = {"GCC optimize",
                                            "optimize(",
                                            "__optimize__",
                                            "optnone",
                                            "clang optimize",
                                            "clang attribute",
                                            "fp_contract",
                                            "float_control",
                                            "clang fp",
                                            "FP_CONTRACT",
                                            NULL},
                             *const targets[] = {"GCC target", "target(", "target_clones", "__target__",
                                                 NULL};
    for (size_t i = 0; i < side->source_count; i++)
        for (const char *line = side->sources[i].bytes; line; line = strchr(line, '\n')) {
            char text[200];
            const char *path = side->sources[i].path;
            line += strspn(line, "\n");
            snprintf(text, sizeof text, "%.*s", (int)strcspn(line, "\n"), line);
            if (!is_setting(text))
                continue;
            for (int point = 37; holds_one(text, optimises) && point <= 38; point++)
                fl_audit_block(v->audit, point, v->who, FL_BY_READING, path,
                               "a part of it is compiled otherwise: %.100s", text);
            if (holds_one(text, targets))
                fl_audit_block(v->audit, 80, v->who, FL_BY_READING, path,
                               "a part of it is compiled for particular processors: %.100s", text);
        }
}

/* Another program in the compiler's place, or what it loads. */
static void judge_compiler(const verdicts *v, const fl_case_side *side)
{
    static const char *const words[] = {"-specs", "-fplugin", "-wrapper", "CC=.",
                                        "CXX=.",  "CC=/",     "CXX=/",    "COMPILER_LAUNCHER=./",
                                        "-B.",    NULL};
    static const int points[] = {37, 38, 80};
    for (size_t k = 0; words[k]; k++) {
        bool named = strstr(side->command, words[k]) || strstr(side->build, words[k]);
        for (size_t i = 0; i < side->manifest_count && !named; i++)
            named = side->manifests[i].bytes && strstr(side->manifests[i].bytes, words[k]);
        for (size_t i = 0; named && i < sizeof points / sizeof *points; i++)
            fl_audit_block(v->audit, points[i], v->who, FL_BY_READING, v->build->where,
                           "another program compiles it, or changes what the compiler does: %.30s", words[k]);
    }
}

void fl_judge_c_build(const fl_case *given, int side, fl_audit *audit)
{
    fl_c_build build;
    fl_c_build_read(&given->sides[side], &build);
    const verdicts v = {audit, side == 0 ? FL_CONCERNS_A : FL_CONCERNS_B, side, &build};
    bool special = false, tuned = false;
    for (size_t i = 0; i < build.count; i++) {
        const fl_c_flag *flag = &build.flags[i];
        if (reorders(flag->text))
            say(&v, 38, FAIL, flag, "floating-point arithmetic may be reordered");
        else if (fl_c_is_whole_program(flag->text))
            say(&v, 38, FAIL, flag, "optimisation of the whole program, or by a profile");
        if (names_processor(flag->text))
            say(&v, 80, FAIL, flag, "compiled for particular processors");
        special = special || reorders(flag->text) || fl_c_is_whole_program(flag->text);
        tuned = tuned || names_processor(flag->text);
    }
    judge_level(&v);
    judge_sources(&v, &given->sides[side]);
    judge_compiler(&v, &given->sides[side]);
    if (build.doubt[0]) {
        for (int point = 38; point <= 80; point += 80 - 38)
            fl_audit_block(audit, point, v.who, FL_BY_READING, build.where, "%.120s", build.doubt);
        return;
    }
    if (!build.told) {
        fl_audit_doubt(audit, 38, side, FL_BY_READING, "", "how it was compiled is not told");
        fl_audit_block(audit, 80, v.who, FL_BY_READING, "", "how it was compiled is not told");
        return;
    }
    if (!special)
        fl_audit_add(audit, 38, v.who, PASS, FL_BY_READING, build.where,
                     "neither LTO nor a profile, and no arithmetic that is reordered, in any flag");
    if (!tuned)
        fl_audit_add(audit, 80, v.who, PASS, FL_BY_READING, build.where, "no flag names a processor");
}
