/* By hand: no library in C cleans SVG, and a reader of XML (expat, libxml2) takes what has to be refused here, entities
 * and name spaces, so that the list of what may stand would stay. */
#include "bench/report/svg_clean.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "bench/report/picture_colours.h"

enum { DEEPEST = 16, LONGEST_NAME = 32 };

typedef struct span {
    const char *at;
    size_t size;
} span;

typedef struct reader {
    const char *bytes, *at, *end;
    const fl_svg_dress *dress;
    fl_builder *out;
    span open[DEEPEST];
    size_t depth, hidden; /* hidden: depth from which on all is left out; 0: nothing is */
    bool rooted;
    fl_error *error;
} reader;

static bool is(span s, const char *word)
{
    return s.size == strlen(word) && memcmp(s.at, word, s.size) == 0;
}

static bool is_one_of(span s, const char *const words[])
{
    for (size_t i = 0; words[i]; i++)
        if (is(s, words[i]))
            return true;
    return false;
}

static fl_status refuse(reader *r, const char *what)
{
    return fl_fail(r->error, FL_UNABLE, "gnuplot's picture cannot be taken: %s at byte %zu", what,
                   (size_t)(r->at - r->bytes));
}

static void skip_blanks(reader *r)
{
    while (r->at < r->end && isspace((unsigned char)*r->at))
        r->at++;
}

static span name(reader *r)
{
    span s = {r->at, 0};
    while (r->at < r->end && (isalnum((unsigned char)*r->at) || strchr("-:_", *r->at)) &&
           s.size < LONGEST_NAME) {
        r->at++;
        s.size++;
    }
    return s;
}

static bool starts(const reader *r, const char *word)
{
    size_t size = strlen(word);
    return (size_t)(r->end - r->at) >= size && memcmp(r->at, word, size) == 0;
}

static bool skip_past(reader *r, const char *word)
{
    for (; r->at < r->end; r->at++)
        if (starts(r, word)) {
            r->at += strlen(word);
            return true;
        }
    return false;
}

/* ---- writing ---- */

static void put_span(fl_builder *out, span s)
{
    for (size_t i = 0; i < s.size; i++)
        fl_build_char(out, s.at[i]);
}

void fl_svg_escape(fl_builder *out, const char *text, size_t size)
{
    for (size_t i = 0; i < size; i++)
        switch (text[i]) {
        case '&':
            fl_build_text(out, "&amp;");
            break;
        case '<':
            fl_build_text(out, "&lt;");
            break;
        case '>':
            fl_build_text(out, "&gt;");
            break;
        case '"':
            fl_build_text(out, "&quot;");
            break;
        case '\'':
            fl_build_text(out, "&#39;");
            break;
        default:
            fl_build_char(out, text[i]);
        }
}

/* The next whole numbers in a text, as many as wanted; their number. */
static size_t read_numbers(span value, unsigned long *numbers, size_t wanted)
{
    char text[64], *end = text;
    size_t found = 0;
    snprintf(text, sizeof text, "%.*s", (int)(value.size < 60 ? value.size : 60), value.at);
    while (found < wanted && *(end += strcspn(end, "0123456789")))
        numbers[found++] = strtoul(end, &end, 10);
    return found;
}

/* "rgb(r, g, b)" of a hue: the hue; FL_HUES for others. */
static fl_hue hue_of(span value)
{
    unsigned long parts[3];
    char text[32];
    if (value.size < 4 || memcmp(value.at, "rgb(", 4) != 0 || read_numbers(value, parts, 3) != 3)
        return FL_HUES;
    snprintf(text, sizeof text, "#%02lx%02lx%02lx", parts[0] & 255, parts[1] & 255, parts[2] & 255);
    for (int i = 0; i < FL_HUES; i++)
        if (strcmp(text, fl_colours[i].light) == 0)
            return (fl_hue)i;
    return FL_HUES;
}

/* ---- attributes ---- */

/* A value of numbers, words, colours and transformations: no quote, no markup, no scheme, no semicolon. */
static bool is_harmless(span value)
{
    for (size_t i = 0; i < value.size; i++)
        if (!isalnum((unsigned char)value.at[i]) && !strchr(" \t\n.,()-+#%", value.at[i]))
            return false;
    for (size_t i = 0; i + 3 <= value.size; i++)
        if (strncasecmp(value.at + i, "url", 3) == 0)
            return false;
    return true;
}

static const char *const geometry[] = {"d", "x",     "y",      "x1", "y1", "x2",     "y2",        "cx", "cy",
                                       "r", "width", "height", "rx", "ry", "points", "transform", "id", NULL};
static const char *const looks[] = {"fill",
                                    "stroke",
                                    "color",
                                    "stroke-width",
                                    "stroke-linecap",
                                    "stroke-linejoin",
                                    "fill-opacity",
                                    "stroke-opacity",
                                    "stroke-dasharray",
                                    "font-family",
                                    "font-size",
                                    "font-weight",
                                    "font-style",
                                    "text-anchor",
                                    "shape-rendering",
                                    NULL};

/* class=… of colours are gathered, since an element has one. */
typedef struct classes {
    char text[96];
    size_t used;
} classes;

