# Tests of import
fairlane_check(tool_format ${PROJECT_SOURCE_DIR} $<TARGET_FILE:fairlane_program>)
fairlane_check(import ${PROJECT_SOURCE_DIR} $<TARGET_FILE:fairlane_program>)
fairlane_check(layers ${PROJECT_SOURCE_DIR} $<TARGET_FILE:fairlane_program>)
fairlane_check(models ${PROJECT_SOURCE_DIR} $<TARGET_FILE:fairlane_program>)
