# Tests of evidence
# planted_loop.c as a function of that name with these flags, which the disassembly must find out.
set(PLANTED_SCALAR_GNU -fno-tree-vectorize -fno-tree-slp-vectorize)
set(PLANTED_SCALAR_Clang -fno-vectorize -fno-slp-vectorize)
# gcc 13 and later fuse no chain of sums for the CPU "generic", unless told so.
set(PLANTED_FUSED_GNU -ffp-contract=fast --param=avoid-fma-max-bits=0)
set(PLANTED_FUSED_Clang -ffp-contract=fast)
set(PLANTED_FUSED ${PLANTED_FUSED_${CMAKE_C_COMPILER_ID}})
set(PLANTED_SCALAR -O2 ${PLANTED_SCALAR_${CMAKE_C_COMPILER_ID}})
set(PLANTED_VECTOR -O3 -fassociative-math -fno-signed-zeros -fno-trapping-math)
function(fairlane_planted name)
    add_library(${name} OBJECT evidence/planted_loop.c)
    target_compile_definitions(${name} PRIVATE PLANTED=${name})
    target_compile_options(${name} PRIVATE ${ARGN})
    target_link_libraries(test_claims PRIVATE ${name})
endfunction()

if(CMAKE_SYSTEM_PROCESSOR MATCHES "${x86}|${aarch64}")
    fairlane_test(disassembly fairlane_evidence)
    fairlane_check(disassemble ${PROJECT_SOURCE_DIR} $<TARGET_FILE:fairlane_program>
                   $<IF:$<BOOL:${CMAKE_CROSSCOMPILING}>,,${CMAKE_STRIP}>)
    fairlane_test(counted_types fairlane_evidence)
    fairlane_test(claims fairlane_evidence)
    target_sources(test_claims PRIVATE evidence/planted_calls.c)
    fairlane_planted(planted_scalar ${PLANTED_SCALAR} -ffp-contract=off)
    if(CMAKE_SYSTEM_PROCESSOR MATCHES ${aarch64})
        target_sources(test_disassembly PRIVATE evidence/disassembly_samples_aarch64.c)
        target_sources(test_counted_types PRIVATE evidence/counted_samples_aarch64.c)
        fairlane_planted(planted_vectorised ${PLANTED_VECTOR} ${PLANTED_FUSED})
        fairlane_planted(planted_fused ${PLANTED_SCALAR} ${PLANTED_FUSED})
        fairlane_planted(planted_sve ${PLANTED_VECTOR} ${PLANTED_FUSED} -march=armv8-a+sve)
    else()
        target_sources(test_disassembly PRIVATE evidence/disassembly_samples_x86.c)
        target_sources(test_counted_types PRIVATE evidence/counted_samples_x86.c)
        fairlane_planted(planted_vectorised ${PLANTED_VECTOR} -ffp-contract=off)
        fairlane_planted(planted_fused ${PLANTED_SCALAR} ${PLANTED_FUSED} -mfma)
        fairlane_planted(planted_vex ${PLANTED_SCALAR} -ffp-contract=off -mavx)
        fairlane_planted(planted_avx ${PLANTED_VECTOR} -ffp-contract=off -mavx)
        fairlane_planted(planted_avx2 ${PLANTED_VECTOR} ${PLANTED_FUSED} -mavx2 -mfma)
        fairlane_planted(planted_avx512 ${PLANTED_VECTOR} ${PLANTED_FUSED} -mavx512f -mprefer-vector-width=512)
    endif()
endif()

# Traces
fairlane_test(trace_count fairlane_evidence)
fairlane_test(trace_classify fairlane_evidence)
fairlane_test(trace_chain fairlane_evidence)
fairlane_test(trace_sums fairlane_evidence)
fairlane_test(symbol_name fairlane_evidence)
target_compile_definitions(test_symbol_name PRIVATE TEST_LIBIBERTY=$<BOOL:${FAIRLANE_LIBIBERTY}>)
fairlane_test(trace_file fairlane_evidence fairlane_fixture)
if(NOT CMAKE_C_FLAGS MATCHES sanitize) # counts of such kernels are nobody's
    fairlane_test(trace_kernels fairlane_evidence)
endif()
if(CMAKE_BUILD_TYPE STREQUAL "RelWithDebInfo" AND "${CMAKE_C_FLAGS} ${CMAKE_CXX_FLAGS}" MATCHES "^ *(-Wno-psabi)? *$")
    target_compile_definitions(test_trace_kernels PRIVATE COUNTS_APPLY=1) # of instructions, as stored
