/* The trace file: what is written reads back the same; anything else is refused with one line that names the
 * file and the place. With --write FILE it writes the made trace, for a foreign validator. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/evidence/trace_count.h"
#include "bench/evidence/trace_file.h"
#include "tests/record/violations.h"

static fl_trace made;
static char *good;

static void count(const char *object, fl_operation operation, int lanes, uint64_t times)
{
    fl_instruction instruction = {.length = 4, .mask_register = -1, .operation = operation, .lanes = lanes};
    instruction.factors = FL_NUMBER_FLOAT32;
    instruction.element_bits = 32;
    instruction.encoding = lanes == 8 ? FL_ENCODING_VEX : FL_ENCODING_SSE;
    instruction.width = lanes == 8 ? FL_WIDTH_256 : FL_WIDTH_SCALAR;
    instruction.products = operation >= FL_OPERATION_MULTIPLY ? lanes : 0;
    instruction.bytes_loaded = 48;
    fl_execution execution = {
        .instruction = &instruction, .times = times, .object = fl_trace_object_index(&made, object)};
    fl_trace_count(&made, &execution);
}

static void make(void)
{
    fl_trace_init(&made);
    snprintf(made.name, sizeof made.name, "contestant \"1\" \\ é");
    snprintf(made.command, sizeof made.command, "contestant --fast");
    snprintf(made.cpu, sizeof made.cpu, "a CPU");
    snprintf(made.architecture, sizeof made.architecture, "x86_64");
    made.regions = 1;
    count("program", FL_OPERATION_OTHER, 1, 10);
    count("libblas.so.3", FL_OPERATION_FUSED, 8, 196);
    fl_trace_count_call(&made, "futex");
    made.threads_run = 2;
    made.choosers_sought = true;
    made.chooser_count = 1;
    made.choosers[0] = (fl_trace_chooser){.object = "libblas.so.3", .by = "instruction"};
    snprintf(made.hidden_features, sizeof made.hidden_features, "AVX512F");
    made.hiding = FL_HIDING_CPUID;
    made.imitated_count = 2;
    made.imitated[0] = (fl_trace_imitated){.object = "libblas.so.3", .places = 4, .answers = 9};
    made.imitated[1] = (fl_trace_imitated){.object = "[anonymous]", .left = 1, .why = "made at run time"};
    fl_trace_finish(&made);
}

static int set_up(void **state)
{
    (void)state;
    make();
    return fl_trace_text(&made, &good, NULL) == FL_OK ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    free(good);
    return 0;
}

static void written_traces_read_back(void **state)
{
    (void)state;
    fl_trace read;
    fl_error error = {""};
    char path[] = "/tmp/fairlane_trace_XXXXXX", *again = NULL;
    int file = mkstemp(path);
    assert_true(file >= 0);
    assert_int_equal(fl_trace_write(path, &made, &error), FL_OK);
    if (fl_trace_read(path, &read, &error) != FL_OK)
        fail_msg("%s", error.text);
    remove(path);
    assert_memory_equal(&read, &made, sizeof made);
    assert_int_equal(fl_trace_text(&read, &again, &error), FL_OK);
    assert_string_equal(again, good);
    free(again);
    assert_string_equal(read.classification, "SIMD-256+FMA, 1,568 of 1,568 multiply-adds");
}

/* What no trace can hold is written as '?', so that it reads back. */
static void names_of_a_program_are_made_plain(void **state)
{
    (void)state;
    fl_trace odd = made, read;
    char *text = NULL;
    fl_error error = {""};
    snprintf(odd.command, sizeof odd.command, "evil \033[2J \xff");
    snprintf(odd.objects[0].name, sizeof odd.objects[0].name, "a\nb");
    assert_int_equal(fl_trace_text(&odd, &text, &error), FL_OK);
    if (fl_trace_parse(text, strlen(text), "t", &read, &error) != FL_OK)
        fail_msg("%s", error.text);
    assert_string_equal(read.command, "evil ?[2J ?");
    assert_string_equal(read.objects[0].name, "a?b");
    free(text);
}

