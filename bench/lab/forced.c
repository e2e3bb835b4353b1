#include "bench/lab/forced.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "bench/base/scratch.h"
#include "bench/base/subprocess.h"
#include "bench/base/system.h"
#include "bench/base/text.h"
#include "bench/evidence/trace_file.h"

enum { MOST_ARGUMENTS = 16, MOST_NAME = 128, MOST_PATH = 512 };

bool fl_is_setting(const char *setting)
{
    const char *end = strchr(setting, '=');
    if (!end || end == setting || end - setting >= MOST_NAME || isdigit((unsigned char)*setting))
        return false;
    for (const char *c = setting; c < end; c++)
        if (!isalnum((unsigned char)*c) && *c != '_')
            return false;
    return true;
}

/* The last line that it complained with, into text. */
static void last_line(char *said, char *text, size_t size)
{
    size_t length = strlen(said);
    while (length > 0 && said[length - 1] == '\n')
        said[--length] = '\0';
    const char *line = strrchr(said, '\n');
    line = line ? line + 1 : said;
    if (strncmp(line, "fairlane: ", 10) == 0)
        line += 10;
    if (*line)
        fl_text_make_plain(line, text, size);
}

/* FL_NEGATIVE, with the reason in store, when the copy did not end with 0. */
static fl_status run_copy(const char *setting, char *const arguments[], fl_forced *store, fl_error *error)
{
    fl_subprocess_end end;
    fl_error why = {""};
    const fl_subprocess copy = {.arguments = (const char *const *)arguments,
                                .path = fl_system_own_program(),
                                .setting = setting,
                                .gently = true};
    fl_status status = fl_subprocess_run(&copy, &end, &why);
    if (status == FL_OK && end.exit_code == FL_INTERRUPTED)
        status = fl_fail(error, FL_INTERRUPTED, "interrupted; nothing was written");
    else if (status != FL_OK)
        status = fl_fail(error, status, status == FL_UNABLE ? "point93: %s" : "%s", why.text);
    if (status == FL_OK && end.exit_code != 0) {
        snprintf(store->failure, sizeof store->failure, "fairlane %s ended with %d", arguments[1],
                 end.exit_code);
        last_line(end.complaints, store->failure, sizeof store->failure);
        status = FL_NEGATIVE;
    }
    fl_subprocess_free(&end);
    return status;
}

typedef struct order {
    char name[128], seconds[24], result[MOST_PATH], trace[MOST_PATH];
    char *arguments[MOST_ARGUMENTS];
    size_t count;
} order;

static void add(order *o, const char *argument)
{
    if (o->count + 1 < MOST_ARGUMENTS)
        o->arguments[o->count++] = (char *)argument; /* execv changes none */
}

static void start_order(order *o, const char *command, const char *file)
{
    memset(o->arguments, 0, sizeof o->arguments);
    o->count = 0;
    add(o, "fairlane");
    add(o, command);
    add(o, "--output");
    add(o, file);
}

static void add_peer(order *o, const fl_trace_request *request)
{
    add(o, "--peer");
    add(o, o->name);
    add(o, "--timeout");
    add(o, o->seconds);
    if (request->python) {
        add(o, "--python");
        add(o, request->python);
    }
}

/* Measures and traces into the files of o. */
static fl_status make(const char *setting, bool peer, const fl_trace_request *request, order *o,
                      fl_forced *store, fl_error *error)
{
    start_order(o, "run", o->result);
    add(o, "--iterations");
    add(o, "1000");
    add(o, "--kernel");
    add(o, peer ? "scalar" : o->name);
    if (peer)
        add_peer(o, request);
    fl_status status = run_copy(setting, o->arguments, store, error);
    if (status != FL_OK)
        return status;
    start_order(o, "trace", o->trace);
    if (peer)
        add_peer(o, request);
    else
        add(o, o->name);
    status = run_copy(setting, o->arguments, store, error);
    if (status == FL_OK)
        status = fl_document_read(o->result, &store->document, error);
    return status == FL_OK ? fl_trace_read(o->trace, &store->trace, error) : status;
}

static void take(const char *setting, const char *name, fl_forced *store, fl_contestant *forced)
{
    const fl_result *result = fl_document_find(&store->document, name);
    *forced = (fl_contestant){.forced_by = setting, .no_trace = store->failure};
    if (!result) {
        if (!store->failure[0])
            snprintf(store->failure, sizeof store->failure, "it was not measured then");
        return;
    }
    forced->side = (fl_side){.path = store->where, .document = &store->document, .result = result};
    forced->trace = &store->trace;
    /* One program did both, with one setting. */
    forced->traced_sha256 = result->code_sha256;
    forced->traced_detail = result->detail;
}

fl_status fl_force(const char *setting, const fl_contestant *own, const fl_trace_request *request,
                   const char *keep, fl_forced *store, fl_contestant *forced, fl_error *error)
{
    const fl_result *result = own->side.result;
    bool peer = result->peer != NULL;
    char folder[400];
    if (own->is_claim || own->side.document->of_other_tool || (!peer && !result->isa[0]))
        return fl_fail(
            error, FL_USAGE,
            "point93: '%.60s' is neither a kernel of the lab nor a peer, so that it cannot be forced here",
            result->name);
    fl_status status = fl_scratch_make("forced", folder, sizeof folder, error);
    if (status != FL_OK)
        return status;
    order o = {.count = 0};
    snprintf(o.name, sizeof o.name, "%s", peer && request->peer ? request->peer : result->name);
    snprintf(o.seconds, sizeof o.seconds, "%lld", (long long)request->seconds);
    snprintf(o.result, sizeof o.result, "%s/result.json", folder);
    snprintf(o.trace, sizeof o.trace, "%s/trace.json", folder);
    snprintf(store->where, sizeof store->where, "measured now");
    status = make(setting, peer, request, &o, store, error);
    if (status == FL_OK && keep) {
        snprintf(store->where, sizeof store->where, "%.255s", keep);
        status = fl_document_write(keep, &store->document, error);
    }
    fl_scratch_remove(folder);
    if (status == FL_OK || status == FL_NEGATIVE) {
        take(setting, result->name, store, forced);
        status = FL_OK;
    }
    return status;
}
