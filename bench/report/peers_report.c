#include "bench/report/peers_report.h"

#include <string.h>

#include "bench/base/builder.h"

const char *fl_seen_state(const fl_seen_peer *peer)
{
    return peer->status == FL_OK ? "installed" : peer->status == FL_UNABLE ? "missing" : "misbehaves";
}

/* What is missing, without the command that stands below. */
static void wrong_cell(fl_report *report, const fl_seen_peer *peer)
{
    const char *text = peer->said[0] ? peer->said : peer->reason;
    const char *command = peer->setup[0] ? strstr(text, "; run: ") : NULL;
    fl_report_cell_add(report, "%.*s", (int)(command ? (size_t)(command - text) : strlen(text)), text);
}

static void add_row(fl_report *report, const fl_seen_peer *peer)
{
    bool good = peer->status == FL_OK;
    fl_report_row_begin(report);
    fl_report_cell_add(report, "%s", peer->name);
    fl_report_cell_mean(report, good ? FL_MEANS_PASS : FL_MEANS_FAIL, "%s", fl_seen_state(peer));
    fl_report_cell_add(report, "%s", good ? peer->identity.version : "");
    fl_report_cell_add(report, "%s", good ? fl_work_shape(peer->identity.work).name : "");
    fl_report_cell_add(report, "%s", good ? fl_peer_returns_name(peer->identity.predict_returns) : "");
    if (good)
        fl_report_cell_add(report, "%s", peer->summary);
    else
        wrong_cell(report, peer);
}

static void add_facts(fl_report *report, const fl_seen_peer *peer)
{
    if (peer->status != FL_OK || peer->identity.fact_count == 0)
        return;
    fl_report_gap(report);
    fl_report_heading(report, 3, "%s", peer->name);
    fl_report_facts(report, (fl_fact_layout){.indent = 2, .width = 22});
    for (size_t i = 0; i < peer->identity.fact_count; i++)
        fl_report_fact(report, peer->identity.facts[i].name, "%s", peer->identity.facts[i].value);
}

/* Lines to copy, which therefore are not broken. */
static void add_setups(fl_report *report, const fl_seen_peer *peers, size_t count)
{
    fl_builder lines = {0};
    for (size_t i = 0; i < count; i++)
        if (peers[i].status == FL_UNABLE && peers[i].setup[0])
            fl_build_format(&lines, "install %s with: %s\n", peers[i].name, peers[i].setup);
    const char *code = fl_report_built(report, &lines);
    if (!code[0])
        return;
    fl_report_gap(report);
    fl_report_code(report, code);
}

void fl_peers_report(fl_report *report, const fl_seen_peer *peers, size_t count)
{
    static const fl_report_column columns[] = {
        {"peer", FL_COLUMN_WORDS},    {"state", FL_COLUMN_WORDS},
        {"version", FL_COLUMN_WORDS}, {"work", FL_COLUMN_WORDS},
        {"returns", FL_COLUMN_WORDS}, {"what, or what is wrong", FL_COLUMN_REMARK}};
    static const int ranks[] = {0, 0, 1, 2, 2, 0};
    size_t good = 0;
    for (size_t i = 0; i < count; i++)
        good += peers[i].status == FL_OK;
    fl_report_title(report, "Contestants that are programs of their own");
    fl_report_say(report, "%zu of %zu can take part.", good, count);
    fl_report_gap(report);
    fl_report_table(report, columns, sizeof columns / sizeof columns[0]);
    fl_report_ranks(report, ranks);
    for (size_t i = 0; i < count; i++)
        add_row(report, &peers[i]);
    for (size_t i = 0; i < count; i++)
        add_facts(report, &peers[i]);
    add_setups(report, peers, count);
}