static void put_colour(reader *r, span key, span value, classes *found)
{
    fl_hue hue = hue_of(value);
    fl_build_char(r->out, ' ');
    put_span(r->out, key);
    fl_build_text(r->out, "=\"");
    if (hue < FL_HUES) {
        fl_build_text(r->out, fl_colours[hue].light);
        int more = snprintf(found->text + found->used, sizeof found->text - found->used, "%sp%c-%s",
                            found->used ? " " : "", key.at[0], fl_colours[hue].name);
        if (more > 0 && found->used + (size_t)more < sizeof found->text)
            found->used += (size_t)more;
    } else {
        put_span(r->out, value);
    }
    fl_build_char(r->out, '"');
}

/* A reference to a mark within: "#gpPt6". */
static fl_status put_reference(reader *r, span value)
{
    if (value.size < 2 || value.at[0] != '#' || !is_harmless(value))
        return refuse(r, "a reference out of the picture");
    fl_build_format(r->out, " href=\"#%s-", r->dress->prefix);
    put_span(r->out, (span){value.at + 1, value.size - 1});
    fl_build_char(r->out, '"');
    return FL_OK;
}

static fl_status put_attribute(reader *r, span key, span value, classes *found)
{
    if (is(key, "xlink:href"))
        return put_reference(r, value);
    if (!is_harmless(value) || (!is_one_of(key, geometry) && !is_one_of(key, looks)))
        return fl_fail(r->error, FL_UNABLE,
                       "gnuplot's picture cannot be taken: an attribute '%.*s' at byte %zu", (int)key.size,
                       key.at, (size_t)(r->at - r->bytes));
    if (is(key, "fill") || is(key, "stroke") || is(key, "color")) {
        put_colour(r, key, value, found);
        return FL_OK;
    }
    fl_build_char(r->out, ' ');
    put_span(r->out, key);
    fl_build_text(r->out, "=\"");
    if (is(key, "id"))
        fl_build_format(r->out, "%s-", r->dress->prefix);
    put_span(r->out, value);
    fl_build_char(r->out, '"');
    return FL_OK;
}

/* Reads name = 'value'; the value is empty at the end of a tag. */
static fl_status read_attribute(reader *r, span *key, span *value)
{
    *key = name(r);
    skip_blanks(r);
    if (key->size == 0 || r->at >= r->end || *r->at != '=')
        return refuse(r, "no attribute");
    r->at++;
    skip_blanks(r);
    const char *mark = r->at < r->end && (*r->at == '"' || *r->at == '\'') ? r->at : NULL;
    const char *end = mark ? memchr(mark + 1, *mark, (size_t)(r->end - mark - 1)) : NULL;
    if (!end)
        return refuse(r, "no value");
    *value = (span){r->at + 1, (size_t)(end - r->at - 1)};
    r->at = end + 1;
    return FL_OK;
}

/* ---- elements ---- */

/* "0 0 WIDTH HEIGHT"; a file of its own has a size and a margin. */
static void put_box(reader *r, span box)
{
    enum { MARGIN = 8 };
    unsigned long parts[4];
    if (r->dress->alone && read_numbers(box, parts, 4) == 4) {
        unsigned long width = (parts[2] & 0xffff) + 2 * MARGIN, height = (parts[3] & 0xffff) + 2 * MARGIN;
        fl_build_format(r->out, " width=\"%lu\" height=\"%lu\" viewBox=\"-%d -%d %lu %lu\"", width, height,
                        MARGIN, MARGIN, width, height);
        return;
    }
    fl_build_text(r->out, " viewBox=\"");
    put_span(r->out, box);
    fl_build_char(r->out, '"');
}

static void put_root(reader *r, span box)
{
    const fl_svg_dress *d = r->dress;
    fl_build_text(r->out, "<svg");
    if (d->alone)
        fl_build_text(r->out, " xmlns=\"http://www.w3.org/2000/svg\"");
    if (d->style_class[0])
        fl_build_format(r->out, " class=\"%s\"", d->style_class);
    put_box(r, box);
    fl_build_format(r->out, " role=\"img\" aria-labelledby=\"%s-title %s-desc\"><title id=\"%s-title\">",
                    d->prefix, d->prefix, d->prefix);
    fl_svg_escape(r->out, d->title, strlen(d->title));
    fl_build_format(r->out, "</title><desc id=\"%s-desc\">", d->prefix);
    fl_svg_escape(r->out, d->alternative, strlen(d->alternative));
    fl_build_text(r->out, "</desc>");
    if (!d->alone)
        return;
    fl_build_text(r->out, "<style>@media(prefers-color-scheme:dark){");
    fl_colours_dark(r->out);
    fl_build_format(
        r->out,
        "}</style><rect class=\"pf-paper\" x=\"-8\" y=\"-8\" width=\"100%%\" height=\"100%%\" fill=\"%s\"/>",
        fl_colours[FL_HUE_PAPER].light);
}

