/* fairlane audit --run: the comparison is made, then judged as any other case. */
#include "bench/lab/audit_parts.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bench/audit/providers/facts.h"
#include "bench/base/file.h"
#include "bench/base/interrupt.h"
#include "bench/base/scratch.h"
#include "bench/base/text.h"
#include "bench/evidence/trace.h"
#include "bench/evidence/trace_file.h"
#include "bench/import/import.h"
#include "bench/lab/audit.h"
#include "bench/lab/peer_trace.h"
#include "bench/lab/run.h"

enum { QUICK_PROCESSES = 2, QUICK_ROUNDS = 20, QUICK_COLD_CALLS = 20, QUICK_CALLS = 10000 };
enum { MOST_ELSEWHERE = 64 << 20 };

typedef struct making {
    const fl_audit_request *wanted;
    char folder[512]; /* a temporary name beside the one that was asked for */
    fl_audit_side sides[2];
    fl_plan plan;
    fl_admissions admissions;
    fl_document first, document, elsewhere;
} making;

static fl_status path_below(const making *m, const char *name, char path[768], fl_error *error)
{
    return snprintf(path, 768, "%s/%s", m->folder, name) < 768
               ? FL_OK
               : fl_fail(error, FL_USAGE, "--output: the path is too long");
}

/* ---- measuring ---- */

static fl_run_options options_of(const making *m, int run)
{
    fl_run_options options = fl_run_defaults();
    options.peers[0] = m->wanted->peers[0];
    options.peers[1] = m->wanted->peers[1];
    options.peer_count = 2;
    options.python = m->wanted->python;
    options.peer_seconds = m->wanted->seconds;
    options.attest_seconds = 0; /* traced for the case itself */
    options.quiet_seconds = m->wanted->quiet_seconds;
    if (m->wanted->quick) {
        options.processes = QUICK_PROCESSES;
        options.rounds = QUICK_ROUNDS;
        options.cold_calls = QUICK_COLD_CALLS;
        options.iterations = QUICK_CALLS;
    }
    /* The kernels are the yardstick of the first run; the others repeat the contestants. */
    if (run > 1) {
        options.kernels[0] = "scalar";
        options.kernel_count = 1;
    }
    return options;
}

/* What the lab found out about a contestant joins what it
 * tells of itself, which may not take the lab's name. */
static fl_status add_lab_facts(const fl_audit_side *side, const fl_document *document, fl_error *error)
{
    fl_result *result = NULL;
    for (size_t i = 0; i < document->result_count; i++)
        if (strcmp(document->results[i].name, side->start.name) == 0)
            result = &document->results[i];
    if (!result || !result->peer)
        return fl_fail(error, FL_NEGATIVE, "audit: peer '%s' left no result", side->start.name);
    fl_result_peer *peer = result->peer;
    for (size_t i = 0; i < peer->fact_count; i++)
        if (strncmp(peer->facts[i].name, FL_LAB_FACT, strlen(FL_LAB_FACT)) == 0)
            return fl_fail(error, FL_NEGATIVE, "audit: peer '%s' tells a fact '%s', which only the lab may",
                           side->start.name, peer->facts[i].name);
    if (!side->debug_sections[0])
        return FL_OK;
    fl_fact *facts = realloc(peer->facts, (peer->fact_count + 1) * sizeof *facts);
    if (!facts)
        return fl_fail(error, FL_UNABLE, "no memory for the facts of a peer");
    peer->facts = facts;
    fl_fact *fact = &facts[peer->fact_count++];
    memset(fact, 0, sizeof *fact);
    snprintf(fact->name, sizeof fact->name, FL_LAB_FACT "debug_sections");
    snprintf(fact->value, sizeof fact->value, "%s", side->debug_sections);
    return FL_OK;
}

static fl_status store(making *m, int run, fl_document *document, fl_error *error)
{
    char name[32], path[768];
    snprintf(name, sizeof name, "run-%d.json", run);
    fl_status status = path_below(m, name, path, error);
    for (int i = 0; i < 2 && status == FL_OK; i++)
        status = add_lab_facts(&m->sides[i], document, error);
    return status == FL_OK ? fl_document_write(path, document, error) : status;
}

static fl_status measure(making *m, int run, fl_error *error)
{
    fl_run_options options = options_of(m, run);
    fl_document *document = run == 1 ? &m->first : &m->document;
    memset(&m->plan, 0, sizeof m->plan);
    memset(&m->admissions, 0, sizeof m->admissions);
    fl_document_free(document);
    fl_print(stderr, "run %d of %d\n", run, FL_AUDIT_RUNS);
    fl_status status = fl_run_measure(&options, &m->plan, &m->admissions, document, error);
    if (status == FL_OK)
        status = fl_run_judge_contestants(&m->admissions, error);
    for (uint32_t i = 0; i < 2 && i < m->plan.job.peer_count && status == FL_OK; i++)
        m->sides[i].start = m->plan.job.peers[i]; /* with the name that it gives itself */
    return status == FL_OK ? store(m, run, document, error) : status;
}

/* ---- looking at the contestants ---- */

