/* What travels between the lab and a measuring process: both are the same program, so structures travel as
 * they are. The lab still checks every count, for the child may have died in the middle. */
#ifndef FAIRLANE_BENCH_HARNESS_WIRE_H
#define FAIRLANE_BENCH_HARNESS_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum fl_message_kind {
    FL_MESSAGE_PROGRESS = 1, /* figure[0]: done, per million */
    FL_MESSAGE_MACHINE,      /* payload: one fl_machine */
    FL_MESSAGE_EMPTY,        /* payload: doubles, ns per empty call */
    FL_MESSAGE_CALLS,        /* contestant; payload: doubles, ns per call */
    FL_MESSAGE_ROUNDS, /* contestant, mode; figure: calls per block, repeated, unsteady; payload: fl_blocks */
    FL_MESSAGE_QUIET,  /* figure[0]: ns spent for quiet; payload: one double, the fewest cycles that an
                               independent addition took */
    FL_MESSAGE_COLD,   /* contestant; payload: doubles, ns per call */
    FL_MESSAGE_PEER_EMPTY, /* contestant; payload: doubles, ns per empty call of a peer */
    FL_MESSAGE_PEER_STATE, /* contestant; figure[0]: 0 before, 1 after its calls; payload: one fl_peer_state */
    FL_MESSAGE_PEER_FAILED, /* contestant; payload: text; the process goes on without it */
    FL_MESSAGE_FAILED,      /* figure[0]: status; payload: text */
    FL_MESSAGE_END,
} fl_message_kind;

typedef struct fl_message {
    uint32_t kind, contestant, mode;
    uint32_t bytes; /* of the payload that follows */
    uint64_t figure[3];
} fl_message;

/* A message and its payload. */
bool fl_message_send(int descriptor, fl_message message, const void *payload, size_t bytes);

#endif
