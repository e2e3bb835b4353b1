#include "bench/report/json_output.h"

#include <stdio.h>
#include <stdlib.h>

fl_status fl_print_json(fl_json document, const char *command, fl_error *error)
{
    char *text = NULL;
    fl_status status = fl_json_print(document, command, &text, error);
    if (status == FL_OK)
        puts(text);
    free(text);
    return status;
}
