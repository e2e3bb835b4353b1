/* Python source through Python's own parser: python_tree.py, which is compiled in, runs in an isolated
 * interpreter with limits of its own. What it answers is read as hostile. */
#include <cjson/cJSON.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/audit/reader/program.h"
#include "bench/base/clock_check.h"
#include "bench/base/subprocess.h"
#include "bench/record/parse.h"

enum { MOST_SLOW_SECONDS = 15 };

extern const char fl_python_tree[]; /* the script; zero-terminated */

typedef struct answer {
    fl_program *program;
    int file;
    char *reason;
} answer;

static int kind_of(const char *name)
{
    for (int kind = 0; kind < FL_NODE_KINDS; kind++)
        if (strcmp(fl_node_names[kind], name) == 0)
            return kind;
    return -1;
}

static bool whole(const cJSON *value, double least, double beyond)
{
    return cJSON_IsNumber(value) && value->valuedouble >= least && value->valuedouble < beyond &&
           value->valuedouble == floor(value->valuedouble);
}

static fl_node *read_node(answer *a, const cJSON *row, size_t index, fl_node *const *nodes)
{
    const cJSON *kind = cJSON_GetArrayItem(row, 0), *line = cJSON_GetArrayItem(row, 1),
                *parent = cJSON_GetArrayItem(row, 2), *text = cJSON_GetArrayItem(row, 3);
    if (!cJSON_IsArray(row) || cJSON_GetArraySize(row) != 4 || !cJSON_IsString(kind) ||
        kind_of(kind->valuestring) < 0 || !whole(line, 1, 1e9) || !cJSON_IsString(text))
        return NULL;
    if (index == 0 ? strcmp(kind->valuestring, "module") != 0 : !whole(parent, 0, (double)index))
        return NULL;
    fl_node *node = fl_node_add(a->program, index == 0 ? NULL : nodes[(size_t)parent->valuedouble],
                                (fl_node_kind)kind_of(kind->valuestring), a->file, (int)line->valuedouble,
                                text->valuestring, strlen(text->valuestring));
    if (node && node->kind == FL_NODE_NUMBER)
        fl_node_set_number(node, strtod(node->text, NULL));
    return node;
}

static fl_status read_nodes(fl_reader *reader, void *into)
{
    answer *a = into;
    const cJSON *list = cJSON_GetObjectItemCaseSensitive(reader->root, "nodes");
    const cJSON *complaint = cJSON_GetObjectItemCaseSensitive(reader->root, "error");
    if (cJSON_IsString(complaint))
        return fl_fail(reader->error, FL_USAGE, "it is not Python: %.100s", complaint->valuestring);
    int count = cJSON_IsArray(list) ? cJSON_GetArraySize(list) : 0;
    fl_node **nodes = calloc((size_t)count + 1, sizeof(fl_node *));
    if (!nodes)
        return fl_fail(reader->error, FL_UNABLE, "not enough memory");
    size_t index = 0;
    bool good = count > 0;
    for (const cJSON *row = list ? list->child : NULL; row && good; row = row->next) {
        nodes[index] = read_node(a, row, index, nodes);
        good = nodes[index++] != NULL;
    }
    if (good)
        a->program->files[a->file].module = nodes[0];
    free(nodes);
    return good ? FL_OK : fl_fail(reader->error, FL_USAGE, "it is nested too deeply or too long");
}

/* What slow sources took beyond a second each, of all that this process has read: a folder of such must end.
 */
static uint64_t slow_ns;

static bool ran_out_of_time(void)
{
    return slow_ns > (uint64_t)MOST_SLOW_SECONDS * 1000000000U;
}

static void note_time(uint64_t begin_ns)
{
    uint64_t taken = fl_limit_ns() - begin_ns;
    if (taken > 1000000000U)
        slow_ns += taken - 1000000000U;
}

bool fl_python_parse(fl_program *program, int file, const char *source, size_t size, char reason[160])
{
    bool notebook = fl_ends_with(program->files[file].path, ".ipynb");
    const char *arguments[] = {
        "python3", "-I", "-S", "-B", "-c", fl_python_tree, notebook ? "notebook" : NULL, NULL};
    char *output = NULL;
    size_t output_size = 0;
    fl_error error = {""};
    if (ran_out_of_time()) {
        snprintf(reason, 160, "the time for reading slow sources is used up");
        return false;
    }
    bool absent = false;
    uint64_t begin = fl_limit_ns();
    const fl_subprocess python = {.arguments = arguments, .input = source, .input_size = size};
    fl_status status = fl_subprocess_filter(&python, &output, &output_size, &absent, &error);
    note_time(begin);
    if (status != FL_OK) {
        snprintf(reason, 160, "%s",
                 absent ? "there is no python3 to parse it with"
                        : "python3 could not parse it within its limits");
        return false;
    }
    answer a = {.program = program, .file = file, .reason = reason};
    status = fl_parse_tree(output, output_size, "python3", read_nodes, &a, &error);
    free(output);
    if (status != FL_OK)
        snprintf(reason, 160, "%.159s", error.text);
    return status == FL_OK;
}
