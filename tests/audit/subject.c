#include "tests/audit/subject.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bench/audit/reader/tree_answer.h"

static subject *read_both(const char *path, const char *source, const char *header,
                          const fl_c_options *options)
{
    subject *s = calloc(1, sizeof *s);
    assert_non_null(s);
    snprintf(s->texts[0].path, sizeof s->texts[0].path, "%s", path);
    snprintf(s->texts[1].path, sizeof s->texts[1].path, "beside.h");
    const char *bytes[] = {source, header};
    for (int i = 0; i < 2 && bytes[i]; i++) {
        s->texts[i].bytes = (char *)bytes[i]; /* not changed */
        s->texts[i].size = strlen(bytes[i]);
    }
    fl_program_read(s->texts, header ? 2 : 1, "", options, NULL, &s->program);
    fl_evaluator_start(&s->evaluator, &s->program);
    return s;
}

subject *read_sources_with(const char *path, const char *source, const char *header,
                           const fl_c_options *options)
{
    fl_tree_begin(0);
    return read_both(path, source, header, options);
}

subject *read_further(const char *path, const char *source)
{
    return read_both(path, source, NULL, NULL);
}

subject *read_sources(const char *path, const char *source, const char *header)
{
    return read_sources_with(path, source, header, NULL);
}

void forget(subject *s)
{
    fl_evaluator_end(&s->evaluator);
    fl_program_free(&s->program);
    free(s);
}

static double worth(const expression *e)
{
    subject *s = read_sources(e->path, e->source, NULL);
    double value = NAN;
    assert_string_equal(s->program.missing, "");
    fl_node *module = s->program.files[0].module;
    for (fl_node *n = module; n; n = fl_node_following(n, module))
        if (n->kind == FL_NODE_ASSIGN && fl_node_is(n->first, FL_NODE_NAME, "x"))
            value = fl_evaluate_number(&s->evaluator, fl_node_child(n, 1), NULL);
    forget(s);
    return value;
}

void check_values(const expression *cases, size_t count, double tolerance)
{
    for (size_t i = 0; i < count; i++) {
        double value = worth(&cases[i]);
        if (!(fabs(value - cases[i].value) <= tolerance || (isnan(value) && isnan(cases[i].value))))
            fail_msg("%s: %.17g, not %.17g", cases[i].source, value, cases[i].value);
    }
}

bool has_opaque_statement(const subject *s)
{
    fl_node *module = s->program.files[0].module;
    for (fl_node *n = module; n; n = fl_node_following(n, module))
        if (fl_node_is(n, FL_NODE_OPAQUE, "statement"))
            return true;
    return false;
}

char *repeated(const char *beginning, const char *piece, size_t count)
{
    size_t length = strlen(piece);
    char *source = malloc(strlen(beginning) + count * length + 1), *at = source;
    assert_non_null(source);
    at += sprintf(at, "%s", beginning);
    for (size_t i = 0; i < count; i++, at += length)
        memcpy(at, piece, length + 1);
    return source;
}
