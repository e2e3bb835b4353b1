#include "bench/report/picture_draw.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "bench/base/file.h"
#include "bench/base/subprocess.h"
#include "bench/report/svg_clean.h"

enum { LONGEST_PATH = 4096 };

/* bytes: the caller's to free. */
static fl_status draw(const fl_picture *picture, fl_canvas canvas, bool png, bool titled, char **bytes,
                      size_t *size, bool *absent, fl_error *error)
{
    static const char *const arguments[] = {"gnuplot", "--default-settings", "-", NULL};
    fl_builder script = {0};
    char *text = NULL;
    fl_picture_script(picture, canvas, png, titled, &script);
    fl_status status = fl_build_finish(&script, "picture", &text, error);
    if (status == FL_OK)
        status = fl_subprocess_filter(&(fl_subprocess){.arguments = arguments,
                                                       .cure = "the package is gnuplot-nox",
                                                       .setting = "LC_ALL=C.UTF-8",
                                                       .input = text,
                                                       .input_size = strlen(text)},
                                      bytes, size, absent, error);
    free(text);
    return status;
}

static fl_status draw_svg(const fl_picture *picture, fl_canvas canvas, const fl_svg_dress *dress,
                          fl_builder *out, bool *absent, fl_error *error)
{
    char *bytes = NULL;
    size_t size = 0;
    fl_status status = draw(picture, canvas, false, dress->alone, &bytes, &size, absent, error);
    if (status == FL_OK)
        status = fl_svg_clean(bytes, size, dress, out, error);
    free(bytes);
    return status;
}

fl_status fl_picture_element(const fl_picture *picture, fl_canvas canvas, unsigned number, fl_builder *out,
                             bool *absent, fl_error *error)
{
    char prefix[24];
    bool narrow = canvas == FL_CANVAS_NARROW;
    snprintf(prefix, sizeof prefix, "%c%u", narrow ? 'n' : 'w', number);
    *absent = false;
    return draw_svg(picture, canvas,
                    &(fl_svg_dress){.style_class = narrow ? "narrow" : "broad",
                                    .prefix = prefix,
                                    .title = picture->title,
                                    .alternative = picture->alternative},
                    out, absent, error);
}

/* ---- files ---- */

/* How many pictures of that name stand before this one. */
static unsigned namesakes(const fl_report *report, const fl_block *until)
{
    unsigned count = 0;
    for (const fl_block *block = report->blocks; block != until; block = block->next)
        count += block->picture && strcmp(block->picture->name, until->picture->name) == 0;
    return count;
}

static fl_status write_picture(const fl_picture *picture, const char *path, fl_error *error)
{
    char file[LONGEST_PATH + 8];
    fl_builder svg = {0};
    char *text = NULL, *png = NULL;
    size_t size = 0;
    bool absent;
    fl_status status = draw_svg(picture, FL_CANVAS_WIDE,
                                &(fl_svg_dress){.style_class = "",
                                                .prefix = "p",
                                                .title = picture->title,
                                                .alternative = picture->alternative,
                                                .alone = true},
                                &svg, &absent, error);
    fl_build_char(&svg, '\n');
    fl_error unused;
    fl_status built = fl_build_finish(&svg, "picture", &text, status == FL_OK ? error : &unused);
    if (status == FL_OK)
        status = built;
    snprintf(file, sizeof file, "%s.svg", path);
    if (status == FL_OK)
        status = fl_file_write(file, text, strlen(text), error);
    if (status == FL_OK)
        status = draw(picture, FL_CANVAS_WIDE, true, true, &png, &size, &absent, error);
    snprintf(file, sizeof file, "%s.png", path);
    if (status == FL_OK)
        status = fl_file_write(file, png, size, error);
    free(text);
    free(png);
    return status;
}

fl_status fl_pictures_write(const fl_report *report, const char *folder, fl_error *error)
{
    char path[LONGEST_PATH];
    fl_status status = FL_OK;
    if (mkdir(folder, 0777) != 0 && errno != EEXIST)
        return fl_fail(error, FL_UNABLE, "%s: the folder for pictures cannot be made: %s", folder,
                       strerror(errno));
    for (const fl_block *block = report->blocks; block && status == FL_OK; block = block->next) {
        if (block->kind != FL_BLOCK_PICTURE || fl_picture_marks(block->picture) == 0)
            continue;
        unsigned before = namesakes(report, block);
        int size = before == 0
                       ? snprintf(path, sizeof path, "%s/%s", folder, block->picture->name)
                       : snprintf(path, sizeof path, "%s/%s-%u", folder, block->picture->name, before + 1);
        status = size < 0 || (size_t)size >= sizeof path
                     ? fl_fail(error, FL_USAGE, "--pictures: the path is too long")
                     : write_picture(block->picture, path, error);
    }
    return status;
}
