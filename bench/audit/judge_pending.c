/* Categories whose judges are not in this tree: their points stay UNCHECKED. */
#include "bench/audit/audit.h"

static void ignore(const fl_case *given, fl_audit *audit)
{
    (void)given;
    (void)audit;
}

void fl_judge_environment(const fl_case *given, fl_audit *audit)
{
    ignore(given, audit);
}

void fl_judge_bias(const fl_case *given, fl_audit *audit)
{
    ignore(given, audit);
}
