/* fairlane.trace/1: writing, reading, and what no table of fields can say. */
#include "bench/evidence/trace_file.h"

#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/base/file.h"
#include "bench/base/known_format.h"
#include "bench/evidence/trace_fields.h"
#include "bench/record/fields.h"
#include "bench/record/parse.h"
#include "bench/record/tool_formats.h"

enum { FILE_LIMIT = 1 << 20, LONGEST_SVE = 256 };

/* ---- writing ---- */

static size_t fill_rows(const fl_trace *trace, fl_trace_arithmetic_row rows[MOST_ROWS])
{
    size_t count = 0;
    for (int width = 0; width < FL_WIDTHS; width++)
        for (int element = 0; element < FL_ELEMENTS; element++) {
            const fl_arithmetic *counts = &trace->arithmetic[width][element];
            if (counts->instructions == 0)
                continue;
            fl_trace_arithmetic_row *row = &rows[count++];
            snprintf(row->width, sizeof row->width, "%s", fl_width_name((fl_width)width));
            snprintf(row->element, sizeof row->element, "%s", fl_trace_element_words[element]);
            row->counts = *counts;
        }
    return count;
}

static size_t fill_conversions(const fl_trace *trace, fl_trace_conversion_row rows[MOST_CONVERSIONS])
{
    size_t count = 0;
    for (int from = 0; from < FL_NUMBERS; from++)
        for (int to = 0; to < FL_NUMBERS; to++) {
            if (trace->conversions[from][to] == 0)
                continue;
            fl_trace_conversion_row *row = &rows[count++];
            snprintf(row->from, sizeof row->from, "%s", fl_number_type_name((fl_number_type)from));
            snprintf(row->to, sizeof row->to, "%s", fl_number_type_name((fl_number_type)to));
            row->numbers = trace->conversions[from][to];
        }
    return count;
}

static size_t fill_parts(const fl_trace *trace, fl_trace_part_row rows[FL_PARTS])
{
    for (int part = 0; part < FL_PARTS; part++) {
        snprintf(rows[part].part, sizeof rows[part].part, "%s", fl_trace_part_words[part]);
        rows[part].counts = trace->parts[part];
    }
    return trace->parts_known ? FL_PARTS : 0;
}

fl_status fl_trace_text(const fl_trace *trace, char **text, fl_error *error)
{
    *text = NULL;
    fl_trace_arithmetic_row rows[MOST_ROWS];
    fl_trace_conversion_row conversions[MOST_CONVERSIONS];
    fl_file_trace file = {.trace = *trace, .arithmetic = rows, .objects = file.trace.objects};
    fl_trace_part_row parts[FL_PARTS];
    file.parts = parts;
    file.part_count = fill_parts(trace, parts);
    file.functions = file.trace.functions;
    file.function_count = trace->function_count;
    file.conversions = conversions;
    file.conversion_count = fill_conversions(trace, conversions);
    file.arithmetic_count = fill_rows(trace, rows);
    file.object_count = trace->object_count;
    file.calls = file.trace.calls;
    file.call_count = trace->call_count;
    file.choosers = file.trace.choosers;
    file.chooser_count = trace->chooser_count;
    file.imitated = file.trace.imitated;
    file.imitated_count = trace->imitated_count;
    snprintf(file.hiding, sizeof file.hiding, "%s", fl_trace_hiding_words[trace->hiding]);
    snprintf(file.how, sizeof file.how, "%s", fl_trace_how_words[trace->how]);
    snprintf(file.simd_class, sizeof file.simd_class, "%s", fl_trace_class_name(trace));
    fl_builder out = {0};
    fl_encoder encoder = {.out = &out};
    fl_encode_document(&encoder, &fl_trace_description, &file);
    return fl_build_finish(&out, "a trace", text, error);
}

fl_status fl_trace_write(const char *path, const fl_trace *trace, fl_error *error)
{
    char *text = NULL;
    fl_status status = fl_trace_text(trace, &text, error);
    if (status == FL_OK && text)
        status = fl_file_write(path, text, strlen(text), error);
    free(text);
    return status;
}

/* ---- reading ---- */

static const cJSON *member(const fl_reader *reader, const char *name)
{
    return cJSON_GetObjectItemCaseSensitive(reader->root, name);
}

/* Which of the words that the table of fields lets pass. */
static size_t place_of(const char *word, const char *const words[])
{
    size_t i = 0;
    while (words[i + 1] && strcmp(words[i], word) != 0)
        i++;
    return i;
}

static int width_of(const char *word)
{
    int width = 0;
    while (width < FL_WIDTHS - 1 && strcmp(fl_width_name((fl_width)width), word) != 0)
        width++;
    return width;
}

