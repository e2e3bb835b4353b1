/* What `fairlane peers` says. */
#ifndef FAIRLANE_BENCH_REPORT_PEERS_REPORT_H
#define FAIRLANE_BENCH_REPORT_PEERS_REPORT_H

#include "bench/peers/peer_look.h"
#include "bench/report/report.h"

/* "installed", "missing" or "misbehaves". */
const char *fl_seen_state(const fl_seen_peer *peer);

void fl_peers_report(fl_report *report, const fl_seen_peer *peers, size_t count);

/* The same as JSON (fairlane.peers/1) on stdout. FL_UNABLE without memory. */
fl_status fl_peers_print_json(const fl_seen_peer *seen, size_t count, fl_error *error);

#endif
