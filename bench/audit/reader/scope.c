#include "bench/audit/reader/scope.h"

#include <stdio.h>
#include <string.h>

static const fl_node ambiguous = {.kind = FL_NODE_OPAQUE, .text = "assigned in several ways", .line = 1};

bool fl_is_ambiguous(const fl_node *meaning)
{
    return meaning == &ambiguous;
}

static bool is_function(const fl_node *n)
{
    return n->kind == FL_NODE_FUNCTION || n->kind == FL_NODE_LAMBDA;
}

const fl_node *fl_function_of(const fl_node *node, bool lambdas)
{
    for (node = node->parent; node; node = node->parent)
        if (node->kind == FL_NODE_FUNCTION || (lambdas && node->kind == FL_NODE_LAMBDA))
            return node;
    return NULL;
}

/* Whether a target (a name, or a list of them) binds this name. */
static bool binds(const fl_node *target, const char *name)
{
    if (fl_node_is(target, FL_NODE_NAME, name))
        return true;
    bool several = target && (target->kind == FL_NODE_LIST || fl_node_is(target, FL_NODE_OPAQUE, "pattern") ||
                              fl_node_is(target, FL_NODE_PASS, "binds"));
    for (const fl_node *n = several ? target->first : NULL; n; n = n->next)
        if (fl_node_is(n, FL_NODE_NAME, name))
            return true;
    return false;
}

/* Rust: Some(x), Point { x, .. }: what x is then is not followed. */
static bool is_pattern(const fl_node *target)
{
    return fl_node_is(target, FL_NODE_OPAQUE, "pattern");
}

fl_node *fl_assigned_to(const fl_node *assign, const char *name)
{
    fl_node *value = fl_node_child(assign, 1);
    if (is_pattern(assign->first))
        return NULL;
    if (assign->first->kind != FL_NODE_LIST)
        return value;
    size_t index = 0;
    for (const fl_node *n = assign->first->first; n && !fl_node_is(n, FL_NODE_NAME, name); n = n->next)
        index++;
    bool apart =
        fl_node_is(value, FL_NODE_LIST, NULL) && fl_node_count(value) == fl_node_count(assign->first);
    return apart ? fl_node_child(value, index) : NULL;
}

const fl_node *fl_scope_of(const fl_node *node)
{
    for (node = node->parent; node; node = node->parent)
        if (node->kind == FL_NODE_FUNCTION || node->kind == FL_NODE_CLASS || node->kind == FL_NODE_MODULE)
            return node;
    return NULL;
}

/* Position in the file; nodes of one file only. */
static bool before(const fl_node *a, const fl_node *b)
{
    const fl_node *up[2][FL_TREE_DEPTH];
    size_t depth[2] = {0, 0};
    for (; a && depth[0] < FL_TREE_DEPTH; a = a->parent)
        up[0][depth[0]++] = a;
    for (; b && depth[1] < FL_TREE_DEPTH; b = b->parent)
        up[1][depth[1]++] = b;
    while (depth[0] > 1 && depth[1] > 1 && up[0][depth[0] - 2] == up[1][depth[1] - 2]) {
        depth[0]--;
        depth[1]--;
    }
    if (depth[0] < 2 || depth[1] < 2)
        return depth[0] < depth[1];
    const fl_node *one = up[0][depth[0] - 2], *other = up[1][depth[1] - 2];
    return one->parent == other->parent && one->position <= other->position;
}

/* Whether what follows node in its block comes only after it was done: it is not below a loop or condition
 * that use is not below. */
static bool dominates(const fl_node *assign, const fl_node *use)
{
    const fl_node *block = assign->parent;
    return (block->kind == FL_NODE_BLOCK || block->kind == FL_NODE_MODULE) && fl_node_is_within(use, block) &&
           before(assign, use);
}

typedef struct search {
    const fl_node *chosen; /* the last that dominates the use */
    size_t all, none;      /* none: those of None, which stand for what could not be imported */
    bool elsewhere;        /* one that does not dominate it */
} search;

