/* Rust: what is written a second time, and what runs where no call shows it: where a value ends (Drop), in a panic, on a
 * signal, at the end of the program, on a thread. Points 11 to 13, 19 to 23, 30, 66 and 92. */
#include <stdio.h>
#include <string.h>

#include "bench/audit/providers/parts.h"
#include "bench/audit/providers/sources.h"

static void block_report(fl_source *s, const fl_node *where, const char *what)
{
    static const int points[] = {19, 20, 21, 22, 23, 30};
    for (size_t i = 0; i < sizeof points / sizeof *points; i++)
        fl_source_block(s, points[i], where, "%s", what);
}

/* ---- files that are written ---- */

/* The path in std::fs::write(path, …), File::create(path), options.open(path); NULL: it writes none. */
static fl_node *written_path(fl_source *s, const fl_node *n)
{
    static const char *const first[] = {"fs.write",     "File.create",    "File.create_new",
                                        "File.options", "fs.remove_file", NULL},
                             *const second[] = {"fs.rename", "fs.copy", "fs.hard_link", NULL};
    char name[256];
    if (n->kind != FL_NODE_CALL || !n->first || !n->first->next)
        return NULL;
    fl_dotted(&s->program, n->first, name);
    for (size_t i = 0; first[i]; i++)
        if (fl_ends_with(name, first[i]))
            return n->first->next;
    for (size_t i = 0; second[i]; i++)
        if (fl_ends_with(name, second[i]))
            return n->first->next->next;
    if (!fl_node_is(n->first, FL_NODE_FIELD, "open"))
        return NULL;
    for (const fl_node *k = n->first; k;
         k = fl_node_following(k, n->first)) /* OpenOptions::new().write(true) */
        if (fl_node_is(k, FL_NODE_FIELD, "write") || fl_node_is(k, FL_NODE_FIELD, "append") ||
            fl_node_is(k, FL_NODE_FIELD, "truncate"))
            return n->first->next;
    return NULL;
}

/* Whether a text below a node ends like a result file of the side. */
static bool has_result(const fl_source *s, const fl_node *root)
{
    for (const fl_node *n = root; n; n = fl_node_following(n, root))
        for (size_t i = 0; n->kind == FL_NODE_STRING && i < s->side->run_count; i++)
            if (n->text[0] && strcmp(fl_base_name(n->text), fl_base_name(s->side->runs[i].path)) == 0)
                return true;
    return false;
}

/* The variable, parameter or constant that a path is taken from; NULL: it is put together. */
static const fl_node *variable_of(fl_source *s, fl_node *path)
{
    while (path && (path->kind == FL_NODE_UNARY ||
                    (path->kind == FL_NODE_CALL && fl_node_is(path->first, FL_NODE_FIELD, NULL) &&
                     path->first->of_value)))
        path = path->kind == FL_NODE_UNARY ? path->first : path->first->first;
    return fl_node_is(path, FL_NODE_NAME, NULL) ? fl_meaning(&s->program, path) : NULL;
}

static bool is_result(fl_source *s, fl_node *path)
{
    const fl_node *m = variable_of(s, path);
    return has_result(s, path) || (fl_node_is(m, FL_NODE_ASSIGN, NULL) && has_result(s, m->last));
}

/* A text of its own that is no result's. */
static bool is_another_file(const fl_source *s, const fl_node *path)
{
    return fl_node_is(path, FL_NODE_STRING, NULL) && !has_result(s, path);
}

static void judge_second_writes(fl_source *s)
{
    fl_node *first = NULL;
    for (size_t i = 0; i < s->program.file_count; i++)
        for (fl_node *n = s->program.files[i].module; n && s->program.files[i].rust;
             n = fl_node_following(n, s->program.files[i].module)) {
            fl_node *path = written_path(s, n);
            if (!path || is_another_file(s, path))
                continue;
            const fl_node *m = variable_of(s, path);
            bool same =
                first && ((m && m == variable_of(s, first)) || (is_result(s, path) && is_result(s, first)));
            if (same) {
                block_report(s, n, "a file that may be the result's is written a second time here");
                return;
            }
            first = first && !is_result(s, path) ? first : path;
        }
}

/* ---- what no call shows ---- */

static bool may_write(fl_source *s, const fl_node *root, int deep);

/* NOLINTBEGIN(misc-no-recursion): deep is limited */
static bool leads_to_write(fl_source *s, const fl_node *n, int deep)
{
    fl_node *path = written_path(s, n);
    char name[256];
    if (path)
        return !is_another_file(s, path);
    if (n->kind != FL_NODE_CALL || !n->first)
        return false;
    if (fl_ends_with(fl_dotted(&s->program, n->first, name), "Command.new"))
        return true;
    const fl_node *own = fl_called_function(&s->program, n->first);
    return own && may_write(s, own, deep + 1);
}

static bool may_write(fl_source *s, const fl_node *root, int deep)
{
    for (const fl_node *n = root; n && deep < 6; n = fl_node_following(n, root))
        if (leads_to_write(s, n, deep))
            return true;
    return deep >= 6;
}

/* NOLINTEND(misc-no-recursion) */

