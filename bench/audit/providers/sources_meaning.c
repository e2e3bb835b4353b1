/* Whether names mean in a program what its text says: one that replaces functions, methods or modules while it runs, or
 * wraps them, may execute something else than what was read. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "bench/audit/providers/sources.h"

static bool has_attribute(const fl_node *definition, const char *const endings[])
{
    for (const fl_node *a = definition->first; a; a = a->next)
        for (size_t i = 0; a->kind == FL_NODE_ATTRIBUTE && endings[i]; i++)
            if (fl_ends_with(a->text, endings[i]))
                return true;
    return false;
}

/* if __name__ == "__main__": */
static bool is_main_guard(const fl_node *condition)
{
    return fl_node_is(condition, FL_NODE_BINARY, "==") &&
           (fl_node_is(condition->first, FL_NODE_NAME, "__name__") ||
            fl_node_is(condition->last, FL_NODE_NAME, "__name__"));
}

static bool is_reached_under(fl_source *s, const fl_node *up, const fl_node *below)
{
    static const char *const shortcuts[] = {"and", "or", "&&", "||", NULL};
    double holds;
    switch (up->kind) {
    case FL_NODE_IF:
        if (below == up->first || is_main_guard(up->first))
            return true;
        holds = fl_evaluate_number(&s->evaluator, up->first, NULL);
        return !isnan(holds) && (holds != 0) == (below == fl_node_child(up, 1));
    case FL_NODE_WHILE:
    case FL_NODE_MATCH:
    case FL_NODE_TRY:
        return below == up->first;
    case FL_NODE_BINARY:
        return below == up->first || !fl_is_one_of(up->text, shortcuts);
    default:
        return true;
    }
}

bool fl_happens_always(fl_source *s, const fl_node *node)
{
    for (const fl_node *n = node; n->parent && n->parent->kind != FL_NODE_FUNCTION; n = n->parent)
        if (!is_reached_under(s, n->parent, n))
            return false;
    return true;
}

/* ---- assignments ---- */

/* Settings of libraries that change no function of theirs. */
static bool is_setting(const char *name)
{
    static const char *const settings[] = {"torch.backends.",
                                           "torch._dynamo.config.",
                                           "torch._inductor.config.",
                                           "sys.",
                                           "matplotlib.",
                                           "pandas.options.",
                                           "warnings.",
                                           "logging.",
                                           NULL};
    for (size_t i = 0; settings[i]; i++)
        if (strncmp(name, settings[i], strlen(settings[i])) == 0)
            return true;
    return false;
}

/* Whether some class makes a method, or a layer of a network, of that name. */
static bool is_member_of_model(fl_source *s, const char *name)
{
    static const char *const plain[] = {"setter", "property", NULL}, *const always[] = {"forward", "__call__",
                                                                                        NULL};
    char called[256];
    if (fl_is_one_of(name, always))
        return true;
    for (size_t i = 0; i < s->program.file_count; i++)
        for (const fl_node *n = s->program.files[i].module; n;
             n = fl_node_following(n, s->program.files[i].module)) {
            if (fl_node_is(n, FL_NODE_FUNCTION, name) && fl_is_method(n) && !has_attribute(n, plain))
                return true;
            if (n->kind == FL_NODE_ASSIGN && fl_node_is(n->first, FL_NODE_FIELD, name) &&
                fl_node_is(n->first->first, FL_NODE_NAME, "self") &&
                fl_node_is(n->last, FL_NODE_CALL, NULL) &&
                strncmp(fl_dotted(&s->program, n->last->first, called), "torch.nn.", 9) == 0)
                return true;
        }
    return false;
}

/* torch.no_grad = …, Layer.forward = …, model.linear = …, f.__code__ = … */
static bool replaces_field(fl_source *s, const fl_node *target)
{
    char name[256];
    const fl_node *root = target;
    for (; root && root->kind == FL_NODE_FIELD; root = root->first)
        if (strncmp(root->text, "__", 2) == 0 && strcmp(root->text, "__version__") != 0)
            return true;
    if (!root || !fl_node_is(root, FL_NODE_NAME, NULL))
        return false;
    if (strcmp(root->text, "__builtins__") == 0)
        return true;
    const fl_node *meaning = fl_meaning(&s->program, (fl_node *)root);
    if (fl_node_is(meaning, FL_NODE_IMPORT, NULL))
        return !is_setting(fl_dotted(&s->program, (fl_node *)target, name));
    if (fl_node_is(meaning, FL_NODE_CLASS, NULL) || fl_node_is(meaning, FL_NODE_FUNCTION, NULL))
        return true;
    return !fl_is_own_object(root->text) && is_member_of_model(s, target->text);
}

