#include "bench/lab/reproduce.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bench/audit/case/files.h"
#include "bench/base/file.h"
#include "bench/base/folder.h"
#include "bench/base/interrupt.h"
#include "bench/base/pin.h"
#include "bench/base/scratch.h"
#include "bench/base/text.h"
#include "bench/harness/environment.h"
#include "bench/harness/machine.h"
#include "bench/lab/copy_folder.h"
#include "bench/lab/reproduce_parts.h"
#include "bench/stats/stats.h"

static const char *const labels[2] = {"A", "B"};

enum { CLOCKS = FL_REPRODUCED_RUNS + 1 };

typedef struct making {
    const fl_reproduce_request *wanted;
    fl_case *given;
    fl_reproduction *made;
    char scratch[400];
    char folders[2][512]; /* the copy of each side */
    fl_confinement confinements[2];
    fl_cpu cpu;
    int pinned; /* -1: to none */
    double ghz[CLOCKS];
    size_t ghz_count;
} making;

fl_allowance fl_usual_allowance(void)
{
    return (fl_allowance){
        .seconds = 600, .memory_bytes = UINT64_C(4) << 30, .disk_bytes = UINT64_C(4) << 30, .processes = 512};
}

/* ---- places ---- */

/* Each side has a copy and a /tmp of its own: neither finds what the other left. */
static fl_status make_place(making *m, int side, fl_error *error)
{
    char place[sizeof m->folders[0]];
    snprintf(place, sizeof place, "%s/%s", m->scratch, labels[side]);
    snprintf(m->folders[side], sizeof m->folders[side], "%.500s/case", place);
    if (mkdir(place, 0700) != 0)
        return fl_fail(error, FL_UNABLE, "%.400s: cannot make a folder: %s", place, strerror(errno));
    fl_confinement *c = &m->confinements[side];
    *c = (fl_confinement){.folder = m->folders[side],
                          .exposed_count = m->wanted->exposed_count,
                          .unconfined = m->wanted->unconfined,
                          .most = m->wanted->most};
    memcpy(c->exposed, m->wanted->exposed, sizeof c->exposed);
    c->scratch = strdup(place);
    return c->scratch ? fl_copy_folder(m->wanted->folder, m->folders[side], error)
                      : fl_fail(error, FL_UNABLE, "no memory for a name");
}

/* What was published may not be taken for what is written now. */
static void remove_results(const making *m, int side)
{
    const fl_case_side *s = &m->given->sides[side];
    char path[1024];
    for (size_t i = 0; i <= s->run_count; i++) {
        const char *name = i < s->run_count ? s->runs[i].path : s->writes;
        if (name[0] && snprintf(path, sizeof path, "%s/%s", m->folders[side], name) < (int)sizeof path)
            fl_folder_remove(path);
    }
}

/* ---- one run ---- */

/* The core's clock, on the CPU that is about to be used. */
static void note_clock(making *m)
{
    fl_machine machine;
    fl_pin pin;
    bool pinned = m->pinned >= 0 && fl_pin_to(m->pinned, &pin, NULL) == FL_OK;
    fl_characterise(&m->cpu, &machine);
    if (pinned)
        fl_unpin(&pin);
    double ghz = fl_machine_value(&machine, "core clock", "GHz");
    if (ghz > 0 && machine.clocks_agree && m->ghz_count < CLOCKS)
        m->ghz[m->ghz_count++] = ghz;
}

