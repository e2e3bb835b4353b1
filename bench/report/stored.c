#include "bench/report/stored.h"

#include <stdlib.h>
#include <string.h>

#include "bench/base/file.h"
#include "bench/record/parse.h"
#include "bench/report/documents.h"

enum { MOST_STORED = 32 << 20 };

const fl_stored_form fl_stored_forms[] = {{&fl_point93_description, fl_point93_tell},
                                          {&fl_bound_description, fl_bound_tell},
                                          {&fl_audit_description, fl_audit_tell},
                                          {NULL, NULL}};

/* Inside a text of JSON these bytes cannot stand: its quotes have a backslash before them. */
static const char *after_name(const char *text)
{
    static const char name[] = "\"schema\"", blank[] = " \t\r\n";
    for (const char *at = strstr(text, name); at; at = strstr(at + 1, name)) {
        const char *next = at + sizeof name - 1;
        next += strspn(next, blank);
        if (*next != ':')
            continue;
        next++;
        next += strspn(next, blank);
        return *next == '"' ? next + 1 : NULL;
    }
    return NULL;
}

void fl_stored_schema(const char *path, char *schema, size_t size)
{
    fl_error unused;
    char *bytes = NULL;
    size_t length = 0;
    schema[0] = '\0';
    const char *found =
        fl_file_read(path, MOST_STORED, &bytes, &length, &unused) == FL_OK ? after_name(bytes) : NULL;
    size_t end = found ? strcspn(found, "\"\\") : 0;
    if (found && end < size) {
        memcpy(schema, found, end);
        schema[end] = '\0';
    }
    free(bytes);
}

const fl_stored_form *fl_stored_find(const char *schema)
{
    for (const fl_stored_form *form = fl_stored_forms; form->description; form++)
        if (strcmp(form->description->schema, schema) == 0)
            return form;
    return NULL;
}

fl_status fl_stored_tell(const fl_stored_form *form, const char *path, bool on_paper, fl_report *report,
                         fl_error *error)
{
    char *bytes = NULL;
    size_t size = 0;
    fl_status status = fl_file_read(path, MOST_STORED, &bytes, &size, error);
    if (status == FL_OK)
        status = form->tell(bytes, size, path, on_paper, report, error);
    free(bytes);
    return status;
}

typedef struct parsing {
    const fl_description *description;
    fl_status (*settle)(fl_reader *reader, void *into);
    void *into;
} parsing;

static fl_status read_tree(fl_reader *reader, void *context)
{
    const parsing *p = context;
    fl_status status = fl_decode_document(reader, p->description, p->into);
    return status == FL_OK && p->settle ? p->settle(reader, p->into) : status;
}

fl_status fl_stored_parse(const char *bytes, size_t size, const char *name, const fl_description *description,
                          fl_status (*settle)(fl_reader *reader, void *into), void *into, fl_error *error)
{
    parsing p = {description, settle, into};
    fl_fields_clear(description->fields, into);
    return fl_parse_tree(bytes, size, name, read_tree, &p, error);
}

int fl_stored_word(const char *word, const char *(*name)(int value), int count)
{
    int value = 0;
    while (value < count - 1 && strcmp(name(value), word) != 0)
        value++;
    return value;
}
