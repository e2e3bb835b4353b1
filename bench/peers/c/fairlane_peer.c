#define _GNU_SOURCE /* F_DUPFD_CLOEXEC beside POSIX types */
#include "bench/peers/c/fairlane_peer.h"

#include <cjson/cJSON.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "bench/base/file.h"
#include "bench/base/text.h"
#include "bench/task/safetensors.h"
#include "bench/task/task.h"
#include "kernels/error.h"

enum { LONGEST_LINE = 8192, LARGEST_FILE = 1 << 20, MOST_DIGITS = 15, WARM_UPS_BEFORE_REGION = 20 };

static const uint64_t most_calls = 10000000, most_in_round = 1000000000000;

/* All functions that answer write what follows `ok` to it, or fail. */
typedef struct talk {
    const fl_peer_library *library;
    FILE *answers;
    bool has_model, has_sample;
} talk;

static fl_status refuse(fl_error *error, const char *why)
{
    return fl_fail(error, FL_USAGE, "%s", why);
}

/* ---- files ---- */

static fl_status load_model(talk *t, const char *path, fl_error *error)
{
    fl_model *model = malloc(sizeof *model);
    if (!model)
        return refuse(error, "no memory for a model");
    fl_status status = fl_model_read(path, model, error);
    if (status == FL_OK && !t->library->load(model->weights, model->bias))
        status = refuse(error, "the library does not take this model");
    free(model);
    t->has_model = t->has_model || status == FL_OK;
    return status;
}

