/* A comparison whose files (sources, manifests, lock files, documentation, results) are changed as such, by
 * lines, words, whole files and what the catalogue of cheats replaces, must end in an audit of 100 points or
 * in one line of error, never in a fault, and in the same one a second time. An input is the files that are
 * not as in FL_FOLDER, each behind a line "=== NAME". Python is parsed by the process that the audit would
 * start, kept running. */
#include "tests/fuzz/fuzz_files.h"

#include <cjson/cJSON.h>
#include <dirent.h>
#include <signal.h>

#include "bench/audit/audit.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
size_t LLVMFuzzerCustomMutator(uint8_t *bytes, size_t size, size_t room, unsigned int seed);
size_t LLVMFuzzerCustomCrossOver(const uint8_t *bytes, size_t size, const uint8_t *others, size_t other_size,
                                 uint8_t *out, size_t room, unsigned int seed);

/* ---- the case ---- */

enum { MOST_FILES = 48, MOST_EDITS = 600 };

/* A file as it stands in FL_FOLDER. */
typedef struct base {
    char name[FUZZ_LONGEST_NAME];
    char *bytes;
    size_t size;
} base;

/* A file that the honest comparison lacks, and where the case names it when an input holds it. */
typedef struct extra {
    const char *name, *side, *list;
} extra;

static const extra extras[] = {
    {"config.toml", "b", "manifests"},      {"rust-toolchain.toml", "b", "manifests"},
    {"build.rs", "b", "sources"},           {"inner.rs", "b", "sources"},
    {"library.rs", "b", "library_sources"}, {"library.py", "a", "library_sources"},
    {"bench.ipynb", "a", "sources"},        {"helper.py", "a", "sources"},
    {"setup.py", "a", "manifests"},         {"environment.yml", "a", "manifests"},
    {"poetry.lock", "a", "locks"},
};
enum { EXTRAS = sizeof extras / sizeof extras[0] };

static char folder[] = "/tmp/fairlane-fuzz-XXXXXX";
static int folder_descriptor = -1;
static base bases[MOST_FILES];
static size_t base_count;

static void remove_folder(void)
{
    char command[64];
    snprintf(command, sizeof command, "rm -rf %s", folder);
    fuzz_must(system(command) == 0); /* NOLINT(cert-env33-c): the name is this file's own */
}

static const base *base_of(const char *name)
{
    for (size_t i = 0; i < base_count; i++)
        if (strcmp(bases[i].name, name) == 0)
            return &bases[i];
    return NULL;
}

static bool ends_with(const char *name, const char *end)
{
    size_t length = strlen(name);
    return length >= strlen(end) && strcmp(name + length - strlen(end), end) == 0;
}

/* Judging evaluates what makes the data: of nine samples in a moment, of a thousand in seconds. */
static void shorten(const char *name, char *text, size_t size)
{
    if (!ends_with(name, ".py") && !ends_with(name, ".rs"))
        return;
    for (char *many = text; (many = memmem(many, size - (size_t)(many - text), "= 1000", 6)) != NULL;)
        memcpy(many, "=    9", 6);
}

static void load_file(const char *path, base *into)
{
    FILE *file = fopen(path, "rb");
    fuzz_must(file != NULL && fseek(file, 0, SEEK_END) == 0);
    into->size = (size_t)ftell(file);
    into->bytes = malloc(into->size + 1);
    rewind(file);
    fuzz_must(into->bytes && fread(into->bytes, 1, into->size, file) == into->size);
    into->bytes[into->size] = '\0';
    fclose(file);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const base *)a)->name, ((const base *)b)->name);
}

/* The honest comparison, in the folder and in memory. */
static void load_bases(void)
{
    DIR *from = opendir(FL_FOLDER);
    fuzz_must(from != NULL);
    for (struct dirent *entry; (entry = readdir(from));) {
        char path[512];
        if (entry->d_name[0] == '.')
            continue;
        fuzz_must(base_count < MOST_FILES);
        base *b = &bases[base_count++];
        snprintf(b->name, sizeof b->name, "%.100s", entry->d_name);
        snprintf(path, sizeof path, "%s/%s", FL_FOLDER, b->name);
        load_file(path, b);
        shorten(b->name, b->bytes, b->size);
        fuzz_write_file(folder_descriptor, b->name, b->bytes, b->size);
    }
    closedir(from);
    qsort(bases, base_count, sizeof bases[0],
          by_name); /* the order of a directory is the file system's affair */
}

/* What the catalogue of cheats replaces, and what by. */
typedef struct edit {
    char *from, *to;
} edit;

