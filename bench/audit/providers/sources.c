#include "bench/audit/providers/sources_shape.h"

#include "bench/audit/providers/build_c.h"
#include "bench/audit/providers/build_script.h"
#include "bench/audit/providers/command_program.h"
#include "bench/audit/providers/parts.h"
#include "bench/audit/reader/c_benchmarks.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "bench/audit/reader/timing_tools.h"

/* The outermost function or class of the program that holds a node; NULL: none does. */
static const fl_node *outermost(const fl_node *node)
{
    const fl_node *found = NULL;
    for (; node; node = node->parent)
        if (node->kind == FL_NODE_FUNCTION || node->kind == FL_NODE_CLASS)
            found = node;
    return found;
}

bool fl_source_is_of_another(const fl_source *s, const fl_node *where)
{
    const fl_region *main = s->measuring.main;
    const fl_node *whole = main && s->measuring.region_count > 1 && where ? outermost(where) : NULL;
    if (!whole || fl_node_is_within(main->start, whole))
        return false;
    for (size_t i = 0; i < s->measuring.region_count; i++) {
        const fl_region *r = &s->measuring.regions[i];
        bool as_good = r->infers || r->times == main->times;
        if (as_good && !r->trains && r->store && fl_node_is_within(r->start, whole))
            return true;
    }
    return false;
}

void fl_source_add(fl_source *s, int point, fl_point_verdict verdict, const fl_node *where,
                   const char *format, ...)
{
    char text[320], place[160];
    const bool cut = verdict == FL_POINT_UNCHECKED && s->audit->steps == 0;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    if (s->altered && verdict == FL_POINT_PASS) {
        fl_audit_add(s->audit, point, s->concerns, FL_POINT_UNCHECKED, FL_BY_READING,
                     fl_node_where(&s->program, s->altered, place),
                     "the program %s: what is read may not be what is executed", s->altering);
        return;
    }
    if (verdict != FL_POINT_UNCHECKED && fl_source_is_of_another(s, where)) {
        fl_audit_add(s->audit, point, s->concerns, FL_POINT_UNCHECKED, FL_BY_READING,
                     fl_node_where(&s->program, where, place),
                     "this stands in what another contestant is timed by: %.200s", text);
        return;
    }
    fl_audit_add(s->audit, point, s->concerns, verdict, FL_BY_READING,
                 fl_node_where(&s->program, where, place), "%.*s%s", cut ? 200 : 320, text,
                 cut ? "; the time for computing what the sources of a case say is used up" : "");
}

void fl_source_block(fl_source *s, int point, const fl_node *where, const char *format, ...)
{
    char text[320], place[160];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    fl_audit_block(s->audit, point, s->concerns, FL_BY_READING, fl_node_where(&s->program, where, place),
                   "%s", text);
}

/* Beside the standard library: modules whose contents are known, or whose names begin so; everything else
 * must be among the sources. */
static const char *const roots[] = {
    "torch",
    "numpy",
    "scipy",
    "psutil",
    "safetensors",
    "std",
    "core",
    "alloc",
    "aprender",
    "serde",
    "serde_json",
    "chrono",
    "trueno",
    "rand",
    "anyhow",
    "criterion",
    "num_cpus",
    "sysinfo",
    "self",
    "crate",
    "super",
    "requests",
    "memory_profiler",
    "numba",
    "sklearn",
    "pandas",
    "matplotlib",
    "tqdm",
    "pytest",
    "pytest_benchmark",
    "threadpoolctl",
    "cpuinfo",
    "statsmodels",
    "onnxruntime",
    "onnx",
    "ndarray",
    "ndarray_rand",
    "linfa",
    "linfa_logistic",
    "tract_onnx",
    "nalgebra",
    "smartcore",
    "rand_chacha",
    "rand_distr",
    "hdrhistogram",
    "serde_derive",
    "clap",
};