/* Architectures are named as by uname. */
static bool fits_architecture(const fl_trace *trace, fl_width width)
{
    bool is_x86 = strcmp(trace->architecture, "x86_64") == 0;
    if (width == FL_WIDTH_256 || width == FL_WIDTH_512)
        return is_x86;
    return width != FL_WIDTH_SVE || !is_x86;
}

/* What one instruction does at most. Four times the lanes of a register: some work on several registers, and
 * a lane of a dot product has several products. */
static bool fits_instructions(const fl_trace *trace, const fl_arithmetic *counts, fl_width width,
                              fl_element element)
{
    static const uint64_t bytes_of_element[FL_ELEMENTS] = {[FL_ELEMENT_FLOAT16] = 2,
                                                           [FL_ELEMENT_BFLOAT16] = 2,
                                                           [FL_ELEMENT_FLOAT32] = 4,
                                                           [FL_ELEMENT_FLOAT64] = 8,
                                                           [FL_ELEMENT_OTHER] = 1};
    enum { AT_MOST = 4, TILE_LANES = 4096 }; /* 16 x 16 sums of 16 numbers; 64 x 64 of one, or of two */
    uint64_t sve_bytes = trace->sve_bytes > 0 ? (uint64_t)trace->sve_bytes : LONGEST_SVE;
    uint64_t bytes = width == FL_WIDTH_SVE ? sve_bytes : (uint64_t)fl_widths[width].bytes;
    uint64_t lanes = width == FL_WIDTH_SCALAR ? 1
                     : width == FL_WIDTH_TILE ? TILE_LANES
                                              : bytes / bytes_of_element[element];
    uint64_t most = AT_MOST * lanes * counts->instructions;
    return counts->lanes <= most && counts->multiply_lanes + counts->fused_lanes <= AT_MOST * counts->lanes &&
           counts->sum_lanes <= counts->lanes && counts->ordered_lanes <= counts->sum_lanes &&
           counts->chained_lanes <= counts->sum_lanes + counts->fused_lanes;
}

static fl_status take_arithmetic(const fl_reader *reader, const fl_file_trace *file, fl_trace *trace)
{
    const cJSON *node = member(reader, "arithmetic");
    node = node ? node->child : NULL;
    for (size_t i = 0; i < file->arithmetic_count; i++, node = node ? node->next : NULL) {
        const fl_trace_arithmetic_row *row = &file->arithmetic[i];
        int width = width_of(row->width);
        size_t element = place_of(row->element, fl_trace_element_words);
        fl_arithmetic *counts = &trace->arithmetic[width][element];
        if (counts->instructions > 0)
            return fl_reader_fail(reader, node, "arithmetic of %s and %s stands twice", row->width,
                                  row->element);
        if (!fits_architecture(trace, (fl_width)width))
            return fl_reader_fail(reader, node, "'%s' has no arithmetic of width %s", trace->architecture,
                                  row->width);
        if (row->counts.instructions == 0 || row->counts.instructions > trace->instructions)
            return fl_reader_fail(reader, node, "\"instructions\" of %s %s are not between 1 and all of them",
                                  row->width, row->element);
        if (!fits_instructions(trace, &row->counts, (fl_width)width, (fl_element)element))
            return fl_reader_fail(
                reader, node,
                "the lanes of %s %s are not what so many instructions can do; the file was changed",
                row->width, row->element);
        if (!trace->sums_counted && (row->counts.sum_lanes > 0 || row->counts.chained_lanes > 0))
            return fl_reader_fail(reader, node, "additions of %s %s in a trace that says it counted none",
                                  row->width, row->element);
        *counts = row->counts;
    }
    return FL_OK;
}

static fl_status take_conversions(const fl_reader *reader, const fl_file_trace *file, fl_trace *trace)
{
    const cJSON *node = member(reader, "conversions");
    node = node ? node->child : NULL;
    for (size_t i = 0; i < file->conversion_count; i++, node = node ? node->next : NULL) {
        const fl_trace_conversion_row *row = &file->conversions[i];
        uint64_t *numbers = &trace->conversions[place_of(row->from, fl_number_type_names)]
                                               [place_of(row->to, fl_number_type_names)];
        if (*numbers > 0)
            return fl_reader_fail(reader, node, "the conversion from %s to %s stands twice", row->from,
                                  row->to);
        *numbers = row->numbers;
        if (row->numbers / LONGEST_SVE > trace->instructions)
            return fl_reader_fail(
                reader, node, "more numbers converted than so many instructions can; the file was changed");
    }
    return FL_OK;
}

