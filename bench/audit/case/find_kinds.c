/* What a file is by its name. */
#define _GNU_SOURCE /* strcasestr */
#include <ctype.h>
#include <string.h>

#include "bench/audit/case/find_parts.h"

const char *fl_role_name(fl_role role)
{
    static const char *const names[] = {"no evidence",
                                        "result",
                                        "result of another machine",
                                        "comparison",
                                        "source",
                                        "source of the comparison",
                                        "source of a library",
                                        "manifest",
                                        "lock file",
                                        "document",
                                        "trace",
                                        "model",
                                        "commands"};
    return names[role];
}

const char *fl_path_base(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static bool is_one_of(const char *word, const char *const list[])
{
    for (size_t i = 0; list[i]; i++)
        if (strcmp(word, list[i]) == 0)
            return true;
    return false;
}

bool fl_is_folder_to_leave(const char *name)
{
    static const char *const names[] = {"node_modules",  "venv",        "env",        "__pycache__",
                                        "site-packages", "target",      "build",      "dist",
                                        "_build",        "third_party", "vendor",     "extern",
                                        "external",      "deps",        "submodules", NULL};
    if (name[0] == '.')
        return strcmp(name, ".github") != 0 && strcmp(name, ".cargo") != 0 &&
               strcmp(name, ".benchmarks") != 0; /* where pytest-benchmark keeps its files */
    return is_one_of(name, names) || strncmp(name, "cmake-build", 11) == 0;
}

static bool ends_with(const char *text, const char *const endings[])
{
    size_t length = strlen(text);
    for (size_t i = 0; endings[i]; i++) {
        size_t tail = strlen(endings[i]);
        if (length > tail && strcasecmp(text + length - tail, endings[i]) == 0)
            return true;
    }
    return false;
}

static bool is_comparison(const char *base)
{
    static const char *const begins[] = {"compare", "comparison", "analy",  "plot",
                                         "report",  "stats",      "summar", NULL};
    for (size_t i = 0; begins[i]; i++)
        if (strncasecmp(base, begins[i], strlen(begins[i])) == 0)
            return true;
    return false;
}

static fl_role role_of_source(const char *base)
{
    static const char *const python[] = {".py", ".ipynb", NULL};
    static const char *const others[] = {".rs", ".c",  ".cc",  ".cpp", ".cxx",
                                         ".h",  ".hh", ".hpp", ".hxx", NULL};
    static const char *const set_ups[] = {"setup.py", "conf.py", "noxfile.py", NULL};
    if (ends_with(base, python))
        return is_one_of(base, set_ups) ? FL_ROLE_NONE
               : is_comparison(base)    ? FL_ROLE_COMPARISON
                                        : FL_ROLE_SOURCE;
    return ends_with(base, others) ? FL_ROLE_SOURCE : FL_ROLE_NONE;
}

static bool is_document(const char *base)
{
    static const char *const endings[] = {".md", ".rst", ".markdown", NULL};
    static const char *const other[] = {"CHANGELOG", "CONTRIBUTING", "CODE_OF_CONDUCT",
                                        "SECURITY",  "LICENSE",      NULL};
    for (size_t i = 0; other[i]; i++)
        if (strncasecmp(base, other[i], strlen(other[i])) == 0)
            return false;
    return ends_with(base, endings) || strncasecmp(base, "README", 6) == 0;
}

bool fl_is_c_build(const char *base)
{
    static const char *const names[] = {"CMakeLists.txt",        "Makefile", "makefile", "GNUmakefile",
                                        "compile_commands.json", NULL};
    return is_one_of(base, names);
}

fl_role fl_role_of_path(const char *path)
{
    static const char *const manifests[] = {
        "Cargo.toml",      "config.toml",         "config",         "pyproject.toml",
        "requirements.in", "rust-toolchain.toml", "rust-toolchain", NULL};
    static const char *const locks[] = {"Cargo.lock", "uv.lock", NULL};
    static const char *const builds[] = {"justfile", "tox.ini", NULL};
    static const char *const models[] = {".safetensors", ".npz", NULL};
    static const char *const archives[] = {".crate", ".whl", NULL};
    static const char *const results[] = {".json", ".csv", NULL};
    static const char *const traces[] = {".trace.json", NULL};
    static const char *const scripts[] = {".sh", ".yml", ".yaml", NULL};
    const char *base = fl_path_base(path);
    if (is_one_of(base, manifests))
        return strncmp(base, "config", 6) != 0 || strstr(path, ".cargo/") ? FL_ROLE_MANIFEST : FL_ROLE_NONE;
    if (fl_is_c_build(base))
        return FL_ROLE_MANIFEST;
    if (is_one_of(base, locks))
        return FL_ROLE_LOCK;
    if (strncmp(base, "requirements", 12) == 0 && ends_with(base, (const char *const[]){".txt", NULL}))
        return FL_ROLE_LOCK; /* its versions are looked at when it is read */
    if (is_one_of(base, builds) || ends_with(base, scripts))
        return FL_ROLE_COMMANDS;
    if (ends_with(base, traces))
        return FL_ROLE_TRACE;
    if (ends_with(base, results))
        return FL_ROLE_RESULT;
    if (ends_with(base, models))
        return FL_ROLE_MODEL;
    if (ends_with(base, archives))
        return FL_ROLE_LIBRARY;
    if (is_document(base))
        return FL_ROLE_DOCUMENT;
    return role_of_source(base);
}

/* ---- words by which sides are told apart ---- */

static const struct {
    const char *word, *language;
} side_words[] = {
    {"pytorch", "python"},     {"torch", "python"},   {"numpy", "python"},      {"sklearn", "python"},
    {"scikit", "python"},      {"jax", "python"},     {"tensorflow", "python"}, {"keras", "python"},
    {"onnxruntime", "python"}, {"onnx", "python"},    {"numba", "python"},      {"python", "python"},
    {"py", "python"},          {"libtorch", "c++"},   {"eigen", "c++"},         {"openblas", "c++"},
    {"cblas", "c++"},          {"cpp", "c++"},        {"avx2", "c++"},          {"simd", "c++"},
    {"naive", "c++"},          {"scalar", "c++"},     {"aprender", "rust"},     {"candle", "rust"},
    {"burn", "rust"},          {"tract", "rust"},     {"ndarray", "rust"},      {"linfa", "rust"},
    {"nalgebra", "rust"},      {"smartcore", "rust"}, {"rust", "rust"},
};

bool fl_has_word(const char *text, const char *word)
{
    size_t length = strlen(word);
    for (const char *at = text; (at = strcasestr(at, word)); at++)
        if ((at == text || !isalpha((unsigned char)at[-1])) && !isalpha((unsigned char)at[length]))
            return true;
    return false;
}

int fl_known_side_word(const char *text)
{
    for (size_t i = 0; i < sizeof side_words / sizeof side_words[0]; i++)
        if (fl_has_word(text, side_words[i].word))
            return (int)i;
    return -1;
}

const char *fl_side_word(int index)
{
    return side_words[index].word;
}

const char *fl_side_language(int index)
{
    return side_words[index].language;
}
