#include "bench/lab/contestant_store.h"

#include "bench/lab/peer_trace.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/base/sha256.h"
#include "bench/evidence/trace_file.h"
#include "bench/task/task.h"
#include "kernels/kernel.h"

void fl_contestant_claim(fl_contestant_store *store, const char *option, char label, double ns,
                         fl_contestant *contestant)
{
    fl_document_init(&store->claim_document);
    fl_result_init(&store->claim_result);
    store->claim_document.of_other_tool = true;
    snprintf(store->claim_result.name, sizeof store->claim_result.name, "contestant %c", label);
    store->claim_result.per_call_us.mean = ns / 1000;
    contestant->is_claim = true;
    contestant->side =
        (fl_side){.path = option, .document = &store->claim_document, .result = &store->claim_result};
}

static const fl_kernel *kernel_of(const fl_contestant *contestant)
{
    const fl_result *result = contestant->side.result;
    if (contestant->is_claim || contestant->side.document->of_other_tool || !result->isa[0] ||
        result->is_probe)
        return NULL;
    for (size_t i = 0; i < fl_variant_count; i++)
        if (strcmp(fl_variants[i].name, result->name) == 0)
            return fl_variants[i].kernel;
    return NULL;
}

static fl_status trace_kernel(fl_contestant_store *store, const fl_kernel *kernel, fl_contestant *contestant,
                              fl_error *error)
{
    fl_error why = {""};
    fl_function function;
    fl_status status = fl_trace_kernel(kernel->name, &store->trace, &why);
    if (status == FL_INTERRUPTED)
        return fl_fail(error, status, "%s", why.text);
    if (status != FL_OK) {
        snprintf(store->no_trace, sizeof store->no_trace, "%s", why.text);
        store->unattestable = status == FL_UNABLE;
        contestant->no_trace = store->no_trace;
        return FL_OK;
    }
    contestant->trace = &store->trace;
    contestant->traced_detail = kernel->detail ? kernel->detail() : "";
    if (fl_function_at((uintptr_t)kernel->run, &function, NULL) == FL_OK) {
        fl_sha256(function.code, function.size, store->sha256);
        contestant->traced_sha256 = store->sha256;
    }
    return FL_OK;
}

static fl_status trace_peer(fl_contestant_store *store, const fl_trace_request *request,
                            fl_contestant *contestant, fl_error *error)
{
    fl_error why = {""};
    fl_peer_start start;
    fl_model *model = calloc(1, sizeof *model);
    const char *name = request->peer ? request->peer : contestant->side.result->name;
    if (!model)
        return fl_fail(error, FL_UNABLE, "no memory for a model");
    fl_status status = fl_peer_find(name, request->python, &start, &why);
    start.seconds = (double)request->seconds;
    if (status == FL_OK)
        status = fl_model_train(FL_DEFAULT_SEED, model, &why);
    if (status == FL_OK)
        status = fl_trace_peer(&start, model, start.seconds, &store->trace, &why);
    free(model);
    if (status == FL_INTERRUPTED)
        return fl_fail(error, status, "%s", why.text);
    if (status == FL_OK) {
        contestant->trace = &store->trace;
        return FL_OK;
    }
    if (status == FL_USAGE && !request->peer) /* a program that was given by its path */
        fl_fail(&why, status,
                "where this peer is, is not known; 'fairlane trace --peer PATH -o FILE' makes a trace, "
                "--trace-a and --trace-b take it");
    snprintf(store->no_trace, sizeof store->no_trace, "%s", why.text);
    store->unattestable = status == FL_UNABLE;
    contestant->no_trace = store->no_trace;
    return FL_OK;
}

fl_status fl_contestant_trace(fl_contestant_store *store, const fl_trace_request *request,
                              fl_contestant *contestant, fl_error *error)
{
    const fl_kernel *kernel = kernel_of(contestant);
    if (request->path) {
        fl_status status = fl_trace_read(request->path, &store->trace, error);
        contestant->trace = &store->trace;
        contestant->trace_path = request->path;
        return status;
    }
    if (contestant->side.result->peer)
        return trace_peer(store, request, contestant, error);
    if (kernel)
        return trace_kernel(store, kernel, contestant, error);
    contestant->no_trace =
        "no trace was given; 'fairlane trace -o FILE -- COMMAND' makes one, --trace-a and --trace-b take it";
    return FL_OK;
}
