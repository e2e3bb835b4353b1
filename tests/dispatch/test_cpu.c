/* Detection on machines that a test makes up: from what CPUID, XGETBV and two libraries answer to what may be
 * used. And the list of what is to be hidden. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "dispatch/facts.h"

enum {
    SSE42 =
        FL_NEEDS_SSE2 | FL_NEEDS_SSE3 | FL_NEEDS_SSSE3 | FL_NEEDS_SSE41 | FL_NEEDS_SSE42 | FL_NEEDS_POPCNT,
    BITS = FL_NEEDS_BMI1 | FL_NEEDS_BMI2 | FL_NEEDS_LZCNT, /* no vectors: without a chain */
    AVX2 = SSE42 | BITS | FL_NEEDS_AVX | FL_NEEDS_F16C | FL_NEEDS_FMA | FL_NEEDS_AVX2,
    AVX512 = AVX2 | FL_NEEDS_AVX512F | FL_NEEDS_AVX512CD | FL_NEEDS_AVX512DQ | FL_NEEDS_AVX512BW |
             FL_NEEDS_AVX512VL,
};

/* Of leaf 1, ECX: SSE3, SSSE3, FMA, SSE4.1, SSE4.2, POPCNT, OSXSAVE, AVX, F16C; of leaf 7, EBX: BMI1, AVX2,
 * BMI2 and AVX-512 F, DQ, CD, BW, VL. */
enum { OSXSAVE = 27 };
static const uint32_t everything_1 =
    1u << 0 | 1u << 9 | 1u << 12 | 1u << 19 | 1u << 20 | 1u << 23 | 1u << 27 | 1u << 28 | 1u << 29;
static const uint32_t everything_7 =
    1u << 3 | 1u << 5 | 1u << 8 | 1u << 16 | 1u << 17 | 1u << 28 | 1u << 30 | 1u << 31;

/* A CPU with all of it, and two libraries that see it all. */
static fl_x86_facts complete(const char *vendor)
{
    fl_x86_facts f = {.saved = 0xe7,
                      .compiler = {.asked = AVX512, .affirms = AVX512},
                      .cpu_features = {.asked = AVX512, .affirms = AVX512}};
    memcpy(&f.leaf_0[FL_EBX], vendor, 4);
    memcpy(&f.leaf_0[FL_EDX], vendor + 4, 4);
    memcpy(&f.leaf_0[FL_ECX], vendor + 8, 4);
    f.leaf_1[FL_ECX] = everything_1;
    f.leaf_7[FL_EBX] = everything_7;
    f.extended_1[FL_ECX] = 1u << 5;
    return f;
}

static unsigned usable(const fl_x86_facts *facts)
{
    fl_cpu cpu = fl_cpu_of_x86(facts);
    assert_int_equal(cpu.doubted & ~cpu.has, 0);
    return fl_cpu_usable(&cpu);
}

/* Both libraries know Intel and AMD; of the others they deny everything, down to the baseline. */
static void every_vendor_gets_what_its_cpu_announces(void **state)
{
    (void)state;
    static const char *const vendors[] = {"GenuineIntel", "AuthenticAMD",          "HygonGenuine",
                                          "CentaurHauls", "  Shanghai  ",          "VirtualApple",
                                          "GenuineTMx86", "Genuine  RDC",          "E2K MACHINE\0",
                                          "SomebodyElse", "\0\0\0\0\0\0\0\0\0\0\0"};
    for (size_t i = 0; i < sizeof vendors / sizeof vendors[0]; i++) {
        fl_x86_facts f = complete(vendors[i]);
        fl_cpu cpu = fl_cpu_of_x86(&f);
        assert_int_equal(cpu.doubted, 0);
        assert_int_equal(fl_cpu_usable(&cpu), AVX512);
        assert_memory_equal(cpu.vendor, vendors[i], 12);
        f.compiler.affirms = f.cpu_features.affirms = 0;
        assert_int_equal(usable(&f), AVX512);
        f.compiler.affirms = AVX512; /* one of them knows it */
        assert_int_equal(usable(&f), AVX512);
        f.compiler.affirms = AVX2;
        assert_int_equal(usable(&f), AVX2);
    }
}

