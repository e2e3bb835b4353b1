/* What no table can say of a peer's part of a result. */
#include <cjson/cJSON.h>
#include <string.h>

#include "bench/record/result_check.h"

static const cJSON *member(const cJSON *node, const char *name)
{
    const cJSON *found = node ? cJSON_GetObjectItemCaseSensitive(node, name) : NULL;
    return found ? found : node;
}

static bool is_one_of(const char *word, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(word, words[i]) == 0)
            return true;
    return false;
}

static fl_status check_words(const fl_reader *reader, const cJSON *node, const fl_result_peer *peer)
{
    static const char *const returns[] = {"logits", "probability", "class"};
    if (!peer->version[0])
        return fl_reader_fail(reader, member(node, "version"),
                              "\"version\" is empty; which one was measured?");
    if (!is_one_of(peer->predict_returns, returns, 3) || !is_one_of(peer->examine_returns, returns, 3))
        return fl_reader_fail(reader, member(node, "predict_returns"),
                              "what a peer returns must be logits, probability or class");
    if (peer->threads < -1 || peer->switches_voluntary < -1 || peer->switches_involuntary < -1)
        return fl_reader_fail(reader, member(node, "threads"),
                              "\"threads\" and context switches are whole numbers; -1: not known");
    return FL_OK;
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
    fl_status status = check_words(reader, node, peer);
    if (status == FL_OK)
        status = check_lists(reader, node, peer);
    if (status == FL_OK && peer->empty_call)
        status = fl_check_per_call(reader, member(node, "empty_call"), peer->empty_call, false);
    return status;
}
