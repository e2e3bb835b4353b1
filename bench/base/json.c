#include "bench/base/json.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/base/memory.h"
#include "bench/base/text.h"

/* Takes node, which may be NULL, into to; frees it where that cannot be done. */
static fl_json take(fl_json to, const char *name, cJSON *node)
{
    char *plain = NULL;
    if (name && !fl_text_is_plain(name) && (plain = malloc(strlen(name) + 1)) != NULL)
        name = fl_text_make_plain(name, plain, strlen(name) + 1);
    bool named = !name || plain || fl_text_is_plain(name);
    bool taken = node && to.node && named &&
                 (name ? cJSON_AddItemToObject(to.node, name, node) : cJSON_AddItemToArray(to.node, node));
    free(plain);
    if (taken)
        return (fl_json){node, to.lost};
    cJSON_Delete(node);
    *to.lost = true;
    return (fl_json){NULL, to.lost};
}

fl_json fl_json_document(const char *schema, bool *lost)
{
    fl_json document = {cJSON_CreateObject(), lost};
    *lost = document.node == NULL;
    if (schema)
        fl_json_add_text(document, "schema", schema);
    return document;
}

fl_json fl_json_object(fl_json to, const char *name)
{
    return take(to, name, cJSON_CreateObject());
}

fl_json fl_json_array(fl_json to, const char *name)
{
    return take(to, name, cJSON_CreateArray());
}

void fl_json_add_text(fl_json to, const char *name, const char *text)
{
    if (!text) {
        fl_json_add_null(to, name);
        return;
    }
    size_t size = strlen(text) + 1;
    char *plain = malloc(size);
    take(to, name, plain ? cJSON_CreateString(fl_text_make_plain(text, plain, size)) : NULL);
    free(plain);
}

void fl_json_add_number(fl_json to, const char *name, double value)
{
    take(to, name, isfinite(value) ? cJSON_CreateNumber(value) : cJSON_CreateNull());
}

void fl_json_add_bool(fl_json to, const char *name, bool value)
{
    take(to, name, cJSON_CreateBool(value));
}

void fl_json_add_null(fl_json to, const char *name)
{
    take(to, name, cJSON_CreateNull());
}

fl_status fl_json_print(fl_json document, const char *what, char **text, fl_error *error)
{
    *text = *document.lost || fl_memory_ran_short() ? NULL : cJSON_Print(document.node);
    cJSON_Delete(document.node);
    return *text ? FL_OK : fl_fail(error, FL_UNABLE, "%s: no memory for the JSON text", what);
}