bool fl_is_known_library(const char *path)
{
    size_t length = strcspn(path, ".");
    for (size_t i = 0; i < sizeof roots / sizeof *roots; i++)
        if (strlen(roots[i]) == length && strncmp(path, roots[i], length) == 0)
            return true;
    return false;
}

static bool is_given(const fl_program *program, const char *path)
{
    while (*path == '.')
        path++;
    size_t length = strcspn(path, ".");
    for (size_t i = 0; i < program->file_count; i++) {
        const char *base = strrchr(program->files[i].path, '/');
        base = base ? base + 1 : program->files[i].path;
        if (strlen(base) > length && strncmp(base, path, length) == 0 && base[length] == '.')
            return true;
    }
    return false;
}

/* Whether an expression is a library of machine code that was loaded: Python's names cannot be reached
 * through it. Every caller's argument must be one. */
/* NOLINTNEXTLINE(misc-no-recursion): deep is limited */
static bool is_native(fl_source *s, fl_node *node, int deep)
{
    char name[256];
    if (!node || deep > 8)
        return false;
    if (node->kind == FL_NODE_CALL) {
        fl_dotted(&s->program, node->first, name);
        return strcmp(name, "ctypes.CDLL") == 0 || strcmp(name, "ctypes.cdll.LoadLibrary") == 0;
    }
    const fl_node *m = node->kind == FL_NODE_NAME ? fl_meaning(&s->program, node) : NULL;
    if (fl_node_is(m, FL_NODE_ASSIGN, NULL))
        return is_native(s, fl_assigned_to(m, node->text), deep + 1);
    const fl_node *function = fl_node_is(m, FL_NODE_PARAMETER, NULL) ? fl_function_of(m, true) : NULL;
    bool any = false;
    if (!fl_node_is(function, FL_NODE_FUNCTION, NULL))
        return false;
    for (fl_node *call = NULL; (call = fl_next_call_of(&s->program, function, call)); any = true)
        if (!is_native(s, fl_argument_for(call, m), deep + 1))
            return false;
    return any;
}

/* Calls by which a name may be reached that does not stand in the text. */
static const fl_node *find_dynamic(fl_source *s)
{
    static const char *const dynamic[] = {"get_ipython",
                                          "exec",
                                          "eval",
                                          "compile",
                                          "__import__",
                                          "getattr",
                                          "setattr",
                                          "globals",
                                          "locals",
                                          "vars",
                                          "importlib.",
                                          "runpy.",
                                          "include!",
                                          "code.",
                                          "codeop.",
                                          "pickle.load",
                                          "pickle.loads",
                                          "pickle.Unpickler",
                                          "marshal.",
                                          "imp.",
                                          "zipimport.",
                                          "pkgutil.",
                                          "unittest.mock.",
                                          "ctypes.pythonapi.",
                                          "ctypes.PyDLL",
                                          "ctypes.py_object",
                                          "gc.get_objects",
                                          "gc.get_referrers",
                                          "sys._getframe",
                                          "timeit.timeit",
                                          "timeit.repeat",
                                          "timeit.Timer",
                                          "torch.utils.benchmark.Timer",
                                          NULL};
    const fl_node *n = NULL;
    while ((n = fl_source_find(s, dynamic, n))) {
        bool attribute = n->kind == FL_NODE_CALL && fl_node_is(n->first, FL_NODE_NAME, "getattr");
        if (!attribute || !is_native(s, n->first->next, 0))
            return n;
    }
    return NULL;
}

typedef enum gap { NO_GAP, NOT_GIVEN, NOT_UNDERSTOOD } gap;

/* What a node leads to that is not among the sources, or was not understood. */
static gap gap_at(const fl_source *s, const fl_node *n)
{
    if (fl_node_is(n, FL_NODE_OPAQUE, "statement") || fl_node_is(n, FL_NODE_OPAQUE, "macro_rules!"))
        return NOT_UNDERSTOOD;
    bool rust = s->program.files[n->file].rust;
    bool import = n->kind == FL_NODE_IMPORT && !rust && !n->standard && !fl_is_known_library(n->text);
    bool module = n->kind == FL_NODE_MODULE && n->parent && !n->first && rust;
    if (import &&
        strncmp(n->text, "extern.", 7) == 0) /* declared here, and defined in another file or not given */
        return fl_defined_at_top(&s->program, n->text + 7) ? NO_GAP : NOT_GIVEN;
    return (import || module) && !is_given(&s->program, n->text) ? NOT_GIVEN : NO_GAP;
}

