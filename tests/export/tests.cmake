# Tests of export
fairlane_check(export $<TARGET_FILE:fairlane_program> $<TARGET_FILE:test_record>)
