/* What the self-test found, as JSON. */
#include "bench/report/documents.h"
#include "bench/report/json_output.h"
#include "bench/report/selftest_report.h"

fl_status fl_selftest_print_json(const fl_selftest *found, fl_error *error)
{
    fl_json_writer writer = {0};
    fl_json root = fl_json_document(&writer, &fl_selftest_description);
    fl_json_add_text(root, "kernel", found->kernel);
    fl_json_add_number(root, "trials", FL_SELFTEST_TRIALS);
    fl_json_add_number(root, "processes", FL_SELFTEST_PROCESSES);
    fl_json_add_number(root, "rounds", (double)found->rounds);
    fl_json_add_number(root, "resolution_percent", found->resolution);
    fl_json pairs = fl_json_array(root, "pairs");
    for (size_t p = 0; p < FL_SELFTEST_PAIRS; p++) {
        const fl_selftest_pair *pair = &found->pairs[p];
        fl_json one = fl_json_object(pairs, NULL);
        fl_json_add_text(one, "name", pair->name);
        fl_json_add_number(one, "planted_ratio", pair->planted);
        fl_json_add_number(one, "called_different", (double)pair->called_different);
        fl_json rate = fl_json_array(one, "rate_ci_95");
        fl_json_add_number(rate, NULL, pair->rate.low);
        fl_json_add_number(rate, NULL, pair->rate.high);
        fl_json_add_number(one, "median_ratio", pair->median_ratio);
        fl_json_add_bool(one, "ok", pair->good);
    }
    return fl_print_json(root, "selftest", error);
}
