# macOS on Apple silicon, compiled on another system: what cmake/make-macos-headers put into the clone. Nothing can be
# linked with it, so that the preset builds the libraries alone.
set(CMAKE_SYSTEM_NAME Darwin)
set(CMAKE_SYSTEM_PROCESSOR arm64)

get_filename_component(headers ${CMAKE_CURRENT_LIST_DIR}/../build-macos-headers ABSOLUTE)
if(NOT EXISTS ${headers}/.complete)
    message(FATAL_ERROR "fairlane: no headers of macOS in ${headers}: run cmake/make-macos-headers first")
endif()
set(CMAKE_C_COMPILER ${headers}/bin/clang)
set(CMAKE_CXX_COMPILER ${headers}/bin/clang++)
set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)
set(CMAKE_OSX_SYSROOT "" CACHE STRING "There is none")

set(CMAKE_FIND_ROOT_PATH ${headers})
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
set(ENV{PKG_CONFIG_LIBDIR} ${headers}/pkgconfig)