static edit edits[MOST_EDITS];
static size_t edit_count;

static void take_edits(const cJSON *list)
{
    const cJSON *one = NULL;
    cJSON_ArrayForEach(one, list)
    {
        const char *from = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(one, "replace"));
        const char *to = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(one, "with"));
        if (!from || !to || edit_count == MOST_EDITS)
            continue;
        edits[edit_count++] = (edit){strdup(from), strdup(to)};
        fuzz_must(edits[edit_count - 1].from && edits[edit_count - 1].to);
    }
}

static void load_edits(void)
{
    static const char *const catalogues[] = {"around", "command",   "conditions", "data",      "elsewhere",
                                             "judges", "published", "source",     "statistics"};
    for (size_t i = 0; i < sizeof catalogues / sizeof catalogues[0]; i++) {
        char path[512];
        base text;
        const cJSON *cheat = NULL;
        snprintf(path, sizeof path, "%s/../catalogue_%s.json", FL_FOLDER, catalogues[i]);
        load_file(path, &text);
        cJSON *tree = cJSON_Parse(text.bytes);
        fuzz_must(cJSON_IsArray(tree));
        cJSON_ArrayForEach(cheat, tree)
        {
            take_edits(cJSON_GetObjectItemCaseSensitive(cheat, "before"));
            take_edits(cJSON_GetObjectItemCaseSensitive(cheat, "edits"));
        }
        cJSON_Delete(tree);
        free(text.bytes);
    }
    fuzz_must(edit_count > 100);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc, (void)argv;
    signal(SIGPIPE, SIG_IGN);
    folder_descriptor = fuzz_make_folder(folder, remove_folder);
    load_bases();
    load_edits();
    fuzz_must(base_of("case.json") != NULL);
    return 0;
}

/* ---- the files of an input ---- */

typedef struct sections {
    char names[MOST_FILES][FUZZ_LONGEST_NAME];
    size_t count;
    char *description; /* case.json, where the input holds one */
} sections;

static void write_sections(const char *text, sections *s)
{
    char name[FUZZ_LONGEST_NAME];
    const char *content;
    size_t size;
    s->count = 0;
    s->description = NULL;
    for (const char *at = text; s->count < MOST_FILES && (at = fuzz_next_file(at, name, &content, &size));) {
        if (!name[0])
            continue;
        char *bytes = fuzz_text((const uint8_t *)content, size);
        shorten(name, bytes, size);
        fuzz_write_file(folder_descriptor, name, bytes, size);
        memcpy(s->names[s->count++], name, sizeof name);
        if (strcmp(name, "case.json") == 0 && !s->description)
            s->description = bytes;
        else
            free(bytes);
    }
}

/* The folder is that of the honest comparison again. */
static void take_back(const sections *s)
{
    for (size_t i = 0; i < s->count; i++) {
        const base *b = base_of(s->names[i]);
        if (b)
            fuzz_write_file(folder_descriptor, b->name, b->bytes, b->size);
        else
            unlinkat(folder_descriptor, s->names[i], 0);
    }
    free(s->description);
}

static bool is_given(const sections *s, const char *name)
{
    for (size_t i = 0; i < s->count; i++)
        if (strcmp(s->names[i], name) == 0)
            return true;
    return false;
}

/* The honest case or that of the input, with the files named that only the input has. */
static char *case_text(const sections *s)
{
    const char *text = s->description ? s->description : base_of("case.json")->bytes;
    cJSON *tree = cJSON_Parse(text);
    for (size_t i = 0; i < EXTRAS && tree; i++) {
        cJSON *side = cJSON_GetObjectItemCaseSensitive(tree, extras[i].side);
        cJSON *list = cJSON_GetObjectItemCaseSensitive(side, extras[i].list);
        if (!cJSON_IsObject(side) || !is_given(s, extras[i].name) || strstr(text, extras[i].name))
            continue;
        if (!list)
            list = cJSON_AddArrayToObject(side, extras[i].list);
        if (cJSON_IsArray(list))
            cJSON_AddItemToArray(list, cJSON_CreateString(extras[i].name));
    }
    char *made = tree ? cJSON_PrintUnformatted(tree) : strdup(text);
    fuzz_must(made != NULL);
    cJSON_Delete(tree);
    return made;
}

