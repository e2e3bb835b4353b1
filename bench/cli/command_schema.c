/* The hidden command by which the stored schemas are made: every document that fairlane writes, and what
 * stands in it. tests/record/check_schemas.sh compares and rewrites. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/audit/case/fields.h"
#include "bench/cli/cli.h"
#include "bench/evidence/trace_file.h"
#include "bench/record/result_fields.h"
#include "bench/report/documents.h"

/* One a line. */
static const fl_description *const documents[] = {
    &fl_result_description,          //
    &fl_trace_description,           //
    &fl_case_description,            //
    &fl_compare_description,         //
    &fl_audit_description,           //
    &fl_bound_description,           //
    &fl_disassembly_description,     //
    &fl_fleet_description,           //
    &fl_list_description,            //
    &fl_model_description,           //
    &fl_pairs_description,           //
    &fl_peers_description,           //
    &fl_point93_description,         //
    &fl_select_description,          //
    &fl_selftest_description,        //
    &fl_selftest_across_description, //
    NULL,
};

/* "NAME.VERSION" of "fairlane.NAME/VERSION", as files are called. */
static void name_of(const fl_description *document, char name[64])
{
    const char *dot = strchr(document->schema, '.');
    snprintf(name, 64, "%s", dot ? dot + 1 : document->schema);
    char *slash = strchr(name, '/');
    if (slash)
        *slash = '.';
}

static fl_status run(int argc, char **argv, fl_error *error)
{
    char name[64];
    for (const fl_description *const *document = documents; *document; document++) {
        char *text = NULL;
        name_of(*document, name);
        if (argc < 2) {
            puts(name);
        } else if (strcmp(argv[1], name) == 0) {
            fl_status status = fl_schema_text(*document, &text, error);
            if (status == FL_OK)
                fputs(text, stdout);
            free(text);
            return status;
        }
    }
    return argc < 2 ? FL_OK : fl_fail(error, FL_USAGE, "schema: there is no document '%.64s'", argv[1]);
}

const fl_command fl_command_schema = {
    .name = "schema",
    .arguments = "[NAME.VERSION]",
    .summary = "the JSON Schema of a document",
    .description = "",
    .hidden = true,
    .run = run,
};
