# AArch64 on another Debian machine: Debian's cross compiler, the libraries that cmake/make-sysroot unpacked into the
# clone, and QEMU for whatever has to run. The emulated CPU is left to the variable QEMU_CPU of the environment (e.g.
# cortex-a72, or max,sve-default-vector-length=32), so that one build is tested as many machines.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(CMAKE_LIBRARY_ARCHITECTURE aarch64-linux-gnu)

set(CMAKE_C_COMPILER aarch64-linux-gnu-gcc)
set(CMAKE_CXX_COMPILER aarch64-linux-gnu-g++)
# Boost's pairs of long doubles: a note on an ABI change of 2017 that concerns nobody here.
set(CMAKE_CXX_FLAGS_INIT -Wno-psabi)

get_filename_component(CMAKE_SYSROOT ${CMAKE_CURRENT_LIST_DIR}/../build-aarch64-sysroot ABSOLUTE)
if(CMAKE_SYSROOT MATCHES " ") # pkg-config separates its answers by spaces
    message(FATAL_ERROR "fairlane: the cross build needs a path without spaces, unlike ${CMAKE_SYSROOT}: clone to another folder")
endif()
if(NOT EXISTS ${CMAKE_SYSROOT}/.complete)
    message(FATAL_ERROR "fairlane: no AArch64 libraries in ${CMAKE_SYSROOT}: run cmake/make-sysroot first")
endif()

# Libraries and headers of the target only, programs of this machine only.
set(CMAKE_FIND_ROOT_PATH ${CMAKE_SYSROOT})
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
set(ENV{PKG_CONFIG_LIBDIR} ${CMAKE_SYSROOT}/usr/lib/aarch64-linux-gnu/pkgconfig:${CMAKE_SYSROOT}/usr/share/pkgconfig)
set(ENV{PKG_CONFIG_SYSROOT_DIR} ${CMAKE_SYSROOT})

set(CMAKE_CROSSCOMPILING_EMULATOR qemu-aarch64 -L ${CMAKE_SYSROOT})
