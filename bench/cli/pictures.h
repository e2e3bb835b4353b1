/* The options of every command whose report has pictures. */
#ifndef FAIRLANE_BENCH_CLI_PICTURES_H
#define FAIRLANE_BENCH_CLI_PICTURES_H

#include "bench/cli/cli.h"

fl_status fl_take_pictures(const fl_option *option, const char *value, void *request, fl_error *error);
fl_status fl_take_plot(const fl_option *option, const char *value, void *request, fl_error *error);

/* Before anything is measured: whether the file (NULL: none) and the folder of --pictures can be written. FL_UNABLE. */
fl_status fl_check_outputs(const char *output, fl_error *error);

/* Two entries of a table of options. */
#define FL_PICTURES_OPTIONS                                                                                  \
    {.name = "pictures",                                                                                     \
     .argument = "FOLDER",                                                                                   \
     .help = "Also write the report's pictures there, each as SVG and as PNG (by gnuplot).",                 \
     .kind = FL_OPTION_OWN,                                                                                  \
     .take = fl_take_pictures,                                                                               \
     .values = FL_VALUES_PATHS},                                                                             \
    {                                                                                                        \
        .name = "plot", .help = "Draw the report's pictures into the text, in characters.",                  \
        .kind = FL_OPTION_OWN, .take = fl_take_plot                                                          \
    }

#endif
