# The machinery behind the tables of kernels and probes: one call per variant, each compiled as its own translation
# unit with its own flags, and a registry generated from the calls in their order.
#
#   fairlane_kernel(NAME SOURCE [ARCH x86_64|aarch64] [SCALAR|AUTOVEC] [FMA] [LIBRARY OpenBLAS|BLIS|SLEEF] [FLAGS …])
#
#   ARCH     compiled on this architecture only
#   SCALAR   the compiler's vectoriser off
#   AUTOVEC  the compiler's vectoriser on, additions may be reassociated (NaN and infinity still honoured)
#   FMA      multiply and add may be contracted to a fused multiply-add; without it they never are
#   LIBRARY  needs this library, found in cmake/FairlaneLibraries.cmake
#   FLAGS    ISA flags
include(CheckCCompilerFlag)

if(CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|AMD64|amd64)$")
    set(FAIRLANE_ARCH x86_64)
elseif(CMAKE_SYSTEM_PROCESSOR MATCHES "^(aarch64|arm64)$")
    set(FAIRLANE_ARCH aarch64)
else()
    set(FAIRLANE_ARCH other)
endif()
set(FAIRLANE_ARCH_NAME_x86_64 "x86-64")
set(FAIRLANE_ARCH_NAME_aarch64 "AArch64")

set(FAIRLANE_SCALAR_FLAGS_GNU -fno-tree-vectorize -fno-tree-slp-vectorize)
set(FAIRLANE_SCALAR_FLAGS_Clang -fno-vectorize -fno-slp-vectorize)
set(FAIRLANE_SCALAR_FLAGS_AppleClang ${FAIRLANE_SCALAR_FLAGS_Clang})
set(FAIRLANE_AUTOVEC_FLAGS -O3 -fassociative-math -fno-signed-zeros -fno-trapping-math -fno-math-errno)

# Sets flags to what a measured file is compiled with beside the project's warnings, whatever the build type.
function(fairlane_variant_flags flags)
    cmake_parse_arguments(ARG "SCALAR;AUTOVEC;FMA" "ARCH;LIBRARY" "FLAGS" ${ARGN})
    set(list -O2 -fno-lto -falign-functions=64)
    if(ARG_SCALAR)
        list(APPEND list ${FAIRLANE_SCALAR_FLAGS_${CMAKE_C_COMPILER_ID}})
    endif()
    if(ARG_AUTOVEC)
        list(REMOVE_ITEM list -O2)
        list(APPEND list ${FAIRLANE_AUTOVEC_FLAGS})
    endif()
    if(ARG_FMA)
        list(APPEND list -ffp-contract=fast)
    else()
        list(APPEND list -ffp-contract=off)
    endif()
    list(APPEND list ${ARG_FLAGS})
    set(${flags} "${list}" PARENT_SCOPE)
endfunction()

# Sets reason to why a variant cannot be compiled here, or to the empty string.
function(fairlane_variant_absent reason)
    cmake_parse_arguments(ARG "SCALAR;AUTOVEC;FMA" "ARCH;LIBRARY" "FLAGS" ${ARGN})
    set(${reason} "" PARENT_SCOPE)
    if(ARG_UNPARSED_ARGUMENTS)
        message(FATAL_ERROR "fairlane: unknown words in a table line: ${ARG_UNPARSED_ARGUMENTS}")
    endif()
    if(ARG_ARCH AND NOT ARG_ARCH STREQUAL FAIRLANE_ARCH)
        set(${reason} "for ${FAIRLANE_ARCH_NAME_${ARG_ARCH}} only" PARENT_SCOPE)
        return()
    endif()
    if(ARG_LIBRARY AND NOT FAIRLANE_HAVE_${ARG_LIBRARY})
        set(${reason} "${ARG_LIBRARY} was not found when this was built" PARENT_SCOPE)
        return()
    endif()
    foreach(flag IN LISTS ARG_FLAGS)
        string(MAKE_C_IDENTIFIER "FAIRLANE_COMPILER_KNOWS_${flag}" known)
        check_c_compiler_flag(${flag} ${known})
        if(NOT ${known})
            set(${reason} "${CMAKE_C_COMPILER_ID} ${CMAKE_C_COMPILER_VERSION} does not know ${flag}" PARENT_SCOPE)
            return()
        endif()
    endforeach()
endfunction()

