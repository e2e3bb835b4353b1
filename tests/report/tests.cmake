# Tests of report
fairlane_test(table fairlane_report)
fairlane_test(comparison fairlane_report fairlane_fixture)
fairlane_test(reports fairlane_report)
fairlane_test(run_report fairlane_report fairlane_fixture)
target_sources(test_run_report PRIVATE report/run_text.c)
fairlane_check(compare ${PROJECT_SOURCE_DIR} $<TARGET_FILE:fairlane_program> $<TARGET_FILE:test_record>)
fairlane_check(held ${PROJECT_SOURCE_DIR} $<TARGET_FILE:fairlane_program> $<TARGET_FILE:test_record>)
fairlane_check(report ${PROJECT_SOURCE_DIR} $<TARGET_FILE:fairlane_program> $<TARGET_FILE:test_record>)
