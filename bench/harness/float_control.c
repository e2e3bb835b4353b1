#include "bench/harness/float_control.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One setting: the bits, the value they have when a program starts, and what another one means. */
typedef struct setting {
    uint64_t mask, usual;
    const char *name;
} setting;

#if defined(__x86_64__)
#include <xmmintrin.h>
static const char *const vector_register = "MXCSR";
/* Intel 64 Architectures Software Developer's Manual, volume 1, §10.2.3; the low six bits are flags. */
enum { VECTOR_FLAGS = 0x3f };
static const setting vector_settings[] = {
    {0x8000, 0, "flush-to-zero"},
    {0x0040, 0, "denormals-are-zero"},
    {0x6000, 0, "a rounding other than to nearest"},
    {0x1f80, 0x1f80, "traps"},
};
/* The same, §8.1.5: precision 64 bits, to nearest, all masked. */
static const setting x87_settings[] = {
    {0x0300, 0x0300, "x87 precision below 64 bits"},
    {0x0c00, 0, "an x87 rounding other than to nearest"},
    {0x003f, 0x003f, "x87 traps"},
};
#elif defined(__aarch64__)
static const char *const vector_register = "FPCR";
/* Arm Architecture Reference Manual, FPCR; nothing of it is a flag of the past. */
static const setting vector_settings[] = {
    {UINT64_C(1) << 24, 0, "flush-to-zero"},
    {UINT64_C(1) << 19, 0, "flush-to-zero in half precision"},
    {UINT64_C(3), 0, "subnormal inputs flushed, or alternate handling"},
    {UINT64_C(3) << 22, 0, "a rounding other than to nearest"},
    {UINT64_C(1) << 25, 0, "default NaN"},
    {UINT64_C(0x9f00), 0, "traps"},
};
static const setting x87_settings[] = {{0, 0, ""}};
#else
static const char *const vector_register = "no register known here";
static const setting vector_settings[] = {{0, 0, ""}};
static const setting x87_settings[] = {{0, 0, ""}};
#endif

fl_float_control fl_float_control_read(void)
{
    fl_float_control control = {0, 0};
#if defined(__x86_64__)
    uint16_t word = 0;
    __asm__ volatile("fnstcw %0" : "=m"(word));
    control.x87 = word;
    control.vector = _mm_getcsr() & ~(uint64_t)VECTOR_FLAGS;
#elif defined(__aarch64__)
    __asm__ volatile("mrs %0, fpcr" : "=r"(control.vector));
#endif
    return control;
}

static void append_strange(uint64_t value, const setting *settings, size_t count, char *text, size_t size)
{
    for (size_t i = 0; i < count; i++) {
        size_t used = strlen(text);
        if ((value & settings[i].mask) != settings[i].usual && used < size)
            snprintf(text + used, size - used, "%s%s", used ? ", " : "", settings[i].name);
    }
}

char *fl_float_control_strange(fl_float_control control, char *text, size_t size)
{
    text[0] = '\0';
    append_strange(control.vector, vector_settings, sizeof vector_settings / sizeof vector_settings[0], text,
                   size);
    append_strange(control.x87, x87_settings, sizeof x87_settings / sizeof x87_settings[0], text, size);
    return text;
}

char *fl_float_control_text(fl_float_control control, char *text, size_t size)
{
    char strange[160];
    fl_float_control_strange(control, strange, sizeof strange);
    int length = snprintf(text, size, "%s; %s 0x%04llx", strange[0] ? strange : "default", vector_register,
                          (unsigned long long)control.vector);
    if (control.x87 && length > 0 && (size_t)length < size)
        snprintf(text + length, size - (size_t)length, ", x87 0x%04x", (unsigned)control.x87);
    return text;
}

fl_status fl_float_control_check(fl_error *error)
{
    fl_float_control control = fl_float_control_read();
    char strange[160], text[256];
    if (!fl_float_control_strange(control, strange, sizeof strange)[0])
        return FL_OK;
    const char *preloaded = getenv("LD_PRELOAD");
    return fl_fail(error, FL_UNABLE,
                   "this process does not compute as the system started it: %s; a library that was loaded "
                   "into it, as -ffast-math makes them, has set that%s%.120s; leave it out",
                   fl_float_control_text(control, text, sizeof text),
                   preloaded && preloaded[0] ? ": look at LD_PRELOAD=" : "", preloaded ? preloaded : "");
}