static void find_gap_in(fl_source *s, const fl_node *module)
{
    char where[160];
    for (const fl_node *n = module; n && s->every_file; n = fl_node_following(n, module)) {
        gap found = gap_at(s, n);
        if (found == NO_GAP || (found == NOT_UNDERSTOOD && !s->named))
            continue;
        s->named = false;
        s->every_file = found != NOT_GIVEN;
        snprintf(s->gap, sizeof s->gap, "%.100s: %s %.60s", fl_node_where(&s->program, n, where),
                 found == NOT_GIVEN ? "it uses a module that is not given:" : "not understood:", n->text);
    }
}

/* A file of figures is valid Python, and does nothing: what it lacks says nothing of a benchmark. */
static bool holds_calls(const fl_program *program)
{
    for (size_t i = 0; i < program->file_count; i++)
        for (const fl_node *n = program->files[i].module; n;
             n = fl_node_following(n, program->files[i].module))
            if (n->kind == FL_NODE_CALL)
                return true;
    return false;
}

/* What could lead out of the text that was read. */
static void find_gap(fl_source *s)
{
    static const char *const native[] = {"ctypes.", "getattr", NULL};
    char where[160];
    bool program = holds_calls(&s->program);
    s->named = s->every_file = s->program.complete && program;
    snprintf(s->gap, sizeof s->gap, "%s",
             s->program.complete && !program ? "the sources hold no program: nothing is called in them"
                                             : s->program.missing);
    for (size_t i = 0; i < s->program.file_count; i++)
        find_gap_in(s, s->program.files[i].module);
    if (!s->named)
        return;
    const fl_node *n = find_dynamic(s);
    s->named = !n;
    n = n ? n : fl_source_find(s, native, NULL);
    s->whole = !n;
    if (n)
        snprintf(s->gap, sizeof s->gap, "%.100s: what %.60s does cannot be read",
                 fl_node_where(&s->program, n, where),
                 n->first && n->first->text[0] ? n->first->text : "this call");
}

static bool imports_torch(const fl_source *s)
{
    for (size_t i = 0; i < s->program.file_count; i++)
        for (const fl_node *n = s->program.files[i].module; n;
             n = fl_node_following(n, s->program.files[i].module))
            if (n->kind == FL_NODE_IMPORT &&
                (strcmp(n->text, "torch") == 0 || strncmp(n->text, "torch.", 6) == 0 ||
                 strstr(n->text, ".torch")))
                return true;
    return false;
}

/* An import that nothing is called of, as behind a try, or its settings alone, makes no model of PyTorch. */
static bool calls_torch(fl_source *s)
{
    static const char *const torch[] = {"torch.", NULL};
    static const char *const settings[] = {"torch.set_num_threads", "torch.set_num_interop_threads",
                                           "torch.get_num_threads", "torch.manual_seed", NULL};
    char name[256];
    const fl_node *n = NULL;
    while ((n = fl_source_find(s, torch, n)))
        if (n->kind != FL_NODE_CALL || !fl_is_one_of(fl_dotted(&s->program, n->first, name), settings))
            return true;
    return false;
}

/* Both sides stand in one program, or two loops of it time equally much: the loop that is judged must be the only one that
 * times an inference, unless the result's name, or a tool, tells which it is. */