static void search_assignments(search *s, const fl_node *scope, const char *name, const fl_node *use)
{
    for (const fl_node *n = scope; n; n = fl_node_following(n, scope)) {
        if (n->kind != FL_NODE_ASSIGN || fl_scope_of(n) != scope || !binds(n->first, name))
            continue;
        if (fl_node_is_within(use, n) && strcmp(n->text, "=") == 0) /* let x = f(x): an older x */
            continue;
        s->all++;
        s->none += fl_node_is(n->last, FL_NODE_NONE, NULL);
        bool plain =
            strcmp(n->text, "=") == 0 && !fl_node_is(n->last, FL_NODE_NONE, NULL) && !is_pattern(n->first);
        if (plain && dominates(n, use))
            s->chosen = n;
        else if (plain && s->all == 1 && !s->chosen)
            s->chosen = n, s->elsewhere = false;
        else
            s->elsewhere = true;
    }
}

static const fl_node *parameter_of(const fl_node *function, const char *name)
{
    for (const fl_node *p = function->first ? function->first->first : NULL; p; p = p->next)
        if (p->kind == FL_NODE_PARAMETER && (strcmp(p->text, name) == 0 || binds(p->first, name)))
            return p;
    return NULL;
}

static bool shares_loop(const fl_node *assign, const fl_node *use)
{
    for (const fl_node *n = assign->parent; n && !is_function(n); n = n->parent)
        if ((n->kind == FL_NODE_FOR || n->kind == FL_NODE_WHILE) && fl_node_is_within(use, n))
            return true;
    return false;
}

/* Whether an assignment, or the loop whose target it is, cannot have happened to a name where it is used: Rust's let ends
 * with its block, and hides nothing before it. */
static bool is_over(const fl_node *n, const fl_node *use, bool rust)
{
    if (fl_node_is_within(use, n))
        return true;
    if (rust && (n->declares || n->kind == FL_NODE_FOR))
        return !dominates(n, use) || n->kind == FL_NODE_FOR;
    return !before(n, use) && !shares_loop(n, use);
}

/* What a parameter stands for behind statements that give its name another value. */
static const fl_node *parameter_at(const fl_program *program, const fl_node *function,
                                   const fl_node *parameter, const fl_node *use)
{
    const bool rust = program->files[use->file].rust;
    const fl_node *scope = function->kind == FL_NODE_LAMBDA ? fl_scope_of(function) : function;
    const fl_node *found = parameter;
    for (const fl_node *n = function; n; n = fl_node_following(n, function)) {
        bool loop = n->kind == FL_NODE_FOR;
        if ((n->kind != FL_NODE_ASSIGN && !loop) || fl_scope_of(n) != scope || !binds(n->first, use->text) ||
            is_over(n, use, rust))
            continue;
        bool plain = !loop && strcmp(n->text, "=") == 0 && !is_pattern(n->first);
        found = plain && dominates(n, use) ? n : &ambiguous;
    }
    return found;
}

/* Rust: if let Some(x) = … { }, while let, an arm of match. */
static bool is_bound_by_pattern(const fl_node *node, const fl_node *below, const char *name)
{
    if (node->kind == FL_NODE_BLOCK && fl_node_is(node->first, FL_NODE_PASS, "binds") && node->first != below)
        return binds(node->first, name);
    bool head =
        (node->kind == FL_NODE_IF || node->kind == FL_NODE_WHILE) && node->first &&
        (below == node->first->next || (below == node->first && !fl_node_is(below, FL_NODE_OPAQUE, "let")));
    for (const fl_node *n = head ? node->first : NULL; n; n = fl_node_following(n, node->first))
        if (fl_node_is(n, FL_NODE_OPAQUE, "let") && n->first && binds(n->first, name))
            return true;
    return false;
}

/* Targets of loops and generators around the use. */
static const fl_node *loop_target(const fl_node *node, const fl_node *below, const char *name)
{
    if (is_bound_by_pattern(node, below, name))
        return &ambiguous;
    if (node->kind == FL_NODE_FOR && node->first != below && binds(node->first, name))
        return is_pattern(node->first) ? &ambiguous : node;
    if (node->kind == FL_NODE_COMPREHENSION)
        for (const fl_node *g = node->first->next; g; g = g->next)
            if (g->kind == FL_NODE_GENERATOR && binds(g->first, name))
                return g;
    return NULL;
}

/* An import binds its name for the whole scope, also one that stands in try or if; two of different things
 * leave open which it is. */
