/* Cargo's manifests of a side as one workspace (The Cargo Book, "Workspaces", "Specifying Dependencies"). */
#ifndef FAIRLANE_BENCH_AUDIT_PROVIDERS_BUILD_CARGO_H
#define FAIRLANE_BENCH_AUDIT_PROVIDERS_BUILD_CARGO_H

#include "bench/audit/audit.h"
#include "bench/audit/reader/settings.h"

/* Whether the file is a package's or workspace's manifest and no configuration: by its name. */
bool fl_is_cargo_manifest(const fl_settings *file);

/* The setting by which a manifest takes something from a workspace's root ("package.version.workspace");
 * NULL: none. */
const fl_setting *fl_cargo_inherits(const fl_settings *manifest);

/* Point 76: each dependency of each manifest, whatever table it stands in, against the lock file. */
void fl_judge_cargo_lock(const fl_settings *files, size_t count, const fl_settings *lock, fl_concerns who,
                         fl_audit *audit);

/* The version that a lock file has of a package: the one
 * that satisfies wanted, else any; NULL: none of it. */
const fl_setting *fl_cargo_locked(const fl_settings *lock, const char *name, const char *wanted);

/* What a lock file says beside a package's name, the setting "package[7].name": its "version", "source" …;
 * NULL. */
const fl_setting *fl_cargo_locked_member(const fl_settings *lock, const fl_setting *name, const char *member);

#endif
