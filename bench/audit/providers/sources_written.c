/* Points 19 to 23 and 30 in Python: whether the figures that were computed are those that are written down. The finished text
 * may be changed, the file may be written again, and functions that are called by themselves, at the end of the program, by
 * a signal or on a thread, may do either. */
#include <string.h>

#include "bench/audit/providers/sources.h"

enum { MOST_LOOKS = 20000, DEEPEST = 12 };

typedef struct written {
    fl_source *source;
    size_t looks; /* left: a hostile source may ask without end */
} written;

static void block(fl_source *s, const fl_node *where, const char *what)
{
    const int points[] = {19, 20, 21, 22, 23, 30};
    for (size_t i = 0; i < sizeof points / sizeof *points; i++)
        fl_source_block(s, points[i], where, "%s", what);
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static bool is_result_file(const fl_source *s, const char *path)
{
    for (size_t i = 0; i < s->side->run_count; i++)
        if (strcmp(base_name(path), base_name(s->side->runs[i].path)) == 0)
            return true;
    return false;
}

/* ---- files that are written ---- */

/* The path in open(path, "w"), Path(path).write_text(…), shutil.move(…, path); NULL: it writes no file that has one. */
static fl_node *written_path(fl_source *s, const fl_node *call)
{
    static const char *const methods[] = {"write_text", "write_bytes", NULL},
                             *const functions[] = {
                                 "os.replace",  "os.rename",   "os.link",      "os.symlink",
                                 "shutil.move", "shutil.copy", "shutil.copy2", "shutil.copyfile",
                                 "os.renames",  NULL};
    char name[256];
    if (call->kind != FL_NODE_CALL || !call->first)
        return NULL;
    fl_node *first = call->first->next, *second = first ? first->next : NULL;
    fl_dotted(&s->program, call->first, name);
    if (call->first->kind == FL_NODE_FIELD && fl_is_one_of(call->first->text, methods))
        return call->first->first;
    if (fl_is_one_of(name, functions))
        return second;
    bool method =
        call->first->kind == FL_NODE_FIELD && strcmp(call->first->text, "open") == 0 && name[0] == '.';
    if (!method && strcmp(name, "open") != 0 && strcmp(name, "io.open") != 0 && strcmp(name, "os.open") != 0)
        return NULL;
    fl_node *mode = method ? first : second;
    fl_value v = {.kind = FL_VALUE_UNKNOWN};
    for (fl_node *n = first; n; n = n->next)
        if (fl_node_is(n, FL_NODE_KEYWORD, "mode"))
            mode = n->first;
    if (fl_node_is(mode, FL_NODE_KEYWORD, NULL))
        mode = NULL;
    if (mode)
        v = fl_evaluate(&s->evaluator, mode, NULL);
    bool writes = mode && (v.kind != FL_VALUE_STRING || strpbrk(v.text, "wax+"));
    return writes ? (method ? call->first->first : first) : NULL;
}

/* Path(x), str(x): x. */
static const fl_node *plain_path(const fl_node *n)
{
    static const char *const same[] = {"Path",     "PurePath", "str",      "fspath",     "abspath",
                                       "realpath", "resolve",  "absolute", "expanduser", NULL};
    for (int deep = 0; n && n->kind == FL_NODE_CALL && n->first && deep < 8; deep++) {
        if (!fl_is_one_of(n->first->text, same))
            break;
        n = n->first->next ? n->first->next : n->first->kind == FL_NODE_FIELD ? n->first->first : NULL;
    }
    return n;
}

/* The same expression, word for word. */
static bool is_same(const fl_node *a, const fl_node *b)
{
    for (int deep = 0; deep < 16; deep++) {
        a = plain_path(a);
        b = plain_path(b);
        if (!a || !b || a->kind != b->kind || strcmp(a->text, b->text) != 0)
            return false;
        if (a->kind != FL_NODE_FIELD)
            return a->kind == FL_NODE_NAME || a->kind == FL_NODE_STRING;
        a = a->first;
        b = b->first;
    }
    return false;
}

static fl_node *behind_name(fl_source *s, fl_node *n)
{
    for (int deep = 0; n && n->kind == FL_NODE_NAME && deep < 6; deep++) {
        const fl_node *m = fl_meaning(&s->program, n);
        if (!fl_node_is(m, FL_NODE_ASSIGN, NULL) || fl_is_ambiguous(m) || !fl_assigned_to(m, n->text))
            break;
        n = fl_assigned_to(m, n->text);
    }
    return n;
}

/* Whether two paths may be the same file. */
static bool may_be_same(fl_source *s, fl_node *a, fl_node *b)
{
    fl_node *one = behind_name(s, (fl_node *)plain_path(behind_name(s, a))),
            *other = behind_name(s, (fl_node *)plain_path(behind_name(s, b)));
    fl_value v = fl_evaluate(&s->evaluator, one, NULL), w = fl_evaluate(&s->evaluator, other, NULL);
    bool known_v = v.kind == FL_VALUE_STRING, known_w = w.kind == FL_VALUE_STRING;
    if (known_v && known_w)
        return strcmp(base_name(v.text), base_name(w.text)) == 0;
    if (known_v || known_w)
        return is_result_file(s, known_v ? v.text : w.text);
    return is_same(one, other) || is_same(a, b);
}

/* Either the one or the other of two branches is executed. */
static bool are_alternatives(const fl_node *a, const fl_node *b)
{
    for (const fl_node *up = a; up->parent; up = up->parent)
        if (up->parent->kind == FL_NODE_IF && fl_node_is_within(b, up->parent) && !fl_node_is_within(b, up))
            return true;
    return false;
}

static void judge_twice(fl_source *s)
{
    enum { MOST_WRITES = 32 };
    const fl_node *places[MOST_WRITES];
    fl_node *paths[MOST_WRITES];
    size_t count = 0;
    for (size_t i = 0; i < s->program.file_count; i++)
        for (const fl_node *n = s->program.files[i].module; n;
             n = fl_node_following(n, s->program.files[i].module)) {
            fl_node *path = written_path(s, n);
            for (size_t k = 0; path && k < count; k++)
                if (may_be_same(s, path, paths[k]) && !are_alternatives(n, places[k])) {
                    block(s, n, "a file that may be the result's is written a second time here");
                    return;
                }
            if (path && count < MOST_WRITES) {
                places[count] = n;
                paths[count++] = path;
            }
        }
}

/* ---- functions that are called by themselves ---- */

/* Whether a call, by itself, writes a file that may be the result's, or changes what it is called on. */
static bool call_touches(fl_source *s, fl_node *call)
{
    static const char *const changes[] = {"update", "pop",     "setdefault", "__setitem__", "clear", "insert",
                                          "sort",   "reverse", "remove",     "fill",        NULL},
                             *const writes[] = {"json.dump",   "subprocess.", "os.system",  "os.write",
                                                "os.truncate", "pickle.dump", "numpy.save", "numpy.savetxt",
                                                "os.popen",    NULL};
    char name[256];
    fl_node *path = written_path(s, call);
    fl_value v = {.kind = FL_VALUE_UNKNOWN};
    if (path)
        v = fl_evaluate(&s->evaluator, behind_name(s, path), NULL);
    bool elsewhere = v.kind == FL_VALUE_STRING && !is_result_file(s, v.text) &&
                     !fl_ends_with(v.text, ".json") && !fl_ends_with(v.text, ".csv");
    if (path && !elsewhere)
        return true;
    fl_dotted(&s->program, call->first, name);
    for (size_t i = 0; writes[i]; i++)
        if (strncmp(name, writes[i], strlen(writes[i])) == 0)
            return true;
    return call->first->kind == FL_NODE_FIELD && call->first->next &&
           fl_is_one_of(call->first->text, changes) && strncmp(name, "os.", 3) != 0 &&
           strncmp(name, "pathlib.", 8) != 0;
}

/* What changes figures or files: the node; NULL: nothing below a root does. */
/* NOLINTNEXTLINE(misc-no-recursion): deep is limited */
static const fl_node *touches(fl_source *s, const fl_node *root, int deep)
{
    for (fl_node *n = (fl_node *)root; n; n = fl_node_following(n, root)) {
        if (n->kind == FL_NODE_ASSIGN && n->first->kind == FL_NODE_INDEX)
            return n;
        bool call = n->kind == FL_NODE_CALL && n->first;
        if (call && call_touches(s, n))
            return n;
        const fl_node *own = call && deep < 3 ? fl_called_function(&s->program, n->first) : NULL;
        if (own && touches(s, fl_node_child(own, 1), deep + 1))
            return n;
    }
    return NULL;
}

/* The function, closure or method that is handed over; NULL: none of the program's. */
static const fl_node *handler_of(fl_source *s, fl_node *given)
{
    given = fl_node_is(given, FL_NODE_KEYWORD, NULL) ? given->first : given;
    if (fl_node_is(given, FL_NODE_CALL, NULL) && given->first && given->first->next &&
        fl_ends_with(given->first->text, "partial"))
        given = given->first->next;
    given = behind_name(s, given);
    if (fl_node_is(given, FL_NODE_LAMBDA, NULL))
        return given;
    bool named = given && (given->kind == FL_NODE_NAME || given->kind == FL_NODE_FIELD);
    return named ? fl_called_function(&s->program, given) : NULL;
}

/* A function of a library that is handed over itself: atexit.register(os.replace, …). */
static bool is_writing_function(fl_source *s, fl_node *given)
{
    static const char *const writes[] = {"json.dump",
                                         "os.replace",
                                         "os.rename",
                                         "shutil.move",
                                         "shutil.copy",
                                         "shutil.copyfile",
                                         "os.system",
                                         "subprocess.run",
                                         "exec",
                                         "eval",
                                         "subprocess.call",
                                         "subprocess.Popen",
                                         "subprocess.check_call",
                                         NULL};
    char name[256];
    if (!given || (given->kind != FL_NODE_NAME && given->kind != FL_NODE_FIELD))
        return false;
    return fl_is_one_of(fl_dotted(&s->program, given, name), writes) ||
           (given->kind == FL_NODE_FIELD &&
            (strcmp(given->text, "write_text") == 0 || strcmp(given->text, "update") == 0 ||
             strcmp(given->text, "__setitem__") == 0 || strcmp(given->text, "write") == 0));
}

/* Whether a call hands a function over to be called later, or beside. */
static bool registers(fl_source *s, const fl_node *call)
{
    static const char *const names[] = {"atexit.register",
                                        "weakref.finalize",
                                        "signal.signal",
                                        "threading.Thread",
                                        "threading.Timer",
                                        "_thread.start_new_thread",
                                        "multiprocessing.Process",
                                        "sys.addaudithook",
                                        "threading.settrace",
                                        "weakref.ref",
                                        "multiprocessing.util.Finalize",
                                        "signal.setitimer",
                                        "gc.callbacks.append",
                                        "asyncio.create_task",
                                        "os.register_at_fork",
                                        "multiprocessing.Pool",
                                        NULL},
                             *const methods[] = {"submit",
                                                 "callback",
                                                 "push",
                                                 "add_done_callback",
                                                 "call_later",
                                                 "call_soon",
                                                 "add_signal_handler",
                                                 "apply_async",
                                                 "run_in_executor",
                                                 "register",
                                                 "finalize",
                                                 "apply",
                                                 "enter",
                                                 "map_async",
                                                 NULL};
    char name[256];
    if (fl_is_one_of(fl_dotted(&s->program, call->first, name), names))
        return true;
    return call->first->kind == FL_NODE_FIELD && fl_is_one_of(call->first->text, methods) &&
           !fl_called_function(&s->program, call->first);
}

static const fl_node *body_of(const fl_node *function)
{
    return function ? fl_node_child(function, 1) : NULL;
}

static void judge_handler(fl_source *s, const fl_node *where, fl_node *given)
{
    const fl_node *handler = handler_of(s, given);
    if ((handler && touches(s, body_of(handler), 0)) || (!handler && is_writing_function(s, given)))
        block(s, where, "what is called by itself, later or beside, may change figures or the result's file");
}

/* sys.excepthook = …, @atexit.register, def __del__(self): …, class Watch(threading.Thread): def run(self): … */
static void judge_definitions(fl_source *s, const fl_node *n)
{
    static const char *const hooks[] = {"excepthook", "unraisablehook", "displayhook", NULL},
                             *const methods[] = {"__del__",   "__exit__", "__enter__",
                                                 "__aexit__", "run",      NULL};
    char name[256];
    if (n->kind == FL_NODE_ASSIGN && fl_node_is(n->first, FL_NODE_FIELD, NULL) &&
        fl_is_one_of(n->first->text, hooks))
        judge_handler(s, n, n->last);
    if (n->kind == FL_NODE_ATTRIBUTE && n->first &&
        strcmp(fl_dotted(&s->program, n->first, name), "atexit.register") == 0 &&
        touches(s, body_of(n->parent), 0))
        block(s, n, "what is called at the end of the program may change figures or the result's file");
    if (n->kind == FL_NODE_FUNCTION && fl_is_method(n) && fl_is_one_of(n->text, methods) &&
        touches(s, body_of(n), 0))
        block(s, n, "a method that is called by itself may change figures or files");
}

/* ---- the finished text ---- */

/* NOLINTBEGIN(misc-no-recursion): deep and the number of looks are limited */
static bool is_report(written *w, fl_node *n, int deep);

/* A name that is given several values: any of them. */
static bool any_is_report(written *w, const fl_node *name, int deep)
{
    const fl_node *scope = fl_scope_of(name);
    for (fl_node *k = (fl_node *)scope; k; k = fl_node_following(k, scope))
        if (k->kind == FL_NODE_ASSIGN && fl_node_is(k->first, FL_NODE_NAME, name->text) &&
            is_report(w, k->last, deep + 1))
            return true;
    return false;
}

static bool name_is_report(written *w, fl_node *name, int deep)
{
    fl_program *program = &w->source->program;
    const fl_node *m = fl_meaning(program, name);
    if (!m)
        return false;
    if (fl_is_ambiguous(m))
        return any_is_report(w, name, deep);
    if (m->kind == FL_NODE_FOR || m->kind == FL_NODE_GENERATOR)
        return is_report(w, fl_node_child(m, 1), deep + 1);
    const fl_node *function = m->kind == FL_NODE_PARAMETER ? fl_function_of(m, false) : NULL;
    fl_node *call = function ? fl_next_call_of(program, function, NULL) : NULL;
    if (call)
        return is_report(w, fl_argument_for(call, m), deep + 1);
    return m->kind == FL_NODE_ASSIGN && is_report(w, m->last, deep + 1);
}

/* open(path).read(), path.read_text() of a file that may be the result's; buffer.getvalue() */
static bool reads_result(fl_source *s, const fl_node *call)
{
    fl_node *from = call->first->first;
    if (strcmp(call->first->text, "getvalue") == 0) /* of what was written into memory */
        return true;
    fl_node *path = from && from->kind == FL_NODE_CALL ? from->last : from;
    fl_value v = fl_evaluate(&s->evaluator, behind_name(s, path), NULL);
    return v.kind == FL_VALUE_STRING && is_result_file(s, v.text);
}

static bool call_is_report(written *w, fl_node *n, int deep)
{
    static const char *const makes[] = {"json.dumps",       "orjson.dumps", "ujson.dumps",
                                        "simplejson.dumps", "repr",         "pprint.pformat",
                                        "pickle.dumps",     "yaml.dump",    NULL},
                             *const reads[] = {"read",      "read_text", "read_bytes", "getvalue",
                                               "readlines", "to_csv",    "to_json",    NULL};
    fl_source *s = w->source;
    char name[256];
    if (fl_is_one_of(fl_dotted(&s->program, n->first, name), makes))
        return true;
    if (n->first->kind == FL_NODE_FIELD && fl_is_one_of(n->first->text, reads))
        return reads_result(s, n);
    const fl_node *own = fl_called_function(&s->program, n->first), *body = body_of(own);
    for (const fl_node *k = body; k; k = fl_node_following(k, body))
        if (k->kind == FL_NODE_RETURN && k->first && is_report(w, k->first, deep + 1))
            return true;
    return !own && n->first->kind == FL_NODE_FIELD && is_report(w, n->first->first, deep + 1);
}

/* Whether an expression is the text of a report: json.dumps(…), or what was read back from a file that may be the
 * result's, through variables, methods, loops and functions. */
static bool is_report(written *w, fl_node *n, int deep)
{
    if (!n || deep > DEEPEST || w->looks == 0)
        return false;
    w->looks--;
    switch (n->kind) {
    case FL_NODE_NAME:
        return name_is_report(w, n, deep);
    case FL_NODE_INDEX:
    case FL_NODE_COMPREHENSION:
        return is_report(w, n->first, deep + 1);
    case FL_NODE_BINARY:
        return is_report(w, n->first, deep + 1) || is_report(w, n->last, deep + 1);
    case FL_NODE_CALL:
        return n->first && call_is_report(w, n, deep);
    default:
        return false;
    }
}
/* NOLINTEND(misc-no-recursion) */

/* Blanks and brackets, or what JSON calls otherwise than Python. */
static bool is_layout(const fl_node *n)
{
    static const char *const words[] = {"NaN",   "null", "Infinity", "True", "true", "False",
                                        "false", "None", "'",        "\"",   NULL};
    return n && n->kind == FL_NODE_STRING &&
           (fl_is_one_of(n->text, words) || strspn(n->text, " \t\r\n,:{}[]?") == strlen(n->text));
}

/* "0".join(text.split("1")), "".join("1" if c == "9" else c for c in text) */
static bool joins_otherwise(written *w, const fl_node *call, fl_node *first)
{
    static const char *const strips[] = {"strip", "rstrip", "lstrip", NULL};
    if (strcmp(call->first->text, "split") == 0 || strcmp(call->first->text, "partition") == 0)
        return first && !is_layout(first) && is_report(w, call->first->first, 0);
    if (strcmp(call->first->text, "join") != 0 || !first)
        return false;
    const fl_node *element = fl_node_is(first, FL_NODE_COMPREHENSION, NULL) ? first->first : NULL;
    if (!element)
        return !is_layout(call->first->first) && is_report(w, first, 0);
    bool same = element->kind == FL_NODE_NAME ||
                (element->kind == FL_NODE_CALL && fl_is_one_of(element->first->text, strips));
    return !same && is_report(w, fl_node_child(element->next, 1), 0);
}

static const fl_node *edits_text(written *w, const fl_node *n)
{
    static const char *const methods[] = {"replace",      "translate", "removeprefix",
                                          "removesuffix", "format",    "expandtabs",
                                          "swapcase",     "zfill",     NULL},
                             *const functions[] = {"re.sub", "re.subn", "regex.sub", NULL};
    char name[256];
    if (n->kind == FL_NODE_INDEX && n->last->kind == FL_NODE_SLICE)
        return is_report(w, n->first, 0) ? n : NULL;
    if (n->kind != FL_NODE_CALL || !n->first)
        return NULL;
    fl_dotted(&w->source->program, n->first, name);
    fl_node *first = n->first->next, *second = first ? first->next : NULL;
    bool function = fl_is_one_of(name, functions);
    if (fl_node_is(n->first, FL_NODE_FIELD, NULL) && joins_otherwise(w, n, first))
        return n;
    bool method = n->first->kind == FL_NODE_FIELD &&
                  (fl_is_one_of(n->first->text, methods) || strcmp(n->first->text, "sub") == 0);
    if (function)
        return second && is_report(w, second->next, 0) ? n : NULL;
    if (!method || (is_layout(first) && is_layout(second)))
        return NULL;
    bool sub = strcmp(n->first->text, "sub") == 0; /* of a compiled pattern */
    return is_report(w, sub ? second : n->first->first, 0) ? n : NULL;
}

static bool calculates(const fl_node *n)
{
    return n->kind == FL_NODE_BINARY && !strchr("=!<>aoi", n->text[0]);
}

/* json.loads(…, parse_float=…), object_hook=… */
static bool loads_otherwise(const fl_node *call)
{
    for (const fl_node *k = call->first->next; k; k = k->next)
        if (k->kind == FL_NODE_KEYWORD && (fl_ends_with(k->text, "hook") || fl_ends_with(k->text, "_float") ||
                                           fl_ends_with(k->text, "_int")))
            return true;
    return false;
}

/* A class or function of the program's own by which a report is written: as the file itself, or as what encodes. */
static bool writes_otherwise(fl_source *s, fl_node *given, bool file)
{
    given = behind_name(s, given);
    fl_node *named = given && given->kind == FL_NODE_CALL ? given->first : given;
    const fl_node *what = named && named->kind == FL_NODE_NAME ? fl_meaning(&s->program, named) : NULL;
    if (!what || (what->kind != FL_NODE_CLASS && what->kind != FL_NODE_FUNCTION))
        return false;
    for (const fl_node *x = what; x; x = fl_node_following(x, what))
        if (file || fl_node_is(x, FL_NODE_FUNCTION, "encode") ||
            fl_node_is(x, FL_NODE_FUNCTION, "iterencode") || calculates(x))
            return true;
    return false;
}

/* json.dump(document, Thin(file)), json.dump(…, cls=Encoder), default=f where these are the program's own. */
static const fl_node *dumps_otherwise(fl_source *s, const fl_node *n)
{
    static const char *const hooks[] = {"cls", "default", NULL}, *const loads[] = {"json.load", "json.loads",
                                                                                   NULL};
    char name[256];
    if (n->kind != FL_NODE_CALL || !n->first)
        return NULL;
    fl_dotted(&s->program, n->first, name);
    bool into_file = strcmp(name, "json.dump") == 0;
    if (fl_is_one_of(name, loads))
        return loads_otherwise(n) ? n : NULL;
    for (fl_node *k = into_file || strcmp(name, "json.dumps") == 0 ? n->first->next : NULL; k; k = k->next) {
        bool keyword = k->kind == FL_NODE_KEYWORD, file = into_file && k == n->first->next->next && !keyword;
        if ((file || (keyword && fl_is_one_of(k->text, hooks))) &&
            writes_otherwise(s, keyword ? k->first : k, file))
            return n;
    }
    return NULL;
}

/* {k: v / 2 for k, v in row.items()}, dict(row, mean_us=…): figures by other figures. */
static bool is_rewritten(const fl_node *n)
{
    const fl_node *pair = n->kind == FL_NODE_COMPREHENSION ? n->first : NULL;
    const fl_node *generator = pair ? pair->next : NULL;
    const fl_node *over = generator ? fl_node_child(generator, 1) : NULL;
    bool items = over && over->kind == FL_NODE_CALL && fl_node_is(over->first, FL_NODE_FIELD, "items");
    for (const fl_node *k = items && pair->kind == FL_NODE_LIST ? pair->last : NULL; k;
         k = fl_node_following(k, pair->last))
        if (calculates(k))
            return true;
    if (n->kind != FL_NODE_CALL || !fl_node_is(n->first, FL_NODE_NAME, "dict") || !n->first->next ||
        n->first->next->kind == FL_NODE_KEYWORD)
        return false;
    for (const fl_node *k = n->first->next; k; k = k->next)
        if (k->kind == FL_NODE_KEYWORD && fl_ends_with(k->text, "_us"))
            return true;
    return false;
}

/* A shell or another program that is given the result's file. */
static bool hands_file_over(fl_source *s, const fl_node *n)
{
    char name[256];
    if (n->kind != FL_NODE_CALL || !n->first)
        return false;
    fl_dotted(&s->program, n->first, name);
    if (strncmp(name, "subprocess.", 11) != 0 && strcmp(name, "os.system") != 0 &&
        strcmp(name, "os.popen") != 0)
        return false;
    for (fl_node *k = n->first->next; k; k = fl_node_following(k, n)) {
        if (k->kind == FL_NODE_STRING && (is_result_file(s, k->text) || strcmp(k->text, "-i") == 0))
            return true;
        if (k->kind != FL_NODE_NAME && k->kind != FL_NODE_FIELD)
            continue;
        for (size_t i = 0; i < s->program.file_count; i++)
            for (const fl_node *x = s->program.files[i].module; x;
                 x = fl_node_following(x, s->program.files[i].module)) {
                const fl_node *path = written_path(s, x);
                if (path && is_same(path, k))
                    return true;
            }
    }
    return false;
}

static void judge_node(written *w, const fl_node *n)
{
    fl_source *s = w->source;
    if (n->kind == FL_NODE_CALL && n->first && registers(s, n))
        for (fl_node *given = n->first->next; given; given = given->next)
            judge_handler(s, n, given);
    judge_definitions(s, n);
    const fl_node *edit = edits_text(w, n), *dump = dumps_otherwise(s, n);
    if (edit)
        block(s, edit, "the text of the report is changed behind its figures");
    if (dump)
        block(s, dump, "the report is written through something of the program's own");
    if (is_rewritten(n))
        block(s, n, "figures are made of other figures here; which is not followed");
    if (hands_file_over(s, n))
        block(s, n, "another program is given the result's file");
}

void fl_source_written(fl_source *s)
{
    written w = {.source = s, .looks = MOST_LOOKS};
    if (!s->python || s->given->by_lab)
        return;
    for (size_t i = 0; i < s->program.file_count; i++)
        for (const fl_node *n = s->program.files[i].module; n;
             n = fl_node_following(n, s->program.files[i].module))
            judge_node(&w, n);
    judge_twice(s);
    if (w.looks == 0)
        block(s, NULL, "what becomes of the report takes too many steps to follow");
}
