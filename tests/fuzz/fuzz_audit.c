/* A comparison whose sources, manifests, lock files, documentation and summary are changed as such (lines,
 * words, whole files) must end in an audit of 100 points or in one line of error, never in a fault, and in
 * the same one a second time. An input is the files, each behind a line "=== NAME"; result files, traces and
 * model are those of FL_FOLDER, from where the files of an empty input come as well. Python is parsed by the
 * process that the audit would start, kept running. */
#include "tests/fuzz/fuzz.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "bench/audit/audit.h"
#include "bench/bounds/core_model.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
size_t LLVMFuzzerCustomMutator(uint8_t *bytes, size_t size, size_t room, unsigned int seed);

/* ---- the parser of Python ---- */

/* Answers each request (what follows -c, mode, source) from
 * a child of its own, as if it were started afresh. */
static const char worker[] =
    "import io, os, struct, sys, ast, json, resource\n"
    "sys.setrecursionlimit(1000)\n"
    "def take(n):\n"
    "    data = b''\n"
    "    while len(data) < n:\n"
    "        more = os.read(0, n - len(data))\n"
    "        if not more: os._exit(0)\n"
    "        data += more\n"
    "    return data\n"
    "script = compile(take(struct.unpack('=I', take(4))[0]), 'python_tree.py', 'exec')\n"
    "while True:\n"
    "    size, notebook = struct.unpack('=II', take(8))\n"
    "    source = take(size)\n"
    "    get, put = os.pipe()\n"
    "    child = os.fork()\n"
    "    if child == 0:\n"
    "        os.close(get)\n"
    "        os.dup2(os.open('/dev/null', os.O_WRONLY), 2)\n"
    "        sys.stdin = io.TextIOWrapper(io.BytesIO(source))\n"
    "        sys.stdout = os.fdopen(put, 'w')\n"
    "        sys.argv = ['-c'] + ['notebook'] * notebook\n"
    "        try: exec(script, {'__name__': '__main__'}); sys.stdout.flush(); os._exit(0)\n"
    "        except SystemExit as e: sys.stdout.flush(); os._exit(e.code or 0)\n"
    "        except BaseException: os._exit(1)\n"
    "    os.close(put)\n"
    "    with os.fdopen(get, 'rb') as f: answer = f.read()\n"
    "    status = os.waitpid(child, 0)[1]\n"
    "    answer = struct.pack('=II', len(answer), int(status != 0)) + answer\n"
    "    while answer: answer = answer[os.write(1, answer):]\n";

static int to_worker = -1, from_worker = -1;

static void send_all(const void *bytes, size_t size)
{
    for (const char *at = bytes; size > 0;) {
        ssize_t sent = write(to_worker, at, size);
        if (sent < 0 && errno == EINTR) /* the fuzzer's own clock */
            continue;
        fuzz_must(sent > 0);
        at += sent;
        size -= (size_t)sent;
    }
}

static void receive_all(void *bytes, size_t size)
{
    for (char *at = bytes; size > 0;) {
        ssize_t got = read(from_worker, at, size);
        if (got < 0 && errno == EINTR)
            continue;
        fuzz_must(got > 0);
        at += got;
        size -= (size_t)got;
    }
}

static void start_worker(const char *script)
{
    int in[2], out[2];
    fuzz_must(pipe(in) == 0 && pipe(out) == 0);
    pid_t pid = fork();
    fuzz_must(pid >= 0);
    if (pid == 0) {
        dup2(in[0], STDIN_FILENO);
        dup2(out[1], STDOUT_FILENO);
        for (int i = 3; i < 64; i++)
            close(i);
        execlp("python3", "python3", "-I", "-S", "-B", "-c", worker, (char *)NULL);
        _exit(127);
    }
    close(in[0]);
    close(out[1]);
    to_worker = in[1];
    from_worker = out[0];
    uint32_t size = (uint32_t)strlen(script);
    send_all(&size, sizeof size);
    send_all(script, size);
}

fl_status fl_core_tool(const char *const arguments[], const char *source, size_t source_size, char **output,
                       size_t *output_size, fl_error *error)
{
    uint32_t head[2] = {(uint32_t)source_size, arguments[6] != NULL};
    *output = NULL;
    *output_size = 0;
    fuzz_must(strcmp(arguments[0], "python3") == 0);
    if (to_worker < 0)
        start_worker(arguments[5]);
    send_all(head, sizeof head);
    send_all(source, source_size);
    receive_all(head, sizeof head);
    *output = malloc((size_t)head[0] + 1);
    fuzz_must(*output != NULL);
    receive_all(*output, head[0]);
    (*output)[head[0]] = '\0';
    *output_size = head[0];
    if (head[1] == 0)
        return FL_OK;
    free(*output);
    *output = NULL;
    return fl_fail(error, FL_UNABLE, "python3 failed");
}

