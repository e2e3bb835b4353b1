# macOS on Apple silicon, compiled on another system with what cmake/make-macos-headers put into the clone. Every file
# becomes an object of that system; no library is there to link them with, so that programs are empty files.
set(CMAKE_SYSTEM_NAME Darwin)
set(CMAKE_SYSTEM_PROCESSOR arm64)

get_filename_component(headers ${CMAKE_CURRENT_LIST_DIR}/../build-macos-headers ABSOLUTE)
if(NOT EXISTS ${headers}/.complete)
    message(FATAL_ERROR "fairlane: no headers of macOS in ${headers}: run cmake/make-macos-headers first")
endif()
set(CMAKE_C_COMPILER ${headers}/bin/clang)
set(CMAKE_CXX_COMPILER ${headers}/bin/clang++)
set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)
set(CMAKE_C_LINK_EXECUTABLE "${CMAKE_COMMAND} -E touch <TARGET>")
set(CMAKE_CXX_LINK_EXECUTABLE "${CMAKE_COMMAND} -E touch <TARGET>")
set(CMAKE_USER_MAKE_RULES_OVERRIDE ${CMAKE_CURRENT_LIST_FILE}) # CMake's own rules for that system come in between
set(CMAKE_C_CREATE_SHARED_LIBRARY "${CMAKE_COMMAND} -E touch <TARGET>")
set(CMAKE_OSX_SYSROOT "" CACHE STRING "There is none")

set(CMAKE_FIND_ROOT_PATH ${headers})
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
set(ENV{PKG_CONFIG_LIBDIR} ${headers}/pkgconfig)