/* Exact size on the heap, so that the sanitizers see one byte read too far. */
static void expect_refusal(const char *text, size_t size, const char *part)
{
    fl_trace trace, zero;
    fl_error error = {""};
    char *exact = malloc(size ? size : 1);
    assert_non_null(exact);
    memcpy(exact, text, size);
    fl_status status = fl_trace_parse(exact, size, "t.json", &trace, &error);
    free(exact);
    if (status != FL_USAGE || strncmp(error.text, "t.json:", 7) != 0 || !strstr(error.text, part) ||
        strpbrk(error.text, "\n\033"))
        fail_msg("status %d, '%s', where '%s' is expected", (int)status, error.text, part);
    memset(&zero, 0, sizeof zero);
    assert_memory_equal(&trace, &zero, sizeof zero);
}

/* One instruction on tiles does more than any on a vector, and not without end. */
static void tiles_read_back(void **state)
{
    (void)state;
    char *text = NULL;
    fl_error error = {""};
    fl_trace before, after;
    fl_trace_init(&before);
    snprintf(before.name, sizeof before.name, "tiles");
    snprintf(before.architecture, sizeof before.architecture, "aarch64");
    before.regions = before.threads_run = 1;
    before.objects[fl_trace_object_index(&before, "program")].instructions = 100;
    before.instructions = before.parts[FL_PART_CALLER].instructions = 100;
    before.bytes_loaded = 9408;
    for (uint64_t lanes = 64 * 64; lanes <= 64 * 64 * 64; lanes *= 64) {
        before.arithmetic[FL_WIDTH_TILE][FL_ELEMENT_FLOAT32] =
            (fl_arithmetic){.instructions = 1, .lanes = lanes, .fused_lanes = lanes};
        before.objects[0].multiply_add_lanes = before.parts[FL_PART_CALLER].multiply_add_lanes = lanes;
        fl_trace_finish(&before);
        assert_int_equal(fl_trace_text(&before, &text, &error), FL_OK);
        if (lanes > 64 * 64)
            expect_refusal(text, strlen(text), "what so many instructions can do");
        else if (fl_trace_parse(text, strlen(text), "t.json", &after, &error) != FL_OK)
            fail_msg("%s", error.text);
        free(text);
    }
}

/* A trace of an older version knows nothing of what was not counted, and says the same in other words. */
static void older_words_are_read(void **state)
{
    (void)state;
    static const char member[] = "\"uncounted_products\": 0,", reason[] = "\"reason\": \"\"";
    static const char former[] = "\"reason\": \"other words\"";
    fl_trace trace;
    fl_error error = {""};
    char *text = malloc(strlen(good) + sizeof former);
    assert_non_null(text);
    strcpy(text, good);
    char *at = strstr(text, reason);
    assert_non_null(at);
    memmove(at + sizeof former, at + sizeof reason, strlen(at + sizeof reason) + 1);
    memcpy(at, former, sizeof former - 1);
    at[sizeof former - 1] = ',';
    expect_refusal(text, strlen(text), "the counts give"); /* a new one has the words of today */
    at = strstr(text, member);
    assert_non_null(at);
    memset(at, ' ', sizeof member - 1);
    if (fl_trace_parse(text, strlen(text), "t.json", &trace, &error) != FL_OK)
        fail_msg("%s", error.text);
    assert_string_equal(trace.reason, "");
    free(text);
}

typedef struct fault {
    const char *find, *replace, *part;
} fault;

