/* Prints the tree of a source. usage: print_program FILE */
#include <stdio.h>
#include <stdlib.h>

#include "bench/audit/source/program.h"
#include "bench/record/file.h"

int main(int argc, char **argv)
{
    static fl_case_text text;
    static fl_program program;
    fl_error error;
    if (argc != 2 || fl_file_read(argv[1], 4 << 20, &text.bytes, &text.size, &error) != FL_OK)
        return 2;
    snprintf(text.path, sizeof text.path, "%s", argv[1]);
    fl_program_read(&text, 1, "", &program);
    const fl_node *root = program.files[0].module;
    if (!root)
        printf("%s\n", program.missing);
    for (const fl_node *n = root; n; n = fl_node_following(n, root)) {
        int depth = 0;
        for (const fl_node *up = n->parent; up; up = up->parent)
            depth++;
        printf("%4d %*s%s %s\n", n->line, 2 * depth, "", fl_node_names[n->kind], n->text);
    }
    fl_program_free(&program);
    free(text.bytes);
    return root ? 0 : 1;
}
