# Tests of harness
fairlane_test(harness fairlane_harness)
fairlane_test(cold fairlane_harness)
fairlane_test(machine fairlane_harness)
fairlane_test(environment fairlane_harness)
if(NOT CMAKE_CROSSCOMPILING)
    fairlane_check(emulator $<TARGET_FILE:test_environment>)
endif()
if(NOT CMAKE_C_FLAGS MATCHES sanitize) # which put checks into every loop
    add_library(spilled_loop OBJECT harness/spilled_loop.c)
    target_link_libraries(spilled_loop PRIVATE fairlane)
    fairlane_check(call_loop ${CMAKE_OBJDUMP} $<TARGET_FILE:fairlane_harness> $<TARGET_OBJECTS:spilled_loop>)
endif()
# A clock that lies; the library that lies would hide from a sanitizer's own, which wants to be the first
if(NOT CMAKE_CROSSCOMPILING AND CMAKE_SYSTEM_NAME STREQUAL "Linux" AND NOT CMAKE_C_FLAGS MATCHES sanitize)
    add_library(false_clock MODULE harness/false_clock.c)
    target_link_libraries(false_clock PRIVATE ${CMAKE_DL_LIBS})
    set_target_properties(false_clock PROPERTIES LIBRARY_OUTPUT_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR})
    fairlane_check(clock $<TARGET_FILE:fairlane_program> $<TARGET_FILE:fairlane_gbench> $<TARGET_FILE:false_clock>
                   ${CMAKE_CURRENT_BINARY_DIR}/peers)
endif()
# Second instrument, set-up
find_package(benchmark REQUIRED)
add_executable(gbench_wrong ${PROJECT_SOURCE_DIR}/bench/gbench.cc harness/wrong_registry.c)
target_link_libraries(gbench_wrong PRIVATE $<TARGET_PROPERTY:fairlane_gbench,LINK_LIBRARIES>)
set_target_properties(gbench_wrong PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR})
fairlane_check(gbench $<TARGET_FILE:fairlane_gbench> $<TARGET_FILE:fairlane_program> $<TARGET_FILE:gbench_wrong>)
