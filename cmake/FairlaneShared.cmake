# The shared libfairlane: what the archive holds, but of its symbols only those of the public headers, as
# dispatch/fairlane.map lists them, with the version that the soname has. Until 1.0 each minor version may change what
# callers are compiled against (the installed CMake package says the same: SameMinorVersion).
set(map ${PROJECT_SOURCE_DIR}/dispatch/fairlane.map)
set(FAIRLANE_ABI ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR})
file(STRINGS ${map} node REGEX "^FAIRLANE_")
if(NOT node STREQUAL "FAIRLANE_${FAIRLANE_ABI} {")
    message(FATAL_ERROR "fairlane: dispatch/fairlane.map is of another version than the project: ${node}")
endif()
file(WRITE ${PROJECT_BINARY_DIR}/shared.c.new "/* Generated: the rest comes from the archive. */\ntypedef int fl_nothing;\n")
configure_file(${PROJECT_BINARY_DIR}/shared.c.new ${PROJECT_BINARY_DIR}/shared.c COPYONLY)
include(GNUInstallDirs) # empty in a first configuration otherwise
add_library(fairlane_shared SHARED ${PROJECT_BINARY_DIR}/shared.c)
set_target_properties(fairlane_shared PROPERTIES OUTPUT_NAME fairlane VERSION ${PROJECT_VERSION} SOVERSION ${FAIRLANE_ABI}
    EXPORT_NAME shared LINK_DEPENDS "${map};$<TARGET_FILE:fairlane>")
target_link_options(fairlane_shared PRIVATE LINKER:--version-script=${map} LINKER:--no-undefined-version LINKER:-z,defs)
target_link_libraries(fairlane_shared PRIVATE -Wl,--whole-archive $<TARGET_FILE:fairlane> -Wl,--no-whole-archive fairlane)
target_include_directories(fairlane_shared INTERFACE
    $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}> $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