/* globals(), vars(), x.__dict__, sys.modules, model._modules: what changes an entry of these changes a name. */
static bool is_table_of_names(fl_source *s, const fl_node *node)
{
    static const char *const calls[] = {"globals", "vars", "locals", NULL}, *const fields[] = {
                                                                                "__dict__", "_modules",
                                                                                "_parameters", "_buffers",
                                                                                NULL};
    char name[256];
    if (fl_node_is(node, FL_NODE_CALL, NULL))
        return fl_node_is(node->first, FL_NODE_NAME, NULL) && fl_is_one_of(node->first->text, calls);
    if (fl_node_is(node, FL_NODE_NAME, "__builtins__"))
        return true;
    return fl_node_is(node, FL_NODE_FIELD, NULL) &&
           (fl_is_one_of(node->text, fields) ||
            strcmp(fl_dotted(&s->program, (fl_node *)node, name), "sys.modules") == 0);
}

static bool replaces(fl_source *s, const fl_node *n)
{
    static const char *const changes[] = {"update", "setdefault", "pop", "__setitem__", "__delitem__", NULL};
    if (n->kind == FL_NODE_CALL)
        return fl_node_is(n->first, FL_NODE_FIELD, NULL) && fl_is_one_of(n->first->text, changes) &&
               is_table_of_names(s, n->first->first);
    if (n->kind != FL_NODE_ASSIGN)
        return false;
    if (n->first->kind == FL_NODE_FIELD)
        return replaces_field(s, n->first);
    if (n->first->kind == FL_NODE_INDEX)
        return is_table_of_names(s, n->first->first);
    const fl_node *value = n->last; /* under another name */
    return is_table_of_names(s, value) &&
           !fl_node_is(value->kind == FL_NODE_CALL ? value->first : NULL, FL_NODE_NAME, "vars");
}

/* ---- definitions ---- */

/* def range(…): …, range = …: what the language's own loops and sums are read by. */
static bool replaces_builtin(const fl_node *n)
{
    static const char *const own[] = {"range", "enumerate", "zip",      "len", "sorted",
                                      "iter",  "next",      "reversed", NULL},
                             *const same[] = {"builtins.", "six.moves.", "past.", "future.", NULL};
    const fl_node *name = n->kind == FL_NODE_ASSIGN || n->kind == FL_NODE_IMPORT ? n->first : NULL;
    if (n->kind == FL_NODE_FUNCTION || n->kind == FL_NODE_CLASS)
        return !fl_is_method(n) && fl_is_one_of(n->text, own);
    for (size_t i = 0; n->kind == FL_NODE_IMPORT && same[i]; i++)
        if (strncmp(n->text, same[i], strlen(same[i])) == 0)
            return false;
    return name && fl_node_is(name, FL_NODE_NAME, NULL) && fl_is_one_of(name->text, own);
}

/* def f(): …; f = other: which of them is called? But `Layer = Layer()` is read in its order. */
static bool is_given_again(const fl_node *n)
{
    const fl_node *scope = fl_scope_of(n);
    for (const fl_node *k = scope; k; k = fl_node_following(k, scope)) {
        bool assign = (k->kind == FL_NODE_ASSIGN || k->kind == FL_NODE_FOR) &&
                      fl_node_is(k->first, FL_NODE_NAME, n->text) && fl_scope_of(k) == scope;
        bool made = assign && fl_node_is(k->last, FL_NODE_CALL, NULL) &&
                    fl_node_is(k->last->first, FL_NODE_NAME, n->text);
        bool import = k->kind == FL_NODE_IMPORT && fl_node_is(k->first, FL_NODE_NAME, n->text) &&
                      k->parent == n->parent;
        bool absent = assign && fl_node_is(k->last, FL_NODE_NONE, NULL);
        if (import || (assign && !made && !absent))
            return true;
    }
    return false;
}

/* The same name defined again in the same scope: which of them is called? */
static bool is_defined_again(const fl_node *n)
{
    static const char *const allowed[] = {"setter", "getter", "deleter", "overload", "register", NULL};
    const fl_node *scope = fl_scope_of(n);
    if (strcmp(n->text, "_") == 0 || strcmp(n->text, "") == 0 || has_attribute(n, allowed))
        return false;
    for (const fl_node *k = scope; k && k != n; k = fl_node_following(k, scope)) {
        bool same = k->kind == n->kind && strcmp(k->text, n->text) == 0;
        bool import = k->kind == FL_NODE_IMPORT && fl_node_is(k->first, FL_NODE_NAME, n->text) &&
                      k->parent == n->parent;
        if ((same || import) && fl_scope_of(k) == scope)
            return true;
    }
    return false;
}

