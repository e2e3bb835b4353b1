# Tests of record
fairlane_test(file fairlane_record)
add_library(fairlane_fixture STATIC record/record_fixture.c record/violations.c)
target_link_libraries(fairlane_fixture PUBLIC fairlane_record PkgConfig::CJSON PkgConfig::CMOCKA)
fairlane_test(record fairlane_fixture)
fairlane_test(record_hostile fairlane_fixture)
fairlane_test(record_excess fairlane_record)
fairlane_test(record_parts fairlane_fixture)
if(NOT CMAKE_CROSSCOMPILING AND NOT CMAKE_C_FLAGS MATCHES sanitize) # 11 million numbers, there and back
    fairlane_test(record_large fairlane_fixture)
endif()
fairlane_test(record_peer fairlane_fixture)
fairlane_test(packed fairlane_record)
fairlane_test(rounds fairlane_record)
fairlane_test(record_audited fairlane_record)
fairlane_test(json fairlane_record)
fairlane_check(schemas ${PROJECT_SOURCE_DIR} $<TARGET_FILE:fairlane_program>)
fairlane_check(schema ${PROJECT_SOURCE_DIR} $<TARGET_FILE:test_record> $<TARGET_FILE:test_trace_file>
               $<TARGET_FILE:test_record_peer>)
fairlane_check(samples ${PROJECT_SOURCE_DIR} $<TARGET_FILE:fairlane_program>)
if(NOT CMAKE_CROSSCOMPILING)
    fairlane_check(json_forms ${PROJECT_SOURCE_DIR} $<TARGET_FILE:fairlane_program> $<TARGET_FILE:test_record>
                   $<TARGET_FILE:honest_peer>)
endif()
