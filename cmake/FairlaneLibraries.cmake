# Foreign libraries that kernels are made of, all of them optional. Each sets FAIRLANE_HAVE_<name>,
# FAIRLANE_ABSENT_<name> (why not), FAIRLANE_<name>_INCLUDE_DIRS, FAIRLANE_<name>_DEFINITIONS and, where the library is
# folded into the kernels' object file, FAIRLANE_<name>_ARCHIVE (one or several).
#
# Not among them, but contestants of their own below bench/peers: XNNPACK, which packs the weights when an operator is
# made (its fully connected operator takes none per call), while a kernel uses nothing computed from weights before the
# call; and what Debian 12 does not have: oneMKL, the newest OpenBLAS, SimSIMD, ggml.
find_package(PkgConfig REQUIRED)
set(THREADS_PREFER_PTHREAD_FLAG ON)
find_package(Threads REQUIRED)

# The single-threaded static build: no thread pool that starts with the program, and one file that can be folded.
function(fairlane_find_blas name archive header suffix package)
    string(REPLACE "-serial" "" plain ${suffix}) # Fedora's folder
    find_library(FAIRLANE_${name}_ARCHIVE NAMES ${archive} PATH_SUFFIXES ${suffix})
    find_path(FAIRLANE_${name}_INCLUDE_DIRS NAMES ${header}
        PATH_SUFFIXES ${CMAKE_LIBRARY_ARCHITECTURE}/${suffix} ${suffix} ${plain})
    mark_as_advanced(FAIRLANE_${name}_ARCHIVE FAIRLANE_${name}_INCLUDE_DIRS)
    if(FAIRLANE_${name}_ARCHIVE AND FAIRLANE_${name}_INCLUDE_DIRS)
        set(FAIRLANE_HAVE_${name} TRUE PARENT_SCOPE)
    else()
        set(FAIRLANE_ABSENT_${name} "the static single-threaded ${name} (Debian: ${package}) was not found when this was built" PARENT_SCOPE)
    endif()
endfunction()
fairlane_find_blas(OpenBLAS libopenblas.a openblas_config.h openblas-serial libopenblas-serial-dev)
fairlane_find_blas(BLIS libblis.a blis.h blis-serial libblis-serial-dev)

# Only a threaded OpenBLAS defines exec_blas, the door to its thread pool. (BLIS runs sgemv and sdot on the calling
# thread in every build.)
if(FAIRLANE_HAVE_OpenBLAS)
    file(TIMESTAMP ${FAIRLANE_OpenBLAS_ARCHIVE} examined)
    string(PREPEND examined "${FAIRLANE_OpenBLAS_ARCHIVE} of ")
    if(NOT FAIRLANE_OpenBLAS_EXAMINED STREQUAL examined) # reading all of its symbols takes seconds: once
        execute_process(COMMAND ${CMAKE_NM} ${FAIRLANE_OpenBLAS_ARCHIVE} OUTPUT_VARIABLE symbols ERROR_QUIET)
        string(REGEX MATCH " T _?exec_blas\n" threaded "${symbols}")
        set(FAIRLANE_OpenBLAS_THREADED "${threaded}" CACHE INTERNAL "Defines exec_blas")
        set(FAIRLANE_OpenBLAS_EXAMINED ${examined} CACHE INTERNAL "The archive of which THREADED speaks")
        unset(symbols)
    endif()
    if(FAIRLANE_OpenBLAS_THREADED)
        set(FAIRLANE_HAVE_OpenBLAS FALSE)
        set(FAIRLANE_ABSENT_OpenBLAS "${FAIRLANE_OpenBLAS_ARCHIVE} is a threaded OpenBLAS (Debian: libopenblas-serial-dev is not)")
    endif()
endif()

