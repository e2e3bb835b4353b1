#include "bench/import/archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include "bench/base/clock_check.h"
#include "bench/base/text.h"

typedef struct visit {
    struct archive *archive;
    const char *path;
    const fl_archive_limits *limits;
    const fl_archive_visitor *visitor;
    size_t files, unpacked; /* so far, by what the archive says and by what came out, the larger */
    const char *stopped; /* why reading was given up, in our words: libarchive's would say that it is torn */
} visit;

/* libarchive's words may hold what the archive says. */
typedef struct reason {
    char text[160];
} reason;

static reason why(const visit *v)
{
    reason r;
    const char *text = v->stopped ? v->stopped : archive_error_string(v->archive);
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
    bool wanted = false;
    fl_status status = v->visitor->want(v->visitor->context, name, size, &wanted, error);
    if (status != FL_OK || !wanted)
        return status;
    if (size > v->limits->file_bytes)
        return fl_fail(error, FL_USAGE, "%s: %s: %zu bytes unpacked; at most %zu are read", v->path, safe,
                       size, v->limits->file_bytes);
    char *content = NULL;
    status = read_file(v, safe, &content, &size, error);
    if (status == FL_OK)
        status = v->visitor->take(v->visitor->context, name, &content, size, error);
    free(content);
    return status;
}

/* ---- opening ---- */

/* An archive in a file, read as libarchive asks for it. */
typedef struct source {
    int descriptor;
    visit *visit;
    la_int64_t packed; /* bytes handed out so far */
    char block[1 << 16];
} source;

enum { DENSEST = 200 };
static const la_int64_t dense_from = 256 << 20;
static const char too_late[] = "it took too long and was given up";

static bool is_late(const visit *v)
{
    return v->limits->until_ns && fl_limit_ns() > v->limits->until_ns;
}

/* Here, for a single step of libarchive may unpack gigabytes. */
static la_ssize_t give(struct archive *a, void *context, const void **block)
{
    source *s = context;
    *block = s->block;
    la_int64_t unpacked = archive_filter_bytes(a, 0);
    if (is_late(s->visit))
        s->visit->stopped = too_late;
    else if (unpacked > dense_from && unpacked / DENSEST > s->packed)
        s->visit->stopped = "it unpacks to more than 200 times its size, as no library does";
    if (s->visit->stopped)
        return -1;
    ssize_t got;
    do
        got = read(s->descriptor, s->block, sizeof s->block);
    while (got < 0 && errno == EINTR);
    if (got < 0)
        archive_set_error(a, errno, "it cannot be read");
    else
        s->packed += got;
    return got;
}

static la_int64_t seek(struct archive *a, void *context, la_int64_t offset, int whence)
{
    source *s = context;
    off_t at = lseek(s->descriptor, (off_t)offset, whence);
    if (at < 0)
        archive_set_error(a, errno, "it cannot be read");
    return at < 0 ? ARCHIVE_FATAL : (la_int64_t)at;
}

/* No further than to the end, which a damaged one may promise to lie beyond. */
static la_int64_t skip(struct archive *a, void *context, la_int64_t wanted)
{
    source *s = context;
    off_t at = lseek(s->descriptor, 0, SEEK_CUR), end = lseek(s->descriptor, 0, SEEK_END);
    (void)a;
    if (at < 0 || end < at)
        return 0;
    off_t to = wanted < end - at ? at + (off_t)wanted : end;
    return lseek(s->descriptor, to, SEEK_SET) == to ? to - at : 0;
}

static fl_status choose_formats(const visit *v, fl_error *error)
{
    struct archive *a = v->archive;
    if (archive_read_support_format_zip_seekable(a) != ARCHIVE_OK ||
        archive_read_support_format_tar(a) != ARCHIVE_OK || archive_read_support_filter_gzip(a) != ARCHIVE_OK)
        return fl_fail(error, FL_UNABLE, "%s: this libarchive reads no zip, tar and gzip", v->path);
    return FL_OK;
}

static fl_status visit_all(visit *v, fl_error *error)
{
    struct archive_entry *entry = NULL;
    for (;;) {
        int next = archive_read_next_header(v->archive, &entry);
        if (next == ARCHIVE_EOF)
            return FL_OK;
        if (next != ARCHIVE_OK && next != ARCHIVE_WARN)
            return fl_fail(error, FL_USAGE, "%s: no archive that can be read: %s", v->path, why(v).text);
        if (++v->files > v->limits->files)
            return fl_fail(error, FL_USAGE, "%s: holds more than %zu files; that many are not read", v->path,
                           v->limits->files);
        if (is_late(v))
            return fl_fail(error, FL_USAGE, "%s: no archive that can be read: %s", v->path, too_late);
        fl_status status = visit_file(v, entry, error);
        if (status != FL_OK)
            return status;
    }
}

static fl_status visit_opened(visit *v, int opened, fl_error *error)
{
    if (opened != ARCHIVE_OK)
        return fl_fail(error, FL_USAGE, "%s: no archive that can be read: %s", v->path, why(v).text);
    return visit_all(v, error);
}

fl_status fl_archive_each(const void *bytes, size_t size, const char *path, const fl_archive_limits *limits,
                          const fl_archive_visitor *visitor, fl_error *error)
{
    visit v = {archive_read_new(), path, limits, visitor, 0, 0, NULL};
    if (!v.archive)
        return fl_fail(error, FL_UNABLE, "%s: no memory to read it", path);
    fl_status status = choose_formats(&v, error);
    if (status == FL_OK)
        status = visit_opened(&v, archive_read_open_memory(v.archive, bytes, size), error);
    archive_read_free(v.archive);
    return status;
}

fl_status fl_archive_each_of_file(int descriptor, const char *path, const fl_archive_limits *limits,
                                  const fl_archive_visitor *visitor, fl_error *error)
{
    visit v = {archive_read_new(), path, limits, visitor, 0, 0, NULL};
    source *s = malloc(sizeof *s);
    fl_status status = v.archive && s ? choose_formats(&v, error)
                                      : fl_fail(error, FL_UNABLE, "%s: no memory to read it", path);
    if (status == FL_OK && s) {
        s->descriptor = descriptor;
        s->visit = &v;
        s->packed = 0;
        archive_read_set_read_callback(v.archive, give);
        archive_read_set_seek_callback(v.archive, seek);
        archive_read_set_skip_callback(v.archive, skip);
        archive_read_set_callback_data(v.archive, s);
        status = visit_opened(&v, archive_read_open1(v.archive), error);
    }
    archive_read_free(v.archive);
    free(s);
    return status;
}
