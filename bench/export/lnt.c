/* LLVM's LNT, report format 2, on one line (llvm.org/docs/lnt/importing_data.html), for its suite "nts": times in
 * seconds, one for each process; a run is sorted by "llvm_project_revision". */
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/export/export_parts.h"
#include "bench/record/json.h"

/* What is told as text is told where it is known. */
static void add_known(fl_json to, const char *name, const char *text)
{
    if (text[0])
        fl_json_add_text(to, name, text);
}

/* A machine is what its name and facts say: those that are the same in the next run. */
static void add_machine(fl_json root, const fl_document *d)
{
    const fl_environment *e = &d->environment;
    fl_json machine = fl_json_object(root, "machine");
    fl_json_add_text(machine, "name", e->cpu[0] ? e->cpu : "a machine that the file does not tell");
    add_known(machine, "hardware", e->cpu);
    add_known(machine, "os", e->os);
    add_known(machine, "architecture", e->architecture);
    add_known(machine, "microarchitecture", e->microarchitecture);
    if (fl_is_emulated(d))
        add_known(machine, "emulator", e->emulator);
}

/* The digits of the time, which sort as the times do: 20250102030405. */
static void order_of(const fl_document *d, char *order, size_t size)
{
    size_t used = 0;
    for (const char *c = d->timestamp; *c && used + 1 < size; c++)
        if (isdigit((unsigned char)*c))
            order[used++] = *c;
    order[used] = '\0';
}

static fl_status add_run(fl_json root, const fl_document *d, const fl_export_options *options,
                         fl_error *error)
{
    char order[32], time[32];
    fl_json run = fl_json_object(root, "run");
    snprintf(time, sizeof time, "%.*s", (int)strcspn(d->timestamp, "Z"),
             d->timestamp); /* LNT knows no zone */
    add_known(run, "start_time", time);
    add_known(run, "end_time", time);
    order_of(d, order, sizeof order);
    if (!options->order && !order[0])
        return fl_fail(error, FL_USAGE,
                       "export: the file tells no time to sort it by; name an order with --order");
    fl_json_add_text(run, "llvm_project_revision", options->order ? options->order : order);
    add_known(run, "fairlane_revision", d->environment.revision);
    add_known(run, "compiler_version", d->environment.compiler);
    add_known(run, "model_sha256", d->model_sha256);
    return FL_OK;
}

static void add_test(fl_json tests, const fl_result *result, const fl_exported *exported)
{
    fl_json test = fl_json_object(tests, NULL);
    fl_json_add_text(test, "name", exported->name);
    fl_json times = fl_json_array(test, "execution_time");
    for (size_t i = 0; i < exported->count; i++)
        fl_json_add_number(times, NULL, exported->ns[i] * 1e-9);
    add_known(test, "hash", result->code_sha256);
    if (result->code_bytes > 0)
        fl_json_add_number(test, "code_size", (double)result->code_bytes);
}

/* Blanks of the layout stand nowhere else: in texts they are escaped. */
static void join_lines(char *text)
{
    char *to = text;
    for (const char *from = text; *from; from++)
        if (*from != '\n' && *from != '\t')
            *to++ = *from;
    *to++ = '\n';
    *to = '\0';
}

static fl_status write_document(const fl_document *d, const fl_export_options *options, char **text,
                                fl_error *error)
{
    fl_json_writer writer = {.spaced = false};
    fl_json root = fl_json_document(&writer, NULL);
    fl_json_add_text(root, "format_version", "2");
    add_machine(root, d);
    fl_status status = add_run(root, d, options, error);
    fl_json tests = fl_json_array(root, "tests");
    for (size_t i = 0; i < d->result_count && status == FL_OK; i++) {
        fl_exported exported[FL_MOST_EXPORTED];
        size_t count;
        if (d->results[i].is_probe)
            continue;
        status = fl_export_result(&d->results[i], exported, &count, error);
        for (size_t k = 0; k < count && status == FL_OK; k++)
            add_test(tests, &d->results[i], &exported[k]);
        fl_exported_free(exported);
    }
    fl_status finished = fl_json_print(root, "export", text, status == FL_OK ? error : NULL);
    if (*text)
        join_lines(*text);
    return status == FL_OK ? finished : status;
}

const fl_exporter fl_exporter_lnt = {"lnt", write_document};