static void a_witness_that_knows_the_cpu_is_heard(void **state)
{
    (void)state;
    fl_x86_facts f = complete("GenuineIntel");
    f.cpu_features.affirms = AVX512 & ~FL_NEEDS_AVX2;
    fl_cpu cpu = fl_cpu_of_x86(&f);
    assert_int_equal(cpu.doubted, FL_NEEDS_AVX2);
    assert_int_equal(fl_cpu_usable(&cpu), AVX2 & ~FL_NEEDS_AVX2); /* and AVX-512 with it */
    f.cpu_features.asked = FL_NEEDS_SSE2; /* of what it was not asked it says nothing */
    assert_int_equal(usable(&f), AVX512);
    f.cpu_features = (fl_witness){0};
    assert_int_equal(usable(&f), AVX512);
    f.leaf_7[FL_EBX] = 0; /* what a witness affirms and CPUID denies is never believed */
    assert_int_equal(usable(&f), SSE42 | FL_NEEDS_LZCNT | FL_NEEDS_AVX | FL_NEEDS_F16C | FL_NEEDS_FMA);
}

static void a_chain_ends_before_its_missing_link(void **state)
{
    (void)state;
    static const struct {
        int leaf, bit;
        unsigned left;
    } masks[] = {
        {1, 0, FL_NEEDS_SSE2 | FL_NEEDS_POPCNT | BITS},                 /* SSE3 */
        {1, 9, FL_NEEDS_SSE2 | FL_NEEDS_SSE3 | FL_NEEDS_POPCNT | BITS}, /* SSSE3 */
        {1, 19, (SSE42 & ~(FL_NEEDS_SSE41 | FL_NEEDS_SSE42)) | BITS},   /* SSE4.1 */
        {1, 20, (SSE42 & ~FL_NEEDS_SSE42) | BITS},                      /* SSE4.2 */
        {1, 23, (SSE42 & ~FL_NEEDS_POPCNT) | BITS},                     /* POPCNT */
        {1, 28, SSE42 | BITS},                                          /* AVX */
        {1, 27, SSE42 | BITS},                                          /* OSXSAVE */
        {1, 12, AVX2 & ~FL_NEEDS_FMA},                                  /* FMA */
        {1, 29, AVX2 & ~FL_NEEDS_F16C},                                 /* F16C */
        {7, 3, AVX512 & ~FL_NEEDS_BMI1},                                /* BMI1 */
        {7, 8, AVX512 & ~FL_NEEDS_BMI2},                                /* BMI2 */
        {7, 5, AVX2 & ~FL_NEEDS_AVX2},                                  /* AVX2 */
        {7, 16, AVX2},                                                  /* AVX512F */
        {7, 17, AVX512 & ~FL_NEEDS_AVX512DQ},
        {7, 28, AVX512 & ~FL_NEEDS_AVX512CD},
        {7, 30, AVX512 & ~FL_NEEDS_AVX512BW},
        {7, 31, AVX512 & ~FL_NEEDS_AVX512VL},
    };
    for (size_t i = 0; i < sizeof masks / sizeof masks[0]; i++) {
        fl_x86_facts f = complete("AuthenticAMD");
        uint32_t *word = masks[i].leaf == 1 ? &f.leaf_1[FL_ECX] : &f.leaf_7[FL_EBX];
        *word &= ~(1u << masks[i].bit);
        if (usable(&f) != masks[i].left)
            fail_msg("without bit %d of leaf %d: %#x instead of %#x", masks[i].bit, masks[i].leaf, usable(&f),
                     masks[i].left);
    }
}