static bool is_told_apart(const fl_source *s)
{
    const fl_case_side *other = &s->given->sides[s->concerns == FL_CONCERNS_A ? 1 : 0];
    const fl_region *main = s->measuring.main;
    bool shared = false;
    if (!s->c && s->measuring.named)
        return true;
    for (size_t i = 0; i < s->side->source_count && main; i++)
        for (size_t k = 0; k < other->source_count; k++)
            shared =
                shared || (strcmp(s->side->sources[i].path, other->sources[k].path) == 0 &&
                           strcmp(s->side->sources[i].path, s->program.files[main->start->file].path) == 0);
    for (size_t i = 0; i < s->measuring.region_count && main; i++) {
        const fl_region *r = &s->measuring.regions[i];
        bool alike = !s->c && r->times == main->times && r->loop && main->loop;
        if ((shared || alike) && r != main && r->infers && !r->trains && (r->store || !main->store) &&
            (!r->container || r->container != main->container))
            return false;
    }
    return true;
}

/* Files that know nothing of each other are programs of their own, and so are those that the command runs in a row: where two
 * of them time an inference, and neither the command nor the result's name tells which made it, nothing is read of either. */
static bool is_one_program(const fl_source *s, const fl_programs *programs)
{
    const fl_measuring *m = &s->measuring;
    const bool apart = !s->c && !programs->told;
    for (size_t i = 0; i < m->region_count && m->main && !m->named; i++) {
        const size_t one = (size_t)m->main->start->file, other = (size_t)m->regions[i].start->file;
        const bool times = (m->regions[i].infers || m->regions[i].store) && !m->regions[i].trains;
        if ((times && fl_programs_run_both(programs, &s->program, one, other)) ||
            (apart && m->regions[i].infers && times && !fl_programs_are_one(&s->program, one, other)))
            return false;
    }
    return true;
}

static void forget(fl_source *s, const char *why)
{
    s->measuring = (fl_measuring){.warm_ups = NAN};
    s->program.complete = s->named = s->whole = s->every_file = false;
    snprintf(s->program.missing, sizeof s->program.missing, "%s", why);
    snprintf(s->gap, sizeof s->gap, "%s", why);
}

/* What one program does says nothing of another: neither passes a point nor fails one. */
static void forget_all(fl_source *s, const char *why)
{
    forget(s, why);
    s->program.timed = NULL;
    s->altered = NULL;
    s->evaluator.container = NULL;
    for (size_t i = 0; i < s->program.file_count; i++)
        if (s->program.files[i].module)
            s->program.files[i].module->first = s->program.files[i].module->last = NULL;
}

/* What made the judged result, where it was a tool. */
static void write_out_timing(fl_source *s)
{
    const fl_result *result = s->side->run_count ? s->side->runs[0].result : NULL;
    const fl_imported *imported = result ? result->imported : NULL;
    if (!imported)
        return;
    fl_timing timing = {.tool = imported->tool,
                        .entry = result->name,
                        .command = s->side->command,
                        .clock = "",
                        .readings = (double)result->iterations,
                        .calls = imported->calls_per_reading};
    for (size_t i = 0; i < imported->fact_count; i++)
        if (strcmp(imported->facts[i].name, "timer") == 0)
            timing.clock = imported->facts[i].value;
    fl_write_out_timing(&s->program, &timing);
}

void fl_source_note_not_read(fl_source *s)
{
    for (size_t i = 0; i < s->program.file_count; i++)
        if (s->program.files[i].limited)
            fl_audit_note_not_read(s->audit, s->program.files[i].path, s->program.files[i].reason);
}

static void lack(fl_source *s, const fl_case_left *left)
{
    fl_audit_note_not_read(s->audit, left->path,
                           left->why[0] ? left->why : "it was left when the case was made");
    if (s->program.complete)
        snprintf(s->program.missing, sizeof s->program.missing, "%.120s was not read, see the head",
                 left->path);
    s->program.complete = false;
}

/* Sources of the folder that could not be taken into the case; of those that are too many the program tells which are
 * none of its. */
