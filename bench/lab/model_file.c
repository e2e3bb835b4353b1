#include "bench/lab/model_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/base/file.h"
#include "bench/base/sha256.h"
#include "bench/base/subprocess.h"
#include "bench/base/text.h"
#include "bench/import/archive.h"
#include "bench/import/model.h"
#include "bench/peers/peer.h"

enum { MOST_FILES = 4096 };

static fl_status want_nothing(void *context, const char *name, size_t size, bool *wanted, fl_error *error)
{
    (void)context, (void)name, (void)size, (void)error;
    *wanted = false;
    return FL_OK;
}

/* An archive that unpacks to gigabytes is refused before PyTorch is started. */
static fl_status check_archive(const char *bytes, size_t size, const char *path, fl_error *error)
{
    static const fl_archive_limits limits = {MOST_FILES, FL_MODEL_FILE_LIMIT, 4 * FL_MODEL_FILE_LIMIT, 0};
    const fl_archive_visitor visitor = {want_nothing, NULL, NULL};
    return size > 1 && bytes[0] == 'P' ? fl_archive_each(bytes, size, path, &limits, &visitor, error) : FL_OK;
}

/* The program beside the peer's own start. */
static fl_status find_reader(char *reader, size_t size, fl_error *error)
{
    fl_peer_start start;
    fl_status status = fl_peer_find("pytorch", NULL, &start, error);
    char *slash = status == FL_OK ? strrchr(start.path, '/') : NULL;
    if (!slash)
        return status == FL_OK ? FL_UNABLE : status;
    snprintf(reader, size, "%.*s/read_model", (int)(slash - start.path), start.path);
    return access(reader, X_OK) == 0 ? FL_OK
                                     : fl_fail(error, FL_UNABLE, "%s is not there to read it with", reader);
}

static fl_status ask_torch(const char *bytes, size_t size, const char *path, char **answer,
                           size_t *answer_size, fl_error *error)
{
    char reader[sizeof((fl_peer_start *)NULL)->path + 16];
    fl_error why = {""};
    fl_status status = find_reader(reader, sizeof reader, &why);
    const char *const arguments[] = {reader, NULL};
    if (status == FL_OK)
        status =
            fl_subprocess_filter(&(fl_subprocess){.arguments = arguments, .input = bytes, .input_size = size},
                                 answer, answer_size, NULL, &why);
    if (status != FL_OK)
        return fl_fail(error, status,
                       "%.200s: a file of torch.save() is read by PyTorch alone: %.300s; or save it with "
                       "safetensors.torch.save_file(layer.state_dict(), \"model.safetensors\")",
                       path, why.text);
    if (*answer_size > 0 && **answer == '!') {
        char safe[320];
        (*answer)[strcspn(*answer, "\n")] = '\0';
        return fl_fail(error, FL_USAGE, "%.200s: %s", path,
                       fl_text_make_plain(*answer + 1, safe, sizeof safe));
    }
    return FL_OK;
}

/* "m.pt (state_dict)", "m.pt (fc.weight; state_dict)" */
static void tell_state_dict(fl_model *model)
{
    size_t length = strlen(model->origin);
    bool open = length > 0 && model->origin[length - 1] == ')';
    if (open)
        model->origin[--length] = '\0';
    snprintf(model->origin + length, sizeof model->origin - length, "%s",
             open ? "; state_dict)" : " (state_dict)");
}

static fl_status read_torch(const char *bytes, size_t size, const char *path, const char *tensor,
                            fl_model *model, fl_error *error)
{
    char *answer = NULL;
    size_t answer_size = 0;
    unsigned char plain[FL_MODEL_FILE_BYTES];
    fl_status status = check_archive(bytes, size, path, error);
    if (status == FL_OK)
        status = ask_torch(bytes, size, path, &answer, &answer_size, error);
    if (status == FL_OK)
        status = fl_model_parse_tensor(answer, answer_size, path, tensor, model, error);
    if (status == FL_OK) {
        tell_state_dict(model);
        fl_sha256(plain, fl_model_bytes(model, plain), model->sha256);
    }
    free(answer);
    return status;
}

fl_status fl_model_file_read(const char *path, const char *tensor, fl_model *model, fl_error *error)
{
    char *bytes = NULL;
    size_t size = 0;
    memset(model, 0, sizeof *model);
    fl_status status = fl_file_read(path, FL_MODEL_FILE_LIMIT, &bytes, &size, error);
    if (status == FL_OK)
        status = fl_import_is_torch_file(bytes, size) ? read_torch(bytes, size, path, tensor, model, error)
                                                      : fl_import_model(path, tensor, model, error);
    free(bytes);
    return status;
}
