#define _GNU_SOURCE /* memmem */
#include "bench/base/known_format.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

enum { LOOKED_AT = 512 };

/* Bytes, none of them zero, that stand at a fixed place. */
typedef struct mark {
    size_t at;
    const char *bytes;
    const char *what;
} mark;

static const mark marks[] = {
    {0, "\x93NUMPY", "a NumPy array (.npy)"},
    {0, "PK\x03\x04", "a zip archive (.npz, a PyTorch checkpoint, a wheel, Keras 3 …)"},
    {0, "\x1f\x8b", "a gzip archive"},
    {0, "BZh", "a bzip2 archive"},
    {0, "\3757zXZ", "an xz archive"},
    {0, "\x28\xb5\x2f\xfd", "a zstd archive"},
    {0, "\x89HDF\r\n", "an HDF5 file (Keras .h5, JLD2)"},
    {0, "GGUF", "a GGUF model"},
    {4, "TFL3", "a TensorFlow Lite model"},
    {0, "PAR1", "a Parquet table"},
    {0, "ARROW1", "an Arrow table"},
    {0, "SQLite format 3", "an SQLite database"},
    {0, "\177ELF", "a program or library (ELF)"},
    {0, "%PDF", "a PDF document"},
    {0, "\x89PNG", "a PNG picture"},
    {0, "<?xml", "an XML document"},
    {0, "<!DOCTYPE html", "an HTML page"},
    {0, "<html", "an HTML page"},
};

/* Words of a text, both near its beginning. */
typedef struct words {
    const char *one, *other;
    const char *what;
} words;

static const words texts[] = {
    {"\"cells\"", "\"cell_type\"", "a Jupyter notebook"},
    {"\n| ", "\n|--", "a table of Markdown"},
    {"\n| ", "\n| --", "a table of Markdown"},
    {"\n|", "\n|:--", "a table of Markdown"},
    {"\n|", "\n| :--", "a table of Markdown"},
};

/* Those that an importer reads stand here for the commands that want a file of fairlane's own. */
const fl_tool fl_tools[] = {
    {.what = "a file of Google Benchmark",
     .members = {"context", "benchmarks"},
     .in = "benchmarks",
     .member = "run_name",
     .imported = true},
    {.what = "a file of Google Benchmark",
     .members = {"context", "benchmarks"},
     .in = "benchmarks",
     .member = "real_time",
     .imported = true},
    {.what = "a file of pytest-benchmark",
     .members = {"machine_info", "benchmarks"},
     .in = "benchmarks",
     .member = "stats",
     .imported = true},
    {.what = "a file of hyperfine",
     .members = {"results"},
     .in = "results",
     .member = "command",
     .imported = true},
    {.what = "a file of nanobench",
     .members = {"results"},
     .in = "results",
     .member = "median(elapsed)",
     .imported = true},
    {.what = "a file of Criterion (estimates)",
     .members = {"mean", "median", "std_dev"},
     .in = "mean",
     .member = "point_estimate",
     .imported = true},
    {.what = "a file of Criterion (samples)",
     .members = {"sampling_mode", "iters", "times"},
     .imported = true},
    {.what = "a file of torch.utils.benchmark",
     .members = {"measurements"},
     .in = "measurements",
     .member = "task_spec",
     .imported = true},
    {.what = "a file of pyperf",
     .words = {"\"perf_version\"", "\"loops\""},
     .members = {"metadata", "benchmarks"},
     .in = "benchmarks",
     .member = "runs"},
    {.what = "a file of JMH (Java)", .words = {"\"jmhVersion\"", "\"benchmark\""}},
    {.what = "a file of BenchmarkDotNet (.NET)",
     .words = {"\"BenchmarkDotNetCaption\"", "\"HostEnvironmentInfo\""}},
    {.what = "a file of BenchmarkDotNet (.NET)",
     .words = {"\"HostEnvironmentInfo\"", "\"Title\""},
     .members = {"HostEnvironmentInfo", "Benchmarks"}},
    {.what = "the output of go test -bench", .words = {"goos: ", "goarch: "}},
    {.what = "the output of perf stat", .words = {"Performance counter stats for", ""}},
};
const size_t fl_tool_count = sizeof fl_tools / sizeof fl_tools[0];

