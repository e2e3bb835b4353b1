/* Files that a peer reads: safetensors in a temporary folder of their own. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bench/base/file.h"
#include "bench/base/scratch.h"
#include "bench/base/text.h"
#include "bench/peers/peer_parts.h"

/* Padded to a multiple of 8 bytes. */
static const char sample_header[] =
    "{\"sample\":{\"dtype\":\"F32\",\"shape\":[1,784],\"data_offsets\":[0,3136]}}      ";

enum { HEADER_BYTES = sizeof sample_header - 1, LENGTH_BYTES = 8, MOST_ANSWERS = 1 << 16 };

_Static_assert(HEADER_BYTES % 8 == 0, "the data must begin at a multiple of 8 bytes");

/* Little-endian whatever the machine. */
static unsigned char *put(unsigned char *to, uint64_t value, int bytes)
{
    for (int i = 0; i < bytes; i++)
        *to++ = (unsigned char)(value >> (8 * i));
    return to;
}

static fl_status write_sample(const char *path, const float sample[FL_INPUTS], fl_error *error)
{
    unsigned char bytes[LENGTH_BYTES + HEADER_BYTES + 4 * FL_INPUTS];
    unsigned char *next = put(bytes, HEADER_BYTES, LENGTH_BYTES);
    memcpy(next, sample_header, HEADER_BYTES);
    next += HEADER_BYTES;
    for (size_t i = 0; i < FL_INPUTS; i++) {
        uint32_t bits;
        memcpy(&bits, &sample[i], sizeof bits);
        next = put(next, bits, sizeof bits);
    }
    return fl_file_write(path, bytes, sizeof bytes, error);
}

static fl_status write_requests(const fl_peer_script *script, fl_error *error)
{
    char text[1024];
    int length = snprintf(text, sizeof text,
                          "model %s/model.safetensors\nsample %s/sample.safetensors\nregion\nquit\n",
                          script->folder, script->folder);
    return fl_file_write(script->requests, text, (size_t)length, error);
}

fl_status fl_peer_script_write(const fl_model *model, const float sample[FL_INPUTS], fl_peer_script *script,
                               fl_error *error)
{
    char path[288];
    memset(script, 0, sizeof *script);
    fl_status status = fl_scratch_make("peer", script->folder, sizeof script->folder, error);
    if (status != FL_OK)
        return status;
    snprintf(script->requests, sizeof script->requests, "%s/requests", script->folder);
    snprintf(script->answers, sizeof script->answers, "%s/answers", script->folder);
    snprintf(path, sizeof path, "%s/model.safetensors", script->folder);
    status = fl_model_write(path, model, error);
    snprintf(path, sizeof path, "%s/sample.safetensors", script->folder);
    if (status == FL_OK)
        status = write_sample(path, sample, error);
    return status == FL_OK ? write_requests(script, error) : status;
}

fl_status fl_peer_script_check(const fl_peer_script *script, const char *name, bool ended, fl_error *error)
{
    static const char *const requests[] = {"model", "sample", "region", "quit"};
    char *text = NULL, *rest = NULL, shown[160];
    size_t size = 0, index = 0;
    fl_status status = fl_file_read(script->answers, MOST_ANSWERS, &text, &size, error);
    char *line = status == FL_OK ? strtok_r(text, "\n", &rest) : NULL;
    for (; line && status == FL_OK && index < 4; line = strtok_r(NULL, "\n", &rest), index++)
        if (strcmp(line, "ok") != 0)
            status = fl_fail(error, FL_NEGATIVE, "peer '%s' answers '%s' with '%s' while it is traced", name,
                             requests[index], fl_text_make_plain(line, shown, sizeof shown));
    if (status == FL_OK && ((ended && index < 3) || line))
        status = fl_fail(error, FL_NEGATIVE, "peer '%s' answers %s than it was asked while it is traced",
                         name, line ? "more" : "less");
    free(text);
    return status;
}

void fl_peer_script_remove(const fl_peer_script *script)
{
    fl_scratch_remove(script->folder);
}