static void what_the_system_does_not_save_is_not_used(void **state)
{
    (void)state;
    static const struct {
        uint32_t saved;
        unsigned left;
    } systems[] = {{0xe7, AVX512},      {0xe6, AVX512},       {0x7, AVX2},
                   {0x67, AVX2},        {0xa7, AVX2},         {0x3, SSE42 | BITS},
                   {0x5, SSE42 | BITS}, {0xe1, SSE42 | BITS}, {0, SSE42 | BITS}};
    for (size_t i = 0; i < sizeof systems / sizeof systems[0]; i++) {
        fl_x86_facts f = complete("GenuineIntel");
        f.saved = systems[i].saved;
        assert_int_equal(usable(&f), systems[i].left);
    }
    /* With OSXSAVE off cpu_features speaks of the host's SSE family: it is not heard on that. */
    fl_x86_facts f = complete("GenuineIntel");
    f.leaf_1[FL_ECX] &= ~(1u << OSXSAVE);
    f.cpu_features.affirms = FL_NEEDS_SSE2 | FL_NEEDS_POPCNT | BITS;
    assert_int_equal(usable(&f), SSE42 | BITS);
    f.saved = 0xe7; /* cannot have been read: not believed */
    assert_int_equal(usable(&f), SSE42 | BITS);
}

/* "NT4 limit": the CPU hides its leaves above a number; no leaf, no feature. */
static void leaves_that_the_cpu_does_not_have(void **state)
{
    (void)state;
    fl_x86_facts f = complete("GenuineIntel");
    memset(f.leaf_7, 0, sizeof f.leaf_7);
    memset(f.extended_1, 0, sizeof f.extended_1);
    f.compiler.affirms = f.cpu_features.affirms = SSE42 | FL_NEEDS_AVX | FL_NEEDS_FMA | FL_NEEDS_F16C;
    assert_int_equal(usable(&f), SSE42 | FL_NEEDS_AVX | FL_NEEDS_FMA | FL_NEEDS_F16C);
    fl_x86_facts nothing = {0};
    fl_cpu cpu = fl_cpu_of_x86(&nothing);
    assert_int_equal(fl_cpu_usable(&cpu), FL_NEEDS_SSE2);
    assert_string_equal(cpu.vendor, "");
    assert_string_equal(cpu.name, "x86-64 CPU without a name");
    assert_int_equal(cpu.family | cpu.model | cpu.stepping, 0);
}

static void names_and_numbers(void **state)
{
    (void)state;
    static const struct {
        uint32_t signature;
        int family, model, stepping;
        const char *brand, *name;
    } cpus[] = {
        {0xc06f2, 6, 207, 2, "INTEL(R) XEON(R) PLATINUM 8592+", "INTEL(R) XEON(R) PLATINUM 8592+"},
        {0xb00f21, 26, 2, 1, "AMD EPYC                                       ", "AMD EPYC"},
        {0xa20f10, 25, 33, 0, "   blanks in front", "blanks in front"},
        {0x900f02, 24, 0, 2, "Hygon C86 7185 32-core Processor", "Hygon C86 7185 32-core Processor"},
        {0x107b1, 7, 11, 1, "", "x86-64 CPU without a name"}, /* Zhaoxin: the extended parts do not count */
        {0x006fd, 6, 15, 13, "                                                ", "x86-64 CPU without a name"},
        {0xa20f10, 25, 33, 0, "AMD \033[31mEPYC\233 \302\265",
         "AMD ?[31mEPYC? ??"}, /* a hypervisor's owner */
        {0xf0f0fff, 255, 255, 15, "all of the forty-eight characters of it are used",
         "all of the forty-eight characters of it are used"},
    };
    for (size_t i = 0; i < sizeof cpus / sizeof cpus[0]; i++) {
        fl_x86_facts f = complete("SomebodyElse");
        f.leaf_1[FL_EAX] = cpus[i].signature;
        char brand[sizeof f.brand + 1] = "";
        strncpy(brand, cpus[i].brand, sizeof brand - 1);
        memcpy(f.brand, brand, sizeof f.brand);
        fl_cpu cpu = fl_cpu_of_x86(&f);
        assert_int_equal(cpu.family, cpus[i].family);
        assert_int_equal(cpu.model, cpus[i].model);
        assert_int_equal(cpu.stepping, cpus[i].stepping);
        assert_string_equal(cpu.name, cpus[i].name);
    }
}