static const fl_node *imported(const fl_node *scope, const char *name)
{
    const fl_node *found = NULL;
    for (const fl_node *n = scope; n; n = fl_node_following(n, scope)) {
        if (n->kind != FL_NODE_IMPORT || !fl_node_is(n->first, FL_NODE_NAME, name) || fl_scope_of(n) != scope)
            continue;
        if (found && strcmp(found->text, n->text) != 0)
            return &ambiguous;
        found = n;
    }
    return found;
}

/* A function or class that is defined in a block of a scope, as within `with`; of several it is not told which. */
static const fl_node *defined_below(const fl_node *scope, const char *name)
{
    const fl_node *found = NULL;
    for (const fl_node *n = scope; n; n = fl_node_following(n, scope)) {
        bool defines =
            (n->kind == FL_NODE_FUNCTION || n->kind == FL_NODE_CLASS) && strcmp(n->text, name) == 0;
        if (!defines || n == scope || fl_scope_of(n) != scope)
            continue;
        if (found)
            return &ambiguous;
        found = n;
    }
    return found;
}

static const fl_node *in_scope(const fl_node *scope, const char *name, const fl_node *use)
{
    search s = {.chosen = NULL};
    search_assignments(&s, scope, name, use);
    if (s.all > 0 && s.all == s.none && imported(scope, name))
        return imported(scope, name);
    if (s.chosen && !s.elsewhere)
        return s.chosen;
    if (s.all > 0)
        return &ambiguous;
    const fl_node *body = scope->kind == FL_NODE_MODULE ? scope : fl_node_child(scope, 1);
    for (const fl_node *n = body ? body->first : NULL; n; n = n->next) {
        if ((n->kind == FL_NODE_FUNCTION || n->kind == FL_NODE_CLASS) && strcmp(n->text, name) == 0)
            return n;
    }
    const fl_node *below = defined_below(scope, name);
    return below ? below : imported(scope, name);
}

/* Python: `global name` in a function makes the module's variable one that changes. */
static bool is_changed_elsewhere(const fl_program *program, const char *name)
{
    char text[160];
    snprintf(text, sizeof text, "global %.140s", name);
    for (size_t i = 0; i < program->file_count; i++)
        for (const fl_node *n = program->files[i].module; n;
             n = fl_node_following(n, program->files[i].module))
            if (fl_node_is(n, FL_NODE_OPAQUE, text))
                return true;
    return false;
}

/* C: a variable of a file that some function gives another value, itself or by its address. */
static bool is_assigned_below(const fl_program *program, const fl_node *found, const char *name)
{
    for (size_t i = 0; i < program->file_count && program->files[found->file].c; i++)
        for (const fl_node *n = program->files[i].module; n;
             n = fl_node_following(n, program->files[i].module)) {
            if (n->kind != FL_NODE_ASSIGN || n == found || !fl_function_of(n, false))
                continue;
            const fl_node *value = n->last;
            if (fl_node_is(n->first, FL_NODE_NAME, name) || fl_node_is(value, FL_NODE_NAME, name))
                return !parameter_of(fl_function_of(n, false), name);
        }
    return false;
}

/* At the top of any file: what `from constants import X` or `mod constants` brings. Only if it is unique. */
static const fl_node *anywhere(const fl_program *program, const char *name, int but_file)
{
    const fl_node *found = NULL;
    for (size_t i = 0; i < program->file_count; i++) {
        const fl_node *module = program->files[i].module;
        for (const fl_node *n = module; n && (int)i != but_file; n = fl_node_following(n, module)) {
            const fl_node *up = n->parent;
            bool top = up && (up->kind == FL_NODE_MODULE ||
                              (up->kind == FL_NODE_BLOCK && up->parent->kind == FL_NODE_CLASS));
            bool defines =
                (n->kind == FL_NODE_ASSIGN && binds(n->first, name)) ||
                ((n->kind == FL_NODE_FUNCTION || n->kind == FL_NODE_CLASS) && strcmp(n->text, name) == 0);
            if (!top || !defines)
                continue;
            if (found)
                return &ambiguous;
            found = n;
        }
    }
    return found;
}

const fl_node *fl_defined_at_top(const fl_program *program, const char *name)
{
    return anywhere(program, name, -1);
}

