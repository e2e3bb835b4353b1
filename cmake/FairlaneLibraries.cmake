# Foreign libraries that kernels are made of. Each sets FAIRLANE_HAVE_<name>, FAIRLANE_<name>_INCLUDE_DIRS and, where
# the library is folded into the kernel's object file, FAIRLANE_<name>_ARCHIVE. All of them are optional.
find_package(PkgConfig REQUIRED)
set(FAIRLANE_LIBRARY_DIRS /usr/lib/${CMAKE_LIBRARY_ARCHITECTURE} /usr/lib)

# The single-threaded static build: no thread pool to start, no symbol that others can take over.
find_library(FAIRLANE_OpenBLAS_ARCHIVE NAMES libopenblas.a PATH_SUFFIXES openblas-serial)
find_path(FAIRLANE_OpenBLAS_INCLUDE_DIRS NAMES openblas_config.h PATH_SUFFIXES openblas-serial ${CMAKE_LIBRARY_ARCHITECTURE}/openblas-serial)
if(FAIRLANE_OpenBLAS_ARCHIVE AND FAIRLANE_OpenBLAS_INCLUDE_DIRS)
    set(FAIRLANE_HAVE_OpenBLAS TRUE)
endif()

find_library(FAIRLANE_BLIS_ARCHIVE NAMES libblis.a PATH_SUFFIXES blis-serial)
find_path(FAIRLANE_BLIS_INCLUDE_DIRS NAMES blis.h PATH_SUFFIXES blis-serial ${CMAKE_LIBRARY_ARCHITECTURE}/blis-serial)
if(FAIRLANE_BLIS_ARCHIVE AND FAIRLANE_BLIS_INCLUDE_DIRS)
    set(FAIRLANE_HAVE_BLIS TRUE)
endif()

pkg_check_modules(SLEEF IMPORTED_TARGET sleef)
if(SLEEF_FOUND)
    set(FAIRLANE_HAVE_SLEEF TRUE)
    set(FAIRLANE_SLEEF_INCLUDE_DIRS ${SLEEF_INCLUDE_DIRS})
endif()