static fl_status take_parts(const fl_reader *reader, const fl_file_trace *file, fl_trace *trace)
{
    uint64_t instructions = 0, multiply_adds = 0;
    bool known = file->part_count == FL_PARTS;
    for (size_t i = 0; i < file->part_count && known; i++) {
        known = strcmp(file->parts[i].part, fl_trace_part_words[i]) == 0;
        trace->parts[i] = file->parts[i].counts;
        instructions += file->parts[i].counts.instructions;
        multiply_adds += file->parts[i].counts.multiply_add_lanes;
    }
    trace->parts_known = known;
    if (file->part_count > 0 &&
        (!known || instructions != trace->instructions || multiply_adds != trace->multiply_add_lanes))
        return fl_reader_fail(
            reader, member(reader, "parts"),
            "the parts (caller, others, handlers) do not make up the whole; the file was changed");
    return FL_OK;
}

static fl_status take_functions(const fl_reader *reader, const fl_file_trace *file, fl_trace *trace)
{
    uint64_t multiply_adds = 0;
    for (size_t i = 0; i < file->function_count; i++) {
        trace->functions[i] = file->functions[i];
        multiply_adds += file->functions[i].multiply_add_lanes;
    }
    trace->function_count = file->function_count;
    if (multiply_adds > trace->multiply_add_lanes)
        return fl_reader_fail(reader, member(reader, "functions"),
                              "the functions multiply and add more than the whole; the file was changed");
    return FL_OK;
}

static fl_status take_objects(const fl_reader *reader, const fl_file_trace *file, fl_trace *trace)
{
    uint64_t instructions = 0, multiply_adds = 0;
    for (size_t i = 0; i < file->object_count; i++) {
        trace->objects[i] = file->objects[i];
        if (file->objects[i].newer_instructions > file->objects[i].instructions)
            return fl_reader_fail(
                reader, member(reader, "objects"),
                "the object '%s' has more newer instructions than instructions; the file was changed",
                file->objects[i].name);
        instructions += file->objects[i].instructions;
        multiply_adds += file->objects[i].multiply_add_lanes;
        for (size_t k = 0; k < i; k++)
            if (strcmp(file->objects[k].name, file->objects[i].name) == 0)
                return fl_reader_fail(reader, member(reader, "objects"), "the object '%s' stands twice",
                                      file->objects[i].name);
    }
    trace->object_count = file->object_count;
    if (instructions != trace->instructions)
        return fl_reader_fail(reader, member(reader, "objects"),
                              "the objects' instructions are not those of the whole; the file was changed");
    if (multiply_adds != trace->multiply_add_lanes)
        return fl_reader_fail(
            reader, member(reader, "objects"),
            "the objects' multiply-add lanes are not those of the whole; the file was changed");
    return FL_OK;
}

/* 256 bits and more, SVE and tiles: none of it is in the architecture's baseline. */
static fl_status check_newer(const fl_reader *reader, const fl_trace *trace)
{
    uint64_t newer = 0, wide = 0;
    for (size_t i = 0; i < trace->object_count; i++)
        newer += trace->objects[i].newer_instructions;
    for (int width = FL_WIDTH_256; width < FL_WIDTHS; width++)
        for (int element = 0; element < FL_ELEMENTS; element++)
            wide += trace->arithmetic[width][element].instructions;
    if (trace->scalar_alone && (!trace->choosers_sought || wide > 0))
        return fl_reader_fail(reader, member(reader, "scalar_alone"),
                              "wide arithmetic was executed, and is not scalar alone; the file was changed");
    if (trace->choosers_sought && newer < wide)
        return fl_reader_fail(
            reader, member(reader, "objects"),
            "wide arithmetic was executed, but fewer newer instructions; the file was changed");
    return FL_OK;
}

/* Of traces of older versions nothing tells how. */
static fl_status take_hiding(const fl_reader *reader, const fl_file_trace *file, fl_trace *trace)
{
    trace->imitated_count = file->imitated_count;
    for (size_t i = 0; i < file->imitated_count; i++) {
        trace->imitated[i] = file->imitated[i];
        if ((file->imitated[i].left > 0) != (file->imitated[i].why[0] != '\0'))
            return fl_reader_fail(
                reader, member(reader, "imitated"),
                "the object '%s' does not tell why something of it is left, or tells it of nothing",
                file->imitated[i].object);
    }
    trace->hiding = trace->hidden_features[0] ? FL_HIDING_OWN : FL_HIDING_NONE;
    if (!file->hiding[0])
        return FL_OK;
    trace->hiding = (fl_trace_hiding)place_of(file->hiding, fl_trace_hiding_words);
    bool fits = (trace->hiding != FL_HIDING_NONE) == (trace->hidden_features[0] != '\0') &&
                (trace->hiding != FL_HIDING_CPUID || trace->how == FL_TRACED_BY_PTRACE) &&
                (trace->hiding != FL_HIDING_EMULATOR || trace->how == FL_TRACED_BY_QEMU) &&
                (trace->imitated_count == 0 || trace->hiding == FL_HIDING_CPUID);
    return fits ? FL_OK
                : fl_reader_fail(
                      reader, member(reader, "hidden_by"),
                      "'%s' does not fit what was hidden and how it was traced; the file was changed",
                      file->hiding);
}

