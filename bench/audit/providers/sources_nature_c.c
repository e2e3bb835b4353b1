/* What a side in C or C++ is made of. Its sources have no parser here; but what is called must be declared, and
 * declarations come from files that are given, from headers that are known, or from words that are looked for. */
#define _GNU_SOURCE /* strcasestr */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "bench/audit/providers/parts.h"
#include "bench/audit/providers/sources.h"

/* Headers in folders, and with ".h"; those of C++ have neither. */
static const char *const known_headers[] = {"benchmark/benchmark.h",
                                            "Eigen/Core",
                                            "Eigen/Dense",
                                            "assert.h",
                                            "float.h",
                                            "limits.h",
                                            "math.h",
                                            "stddef.h",
                                            "stdint.h",
                                            "stdio.h",
                                            "stdlib.h",
                                            "string.h",
                                            "time.h",
                                            "inttypes.h",
                                            "stdbool.h",
                                            "errno.h",
                                            "cblas.h",
                                            "nanobench.h",
                                            "immintrin.h",
                                            "x86intrin.h",
                                            "arm_neon.h",
                                            NULL};
/* Declarations by hand, other programs and machine code that is loaded, other languages, devices. */
static const char *const doubts[] = {"extern", "dlopen",    "dlsym",         "system", "popen",  "exec",
                                     "fork",   "asm",       "torch",         "python", "pybind", "rust",
                                     "cargo",  "corrosion", "cuda",          "hip",    "sycl",   "opencl",
                                     "vulkan", "metal",     "__attribute__", NULL};
static const char *const training[] = {"train", "backward", "gradient", "grad_",    "loss",  "label",
                                       "fit",   "learn",    "optim",    "ifstream", "fopen", "fread",
                                       "mmap",  "getline",  "scanf",    NULL};

static bool contains(const char *text, const char *const words[])
{
    for (size_t i = 0; words[i]; i++)
        if (strcasestr(text, words[i]))
            return true;
    return false;
}

static size_t count_of(const char *text, const char *word)
{
    size_t count = 0;
    for (const char *at = text; (at = strcasestr(at, word)); at += strlen(word))
        count++;
    return count;
}

/* A word of training; nanobench calls its readings epochs. */
static bool may_train(const char *text)
{
    static const char *const settings[] = {".epochs(", ".epochIterations(", ".minEpochIterations(",
                                           ".minEpochTime(", ".maxEpochTime("};
    size_t epochs = count_of(text, "epoch");
    for (size_t i = 0; i < sizeof settings / sizeof *settings && strstr(text, "nanobench.h>"); i++)
        epochs -= count_of(text, settings[i]);
    return epochs > 0 || contains(text, training);
}

static bool is_of_standard_library(const char *name)
{
    size_t i = 0;
    while (islower((unsigned char)name[i]) || name[i] == '_' || isdigit((unsigned char)name[i]))
        i++;
    return i > 0 && name[i] == '\0';
}

static bool is_given(const fl_case_side *side, const char *name)
{
    for (size_t i = 0; i < side->source_count; i++)
        if (strcmp(fl_base_name(side->sources[i].path), fl_base_name(name)) == 0)
            return true;
    return false;
}

/* <vector>, "layer.h": at stands behind the word. */
static bool include_is_known(const fl_case_side *side, const char *at)
{
    char name[128];
    at += strspn(at, " \t");
    const char *ends = *at == '<' ? ">\n" : *at == '"' ? "\"\n" : "";
    size_t length = ends[0] ? strcspn(at + 1, ends) : 0;
    if (!ends[0] || at[1 + length] != ends[0] || length >= sizeof name)
        return false;
    snprintf(name, sizeof name, "%.*s", (int)length, at + 1);
    return ends[0] == '"' ? is_given(side, name)
                          : is_of_standard_library(name) || fl_is_one_of(name, known_headers);
}

/* Of a line that begins with '#'; a macro can be anything. */
static bool directive_is_known(const fl_case_side *side, const char *at)
{
    static const char *const harmless[] = {
        "pragma once", "ifndef", "ifdef", "if", "endif", "else", "define ANKERL_NANOBENCH_IMPLEMENT\n", NULL};
    at += strspn(at, " \t");
    if (strncmp(at, "include", 7) == 0)
        return include_is_known(side, at + 7);
    for (size_t i = 0; harmless[i]; i++)
        if (strncmp(at, harmless[i], strlen(harmless[i])) == 0)
            return true;
    return false;
}

static bool includes_are_known(const fl_case_side *side, const char *text)
{
    for (const char *line = text; line; line = strchr(line, '\n')) {
        line += strspn(line, "\n \t");
        if (*line == '#' && !directive_is_known(side, line + 1))
            return false;
    }
    return true;
}

static bool is_c(const char *path)
{
    static const char *const endings[] = {".c", ".cc", ".cpp", ".cxx", ".h", ".hh", ".hpp", ".hxx", NULL};
    for (size_t i = 0; endings[i]; i++)
        if (fl_ends_with(path, endings[i]))
            return true;
    return false;
}

void fl_source_nature_of_c(const fl_case_side *side, fl_side_nature *nature)
{
    *nature = (fl_side_nature){.cpu_only = true};
    for (size_t i = 0; i < side->source_count; i++) {
        const fl_case_text *source = &side->sources[i];
        if (!is_c(source->path) || strlen(source->bytes) != source->size || contains(source->bytes, doubts) ||
            strchr(source->bytes, '\\') || strstr(source->bytes, "??") ||
            !includes_are_known(side, source->bytes))
            return;
        nature->trains = nature->trains || may_train(source->bytes);
    }
    if (contains(side->name, doubts) || contains(side->command, doubts) || side->has_trace ||
        side->source_count == 0)
        return;
    for (size_t i = 0; i < side->manifest_count; i++)
        if (contains(side->manifests[i].bytes, doubts))
            return;
    snprintf(nature->where, sizeof nature->where, "%.150s", side->sources[0].path);
    nature->known = true;
}