/* The program that really runs once the script that starts it has done its part. */
static fl_status examine_program(const making *m, fl_audit_side *side, fl_error *error)
{
    char link[64], program[512];
    fl_peer *peer = calloc(1, sizeof *peer);
    if (!peer)
        return fl_fail(error, FL_UNABLE, "no memory for a peer");
    fl_status status = fl_peer_open(&side->start, peer, error);
    if (status == FL_OK && m->wanted->elsewhere && !fl_document_find(&m->elsewhere, peer->start.name))
        status = fl_fail(error, FL_USAGE, "%.300s: there is no result '%s' in it", m->wanted->elsewhere,
                         peer->start.name);
    if (status == FL_OK) {
        snprintf(link, sizeof link, "/proc/%ld/exe", (long)peer->pid);
        ssize_t length = readlink(link, program, sizeof program - 1);
        program[length > 0 ? length : 0] = '\0';
        if (length > 0 && strcmp(side->language, "python") != 0)
            fl_audit_debug_sections(program, side->debug_sections, sizeof side->debug_sections);
        status = fl_peer_close(peer, error);
    }
    fl_peer_kill(peer);
    free(peer);
    return status;
}

static fl_status trace(making *m, fl_audit_side *side, fl_error *error)
{
    char name[32], path[768];
    snprintf(name, sizeof name, "%s.trace.json", side->label);
    fl_status status = path_below(m, name, path, error);
    fl_print(stderr, "tracing one inference of %s\n", side->start.name);
    if (status == FL_OK)
        status =
            fl_trace_peer(&side->start, &m->plan.job.model, (double)m->wanted->seconds, &side->trace, error);
    return status == FL_OK ? fl_trace_write(path, &side->trace, error) : status;
}

/* What another machine gave joins the case as it is. */
static fl_status take_elsewhere(making *m, fl_error *error)
{
    char path[768], *bytes = NULL;
    size_t size = 0;
    if (!m->wanted->elsewhere)
        return FL_OK;
    fl_status status = fl_file_read(m->wanted->elsewhere, MOST_ELSEWHERE, &bytes, &size, error);
    if (status == FL_OK)
        status = fl_import_parse(bytes, size, m->wanted->elsewhere, &(fl_import_options){.folder = -1},
                                 &m->elsewhere, error);
    if (status == FL_OK)
        status = path_below(m, FL_AUDIT_ELSEWHERE, path, error);
    if (status == FL_OK)
        status = fl_file_write(path, bytes, size, error);
    free(bytes);
    return status;
}

/* Before anything is measured: who they are and what they are made of. */
static fl_status prepare(making *m, fl_error *error)
{
    static const char *const labels[2] = {"a", "b"};
    fl_status status = take_elsewhere(m, error);
    for (int i = 0; i < 2 && status == FL_OK; i++) {
        fl_audit_side *side = &m->sides[i];
        side->label = labels[i];
        status = fl_peer_find(m->wanted->peers[i], m->wanted->python, &side->start, error);
        side->start.seconds = (double)m->wanted->seconds;
        if (status == FL_OK)
            status = fl_trace_peer_ready(&side->start, error); /* before a minute of measuring is lost */
        if (status == FL_OK)
            status = fl_audit_copy_sources(m->folder, side, error);
        if (status == FL_OK)
            status = examine_program(m, side, error);
    }
    if (status == FL_OK && !strcmp(m->sides[0].language, "rust") && !strcmp(m->sides[1].language, "python"))
        return fl_fail(error, FL_USAGE, "audit: the checklist asks about Python first: --peer %s --peer %s",
                       m->wanted->peers[1], m->wanted->peers[0]);
    return status;
}

/* ---- all of it ---- */

static fl_status make(making *m, fl_error *error)
{
    char path[768];
    fl_status status = prepare(m, error);
    for (int run = 1; run <= FL_AUDIT_RUNS && status == FL_OK; run++)
        status = measure(m, run, error);
    for (int i = 0; i < 2 && status == FL_OK; i++)
        status = trace(m, &m->sides[i], error);
    if (status == FL_OK)
        status = path_below(m, "model.safetensors", path, error);
    if (status == FL_OK)
        status = fl_model_write(path, &m->plan.job.model, error);
    return status == FL_OK
               ? fl_audit_write_case(m->folder, m->sides, &m->first, m->wanted->elsewhere != NULL, error)
               : status;
}

/* Nobody finds a measurement in pieces: the folder gets its name when all of it is there. */
static fl_status publish(const making *m, fl_error *error)
{
    if (chmod(m->folder, 0755) == 0)
        return fl_scratch_publish(m->folder, m->wanted->folder, error);
    return fl_fail(error, FL_UNABLE, "%.400s: %s", m->wanted->folder, strerror(errno));
}

static fl_status find_place(making *m, fl_error *error)
{
    size_t length = strlen(m->wanted->folder);
    while (length > 1 && m->wanted->folder[length - 1] == '/')
        length--;
    if (rmdir(m->wanted->folder) != 0 && errno != ENOENT)
        return fl_fail(error, FL_USAGE, "%.400s: %s; --output names a folder that is not there yet",
                       m->wanted->folder, strerror(errno));
    char target[sizeof m->folder];
    if (length >= sizeof target)
        return fl_fail(error, FL_USAGE, "--output: the path is too long");
    snprintf(target, sizeof target, "%.*s", (int)length, m->wanted->folder);
    return fl_scratch_beside(target, m->folder, sizeof m->folder, error);
}

fl_status fl_audit_run(const fl_audit_request *wanted, fl_error *error)
{
    making *m = calloc(1, sizeof *m);
    if (!m)
        return fl_fail(error, FL_UNABLE, "audit: no memory");
    m->wanted = wanted;
    fl_status status = find_place(m, error);
    if (status == FL_OK) {
        fl_interrupt_watch();
        status = make(m, error);
        fl_interrupt_restore();
        if (status == FL_OK)
            status = publish(m, error);
        if (status != FL_OK)
            fl_scratch_remove(m->folder);
    }
    fl_document_free(&m->first);
    fl_document_free(&m->document);
    fl_document_free(&m->elsewhere);
    free(m);
    return status;
}
