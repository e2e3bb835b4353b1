# What distributions harden their programs with, for all that is installed: position-independent programs, relocations
# that are read-only from the start, canaries on stacks, checked variants of the C library's functions, signed return
# addresses on AArch64. Kernels and probes are excepted (FAIRLANE_BASE_FLAGS in FairlaneKernel.cmake): what is measured must
# be what the table says, whoever builds it. For the same reason there is no CET on x86-64: kernels and the archives of
# foreign libraries have no landing pads, and with one object that lacks them the loader leaves it off.
include(CheckPIESupported)
check_pie_supported()

# Sanitizers have checks of their own, which these would hide.
if(CMAKE_C_COMPILER_ID MATCHES "GNU|Clang" AND NOT "${CMAKE_C_FLAGS} ${CMAKE_CXX_FLAGS}" MATCHES sanitize)
    add_compile_options(-fstack-protector-strong)
    if(NOT "${CMAKE_C_FLAGS} ${CMAKE_CXX_FLAGS}" MATCHES _FORTIFY_SOURCE) # a distribution may ask for more
        # One word of two: CMake would take a later -U, that of the kernels, for one that is there already.
        add_compile_options("$<$<NOT:$<CONFIG:Debug>>:SHELL:-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2>")
    endif()
    if(CMAKE_SYSTEM_PROCESSOR MATCHES "^(aarch64|arm64)$")
        add_compile_options(-mbranch-protection=standard)
    endif()
endif()
if(CMAKE_SYSTEM_NAME STREQUAL "Linux")
    add_link_options(LINKER:-z,relro LINKER:-z,now LINKER:-z,noexecstack)
endif()
