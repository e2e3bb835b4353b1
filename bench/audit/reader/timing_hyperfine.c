/* hyperfine (https://github.com/sharkdp/hyperfine, its manual and timer/wall_clock_timer.rs): runs the command as
 * often as --warmup says without storing anything, and then takes Instant::now() before each run and elapsed() behind
 * it; the file holds the times of all of them. */
#include "bench/audit/reader/timing_parts.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* if __name__ == "__main__": the block; NULL. */
static fl_node *guarded_block(fl_node *module)
{
    for (fl_node *n = module->first; n; n = n->next)
        if (n->kind == FL_NODE_IF && fl_node_is(n->first, FL_NODE_BINARY, "==") &&
            fl_node_is(n->first->first, FL_NODE_NAME, "__name__") && !n->next)
            return fl_node_is(fl_node_child(n, 1), FL_NODE_BLOCK, NULL) ? fl_node_child(n, 1) : NULL;
    return NULL;
}

static const char *base_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

/* Whether a command names the file as a word of its own. */
static bool is_run(const char *command, const char *path)
{
    for (const char *at = command; *at;) {
        char word[256];
        size_t length = strcspn(at, " ");
        snprintf(word, sizeof word, "%.*s", (int)(length < sizeof word ? length : sizeof word - 1), at);
        if (strcmp(base_of(word), base_of(path)) == 0)
            return true;
        at += length + (at[length] == ' ');
    }
    return false;
}

/* The statements of which the run of the command consists: the guarded block of a module of Python that it names, the
 * only main of a program of Rust. */
static fl_node *program_block(fl_program *program, const char *command)
{
    fl_node *found = NULL;
    for (size_t i = 0; i < program->file_count; i++) {
        fl_node *module = program->files[i].module, *block = NULL;
        if (module && !program->files[i].rust && is_run(command, program->files[i].path))
            block = guarded_block(module);
        for (fl_node *n = module && program->files[i].rust ? module->first : NULL; n; n = n->next)
            if (fl_node_is(n, FL_NODE_FUNCTION, "main"))
                block = fl_node_child(n, 1);
        if (block && found)
            return NULL;
        found = block ? block : found;
    }
    return found;
}

/* hyperfine --warmup 3: NaN where the command does not tell that it is all of hyperfine's. */
static double warm_up_runs(const char *command)
{
    static const char *const options[] = {"--warmup ", "--warmup=", "-w "};
    const char *at = strstr(command, "hyperfine ");
    for (size_t i = 0; at && i < sizeof options / sizeof *options; i++) {
        const char *value = strstr(at, options[i]);
        char *end = NULL;
        double runs = value ? strtod(value + strlen(options[i]), &end) : NAN;
        if (value && (*end == ' ' || *end == '\0'))
            return runs;
    }
    return at && !strstr(at, "-w") ? 0 : NAN;
}

void fl_timing_hyperfine(fl_timing_writer *w)
{
    fl_node *program = program_block(w->program, w->timing->entry);
    if (!program || !program->first)
        return;
    w->file = program->file;
    w->line = program->first->line;
    fl_node *block = fl_timing_add(w, NULL, FL_NODE_BLOCK, "");
    fl_node *list = fl_timing_add(w, block, FL_NODE_ASSIGN, "=");
    fl_timing_add(w, list, FL_NODE_NAME, FL_TIMING_TIMES);
    fl_timing_add(w, list, FL_NODE_LIST, "");
    fl_node *round = fl_timing_add_loop(w, block, NULL, w->timing->readings > 0 ? w->timing->readings : NAN);
    fl_timing_add_clock(w, round, FL_TIMING_START, "std.time.Instant.now");
    if (w->failed)
        return;
    while (program->first)
        fl_node_move(program->first, round);
    fl_timing_add_clock(w, round, FL_TIMING_STOP, "std.time.Instant.now");
    fl_timing_add_store(w, round, w->program->files[w->file].rust ? "push" : "append");
    while (block->first)
        fl_node_move(block->first, program);
    w->program->timed = program;
    w->program->timed_process = true;
    w->program->warm_up_runs = warm_up_runs(w->timing->command);
}
