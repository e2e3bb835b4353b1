# Tests of cli
fairlane_test(options fairlane_cli)
add_executable(fairlane_hasty ${PROJECT_SOURCE_DIR}/bench/cli/main.c cli/hasty_registry.c)
target_link_libraries(fairlane_hasty PRIVATE $<TARGET_PROPERTY:fairlane_program,LINK_LIBRARIES>)
set_target_properties(fairlane_hasty PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR})
fairlane_check(run ${PROJECT_SOURCE_DIR} $<TARGET_FILE:fairlane_program> $<TARGET_FILE:fairlane_hasty>)
if(CMAKE_SYSTEM_PROCESSOR MATCHES "${x86}|${aarch64}")
    add_executable(fairlane_lazy ${PROJECT_SOURCE_DIR}/bench/cli/main.c cli/lazy_registry.c)
    target_link_libraries(fairlane_lazy PRIVATE $<TARGET_PROPERTY:fairlane_program,LINK_LIBRARIES>)
    set_target_properties(fairlane_lazy PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR})
    if(NOT CMAKE_C_FLAGS MATCHES sanitize) # whose kernels are far from any floor
        fairlane_check(lazy $<TARGET_FILE:fairlane_lazy>)
    endif()
endif()
fairlane_check(selftest_across ${PROJECT_SOURCE_DIR} $<TARGET_FILE:fairlane_program> $<TARGET_FILE:test_record>)
if(NOT CMAKE_CROSSCOMPILING AND CMAKE_SYSTEM_PROCESSOR MATCHES ${x86} AND NOT CMAKE_C_FLAGS MATCHES sanitize)
    add_library(flush_to_zero MODULE cli/flush_to_zero.c)
    set_target_properties(flush_to_zero PROPERTIES LIBRARY_OUTPUT_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR})
    fairlane_check(unfit $<TARGET_FILE:fairlane_program> $<TARGET_FILE:flush_to_zero>)
elseif(NOT CMAKE_CROSSCOMPILING)
    fairlane_check(unfit $<TARGET_FILE:fairlane_program>)
endif()
# Hostile surroundings
if(NOT CMAKE_CROSSCOMPILING AND TARGET fairlane_region_static)
    add_executable(hostile_program cli/hostile_program.c)
    target_link_libraries(hostile_program PRIVATE fairlane_region_static)
    set_target_properties(hostile_program PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR})
    fairlane_check(hostile ${PROJECT_SOURCE_DIR} $<TARGET_FILE:fairlane_program> $<TARGET_FILE:hostile_program>
                   $<TARGET_FILE:honest_peer>)
    set(signals 60)
    if(CMAKE_C_COMPILER_ID STREQUAL GNU AND NOT CMAKE_C_FLAGS MATCHES sanitize) # many once, in the build that users make
        set(signals 500)
        fairlane_check(write_faults $<TARGET_FILE:fairlane_program> $<TARGET_FILE_DIR:honest_peer>)
    endif()
    fairlane_check(interrupt ${PROJECT_SOURCE_DIR} $<TARGET_FILE:fairlane_program> $<TARGET_FILE:honest_peer> ${signals})
endif()

# Scarce memory: sanitizers bring an allocator of their own, which nothing can be put in front of
if(NOT CMAKE_CROSSCOMPILING AND Python3_FOUND AND CMAKE_SYSTEM_NAME STREQUAL "Linux" AND NOT CMAKE_C_FLAGS MATCHES sanitize)
    add_library(scarce_memory MODULE cli/scarce_memory.c)
    target_link_libraries(scarce_memory PRIVATE ${CMAKE_DL_LIBS})
    set_target_properties(scarce_memory PROPERTIES LIBRARY_OUTPUT_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR})
    add_executable(fairlane_holed cli/fairlane_holed.c)
    target_link_libraries(fairlane_holed PRIVATE PkgConfig::CJSON)
    set_target_properties(fairlane_holed PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR})
    fairlane_check(scarce_memory $<TARGET_FILE:scarce_memory> $<TARGET_FILE:fairlane_program> $<TARGET_FILE:fairlane_holed>
        $<TARGET_FILE:test_record>)
endif()

# Hostile names, on their way to a terminal
if(NOT CMAKE_CROSSCOMPILING AND Python3_FOUND AND TARGET one_call AND TARGET honest_peer)
    fairlane_check(plain $<TARGET_FILE:fairlane_program> $<TARGET_FILE:test_record> $<TARGET_FILE:one_call>
        $<TARGET_FILE:honest_peer>)
endif()
if(NOT CMAKE_CROSSCOMPILING AND NOT CMAKE_C_FLAGS MATCHES sanitize)
    fairlane_check(completion $<TARGET_FILE:fairlane_program>)
endif()
