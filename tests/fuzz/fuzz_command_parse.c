/* The reading of one command's words, which its file keeps to itself: compiled once for each, with SOURCE
 * (that file), REQUEST (what parse() fills) and NAME. */
#include SOURCE

#include <string.h>

fl_status NAME(int argc, char **argv, fl_error *error);

fl_status NAME(int argc, char **argv, fl_error *error)
{
    static REQUEST wanted;
    memset(&wanted, 0, sizeof wanted);
    return parse(argc, argv, &wanted, error);
}