# Adds one measured file to an object library of its own (so that a foreign library can be folded into it) and
# sets objects to what has to be linked.
function(fairlane_compile_variant objects target source)
    cmake_parse_arguments(ARG "SCALAR;AUTOVEC;FMA" "ARCH;LIBRARY" "FLAGS" ${ARGN})
    fairlane_variant_flags(flags ${ARGN})
    add_library(${target} OBJECT ${source})
    target_compile_options(${target} PRIVATE ${flags})
    set_target_properties(${target} PROPERTIES INTERPROCEDURAL_OPTIMIZATION OFF POSITION_INDEPENDENT_CODE ON)
    if(ARG_LIBRARY)
        target_include_directories(${target} SYSTEM PRIVATE ${FAIRLANE_${ARG_LIBRARY}_INCLUDE_DIRS})
    endif()
    if(ARG_LIBRARY AND FAIRLANE_${ARG_LIBRARY}_ARCHIVE)
        # Fold the library's archive into the object and hide all of its symbols but the kernel: nothing linked
        # before, after or loaded at run time can take over cblas_sgemv, and two BLAS live side by side.
        set(folded ${CMAKE_CURRENT_BINARY_DIR}/${target}.folded.o)
        add_custom_command(
            OUTPUT ${folded}
            COMMAND ${CMAKE_LINKER} -r $<TARGET_OBJECTS:${target}> --start-group
                    ${FAIRLANE_${ARG_LIBRARY}_ARCHIVE} --end-group -o ${folded}
            COMMAND ${CMAKE_OBJCOPY} --wildcard --keep-global-symbol=fl_kernel_* ${folded}
            DEPENDS ${target} $<TARGET_OBJECTS:${target}> ${FAIRLANE_${ARG_LIBRARY}_ARCHIVE}
            COMMAND_EXPAND_LISTS VERBATIM)
        set_source_files_properties(${folded} PROPERTIES EXTERNAL_OBJECT TRUE GENERATED TRUE)
        set(${objects} ${folded} PARENT_SCOPE)
    else()
        set(${objects} $<TARGET_OBJECTS:${target}> PARENT_SCOPE)
    endif()
endfunction()

set_property(GLOBAL PROPERTY FAIRLANE_KERNEL_OBJECTS "")
set_property(GLOBAL PROPERTY FAIRLANE_KERNEL_DECLARATIONS "")
set_property(GLOBAL PROPERTY FAIRLANE_KERNEL_ROWS "")

function(fairlane_kernel name source)
    string(MAKE_C_IDENTIFIER "${name}" id)
    set(path "kernels/${source}")
    fairlane_variant_flags(flags ${ARGN})
    list(JOIN flags " " flags_text)
    fairlane_variant_absent(absent ${ARGN})
    if(absent)
        set(row "    {\"${name}\", 0, \"${absent}\", \"${path}\", \"\", \"\"},\n")
    else()
        fairlane_compile_variant(objects fairlane_kernel_${id} ${source} ${ARGN})
        set_property(GLOBAL APPEND PROPERTY FAIRLANE_KERNEL_OBJECTS ${objects})
        set_property(GLOBAL APPEND_STRING PROPERTY FAIRLANE_KERNEL_DECLARATIONS
            "extern const fl_kernel fl_kernel_${id};\n")
        set(row "    {\"${name}\", &fl_kernel_${id}, 0, \"${path}\",\n     \"${CMAKE_C_COMPILER_ID} ${CMAKE_C_COMPILER_VERSION}\", \"${flags_text}\"},\n")
    endif()
    set_property(GLOBAL APPEND_STRING PROPERTY FAIRLANE_KERNEL_ROWS "${row}")
endfunction()

# Writes the registry that the calls above described.
function(fairlane_write_registry file)
    get_property(declarations GLOBAL PROPERTY FAIRLANE_KERNEL_DECLARATIONS)
    get_property(rows GLOBAL PROPERTY FAIRLANE_KERNEL_ROWS)
    file(CONFIGURE OUTPUT ${file} CONTENT [[/* Generated from the table in kernels/CMakeLists.txt. */
#include "kernels/kernel.h"

@declarations@
const fl_variant fl_variants[] = {
@rows@};
const size_t fl_variant_count = sizeof fl_variants / sizeof fl_variants[0];
]] @ONLY)
endfunction()
