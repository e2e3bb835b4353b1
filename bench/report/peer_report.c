#include "bench/report/peer_report.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "bench/base/text.h"
#include "bench/report/table.h"

static void number_cell(fl_table *table, int64_t value)
{
    if (value < 0)
        fl_table_cell(table, "?");
    else
        fl_table_cell(table, "%" PRId64, value);
}

/* Collections of garbage in any case, of the rest what happened; switches have columns of their own. */
static bool is_worth_a_word(const fl_counted *counted)
{
    bool switches = strncmp(counted->name, "context_switches", 16) == 0;
    return strcmp(counted->name, "garbage_collections") == 0 ||
           (counted->after > counted->before && !switches);
}

/* "garbage_collections 0, page_faults_minor 12" */
static void counters_cell(fl_table *table, const fl_result_peer *peer)
{
    char text[256] = "";
    size_t used = 0;
    for (size_t i = 0; i < peer->counter_count && used < sizeof text; i++)
        if (is_worth_a_word(&peer->counters[i]))
            used +=
                (size_t)snprintf(text + used, sizeof text - used, "%s%s %" PRIu64, used ? ", " : "",
                                 peer->counters[i].name, peer->counters[i].after - peer->counters[i].before);
    fl_table_cell(table, "%s", text[0] ? text : "–");
}

static void add_row(fl_table *table, const fl_result *result)
{
    const fl_result_peer *peer = result->peer;
    fl_table_row(table);
    fl_table_cell(table, "%s", result->name);
    fl_table_cell(table, "%s", peer->version);
    fl_table_cell(table, "%s", result->work);
    fl_table_cell(table, "%s", peer->predict_returns);
    fl_table_cell(table, "%s", peer->examine_returns);
    fl_table_cell(table, "%s", peer->clock);
    if (peer->empty_call && peer->empty_call->iterations > 0)
        fl_table_cell(table, "%.0f%s", peer->empty_call->per_call_us.p50 * 1000.0,
                      peer->empty_call->quantised ? " q" : "");
    else
        fl_table_cell(table, "–");
    number_cell(table, peer->threads);
    number_cell(table, peer->switches_voluntary);
    number_cell(table, peer->switches_involuntary);
    counters_cell(table, peer);
}

fl_status fl_report_peers(const fl_document *document, fl_error *error)
{
    static const fl_column columns[] = {{"peer", false, false},
                                        {"version", false, false},
                                        {"work", false, false},
                                        {"returns", false, false},
                                        {"verified by", false, false},
                                        {"clock", false, false},
                                        {"empty call p50 ns", true, false},
                                        {"threads", true, false},
                                        {"switches", true, false},
                                        {"involuntary", true, false},
                                        {"counted", false, false}};
    size_t count = 0;
    fl_table *table = fl_table_new(columns, sizeof columns / sizeof columns[0]);
    for (size_t i = 0; i < document->result_count; i++)
        if (document->results[i].peer) {
            add_row(table, &document->results[i]);
            count++;
        }
    fl_status status = FL_OK;
    if (count > 0) {
        fl_print(stdout, "\n");
        status = fl_table_print(table, stdout, error);
        fl_print(stdout,
                 "Peers are programs of their own: they time themselves, with their own clock. Threads, "
                 "context switches and what\nthey count themselves: around their timed single calls, all "
                 "processes together.\n");
    }
    fl_table_free(table);
    return status;
}