endif()
add_executable(one_call evidence/one_call.c)
target_link_libraries(one_call PRIVATE fairlane_evidence)
set_target_properties(one_call PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR})
if(NOT CMAKE_CROSSCOMPILING)
    fairlane_check(callgrind $<TARGET_FILE:fairlane_program> $<TARGET_FILE:one_call>)
    add_executable(deny evidence/deny.c)
    set_target_properties(deny PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR})
    target_compile_options(deny PRIVATE -fno-sanitize=all)
    target_link_options(deny PRIVATE -fno-sanitize=all)
    fairlane_check(unattestable $<TARGET_FILE:fairlane_program> $<TARGET_FILE:deny>
                   ${CMAKE_CURRENT_BINARY_DIR}/contestants/programs $<TARGET_FILE:test_verdict>)
    if(NOT CMAKE_C_FLAGS MATCHES sanitize) # whose own library cannot live without what is taken away here
        fairlane_check(denied $<TARGET_FILE:fairlane_program> $<TARGET_FILE:deny>)
        fairlane_check(container $<TARGET_FILE:fairlane_program>)
    endif()
    fairlane_check(trace $<TARGET_FILE:fairlane_program> ${CMAKE_CURRENT_BINARY_DIR}/contestants/programs
                   $<TARGET_FILE:one_call> ${CMAKE_CURRENT_SOURCE_DIR}/record/check_schema.py
                   ${PROJECT_SOURCE_DIR}/bench/evidence/fairlane.trace.1.schema.json)
    fairlane_check(torch $<TARGET_FILE:fairlane_program> ${CMAKE_CURRENT_SOURCE_DIR}/evidence/torch_linear.py
                   $<TARGET_FILE:fairlane_region>)
    fairlane_check(region_examples $<TARGET_FILE:fairlane_program> ${PROJECT_SOURCE_DIR}/bench/evidence/region/examples
                   ${PROJECT_SOURCE_DIR}/bench/evidence/region $<TARGET_FILE:fairlane_region> ${CMAKE_C_COMPILER})
endif()

if(CMAKE_SYSTEM_NAME STREQUAL "Linux" AND CMAKE_SYSTEM_PROCESSOR MATCHES "${x86}|${aarch64}")
    fairlane_test(qemu_log fairlane_evidence)
    fairlane_test(qemu_region fairlane_evidence)
endif()
if(NOT CMAKE_CROSSCOMPILING AND CMAKE_SYSTEM_PROCESSOR MATCHES ${x86})
    fairlane_check(trace_backends $<TARGET_FILE:fairlane_program> ${CMAKE_CURRENT_BINARY_DIR}/contestants/programs)
endif()
if(CMAKE_CROSSCOMPILING AND CMAKE_SYSTEM_PROCESSOR MATCHES ${aarch64})
    fairlane_check(trace_qemu --elf=$<TARGET_FILE:fairlane_program> ${CMAKE_CURRENT_BINARY_DIR}/contestants/programs
                   ${CMAKE_CROSSCOMPILING_EMULATOR})
endif()

# The plain loop in both compilers, whichever built this: once natively, once for AArch64 in QEMU.
if(CMAKE_C_COMPILER_ID STREQUAL "GNU" AND NOT CMAKE_C_FLAGS MATCHES sanitize AND CMAKE_SYSTEM_PROCESSOR MATCHES "${x86}|${aarch64}")
    add_test(NAME loops COMMAND /usr/bin/python3 ${CMAKE_CURRENT_SOURCE_DIR}/evidence/check_loops.py $<TARGET_FILE:fairlane_program>
             WORKING_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR})
    set_tests_properties(loops PROPERTIES SKIP_RETURN_CODE 77)
    if(CMAKE_CROSSCOMPILING)
        list(JOIN CMAKE_CROSSCOMPILING_EMULATOR " " emulator)
        set_tests_properties(loops PROPERTIES ENVIRONMENT "FAIRLANE_EMULATOR=${emulator}")
    else()
        add_executable(time_loop evidence/loops/time_loop.c) # for the benchmark evidence/time_loops.py
        target_link_libraries(time_loop PRIVATE fairlane_harness ${CMAKE_DL_LIBS})
        set_target_properties(time_loop PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR})
        add_test(NAME languages COMMAND /usr/bin/python3 ${CMAKE_CURRENT_SOURCE_DIR}/evidence/check_languages.py
                 $<TARGET_FILE:fairlane_program> $<TARGET_FILE:fairlane_region> ${PROJECT_SOURCE_DIR}/bench/evidence/region
                 WORKING_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR})
        set_tests_properties(languages PROPERTIES SKIP_RETURN_CODE 77)
    endif()
endif()

# What was executed: planted contestants
if(CMAKE_SYSTEM_PROCESSOR MATCHES "${x86}|${aarch64}")
    add_subdirectory(evidence/contestants contestants)
endif()
