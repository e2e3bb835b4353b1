# The machinery behind the tables of kernels and probes: one call per variant, each compiled as its own translation
# unit with its own flags, and a registry generated from the calls in their order.
#
#   fairlane_kernel(NAME SOURCE [ARCH x86_64|aarch64] [SCALAR|AUTOVEC] [FMA] [LIBRARY OpenBLAS|Eigen|…]
#                   [FLAGS …] [X86_64_FLAGS …])
#
#   SOURCE        C; or C++ (.cc) where the library is a C++ one: without exceptions, run-time types and anything of
#                 the C++ library that needs linking, so that C programs can be linked with the result
#
#   ARCH          compiled on this architecture only
#   SCALAR        the compiler's vectoriser off
#   AUTOVEC       the compiler's vectoriser on, additions may be reassociated (NaN and infinity still honoured)
#   FMA           multiply and add may be contracted to a fused multiply-add; without it they never are
#   LIBRARY       needs this library, found in cmake/FairlaneLibraries.cmake
#   FLAGS         ISA flags, and what a library's users usually compile it with
#   X86_64_FLAGS  ISA flags on x86-64 alone, for a variant of every architecture
include(CheckCCompilerFlag)

set(FAIRLANE_TABLE_OPTIONS SCALAR AUTOVEC FMA)
set(FAIRLANE_TABLE_WORDS ARCH LIBRARY)
set(FAIRLANE_TABLE_LISTS FLAGS X86_64_FLAGS)

if(CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|AMD64|amd64)$")
    set(FAIRLANE_ARCH x86_64)
elseif(CMAKE_SYSTEM_PROCESSOR MATCHES "^(aarch64|arm64)$")
    set(FAIRLANE_ARCH aarch64)
else()
    set(FAIRLANE_ARCH other)
endif()
string(TOUPPER ${FAIRLANE_ARCH} FAIRLANE_ARCH_UPPER)
set(FAIRLANE_ARCH_NAME_x86_64 "x86-64")
set(FAIRLANE_ARCH_NAME_aarch64 "AArch64")

# The baseline comes first, so that CFLAGS of a distribution or user (-march=native, -ffast-math, -flto, -O0, hardening)
# change no variant: every one is compiled with what the table says.
set(FAIRLANE_BASE_FLAGS -O2 -fno-lto -fno-fast-math -fno-stack-protector -U_FORTIFY_SOURCE -falign-functions=64)
set(FAIRLANE_BASE_FLAGS_x86_64 -march=x86-64 -mtune=generic -fcf-protection=none)
set(FAIRLANE_BASE_FLAGS_aarch64 -march=armv8-a -mbranch-protection=none)
set(FAIRLANE_SCALAR_FLAGS_GNU -fno-tree-vectorize -fno-tree-slp-vectorize)
set(FAIRLANE_SCALAR_FLAGS_Clang -fno-vectorize -fno-slp-vectorize)
set(FAIRLANE_SCALAR_FLAGS_AppleClang ${FAIRLANE_SCALAR_FLAGS_Clang})
set(FAIRLANE_CXX_FLAGS -fno-exceptions -fno-rtti)
set(FAIRLANE_AUTOVEC_FLAGS -O3 -fassociative-math -fno-signed-zeros -fno-trapping-math -fno-math-errno)

# Sets flags to what a measured file is compiled with beside the project's warnings, whatever the build type.
function(fairlane_variant_flags flags)
    cmake_parse_arguments(ARG "${FAIRLANE_TABLE_OPTIONS}" "${FAIRLANE_TABLE_WORDS}" "${FAIRLANE_TABLE_LISTS}" ${ARGN})
    set(list ${FAIRLANE_BASE_FLAGS} ${FAIRLANE_BASE_FLAGS_${FAIRLANE_ARCH}})
    if(ARG_SCALAR)
        if(NOT DEFINED FAIRLANE_SCALAR_FLAGS_${CMAKE_C_COMPILER_ID})
            message(FATAL_ERROR "fairlane: cannot keep ${CMAKE_C_COMPILER_ID} from vectorising the scalar variants: "
                "use gcc or clang, or add its flags to cmake/FairlaneKernel.cmake")
        endif()
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
    list(APPEND list ${ARG_FLAGS} ${ARG_${FAIRLANE_ARCH_UPPER}_FLAGS})
    set(${flags} "${list}" PARENT_SCOPE)
endfunction()

# The same with what its language asks for.
function(fairlane_source_flags flags source)
    fairlane_variant_flags(list ${ARGN})
    if(source MATCHES "\\.cc$")
        list(APPEND list ${FAIRLANE_CXX_FLAGS})
    endif()
    set(${flags} "${list}" PARENT_SCOPE)