static const fault faults[] = {
    {"fairlane.trace/1", "fairlane.trace/2", "another version"},
    {"fairlane.trace/1", "fairlane.result/1", "fairlane.trace/1"},
    {"\"schema\"", "\"scheme\"", "\"schema\" must be"},
    {"\"how\": \"ptrace\"", "\"how\": \"guess\"", "it must be one of 'ptrace', 'qemu'"},
    {"\"regions\": 1", "\"regions\": 0", "\"regions\" is 0"},
    {"\"regions\": 1", "\"regions\": -1", "\"regions\" is -1"},
    {"\"regions\": 1", "\"regions\": 1.5", "\"regions\" is 1.5"},
    {"\"regions\": 1", "\"regions\": \"1\"", "\"regions\" is a text"},
    {"\"regions\": 1", "\"regions\": null", "\"regions\" is null"},
    {"\"regions\": 1", "\"regions\": 1e17", "too large"},
    {"\"regions\": 1", "\"regions\": NaN", "NaN is not JSON"},
    {"\"regions\": 1", "\"regions\": 1, \"regions\": 1", "stands twice"},
    {"\"undecoded\": 0,", "", "\"undecoded\" is missing"},
    {"\"undecoded\": 0", "\"undecoded\": 1", "the file was changed"},
    {"\"uncounted\": 0", "\"uncounted\": 1", "the file was changed"},
    {"\"unseen\": 0", "\"unseen\": 1", "the file was changed"},
    {"\"fused\": true", "\"fused\": false", "the file was changed"},
    {"\"class\": \"SIMD-256+FMA\"", "\"class\": \"scalar\"", "the counts give 'SIMD-256+FMA'"},
    {"\"classification\": \"SIMD-256+FMA, 1,568", "\"classification\": \"SIMD-256+FMA, 1,569", "was changed"},
    {"\"reason\": \"\"", "\"reason\": \"trust me\"", "the file was changed"},
    {"\"multiply_add_lanes\": 1568", "\"multiply_add_lanes\": 784", "the file was changed"},
    {"\"expected_multiply_adds\": 1568", "\"expected_multiply_adds\": 784", "the file was changed"},
    {"\"width\": \"256-bit\"", "\"width\": \"257-bit\"", "is '257-bit'; it must be one of"},
    {"\"width\": \"256-bit\"", "\"width\": \"scalar\"", "stands twice"},
    {"\"element\": \"float32\"", "\"element\": \"float33\"", "is 'float33'; it must be one of"},
    {"\"fused_lanes\": 1568", "\"fused_lanes\": 1567", "the file was changed"},
    {"\"fused_lanes\": 1568", "\"fused_lanes\": -1568", "\"fused_lanes\" is -1568"},
    {"\"instructions\": 196, \"lanes\"", "\"instructions\": 0, \"lanes\"", "between 1 and all"},
    {"\"instructions\": 196, \"lanes\"", "\"instructions\": 1960, \"lanes\"", "between 1 and all"},
    {"\"name\": \"program\"", "\"name\": \"libblas.so.3\"", "stands twice"},
    {"\"name\": \"program\"", "\"name\": \"\\u001b[2J\"", "control characters"},
    {"\"name\": \"program\"", "\"name\": 1", "a text"},
    {"\"lanes\": 1568", "\"lanes\": 391", "what so many instructions can do"},
    {"\"instructions\": 196, \"lanes\"", "\"instructions\": 48, \"lanes\"",
     "what so many instructions can do"},
    {"\"instructions\": 196, \"multiply_add_lanes\": 1568",
     "\"instructions\": 196, \"multiply_add_lanes\": 2", "multiply-add lanes are not those of the whole"},
    {"\"threads_run\": 2", "\"threads_run\": 0", "by no thread"},
    {"\"bytes_loaded\": 9888", "\"bytes_loaded\": 9407", "the counts give 'inconclusive'"},
    {"\"architecture\": \"x86_64\"", "\"architecture\": \"aarch64\"", "no arithmetic of width 256-bit"},
    {"\"architecture\": \"x86_64\"", "\"architecture\": \"vax\"", "it must be one of 'x86_64', 'aarch64'"},
    {"\"instructions\": 10, \"multiply_add_lanes\"", "\"instructions\": 11, \"multiply_add_lanes\"",
     "not those of the whole"},
    {"\"count\": 1", "\"count\": 0", "\"count\" is 0"},
    {"\"system_calls\": [", "\"system_calls\": [7, ", "must be an object"},
    {"\"system_calls\": [", "\"system_calls\": 7, \"x\": [", "must be a list"},
    {"\"newer_instructions\": 196", "\"newer_instructions\": 197",
     "more newer instructions than instructions"},
    {"\"newer_instructions\": 196", "\"newer_instructions\": 195", "fewer newer instructions"},
    {"\"by\": \"instruction\"", "\"by\": \"guess\"", "it must be one of 'instruction', 'import'"},
    {"\"choosers\": [", "\"choosers\": [7, ", "must be an object"},
    {"\"hidden_by\": \"cpuid\"", "\"hidden_by\": \"nothing\"", "does not fit what was hidden"},
    {"\"hidden_by\": \"cpuid\"", "\"hidden_by\": \"emulator\"", "does not fit what was hidden"},
    {"\"hidden_by\": \"cpuid\"", "\"hidden_by\": \"own code\"", "does not fit what was hidden"},
    {"\"hidden_features\": \"AVX512F\"", "\"hidden_features\": \"\"", "does not fit what was hidden"},
    {"\"left\": 1", "\"left\": 0", "why something of it is left"},
    {"\"why\": \"made at run time\"", "\"why\": \"\"", "why something of it is left"},
    {"\"why\": \"made at run time\"", "\"why\": \"by magic\"", "\"why\""},
    {"\"sve_bytes\": 0", "\"sve_bytes\": -16", "\"sve_bytes\" is -16"},
    {"\"sve_bytes\": 0", "\"sve_bytes\": 4096", "\"sve_bytes\" is 4096"},
    {"\"cpu\": \"a CPU\"", "\"cpu\": \"\xc3\"", "UTF-8"},
    {"\"name\": \"contestant \\\"1\\\" \\\\ é\"", "\"name\": \"\"", "\"name\" is empty"},
};

