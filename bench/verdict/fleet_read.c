/* A fleet from files: each is read, added and dropped before the next. */
#include "bench/base/progress.h"
#include "bench/import/import.h"
#include "bench/verdict/fleet.h"

/* Only memory that ran short ends the reading: another file's fault is that file's. */
static fl_status read_one(fl_fleet *fleet, const char *path, fl_error *error)
{
    fl_document document;
    fl_error why = {""};
    fl_status status = fl_import_read_figures(path, &document, &why);
    if (status == FL_USAGE)
        return fl_fleet_add_failure(fleet, path, why.text, error);
    if (status != FL_OK)
        return fl_fail(error, status, "%s", why.text);
    status = fl_fleet_add(fleet, path, &document, error);
    fl_document_free(&document);
    return status;
}

fl_status fl_fleet_read(fl_fleet *fleet, const fl_result_files *files, fl_error *error)
{
    fl_status status = FL_OK;
    fl_progress_line line = fl_progress_begin("reading results");
    for (size_t i = 0; i < files->count && status == FL_OK; i++) {
        status = read_one(fleet, files->files[i].path, error);
        fl_progress_step(&line, (double)(i + 1) / (double)files->count);
    }
    fl_progress_end(&line);
    fleet->duplicates = files->duplicates;
    fleet->passed_over = files->passed_over;
    if (status == FL_OK && fleet->machine_count == 0)
        status = fl_fail(error, FL_USAGE, "compare: %s",
                         fleet->failure_count ? fleet->failures[0].reason : "no file is named");
    return status == FL_OK ? fl_fleet_conclude(fleet, error) : status;
}
