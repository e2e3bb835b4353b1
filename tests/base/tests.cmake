# Tests of base
fairlane_test(subprocess fairlane_base)
fairlane_test(clock_check fairlane_base)
fairlane_test(progress fairlane_base)