/* Reads the first of the side's result files that is there again. */
static fl_status read_written(const making *m, int side, fl_case_run *run, fl_error *error)
{
    const fl_case_side *s = &m->given->sides[side];
    int folder = open(m->folders[side], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    struct stat facts;
    *run = (fl_case_run){.path = ""};
    if (folder < 0)
        return fl_fail(error, FL_USAGE, "its folder is gone: %s", strerror(errno));
    if (s->writes[0] && fstatat(folder, s->writes, &facts, AT_SYMLINK_NOFOLLOW) == 0)
        memcpy(run->path, s->writes, sizeof s->writes);
    for (size_t i = 0; i < s->run_count && !run->path[0]; i++)
        if (fstatat(folder, s->runs[i].path, &facts, AT_SYMLINK_NOFOLLOW) == 0)
            memcpy(run->path, s->runs[i].path, sizeof run->path);
    fl_status status =
        run->path[0]
            ? fl_case_load_run(folder, s->runs[0].result->name, run, error)
            : fl_fail(error, FL_USAGE, "it wrote no '%.150s'; \"writes\" in the case names another file",
                      s->writes[0] ? s->writes : s->runs[0].path);
    close(folder);
    return status;
}

static void forget(fl_case_run *run)
{
    fl_document_free(&run->document);
    free(run->text);
    *run = (fl_case_run){.path = ""};
}

static fl_status run_once(making *m, int side, fl_error *error)
{
    fl_reproduced_side *r = &m->made->sides[side];
    fl_reproduced_run *run = &r->runs[r->count];
    const fl_case_side *s = &m->given->sides[side];
    fl_confined_end end;
    fl_counters counters;
    fl_error why = {""};
    fl_print(stderr, "run %zu of %d of %s: %.300s\n", r->count + 1, FL_REPRODUCED_RUNS, labels[side],
             s->command);
    remove_results(m, side);
    if (side == 0)
        note_clock(m);
    fl_environment_begin(&m->cpu, &run->seen, &counters);
    fl_status status =
        fl_confined_run(&m->confinements[side], s->command, m->pinned >= 0 ? &m->pinned : NULL, &end, error);
    fl_environment_end(&counters, &run->seen);
    run->seen.pinned_cpu = m->pinned;
    run->seconds = end.seconds;
    if (status != FL_OK)
        return status;
    if (end.why[0])
        snprintf(r->why, sizeof r->why, "run %zu of its command: %.300s", r->count + 1, end.why);
    else if (read_written(m, side, &run->written, &why) != FL_OK)
        snprintf(r->why, sizeof r->why, "run %zu of its command: %.300s", r->count + 1, why.text);
    if (r->why[0])
        forget(&run->written);
    r->count += !r->why[0];
    return FL_OK;
}

/* ---- all of it ---- */

static fl_status build(making *m, int side, fl_error *error)
{
    const fl_case_side *s = &m->given->sides[side];
    fl_reproduced_side *r = &m->made->sides[side];
    fl_confined_end end;
    if (!s->build[0])
        return FL_OK;
    fl_print(stderr, "building %s: %.300s\n", labels[side], s->build);
    fl_status status = fl_confined_run(&m->confinements[side], s->build, NULL, &end, error);
    if (status == FL_OK && end.why[0])
        snprintf(r->why, sizeof r->why, "its build command: %.300s", end.why);
    return status;
}

/* In turns, so that what changes on the machine meanwhile meets both alike. A side that failed is left out. */
static fl_status run_in_turns(making *m, fl_error *error)
{
    fl_status status = FL_OK;
    for (int run = 0; run < FL_REPRODUCED_RUNS; run++)
        for (int side = 0; side < 2 && status == FL_OK; side++)
            if (!m->made->sides[side].why[0])
                status = run_once(m, side, error);
    return status;
}

static void choose_cpu(making *m)
{
    fl_pin pin;
    m->pinned = -1;
    if (fl_pin_to(FL_PIN_ANY, &pin, NULL) == FL_OK) {
        m->pinned = pin.cpu;
        fl_unpin(&pin); /* who watches stays elsewhere */
    }
}

static void tell_clock(const making *m)
{
    fl_reproduction *made = m->made;
    made->ghz = made->ghz_low = made->ghz_high = NAN;
    for (size_t i = 0; i < m->ghz_count; i++) {
        made->ghz_low = fmin(made->ghz_low, m->ghz[i]);
        made->ghz_high = fmax(made->ghz_high, m->ghz[i]);
    }
    if (m->ghz_count > 0)
        made->ghz = fl_median(m->ghz, m->ghz_count);
}

static fl_status reproduce(making *m, fl_error *error)
{
    fl_environment here;
    fl_counters counters;
    fl_status status = FL_OK;
    m->cpu = fl_cpu_detect();
    choose_cpu(m);
    fl_environment_begin(&m->cpu, &here, &counters);
    fl_environment_end(&counters, &here);
    snprintf(m->made->cpu, sizeof m->made->cpu, "%s", here.cpu);
    snprintf(m->made->boot_id, sizeof m->made->boot_id, "%s", here.boot_id);
    m->made->confined = !m->wanted->unconfined;
    for (int side = 0; side < 2 && status == FL_OK; side++)
        status = make_place(m, side, error);
    if (status == FL_OK)
        status = fl_confined_check(&m->confinements[0], error);
    for (int side = 0; side < 2 && status == FL_OK; side++)
        status = build(m, side, error);
    if (status == FL_OK)
        status = run_in_turns(m, error);
    note_clock(m);
    tell_clock(m);
    for (int side = 0; side < 2 && status == FL_OK; side++)
        if (!m->made->sides[side].why[0] && !m->given->sides[side].has_trace)
            status = fl_reproduce_trace(&m->confinements[side], m->wanted->functions[side],
                                        &m->given->sides[side], &m->made->sides[side], error);
    return status;
}

static void clear_away(making *m)
{
    for (int side = 0; side < 2; side++)
        if (m->confinements[side].scratch) {
            fl_confined_remove(m->confinements[side].scratch);
            free((char *)m->confinements[side].scratch);
        }
    fl_scratch_remove(m->scratch);
}

fl_status fl_reproduce(const fl_reproduce_request *wanted, fl_case *given, fl_reproduction *made,
                       fl_error *error)
{
    memset(made, 0, sizeof *made);
    for (int side = 0; side < 2; side++)
        if (!given->sides[side].command[0])
            return fl_fail(
                error, FL_USAGE,
                "audit: --reproduce: the case names no command of side %s; write it as \"command\" (and "
                "\"build\"), 'fairlane audit FOLDER --propose' prints a case to begin with",
                labels[side]);
    making *m = calloc(1, sizeof *m);
    if (!m)
        return fl_fail(error, FL_UNABLE, "audit: no memory");
    m->wanted = wanted;
    m->given = given;
    m->made = made;
    fl_interrupt_watch();
    fl_status status = fl_scratch_make("reproduce", m->scratch, sizeof m->scratch, error);
    if (status == FL_OK)
        status = reproduce(m, error);
    clear_away(m);
    fl_interrupt_restore();
    free(m);
    return status;
}