static void aarch64_cpus(void **state)
{
    (void)state;
    fl_aarch64_facts f = {.hwcap = 1 << 1, .sve_vector_bytes = 99, .midr = 0x410fd0c1};
    fl_cpu cpu = fl_cpu_of_aarch64(&f);
    assert_int_equal(fl_cpu_usable(&cpu), FL_NEEDS_NEON | FL_NEEDS_FMA);
    assert_int_equal(cpu.sve_vector_bytes, 0);
    assert_string_equal(cpu.name, "AArch64 implementer 0x41 part 0xd0c variant 0 revision 1");
    f.hwcap |= 1ul << 22;
    f.midr = 0;
    cpu = fl_cpu_of_aarch64(&f);
    assert_int_equal(fl_cpu_usable(&cpu), FL_NEEDS_NEON | FL_NEEDS_FMA | FL_NEEDS_SVE);
    assert_int_equal(cpu.sve_vector_bytes, 99);
    assert_string_equal(cpu.name, "AArch64 CPU whose MIDR_EL1 cannot be read");
    f.cpu_features = (fl_witness){FL_NEEDS_NEON | FL_NEEDS_SVE, FL_NEEDS_NEON};
    cpu = fl_cpu_of_aarch64(&f);
    assert_int_equal(cpu.doubted, FL_NEEDS_SVE);
    f.cpu_features.affirms = 0; /* knows nothing of this CPU */
    cpu = fl_cpu_of_aarch64(&f);
    assert_int_equal(cpu.doubted, 0);
}

static void what_is_hidden_takes_along_what_builds_on_it(void **state)
{
    (void)state;
    enum { AVX512_ALL = AVX512 & ~AVX2 };
    static const struct {
        const char *names;
        unsigned hidden;
    } lists[] = {
        {NULL, 0},
        {"", 0},
        {"avx512", AVX512_ALL},
        {"AVX512F", AVX512_ALL},
        {"avx512bw", FL_NEEDS_AVX512BW},
        {"avx512vl,avx512dq", FL_NEEDS_AVX512VL | FL_NEEDS_AVX512DQ},
        {"fma", AVX512_ALL | FL_NEEDS_FMA},
        {"avx512,fma", AVX512_ALL | FL_NEEDS_FMA},
        {"avx2,avx2", AVX512_ALL | FL_NEEDS_AVX2},
        {"f16c", AVX512_ALL | FL_NEEDS_F16C},
        {"avx", AVX512 & ~(SSE42 | BITS)},
        {"sse3", AVX512 & ~(FL_NEEDS_SSE2 | FL_NEEDS_POPCNT | BITS)},
        {"sse4.2", AVX512 & ~((SSE42 & ~FL_NEEDS_SSE42) | BITS)},
        {"lzcnt,Bmi1", FL_NEEDS_LZCNT | FL_NEEDS_BMI1},
        {"sve", FL_NEEDS_SVE},
    };
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        unsigned hidden = 12345;
        fl_error error = {""};
        assert_int_equal(fl_read_hide(lists[i].names, &hidden, &error), FL_OK);
        assert_string_equal(error.text, "");
        if (hidden != lists[i].hidden)
            fail_msg("'%s' hides %#x instead of %#x", lists[i].names, hidden, lists[i].hidden);
    }
}

static const char offer[] = "; it takes, separated by commas: avx512, avx512vl, avx512bw, avx512dq, "
                            "avx512cd, avx512f, avx2, fma, f16c, "
                            "bmi2, bmi1, lzcnt, avx, popcnt, sse4.2, sse4.1, ssse3, sse3, sve";