endfunction()

# Sets reason to why a variant cannot be compiled here, or to the empty string.
function(fairlane_variant_absent reason)
    cmake_parse_arguments(ARG "${FAIRLANE_TABLE_OPTIONS}" "${FAIRLANE_TABLE_WORDS}" "${FAIRLANE_TABLE_LISTS}" ${ARGN})
    set(${reason} "" PARENT_SCOPE)
    if(ARG_UNPARSED_ARGUMENTS)
        message(FATAL_ERROR "fairlane: unknown words in a table line: ${ARG_UNPARSED_ARGUMENTS}")
    endif()
    if(ARG_ARCH AND NOT ARG_ARCH STREQUAL FAIRLANE_ARCH)
        set(${reason} "for ${FAIRLANE_ARCH_NAME_${ARG_ARCH}} only" PARENT_SCOPE)
        return()
    endif()
    if(ARG_LIBRARY AND NOT FAIRLANE_HAVE_${ARG_LIBRARY})
        set(${reason} "${FAIRLANE_ABSENT_${ARG_LIBRARY}}" PARENT_SCOPE)
        return()
    endif()
    foreach(flag IN LISTS ARG_FLAGS ARG_${FAIRLANE_ARCH_UPPER}_FLAGS)
        string(MAKE_C_IDENTIFIER "FAIRLANE_COMPILER_KNOWS_${flag}" known)
        check_c_compiler_flag(${flag} ${known})
        if(NOT ${known})
            set(${reason} "${CMAKE_C_COMPILER_ID} ${CMAKE_C_COMPILER_VERSION} does not know ${flag}" PARENT_SCOPE)
            return()
        endif()
    endforeach()
endfunction()

# Adds one measured file as an object library of its own, with its own flags, and sets objects to what has to be
# linked: nothing yet where it is to be folded, with a foreign library's archive and all other variants of that
# library, or, in C++, by itself (fairlane_fold).
function(fairlane_compile_variant objects target source)
    cmake_parse_arguments(ARG "${FAIRLANE_TABLE_OPTIONS}" "${FAIRLANE_TABLE_WORDS}" "${FAIRLANE_TABLE_LISTS}" ${ARGN})
    fairlane_source_flags(flags ${source} ${ARGN})
    add_library(${target} OBJECT ${source})
    # A descriptor leaves out what is not known; C does not take that for an oversight, C++ would.
    target_compile_options(${target} PRIVATE ${flags} $<$<COMPILE_LANGUAGE:CXX>:-Wno-missing-field-initializers>)
    set_target_properties(${target} PROPERTIES INTERPROCEDURAL_OPTIMIZATION OFF POSITION_INDEPENDENT_CODE ON
        CXX_STANDARD 20) # descriptors name their members
    if(ARG_LIBRARY)
        target_include_directories(${target} SYSTEM PRIVATE ${FAIRLANE_${ARG_LIBRARY}_INCLUDE_DIRS})
        target_compile_definitions(${target} PRIVATE ${FAIRLANE_${ARG_LIBRARY}_DEFINITIONS})
    endif()
    if(ARG_LIBRARY AND FAIRLANE_${ARG_LIBRARY}_ARCHIVE)
        set_property(GLOBAL APPEND PROPERTY FAIRLANE_FOLD_LIBRARIES ${ARG_LIBRARY})
        set_property(GLOBAL APPEND PROPERTY FAIRLANE_FOLD_TARGETS_${ARG_LIBRARY} ${target})
        set(${objects} "" PARENT_SCOPE)
    elseif(source MATCHES "\\.cc$")
        fairlane_fold(folded ${target} "" ${target})
        set(${objects} ${folded} PARENT_SCOPE)
    else()
        set(${objects} $<TARGET_OBJECTS:${target}> PARENT_SCOPE)
    endif()
endfunction()

# Copies a library's archives with calls of the C library led elsewhere (FAIRLANE_<library>_REDIRECTS, "open=mine …"):
# to functions of that name in the kernel's own file. Sets archives to the copies.
function(fairlane_redirect archives library)
    set(arguments ${FAIRLANE_${library}_REDIRECTS})
    list(TRANSFORM arguments PREPEND "--redefine-sym=")
    set(copies "")
    foreach(archive IN LISTS FAIRLANE_${library}_ARCHIVE)
        get_filename_component(name ${archive} NAME)
        set(copy ${CMAKE_CURRENT_BINARY_DIR}/redirected_${name})
        add_custom_command(OUTPUT ${copy} COMMAND ${CMAKE_OBJCOPY} ${arguments} ${archive} ${copy}
            DEPENDS ${archive} COMMENT "Leading calls of ${name} elsewhere" VERBATIM)
        list(APPEND copies ${copy})
    endforeach()
    set(${archives} ${copies} PARENT_SCOPE)
