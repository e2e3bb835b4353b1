/* A case or a folder, judged: found, read, held for equality, run again where that is asked for. */
#define _GNU_SOURCE /* realpath */
#include "bench/lab/audit_judge.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bench/base/interrupt.h"
#include "bench/base/progress.h"

/* given: NULL where the case is only proposed. */
/* The case that a folder makes. */
static fl_status find_and_read(const fl_judge_request *wanted, const char *path, fl_finding *finding,
                               fl_case *given, fl_error *error)
{
    int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0)
        return fl_fail(error, FL_USAGE, "%.400s: cannot open: %s", path, strerror(errno));
    fl_progress_watch("looking through the folder", 0);
    fl_status status = fl_find_case(folder, path, &wanted->find, finding, error);
    if (status == FL_OK && given)
        status = fl_case_parse(finding->case_text, finding->case_size, path, folder, given, error);
    if (status == FL_OK && given)
        fl_find_tell_lacks(finding, given);
    fl_progress_unwatch();
    close(folder);
    return status;
}

static bool is_folder(const char *path)
{
    struct stat facts;
    return stat(path, &facts) == 0 && S_ISDIR(facts.st_mode);
}

/* The folder that the case's paths are relative to: the one it was found in, or that of its file, or the one that it names
 * from there. */
static fl_status find_folder(const char *path, bool found, const char *root, char whole[PATH_MAX],
                             fl_error *error)
{
    char named[2 * PATH_MAX];
    const char *last = found ? NULL : strrchr(path, '/');
    int length = found ? (int)strlen(path) : last ? (int)(last - path) + 1 : 0;
    bool fits = root[0] == '/' ? snprintf(named, sizeof named, "%s", root) < (int)sizeof named
                               : snprintf(named, sizeof named, "%.*s%s%s", length, path,
                                          length > 0 ? "/" : "./", root) < (int)sizeof named;
    if (!fits || !realpath(named, whole))
        return fl_fail(error, FL_USAGE, "%.400s: cannot open: %s", named,
                       fits ? strerror(errno) : "too long");
    return FL_OK;
}

static fl_status reproduce(const fl_judge_request *wanted, const char *path, bool folder, fl_case *given,
                           fl_reproduction *made, fl_error *error)
{
    char whole[PATH_MAX];
    fl_reproduce_request again = *wanted->reproduce;
    fl_status found = find_folder(path, folder, given->root, whole, error);
    if (found != FL_OK)
        return found;
    again.folder = whole;
    fl_progress_watch("building and running both sides again", 0);
    fl_status status = fl_reproduce(&again, given, made, error);
    fl_progress_unwatch();
    given->reproduction = made;
    return status;
}

static fl_status ask_model(fl_case *given, fl_error *error)
{
    fl_interrupt_watch();
    fl_status status = fl_case_model_published(given, error);
    fl_interrupt_restore();
    return status;
}

fl_status fl_audit_propose(const fl_judge_request *wanted, fl_finding *finding, fl_error *error)
{
    return find_and_read(wanted, wanted->path, finding, NULL, error);
}

fl_status fl_audit_of(const fl_judge_request *wanted, fl_judged_case *made, fl_error *error)
{
    const bool folder = is_folder(wanted->path);
    fl_equality equality;
    fl_case *given = &made->given;
    fl_status status = folder ? find_and_read(wanted, wanted->path, &made->finding, given, error)
                              : fl_case_read(wanted->path, given, error);
    if (status != FL_OK)
        return status;
    made->of_folder = folder;
    if (wanted->find.core) {
        snprintf(given->published.core, sizeof given->published.core, "%s", wanted->find.core);
        given->published.ghz = wanted->find.ghz;
    }
    given->by_lab = wanted->by_lab;
    given->reading_seconds = wanted->reading_seconds;
    fl_case_equality(given, &equality);
    status = fl_equality_demand("audit", &equality, wanted->unlike, error);
    if (status == FL_OK && wanted->reproduce)
        status = reproduce(wanted, wanted->path, folder, given, &made->again, error);
    if (status == FL_OK)
        status = ask_model(given, error);
    if (status != FL_OK)
        return status;
    fl_audit_judge(given, &made->audit);
    made->audit.equality = equality;
    return FL_OK;
}

void fl_judged_case_free(fl_judged_case *made)
{
    fl_reproduction_free(&made->again);
    fl_case_free(&made->given);
    fl_finding_free(&made->finding);
}
