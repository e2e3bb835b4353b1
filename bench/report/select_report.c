#include "bench/report/select_report.h"

void fl_select_report(fl_report *report, const fl_select_request *request, const fl_selection *selection)
{
    const fl_selection *s = selection;
    const char *name = fl_report_plain(report, request->name);
    fl_report_title(report, "What to compare with: %s", name);
    if (!s->kernel) {
        fl_report_verdict(report, FL_MEANS_FAIL, "%s: no kernel is fair: %s", name,
                          fl_report_plain(report, s->none));
        return;
    }
    fl_report_verdict(report, FL_MEANS_PASS, "%s: compare with %s", name, s->kernel->name);
    for (size_t i = 0; i < s->reason_count; i++)
        fl_report_item(report, "", "%s", fl_report_plain(report, s->reasons[i]));
    for (size_t i = 0; i < s->differ_count; i++)
        fl_report_item(report, "differs", "%s", fl_report_plain(report, s->differs[i]));
    if (s->others[0])
        fl_report_item(report, "also fair, with another structure", "%s", s->others);
}
