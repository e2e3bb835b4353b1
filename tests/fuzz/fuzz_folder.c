/* A folder of strangers whose documents, result files and sources are any text must end in a proposed case that the
 * reader of cases takes, or in one line, never in a fault, and in the same one a second time. An input is the files
 * of the folder, each behind a line "=== NAME". */
#include "tests/fuzz/fuzz_files.h"

#include "bench/audit/case/find.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);

enum { MOST = 64 };

static char folder[] = "/tmp/fairlane-fuzz-XXXXXX";
static int folder_descriptor = -1;

static void remove_folder(void)
{
    rmdir(folder);
}

/* The file, and the folders that it stood in. */
static void take_away(const char *name)
{
    char path[FUZZ_LONGEST_NAME];
    snprintf(path, sizeof path, "%s", name);
    unlinkat(folder_descriptor, path, 0);
    for (char *slash; (slash = strrchr(path, '/')) != NULL;) {
        *slash = '\0';
        unlinkat(folder_descriptor, path, AT_REMOVEDIR);
    }
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc, (void)argv;
    folder_descriptor = fuzz_make_folder(folder, remove_folder);
    return 0;
}

static void check(const fl_finding *finding)
{
    static fl_case given;
    fl_error error = {""};
    for (size_t i = 0; i < finding->count; i++)
        fuzz_must(finding->files[i].path[0] &&
                  (i == 0 || strcmp(finding->files[i - 1].path, finding->files[i].path) < 0));
    fl_status status =
        fl_case_parse(finding->case_text, finding->case_size, "fuzz", folder_descriptor, &given, &error);
    fuzz_must(status == FL_OK || error.text[0]);
    if (status == FL_OK)
        fl_find_tell_lacks(finding, &given);
    fl_case_free(&given);
}

static void find(const fl_find_request *wanted, char **text)
{
    fl_finding finding = {0};
    fl_error error = {""};
    fl_status status = fl_find_case(folder_descriptor, "fuzz", wanted, &finding, &error);
    if (status == FL_OK)
        check(&finding);
    else
        fuzz_must(error.text[0] && !strpbrk(error.text, "\n\r\x1b"));
    *text = strdup(status == FL_OK ? finding.case_text : error.text);
    fuzz_must(*text != NULL);
    fl_finding_free(&finding);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static char names[MOST][FUZZ_LONGEST_NAME];
    fl_find_request wanted = {.whole = size % 2 == 0};
    char *text = fuzz_text(bytes, size), *first, *second = NULL;
    const char *content;
    size_t count = 0, length;
    for (const char *at = text; count < MOST && (at = fuzz_next_file(at, names[count], &content, &length));)
        if (names[count][0])
            fuzz_write_file(folder_descriptor, names[count++], content, length);
    if (size % 3 == 0) {
        wanted.globs[0] = "*torch*";
        wanted.globs[1] = "*numpy*";
    }
    if (size % 5 == 0) {
        wanted.core = "znver3";
        wanted.ghz = 3.4;
    }
    find(&wanted, &first);
    if (size % 4 == 0) {
        find(&wanted, &second);
        fuzz_must(strcmp(first, second) == 0);
    }
    for (size_t i = 0; i < count; i++)
        take_away(names[i]);
    free(first);
    free(second);
    free(text);
    return 0;
}
