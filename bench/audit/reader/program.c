#include "bench/audit/reader/program.h"

#include <stdio.h>
#include <string.h>

#include "bench/audit/reader/tree_answer.h"
#include "bench/base/clock_check.h"
#include "bench/base/text.h"

const char *const fl_node_names[FL_NODE_KINDS] = {
    "module", "function", "class",  "bases",  "parameters", "parameter",     "attribute", "block",
    "assign", "for",      "while",  "if",     "match",      "return",        "break",     "continue",
    "raise",  "pass",     "with",   "try",    "import",     "name",          "number",    "string",
    "truth",  "none",     "field",  "index",  "call",       "keyword",       "unary",     "binary",
    "lambda", "list",     "repeat", "dict",   "entry",      "comprehension", "generator", "cast",
    "range",  "slice",    "joined", "opaque",
};

void fl_program_free(fl_program *program)
{
    fl_arena_free(&program->arena);
    *program = (fl_program){0};
}

static int depth_of(const fl_node *node)
{
    int depth = 0;
    for (; node; node = node->parent)
        depth++;
    return depth;
}

static void append(fl_node *parent, fl_node *node)
{
    node->parent = parent;
    node->next = NULL;
    node->position = parent && parent->last ? parent->last->position + 1 : 0;
    if (!parent)
        return;
    if (parent->last)
        parent->last->next = node;
    else
        parent->first = node;
    parent->last = node;
}

fl_node *fl_node_add(fl_program *program, fl_node *parent, fl_node_kind kind, int file, int line,
                     const char *text, size_t size)
{
    if (program->nodes >= FL_MOST_NODES || depth_of(parent) >= FL_NODE_DEPTH)
        return NULL;
    fl_node *node = fl_arena_take(&program->arena, sizeof *node);
    char *copy = node ? fl_arena_copy(&program->arena, text, size) : NULL;
    if (!copy)
        return NULL;
    if (!fl_text_is_plain(copy)) { /* never longer than before */
        char *plain = fl_arena_take(&program->arena, size + 1);
        if (!plain)
            return NULL;
        copy = fl_text_make_plain(copy, plain, size + 1);
    }
    *node = (fl_node){.kind = kind, .file = file, .line = line, .serial = program->nodes, .text = copy};
    append(parent, node);
    program->nodes++;
    return node;
}

void fl_node_set_number(fl_node *node, double number)
{
    const char *t = node->text;
    bool based = t[0] == '0' && t[1] && strchr("xXbo", t[1]);
    bool size = strstr(t, "size") && !strchr(t, '.'); /* its 'e' is no exponent */
    node->number = number;
    node->single = !based && strstr(t, "f32");
    node->whole = based || size || !(strpbrk(t, ".eE") || node->single || strstr(t, "f64"));
}

void fl_node_move(fl_node *node, fl_node *parent)
{
    fl_node *from = node->parent;
    if (from) {
        fl_node *before = NULL;
        for (fl_node *n = from->first; n && n != node; n = n->next)
            before = n;
        if (before)
            before->next = node->next;
        else
            from->first = node->next;
        if (from->last == node)
            from->last = before;
    }
    append(parent, node);
}

size_t fl_node_count(const fl_node *node)
{
    size_t count = 0;
    for (const fl_node *n = node ? node->first : NULL; n; n = n->next)
        count++;
    return count;
}

fl_node *fl_node_child(const fl_node *node, size_t which)
{
    fl_node *n = node ? node->first : NULL;
    while (n && which-- > 0)
        n = n->next;
    return n;
}

bool fl_node_is(const fl_node *node, fl_node_kind kind, const char *text)
{
    return node && node->kind == kind && (!text || strcmp(node->text, text) == 0);
}

bool fl_is_one_of(const char *word, const char *const list[])
{
    for (size_t i = 0; list[i]; i++)
        if (strcmp(word, list[i]) == 0)
            return true;
    return false;
}

const char *fl_node_where(const fl_program *program, const fl_node *node, char text[160])
{
    if (node)
        snprintf(text, 160, "%.140s:%d", program->files[node->file].path, node->line);
    else
        text[0] = '\0';
    return text;
}

fl_node *fl_node_skipping(const fl_node *node, const fl_node *root)
{
    while (node != root && !node->next)
        node = node->parent;
    return node == root ? NULL : node->next;
}

fl_node *fl_node_following(const fl_node *node, const fl_node *root)
{
    return node->first ? node->first : fl_node_skipping(node, root);
}

bool fl_node_is_alike(const fl_node *a, const fl_node *b)
{
    const fl_node *one = a, *other = b;
    for (; one && other; one = fl_node_following(one, a), other = fl_node_following(other, b))
        if (one->kind != other->kind || strcmp(one->text, other->text) != 0)
            return false;
    return one == other;
}

bool fl_ends_with(const char *text, const char *ending)
{
    size_t length = strlen(text), n = strlen(ending);
    return length >= n && strcmp(text + length - n, ending) == 0;
}

