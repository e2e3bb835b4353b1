/* Who is installed: each contestant is started, asked who it is, and ended. */
#ifndef FAIRLANE_BENCH_PEERS_PEER_LOOK_H
#define FAIRLANE_BENCH_PEERS_PEER_LOOK_H

#include "bench/peers/peer.h"

/* A contestant that was looked at. */
typedef struct fl_seen_peer {
    const char *name, *summary;
    fl_status status; /* FL_OK: installed, and identity is filled in */
    fl_peer_identity identity;
    char setup[640], reason[512];
    char said[160]; /* what a missing one says of itself, which names what is missing */
} fl_seen_peer;

/* Looks at those that are named, ended by NULL, or, for NULL, at all that the lab knows, and shows how far it is.
 * *peers: the caller's to free(), NULL without memory; the names are borrowed. FL_USAGE for a name that nobody has,
 * FL_INTERRUPTED, FL_UNABLE without memory. seconds: most time for one answer. */
fl_status fl_peers_look(char *const *names, const char *python, double seconds, fl_seen_peer **peers,
                        size_t *count, fl_error *error);

#endif
