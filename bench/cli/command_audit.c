/* fairlane audit: the 100 points of the checklist, each with its evidence. */
#define _GNU_SOURCE /* realpath */
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/base/file.h"
#include "bench/base/scratch.h"
#include "bench/base/time_text.h"
#include "bench/base/version.h"
#include "bench/bounds/core_model.h"
#include "bench/cli/cli.h"
#include "bench/cli/pictures.h"
#include "bench/lab/audit.h"
#include "bench/lab/audit_judge.h"
#include "bench/lab/run.h"
#include "bench/report/audit_report.h"

extern const fl_command fl_command_audit;

enum {
    MOST_SECONDS = 86400,
    DEFAULT_SECONDS = 300,
    MOST_MEBIBYTES = 1 << 20,
    MOST_READING_SECONDS = 3600,
    MEBIBYTE = 1 << 20
};

typedef struct request {
    bool template, json, run, propose, failed, reproduce;
    const fl_printer *form; /* NULL: text, in short */
    const char *output;
    fl_judge_request judged;
    fl_audit_request making; /* of --run */
    size_t peer_count;
    fl_reproduce_request again; /* of --reproduce */
    int64_t memory, space;      /* MiB */
    char exposed[FL_EXPOSED][512], functions[2][160];
} request;

static fl_status take_exposed(const fl_option *option, const char *path, void *wanted, fl_error *error)
{
    request *found = wanted;
    char whole[PATH_MAX];
    (void)option;
    if (found->again.exposed_count == FL_EXPOSED)
        return fl_fail(error, FL_USAGE, "audit: --expose can be given %d times at most", FL_EXPOSED);
    char *place = found->exposed[found->again.exposed_count];
    if (!realpath(path, whole) || strlen(whole) >= sizeof found->exposed[0] || whole[1] == '\0')
        return fl_fail(error, FL_USAGE, "audit: --expose: '%.200s' is not a folder that can be exposed",
                       path);
    memcpy(place, whole, strlen(whole) + 1);
    found->again.exposed[found->again.exposed_count++] = place;
    return FL_OK;
}

/* "SYMBOL" for both sides, "a=SYMBOL" and "b=SYMBOL" for one. */
static fl_status take_function(const fl_option *option, const char *text, void *wanted, fl_error *error)
{
    request *found = wanted;
    bool one = (text[0] == 'a' || text[0] == 'b') && text[1] == '=';
    const char *name = one ? text + 2 : text;
    (void)option;
    if (!name[0] || strlen(name) >= sizeof found->functions[0])
        return fl_fail(error, FL_USAGE, "audit: --function: '%.100s' is not SYMBOL, a=SYMBOL or b=SYMBOL",
                       text);
    for (int side = 0; side < 2; side++)
        if (!one || text[0] == 'a' + side) {
            memcpy(found->functions[side], name, strlen(name) + 1);
            found->again.functions[side] = found->functions[side];
        }
    return FL_OK;
}

static fl_status take_ghz(const fl_option *option, const char *text, void *wanted, fl_error *error)
{
    (void)option;
    return fl_parse_ghz("ghz", text, &((request *)wanted)->judged.find.ghz, error);
}

