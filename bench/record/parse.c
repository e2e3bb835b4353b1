#include "bench/record/parse.h"

#include <cjson/cJSON.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "bench/base/text.h"

enum { MOST_MEMBERS = 256 };

/* NOLINTBEGIN(misc-no-recursion): as deep as the scan lets through */

/* cJSON keeps both members of the same name and finds the first; another reader would find the last. */
static fl_status check_members(const fl_reader *reader, const cJSON *node)
{
    size_t count = 0;
    for (const cJSON *child = node->child; child; child = child->next) {
        if (cJSON_IsObject(node) && ++count > MOST_MEMBERS)
            return fl_reader_fail(reader, child, "an object with more than %d members", MOST_MEMBERS);
        for (const cJSON *other = node->child; cJSON_IsObject(node) && other != child; other = other->next)
            if (other->string[0] == child->string[0] && strcmp(other->string, child->string) == 0)
                return fl_reader_fail(reader, child, "\"%s\" stands twice in one object",
                                      fl_text_make_plain(child->string, (char[64]){0}, 64));
        fl_status status = check_members(reader, child);
        if (status != FL_OK)
            return status;
    }
    return FL_OK;
}

/* NOLINTEND(misc-no-recursion) */

typedef fl_status read_function(fl_reader *reader, void *into);

/* Frees the scan. */
static fl_status parse_scanned(fl_scan scan, const char *name, read_function *read, void *into,
                               fl_error *error)
{
    fl_status status = FL_OK;
    const char *end = NULL;
    errno = 0;
    cJSON *root = cJSON_ParseWithLengthOpts(scan.skeleton, scan.skeleton_size + 1, &end, true);
    if (root) {
        size_t most = scan.text_size > FL_MOST_NUMBERS ? scan.text_size : FL_MOST_NUMBERS;
        fl_reader reader = {.name = name, .scan = &scan, .root = root, .error = error, .numbers_left = most};
        status = check_members(&reader, root);
        if (status == FL_OK)
            status = read(&reader, into);
    } else if (errno == ENOMEM) {
        status = fl_fail(error, FL_UNABLE, "%s: no memory to read it", name);
    } else {
        char near[24] = "", safe[24];
        snprintf(near, sizeof near, "%.16s", end ? end : "");
        near[strcspn(near, "\r\n")] = '\0';
        status = fl_fail(error, FL_USAGE, "%s:%zu: not valid JSON at '%s'", name,
                         fl_scan_line_of(&scan, end ? end : scan.skeleton),
                         fl_text_make_plain(near, safe, sizeof safe));
    }
    cJSON_Delete(root);
    fl_scan_free(&scan);
    return status;
}

fl_status fl_parse_tree(const char *bytes, size_t size, const char *name, read_function *read, void *into,
                        fl_error *error)
{
    fl_scan scan;
    fl_status status = fl_scan_text(bytes, size, name, &scan, error);
    return status == FL_OK ? parse_scanned(scan, name, read, into, error) : status;
}

fl_status fl_parse_any_tree(const char *bytes, size_t size, const char *name, read_function *read, void *into,
                            fl_error *error)
{
    fl_scan scan;
    fl_status status = fl_scan_any_text(bytes, size, name, &scan, error);
    return status == FL_OK ? parse_scanned(scan, name, read, into, error) : status;
}
