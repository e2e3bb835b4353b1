#include "bench/cli/pictures.h"

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