static const fl_option options[] = {
    FL_TAKE_FLAG(request, template, "template", "Print a case to fill in, and do nothing else."),
    FL_TAKE_FLAG(request, failed, "failed",
                 "Print the points that fail or are unchecked alone; they stand first in any case."),
    FL_TAKE_FLAG(request, json, "json", "Print JSON (schema fairlane.audit/1) instead of the text."),
    FL_TAKE_TEXT(
        request, output, 'o', "output", "PATH", FL_VALUES_PATHS,
        "Write the JSON to this file as well; with --run keep the whole case in this folder, which must "
        "not be there yet, with the JSON as audit.json in it."),
    FL_TAKE_TEXT(request, judged.find.globs[0], 0, "a", "GLOB", FL_VALUES_UNKNOWN,
                 "Of a folder: the result of side A, a pattern for \"PATH\", \"PATH:RESULT\" or \"RESULT\"."),
    FL_TAKE_TEXT(request, judged.find.globs[1], 0, "b", "GLOB", FL_VALUES_UNKNOWN, "The same of side B."),
    FL_TAKE_FLAG(
        request, judged.find.whole, "whole",
        "Of a folder: all that was published is in it, so that what is not there is absent: figures that "
        "nothing gives make points not applicable, and a missing lock file fails one."),
    FL_TAKE_TEXT(request, judged.find.core, 0, "cpu", "MODEL", FL_VALUES_UNKNOWN,
                 "Of a folder or a case: the processor that the published figures are of, whose model judges "
                 "points 81 to 83, "
                 "as 'bound --cpu' takes it. Needs --ghz. --propose writes both."),
    FL_TAKE_OWN(take_ghz, 0, "ghz", "F", FL_VALUES_UNKNOWN,
                "The frequency in GHz at which that processor ran."),
    FL_TAKE_FLAG(request, propose, "propose",
                 "Of a folder: print the case that was found in it, to be kept in it and filled in, and do "
                 "nothing else."),
    FL_TAKE_FLAG(request, run, "run", "Make the comparison here and now, then judge it."),
    FL_TAKE_FLAG(
        request, reproduce, "reproduce",
        "Build and run both sides again, here, by their own commands, and judge that too. Their code is "
        "executed: in bubblewrap, without network and without the home folder."),
    FL_TAKE_FLAG(request, again.unconfined, "unconfined",
                 "With --reproduce: without bubblewrap. Their code then may do whatever you may."),
    FL_TAKE_OWN(
        take_exposed, 0, "expose", "FOLDER", FL_VALUES_PATHS,
        "With --reproduce: a folder that their commands may read beside the system's, such as ~/.cargo; "
        "may be given several times."),
    FL_TAKE_OWN(
        take_function, 0, "function", "[a=|b=]SYMBOL[@LIBRARY]", FL_VALUES_UNKNOWN,
        "With --reproduce: the function whose first call is one inference, which is traced; without a= or "
        "b= of both sides."),
    FL_TAKE_INTEGER(request, memory, "memory", "MIB", 16, MOST_MEBIBYTES,
                    "With --reproduce: most memory that a command may take; default 4096."),
    FL_TAKE_INTEGER(
        request, space, "space", "MIB", 16, MOST_MEBIBYTES,
        "With --reproduce: most that a command may write, the copy of the folder included; default 4096."),
    FL_TAKE_INTEGER(request, judged.reading_seconds, "reading-time", "SECONDS", 1, MOST_READING_SECONDS,
                    "Most time for reading the sources of both sides; default 30. One that is begun may take "
                    "5 s more. What "
                    "was not read then heads the output, and passes no point. A case that 'audit --run' has "
                    "kept is judged "
                    "twice, each time in half of it."),
    FL_TAKE_ASPECT(
        request, judged.unlike,
        "Judge although the two sides are unlike in this, which then heads the output: model, sample, "
        "values, emulation, variables, hidden, misalignment or arithmetic; may be given several times. "
        "What else can differ has points of its own."),
    FL_TAKE_TEXTS(
        request, making.peers, peer_count, 2, "a comparison has two sides; --peer was given a third time", 0,
        "peer", "NAME", FL_VALUES_PEERS,
        "With --run: a contestant ('fairlane peers' lists them), given twice, Python first; default "
        "pytorch and aprender."),
    FL_TAKE_TEXT(request, making.python, 0, "python", "PATH", FL_VALUES_PATHS,
                 "With --run: Python for contestants that are written in it."),
    FL_TAKE_FLAG(request, making.quick, "quick",
                 "With --run: fewer processes and rounds: for a look, not for a claim."),
    FL_TAKE_INTEGER(
        request, making.seconds, "timeout", "SECONDS", 1, MOST_SECONDS,
        "With --run: most time for one answer of a contestant and for one trace; default 300. With "
        "--reproduce: most time for one command; default 600."),
    FL_TAKE_TEXT(
        request, making.elsewhere, 0, "elsewhere", "PATH", FL_VALUES_PATHS,
        "With --run: a result file of both contestants from another machine, such as the run-1.json that "
        "--run leaves there."),
    FL_QUIET_OPTION(request, making.quiet_seconds),
    FL_PICTURES_OPTIONS,
    {.name = NULL},
};

