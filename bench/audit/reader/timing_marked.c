/* torch.utils.benchmark and nanobench: what their timers do was written out where the source was parsed
 * (python_timers.py, clang_nanobench.py), in a block that carries the tool's name and the result's, "nanobench:linear".
 * Of several the result's own is kept. In it one call stands for as many in a row as the tool makes between two readings. */
#include "bench/audit/reader/timing_parts.h"

#include <string.h>

static bool carries(const fl_node *n, const char *tool)
{
    size_t length = strlen(tool);
    return n->kind == FL_NODE_BLOCK && strncmp(n->text, tool, length) == 0 && n->text[length] == ':';
}

/* "title/linear" of "linear" */
static bool is_named(const char *entry, const char *name)
{
    size_t all = strlen(entry), length = strlen(name);
    return length > 0 && all >= length && strcmp(entry + all - length, name) == 0 &&
           (all == length || entry[all - length - 1] == '/');
}

/* The block of the result: the one of its name, or the only one, whose name the source does not tell. */
static fl_node *block_of(const fl_program *program, const fl_timing *timing)
{
    const size_t head = strlen(timing->tool) + 1;
    fl_node *named = NULL, *only = NULL;
    size_t names = 0, all = 0;
    for (size_t i = 0; i < program->file_count; i++)
        for (fl_node *n = program->files[i].module; n; n = fl_node_following(n, program->files[i].module)) {
            if (!carries(n, timing->tool))
                continue;
            only = n;
            all++;
            if (is_named(timing->entry, n->text + head)) {
                named = n;
                names++;
            }
        }
    if (names > 0)
        return names == 1 ? named : NULL;
    return all == 1 && only->text[head] == '\0' ? only : NULL;
}

void fl_timing_marked(fl_timing_writer *w)
{
    fl_node *block = block_of(w->program, w->timing);
    if (!block)
        return;
    w->program->timed = block;
    w->program->timed_in_rows = true;
    for (size_t i = 0; i < w->program->file_count; i++) {
        fl_node *module = w->program->files[i].module;
        for (fl_node *n = module; n; n = fl_node_following(n, module)) {
            if (!carries(n, w->timing->tool) || n == block || fl_node_is_within(block, n))
                continue;
            n->kind = FL_NODE_PASS; /* timed beside it, and no part of it */
            n->text = "";
            n->first = n->last = NULL;
        }
    }
}
