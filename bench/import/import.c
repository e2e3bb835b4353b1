#include "bench/import/import.h"

#include <cjson/cJSON.h>
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bench/base/file.h"
#include "bench/base/folder.h"
#include "bench/base/known_format.h"
#include "bench/import/import_parts.h"
#include "bench/record/tool_formats.h"

enum { FILE_LIMIT = 256 << 20 };

/* The first that knows the document reads it. */
#define FL_IMPORTER_LISTED(name) fl_import_##name,
static fl_importer *const importers[] = {FL_IMPORTERS(FL_IMPORTER_LISTED)};

static fl_status read_tree(fl_reader *reader, const void *context, fl_document *document, bool *taken)
{
    fl_import import = {reader, reader->name, context, document, reader->error, FL_OK};
    fl_status status = FL_OK;
    for (size_t i = 0; i < sizeof importers / sizeof importers[0] && status == FL_OK && !*taken; i++)
        status = importers[i](&import, taken);
    return status;
}

/* Text that is no JSON may be a table; what is neither is refused by what it is. */
static fl_status read_text(const char *bytes, size_t size, const char *path, const fl_import_options *options,
                           fl_document *document, bool *taken, fl_error *error)
{
    fl_import import = {NULL, path, options, document, error, FL_OK};
    size_t blank = 0;
    while (blank < size && isspace((unsigned char)bytes[blank]))
        blank++;
    if (blank < size && (bytes[blank] == '{' || bytes[blank] == '['))
        return FL_OK;
    fl_status status = fl_refuse_known_format(bytes, size, path, "a result file", error);
    if (status != FL_OK)
        return status;
    fl_document_init(document);
    status = fl_import_columns(&import, bytes, size, taken);
    if (status != FL_OK || !*taken)
        fl_document_free(document);
    return status;
}

fl_status fl_import_parse(const char *bytes, size_t size, const char *path, const fl_import_options *options,
                          fl_document *document, fl_error *error)
{
    const fl_format_reader formats = {.read = read_tree,
                                      .context = options,
                                      .incomplete = options->incomplete,
                                      .without_samples = options->without_samples};
    bool taken = false;
    memset(document, 0, sizeof *document);
    fl_status status = read_text(bytes, size, path, options, document, &taken, error);
    if (status != FL_OK || taken)
        return status;
    return fl_document_parse_any(bytes, size, path, &formats, document, error);
}

static bool is_folder(const char *path)
{
    struct stat facts;
    return stat(path, &facts) == 0 && S_ISDIR(facts.st_mode);
}

static fl_status read_folder(const char *path, fl_document *document, fl_error *error)
{
    fl_import_options options = {.folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (options.folder < 0)
        return fl_fail(error, FL_USAGE, "%s: cannot open: %s", path, strerror(errno));
    fl_status status = fl_import_criterion_folder(path, &options, document, error);
    close(options.folder);
    return status;
}

static fl_status read_path(const char *path, bool without_samples, fl_document *document, fl_error *error)
{
    char *bytes = NULL;
    size_t size = 0;
    memset(document, 0, sizeof *document);
    if (is_folder(path))
        return read_folder(path, document, error);
    fl_status status = fl_file_read(path, FILE_LIMIT, &bytes, &size, error);
    fl_import_options options = {.folder = status == FL_OK ? fl_folder_open_of(path, NULL) : -1,
                                 .without_samples = without_samples};
    if (status == FL_OK)
        status = fl_import_parse(bytes, size, path, &options, document, error);
    if (options.folder >= 0)
        close(options.folder);
    free(bytes);
    return status;
}

fl_status fl_import_read(const char *path, fl_document *document, fl_error *error)
{
    return read_path(path, false, document, error);
}

fl_status fl_import_read_figures(const char *path, fl_document *document, fl_error *error)
{
    return read_path(path, true, document, error);
}
