# Tests of export
fairlane_check(export ${PROJECT_SOURCE_DIR} $<TARGET_FILE:fairlane_program> $<TARGET_FILE:test_record>)