/* What Python calls without being asked to. */
static bool intervenes(fl_source *s, const fl_node *n)
{
    static const char *const always[] = {"__getattr__",       "__getattribute__",   "__setattr__", "__new__",
                                         "__init_subclass__", "__torch_function__", NULL};
    static const char *const of_modules[] = {"__call__", "_call_impl", "eval",      "train",
                                             "to",       "parameters", "zero_grad", NULL};
    if (n->kind != FL_NODE_FUNCTION || !fl_is_method(n))
        return false;
    return fl_is_one_of(n->text, always) ||
           (fl_is_one_of(n->text, of_modules) && fl_extends_torch(&s->program, n->parent->parent));
}

/* class L(list), class C(metaclass=M): what its objects do is not what the language's do. */
static bool is_odd_class(fl_source *s, const fl_node *n)
{
    static const char *const own[] = {"list", "int", "float", NULL};
    char name[256];
    const fl_node *bases = n->kind == FL_NODE_CLASS ? n->first : NULL;
    for (const fl_node *b = bases && bases->kind == FL_NODE_BASES ? bases->first : NULL; b; b = b->next) {
        if (fl_node_is(b, FL_NODE_KEYWORD, "metaclass") &&
            !fl_ends_with(fl_dotted(&s->program, b->first, name), "ABCMeta"))
            return true;
        if (b->kind == FL_NODE_NAME && !b->next && b == bases->first && fl_is_one_of(b->text, own))
            return true;
    }
    return false;
}

/* ---- all of it ---- */

static const char *alters_python(fl_source *s, const fl_node *n)
{
    bool definition = n->kind == FL_NODE_FUNCTION || n->kind == FL_NODE_CLASS;
    if (replaces(s, n) || replaces_builtin(n))
        return "replaces what a name stands for";
    if (definition && (is_defined_again(n) || is_given_again(n)))
        return "defines a name again";
    if (intervenes(s, n) || is_odd_class(s, n))
        return "changes what the language does by itself";
    return NULL;
}

/* Macros of Rust that are known not to hold a statement of their own making. */
static bool is_known_macro(const char *name)
{
    static const char *const macros[] = {"println!",
                                         "print!",
                                         "eprintln!",
                                         "eprint!",
                                         "format!",
                                         "write!",
                                         "writeln!",
                                         "vec!",
                                         "assert!",
                                         "assert_eq!",
                                         "assert_ne!",
                                         "debug_assert!",
                                         "panic!",
                                         "todo!",
                                         "unimplemented!",
                                         "unreachable!",
                                         "matches!",
                                         "dbg!",
                                         "json!",
                                         "env!",
                                         "option_env!",
                                         "concat!",
                                         "include_str!",
                                         "include_bytes!",
                                         "cfg!",
                                         "anyhow!",
                                         "bail!",
                                         "ensure!",
                                         "array!",
                                         "s!",
                                         "info!",
                                         "warn!",
                                         "debug!",
                                         "error!",
                                         "criterion_group!",
                                         "criterion_main!",
                                         "thread_local!",
                                         "stringify!",
                                         "file!",
                                         "line!",
                                         NULL};
    return fl_is_one_of(name, macros);
}

static const char *alters_rust(fl_source *s, const fl_node *n, bool own_macros)
{
    const char *name =
        n->kind == FL_NODE_CALL && fl_node_is(n->first, FL_NODE_NAME, NULL) ? n->first->text : "";
    if (strcmp(name, "include!") == 0 || (own_macros && fl_ends_with(name, "!") && !is_known_macro(name)))
        return "puts text of another place here";
    if (n->kind == FL_NODE_FUNCTION && is_defined_again(n))
        return "defines a function again, by a condition of the build";
    return fl_alters_rust_name(s, n);
}

/* C: a function that the program calls as the system calls its clock, or as its arithmetic. */
static const char *alters_c(const fl_node *n)
{
    static const char *const of_system[] = {"clock_gettime", "clock",       "time",       "gettimeofday",
                                            "timespec_get",  "qsort",       "memcpy",     "fma",
                                            "fmaf",          "sqrt",        "sqrtf",      "printf",
                                            "fprintf",       "cblas_sgemv", "cblas_sdot", "cblas_sgemm",
                                            "rand",          "nanosleep",   NULL};
    if (n->kind == FL_NODE_FUNCTION && !fl_is_method(n) && fl_is_one_of(n->text, of_system))
        return "defines a function of the system's itself";
    return NULL;
}