/* ---- the case ---- */

/* Where the case names each file. */
typedef struct part {
    const char *name, *side, *list;
} part;

static const part parts[] = {
    {"torch_benchmark.py", "a", "sources"},
    {"pyproject.toml", "a", "manifests"},
    {"requirements.txt", "a", "locks"},
    {"aprender_benchmark.rs", "b", "sources"},
    {"Cargo.toml", "b", "manifests"},
    {"Cargo.lock", "b", "locks"},
    {"config.toml", "b", "manifests"},
    {"library.rs", "b", "library_sources"},
    {"library.py", "a", "library_sources"},
    {"bench.ipynb", "a", "sources"},
    {"helper.py", "a", "sources"},
    {"inner.rs", "b", "sources"},
    {"compare.py", "comparison", "sources"},
    {"README.md", "", "documentation"},
    {"comparison.json", "", ""},
};
enum { PARTS = sizeof parts / sizeof parts[0], HONEST_ROOM = 1 << 17 };

static char folder[] = "/tmp/fairlane-fuzz-XXXXXX", honest[HONEST_ROOM];
static int folder_descriptor = -1;

static void remove_folder(void)
{
    char command[64];
    snprintf(command, sizeof command, "rm -rf %s", folder);
    fuzz_must(system(command) == 0); /* NOLINT(cert-env33-c): the name is this file's own */
}

static void write_file(const char *name, const char *bytes, size_t size)
{
    int file = openat(folder_descriptor, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    fuzz_must(file >= 0 && write(file, bytes, size) == (ssize_t)size);
    close(file);
}

/* Appends to text "=== NAME" and the file, as it stands in FL_FOLDER. */
static void add_honest(const char *name)
{
    char path[512], *at = honest + strlen(honest);
    size_t room = HONEST_ROOM - strlen(honest) - 1;
    snprintf(path, sizeof path, "%s/%s", FL_FOLDER, name);
    FILE *file = fopen(path, "r");
    if (!file) /* only in inputs that were changed */
        return;
    int head = snprintf(at, room, "=== %s\n", name);
    size_t size = fread(at + head, 1, room - (size_t)head, file);
    at[(size_t)head + size] = '\0';
    fclose(file);
    /* Judging evaluates what makes the data: of nine samples in a moment, of a thousand in seconds. */
    for (char *many = at; (many = strstr(many, "= 1000")) != NULL;)
        memcpy(many, "=    9", 6);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    char command[1200];
    (void)argc, (void)argv;
    signal(SIGPIPE, SIG_IGN);
    fuzz_must(mkdtemp(folder) != NULL && atexit(remove_folder) == 0);
    folder_descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    snprintf(command, sizeof command, "cp %s/*.json %s/*.safetensors %s", FL_FOLDER, FL_FOLDER, folder);
    fuzz_must(folder_descriptor >= 0 && system(command) == 0); /* NOLINT(cert-env33-c): likewise */
    for (size_t i = 0; i < PARTS; i++)
        add_honest(parts[i].name);
    return 0;
}

/* A list of the names of one side that the input holds; true in each of given that it does. */
static void name_files(FILE *out, const bool given[PARTS], const char *side, const char *list)
{
    const char *comma = "";
    fprintf(out, ",\"%s\":[", list);
    for (size_t i = 0; i < PARTS; i++)
        if (given[i] && strcmp(parts[i].side, side) == 0 && strcmp(parts[i].list, list) == 0) {
            fprintf(out, "%s\"%s\"", comma, parts[i].name);
            comma = ",";
        }
    fputs("]", out);
}

static void name_side(FILE *out, const bool given[PARTS], const char *side, const char *head,
                      const char *stem)
{
    fprintf(out, "\"%s\":{%s,\"results\":[\"%s_results.json\",\"%s_results_2.json\",\"%s_results_3.json\"]",
            side, head, stem, stem, stem);
    fprintf(out, ",\"trace\":\"%s.trace.json\",\"model\":\"model.safetensors\"", stem);
    static const char *const lists[] = {"sources", "library_sources", "manifests", "locks"};
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++)
        name_files(out, given, side, lists[i]);
    fputs("},", out);
}