enum { NOT_GIVEN = -2 };

static bool is_of_run(const request *wanted)
{
    const fl_audit_request *making = &wanted->making;
    return wanted->peer_count > 0 || making->python || making->quick || making->elsewhere ||
           making->quiet_seconds != NOT_GIVEN;
}

static bool is_of_reproduction(const request *wanted)
{
    const fl_reproduce_request *again = &wanted->again;
    return again->unconfined || again->exposed_count > 0 || again->functions[0] || again->functions[1] ||
           wanted->memory != NOT_GIVEN || wanted->space != NOT_GIVEN;
}

static fl_status check_reproduction(const request *wanted, fl_error *error)
{
    if (wanted->reproduce && (wanted->template || wanted->run || wanted->propose))
        return fl_fail(error, FL_USAGE, "audit: --reproduce excludes --run, --template and --propose");
    if (!wanted->reproduce && is_of_reproduction(wanted))
        return fl_fail(
            error, FL_USAGE,
            "audit: --unconfined, --expose, --function, --memory and --space belong to --reproduce");
    if (!wanted->run && !wanted->reproduce && wanted->making.seconds != NOT_GIVEN)
        return fl_fail(error, FL_USAGE, "audit: --timeout belongs to --run and --reproduce");
    return FL_OK;
}

static fl_status check_folder(const request *wanted, fl_error *error)
{
    const fl_find_request *find = &wanted->judged.find;
    const bool has_none = wanted->template || wanted->run;
    if (has_none && (find->globs[0] || find->globs[1] || wanted->propose || find->whole))
        return fl_fail(error, FL_USAGE, "audit: --a, --b, --whole and --propose belong to a folder");
    if (has_none && (find->core || !isnan(find->ghz)))
        return fl_fail(error, FL_USAGE, "audit: --cpu and --ghz belong to a folder or a case");
    fl_status model = fl_check_model("audit", find->core, find->ghz, "it is that processor's", error);
    return model == FL_OK && find->core ? fl_core_check(find->core, error) : model;
}

static fl_status check(const request *wanted, int operands, fl_error *error)
{
    if (wanted->template && wanted->run)
        return fl_fail(error, FL_USAGE, "audit: --template and --run exclude each other");
    if (operands != (wanted->template || wanted->run ? 0 : 1))
        return fl_fail(error, FL_USAGE, "audit: %s",
                       wanted->template ? "--template takes no case"
                       : wanted->run    ? "--run makes its own case; give either"
                                     : "one case is needed, as in audit case.json or audit FOLDER, or --run");
    fl_status folder = check_folder(wanted, error);
    if (folder != FL_OK)
        return folder;
    if (wanted->judged.reading_seconds > 0 && (wanted->template || wanted->propose))
        return fl_fail(error, FL_USAGE,
                       "audit: --reading-time belongs to judging: --template and --propose read no sources");
    if (wanted->failed && (wanted->json || wanted->template || wanted->propose))
        return fl_fail(error, FL_USAGE,
                       "audit: --failed is for reports: --json and the case hold everything");
    if (!wanted->run && is_of_run(wanted))
        return fl_fail(error, FL_USAGE,
                       "audit: --peer, --python, --quick, --elsewhere and --quiet-wait belong to --run");
    if (wanted->run && wanted->peer_count == 1)
        return fl_fail(error, FL_USAGE, "audit: --peer is needed twice, for side A and for side B");
    return check_reproduction(wanted, error);
}

