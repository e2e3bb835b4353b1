#include "bench/cli/pictures.h"

#include <errno.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bench/base/file.h"

fl_status fl_take_pictures(const fl_option *option, const char *value, void *request, fl_error *error)
{
    (void)option, (void)request;
    if (!value[0])
        return fl_fail(error, FL_USAGE, "--pictures: a folder is needed, as in results/pictures");
    fl_report_drawing.folder = value;
    return FL_OK;
}

fl_status fl_take_plot(const fl_option *option, const char *value, void *request, fl_error *error)
{
    (void)option, (void)value, (void)request, (void)error;
    fl_report_drawing.in_text = true;
    return FL_OK;
}

/* A folder that is not there yet is made only when there are pictures. */
static fl_status check_folder(const char *folder, fl_error *error)
{
    char path[PATH_MAX];
    struct stat facts;
    const bool there = stat(folder, &facts) == 0;
    if ((size_t)snprintf(path, sizeof path, "%s", folder) >= sizeof path)
        return fl_fail(error, FL_UNABLE, "--pictures: the name is too long");
    if (there && !S_ISDIR(facts.st_mode))
        return fl_fail(error, FL_UNABLE, "%s: is no folder; name one for the pictures", folder);
    if (access(there ? path : dirname(path), W_OK | X_OK) != 0)
        return fl_fail(error, FL_UNABLE, "%s: %s: %s", folder,
                       there ? "no pictures can be written there" : "the folder for pictures cannot be made",
                       strerror(errno));
    return FL_OK;
}

fl_status fl_check_outputs(const char *output, fl_error *error)
{
    fl_status status = output ? fl_file_check_writable(output, error) : FL_OK;
    if (status == FL_OK && fl_report_drawing.folder)
        status = check_folder(fl_report_drawing.folder, error);
    return status;
}
