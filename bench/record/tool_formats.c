#include "bench/record/tool_formats.h"

#include <cjson/cJSON.h>
#include <stdbool.h>

#include "bench/base/known_format.h"

static bool is_of(const cJSON *root, const fl_tool *tool)
{
    const size_t most = sizeof tool->members / sizeof tool->members[0];
    for (size_t i = 0; i < most && tool->members[i]; i++)
        if (!cJSON_GetObjectItemCaseSensitive(root, tool->members[i]))
            return false;
    if (!tool->in)
        return tool->members[0] != NULL;
    const cJSON *in = cJSON_GetObjectItemCaseSensitive(root, tool->in);
    return cJSON_GetObjectItemCaseSensitive(cJSON_IsArray(in) ? in->child : in, tool->member) != NULL;
}

fl_status fl_refuse_tool_format(const fl_reader *reader)
{
    for (size_t i = 0; i < fl_tool_count; i++)
        if (is_of(reader->root, &fl_tools[i]))
            return fl_refuse_tool(&fl_tools[i], reader->name, reader->error);
    return FL_OK;
}
