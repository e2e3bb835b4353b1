/* What a side is made of: languages, libraries, training. "Not" is said of what was read whole and leads
 * nowhere else; one doubt makes the side unknown. */
#define _GNU_SOURCE /* strcasestr */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "bench/audit/providers/parts.h"
#include "bench/audit/providers/sources.h"

/* Libraries of which it is known that no Rust and no PyTorch is in them, that none starts a program of the
 * benchmark, and which of them compute on the CPU alone and without gradients. */
static const struct {
    const char *name;
    bool cpu_only;
} python_libraries[] = {
    {"numpy", true},         {"scipy", true},   {"sklearn", true},
    {"pandas", true},        {"psutil", true},  {"matplotlib", true},
    {"tqdm", true},          {"pytest", true},  {"pytest_benchmark", true},
    {"threadpoolctl", true}, {"cpuinfo", true}, {"torch", false},
    {"onnxruntime", false},  {"onnx", true},    {"statsmodels", true},
};

/* Ways out of what was read: other programs, machine code, code that is made. */
static const char *const ways_out[] = {"subprocess", "ctypes", "cffi",     "multiprocessing", "socket",
                                       "urllib",     "http",   "requests", "asyncio",         "importlib",
                                       "runpy",      "pickle", "marshal",  "shelve",          "webbrowser",
                                       "ftplib",     "code",   NULL};
static const char *const calls_out[] = {"system",      "popen",  "execv",     "execve",       "execvp",
                                        "execl",       "execlp", "spawnv",    "spawnl",       "spawnlp",
                                        "posix_spawn", "fork",   "startfile", "Command",      "libloading",
                                        "dlopen",      "dlsym",  "syscall",   "posix_spawnp", NULL};
/* Rust's crates that lead to Python or PyTorch; and what a manifest's names of Python may hide. */
static const char *const bridges[] = {
    "tch",     "torch-sys",       "torch_sys",       "pyo3",     "cpython", "inline-python",
    "maturin", "setuptools-rust", "setuptools_rust", "libtorch", NULL};

/* Words by which training, and weights or data from elsewhere, are called. */
static const char *const training[] = {"train", "fit",   "epoch", "backward", "optim", "gradient", "grad_",
                                       "loss",  "label", "sgd",   "adam",     "learn", "descent",  NULL};
static const char *const loading[] = {"load",
                                      "loadtxt",
                                      "genfromtxt",
                                      "fromfile",
                                      "memmap",
                                      "open",
                                      "read",
                                      "read_csv",
                                      "read_to_string",
                                      "read_bytes",
                                      "read_text",
                                      "fetch_openml",
                                      "load_state_dict",
                                      "from_pretrained",
                                      "urlopen",
                                      "File",
                                      "InferenceSession",
                                      "joblib",
                                      "fopen",
                                      "fread",
                                      "fscanf",
                                      "fgets",
                                      "getline",
                                      "mmap",
                                      "basic_ifstream",
                                      "basic_fstream",
                                      NULL};

static const char *const compilers[] = {"compil",   "jit", "script", "dynamo",
                                        "inductor", "xla", "export", NULL};

static bool is_root(const char *path, const char *name)
{
    size_t length = strlen(name);
    return strncmp(path, name, length) == 0 && (path[length] == '\0' || path[length] == '.');
}

/* Whether an import leads to what is known above, or to a file of the side itself. */
static bool note_import(const fl_node *import, fl_side_nature *nature)
{
    const char *path = import->text;
    for (size_t i = 0; ways_out[i]; i++)
        if (is_root(path, ways_out[i]))
            return false;
    for (size_t i = 0; i < sizeof python_libraries / sizeof python_libraries[0]; i++)
        if (is_root(path, python_libraries[i].name)) {
            nature->cpu_only = nature->cpu_only && python_libraries[i].cpu_only;
            nature->torch = nature->torch || strcmp(python_libraries[i].name, "torch") == 0;
            return true;
        }
    return import->standard || !fl_is_known_library(path); /* not given: s->every_file says so */
}

static bool contains_word(const char *text, const char *const words[])
{
    for (size_t i = 0; words[i]; i++)
        if (strcasestr(text, words[i]))
            return true;
    return false;
}

static bool is_named_thing(const fl_node *n)
{
    return n->kind == FL_NODE_NAME || n->kind == FL_NODE_FIELD || n->kind == FL_NODE_FUNCTION ||
           n->kind == FL_NODE_CLASS || n->kind == FL_NODE_PARAMETER || n->kind == FL_NODE_KEYWORD ||
           n->kind == FL_NODE_IMPORT;
}

/* open(…, "w"): what is written comes from nowhere. */
static bool is_written(const fl_node *n)
{
    const fl_node *call = n->parent;
    if (!(fl_node_is(n, FL_NODE_NAME, "open") || fl_node_is(n, FL_NODE_NAME, "fopen")) ||
        !fl_node_is(call, FL_NODE_CALL, NULL) || call->first != n)
        return false;
    for (const fl_node *argument = call->first->next; argument; argument = argument->next) {
        const fl_node *mode = argument->kind == FL_NODE_KEYWORD ? argument->first : argument;
        if (fl_node_is(mode, FL_NODE_STRING, "w") || fl_node_is(mode, FL_NODE_STRING, "x") ||
            fl_node_is(mode, FL_NODE_STRING, "a"))
            return true;
    }
    return false;
}