static fl_status parse(int argc, char **argv, request *wanted, fl_error *error)
{
    fl_cursor cursor = {0};
    fl_audit_request *making = &wanted->making;
    *wanted = (request){
        .making = {.peers = {"pytorch", "aprender"}, .seconds = NOT_GIVEN, .quiet_seconds = NOT_GIVEN},
        .judged = {.find = {.ghz = NAN}},
        .memory = NOT_GIVEN,
        .space = NOT_GIVEN};
    if (fl_parse_options(&fl_command_audit, argc, argv, wanted, &cursor, error) != FL_OK ||
        check(wanted, argc - cursor.first_operand, error) != FL_OK)
        return FL_USAGE;
    wanted->form = cursor.form;
    wanted->again.most = fl_usual_allowance();
    wanted->judged.reproduce = wanted->reproduce ? &wanted->again : NULL;
    if (making->seconds != NOT_GIVEN)
        wanted->again.most.seconds = making->seconds;
    if (wanted->memory != NOT_GIVEN)
        wanted->again.most.memory_bytes = (uint64_t)wanted->memory * MEBIBYTE;
    if (wanted->space != NOT_GIVEN)
        wanted->again.most.disk_bytes = (uint64_t)wanted->space * MEBIBYTE;
    making->seconds = making->seconds != NOT_GIVEN ? making->seconds : DEFAULT_SECONDS;
    making->quiet_seconds = making->quiet_seconds != NOT_GIVEN ? making->quiet_seconds : FL_QUIET_DEFAULT;
    if (cursor.first_operand < argc)
        wanted->judged.path = argv[cursor.first_operand];
    return FL_OK;
}

/* What came out, in short as text, as a document in every other form. finding: of a folder; NULL for a case file. */
static fl_status print_report(const request *wanted, const fl_case *given, const fl_audit *audit,
                              const fl_finding *finding, const fl_audit_paper *paper, fl_error *error)
{
    fl_report report = {.title = NULL};
    if (!fl_printer_is_text(wanted->form) && !wanted->failed)
        fl_audit_document(&report, given, audit, paper);
    else
        fl_audit_report(&report, given, audit, wanted->failed);
    if (finding && !wanted->failed)
        fl_finding_report(&report, finding);
    return fl_report_print(&report, wanted->form, stdout, error);
}

static fl_status report(const request *wanted, const fl_case *given, const fl_audit *audit,
                        const fl_finding *finding, fl_error *error)
{
    char *text = NULL, program[128];
    fl_audit_paper paper;
    snprintf(program, sizeof program, "fairlane %.20s (%.60s)", fl_version, fl_revision);
    fl_status status = fl_audit_paper_of(given, program, &paper, error);
    if (status == FL_OK && (wanted->json || wanted->output))
        status = fl_audit_json(given, audit, finding, &paper, &text, error);
    if (status == FL_OK && wanted->output)
        status = fl_file_write(wanted->output, text, strlen(text), error);
    if (status == FL_OK && wanted->json)
        puts(text);
    else if (status == FL_OK)
        status = print_report(wanted, given, audit, finding, &paper, error);
    fl_audit_paper_free(&paper);
    free(text);
    return status;
}

static fl_status propose(const request *wanted, fl_error *error)
{
    fl_finding finding = {0};
    fl_status status = fl_audit_propose(&wanted->judged, &finding, error);
    if (status == FL_OK)
        puts(finding.case_text);
    fl_finding_free(&finding);
    return status;
}

static fl_status judge(const request *wanted, fl_error *error)
{
    fl_judged_case *made = calloc(1, sizeof *made);
    if (!made)
        return fl_fail(error, FL_UNABLE, "audit: no memory");
    fl_status status = fl_audit_of(&wanted->judged, made, error);
    if (status == FL_OK)
        status = report(wanted, &made->given, &made->audit, made->of_folder ? &made->finding : NULL, error);
    if (status == FL_OK && !made->audit.valid)
        status = FL_NEGATIVE;
    fl_judged_case_free(made);
    free(made);
    return status;
}

static fl_status make_and_judge(const request *wanted, fl_error *error)
{
    char scratch[400] = "", folder[512], path[768], verdict[768];
    request making = *wanted;
    making.making.folder = wanted->output;
    making.output = verdict;
    if (!wanted->output) {
        if (fl_scratch_make("audit", scratch, sizeof scratch, error) != FL_OK)
            return FL_UNABLE;
        snprintf(folder, sizeof folder, "%s/case", scratch);
        making.making.folder = folder;
    }
    snprintf(path, sizeof path, "%.700s/case.json", making.making.folder);
    making.judged.path = path;
    making.judged.by_lab = true;
    snprintf(verdict, sizeof verdict, "%.700s/audit.json", making.making.folder);
    fl_status status = fl_audit_run(&making.making, error);
    if (status == FL_OK)
        status = judge(&making, error);
    fl_scratch_remove(scratch);
    return status;
}

