/* Parts of the driver that its files share; nothing for others. */
#ifndef FAIRLANE_BENCH_PEERS_PEER_PARTS_H
#define FAIRLANE_BENCH_PEERS_PEER_PARTS_H

#include "bench/peers/peer.h"

/* ---- the process: peer_process.c ---- */

fl_status fl_peer_spawn(fl_peer *peer, fl_error *error);

/* Takes what stands ready at its standard error. */
void fl_peer_read_complaints(fl_peer *peer);

/* Its standard output has ended before it answered: says how it died. */
fl_status fl_peer_fail_ended(fl_peer *peer, const char *request, fl_error *error);

/* peer_ask.c: sends one line and returns what follows `ok` in the answer, "" for nothing; the caller frees
 * it. most: longest answer in bytes. elapsed_ns (may be NULL): from sending the request to having the whole
 * answer. */
fl_status fl_peer_ask(fl_peer *peer, const char *request, size_t most, char **answer, double *elapsed_ns,
                      fl_error *error);

/* Kills the peer and all of its processes; FL_NEGATIVE with "peer 'NAME': …; it last said '…'". */
FL_PRINTF(3, 4)
fl_status fl_peer_fail(fl_peer *peer, fl_error *error, const char *format, ...);

/* ---- its family: peer_family.c ---- */

/* Kills every process that carries the mark in its environment, or is of that session or process group.
 * patient: gives them a moment to end by themselves first, and returns how many did not; else 0. */
size_t fl_peer_kill_family(pid_t session, const char *mark, bool patient);

/* ---- what it says: peer_answers.c; texts are untrusted ---- */

/* Each fills why with what is wrong with the text, in words that follow "answers …: ". */
typedef struct fl_peer_why {
    char text[200];
} fl_peer_why;

bool fl_peer_read_identity(const char *text, fl_peer_identity *identity, fl_peer_why *why);
/* count: how many there must be. Finite numbers only. */
bool fl_peer_read_numbers(const char *text, size_t count, double *numbers, fl_peer_why *why);
/* Whole numbers below 10^15, one space between them. */
bool fl_peer_read_times(const char *text, size_t count, double *ns, fl_peer_why *why);
bool fl_peer_read_counters(const char *text, fl_peer_state *state, fl_peer_why *why);

#endif
