/* Any text, as a source in Rust, must end in a tree within its limits whose texts are fit to be shown, or in
 * a reason, never in a fault. */
#include "tests/fuzz/fuzz.h"

#include "bench/audit/reader/program.h"
#include "bench/base/text.h"

/* A case refuses other files before they come to a parser. */
static bool is_text(const char *text, size_t size)
{
    for (size_t i = 0, bytes = 1; i < size; i += bytes)
        if (fl_utf8_next(text + i, size - i, &bytes) <= 0)
            return false;
    return true;
}

static void check_node(const fl_program *program, const fl_node *n)
{
    char where[160];
    fuzz_must(n->kind < FL_NODE_KINDS && n->line >= 1 && fl_text_is_plain(n->text));
    fuzz_must(!n->first == !n->last);
    fuzz_must(!n->first || n->first->parent == n);
    fuzz_must(!n->last || !n->last->next);
    fuzz_must(fl_node_where(program, n, where) == where);
}

static void check_tree(const fl_program *program, const fl_node *root)
{
    size_t count = 0;
    int depth = 0;
    for (const fl_node *n = root, *next; n; n = next) {
        check_node(program, n);
        count++;
        next = fl_node_following(n, root);
        depth += n->first ? 1 : 0;
        fuzz_must(depth < FL_TREE_DEPTH);
        for (const fl_node *up = n; next && !n->first && up->parent != next->parent; up = up->parent)
            depth--;
    }
    fuzz_must(count >= 1 && count <= program->nodes && program->nodes <= FL_MOST_NODES);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static fl_program program;
    char reason[160] = "";
    char *text = fuzz_text(bytes, size);
    if (is_text(text, size)) {
        program.file_count = 1;
        program.files[0] = (fl_program_file){.path = "bench.rs", .rust = true};
        if (fl_rust_parse(&program, 0, text, size, reason))
            check_tree(&program, program.files[0].module);
        else
            fuzz_must(reason[0] && fl_text_is_plain(reason));
    }
    fl_program_free(&program);
    free(text);
    return 0;
}