static void unknown_names_are_refused_with_those_that_are_known(void **state)
{
    (void)state;
    static const char *const unknown[][2] = {
        {"avx1024", "'avx1024'"},
        {",", "''"},
        {"avx,", "''"},
        {",avx", "''"},
        {"avx,,fma", "''"},
        {" avx", "' avx'"},
        {"avx fma", "'avx fma'"},
        {"avx512,no", "'no'"},
        {"sse4", "'sse4'"},
        {"avx51", "'avx51'"},
        {"avx512fma", "'avx512fma'"},
        {"a\033[31m\nb", "'a?[31m?b'"},
        {"\xff", "'?'"},
        {"all", "'all'"},
    };
    char expected[512];
    fl_error error;
    unsigned hidden;
    for (size_t i = 0; i < sizeof unknown / sizeof unknown[0]; i++) {
        hidden = 0;
        assert_int_equal(fl_read_hide(unknown[i][0], &hidden, &error), FL_USAGE);
        snprintf(expected, sizeof expected, "%s is no feature that can be hidden%s", unknown[i][1], offer);
        assert_string_equal(error.text, expected);
        assert_int_equal(hidden & AVX512, AVX512 & ~FL_NEEDS_SSE2); /* when in doubt, everything */
    }
    assert_int_equal(fl_read_hide("neon", &hidden, &error), FL_USAGE);
    snprintf(expected, sizeof expected, "'neon' belongs to every CPU of its architecture%s", offer);
    assert_string_equal(error.text, expected);
    assert_int_equal(fl_read_hide("sse2", &hidden, NULL), FL_USAGE);

    size_t length = 1u << 20;
    char *longest = malloc(length + 1);
    assert_non_null(longest);
    memset(longest, '\033', length);
    longest[length] = '\0';
    assert_int_equal(fl_read_hide(longest, &hidden, &error), FL_USAGE);
    free(longest);
    assert_non_null(strstr(error.text, "??...' is no feature"));
    assert_non_null(strstr(error.text, offer));
}

static void sets_are_named(void **state)
{
    (void)state;
    char text[64];
    fl_name_needs(FL_NEEDS_FMA | FL_NEEDS_AVX512F | FL_NEEDS_SSE2, text, sizeof text);
    assert_string_equal(text, "AVX512F, FMA, SSE2");
    fl_name_needs(0, text, sizeof text);
    assert_string_equal(text, "");
    fl_name_needs(~0u, text, 12);
    assert_string_equal(text, "AVX512VL, A");
    for (unsigned bit = 1; bit; bit <<= 1)
        assert_int_equal(*fl_need_name(bit) != 0, (bit & (AVX512 | FL_NEEDS_NEON | FL_NEEDS_SVE)) != 0);
}

static void microarchitectures_are_named_by_their_numbers(void **state)
{
    (void)state;
    static const struct {
        fl_cpu cpu;
        const char *text;
    } known[] = {
        {{.architecture = FL_ARCHITECTURE_X86_64, .vendor = "AuthenticAMD", .family = 26, .model = 2},
         "AMD_ZEN5 (AuthenticAMD family 26 model 2)"},
        {{.architecture = FL_ARCHITECTURE_X86_64, .vendor = "AuthenticAMD", .family = 25, .model = 17},
         "AMD_ZEN4 (AuthenticAMD family 25 model 17)"},
        {{.architecture = FL_ARCHITECTURE_X86_64, .vendor = "AuthenticAMD", .family = 25, .model = 1},
         "AMD_ZEN3 (AuthenticAMD family 25 model 1)"},
        {{.architecture = FL_ARCHITECTURE_X86_64, .vendor = "GenuineIntel", .family = 6, .model = 207},
         "INTEL_EMR (GenuineIntel family 6 model 207)"},
        {{.architecture = FL_ARCHITECTURE_X86_64, .vendor = "SomebodyElse", .family = 99, .model = 7},
         "SomebodyElse family 99 model 7"},
        {{.architecture = FL_ARCHITECTURE_X86_64}, ""},
        {{.architecture = FL_ARCHITECTURE_AARCH64, .midr = 0x413fd0c1},
         "ARM_NEOVERSE_N1 (implementer 0x41 part 0xd0c)"},
        {{.architecture = FL_ARCHITECTURE_AARCH64, .midr = 0x00000010}, "implementer 0x00 part 0x001"},
        {{.architecture = FL_ARCHITECTURE_AARCH64}, ""},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        char text[64];
        assert_string_equal(fl_cpu_microarchitecture(&known[i].cpu, text, sizeof text), known[i].text);
    }
}

/* A server under a hypervisor that gives it the number of an old desktop, and cores that had a feature taken
 * away: what is there beyond a name refutes it, what is missing does not. */
