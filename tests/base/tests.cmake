# Tests of base
fairlane_test(subprocess fairlane_base)
target_link_options(test_subprocess PRIVATE LINKER:--wrap=fork) # which then fails when it is told to
fairlane_test(clock_check fairlane_base)
fairlane_test(progress fairlane_base)
fairlane_test(sort fairlane_base)
fairlane_test(memory_budget fairlane_base)
