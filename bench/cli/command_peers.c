/* fairlane peers: which contestants of their own are installed, what they are, and how the others are
 * installed. */
#include <stdio.h>
#include <stdlib.h>

#include "bench/cli/cli.h"
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
    FL_TAKE_FLAG(request, json, "json",
                 "Print one JSON document (schema fairlane.peers/1) instead of the text."),
    FL_TAKE_TEXT(request, python, 0, "python", "PATH", FL_VALUES_PATHS,
                 "Python for peers that are written in it."),
    FL_TAKE_INTEGER(request, seconds, "timeout", "SECONDS", 1, MOST_SECONDS,
                    "Most time that a peer may take to say who it is; default 60."),
    {.name = NULL},
};

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

static fl_status print(const request *wanted, const fl_seen_peer *peers, size_t count, fl_error *error)
{
    fl_report report = {.title = NULL};
    if (wanted->json)
        return fl_peers_print_json(peers, count, error);
    fl_peers_report(&report, peers, count);
    return fl_report_print(&report, wanted->form, stdout, error);
}

static fl_status run(int argc, char **argv, fl_error *error)
{
    request wanted;
    fl_seen_peer *peers = NULL;
    size_t count = 0;
    fl_status status = parse(argc, argv, &wanted, error);
    if (status != FL_OK)
        return status;
    status = fl_peers_look(wanted.names, wanted.python, (double)wanted.seconds, &peers, &count, error);
    if (status == FL_OK)
        status = print(&wanted, peers, count, error);
    for (size_t i = 0; i < count && status == FL_OK; i++)
        if (peers[i].status == FL_NEGATIVE)
            status = FL_NEGATIVE;
    free(peers);
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
