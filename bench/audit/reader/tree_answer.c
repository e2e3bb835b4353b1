/* The tree that a parser in another process answers with. */
#include <cjson/cJSON.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/audit/reader/tree_answer.h"
#include "bench/base/clock_check.h"
#include "bench/base/subprocess.h"
#include "bench/record/parse.h"

typedef struct answer {
    fl_program *program;
    int file;
    const char *complaint; /* before the parser's own words */
    const char *parser;
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

/* true: an import of the language's own library; a number: the marks of clang_library.py. */
static void read_marks(fl_node *node, const cJSON *marks)
{
    enum { FORCED = 1, OF_FILE = 2, OF_ALL = 4, COPIED = 8, MOVED = 16 };
    unsigned set = whole(marks, 0, 32) ? (unsigned)marks->valuedouble : 0;
    node->standard = cJSON_IsTrue(marks);
    node->forced = set & FORCED;
    node->copied = set & COPIED;
    node->moved = set & MOVED;
    node->storage = set & OF_ALL ? FL_STORAGE_ALL : set & OF_FILE ? FL_STORAGE_FILE : FL_STORAGE_OWN;
}

static fl_node *read_node(answer *a, const cJSON *row, size_t index, fl_node *const *nodes)
{
    const cJSON *kind = cJSON_GetArrayItem(row, 0), *line = cJSON_GetArrayItem(row, 1),
                *parent = cJSON_GetArrayItem(row, 2), *text = cJSON_GetArrayItem(row, 3);
    if (!cJSON_IsArray(row) || cJSON_GetArraySize(row) < 4 || cJSON_GetArraySize(row) > 5 ||
        !cJSON_IsString(kind) || kind_of(kind->valuestring) < 0 || !whole(line, 1, 1e9) ||
        !cJSON_IsString(text))
        return NULL;
    if (index == 0 ? strcmp(kind->valuestring, "module") != 0 : !whole(parent, 0, (double)index))
        return NULL;
    fl_node *node = fl_node_add(a->program, index == 0 ? NULL : nodes[(size_t)parent->valuedouble],
                                (fl_node_kind)kind_of(kind->valuestring), a->file, (int)line->valuedouble,
                                text->valuestring, strlen(text->valuestring));
    if (node)
        read_marks(node, cJSON_GetArrayItem(row, 4));
    if (node && node->kind == FL_NODE_NUMBER)
        fl_node_set_number(node, strtod(node->text, NULL));
    return node;
}

static fl_status read_nodes(fl_reader *reader, void *into)
{
    answer *a = into;
    const cJSON *list = cJSON_GetObjectItemCaseSensitive(reader->root, "nodes");
    const cJSON *complaint = cJSON_GetObjectItemCaseSensitive(reader->root, "error");
    if (cJSON_IsString(complaint) && cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(reader->root, "limit"))) {
        a->program->files[a->file].limited = true;
        return fl_fail(reader->error, FL_USAGE, "%s could not parse it within its limits: %.90s", a->parser,
                       complaint->valuestring);
    }
    if (cJSON_IsString(complaint))
        return fl_fail(reader->error, FL_USAGE, "%s%.130s", a->complaint, complaint->valuestring);
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
    a->program->files[a->file].limited = !good;
    return good ? FL_OK : fl_fail(reader->error, FL_USAGE, "it is nested too deeply or too long");
}

#define SECOND_NS 1000000000U
/* A folder of slow sources must end within a minute, of which finding them and the last one may take the rest. */
#define USUAL_NS ((uint64_t)FL_READING_SECONDS * SECOND_NS)

enum { LEAST_SECONDS = 5 }; /* also of the one that is begun at the very end */

static uint64_t taken_ns, most_taken_ns = USUAL_NS;

void fl_tree_begin(uint64_t most_ns)
{
    taken_ns = 0;
    most_taken_ns = most_ns ? most_ns : USUAL_NS;
}

bool fl_tree_has_time(char reason[160])
{
    if (taken_ns <= most_taken_ns)
        return true;
    snprintf(reason, 160,
             "the time for reading the sources of a case, %g s, is used up; --reading-time gives more",
             (double)most_taken_ns / SECOND_NS);
    return false;
}

void fl_tree_take_time(uint64_t ns)
{
    taken_ns += ns;
}

/* Why it gave no tree: it is not there, it was killed after its time, or it gave up by limits of its own. */
static void tell_failure(const fl_tree_parser *parser, bool absent, bool in_time, int seconds,
                         char reason[160])
{
    if (absent)
        snprintf(reason, 160, "there is no %s to parse it with", parser->arguments[0]);
    else if (in_time)
        snprintf(reason, 160, "%s could not parse it within its limits", parser->name);
    else
        snprintf(reason, 160, "%s takes more than the %d s that were left; --reading-time gives more",
                 parser->name, seconds);
}

bool fl_tree_parse(fl_program *program, int file, const fl_tree_parser *parser, char reason[160])
{
    char *output = NULL;
    size_t output_size = 0;
    fl_error error = {""};
    bool absent = false;
    fl_program_file *of = &program->files[file];
    uint64_t begin = fl_limit_ns();
    const fl_subprocess child = {.arguments = parser->arguments,
                                 .input = parser->input,
                                 .input_size = parser->input_size,
                                 .seconds = (int)((most_taken_ns - taken_ns) / SECOND_NS) + LEAST_SECONDS};
    fl_status status = fl_subprocess_filter(&child, &output, &output_size, &absent, &error);
    const uint64_t took_ns = fl_limit_ns() - begin;
    if (status != FL_OK) {
        of->limited = !absent;
        tell_failure(parser, absent, took_ns < (uint64_t)child.seconds * SECOND_NS, child.seconds, reason);
        return false;
    }
    answer a = {.program = program, .file = file, .complaint = parser->complaint, .parser = parser->name};
    status = fl_parse_tree(output, output_size, parser->name, read_nodes, &a, &error);
    free(output);
    if (status != FL_OK)
        snprintf(reason, 160, "%.159s", error.text);
    return status == FL_OK;
}
