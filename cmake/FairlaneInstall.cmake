# What `cmake --install` installs: the library with its headers, a CMake package (fairlane::fairlane) and a
# pkg-config file; and, unless FAIRLANE_LIBRARY_ONLY, the programs with their man pages and completions. The installed tree may be moved. The target
# fairlane_installable is all that it needs.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)
set(FAIRLANE_CMAKE_DIR ${CMAKE_INSTALL_LIBDIR}/cmake/fairlane)

add_library(fairlane::fairlane ALIAS fairlane)
target_include_directories(fairlane INTERFACE
    $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}> $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)

# Headers: users write #include <fairlane/fairlane.h>. Inside, "kernels/kernel.h" becomes "fairlane/kernels/kernel.h",
# because a user's own tree may well have a folder of that name, and the compiler would find that one first.
foreach(header dispatch/fairlane.h dispatch/cpu.h dispatch/dispatch.h kernels/error.h kernels/isa.h kernels/kernel.h)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${header})
    file(READ ${PROJECT_SOURCE_DIR}/${header} text)
    string(REGEX REPLACE "#include \"(kernels|dispatch)/" "#include \"fairlane/\\1/" text "${text}")
    get_filename_component(folder ${header} DIRECTORY)
    if(header STREQUAL "dispatch/fairlane.h")
        set(folder "")
    endif()
    get_filename_component(name ${header} NAME)
    file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/include/fairlane/${folder}/${name} CONTENT "${text}" @ONLY)
    install(FILES ${PROJECT_BINARY_DIR}/include/fairlane/${folder}/${name}
        DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/fairlane/${folder})
endforeach()

# What a user of the archive has to link, read from the target itself so that it cannot be forgotten.
get_target_property(libraries fairlane LINK_LIBRARIES)
set(FAIRLANE_PC_REQUIRES "")
set(FAIRLANE_PC_LIBS "-lm")
foreach(library IN LISTS libraries)
    if(library STREQUAL "PkgConfig::SLEEF")
        set(FAIRLANE_NEEDS_SLEEF TRUE)
        set(FAIRLANE_PC_REQUIRES "sleef")
    elseif(library STREQUAL "CpuFeatures::cpu_features")
        set(FAIRLANE_NEEDS_CPU_FEATURES TRUE)
        string(PREPEND FAIRLANE_PC_LIBS "-lcpu_features ")
    elseif(library STREQUAL "Threads::Threads")
        set(FAIRLANE_NEEDS_THREADS TRUE)
    elseif(library STREQUAL CMAKE_DL_LIBS)
        string(APPEND FAIRLANE_PC_LIBS " -l${library}")
    elseif(NOT library STREQUAL "m" AND NOT library MATCHES "^::@")
        message(FATAL_ERROR "fairlane: cmake/FairlaneInstall.cmake does not know how users link ${library}")
    endif()
endforeach()
if(FAIRLANE_NEEDS_THREADS)
    string(APPEND FAIRLANE_PC_LIBS " -pthread")
endif()

