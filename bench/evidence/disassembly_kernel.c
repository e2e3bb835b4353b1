/* A kernel by its name, disassembled. */
#include <stdio.h>
#include <string.h>

#include "bench/base/sha256.h"
#include "bench/evidence/disassembly.h"

/* NULL, with error and status filled, when there is none. */
static const fl_kernel *find_kernel(const char *name, fl_status *status, fl_error *error)
{
    char known[400] = "";
    size_t used = 0;
    for (size_t i = 0; i < fl_variant_count; i++) {
        const fl_variant *variant = &fl_variants[i];
        if (strcmp(variant->name, name) == 0) {
            *status = variant->kernel
                          ? FL_OK
                          : fl_fail(error, FL_UNABLE, "disassemble: kernel '%s' is not in this program: %s",
                                    name, variant->absent);
            return variant->kernel;
        }
        if (variant->kernel && used < sizeof known)
            used +=
                (size_t)snprintf(known + used, sizeof known - used, "%s%s", used ? ", " : "", variant->name);
    }
    *status = fl_fail(error, FL_USAGE, "disassemble: unknown kernel '%.40s'; there are: %s", name, known);
    return NULL;
}

fl_status fl_disassemble_kernel(const char *name, fl_disassembled *s, fl_error *error)
{
    memset(s, 0, sizeof *s);
    fl_status status = FL_OK;
    s->kernel = find_kernel(name, &status, error);
    if (!s->kernel)
        return status;
    status = fl_function_at((uintptr_t)s->kernel->run, &s->function, error);
    if (status != FL_OK)
        return status;
    s->counts = fl_disassemble(s->function.code, s->function.size, s->function.address);
    fl_static_class(&s->counts, s->simd_class, sizeof s->simd_class);
    fl_sha256(s->function.code, s->function.size, s->sha256);
    fl_check_claim(s->kernel, &s->counts, &s->doubt);
    return fl_find_loops(s->function.code, s->function.size, s->function.address, &s->loops, error);
}
