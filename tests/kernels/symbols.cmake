# For check_symbols.sh: a program that defines the functions of a BLAS itself, linked with the library as it is, and
# as the negative control once per foreign library with that library's kernels before they were folded.
add_executable(symbols kernels/symbols.c)
target_link_libraries(symbols PRIVATE fairlane)
set(controls "")
get_property(libraries GLOBAL PROPERTY FAIRLANE_FOLD_LIBRARIES)
list(REMOVE_DUPLICATES libraries)
foreach(library IN LISTS libraries)
    get_property(unfolded GLOBAL PROPERTY FAIRLANE_FOLD_TARGETS_${library})
    list(TRANSFORM unfolded REPLACE "(.+)" "$<TARGET_OBJECTS:\\1>")
    add_executable(symbols_control_${library} kernels/symbols.c ${unfolded})
    target_link_libraries(symbols_control_${library} PRIVATE fairlane ${FAIRLANE_${library}_ARCHIVE})
    # Some libraries define much in one file: the program's own function comes first, as it would at run time.
    target_link_options(symbols_control_${library} PRIVATE -Wl,--allow-multiple-definition)
    list(APPEND controls symbols_control_${library})
endforeach()
set_target_properties(symbols ${controls} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR})
list(TRANSFORM controls REPLACE "(.+)" "$<TARGET_FILE:\\1>")
fairlane_check(symbols ${CMAKE_NM} $<TARGET_FILE:fairlane> --elf=$<TARGET_FILE:symbols> $<TARGET_FILE:symbols> ${controls})
