/* Any words behind the name of a command must be read, or refused with one line, never end in a fault. One
 * word a line, the command first. Of commands that measure, trace or start programs only the reading of the
 * words is done; where it stands in the midst of the work, an option that is none ends it. Operands that name
 * files are read: two files are made from the words. */
#include "tests/fuzz/fuzz.h"

#include "bench/cli/cli.h"
#include "bench/cli/operand.h"
#include "tests/record/record_fixture.h"

fl_status fuzz_parse_audit(int argc, char **argv, fl_error *error);
fl_status fuzz_parse_bound(int argc, char **argv, fl_error *error);
fl_status fuzz_parse_model(int argc, char **argv, fl_error *error);
fl_status fuzz_parse_peers(int argc, char **argv, fl_error *error);
fl_status fuzz_parse_point93(int argc, char **argv, fl_error *error);
fl_status fuzz_parse_run(int argc, char **argv, fl_error *error);
fl_status fuzz_parse_trace(int argc, char **argv, fl_error *error);

enum { MOST_WORDS = 40, CALLS = 20 };

/* A whole result file, of which so many results are taken; the same text again and again. */
static const char *made_file(size_t results)
{
    static char *texts[4];
    fl_document document;
    if (!texts[results]) {
        fl_fixture(&document, CALLS, 1);
        size_t all = document.result_count;
        document.result_count = results < all ? results : all;
        fuzz_must(fl_document_text(&document, true, &texts[results], NULL) == FL_OK);
        document.result_count = all;
        fl_document_free(&document);
    }
    return texts[results];
}

static fl_status refuse(const fl_command *command, int argc, char **argv, fl_error *error)
{
    static char none[] = "--no-such-option"; /* twice, as the last option may take one for its argument */
    for (int i = 0; i < argc; i++)
        if (strcmp(argv[i], "--") == 0) /* behind it nothing is an option */
            return FL_OK;
    argv[argc] = argv[argc + 1] = none;
    argv[argc + 2] = NULL;
    fl_status status = command->run(argc + 2, argv, error);
    fuzz_must(status == FL_USAGE && error->text[0]);
    return status;
}

static fl_status read_words(int argc, char **argv, fl_error *error)
{
    static const struct {
        const char *name;
        fl_status (*parse)(int argc, char **argv, fl_error *error);
    } parsers[] = {{"audit", fuzz_parse_audit},    {"bound", fuzz_parse_bound}, {"model", fuzz_parse_model},
                   {"peers", fuzz_parse_peers},    {"run", fuzz_parse_run},     {"trace", fuzz_parse_trace},
                   {"point93", fuzz_parse_point93}};
    for (size_t i = 0; i < sizeof parsers / sizeof parsers[0]; i++)
        if (strcmp(argv[0], parsers[i].name) == 0)
            return parsers[i].parse(argc, argv, error);
    for (const fl_command *const *c = fl_commands; *c; c++)
        if (!(*c)->hidden && strcmp(argv[0], (*c)->name) == 0)
            return refuse(*c, argc, argv, error);
    return FL_OK;
}

/* Two operands, both in the one file that holds what follows a line "=", or a whole one of "1" to "3"
 * results. */
static void read_operands(const char *const arguments[2], const char *content)
{
    char paths[2][600];
    const char *const named[2] = {paths[0], paths[1]};
    fl_operand operands[2], one;
    fl_error error = {""};
    if (content[0] >= '1' && content[0] <= '3')
        content = made_file((size_t)(content[0] - '0'));
    const char *path = fuzz_file((const uint8_t *)content, strlen(content));
    for (int i = 0; i < 2; i++)
        snprintf(paths[i], sizeof paths[i], "%s%.500s",
                 arguments[i][0] == ':' || !arguments[i][0] ? path : "",
                 strchr(arguments[i], '/') ? "x" : arguments[i]);
    if (fl_operands_read("compare", named, operands, &error) != FL_OK)
        fuzz_must(error.text[0]);
    else
        fuzz_must(operands[0].side.result && operands[1].side.result);
    fl_operands_free(operands);
    fl_operand single[2] = {{0}};
    if (fl_operand_read("select", named[0], &one, &error) == FL_OK)
        fuzz_must(one.side.result != NULL);
    single[0] = one;
    fl_operands_free(single);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    char *text = fuzz_text(bytes, size), *words[MOST_WORDS + 4], *rest = NULL, empty[] = "";
    char *content = strstr(text, "\n=\n");
    fl_error error = {""};
    int count = 0;
    if (content) {
        *content = '\0';
        content += 3;
    }
    for (char *word = strtok_r(text, "\n", &rest); word && count < MOST_WORDS;
         word = strtok_r(NULL, "\n", &rest))
        words[count++] = strcmp(word, "\"\"") == 0 ? empty : word;
    words[count] = NULL;
    if (count > 0) {
        fl_status status = read_words(count, words, &error);
        fuzz_must(status == FL_OK || status == FL_USAGE || status == FL_UNABLE);
        fuzz_must(status == FL_OK || error.text[0]);
    }
    if (content && count >= 2)
        read_operands((const char *const[2]){words[count > 2 ? 1 : 0], words[count > 2 ? 2 : 1]}, content);
    free(text);
    return 0;
}
