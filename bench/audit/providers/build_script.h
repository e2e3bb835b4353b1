/* What a build script of Cargo's may decide. */
#ifndef FAIRLANE_BENCH_AUDIT_PROVIDERS_BUILD_SCRIPT_H
#define FAIRLANE_BENCH_AUDIT_PROVIDERS_BUILD_SCRIPT_H

#include "bench/audit/audit.h"
#include "bench/audit/reader/commands.h"
#include "bench/audit/reader/program.h"
#include "bench/audit/reader/settings.h"

/* Points 36 to 38, 64, 80 and 95: a script that is named and not given, or that sets flags, leaves them open. */
void fl_judge_build_script(const fl_settings *files, size_t count, const fl_case_side *side, fl_concerns who,
                           fl_audit *audit);

/* Whether one may set conditions, #[cfg(…)], by which parts of the sources are compiled or not. */
bool fl_build_script_sets_conditions(const fl_case_side *side);

/* The same points and 63: what else decides a build. */
void fl_judge_build_around(const fl_settings *files, size_t count, const fl_rust_command *command,
                           const fl_case *given, int side, fl_audit *audit);

/* Whether Cargo is given a command that is an alias, or a program of somebody's: cargo fast. */
bool fl_is_own_cargo_command(const char *words);

/* What command, manifests and a build script say of such conditions: features that are switched on, and what else. */
void fl_build_conditions(const fl_case_side *side, fl_rust_conditions *conditions);

#endif
