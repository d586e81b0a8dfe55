# cmake --install: the program with its manual page and its unit for systemd, the libraries with their headers, and a CMake package, so that
# another program says
#   find_package(earshot REQUIRED)
#   target_link_libraries(theirs PRIVATE earshot::earshot)     # or one layer, such as earshot::core
include(CMakePackageConfigHelpers)
include(GNUInstallDirs)

get_property(layers GLOBAL PROPERTY EARSHOT_LAYERS)
list(REMOVE_ITEM layers earshot_app)

# All layers below the program, for those who do not want to choose.
add_library(earshot_library INTERFACE)
add_library(earshot::earshot ALIAS earshot_library)
target_link_libraries(earshot_library INTERFACE ${layers})
set_target_properties(earshot_library PROPERTIES EXPORT_NAME earshot)

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/earshot)
install(TARGETS ${layers} earshot_library EXPORT earshotTargets)
install(EXPORT earshotTargets NAMESPACE earshot:: DESTINATION ${package_dir})
install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/earshot DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
# Before 1.0 a minor version may break what was.
write_basic_package_version_file(${PROJECT_BINARY_DIR}/earshotConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_SOURCE_DIR}/scripts/cmake/earshotConfig.cmake ${PROJECT_BINARY_DIR}/earshotConfigVersion.cmake
        DESTINATION ${package_dir})
if(TARGET earshot)
  install(TARGETS earshot)
  # Of the user, whose node it is. systemd looks there and not in lib64 or lib/x86_64-linux-gnu.
  configure_file(${PROJECT_SOURCE_DIR}/scripts/cmake/earshot.service.in ${PROJECT_BINARY_DIR}/earshot.service @ONLY)
  install(FILES ${PROJECT_BINARY_DIR}/earshot.service DESTINATION lib/systemd/user)

  find_program(EARSHOT_SCDOC scdoc)
  if(EARSHOT_SCDOC)
    set(page ${PROJECT_SOURCE_DIR}/man/earshot.1.scd)
    add_custom_command(OUTPUT ${PROJECT_BINARY_DIR}/earshot.1 DEPENDS ${page} VERBATIM
                       COMMAND sh -c "\"$0\" <\"$1\" >\"$2\"" ${EARSHOT_SCDOC} ${page} ${PROJECT_BINARY_DIR}/earshot.1)
    add_custom_target(earshot_manual ALL DEPENDS ${PROJECT_BINARY_DIR}/earshot.1)
    install(FILES ${PROJECT_BINARY_DIR}/earshot.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
  endif()
endif()
