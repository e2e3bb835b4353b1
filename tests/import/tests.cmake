# Tests of import
fairlane_check(tool_format ${PROJECT_SOURCE_DIR} $<TARGET_FILE:fairlane_program>)
fairlane_check(import $<TARGET_FILE:fairlane_program>)
fairlane_check(layers $<TARGET_FILE:fairlane_program>)
fairlane_check(models $<TARGET_FILE:fairlane_program>)
