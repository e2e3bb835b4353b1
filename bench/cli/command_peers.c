/* fairlane peers: which contestants of their own are installed, what they are, and how the others are
 * installed. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/base/interrupt.h"
#include "bench/base/progress.h"
#include "bench/base/text.h"
#include "bench/cli/cli.h"
#include "bench/peers/peer.h"
#include "bench/report/peers_report.h"

enum { MOST_SECONDS = 86400, MOST_SHOWN = 64 };

extern const fl_command fl_command_peers;

typedef struct request {
    bool json;
    const fl_printer *form;
    const char *python;
    int64_t seconds;
    char **names; /* ends with NULL; NULL: all that are known */
} request;

static const fl_option options[] = {
    {.name = "json",
     .help = "Print one JSON document (schema fairlane.peers/1) instead of the text.",
     .kind = FL_OPTION_FLAG,
     .offset = offsetof(request, json)},
    {.name = "python",
     .argument = "PATH",
     .help = "Python for peers that are written in it.",
     .kind = FL_OPTION_TEXT,
     .offset = offsetof(request, python),
     .values = FL_VALUES_PATHS},
    {.name = "timeout",
     .argument = "SECONDS",
     .help = "Most time that a peer may take to say who it is; default 60.",
     .kind = FL_OPTION_INTEGER,
     .offset = offsetof(request, seconds),
     .low = 1,
     .high = MOST_SECONDS},
    {.name = NULL},
};

typedef struct list {
    fl_seen_peer *peers;
    size_t count;
} list;

static fl_status look(const request *wanted, const char *name, const char *summary, fl_seen_peer *one,
                      fl_error *error)
{
    fl_error why = {""};
    fl_peer_start start;
    fl_peer *peer = calloc(1, sizeof *peer);
    if (!peer)
        return fl_fail(error, FL_UNABLE, "peers: no memory");
    *one = (fl_seen_peer){.name = name, .summary = summary};
    one->status = fl_peer_find(name, wanted->python, &start, &why);
    start.seconds = (double)wanted->seconds;
    if (one->status == FL_OK)
        one->status = fl_peer_open(&start, peer, &why);
    one->identity = peer->identity;
    if (one->status == FL_OK)
        one->status = fl_peer_close(peer, &why);
    fl_peer_kill(peer);
    if (one->status == FL_UNABLE)
        fl_text_make_plain(peer->said, one->said, sizeof one->said);
    free(peer);
    snprintf(one->setup, sizeof one->setup, "%s", start.setup);
    snprintf(one->reason, sizeof one->reason, "%s", why.text);
    if (one->status == FL_USAGE || one->status == FL_INTERRUPTED)
        return fl_fail(error, one->status, "%s", why.text);
    return FL_OK;
}

static const char *summary_of(const char *name)
{
    const fl_peer_kind *kind = fl_peer_kinds;
    while (kind->name && strcmp(kind->name, name) != 0)
        kind++;
    return kind->name ? kind->summary : "";
}

static fl_status look_at_all(const request *wanted, list *found, fl_error *error)
{
    fl_status status = FL_OK;
    fl_progress_line line = fl_progress_begin("asking contestants");
    size_t all = 0;
    while (wanted->names ? wanted->names[all] != NULL : fl_peer_kinds[all].name != NULL)
        all++;
    for (size_t i = 0; i < all && status == FL_OK; i++) {
        const char *name = wanted->names ? wanted->names[i] : fl_peer_kinds[i].name;
        status = look(wanted, name, summary_of(name), &found->peers[found->count++], error);
        fl_progress_step(&line, (double)(i + 1) / (double)all);
    }
    fl_progress_end(&line);
    return status;
}

static fl_status print_report(const list *found, const fl_printer *form, fl_error *error)
{
    fl_report report = {.title = NULL};
    fl_peers_report(&report, found->peers, found->count);
    return fl_report_print(&report, form, stdout, error);
}

static fl_status parse(int argc, char **argv, request *wanted, fl_error *error)
{
    fl_cursor cursor = {0};
    *wanted = (request){.seconds = FL_PEER_SECONDS};
    if (fl_parse_options(&fl_command_peers, argc, argv, wanted, &cursor, error) != FL_OK)
        return FL_USAGE;
    wanted->form = cursor.form;
    if (argc - cursor.first_operand > MOST_SHOWN)
        return fl_fail(error, FL_USAGE, "peers: more than %d names", MOST_SHOWN);
    if (cursor.first_operand < argc)
        wanted->names = argv + cursor.first_operand;
    return FL_OK;
}

static fl_status run(int argc, char **argv, fl_error *error)
{
    request wanted;
    list found = {.count = 0};
    fl_status status = parse(argc, argv, &wanted, error);
    if (status != FL_OK)
        return status;
    found.peers = calloc(MOST_SHOWN, sizeof *found.peers);
    if (!found.peers)
        return fl_fail(error, FL_UNABLE, "peers: no memory");
    fl_interrupt_watch();
    status = look_at_all(&wanted, &found, error);
    fl_interrupt_restore();
    if (status == FL_OK)
        status = wanted.json ? fl_peers_print_json(found.peers, found.count, error)
                             : print_report(&found, wanted.form, error);
    for (size_t i = 0; i < found.count && status == FL_OK; i++)
        if (found.peers[i].status == FL_NEGATIVE)
            status = FL_NEGATIVE;
    free(found.peers);
    return status;
}

const fl_command fl_command_peers = {
    .name = "peers",
    .arguments = "[NAME...]",
    .summary = "list the contestants that are programs of their own, and how missing ones are installed",
    .description =
        "Starts every contestant that the lab knows, or those named, and shows what each says of itself: "
        "version, work, what a call returns, facts; or what is missing and the one command that installs it. "
        "A name with a slash is the path of any program that speaks the protocol fairlane.peer/1.\n\n"
        "The folders of the known ones are looked for in FAIRLANE_PEERS, else in the folder 'peers' beside "
        "this program, else in ../share/fairlane/bench/peers from there.\n\n"
        "Exit code 1: one answers, but not as the protocol says.",
    .options = options,
    .reports = true,
    .run = run,
};