static fl_status run(int argc, char **argv, fl_error *error)
{
    request wanted;
    fl_status status = parse(argc, argv, &wanted, error);
    if (status != FL_OK)
        return status;
    if (wanted.template) {
        fputs(fl_case_template, stdout);
        return FL_OK;
    }
    if (wanted.propose)
        return propose(&wanted, error);
    if (status == FL_OK)
        status = fl_check_outputs(wanted.run ? NULL : wanted.output, error);
    if (status != FL_OK)
        return status;
    return wanted.run ? make_and_judge(&wanted, error) : judge(&wanted, error);
}

const fl_command fl_command_audit = {
    .name = "audit",
    .arguments = "CASE.json | FOLDER | --run | --template",
    .summary = "judge a comparison by the 100 points of the checklist, each with its evidence",
    .description =
        "Judges a comparison that was made elsewhere by what it left behind: result files, sources, "
        "manifests, lock files, documentation, traces, the model, the data, results of a second machine, all "
        "named by one case file (schema fairlane.case/1; --template shows it). Side A is the one in Python, "
        "side B the one in Rust.\n\n"
        "Of a folder the case is found: result files of every tool that is known, sources, manifests, lock "
        "files, documents, and the commands in them and in CI files. What was taken and what was left, and "
        "why, stands behind the audit; --propose prints the case instead. Which two results are compared is "
        "told by --a and --b where it is not clear. Links are not followed, and nothing is executed. A side "
        "may have any number of runs, whose files take at most 1 GiB together. --whole says that all that "
        "was published is in the folder: what is not there is then absent, as long as the case names every "
        "source, manifest, lock file and document in it. A case may name the folder that it speaks of "
        "(\"root\"), and sources of a library as files, folders, crates and wheels of any size and number: "
        "code in "
        "those of both sides may take 512 MiB of memory, but no more than a half of what the machine has "
        "available, of what the control group leaves or of the address space that is left, and 25 s.\n\n"
        "Each point is PASS, FAIL or UNCHECKED, with what decides it, where that stands, and how it was "
        "obtained: measured, traced, computed again, read, or declared by the author. A declaration is shown "
        "and never makes a point pass. Whatever can be computed again is.\n\n"
        "Valid means: at least 95 points pass, among them all on methodology, statistics and code, and none "
        "on bias fails. UNCHECKED is not a pass. A point is NOT APPLICABLE where all sources of both sides "
        "show that what it asks about is in neither: no PyTorch, no Python, no Rust, no training. It then "
        "counts neither way, and 95 % of those that apply are needed.\n\n"
        "--run makes the comparison itself: it verifies both contestants, measures them three times beside "
        "the lab's kernels, traces one inference of each, notes what the machine did meanwhile, writes a "
        "case of all that and judges it in the same way. What the lab measured itself then counts as "
        "measured.\n\n"
        "--reproduce makes both sides' own commands (\"build\" and \"command\" in the case, or those found "
        "in the folder) run again here, three times in turns, on one CPU, in a copy of the folder, traces "
        "one inference of each, and judges what they write beside what was published. They are somebody "
        "else's programs: they run in bubblewrap, without network, without the home folder, with bounds on "
        "time, memory, processes and what they write. Figures of another CPU are only compared by their "
        "ratio.\n\n"
        "As Markdown it is a document to sign, with its head (\"audit\" in the case), acceptance criteria, "
        "limitations and the digest of every file that was evidence.\n\n"
        "Only equals are judged: sides that are unlike in model, sample, emulation, the variables that steer "
        "libraries, what was hidden, misalignment or arithmetic, and times taken on subnormal or infinite "
        "values, are refused by name unless --unlike allows it, which then heads the output.\n\n"
        "Exit code 0: valid. 1: not valid. 2: the case, or a file it names, cannot be read, or the sides are "
        "unlike.",
    .options = options,
    .reports = true,
    .run = run,
};
