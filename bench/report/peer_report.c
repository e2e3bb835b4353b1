#include "bench/report/peer_report.h"

#include <inttypes.h>
#include <string.h>

static void number_cell(fl_report *report, int64_t value)
{
    if (value < 0)
        fl_report_cell_add(report, "?");
    else
        fl_report_cell_add(report, "%" PRId64, value);
}

/* Collections of garbage in any case, of the rest what happened; switches have columns of their own. */
static bool is_worth_a_word(const fl_counted *counted)
{
    bool switches = strncmp(counted->name, "context_switches", 16) == 0;
    return strcmp(counted->name, "garbage_collections") == 0 ||
           (counted->after > counted->before && !switches);
}

/* "garbage_collections 0, page_faults_minor 12" */
static void counters_cell(fl_report *report, const fl_result_peer *peer)
{
    fl_builder text = {0};
    for (size_t i = 0; i < peer->counter_count; i++)
        if (is_worth_a_word(&peer->counters[i]))
            fl_build_format(&text, "%s%s %" PRIu64, text.size > 0 ? ", " : "", peer->counters[i].name,
                            peer->counters[i].after - peer->counters[i].before);
    fl_report_cell_add(report, "%s", text.size > 0 ? fl_report_built(report, &text) : "–");
}

static void add_row(fl_report *report, const fl_result *result)
{
    const fl_result_peer *peer = result->peer;
    fl_report_row_begin(report);
    fl_report_cell_add(report, "%s", result->name);
    fl_report_cell_add(report, "%s", peer->version);
    fl_report_cell_add(report, "%s", result->work);
    fl_report_cell_add(report, "%s", peer->predict_returns);
    fl_report_cell_add(report, "%s", peer->examine_returns);
    fl_report_cell_add(report, "%s", peer->clock);
    if (peer->empty_call && peer->empty_call->iterations > 0)
        fl_report_cell_add(report, "%.0f%s", peer->empty_call->per_call_us.p50 * 1000.0,
                           peer->empty_call->quantised ? " q" : "");
    else
        fl_report_cell_add(report, "–");
    number_cell(report, peer->threads);
    number_cell(report, peer->switches_voluntary);
    number_cell(report, peer->switches_involuntary);
    counters_cell(report, peer);
}

void fl_run_report_peers(fl_report *report, const fl_document *document)
{
    static const fl_report_column columns[] = {{"peer", FL_COLUMN_WORDS},
                                               {"version", FL_COLUMN_WORDS},
                                               {"work", FL_COLUMN_WORDS},
                                               {"returns", FL_COLUMN_WORDS},
                                               {"verified by", FL_COLUMN_WORDS},
                                               {"clock", FL_COLUMN_WORDS},
                                               {"empty call p50 ns", FL_COLUMN_FIGURE},
                                               {"threads", FL_COLUMN_FIGURE},
                                               {"switches", FL_COLUMN_FIGURE},
                                               {"involuntary", FL_COLUMN_FIGURE},
                                               {"counted", FL_COLUMN_WORDS}};
    bool any = false;
    for (size_t i = 0; i < document->result_count; i++) {
        if (!document->results[i].peer)
            continue;
        if (!any) {
            fl_report_gap(report);
            fl_report_table(report, columns, sizeof columns / sizeof columns[0]);
        }
        any = true;
        add_row(report, &document->results[i]);
    }
    if (any)
        fl_report_remark(
            report, "",
            "Peers are programs of their own: they time themselves, with their own clock. "
            "Threads, context switches and what\nthey count themselves: around their timed single "
            "calls, all processes together.");
}
