# The table of floor probes: compiled by the machinery of the kernels, each its own translation unit with its own
# flags, and a registry generated from the calls in their order.
#
#   fairlane_probe(NAME SOURCE …)   the words of fairlane_kernel(); left out of the registry where it cannot be compiled
include(FairlaneKernel)

function(fairlane_probe name source)
    fairlane_variant_absent(absent ${ARGN})
    if(absent)
        return()
    endif()
    string(MAKE_C_IDENTIFIER "${name}" id)
    fairlane_compile_variant(objects fairlane_probe_${id} ${source} ${ARGN})
    # A floor that carries a sanitizer's code is none: libraries without it would stand below.
    target_compile_options(fairlane_probe_${id} PRIVATE -fno-sanitize=all)
    set_property(GLOBAL APPEND PROPERTY FAIRLANE_PROBE_OBJECTS ${objects})
    set_property(GLOBAL APPEND_STRING PROPERTY FAIRLANE_PROBE_DECLARATIONS "extern const fl_probe fl_probe_${id};\n")
    set_property(GLOBAL APPEND_STRING PROPERTY FAIRLANE_PROBE_ROWS "    &fl_probe_${id},\n")
endfunction()

# Ends the table: writes the registry that the calls above described to file, and sets objects to all that has to be
# linked with it.
function(fairlane_end_probes objects file)
    get_property(all GLOBAL PROPERTY FAIRLANE_PROBE_OBJECTS)
    set(${objects} "${all}" PARENT_SCOPE)
    get_property(declarations GLOBAL PROPERTY FAIRLANE_PROBE_DECLARATIONS)
    get_property(rows GLOBAL PROPERTY FAIRLANE_PROBE_ROWS)
    file(CONFIGURE OUTPUT ${file} CONTENT [[/* Generated from the table in bench/bounds/CMakeLists.txt. */
#include "bench/bounds/probe.h"

@declarations@
const fl_probe *const fl_probes[] = {
@rows@    NULL,
};
]] @ONLY)
endfunction()