static fl_status read_root(reader *r, bool *closed)
{
    span key = {"", 0}, value = {"", 0}, box = {"", 0};
    if (r->rooted || r->depth > 0)
        return refuse(r, "a picture in a picture");
    for (skip_blanks(r); r->at < r->end && *r->at != '>'; skip_blanks(r)) {
        fl_status status = read_attribute(r, &key, &value);
        if (status != FL_OK)
            return status;
        if (is(key, "viewBox"))
            box = value;
    }
    if (box.size == 0 || !is_harmless(box))
        return refuse(r, "no view box");
    put_root(r, box);
    r->rooted = true;
    *closed = false;
    return FL_OK;
}

static fl_status read_attributes(reader *r, span element, bool *closed)
{
    classes found = {.used = 0};
    bool group = is(element, "g"); /* of which names say nothing */
    for (skip_blanks(r); r->at < r->end && *r->at != '>' && *r->at != '/'; skip_blanks(r)) {
        span key = {"", 0}, value = {"", 0};
        fl_status status = read_attribute(r, &key, &value);
        bool nothing = is(value, "butt") || is(value, "miter") || (group && is(key, "id")) ||
                       (is(key, "class") && is(value, "gridline"));
        if (status == FL_OK && r->hidden == 0 && !nothing)
            status = put_attribute(r, key, value, &found);
        if (status != FL_OK)
            return status;
    }
    *closed = r->at < r->end && *r->at == '/';
    r->at += *closed;
    if (r->hidden == 0) {
        if (found.used > 0)
            fl_build_format(r->out, " class=\"%s\"", found.text);
        fl_build_text(r->out, *closed ? "/>" : ">");
    }
    return FL_OK;
}

static fl_status open_element(reader *r)
{
    static const char *const shapes[] = {"g",    "path", "circle", "rect",     "line",    "polygon",
                                         "text", "use",  "defs",   "polyline", "ellipse", NULL};
    static const char *const left_out[] = {"title", "desc", "filter", "feFlood", "feComposite", NULL};
    span element = name(r);
    bool closed = false, root = is(element, "svg"), shown = is_one_of(element, shapes);
    if (!root && (!r->rooted || r->depth == 0 || (!shown && !is_one_of(element, left_out))))
        return refuse(r, "an element that is no shape");
    if (r->depth == DEEPEST)
        return refuse(r, "too deep");
    if (!root && !shown && r->hidden == 0)
        r->hidden = r->depth + 1;
    if (!root && r->hidden == 0) {
        fl_build_char(r->out, '<');
        put_span(r->out, element);
    }
    fl_status status = root ? read_root(r, &closed) : read_attributes(r, element, &closed);
    if (status != FL_OK)
        return status;
    if (r->at >= r->end || *r->at != '>')
        return refuse(r, "a tag without an end");
    r->at++;
    if (closed && r->hidden == r->depth + 1)
        r->hidden = 0;
    if (!closed)
        r->open[r->depth++] = element;
    return FL_OK;
}

static fl_status close_element(reader *r)
{
    span element = name(r);
    skip_blanks(r);
    if (r->depth == 0 || r->at >= r->end || *r->at != '>' || element.size != r->open[r->depth - 1].size ||
        memcmp(element.at, r->open[r->depth - 1].at, element.size) != 0)
        return refuse(r, "an end without a beginning");
    r->at++;
    if (r->hidden == 0) {
        fl_build_text(r->out, "</");
        put_span(r->out, element);
        fl_build_char(r->out, '>');
    }
    if (r->hidden == r->depth)
        r->hidden = 0;
    r->depth--;
    return FL_OK;
}

/* Text: the few entities that gnuplot writes, and everything that could be markup escaped. */
static void read_text(reader *r)
{
    static const char *const entities[] = {"&lt;", "&gt;", "&amp;", "&quot;", "&apos;", NULL};
    bool wanted = r->hidden == 0 && r->depth > 0 && is(r->open[r->depth - 1], "text");
    while (r->at < r->end && *r->at != '<') {
        size_t size = 1;
        for (size_t i = 0; entities[i]; i++)
            if (starts(r, entities[i]))
                size = strlen(entities[i]);
        if (wanted && size > 1)
            put_span(r->out, (span){r->at, size});
        else if (wanted)
            fl_svg_escape(r->out, r->at, 1);
        r->at += size;
    }
}

static fl_status read_piece(reader *r)
{
    if (*r->at != '<') {
        read_text(r);
        return FL_OK;
    }
    if (starts(r, "<?xml") && !r->rooted)
        return skip_past(r, "?>") ? FL_OK : refuse(r, "no end of the declaration");
    if (starts(r, "</")) {
        r->at += 2;
        return close_element(r);
    }
    r->at++;
    return open_element(r);
}

fl_status fl_svg_clean(const char *bytes, size_t size, const fl_svg_dress *dress, fl_builder *out,
                       fl_error *error)
{
    reader r = {.bytes = bytes, .at = bytes, .end = bytes + size, .dress = dress, .out = out, .error = error};
    fl_status status = FL_OK;
    while (r.at < r.end && status == FL_OK)
        status = read_piece(&r);
    if (status == FL_OK && (!r.rooted || r.depth > 0))
        status = refuse(&r, "no end");
    return status;
}
