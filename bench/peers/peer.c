/* The requests of the protocol, one function each. */
#include "bench/peers/peer.h"

#include <dirent.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/base/text.h"
#include "bench/peers/peer_parts.h"

enum { LONGEST_LINE = 16384, LONGEST_TIME = 16 };

/* Clocks that tick at another rate than ours, or count in steps, may be off by this much and no more. */
static const double clock_tolerance = 0.02, clock_slack_ns = 20e3;

/* A request that is answered with nothing but ok. */
static fl_status command(fl_peer *peer, const char *request, fl_error *error)
{
    char *answer = NULL;
    fl_status status = fl_peer_ask(peer, request, LONGEST_LINE, &answer, NULL, error);
    if (status == FL_OK && answer && answer[0])
        status = fl_peer_fail(peer, error, "answers '%.40s' with more than ok", request);
    free(answer);
    return status;
}

static fl_status fail_answer(fl_peer *peer, const char *request, const fl_peer_why *why, fl_error *error)
{
    return fl_peer_fail(peer, error, "answers '%.40s' with something else: %s", request, why->text);
}

fl_status fl_peer_open(const fl_peer_start *start, fl_peer *peer, fl_error *error)
{
    char *answer = NULL;
    fl_peer_why why = {""};
    *peer = (fl_peer){.start = *start, .to = -1, .from = -1, .complaints = -1};
    fl_status status = fl_peer_spawn(peer, error);
    if (status == FL_OK)
        status = fl_peer_ask(peer, "identify", LONGEST_LINE, &answer, NULL, error);
    if (status == FL_OK && answer && !fl_peer_read_identity(answer, &peer->identity, &why))
        status = fail_answer(peer, "identify", &why, error);
    free(answer);
    if (status == FL_OK && !start->setup[0]) /* given by its path: known by the name it gives itself */
        snprintf(peer->start.name, sizeof peer->start.name, "%s", peer->identity.name);
    return status;
}

/* One request that names a file. */
static fl_status name_file(fl_peer *peer, const char *word, const char *path, fl_error *error)
{
    char request[512];
    snprintf(request, sizeof request, "%s %s", word, path);
    return command(peer, request, error);
}

fl_status fl_peer_load(fl_peer *peer, const fl_model *model, const float sample[FL_INPUTS], fl_error *error)
{
    fl_peer_script files;
    char path[288];
    fl_status status = fl_peer_script_write(model, sample, &files, error);
    snprintf(path, sizeof path, "%s/model.safetensors", files.folder);
    if (status == FL_OK)
        status = name_file(peer, "model", path, error);
    snprintf(path, sizeof path, "%s/sample.safetensors", files.folder);
    if (status == FL_OK)
        status = name_file(peer, "sample", path, error);
    fl_peer_script_remove(&files);
    return status;
}

/* It cannot have spent more time on the calls than passed here between request and answer. */
static fl_status check_clock(fl_peer *peer, const char *request, double told_ns, double passed_ns,
                             fl_error *error)
{
    if (told_ns <= passed_ns * (1 + clock_tolerance) + clock_slack_ns)
        return FL_OK;
    return fl_peer_fail(peer, error, "says that '%s' took %s, but only %s passed", request,
                        fl_time_text(told_ns).text, fl_time_text(passed_ns).text);
}

static fl_status time_each(fl_peer *peer, const char *word, uint32_t warmups, uint32_t n, double *samples_ns,
                           fl_error *error)
{
    char request[64], *answer = NULL;
    fl_peer_why why = {""};
    double passed = 0, told = 0;
    snprintf(request, sizeof request, "%s %" PRIu32 " %" PRIu32, word, warmups, n);
    fl_status status =
        fl_peer_ask(peer, request, LONGEST_LINE + (size_t)n * LONGEST_TIME, &answer, &passed, error);
    if (status == FL_OK && !fl_peer_read_times(answer, n, samples_ns, &why))
        status = fail_answer(peer, request, &why, error);
    free(answer);
    if (status != FL_OK)
        return status;
    for (uint32_t i = 0; i < n; i++)
        told += samples_ns[i];
    return check_clock(peer, request, told, passed, error);
}

fl_status fl_peer_calls(fl_peer *peer, uint32_t warmups, uint32_t n, double *samples_ns, fl_error *error)
{
    return time_each(peer, "calls", warmups, n, samples_ns, error);
}

fl_status fl_peer_empty(fl_peer *peer, uint32_t warmups, uint32_t n, double *samples_ns, fl_error *error)
{
    return time_each(peer, "empty", warmups, n, samples_ns, error);
}

fl_status fl_peer_round(fl_peer *peer, uint32_t warmups, uint64_t n, double *ns, fl_error *error)
{
    char request[64], *answer = NULL;
    fl_peer_why why = {""};
    double passed = 0;
    snprintf(request, sizeof request, "round %" PRIu32 " %" PRIu64, warmups, n);
    fl_status status = fl_peer_ask(peer, request, LONGEST_LINE, &answer, &passed, error);
    if (status == FL_OK && !fl_peer_read_times(answer, 1, ns, &why))
        status = fail_answer(peer, request, &why, error);
    free(answer);
    return status == FL_OK ? check_clock(peer, request, *ns, passed, error) : status;
}

/* ---- what the system counts ---- */

static bool read_line(const char *line, const char *name, int64_t *value)
{
    size_t length = strlen(name);
    if (strncmp(line, name, length) != 0 || line[length] != ':')
        return false;
    *value = strtoll(line + length + 1, NULL, 10);
    return true;
}

/* The switches of one thread: those of a whole process stand nowhere. */
static void add_thread(pid_t pid, const char *thread, fl_peer_state *state)
{
    char path[128], line[256];
    int64_t value = 0;
    snprintf(path, sizeof path, "/proc/%ld/task/%.20s/status", (long)pid, thread);
    FILE *file = fopen(path, "re");
    while (file && fgets(line, sizeof line, file)) {
        if (read_line(line, "voluntary_ctxt_switches", &value))
            state->switches_voluntary += value;
        else if (read_line(line, "nonvoluntary_ctxt_switches", &value))
            state->switches_involuntary += value;
    }
    if (file)
        fclose(file);
    state->threads++;
}

static void look_at_threads(pid_t pid, fl_peer_state *state)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/%ld/task", (long)pid);
    DIR *threads = opendir(path);
    state->threads = state->switches_voluntary = state->switches_involuntary = threads ? 0 : -1;
    for (struct dirent *entry = threads ? readdir(threads) : NULL; entry; entry = readdir(threads))
        if (entry->d_name[0] != '.')
            add_thread(pid, entry->d_name, state);
    if (threads)
        closedir(threads);
}

fl_status fl_peer_look(fl_peer *peer, fl_peer_state *state, fl_error *error)
{
    char *answer = NULL;
    fl_peer_why why = {""};
    memset(state, 0, sizeof *state);
    fl_status status = fl_peer_ask(peer, "counters", LONGEST_LINE, &answer, NULL, error);
    if (status == FL_OK && !fl_peer_read_counters(answer, state, &why))
        status = fail_answer(peer, "counters", &why, error);
    free(answer);
    if (status == FL_OK)
        look_at_threads(peer->pid, state);
    return status;
}