static const fl_node *search_upwards(fl_program *program, fl_node *name)
{
    const fl_node *below = name;
    for (const fl_node *n = name->parent; n; below = n, n = n->parent) {
        const fl_node *found = loop_target(n, below, name->text);
        if (!found && is_function(n) && !(found = parameter_of(n, name->text)) && n->kind == FL_NODE_FUNCTION)
            found = in_scope(n, name->text, name);
        else if (fl_node_is(found, FL_NODE_PARAMETER, NULL) && is_function(n))
            found = parameter_at(program, n, found, name);
        if (!found && n->kind == FL_NODE_MODULE)
            found = in_scope(n, name->text, name);
        if (found && n->kind == FL_NODE_MODULE &&
            (is_changed_elsewhere(program, name->text) ||
             (found->kind == FL_NODE_ASSIGN && fl_node_is(found->last, FL_NODE_NUMBER, NULL) &&
              is_assigned_below(program, found, name->text))))
            return &ambiguous;
        if (found && found->kind == FL_NODE_IMPORT) {
            const fl_node *here = anywhere(program, name->text, name->file);
            return here && (strchr(found->text, '.') || here->kind == FL_NODE_CLASS) ? here : found;
        }
        if (found)
            return found;
    }
    return anywhere(program, name->text, name->file);
}

const fl_node *fl_meaning(fl_program *program, fl_node *name)
{
    if (!name->looked_up) {
        name->looked_up = true;
        name->meaning = search_upwards(program, name);
    }
    return name->meaning;
}

/* What the language itself brings under a name that begins like that of a class. */
static bool is_of_language(const char *name)
{
    static const char *const names[] = {"True",       "False",
                                        "None",       "NotImplemented",
                                        "Ellipsis",   "KeyboardInterrupt",
                                        "SystemExit", "StopIteration",
                                        "Some",       "Ok",
                                        "Err",        "Option",
                                        "Result",     "Vec",
                                        "String",     "Box",
                                        "Self",       "Default",
                                        "Iterator",   "Clone",
                                        "Copy",       "Send",
                                        "Sync",       "Drop",
                                        "Fn",         "FnMut",
                                        "FnOnce",     "From",
                                        "Into",       "Debug",
                                        NULL};
    size_t length = strlen(name);
    return fl_is_one_of(name, names) || (length > 5 && strcmp(name + length - 5, "Error") == 0) ||
           (length > 9 && strcmp(name + length - 9, "Exception") == 0);
}

/* A class that nothing names comes from the file's one star import, `from torch.nn import *` or `use
 * a::prelude::*`; of several it is not told which. "": from none. */
static const char *from_star(const fl_program *program, const fl_node *name, char text[256])
{
    const fl_node *star = NULL, *module = program->files[name->file].module;
    bool class_node = name->text[0] >= 'A' && name->text[0] <= 'Z';
    text[0] = '\0';
    if (!class_node || is_of_language(name->text))
        return text;
    for (const fl_node *n = module; n; n = fl_node_following(n, module)) {
        size_t length = n->kind == FL_NODE_IMPORT ? strlen(n->text) : 0;
        if (length < 3 || strcmp(n->text + length - 2, ".*") != 0 || strncmp(n->text, "super.", 6) == 0 ||
            strncmp(n->text, "crate.", 6) == 0 || n->text[0] == '.')
            continue;
        if (star && strcmp(star->text, n->text) != 0)
            return text;
        star = n;
    }
    if (star)
        snprintf(text, 256, "%.*s%.100s", (int)(strlen(star->text) < 150 ? strlen(star->text) - 1 : 0),
                 star->text, name->text);
    return text;
}

/* NOLINTBEGIN(misc-no-recursion): as deep as the tree, and aliases at most 8 */

