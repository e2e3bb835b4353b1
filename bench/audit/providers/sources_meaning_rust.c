/* Whether names of Rust mean in a program what they mean elsewhere: a struct Linear, a trait Module or a type Instant
 * that the sources define are not the library's or the language's, whatever they are called. */
#include <string.h>

#include "bench/audit/providers/build_script.h"
#include "bench/audit/providers/sources.h"
#include "bench/audit/reader/known_calls.h"

/* What an item, or an import under another name, defines; NULL. */
static const char *defined_name(const fl_node *n)
{
    switch (n->kind) {
    case FL_NODE_CLASS:
        return fl_node_is(n->first, FL_NODE_BASES, "defines") ? n->text : NULL;
    case FL_NODE_PASS:
        return strcmp(n->text, "defines") == 0 && n->first ? n->first->text : NULL;
    case FL_NODE_MODULE:
        return n->parent && n->first ? n->text : NULL;
    case FL_NODE_IMPORT: {
        const char *last = strrchr(n->text, '.');
        last = last ? last + 1 : n->text;
        return n->first && strcmp(last, n->first->text) != 0 ? n->first->text : NULL;
    }
    default:
        return NULL;
    }
}

/* use aprender::nn::Linear as Layer: another name for the same; use fast::Quick as Linear is another thing. */
static bool is_of_library(const fl_node *n)
{
    return n->kind == FL_NODE_IMPORT && fl_is_known_library(n->text) && strncmp(n->text, "crate", 5) != 0 &&
           strncmp(n->text, "self", 4) != 0 && strncmp(n->text, "super", 5) != 0;
}

/* A polyfill only reads its argument once more and forgets it. */
static bool is_own_barrier(const fl_node *function)
{
    static const char *const plain[] = {"read_volatile", "forget",         "black_box", "asm!",
                                        "llvm_asm!",     "compiler_fence", NULL};
    const fl_node *body = fl_node_child(function, 1);
    for (const fl_node *n = body; n; n = fl_node_following(n, body))
        if ((n->kind == FL_NODE_CALL && !fl_is_one_of(n->first->text, plain)) || n->kind == FL_NODE_IF ||
            n->kind == FL_NODE_MATCH || n->kind == FL_NODE_FOR || n->kind == FL_NODE_WHILE)
            return true;
    return false;
}

static bool names_library(const fl_case_text *texts, size_t count, const char *const libraries[])
{
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; libraries[k]; k++)
            if (texts[i].bytes && strstr(texts[i].bytes, libraries[k]))
                return true;
    return false;
}

/* Whether a library that has these names is what the comparison claims to measure. */
static bool claims_library(const fl_source *s)
{
    static const char *const libraries[] = {"aprender", "candle",    "burn", "linfa",
                                            "dfdx",     "smartcore", "tch",  NULL};
    return names_library(s->side->manifests, s->side->manifest_count, libraries) ||
           names_library(s->side->locks, s->side->lock_count, libraries);
}

/* #[cfg(fast)], where a build script or the command may set such conditions. */
static bool is_conditional(const fl_source *s, const fl_node *n)
{
    bool cfg = fl_node_is(n, FL_NODE_ATTRIBUTE, "cfg") || fl_node_is(n, FL_NODE_ATTRIBUTE, "cfg_attr") ||
               (n->kind == FL_NODE_CALL && fl_node_is(n->first, FL_NODE_NAME, "cfg!"));
    return cfg && s->conditions;
}

/* ---- what is compiled perhaps ---- */

static const char *name_made_by(const fl_node *n)
{
    if (n->kind == FL_NODE_ASSIGN || n->kind == FL_NODE_IMPORT)
        return fl_node_is(n->first, FL_NODE_NAME, NULL) ? n->first->text : "";
    return n->text;
}

/* Whether something else of its kind has the name of an item that is compiled perhaps: which of them is meant? */
static bool has_a_double(const fl_node *n)
{
    const fl_node *scope = fl_scope_of(n);
    for (const fl_node *k = scope; k; k = fl_node_following(k, scope)) {
        bool other = k != n && fl_scope_of(k) == scope && strcmp(name_made_by(k), name_made_by(n)) == 0;
        bool definition = k->kind == FL_NODE_FUNCTION || k->kind == FL_NODE_MODULE ||
                          k->kind == FL_NODE_ASSIGN ||
                          (k->kind == FL_NODE_CLASS && fl_node_is(k->first, FL_NODE_BASES, "defines"));
        bool import =
            k->kind == FL_NODE_IMPORT && (n->kind != FL_NODE_IMPORT || strcmp(k->text, n->text) != 0);
        if (other && (definition || import))
            return true;
    }
    return false;
}

/* Whether a statement leaves all that is measured as it is, executed or not: it pins the thread to a core, says something. */
static bool is_aside(fl_source *s, fl_node *statement)
{
    static const fl_effect matters[] = {FL_DOES_PREDICT, FL_DOES_CLOCK, FL_DOES_TRAIN, FL_DOES_CREATE_MODEL,
                                        FL_DOES_SLEEP};
    fl_effects effects = {0};
    for (const fl_node *n = statement; n; n = fl_node_following(n, statement))
        if (n->kind == FL_NODE_ASSIGN || n->kind == FL_NODE_RETURN || n->kind == FL_NODE_BREAK ||
            n->kind == FL_NODE_CONTINUE || n->kind == FL_NODE_OPAQUE || n->kind == FL_NODE_MODULE)
            return false;
    fl_effects_of(&s->evaluator, statement, &effects);
    for (size_t i = 0; i < sizeof matters / sizeof *matters; i++)
        if (effects.place[matters[i]])
            return false;
    return true;
}