/* How many children a kind has at least, and of which kind the first are. */
static const struct {
    size_t least;
    fl_node_kind first, second; /* 0: any */
} shapes[FL_NODE_KINDS] = {
    [FL_NODE_FUNCTION] = {2, FL_NODE_PARAMETERS, FL_NODE_BLOCK},
    [FL_NODE_CLASS] = {2, FL_NODE_BASES, FL_NODE_BLOCK},
    [FL_NODE_ASSIGN] = {2, 0, 0},
    [FL_NODE_FOR] = {3, 0, 0},
    [FL_NODE_WHILE] = {2, 0, FL_NODE_BLOCK},
    [FL_NODE_IF] = {2, 0, 0},
    [FL_NODE_MATCH] = {1, 0, 0},
    [FL_NODE_WITH] = {1, 0, 0},
    [FL_NODE_TRY] = {1, FL_NODE_BLOCK, 0},
    [FL_NODE_IMPORT] = {1, FL_NODE_NAME, 0},
    [FL_NODE_FIELD] = {1, 0, 0},
    [FL_NODE_INDEX] = {2, 0, 0},
    [FL_NODE_CALL] = {1, 0, 0},
    [FL_NODE_KEYWORD] = {1, 0, 0},
    [FL_NODE_UNARY] = {1, 0, 0},
    [FL_NODE_BINARY] = {2, 0, 0},
    [FL_NODE_LAMBDA] = {2, FL_NODE_PARAMETERS, 0},
    [FL_NODE_REPEAT] = {2, 0, 0},
    [FL_NODE_ENTRY] = {2, 0, 0},
    [FL_NODE_COMPREHENSION] = {2, 0, FL_NODE_GENERATOR},
    [FL_NODE_GENERATOR] = {2, 0, 0},
    [FL_NODE_CAST] = {1, 0, 0},
    [FL_NODE_RANGE] = {2, 0, 0},
    [FL_NODE_SLICE] = {2, 0, 0},
};

bool fl_node_is_within(const fl_node *node, const fl_node *root)
{
    for (; node; node = node->parent)
        if (node == root)
            return true;
    return false;
}

const fl_node *fl_jump_target(const fl_node *jump)
{
    const bool labelled = jump->text[0] == '\'';
    for (const fl_node *n = jump->parent; n && n->kind != FL_NODE_FUNCTION && n->kind != FL_NODE_LAMBDA;
         n = n->parent) {
        bool loop = n->kind == FL_NODE_FOR || n->kind == FL_NODE_WHILE;
        if (labelled ? (loop || n->kind == FL_NODE_BLOCK) && strcmp(n->text, jump->text) == 0 : loop)
            return n;
    }
    return NULL;
}

/* Nodes that lack what their kind promises, where a parser gave up, count as not understood: everything
 * behind this relies on the promise. */
static void check_shapes(fl_node *module)
{
    for (fl_node *n = module; n; n = fl_node_following(n, module)) {
        const fl_node *second = n->first ? n->first->next : NULL;
        bool good = fl_node_count(n) >= shapes[n->kind].least;
        if (good && shapes[n->kind].first)
            good = fl_node_is(n->first, shapes[n->kind].first, NULL);
        if (good && shapes[n->kind].second)
            good = fl_node_is(second, shapes[n->kind].second, NULL);
        if (!good) {
            n->kind = FL_NODE_OPAQUE;
            n->text = "statement";
        }
    }
}

static void read_file(fl_program *program, const fl_case_text *sources, size_t count, size_t which,
                      const char *language, const fl_c_options *options)
{
    const fl_case_text *source = &sources[which];
    int index = (int)program->file_count;
    fl_program_file *file = &program->files[program->file_count++];
    *file = (fl_program_file){.path = source->path};
    bool python = fl_ends_with(source->path, ".py") || fl_ends_with(source->path, ".ipynb") ||
                  strcmp(language, "python") == 0;
    file->c = fl_is_c_path(source->path); /* also of a side in another language */
    file->rust = fl_ends_with(source->path, ".rs") || (!python && !file->c && strcmp(language, "rust") == 0);
    if (!fl_tree_has_time(file->reason)) {
        file->limited = true;
        return;
    }
    const uint64_t begin_ns = fl_limit_ns();
    if (file->rust ? !fl_rust_parse(program, index, source->bytes, source->size, file->reason)
        : file->c  ? !fl_clang_parse(program, index, sources, count, options, file->reason)
        : python   ? !fl_python_parse(program, index, source->bytes, source->size, file->reason)
                   : true)
        file->module = NULL;
    fl_tree_take_time(fl_limit_ns() - begin_ns);
    if (file->module)
        check_shapes(file->module);
    if (!file->module && !file->reason[0])
        snprintf(file->reason, sizeof file->reason, "there is no parser for its language");
}

void fl_program_read(const fl_case_text *sources, size_t count, const char *language,
                     const fl_c_options *options, const fl_rust_conditions *conditions, fl_program *program)
{
    *program = (fl_program){.complete = count > 0, .conditions = conditions};
    if (count == 0)
        snprintf(program->missing, sizeof program->missing, "no source is given");
    for (size_t i = 0; i < count && i < FL_CASE_FILES; i++) {
        read_file(program, sources, count, i, language, options);
        const fl_program_file *file = &program->files[i];
        if (file->module)
            continue;
        program->complete = false;
        if (!program->missing[0] && file->limited)
            snprintf(program->missing, sizeof program->missing, "%.120s was not read, see the head",
                     file->path);
        else if (!program->missing[0])
            snprintf(program->missing, sizeof program->missing, "%.80s could not be read: %.90s", file->path,
                     file->reason);
    }
    program->conditions = NULL;
}