static void note_left(fl_source *s, const fl_programs *programs)
{
    for (size_t i = 0; i < s->side->unread_count; i++)
        lack(s, &s->side->unread_sources[i]);
    for (size_t i = 0; i < s->side->untaken_count; i++)
        if (fl_programs_may_lead_to(s->side, programs, &s->program, s->side->untaken_sources[i].path))
            lack(s, &s->side->untaken_sources[i]);
}

void fl_source_open(const fl_case *given, int side, fl_audit *audit, fl_source *s)
{
    static const char *const timers[] = {"timeit.timeit", "timeit.repeat", "timeit.Timer",
                                         "torch.utils.benchmark.Timer", NULL};
    *s = (fl_source){.given = given, .side = &given->sides[side], .audit = audit};
    s->concerns = side == 0 ? FL_CONCERNS_A : FL_CONCERNS_B;
    s->rust = strcmp(s->side->language, "rust") == 0;
    s->python = strcmp(s->side->language, "python") == 0;
    s->c = fl_is_c(s->side);
    fl_c_options options;
    fl_rust_conditions conditions;
    fl_programs programs;
    if (s->c)
        fl_c_options_read(s->side, &options);
    fl_build_conditions(s->side, &conditions);
    s->conditions = conditions.set_elsewhere;
    fl_program_read(s->side->sources, s->side->source_count, s->side->language, s->c ? &options : NULL,
                    s->rust ? &conditions : NULL, &s->program);
    fl_source_note_not_read(s);
    fl_programs_find(s->side, &programs);
    fl_programs_keep(s->side, &programs, &s->program);
    note_left(s, &programs);
    s->program.budget = &audit->steps;
    if (s->c && s->side->run_count && s->side->runs[0].result)
        fl_keep_benchmark(&s->program, s->side->runs[0].result->name);
    write_out_timing(s);
    fl_evaluator_start(&s->evaluator, &s->program);
    find_gap(s);
    fl_source_find_meanings(s);
    if (s->python && !s->program.timed && fl_source_find(s, timers, NULL))
        s->program.times_elsewhere = true; /* it hands over what was not understood */
    s->torch = s->python && (!s->named || (imports_torch(s) && calls_torch(s)));
    fl_find_measuring(&s->evaluator, &s->measuring, s->side->run_count ? s->side->runs[0].result->name : "");
    static const char loops[] = "several loops are timed in it; which one the result is of was not found";
    if (!is_told_apart(s) && s->c)
        forget(s, loops);
    else if (!is_told_apart(s))
        forget_all(s, loops);
    else if (programs.several || !is_one_program(s, &programs))
        forget_all(s, "several programs are among the sources; which of them made the result is not told");
    s->arrays = s->python && fl_multiplies_arrays(s);
    s->torch = s->torch && !s->arrays;
}

void fl_source_close(fl_source *s)
{
    fl_evaluator_end(&s->evaluator);
    fl_program_free(&s->program);
}

static bool matches(const char *name, const char *const names[])
{
    for (size_t i = 0; name[0] && names[i]; i++) {
        size_t length = strlen(names[i]);
        bool family = length > 1 && names[i][length - 1] == '.';
        if (family ? strncmp(name, names[i], length) == 0 : strcmp(name, names[i]) == 0)
            return true;
    }
    return false;
}

const fl_node *fl_source_find(fl_source *s, const char *const names[], const fl_node *after)
{
    char name[256];
    bool passed = after == NULL;
    for (size_t i = 0; i < s->program.file_count; i++) {
        fl_node *module = s->program.files[i].module;
        for (fl_node *n = module; n; n = fl_node_following(n, module)) {
            fl_node *named = n->kind == FL_NODE_CALL        ? n->first
                             : n->kind == FL_NODE_ATTRIBUTE ? n->first
                                                            : NULL;
            if (named && named->kind == FL_NODE_CALL)
                named = named->first;
            if (passed && named && matches(fl_dotted(&s->program, named, name), names) &&
                !fl_called_function(&s->program, named))
                return n;
            passed = passed || n == after;
        }
    }
    return NULL;
}
