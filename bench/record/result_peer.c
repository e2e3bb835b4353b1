/* What no table can say of a peer's part of a result. */
#include <cjson/cJSON.h>
#include <string.h>

#include "bench/record/result_check.h"

static const cJSON *member(const cJSON *node, const char *name)
{
    const cJSON *found = node ? cJSON_GetObjectItemCaseSensitive(node, name) : NULL;
    return found ? found : node;
}

static fl_status check_lists(const fl_reader *reader, const cJSON *node, const fl_result_peer *peer)
{
    for (size_t i = 0; i < peer->fact_count; i++)
        for (size_t k = 0; k < i; k++)
            if (strcmp(peer->facts[i].name, peer->facts[k].name) == 0)
                return fl_reader_fail(reader, member(node, "facts"), "the fact '%s' stands twice",
                                      peer->facts[i].name);
    for (size_t i = 0; i < peer->counter_count; i++) {
        if (peer->counters[i].after < peer->counters[i].before)
            return fl_reader_fail(reader, member(node, "counters"), "'%s' counts backwards",
                                  peer->counters[i].name);
        for (size_t k = 0; k < i; k++)
            if (strcmp(peer->counters[i].name, peer->counters[k].name) == 0)
                return fl_reader_fail(reader, member(node, "counters"), "the counter '%s' stands twice",
                                      peer->counters[i].name);
    }
    return FL_OK;
}

fl_status fl_check_peer(const fl_reader *reader, const cJSON *node, const fl_result *result)
{
    const fl_result_peer *peer = result->peer;
    bool says_so = strcmp(result->origin, "peer") == 0;
    if (says_so != (peer != NULL))
        return fl_reader_fail(reader, member(member(node, "kernel"), "origin"),
                              "\"origin\" is \"peer\" where and only where there is an object \"peer\"");
    if (!peer)
        return FL_OK;
    if (result->isa[0] || result->code_sha256[0] || result->is_probe || result->chained.rounds > 0)
        return fl_reader_fail(reader, member(node, "peer"),
                              "a peer is neither a kernel nor a probe: it has no \"isa\", no hash of machine "
                              "code and no chained calls");
    node = member(node, "peer");
    fl_status status = check_lists(reader, node, peer);
    if (status == FL_OK && peer->empty_call)
        status = fl_check_per_call(reader, member(node, "empty_call"), peer->empty_call, false);
    return status;
}
