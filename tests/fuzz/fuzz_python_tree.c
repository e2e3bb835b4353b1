/* Any bytes, as what the process that parses Python answers, must end in a tree within its limits or in a
 * reason, never in a fault. The process itself is replaced: this file has the function that starts one. */
#include "tests/fuzz/fuzz.h"

#include "bench/audit/reader/program.h"
#include "bench/base/subprocess.h"
#include "bench/base/text.h"

static const uint8_t *answer;
static size_t answer_size;

fl_status fl_subprocess_filter(const fl_subprocess *program, char **output, size_t *output_size, bool *absent,
                               fl_error *error)
{
    (void)program;
    *absent = answer_size > 1 && answer[0] == '!';
    *output = NULL;
    *output_size = 0;
    if (answer_size > 0 && answer[0] == '!') /* it could not be started, or failed */
        return fl_fail(error, FL_UNABLE, "python3 failed");
    *output = fuzz_text(answer, answer_size);
    *output_size = answer_size;
    return FL_OK;
}

static void check_tree(const fl_program *program, const fl_node *root)
{
    size_t count = 0;
    for (const fl_node *n = root; n; n = fl_node_following(n, root)) {
        fuzz_must(n->kind < FL_NODE_KINDS && n->line >= 1 && fl_text_is_plain(n->text));
        fuzz_must(n == root || n->parent);
        count++;
    }
    fuzz_must(count == program->nodes && count >= 1 && count <= FL_MOST_NODES);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static fl_program program;
    char reason[160] = "";
    answer = bytes;
    answer_size = size;
    program.file_count = 1;
    program.files[0] = (fl_program_file){.path = size % 2 ? "bench.py" : "bench.ipynb"};
    if (fl_python_parse(&program, 0, "", 0, reason))
        check_tree(&program, program.files[0].module);
    else
        fuzz_must(reason[0] && strlen(reason) < sizeof reason && !strpbrk(reason, "\n\r\x1b"));
    fl_program_free(&program);
    return 0;
}
