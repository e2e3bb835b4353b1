/* The only file that sees toml++ (https://marzer.github.io/tomlplusplus/): TOML 1.0, positions of every
 * value, a limit of nesting of its own. */
#define TOML_EXCEPTIONS 0
#define TOML_MAX_NESTED_VALUES 64
#include <toml++/toml.h>

#include <algorithm>
#include <cstdio>
#include <string>

#include "bench/audit/source/settings.h"

namespace
{

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

extern "C" bool fl_settings_read(const char *path, const char *bytes, size_t size, fl_settings *settings)
{
    *settings = fl_settings{};
    settings->path = path;
    toml::parse_result parsed = toml::parse(std::string_view(bytes, size));
    if (!parsed) {
        snprintf(settings->reason, sizeof settings->reason, "line %u: %.100s",
                 static_cast<unsigned>(parsed.error().source().begin.line),
                 std::string(parsed.error().description()).c_str());
        return false;
    }
    if (add(settings, "", parsed.table()))
        return true;
    fl_settings_free(settings);
    settings->path = path;
    snprintf(settings->reason, sizeof settings->reason, "it has too many keys");
    return false;
}