/* A closure, or a function of its own by its name, that is handed to what calls it later. */
static bool hands_over_writer(fl_source *s, const fl_node *call)
{
    for (fl_node *n = call->first ? call->first->next : NULL; n; n = fl_node_skipping(n, call))
        for (fl_node *k = n; k; k = fl_node_following(k, n)) {
            const fl_node *m = k->kind == FL_NODE_NAME ? fl_meaning(&s->program, k) : NULL;
            if ((k->kind == FL_NODE_LAMBDA || fl_node_is(m, FL_NODE_FUNCTION, NULL)) &&
                may_write(s, k->kind == FL_NODE_LAMBDA ? k : m, 0))
                return true;
        }
    return false;
}

static void judge_handlers(fl_source *s)
{
    static const char *const later[] = {
        "std.panic.set_hook", "panic.set_hook",    "set_hook",     "libc.atexit",
        "libc.signal",        "libc.sigaction",    "atexit",       "signal",
        "sigaction",          "ctrlc.set_handler", "signal_hook.", NULL};
    const char *const *const lists[] = {later, fl_starts_beside};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        for (const fl_node *n = NULL; (n = fl_source_find(s, lists[i], n));)
            if (n->kind == FL_NODE_CALL && hands_over_writer(s, n)) {
                block_report(s, n, "what is handed over here is called by itself, and may write the report");
                return;
            }
    /* an address in a struct, an attribute of the linker's: who calls a function that nothing calls? */
    for (size_t i = 0; i < s->program.file_count; i++)
        for (const fl_node *n = s->program.files[i].module; n && s->program.files[i].rust;
             n = fl_node_following(n, s->program.files[i].module))
            if (n->kind == FL_NODE_FUNCTION && strcmp(n->text, "main") != 0 &&
                n->parent == s->program.files[i].module && !fl_next_call_of(&s->program, n, NULL) &&
                may_write(s, n, 0)) {
                block_report(s, n, "nothing is seen to call this function, which may write the report");
                return;
            }
}

/* ---- Drop ---- */

/* impl Drop for X: by its function. */
static bool is_drop(const fl_node *n)
{
    const fl_node *block = fl_node_is(n, FL_NODE_CLASS, NULL) ? fl_node_child(n, 1) : NULL;
    for (const fl_node *f = block ? block->first : NULL; f; f = f->next)
        if (fl_node_is(f, FL_NODE_FUNCTION, "drop"))
            return true;
    return false;
}

static bool is_named_in(const fl_node *root, const char *name)
{
    for (const fl_node *n = root; n; n = fl_node_following(n, root))
        if ((n->kind == FL_NODE_NAME || n->kind == FL_NODE_FIELD) && strcmp(n->text, name) == 0)
            return true;
    return false;
}

/* Whether a value of a type may end within the timed loop: it stands there, or in a function that may be called there. */
static bool may_end_in_loop(const fl_source *s, const char *type)
{
    const fl_region *r = s->measuring.main;
    if (!r || is_named_in(r->loop ? r->loop : r->start->parent, type))
        return r != NULL;
    for (size_t i = 0; i < s->program.file_count; i++)
        for (const fl_node *n = s->program.files[i].module; n;
             n = fl_node_following(n, s->program.files[i].module))
            if (n->kind == FL_NODE_FUNCTION && strcmp(n->text, "main") != 0 &&
                !fl_node_is_within(r->start, n) && is_named_in(fl_node_child(n, 1), type))
                return true;
    return false;
}

/* What is done where a value ends, beside freeing what it held. */
static void judge_drop(fl_source *s, const fl_node *drop)
{
    static const fl_effect effects[] = {FL_DOES_SLEEP, FL_DOES_BUSY,   FL_DOES_PREDICT, FL_DOES_TRAIN,
                                        FL_DOES_CLOCK, FL_DOES_OUTPUT, FL_DOES_UNKNOWN};
    static const int points[] = {11, 12, 13, 92};
    fl_effects does = {0};
    if (may_write(s, drop, 0))
        block_report(s, drop, "where a value of this type ends, a file may be written");
    for (const fl_node *f = drop; f; f = fl_node_following(f, drop))
        if (f->kind == FL_NODE_FUNCTION)
            fl_effects_of(&s->evaluator, fl_node_child(f, 1), &does);
    bool acts = false;
    for (size_t i = 0; i < sizeof effects / sizeof *effects; i++)
        acts = acts || does.place[effects[i]];
    acts = acts && may_end_in_loop(s, drop->text);
    for (size_t i = 0; acts && i < sizeof points / sizeof *points; i++)
        fl_source_block(s, points[i], drop, "where a value of this type ends, code runs that no call shows");
}

void fl_source_late(fl_source *s)
{
    if (!s->rust)
        return;
    judge_second_writes(s);
    judge_handlers(s);
    for (size_t i = 0; i < s->program.file_count; i++)
        for (const fl_node *n = s->program.files[i].module; n && s->program.files[i].rust;
             n = fl_node_following(n, s->program.files[i].module))
            if (is_drop(n))
                judge_drop(s, n);
}