static bool dotted(fl_program *program, fl_node *node, char *text, int aliases)
{
    char base[256] = "";
    if (node->kind == FL_NODE_CALL && strcmp(node->text, "!") == 0)
        node = node->first;
    if (node->kind == FL_NODE_FIELD && node->first) {
        /* what a pattern binds has no meaning here, and is no module for all that */
        bool bound = node->of_value && node->first->kind == FL_NODE_NAME &&
                     strcmp(node->first->text, "self") != 0 && !fl_meaning(program, node->first);
        bool named = !bound && (node->first->kind == FL_NODE_NAME || node->first->kind == FL_NODE_FIELD) &&
                     dotted(program, node->first, base, aliases);
        /* Python's self.model.half() is a method of a value like any other */
        const fl_program_file *file = &program->files[node->file];
        named = named && (file->rust || file->c || base[0] != '.');
        snprintf(text, 256, "%.150s.%.100s", named ? base : "", node->text);
        return true;
    }
    if (node->kind != FL_NODE_NAME)
        return false;
    const fl_node *meaning = fl_meaning(program, node);
    if (fl_node_is(meaning, FL_NODE_IMPORT, NULL)) {
        snprintf(text, 256, "%.250s", meaning->text);
        return true;
    }
    if (fl_node_is(meaning, FL_NODE_ASSIGN, NULL) && !fl_is_ambiguous(meaning) && aliases < 8 &&
        (meaning->last->kind == FL_NODE_NAME || meaning->last->kind == FL_NODE_FIELD))
        return dotted(program, meaning->last, text, aliases + 1);
    if (!meaning && from_star(program, node, text)[0])
        return true;
    snprintf(text, 256, "%.250s", node->text);
    /* a value's method is not the function of a module of that name */
    return !meaning || meaning->kind == FL_NODE_FUNCTION || meaning->kind == FL_NODE_CLASS;
}

const char *fl_dotted(fl_program *program, fl_node *callee, char text[256])
{
    text[0] = '\0';
    if (!callee || (!dotted(program, callee, text, 0) && callee->kind != FL_NODE_NAME))
        text[0] = '\0';
    return text;
}

/* NOLINTEND(misc-no-recursion) */

bool fl_is_own_object(const char *parameter)
{
    return strcmp(parameter, "self") == 0 || strcmp(parameter, "cls") == 0;
}

/* Whether a call by a method's name gives as many arguments as the function takes; what unpacks a list may
 * give any number. `self` counts when the call goes through a path: Type::method(value, …). */
bool fl_takes_as_many(const fl_program *program, const fl_node *function, const fl_node *callee)
{
    const fl_node *call = callee->parent;
    size_t given = 0, named = 0, most = 0;
    if (!fl_node_is(call, FL_NODE_CALL, NULL) || call->first != callee)
        return true;
    for (const fl_node *n = callee->next; n; n = n->next) {
        if (n->kind == FL_NODE_OPAQUE || fl_node_is(n, FL_NODE_KEYWORD, "**"))
            return true;
        named += n->kind == FL_NODE_KEYWORD;
        given += n->kind != FL_NODE_KEYWORD;
    }
    bool method = false;
    for (const fl_node *p = function->first->first; p; p = p->next) {
        bool self = p == function->first->first && fl_is_own_object(p->text);
        method = method || self;
        most += !self;
    }
    if (!program->files[function->file].rust) /* *args is not told from an argument */
        return most > 0 || given + named == 0;
    bool path = fl_node_is(callee->first, FL_NODE_NAME, NULL) && callee->first->text[0] >= 'A' &&
                callee->first->text[0] <= 'Z';
    return given == most || (method && path && given == most + 1);
}

/* C++: another function of the same name takes as many arguments, a specialisation perhaps. */
static bool is_one_of_several(const fl_program *program, const fl_node *function)
{
    for (size_t i = 0; i < program->file_count && program->files[function->file].c; i++)
        for (const fl_node *n = program->files[i].module; n;
             n = fl_node_following(n, program->files[i].module))
            if (n != function && fl_node_is(n, FL_NODE_FUNCTION, function->text) && !fl_is_method(n) &&
                fl_node_count(n->first) == fl_node_count(function->first))
                return true;
    return false;
}

/* The function that a name stands for, through aliases. */
static const fl_node *function_of_name(fl_program *program, fl_node *name)
{
    const fl_node *meaning = fl_meaning(program, name);
    if (fl_node_is(meaning, FL_NODE_FUNCTION, NULL) && is_one_of_several(program, meaning))
        return NULL;
    for (int aliases = 0; aliases < 8 && meaning && meaning->kind == FL_NODE_ASSIGN; aliases++) {
        if (meaning->last->kind == FL_NODE_LAMBDA)
            return meaning->last;
        meaning = meaning->last->kind == FL_NODE_NAME ? fl_meaning(program, meaning->last) : NULL;
    }
    return fl_node_is(meaning, FL_NODE_FUNCTION, NULL) ? meaning : NULL;
}

