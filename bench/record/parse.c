#include "bench/record/parse.h"

#include <cjson/cJSON.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "bench/base/text.h"

enum { MOST_MEMBERS = 256, MOST_LISTS = 4 };

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

/* *root: the caller's to delete; NULL on failure. */
static fl_status parse_skeleton(const fl_scan *scan, const char *name, cJSON **root, fl_error *error)
{
    const char *end = NULL;
    errno = 0;
    *root = cJSON_ParseWithLengthOpts(scan->skeleton, scan->skeleton_size + 1, &end, true);
    if (*root)
        return FL_OK;
    if (errno == ENOMEM)
        return fl_fail(error, FL_UNABLE, "%s: no memory to read it", name);
    char near[24] = "", safe[24];
    snprintf(near, sizeof near, "%.16s", end ? end : "");
    near[strcspn(near, "\r\n")] = '\0';
    return fl_fail(error, FL_USAGE, "%s:%zu: not valid JSON at '%s'", name,
                   fl_scan_line_of(scan, end ? end : scan->skeleton),
                   fl_text_make_plain(near, safe, sizeof safe));
}

static fl_status read_scanned(const fl_scan *scan, const cJSON *root, const char *name, read_function *read,
                              void *into, fl_error *error)
{
    size_t most = scan->text_size > FL_MOST_NUMBERS ? scan->text_size : FL_MOST_NUMBERS;
    fl_reader reader = {.name = name, .scan = scan, .root = root, .error = error, .numbers_left = most};
    fl_status status = check_members(&reader, root);
    return status == FL_OK ? read(&reader, into) : status;
}

static fl_status parse(const char *bytes, size_t size, const char *name, bool lists, read_function *read,
                       void *into, fl_error *error)
{
    fl_scan scan;
    cJSON *root = NULL;
    fl_status status = fl_scan_parts(bytes, size, name, lists, NULL, &scan, error);
    if (status == FL_OK)
        status = parse_skeleton(&scan, name, &root, error);
    if (status == FL_OK)
        status = read_scanned(&scan, root, name, read, into, error);
    cJSON_Delete(root);
    fl_scan_free(&scan);
    return status;
}

fl_status fl_parse_tree(const char *bytes, size_t size, const char *name, read_function *read, void *into,
                        fl_error *error)
{
    return parse(bytes, size, name, false, read, into, error);
}

fl_status fl_parse_any_tree(const char *bytes, size_t size, const char *name, read_function *read, void *into,
                            fl_error *error)
{
    return parse(bytes, size, name, true, read, into, error);
}

fl_status fl_parse_parts(const char *bytes, size_t size, const char *name, bool lists,
                         const fl_description *description, read_function *read, void *into, fl_error *error)
{
    fl_scan scan;
    cJSON *root = NULL;
    const char *apart[MOST_LISTS + 1] = {NULL};
    size_t count = 0;
    for (const fl_field *field = description->fields; field->name && count < MOST_LISTS; field++)
        if (field->apart)
            apart[count++] = field->name;
    fl_status status = fl_scan_parts(bytes, size, name, lists, apart, &scan, error);
    if (status == FL_OK)
        status = parse_skeleton(&scan, name, &root, error);
    bool ours = root && cJSON_GetObjectItemCaseSensitive(root, "schema"), whole = scan.part_count == 0;
    if (status == FL_OK && (ours || whole))
        status = read_scanned(&scan, root, name, read, into, error);
    cJSON_Delete(root);
    fl_scan_free(&scan);
    return status == FL_OK && !ours && !whole ? parse(bytes, size, name, lists, read, into, error) : status;
}

/* The scan leaves no array of one number in the tree but its own place holders. */
static bool is_part(const cJSON *node)
{
    return cJSON_IsArray(node) && node->child && !node->child->next && cJSON_IsNumber(node->child) &&
           node->child->valuedouble < 0;
}

fl_status fl_part_open(fl_reader *reader, const cJSON *node, fl_opened *opened)
{
    *opened = (fl_opened){.node = node, .outer_scan = reader->scan, .outer_root = reader->root};
    if (!is_part(node))
        return FL_OK;
    size_t index = (size_t)-node->child->valuedouble - 1;
    fl_status status = fl_scan_part(reader->scan, index, reader->name, &opened->scan, reader->error);
    if (status == FL_OK)
        status = parse_skeleton(&opened->scan, reader->name, &opened->tree, reader->error);
    if (status == FL_OK) {
        opened->node = opened->tree;
        reader->scan = &opened->scan;
        reader->root = opened->tree;
        status = check_members(reader, opened->tree);
    }
    if (status != FL_OK)
        fl_part_close(reader, opened);
    return status;
}

void fl_part_close(fl_reader *reader, fl_opened *opened)
{
    reader->scan = opened->outer_scan;
    reader->root = opened->outer_root;
    cJSON_Delete(opened->tree);
    fl_scan_free(&opened->scan);
}
