/* What a line of prose says of the machine and the versions. */
#ifndef FAIRLANE_BENCH_AUDIT_PROVIDERS_DOCUMENTS_MACHINE_H
#define FAIRLANE_BENCH_AUDIT_PROVIDERS_DOCUMENTS_MACHINE_H

#include "bench/audit/audit.h"

/* Blocks point 77 where it names a processor, or a version of PyTorch, that no run that is given is of. */
void fl_judge_documented_machine(const fl_case *given, fl_audit *audit, const char *path, int line,
                                 const char *text);

#endif
