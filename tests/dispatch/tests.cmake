# Tests of dispatch
fairlane_test(cpu fairlane)
fairlane_test(choice fairlane)
fairlane_test(dispatch fairlane)
fairlane_check(list $<TARGET_FILE:fairlane_program>)
foreach(program first_call first_call_watched)
    add_executable(${program} dispatch/first_call.c)
    target_include_directories(${program} PRIVATE ${PROJECT_BINARY_DIR}/include)
    target_link_libraries(${program} PRIVATE fairlane m)
    set_target_properties(${program} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR})
endforeach()
target_compile_definitions(first_call_watched PRIVATE WATCHED)
if(NOT CMAKE_CROSSCOMPILING AND NOT CMAKE_C_FLAGS MATCHES sanitize) # it brings its own
    fairlane_check(first_call ${PROJECT_SOURCE_DIR} ${CMAKE_COMMAND} ${CMAKE_C_COMPILER} ${CMAKE_CXX_COMPILER}
                   $<TARGET_FILE:first_call> $<TARGET_FILE:first_call_watched> ${PROJECT_BINARY_DIR})
    set_tests_properties(first_call PROPERTIES ENVIRONMENT CMAKE_GENERATOR=${CMAKE_GENERATOR}) # there may be no make
endif()
if(NOT CMAKE_CROSSCOMPILING)
    fairlane_check(hide $<TARGET_FILE:fairlane_program> $<TARGET_FILE:fairlane_gbench> $<TARGET_FILE:one_call>)
endif()
if(CMAKE_SYSTEM_PROCESSOR MATCHES ${x86})
    add_executable(run_kernels dispatch/run_kernels.c)
    target_link_libraries(run_kernels PRIVATE fairlane m)
    add_executable(vector_instruction dispatch/vector_instruction.c)
    add_executable(c_library dispatch/c_library.c)
    target_compile_options(c_library PRIVATE -fno-builtin)
    set_target_properties(run_kernels vector_instruction c_library PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR})
    fairlane_check(emulated_x86 $<TARGET_FILE:fairlane_program> $<TARGET_FILE:run_kernels>
                   $<TARGET_FILE:vector_instruction> $<TARGET_FILE:c_library>)
endif()
if(TARGET fairlane_kernel_avx512 AND TARGET fairlane_kernel_autovec_avx512)
    fairlane_check(bochs ${PROJECT_SOURCE_DIR} ${CMAKE_C_COMPILER} ${CMAKE_OBJCOPY}
                   $<TARGET_OBJECTS:fairlane_kernel_avx512> $<TARGET_OBJECTS:fairlane_kernel_autovec_avx512>)
endif()
if(TARGET fairlane_shared AND TARGET fairlane_region AND NOT CMAKE_CROSSCOMPILING)
    add_test(NAME shared COMMAND python3 ${CMAKE_CURRENT_SOURCE_DIR}/dispatch/check_shared.py ${PROJECT_SOURCE_DIR}
        ${PROJECT_BINARY_DIR} ${PROJECT_VERSION} ${CMAKE_NM} ${CMAKE_READELF} ${CMAKE_C_COMPILER}
        $<TARGET_FILE:fairlane_shared> $<TARGET_FILE:fairlane_region>)
endif()