endfunction()

# Folds variants, given as targets, and the static archives of the library they are made of into one object file in
# which every symbol but the kernels' descriptors is local: nothing linked before, linked after or loaded at run time
# can take over its cblas_sgemv, and two BLAS live side by side. Templates need it too: what the compiler instantiates
# in two files with different flags has one name, and the linker would keep either for both, were it not local and
# out of its group. Sets object to that file.
function(fairlane_fold object name archives)
    set(targets ${ARGN})
    list(TRANSFORM targets REPLACE "(.+)" "$<TARGET_OBJECTS:\\1>" OUTPUT_VARIABLE sources)
    set(folded ${CMAKE_CURRENT_BINARY_DIR}/folded_${name}.o)
    set(grouped "")
    if(archives)
        set(grouped --start-group ${archives} --end-group)
    endif()
    add_custom_command(
        OUTPUT ${folded}
        COMMAND ${CMAKE_LINKER} -r -z noexecstack --force-group-allocation ${sources} ${grouped} -o ${folded}.all
        COMMAND ${CMAKE_OBJCOPY} --wildcard --keep-global-symbol=fl_kernel_* ${folded}.all ${folded}
        COMMAND ${CMAKE_COMMAND} -E rm ${folded}.all
        DEPENDS ${targets} ${sources} ${archives}
        COMMENT "Folding ${name}"
        COMMAND_EXPAND_LISTS VERBATIM)
    # The command belongs to this directory, the library fairlane to another: a target carries it across.
    add_custom_target(fairlane_folded_${name} DEPENDS ${folded})
    add_dependencies(fairlane fairlane_folded_${name})
    set_source_files_properties(${folded} TARGET_DIRECTORY fairlane PROPERTIES EXTERNAL_OBJECT TRUE GENERATED TRUE)
    set(${object} ${folded} PARENT_SCOPE)
endfunction()

function(fairlane_kernel name source)
    string(MAKE_C_IDENTIFIER "${name}" id)
    set(path "kernels/${source}")
    fairlane_source_flags(flags ${source} ${ARGN})
    list(JOIN flags " " flags_text)
    fairlane_variant_absent(absent ${ARGN})
    if(absent)
        set(row "    {\"${name}\", 0, \"${absent}\", \"${path}\", \"\", \"\"},\n")
    else()
        fairlane_compile_variant(objects fairlane_kernel_${id} ${source} ${ARGN})
        set_property(GLOBAL APPEND PROPERTY FAIRLANE_KERNEL_OBJECTS ${objects})
        set_property(GLOBAL APPEND_STRING PROPERTY FAIRLANE_KERNEL_DECLARATIONS
            "extern const fl_kernel fl_kernel_${id};\n")
        set(language C)
        if(source MATCHES "\\.cc$")
            set(language CXX)
        endif()
        set(compiler "${CMAKE_${language}_COMPILER_ID} ${CMAKE_${language}_COMPILER_VERSION}")
        set(row "    {\"${name}\", &fl_kernel_${id}, 0, \"${path}\",\n     \"${compiler}\", \"${flags_text}\"},\n")
    endif()
    set_property(GLOBAL APPEND_STRING PROPERTY FAIRLANE_KERNEL_ROWS "${row}")
endfunction()

# Ends the table: writes the registry that the calls above described to file, and sets objects to all that has to be
# linked with it.
function(fairlane_end_table objects file)
    get_property(libraries GLOBAL PROPERTY FAIRLANE_FOLD_LIBRARIES)
    list(REMOVE_DUPLICATES libraries)
    foreach(library IN LISTS libraries)
        get_property(targets GLOBAL PROPERTY FAIRLANE_FOLD_TARGETS_${library})
        set(archives ${FAIRLANE_${library}_ARCHIVE})
        if(FAIRLANE_${library}_REDIRECTS)
            fairlane_redirect(archives ${library})
        endif()
        fairlane_fold(folded ${library} "${archives}" ${targets})
        set_property(GLOBAL APPEND PROPERTY FAIRLANE_KERNEL_OBJECTS ${folded})
    endforeach()
    get_property(all GLOBAL PROPERTY FAIRLANE_KERNEL_OBJECTS)
    set(${objects} "${all}" PARENT_SCOPE)
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
