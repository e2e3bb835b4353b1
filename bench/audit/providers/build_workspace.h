/* Whose profiles and replacements are in force for what is built (The Cargo Book, "Workspaces"): those of a workspace's
 * root, for the packages that it lists; a package that no workspace claims is its own root. */
#ifndef FAIRLANE_BENCH_AUDIT_PROVIDERS_BUILD_WORKSPACE_H
#define FAIRLANE_BENCH_AUDIT_PROVIDERS_BUILD_WORKSPACE_H

#include "bench/audit/case/case.h"
#include "bench/audit/reader/settings.h"

/* The root of the workspace that a manifest is a member of, among those given: in a folder above, not excluded there, or
 * where package.workspace points. NULL: none is given, it does not list the member, or it is the root itself. */
const fl_settings *fl_cargo_root(const fl_settings *files, size_t count, const fl_settings *member);

/* What a command asks Cargo for. */
typedef struct fl_cargo_asked {
    char
        folder[256]; /* where Cargo is called, or of the manifest that it is given: "a/b/"; "": of the case */
    bool told;       /* the command names it */
    char package[64];
    char kind[8], target[64]; /* --bench NAME: "bench", "NAME"; "" */
} fl_cargo_asked;

void fl_cargo_read_asked(const char *words, fl_cargo_asked *asked);

typedef struct fl_cargo_place {
    const fl_settings *root; /* the manifest whose profiles hold; NULL: none that is told */
    const fl_settings *file; /* where it was seen that nobody can tell, and */
    const char *why;         /* why; NULL: it makes no difference, as no manifest has a profile */
} fl_cargo_place;

/* Of what the command builds. words: of the command, without what the program is given. */
void fl_cargo_find_place(const fl_settings *files, size_t count, const fl_case_side *side, const char *words,
                         fl_cargo_place *place);

#endif
