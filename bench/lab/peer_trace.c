#include "bench/lab/peer_trace.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A wrong answer is not worth a trace. */
static fl_status examine(const fl_peer_start *start, const fl_model *model, const float *sample,
                         fl_peer_start *known, fl_peer_identity *identity, fl_error *error)
{
    double error_in_bounds;
    fl_peer *peer = calloc(1, sizeof *peer);
    if (!peer)
        return fl_fail(error, FL_UNABLE, "no memory for a peer");
    fl_status status = fl_peer_open(start, peer, error);
    *known = peer->start;
    *identity = peer->identity;
    if (status == FL_OK)
        status = fl_peer_verify(peer, model, sample, &error_in_bounds, error);
    if (status == FL_OK)
        status = fl_peer_close(peer, error);
    fl_peer_kill(peer);
    free(peer);
    return status;
}

/* A variable for the time of one child; before: what it was. */
static void set_variable(const char *name, const char *value, char **before)
{
    const char *was = getenv(name);
    *before = was ? strdup(was) : NULL;
    if (value[0])
        setenv(name, value, 1);
}

static void restore_variable(const char *name, char *before)
{
    if (before)
        setenv(name, before, 1);
    else
        unsetenv(name);
    free(before);
}

static fl_status trace_command(const fl_peer_start *start, const fl_peer_script *script, double seconds,
                               fl_trace *trace, fl_error *error)
{
    char path[sizeof start->path], argument[sizeof start->argument], *python, *region;
    snprintf(path, sizeof path, "%s", start->path);
    snprintf(argument, sizeof argument, "%s", start->argument);
    char *const command[] = {path, argument[0] ? argument : NULL, NULL};
    const fl_trace_target target = {.command = command,
                                    .seconds = seconds,
                                    .most_instructions = UINT64_MAX,
                                    .input = script->requests,
                                    .output = script->answers};
    set_variable("FAIRLANE_PYTHON", start->python, &python);
    set_variable("FAIRLANE_REGION", start->region, &region);
    fl_status status = fl_trace_command(&target, trace, error);
    restore_variable("FAIRLANE_PYTHON", python);
    restore_variable("FAIRLANE_REGION", region);
    return status;
}

fl_status fl_trace_peer_ready(const fl_peer_start *start, fl_error *error)
{
    if (start->region[0])
        return FL_OK;
    return fl_fail(error, FL_UNABLE,
                   "trace: libfairlane_region.so.1 is neither beside this program nor where it is installed; "
                   "cmake --build makes it");
}

fl_status fl_trace_verified_peer(const fl_peer_start *start, const fl_peer_identity *identity,
                                 const fl_model *model, double seconds, fl_trace *trace, fl_error *error)
{
    float sample[FL_INPUTS];
    fl_peer_script script = {.folder = ""};
    fl_error refused = {""};
    memset(trace, 0, sizeof *trace);
    fl_task_sample(sample);
    fl_status status = fl_trace_peer_ready(start, error);
    if (status != FL_OK)
        return status;
    status = fl_peer_script_write(model, sample, &script, error);
    if (status == FL_OK)
        status = trace_command(start, &script, seconds, trace, error);
    /* what it answered says more than that it did not reach its region; either is its own fault */
    if ((status == FL_OK || status == FL_USAGE) &&
        fl_peer_script_check(&script, start->name, status == FL_OK, &refused) == FL_NEGATIVE &&
        refused.text[0])
        status = fl_fail(error, FL_NEGATIVE, "%s", refused.text);
    else if (status == FL_USAGE)
        status = FL_NEGATIVE;
    fl_peer_script_remove(&script);
    if (status != FL_OK)
        return status;
    snprintf(trace->name, sizeof trace->name, "%s", start->name);
    snprintf(trace->version, sizeof trace->version, "%s", identity->version);
    trace->expected_multiply_adds = fl_work_shape(identity->work).multiply_adds;
    fl_trace_classify(trace);
    return FL_OK;
}

fl_status fl_trace_peer(const fl_peer_start *start, const fl_model *model, double seconds, fl_trace *trace,
                        fl_error *error)
{
    float sample[FL_INPUTS];
    fl_peer_start known = *start;
    fl_peer_identity identity;
    memset(trace, 0, sizeof *trace);
    fl_task_sample(sample);
    fl_status status = fl_trace_peer_ready(start, error);
    if (status == FL_OK)
        status = examine(start, model, sample, &known, &identity, error);
    if (status == FL_OK)
        status = fl_trace_verified_peer(&known, &identity, model, seconds, trace, error);
    return status;
}

fl_status fl_trace_named_peer(const char *name, const char *python, double seconds, fl_trace *trace,
                              fl_error *error)
{
    fl_peer_start start;
    fl_model *model = calloc(1, sizeof *model);
    if (!model)
        return fl_fail(error, FL_UNABLE, "trace: no memory for a model");
    fl_status status = fl_peer_find(name, python, &start, error);
    start.seconds = seconds;
    if (status == FL_OK)
        status = fl_model_train(FL_DEFAULT_SEED, model, error);
    if (status == FL_OK)
        status = fl_trace_peer(&start, model, seconds, trace, error);
    free(model);
    return status;
}
