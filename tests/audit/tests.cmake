# Tests of audit
fairlane_test(source fairlane_reader)
fairlane_test(clang fairlane_reader)
foreach(test source clang)
    target_sources(test_${test} PRIVATE audit/subject.c)
endforeach()
fairlane_test(audit_rule fairlane_audit)
fairlane_test(reproduction fairlane_audit)
fairlane_test(case_fields fairlane_audit fairlane_fixture)
fairlane_check(published $<TARGET_FILE:fairlane_program>)
if(NOT CMAKE_CROSSCOMPILING) # takes many minutes in an emulator, and nothing in it is the CPU's
    fairlane_check(audit_folder $<TARGET_FILE:fairlane_program>)
    fairlane_check(audit ${PROJECT_SOURCE_DIR} $<TARGET_FILE:fairlane_program>)
    fairlane_check(reproduce $<TARGET_FILE:fairlane_program>)
    if(CMAKE_C_COMPILER_ID STREQUAL GNU)
        fairlane_check(audit_run ${PROJECT_SOURCE_DIR} $<TARGET_FILE:fairlane_program>
            ${CMAKE_CURRENT_BINARY_DIR}/peers)
    endif()
    # 1 s a cheat: once, in the build that users make
    if(CMAKE_C_COMPILER_ID STREQUAL GNU AND NOT CMAKE_C_FLAGS MATCHES sanitize)
        fairlane_check(cheats ${PROJECT_SOURCE_DIR} $<TARGET_FILE:fairlane_program>)
        set_tests_properties(cheats PROPERTIES PROCESSORS 2 TIMEOUT 3600)
    endif()
endif()
