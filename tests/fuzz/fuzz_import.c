/* Files of other benchmarks' tools, by content alone: any bytes must end in a document whose results have
 * names of their own and a latency, or in one line of error, never in a fault. An input that begins with "===
 * NAME" is the files that Criterion keeps beside each other, each behind such a line: read as a folder, and
 * by its files "estimates.json" and "sample.json" at its top. */
#include "tests/fuzz/fuzz_files.h"

#include <errno.h>
#include <ftw.h>

#include "bench/base/text.h"
#include "bench/import/import.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);

static char folder[] = "/tmp/fairlane-fuzz-XXXXXX";
static int folder_descriptor = -1;

/* ---- the folder ---- */

static int remove_one(const char *path, const struct stat *facts, int kind, struct FTW *at)
{
    (void)facts, (void)kind;
    return at->level > 0 ? remove(path) : 0;
}

static void empty_folder(void)
{
    fuzz_must(nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS) == 0);
}

static void remove_folder(void)
{
    empty_folder();
    rmdir(folder);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc, (void)argv;
    folder_descriptor = fuzz_make_folder(folder, remove_folder);
    return 0;
}

static void write_files(const char *text)
{
    for (const char *at = strstr(text, "=== "), *next; at; at = next) {
        const char *end = strchr(at, '\n');
        char name[256];
        next = strstr(at + 4, "\n=== ");
        next = next ? next + 1 : NULL;
        if (!end)
            return;
        snprintf(name, sizeof name, "%.*s", (int)(end - at - 4), at + 4);
        if (strncmp(name, "link ", 5) == 0 && fuzz_is_within(name + 5))
            fuzz_must(symlinkat("/dev/null", folder_descriptor, name + 5) == 0 || errno != 0);
        else if (fuzz_is_within(name))
            fuzz_write_file(folder_descriptor, name, end + 1,
                            next ? (size_t)(next - end - 1) : strlen(end + 1));
    }
}

/* ---- what is read ---- */

static void check(fl_status status, fl_document *document, const fl_error *error)
{
    if (status == FL_OK) {
        for (size_t i = 0; i < document->result_count; i++) {
            const fl_result *result = &document->results[i];
            fuzz_must(result->name[0] && fl_text_is_plain(result->name));
            fuzz_must(!result->imported || fl_document_find(document, result->name) == result);
            fuzz_must(!result->imported || result->per_call_us.mean > 0 || result->per_call_us.p50 > 0);
        }
        fl_document_free(document);
    } else {
        fuzz_must(status == FL_USAGE && error->text[0] && !strpbrk(error->text, "\n\r\x1b"));
    }
}

static void count_files(void *context, const char *path, const char *bytes, size_t size)
{
    fuzz_must(path[0] && (bytes || size == 0));
    ++*(size_t *)context;
}

static void read_bytes(const char *bytes, size_t size, bool incomplete)
{
    size_t files = 0;
    fl_import_options options = {
        .folder = folder_descriptor, .incomplete = incomplete, .seen = count_files, .context = &files};
    fl_document document;
    fl_error error = {""};
    fl_status status = fl_import_parse(bytes, size, "fuzz", &options, &document, &error);
    fuzz_must(files <= 2);
    check(status, &document, &error);
}

static void read_path(const char *name)
{
    char path[512];
    fl_document document;
    fl_error error = {""};
    snprintf(path, sizeof path, "%s/%s", folder, name);
    fl_status status = fl_import_read(path, &document, &error);
    check(status, &document, &error);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    if (size > 4 && memcmp(bytes, "=== ", 4) == 0) {
        char *text = fuzz_text(bytes, size);
        write_files(text);
        read_path("");
        read_path("estimates.json");
        read_path("sample.json");
        free(text);
        empty_folder();
        return 0;
    }
    read_bytes((const char *)bytes, size, false);
    read_bytes((const char *)bytes, size, true);
    return 0;
}
