/* What the table of a case forbids, and its schema with it, the reader refuses: every field, every rule. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/audit/case/case.h"
#include "bench/audit/case/fields.h"
#include "tests/record/violations.h"

#define SIDE(name)                                                                                           \
    "{\"comment\": 1, \"name\": \"" name "\", \"language\": \"python\", \"command\": \"./it\", "             \
    "\"results\": [\"absent.json\", \"..b/.a/c...\"], \"result\": \"it\", \"trace\": \"t\", \"model\": "     \
    "\"m\", \"data\": \"d\", \"sources\": [\"s\"], \"library_sources\": [\"l\"], \"manifests\": [\"m\"], "   \
    "\"locks\": [\"k\"]}"

static const char complete[] =
    "{\"schema\": \"fairlane.case/1\", \"made_by\": \"fairlane audit --run\", \"a\": " SIDE(
        "A") ", \"b\": " SIDE("B") ", \"comparison\": {\"summary\": \"s\", \"sources\": [\"c\"], "
                                   "\"claimed_speedup\": 2}, "
                                   "\"documentation\": [\"r\"], \"lab\": \"l\", \"elsewhere\": {\"a\": "
                                   "\"x\", \"b\": \"y\"}, \"audit\": "
                                   "{\"id\": \"1\", \"version\": \"2\", \"date\": \"3\", \"auditor\": \"4\", "
                                   "\"revision\": \"5\"}, "
                                   "\"declarations\": [{\"point\": 57, \"holds\": true, \"statement\": "
                                   "\"so\"}]}";

/* Whatever gets as far as the first file, which is not there, was taken. */
static fl_status read_case(const char *text, size_t size, fl_error *error)
{
    fl_case *given = malloc(sizeof *given);
    int folder = open("tests", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    assert_non_null(given);
    assert_true(folder >= 0);
    fl_status status = fl_case_parse(text, size, "case.json", folder, given, error);
    close(folder);
    fl_case_free(given);
    free(given);
    return status == FL_USAGE && strncmp(error->text, "absent.json: ", 13) == 0 ? FL_OK : status;
}

static void what_the_table_forbids_is_refused(void **state)
{
    (void)state;
    assert_true(fl_plant_violations(complete, &fl_case_description, read_case) > 100);
}

static void expect_refusal(const char *find, const char *replace, const char *part)
{
    char text[4096];
    fl_error error = {""};
    const char *place = strstr(complete, find);
    assert_non_null(place);
    snprintf(text, sizeof text, "%.*s%s%s", (int)(place - complete), complete, replace, place + strlen(find));
    if (read_case(text, strlen(text), &error) != FL_USAGE || !strstr(error.text, part))
        fail_msg("'%s' for '%s': '%s', where '%s' is expected", replace, find, error.text, part);
}

/* A misspelt member would be evidence that silently is not there; a path must stay below the case's folder. */
static void names_and_paths(void **state)
{
    (void)state;
    static const char *const paths[] = {"/a",  "..",  "a/..", "../a", "a/../b", ".",
                                        "./a", "a/.", "a//b", "a/",   "/"};
    expect_refusal("\"trace\"", "\"tracee\"", "\"a\" has no member \"tracee\"; 'fairlane audit --template'");
    expect_refusal("\"summary\"", "\"sumary\"", "\"comparison\" has no member \"sumary\"");
    expect_refusal("\"statement\"", "\"says\"", "this object has no member \"says\"");
    expect_refusal("\"lab\"", "\"labb\"", "has no member \"labb\"");
    expect_refusal("..b/.a/c...", "absent.json", "names 'absent.json' twice");
    expect_refusal("{\"point\": 57", "{\"point\": 57, \"holds\": true}, {\"point\": 57",
                   "point 57 is declared twice");
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++)
        expect_refusal("..b/.a/c...", paths[i], "below the case's folder");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_the_table_forbids_is_refused),
        cmocka_unit_test(names_and_paths),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
