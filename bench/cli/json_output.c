#include "bench/cli/json_output.h"

#include <stdio.h>

fl_status fl_print_json(cJSON *root, const char *command, fl_error *error)
{
    char *text = cJSON_Print(root);
    cJSON_Delete(root);
    if (!text)
        return fl_fail(error, FL_UNABLE, "%s: no memory for the JSON text", command);
    puts(text);
    cJSON_free(text);
    return FL_OK;
}