static void planted_faults_are_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
        const fault *f = &faults[i];
        const char *place = strstr(good, f->find);
        if (!place)
            fail_msg("the file has no '%s'", f->find);
        size_t size = strlen(good) - strlen(f->find) + strlen(f->replace);
        char *bad = malloc(size + 1);
        assert_non_null(bad);
        snprintf(bad, size + 1, "%.*s%s%s", (int)(place - good), good, f->replace, place + strlen(f->find));
        expect_refusal(bad, size, f->part);
        free(bad);
    }
}

static void cut_files_are_refused(void **state)
{
    (void)state;
    for (size_t size = 0; size + 2 < strlen(good); size++)
        expect_refusal(good, size, "");
}

static void overlong_texts_and_tables_are_refused(void **state)
{
    (void)state;
    size_t size = strlen(good) + 100000;
    char *bad = malloc(size);
    assert_non_null(bad);
    const char *place = strstr(good, "\"system_calls\": [");
    int used = snprintf(bad, size, "%.*s\"system_calls\": [", (int)(place - good), good);
    for (int i = 0; i <= FL_TRACE_CALLS; i++)
        used += snprintf(bad + used, size - (size_t)used, "%s{\"name\": \"c\", \"count\": 1}", i ? "," : "");
    used += snprintf(bad + used, size - (size_t)used, "]}\n");
    expect_refusal(bad, (size_t)used, "at most 64 are accepted");
    place = strstr(good, "\"cpu\": \"a CPU\"");
    used = snprintf(bad, size, "%.*s\"cpu\": \"%0128d\"%s", (int)(place - good), good, 0,
                    place + strlen("\"cpu\": \"a CPU\""));
    expect_refusal(bad, (size_t)used, "at most 127");
    free(bad);
}

static void foreign_files_are_refused(void **state)
{
    (void)state;
    static const char *const others[] = {"",
                                         "[]",
                                         "{}",
                                         "null",
                                         "42",
                                         "{\"schema\": \"fairlane.trace/1\"}",
                                         "{\"config\": {}, \"results\": []}",
                                         "\177ELF"};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        expect_refusal(others[i], strlen(others[i]), "");
    fl_trace trace;
    fl_error error = {""};
    assert_int_equal(fl_trace_read("/nonexistent/t.json", &trace, &error), FL_USAGE);
    assert_int_equal(fl_trace_read("/", &trace, &error), FL_USAGE);
    assert_int_equal(fl_trace_read("/dev/zero", &trace, &error), FL_USAGE);
}

/* What the table forbids, and the schema with it, the reader refuses: every field, every rule. */
static fl_status read_it(const char *text, size_t size, fl_error *error)
{
    fl_trace trace;
    return fl_trace_parse(text, size, "trace.json", &trace, error);
}

static void what_the_table_forbids_is_refused(void **state)
{
    (void)state;
    assert_true(fl_plant_violations(good, &fl_trace_description, read_it) > 100);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(written_traces_read_back),
        cmocka_unit_test(names_of_a_program_are_made_plain),
        cmocka_unit_test(tiles_read_back),
        cmocka_unit_test(older_words_are_read),
        cmocka_unit_test(planted_faults_are_refused),
        cmocka_unit_test(cut_files_are_refused),
        cmocka_unit_test(overlong_texts_and_tables_are_refused),
        cmocka_unit_test(foreign_files_are_refused),
        cmocka_unit_test(what_the_table_forbids_is_refused),
    };
    if (argc == 3 && strcmp(argv[1], "--write") == 0) {
        make();
        return (int)fl_trace_write(argv[2], &made, NULL);
    }
    return cmocka_run_group_tests_name("trace_file", tests, set_up, tear_down);
}
