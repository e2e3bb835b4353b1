/* C and C++ source through libclang: clang_tree.py, which is compiled in, loads it in an isolated interpreter with
 * limits of its own, so that neither a hostile source nor a fault of libclang reaches this process. It is given all
 * files of the side: a file includes what stands beside it, the system's headers, and nothing else. */
#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/audit/reader/tree_answer.h"

extern const char fl_clang_tree[]; /* the script; zero-terminated */

static bool ends_with_one_of(const char *path, const char *const endings[])
{
    for (size_t i = 0; endings[i]; i++)
        if (fl_ends_with(path, endings[i]))
            return true;
    return false;
}

static const char *const c_only[] = {".c", NULL}, *const plus_only[] = {".cc",  ".cpp", ".cxx", ".hh", ".hpp",
                                                                        ".hxx", ".inl", ".ipp", NULL},
                         *const either[] = {".h", NULL};

bool fl_is_c_path(const char *path)
{
    return ends_with_one_of(path, c_only) || ends_with_one_of(path, plus_only) ||
           ends_with_one_of(path, either);
}

/* A header's language is that of the files beside it. */
static bool is_plus(const fl_case_text *sources, size_t count, const char *path)
{
    bool plus = ends_with_one_of(path, plus_only);
    for (size_t i = 0; i < count && ends_with_one_of(path, either); i++)
        plus = plus || ends_with_one_of(sources[i].path, plus_only);
    return plus;
}

static char *request_of(const fl_case_text *sources, size_t count, const char *path,
                        const fl_c_options *options)
{
    cJSON *request = cJSON_CreateObject(),
          *files = request ? cJSON_AddObjectToObject(request, "files") : NULL;
    bool good = files && cJSON_AddStringToObject(request, "main", path) &&
                cJSON_AddStringToObject(request, "language", is_plus(sources, count, path) ? "c++" : "c");
    for (size_t i = 0; good && i < count; i++)
        if (fl_is_c_path(sources[i].path))
            good = cJSON_AddStringToObject(files, sources[i].path, sources[i].bytes) != NULL;
    cJSON *list = good ? cJSON_AddArrayToObject(request, "options") : NULL;
    good = list && cJSON_AddBoolToObject(request, "certain", options && options->certain);
    for (size_t i = 0; good && options && i < options->count; i++) {
        cJSON *one = cJSON_CreateString(options->options[i]);
        good = one && cJSON_AddItemToArray(list, one);
        if (!good)
            cJSON_Delete(one);
    }
    char *text = good ? cJSON_PrintUnformatted(request) : NULL;
    cJSON_Delete(request);
    return text;
}

bool fl_clang_parse(fl_program *program, int file, const fl_case_text *sources, size_t count,
                    const fl_c_options *options, char reason[160])
{
    const char *arguments[] = {"python3", "-I", "-S", "-B", "-c", fl_clang_tree, NULL};
    char *request = request_of(sources, count, program->files[file].path, options);
    if (!request) {
        snprintf(reason, 160, "not enough memory");
        return false;
    }
    const fl_tree_parser clang = {.arguments = arguments,
                                  .name = "libclang",
                                  .complaint = "",
                                  .input = request,
                                  .input_size = strlen(request)};
    bool good = fl_tree_parse(program, file, &clang, reason);
    free(request);
    return good;
}
