/* Any bytes, as a manifest or lock file, must end in settings that are fit to be shown or in a reason, never
 * in a fault; and whatever stands there as a version or requirement can be asked for. */
#include "tests/fuzz/fuzz.h"

#include "bench/audit/reader/settings.h"
#include "bench/base/text.h"

static void check_settings(const fl_settings *settings)
{
    char where[160], normal[128];
    for (size_t i = 0; i < settings->count; i++) {
        const fl_setting *at = &settings->list[i];
        fuzz_must(at->line >= 1 && fl_text_is_plain(at->key) && fl_text_is_plain(at->text));
        fuzz_must(fl_settings_find(settings, at->key) != NULL &&
                  fl_settings_below(settings, at->key) != NULL);
        fuzz_must(fl_setting_where(settings, at, where) == where && strlen(where) < sizeof where);
        fuzz_must(strlen(fl_python_name(at->text, normal)) < sizeof normal);
        const char *other = settings->list[(i + 1) % settings->count].text;
        int answers[] = {fl_cargo_satisfies(at->text, other), fl_python_satisfies(at->text, other)};
        fuzz_must(answers[0] >= -1 && answers[0] <= 1 && answers[1] >= -1 && answers[1] <= 1);
        if (i == 200) /* finding is linear */
            break;
    }
    fuzz_must(fl_settings_find(settings, "no such key") == NULL || settings->count > 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    fl_settings settings;
    char *text = fuzz_text(bytes, size);
    if (fl_settings_read("Cargo.toml", text, size, &settings)) {
        fuzz_must(!settings.reason[0]);
        check_settings(&settings);
    } else {
        fuzz_must(settings.reason[0] && strlen(settings.reason) < sizeof settings.reason);
        fuzz_must(settings.count == 0 && !settings.list);
    }
    fl_settings_free(&settings);
    free(text);
    return 0;
}