static char *case_text(const bool given[PARTS], size_t *size)
{
    char *text = NULL;
    FILE *out = open_memstream(&text, size);
    fuzz_must(out != NULL);
    fputs("{\"schema\":\"fairlane.case/1\",", out);
    name_side(out, given, "a",
              "\"name\":\"PyTorch\",\"language\":\"python\",\"command\":\"python3 torch_benchmark.py\"",
              "torch");
    name_side(out, given, "b",
              "\"name\":\"aprender\",\"language\":\"rust\",\"command\":\"cargo run --release --bin "
              "aprender_benchmark\"",
              "aprender");
    fputs("\"comparison\":{\"claimed_speedup\":9.6,\"summary\":\"comparison.json\"", out);
    name_files(out, given, "comparison", "sources");
    fputs("},\"lab\":\"lab.json\"", out);
    name_files(out, given, "", "documentation");
    fputs(",\"elsewhere\":{\"a\":\"torch_elsewhere.json\",\"b\":\"aprender_elsewhere.json\"}}", out);
    fuzz_must(fclose(out) == 0);
    return text;
}

/* Writes the files of an input; which there are. */
static void write_files(const char *text, bool given[PARTS])
{
    memset(given, 0, PARTS * sizeof *given);
    for (const char *at = strstr(text, "=== "), *next; at; at = next) {
        const char *name = at + 4, *end = strchr(name, '\n');
        next = strstr(at + 4, "\n=== ");
        next = next ? next + 1 : NULL;
        for (size_t i = 0; end && i < PARTS; i++)
            if (strlen(parts[i].name) == (size_t)(end - name) &&
                strncmp(parts[i].name, name, (size_t)(end - name)) == 0) {
                write_file(parts[i].name, end + 1, next ? (size_t)(next - end - 1) : strlen(end + 1));
                given[i] = true;
            }
    }
}

static void judge(const char *bytes, size_t size, fl_audit *audit)
{
    static fl_case given;
    fl_error error = {""};
    fl_status status = fl_case_parse(bytes, size, "fuzz", folder_descriptor, &given, &error);
    memset(audit, 0, sizeof *audit);
    if (status == FL_OK) {
        fl_audit_judge(&given, audit);
        fuzz_must(audit->total.pass + audit->total.fail + audit->total.unchecked == FL_AUDIT_POINTS);
        for (int i = 0; i < FL_AUDIT_POINTS; i++)
            fuzz_must(audit->points[i].evidence_count > 0 && audit->points[i].evidence[0].text[0]);
    } else {
        fuzz_must(status == FL_USAGE && error.text[0] && !strpbrk(error.text, "\n\r\x1b"));
    }
    fl_case_free(&given);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static fl_audit first, second;
    bool given[PARTS];
    size_t case_size = 0;
    char *text = size > 4 ? fuzz_text(bytes, size) : fuzz_text((const uint8_t *)honest, strlen(honest));
    write_files(text, given);
    char *description = case_text(given, &case_size);
    judge(description, case_size, &first);
    if (size % 16 == 0) {
        judge(description, case_size, &second);
        for (int i = 0; i < FL_AUDIT_POINTS; i++)
            fuzz_must(first.points[i].verdict == second.points[i].verdict);
    }
    free(description);
    free(text);
    return 0;
}

/* ---- changes ---- */

typedef struct draft {
    uint8_t *bytes;
    size_t size, room;
    unsigned int seed;
} draft;

typedef struct piece {
    size_t begin, end;
} piece;

/* What decides points, so that it stands at more places than chance would put it. */
static const char *const lines[] = {
    "torch.set_num_threads(4)\n",
    "    torch.manual_seed(7)\n",
    "model = torch.compile(model)\n",
    "import numba\n",
    "for i in range(100):\n    model(x)\n",
    "    with torch.no_grad():\n",
    "samples.sort()\n",
    "time.sleep(0)\n",
    "def f(x):\n    return x\n",
    "    x = [y for y in z if y]\n",
    "model.eval()\n",
    "class M(torch.nn.Module):\n    pass\n",
    "[profile.release]\n",
    "lto = \"fat\"\n",
    "codegen-units = 1\n",
    "opt-level = 0\n",
    "aprender = \"0.11\"\n",
    "aprender = { version = \"=0.11.0\", features = [\"simd\"] }\n",
    "[[package]]\nname = \"aprender\"\nversion = \"0.11.0\"\n",
    "[workspace]\nmembers = [\".\"]\n",
    "[build]\nrustflags = [\"-C\", \"target-cpu=native\"]\n",
    "torch==2.15.0\n",
    "torch>=2\n",
    "numpy\n",
    "#[inline(always)]\n",
    "    let begin = Instant::now();\n",
    "    samples.push(begin.elapsed().as_nanos());\n",
    "    for _ in 0..100 { model.predict(&x); }\n",
    "    std::hint::black_box(y);\n",
    "use rayon::prelude::*;\n",
    "mod inner;\n",
    "fn f<T>(x: T) -> T { x }\n",
    "macro_rules! m { () => {}; }\n",
    "    if x > 0 { return; }\n",
    "batch 1, warm-up 100, 10000 iterations\n",
    "p99\n",
    "{\"cells\": [{\"cell_type\": \"code\", \"source\": [\"x = 1\"]}]}\n",
};