static bool note_node(const fl_source *s, const fl_node *n, fl_side_nature *nature)
{
    if (n->kind == FL_NODE_OPAQUE && s->python) /* a macro of Rust leads no further than Cargo.lock */
        return false;
    if (n->kind == FL_NODE_OPAQUE && s->c && strcasestr(n->text, "asm"))
        return false;
    if (n->kind == FL_NODE_IMPORT && s->python && !note_import(n, nature))
        return false;
    if (!is_named_thing(n))
        return true;
    if (fl_is_one_of(n->text, calls_out))
        return false;
    if (strcmp(n->text, "DoNotOptimize") == 0 || strcmp(n->text, "doNotOptimizeAway") == 0) /* no optimizer */
        return true;
    nature->compiles = nature->compiles || contains_word(n->text, compilers);
    nature->trains = nature->trains || contains_word(n->text, training) ||
                     (fl_is_one_of(n->text, loading) && !is_written(n));
    return true;
}

/* Whether a word stands by itself: not "tch" in "FetchContent". */
static bool texts_hold(const fl_case_text *texts, size_t count, const char *const words[])
{
    for (size_t i = 0; i < count; i++)
        for (size_t w = 0; words[w]; w++)
            for (const char *at = texts[i].bytes; (at = strcasestr(at, words[w])); at++) {
                bool begins = at == texts[i].bytes || !isalnum((unsigned char)at[-1]);
                if (begins && !isalnum((unsigned char)at[strlen(words[w])]))
                    return true;
            }
    return false;
}

static bool texts_name(const fl_case_text *texts, size_t count, const char *const words[])
{
    for (size_t i = 0; i < count; i++)
        if (contains_word(texts[i].bytes, words))
            return true;
    return false;
}

/* What the case says besides: a word of PyTorch or Rust where the sources hold none is a doubt. */
static void note_surroundings(const fl_source *s, fl_side_nature *nature)
{
    static const char *const torch[] = {"torch", NULL};
    static const char *const rust[] = {"rust", "cargo", NULL};
    static const char *const python[] = {"python", "pyo3", NULL};
    const fl_case_side *side = s->side;
    const fl_imported *imported = side->run_count ? side->runs[0].result->imported : NULL;
    const bool own_name =
        imported && strcmp(imported->tool, "hyperfine") == 0; /* the command names both sides */
    const char *words[] = {side->name, own_name ? "" : side->command,
                           side->run_count ? side->runs[0].result->name : "",
                           side->has_trace ? side->trace.command : ""};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        nature->torch = nature->torch || contains_word(words[i], torch);
        nature->rust = nature->rust || contains_word(words[i], rust);
        nature->python = nature->python || contains_word(words[i], python);
    }
    nature->torch = nature->torch || texts_name(side->manifests, side->manifest_count, torch);
    /* Crates that compute on devices or record gradients. */
    static const char *const devices[] = {"wgpu", "cuda",   "cust", "opencl", "ocl",      "metal", "vulkan",
                                          "hip",  "candle", "burn", "dfdx",   "autograd", NULL};
    nature->cpu_only = nature->cpu_only && !(s->rust && texts_name(side->locks, side->lock_count, devices));
    bool bridged = texts_hold(side->manifests, side->manifest_count, bridges) ||
                   (s->rust && texts_hold(side->locks, side->lock_count, bridges));
    nature->torch = nature->torch || bridged;
    nature->rust = nature->rust || bridged;
    nature->python = nature->python || bridged;
    if (side->has_trace) {
        nature->torch = nature->torch || fl_objects_named(&side->trace, torch).instructions > 0;
        static const char *const interpreter[] = {"python", NULL};
        nature->python = nature->python || fl_objects_named(&side->trace, interpreter).instructions > 0;
    }
}

static bool is_among(const fl_case_text *texts, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(fl_base_name(texts[i].path), name) == 0)
            return true;
    return false;
}

/* A Rust program may name a crate without importing it, and a crate may lead to another: what Cargo.lock does not
 * list cannot be used. */
static bool crates_are_told(const fl_case_side *side)
{
    return is_among(side->manifests, side->manifest_count, "Cargo.toml") &&
           is_among(side->locks, side->lock_count, "Cargo.lock");
}

void fl_source_nature(fl_source *s)
{
    fl_side_nature *nature = &s->audit->natures[s->concerns];
    if (s->c && !s->whole) { /* not read as a tree */
        fl_source_nature_of_c(s->side, nature);
        return;
    }
    *nature = (fl_side_nature){.python = s->python, .rust = s->rust, .cpu_only = true};
    if ((!s->python && !s->rust && !s->c) || !s->whole || !s->every_file || s->program.file_count == 0 ||
        (s->rust && !crates_are_told(s->side)))
        return;
    for (size_t i = 0; i < s->program.file_count; i++) {
        fl_node *module = s->program.files[i].module;
        for (const fl_node *n = module; n; n = fl_node_following(n, module))
            if (!note_node(s, n, nature))
                return;
    }
    snprintf(nature->where, sizeof nature->where, "%.150s", s->program.files[0].path);
    note_surroundings(s, nature);
    nature->known = true;
}
