#define _GNU_SOURCE /* strcasestr */
#include "bench/audit/providers/build_library_sources.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/audit/providers/parts.h"
#include "bench/audit/reader/rust_parse.h"

/* Words in a row, punctuation left out, that a library does not need unless it optimises by hand. */
static const struct {
    const char *first, *second, *what;
} marks[] = {
    {"std", "arch", "intrinsics (std::arch)"},
    {"core", "arch", "intrinsics (core::arch)"},
    {"std", "simd", "portable SIMD (std::simd)"},
    {"core", "simd", "portable SIMD (core::simd)"},
    {"target_feature", NULL, "code for a CPU feature (target_feature)"},
    {"is_x86_feature_detected", NULL, "a choice by the CPU's features (is_x86_feature_detected!)"},
    {"is_aarch64_feature_detected", NULL, "a choice by the CPU's features (is_aarch64_feature_detected!)"},
    {"asm", "!", "assembly (asm!)"},
    {"global_asm", "!", "assembly (global_asm!)"},
};

static const char *const simd_crates[] = {"wide",          "packed_simd",    "simdeez",        "pulp",
                                          "multiversion",  "matrixmultiply", "gemm",           "faer",
                                          "cblas",         "blas",           "openblas_src",   "blis_src",
                                          "intel_mkl_src", "netlib_src",     "accelerate_src", "cblas_sys",
                                          "blas_src",      "trueno",         "safe_arch",      NULL};
/* Crates that cannot hide arithmetic: they come with the compiler, or name the crate itself. */
static const char *const own_crates[] = {"std", "core", "alloc", "crate", "self", "super", NULL};

enum { SHOWN = 3 };

typedef struct reading {
    const fl_case_side *side;
    const char *
        *modules; /* [side->library_file_count], sorted: "NAME.rs" and "NAME/mod.rs" as paths end; owned */
    size_t found, files_with; /* places; files that hold one */
    char shown[200];          /* the first ones */
    char where[160];
    char missing[160]; /* a file, module or crate that could hold more */
    bool has_root;     /* lib.rs */
    bool by_hand;      /* one is in the library itself, not in a crate that its manifest names */
} reading;

static bool is_word(const fl_rust_token *token, const char *word)
{
    return token->kind == FL_RUST_WORD && token->size == strlen(word) &&
           memcmp(token->text, word, token->size) == 0;
}

static bool is_mark(const fl_rust_token *token, char mark)
{
    return token->kind == FL_RUST_MARK && *token->text == mark;
}

static bool begins_blas(const fl_rust_token *token)
{
    static const char *const names[] = {"cblas_", "sgemv_", "sgemm_", "sdot_"};
    for (size_t i = 0; i < sizeof names / sizeof *names && token->kind == FL_RUST_WORD; i++)
        if (token->size >= strlen(names[i]) && memcmp(token->text, names[i], strlen(names[i])) == 0)
            return true;
    return false;
}

/* The crate that a path or `extern crate` begins with, if it is one of these. */
static const char *crate_here(const fl_rust_token *t, const char *const list[])
{
    bool path = is_mark(t + 1, ':') && t[1].joined && is_mark(t + 2, ':');
    for (size_t i = 0; list[i] && (path || (t->kind == FL_RUST_WORD && is_mark(t + 1, ';'))); i++)
        if (is_word(t, list[i]))
            return list[i];
    return NULL;
}

/* What a token and those behind it are evidence of; NULL: nothing. */
static const char *optimisation(const fl_rust_token *t, bool first_of_path, char text[64])
{
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        if (!is_word(t, marks[i].first))
            continue;
        if (!marks[i].second || (marks[i].second[0] == '!' && is_mark(t + 1, '!')))
            return marks[i].what;
        if (is_mark(t + 1, ':') && is_mark(t + 2, ':') && is_word(t + 3, marks[i].second))
            return marks[i].what;
    }
    const char *crate = first_of_path ? crate_here(t, simd_crates) : NULL;
    if (crate || begins_blas(t)) {
        snprintf(text, 64, "%s %.*s", crate ? "the SIMD or BLAS crate" : "a BLAS,",
                 (int)(t->size < 30 ? t->size : 30), t->text);
        return text;
    }
    return NULL;
}