static size_t below(draft *d, size_t count)
{
    d->seed = d->seed * 1664525u + 1013904223u;
    return count > 0 ? (d->seed >> 8) % count : 0;
}

static void put(draft *d, piece where, const void *bytes, size_t size)
{
    if (d->size - (where.end - where.begin) + size > d->room)
        return;
    char *copy = fuzz_text(bytes, size);
    memmove(d->bytes + where.begin + size, d->bytes + where.end, d->size - where.end);
    memcpy(d->bytes + where.begin, copy, size);
    d->size = d->size - (where.end - where.begin) + size;
    free(copy);
}

static piece line_at(const draft *d, size_t at)
{
    piece line = {at, at};
    while (line.begin > 0 && d->bytes[line.begin - 1] != '\n')
        line.begin--;
    while (line.end < d->size && d->bytes[line.end] != '\n')
        line.end++;
    line.end += line.end < d->size;
    return line;
}

static bool is_heading(const draft *d, piece line)
{
    return line.end - line.begin > 4 && memcmp(d->bytes + line.begin, "=== ", 4) == 0;
}

static bool in_word(uint8_t c)
{
    return c == '_' || c == '.' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
           (c >= 'A' && c <= 'Z') || c >= 0x80;
}

/* The name or number at or behind a place; else the one character. */
static piece word_at(const draft *d, size_t at)
{
    for (size_t tries = 0; tries < 32 && at + 1 < d->size && !in_word(d->bytes[at]); tries++)
        at++;
    piece word = {at, at + 1};
    while (in_word(d->bytes[at]) && word.begin > 0 && in_word(d->bytes[word.begin - 1]))
        word.begin--;
    while (in_word(d->bytes[at]) && word.end < d->size && in_word(d->bytes[word.end]))
        word.end++;
    return word;
}

static void change_bytes(draft *d, piece line)
{
    uint8_t text[512];
    size_t size = line.end - line.begin < sizeof text / 2 ? line.end - line.begin : sizeof text / 2;
    memcpy(text, d->bytes + line.begin, size);
    put(d, (piece){line.begin, line.begin + size}, text, LLVMFuzzerMutate(text, size, sizeof text));
}

static void change(draft *d)
{
    piece line = line_at(d, below(d, d->size)), other = line_at(d, below(d, d->size));
    piece word = word_at(d, below(d, d->size)), with = word_at(d, below(d, d->size));
    const char *made = lines[below(d, sizeof lines / sizeof lines[0])];
    switch (is_heading(d, line) ? 7 : below(d, 7)) {
    case 0:
        put(d, line, "", 0);
        break;
    case 1:
        put(d, (piece){line.begin, line.begin}, d->bytes + other.begin, other.end - other.begin);
        break;
    case 2:
        put(d, (piece){line.begin, line.begin}, made, strlen(made));
        break;
    case 3:
    case 4:
        put(d, word, d->bytes + with.begin, with.end - with.begin);
        break;
    case 5:
        put(d, (piece){word.end, word.end}, d->bytes + word.begin, word.end - word.begin);
        break;
    case 6:
        change_bytes(d, line);
        break;
    default: { /* the file has another name, so that it is read as something else */
        char heading[64];
        int size = snprintf(heading, sizeof heading, "=== %s\n", parts[below(d, PARTS)].name);
        put(d, line, heading, (size_t)size);
        break;
    }
    }
}

size_t LLVMFuzzerCustomMutator(uint8_t *bytes, size_t size, size_t room, unsigned int seed)
{
    draft d = {bytes, size, room, seed};
    if (size <= 4 && strlen(honest) <= room) {
        memcpy(bytes, honest, strlen(honest));
        d.size = strlen(honest);
    }
    for (size_t times = 1 + below(&d, 4); times > 0 && d.size > 0; times--)
        change(&d);
    return d.size;
}
