#include "bench/audit/audit.h"

void fl_judge_plausibility(const fl_case *given, fl_audit *audit)
{
    (void)given;
    (void)audit;
}
