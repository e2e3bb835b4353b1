/* Any text, as what a contestant answers to each kind of request, must be taken whole or refused with a
 * reason that can be shown, never end in a fault. */
#include "tests/fuzz/fuzz.h"

#include <math.h>

#include "bench/base/text.h"
#include "bench/peers/peer_parts.h"

enum { MOST = 8 };

static void check_reason(bool good, const fl_peer_why *why)
{
    fuzz_must(good || (why->text[0] && fl_text_is_plain(why->text)));
}

static void as_identity(const char *text)
{
    static fl_peer_identity identity;
    fl_peer_why why = {""};
    bool good = fl_peer_read_identity(text, &identity, &why);
    check_reason(good, &why);
    if (!good)
        return;
    fuzz_must(identity.name[0] && fl_text_is_plain(identity.name) && fl_text_is_plain(identity.version) &&
              fl_text_is_plain(identity.clock) && identity.fact_count <= FL_PEER_FACTS);
    for (size_t i = 0; i < identity.fact_count; i++)
        fuzz_must(fl_text_is_plain(identity.facts[i].name) && fl_text_is_plain(identity.facts[i].value));
}

static void as_numbers(const char *text)
{
    for (size_t count = 1; count <= MOST; count *= 2) {
        double numbers[MOST];
        fl_peer_why why = {""};
        bool good = fl_peer_read_numbers(text, count, numbers, &why);
        check_reason(good, &why);
        for (size_t i = 0; good && i < count; i++)
            fuzz_must(isfinite(numbers[i]));
        good = fl_peer_read_times(text, count, numbers, &why);
        check_reason(good, &why);
        for (size_t i = 0; good && i < count; i++)
            fuzz_must(numbers[i] >= 0 && numbers[i] < 1e15);
    }
}

static void as_counters(const char *text)
{
    static fl_peer_state state;
    fl_peer_why why = {""};
    check_reason(fl_peer_read_counters(text, &state, &why), &why);
    fuzz_must(state.counter_count <= FL_PEER_COUNTERS);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    char *text = fuzz_text(bytes, size); /* what follows a zero byte is another answer's affair */
    as_identity(text);
    as_numbers(text);
    as_counters(text);
    free(text);
    return 0;
}
