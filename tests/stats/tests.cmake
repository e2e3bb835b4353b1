# Tests of stats
# Statistics, against tests/data/stats_expected.json
pkg_check_modules(CJSON REQUIRED IMPORTED_TARGET libcjson)
add_library(stats_expected STATIC stats/stats_expected.c)
target_link_libraries(stats_expected PUBLIC PkgConfig::CJSON PkgConfig::CMOCKA m)
fairlane_test(latin fairlane_stats)
foreach(subject distributions summary quantiles compare paired properties simulation)
    fairlane_test(stats_${subject} fairlane_stats stats_expected)
endforeach()
