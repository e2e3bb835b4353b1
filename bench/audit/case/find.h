/* From a folder to a case: result files, sources, manifests, lock files, documents and commands are found by
 * what they are, and the case that they make is proposed. Nothing is executed, no link is followed.
 *
 * The folder is somebody's who is not trusted: how many files are looked at, how large they are and how long
 * that may take is limited; beyond that the folder is refused in one line. */
#ifndef FAIRLANE_BENCH_AUDIT_CASE_FIND_H
#define FAIRLANE_BENCH_AUDIT_CASE_FIND_H

#include <stdbool.h>
#include <stddef.h>

#include "bench/audit/case/case.h"
#include "kernels/error.h"

typedef enum fl_role {
    FL_ROLE_NONE, /* nothing that an audit reads */
    FL_ROLE_RESULT,
    FL_ROLE_ELSEWHERE, /* result of a second machine */
    FL_ROLE_SUMMARY,   /* the author's own comparison */
    FL_ROLE_SOURCE,
    FL_ROLE_COMPARISON, /* source of the program that compared */
    FL_ROLE_LIBRARY,    /* an archive with the source of a library */
    FL_ROLE_MANIFEST,
    FL_ROLE_LOCK,
    FL_ROLE_DOCUMENT,
    FL_ROLE_TRACE,
    FL_ROLE_MODEL,
    FL_ROLE_COMMANDS /* CI and build files, read for the commands in them */
} fl_role;

/* "result", "source" … */
const char *fl_role_name(fl_role role);

typedef struct fl_found_file {
    char path[256]; /* below the folder */
    size_t size;
    fl_role role;
    bool folder;   /* a result of many files, as Criterion leaves one */
    bool taken[2]; /* for side A, for side B; documents for both */
    bool
        lacks[2], /* a source in that side's language that cannot be read: so what is read is not all of it */
        many[2];  /* the same, of one that was left for the number of them */
    char why[120]; /* why it was left; "" where it was taken */
} fl_found_file;

typedef struct fl_finding {
    fl_found_file *files; /* owned; sorted by path */
    size_t count, room;
    size_t others;       /* files of no kind that is read, which are not listed */
    size_t folders_left; /* not looked into: .git, node_modules, target, venv … */
    size_t elsewhere[2]; /* number of the file, from 1; 0: none */
    char result_names[2][64], side_names[2][64], languages[2][16], commands[2][512];
    char command_places[2][160]; /* "README.md:12"; "" where none was found */
    char builds[2][512];        /* what the same file gives before that to build the side; "" where nothing */
    char documented_as[2][512]; /* the call of the script that the command stands in; "" */
    /* The first processor that a document names, with a clock beside it ("AMD EPYC 7763, 3.4 GHz"), "" where there is
     * none: a proposal, for what the document says it of is not understood. */
    char cpu_named[128], cpu_place[160];
    char *case_text; /* fairlane.case/1, paths relative to the folder; owned */
    size_t case_size;
} fl_finding;

/* How a case is to be found; all borrowed. */
typedef struct fl_find_request {
    const char
        *globs[2]; /* of side A and B, patterns of fnmatch for "PATH", "PATH:RESULT" or "RESULT"; NULL: any */
    bool whole;    /* what the case says of the folder */
    const char *core; /* of the machine that is published, as the case says; NULL: not told */
    double ghz;       /* its clock, where there is a core */
} fl_find_request;

/* Finds and proposes. folder: a descriptor that stays the caller's; name: for messages. FL_USAGE with one line
 * when the folder holds no two results that can be told apart, or exceeds a limit. */
fl_status fl_find_case(int folder, const char *name, const fl_find_request *wanted, fl_finding *finding,
                       fl_error *error);
/* Tells the case that was found why its sides lack what they lack. */
void fl_find_tell_lacks(const fl_finding *finding, fl_case *given);
void fl_finding_free(fl_finding *finding);

#endif
