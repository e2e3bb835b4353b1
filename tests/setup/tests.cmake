# Tests of the set-up: packages, installing, hardening
if(NOT CMAKE_CROSSCOMPILING)
    fairlane_check(install ${PROJECT_SOURCE_DIR} ${PROJECT_BINARY_DIR} ${CMAKE_COMMAND} ${CMAKE_C_COMPILER}
                   ${CMAKE_CXX_COMPILER} "${CMAKE_C_FLAGS} " "${CMAKE_CXX_FLAGS} ")
    set_tests_properties(install PROPERTIES ENVIRONMENT CMAKE_GENERATOR=${CMAKE_GENERATOR}) # there may be no make
endif()
# Hardening of what is installed; a build that a sanitizer or no optimiser has to do with is not
if(CMAKE_SYSTEM_NAME STREQUAL "Linux" AND CMAKE_BUILD_TYPE STREQUAL "RelWithDebInfo" AND NOT CMAKE_C_FLAGS MATCHES sanitize)
    get_property(measured GLOBAL PROPERTY FAIRLANE_KERNEL_OBJECTS)
    list(APPEND measured ${probe_objects})
    list(FILTER measured INCLUDE REGEX TARGET_OBJECTS) # not those that hold a foreign archive
    get_property(libraries GLOBAL PROPERTY FAIRLANE_FOLD_LIBRARIES)
    list(REMOVE_DUPLICATES libraries)
    foreach(library IN LISTS libraries)
        get_property(unfolded GLOBAL PROPERTY FAIRLANE_FOLD_TARGETS_${library})
        list(TRANSFORM unfolded REPLACE "(.+)" "$<TARGET_OBJECTS:\\1>")
        list(APPEND measured ${unfolded})
    endforeach()
    fairlane_check(hardening ${CMAKE_C_COMPILER} $<TARGET_FILE:fairlane> ${measured} -- --elf=$<TARGET_FILE:fairlane_program>
                   --elf=$<TARGET_FILE:fairlane_gbench> -- $<TARGET_FILE:fairlane_region>)
endif()
fairlane_check(lib)
fairlane_check(setup ${PROJECT_SOURCE_DIR})
fairlane_check(containerfile ${PROJECT_SOURCE_DIR})
if(NOT CMAKE_CROSSCOMPILING AND CMAKE_C_COMPILER_ID STREQUAL GNU AND NOT CMAKE_C_FLAGS MATCHES sanitize)
    fairlane_check(macos ${PROJECT_SOURCE_DIR})
endif()
if(NOT CMAKE_CROSSCOMPILING AND NOT CMAKE_C_FLAGS MATCHES sanitize)
    if(CMAKE_C_COMPILER_ID STREQUAL GNU)
        fairlane_check(packages ${PROJECT_BINARY_DIR} ${CMAKE_CPACK_COMMAND})
    endif()
endif()