/* fn forward(&self, …); of a trait of Rust */
static bool is_declaration(const fl_node *function)
{
    return fl_node_is(fl_node_child(function, 1), FL_NODE_BLOCK, ";");
}

/* The one function of that name in the whole program; NULL when there are several. */
static const fl_node *only_function_called(const fl_program *program, const char *name)
{
    const fl_node *found = NULL;
    for (size_t i = 0; i < program->file_count; i++)
        for (const fl_node *n = program->files[i].module; n;
             n = fl_node_following(n, program->files[i].module)) {
            if (!fl_node_is(n, FL_NODE_FUNCTION, name) || is_declaration(n))
                continue;
            if (found)
                return NULL;
            found = n;
        }
    return found;
}

bool fl_is_method(const fl_node *function)
{
    const fl_node *block = function->parent;
    return block && fl_node_is(block->parent, FL_NODE_CLASS, NULL);
}

/* Python's model.train(): a function of the file that is called train is no method of what a variable holds. */
static bool is_called_on_object(fl_program *program, const fl_node *function, fl_node *callee)
{
    const fl_program_file *file = &program->files[callee->file];
    if (file->rust || file->c || fl_is_method(function) || !fl_node_is(callee->first, FL_NODE_NAME, NULL))
        return false;
    const fl_node *meaning = fl_meaning(program, callee->first);
    return fl_node_is(meaning, FL_NODE_ASSIGN, NULL) || fl_node_is(meaning, FL_NODE_PARAMETER, NULL);
}

const fl_node *fl_called_function(fl_program *program, fl_node *callee)
{
    if (!callee)
        return NULL;
    if (callee->kind == FL_NODE_NAME)
        return function_of_name(program, callee);
    if (callee->kind != FL_NODE_FIELD || callee->looked_up)
        return callee->meaning;
    callee->looked_up = true; /* no other question is asked about a field */
    const fl_node *found = only_function_called(program, callee->text);
    bool called =
        found && fl_takes_as_many(program, found, callee) && !is_called_on_object(program, found, callee);
    return callee->meaning = called ? found : NULL;
}

bool fl_may_be_own(const fl_program *program, const fl_node *callee)
{
    for (size_t i = 0; i < program->file_count; i++)
        for (const fl_node *n = program->files[i].module; n;
             n = fl_node_following(n, program->files[i].module))
            if (fl_node_is(n, FL_NODE_FUNCTION, callee->text) && !is_declaration(n) &&
                fl_takes_as_many(program, n, callee))
                return true;
    return false;
}

/* Python: C(…) calls C.__init__. */
static const fl_node *class_made_by(const fl_node *function)
{
    return strcmp(function->text, "__init__") == 0 && fl_is_method(function) ? function->parent->parent
                                                                             : NULL;
}

fl_node *fl_next_call_of(fl_program *program, const fl_node *function, const fl_node *after)
{
    const fl_node *class_node = class_made_by(function);
    const char *name = class_node ? class_node->text : function->text;
    bool passed = after == NULL;
    for (size_t i = 0; i < program->file_count; i++)
        for (fl_node *n = program->files[i].module; n; n = fl_node_following(n, program->files[i].module)) {
            if (passed && n->kind == FL_NODE_CALL && n->first && strcmp(n->first->text, name) == 0 &&
                (class_node ? n->first->kind == FL_NODE_NAME && fl_meaning(program, n->first) == class_node
                            : fl_called_function(program, n->first) == function))
                return n;
            passed = passed || n == after;
        }
    return NULL;
}

fl_node *fl_argument_for(const fl_node *call, const fl_node *parameter)
{
    size_t position = 0, index = 0;
    for (const fl_node *p = parameter->parent->first; p && p != parameter; p = p->next)
        position += !fl_is_own_object(p->text);
    for (fl_node *n = call->first->next; n; n = n->next) {
        if (n->kind == FL_NODE_KEYWORD && strcmp(n->text, parameter->text) == 0)
            return n->first;
        if (n->kind != FL_NODE_KEYWORD && index++ == position)
            return n;
    }
    return parameter->first;
}
