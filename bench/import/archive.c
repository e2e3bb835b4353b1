#include "bench/import/archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <stdint.h>
#include <stdlib.h>

#include "bench/base/text.h"

typedef struct visit {
    struct archive *archive;
    const char *path;
    const fl_archive_limits *limits;
    const fl_archive_visitor *visitor;
    size_t files, unpacked; /* so far, by what the archive says and by what came out, the larger */
} visit;

/* libarchive's words may hold what the archive says. */
typedef struct reason {
    char text[160];
} reason;

static reason why(const visit *v)
{
    reason r;
    const char *text = archive_error_string(v->archive);
    fl_text_make_plain(text ? text : "it is damaged", r.text, sizeof r.text);
    return r;
}

static fl_status too_large(const visit *v, fl_error *error)
{
    return fl_fail(error, FL_USAGE, "%s: unpacks to more than %zu MiB; that much is not read", v->path,
                   v->limits->all_bytes >> 20);
}

/* Reads one file to its end, whatever size its head promised. name: fit to be shown. *size: in what it
 * promised, out what it has. */
static fl_status read_file(visit *v, const char *name, char **content, size_t *size, fl_error *error)
{
    size_t room = *size, used = 0;
    char *bytes = *content = malloc(room + 2);
    if (!bytes)
        return fl_fail(error, FL_UNABLE, "%s: no memory to read it", v->path);
    while (used <= room) { /* one byte more than promised tells a lie */
        la_ssize_t got = archive_read_data(v->archive, bytes + used, room + 1 - used);
        if (got < 0)
            return fl_fail(error, FL_USAGE, "%s: %s: %s", v->path, name, why(v).text);
        if (got == 0)
            break;
        used += (size_t)got;
    }
    if (used > room)
        return fl_fail(error, FL_USAGE, "%s: %s: is longer than the archive says", v->path, name);
    bytes[used] = '\0';
    *size = used;
    return FL_OK;
}

static fl_status visit_file(visit *v, struct archive_entry *entry, fl_error *error)
{
    const char *name = archive_entry_pathname_utf8(entry);
    if (!name)
        name = archive_entry_pathname(entry);
    if (archive_entry_is_encrypted(entry))
        return fl_fail(error, FL_USAGE, "%s: is encrypted; it cannot be read", v->path);
    char safe[81] = "";
    if (name)
        fl_text_make_plain(name, safe, sizeof safe);
    int64_t promised = archive_entry_size_is_set(entry) ? archive_entry_size(entry) : -1;
    if (!name || archive_entry_filetype(entry) != AE_IFREG)
        return FL_OK; /* folders, and links, which are not followed */
    if (promised < 0)
        return fl_fail(error, FL_USAGE, "%s: %s: its size is not told before its content", v->path, safe);
    if ((uint64_t)promised > v->limits->all_bytes - v->unpacked)
        return too_large(v, error);
    size_t size = (size_t)promised;
    v->unpacked += size;
    if (!v->visitor->want(v->visitor->context, name, size))
        return FL_OK;
    if (size > v->limits->file_bytes)
        return fl_fail(error, FL_USAGE, "%s: %s: %zu bytes unpacked; at most %zu are read", v->path, safe,
                       size, v->limits->file_bytes);
    char *content = NULL;
    fl_status status = read_file(v, safe, &content, &size, error);
    if (status == FL_OK)
        status = v->visitor->take(v->visitor->context, name, content, size, error);
    free(content);
    return status;
}

static fl_status visit_all(visit *v, const void *bytes, size_t size, fl_error *error)
{
    struct archive *a = v->archive;
    struct archive_entry *entry = NULL;
    if (archive_read_support_format_zip_seekable(a) != ARCHIVE_OK ||
        archive_read_support_format_tar(a) != ARCHIVE_OK || archive_read_support_filter_gzip(a) != ARCHIVE_OK)
        return fl_fail(error, FL_UNABLE, "%s: this libarchive reads no zip, tar and gzip", v->path);
    if (archive_read_open_memory(a, bytes, size) != ARCHIVE_OK)
        return fl_fail(error, FL_USAGE, "%s: no archive that can be read: %s", v->path, why(v).text);
    for (;;) {
        int next = archive_read_next_header(a, &entry);
        if (next == ARCHIVE_EOF)
            return FL_OK;
        if (next != ARCHIVE_OK && next != ARCHIVE_WARN)
            return fl_fail(error, FL_USAGE, "%s: no archive that can be read: %s", v->path, why(v).text);
        if (++v->files > v->limits->files)
            return fl_fail(error, FL_USAGE, "%s: holds more than %zu files; that many are not read", v->path,
                           v->limits->files);
        fl_status status = visit_file(v, entry, error);
        if (status != FL_OK)
            return status;
    }
}

fl_status fl_archive_each(const void *bytes, size_t size, const char *path, const fl_archive_limits *limits,
                          const fl_archive_visitor *visitor, fl_error *error)
{
    visit v = {archive_read_new(), path, limits, visitor, 0, 0};
    if (!v.archive)
        return fl_fail(error, FL_UNABLE, "%s: no memory to read it", path);
    fl_status status = visit_all(&v, bytes, size, error);
    archive_read_free(v.archive);
    return status;
}