static void take_calls(const fl_file_trace *file, fl_trace *trace)
{
    for (size_t i = 0; i < file->chooser_count; i++)
        trace->choosers[i] = file->choosers[i];
    trace->chooser_count = file->chooser_count;
    for (size_t i = 0; i < file->call_count; i++)
        trace->calls[i] = file->calls[i];
    trace->call_count = file->call_count;
}

/* A trace of an older version judged products alone, and says what those gave. */
static bool is_former(const fl_file_trace *file, const fl_trace *trace)
{
    char simd_class[sizeof trace->class_name], classification[sizeof trace->classification];
    fl_trace_former_words(trace, simd_class, classification);
    return !trace->sums_counted && strcmp(file->simd_class, simd_class) == 0 &&
           strcmp(file->trace.classification, classification) == 0 &&
           strcmp(file->trace.reason, trace->reason) == 0;
}

/* What follows from the counts must be what the file says. */
static fl_status check_classification(const fl_reader *reader, const fl_file_trace *file, fl_trace *trace)
{
    const fl_trace *stated = &file->trace;
    bool fused = trace->fused;
    uint64_t lanes = trace->multiply_add_lanes;
    fl_trace_classify(trace);
    bool former = is_former(file, trace), older = file->is_older;
    if (!former && strcmp(file->simd_class, fl_trace_class_name(trace)) != 0)
        return fl_reader_fail(reader, member(reader, "class"),
                              "\"class\" is '%s', but the counts give '%s'; the file was changed",
                              file->simd_class, fl_trace_class_name(trace));
    if (lanes != trace->multiply_add_lanes || fused != trace->fused)
        return fl_reader_fail(reader, member(reader, "multiply_add_lanes"),
                              "the multiply-add lanes are not those of \"arithmetic\"; the file was changed");
    if (!former && !older &&
        (strcmp(stated->classification, trace->classification) != 0 ||
         strcmp(stated->reason, trace->reason) != 0))
        return fl_reader_fail(reader, member(reader, "classification"),
                              "the counts give '%s'; the file was changed", trace->classification);
    return FL_OK;
}

static fl_status read_tree(fl_reader *reader, void *into)
{
    fl_trace *trace = into;
    fl_file_trace file = {.arithmetic = NULL};
    fl_status status = fl_refuse_tool_format(reader);
    if (status == FL_OK)
        status = fl_decode_document(reader, &fl_trace_description, &file);
    if (status == FL_OK && file.trace.instructions > 0 && file.trace.threads_run == 0)
        status = fl_reader_fail(reader, member(reader, "threads_run"),
                                "instructions were executed, but by no thread; the file was changed");
    if (status == FL_OK) {
        file.is_older = !member(reader, "uncounted_products");
        *trace = file.trace;
        trace->how = (fl_trace_how)place_of(file.how, fl_trace_how_words);
        status = take_arithmetic(reader, &file, trace);
    }
    if (status == FL_OK)
        status = take_hiding(reader, &file, trace);
    if (status == FL_OK)
        status = take_conversions(reader, &file, trace);
    if (status == FL_OK)
        status = take_objects(reader, &file, trace);
    if (status == FL_OK)
        status = take_parts(reader, &file, trace);
    if (status == FL_OK)
        status = take_functions(reader, &file, trace);
    if (status == FL_OK) {
        take_calls(&file, trace);
        status = check_newer(reader, trace);
    }
    if (status == FL_OK)
        status = check_classification(reader, &file, trace);
    free(file.arithmetic);
    free(file.conversions);
    free(file.parts);
    free(file.functions);
    free(file.objects);
    free(file.calls);
    free(file.choosers);
    free(file.imitated);
    return status;
}

fl_status fl_trace_parse(const char *bytes, size_t size, const char *name, fl_trace *trace, fl_error *error)
{
    memset(trace, 0, sizeof *trace);
    fl_status status = fl_parse_tree(bytes, size, name, read_tree, trace, error);
    if (status == FL_USAGE) /* what somebody else's file is says more than what it is not */
        (void)fl_refuse_known_format(bytes, size, name, "a trace", error);
    if (status != FL_OK)
        memset(trace, 0, sizeof *trace);
    return status;
}

fl_status fl_trace_read(const char *path, fl_trace *trace, fl_error *error)
{
    char *bytes = NULL;
    size_t size = 0;
    memset(trace, 0, sizeof *trace);
    fl_status status = fl_file_read(path, FILE_LIMIT, &bytes, &size, error);
    if (status == FL_OK)
        status = fl_trace_parse(bytes, size, path, trace, error);
    free(bytes);
    return status;
}
