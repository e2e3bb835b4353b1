/* Peers that were looked at, as JSON. */
#include "bench/report/documents.h"
#include "bench/report/json_output.h"
#include "bench/report/peers_report.h"

static void add_identity(fl_json json, const fl_peer_identity *identity)
{
    fl_json_add_text(json, "version", identity->version);
    fl_json_add_text(json, "work", fl_work_shape(identity->work).name);
    fl_json_add_text(json, "predict_returns", fl_peer_returns_name(identity->predict_returns));
    fl_json_add_text(json, "examine_returns", fl_peer_returns_name(identity->examine_returns));
    fl_json_add_text(json, "clock", identity->clock);
    fl_json facts = fl_json_object(json, "facts");
    for (size_t i = 0; i < identity->fact_count; i++)
        fl_json_add_text(facts, identity->facts[i].name, identity->facts[i].value);
}

fl_status fl_peers_print_json(const fl_seen_peer *seen, size_t count, fl_error *error)
{
    fl_json_writer writer = {0};
    fl_json root = fl_json_document(&writer, &fl_peers_description);
    fl_json peers = fl_json_array(root, "peers");
    for (size_t i = 0; i < count; i++) {
        const fl_seen_peer *one = &seen[i];
        fl_json json = fl_json_object(peers, NULL);
        fl_json_add_text(json, "name", one->name);
        fl_json_add_text(json, "state", fl_seen_state(one));
        fl_json_add_text(json, "reason", one->reason);
        fl_json_add_text(json, "setup", one->setup);
        if (one->status == FL_OK)
            add_identity(json, &one->identity);
    }
    return fl_print_json(root, "peers", error);
}
