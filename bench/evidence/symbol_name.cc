/* The C++ library demangles C++, and with it the older mangling of Rust. */
#include "bench/evidence/symbol_name.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <cxxabi.h>

namespace
{

enum { NAME = 512 };

/* "lin::linear::h0123456789abcdef": what Rust puts behind a name to tell versions of it apart. */
void cut_rust_hash(char *text)
{
    const size_t hash = 3 + 16; /* "::h" and its digits */
    size_t length = std::strlen(text);
    if (length <= hash || std::strncmp(text + length - hash, "::h", 3) != 0)
        return;
    if (std::strspn(text + length - hash + 3, "0123456789abcdef") == hash - 3)
        text[length - hash] = '\0';
}

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* "_RNvCs1234_3lin6linear": identifiers stand as length and text, the crate's behind its disambiguator
 * "s1234_". Generic arguments begin with I and are not told. */
bool demangle_rust(const char *symbol, char *text, size_t size)
{
    size_t used = 0;
    if (std::strncmp(symbol, "_RN", 3) != 0)
        return false;
    const char *at = std::strchr(symbol + 2, 'C'); /* behind the kinds of the path: Nv, Nt … */
    if (!at)
        return false;
    at++;
    while (*at != '\0') {
        if (*at == 's') {
            const char *end = std::strchr(at, '_');
            if (!end)
                return false;
            at = end + 1;
        }
        if (!is_digit(*at))
            break;
        char *name = nullptr;
        size_t length = std::strtoul(at, &name, 10);
        if (*name == '_')
            name++;
        if (length == 0 || length > std::strlen(name))
            break;
        int more = std::snprintf(text + used, size - used, "%s%.*s", used > 0 ? "::" : "",
                                 static_cast<int>(length), name);
        used += more > 0 ? static_cast<size_t>(more) : 0;
        if (used >= size)
            break;
        at = name + length;
    }
    return used > 0;
}

/* How many brackets of template arguments are open behind a character. */
int depth_behind(const char *name, const char *at, int depth)
{
    if (*at == '<')
        return depth + 1;
    bool arrow = at != name && at[-1] == '-';
    return *at == '>' && !arrow && depth > 0 ? depth - 1 : depth;
}

/* The part behind the last "::" or ".", outside of template arguments. */
const char *last_part(const char *name)
{
    const char *part = name;
    int depth = 0;
    for (const char *c = name; *c != '\0'; c++) {
        depth = depth_behind(name, c, depth);
        if (depth == 0 && ((c[0] == ':' && c[1] == ':') || c[0] == '.'))
            part = c + (c[0] == ':' ? 2 : 1);
    }
    return part;
}

/* Cuts the parameters, and template arguments behind the name: "f<int>(int) const" is "f". */
void cut_parameters(char *name)
{
    int depth = 0;
    for (char *c = name; *c != '\0'; c++) {
        if (*c == '(' && depth == 0 && c != name && std::strncmp(c, "(anonymous", 10) != 0) {
            *c = '\0';
            break;
        }
        depth = depth_behind(name, c, depth);
    }
}

bool ends_with_part(const char *name, const char *wanted)
{
    size_t length = std::strlen(name), end = std::strlen(wanted);
    if (length <= end || std::strcmp(name + length - end, wanted) != 0)
        return false;
    const char *before = name + length - end - 1;
    return *before == '.' || (*before == ':' && before > name && before[-1] == ':');
}

/* At most two letters added, left out or exchanged. */
bool is_misspelt(const char *a, const char *b)
{
    enum { LONGEST = 40, FAR = 2 };
    size_t x = std::strlen(a), y = std::strlen(b);
    if (x > LONGEST || y > LONGEST || x < 4 || y < 4 || (x > y ? x - y : y - x) > FAR)
        return false;
    int row[LONGEST + 1];
    for (size_t k = 0; k <= y; k++)
        row[k] = static_cast<int>(k);
    for (size_t i = 1; i <= x; i++) {
        int corner = row[0];
        row[0] = static_cast<int>(i);
        for (size_t k = 1; k <= y; k++) {
            int above = row[k], best = corner + (a[i - 1] == b[k - 1] ? 0 : 1);
            best = above + 1 < best ? above + 1 : best;
            best = row[k - 1] + 1 < best ? row[k - 1] + 1 : best;
            corner = above;
            row[k] = best;
        }
    }
    return row[y] <= FAR;
}

} // namespace

char *fl_symbol_demangle(const char *symbol, char *text, size_t size)
{
    int status = 0;
    if (std::strncmp(symbol, "_R", 2) == 0 && demangle_rust(symbol, text, size))
        return text;
    char *name =
        std::strncmp(symbol, "_Z", 2) == 0 ? abi::__cxa_demangle(symbol, nullptr, nullptr, &status) : nullptr;
    std::snprintf(text, size, "%s", name && status == 0 ? name : symbol);
    std::free(name);
    cut_rust_hash(text);
    return text;
}

char *fl_symbol_short_name(const char *symbol, char *text, size_t size)
{
    fl_symbol_demangle(symbol, text, size);
    cut_parameters(text);
    return text;
}

fl_symbol_fit fl_symbol_fits(const char *symbol, const char *wanted, bool spelling)
{
    char whole[NAME], name[NAME], part[NAME];
    if (std::strcmp(symbol, wanted) == 0)
        return FL_SYMBOL_EXACT;
    /* most symbols are of no interest, and demangling them all would take seconds */
    std::snprintf(part, sizeof part, "%s", wanted);
    cut_parameters(part);
    const char *sought = last_part(part);
    size_t plain = std::strcspn(sought, "<([ ~");
    char stem[NAME];
    std::snprintf(stem, sizeof stem, "%.*s", static_cast<int>(plain), sought);
    if (stem[0] != '\0' && !std::strstr(symbol, stem)) {
        if (!spelling)
            return FL_SYMBOL_OTHER;
        fl_symbol_short_name(symbol, name, sizeof name);
        return is_misspelt(last_part(name), stem) ? FL_SYMBOL_NEAR : FL_SYMBOL_OTHER;
    }
    fl_symbol_demangle(symbol, whole, sizeof whole);
    std::snprintf(name, sizeof name, "%s", whole);
    cut_parameters(name);
    if (std::strcmp(whole, wanted) == 0 || std::strcmp(name, wanted) == 0)
        return FL_SYMBOL_EXACT;
    if (ends_with_part(name, wanted) || ends_with_part(whole, wanted))
        return FL_SYMBOL_END;
    return FL_SYMBOL_NEAR;
}
