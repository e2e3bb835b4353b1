/* The only file that sees toml++ (https://marzer.github.io/tomlplusplus/): TOML 1.0, positions of every
 * value, a limit of nesting of its own. What it does not limit or get right itself is refused before it
 * (reason_to_refuse), and no exception leaves this file. */
#define TOML_EXCEPTIONS 0
#define TOML_MAX_NESTED_VALUES 64
#include <toml++/toml.h>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <new>
#include <string>

#include "bench/audit/source/settings.h"
#include "bench/harness/memory.h"
#include "bench/record/text.h"

namespace
{

/* ---- before the parser ---- */

/* Each part of a dotted key is a table within the one before: toml++ follows them by recursion, and their
 * names, written out, grow with the square of their number. */
constexpr size_t most_parts = 32;

/* Which quotes and comments a place is in, as far as they hide dots and letters. */
class Scanner
{
  public:
    Scanner(const char *bytes, size_t size) : at_(bytes), end_(bytes + size)
    {
    }

    /* The reason, or nullptr. */
    const char *run()
    {
        static const char mark[] = "\xef\xbb\xbf"; /* a byte-order mark may stand in front */
        if (begins(mark))
            at_ += sizeof mark - 1;
        while (at_ < end_ && !reason_)
            step();
        return reason_;
    }

    [[nodiscard]] unsigned line() const
    {
        return line_;
    }

  private:
    [[nodiscard]] bool begins(const char *text) const
    {
        size_t length = strlen(text);
        return static_cast<size_t>(end_ - at_) >= length && memcmp(at_, text, length) == 0;
    }

    int32_t take()
    {
        size_t bytes = 0;
        int32_t character = fl_utf8_next(at_, static_cast<size_t>(end_ - at_), &bytes);
        at_ += bytes;
        line_ += character == '\n' ? 1 : 0;
        if (character < 0)
            reason_ = "it is not UTF-8";
        return character;
    }

    void step()
    {
        if (begins("\"\"\"") || begins("'''"))
            return quoted_over_lines(*at_);
        int32_t character = take();
        if (character == '"' || character == '\'')
            return quoted(character);
        if (character == '#')
            return comment();
        if (character > 0x7e && !reason_)
            reason_ = "a character beyond ASCII outside of quotes and comments";
        if (character == '.' && ++dots_ >= most_parts)
            reason_ = "a key of more than 32 parts";
        bool inside = character > 0 && character <= 0x7e &&
                      (strchr(" \t-_.", character) != nullptr || isalnum(character) != 0);
        dots_ = inside ? dots_ : 0;
    }

    void comment()
    {
        while (at_ < end_ && *at_ != '\n' && !reason_)
            (void)take();
    }

    /* What is not closed on its line is the parser's to complain about. */
    void quoted(int32_t quote)
    {
        while (at_ < end_ && *at_ != '\n' && !reason_) {
            int32_t character = take();
            if (character == quote)
                return;
            if (character == '\\' && quote == '"' && at_ < end_ && *at_ != '\n')
                (void)take();
        }
    }

    void quoted_over_lines(char quote)
    {
        const char three[] = {quote, quote, quote, '\0'};
        for (at_ += 3; at_ < end_ && !reason_;) {
            if (begins(three)) {
                for (at_ += 3; at_ < end_ && *at_ == quote; at_++)
                    ; /* up to two more belong to the text */
                return;
            }
            if (take() == '\\' && quote == '"' && at_ < end_)
                escaped();
        }
    }

    /* A backslash at the end of a line swallows white space. Whether a letter beyond ASCII is such,
     * toml++ 3.3 asks in ways that are undefined for most of them: none may stand where it asks. */
    void escaped()
    {
        while (at_ < end_ && strchr(" \t\r\n", *at_) != nullptr && *at_ != '\0')
            (void)take();
        if (at_ < end_ && (*at_ & 0x80) != 0)
            reason_ = "a character beyond ASCII behind a backslash";
        else if (at_[-1] == '\\' && at_ < end_)
            (void)take();
    }

    const char *at_, *end_;
    const char *reason_ = nullptr;
    size_t dots_ = 0;
    unsigned line_ = 1;
};

/* ---- the parser's tree as a list ---- */

std::string key_part(std::string_view key)
{
    bool bare = !key.empty() && std::all_of(key.begin(), key.end(), [](char c) {
        return isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_';
    });
    return bare ? std::string(key) : "\"" + std::string(key) + "\"";
}

/* As deep as the parser lets a file nest. */
// NOLINTBEGIN(misc-no-recursion,readability-use-anyofallof)
bool add(fl_settings *settings, const std::string &key, const toml::node &node)
{
    int line = static_cast<int>(node.source().begin.line);
    if (const auto *table = node.as_table()) {
        if (table->empty())
            return fl_settings_add(settings, key.c_str(), "", FL_SETTING_OTHER, line);
        for (const auto &[name, value] : *table)
            if (!add(settings, key.empty() ? key_part(name.str()) : key + "." + key_part(name.str()), value))
                return false;
        return true;
    }
    if (const auto *array = node.as_array()) {
        size_t index = 0;
        for (const auto &value : *array)
            if (!add(settings, key + "[" + std::to_string(index++) + "]", value))
                return false;
        return true;
    }
    if (auto text = node.value_exact<std::string>())
        return fl_settings_add(settings, key.c_str(), text->c_str(), FL_SETTING_TEXT, line);
    if (auto truth = node.value_exact<bool>())
        return fl_settings_add(settings, key.c_str(), *truth ? "true" : "false", FL_SETTING_TRUTH, line);
    if (auto number = node.value_exact<int64_t>())
        return fl_settings_add(settings, key.c_str(), std::to_string(*number).c_str(), FL_SETTING_NUMBER,
                               line);
    return fl_settings_add(settings, key.c_str(), "", FL_SETTING_OTHER, line);
}
// NOLINTEND(misc-no-recursion,readability-use-anyofallof)

} // namespace

namespace
{

bool read(const char *bytes, size_t size, fl_settings *settings)
{
    Scanner scanner(bytes, size);
    if (const char *refused = scanner.run()) {
        snprintf(settings->reason, sizeof settings->reason, "line %u: %.100s", scanner.line(), refused);
        return false;
    }
    toml::parse_result parsed = toml::parse(std::string_view(bytes, size));
    if (!parsed) {
        snprintf(settings->reason, sizeof settings->reason, "line %u: %.100s",
                 static_cast<unsigned>(parsed.error().source().begin.line),
                 std::string(parsed.error().description()).c_str());
        return false;
    }
    if (add(settings, "", parsed.table()))
        return true;
    snprintf(settings->reason, sizeof settings->reason, "it has too many keys");
    return false;
}

} // namespace

extern "C" bool fl_settings_read(const char *path, const char *bytes, size_t size, fl_settings *settings)
{
    *settings = fl_settings{};
    settings->path = path;
    bool whole = false;
    try {
        whole = read(bytes, size, settings);
    } catch (const std::bad_alloc &) {
        fl_memory_note_shortage();
        snprintf(settings->reason, sizeof settings->reason, "no memory to read it");
    } catch (...) {
        snprintf(settings->reason, sizeof settings->reason, "its reader failed");
    }
    if (!whole) { /* half of a file is none */
        char reason[sizeof settings->reason];
        memcpy(reason, settings->reason, sizeof reason);
        fl_settings_free(settings);
        memcpy(settings->reason, reason, sizeof reason);
    }
    return whole;
}
