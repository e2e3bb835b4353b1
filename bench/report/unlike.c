#include "bench/report/unlike.h"

#include <stdio.h>

void fl_report_unlike(fl_report *report, const fl_equality *equality)
{
    char label[64];
    for (size_t i = 0; i < equality->unlike_count; i++) {
        snprintf(label, sizeof label, "UNLIKE %s", fl_aspect_name(equality->unlike[i].aspect));
        fl_report_remark(report, label, "%s", fl_report_plain(report, equality->unlike[i].text));
    }
}