install(TARGETS fairlane EXPORT fairlane ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
if(TARGET fairlane_shared)
    install(TARGETS fairlane_shared EXPORT fairlane LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
endif()
if(TARGET fairlane_region)
    # The marks: fairlane::region, fairlane::region_static and, for other build systems, fairlane-region.pc.
    set_target_properties(fairlane_region PROPERTIES EXPORT_NAME region)
    set_target_properties(fairlane_region_static PROPERTIES EXPORT_NAME region_static)
    foreach(library fairlane_region fairlane_region_static)
        target_include_directories(${library} INTERFACE $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
    endforeach()
    install(TARGETS fairlane_region fairlane_region_static EXPORT fairlane
        LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR} ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
    install(FILES bench/evidence/region/fairlane_region.h DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
endif()
install(EXPORT fairlane NAMESPACE fairlane:: FILE fairlaneTargets.cmake DESTINATION ${FAIRLANE_CMAKE_DIR})
configure_package_config_file(cmake/fairlaneConfig.cmake.in ${PROJECT_BINARY_DIR}/fairlaneConfig.cmake
    INSTALL_DESTINATION ${FAIRLANE_CMAKE_DIR} NO_SET_AND_CHECK_MACRO)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/fairlaneConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/fairlaneConfig.cmake ${PROJECT_BINARY_DIR}/fairlaneConfigVersion.cmake
    DESTINATION ${FAIRLANE_CMAKE_DIR})

file(RELATIVE_PATH FAIRLANE_PC_TO_PREFIX ${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig ${CMAKE_INSTALL_PREFIX})
configure_file(cmake/fairlane.pc.in ${PROJECT_BINARY_DIR}/fairlane.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/fairlane.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
if(TARGET fairlane_region)
    configure_file(cmake/fairlane-region.pc.in ${PROJECT_BINARY_DIR}/fairlane-region.pc @ONLY)
    install(FILES ${PROJECT_BINARY_DIR}/fairlane-region.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
endif()

if(TARGET fairlane_program)
    # The folders of the peers as they come, and the sources that their set-ups compile, at the places that these have in
    # the project. What a set-up installs stays where it was installed.
    set(data ${CMAKE_INSTALL_DATADIR}/fairlane)
    install(DIRECTORY bench/peers/ DESTINATION ${data}/bench/peers USE_SOURCE_PERMISSIONS
        REGEX "/peers/[^/]*\\.[ch]$" EXCLUDE PATTERN CMakeLists.txt EXCLUDE PATTERN venv EXCLUDE PATTERN target EXCLUDE
        PATTERN __pycache__ EXCLUDE)
    file(STRINGS bench/peers/c/build.sh sources REGEX "bench/base|bench/task|kernels/")
    foreach(folder bench/base bench/task kernels)
        file(GLOB headers CONFIGURE_DEPENDS ${folder}/*.h)
        install(FILES ${headers} DESTINATION ${data}/${folder})
        string(REGEX MATCH "${folder}/({[^}]*}|[a-z_]+)\\.c" named "${sources}")
        string(REGEX REPLACE ".*/{?([^}.]*)}?\\.c$" "\\1" named "${named}")
        string(REPLACE "," ";" named "${named}")
        foreach(source IN LISTS named)
            install(FILES ${folder}/${source}.c DESTINATION ${data}/${folder})
        endforeach()
    endforeach()
    # What runs the lab on many machines; the workflow is of use in a clone only.
    install(PROGRAMS bench/fleet/node bench/fleet/slurm bench/fleet/report DESTINATION ${data}/bench/fleet)
    install(FILES bench/fleet/reframe_check.py DESTINATION ${data}/bench/fleet)
    # What --json prints and the lab writes, for whoever reads it by machine.
    file(GLOB schemas CONFIGURE_DEPENDS bench/*/fairlane.*.schema.json)
    install(FILES ${schemas} DESTINATION ${CMAKE_INSTALL_DATADIR}/fairlane/schemas)
    install(TARGETS fairlane_program fairlane_gbench RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
    # The man page comes from the program, which a cross build can only run in an emulator.
    if(NOT CMAKE_CROSSCOMPILING OR CMAKE_CROSSCOMPILING_EMULATOR)
        set(manual ${PROJECT_BINARY_DIR}/manual)
        file(MAKE_DIRECTORY ${manual})
        set(pages ${manual}/fairlane.1)
        add_custom_command(OUTPUT ${manual}/fairlane.1 COMMAND fairlane_program help --man > ${manual}/fairlane.1
            DEPENDS fairlane_program VERBATIM)
        file(GLOB commands CONFIGURE_DEPENDS bench/cli/command_*.c)
        foreach(file IN LISTS commands)
            file(STRINGS ${file} hidden REGEX "\\.hidden = true") # what the program keeps to itself
            if(hidden)
                continue()
            endif()
            string(REGEX REPLACE ".*/command_(.*)\\.c$" "\\1" command ${file})
            add_custom_command(OUTPUT ${manual}/fairlane-${command}.1
                COMMAND fairlane_program help --man ${command} > ${manual}/fairlane-${command}.1
                DEPENDS fairlane_program VERBATIM)
            list(APPEND pages ${manual}/fairlane-${command}.1)
        endforeach()
        install(FILES ${pages} DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
        set(completions "")
        foreach(shell bash zsh fish)
            add_custom_command(OUTPUT ${manual}/completion.${shell}
                COMMAND fairlane_program help --completion ${shell} > ${manual}/completion.${shell}
                DEPENDS fairlane_program VERBATIM)
            list(APPEND completions ${manual}/completion.${shell})
        endforeach()
        add_custom_target(fairlane_manual ALL DEPENDS ${pages} ${completions})
        set(share ${CMAKE_INSTALL_DATADIR})
        install(FILES ${manual}/completion.bash DESTINATION ${share}/bash-completion/completions RENAME fairlane)
        install(FILES ${manual}/completion.zsh DESTINATION ${share}/zsh/site-functions RENAME _fairlane)
        install(FILES ${manual}/completion.fish DESTINATION ${share}/fish/vendor_completions.d RENAME fairlane.fish)
    endif()
endif()
add_custom_target(fairlane_installable)
foreach(target fairlane fairlane_shared fairlane_region fairlane_region_static fairlane_program fairlane_gbench fairlane_manual)
    if(TARGET ${target})
        add_dependencies(fairlane_installable ${target})
    endif()
endforeach()

# Packages: `cpack` in the build folder makes a tarball and, where the tools are at hand that find out what it depends on
# (Debian: dpkg-dev, file), a Debian package.
set(CPACK_GENERATOR TGZ)
find_program(FAIRLANE_DPKG_SHLIBDEPS dpkg-shlibdeps)
find_program(FAIRLANE_FILE file)
mark_as_advanced(FAIRLANE_DPKG_SHLIBDEPS FAIRLANE_FILE)
if(FAIRLANE_DPKG_SHLIBDEPS AND FAIRLANE_FILE)
    list(APPEND CPACK_GENERATOR DEB)
endif()
set(CPACK_PACKAGE_NAME fairlane)
set(CPACK_PACKAGE_VENDOR fairlane)
set(CPACK_PACKAGE_CONTACT "fairlane <fairlane@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "${PROJECT_DESCRIPTION}")
set(CPACK_RESOURCE_FILE_LICENSE ${PROJECT_SOURCE_DIR}/LICENSE)
set(CPACK_PACKAGE_DIRECTORY ${PROJECT_BINARY_DIR}/packages)
set(CPACK_STRIP_FILES OFF) # kernels' symbols are evidence
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_COMPRESSION_TYPE gzip) # a tenth of the time of xz
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS_PRIVATE_DIRS ${PROJECT_BINARY_DIR})
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "qemu-user, llvm-19, libdnnl-dev, python3-venv")
include(CPack)