/* An item of the only one of its name is compiled wherever it is used; a statement is executed or not. */
static bool is_doubtful(fl_source *s, const fl_node *n)
{
    bool top = n->parent && (n->parent->kind == FL_NODE_MODULE || n->parent->parent->kind == FL_NODE_CLASS);
    switch (n->kind) {
    case FL_NODE_ATTRIBUTE:
    case FL_NODE_PASS:
        return false;
    case FL_NODE_IMPORT:
    case FL_NODE_CLASS:
    case FL_NODE_MODULE:
    case FL_NODE_FUNCTION:
        return !n->parent || has_a_double(n);
    case FL_NODE_ASSIGN:
        return !top || has_a_double(n);
    default:
        return !is_aside(s, (fl_node *)n);
    }
}

/* #[path = "fast.rs"] mod inner; #[cfg_attr(fast, path = "…")]: another file than its name says. */
static bool leads_elsewhere(const fl_source *s, const fl_node *n)
{
    bool named = fl_node_is(n, FL_NODE_ATTRIBUTE, "path") || fl_node_is(n, FL_NODE_ATTRIBUTE, "cfg_attr");
    for (const fl_node *k = named ? n : NULL; k; k = fl_node_following(k, n)) {
        if (k->kind != FL_NODE_ASSIGN && k->kind != FL_NODE_KEYWORD)
            continue;
        const char *what = k->kind == FL_NODE_KEYWORD ? k->text : k->first->text;
        const char *file = k->last && k->last->kind == FL_NODE_STRING ? k->last->text : "";
        bool given = false;
        for (size_t i = 0; i < s->program.file_count; i++)
            given = given || fl_ends_with(s->program.files[i].path, file);
        if (strcmp(what, "path") == 0 && (!given || !file[0] || strcmp(n->text, "path") != 0))
            return true;
    }
    return false;
}

void fl_source_claims(fl_source *s)
{
    s->claims_library = claims_library(s);
}

const char *fl_alters_rust_name(fl_source *s, const fl_node *n)
{
    static const char *const of_language[] = {"Instant", "SystemTime", "Duration", "Vec",  "String",
                                              "Box",     "Option",     "std",      "core", "alloc",
                                              "time",    "hint",       NULL},
                             *const of_libraries[] = {"aprender",           "Linear", "Module",
                                                      "LogisticRegression", "Tensor", "no_grad",
                                                      "CrossEntropyLoss",   "SGD",    NULL},
                             *const barriers[] = {"black_box", "no_grad", "drop", NULL};
    const char *name = defined_name(n);
    if (is_conditional(s, n))
        return "is compiled by conditions that a build script or the command may set";
    if (n->perhaps && is_doubtful(s, n))
        return "is compiled by conditions of which the build that is told does not decide all";
    if (leads_elsewhere(s, n))
        return "takes a module from a file that is not given, or perhaps from another one";
    if (name && !is_of_library(n) && fl_is_one_of(name, of_language) && n->kind != FL_NODE_MODULE)
        return "defines a name of the language's itself";
    if (name && n->kind == FL_NODE_MODULE && fl_is_known_library(name) && strcmp(name, "criterion") != 0)
        return "defines a module that is called as a library";
    if (name && !is_of_library(n) && fl_is_one_of(name, of_libraries) && s->claims_library)
        return "defines a name of the library's itself";
    if (name && n->kind == FL_NODE_PASS && fl_is_one_of(name, barriers))
        return "has a macro of a library function's name";
    if (n->kind == FL_NODE_FUNCTION && fl_is_one_of(n->text, barriers) &&
        !fl_node_is(n->parent ? n->parent->parent : NULL, FL_NODE_CLASS, NULL) && is_own_barrier(n))
        return "has a function of a library function's name, which does more";
    return NULL;
}

/* Whether the model that a method is called on was made by another crate than the one that is locked. */
static bool is_of_another_crate(fl_source *s, fl_node *callee)
{
    char name[256];
    const fl_node *model = callee->first ? fl_model_of(&s->evaluator, callee->first) : NULL;
    if (!model || model->kind != FL_NODE_CALL)
        return false;
    fl_dotted(&s->program, model->first, name);
    return name[0] >= 'a' && name[0] <= 'z' && strncmp(name, "aprender.", 9) != 0;
}

/* What only a nightly compiler takes. */
void fl_source_features(fl_source *s)
{
    for (size_t i = 0; i < s->program.file_count; i++)
        for (const fl_node *n = s->program.files[i].module; n;
             n = fl_node_following(n, s->program.files[i].module)) {
            if (fl_node_is(n, FL_NODE_PASS, "feature"))
                fl_source_add(s, 63, FL_POINT_FAIL, n, "#![feature(…)]: no stable compiler takes it");
            if (fl_node_is(n, FL_NODE_PASS, "perhaps a feature"))
                fl_source_block(
                    s, 63, n, "#![cfg_attr(…, feature(…))]: whether a stable compiler built it is not told");
        }
}

/* Point 36 is about what is timed: the published library is unchanged only where the inference is its. */
void fl_source_library(fl_source *s)
{
    static const char *const claimed[] = {"aprender", NULL};
    fl_node *infers = s->measuring.main ? s->measuring.timed.place[FL_DOES_PREDICT] : NULL;
    if (!names_library(s->side->locks, s->side->lock_count, claimed))
        return;
    if (s->altered)
        fl_source_block(s, 36, s->altered, "the program %s: what is timed may not be the library's",
                        s->altering);
    else if (infers && (infers->kind != FL_NODE_CALL || fl_may_be_own(&s->program, infers->first) ||
                        is_of_another_crate(s, infers->first)))
        fl_source_block(s, 36, infers, "what is timed here may be the program's own, and not the library's");
}