static void judge(const char *bytes, size_t size, fl_audit *audit)
{
    static fl_case given;
    fl_error error = {""};
    fl_status status = fl_case_parse(bytes, size, "fuzz", folder_descriptor, &given, &error);
    memset(audit, 0, sizeof *audit);
    if (status == FL_OK) {
        fl_audit_judge(&given, audit);
        fuzz_must(audit->total.pass + audit->total.fail + audit->total.unchecked +
                      audit->total.not_applicable ==
                  FL_AUDIT_POINTS);
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
    static sections s;
    char *text = fuzz_text(bytes, size);
    write_sections(text, &s);
    char *description = case_text(&s);
    judge(description, strlen(description), &first);
    if (size % 16 == 0) {
        judge(description, strlen(description), &second);
        for (int i = 0; i < FL_AUDIT_POINTS; i++)
            fuzz_must(first.points[i].verdict == second.points[i].verdict);
    }
    free(description);
    free(text);
    take_back(&s);
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

/* One of the texts that people write, added to what has been changed. */
static void add_honest(draft *d)
{
    const base *b = &bases[below(d, base_count)];
    char heading[FUZZ_LONGEST_NAME + 8];
    int size = snprintf(heading, sizeof heading, "\n=== %s\n", b->name);
    if (ends_with(b->name, ".safetensors") || b->size > 20000 || d->size + b->size + (size_t)size > d->room)
        return;
    bool ends = d->size == 0 || d->bytes[d->size - 1] == '\n';
    put(d, (piece){d->size, d->size}, heading + ends, (size_t)size - ends);
    put(d, (piece){d->size, d->size}, b->bytes, b->size);
}

/* What a cheat of the catalogue changes, or takes back. */
static void change_as_cheat(draft *d)
{
    for (int tries = 0; tries < 40; tries++) {
        const edit *e = &edits[below(d, edit_count)];
        bool back = below(d, 8) == 0;
        const char *from = back ? e->to : e->from, *to = back ? e->from : e->to;
        const uint8_t *found = from[0] ? memmem(d->bytes, d->size, from, strlen(from)) : NULL;
        if (!found)
            continue;
        size_t at = (size_t)(found - d->bytes);
        put(d, (piece){at, at + strlen(from)}, to, strlen(to));
        return;
    }
}

static void change(draft *d)
{
    piece line = line_at(d, below(d, d->size)), other = line_at(d, below(d, d->size));
    piece word = word_at(d, below(d, d->size)), with = word_at(d, below(d, d->size));
    const char *made = lines[below(d, sizeof lines / sizeof lines[0])];
    switch (is_heading(d, line) ? 10 : below(d, 10)) {
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
    case 7:
        add_honest(d);
        break;
    case 8:
    case 9:
        change_as_cheat(d);
        break;
    default: { /* the file has anwhich name, so that it is read as something else */
        char heading[FUZZ_LONGEST_NAME + 8];
        size_t which = below(d, base_count + EXTRAS);
        int size = snprintf(heading, sizeof heading, "=== %s\n",
                            which < base_count ? bases[which].name : extras[which - base_count].name);
        put(d, line, heading, (size_t)size);
        break;
    }
    }
}

size_t LLVMFuzzerCustomMutator(uint8_t *bytes, size_t size, size_t room, unsigned int seed)
{
    draft d = {bytes, size, room, seed};
    for (int tries = 0; tries < 16 && d.size <= 4; tries++) {
        d.size = 0;
        add_honest(&d);
    }
    for (size_t times = 1 + below(&d, 4); times > 0 && d.size > 0; times--)
        change(&d);
    return d.size;
}

/* The files of one input beside those of the other that it lacks. */
size_t LLVMFuzzerCustomCrossOver(const uint8_t *bytes, size_t size, const uint8_t *others, size_t other_size,
                                 uint8_t *out, size_t room, unsigned int seed)
{
    draft d = {out, 0, room, seed};
    char *text = fuzz_text(others, other_size), *own = fuzz_text(bytes, size), name[FUZZ_LONGEST_NAME];
    const char *content;
    size_t length;
    put(&d, (piece){0, 0}, bytes, size < room ? size : room);
    for (const char *at = text, *begin = at; (at = fuzz_next_file(begin, name, &content, &length));
         begin = at) {
        char heading[FUZZ_LONGEST_NAME + 8];
        snprintf(heading, sizeof heading, "=== %s\n", name);
        if (!name[0] || strstr(own, heading) || d.size + length + FUZZ_LONGEST_NAME + 8 > room)
            continue;
        if (d.size > 0 && out[d.size - 1] != '\n')
            put(&d, (piece){d.size, d.size}, "\n", 1);
        put(&d, (piece){d.size, d.size}, heading, strlen(heading));
        put(&d, (piece){d.size, d.size}, content, length);
    }
    free(text);
    free(own);
    return d.size;
}