/* C: what replaces functions when a program is linked or loaded, in its command, its build or an attribute. */
static const char *replaces_when_linked(const fl_case_side *side)
{
    static const char *const words[] = {"LD_PRELOAD", "LD_AUDIT", "--wrap", "-wrap,",
                                        "--defsym",   "-specs",   NULL};
    static const char *const attributes[] = {"weak", "alias(", "ifunc", "weakref", NULL};
    for (size_t k = 0; words[k]; k++) {
        if (strstr(side->command, words[k]) || strstr(side->build, words[k]))
            return "is linked or loaded with what replaces functions";
        for (size_t i = 0; i < side->manifest_count; i++)
            if (side->manifests[i].bytes && strstr(side->manifests[i].bytes, words[k]))
                return "is linked or loaded with what replaces functions";
    }
    for (size_t i = 0; i < side->source_count; i++)
        for (const char *at = side->sources[i].bytes; at && (at = strstr(at, "__attribute__")); at++) {
            char list[80];
            snprintf(list, sizeof list, "%.*s", (int)strcspn(at, "\n"), at);
            for (size_t k = 0; attributes[k]; k++)
                if (strstr(list, attributes[k]))
                    return "has functions that others may replace when it is linked";
        }
    return NULL;
}

static bool has_own_macros(const fl_source *s)
{
    for (size_t i = 0; i < s->program.file_count; i++)
        for (const fl_node *n = s->program.files[i].module; n;
             n = fl_node_following(n, s->program.files[i].module))
            if (fl_node_is(n, FL_NODE_OPAQUE, "macro_rules!"))
                return true;
    return false;
}

/* A notebook's %run and its like: what they define replaces what stands in it. */
static const fl_node *runs_another_file(fl_source *s)
{
    static const char *const magics[] = {"run ", "rerun", "recall ", NULL};
    for (size_t i = 0; i < s->program.file_count; i++)
        for (const fl_node *n = s->program.files[i].module; n;
             n = fl_node_following(n, s->program.files[i].module)) {
            const fl_node *line = n->kind == FL_NODE_CALL && n->first ? n->first->next : NULL;
            if (!line || line->kind != FL_NODE_STRING ||
                !fl_node_is(n->first, FL_NODE_FIELD, "run_line_magic"))
                continue;
            for (size_t k = 0; magics[k]; k++)
                if (strncmp(line->text, magics[k], strlen(magics[k])) == 0)
                    return n;
        }
    return NULL;
}

/* Calls after which names may stand for anything. */
static const fl_node *dynamic_call(fl_source *s, const char **why)
{
    static const char *const calls[] = {"exec",
                                        "eval",
                                        "__import__",
                                        "setattr",
                                        "delattr",
                                        "importlib.reload",
                                        "importlib.import_module",
                                        "runpy.",
                                        "unittest.mock.",
                                        "gc.get_objects",
                                        "gc.get_referrers",
                                        "ctypes.pythonapi.",
                                        "sys.settrace",
                                        "sys.setprofile",
                                        "sys.monitoring.",
                                        "threading.settrace",
                                        "threading.setprofile",
                                        "threading.settrace_all_threads",
                                        "threading.setprofile_all_threads",
                                        ".setattr",
                                        "object.__setattr__",
                                        NULL};
    *why = "may replace anything";
    const fl_node *found = s->python ? fl_source_find(s, calls, NULL) : NULL;
    return found || !s->python ? found : runs_another_file(s);
}

void fl_source_find_meanings(fl_source *s)
{
    s->altered = dynamic_call(s, &s->altering);
    bool own_macros = s->rust && has_own_macros(s);
    if (s->rust)
        fl_source_claims(s);
    const char *linked = s->c ? replaces_when_linked(s->side) : NULL;
    if (linked && s->program.file_count > 0 && s->program.files[0].module) {
        s->altered = s->program.files[0].module;
        s->altering = linked;
    }
    for (size_t i = 0; i < s->program.file_count && !s->altered; i++)
        for (const fl_node *n = s->program.files[i].module; n && !s->altered;
             n = fl_node_following(n, s->program.files[i].module)) {
            bool python = !s->program.files[i].rust && !s->program.files[i].c;
            const char *why = python                     ? alters_python(s, n)
                              : s->program.files[i].rust ? alters_rust(s, n, own_macros)
                                                         : alters_c(n);
            if (why) {
                s->altered = n;
                s->altering = why;
            }
        }
}
