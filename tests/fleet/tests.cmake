# Tests of bench/fleet: other people's engines
fairlane_check(fleet $<TARGET_FILE:fairlane_program> $<TARGET_FILE:test_record>)
if(NOT CMAKE_CROSSCOMPILING AND NOT CMAKE_C_FLAGS MATCHES sanitize) # other people's engines, once is enough
    fairlane_check(slurm ${PROJECT_SOURCE_DIR} $<TARGET_FILE:fairlane_program>)
    fairlane_check(reframe ${PROJECT_SOURCE_DIR} $<TARGET_FILE:fairlane_program>)
    fairlane_check(workflow ${PROJECT_SOURCE_DIR})
endif()
