/* Python source through Python's own parser: python_tree.py, which is compiled in, runs in an isolated
 * interpreter with limits of its own. */
#include "bench/audit/reader/tree_answer.h"

extern const char fl_python_tree[]; /* the script; zero-terminated */

bool fl_python_parse(fl_program *program, int file, const char *source, size_t size, char reason[160])
{
    bool notebook = fl_ends_with(program->files[file].path, ".ipynb");
    const char *arguments[] = {
        "python3", "-I", "-S", "-B", "-c", fl_python_tree, notebook ? "notebook" : NULL, NULL};
    const fl_tree_parser python = {.arguments = arguments,
                                   .name = "python3",
                                   .complaint = "it is not Python: ",
                                   .input = source,
                                   .input_size = size};
    return fl_tree_parse(program, file, &python, reason);
}
