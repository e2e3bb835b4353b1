# Tests of peers
# Contestants that are programs of their own: each a test, which is skipped where the contestant is not installed. They
# are not compiled here: once, in the build that users make.
if(NOT CMAKE_CROSSCOMPILING)
    find_package(Python3 3.11 COMPONENTS Interpreter)
    function(fairlane_peer_test name script)
        add_test(NAME ${name} COMMAND ${Python3_EXECUTABLE} ${CMAKE_CURRENT_SOURCE_DIR}/${script}
            ${PROJECT_SOURCE_DIR}/bench/peers $<TARGET_FILE:fairlane_program> ${ARGN})
        set_tests_properties(${name} PROPERTIES SKIP_RETURN_CODE 77)
    endfunction()
    if(Python3_FOUND AND CMAKE_C_COMPILER_ID STREQUAL GNU AND NOT CMAKE_C_FLAGS MATCHES sanitize)
        fairlane_peer_test(peer_protocol peers/check_peer_protocol.py $<TARGET_FILE:fairlane_region>)
        # Each of the table of peers; a name that stands for another of them is one with it.
        set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/bench/peers/table.c)
        file(STRINGS ${PROJECT_SOURCE_DIR}/bench/peers/table.c rows REGEX "^    {\"")
        foreach(row IN LISTS rows)
            string(REGEX MATCH "{\"([^\"]+)\", \"([^\"]+)\"" row "${row}")
            if(NOT CMAKE_MATCH_2 STREQUAL "aprender")
                fairlane_peer_test(peer_${CMAKE_MATCH_1} peers/check_peer.py ${CMAKE_MATCH_1} library 1568)
            elseif(NOT CMAKE_MATCH_1 STREQUAL "aprender")
                fairlane_peer_test(peer_${CMAKE_MATCH_1} peers/check_peer.py ${CMAKE_MATCH_1} scalar 784)
            endif()
        endforeach()
    endif()
endif()

# Contestants that are programs of their own: of the machine at hand, not of the one that is emulated
if(NOT CMAKE_CROSSCOMPILING)
    foreach(peer honest sleeper cacher)
        add_executable(${peer}_peer peers/honest.c)
        target_link_libraries(${peer}_peer PRIVATE ${CMAKE_DL_LIBS})
        target_compile_definitions(${peer}_peer PRIVATE PEER_NAME="${peer}")
        target_compile_options(${peer}_peer PRIVATE -O2 -ffp-contract=off -fno-sanitize=all
            $<IF:$<C_COMPILER_ID:Clang>,-fno-vectorize,-fno-tree-vectorize>)
        target_link_options(${peer}_peer PRIVATE -fno-sanitize=all)
        set_target_properties(${peer}_peer PROPERTIES OUTPUT_NAME ${peer} RUNTIME_OUTPUT_DIRECTORY
            ${CMAKE_CURRENT_BINARY_DIR}/peers)
    endforeach()
    target_compile_definitions(sleeper_peer PRIVATE CHEAT_SLEEP)
    target_compile_definitions(cacher_peer PRIVATE CHEAT_CACHE)
    # They take long: all of it in the build that users make, what reads hostile answers with the sanitizers too
    if(CMAKE_C_COMPILER_ID STREQUAL GNU)
        set(hostile "")
        if(CMAKE_C_FLAGS MATCHES sanitize)
            set(hostile crash_at_start talks_first escape long_name many_facts garbage zero_byte nested two_lines
                endless closes_input nan_logits wrong_logits leaves_child too_few too_many not_a_number)
        endif()
        fairlane_check(peers ${PROJECT_SOURCE_DIR} $<TARGET_FILE:fairlane_program> $<TARGET_FILE:honest_peer> ${hostile})
    endif()
    fairlane_test(peer_answers fairlane_peers)
endif()
