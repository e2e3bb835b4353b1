/* Models of NumPy's formats: any bytes must end in a model with finite values or in one line of error, never
 * in a fault. An input that begins with "=== NAME" is files, each behind such a line: an archive is made of
 * them (.npz), with the sums that chance would never find, and those that end with ".npy" are read beside
 * each other as well. */
#define _GNU_SOURCE /* memmem */
#include "tests/fuzz/fuzz_files.h"

#include <fcntl.h>
#include <math.h>
#include <sys/mman.h>

#include "bench/base/text.h"
#include "bench/import/archive.h"
#include "bench/import/model.h"

enum { MOST_FILES = 80, LONGEST_NAME = 64 };

int LLVMFuzzerInitialize(int *argc, char ***argv);

static char folder[] = "/tmp/fairlane-fuzz-XXXXXX";
static int folder_descriptor = -1;

static void remove_folder(void)
{
    rmdir(folder);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc, (void)argv;
    folder_descriptor = fuzz_make_folder(folder, remove_folder);
    return 0;
}

static void check(fl_status status, const fl_model *model, const fl_error *error)
{
    if (status == FL_OK) {
        for (int n = 0; n < FL_WEIGHTS; n++)
            fuzz_must(isfinite(model->weights[n]));
        fuzz_must(isfinite(model->bias[0]) && isfinite(model->bias[1]) && !error->text[0]);
        fuzz_must(strlen(model->sha256) == 64 && fl_text_is_plain(model->origin));
    } else {
        if (status != FL_USAGE || !fl_text_is_plain(error->text))
            fprintf(stderr, "%d: %s\n", (int)status, error->text);
        fuzz_must(status == FL_USAGE && error->text[0] && fl_text_is_plain(error->text));
    }
}

static void read_bytes(const void *bytes, size_t size, const char *tensor)
{
    fl_model model;
    fl_error error = {""};
    fl_status status = fl_import_model_parse(bytes, size, "fuzz", tensor, &model, &error);
    check(status, &model, &error);
}

/* ---- an archive as an open file, as those of libraries' sources are read ---- */

static fl_status want(void *context, const char *name, size_t size, bool *wanted, fl_error *error)
{
    (void)context, (void)size, (void)error;
    *wanted = name[0] != '-';
    return FL_OK;
}

static fl_status take(void *context, const char *name, char **bytes, size_t size, fl_error *error)
{
    (void)context, (void)name, (void)error;
    fuzz_must((*bytes)[size] == '\0');
    return FL_OK;
}

static void read_file_of(const void *bytes, size_t size)
{
    const fl_archive_limits limits = {.files = 100, .file_bytes = 1 << 20, .all_bytes = 4 << 20};
    const fl_archive_visitor visitor = {want, take, NULL};
    fl_error error = {""};
    int file = memfd_create("fuzz", MFD_CLOEXEC);
    fuzz_must(file >= 0 && write(file, bytes, size) == (ssize_t)size);
    fl_status status = fl_archive_each_of_file(file, "fuzz", &limits, &visitor, &error);
    close(file);
    fuzz_must(status == FL_OK || (status == FL_USAGE && error.text[0] && fl_text_is_plain(error.text)));
}

/* ---- files ---- */

typedef struct piece {
    char name[LONGEST_NAME];
    const uint8_t *bytes;
    size_t size;
} piece;

static size_t split(const uint8_t *bytes, size_t size, piece pieces[MOST_FILES])
{
    static const char mark[] = "\n=== ";
    const uint8_t *at = bytes + 4, *end = bytes + size;
    size_t count = 0;
    while (count < MOST_FILES) {
        const uint8_t *line = memchr(at, '\n', (size_t)(end - at));
        if (!line)
            break;
        const uint8_t *next = memmem(line, (size_t)(end - line), mark, strlen(mark));
        piece *p = &pieces[count++];
        snprintf(p->name, sizeof p->name, "%.*s",
                 (int)(line - at < LONGEST_NAME ? line - at : LONGEST_NAME - 1), (const char *)at);
        p->bytes = line + 1;
        p->size = next ? (next == line ? 0 : (size_t)(next - line - 1)) : (size_t)(end - line - 1);
        if (!next)
            break;
        at = next + strlen(mark);
    }
    return count;
}

