/* Tracing one inference of a contestant that is a program of its own. */
#ifndef FAIRLANE_BENCH_LAB_PEER_TRACE_H
#define FAIRLANE_BENCH_LAB_PEER_TRACE_H

#include "bench/evidence/trace.h"
#include "bench/peers/peer.h"

/* Whether the library that marks a peer's region is there; FL_UNABLE otherwise. */
fl_status fl_trace_peer_ready(const fl_peer_start *start, fl_error *error);

/* Verifies the peer with this model and the task's sample, then starts it anew under the tracer, which steps
 * through its request `region`. The trace carries the peer's name, version and work. seconds: of tracing. As
 * fl_peer_open() and fl_trace_command(); FL_NEGATIVE for a peer that misbehaves. */
fl_status fl_trace_peer(const fl_peer_start *start, const fl_model *model, double seconds, fl_trace *trace,
                        fl_error *error);

/* The same of a peer that was opened and verified already: start and identity are what that gave. */
fl_status fl_trace_verified_peer(const fl_peer_start *start, const fl_peer_identity *identity,
                                 const fl_model *model, double seconds, fl_trace *trace, fl_error *error);

/* The same of a peer by its name or path, with the lab's own model. python: NULL: the peer's own choice. */
fl_status fl_trace_named_peer(const char *name, const char *python, double seconds, fl_trace *trace,
                              fl_error *error);

#endif