static void miss(reading *r, const char *format, const char *what)
{
    if (!r->missing[0])
        snprintf(r->missing, sizeof r->missing, format, what);
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The end of a path by which a module is found. */
static const char *module_end(const char *path)
{
    const char *base = fl_base_name(path), *end = base;
    if (strcmp(base, "mod.rs") != 0 || base == path)
        return base;
    for (end--; end > path && end[-1] != '/';)
        end--;
    return end;
}

static void list_modules(reading *r)
{
    const fl_case_side *side = r->side;
    r->modules = malloc(side->library_file_count * sizeof *r->modules);
    for (size_t i = 0; r->modules && i < side->library_file_count; i++)
        r->modules[i] = module_end(side->library_files[i].path);
    if (r->modules)
        qsort(r->modules, side->library_file_count, sizeof *r->modules, by_text);
}

/* Whether NAME.rs or NAME/mod.rs is among the files given. */
static bool is_given(const reading *r, const char *name)
{
    char file[96], folder[96];
    const char *keys[] = {file, folder};
    snprintf(file, sizeof file, "%.80s.rs", name);
    snprintf(folder, sizeof folder, "%.80s/mod.rs", name);
    for (size_t i = 0; r->modules && i < 2; i++)
        if (bsearch(&keys[i], r->modules, r->side->library_file_count, sizeof *r->modules, by_text))
            return true;
    return false;
}

/* What a statement brings from elsewhere: `mod x;`, `use crate_name::…`, include!(…). */
static void look_elsewhere(reading *r, const fl_rust_token *t)
{
    if (r->missing[0]) /* one is enough, and there may be thousands of files */
        return;
    char name[80] = "";
    bool module = is_word(t, "mod") && t[1].kind == FL_RUST_WORD && is_mark(t + 2, ';');
    bool use = is_word(t, "use") && t[1].kind == FL_RUST_WORD;
    if (module || use)
        snprintf(name, sizeof name, "%.*s", (int)(t[1].size < 70 ? t[1].size : 70), t[1].text);
    if (module && !is_given(r, name))
        miss(r, "the module %.80s is not given", name);
    else if (use && !fl_is_one_of(name, own_crates) && !is_given(r, name) && islower((unsigned char)name[0]))
        miss(r, "it uses %.80s, whose source is not given", name);
    else if (is_word(t, "include") && is_mark(t + 1, '!'))
        miss(r, "%s", "it includes a file by include!");
    else if (is_word(t, "extern") && t[1].kind == FL_RUST_STRING && is_mark(t + 2, '{'))
        miss(r, "%s", "it declares functions of other languages (extern)");
}

/* Counts a place; one a file is shown. */
static void note(reading *r, const fl_case_text *file, int line, const char *what, bool first_of_file)
{
    size_t used = strlen(r->shown);
    r->found++;
    if (!first_of_file)
        return;
    if (r->files_with++ == 0)
        snprintf(r->where, sizeof r->where, "%.140s:%d", file->path, line);
    if (r->files_with <= SHOWN)
        snprintf(r->shown + used, sizeof r->shown - used, "%s%.60s in %.60s:%d", used ? "; " : "", what,
                 fl_base_name(file->path), line);
}

static void read_tokens(reading *r, const fl_case_text *file, const fl_rust_token *tokens)
{
    size_t before = r->found;
    for (const fl_rust_token *t = tokens; t->kind != FL_RUST_END; t++) {
        char text[64];
        const char *what = optimisation(t, t == tokens || !is_mark(t - 1, ':'), text);
        look_elsewhere(r, t);
        if (!what)
            continue;
        r->by_hand = r->by_hand || what != text || begins_blas(t);
        note(r, file, t->line, what, r->found == before);
    }
}

static void read_file(reading *r, const fl_case_text *file)
{
    char reason[160];
    bool rust = fl_ends_with(file->path, ".rs");
    fl_rust_token *tokens = rust && file->bytes ? fl_rust_tokens(file->bytes, file->size, reason) : NULL;
    r->has_root = r->has_root || strcmp(fl_base_name(file->path), "lib.rs") == 0;
    if (tokens)
        read_tokens(r, file, tokens);
    else
        miss(r, rust ? "%.100s could not be read" : "%.100s is not Rust and was not read", file->path);
    free(tokens);
}

static bool names_it(const char *text)
{
    static const char *const words[] = {"simd",      "avx",      "sse2",     "neon",     "blas",
                                        "intrinsic", "vectoris", "vectoriz", "assembly", NULL};
    for (size_t i = 0; words[i]; i++)
        if (strcasestr(text, words[i]))
            return true;
    return false;
}

/* Documentation of the comparison, or of the library in comments for its readers ("//!", "///"). */
static const char *documented(const fl_case *given, const fl_case_side *side)
{
    for (size_t i = 0; i < given->documentation_count; i++)
        if (names_it(given->documentation[i].bytes))
            return given->documentation[i].path;
    for (size_t i = 0; i < side->library_file_count; i++)
        for (const char *line = side->library_files[i].bytes; line && *line;
             line = strchr(line, '\n') ? strchr(line, '\n') + 1 : NULL) {
            char text[256];
            const char *start = line + strspn(line, " \t");
            if (strncmp(start, "//!", 3) != 0 && strncmp(start, "///", 3) != 0)
                continue;
            snprintf(text, sizeof text, "%.*s", (int)strcspn(start, "\n"), start);
            if (names_it(text))
                return side->library_files[i].path;
        }
    return NULL;
}

void fl_judge_library_sources(const fl_case *given, int side, fl_audit *audit)
{
    const fl_case_side *s = &given->sides[side];
    const fl_concerns who = (fl_concerns)side;
    reading r = {.side = s};
    if (!fl_audit_questions[92 - 1].side[side] || s->library_source_count == 0)
        return;
    list_modules(&r);
    for (size_t i = 0; i < s->library_file_count; i++)
        read_file(&r, &s->library_files[i]);
    free(r.modules);
    r.modules = NULL;
    if (!r.has_root)
        miss(&r, "%s", "lib.rs, where the library begins, is not given");
    const char *where = documented(given, s);
    bool hidden = !where && r.by_hand && given->documentation_count;
    if (r.found)
        fl_audit_add(audit, 92, who, hidden ? FL_POINT_FAIL : FL_POINT_UNCHECKED, FL_BY_READING, r.where,
                     "%s (in %zu of %zu files given)%s%.60s%s", r.shown, r.files_with, s->library_file_count,
                     where                        ? "; whether "
                     : hidden                     ? ", and no documentation given names it"
                     : given->documentation_count ? "; whether the library says so is not told"
                                                  : "; no documentation is given that could name it",
                     where ? where : "", where ? " says so is for a reader to judge" : "");
    else if (r.missing[0])
        fl_audit_add(audit, 92, who, FL_POINT_UNCHECKED, FL_BY_READING, "",
                     "no optimisation by hand in the %zu files given, but %s", s->library_file_count,
                     r.missing);
    else
        fl_audit_add(
            audit, 92, who, FL_POINT_PASS, FL_BY_READING, "",
            "no intrinsics, assembly, choice by CPU, SIMD crate or BLAS in any of the library's %zu files",
            s->library_file_count);
}