/* Those beside each other that a plain name ends with ".npy". */
static void read_beside(const piece *pieces, size_t count)
{
    for (size_t pass = 0; pass < 3; pass++)
        for (size_t i = 0; i < count; i++) {
            const char *name = pieces[i].name, *dot = strrchr(name, '.');
            char path[160];
            fl_model model;
            fl_error error = {""};
            if (!dot || dot == name || strcmp(dot, ".npy") != 0 || strchr(name, '/') ||
                !fl_text_is_plain(name))
                continue;
            snprintf(path, sizeof path, "%s/%s", folder, name);
            if (pass == 0) {
                int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
                fuzz_must(file >= 0 &&
                          write(file, pieces[i].bytes, pieces[i].size) == (ssize_t)pieces[i].size);
                close(file);
            } else if (pass == 1) {
                fl_status status = fl_import_model(path, NULL, &model, &error);
                check(status, &model, &error);
            } else {
                unlink(path);
            }
        }
}

/* ---- the archive ---- */

static uint32_t sum_of(const uint8_t *bytes, size_t size)
{
    uint32_t sum = 0xffffffff;
    for (size_t i = 0; i < size; i++) {
        sum ^= bytes[i];
        for (int bit = 0; bit < 8; bit++)
            sum = sum >> 1 ^ (0xedb88320 & (0U - (sum & 1)));
    }
    return ~sum;
}

static uint8_t *number(uint8_t *at, uint64_t value, int bytes)
{
    for (int i = 0; i < bytes; i++)
        *at++ = (uint8_t)(value >> (8 * i));
    return at;
}

/* A member's head in its place (central: false), or in the directory at the end. */
static uint8_t *head(uint8_t *at, const piece *p, bool central, size_t offset)
{
    size_t length = strlen(p->name);
    at = number(at, central ? 0x02014b50 : 0x04034b50, 4);
    at = central ? number(at, 20, 2) : at;
    at = number(number(number(number(at, 20, 2), 0, 4), 0, 2), 0, 2);
    at = number(number(number(at, sum_of(p->bytes, p->size), 4), p->size, 4), p->size, 4);
    at = number(number(at, length, 2), 0, 2);
    if (central)
        at = number(number(number(number(at, 0, 2), 0, 2), 0, 2), 0100644ULL << 16, 4);
    at = central ? number(at, offset, 4) : at;
    memcpy(at, p->name, length);
    return at + length;
}

/* Not compressed; the caller frees it. */
static uint8_t *make_archive(const piece *pieces, size_t count, size_t *size)
{
    size_t room = 22, offsets[MOST_FILES];
    for (size_t i = 0; i < count; i++)
        room += pieces[i].size + 2 * (46 + LONGEST_NAME);
    uint8_t *bytes = malloc(room), *at = bytes;
    fuzz_must(bytes != NULL);
    for (size_t i = 0; i < count; i++) {
        offsets[i] = (size_t)(at - bytes);
        at = head(at, &pieces[i], false, 0);
        memcpy(at, pieces[i].bytes, pieces[i].size);
        at += pieces[i].size;
    }
    size_t directory = (size_t)(at - bytes);
    for (size_t i = 0; i < count; i++)
        at = head(at, &pieces[i], true, offsets[i]);
    size_t length = (size_t)(at - bytes) - directory;
    at = number(number(number(number(at, 0x06054b50, 4), 0, 4), count, 2), count, 2);
    at = number(number(number(at, length, 4), directory, 4), 0, 2);
    *size = (size_t)(at - bytes);
    return bytes;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static piece pieces[MOST_FILES];
    if (size < 5 || memcmp(bytes, "=== ", 4) != 0) {
        read_bytes(bytes, size, NULL);
        read_bytes(bytes, size, "fc");
        read_file_of(bytes, size);
        return 0;
    }
    size_t count = split(bytes, size, pieces), archive_size = 0;
    uint8_t *archive = make_archive(pieces, count, &archive_size);
    read_bytes(archive, archive_size, NULL);
    read_bytes(archive, archive_size, "fc");
    read_file_of(archive, archive_size);
    read_beside(pieces, count);
    free(archive);
    return 0;
}
