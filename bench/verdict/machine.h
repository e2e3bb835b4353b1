/* Whether two results can be of two machines, and what kind of machine one is of. */
#ifndef FAIRLANE_BENCH_VERDICT_MACHINE_H
#define FAIRLANE_BENCH_VERDICT_MACHINE_H

#include <stdbool.h>
#include <stddef.h>

#include "bench/record/result.h"

/* Whether it names a CPU: "x86_64", which many programs write, is only a kind of many. */
bool fl_names_cpu(const char *cpu);

/* Why two environments may be of one machine; NULL: they are of two. A file can say of itself what it likes,
 * so the machines must differ in what the files tell. *certain: it is one machine beyond doubt. */
const char *fl_why_same_machine(const fl_environment *here, const fl_environment *there, bool *certain);

/* What results are grouped by: the microarchitecture, where the file does not tell it the CPU's name; and
 * what FAIRLANE_HIDE hid. Returns text. */
char *fl_machine_kind(const fl_environment *environment, char *text, size_t size);

#endif