# LIBXSMM generates its code at run time; the second archive stands in for the BLAS that it would fall back to. What
# it calls beside (a lock file of a fixed name, a change of the environment) ends in kernels/linear_libxsmm.c.
set(FAIRLANE_LIBXSMM_REDIRECTS open=fl_libxsmm_open putenv=fl_libxsmm_putenv)
find_library(FAIRLANE_LIBXSMM_MAIN NAMES libxsmm.a)
find_library(FAIRLANE_LIBXSMM_NOBLAS NAMES libxsmmnoblas.a)
find_path(FAIRLANE_LIBXSMM_INCLUDE_DIRS NAMES libxsmm.h)
mark_as_advanced(FAIRLANE_LIBXSMM_MAIN FAIRLANE_LIBXSMM_NOBLAS FAIRLANE_LIBXSMM_INCLUDE_DIRS)
if(FAIRLANE_LIBXSMM_MAIN AND FAIRLANE_LIBXSMM_NOBLAS AND FAIRLANE_LIBXSMM_INCLUDE_DIRS)
    set(FAIRLANE_HAVE_LIBXSMM TRUE)
    set(FAIRLANE_LIBXSMM_ARCHIVE ${FAIRLANE_LIBXSMM_MAIN} ${FAIRLANE_LIBXSMM_NOBLAS} CACHE INTERNAL "")
else()
    set(FAIRLANE_ABSENT_LIBXSMM "the static LIBXSMM (Debian: libxsmm-dev) was not found when this was built")
endif()

# Headers alone: all of the code is compiled with the kernel.
function(fairlane_find_headers name header suffix package)
    find_path(FAIRLANE_${name}_INCLUDE_DIRS NAMES ${header} PATH_SUFFIXES ${suffix})
    mark_as_advanced(FAIRLANE_${name}_INCLUDE_DIRS)
    if(FAIRLANE_${name}_INCLUDE_DIRS)
        set(FAIRLANE_HAVE_${name} TRUE PARENT_SCOPE)
    else()
        set(FAIRLANE_ABSENT_${name} "${name} (Debian: ${package}) was not found when this was built" PARENT_SCOPE)
    endif()
endfunction()
fairlane_find_headers(Eigen Eigen/Core eigen3 libeigen3-dev)
fairlane_find_headers(Highway hwy/contrib/dot/dot-inl.h "" libhwy-dev)

# Headers of oneDNN 2 or 3; the library itself is loaded at run time (kernels/onednn_library.h tells why), by the name
# under which this system's programs are linked with it: libdnnl.so.2, libdnnl.so.3.6 …
fairlane_find_headers(oneDNN oneapi/dnnl/dnnl_version.h "" libdnnl-dev)
if(FAIRLANE_HAVE_oneDNN)
    file(STRINGS ${FAIRLANE_oneDNN_INCLUDE_DIRS}/oneapi/dnnl/dnnl_version.h version REGEX "define DNNL_VERSION_MAJOR")
    if(NOT version MATCHES " [23]$")
        set(FAIRLANE_HAVE_oneDNN FALSE)
        set(FAIRLANE_ABSENT_oneDNN "the kernel is written for oneDNN 2 and 3, and another version was found")
    endif()
    find_library(FAIRLANE_oneDNN_SHARED NAMES dnnl)
    mark_as_advanced(FAIRLANE_oneDNN_SHARED)
    if(FAIRLANE_oneDNN_SHARED AND CMAKE_READELF)
        execute_process(COMMAND ${CMAKE_READELF} -d ${FAIRLANE_oneDNN_SHARED} OUTPUT_VARIABLE dynamic ERROR_QUIET)
        if(dynamic MATCHES "SONAME[^[]*\\[([^]]+)\\]")
            set(FAIRLANE_oneDNN_DEFINITIONS "FL_ONEDNN_FILE=\"${CMAKE_MATCH_1}\"")
        endif()
    endif()
endif()

pkg_check_modules(SLEEF IMPORTED_TARGET sleef)
if(SLEEF_FOUND)
    set(FAIRLANE_HAVE_SLEEF TRUE)
    set(FAIRLANE_SLEEF_INCLUDE_DIRS ${SLEEF_INCLUDE_DIRS})
else()
    set(FAIRLANE_ABSENT_SLEEF "SLEEF (Debian: libsleef-dev) was not found when this was built")
endif()

# Folding (FairlaneKernel.cmake) is work for GNU's ld and objcopy, and for ELF's objects.
if(CMAKE_SYSTEM_NAME STREQUAL "Darwin")
    foreach(library OpenBLAS BLIS LIBXSMM Eigen Highway)
        set(FAIRLANE_HAVE_${library} FALSE)
        set(FAIRLANE_ABSENT_${library} "on macOS its objects cannot be set apart from those of other libraries")
    endforeach()
endif()
