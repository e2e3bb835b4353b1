/* Any bytes, as a case and as the result file of both sides of one, must end in an audit or in one line of
 * error, never in a fault. FL_FOLDER: where the files stand that a case may name. */
#include "tests/fuzz/fuzz.h"

#include <fcntl.h>

#include "bench/audit/audit.h"

static void check_error(fl_status status, const fl_error *error)
{
    if (status != FL_USAGE || !error->text[0] || strpbrk(error->text, "\n\r\x1b"))
        abort();
}

static void check_audit(const fl_audit *audit)
{
    if (audit->total.pass + audit->total.fail + audit->total.unchecked + audit->total.not_applicable !=
        FL_AUDIT_POINTS)
        abort();
    for (int i = 0; i < FL_AUDIT_POINTS; i++)
        if (audit->points[i].evidence_count == 0 || !audit->points[i].evidence[0].text[0])
            abort();
}

static void as_case(const char *bytes, size_t size, fl_case *given, fl_audit *audit)
{
    static int folder = -1;
    fl_error error = {""};
    if (folder < 0)
        folder = open(FL_FOLDER, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    fl_status status = fl_case_parse(bytes, size, "fuzz", folder, given, &error);
    if (status == FL_OK) {
        fl_audit_judge(given, audit);
        check_audit(audit);
    } else {
        check_error(status, &error);
    }
    fl_case_free(given);
}

static void as_results(const char *bytes, size_t size, fl_case *given, fl_audit *audit)
{
    fl_error error = {""};
    int complete = 0;
    for (int i = 0; i < 2; i++) {
        fl_case_run *run = given->sides[i].runs = calloc(1, sizeof *run);
        if (!run)
            abort();
        given->sides[i].run_count = 1;
        fl_status status = fl_document_parse_incomplete(bytes, size, "fuzz", &run->document, &error);
        if (status != FL_OK)
            check_error(status, &error);
        if (status != FL_OK || run->document.result_count == 0 || run->document.results[0].iterations == 0)
            break;
        run->result = &run->document.results[i == 1 && run->document.result_count > 1];
        if (run->result->iterations == 0)
            break;
        run->text = calloc(size + 1, 1);
        if (!run->text)
            abort();
        memcpy(run->text, bytes, size);
        run->size = size;
        complete += 1;
    }
    if (complete == 2) {
        fl_audit_judge(given, audit);
        check_audit(audit);
    }
    fl_case_free(given);
}

/* From a file, whose folder holds nothing that it can name. */
static void as_file(const uint8_t *bytes, size_t size, fl_case *given)
{
    fl_error error = {""};
    fl_status status = fl_case_read(fuzz_file(bytes, size), given, &error);
    if (status != FL_OK)
        check_error(status, &error);
    fl_case_free(given);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static fl_audit audit;
    static fl_case given;
    as_case((const char *)bytes, size, &given, &audit);
    as_results((const char *)bytes, size, &given, &audit);
    as_file(bytes, size, &given);
    return 0;
}