static float little_endian(const unsigned char *b)
{
    uint32_t bits = (uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static fl_status read_sample(const char *bytes, size_t size, const char *path, float *sample, fl_error *error)
{
    fl_safetensors file;
    char shape[64];
    fl_status status = fl_safetensors_open((const unsigned char *)bytes, size, path, &file, error);
    if (status != FL_OK)
        return status;
    const fl_tensor *tensor = fl_safetensors_find(&file, "sample");
    if (!tensor || strcmp(tensor->dtype, "F32") != 0 ||
        strcmp(fl_shape_text(tensor->shape, shape, sizeof shape), "[1, 784]") != 0)
        status = fl_fail(error, FL_USAGE, "%s: holds no tensor \"sample\" that is F32 [1, 784]", path);
    else
        for (size_t i = 0; i < FL_PEER_INPUTS; i++)
            sample[i] = little_endian(file.data + tensor->begin + 4 * i);
    fl_safetensors_close(&file);
    return status;
}

static fl_status take_sample(talk *t, const char *path, fl_error *error)
{
    float sample[FL_PEER_INPUTS];
    char *bytes = NULL;
    size_t size = 0;
    fl_status status = fl_file_read(path, LARGEST_FILE, &bytes, &size, error);
    if (status == FL_OK)
        status = read_sample(bytes, size, path, sample, error);
    free(bytes);
    if (status == FL_OK && !t->library->take(sample))
        status = refuse(error, "the library does not take this sample");
    t->has_sample = t->has_sample || status == FL_OK;
    return status;
}

/* ---- answers ---- */

static fl_status identify(const talk *t, fl_error *error)
{
    cJSON *root = cJSON_CreateObject();
    bool whole = root != NULL;
    const char *const members[][2] = {{"protocol", "fairlane.peer/1"},
                                      {"name", t->library->name},
                                      {"version", t->library->version},
                                      {"work", "linear-784x2"},
                                      {"predict_returns", "logits"},
                                      {"examine_returns", "logits"},
                                      {"clock", "clock_gettime(CLOCK_MONOTONIC)"}};
    for (size_t i = 0; i < sizeof members / sizeof members[0]; i++)
        whole = whole && cJSON_AddStringToObject(root, members[i][0], members[i][1]);
    cJSON *facts = cJSON_AddObjectToObject(root, "facts");
    for (const fl_peer_fact *fact = t->library->facts; fact->name; fact++)
        whole = whole && facts && cJSON_AddStringToObject(facts, fact->name, fact->value);
    char *text = whole && facts ? cJSON_PrintUnformatted(root) : NULL;
    cJSON_Delete(root);
    if (!text)
        return refuse(error, "no memory for the answer");
    fprintf(t->answers, "ok %s\n", text);
    cJSON_free(text);
    return FL_OK;
}

static fl_status predict(const talk *t, fl_error *error)
{
    float logits[FL_PEER_OUTPUTS];
    if (!t->library->predict(logits))
        return refuse(error, "the library does not run");
    if (!isfinite(logits[0]) || !isfinite(logits[1]))
        return fl_fail(error, FL_USAGE, "the result is not finite: %g, %g", (double)logits[0],
                       (double)logits[1]);
    fprintf(t->answers, "ok [%.9g, %.9g]\n", (double)logits[0], (double)logits[1]);
    return FL_OK;
}

static void count(const talk *t)
{
    struct rusage usage = {0};
    getrusage(RUSAGE_SELF, &usage);
    fprintf(t->answers,
            "ok {\"page_faults_minor\": %ld, \"page_faults_major\": %ld, \"context_switches_voluntary\": "
            "%ld, \"context_switches_involuntary\": %ld}\n",
            usage.ru_minflt, usage.ru_majflt, usage.ru_nvcsw, usage.ru_nivcsw);
}

/* ---- times ---- */

/* The empty call: takes an argument and returns something. */
__attribute__((noinline)) static const void *nothing(const void *sample)
{
    __asm__ volatile("" : "+r"(sample));
    return sample;
}

static void time_nothing(uint64_t *times_ns, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        uint64_t start = fl_peer_now();
        nothing(NULL);
        times_ns[i] = fl_peer_now() - start;
    }
}

static bool read_count(const char **text, char end, uint64_t most, uint64_t *value)
{
    size_t digits = strspn(*text, "0123456789");
    if (digits == 0 || digits > MOST_DIGITS || (*text)[digits] != end)
        return false;
    *value = strtoull(*text, NULL, 10);
    *text += digits + 1;
    return *value <= most;
}

static fl_status read_counts(const char *text, uint64_t most, uint64_t *warmups, uint64_t *n, fl_error *error)
{
    if (read_count(&text, ' ', most, warmups) && read_count(&text, '\0', most, n) && *n > 0)
        return FL_OK;
    return fl_fail(error, FL_USAGE,
                   "expected two whole numbers, WARMUPS from 0 and N from 1, each up to %" PRIu64, most);
}

static fl_status time_each(const talk *t, const char *rest, void (*loop)(uint64_t *times_ns, size_t n),
                           fl_error *error)
{
    uint64_t warmups = 0, n = 0;
    fl_status status = read_counts(rest, most_calls, &warmups, &n, error);
    if (status != FL_OK)
        return status;
    uint64_t *times = calloc(warmups + n + 1, sizeof *times);
    if (!times)
        return refuse(error, "no memory for the times");
    loop(times, warmups);
    loop(times, n);
    fputs("ok", t->answers);
    for (uint64_t i = 0; i < n; i++)
        fprintf(t->answers, " %" PRIu64, times[i]);
    putc('\n', t->answers);
    free(times);
    return FL_OK;
}

static fl_status time_round(const talk *t, const char *rest, fl_error *error)
{
    uint64_t warmups = 0, n = 0;
    fl_status status = read_counts(rest, most_in_round, &warmups, &n, error);
    if (status != FL_OK)
        return status;
    if (warmups > 0)
        t->library->round(warmups);
    fprintf(t->answers, "ok %" PRIu64 "\n", t->library->round(n));
    return FL_OK;
}

/* ---- the marked region ---- */

typedef void (*mark)(void);

static mark find_mark(void *library, const char *name)
{
    void *address = dlsym(library, name);
    mark function = NULL;
    memcpy(&function, &address, sizeof function);
    return function;
}

static void no_mark(void)
{
}

static fl_status enter_region(const talk *t, fl_error *error)
{
    const char *path = getenv("FAIRLANE_REGION");
    if (!path || !path[0])
        return refuse(error, "FAIRLANE_REGION is not set: it names libfairlane_region");
    void *library = dlopen(path, RTLD_NOW);
    if (!library)
        return fl_fail(error, FL_USAGE, "FAIRLANE_REGION: %s", dlerror());
    mark begin = find_mark(library, "fl_region_begin"), end = find_mark(library, "fl_region_end");
    mark begin_empty = find_mark(library, "fl_region_begin_empty");
    if (!begin || !begin_empty || !end)
        return refuse(error, "FAIRLANE_REGION holds no marks");
    for (int i = 0; i < WARM_UPS_BEFORE_REGION; i++)
        t->library->infer_between(no_mark, no_mark);
    for (int i = 0; i < 2; i++) {
        begin_empty();
        end();
    }
    t->library->infer_between(begin, end);
    fputs("ok\n", t->answers);
    return FL_OK;
}

/* ---- what the library took ---- */

bool fl_peer_find_object(const char *part, char *path, size_t size)
{
    char line[4096];
    FILE *maps = fopen("/proc/self/maps", "r");
    bool found = false;
    while (maps && !found && fgets(line, sizeof line, maps)) {
        const char *start = strchr(line, '/');
        if (!start || !strstr(start, part))
            continue;
        line[strcspn(line, "\n")] = '\0';
        found = snprintf(path, size, "%s", start) < (int)size;
    }
    if (maps)
        fclose(maps);
    return found;
}

/* ---- requests ---- */

static fl_status with_nothing(fl_status status, const talk *t)
{
    if (status == FL_OK)
        fputs("ok\n", t->answers);
    return status;
}

static fl_status answer_file(talk *t, const char *request, const char *rest, fl_error *error)
{
    if (!rest[0])
        return fl_fail(error, FL_USAGE, "%s takes the path of a file", request);
    bool is_model = strcmp(request, "model") == 0;
    return with_nothing(is_model ? load_model(t, rest, error) : take_sample(t, rest, error), t);
}

/* Requests for an inference. */
static fl_status answer_loaded(const talk *t, const char *request, const char *rest, fl_error *error)
{
    if (!t->has_model || !t->has_sample)
        return fl_fail(error, FL_USAGE, "there is no %s yet: send '%s PATH' first",
                       t->has_model ? "sample" : "model", t->has_model ? "sample" : "model");
    if (strcmp(request, "calls") == 0)
        return time_each(t, rest, t->library->calls, error);
    if (strcmp(request, "round") == 0)
        return time_round(t, rest, error);
    return strcmp(request, "region") == 0 ? enter_region(t, error) : predict(t, error);
}

static bool is_one_of(const char *word, const char *const *words)
{
    while (*words && strcmp(*words, word) != 0)
        words++;
    return *words;
}

/* line: is cut at its first space. */
static fl_status answer(talk *t, char *line, fl_error *error)
{
    static const char *const plain[] = {"identify", "predict", "examine", "counters", "region", NULL};
    static const char *const files[] = {"model", "sample", NULL}, *const timed[] = {"calls", "round", NULL};
    char *space = strchr(line, ' '), shown[48];
    const char *rest = space ? space + 1 : "";
    if (space)
        *space = '\0';
    if (space && is_one_of(line, plain))
        return fl_fail(error, FL_USAGE, "%s takes no argument", line);
    if (is_one_of(line, files))
        return answer_file(t, line, rest, error);
    if (strcmp(line, "identify") == 0)
        return identify(t, error);
    if (strcmp(line, "counters") == 0) {
        count(t);
        return FL_OK;
    }
    if (strcmp(line, "empty") == 0)
        return time_each(t, rest, time_nothing, error);
    if (is_one_of(line, plain) || is_one_of(line, timed))
        return answer_loaded(t, line, rest, error);
    return fl_fail(error, FL_USAGE, "unknown request '%s'", fl_text_make_plain(line, shown, sizeof shown));
}

/* One request without its line feed; false at the end of input. length: of the whole line, however long. */
static bool read_request(char line[LONGEST_LINE + 1], size_t *length)
{
    int c = getchar();
    *length = 0;
    if (c == EOF)
        return false;
    for (; c != EOF && c != '\n'; c = getchar())
        if ((*length)++ < LONGEST_LINE)
            line[*length - 1] = (char)c;
    line[*length < LONGEST_LINE ? *length : LONGEST_LINE] = '\0';
    return true;
}

/* Nothing but answers comes out of standard output: what a library prints goes to standard error. */
static FILE *take_standard_output(void)
{
    int descriptor = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    if (descriptor < 0 || dup2(STDERR_FILENO, STDOUT_FILENO) < 0)
        return NULL;
    return fdopen(descriptor, "w");
}

int fl_peer_serve(const fl_peer_library *library)
{
    char line[LONGEST_LINE + 1], shown[sizeof(fl_error)];
    size_t length = 0;
    talk t = {.library = library, .answers = take_standard_output()};
    if (!t.answers) {
        fprintf(stderr, "%s: %s\n", library->name, strerror(errno));
        return EXIT_FAILURE;
    }
    while (read_request(line, &length)) {
        fl_error error = {""};
        if (strcmp(line, "quit") == 0 && length == strlen(line)) {
            fputs("ok\n", t.answers);
            break;
        }
        fl_status status = FL_USAGE;
        if (length > LONGEST_LINE)
            refuse(&error, "a request has at most 8192 bytes");
        else if (strlen(line) != length)
            refuse(&error, "a request holds no zero byte");
        else
            status = answer(&t, line, &error);
        if (status != FL_OK)
            fprintf(t.answers, "error %s\n", fl_text_make_plain(error.text, shown, sizeof shown));
        fflush(t.answers);
    }
    return fclose(t.answers) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