static bool stands_at(const char *bytes, size_t size, const mark *m)
{
    size_t length = strlen(m->bytes);
    return m->at + length <= size && memcmp(bytes + m->at, m->bytes, length) == 0;
}

/* A pickle begins with its protocol; protocols from 4 on have a frame behind it. */
static bool is_pickle(const char *bytes, size_t size)
{
    return size > 2 && bytes[0] == '\x80' && bytes[1] >= 2 && bytes[1] <= 5;
}

/* ModelProto begins with field 1, the version of the format, and names its producer soon (field 2). */
static bool is_onnx(const char *bytes, size_t size)
{
    return size > 4 && bytes[0] == '\x08' && bytes[1] > 0 && bytes[1] < 32 &&
           (bytes[2] == '\x12' || bytes[2] == '\x1a' || bytes[2] == '\x22' || bytes[2] == '\x2a' ||
            bytes[2] == '\x3a' || bytes[2] == '\x42');
}

/* Its header's length, then the header, which is an object. */
static bool is_safetensors(const char *bytes, size_t size)
{
    uint64_t length = 0;
    for (size_t i = 0; size > 9 && i < 8; i++)
        length |= (uint64_t)(unsigned char)bytes[i] << (8 * i);
    return size > 9 && length > 1 && length <= size - 8 && bytes[8] == '{';
}

static bool has_words(const char *bytes, size_t size, const char *one, const char *other)
{
    size_t looked_at = size < LOOKED_AT ? size : LOOKED_AT;
    return memmem(bytes, looked_at, one, strlen(one)) && memmem(bytes, looked_at, other, strlen(other));
}

static const fl_tool *tool_of(const char *bytes, size_t size)
{
    for (size_t i = 0; i < fl_tool_count; i++)
        if (fl_tools[i].words[0] && has_words(bytes, size, fl_tools[i].words[0], fl_tools[i].words[1]))
            return &fl_tools[i];
    return NULL;
}

/* What is no file of a tool. */
static const char *other_format(const char *bytes, size_t size)
{
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
        if (stands_at(bytes, size, &marks[i]))
            return marks[i].what;
    if (is_pickle(bytes, size))
        return "a Python pickle (PyTorch, scikit-learn …)";
    if (is_onnx(bytes, size))
        return "an ONNX model";
    if (is_safetensors(bytes, size))
        return "a safetensors file";
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        if (has_words(bytes, size, texts[i].one, texts[i].other))
            return texts[i].what;
    return NULL;
}

const char *fl_known_format(const char *bytes, size_t size)
{
    const char *what = other_format(bytes, size);
    const fl_tool *tool = what ? NULL : tool_of(bytes, size);
    return tool ? tool->what : what;
}

fl_status fl_refuse_tool(const fl_tool *tool, const char *name, fl_error *error)
{
    if (tool->imported)
        return fl_fail(
            error, FL_USAGE,
            "%s: this is %s, where a file of fairlane's own is wanted; 'compare', 'point93', 'bound "
            "--result', 'export' and 'audit' read it",
            name, tool->what);
    return fl_fail(
        error, FL_USAGE,
        "%s: this is %s, which fairlane does not read; write its figures into a CSV with named "
        "columns (name,mean_ns), give them to 'point93 --claim-a' or 'bound --latency', or measure with "
        "'fairlane run -o FILE'",
        name, tool->what);
}

fl_status fl_refuse_known_format(const char *bytes, size_t size, const char *name, const char *wanted,
                                 fl_error *error)
{
    const char *what = other_format(bytes, size);
    const fl_tool *tool = what ? NULL : tool_of(bytes, size);
    if (tool)
        return fl_refuse_tool(tool, name, error);
    return what ? fl_fail(error, FL_USAGE, "%s: this is %s, not %s", name, what, wanted) : FL_OK;
}