static void features_refute_a_name_that_their_numbers_give(void **state)
{
    (void)state;
    static const struct {
        int family, model;
        uint32_t leaf_7_edx, leaf_7_1_eax, leaf_7_1_edx, leaf_7_ebx;
        const char *vendor, *text;
    } cpus[] = {
        {6, 207, 1u << 23 | 1u << 24, 1u << 5, 1u << 14, ~0u, "GenuineIntel",
         "not INTEL_EMR: it has PREFETCHI (GenuineIntel family 6 model 207)"},
        {6, 207, 1u << 23 | 1u << 24, 1u << 5, 0, ~0u, "GenuineIntel",
         "INTEL_EMR (GenuineIntel family 6 model 207)"},
        {6, 207, 0, 0, 0, 0, "GenuineIntel", "INTEL_EMR (GenuineIntel family 6 model 207)"},
        {6, 173, 1u << 23 | 1u << 24, 1u << 5, 1u << 14, ~0u, "GenuineIntel",
         "INTEL_GNR (GenuineIntel family 6 model 173)"},
        {25, 1, 0, 0, 0, ~0u, "AuthenticAMD",
         "not AMD_ZEN3: it has AVX512F (AuthenticAMD family 25 model 1)"},
        {25, 1, 0, 0, 0, 1u << 3 | 1u << 5, "AuthenticAMD", "AMD_ZEN3 (AuthenticAMD family 25 model 1)"},
        {25, 17, 0, 1u << 5, 0, ~0u, "AuthenticAMD", "AMD_ZEN4 (AuthenticAMD family 25 model 17)"},
        {25, 17, 1u << 23, 1u << 5, 0, ~0u, "AuthenticAMD",
         "not AMD_ZEN4: it has AVX512-FP16 (AuthenticAMD family 25 model 17)"},
#if defined(FAIRLANE_HAVE_CPU_FEATURES) && defined(__x86_64__)
        {6, 167, 1u << 23 | 1u << 24, 1u << 5, 0, ~0u, "GenuineIntel",
         "not INTEL_RCL: it has AMX (GenuineIntel family 6 model 167)"},
        {6, 167, 0, 0, 0, ~0u, "GenuineIntel", "INTEL_RCL (GenuineIntel family 6 model 167)"},
        {6, 42, 0, 0, 0, 1u << 5, "GenuineIntel",
         "not INTEL_SNB: it has AVX2 (GenuineIntel family 6 model 42)"},
#endif
    };
    for (size_t i = 0; i < sizeof cpus / sizeof *cpus; i++) {
        fl_x86_facts f = complete(cpus[i].vendor);
        const uint32_t family = (uint32_t)cpus[i].family, model = (uint32_t)cpus[i].model;
        f.leaf_1[FL_EAX] = (model & 0xf) << 4 | (model >> 4) << 16 |
                           (family < 0xf ? family << 8 : 0xfu << 8 | (family - 0xf) << 20);
        f.leaf_7[FL_EBX] &= cpus[i].leaf_7_ebx;
        f.leaf_7[FL_EDX] = cpus[i].leaf_7_edx;
        f.leaf_7_1[FL_EAX] = cpus[i].leaf_7_1_eax;
        f.leaf_7_1[FL_EDX] = cpus[i].leaf_7_1_edx;
        fl_cpu cpu = fl_cpu_of_x86(&f);
        char text[96];
        assert_string_equal(fl_cpu_microarchitecture(&cpu, text, sizeof text), cpus[i].text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_vendor_gets_what_its_cpu_announces),
        cmocka_unit_test(a_witness_that_knows_the_cpu_is_heard),
        cmocka_unit_test(a_chain_ends_before_its_missing_link),
        cmocka_unit_test(what_the_system_does_not_save_is_not_used),
        cmocka_unit_test(leaves_that_the_cpu_does_not_have),
        cmocka_unit_test(names_and_numbers),
        cmocka_unit_test(aarch64_cpus),
        cmocka_unit_test(what_is_hidden_takes_along_what_builds_on_it),
        cmocka_unit_test(unknown_names_are_refused_with_those_that_are_known),
        cmocka_unit_test(sets_are_named),
        cmocka_unit_test(microarchitectures_are_named_by_their_numbers),
        cmocka_unit_test(features_refute_a_name_that_their_numbers_give),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
